//! One HTTP connection pool: what may be reached, how long it may take, how much may come back.

use std::error::Error;
use std::net::IpAddr;
use std::sync::{Arc, Once};

use bytes::{Bytes, BytesMut};
use reqwest::header::CONTENT_TYPE;
use reqwest::{Response, redirect};
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;
use url::{Host, Url};

use crate::certificate::{self, Telling};
use crate::{ClientError, ClientOptions, NetworkKind, Proxy};

/// Whether the desk may speak to this address: https anywhere, plain http on this machine alone,
/// and nothing that carries a password or a query in the address itself.
///
/// # Errors
/// [`ClientError::BadAddress`]
pub fn check_address(address: &Url) -> Result<(), ClientError> {
    let plain = address.username().is_empty()
        && address.password().is_none()
        && address.query().is_none()
        && address.fragment().is_none();
    let reachable = match address.scheme() {
        "https" => address.has_host(),
        "http" => is_loopback(address),
        _ => false,
    };
    if plain && reachable { Ok(()) } else { Err(ClientError::BadAddress) }
}

pub(crate) fn is_loopback(address: &Url) -> bool {
    match address.host() {
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip).is_loopback(),
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        None => false,
    }
}

/// Chooses ring for every TLS connection of this process. Done by every client of this crate; for
/// others that open one themselves.
pub fn choose_cipher_provider() {
    static CHOSEN: Once = Once::new();
    CHOSEN.call_once(|| {
        // Fails only where the process has one already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}

/// A connection pool for one address. Redirects are never followed: the contract has none, and a
/// token must not travel on. The way out is that of the options, but not for this machine itself.
pub(crate) fn connect(
    address: &Url,
    options: &ClientOptions,
) -> Result<reqwest::Client, ClientError> {
    choose_cipher_provider();
    let verifier = rustls_platform_verifier::Verifier::new(cipher_provider());
    let verifier = verifier.map_err(|_| ClientError::network(NetworkKind::Tls))?;
    connect_trusting(address, options, Arc::new(verifier))
}

fn cipher_provider() -> Arc<CryptoProvider> {
    CryptoProvider::get_default()
        .cloned()
        .unwrap_or_else(|| Arc::new(rustls::crypto::ring::default_provider()))
}

/// The same, believing what this verifier believes.
pub(crate) fn connect_trusting(
    address: &Url,
    options: &ClientOptions,
    verifier: Arc<dyn ServerCertVerifier>,
) -> Result<reqwest::Client, ClientError> {
    check_address(address)?;
    let tls = rustls::ClientConfig::builder_with_provider(cipher_provider())
        .with_safe_default_protocol_versions()
        .map_err(|_| ClientError::network(NetworkKind::Tls))?;
    let mut tls = tls
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Telling(verifier)))
        .with_no_client_auth();
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let mut builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .user_agent(concat!("notebook-desk/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        .connect_timeout(options.connect_timeout)
        .read_timeout(options.read_timeout)
        .referer(false);
    if is_loopback(address) {
        builder = builder.no_proxy();
    } else {
        builder = match &options.proxy {
            Proxy::System => builder,
            Proxy::Direct => builder.no_proxy(),
            Proxy::At(proxy) => {
                let proxy = reqwest::Proxy::all(proxy.clone());
                builder.proxy(proxy.map_err(|_| ClientError::network(NetworkKind::Proxy))?)
            }
            Proxy::Asked(ask) => {
                let ask = ask.clone();
                builder.proxy(reqwest::Proxy::custom(move |address| ask.way_to(address)))
            }
        }
        .https_only(true);
    }
    builder.build().map_err(|_| ClientError::network(NetworkKind::Tls))
}

/// The body, if it ends within `limit` bytes and as announced.
pub(crate) async fn read_capped(mut response: Response, limit: u64) -> Result<Bytes, ClientError> {
    let announced = response.content_length();
    if announced.is_some_and(|length| length > limit) {
        return Err(ClientError::TooLarge { limit });
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(from_reqwest)? {
        if (body.len() + chunk.len()) as u64 > limit {
            return Err(ClientError::TooLarge { limit });
        }
        if body.is_empty() {
            // No more than a fair guess: the announced length is only a claim.
            body.reserve(announced.unwrap_or(0).min(1 << 20) as usize);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// The media type without its parameters, cut and cleaned so that a log may show it.
pub(crate) fn media_type(response: &Response) -> Option<String> {
    let text = response.headers().get(CONTENT_TYPE)?.to_str().ok()?;
    let essence = text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let clean: String = essence
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '+' | '.' | '-'))
        .take(60)
        .collect();
    (!clean.is_empty()).then_some(clean)
}

/// Sorts a transport's failure. The address is dropped on purpose: it holds case ids.
pub(crate) fn from_reqwest(error: reqwest::Error) -> ClientError {
    ClientError::network(kind_of(&error))
}

fn kind_of(error: &reqwest::Error) -> NetworkKind {
    if error.is_timeout() {
        return NetworkKind::Timeout;
    }
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(kind) = kind_of_cause(inner) {
            return kind;
        }
        cause = beneath(inner);
    }
    if error.is_connect() { NetworkKind::Unreachable } else { NetworkKind::Cut }
}

/// The cause of a cause. One that an I/O error wraps is not its source: `source` passes over it to
/// what lies beneath, and TLS errors come wrapped twice.
fn beneath<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    let wrapped = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    match wrapped {
        Some(wrapped) => Some(wrapped as &(dyn Error + 'static)),
        None => error.source(),
    }
}

fn kind_of_cause(error: &(dyn Error + 'static)) -> Option<NetworkKind> {
    if let Some(error) = error.downcast_ref::<rustls::Error>() {
        return Some(certificate::told(error).map_or(NetworkKind::Tls, NetworkKind::Certificate));
    }
    if let Some(io) = error.downcast_ref::<std::io::Error>() {
        match io.kind() {
            std::io::ErrorKind::ConnectionRefused => return Some(NetworkKind::Refused),
            std::io::ErrorKind::TimedOut => return Some(NetworkKind::Timeout),
            std::io::ErrorKind::ConnectionReset
            | std::io::ErrorKind::ConnectionAborted
            | std::io::ErrorKind::BrokenPipe
            | std::io::ErrorKind::UnexpectedEof => return Some(NetworkKind::Cut),
            _ => {}
        }
    }
    // The connector's error types are private; their texts are all there is.
    let text = error.to_string();
    if text.contains("dns error") {
        return Some(NetworkKind::Dns);
    }
    if text.contains("tunnel") || text.contains("proxy") {
        return Some(NetworkKind::Proxy);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AskTheWay;

    #[test]
    fn plain_http_is_for_this_machine_alone() {
        for fine in [
            "https://portal.example.gov.tw/",
            "https://portal.example.gov.tw:8443/notebook/",
            "http://127.0.0.1:40001",
            "http://[::1]:40001/",
            "http://localhost:40001/",
        ] {
            assert!(check_address(&fine.parse().unwrap()).is_ok(), "{fine}");
        }
        for bad in [
            "http://portal.example.gov.tw/",
            "http://127.0.0.1.example.tw/",
            "http://10.0.0.1/",
            "https://sw:pass@portal.example.gov.tw/",
            "https://portal.example.gov.tw/?next=x",
            "file:///etc/hosts",
            "data:text/plain,x",
        ] {
            assert!(
                matches!(check_address(&bad.parse().unwrap()), Err(ClientError::BadAddress)),
                "{bad}"
            );
        }
    }

    #[tokio::test]
    async fn a_proxy_that_is_set_is_the_way_out_but_not_to_this_machine() {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = format!("http://{}", listener.local_addr().unwrap());
        let proxy = Proxy::parse(&proxy).unwrap();
        let options = ClientOptions { proxy, ..ClientOptions::default() };
        let outside: Url = "https://portal.example.gov.tw/".parse().unwrap();
        let client = connect(&outside, &options).unwrap();
        let asked = tokio::spawn(async move { client.get(outside).send().await });
        let (mut called, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            request.push(called.read_u8().await.unwrap());
        }
        assert!(request.starts_with(b"CONNECT portal.example.gov.tw:443 HTTP/1.1\r\n"));
        called.write_all(b"HTTP/1.1 403 Forbidden\r\n\r\n").await.unwrap();
        drop(called);
        assert_eq!(kind_of(&asked.await.unwrap().unwrap_err()), NetworkKind::Proxy);
        // The same by whoever knows the way, and directly where they say so.
        let by = options.clone();
        let ask = AskTheWay::new(move |address| match (&by.proxy, address.host_str()) {
            (Proxy::At(proxy), Some("portal.example.gov.tw")) => Some(proxy.clone()),
            _ => None,
        });
        let asking = ClientOptions { proxy: Proxy::Asked(ask), ..ClientOptions::default() };
        let outside: Url = "https://portal.example.gov.tw/".parse().unwrap();
        let client = connect(&outside, &asking).unwrap();
        let asked = tokio::spawn(async move { client.get(outside).send().await });
        let (mut called, _) = listener.accept().await.unwrap();
        called.write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n").await.unwrap();
        drop(called);
        assert_eq!(kind_of(&asked.await.unwrap().unwrap_err()), NetworkKind::Proxy);
        let elsewhere: Url = "https://nowhere.invalid/".parse().unwrap();
        let refused = connect(&elsewhere, &asking).unwrap().get(elsewhere).send().await;
        assert_eq!(kind_of(&refused.unwrap_err()), NetworkKind::Dns);
        // Nobody listens there any more: the proxy is not asked.
        let inside: Url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
        drop(listener);
        let refused = connect(&inside, &options).unwrap().get(inside).send().await.unwrap_err();
        assert_eq!(kind_of(&refused), NetworkKind::Refused);
    }
}
