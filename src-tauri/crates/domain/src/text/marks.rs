//! The marks that are laid on a family's own text where the scan found something.

use unicode_segmentation::GraphemeCursor;

use super::count::stands_alone;
use super::entry::{LexiconEntry, Severity, category_names};
use super::hits::Obscured;
use super::lexicon::Lexicon;
use super::scan::TextScan;
use crate::{MarkStrength, TextField, TextMark};

const MOST_MARKS: usize = 200;

impl TextScan {
    /// The marks of the wanted entries to lay on the family's own text, on grapheme boundaries, at
    /// most 200.
    pub fn marks(
        &self,
        lexicon: &Lexicon,
        title: &str,
        body: &str,
        wanted: impl Fn(&LexiconEntry) -> bool,
    ) -> Vec<TextMark> {
        self.hits
            .iter()
            .filter_map(|hit| {
                let entry = lexicon.entry(hit.entry)?;
                if matches!(entry.severity, Severity::Allow | Severity::Priority) || !wanted(entry)
                {
                    return None;
                }
                let text = if hit.field == TextField::Title { title } else { body };
                let (start, end) = whole_characters(text, hit.start as usize, hit.end as usize)?;
                Some(TextMark {
                    field: hit.field,
                    start,
                    end,
                    strength: if self.is_idle(lexicon, hit) {
                        MarkStrength::Weak
                    } else {
                        match entry.severity {
                            Severity::Block => MarkStrength::Asked,
                            Severity::Escalate => MarkStrength::Urgent,
                            _ => MarkStrength::Mentioned,
                        }
                    },
                    label: category_names(&entry.category).1.to_owned(),
                    note: note_of(entry, hit.obscured),
                    entry: entry.id.clone(),
                    concepts: entry.concepts(),
                })
            })
            .take(MOST_MARKS)
            .collect()
    }
}

fn note_of(entry: &LexiconEntry, obscured: Obscured) -> String {
    let mut note = category_names(&entry.category).0.to_owned();
    if !entry.note.is_empty() {
        note.push('：');
        note.push_str(&entry.note);
    }
    if obscured != Obscured::No {
        note.push('（');
        note.push_str(obscured.word());
        note.push('）');
    }
    note
}

/// Widens a stretch to whole graphemes, so that a mark never parts an accent from its letter.
pub fn whole_characters(text: &str, start: usize, end: usize) -> Option<(usize, usize)> {
    let stretch = text.get(start..end)?;
    let edge = |at: usize| {
        text[..at].chars().next_back().is_none_or(stands_alone)
            && text[at..].chars().next().is_none_or(stands_alone)
    };
    if edge(start) && edge(end) && !stretch.is_empty() {
        return Some((start, end));
    }
    let is_boundary =
        |at: usize| GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).unwrap_or(true);
    let mut from = start;
    while from > 0 && !(text.is_char_boundary(from) && is_boundary(from)) {
        from -= 1;
    }
    let mut to = end;
    while to < text.len() && !(text.is_char_boundary(to) && is_boundary(to)) {
        to += 1;
    }
    Some((from, to))
}
