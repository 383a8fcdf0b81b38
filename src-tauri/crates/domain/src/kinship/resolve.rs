//! Free text for a relation: a term, a chain of terms, a statement, several answers, each with remarks
//! and brackets beside it.

use super::action::{KinshipAction, KinshipFlag};
use super::answer::{Found, KinshipAnswer, review};
use super::chain::without_particle;
use super::names::{before_name, is_name};
use super::owner::{Anchor, anchored, strip_owner};
use super::path::{Path, Step};
use super::remarks::{self, Remark};
use super::table::KinshipTable;
use super::{rules, spelling};
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
                && self.statement(text).is_none()
            {
                return Some(Found::of(relation));
            }
            owned = rest;
        }
        // 少年之家 is no chain.
        if let Some(found) = rules::office(self, text).filter(|_| text.contains("之家")) {
            return Some(found);
        }
        self.brackets(text, depth)
            .or_else(|| self.statement(text))
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
            .or_else(|| {
                let bare = without_particle(text);
                (bare != text).then(|| self.find(bare, depth - 1)).flatten()
            })
            .or_else(|| self.only_remarks(text))
            .or_else(|| self.sounding(text).map(Found::of))
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
            if is_name(part) && self.known(part).is_none() {
                continue;
            }
            let of_them = part.starts_with(['的', '之']);
            match remarks::read(part).filter(|_| (!colours(part) || outer.is_none()) && !of_them) {
                Some(remarks) => said.extend(remarks),
                None => rest.push(part),
            }
        }
        // 爸爸(已過世)的弟弟: who is dead is not who applies.
        let on_the_way = after.starts_with(['的', '之']);
        let survived = on_the_way && said.contains(&Remark::Deceased);
        said.retain(|remark| !on_the_way || *remark != Remark::Deceased);
        let inside = rest.join("/");
        let found = if inside.is_empty() {
            outer.or_else(|| self.find(before, depth - 1)).unwrap_or_else(|| {
                review("這個稱呼不在稱謂表，也拆不開；請家屬用中文說明是收容人的什麼人。")
            })
        } else {
            // 阿公(外), 爸(繼): another word, and not an explanation.
            let word = colours(&inside)
                .then(|| self.find(&format!("{inside}{before}{after}"), depth - 1))
                .flatten();
            match word {
                Some(word) => word,
                None => explain(outer, self.find(&inside, depth - 1))?,
            }
        };
        let found = if survived { found.flag(KinshipFlag::Status) } else { found };
        Some(said.into_iter().fold(found, |found, remark| remark.apply(found, self)))
    }

    /// 老公已離婚, 媽媽 寄養: a term with remarks after it and no brackets. All remarks are taken at once, so
    /// that the term has none.
    fn remarked(&self, text: &str, depth: u32) -> Option<Found> {
        remarks::after(text).find_map(|(term, said)| {
            let found = self.find(term, 1.min(depth - 1))?;
            Some(said.into_iter().fold(found, |found, remark| remark.apply(found, self)))
        })
    }

    /// 離婚但還住在一起: whose marriage ended is nobody else's.
    fn only_remarks(&self, text: &str) -> Option<Found> {
        let said = remarks::read(text)?;
        let ended = said.contains(&Remark::Divorced)
            || said.contains(&Remark::Elsewhere)
            || (said.len() > 1 && said.contains(&Remark::Unregistered));
        let spouse = ended.then(|| self.named("配偶").map(Found::of)).flatten()?;
        Some(said.into_iter().fold(spouse, |found, remark| remark.apply(found, self)))
    }

    /// 母親王小美, 王小明 (the inmate's name) before a term: names say nothing of the kinship.
    fn named_person(&self, text: &str, depth: u32) -> Option<Found> {
        before_name(text).find_map(|term| {
            let word = strip_owner(term).unwrap_or(term);
            rules::word(self, word, 3).or_else(|| self.chain(word)).filter(|_| depth > 0)
        })
    }

    /// 父/母, 爸爸或媽媽: all that are named. 和 and its like join two only where both are relatives
    /// of the same person by themselves: 他媽和我爸離婚 names nobody.
    fn alternatives(&self, text: &str, depth: u32) -> Option<Found> {
        let mut parts: Vec<&str> = text.split(['/', '或', '及', '和', '與', '跟', '同']).collect();
        // 林美惠/配偶
        if text.contains('/') && parts.len() == 2 {
            parts.retain(|part| !is_name(part) || self.known(part).is_some());
            if let [only] = parts.as_slice() {
                return self.find(only, depth - 1);
            }
        }
        if !(2..=4).contains(&parts.len()) || parts.iter().any(|part| part.is_empty()) {
            return None;
        }
        let separate = text.contains('/');
        // 老婆跟前夫生的女兒
        if !separate && text.split(['的', '之']).any(|part| self.clause(part).is_some()) {
            return None;
        }
        let owners: Vec<Anchor> = parts
            .iter()
            .filter(|part| self.statement(part).is_none())
            .filter_map(|part| Some(self.owner_of(part)?.0))
            .collect();
        if owners.windows(2).any(|pair| pair[0] != pair[1]) {
            return Some(review("這句話說到兩個人的親屬，請家屬只填申請人是收容人的什麼人。"));
        }
        let found: Vec<Found> = parts
            .iter()
            .map(|part| match separate {
                true => self.find(part, depth - 1),
                false => self.noun(self.owner_of(part).map_or(part, |(_, rest)| rest)),
            })
            .collect::<Option<_>>()?;
        let mut paths: Vec<Path> = Vec::new();
        for path in found.iter().flat_map(|one| &one.paths) {
            if !paths.contains(path) {
                paths.push(path.clone());
            }
        }
        let pathless = found.iter().any(|one| one.paths.is_empty());
        let unsure = found.iter().any(|one| one.action.is_some());
        let first = found.into_iter().next()?;
        if pathless || paths.is_empty() {
            return Some(review("填了兩種以上的關係，請家屬只填一種。"));
        }
        let several = paths.len() > 1;
        let mut merged = first.with_paths(paths);
        if several && unsure {
            merged.action = Some(KinshipAction::Review);
        }
        Some(if several { merged.flag(KinshipFlag::Multi) } else { merged })
    }

    /// Whose relative a part is said to be, if it says so; 他 at the head of a term is no owner.
    fn owner_of<'t>(&self, part: &'t str) -> Option<(Anchor, &'t str)> {
        anchored(part).filter(|(_, rest)| !rest.is_empty() && self.known(part).is_none())
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

fn says_no_relation(found: &Found) -> bool {
    matches!(found.relation.as_deref(), Some("監護人" | "未指明" | "共居家屬"))
}

/// A term and what its brackets explain, if they were understood.
fn explain(outer: Option<Found>, inner: Option<Found>) -> Option<Found> {
    match (outer, inner) {
        // 法定代理人(母), 家屬(姊姊): the relation stands inside.
        (Some(outer), Some(inner)) if says_no_relation(&outer) => Some(inner),
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
