//! Free text for a relation: who is said to be whose, and chains like 媽媽的姊姊的兒子, composed
//! term by term.

use super::action::{KinshipAction, KinshipFlag};
use super::answer::{Found, KinshipAnswer, review};
use super::compose::compose;
use super::owner::{before_name, is_name, is_owner, relation_between, reversed_claim, strip_owner};
use super::path::{Path, Step};
use super::spelling::fold;
use super::table::KinshipTable;
use super::{remarks, rules, spelling};
use Step::{D, S, U};

/// Longer than any relation anybody wrote.
const LONGEST: usize = 60;

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
        // A path is typed in either case, in either width, and with spaces.
        if let Ok(path) = folded.to_ascii_uppercase().parse::<Path>()
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
        if path.steps().windows(2).any(|pair| pair == [S, S]) {
            return review("配偶的配偶就是本人，請把這兩步拿掉；若指再婚的對象，請您判斷。")
                .answer(self);
        }
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
        if let Some(found) = relation_between(text).and_then(|rest| self.find(rest, depth - 1)) {
            return Some(found);
        }
        // 少年之家 is no chain.
        if let Some(found) = rules::office(self, text).filter(|_| text.contains("之家")) {
            return Some(found);
        }
        self.brackets(text, depth)
            .or_else(|| self.alternatives(text, depth))
            .or_else(|| self.chain(text))
            .or_else(|| rules::word(self, text, 3))
            .or_else(|| strip_owner(text).and_then(|rest| self.find(rest, depth - 1)))
            .or_else(|| self.remarked(text, depth))
            .or_else(|| self.unmarked_chain(text))
            .or_else(|| self.named_person(text, depth))
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
        // A bracket that is not closed goes on to the end.
        let close = text[open..].find(')').map_or(text.len(), |at| open + at);
        let (before, inside) = (&text[..open], &text[open + 1..close]);
        let after = text.get(close + 1..).unwrap_or("");
        let outer = self.find(&format!("{before}{after}"), depth - 1);
        // What is said of the person, apart from what explains the term.
        let mut said = Vec::new();
        let mut rest = Vec::new();
        for part in inside.split('/').filter(|part| !part.is_empty()) {
            match remarks::read(part).filter(|_| !colours(part) || outer.is_none()) {
                Some(remarks) => said.extend(remarks),
                None => rest.push(part),
            }
        }
        let inside = rest.join("/");
        let found = if inside.is_empty() {
            outer.or_else(|| self.find(before, depth - 1)).unwrap_or_else(|| {
                review("這個稱呼不在稱謂表，也拆不開；請家屬用中文說明是收容人的什麼人。")
            })
        } else {
            let explained = if colours(&inside) {
                self.find(&format!("{inside}{before}"), depth - 1)
            } else {
                self.find(&inside, depth - 1)
            };
            explain(outer, explained)?
        };
        Some(said.into_iter().fold(found, |found, remark| remark.apply(found, self)))
    }

    /// 老公已離婚, 媽媽 寄養: a term with remarks after it and no brackets.
    fn remarked(&self, text: &str, depth: u32) -> Option<Found> {
        remarks::after(text).find_map(|(term, said)| {
            let found = self.find(term, depth - 1)?;
            Some(said.into_iter().fold(found, |found, remark| remark.apply(found, self)))
        })
    }

    /// 母親王小美, 王小明 (the inmate's name) before a term: names say nothing of the kinship.
    fn named_person(&self, text: &str, depth: u32) -> Option<Found> {
        before_name(text).find_map(|term| {
            let word = strip_owner(term).unwrap_or(term);
            rules::word(self, word, 3).or_else(|| self.chain(word)).filter(|_| depth > 0)
        })
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
        while parts.len() > 1
            && (is_owner(&parts[0])
                || (is_name(&parts[0]) && rules::word(self, &parts[0], 3).is_none()))
        {
            parts.remove(0);
        }
        merge_adjectives(&mut parts);
        if parts.is_empty() || (parts.len() < 2 && !text.contains(['的', '之'])) {
            return None;
        }
        let of_birth =
            |part: &str| ["生父", "生母", "本生", "原生"].iter().any(|word| part.starts_with(word));
        if parts.windows(2).any(|pair| pair[0].starts_with('養') && of_birth(&pair[1])) {
            return Some(review("養子女的本生父母不因收養成為親屬，除非另有婚姻；請您判斷。"));
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

/// One character or two in brackets that make another word of the term: 阿公(外), 媽媽(養).
fn colours(inside: &str) -> bool {
    matches!(
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
    )
}

/// A term and what its brackets explain, if they were understood.
fn explain(outer: Option<Found>, inner: Option<Found>) -> Option<Found> {
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
        (Some(outer), None) => {
            Some(remarks::doubted(outer, "括號裡的說明看不懂；請看原文，必要時請家屬說明。"))
        }
        (None, inner) => inner,
    }
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
        if adjectives.contains(&parts[at]) || remarks::is_adjective(&parts[at]) {
            let next = parts.remove(at + 1);
            parts[at].push_str(&next);
        } else {
            at += 1;
        }
    }
}
