//! Clauses before a term: 爸爸後來娶的太太, 老婆跟前夫生的女兒, 太太帶來的兒子. The verb says whose
//! spouse or child the term after it is.

use super::super::action::KinshipAction;
use super::super::answer::Found;
use super::super::owner::{Anchor, anchored};
use super::super::path::{Path, Step};
use super::super::remarks::{is_no_kin, is_spouse};
use super::super::table::KinshipTable;
use crate::relation_sex::relation_sex;
use crate::sex::Sex;
use Step::{D, S, U};

const UNCLEAR: &str = "這個說法看不出是誰的配偶或子女，請家屬用稱謂說明。";
const BOTH_PARENTS: &str = "子女的另一位父母不一定是配偶；看婚姻登記，由您判斷。";
const BORN_OUTSIDE: &str =
    "父母未結婚的，經生父認領或撫育才有父子關係（民法 1065）；看戶籍記事，由您判斷。";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    /// 娶, 嫁, 再婚: the spouse.
    Wed,
    /// 後來, 現在: the spouse of that time.
    Now,
    /// 以前: a spouse who is none now.
    Before,
    /// 生, 帶來: a child by birth.
    Born,
    /// 收養, 領養, 認領.
    Adopted,
}

/// Longer ones first.
const VERBS: [(&str, Verb); 37] = [
    ("離婚前", Verb::Before),
    ("離婚", Verb::Before),
    ("離異", Verb::Before),
    ("分手", Verb::Before),
    ("第一任", Verb::Before),
    ("上一任", Verb::Before),
    ("改嫁給", Verb::Wed),
    ("改嫁", Verb::Wed),
    ("再嫁", Verb::Wed),
    ("再娶", Verb::Wed),
    ("嫁給", Verb::Wed),
    ("嫁", Verb::Wed),
    ("迎娶", Verb::Wed),
    ("娶", Verb::Wed),
    ("再婚", Verb::Wed),
    ("結婚", Verb::Wed),
    ("續弦", Verb::Wed),
    ("所生", Verb::Born),
    ("親生", Verb::Born),
    ("生", Verb::Born),
    ("帶過來", Verb::Born),
    ("帶來", Verb::Born),
    ("帶進來", Verb::Born),
    ("收養", Verb::Adopted),
    ("領養", Verb::Adopted),
    ("認養", Verb::Adopted),
    ("認領", Verb::Adopted),
    ("後來", Verb::Now),
    ("現在", Verb::Now),
    ("現任", Verb::Now),
    ("目前", Verb::Now),
    ("第二任", Verb::Now),
    ("第三任", Verb::Now),
    ("以前", Verb::Before),
    ("之前", Verb::Before),
    ("原來", Verb::Before),
    ("前任", Verb::Before),
];

/// The first half of 爸爸後來娶的太太: whose, and by which verb.
pub(in crate::kinship) struct Clause {
    /// Whose spouse or child; none for the inmate's own.
    of: Option<Found>,
    verb: Verb,
    /// 跟前夫 in 老婆跟前夫生的女兒: the other parent.
    with: Option<Found>,
    /// 爸爸在外面生的弟弟: somebody who is not named.
    unnamed: bool,
    /// 我跟他生的女兒 may be said by the other parent.
    of_both: bool,
    mother: bool,
}

impl KinshipTable {
    pub(in crate::kinship) fn clause(&self, part: &str) -> Option<Clause> {
        let (stem, verb) =
            VERBS.iter().find_map(|(word, verb)| Some((part.strip_suffix(word)?, *verb)))?;
        let mut stem = trim_adverbs(stem);
        // Whoever was born before is a child still.
        if matches!(verb, Verb::Born | Verb::Adopted) {
            stem = trim_words(stem, &["以前", "之前", "當年", "當初", "離婚前", "結婚前"]);
        }
        let outside = ["在外面", "外面", "在外", "外遇", "偷"]
            .iter()
            .find_map(|place| stem.strip_suffix(place));
        let stem = outside.map_or(stem, trim_adverbs);
        let joint = stem
            .char_indices()
            .find(|(at, c)| *at > 0 && matches!(c, '跟' | '和' | '與' | '同'))
            .map(|(at, c)| (&stem[..at], &stem[at + c.len_utf8()..]));
        let (who, other) = joint.unwrap_or((stem, ""));
        let (anchor, rest) = match anchored(who) {
            Some((anchor, rest)) if rest.is_empty() || self.known(who).is_none() => {
                (Some(anchor), rest)
            }
            _ => (None, who),
        };
        let of = if rest.is_empty() { None } else { Some(self.noun(rest)?) };
        if of.is_none() && anchor.is_none() && verb != Verb::Before {
            return None;
        }
        let other_anchor = anchored(trim_adverbs(other)).filter(|(_, rest)| rest.is_empty());
        Some(Clause {
            of_both: of.is_none() && (anchor == Some(Anchor::Applicant) || other_anchor.is_some()),
            with: (!other.is_empty()).then(|| self.noun(trim_adverbs(other))).flatten(),
            unnamed: outside.is_some() || !other.is_empty(),
            mother: relation_sex(rest) == Some(Sex::Female),
            of,
            verb,
        })
    }
}

impl Clause {
    /// The links to whom the term after the verb names; or why a person has to ask.
    pub(super) fn leads_to(
        self,
        table: &KinshipTable,
        term: Found,
    ) -> Result<Vec<Found>, &'static str> {
        let last = self.last(table, term)?;
        // Whom a parent married later is a step-parent, and their children are nobody's siblings.
        if self.verb == Verb::Wed && self.is_of_a_parent() && is_only_spouse(&last) {
            let step = table.named("繼父母").map(Found::of);
            return Ok(step.into_iter().collect());
        }
        Ok(self.of.into_iter().chain([last]).collect())
    }

    fn is_of_a_parent(&self) -> bool {
        self.of.as_ref().is_some_and(|of| {
            !of.paths.is_empty() && of.paths.iter().all(|path| path.steps() == [U])
        })
    }

    fn last(&self, table: &KinshipTable, term: Found) -> Result<Found, &'static str> {
        let of = |name: &str| table.named(name).map(Found::of).ok_or(UNCLEAR);
        let parent = self.is_of_a_parent();
        let sibling = term.paths.iter().any(|path| path.steps() == [U, D]);
        match self.verb {
            Verb::Wed | Verb::Now if is_only_spouse(&term) => Ok(term),
            // 現在的女朋友, 以前的老師
            Verb::Now if term.action == Some(KinshipAction::CohabitOnly) => Ok(term),
            Verb::Now | Verb::Before if is_no_kin(&term) => Ok(term),
            Verb::Before if is_spouse(&term) => of("前配偶"),
            Verb::Born | Verb::Adopted if self.of_both => Err(BOTH_PARENTS),
            Verb::Born | Verb::Adopted if is_child(&term) || (parent && sibling) => {
                let married = self.with.as_ref().is_some_and(|other| {
                    is_spouse(other)
                        || matches!(other.relation.as_deref(), Some("前配偶" | "前姻親"))
                        || other.paths.iter().any(|path| path.steps().ends_with(&[S]))
                });
                let known = self.verb == Verb::Adopted || !self.unnamed || self.mother || married;
                // 老婆跟別人生的女兒: of a spouse every child is a step-child.
                if !known && !self.of.as_ref().is_some_and(is_spouse) {
                    return Err(BORN_OUTSIDE);
                }
                if is_child(&term) && self.verb != Verb::Adopted {
                    return Ok(Found { paths: vec![Path::new([D])], ..term });
                }
                of(if self.verb == Verb::Adopted { "養子女" } else { "子女" })
            }
            _ => Err(UNCLEAR),
        }
    }
}

/// 後來, 再, 已經 and the like before a verb say nothing of the relation. What is past is another
/// matter: 我以前嫁給他.
pub(in crate::kinship) fn trim_adverbs(text: &str) -> &str {
    const ADVERBS: [&str; 32] = [
        "離婚後",
        "離婚以後",
        "喪偶後",
        "再婚後",
        "改嫁後",
        "結婚後",
        "過世後",
        "婚後",
        "婚前",
        "後來",
        "後面",
        "之後",
        "以後",
        "從小",
        "一手",
        "目前",
        "現在",
        "最近",
        "已經",
        "前年",
        "去年",
        "今年",
        "又",
        "再",
        "另外",
        "另",
        "已",
        "剛",
        "有",
        "去",
        "才",
        "重新",
    ];
    trim_words(text, &ADVERBS)
}

fn trim_words<'t>(text: &'t str, words: &[&str]) -> &'t str {
    let mut text = text;
    while let Some(rest) = words.iter().find_map(|word| text.strip_suffix(word)) {
        if rest.is_empty() {
            return text;
        }
        text = rest;
    }
    text
}

/// Whether a found relation leads to a spouse alone.
fn is_only_spouse(found: &Found) -> bool {
    !found.paths.is_empty() && found.paths.iter().all(|path| path.steps() == [S])
}

/// Whether one sense of a found relation is a child.
fn is_child(found: &Found) -> bool {
    found.paths.iter().any(|path| path.steps() == [D])
}
