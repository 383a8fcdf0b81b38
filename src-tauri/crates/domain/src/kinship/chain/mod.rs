//! Chains like 媽媽的姊姊的兒子, composed term by term: joined by 的, by a pronoun, or side by side.

mod clause;

use super::action::KinshipAction;
use super::answer::{Found, review};
use super::compose::compose;
use super::names::is_name;
use super::owner::{is_owner, strip_owner};
use super::remarks;
use super::rules;
use super::spelling::fold;
use super::table::KinshipTable;

pub(super) use clause::trim_adverbs;

const UNKNOWN_LINK: &str = "其中一個稱呼認不出來，請家屬說明中間的人是誰。";

impl KinshipTable {
    /// A term or a chain of terms, without remarks and brackets; the owner is taken off before.
    pub(super) fn noun(&self, text: &str) -> Option<Found> {
        let text = without_particle(text);
        self.known(text)
            .map(Found::of)
            .or_else(|| self.chain(text))
            .or_else(|| rules::word(self, text, 3))
            .or_else(|| self.unmarked_chain(text))
    }

    /// Terms joined by 的 or 之.
    pub(super) fn chain(&self, text: &str) -> Option<Found> {
        let mut parts: Vec<String> = text
            .split(['的', '之'])
            .filter(|part| !part.is_empty())
            .flat_map(|part| self.taken_up_again(part))
            .map(str::to_owned)
            .collect();
        // A name is an owner only where it is no term: 金孫.
        while parts.len() > 1
            && is_owner(&parts[0])
            && (!is_name(&parts[0]) || rules::word(self, &parts[0], 3).is_none())
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
        let mut verb = None;
        for (at, part) in parts.iter().enumerate() {
            let last = at + 1 == parts.len();
            let Some(link) = self.chain_link(part, last) else {
                if !last && verb.is_none() {
                    verb = self.clause(part);
                }
                match verb {
                    Some(_) if !last => continue,
                    // Whoever's friend it is.
                    _ if !last => {
                        let end = parts.last().and_then(|end| rules::word(self, end, 3));
                        let nobodys = |end: &Found| {
                            end.action == Some(KinshipAction::Project) || remarks::is_no_kin(end)
                        };
                        return end.filter(nobodys).or_else(|| Some(review(UNKNOWN_LINK)));
                    }
                    _ if parts.len() > 1 => {
                        return Some(review(UNKNOWN_LINK));
                    }
                    _ => return None,
                }
            };
            match verb.take().map(|clause| clause.leads_to(self, link.clone())) {
                None => links.push(link),
                Some(Ok(more)) => links.extend(more),
                Some(Err(why)) => return Some(review(why)),
            }
        }
        Some(compose(links))
    }

    /// 孩子他爸, 老婆她妹: a pronoun in place of 的.
    fn taken_up_again<'t>(&self, part: &'t str) -> Vec<&'t str> {
        match part.char_indices().skip(1).find(|(_, c)| *c == '他') {
            Some((at, pronoun)) if self.known(&part[..at]).is_some() => {
                let rest = &part[at + pronoun.len_utf8()..];
                let mut parts = vec![&part[..at]];
                parts.extend(Some(rest).filter(|rest| !rest.is_empty()));
                parts
            }
            _ => vec![part],
        }
    }

    fn chain_link(&self, part: &str, last: bool) -> Option<Found> {
        let through = (!last).then(|| rules::through_deceased(self, part)).flatten();
        through
            .or_else(|| rules::word(self, part, 3))
            .or_else(|| strip_owner(part).and_then(|rest| rules::word(self, rest, 3)))
            .or_else(|| self.unmarked_chain(part))
            .or_else(|| strip_owner(part).and_then(|rest| self.unmarked_chain(rest)))
    }

    /// 太太弟弟, 哥哥老婆: terms side by side, the fewest that cover the whole.
    pub(super) fn unmarked_chain(&self, text: &str) -> Option<Found> {
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

/// 姪女啦, 弟弟喔: what a voice adds.
pub(super) fn without_particle(text: &str) -> &str {
    let bare = text
        .trim_end_matches(['啦', '喔', '啊', '呀', '哦', '耶', '呢', '哈', '吼', '了', '欸', '.']);
    if bare.is_empty() { text } else { bare }
}

/// 同父異母的哥哥, 離婚的太太: the first word only colours the second.
fn merge_adjectives(parts: &mut Vec<String>) {
    const ADJECTIVES: [&str; 38] = [
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
        "領養",
        "認養",
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
