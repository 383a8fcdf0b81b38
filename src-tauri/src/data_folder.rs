//! Where the desk keeps everything: below the account's own folder that does not roam to other
//! computers.

use std::path::PathBuf;

/// The desk's name among programs; `tauri.conf.json` has the same.
const IDENTIFIER: &str = "tw.notebookdesk.desk";

/// The folder that was asked for, or the account's own; none if the system does not know one.
pub fn choose(asked_for: Option<PathBuf>) -> Option<PathBuf> {
    asked_for.or_else(|| {
        directories::BaseDirs::new().map(|account| account.data_local_dir().join(IDENTIFIER))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_is_called_as_the_program_is() {
        let configured: serde_json::Value =
            serde_json::from_str(include_str!("../tauri.conf.json")).expect("JSON");
        assert_eq!(configured["identifier"], IDENTIFIER);
        let asked_for = PathBuf::from("/somewhere/else");
        assert_eq!(choose(Some(asked_for.clone())), Some(asked_for));
        let own = choose(None).expect("this account has a folder");
        assert!(own.ends_with(IDENTIFIER) && own.is_absolute(), "{}", own.display());
    }
}
