//! Words that identify a person or that a family wrote: kept out of logs by their type.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A text that must never reach a log, an error or a panic message.
///
/// `Debug` prints the number of characters alone, and there is no `Display`: whoever needs the
/// words asks for them by name with [`Private::as_str`].
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(as = "String")]
pub struct Private(String);

impl Private {
    /// From here on the text shows in no `Debug`.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The words themselves: for rules, the screen and the wire, and never for a log.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Gives up the protection of the type.
    pub fn into_string(self) -> String {
        self.0
    }

    /// Whether nothing was written.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::fmt::Debug for Private {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Private({} chars)", self.0.chars().count())
    }
}

impl From<&str> for Private {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Private {
    fn from(text: String) -> Self {
        Self(text)
    }
}

#[cfg(test)]
mod tests {
    use super::Private;

    #[test]
    fn a_private_text_does_not_show_itself() {
        assert_eq!(format!("{:?}", Private::new("想你")), "Private(2 chars)");
    }
}
