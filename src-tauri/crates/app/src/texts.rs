//! What people wrote: taken in, and cut short for a row.

use crate::error::ApiError;

/// Grounds and answers: present, and of a length that somebody will read.
///
/// # Errors
/// `Refused` with `empty` or with the limit.
pub(crate) fn written(text: &str, empty: &str) -> Result<domain::Private, ApiError> {
    const LONGEST: usize = 1_000;
    let text = text.trim();
    if text.is_empty() {
        Err(ApiError::refused(empty))
    } else if text.chars().count() > LONGEST {
        Err(ApiError::refused(format!("請寫短一點，最多 {LONGEST} 字。")))
    } else {
        Ok(domain::Private::from(text))
    }
}

/// The family's words, cut short for a row.
pub(crate) fn excerpt(case: &domain::Case, longest: usize) -> String {
    let domain::Case::Post(post) = case else { return String::new() };
    let words = post.body.as_str().split_whitespace().collect::<Vec<_>>().join(" ");
    let mut cut: String = words.chars().take(longest).collect();
    if words.chars().count() > longest {
        cut.push('…');
    }
    domain::text::shown_line(&cut)
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn grounds_are_written_and_not_endless() {
        assert_eq!(written(" 三次 ", "空").expect("fine").as_str(), "三次");
        assert_eq!(written(" \n", "請寫下理由。").expect_err("empty").message, "請寫下理由。");
        assert!(written(&"字".repeat(1_001), "空").expect_err("long").message.contains("1000"));
    }
}
