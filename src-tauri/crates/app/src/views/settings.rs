//! 設定: how the window looks, and what this desk stands on.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct SettingsView {
    pub theme: Theme,
    /// Percent, 100 to 200.
    pub text_scale: u32,
    /// Pictures are blurred until pointed at.
    pub blur_pictures: bool,
}

impl Default for SettingsView {
    fn default() -> Self {
        Self { theme: Theme::System, text_scale: 100, blur_pictures: false }
    }
}

/// What 設定 shows and cannot change.
#[derive(Debug, Clone, Serialize, TS)]
pub struct FoundationView {
    pub version: String,
    pub portal: String,
    pub data_folder: String,
    /// 112.12 版，自 112.12.05 施行
    pub policy: String,
    /// Each rule as a line: 內文上限 150 字（貳.三）.
    pub rules: Vec<String>,
    pub keyring: super::keyring::KeyringView,
    /// What opens the data if the keyring or the PIN is lost.
    pub recovery: String,
    /// Whether a PIN opens the data here, and can be changed.
    pub pin: bool,
    pub cases: u32,
    pub documents: String,
}
