//! What a family wrote, as text: counted, normalised with a map back, scanned, marked.

mod backtest;
mod characters;
mod concepts;
mod count;
mod digits;
mod disguise;
mod entry;
mod features;
mod fold;
mod foreign;
mod gaps;
mod glance;
mod guard;
mod hits;
mod invisible;
mod lexicon;
mod lexicon_file;
mod marks;
mod normal;
mod numbers;
mod patterns;
mod scan;
mod second_opinion;
mod sound;
mod words;

pub use backtest::{Backtest, Change, Difference};
pub use characters::folded;
pub use concepts::Pattern;
pub use count::{TextCount, count_text};
pub use features::features;
pub use fold::{narrowed, search_fold};
pub use foreign::{Disguise, disguises, mixed_word, named_within, shown, shown_line};
pub use hits::{Hit, Obscured};
pub use invisible::is_invisible;
pub(crate) use lexicon_file::COLUMNS as LEXICON_COLUMNS;
pub(crate) use sound::{has_bopomofo, reads_as};

pub(crate) use digits::digit_of;
pub use entry::{LexiconEntry, LexiconMatch, Severity, Strength, category_names};
pub use lexicon::Lexicon;
pub use marks::whole_characters;
pub use normal::Normal;
pub(crate) use normal::fold_word;
pub use scan::{Screening, TextScan};
pub use second_opinion::{GROUPS, Opinion, SecondOpinion, Thresholds, Trained, slot};
