//! Whose relative is meant: 收容人的, 我是他, 王小明之.

use super::names::is_name;

/// Words for the inmate.
const INMATES: [&str; 29] = [
    "收容人",
    "被收容人",
    "受收容人",
    "該收容人",
    "本收容人",
    "受刑人",
    "該受刑人",
    "服刑人",
    "服刑者",
    "服刑的人",
    "受戒治人",
    "受觀察勒戒人",
    "受處分人",
    "當事人",
    "學員",
    "被告",
    "關的人",
    "被關的人",
    "被關的",
    "在里面的人",
    "里面的人",
    "里面那個人",
    "里面那個",
    "他",
    "你",
    "其",
    "伊",
    "佢",
    "渠",
];
/// Words for whoever fills in the form.
const SELVES: [&str; 12] =
    ["我們", "我本人", "我", "本人", "申請人", "填表人", "咱們", "咱", "阮", "吾", "俺", "𠊎"];
/// Whose home: 我家阿嬤, 家里的老么.
const HOMES: [&str; 9] = ["他家", "我家", "我們家", "咱家", "阮家", "你家", "家里", "家中", "恁"];
/// What joins an owner and what is owned. 個 is Hakka, ê Taiwanese.
const OF: [char; 4] = ['的', '之', '個', 'ê'];
/// As English forms say it: I am his, my, her; folded, so without spaces.
const ENGLISH: [&str; 15] = [
    "iamthe",
    "iamhis",
    "iamher",
    "imhis",
    "imher",
    "his",
    "her",
    "my",
    "our",
    "your",
    "their",
    "the",
    "inmate的",
    "theinmate的",
    "prisoner的",
];
/// He is my: the other way round.
const ENGLISH_REVERSED: [&str; 4] = ["heismy", "sheismy", "inmateismy", "theinmateismy"];

/// He is my brother: what the inmate is to the applicant.
pub(super) fn english_claim(text: &str) -> Option<&str> {
    ENGLISH_REVERSED.iter().find_map(|claim| text.strip_prefix(claim))
}

/// One of the two people whom a relation joins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Inmate,
    Applicant,
}

/// 他的哥哥, 阮阿爸, 收容人: whose relative is meant, and what is left. Nothing is left of 收容人 alone.
pub(super) fn anchored(text: &str) -> Option<(Anchor, &str)> {
    let mut found: Option<(Anchor, &str)> = None;
    let owners = INMATES.iter().map(|word| (Anchor::Inmate, *word));
    for (anchor, word) in owners.chain(SELVES.iter().map(|word| (Anchor::Applicant, *word))) {
        if let Some(rest) = text.strip_prefix(word)
            && found.is_none_or(|(_, shortest)| rest.len() < shortest.len())
        {
            found = Some((anchor, rest));
        }
    }
    let (anchor, rest) = found.or_else(|| {
        let end = text.find(['的', '之']).unwrap_or(text.len());
        is_name(&text[..end]).then(|| (Anchor::Inmate, &text[end..]))
    })?;
    // 收容人王小明; 我家阿嬤, 他們家的老大; 我自己
    let rest = strip_name(rest).unwrap_or(rest);
    let rest = ["自己", "本人", "們家", "們", "家"]
        .iter()
        .find_map(|word| rest.strip_prefix(word))
        .unwrap_or(rest);
    Some((anchor, without_demonstrative(rest.trim_start_matches(OF))))
}

/// Takes a person's name off the beginning where it is all, or 之 or 的 follows it.
fn strip_name(text: &str) -> Option<&str> {
    let end = text.find(['的', '之']).unwrap_or(text.len());
    is_name(&text[..end]).then(|| &text[end..])
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
    } else if let Some(stripped) = strip(
        rest,
        &[
            "是",
            "為",
            "係",
            "關係",
            "與收容人關係",
            "關係是",
            "關係為",
            "就是",
            "稱謂",
            "稱謂是",
            "稱謂為",
            "身分",
            "身分是",
            "身份",
            "身份是",
            "親屬關係",
        ],
    ) {
        rest = stripped;
    }
    let home = strip(rest, &HOMES);
    let own = strip(rest, &INMATES).into_iter().chain(strip(rest, &SELVES)).chain(home);
    if let Some(stripped) = own.min_by_key(|rest| rest.len()) {
        rest = stripped;
    } else if let Some(stripped) = strip(rest, &ENGLISH) {
        rest = stripped;
    }
    let rest = rest.strip_prefix("家").filter(|_| rest.len() < text.len()).unwrap_or(rest);
    let rest = without_demonstrative(rest.trim_start_matches(OF));
    (rest.len() < text.len() && !rest.is_empty()).then_some(rest)
}

/// 他的那個三姑
fn without_demonstrative(text: &str) -> &str {
    ["那個", "這個", "那位", "這位"].iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text)
}

/// Whether a link of a chain only says whose the next one is: 收容人王小明, 我家, 王小明.
pub(super) fn is_owner(part: &str) -> bool {
    HOMES.contains(&part)
        || matches!(part, "自己")
        || anchored(part).is_some_and(|(_, rest)| rest.is_empty())
        || ["是", "為", "係"].iter().any(|verb| {
            part.split_once(verb).is_some_and(|(before, after)| {
                (before.is_empty() || SELVES.contains(&before))
                    && anchored(after).is_some_and(|(_, rest)| rest.is_empty())
            })
        })
}
