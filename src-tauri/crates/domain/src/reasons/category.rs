//! What sort of thing a rejection was about: a handful of groups for the tally, where single codes
//! would be too many to see anything.

/// A group of reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReasonCategory {
    /// 貳.二: requests that belong elsewhere, and what is not about caring.
    Purpose,
    /// 貳.三: length, files.
    Form,
    /// The picture.
    Picture,
    /// Contact details, third persons, money.
    Dealings,
    /// Threats, the case, contraband.
    Safety,
    /// A facility's own reasons, and codes that this version does not know.
    Other,
}

impl ReasonCategory {
    /// In the order of the tally.
    pub const ALL: [Self; 6] =
        [Self::Purpose, Self::Form, Self::Picture, Self::Dealings, Self::Safety, Self::Other];

    /// The group of a catalogue code.
    pub fn of(code: &str) -> Self {
        match code {
            "P01" | "P06" => Self::Purpose,
            "P02" | "P03" | "P04" | "P13" | "P15" => Self::Form,
            "P05" => Self::Picture,
            "P07" | "P08" | "P12" => Self::Dealings,
            "P09" | "P10" | "P11" | "P14" => Self::Safety,
            _ => Self::Other,
        }
    }

    /// Its key in requests and views.
    pub fn key(self) -> &'static str {
        match self {
            Self::Purpose => "purpose",
            Self::Form => "form",
            Self::Picture => "picture",
            Self::Dealings => "dealings",
            Self::Safety => "safety",
            Self::Other => "other",
        }
    }

    /// For the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Purpose => "公務與關懷以外",
            Self::Form => "字數、附件與文字",
            Self::Picture => "照片內容",
            Self::Dealings => "聯絡、個資與財物",
            Self::Safety => "威脅、案情與違禁",
            Self::Other => "機關自訂與其他",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ReasonCategory;
    use crate::{ReasonCatalogue, ReasonCounts};

    #[test]
    fn every_reason_that_can_count_has_a_group_of_its_own() {
        for entry in ReasonCatalogue::shipped().entries() {
            if entry.counts != ReasonCounts::No {
                assert_ne!(
                    ReasonCategory::of(&entry.code),
                    ReasonCategory::Other,
                    "{}",
                    entry.code
                );
            }
        }
        assert_eq!(ReasonCategory::of("F01"), ReasonCategory::Other);
    }
}
