//! How alike two short Chinese texts are, and what they have in common: to find how this facility
//! ruled on a post like the one at hand. A hint for a person, never more.

use std::collections::HashSet;

/// The pairs of neighbouring letters of a text: what it is made of, without its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bigrams(HashSet<(char, char)>);

impl Bigrams {
    /// Of the letters alone: punctuation and spaces part words.
    pub fn of(text: &str) -> Self {
        let pairs = text.chars().zip(text.chars().skip(1));
        Self(pairs.filter(|(one, two)| one.is_alphanumeric() && two.is_alphanumeric()).collect())
    }

    /// From 0 to 1000: what they share, in thousandths of what the shorter one has. A short request
    /// inside a long letter is found too.
    pub fn alike(&self, other: &Self) -> u32 {
        let shorter = self.0.len().min(other.0.len());
        if shorter < 4 {
            return 0;
        }
        let shared = self.0.intersection(&other.0).count();
        u32::try_from(shared * 1000 / shorter).unwrap_or(0)
    }
}

/// The longest run of letters that both texts have, if it is of two or more.
pub fn shared_words(one: &str, other: &str) -> Option<String> {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let (mut best, mut end) = (0, 0);
    let mut before = vec![0usize; other.len() + 1];
    for (at, letter) in one.iter().enumerate() {
        let mut row = vec![0usize; other.len() + 1];
        for (place, same) in other.iter().enumerate() {
            if letter == same && letter.is_alphanumeric() {
                row[place + 1] = before[place] + 1;
                if row[place + 1] > best {
                    (best, end) = (row[place + 1], at + 1);
                }
            }
        }
        before = row;
    }
    (best >= 2).then(|| one[end - best..end].iter().collect())
}

#[cfg(test)]
mod tests {
    use super::{Bigrams, shared_words};

    #[test]
    fn a_like_request_is_found_and_another_is_not() {
        let case = "請你向主管幫我申請在監證明，謝謝";
        for (other, alike) in [
            ("麻煩向主管申請在監證明", true),
            ("爸，妹妹昨天自己把輔助輪拆了", false),
            ("謝謝", false),
            ("", false),
        ] {
            let likeness = Bigrams::of(case).alike(&Bigrams::of(other));
            assert_eq!(likeness >= 400, alike, "{other}: {likeness}");
        }
    }

    #[test]
    fn what_both_say_is_named() {
        let said = shared_words("幫我申請在監證明，謝謝", "可以開在監證明嗎");
        assert_eq!(said.as_deref(), Some("在監證明"));
        assert_eq!(shared_words("一二三", "四五六"), None);
        assert_eq!(shared_words("好，的", "好，了"), None, "punctuation is nothing in common");
    }
}
