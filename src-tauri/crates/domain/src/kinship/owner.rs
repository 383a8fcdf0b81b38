//! Whose relative is meant: 收容人的, 我是他, 王小明之; and names written beside a term.

const SUBJECTS: [&str; 11] = [
    "收容人",
    "被收容人",
    "受刑人",
    "受收容人",
    "該收容人",
    "受戒治人",
    "當事人",
    "學員",
    "被告",
    "他",
    "你",
];
const SELVES: [&str; 9] = ["我們", "我", "本人", "申請人", "咱", "阮", "吾", "俺", "𠊎"];

/// The surnames that most people in Taiwan have.
const SURNAMES: &str = "陳林黃張李王吳劉蔡楊許鄭謝郭洪邱曾廖賴徐周葉蘇莊呂江何蕭羅高潘簡朱鍾游彭詹胡施沈余趙盧\
    梁顏柯翁魏孫戴范方宋鄧杜傅侯曹薛丁卓阮馬董温溫唐藍石蔣田康鄒白涂尤巫韓龔嚴袁鐘黎金阎閻連童陸\
    夏柳凃邵錢姜史倪湯駱汪程白甘歐萬章賀詹俞官尹古華";
const DOUBLE_SURNAMES: [&str; 6] = ["歐陽", "司馬", "諸葛", "上官", "張簡", "范姜"];

/// 收容人是我哥哥 says what the inmate is to the applicant: the other way round.
pub(super) fn reversed_claim(text: &str) -> Option<&str> {
    for subject in SUBJECTS {
        let Some(rest) = text.strip_prefix(subject) else { continue };
        let Some(rest) = ["是", "為", "係"].iter().find_map(|verb| rest.strip_prefix(verb))
        else {
            continue;
        };
        for own in SELVES {
            if let Some(rest) = rest.strip_prefix(own) {
                return Some(rest.trim_start_matches(['的', '之'])).filter(|rest| !rest.is_empty());
            }
        }
    }
    None
}

/// 與收容人為母子關係, 和他是兄弟: what comes after.
pub(super) fn relation_between(text: &str) -> Option<&str> {
    let rest = ["與", "和", "跟", "同"].iter().find_map(|with| text.strip_prefix(with))?;
    let rest = SUBJECTS.iter().chain(&["其", "伊"]).find_map(|who| rest.strip_prefix(who))?;
    let rest = strip_name(rest).unwrap_or(rest);
    ["之關係為", "的關係為", "的關係是", "關係為", "關係是", "為", "是", "係", "有", "的", "之"]
        .iter()
        .find_map(|verb| rest.strip_prefix(verb))
        .filter(|rest| !rest.is_empty())
}

/// Takes a person's name off the beginning where 之, 的, 為, 是 or 係 follows it.
fn strip_name(text: &str) -> Option<&str> {
    let end = text.find(['的', '之', '為', '是', '係'])?;
    is_name(&text[..end]).then(|| &text[end..])
}

/// 王小明, 歐陽大文: a surname and one or two more characters. What is a term is asked before.
pub(super) fn is_name(text: &str) -> bool {
    let length = text.chars().count();
    let double = DOUBLE_SURNAMES.iter().any(|surname| text.starts_with(surname));
    let single = text.chars().next().is_some_and(|first| SURNAMES.contains(first));
    text.chars().all(|c| matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}'))
        && ((single && (2..=3).contains(&length)) || (double && (3..=4).contains(&length)))
}

/// 母親王小美, 父王大明: the places where a term may end and a name begin, the longest term first.
pub(super) fn before_name(text: &str) -> impl Iterator<Item = &str> {
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).skip(1).collect();
    places.into_iter().rev().filter(|&at| is_name(&text[at..])).map(|at| &text[..at])
}

/// Takes off 我是, 收容人的, 他, 我家 and the like, once.
pub(super) fn strip_owner(text: &str) -> Option<&str> {
    let strip = |text, words: &[&str]| {
        words
            .iter()
            .filter_map(|word| str::strip_prefix(text, word))
            .min_by_key(|rest: &&str| rest.len())
    };
    let mut rest = text;
    if let Some(stripped) = strip(rest, &SELVES).and_then(|rest| strip(rest, &["是", "為", "係"]))
    {
        rest = stripped;
    } else if let Some(stripped) =
        strip(rest, &["是", "為", "係", "關係", "與收容人關係", "關係是"])
    {
        rest = stripped;
    }
    if let Some(stripped) = strip(rest, &SUBJECTS)
        .or_else(|| strip(rest, &SELVES))
        .or_else(|| strip(rest, &["伊", "恁", "其", "家裡", "家中"]))
    {
        rest = stripped;
    }
    let rest = rest.strip_prefix("家").filter(|_| rest.len() < text.len()).unwrap_or(rest);
    let rest = rest.trim_start_matches(['的', '之']);
    (rest.len() < text.len() && !rest.is_empty()).then_some(rest)
}

pub(super) fn is_owner(part: &str) -> bool {
    SUBJECTS.contains(&part)
        || SUBJECTS.iter().any(|who| part.strip_prefix(who).is_some_and(is_name))
        || SELVES.contains(&part)
        || matches!(part, "伊" | "恁" | "我家" | "他家" | "我們家" | "家裡" | "自己" | "我自己")
        || strip_owner(part).is_some_and(is_owner)
        || SELVES.iter().any(|own| {
            part.strip_prefix(own).is_some_and(|rest| {
                ["是", "為", "係"].iter().any(|verb| {
                    rest.strip_prefix(verb).is_some_and(|rest| SUBJECTS.contains(&rest))
                })
            })
        })
}
