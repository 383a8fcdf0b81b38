//! The languages besides Chinese in which a family can be told what to do.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One of the languages that the desk has words in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FamilyLanguage {
    /// 越南文
    Vi,
    /// 印尼文
    Id,
    /// 英文
    En,
    /// 泰文
    Th,
}

impl FamilyLanguage {
    /// In the order of the screen.
    pub const ALL: [Self; 4] = [Self::Vi, Self::Id, Self::En, Self::Th];

    /// As the data files and `lang` attributes write it (BCP 47).
    pub fn code(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::Id => "id",
            Self::En => "en",
            Self::Th => "th",
        }
    }

    /// As the data files write it; `None` for any other code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// For staff.
    pub fn word(self) -> &'static str {
        match self {
            Self::Vi => "越南文",
            Self::Id => "印尼文",
            Self::En => "英文",
            Self::Th => "泰文",
        }
    }

    /// What begins the family's part in this language, in the language's own name. It is never
    /// reworded: by it a message tells later which language was added.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Vi => "【Tiếng Việt】",
            Self::Id => "【Bahasa Indonesia】",
            Self::En => "【English】",
            Self::Th => "【ภาษาไทย】",
        }
    }

    /// The language that was added to a message, if one was.
    pub fn of_message(message: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|language| message.lines().any(|line| line.starts_with(language.heading())))
    }

    /// The language in whose own letters a text is written: Thai, or Vietnamese by the letters
    /// that no other of these languages has. Indonesian and English have none of their own.
    pub fn of_writing(text: &str) -> Option<Self> {
        text.chars().find_map(|c| match c {
            '\u{0E01}'..='\u{0E5B}' => Some(Self::Th),
            'ơ' | 'Ơ' | 'ư' | 'Ư' | 'đ' | 'Đ' | '\u{1EA0}'..='\u{1EF9}' => Some(Self::Vi),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::FamilyLanguage;

    #[test]
    fn a_message_tells_which_language_was_added() {
        for language in FamilyLanguage::ALL {
            let message = format!("請補上。\n\n{} …\nA", language.heading());
            assert_eq!(FamilyLanguage::of_message(&message), Some(language));
        }
        assert_eq!(FamilyLanguage::of_message("請看【English】的欄位。"), None);
    }

    #[test]
    fn letters_tell_thai_and_vietnamese_and_nothing_else() {
        for (text, language) in [
            ("สวัสดีครับ", Some(FamilyLanguage::Th)),
            ("Mẹ nhớ con", Some(FamilyLanguage::Vi)),
            ("Nguyen Thi Lan", None),
            ("Ibu rindu kamu", None),
            ("José, café, Zoë", None),
            ("我是他太太", None),
        ] {
            assert_eq!(FamilyLanguage::of_writing(text), language, "{text}");
        }
    }
}
