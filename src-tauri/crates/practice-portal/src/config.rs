//! How a practice portal is set up.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};

use chrono::{DateTime, Duration, SubsecRound, Utc};

use crate::Clock;

/// Everything a portal needs to start. The default is a small world in memory, on a free port of
/// the loopback interface.
#[derive(Debug, Clone)]
pub struct Config {
    /// Port 0 takes any free port. Anything but a loopback address is refused: the practice portal
    /// lets anybody sign in as anybody.
    pub bind: SocketAddr,
    pub database: Database,
    pub world: World,
    pub clock: Clock,
    /// How long an access token opens the staff API.
    pub token_lifetime: Duration,
    /// How long a refresh token may be exchanged for the next one.
    pub refresh_lifetime: Duration,
    /// The oldest desk that is served, `major.minor.patch`, held against the `Desk-Version` header.
    pub min_client: String,
    /// Longest claim that is given.
    pub claim_ttl: Duration,
    /// Longest claim for a shift without a network.
    pub shift_ttl: Duration,
    /// Where drawn pictures are kept between starts, so that practice starts at once the second
    /// time. `None`: they are kept for the life of the process alone.
    pub picture_cache: Option<PathBuf>,
    pub mail: Mail,
    /// Whether the facility's rules ask for a PIN before a desk opens. Off in practice, so that practice
    /// begins without one.
    pub pin: bool,
    /// Whether it keeps a secret for each desk, as a portal of 1.1 may.
    pub escrow: bool,
    /// Whether it keeps how the desks' audit logs end, as a portal of 1.1 may.
    pub audit_heads: bool,
}

/// Where letters to families go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Mail {
    /// Onto a page of the portal itself, where anybody may read them: nothing leaves the computer.
    #[default]
    Mailbox,
    /// To a mail server.
    Smtp(Smtp),
}

/// A mail server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Smtp {
    pub host: String,
    pub port: u16,
    /// Insist on STARTTLS before anything is said. Without it the server should be on this computer.
    pub starttls: bool,
    /// The sender's address.
    pub from: String,
    /// Name and password, if the server asks for them.
    pub credentials: Option<(String, domain::Private)>,
}

impl Config {
    /// For a desk that practises: the sample world as of `now`, everything below `folder`. What is not kept
    /// is gone with the portal; drawn pictures stay, so that the next start is quick.
    #[must_use]
    pub fn inside_a_desk(folder: &Path, keeps_data: bool, now: DateTime<Utc>) -> Self {
        Self {
            database: if keeps_data {
                Database::File(folder.join("portal.sqlite"))
            } else {
                Database::Memory
            },
            world: World::at(now),
            picture_cache: Some(folder.join("pictures")),
            ..Self::default()
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            bind: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            database: Database::Memory,
            world: World::default(),
            clock: Clock::Real,
            token_lifetime: Duration::minutes(15),
            refresh_lifetime: Duration::days(14),
            min_client: "0.1.0".to_owned(),
            claim_ttl: Duration::minutes(30),
            shift_ttl: Duration::hours(12),
            picture_cache: None,
            mail: Mail::Mailbox,
            pin: false,
            escrow: true,
            audit_heads: true,
        }
    }
}

/// Where the portal keeps its world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    /// Gone with the portal.
    Memory,
    /// A SQLite file; what is in it is taken as it is, and [`World`] only fills an empty one.
    /// Sign-ins and families' accounts are kept beside it, under the same name with `.sign-in` and
    /// `.accounts` added.
    File(PathBuf),
}

/// The sample world: the same seed gives the same people, words and pictures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct World {
    pub seed: u64,
    /// Open cases, applications and posts together. Past cases come on top.
    pub cases: usize,
    /// The instant that the world looks back from.
    pub now: DateTime<Utc>,
    /// The facility's short name.
    pub facility: String,
    /// `false` leaves documents undrawn: a tiny grey picture stands in for each, for tests that
    /// never look at one.
    pub draw: bool,
}

impl World {
    /// The practice world as of `now`.
    pub fn at(now: DateTime<Utc>) -> Self {
        Self { seed: 7, cases: 40, now, facility: "雲林第二監獄".to_owned(), draw: true }
    }

    /// Nobody and nothing: a test brings its own cases in.
    pub fn empty(now: DateTime<Utc>) -> Self {
        Self { cases: 0, ..Self::at(now) }
    }
}

impl Default for World {
    fn default() -> Self {
        Self::at(Utc::now().trunc_subsecs(0))
    }
}
