//! What a word or a path for a relative comes to: its senses, whether 壹.一 opens the service, and
//! who decides.

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::action::{KinshipAction, KinshipFlag};
use super::path::{KinClass, Kinship, Path};
use super::proofs::{PathNode, Proofs};
use super::table::{KinshipTable, Relation};
use crate::KinshipReading;

/// One sense of a word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct KinshipSense {
    /// From the inmate to the relative.
    pub path: Path,
    /// What the law makes of `path`.
    pub kinship: Kinship,
    /// Under reading A (直系 without limit) and B (直系 up to three).
    pub eligible_a: bool,
    /// Under reading B ([`KinshipReading::B`]).
    pub eligible_b: bool,
    /// `1＋1＋1＝三親等，往上 1、往下 2`
    pub arithmetic: String,
    /// Which words of 壹.一 it falls under, or why under none.
    pub clause: String,
    /// The documents that show this sense, and those that do not.
    pub proofs: Proofs,
    /// The path to draw, the inmate first.
    pub nodes: Vec<PathNode>,
}

impl KinshipSense {
    /// Whether 壹.一 opens the service for this sense, as the facility's policy reads it.
    pub fn is_eligible(&self, reading: KinshipReading) -> bool {
        match reading {
            KinshipReading::A => self.eligible_a,
            KinshipReading::B => self.eligible_b,
        }
    }
}

/// What a word comes to.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct KinshipAnswer {
    /// The relation's name where there is one: 伯父.
    pub relation: Option<String>,
    /// Several where the word is ambiguous; none where the law knows no kinship by any path.
    pub senses: Vec<KinshipSense>,
    /// 無 or 同居家屬, where there are no senses.
    pub class: KinClass,
    /// What follows for the service; the documents still decide.
    pub action: KinshipAction,
    /// What to mind about the relation.
    pub flags: Vec<KinshipFlag>,
    /// In a sentence: what follows and why, for whoever decides.
    pub sentence: String,
    /// What the data say besides.
    pub note: String,
}

/// Without the words that the applicant wrote.
impl fmt::Debug for KinshipAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KinshipAnswer({:?}, {} senses)", self.action, self.senses.len())
    }
}

impl KinshipAnswer {
    /// Classes of all senses by `|`, as `cargo xtask try kinship` prints them.
    pub fn classes(&self) -> String {
        if self.senses.is_empty() {
            return self.class.word().to_owned();
        }
        join(self.senses.iter().map(|sense| sense.kinship.class.word().to_owned()))
    }

    /// Degrees of all senses by `|`; empty for a sense without kinship.
    pub fn degrees(&self) -> String {
        join(
            self.senses.iter().map(|sense| {
                sense.kinship.degree.map(|degree| degree.to_string()).unwrap_or_default()
            }),
        )
    }
}

fn join(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join("|")
}

/// What the resolver has found, before it is put into words.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    pub relation: Option<String>,
    pub paths: Vec<Path>,
    pub household: bool,
    /// Overrules what the paths say, unless they all deny.
    pub action: Option<KinshipAction>,
    pub flags: Vec<KinshipFlag>,
    pub note: String,
    pub docs: String,
    /// Why it goes to a person, where a rule knows.
    pub why: &'static str,
}

impl Found {
    pub fn of(relation: &Relation) -> Self {
        Self {
            relation: Some(relation.name.clone()),
            paths: relation.paths.clone(),
            household: relation.class == KinClass::Household,
            action: relation.action,
            flags: relation.flags.clone(),
            note: relation.note.clone(),
            docs: if relation.paths.len() == 1 { relation.docs.clone() } else { String::new() },
            why: "",
        }
    }

    pub fn no_kin(action: KinshipAction, why: &'static str) -> Self {
        Self { action: Some(action), why, ..Self::default() }
    }

    pub fn with_paths(&self, paths: Vec<Path>) -> Self {
        Self { paths, relation: None, docs: String::new(), ..self.clone() }
    }

    pub fn flag(mut self, flag: KinshipFlag) -> Self {
        if !self.flags.contains(&flag) {
            self.flags.push(flag);
        }
        self
    }

    /// What follows. Both readings agreeing on every sense is a plain yes or no; everything else is
    /// for a person.
    pub fn action(&self) -> KinshipAction {
        let by_paths = if self.paths.is_empty() {
            None
        } else {
            let eligible =
                |reading| self.paths.iter().map(move |path| path.kinship().is_eligible(reading));
            let both = |wanted: bool| {
                eligible(KinshipReading::A).all(|yes| yes == wanted)
                    && eligible(KinshipReading::B).all(|yes| yes == wanted)
            };
            Some(if both(true) {
                KinshipAction::Ok
            } else if both(false) {
                KinshipAction::DenyKin
            } else {
                KinshipAction::Review
            })
        };
        match (by_paths, self.action) {
            (Some(KinshipAction::DenyKin), Some(KinshipAction::Review)) => KinshipAction::DenyKin,
            (_, Some(action)) => action,
            (Some(action), None) => action,
            (None, None) => KinshipAction::Review,
        }
    }

    pub fn answer(self, table: &KinshipTable) -> KinshipAnswer {
        let action = self.action();
        let senses: Vec<KinshipSense> =
            self.paths.iter().map(|path| sense(path, &self, table)).collect();
        KinshipAnswer {
            sentence: sentence(action, &senses, &self),
            relation: self.relation,
            senses,
            class: if self.household { KinClass::Household } else { KinClass::None },
            action,
            flags: self.flags,
            note: self.note,
        }
    }
}

fn sense(path: &Path, found: &Found, table: &KinshipTable) -> KinshipSense {
    let kinship = path.kinship();
    let eligible_a = kinship.is_eligible(KinshipReading::A);
    let eligible_b = kinship.is_eligible(KinshipReading::B);
    KinshipSense {
        kinship,
        eligible_a,
        eligible_b,
        arithmetic: path.arithmetic(),
        clause: clause(&kinship).to_owned(),
        proofs: Proofs::of(path, eligible_a || eligible_b, &found.docs, table),
        nodes: PathNode::along(path),
        path: path.clone(),
    }
}

fn clause(kinship: &Kinship) -> &'static str {
    let within = |limit| kinship.degree.is_some_and(|degree| degree <= limit);
    match kinship.class {
        KinClass::Spouse => "壹.一：配偶",
        KinClass::LinealBlood if within(3) => "壹.一：直系血親；民法 967、968",
        KinClass::LinealBlood => {
            "壹.一：直系血親（讀法 A 不限親等，如監獄行刑法施行細則 3 ⑤；讀法 B 三親等內）；民法 967、968"
        }
        KinClass::CollateralBlood if within(3) => "壹.一：旁系三親等內之血親；民法 967、968",
        KinClass::CollateralBlood => "壹.一：旁系血親以三親等為限；民法 968",
        KinClass::LinealAffinity | KinClass::CollateralAffinity if within(2) => {
            "壹.一：二親等內之姻親；民法 969、970"
        }
        KinClass::LinealAffinity | KinClass::CollateralAffinity => {
            "壹.一：姻親以二親等為限；民法 970"
        }
        KinClass::None => "壹.一；民法 969：不是親屬",
        KinClass::Household => "壹.一：共居之家屬；民法 1122、1123（永久共同生活）",
    }
}

fn sentence(action: KinshipAction, senses: &[KinshipSense], found: &Found) -> String {
    if !found.why.is_empty() {
        return found.why.to_owned();
    }
    let one = |sense: &KinshipSense| match sense.kinship.degree {
        Some(0) => "配偶".to_owned(),
        Some(degree) => {
            format!("{}{}親等", sense.kinship.class.word(), super::path::degree_word(degree))
        }
        None => "不是親屬".to_owned(),
    };
    let all = senses.iter().map(one).collect::<Vec<_>>().join("或");
    match action {
        KinshipAction::Ok if senses.len() > 1 => {
            format!("這個稱呼可指{all}，都符合；文件不同，請看文件是哪一種。")
        }
        KinshipAction::Ok => format!("{all}，關係符合；文件仍須逐份看過。"),
        KinshipAction::DenyKin if senses.is_empty() => {
            "沒有法律上的親屬關係；若同住，可改看共居家屬，或走專案。".to_owned()
        }
        KinshipAction::DenyKin => format!("{all}，不在可申請的親屬範圍；若同住，可改看共居家屬。"),
        KinshipAction::CohabitOnly => {
            "不因親屬關係而符合；以永久共同生活為目的同居一家（同一戶籍，或有同居證明）者，可以共居家屬申請。".to_owned()
        }
        KinshipAction::Project => "屬機關（構）人員，請走專案申請並附正式公文。".to_owned(),
        KinshipAction::Escalate => "自述是案件關係人，請立即送主管，並查保護令與禁見。".to_owned(),
        KinshipAction::Review if senses.len() > 1 => {
            format!("這個稱呼可指{all}，結果不同；請問清楚並看文件，由您判斷。")
        }
        KinshipAction::Review if senses.is_empty() => {
            "看不出法律上的關係，請您判斷或請家屬說明。".to_owned()
        }
        KinshipAction::Review => format!("可能是{all}，需要由您看文件判斷。"),
    }
}

/// A person decides, and why.
pub(super) fn review(why: &'static str) -> Found {
    Found::no_kin(KinshipAction::Review, why)
}
