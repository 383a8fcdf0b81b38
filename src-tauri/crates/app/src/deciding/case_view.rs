//! Opening a case: from what the desk knows to what the screen shows.

use std::sync::Arc;

use domain::calendar::{roc_long, roc_short, taipei_date};
use domain::text::{shown, shown_line};
use domain::{
    Application, Case, CaseId, CaseKind, CaseRef, Post, ReasonScope, StatusTable, TextField,
    Verdict,
};
use store::audit;
use store::decisions::{Fate, StoredDecision};

use crate::case_file::{CaseFile, case_file};
use crate::deciding::claims::claim_view;
use crate::deciding::obstacles::why_not;
use crate::deciding::outbox::item_view;
use crate::deciding::queue::following;
use crate::deciding::reversal::reversal_view;
use crate::deciding::strikes::strikes;
use crate::deciding::{drafts, findings, kinship, photo_precedents};
use crate::documents::crops::crops_view;
use crate::documents::looks::{comes_next, documents_view, prefetch};
use crate::error::ApiError;
use crate::labels::{self, reason_labels_of, subject};
use crate::state::{Desk, Session};
use crate::views::case::{
    ApplicationView, CaseView, ContentView, DocumentState, HistoryView, InmateView, PersonView,
    PostView, ReasonCounts, ReasonView, RevealRequest, VerdictOption,
};
use crate::words;

/// Of a case that is its number, codes and dates.
const WORDS_GONE: &str =
    "結案已久，姓名、證號和文字都已依保存期限刪除；案號、決定、代碼和日期留著。";
/// How many of the next cases are made ready.
const PREFETCHED: u32 = 3;

impl Desk {
    pub async fn open_case(&self, case: CaseRef) -> Result<CaseView, ApiError> {
        let session = self.session().await?;
        let file = case_file(&session, case).await?;
        session.engine.look_at(Some(case));
        // The window reads a case again whenever something changed; that is not another look. Noted
        // before the documents are waited for: a case that is opened meanwhile is the later one.
        let comes = session.comes_into_view(case, file.case.revision());
        let view = case_view(&session, &file).await;
        if comes {
            note_look(&session, case.id, file.case.revision()).await?;
            prefetch_after(&session, case).await?;
            if view.documents.iter().any(|shown| shown.state == DocumentState::Waiting)
                && session.engine.fetch_first(case.id).await.is_err()
            {
                tracing::warn!("the documents of the open case could not be put first");
            }
        }
        Ok(view)
    }

    /// One of the cases that the queue shows next, for the window to draw before it is asked for.
    /// Nobody looks at it yet, so it leaves no trace and is not claimed; `None` for any other case,
    /// so that no case can be read without leaving one.
    pub async fn case_ahead(&self, case: CaseRef) -> Result<Option<CaseView>, ApiError> {
        let session = self.session().await?;
        if !comes_next(&session, case) {
            return Ok(None);
        }
        let file = case_file(&session, case).await?;
        Ok(Some(case_view(&session, &file).await))
    }

    /// The case is no longer on the screen.
    pub async fn leave_case(&self, case: CaseRef) -> Result<(), ApiError> {
        let session = self.session().await?;
        if session.goes_out_of_view(case) {
            session.engine.look_at(None);
        }
        Ok(())
    }

    /// The applicant's whole number, asked for by a person to some end; leaves a trace.
    pub async fn reveal_identity(&self, request: RevealRequest) -> Result<String, ApiError> {
        let RevealRequest { case, purpose } = request;
        let session = self.session().await?;
        let file = case_file(&session, case).await?;
        let number = match &file.case {
            Case::Application(application) => application.applicant.national_id.as_str().to_owned(),
            Case::Post(_) => file
                .family
                .as_ref()
                .map(|family| family.applicant.national_id.as_str().to_owned())
                .ok_or_else(ApiError::gone)?,
        };
        session
            .record(
                store::audit::Action::IdentityRevealed,
                store::audit::case_subject(case.id),
                serde_json::json!({ "purpose": purpose }),
            )
            .await?;
        Ok(number)
    }

    /// The catalogue to choose from.
    pub async fn reasons(&self) -> Result<Vec<ReasonView>, ApiError> {
        let rules = self.session().await?.own_words.book();
        Ok(rules.reasons.entries().iter().map(reason_view).collect())
    }
}

/// Under which rules a case is read, and what the screen says of it.
struct Judged {
    policy: domain::Policy,
    day: chrono::NaiveDate,
    sentence: Option<String>,
}

/// Somebody looks: in the log, and the hours of a duty run from the first time.
async fn note_look(session: &Session, case: CaseId, revision: u64) -> Result<(), ApiError> {
    let (actor, at) = (session.me().subject.clone(), session.own_now());
    session
        .write(move |tx| {
            store::looks::note(tx, case, revision, at)?;
            let event = audit::Event {
                at,
                actor: &actor,
                action: audit::Action::CaseViewed,
                subject: audit::case_subject(case),
                detail: serde_json::json!({ "revision": revision }),
            };
            audit::append(tx, &event)
        })
        .await
}

async fn case_view(session: &Arc<Session>, file: &CaseFile) -> CaseView {
    let Judged { policy, day, sentence: judged } = judged(session, file);
    // Before the documents are asked about: what comes in between is read again.
    let looks = session.pictures.version();
    let mut documents = documents_view(session, file).await;
    // What was decided on a photo is known once it has been drawn, which has just been waited for.
    let precedents = photo_precedents::precedents(session, &file.case).await;
    photo_precedents::hint(&mut documents, &file.case, &precedents);
    let findings = findings::findings(file, &precedents, &policy, day);
    let (who, relation) = match &file.case {
        Case::Application(application) => {
            (person(&application.applicant), shown_line(application.relation.as_str()))
        }
        Case::Post(post) => (author(post, file), shown_line(post.relation.as_str())),
    };
    let content = match &file.case {
        Case::Application(application) => {
            ContentView::Application(application_view(application, &policy, &file.rules))
        }
        Case::Post(post) => ContentView::Post(PostView {
            title: findings::segments(post.title.as_str(), &findings, TextField::Title),
            body: findings::segments(post.body.as_str(), &findings, TextField::Body),
        }),
    };
    CaseView {
        case: file.case.reference(),
        number: file.case.number().to_owned(),
        revision: file.case.revision(),
        state: file.case.state(),
        submitted_on: words::day(submitted_at(&file.case)),
        resubmitted_on: (file.case.arrived_at() != submitted_at(&file.case))
            .then(|| words::day(file.case.arrived_at())),
        who,
        relation,
        inmate: inmate_view(file),
        content,
        findings: findings.iter().map(findings::finding_view).collect(),
        documents,
        looks,
        readable_px: session.policy_today().readable_px,
        history: history(file, &session.me().subject),
        strikes: strikes(file, &policy),
        draft: drafts::view(file),
        crops: crops_view(session, file),
        pending: file
            .pending
            .as_ref()
            .and_then(|item| item_view(item, subject(&file.case), session.own_now())),
        verdicts: [Verdict::Approve, Verdict::Return, Verdict::Hold, Verdict::Reject]
            .map(|verdict| {
                let why_not = why_not(file, verdict);
                VerdictOption { verdict, allowed: why_not.is_none(), why_not }
            })
            .to_vec(),
        claim: file.claim.as_ref().map(|claim| claim_view(session, claim, file.now)),
        reversal: reversal_view(session, file),
        policy_version: policy.version,
        judged: if has_words(&file.case) { judged } else { Some(WORDS_GONE.to_owned()) },
    }
}

/// Whether the words of the case are kept: the family's name goes with the last of them.
fn has_words(case: &Case) -> bool {
    case.state().is_open()
        || match case {
            Case::Application(application) => !application.applicant.name.is_empty(),
            Case::Post(post) => !post.author_name.is_empty() || !post.body.is_empty(),
        }
}

/// An open case is read under the rules of today; one that is decided under those it was decided
/// by, on the day of the decision.
fn judged(session: &Session, file: &CaseFile) -> Judged {
    let decided = file
        .decisions
        .iter()
        .rfind(|decided| decided.fate == Fate::Accepted && decided.overturned_by.is_none());
    let (Some(decided), false) = (decided, file.case.state().is_open()) else {
        return Judged { policy: session.policy_today(), day: file.today(), sentence: None };
    };
    let day = taipei_date(decided.decision.decided_at);
    let version = &decided.decision.policy_version;
    let (policy, sentence) = match session.policy(version) {
        Some(policy) => {
            let sentence = format!(
                "檢核依決定當天（{}）的規則：{} 版，自 {} 施行。",
                roc_short(day),
                policy.version,
                roc_short(policy.in_force_from)
            );
            (policy, sentence)
        }
        None => (
            session.policy_of_day(day).unwrap_or_default(),
            format!("決定時的規則 {version} 版不在這台電腦上，檢核改依決定當天施行的規則。"),
        ),
    };
    Judged { policy, day, sentence: Some(sentence) }
}

async fn prefetch_after(session: &Arc<Session>, case: CaseRef) -> Result<(), ApiError> {
    let rows = following(session, case, PREFETCHED).await?;
    let cases = session
        .read(move |c| {
            let mut cases = Vec::new();
            for row in rows {
                cases.extend(store::cases::get(c, row.case.id)?.map(|stored| stored.case));
            }
            Ok(cases)
        })
        .await?;
    prefetch(session, cases);
    Ok(())
}

fn submitted_at(case: &Case) -> chrono::DateTime<chrono::Utc> {
    match case {
        Case::Application(application) => application.submitted_at,
        Case::Post(post) => post.submitted_at,
    }
}

fn application_view(
    application: &Application,
    policy: &domain::Policy,
    rules: &domain::RuleBook,
) -> ApplicationView {
    ApplicationView {
        route: application.route,
        statement: shown(application.statement.as_str()),
        kinship: kinship::view(application, policy, rules),
    }
}

fn person(applicant: &domain::Applicant) -> PersonView {
    PersonView {
        name: shown_line(applicant.name.as_str()),
        masked_id: words::masked_id(applicant.national_id.as_str()),
        birth_date: format!("民國 {}", roc_long(applicant.birth_date)),
        phone: shown_line(applicant.phone.as_str()),
        address: shown_line(applicant.address.as_str()),
    }
}

fn author(post: &Post, file: &CaseFile) -> PersonView {
    match &file.family {
        Some(family) => {
            PersonView { name: shown_line(post.author_name.as_str()), ..person(&family.applicant) }
        }
        None => PersonView {
            name: shown_line(post.author_name.as_str()),
            masked_id: String::new(),
            birth_date: String::new(),
            phone: String::new(),
            address: String::new(),
        },
    }
}

fn inmate_view(file: &CaseFile) -> InmateView {
    match &file.inmate {
        Some(inmate) => {
            let reading = StatusTable::shipped().reading(&inmate.status, file.today());
            InmateView {
                number: inmate.number.clone(),
                name: shown_line(inmate.name.as_str()),
                housing_unit: inmate.housing_unit.clone(),
                juvenile: inmate.juvenile,
                open: !reading.holds(),
                status: reading.staff_label,
            }
        }
        None => InmateView {
            number: "—".to_owned(),
            name: "（資料尚未取得）".to_owned(),
            housing_unit: String::new(),
            juvenile: false,
            open: false,
            status: "資料尚未取得".to_owned(),
        },
    }
}

/// The case's own events, and before them what the family did otherwise; newest first.
fn history(file: &CaseFile, me: &str) -> Vec<HistoryView> {
    let mut events = Vec::new();
    let submitted = submitted_at(&file.case);
    let arrived = file.case.arrived_at();
    if arrived != submitted {
        let replaced = file
            .case
            .attachments()
            .iter()
            .filter(|attachment| attachment.since_revision == file.case.revision())
            .map(|attachment| words::document_word(attachment.kind))
            .collect::<Vec<_>>();
        let detail = if replaced.is_empty() {
            String::new()
        } else {
            format!("換了：{}", replaced.join("、"))
        };
        events.push((
            arrived,
            plain(arrived, format!("重新送件，版次 {}", file.case.revision()), detail),
        ));
    }
    events.push((submitted, plain(submitted, "第一次送件".to_owned(), String::new())));
    for decision in &file.decisions {
        events.push((decision.decision.decided_at, decided(decision, file, me, None)));
    }
    let own = file.case.reference();
    for decision in file.family_decisions.iter().filter(|decision| decision.decision.case != own) {
        let about = match decision.decision.case.kind {
            CaseKind::Application => "服務申請",
            CaseKind::Post => "聯絡簿",
        };
        events.push((decision.decision.decided_at, decided(decision, file, me, Some(about))));
    }
    events.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    events.into_iter().map(|(_, event)| event).collect()
}

fn plain(at: chrono::DateTime<chrono::Utc>, what: String, detail: String) -> HistoryView {
    HistoryView { day: words::day(at), what, detail, verdict: None, overturned: false }
}

fn decided(stored: &StoredDecision, file: &CaseFile, me: &str, about: Option<&str>) -> HistoryView {
    let decision = &stored.decision;
    let verdict = words::verdict_word(decision.verdict);
    let reasons = reason_labels_of(&file.rules.reasons, decision).join("、");
    let what = match (about, reasons.is_empty()) {
        (Some(about), true) => format!("{about}：{verdict}"),
        (Some(about), false) => format!("{about}：{verdict} {reasons}"),
        (None, true) => verdict.to_owned(),
        (None, false) => format!("{verdict} {reasons}"),
    };
    let mut detail = Vec::new();
    if about.is_none() {
        detail.push(labels::person(&stored.by, me));
    }
    match stored.fate {
        Fate::Unsent => detail.push("尚未送達".to_owned()),
        Fate::Parked => detail.push("待處理衝突，未生效".to_owned()),
        Fate::Closed => detail.push("未生效".to_owned()),
        Fate::Accepted | Fate::Recalled => {}
    }
    if decision.verdict == Verdict::Reject && decision.case.kind == CaseKind::Post {
        detail.push(if decision.is_strike() { "計 1 次" } else { "不計次" }.to_owned());
    }
    if stored.overturned_by.is_some() {
        detail.push("已改判，不列入".to_owned());
    }
    HistoryView {
        day: words::day(decision.decided_at),
        what,
        detail: detail.join("・"),
        verdict: Some(decision.verdict),
        overturned: stored.overturned_by.is_some(),
    }
}

fn reason_view(entry: &domain::ReasonEntry) -> ReasonView {
    ReasonView {
        code: entry.code.clone(),
        label: entry.label.clone(),
        clause: entry.clause.clone(),
        template: entry.message.clone(),
        slots: entry.slots.clone(),
        counts: match entry.counts {
            domain::ReasonCounts::Yes | domain::ReasonCounts::YesIfPortalLetThrough => {
                ReasonCounts::Yes
            }
            domain::ReasonCounts::No => ReasonCounts::No,
            domain::ReasonCounts::Reviewer => ReasonCounts::Reviewer,
        },
        verdicts: entry.verdicts.clone(),
        kind: match entry.scope {
            ReasonScope::Application => Some(CaseKind::Application),
            ReasonScope::Post => Some(CaseKind::Post),
            ReasonScope::Both => None,
        },
    }
}
