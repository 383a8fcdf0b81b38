//! 佐證文件檢核: what to look at on each document, and the reason if it is not so.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::identity::{IdKind, read_id};
use crate::kinship::{KinshipTable, Path, Step};
use crate::table::{Cell, Table};
use crate::{Application, DocumentKind, Route, TableError};

const SHIPPED: &str = include_str!("../../../../schema/rules/doc_checklist.tsv");
/// Of the shipped file; a facility's own has no `when`.
const SHIPPED_COLUMNS: [&str; 9] =
    ["id", "kind", "document", "check", "help", "reason", "automatic", "basis", "when"];
pub(crate) const COLUMNS: [&str; 8] =
    ["id", "kind", "document", "check", "help", "reason", "automatic", "basis"];

/// What a relationship proof turns out to be; the reviewer says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RelationPaper {
    /// 戶口名簿
    Register,
    /// 戶籍謄本
    Transcript,
    /// 結婚證書、結婚書約
    Marriage,
    /// 出生證明
    Birth,
    /// 收養文件
    Adoption,
}

/// One condition of `when`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Concern {
    /// The relation is shown by this paper.
    Paper(RelationPaper),
    /// The applicant has a 國民身分證: the number is not one of a resident.
    NationalId,
    /// The applicant has a 居留證: the number is a 統一證號, new or old.
    ResidentId,
    /// The applicant may be a child, a grandchild or a sibling: the parents' fields say so.
    Below,
    /// The applicant may be the spouse: one step, a marriage.
    Spouse,
    /// The applicant may be a parent: one step up.
    Parent,
    /// A marriage lies on the way (民法 971).
    Marriage,
    /// An adoption does (民法 1077, 1080).
    Adoption,
}

/// Whose documents they are: what decides which checks are needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckSubject {
    /// Whether the number is a 統一證號, so that a 居留證 is looked at instead of a 國民身分證.
    pub resident: bool,
    /// The paper that has to show the relation.
    pub paper: RelationPaper,
    /// All senses of the stated relation: a check that one of them needs is needed.
    pub senses: Vec<Path>,
    /// Whether the stated relation speaks of an adoption (養).
    pub adoption: bool,
}

impl CheckSubject {
    /// Of one application. `chosen`: which paper the reviewer says it is; by default the household
    /// register for the nearest relatives and those of one household, else the transcript.
    pub fn new(
        application: &Application,
        kinship: &KinshipTable,
        chosen: Option<RelationPaper>,
    ) -> Self {
        let number = read_id(application.applicant.national_id.as_str());
        let answer = kinship.resolve(application.relation.as_str());
        let senses: Vec<Path> = answer.senses.into_iter().map(|sense| sense.path).collect();
        let near = !senses.is_empty() && senses.iter().all(|path| path.steps().len() == 1);
        let by_default = if near || application.route == Route::Cohabiting {
            RelationPaper::Register
        } else {
            RelationPaper::Transcript
        };
        Self {
            resident: matches!(number.kind, IdKind::Resident | IdKind::OldResident),
            paper: chosen.unwrap_or(by_default),
            senses,
            adoption: application.relation.as_str().contains(['養', '养'])
                || answer.relation.is_some_and(|relation| relation.contains('養')),
        }
    }

    fn meets(&self, concern: Concern) -> bool {
        let any =
            |fits: &dyn Fn(&[Step]) -> bool| self.senses.iter().any(|path| fits(path.steps()));
        match concern {
            Concern::Paper(paper) => self.paper == paper,
            Concern::NationalId => !self.resident,
            Concern::ResidentId => self.resident,
            Concern::Below => any(&|steps| matches!(steps, [Step::D, ..] | [Step::U, Step::D, ..])),
            Concern::Spouse => any(&|steps| steps == [Step::S]),
            Concern::Parent => any(&|steps| steps == [Step::U]),
            Concern::Marriage => any(&|steps| steps.contains(&Step::S)),
            Concern::Adoption => self.adoption,
        }
    }
}

/// One thing to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DocumentCheck {
    /// Such as `D0103`; unique.
    pub id: String,
    /// The upload on which it is looked for.
    pub kind: DocumentKind,
    /// 國民身分證, 戶籍謄本 …
    pub document: String,
    /// What to look for, as a sentence for the reviewer.
    pub check: String,
    /// What the desk helps with: 檢查碼, 日期檢核 …
    pub help: String,
    /// The reason's code if it fails; empty where a person has to weigh it.
    pub reason: String,
    /// Whether the desk can check it by itself, given the data.
    pub automatic: bool,
    /// The clause or law that asks for it; empty where it is only good practice.
    pub basis: String,
    /// All of these have to be met, each by one of its alternatives; none: always.
    pub when: Vec<Vec<Concern>>,
    /// Whether the facility added it, rather than the shipped list.
    pub from_facility: bool,
}

impl DocumentCheck {
    /// Whether it has to pass for this application.
    pub fn concerns(&self, subject: &CheckSubject) -> bool {
        self.when.iter().all(|any| any.iter().any(|concern| subject.meets(*concern)))
    }
}

/// All checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checklist {
    checks: Vec<DocumentCheck>,
}

impl Checklist {
    /// The checks that come with the desk.
    pub fn shipped() -> &'static Self {
        static LIST: OnceLock<Checklist> = OnceLock::new();
        LIST.get_or_init(|| {
            Self::read("doc_checklist.tsv", SHIPPED, None)
                .expect("the shipped checks are read by a test")
        })
    }

    /// `shipped`: what a facility's file lies on top of; a check that is none of those is the
    /// facility's own, and says so by an F.
    ///
    /// # Errors
    /// Names line and column of the first thing wrong.
    fn read(
        file: &str,
        source: &str,
        shipped: Option<&[DocumentCheck]>,
    ) -> Result<Self, TableError> {
        let columns = if shipped.is_some() { &COLUMNS[..] } else { &SHIPPED_COLUMNS[..] };
        let table = Table::read(file, source, columns)?;
        let mut checks: Vec<DocumentCheck> = Vec::new();
        for row in table.rows() {
            let [id, kind, document, check, help, reason, automatic, basis, when @ ..] =
                row.as_slice()
            else {
                continue;
            };
            let name = id.required("編號")?;
            if checks.iter().any(|known| known.id == name) {
                return Err(id.error(format!("編號 {name} 重複了")));
            }
            let known = shipped.map(|shipped| shipped.iter().find(|known| known.id == name));
            let of_kind = read_kind(kind)?;
            match known {
                Some(None) if !name.starts_with('F') => {
                    return Err(id.error("新增的編號要以 F 開頭，才不會和日後隨附的檢核相撞"));
                }
                Some(Some(known)) if known.kind != of_kind => {
                    return Err(kind.error(format!("{name} 是另一種文件的檢核，種類不能改")));
                }
                _ => {}
            }
            checks.push(DocumentCheck {
                id: name.to_owned(),
                kind: of_kind,
                document: document.required("文件名稱")?.to_owned(),
                check: check.required("檢核項目")?.to_owned(),
                help: help.text.to_owned(),
                reason: reason.text.to_owned(),
                automatic: match automatic.text {
                    "yes" => true,
                    "no" | "" => false,
                    other => return Err(automatic.error(format!("「{other}」應為 yes 或 no"))),
                },
                basis: basis.text.to_owned(),
                when: match (when, known) {
                    ([when], _) => read_when(when)?,
                    (_, Some(Some(known))) => known.when.clone(),
                    _ => Vec::new(),
                },
                from_facility: shipped.is_some(),
            });
        }
        Ok(Self { checks })
    }

    /// These checks with a facility's file on top: an id known already is reworded, a new one added.
    ///
    /// # Errors
    /// Names line and column of the first thing wrong.
    pub fn with_facility(&self, file: &str, source: &str) -> Result<Self, TableError> {
        let mut merged = self.clone();
        for check in Self::read(file, source, Some(&self.checks))?.checks {
            match merged.checks.iter_mut().find(|known| known.id == check.id) {
                Some(known) => *known = check,
                None => merged.checks.push(check),
            }
        }
        Ok(merged)
    }

    /// All of them, the shipped ones in their file's order and then the facility's own.
    pub fn checks(&self) -> &[DocumentCheck] {
        &self.checks
    }

    /// What to look at on a document of one kind.
    pub fn of_kind(&self, kind: DocumentKind) -> impl Iterator<Item = &DocumentCheck> {
        self.checks.iter().filter(move |check| check.kind == kind)
    }
}

fn read_when(cell: &Cell<'_>) -> Result<Vec<Vec<Concern>>, TableError> {
    let one = |word: &str| {
        Ok(match word {
            "paper:register" => Concern::Paper(RelationPaper::Register),
            "paper:transcript" => Concern::Paper(RelationPaper::Transcript),
            "paper:marriage" => Concern::Paper(RelationPaper::Marriage),
            "paper:birth" => Concern::Paper(RelationPaper::Birth),
            "paper:adoption" => Concern::Paper(RelationPaper::Adoption),
            "id:national" => Concern::NationalId,
            "id:resident" => Concern::ResidentId,
            "path:below" => Concern::Below,
            "path:spouse" => Concern::Spouse,
            "path:parent" => Concern::Parent,
            "path:marriage" => Concern::Marriage,
            "path:adoption" => Concern::Adoption,
            other => return Err(cell.error(format!("不認得的條件「{other}」"))),
        })
    };
    let alternatives = |group: &str| group.split('|').map(one).collect();
    cell.text.split_whitespace().map(alternatives).collect()
}

fn read_kind(cell: &Cell<'_>) -> Result<DocumentKind, TableError> {
    Ok(match cell.text {
        "identity" => DocumentKind::Identity,
        "relationship" => DocumentKind::Relationship,
        "portrait" => DocumentKind::Portrait,
        "cohabitation" => DocumentKind::Cohabitation,
        "official_letter" => DocumentKind::OfficialLetter,
        other => return Err(cell.error(format!("不認得的文件種類「{other}」"))),
    })
}

#[cfg(test)]
mod tests {
    use super::Checklist;
    use crate::{DocumentKind, ReasonCatalogue};

    #[test]
    fn every_shipped_check_names_a_reason_that_exists_or_leaves_it_to_a_person() {
        let list = Checklist::shipped();
        assert_eq!(list.checks().len(), 45);
        for check in list.checks() {
            let known = check.reason.is_empty()
                || ReasonCatalogue::shipped().entry(&check.reason).is_some();
            assert!(known, "{}", check.id);
        }
        assert!(list.of_kind(DocumentKind::Portrait).count() >= 2);
    }

    #[test]
    fn every_shipped_check_is_needed_by_somebody_and_only_the_chosen_papers_are() {
        use super::{CheckSubject, RelationPaper};
        use RelationPaper::{Adoption, Birth, Marriage, Register, Transcript};
        let ids = |subject: &CheckSubject| -> Vec<&str> {
            let checks = Checklist::shipped().checks().iter();
            checks.filter(|check| check.concerns(subject)).map(|check| check.id.as_str()).collect()
        };
        let mut seen: Vec<&str> = Vec::new();
        for paper in [Register, Transcript, Marriage, Birth, Adoption] {
            for (resident, senses) in
                [(false, "U"), (false, "D"), (false, "S"), (true, "UDS"), (false, "UUD|SUD")]
            {
                let subject = CheckSubject {
                    resident,
                    paper,
                    senses: senses.split('|').map(|path| path.parse().expect("a path")).collect(),
                    adoption: senses == "D",
                };
                let needed = ids(&subject);
                for (prefix, of) in
                    [("D04", Marriage), ("D05", Birth), ("D06", Adoption), ("D020", Register)]
                {
                    assert_eq!(needed.iter().any(|id| id.starts_with(prefix)), paper == of);
                }
                // One of several senses goes through a marriage.
                let marriage = senses.contains('S') && matches!(paper, Register | Transcript);
                assert_eq!(needed.contains(&"D0306"), marriage, "{senses} {paper:?}");
                seen.extend(needed);
            }
        }
        for check in Checklist::shipped().checks() {
            assert!(seen.contains(&check.id.as_str()), "{} never appears", check.id);
        }
    }
}
