//! Puts the links of a chain together: 媽媽, 姊姊, 兒子 become one walk, with its readings.

use super::action::{KinshipAction, KinshipFlag};
use super::answer::{Found, review};
use super::path::{Path, Step};
use Step::{D, S, U};

/// Enough senses to see that a chain is ambiguous.
const MOST_SENSES: usize = 6;
/// Further than any relative that anybody could show by documents, and what a path may be long.
const MOST_STEPS: usize = Path::MOST_STEPS;

/// Puts the links of a chain together.
pub(super) fn compose(links: Vec<Found>) -> Found {
    let last = links.len().saturating_sub(1);
    if last == 0 {
        return links.into_iter().next().unwrap_or_default();
    }
    if let Some(broken) = links.iter().position(|link| link.paths.is_empty()) {
        return without_path(&links, broken);
    }
    // 大姊的翁婿: a word for two people names nobody in a chain.
    if links.iter().any(|link| link.flags.contains(&KinshipFlag::Dir) && link.paths.len() > 1) {
        return review("這個詞說的是兩個人的關係，請家屬改填是收容人的什麼人。");
    }
    let mut flags: Vec<KinshipFlag> = Vec::new();
    for flag in links.iter().flat_map(|link| &link.flags) {
        let kept = matches!(flag, KinshipFlag::Status | KinshipFlag::Law);
        if kept && !flags.contains(flag) {
            flags.push(*flag);
        }
    }
    let needs_person = links.iter().any(|link| link.action == Some(KinshipAction::Review));
    // A same-sex spouse's relatives, or a relative's same-sex spouse: the law of 748 has no rule of
    // affinity.
    let same_sex = links.iter().any(|link| {
        link.flags.contains(&KinshipFlag::Law) && link.paths.iter().any(|path| path.steps() == [S])
    });
    let of_age = links.windows(2).any(|pair| over_an_adoption(&pair[0], &pair[1]));
    let mut walks: Vec<Walk> = vec![Walk::default()];
    for (at, link) in links.iter().enumerate() {
        // 公公 and 婆婆 also stand for grandparents, 媳婦 for one's own wife, but only by
        // themselves: 女兒的婆婆 and 媳婦之弟妹 mean the first sense.
        let name = link.relation.as_deref().unwrap_or("");
        let first_alone = matches!(name, "公公(多義)" | "婆婆(多義)") || at < last;
        let colloquial = name.ends_with("(多義)") && first_alone;
        let meant = if colloquial { 1 } else { link.paths.len() };
        let mut longer = Vec::new();
        for walk in &walks {
            for path in &link.paths[..meant] {
                if walk.path.ends_with(&[S])
                    && path.steps().starts_with(&[S])
                    && link.paths.len() > 1
                {
                    continue;
                }
                longer.push(walk.then(path));
            }
        }
        walks = longer;
        walks.truncate(MOST_SENSES);
    }
    let mut paths: Vec<Path> = Vec::new();
    let mut doubtful = false;
    let mut other_parent = false;
    for walk in &walks {
        let (readings, unclear) = walk.readings();
        other_parent |= unclear;
        doubtful |= walk.is_doubtful();
        for path in readings {
            if !paths.contains(&path) && paths.len() < MOST_SENSES {
                paths.push(path);
            }
        }
    }
    if paths.iter().any(|path| path.steps().len() > MOST_STEPS) {
        return review("關係隔了太多人，請家屬改用文件證明的稱謂。");
    }
    if paths.is_empty() {
        return review("繞了一圈回到收容人自己，請家屬說明是收容人的什麼人。");
    }
    let mut found = Found { paths, flags, ..Found::default() };
    if same_sex && found.action() != KinshipAction::DenyKin {
        found.action = Some(KinshipAction::Review);
        found.why = super::remarks::SAME_SEX_AFFINITY;
    } else if other_parent {
        found.action = Some(KinshipAction::Review);
        found.why = "子女的另一位父母不一定是配偶；看婚姻登記，由您判斷。";
    } else if of_age && found.action() != KinshipAction::DenyKin {
        found.action = Some(KinshipAction::Review);
        found.why = "收養時已成年的子女，未表示同意的，與養家沒有親屬關係（民法 1077 IV）；看收養登記，由您判斷。";
    } else if doubtful {
        found.action = Some(KinshipAction::Review);
        found.why = "照字面算與實際可能不同（可能就是父母、手足本人）；請看文件，由您判斷。";
        // A person decides whatever the literal walk says.
        if found.action() == KinshipAction::DenyKin {
            return Found { paths: Vec::new(), ..found };
        }
    } else if needs_person {
        found.action = Some(KinshipAction::Review);
    }
    found
}

/// 養女的兒子, 爸爸的養父: the adopted person stands between the two families. Their children of age
/// did not come into the adoptive one unless they agreed (民法 1077 IV).
fn over_an_adoption(link: &Found, next: &Found) -> bool {
    let down = |found: &Found| found.paths.iter().all(|path| path.steps().starts_with(&[D]));
    let up = |found: &Found| found.paths.iter().all(|path| path.steps().ends_with(&[U]));
    (link.relation.as_deref() == Some("養子女") && down(next))
        || (next.relation.as_deref() == Some("養父母") && up(link))
}

/// A chain in which somebody is no kin in law.
fn without_path(links: &[Found], broken: usize) -> Found {
    let link = &links[broken];
    let last = broken + 1 == links.len();
    let relation = link.relation.as_deref().unwrap_or("");
    let action = link.action.unwrap_or(KinshipAction::Review);
    let former = matches!(relation, "前配偶" | "前交往對象")
        || link.why.starts_with("離婚或分手")
        || (!last && link.why.starts_with("姻親關係因離婚"));
    if last && former {
        return Found::no_kin(
            KinshipAction::DenyKin,
            "姻親關係因離婚而消滅（民法 971）；若同住，可改看共居家屬。",
        );
    }
    if last {
        return Found { relation: None, ..link.clone() };
    }
    if former {
        let child = links[broken + 1..]
            .iter()
            .all(|next| next.paths.iter().any(|path| path.steps().iter().all(|step| *step == D)));
        return if child {
            review("前配偶的子女若也是收容人親生，就是直系血親，否則不是親屬；請看文件。")
        } else {
            Found::no_kin(
                KinshipAction::DenyKin,
                "姻親關係因離婚而消滅（民法 971）；若同住，可改看共居家屬。",
            )
        };
    }
    match action {
        KinshipAction::Escalate => Found::no_kin(KinshipAction::Escalate, ""),
        KinshipAction::Review => review("中間的人與收容人的關係要先看文件，請您判斷。"),
        _ => Found::no_kin(
            KinshipAction::DenyKin,
            "中間的人不是收容人法律上的親屬；若同住，可改看共居家屬，或走專案。",
        ),
    }
}

/// A walk under way, with the places where one term ended and the next began.
#[derive(Debug, Clone, Default)]
struct Walk {
    path: Vec<Step>,
    joints: Vec<usize>,
}

impl Walk {
    fn then(&self, next: &Path) -> Self {
        let mut path = self.path.clone();
        let mut joints = self.joints.clone();
        if !path.is_empty() {
            joints.push(path.len());
        }
        path.extend_from_slice(next.steps());
        // 太太的先生: back where one was.
        if let Some(&joint) = joints.last()
            && path[joint - 1..].starts_with(&[S, S])
        {
            path.drain(joint - 1..=joint);
            // 弟弟的太太的先生: the place before the two lies at the end now, and is no joint.
            joints.retain(|joint| *joint < path.len());
        }
        Self { path, joints }
    }

    /// The walks that are meant. A sibling's or a child's parent is the parent or the spouse one
    /// came from (弟弟的媽媽, 孫子的爸爸): going down and up again is taken out, or is a marriage.
    /// The second value says that the other parent of a child may be meant, who is kin only if
    /// married to the one whom the law counts: 孩子的媽媽, 小孩的阿嬤, 孫女的爸爸, 弟弟的媽媽.
    fn readings(&self) -> (Vec<Path>, bool) {
        let mut open: Vec<Vec<Step>> = vec![self.path.clone()];
        let mut done: Vec<Path> = Vec::new();
        let mut other_parent = false;
        while let Some(path) = open.pop() {
            // The marriage of a child's parents may stand beside another one.
            if let Some(at) = path.windows(2).position(|pair| pair == [S, S]) {
                let mut same = path;
                same.drain(at..at + 2);
                open.push(same);
                continue;
            }
            let Some(at) = path.windows(2).position(|pair| pair == [D, U]) else {
                if !path.is_empty() {
                    done.push(Path::new(path));
                }
                continue;
            };
            let mut married = path.clone();
            married.splice(at..at + 2, [S]);
            let mut same = path;
            same.drain(at..at + 2);
            other_parent = true;
            if open.len() + done.len() < MOST_SENSES {
                open.push(married);
                open.push(same);
            }
        }
        (done, other_parent)
    }

    /// Whether a nearer relative could be meant with another outcome: 阿公的孫子 may be a brother,
    /// 媽媽的婆婆 is a grandmother, 媳婦的女兒 a grandchild.
    fn is_doubtful(&self) -> bool {
        let eligible = |path: &[Step]| {
            Path::new(path.iter().copied()).kinship().is_eligible(crate::KinshipReading::A)
        };
        let literal = eligible(&self.path);
        self.joints.iter().any(|&joint| {
            let mut nearer = self.path.clone();
            let gone = match self.path.get(joint.saturating_sub(1)..=joint) {
                Some([U, D]) => joint - 1..joint + 1,
                Some([U, S]) => joint..joint + 1,
                // 嫂嫂的兒子 is a nephew; 繼父的兒子 is named so because he is none of one's own.
                Some([S, D]) if joint > 1 && self.path[..joint] != [U, S] => joint - 1..joint,
                _ => return false,
            };
            nearer.drain(gone);
            !nearer.is_empty() && eligible(&nearer) != literal
        })
    }
}
