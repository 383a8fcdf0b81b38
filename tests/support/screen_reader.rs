//! What a screen reader gets of a window: the tree that the desktop's accessibility bus (AT-SPI 2) hands
//! out, with roles and names as they would be spoken.

use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use zbus::Connection;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Type, Value};

/// How long the tree may take to become what is waited for.
const PATIENCE: Duration = Duration::from_secs(60);
/// A tree that is deeper is none that anybody made.
const DEEPEST: usize = 90;
/// The number of the state `focused` (`AtspiStateType`).
const FOCUSED: u32 = 12;
const ACCESSIBLE: &str = "org.a11y.atspi.Accessible";
const TEXT: &str = "org.a11y.atspi.Text";

/// What a thing is (`AtspiRole`); the browser below the window tells its number alone.
pub mod role {
    /// Said at once.
    pub const ALERT: u32 = 2;
    pub const CHECK_BOX: u32 = 7;
    pub const COLUMN_HEADER: u32 = 10;
    pub const COMBO_BOX: u32 = 11;
    pub const IMAGE: u32 = 27;
    /// What stands together under one name.
    pub const PANEL: u32 = 39;
    pub const PASSWORD_TEXT: u32 = 40;
    pub const PUSH_BUTTON: u32 = 43;
    pub const RADIO_BUTTON: u32 = 44;
    pub const SLIDER: u32 = 51;
    pub const TEXT: u32 = 61;
    pub const TOGGLE_BUTTON: u32 = 62;
    pub const ENTRY: u32 = 79;
    pub const HEADING: u32 = 83;
    pub const LINK: u32 = 88;
    /// A whole page.
    pub const DOCUMENT_WEB: u32 = 95;
    /// What can be read by itself: a family's words.
    pub const ARTICLE: u32 = 109;
    pub const LANDMARK: u32 = 110;
}

type Reference = (String, OwnedObjectPath);

/// A listener on the session's accessibility bus.
pub struct ScreenReader {
    bus: Connection,
}

/// One thing of the tree and what lies within it, in the order in which it is read.
#[derive(Debug, Clone)]
pub struct Spoken {
    /// One of [`role`], or another.
    pub role: u32,
    /// What it is called.
    pub name: String,
    /// What is said after the name.
    pub description: String,
    /// What it says itself, without its parts.
    pub text: String,
    /// The keys go to it.
    pub focused: bool,
    /// What it contains.
    pub parts: Vec<Self>,
}

impl Spoken {
    /// It and all within it, in reading order.
    pub fn all(&self) -> Vec<&Self> {
        let within = self.parts.iter().flat_map(Self::all);
        std::iter::once(self).chain(within).collect()
    }

    /// The names of all with this role.
    pub fn named(&self, role: u32) -> Vec<&str> {
        self.all().iter().filter(|one| one.role == role).map(|one| one.name.as_str()).collect()
    }

    /// Every word that anything in it says.
    pub fn words(&self) -> String {
        let all = self.all();
        let said = all.iter().flat_map(|one| [&one.name, &one.description, &one.text]);
        said.map(String::as_str).collect::<Vec<_>>().join("\n")
    }

    /// What a person acts on and would hear no name of.
    pub fn nameless(&self) -> Vec<&Self> {
        const ACTED_ON: [u32; 10] = [
            role::CHECK_BOX,
            role::COMBO_BOX,
            role::ENTRY,
            role::LINK,
            role::PASSWORD_TEXT,
            role::PUSH_BUTTON,
            role::RADIO_BUTTON,
            role::SLIDER,
            role::TEXT,
            role::TOGGLE_BUTTON,
        ];
        let mute = |one: &&Self| ACTED_ON.contains(&one.role) && one.name.trim().is_empty();
        self.all().into_iter().filter(mute).collect()
    }
}

impl ScreenReader {
    /// Begins to listen, which makes the programs of the session hand out their trees.
    ///
    /// # Panics
    /// Where the session has no accessibility bus, with what to do.
    pub async fn start() -> Self {
        let begun = async {
            let session = Connection::session().await?;
            let (name, path) = ("org.a11y.Bus", "/org/a11y/bus");
            let listens = ("org.a11y.Status", "ScreenReaderEnabled", Value::from(true));
            let properties = Some("org.freedesktop.DBus.Properties");
            session.call_method(Some(name), path, properties, "Set", &listens).await?;
            let told = session.call_method(Some(name), path, Some(name), "GetAddress", &()).await?;
            let address: String = told.body().deserialize()?;
            zbus::connection::Builder::address(address.as_str())?.build().await
        };
        let bus: zbus::Result<Connection> = begun.await;
        let bus = bus.unwrap_or_else(|error| {
            panic!("there is no accessibility bus ({error}); `cargo xtask setup` installs it")
        });
        Self { bus }
    }

    /// The page of the window of this process, once it is so.
    ///
    /// # Panics
    /// When it does not become so in time, with all that is said then.
    pub async fn hears(&self, process: u32, what: &str, is_so: impl Fn(&Spoken) -> bool) -> Spoken {
        let (began, mut last) = (Instant::now(), "nothing at all".to_owned());
        while began.elapsed() < PATIENCE {
            // A thing may go while its parts are asked for: the next look sees what took its place.
            match self.page(process).await {
                Ok(Some(page)) if is_so(&page) => return page,
                Ok(Some(page)) => last = outline(&page),
                Ok(None) => {}
                Err(error) => last = error.to_string(),
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{what} is not said; what is said:\n{last}");
    }

    async fn page(&self, process: u32) -> zbus::Result<Option<Spoken>> {
        let root = ("org.a11y.atspi.Registry".to_owned(), path("/org/a11y/atspi/accessible/root"));
        for program in self.parts(&root).await? {
            if self.process_of(&program.0).await? == process {
                let window = self.read(program, DEEPEST).await?;
                let page = window.all().into_iter().find(|one| one.role == role::DOCUMENT_WEB);
                return Ok(page.cloned());
            }
        }
        Ok(None)
    }

    async fn read(&self, one: Reference, deeper: usize) -> zbus::Result<Spoken> {
        let states: Vec<u32> = self.ask(&one, ACCESSIBLE, "GetState", &()).await?;
        let interfaces: Vec<String> = self.ask(&one, ACCESSIBLE, "GetInterfaces", &()).await?;
        let text = match interfaces.iter().any(|interface| interface == TEXT) {
            true => self.ask(&one, TEXT, "GetText", &(0_i32, -1_i32)).await?,
            false => String::new(),
        };
        let mut parts = Vec::new();
        if deeper > 0 {
            for part in self.parts(&one).await? {
                parts.push(Box::pin(self.read(part, deeper - 1)).await?);
            }
        }
        Ok(Spoken {
            role: self.ask(&one, ACCESSIBLE, "GetRole", &()).await?,
            name: self.property(&one, "Name").await?,
            description: self.property(&one, "Description").await?,
            text: text.replace('\u{FFFC}', ""),
            focused: states.first().is_some_and(|states| states & (1 << FOCUSED) != 0),
            parts,
        })
    }

    async fn parts(&self, one: &Reference) -> zbus::Result<Vec<Reference>> {
        let parts: Vec<Reference> = self.ask(one, ACCESSIBLE, "GetChildren", &()).await?;
        let count: i32 = self.property(one, "ChildCount").await?;
        if parts.is_empty() && count > 0 {
            // Where a page of another process is embedded, its window tells it by number alone.
            let embedded: Reference =
                self.ask(one, ACCESSIBLE, "GetChildAtIndex", &(0_i32,)).await?;
            return Ok(vec![embedded]);
        }
        Ok(parts)
    }

    async fn property<T: TryFrom<OwnedValue, Error = zbus::zvariant::Error>>(
        &self,
        one: &Reference,
        name: &str,
    ) -> zbus::Result<T> {
        let properties = "org.freedesktop.DBus.Properties";
        let value: OwnedValue = self.ask(one, properties, "Get", &(ACCESSIBLE, name)).await?;
        Ok(T::try_from(value)?)
    }

    async fn ask<T: DeserializeOwned + Type>(
        &self,
        one: &Reference,
        interface: &str,
        method: &str,
        body: &(impl serde::Serialize + zbus::zvariant::DynamicType),
    ) -> zbus::Result<T> {
        let message = self
            .bus
            .call_method(Some(one.0.as_str()), &one.1, Some(interface), method, body)
            .await?;
        message.body().deserialize()
    }

    async fn process_of(&self, name: &str) -> zbus::Result<u32> {
        let daemon = ("org.freedesktop.DBus".to_owned(), path("/org/freedesktop/DBus"));
        let asked = "GetConnectionUnixProcessID";
        self.ask(&daemon, "org.freedesktop.DBus", asked, &(name,)).await
    }
}

fn path(text: &str) -> OwnedObjectPath {
    OwnedObjectPath::try_from(text).expect("written as a path")
}

/// One line a thing, indented by how deep it lies.
pub fn outline(page: &Spoken) -> String {
    fn lines(one: &Spoken, depth: usize, into: &mut String) {
        let focused = if one.focused { " ◄" } else { "" };
        let said = [one.name.as_str(), one.description.as_str(), one.text.as_str()].join(" — ");
        into.push_str(&format!("{}{}: {said}{focused}\n", "  ".repeat(depth), one.role));
        one.parts.iter().for_each(|part| lines(part, depth + 1, into));
    }
    let mut text = String::new();
    lines(page, 0, &mut text);
    text
}
