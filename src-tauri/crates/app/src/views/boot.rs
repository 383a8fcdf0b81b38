//! Before and around the work: first start, session, places, sync bar.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use super::keyring::{KeyringState, KeyringView};

/// What the window needs to draw its first frame.
#[derive(Debug, Clone, Serialize, TS)]
pub struct BootView {
    pub version: String,
    pub keyring: KeyringView,
    /// The portal used last, offered again.
    pub remembered_portal: Option<String>,
    /// The portal that this computer's administrators set, if they did: no other is spoken to.
    pub managed_portal: Option<String>,
    /// Has a portal inside to practise with.
    pub practises: bool,
    /// Started with `--practice`: the window goes straight there.
    pub straight_to_practice: bool,
    pub session: Option<SessionView>,
    /// The desk is locked: nobody is signed in, and there is only this to be shown.
    pub lock: Option<super::lock::LockView>,
    /// Whose desks on this computer open without a browser.
    pub desks: Vec<super::lock::KnownDeskView>,
    pub settings: super::settings::SettingsView,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DeskMode {
    Practice,
    Portal,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SessionView {
    pub mode: DeskMode,
    pub display_name: String,
    pub role: domain::Role,
    pub facility: String,
    pub portal: String,
    pub policy_version: String,
    /// False only in practice without a keyring: nothing outlives the window, and the banner says so.
    pub keeps_data: bool,
    /// Minutes without a key or a movement after which the window locks the desk.
    pub lock_minutes: u32,
    /// That the sign-in is not renewed, until when it lasts, and that there is no start without the
    /// portal, where it is so.
    pub ends: Option<String>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct PracticeRequest {
    /// Who to be: `social_worker` or `supervisor`.
    pub role: domain::Role,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct PortalRequest {
    /// `https://…`; `http://` for this computer alone. Without a path.
    pub url: String,
    /// The person has read the portal's name and host, and says that it is the right one.
    #[serde(default)]
    pub confirmed: bool,
}

/// What `probe_portal` found behind an address.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ProbeView {
    pub answers: bool,
    pub sentence: String,
}

/// The numbers beside the places.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub struct PlacesView {
    pub applications: u32,
    pub posts: u32,
    /// Questions that this person can settle or has asked.
    pub escalations: u32,
    pub outbox: u32,
    pub conflicts: u32,
    /// Families at the threshold on which nobody has decided; supervisors only.
    pub suspensions: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SyncState {
    /// The last exchange with the portal went well, and nothing known is amiss.
    Online,
    /// It went well, and yet something is not as it should be, or waits for a person.
    Attention,
    /// No way to the portal; decisions wait here.
    Offline,
    /// The portal wants a new sign-in; nothing is lost.
    SignInNeeded,
    /// The portal answers, but not as it should.
    Troubled,
    /// Not one exchange yet.
    Starting,
}

/// The honest status bar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SyncView {
    pub state: SyncState,
    /// Whether all is well: the same that the health page says.
    pub well: bool,
    /// Something on this computer, its disk, its folder, its keyring, keeps the work from going on
    /// until somebody acts: told at the head of every place.
    pub urgent: bool,
    /// Such as 連線正常, 目前離線.
    pub label: String,
    /// What is wrong, what is safe and what happens next, if anything is wrong.
    pub trouble: Option<String>,
    /// `16:52`, or with the date if not today.
    pub last_pull: Option<String>,
    pub last_ack: Option<String>,
    /// All that the portal has not acknowledged yet, what is on its way included.
    pub queued: u32,
    /// Whether the portal has acknowledged every act: the only time at which it may be said.
    pub all_sent: bool,
    /// Of these, on their way.
    pub sending: u32,
    pub conflicts: u32,
    /// Documents still to be fetched.
    pub documents_waiting: u32,
    /// Items of the portal that could not be read and were reported.
    pub unreadable: u32,
    /// Seconds that this computer's clock is ahead of the portal's.
    #[ts(type = "number")]
    pub skew_seconds: i64,
    /// `16:52`: the portal's time, if this computer's clock is notably wrong: only then is the clock
    /// worth a word.
    pub portal_time: Option<String>,
    /// The portal was restored from a backup, or this computer's database was damaged: what
    /// happened, until the person has read it.
    pub notice: Option<String>,
}

/// Sent to the window as `desk-changed` whenever numbers or the sync bar changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DeskChangedView {
    /// Whose session it is, as the portal told last: their role may be another now.
    pub session: SessionView,
    pub places: PlacesView,
    pub sync: SyncView,
    /// Cases on screen may be stale: read them again.
    pub cases_changed: bool,
    /// Raised whenever something more is known of a document. A case whose view has a lesser number
    /// may have been read before an answer that it waits for.
    #[ts(type = "number")]
    pub looks: u64,
    /// The facility wants the window kept out of screenshots and shared screens; the shell sees to
    /// it.
    pub capture_protected: bool,
}
