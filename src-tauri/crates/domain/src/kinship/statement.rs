//! Whole statements in place of a term: 我爸是他哥, 我嫁給他弟弟, 收容人的太太是我妹妹. Each names a
//! relative of the inmate and one of the applicant, and how these two stand to each other; the way
//! from the inmate to the applicant leads over both.

use super::action::{KinshipAction, KinshipFlag};
use super::answer::{Found, review};
use super::chain::trim_adverbs;
use super::compose::compose;
use super::owner::{Anchor, anchored, english_claim};
use super::path::Path;
use super::remarks::Remark;
use super::table::KinshipTable;

const NOT_OF_THE_APPLICANT: &str =
    "這句話沒有說申請人自己是收容人的什麼人；請家屬用稱謂填寫，例如「姊姊」。";
const SOMEBODY_ELSES_MARRIAGE: &str =
    "這句話說的是別人的婚姻，沒有說申請人是收容人的什麼人；請家屬用稱謂填寫。";
const RAISED: &str = "撫養、照顧本身不生親屬關係；看有沒有收養登記或監護，由您判斷。";

/// 是 and its like, longer ones first.
const IS: [&str; 7] = ["也是", "就是", "即是", "是", "為", "係", "乃"];
const WITH: [&str; 5] = ["和", "跟", "與", "同", "及"];
/// What stands between two people and their relation: 與收容人之關係為母子.
const BETWEEN: [&str; 15] = [
    "之關係為",
    "的關係為",
    "的關係是",
    "之關係是",
    "之間的關係是",
    "關係為",
    "關係是",
    "的關係",
    "之關係",
    "互為",
    "關係",
    "為",
    "是",
    "係",
    "有",
];
const WEDDED: [&str; 12] = [
    "改嫁給",
    "改嫁",
    "再嫁給",
    "嫁給了",
    "嫁給",
    "嫁了",
    "嫁",
    "迎娶",
    "娶了",
    "娶到",
    "娶",
    "招贅",
];
const MARRIED: [&str; 9] =
    ["結婚登記", "已結婚", "有結婚", "結過婚", "結婚了", "結婚", "公證結婚", "登記結婚", "再婚"];
const PARTED: [&str; 8] =
    ["已經離婚了", "已離婚", "離婚了", "離婚", "離過婚", "分手了", "分手", "離異"];
const ADOPTED: [&str; 4] = ["收養了", "收養", "領養了", "領養"];

/// One side of a statement: whose relative, and which; the owner themself without a term.
struct Side {
    anchor: Option<Anchor>,
    term: Option<Found>,
}

impl KinshipTable {
    /// What a whole statement comes to; `None` if the text is none.
    pub(super) fn statement(&self, text: &str) -> Option<Found> {
        if text.contains(['(', '/']) {
            return None;
        }
        if let Some(own) = english_claim(text) {
            return self.noun(own).map(|own| reversed(&own));
        }
        self.wedding(text).or_else(|| self.pair(text)).or_else(|| self.equation(text))
    }

    /// 我爸是他哥: both sides are one person.
    fn equation(&self, text: &str) -> Option<Found> {
        for verb in IS {
            for (at, _) in text.match_indices(verb) {
                let (left, right) = (&text[..at], &text[at + verb.len()..]);
                if left.is_empty() || right.is_empty() {
                    continue;
                }
                let Some(left) = self.side(left) else { continue };
                if let Some(found) = self.child_of(&left, right) {
                    return Some(found);
                }
                let Some(right) = self.side(right) else {
                    // 我爸是醫生, 太太是護士
                    if left.term.is_some() {
                        return Some(review(NOT_OF_THE_APPLICANT));
                    }
                    continue;
                };
                match (left.anchor, right.anchor) {
                    (Some(Anchor::Inmate), Some(Anchor::Applicant)) => {
                        return Some(self.joined(left.term, None, right.term));
                    }
                    (Some(Anchor::Applicant), Some(Anchor::Inmate)) => {
                        return Some(self.joined(right.term, None, left.term));
                    }
                    // 太太是我, 哥哥是我先生
                    (None, Some(Anchor::Applicant)) => {
                        return Some(self.joined(left.term, None, right.term));
                    }
                    // 我爸是里長, 我先生是我老闆; 我是太太 is read as a term
                    _ if left.term.is_some() => return Some(review(NOT_OF_THE_APPLICANT)),
                    _ => {}
                }
            }
        }
        None
    }

    /// 我是他生的, 他是我收養的, 他是我帶大的.
    fn child_of(&self, child: &Side, text: &str) -> Option<Found> {
        let text = text.strip_suffix('的').unwrap_or(text);
        let ending = |words: &[&str]| words.iter().find_map(|word| text.strip_suffix(word));
        let born = ending(&["親生", "所生", "生下來", "生"]);
        let adopted = ending(&["收養", "領養"]);
        if let Some(raised) =
            ending(&["養大", "帶大", "撫養長大", "撫養", "照顧長大", "照顧", "養"])
        {
            return self.side(trim_adverbs(raised)).map(|_| review(RAISED));
        }
        let parent = self.side(trim_adverbs(born.or(adopted)?))?;
        let link = self.named(if born.is_some() { "子女" } else { "養子女" }).map(Found::of);
        match (parent.anchor?, child.anchor?) {
            (Anchor::Inmate, Anchor::Applicant) => {
                Some(self.joined(parent.term, link, child.term.clone()))
            }
            (Anchor::Applicant, Anchor::Inmate) => {
                let link = link.map(|link| reversed(&link));
                Some(self.joined(child.term.clone(), link, parent.term))
            }
            _ => None,
        }
    }

    /// 我嫁給他弟弟, 他娶了我姊姊, 我收養了他.
    fn wedding(&self, text: &str) -> Option<Found> {
        let wedded = WEDDED.iter().map(|verb| (*verb, true));
        for (verb, wedded) in wedded.chain(ADOPTED.iter().map(|verb| (*verb, false))) {
            let Some(at) = text.find(verb) else { continue };
            let left = self.side(trim_adverbs(&text[..at]))?;
            let right = text[at + verb.len()..].trim_end_matches('了');
            let right = self.side(right)?;
            let forward = match (left.anchor?, right.anchor?) {
                (Anchor::Inmate, Anchor::Applicant) => true,
                (Anchor::Applicant, Anchor::Inmate) => false,
                _ => return Some(review(SOMEBODY_ELSES_MARRIAGE)),
            };
            let (inmates, own) = if forward { (left, right) } else { (right, left) };
            let link = match (wedded, forward) {
                (true, _) => self.named("配偶"),
                (false, true) => self.named("養子女"),
                (false, false) => self.named("養父母"),
            };
            return Some(self.joined(inmates.term, link.map(Found::of), own.term));
        }
        None
    }

    /// 與收容人為母子, 我阿公跟他阿公是兄弟, 我跟他姊姊結婚: how two people stand to each other.
    fn pair(&self, text: &str) -> Option<Found> {
        for with in WITH {
            for (at, _) in text.match_indices(with) {
                let (left, rest) = (&text[..at], &text[at + with.len()..]);
                let left = match left {
                    "" | "我們" => Side { anchor: Some(Anchor::Applicant), term: None },
                    left => match self.side(left) {
                        Some(side) if side.anchor.is_some() => side,
                        _ => continue,
                    },
                };
                if let Some(found) = self.stands_to(left, rest) {
                    return Some(found);
                }
                break;
            }
        }
        None
    }

    fn stands_to(&self, left: Side, rest: &str) -> Option<Found> {
        let (right, relation) = self.halves(rest)?;
        let (inmates, own) = match (left.anchor?, right.anchor?) {
            (Anchor::Inmate, Anchor::Applicant) => (left.term, right.term),
            (Anchor::Applicant, Anchor::Inmate) => (right.term, left.term),
            _ => return None,
        };
        match relation {
            Between::Relation(link) => Some(self.joined(inmates, Some(link), own)),
            Between::Marriage => {
                let link = self.named("配偶").map(Found::of);
                Some(self.joined(inmates, link, own))
            }
            Between::Divorce if inmates.is_some() && own.is_some() => {
                Some(review(SOMEBODY_ELSES_MARRIAGE))
            }
            Between::Divorce => {
                let link = self
                    .named("配偶")
                    .map(|spouse| Remark::Divorced.apply(Found::of(spouse), self));
                Some(self.joined(inmates, link, own))
            }
        }
    }

    /// 他阿公是兄弟: the second person and what is said of both.
    fn halves(&self, text: &str) -> Option<(Side, Between)> {
        let split = |words: &[&str]| {
            words
                .iter()
                .find_map(|word| text.strip_suffix(word))
                .and_then(|who| self.side(trim_adverbs(who)).filter(|side| side.anchor.is_some()))
        };
        if let Some(side) = split(&PARTED) {
            return Some((side, Between::Divorce));
        }
        if let Some(side) = split(&MARRIED) {
            return Some((side, Between::Marriage));
        }
        for verb in BETWEEN {
            for (at, _) in text.match_indices(verb) {
                let (who, relation) = (&text[..at], &text[at + verb.len()..]);
                let Some(side) = self.side(who).filter(|side| side.anchor.is_some()) else {
                    continue;
                };
                if let Some(link) = self.noun(relation) {
                    return Some((side, Between::Relation(link)));
                }
            }
        }
        // 我跟他同居, 與收容人母子關係
        let (anchor, relation) = anchored(text)?;
        let link = self.known(relation).map(Found::of)?;
        // 我跟他弟弟 names one person and says nothing.
        if !link.paths.is_empty() && !link.flags.contains(&KinshipFlag::Dir) {
            return None;
        }
        Some((Side { anchor: Some(anchor), term: None }, Between::Relation(link)))
    }

    /// 他的哥哥, 我, 弟弟: a person as one side of a statement.
    fn side(&self, text: &str) -> Option<Side> {
        match anchored(text) {
            Some((anchor, "")) => Some(Side { anchor: Some(anchor), term: None }),
            // 我是他三姑 is a statement itself.
            Some((_, rest)) if rest.starts_with(['是', '為', '係']) => None,
            Some((anchor, rest)) if self.known(text).is_none() => {
                let term = self.noun(rest)?;
                Some(Side { anchor: Some(anchor), term: Some(term) })
            }
            _ => Some(Side { anchor: None, term: Some(self.noun(text)?) }),
        }
    }

    /// From the inmate to their relative, over what joins them, to the applicant's own relative and
    /// back to the applicant.
    fn joined(&self, inmates: Option<Found>, link: Option<Found>, own: Option<Found>) -> Found {
        let alone = inmates.is_none() && link.is_none();
        // 我媳婦是他女兒: one's own wife is meant by the word only where it stands by itself.
        let own = own.map(|own| match own.relation.as_deref() {
            Some(name) if !alone && name.ends_with("(多義)") => {
                own.with_paths(own.paths.iter().take(1).cloned().collect())
            }
            _ => own,
        });
        let back = own.map(|own| reversed(&own));
        // Two people are named here by what they are to each other.
        let link = link.map(|mut link| {
            link.flags.retain(|flag| *flag != KinshipFlag::Dir);
            link
        });
        let links: Vec<Found> = [inmates, link, back].into_iter().flatten().collect();
        if links.is_empty() {
            return review("這句話說的是同一個人，請家屬用稱謂填寫是收容人的什麼人。");
        }
        let between = links.len() > 1;
        let found = compose(links);
        // 他哥哥是我們里長: an office is held by the applicant alone.
        if between && found.action == Some(KinshipAction::Project) {
            return review(NOT_OF_THE_APPLICANT);
        }
        found
    }
}

enum Between {
    Relation(Found),
    Marriage,
    Divorce,
}

/// The relation from its other end. The proofs of the first end are not those of the other.
pub(super) fn reversed(found: &Found) -> Found {
    let paths: Vec<Path> = found.paths.iter().map(Path::reversed).collect();
    let keep = if found.paths.is_empty() { found.relation.clone() } else { None };
    Found { relation: keep, ..found.with_paths(paths) }
}
