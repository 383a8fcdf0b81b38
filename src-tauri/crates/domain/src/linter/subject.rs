//! Of whom something is said: of the inmate, whose state is not told, or of those outside, who told
//! of themselves.
//!
//! All texts here are folded.

use super::words::{has, places};

/// Whether a word at a place tells of the inmate's state, by who the family or the reviewer speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    Inmate,
    /// The family told it, or it is said of them, or to comfort them.
    Family,
    Unsaid,
}

pub(super) fn subject(text: &str, start: usize, end: usize) -> Subject {
    let stop = |c: char| matches!(c, '。' | '！' | '？' | '!' | '?' | '\n' | '；' | ';');
    let from = text[..start]
        .rfind(stop)
        .map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
    let to = text[end..].find(stop).map_or(text.len(), |at| end + at);
    let (before, sentence) = (&text[from..start], &text[from..to]);
    // 住院證明 is a paper.
    let paper =
        ["證明", "診斷", "收據", "通知書", "照片"].iter().any(|word| text[end..].starts_with(word));
    if paper || has(before, "mention") {
        return Subject::Family;
    }
    let nearest = nearest(before);
    if has(sentence, "sympathy") && !has(sentence, "closed_words") {
        return Subject::Family;
    }
    nearest
}

/// Who is named last before the word.
fn nearest(before: &str) -> Subject {
    let mut last = (0, Subject::Unsaid);
    let mut see = |end: usize, who: Subject| {
        if end > last.0 || (end == last.0 && who == Subject::Inmate) {
            last = (end, who);
        }
    };
    for (start, end) in places(before, "applicant_subject") {
        if !before[start..].starts_with("你的家人") && !before[start..].starts_with("你家人")
        {
            see(end, Subject::Family);
        }
    }
    for (start, end) in places(before, "kin") {
        let owner = before[..start].trim_end_matches('的');
        // 您的兒子 is the inmate more often than not; a kinsman without an owner is one of theirs.
        let of_applicant = owner.ends_with('你');
        see(end, if of_applicant { Subject::Inmate } else { Subject::Family });
    }
    for (start, end) in places(before, "inmate_subject") {
        let word = &before[start..end];
        let (left, right) = (before[..start].chars().next_back(), before[end..].chars().next());
        let other = word == "他"
            && (left.is_some_and(|c| matches!(c, '其' | '吉'))
                || right.is_some_and(|c| matches!(c, '人' | '項' | '日' | '縣')));
        if !other {
            see(end, Subject::Inmate);
        }
    }
    last.1
}
