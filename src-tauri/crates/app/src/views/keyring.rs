//! The keyring of this computer, as the first start and 設定 tell of it.

use serde::Serialize;
use ts_rs::TS;

/// Whether this computer can keep the keys.
#[derive(Debug, Clone, Serialize, TS)]
pub struct KeyringView {
    pub state: KeyringState,
    /// One sentence for the person.
    pub sentence: String,
    /// Words to hand to IT, if something is wrong.
    pub for_it: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum KeyringState {
    Ready,
    Missing,
    Locked,
    Failing,
}
