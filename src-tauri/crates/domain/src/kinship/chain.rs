//! Free text for a relation: who is said to be whose, and chains like 媽媽的姊姊的兒子, composed
//! term by term.

use super::answer::{Found, KinshipAction, KinshipAnswer, KinshipFlag};
use super::compose::compose;
use super::path::{Path, Step};
use super::spelling::fold;
use super::table::KinshipTable;
use super::{rules, spelling};
use Step::{D, U};

/// Longer than any relation anybody wrote.
const LONGEST: usize = 60;

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

impl KinshipTable {
    /// What a word, a chain or a path in the letters U, D, S comes to. Never fails: what cannot be
    /// resolved goes to a person, with the reason.
    pub fn resolve(&self, text: &str) -> KinshipAnswer {
        if text.chars().take(LONGEST * 4 + 1).count() > LONGEST * 4 {
            return review("這一欄太長，不像稱謂；請您看原文。").answer(self);
        }
        let folded = spelling::fold(text);
        if folded.is_empty() {
            return review("沒有填寫關係，請家屬補上。").answer(self);
        }
        if folded.chars().count() > LONGEST {
            return review("這一欄太長，不像稱謂；請您看原文。").answer(self);
        }
        if let Ok(path) = text.trim().parse::<Path>()
            && !path.is_empty()
        {
            return self.answer_path(&path);
        }
        self.find(&folded, 4)
            .unwrap_or_else(|| {
                review("這個稱呼不在稱謂表，也拆不開；請家屬用中文說明是收容人的什麼人。")
            })
            .answer(self)
    }

    /// What a path comes to, as the calculator asks.
    pub fn answer_path(&self, path: &Path) -> KinshipAnswer {
        let mut found = match self.of_path(path) {
            Some(relation) => Found { action: None, ..Found::of(relation) },
            None => Found { paths: vec![path.clone()], ..Found::default() },
        };
        if path.steps().windows(2).any(|pair| pair == [D, U]) {
            found.action = Some(KinshipAction::Review);
            found.why = "子女的另一位父母不一定是配偶；看婚姻登記，由您判斷。";
            return Found { paths: Vec::new(), ..found }.answer(self);
        }
        found.answer(self)
    }

    fn find(&self, text: &str, depth: u32) -> Option<Found> {
        if depth == 0 || text.is_empty() {
            return None;
        }
        if let Some(relation) = self.known(text) {
            return Some(Found::of(relation));
        }
        // A word known by heart stays whole, whoever is said to have it: 我的夫之伯叔.
        let mut owned = text;
        while let Some(rest) = strip_owner(owned) {
            if let Some(relation) = self.known(rest)
                && reversed_claim(text).is_none()
            {
                return Some(Found::of(relation));
            }
            owned = rest;
        }
        if let Some(rest) = reversed_claim(text)
            && let Some(found) = self.find(rest, depth - 1)
        {
            let paths = found.paths.iter().map(Path::reversed).collect();
            return Some(found.with_paths(paths));
        }
        self.brackets(text, depth)
            .or_else(|| self.alternatives(text, depth))
            .or_else(|| self.chain(text))
            .or_else(|| rules::word(self, text, 3))
            .or_else(|| strip_owner(text).and_then(|rest| self.find(rest, depth - 1)))
            .or_else(|| self.unmarked_chain(text))
            .or_else(|| {
                let bare =
                    text.trim_matches(|c: char| c.is_ascii_punctuation() || c.is_ascii_digit());
                (bare != text).then(|| self.find(bare, depth - 1)).flatten()
            })
    }

    /// 阿姨(媽媽的妹妹): what stands in brackets explains, as far as it fits.
    fn brackets(&self, text: &str, depth: u32) -> Option<Found> {
        if let Some(found) = strip_owner(text)
            .filter(|rest| rest.contains('('))
            .and_then(|rest| self.find(rest, depth - 1))
        {
            return Some(found);
        }
        let open = text.find('(')?;
        let close = text[open..].find(')').map(|at| open + at)?;
        let (before, inside) = (&text[..open], &text[open + 1..close]);
        let after = &text[close + 1..];
        let outer = self.find(&format!("{before}{after}"), depth - 1);
        let colours = matches!(
            inside,
            "堂" | "表"
                | "內"
                | "外"
                | "繼"
                | "養"
                | "乾"
                | "義"
                | "親"
                | "結拜"
                | "已故"
                | "歿"
                | "前"
                | "未婚"
        );
        let inner = if colours {
            self.find(&format!("{inside}{before}"), depth - 1)
        } else {
            self.find(inside, depth - 1)
        };
        match (outer, inner) {
            (Some(outer), Some(inner)) => {
                let common: Vec<Path> =
                    inner.paths.iter().filter(|path| outer.paths.contains(path)).cloned().collect();
                if common.is_empty() {
                    let mut found = inner;
                    if found.action() == KinshipAction::Ok {
                        found.action = Some(KinshipAction::Review);
                        found.why = "括號內外說的不是同一種關係，請家屬說明。";
                    }
                    return Some(found);
                }
                Some(inner.with_paths(common))
            }
            (outer, inner) => inner.or(outer),
        }
    }

    /// 父/母, 爸爸或媽媽: all that are named.
    fn alternatives(&self, text: &str, depth: u32) -> Option<Found> {
        let parts: Vec<&str> = text.split(['/', '或', '及', '和', '與', '跟']).collect();
        if !(2..=4).contains(&parts.len()) || parts.iter().any(|part| part.is_empty()) {
            return None;
        }
        let found: Vec<Found> =
            parts.iter().map(|part| self.find(part, depth - 1)).collect::<Option<_>>()?;
        let mut paths: Vec<Path> = Vec::new();
        for path in found.iter().flat_map(|one| &one.paths) {
            if !paths.contains(path) {
                paths.push(path.clone());
            }
        }
        let pathless = found.iter().any(|one| one.paths.is_empty());
        let first = found.into_iter().next()?;
        if pathless || paths.is_empty() {
            return Some(review("填了兩種以上的關係，請家屬只填一種。"));
        }
        let several = paths.len() > 1;
        let merged = first.with_paths(paths);
        Some(if several { merged.flag(KinshipFlag::Multi) } else { merged })
    }

    /// Terms joined by 的 or 之.
    fn chain(&self, text: &str) -> Option<Found> {
        let mut parts: Vec<String> =
            text.split(['的', '之']).filter(|part| !part.is_empty()).map(str::to_owned).collect();
        while parts.len() > 1 && is_owner(&parts[0]) {
            parts.remove(0);
        }
        merge_adjectives(&mut parts);
        if parts.is_empty() || (parts.len() < 2 && !text.contains(['的', '之'])) {
            return None;
        }
        if parts.len() > 6 {
            return Some(review("關係隔了太多人，請家屬改用文件證明的稱謂。"));
        }
        let mut links = Vec::with_capacity(parts.len());
        for (at, part) in parts.iter().enumerate() {
            let last = at + 1 == parts.len();
            let through = (!last).then(|| rules::through_deceased(self, part)).flatten();
            let link = through
                .or_else(|| rules::word(self, part, 3))
                .or_else(|| strip_owner(part).and_then(|rest| rules::word(self, rest, 3)))
                .or_else(|| self.unmarked_chain(part));
            match link {
                Some(link) => links.push(link),
                None if parts.len() > 1 => {
                    return Some(review("其中一個稱呼認不出來，請家屬說明中間的人是誰。"));
                }
                None => return None,
            }
        }
        Some(compose(links))
    }

    /// 太太弟弟, 哥哥老婆: terms side by side, the fewest that cover the whole.
    fn unmarked_chain(&self, text: &str) -> Option<Found> {
        let places: Vec<usize> =
            text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        if !(3..=13).contains(&places.len()) {
            return None;
        }
        for parts in 2..=4 {
            if let Some(links) = self.cover(text, &places, 0, parts) {
                return Some(compose(links));
            }
        }
        None
    }

    fn cover(&self, text: &str, places: &[usize], from: usize, parts: usize) -> Option<Vec<Found>> {
        let last = places.len() - 1;
        if parts == 1 {
            let part = &text[places[from]..];
            return (last - from >= 2 || matches!(part, "夫" | "妻"))
                .then(|| self.link(part).map(|link| vec![link]))
                .flatten();
        }
        // Longer first terms first: 表姊 before 表.
        for to in (from + 1..last).rev() {
            let part = &text[places[from]..places[to]];
            if to - from < 2 && !(from == 0 && matches!(part, "夫" | "妻" | "父" | "母")) {
                continue;
            }
            let Some(link) = self.link(part) else { continue };
            if let Some(mut rest) = self.cover(text, places, to, parts - 1) {
                rest.insert(0, link);
                return Some(rest);
            }
        }
        None
    }

    fn link(&self, part: &str) -> Option<Found> {
        rules::through_deceased(self, part)
            .or_else(|| self.known(part).map(Found::of))
            .or_else(|| rules::word(self, part, 2))
            .filter(|found| !found.paths.is_empty() || found.action.is_some())
    }
}

pub(super) fn review(why: &'static str) -> Found {
    Found::no_kin(KinshipAction::Review, why)
}

/// 收容人是我哥哥 says what the inmate is to the applicant: the other way round.
fn reversed_claim(text: &str) -> Option<&str> {
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

/// Takes off 我是, 收容人的, 他, 我家 and the like, once.
fn strip_owner(text: &str) -> Option<&str> {
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
        .or_else(|| strip(rest, &["伊", "恁", "家裡", "家中"]))
    {
        rest = stripped;
    }
    let rest = rest.strip_prefix("家").filter(|_| rest.len() < text.len()).unwrap_or(rest);
    let rest = rest.trim_start_matches(['的', '之']);
    (rest.len() < text.len() && !rest.is_empty()).then_some(rest)
}

fn is_owner(part: &str) -> bool {
    SUBJECTS.contains(&part)
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

/// 同父異母的哥哥, 離婚的太太: the first word only colours the second.
fn merge_adjectives(parts: &mut Vec<String>) {
    const ADJECTIVES: [&str; 36] = [
        "同父異母",
        "同母異父",
        "異父異母",
        "親生",
        "本生",
        "離婚",
        "離異",
        "已離婚",
        "過世",
        "已過世",
        "往生",
        "已往生",
        "已故",
        "去世",
        "已歿",
        "分居",
        "再婚",
        "未婚",
        "同居",
        "同住",
        "雙胞胎",
        "孿生",
        "最大",
        "最小",
        "唯一",
        "收養",
        "出養",
        "認領",
        "未認領",
        "結拜",
        "前任",
        "現任",
        "大陸",
        "外籍",
        "半血緣",
        "全血緣",
    ];
    let adjectives: Vec<String> = ADJECTIVES.iter().map(|word| fold(word)).collect();
    let mut at = 0;
    while at + 1 < parts.len() {
        if adjectives.contains(&parts[at]) {
            let next = parts.remove(at + 1);
            parts[at].push_str(&next);
        } else {
            at += 1;
        }
    }
}
