//! The limits of a client.

use std::sync::Arc;
use std::time::Duration;

use url::Url;

/// Which way leads out to an address that is not on this computer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Proxy {
    /// As the system and its environment say.
    #[default]
    System,
    /// None, whatever the system says.
    Direct,
    /// This one, whatever the system says: `http` or `https`, a host, a port.
    At(Url),
    /// As somebody says for each address.
    Asked(AskTheWay),
}

type Ask = dyn Fn(&Url) -> Option<Url> + Send + Sync;

/// Who knows the proxy to an address, or that there is none: the system, where it finds the way by itself.
#[derive(Clone)]
pub struct AskTheWay(Arc<Ask>);

impl AskTheWay {
    /// `ask` may take a moment; it is called on a thread of the runtime.
    pub fn new(ask: impl Fn(&Url) -> Option<Url> + Send + Sync + 'static) -> Self {
        Self(Arc::new(ask))
    }

    /// The proxy to this address; nothing: directly.
    pub fn way_to(&self, address: &Url) -> Option<Url> {
        (self.0)(address)
    }
}

impl std::fmt::Debug for AskTheWay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AskTheWay")
    }
}

impl PartialEq for AskTheWay {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for AskTheWay {}

impl Proxy {
    /// Reads `system`, `direct` or an address. One with a name and a password in it is none: it would stand
    /// where everybody can read it.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "system" => Some(Self::System),
            "direct" => Some(Self::Direct),
            address => {
                let address: Url = address.parse().ok()?;
                let is_plain = matches!(address.scheme(), "http" | "https")
                    && address.has_host()
                    && address.username().is_empty()
                    && address.password().is_none()
                    && address.path() == "/"
                    && address.query().is_none()
                    && address.fragment().is_none();
                is_plain.then_some(Self::At(address))
            }
        }
    }
}

/// Limits of one client. The defaults suit an office line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientOptions {
    /// Until the connection stands.
    pub connect_timeout: Duration,
    /// Between two bytes of an answer.
    pub read_timeout: Duration,
    /// For a whole call, attachments excepted: those may take as long as bytes keep coming.
    pub call_timeout: Duration,
    /// The way out.
    pub proxy: Proxy,
    /// This desk's version, `major.minor.patch`, sent as `Desk-Version`.
    pub desk_version: String,
    /// Largest page of changes that is read, in bytes.
    pub max_page_bytes: u64,
    /// Largest answer to any other call, in bytes.
    pub max_answer_bytes: u64,
    /// Largest attachment that is fetched, in bytes.
    pub max_attachment_bytes: u64,
}

impl Default for ClientOptions {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(5),
            read_timeout: Duration::from_secs(20),
            call_timeout: Duration::from_secs(60),
            proxy: Proxy::default(),
            desk_version: env!("CARGO_PKG_VERSION").to_owned(),
            max_page_bytes: 64 << 20,
            max_answer_bytes: 4 << 20,
            max_attachment_bytes: 64 << 20,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_a_word_or_an_address_without_anything_secret_in_it() {
        assert_eq!(Proxy::parse("system"), Some(Proxy::System));
        assert_eq!(Proxy::parse("direct"), Some(Proxy::Direct));
        for address in ["http://proxy.example.gov.tw:8080", "https://10.1.2.3:3128/"] {
            assert!(matches!(Proxy::parse(address), Some(Proxy::At(_))), "{address}");
        }
        for none in [
            "",
            "Direct",
            "proxy.example.gov.tw:8080",
            "http://",
            "socks5://proxy.example.gov.tw",
            "http://name:secret@proxy.example.gov.tw",
            "http://proxy.example.gov.tw/wpad.dat",
            "file:///etc/proxy",
        ] {
            assert_eq!(Proxy::parse(none), None, "{none}");
        }
    }
}
