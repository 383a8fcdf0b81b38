//! Everything that this desk knows of one case, read in one go.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::taipei_date;
use domain::{
    Application, Case, CaseRef, EscalationRecord, EscalationState, Family, Inmate, Private,
    RuleBook, SuspensionRecord,
};
use store::claims::StoredClaim;
use store::decisions::{Fate, StoredDecision};
use store::documents::Document;
use store::escalations::StoredEscalation;
use store::notes::Draft;
use store::outbox::OutboxItem;

use crate::error::ApiError;
use crate::state::Session;
use crate::views::case::DraftView;

/// How far back the family's decisions are read.
const FAMILY_HISTORY: u32 = 200;

pub(crate) struct CaseFile {
    pub case: Case,
    /// Our decision on its way, if there is one.
    pub pending: Option<OutboxItem>,
    /// `None` until the portal has told of them.
    pub family: Option<Family>,
    pub inmate: Option<Inmate>,
    /// Oldest first.
    pub decisions: Vec<StoredDecision>,
    /// Newest first.
    pub family_decisions: Vec<StoredDecision>,
    pub suspensions: Vec<SuspensionRecord>,
    /// The family's other cases and the inmate's other cases.
    pub of_family: Vec<Case>,
    pub of_inmate: Vec<Case>,
    /// For an application: everybody in the facility with the applicant's identity number.
    pub of_number: Vec<Application>,
    pub accounts_of_number: Vec<Family>,
    pub note: Private,
    pub draft: Option<Draft<DraftView>>,
    pub documents: Vec<Document>,
    /// Pictures in the note.
    pub crops: Vec<store::crops::Crop>,
    /// The questions on it that the portal has or will have, oldest first.
    pub asked: Vec<EscalationRecord>,
    /// Whether somebody has asked a supervisor to reverse the decision on it.
    pub reversal_asked: bool,
    pub claim: Option<StoredClaim>,
    pub now: DateTime<Utc>,
    /// The rules with the facility's own words on top, as they were when this was read.
    pub rules: Arc<RuleBook>,
}

/// # Errors
/// `Gone` if the case is not on this desk.
pub(crate) async fn case_file(session: &Session, case: CaseRef) -> Result<CaseFile, ApiError> {
    let now = session.now();
    let rules = session.own_words.book();
    let file = session
        .read(move |c| {
            let Some(stored) = store::cases::get(c, case.id)? else { return Ok(None) };
            let (family, inmate) = (stored.case.family_id(), stored.case.inmate_id());
            let questions = store::escalations::of_case(c, case.id)?;
            // A post has no number of its own; the empty one finds nobody.
            let number = match &stored.case {
                Case::Application(own) => own.applicant.national_id.as_str(),
                Case::Post(_) => "",
            };
            let of_number = store::identities::applications(c, number)?;
            let accounts_of_number = store::identities::accounts(c, number)?;
            Ok(Some(CaseFile {
                pending: store::outbox::decision_of_case(c, case.id)?,
                family: store::people::family(c, family)?,
                inmate: store::people::inmate(c, inmate)?,
                decisions: store::decisions::of_case(c, case.id)?,
                family_decisions: store::decisions::of_family(c, family, FAMILY_HISTORY)?,
                suspensions: suspensions(c, family)?,
                of_family: others(store::cases::of_family(c, family)?, case),
                of_inmate: others(store::cases::of_inmate(c, inmate)?, case),
                of_number,
                accounts_of_number,
                note: store::notes::note(c, case.id)?.unwrap_or_default(),
                draft: store::notes::draft(c, case.id)?,
                documents: store::documents::of_case(c, case.id)?,
                crops: store::crops::of_case(c, case.id)?,
                reversal_asked: is_asked(&questions),
                asked: questions
                    .into_iter()
                    .filter(|one| matches!(one.fate, Fate::Unsent | Fate::Accepted))
                    .map(|one| one.record)
                    .collect(),
                claim: store::claims::of_case(c, case.id)?,
                case: stored.case,
                now,
                rules,
            }))
        })
        .await?;
    file.filter(|file| file.case.reference() == case).ok_or_else(ApiError::gone)
}

fn others(cases: Vec<Case>, but: CaseRef) -> Vec<Case> {
    cases.into_iter().filter(|case| case.reference() != but).collect()
}

impl CaseFile {
    pub fn today(&self) -> NaiveDate {
        taipei_date(self.now)
    }

    pub fn is_juvenile(&self) -> bool {
        self.inmate.as_ref().is_some_and(|inmate| inmate.juvenile)
    }
}

/// The family's suspensions that the portal knows of.
fn suspensions(
    c: &store::Connection,
    family: domain::FamilyId,
) -> Result<Vec<SuspensionRecord>, store::StoreError> {
    Ok(store::suspensions::of_family(c, family)?
        .into_iter()
        .filter(|stored| stored.fate == Fate::Accepted)
        .map(|stored| stored.record)
        .collect())
}

/// Whether a question against this decision is open or on its way.
fn is_asked(escalations: &[StoredEscalation]) -> bool {
    escalations.iter().any(|one| {
        one.record.escalation.against.is_some()
            && one.record.state == EscalationState::Open
            && matches!(one.fate, Fate::Unsent | Fate::Accepted)
    })
}
