//! 佐證文件檢核: what to look at on each document, and the reason if it is not so.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::table::{Cell, Table};
use crate::{DocumentKind, TableError};

const SHIPPED: &str = include_str!("../../../../schema/rules/doc_checklist.tsv");
pub(crate) const COLUMNS: [&str; 8] =
    ["id", "kind", "document", "check", "help", "reason", "automatic", "basis"];

/// One thing to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DocumentCheck {
    /// Such as `D0103`; unique.
    pub id: String,
    pub kind: DocumentKind,
    /// 國民身分證, 戶籍謄本 …
    pub document: String,
    pub check: String,
    /// What the desk helps with: 檢查碼, 日期檢核 …
    pub help: String,
    /// The reason's code if it fails; empty where a person has to weigh it.
    pub reason: String,
    /// Whether the desk can check it by itself, given the data.
    pub automatic: bool,
    pub basis: String,
    pub from_facility: bool,
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
        let table = Table::read(file, source, &COLUMNS)?;
        let mut checks: Vec<DocumentCheck> = Vec::new();
        for row in table.rows() {
            let [id, kind, document, check, help, reason, automatic, basis] = row.as_slice() else {
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

    pub fn checks(&self) -> &[DocumentCheck] {
        &self.checks
    }

    /// What to look at on a document of one kind.
    pub fn of_kind(&self, kind: DocumentKind) -> impl Iterator<Item = &DocumentCheck> {
        self.checks.iter().filter(move |check| check.kind == kind)
    }
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
}
