//! What is said beside a term: 老公（已離婚）, 媽媽（寄養）. One table of words and what each does.

use super::action::{KinshipAction, KinshipFlag};
use super::answer::Found;
use super::path::{KinClass, Step};
use super::table::KinshipTable;
use Step::S;

/// What a word beside a term does to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Remark {
    /// 離婚: what 前 does (民法 971).
    Divorced,
    /// 喪偶: affinity outlives death (民法 971).
    Bereaved,
    /// 改嫁: divorced or bereaved before, which is not said.
    Remarried,
    /// 未登記: no marriage in law.
    Unregistered,
    /// 未認領: no kinship in law before (民法 1065).
    Unacknowledged,
    /// 出養, 終止收養 (民法 1077, 1083).
    Adoption,
    /// The applicant cannot be the deceased.
    Deceased,
    /// 寄養: placed there by an authority (壹.二).
    Foster,
    /// Says nothing of the kinship.
    Plain,
}

/// Of two words that begin alike the longer one counts.
const REMARKS: [(&str, Remark); 106] = {
    use Remark::*;
    [
        ("離婚", Divorced),
        ("已離婚", Divorced),
        ("已離異", Divorced),
        ("離異", Divorced),
        ("已離", Divorced),
        ("離過婚", Divorced),
        ("離", Divorced),
        ("離婚協議", Divorced),
        ("婚姻無效", Divorced),
        ("撤銷婚姻", Divorced),
        ("喪偶", Bereaved),
        ("守寡", Bereaved),
        ("寡居", Bereaved),
        ("改嫁", Remarried),
        ("再嫁", Remarried),
        ("另嫁", Remarried),
        ("未登記", Unregistered),
        ("沒登記", Unregistered),
        ("沒有登記", Unregistered),
        ("未辦登記", Unregistered),
        ("未結婚登記", Unregistered),
        ("未辦結婚登記", Unregistered),
        ("未辦理結婚登記", Unregistered),
        ("未婚", Unregistered),
        ("未結婚", Unregistered),
        ("沒結婚", Unregistered),
        ("未認領", Unacknowledged),
        ("未經認領", Unacknowledged),
        ("沒認領", Unacknowledged),
        ("沒有認領", Unacknowledged),
        ("出養", Adoption),
        ("送養", Adoption),
        ("被收養", Adoption),
        ("給人收養", Adoption),
        ("送人", Adoption),
        ("終止收養", Adoption),
        ("終止收養關係", Adoption),
        ("收養終止", Adoption),
        ("停止收養", Adoption),
        ("歿", Deceased),
        ("過世", Deceased),
        ("往生", Deceased),
        ("亡故", Deceased),
        ("已故", Deceased),
        ("故", Deceased),
        ("亡", Deceased),
        ("去世", Deceased),
        ("逝世", Deceased),
        ("過逝", Deceased),
        ("死亡", Deceased),
        ("身故", Deceased),
        ("病逝", Deceased),
        ("不在人世", Deceased),
        ("寄養", Foster),
        ("寄養家庭", Foster),
        ("家庭寄養", Foster),
        ("安置", Foster),
        ("同住", Plain),
        ("同居", Plain),
        ("同戶", Plain),
        ("同戶籍", Plain),
        ("同一戶籍", Plain),
        ("共同生活", Plain),
        ("未同住", Plain),
        ("不同住", Plain),
        ("沒同住", Plain),
        ("未離婚", Plain),
        ("沒離婚", Plain),
        ("婚姻存續中", Plain),
        ("結婚", Plain),
        ("登記", Plain),
        ("再婚", Plain),
        ("已婚", Plain),
        ("單身", Plain),
        ("認領", Plain),
        ("健在", Plain),
        ("監護人", Plain),
        ("法定監護人", Plain),
        ("法定代理人", Plain),
        ("代理人", Plain),
        ("監護", Plain),
        ("主要照顧者", Plain),
        ("照顧者", Plain),
        ("緊急聯絡人", Plain),
        ("聯絡人", Plain),
        ("申請人", Plain),
        ("本人", Plain),
        ("戶長", Plain),
        ("未成年", Plain),
        ("未成年人", Plain),
        ("成年", Plain),
        ("年幼", Plain),
        ("年邁", Plain),
        ("高齡", Plain),
        ("分居", Plain),
        ("分居中", Plain),
        ("失聯", Plain),
        ("失聯中", Plain),
        ("親生", Plain),
        ("同父異母", Plain),
        ("同母異父", Plain),
        ("同父同母", Plain),
        ("外籍", Plain),
        ("陸籍", Plain),
        ("大陸籍", Plain),
        ("唯一", Plain),
    ]
};

/// Words that only join or place in time.
const FILLERS: [&str; 18] = [
    "已經", "業已", "目前", "現在", "尚", "已", "仍", "現", "有", "但", "且", "而", "皆", "都",
    "了", "的", "之", "/",
];

/// The remarks that a text consists of, or `None` if something in it is none.
pub(super) fn read(text: &str) -> Option<Vec<Remark>> {
    let mut found = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        if let Some((word, remark)) = longest(rest) {
            found.push(remark);
            rest = &rest[word.len()..];
        } else {
            let filler = FILLERS.iter().find(|filler| rest.starts_with(**filler))?;
            rest = &rest[filler.len()..];
        }
    }
    (!found.is_empty()).then_some(found)
}

/// 離婚的哥哥, 喪偶的媳婦: whether a word only colours the one after it.
pub(super) fn is_adjective(word: &str) -> bool {
    word.chars().count() > 1 && read(word).is_some()
}

/// 已離婚太太: a remark before a term, with what is left.
pub(super) fn before(text: &str) -> Option<(Remark, &str)> {
    let text = ["已經", "已"].iter().find_map(|filler| text.strip_prefix(filler)).unwrap_or(text);
    let (word, remark) = longest(text)?;
    let rest = &text[word.len()..];
    (word.chars().count() > 1 && !rest.is_empty()).then_some((remark, rest))
}

/// 老公已離婚: a term with nothing but remarks after it; the longest term first.
pub(super) fn after(text: &str) -> impl Iterator<Item = (&str, Vec<Remark>)> {
    text.char_indices().skip(1).filter_map(|(at, _)| {
        let remarks = read(&text[at..]).filter(|_| text[at..].chars().count() > 1)?;
        Some((&text[..at], remarks))
    })
}

fn longest(text: &str) -> Option<(&'static str, Remark)> {
    let fitting = REMARKS.iter().copied().filter(|(word, _)| text.starts_with(word));
    fitting.max_by_key(|(word, _)| word.len())
}

impl Remark {
    /// The relation with this remark taken into account.
    pub fn apply(self, found: Found, table: &KinshipTable) -> Found {
        match self {
            Self::Plain => found,
            Self::Divorced => divorced(found),
            Self::Bereaved => found.flag(KinshipFlag::Status),
            Self::Remarried if marries_in(&found) => doubted(
                found,
                "改嫁前若是離婚，姻親已消滅；若是喪偶，姻親仍在（民法 971）；請看戶籍記事。",
            ),
            Self::Remarried => found,
            Self::Unregistered if is_spouse(&found) || marries_in(&found) => Found::no_kin(
                KinshipAction::CohabitOnly,
                "未經結婚登記不是配偶，也不生姻親關係（民法 982）；同住且有證明者，可以共居家屬申請。",
            ),
            Self::Unregistered => found,
            Self::Unacknowledged => doubted(
                found,
                "認領或撫育之前，法律上沒有父子關係（民法 1065）；看戶籍記事，由您判斷。",
            ),
            Self::Adoption => doubted(
                found,
                "收養期間與本生家庭的關係停止，終止收養後回復（民法 1077、1083）；看戶籍記事，由您判斷。",
            ),
            Self::Deceased => Found {
                action: Some(KinshipAction::Review),
                why: "申請人不可能是已歿者，可能填反了方向或指其遺屬；請家屬說明。",
                ..Found::default()
            },
            Self::Foster => table.named("寄養安置").map_or(found, Found::of),
        }
    }
}

/// 離婚 beside a term. Whoever married in is out of the family; blood relatives stay what they are
/// whomever they divorce; of those on the spouse's side it is not said who divorced.
fn divorced(found: Found) -> Found {
    if is_spouse(&found) || found.action == Some(KinshipAction::CohabitOnly) {
        return Found::no_kin(
            KinshipAction::CohabitOnly,
            "離婚或分手後不再是配偶；仍同住且有證明者，可以共居家屬申請。",
        );
    }
    if marries_in(&found) {
        return Found::no_kin(
            KinshipAction::DenyKin,
            "姻親關係因離婚而消滅（民法 971）；若同住，可改看共居家屬。",
        );
    }
    if is_affinity(&found) {
        return doubted(
            found,
            "若是收容人離婚，姻親關係已消滅（民法 971）；若是這位親屬自己離婚，不受影響；請問清楚。",
        );
    }
    found
}

/// To a person with the reason, the path kept; what is no kin anyway stays so.
pub(super) fn doubted(mut found: Found, why: &'static str) -> Found {
    if matches!(found.action(), KinshipAction::Ok | KinshipAction::Review) {
        found.action = Some(KinshipAction::Review);
        found.why = why;
    }
    found.docs = String::new();
    found.flag(KinshipFlag::Status)
}

pub(super) fn is_affinity(found: &Found) -> bool {
    !found.paths.is_empty()
        && found.paths.iter().all(|path| {
            matches!(path.kinship().class, KinClass::LinealAffinity | KinClass::CollateralAffinity)
        })
}

pub(super) fn is_spouse(found: &Found) -> bool {
    found.paths.iter().any(|path| path.steps() == [S])
}

/// Whether the applicant is an affine by a marriage of their own: 女婿, 嫂.
fn marries_in(found: &Found) -> bool {
    is_affinity(found) && found.paths.iter().all(|path| path.steps().ends_with(&[S]))
}

#[cfg(test)]
mod tests {
    use super::{Remark, read};

    #[test]
    fn several_remarks_are_read_and_an_unknown_one_is_none() {
        use Remark::{Adoption, Deceased, Divorced, Plain, Unregistered};
        for (text, expected) in [
            ("已離婚/仍同住", Some(vec![Divorced, Plain])),
            ("已離婚仍同住", Some(vec![Divorced, Plain])),
            ("未離婚", Some(vec![Plain])),
            ("尚未登記", Some(vec![Unregistered])),
            ("已過世了", Some(vec![Deceased])),
            ("已終止收養關係", Some(vec![Adoption])),
            ("離島", None),
            ("已", None),
            ("", None),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
