//! What is said beside a term: 老公（已離婚）, 媽媽（寄養）. One table of words and what each does.

use super::action::{KinshipAction, KinshipFlag};
use super::answer::Found;
use super::path::{KinClass, Step};
use super::table::KinshipTable;
use Step::S;

/// 748施行法 speaks of no affinity.
pub(super) const SAME_SEX_AFFINITY: &str =
    "748 施行法沒有姻親的規定，同性配偶的親屬是否適用有爭議；請您判斷。";

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
    /// 結婚, 登記: said of a marriage that holds.
    Married,
    /// 越南結婚台灣沒登記: a marriage abroad, or one before 97.5.23, may hold without a registration.
    Elsewhere,
    /// 未認領: no kinship in law before (民法 1065).
    Unacknowledged,
    /// 出養, 終止收養 (民法 1077, 1083).
    Adoption,
    /// The applicant cannot be the deceased.
    Deceased,
    /// 寄養: placed there by an authority (壹.二).
    Foster,
    /// 同一戶籍: makes nobody a relative; who is none may lodge there (寄居).
    Registered,
    /// 監護人, 照顧者: what the relative is besides. Beside a term without a mark between them it may
    /// be another person: 阿嬤照顧者 looks after her.
    Role,
    /// 我們都是女生: the law of 748 instead of the marriage of 民法.
    SameSex,
    /// Says nothing of the kinship.
    Plain,
}

/// Of two words that begin alike the longer one counts.
const REMARKS: &[(&str, Remark)] = {
    use Remark::*;
    &[
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
        ("未婚", Unregistered),
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
        ("同戶", Registered),
        ("同戶籍", Registered),
        ("同一戶籍", Registered),
        ("共同生活", Plain),
        ("未同住", Plain),
        ("不同住", Plain),
        ("沒同住", Plain),
        ("婚姻存續中", Plain),
        ("結婚", Married),
        ("登記", Married),
        ("再婚", Plain),
        ("已婚", Married),
        ("單身", Plain),
        ("認領", Plain),
        ("健在", Plain),
        ("監護人", Role),
        ("法定監護人", Role),
        ("法定代理人", Role),
        ("代理人", Role),
        ("監護", Role),
        ("主要照顧者", Role),
        ("照顧者", Role),
        ("緊急聯絡人", Role),
        ("聯絡人", Role),
        ("申請人", Role),
        ("本人", Plain),
        ("戶長", Role),
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
        ("同一個戶籍", Registered),
        ("戶籍同一個", Registered),
        ("戶籍在一起", Registered),
        ("設籍在一起", Registered),
        ("設籍同一戶", Registered),
        ("同一戶", Registered),
        ("寄戶口", Registered),
        ("住在一起", Plain),
        ("住一起", Plain),
        ("一起住", Plain),
        ("一起生活", Plain),
        ("同居中", Plain),
        ("同住中", Plain),
        ("辦理登記", Plain),
        ("辦登記", Plain),
        ("辦理結婚登記", Plain),
        ("辦結婚登記", Plain),
        ("結婚登記", Married),
        ("宴客", Plain),
        ("請客", Plain),
        ("辦桌", Plain),
        ("公證", Plain),
        ("公證結婚", Married),
        ("帶大", Role),
        ("從小帶大", Role),
        ("一手帶大", Role),
        ("養大", Role),
        ("從小養大", Role),
        ("撫養長大", Role),
        ("照顧長大", Role),
        ("扶養", Role),
        ("主要聯絡人", Role),
        ("出嫁", Plain),
        ("嫁出去", Plain),
        ("念書", Plain),
        ("讀書", Plain),
        ("在學", Plain),
        ("上班", Plain),
        ("工作", Plain),
        ("當兵", Plain),
        ("剛出生", Plain),
        ("沒聯絡", Plain),
        ("沒有聯絡", Plain),
        ("很久沒聯絡", Plain),
        ("少聯絡", Plain),
        ("生病", Plain),
        ("住院", Plain),
        ("中風", Plain),
        ("行動不便", Plain),
        ("身體不好", Plain),
        ("退休", Plain),
        ("獨居", Plain),
        ("單親", Plain),
        ("在國外", Plain),
        ("住國外", Plain),
        ("住附近", Plain),
        ("住隔壁", Plain),
        ("不識字", Plain),
        ("身障", Plain),
        ("失智", Plain),
        ("合法", Plain),
        ("懷孕", Plain),
        ("懷孕中", Plain),
        ("有身孕", Plain),
        ("有小孩", Plain),
        ("越南", Plain),
        ("越籍", Plain),
        ("印尼", Plain),
        ("泰國", Plain),
        ("泰籍", Plain),
        ("菲律賓", Plain),
        ("柬埔寨", Plain),
        ("緬甸", Plain),
        ("日本", Plain),
        ("大陸", Plain),
        ("中國", Plain),
        ("外國", Plain),
        ("新住民", Plain),
        ("原住民", Plain),
        ("台灣", Plain),
        ("籍", Plain),
        ("訂婚", Unregistered),
        ("準備結婚", Unregistered),
        ("即將結婚", Unregistered),
        ("要結婚", Unregistered),
        ("快結婚", Unregistered),
        ("打算結婚", Unregistered),
        ("論及婚嫁", Unregistered),
        ("我們都是女生", SameSex),
        ("我們都是男生", SameSex),
        ("都是女生", SameSex),
        ("都是男生", SameSex),
        ("都是女的", SameSex),
        ("都是男的", SameSex),
        ("同性", SameSex),
        ("同婚", SameSex),
        ("同性婚姻", SameSex),
        ("死掉", Deceased),
        ("死去", Deceased),
        ("死了", Deceased),
        ("不在了", Deceased),
        ("走了", Deceased),
        ("已逝", Deceased),
        ("逝去", Deceased),
        ("仙逝", Deceased),
        ("正在辦離婚", Bereaved),
        ("辦離婚中", Bereaved),
        ("離婚中", Bereaved),
        ("正在離婚", Bereaved),
        ("準備離婚", Bereaved),
        ("要離婚", Bereaved),
        ("訴訟離婚中", Bereaved),
        ("離婚訴訟中", Bereaved),
        ("離婚官司中", Bereaved),
    ]
};

/// Words that only join or place in time.
const FILLERS: &[&str] = &[
    "已經", "業已", "目前", "現在", "還是", "仍然", "一直", "但是", "可是", "雖然", "不過", "台灣",
    "又", "還", "尚", "已", "仍", "現", "有", "但", "且", "而", "皆", "都", "是", "在", "卻", "才",
    "了", "的", "之", "/",
];
/// What turns a remark into its contrary, longer ones first.
const DENIALS: &[&str] = &[
    "還沒有去",
    "還沒有",
    "還沒去",
    "並沒有",
    "從來沒有",
    "還未曾",
    "還沒",
    "還未",
    "尚未",
    "仍未",
    "未曾",
    "沒有去",
    "沒有",
    "未經",
    "不曾",
    "沒",
    "未",
];

/// The remarks that a text consists of, or `None` if something in it is none.
pub(super) fn read(text: &str) -> Option<Vec<Remark>> {
    let mut found = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        if let Some((length, remark)) = longest(rest) {
            found.push(remark);
            rest = &rest[length..];
        } else if let Some(after) = after_duration(rest) {
            found.push(Remark::Plain);
            rest = after;
        } else {
            rest = FILLERS.iter().find_map(|filler| rest.strip_prefix(filler))?;
        }
    }
    if found.contains(&Remark::Married) {
        for remark in found.iter_mut().filter(|remark| **remark == Remark::Unregistered) {
            *remark = Remark::Elsewhere;
        }
    }
    (!found.is_empty()).then_some(found)
}

/// 五年, 10年多, 16歲: how long or how old.
fn after_duration(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(|c: char| {
        c.is_ascii_digit() || "一二三四五六七八九十百兩幾好多半快".contains(c)
    });
    let unit = ["年多", "多年", "年", "個多月", "個月", "歲"]
        .iter()
        .find_map(|unit| rest.strip_prefix(unit));
    unit.filter(|_| rest.len() < text.len())
}

/// 離婚的哥哥, 喪偶的媳婦: whether a word only colours the one after it.
pub(super) fn is_adjective(word: &str) -> bool {
    word.chars().count() > 1 && read(word).is_some()
}

/// 已離婚太太: a remark before a term, with what is left.
pub(super) fn before(text: &str) -> Option<(Remark, &str)> {
    let mut text = text;
    let mut lasted = false;
    loop {
        if let Some((length, remark)) = longest(text) {
            let rest = without_duration(text[length..].trim_start_matches(['了', '的']));
            return (text[..length].chars().count() > 1 && !rest.is_empty())
                .then_some((remark, rest));
        }
        if let Some(rest) = after_duration(text) {
            (text, lasted) = (rest, true);
        } else if let Some(rest) = FILLERS.iter().find_map(|filler| text.strip_prefix(filler)) {
            text = rest;
        } else {
            // 十歲的兒子
            return (lasted && !text.is_empty()).then_some((Remark::Plain, text));
        }
    }
}

fn without_duration(text: &str) -> &str {
    after_duration(text).map_or(text, without_duration)
}

/// 已經過世老婆: a term after nothing but words for the dead.
pub(super) fn after_deceased(text: &str) -> Option<&str> {
    let (remark, rest) = before(text)?;
    match remark {
        Remark::Deceased => after_deceased(rest).or(Some(rest)),
        _ => None,
    }
}

/// 老公已離婚: a term with nothing but remarks after it; the longest term first.
pub(super) fn after(text: &str) -> impl Iterator<Item = (&str, Vec<Remark>)> {
    text.char_indices().skip(1).filter_map(|(at, _)| {
        let said = &text[at..];
        let remarks = read(said).filter(|_| said.chars().count() > 1)?;
        let apart = said.starts_with('/') || !remarks.contains(&Remark::Role);
        apart.then_some((&text[..at], remarks))
    })
}

/// How long the remark is that a text begins with, what denies it included, and what it says.
fn longest(text: &str) -> Option<(usize, Remark)> {
    let plain = |text: &str| {
        let fitting = REMARKS.iter().filter(|(word, _)| text.starts_with(word));
        fitting.map(|(word, remark)| (word.len(), *remark)).max_by_key(|(length, _)| *length)
    };
    plain(text).or_else(|| {
        let denial = DENIALS.iter().find(|denial| text.starts_with(**denial))?;
        let denied = &text[denial.len()..];
        let (length, remark) = plain(denied)?;
        let marriage = ["登記", "結婚", "公證", "辦"].iter().any(|word| denied.starts_with(word));
        let contrary = match remark {
            Remark::Married => Remark::Unregistered,
            Remark::Plain if marriage => Remark::Unregistered,
            Remark::Plain if denied.starts_with("認領") => Remark::Unacknowledged,
            Remark::Plain | Remark::Divorced | Remark::Deceased | Remark::Remarried => {
                Remark::Plain
            }
            _ => return None,
        };
        Some((denial.len() + length, contrary))
    })
}

impl Remark {
    /// The relation with this remark taken into account.
    pub fn apply(self, found: Found, table: &KinshipTable) -> Found {
        match self {
            Self::Plain | Self::Role | Self::Married => found,
            Self::Elsewhere if is_spouse(&found) || marries_in(&found) => doubted(
                found,
                "在國外成立的婚姻、97.5.23 以前的儀式婚，未登記也可能有效（涉外民事法律適用法 46、民法 982）；看結婚文件，由您判斷。",
            ),
            Self::Elsewhere => found,
            Self::Registered if is_no_kin(&found) => Found {
                action: Some(KinshipAction::Review),
                why: "同一戶籍而不是親屬，可能只是寄居或承租；看是否以永久共同生活為目的（民法 1122、1123），由您判斷。",
                ..Found::default()
            },
            Self::Registered => found,
            Self::SameSex if is_spouse(&found) => found.flag(KinshipFlag::Law),
            Self::SameSex if is_affinity(&found) => {
                Found { docs: String::new(), ..doubted(found, SAME_SEX_AFFINITY) }
                    .flag(KinshipFlag::Law)
            }
            Self::SameSex => found,
            Self::Divorced => divorced(found),
            Self::Bereaved => found.flag(KinshipFlag::Status),
            Self::Remarried if marries_in(&found) => doubted(
                found,
                "改嫁前若是離婚，姻親已消滅；若是喪偶，姻親仍在（民法 971）；請看戶籍記事。",
            ),
            Self::Remarried => found,
            Self::Unregistered if is_spouse(&found) || marries_in(&found) => Found::no_kin(
                KinshipAction::CohabitOnly,
                "未經結婚登記不是配偶，也不生姻親關係（民法 982）；為永久共同生活而同住、有證明者，可以共居家屬申請。",
            ),
            Self::Unregistered => found,
            Self::Unacknowledged => doubted(
                found,
                "認領或撫育之前，法律上沒有父子關係（民法 1065）；看戶籍記事，由您判斷。",
            ),
            Self::Adoption => doubted(
                found,
                "收養期間停止的是與本生親屬的權利義務，自然血親仍在；配偶收養子女的，對該配偶一方不停止（民法 1077 II），終止收養後回復（1083）；看戶籍記事，由您判斷。",
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
            "離婚或分手後不再是配偶；仍為永久共同生活而同住、有證明者，可以共居家屬申請。",
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

/// Somebody without any kinship: 朋友, 房客.
pub(super) fn is_no_kin(found: &Found) -> bool {
    found.paths.is_empty() && found.action == Some(KinshipAction::DenyKin)
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
        use Remark::{Adoption, Deceased, Divorced, Elsewhere, Married, Plain, Unregistered};
        for (text, expected) in [
            ("已離婚/仍同住", Some(vec![Divorced, Plain])),
            ("已離婚仍同住", Some(vec![Divorced, Plain])),
            ("未離婚", Some(vec![Plain])),
            ("尚未登記", Some(vec![Unregistered])),
            ("已過世了", Some(vec![Deceased])),
            ("已終止收養關係", Some(vec![Adoption])),
            ("還沒離婚", Some(vec![Plain])),
            ("還沒有離婚", Some(vec![Plain])),
            ("尚未辦理結婚登記", Some(vec![Unregistered])),
            ("有宴客沒登記", Some(vec![Plain, Unregistered])),
            ("越南結婚了台灣還沒登記", Some(vec![Plain, Married, Plain, Elsewhere])),
            ("同居五年", Some(vec![Plain, Plain])),
            ("離島", None),
            ("沒有", None),
            ("已", None),
            ("", None),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
