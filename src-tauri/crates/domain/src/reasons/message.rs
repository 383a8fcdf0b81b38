//! Puts together the whole text that a family reads: the reasons' messages, what was fine, and one
//! concrete next step, and the same in the family's language beneath. Preview and sent text are this
//! same text.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use ts_rs::TS;

use super::catalogue::fill;
use super::{FamilyLanguage, ReasonCatalogue, Standing, Translations, UnfilledSlots, Wording};
use crate::calendar::{parse_roc, roc_long};
use crate::text::disguises;
use crate::{CaseKind, GivenReason, Private, Verdict};

/// The longest text to a family that a portal takes, in characters (`family_message` of the contract).
pub const LONGEST_MESSAGE: usize = 2000;

/// The slot that holds a day: 民國 in Chinese, the common era in a translation.
const DAY_SLOT: &str = "日期";

/// What a family message is made from.
#[derive(Debug, Clone)]
pub struct Composition<'a> {
    /// Where the reasons' texts come from, the facility's own included.
    pub catalogue: &'a ReasonCatalogue,
    /// The sentences around them.
    pub wording: &'a Wording,
    /// Both in the families' languages.
    pub translations: &'a Translations,
    /// The language to add beneath the Chinese text, if any; an approval has none.
    pub language: Option<FamilyLanguage>,
    /// Decides with `verdict` which sentences of `wording` apply.
    pub kind: CaseKind,
    /// What the family is told; every reason has to go with it.
    pub verdict: Verdict,
    /// None for an approval, one to three otherwise.
    pub reasons: &'a [GivenReason],
    /// The reviewer's own words to the family, if any; see the linter.
    pub own_words: &'a str,
    /// Days between two posts for this inmate (貳.三).
    pub interval_days: u32,
    /// For an approved post: the next day on which the family may publish.
    pub next_post_on: Option<NaiveDate>,
    /// For a post whose photo was found fine while its text was not.
    pub photo_is_fine: bool,
    /// For a post whose text was found fine while its photo was not.
    pub text_is_fine: bool,
}

impl<'a> Composition<'a> {
    /// With the shipped words and everything optional left out.
    pub fn new(kind: CaseKind, verdict: Verdict, reasons: &'a [GivenReason]) -> Self {
        Self {
            catalogue: ReasonCatalogue::shipped(),
            wording: Wording::shipped(),
            translations: Translations::shipped(),
            language: None,
            kind,
            verdict,
            reasons,
            own_words: "",
            interval_days: 10,
            next_post_on: None,
            photo_is_fine: false,
            text_is_fine: false,
        }
    }
}

/// The part in the family's language, beneath the Chinese one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TranslatedMessage {
    /// What it is written in.
    pub language: FamilyLanguage,
    /// From the language's own name to the next step.
    pub text: String,
}

/// Without the words, as [`FamilyMessage`].
impl std::fmt::Debug for TranslatedMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TranslatedMessage({})", self.language.code())
    }
}

/// What the family will read.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FamilyMessage {
    /// Such as 請修改後再送; the preview's heading, not part of `text`.
    pub heading: String,
    /// The paragraphs in order, the next step not among them.
    pub paragraphs: Vec<String>,
    /// One concrete next step, where the reasons do not name one themselves.
    pub next_step: Option<String>,
    /// All of it once more in the family's language, if one was added.
    pub translation: Option<TranslatedMessage>,
    /// All of it as one text, a line each: exactly what is sent.
    pub text: String,
}

/// Its length alone: the words may name a family's business.
impl std::fmt::Debug for FamilyMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FamilyMessage({} paragraphs)", self.paragraphs.len())
    }
}

/// Why no message can be put together.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MessageError {
    /// There are reasons, and the verdict is [`Verdict::Approve`].
    #[error("通過不附理由")]
    ApprovalWithReasons,
    /// So many were given, and the verdict wants one to three.
    #[error("請選 1 到 3 個理由，現在是 {0} 個")]
    ReasonCount(usize),
    /// A code that the catalogue does not have.
    #[error("沒有理由 {0}")]
    UnknownReason(String),
    /// A code that stands there twice.
    #[error("理由 {0} 選了兩次")]
    RepeatedReason(String),
    /// The catalogue does not let this reason go with the verdict or the kind of case.
    #[error("理由 {code} 不能用在這個決定")]
    NotWithVerdict {
        /// The reason.
        code: String,
        /// The verdict that it may not go with, on this kind of case.
        verdict: Verdict,
    },
    /// Something in it does not stand for itself: it would turn the rest round, or nobody sees it.
    #[error("給家屬的話裡有{0}，請刪掉它，或整句重打")]
    Disguised(&'static str),
    /// A reason's slots have no words yet.
    #[error(transparent)]
    Unfilled(#[from] UnfilledSlots),
    /// Nobody has translated these, by code or by what the sentence is for.
    #[error("{}：{}還沒有譯文。請改選「不附」，或請主管在「本機關用語」寫好並核定", .language.word(), .names.join("、"))]
    Untranslated {
        /// The language that was asked for.
        language: FamilyLanguage,
        /// `P01`, `下一步`.
        names: Vec<String>,
    },
    /// The facility has not adopted these, or has reworded the Chinese text since.
    #[error("{}：{}的譯文須經機關核定，核定前不能送出。請改選「不附」，或請主管在「本機關用語」核定", .language.word(), .names.join("、"))]
    NotAdopted {
        /// The language that was asked for.
        language: FamilyLanguage,
        /// `P01`, `下一步`.
        names: Vec<String>,
    },
    /// More than [`LONGEST_MESSAGE`] characters.
    #[error("給家屬的話共 {} 字，超過入口網最多收的 {LONGEST_MESSAGE} 字{}。請縮短空格裡的字或補充說明{}",
        .chinese + .translated.map_or(0, |(_, length)| length),
        .translated.map_or_else(String::new, |(language, length)| format!("（中文 {} 字，{} {length} 字）", .chinese, language.word())),
        if .translated.is_some() { "，或改選「不附」譯文" } else { "" })]
    TooLong {
        /// Characters of the Chinese part.
        chinese: usize,
        /// And of what is added to it.
        translated: Option<(FamilyLanguage, usize)>,
    },
}

/// One paragraph of the message, in whichever language.
enum Piece<'a> {
    Reason(&'a GivenReason),
    /// The reviewer's own words, which nobody has translated.
    Own,
    /// By its key, with the slots that the desk fills.
    Sentence(String, Vec<(&'static str, String)>),
}

impl Composition<'_> {
    /// Puts the message together, to be sent.
    ///
    /// # Errors
    /// Reasons that are missing, too many, unknown, repeated, unfit for the verdict, or unfilled; words
    /// in which something does not stand for itself; a translation that the facility has not adopted;
    /// more than the portal takes.
    pub fn compose(&self) -> Result<FamilyMessage, MessageError> {
        let message = self.written()?;
        if let (Some(language), Some(_)) = (self.language, &message.translation) {
            let (untranslated, names) = self.unready(language);
            if untranslated.is_empty() && !names.is_empty() {
                return Err(MessageError::NotAdopted { language, names });
            }
        }
        let length = |text: &str| text.chars().count();
        let (chinese, whole) = (length(message.chinese()), length(&message.text));
        if whole > LONGEST_MESSAGE {
            let translated = self.language.map(|language| (language, whole - chinese));
            return Err(MessageError::TooLong { chinese, translated });
        }
        Ok(message)
    }

    /// The message as it stands, whether or not its translation has been adopted and all of it fits:
    /// to be looked at.
    ///
    /// # Errors
    /// As for [`Self::compose`], but for these two.
    pub fn written(&self) -> Result<FamilyMessage, MessageError> {
        self.check_reasons()?;
        let (pieces, last) = self.pieces();
        let mut paragraphs = Vec::new();
        for piece in &pieces {
            paragraphs.push(self.chinese(piece)?);
        }
        let next_step = match &last {
            Some(piece) => Some(self.chinese(piece)?).filter(|line| !line.is_empty()),
            None => None,
        };
        let lines = paragraphs.iter().chain(&next_step).map(String::as_str).collect::<Vec<_>>();
        let mut text = lines.join("\n");
        let translation = match self.language.filter(|_| self.verdict != Verdict::Approve) {
            Some(language) => Some(self.translated(language, pieces.iter().chain(&last))?),
            None => None,
        };
        if let Some(translation) = &translation {
            text.push_str(GAP);
            text.push_str(&translation.text);
        }
        if let Some(disguise) = disguises(&text, true).first() {
            return Err(MessageError::Disguised(disguise.word()));
        }
        let heading = self.wording.sentence(&format!("heading.{}", self.key()), &[]);
        Ok(FamilyMessage { heading, paragraphs, next_step, translation, text })
    }

    /// What of this message has no words in a language, and what the facility has yet to adopt; each
    /// by its code or by what it is for. Both empty: it can be sent.
    pub fn unready(&self, language: FamilyLanguage) -> (Vec<String>, Vec<String>) {
        let (pieces, last) = self.pieces();
        let names = pieces.iter().chain(&last).map(name).chain([NOTE.to_owned()]);
        let (mut untranslated, mut awaiting) = (Vec::new(), Vec::new());
        for name in names {
            let list = match self.translations.entry(&name, language).map(|one| one.standing) {
                Some(Standing::Adopted) => continue,
                Some(Standing::Awaiting | Standing::Outdated) => &mut awaiting,
                None => &mut untranslated,
            };
            let word = name_word(&name).to_owned();
            if !list.contains(&word) {
                list.push(word);
            }
        }
        (untranslated, awaiting)
    }

    fn check_reasons(&self) -> Result<(), MessageError> {
        if self.verdict == Verdict::Approve {
            return match self.reasons {
                [] => Ok(()),
                _ => Err(MessageError::ApprovalWithReasons),
            };
        }
        if !(1..=3).contains(&self.reasons.len()) {
            return Err(MessageError::ReasonCount(self.reasons.len()));
        }
        for (at, given) in self.reasons.iter().enumerate() {
            let code = || given.code.clone();
            let entry = self.catalogue.entry(&given.code);
            let entry = entry.ok_or_else(|| MessageError::UnknownReason(code()))?;
            if self.reasons[..at].iter().any(|earlier| earlier.code == given.code) {
                return Err(MessageError::RepeatedReason(code()));
            }
            if !entry.allows(self.kind, self.verdict) {
                return Err(MessageError::NotWithVerdict { code: code(), verdict: self.verdict });
            }
        }
        Ok(())
    }

    /// What is said, in order, and the next step at its end.
    fn pieces(&self) -> (Vec<Piece<'_>>, Option<Piece<'_>>) {
        let plain = |key: &str| Piece::Sentence(key.to_owned(), Vec::new());
        let mut pieces = Vec::new();
        if self.verdict == Verdict::Approve {
            pieces.push(plain(&format!("message.{}", self.key())));
        }
        pieces.extend(self.reasons.iter().map(Piece::Reason));
        if !self.own_words.trim().is_empty() {
            pieces.push(Piece::Own);
        }
        if self.kind == CaseKind::Post && self.verdict != Verdict::Approve {
            if self.photo_is_fine {
                pieces.push(plain("photo.kept"));
            } else if self.text_is_fine {
                pieces.push(plain("photo.text_kept"));
            }
        }
        // Where one reason says when or whether to come back, the general line would contradict it.
        let adds_next_step = self.reasons.iter().all(|given| {
            self.catalogue.entry(&given.code).is_none_or(|entry| entry.adds_next_step)
        });
        (pieces, adds_next_step.then(|| self.next_step()).flatten())
    }

    fn next_step(&self) -> Option<Piece<'_>> {
        let key = format!("next_step.{}", self.key());
        if self.kind == CaseKind::Post && self.verdict == Verdict::Approve {
            return Some(Piece::Sentence(key, vec![(DAY_SLOT, roc_long(self.next_post_on?))]));
        }
        Some(Piece::Sentence(key, vec![("天數", self.interval_days.to_string())]))
    }

    fn key(&self) -> String {
        format!("{}_{}", verdict_key(self.verdict), kind_key(self.kind))
    }

    fn chinese(&self, piece: &Piece<'_>) -> Result<String, MessageError> {
        match piece {
            Piece::Reason(given) => Ok(self.catalogue.render(&given.code, &given.slots)?),
            Piece::Own => Ok(self.own_words.trim().to_owned()),
            Piece::Sentence(key, slots) => {
                let slots: Vec<(&str, &str)> =
                    slots.iter().map(|(slot, said)| (*slot, said.as_str())).collect();
                Ok(self.wording.sentence(key, &slots))
            }
        }
    }

    fn translated<'p>(
        &self,
        language: FamilyLanguage,
        pieces: impl Iterator<Item = &'p Piece<'p>>,
    ) -> Result<TranslatedMessage, MessageError> {
        let (untranslated, _) = self.unready(language);
        if !untranslated.is_empty() {
            return Err(MessageError::Untranslated { language, names: untranslated });
        }
        let words = |name: &str| {
            self.translations.entry(name, language).map_or("", |one| one.words.as_str())
        };
        let mut text = format!("{}{}", language.heading(), words(NOTE));
        for piece in pieces {
            let slots = match piece {
                Piece::Reason(given) => in_common_era(&given.slots),
                Piece::Own => BTreeMap::new(),
                Piece::Sentence(_, slots) => slots
                    .iter()
                    .map(|(slot, said)| ((*slot).to_owned(), Private::from(said.as_str())))
                    .collect(),
            };
            let name = name(piece);
            let said = fill(words(&name), &slots);
            text.push('\n');
            text.push_str(&said.map_err(|slots| UnfilledSlots { code: name, slots })?);
        }
        Ok(TranslatedMessage { language, text })
    }
}

impl FamilyMessage {
    /// The part before the translation; all of it where there is none.
    pub fn chinese(&self) -> &str {
        let added = self.translation.as_ref().map_or(0, |added| added.text.len() + GAP.len());
        self.text.get(..self.text.len() - added).unwrap_or(&self.text)
    }
}

/// Between the Chinese text and the other.
const GAP: &str = "\n\n";

/// That the Chinese text is the one that counts.
const NOTE: &str = "translation.note";

/// By what a piece is translated.
fn name(piece: &Piece<'_>) -> String {
    match piece {
        Piece::Reason(given) => given.code.clone(),
        Piece::Own => "translation.addition".to_owned(),
        Piece::Sentence(key, _) => key.clone(),
    }
}

/// A reason's code as it is, a sentence by what it is for.
fn name_word(name: &str) -> &str {
    match name.split_once('.') {
        Some(("next_step", _)) => "下一步",
        Some(("photo", _)) => "照片",
        Some(("translation", _)) => "說明",
        _ => name,
    }
}

/// Other calendars than the common era's are no use to a reader abroad; what is no day stays.
fn in_common_era(slots: &BTreeMap<String, Private>) -> BTreeMap<String, Private> {
    let mut slots = slots.clone();
    if let Some(said) = slots.get_mut(DAY_SLOT)
        && let Ok(date) = parse_roc(said.as_str())
    {
        *said = Private::from(date.format("%Y-%m-%d").to_string());
    }
    slots
}

fn verdict_key(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Approve => "approve",
        Verdict::Return => "return",
        Verdict::Reject => "reject",
        Verdict::Hold => "hold",
    }
}

fn kind_key(kind: CaseKind) -> &'static str {
    match kind {
        CaseKind::Application => "application",
        CaseKind::Post => "post",
    }
}

#[cfg(test)]
mod tests;
