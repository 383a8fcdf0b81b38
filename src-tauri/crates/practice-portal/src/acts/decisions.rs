//! A decision on its way in: replay, authorise, state, revision, fence, commit, in this order.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::{
    Case, CaseKind, CaseState, Decision, DecisionId, DecisionRecord, Family, GivenReason, Inmate,
    ReasonCatalogue, ReasonCounts, Role, StaffMember, Verdict,
};
use portal::wire::DecisionReceipt;
use rusqlite::Transaction;

use super::{Asking, advance, case, once, put_case};
use crate::{
    problem::{
        Done, already_decided, claim_superseded, inmate_has_family, not_authorised, not_found,
        revision_mismatch, suspended, validation, withdrawn,
    },
    store::{self, Op, StoreResult},
};

/// Longest text for a family, in characters.
const LONGEST_MESSAGE: usize = 2000;

/// `PUT /decisions/{uuid}`: the answer, as JSON.
pub(crate) fn decide(
    tx: &Transaction<'_>,
    asking: &Asking<'_>,
    id: DecisionId,
    body: &[u8],
) -> Done<String> {
    once(tx, asking, &decision_key(id), body, |decision: Decision| accept(tx, asking, id, decision))
}

/// Under which a decision and its answer are kept.
pub(crate) fn decision_key(id: DecisionId) -> String {
    format!("decision:{id}")
}

fn accept(
    tx: &Transaction<'_>,
    asking: &Asking<'_>,
    id: DecisionId,
    decision: Decision,
) -> Done<DecisionReceipt> {
    if decision.overturns.is_some() && asking.person.role != Role::Supervisor {
        return Err(not_authorised("只有主管可以改判").into());
    }
    validate(tx, &decision)?;
    let Some(mut case) = case(tx, decision.case)? else {
        return Err(not_found().into());
    };
    let overturned = check_state(tx, &case, &decision)?;
    if decision.base_revision != case.revision() {
        return Err(revision_mismatch(case.revision()).into());
    }
    check_evidence(&case, &decision)?;
    check_fence(tx, asking, &decision)?;

    // 貳.一: one inmate, one family account.
    let inmate = match decision.case.kind {
        CaseKind::Application => store::entity::<Inmate>(tx, case.inmate_id().0)?,
        CaseKind::Post => None,
    };
    let approves = decision.verdict == Verdict::Approve;
    if approves
        && let Some(holder) = inmate.as_ref().and_then(|inmate| inmate.family_id)
        && holder != case.family_id()
    {
        return Err(inmate_has_family().into());
    }

    let state = decision.verdict.leads_to();
    advance(&mut case, state);
    put_case(tx, Op::Decided, &case)?;
    if let Some(mut old) = overturned {
        old.overturned_by = Some(id);
        store::mark_overturned(tx, old.id)?;
        store::put(tx, Op::Upsert, &old)?;
    }
    let record = DecisionRecord {
        id,
        decision,
        decided_by: asking.person.member(),
        accepted_at: asking.now,
        resulting_revision: case.revision(),
        family_id: case.family_id(),
        unit: asking.person.unit.clone(),
        overturned_by: None,
    };
    store::index_decision(tx, &record)?;
    if let Some(mut inmate) = inmate {
        let after = if approves {
            Some(case.family_id())
        } else {
            inmate.family_id.filter(|holder| *holder != case.family_id())
        };
        if after != inmate.family_id {
            inmate.family_id = after;
            inmate.revision += 1;
            store::put(tx, Op::Upsert, &inmate)?;
        }
    }
    refresh_family(tx, &case, approves)?;
    store::put(tx, Op::Upsert, &record)?;
    Ok(DecisionReceipt {
        id,
        accepted_at: record.accepted_at,
        revision: record.resulting_revision,
        state,
    })
}

/// Tells the family's account what the decision changed for it: an approved account, or the day of
/// its last publication. A rejected post does not use up the interval (操作三.6).
fn refresh_family(tx: &Transaction<'_>, case: &Case, approved: bool) -> Done<()> {
    let Some(mut family) = store::entity::<Family>(tx, case.family_id().0)? else {
        return Ok(());
    };
    let published = store::last_published(tx, family.id)?;
    let opened = matches!(case, Case::Application(_)) && approved;
    if published == family.last_published_on && !opened {
        return Ok(());
    }
    if let (Case::Application(application), true) = (case, opened) {
        family.applicant = application.applicant.clone();
    }
    family.last_published_on = published;
    family.revision += 1;
    store::put(tx, Op::Upsert, &family)?;
    Ok(())
}

/// What the case's state says, and the decision that this one replaces.
fn check_state(
    tx: &Transaction<'_>,
    case: &Case,
    decision: &Decision,
) -> Done<Option<DecisionRecord>> {
    if case.state() == CaseState::Withdrawn {
        return Err(withdrawn(case.revision()).into());
    }
    if let Some(until) =
        store::entity::<Family>(tx, case.family_id().0)?.and_then(|family| family.suspended_until)
    {
        return Err(suspended(until).into());
    }
    let in_force = store::decision_in_force(tx, case.reference().id)?;
    if let Some(overturns) = decision.overturns {
        return match in_force {
            Some(old) if old.id == overturns => Ok(Some(old)),
            other => Err(already_decided(case.revision(), other).into()),
        };
    }
    // A colleague's hold leaves the case open, but whoever did not see it hears of it all the same.
    let crossed = case.state() == CaseState::Held
        && in_force
            .as_ref()
            .is_some_and(|old| old.decision.base_revision >= decision.base_revision);
    if !case.state().is_open() || crossed {
        return Err(already_decided(case.revision(), in_force).into());
    }
    Ok(None)
}

/// A newer fence in somebody else's hand stops a decision, and so does their very own; an expired
/// lease alone does not.
fn check_fence(tx: &Transaction<'_>, asking: &Asking<'_>, decision: &Decision) -> Done<()> {
    let Some(fence) = decision.fence else { return Ok(()) };
    match store::newest_claim(tx, decision.case)? {
        Some(claim) if claim.fence >= fence && claim.holder.subject != asking.person.subject => {
            Err(claim_superseded(claim).into())
        }
        _ => Ok(()),
    }
}

/// Nothing is decided on words or files that the case does not have, even if a restored portal has
/// come to the same number of revision again, and nothing is approved with a file of the case
/// unseen.
fn check_evidence(case: &Case, decision: &Decision) -> Done<()> {
    let seen: BTreeSet<&str> = decision.evidence_sha256.iter().map(String::as_str).collect();
    let present = case.evidence();
    if !seen.iter().all(|digest| present.iter().any(|one| one == digest)) {
        return Err(revision_mismatch(case.revision()).into());
    }
    let unseen = case.attachments().iter().any(|file| !seen.contains(file.sha256.as_str()));
    if decision.verdict == Verdict::Approve && unseen {
        return Err(validation("/evidence_sha256", "通過前要看過這個版次的每一份檔案").into());
    }
    Ok(())
}

fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Everything about a decision that can be said without its case.
fn validate(tx: &Transaction<'_>, decision: &Decision) -> Done<()> {
    if !decision.evidence_sha256.iter().all(|digest| is_digest(digest)) {
        return Err(validation("/evidence_sha256", "摘要要是 64 個小寫十六進位數字").into());
    }
    if !decision.pages_seen.iter().all(|file| is_digest(&file.sha256)) {
        return Err(validation("/pages_seen", "檔案要用它的摘要指明").into());
    }
    let approves = decision.verdict == Verdict::Approve;
    match decision.reasons.len() {
        0 if approves => {}
        1..=3 if !approves => {}
        _ if approves => return Err(validation("/reasons", "通過不附理由").into()),
        _ => return Err(validation("/reasons", "請給一至三個理由").into()),
    }
    let mut codes = BTreeSet::new();
    for (index, given) in decision.reasons.iter().enumerate() {
        let pointer = |field: &str| format!("/reasons/{index}/{field}");
        if !codes.insert(&given.code) {
            return Err(validation(&pointer("code"), "同一理由只能給一次").into());
        }
        check_reason(decision, given)
            .map_err(|(field, detail)| validation(&pointer(field), detail))?;
    }
    let message = decision.family_message.as_str();
    if !approves && message.trim().is_empty() {
        return Err(validation("/family_message", "要有給家屬的說明").into());
    }
    if message.chars().count() > LONGEST_MESSAGE {
        return Err(validation("/family_message", "給家屬的說明太長").into());
    }
    let unfilled = decision
        .reasons
        .iter()
        .filter_map(|given| ReasonCatalogue::shipped().entry(&given.code))
        .flat_map(|reason| &reason.slots)
        .any(|slot| message.contains(&format!("{{{slot}}}")));
    if unfilled {
        return Err(validation("/family_message", "還有沒填的欄位").into());
    }
    if !store::knows_policy(tx, &decision.policy_version)? {
        return Err(validation("/policy_version", "本機關沒有這一版規則").into());
    }
    Ok(())
}

/// One reason against the catalogue: the field that does not hold, and why.
fn check_reason(
    decision: &Decision,
    given: &GivenReason,
) -> Result<(), (&'static str, &'static str)> {
    let Some(reason) = ReasonCatalogue::shipped().entry(&given.code) else {
        // A facility's own reasons, which the portal takes as they are.
        let own = given.code.starts_with('F') && given.code.len() > 1;
        return if own { Ok(()) } else { Err(("code", "沒有這個理由代碼")) };
    };
    if !reason.scope.covers(decision.case.kind) {
        return Err(("code", "這個理由不適用於這類案件"));
    }
    let content = decision.case.kind == CaseKind::Post && decision.verdict == Verdict::Reject;
    let wrong = match reason.counts {
        ReasonCounts::No => given.counts,
        ReasonCounts::Yes => content && !given.counts,
        ReasonCounts::Reviewer | ReasonCounts::YesIfPortalLetThrough => false,
    };
    if wrong { Err(("counts", "是否計次與理由目錄不同")) } else { Ok(()) }
}

/// Writes a decision of the past into a new world, with its effects on the tally and the interval.
pub(crate) fn history_decision(
    tx: &Transaction<'_>,
    id: DecisionId,
    decision: Decision,
    decided_by: StaffMember,
    accepted_at: DateTime<Utc>,
    family_id: domain::FamilyId,
    overturned_by: Option<DecisionId>,
) -> StoreResult<()> {
    let resulting_revision = decision.base_revision + 1;
    let unit = crate::staff_room::unit_of(&decided_by.subject);
    let record = DecisionRecord {
        id,
        decision,
        decided_by,
        accepted_at,
        resulting_revision,
        family_id,
        unit,
        overturned_by,
    };
    store::index_decision(tx, &record)?;
    store::put(tx, Op::Upsert, &record)
}
