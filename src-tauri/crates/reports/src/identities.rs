//! Identity numbers leave masked, unless somebody says why not (個資法 5: no more than is needed).

use domain::Private;
use domain::identity::masked;

use crate::ReportError;

/// Whether identity numbers are written in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identities {
    /// `A123***789`
    Masked,
    Unmasked(Grounds),
}

/// Why somebody takes identity numbers out in full. It stands on the paper or sheet itself, and the
/// caller puts it into the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grounds(Private);

impl Grounds {
    /// # Errors
    /// `NoGrounds` if nothing is said.
    pub fn new(words: &str) -> Result<Self, ReportError> {
        let words = words.trim();
        if words.chars().filter(|c| c.is_alphanumeric()).count() < 2 {
            return Err(ReportError::NoGrounds);
        }
        Ok(Self(Private::from(words)))
    }

    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl Identities {
    /// The number as it may leave.
    pub(crate) fn show(&self, number: &Private) -> String {
        match self {
            Self::Masked => masked(number.as_str()),
            Self::Unmasked(_) => number.as_str().to_owned(),
        }
    }

    /// What a report with numbers says of them.
    pub(crate) fn note(&self) -> String {
        match self {
            Self::Masked => "證號已部分遮蔽。".to_owned(),
            Self::Unmasked(grounds) => format!("證號未遮蔽，理由：{}", grounds.as_str()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Grounds, Identities};
    use crate::ReportError;

    #[test]
    fn numbers_are_masked_until_somebody_says_why_not() {
        let number = "A123456789".into();
        assert_eq!(Identities::Masked.show(&number), "A123***789");
        assert_eq!(Identities::Masked.show(&"A12345".into()), "＊＊＊＊＊＊");
        let grounds = Grounds::new(" 移送地檢署 ").expect("said");
        let unmasked = Identities::Unmasked(grounds);
        assert_eq!(unmasked.show(&number), "A123456789");
        assert_eq!(unmasked.note(), "證號未遮蔽，理由：移送地檢署");
    }

    #[test]
    fn an_empty_reason_is_none() {
        for words in ["", "   ", "\u{3000}\n", "。", "…—", "x"] {
            assert_eq!(Grounds::new(words), Err(ReportError::NoGrounds), "{words:?}");
        }
    }
}
