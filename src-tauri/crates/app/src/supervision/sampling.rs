//! 品質抽查: drawing, looking a second time without the first answer, and the agreement per reason.

use chrono::{Days, NaiveTime, TimeDelta};
use domain::calendar::{roc_short, taipei_date};
use domain::text::shown_line;
use domain::{
    Agreement, Case, DecisionId, Look, Private, ReasonCatalogue, TextField, Verdict, agreement,
};
use store::decisions::{Fate, StoredDecision};
use store::sampling::{Draw, Sample, SecondLook, seed_text};
use store::{Connection, StoreError};

use crate::case_file::case_file;
use crate::error::{ApiError, ErrorCode};
use crate::ids::new_uuid;
use crate::labels::{reason_label, reason_labels_of};
use crate::state::{Desk, Session};
use crate::views::sampling::{
    AgreementView, BlindCaseView, DrawRequest, DrawView, SamplingView, SecondLookRequest,
    SecondLookView,
};
use crate::words;

/// Days back, today included, from which is drawn.
const SPAN_DAYS: u64 = 30;
const MOST_DRAWS: u32 = 50;

/// A sample that can still be looked at, with the decision it is about.
struct Next {
    sample: Sample,
    decision: StoredDecision,
    of: u32,
}

impl Desk {
    pub async fn sampling(&self) -> Result<SamplingView, ApiError> {
        let session = self.session().await?;
        session.require_supervisor()?;
        sampling_view(&session).await
    }

    /// Draws anew, once nothing of the last draw is left to look at.
    pub async fn draw_sample(&self, request: DrawRequest) -> Result<SamplingView, ApiError> {
        let session = self.session().await?;
        session.require_supervisor()?;
        if !(1..=20).contains(&request.share) {
            return Err(ApiError::refused("抽查比例請填 1 到 20（%）。"));
        }
        let me = session.staff();
        let subject = me.subject.clone();
        let left = session.read(move |c| next(c, &subject)).await?;
        if left.is_some() {
            return Err(ApiError::refused("上一次抽出的還沒有看完，看完才能再抽。"));
        }
        let now = session.own_now();
        let last_day = taipei_date(session.now());
        let first_day = last_day - Days::new(SPAN_DAYS - 1);
        let mut random = [0u8; 8];
        getrandom::fill(&mut random)
            .map_err(|_| ApiError::failed("作業系統無法產生亂數，沒有抽出。請再試一次。"))?;
        let seed = u64::from_be_bytes(random);
        let midnight =
            |day: chrono::NaiveDate| day.and_time(NaiveTime::MIN).and_utc() - TimeDelta::hours(8);
        let until = midnight(last_day + Days::new(1));
        let subject = me.subject.clone();
        let all = session
            .read(move |c| store::sampling::drawable(c, midnight(first_day), until, &subject))
            .await?;
        if all.is_empty() {
            return Err(ApiError::refused("最近 30 日沒有別人的決定可以抽查。"));
        }
        let draw = Draw {
            id: new_uuid(now)?,
            at: now,
            by: me,
            seed,
            share: request.share,
            first_day,
            last_day,
            of: u32::try_from(all.len()).unwrap_or(u32::MAX),
        };
        let mut drawn: Vec<(uuid::Uuid, DecisionId)> = Vec::new();
        for decision in domain::draw(seed, request.share, &all) {
            drawn.push((new_uuid(now)?, decision));
        }
        session.write(move |tx| store::sampling::put(tx, &draw, &drawn)).await?;
        sampling_view(&session).await
    }

    /// The second answer; only then is the first one told.
    pub async fn second_look(
        &self,
        request: SecondLookRequest,
    ) -> Result<SecondLookView, ApiError> {
        let session = self.session().await?;
        session.require_supervisor()?;
        let approves = request.verdict == Verdict::Approve;
        let reasons: std::collections::BTreeSet<String> = request.reasons.into_iter().collect();
        match reasons.len() {
            0 if approves => {}
            1..=3 if !approves => {}
            _ if approves => return Err(ApiError::refused("通過不附理由。")),
            _ => return Err(ApiError::refused("請選 1 到 3 個理由。")),
        }
        let rules = session.own_words.book();
        if let Some(unknown) = reasons.iter().find(|code| rules.reasons.entry(code).is_none()) {
            return Err(ApiError::refused(format!("沒有理由 {unknown}。")));
        }
        let stale = || ApiError::new(ErrorCode::Stale, "這件抽查已經看過或不在了，請重新整理。");
        let sample: uuid::Uuid = request.sample.parse().map_err(|_| stale())?;
        let found = session
            .read(move |c| {
                let Some(sample) = store::sampling::get(c, sample)? else { return Ok(None) };
                Ok(store::decisions::get(c, sample.decision)?.map(|decision| (sample, decision)))
            })
            .await?;
        let Some((found, first)) = found.filter(|(sample, _)| sample.looked_at.is_none()) else {
            return Err(stale());
        };
        if first.by.subject == session.me().subject {
            return Err(ApiError::refused("這是您自己的決定，要由別人來看。"));
        }
        let second = Look { verdict: request.verdict, reasons };
        let agreed = second == look_of(&first);
        let written = SecondLook {
            by: session.staff(),
            verdict: second.verdict,
            reasons: second.reasons.clone(),
            note: Private::from(request.note.trim()),
        };
        let now = session.own_now();
        let new = session
            .write(move |tx| store::sampling::look(tx, found.id, &written, agreed, now))
            .await?;
        if !new {
            return Err(stale());
        }
        Ok(SecondLookView {
            agreed,
            sentence: if agreed {
                "和原來的決定相同。".to_owned()
            } else if second.verdict == first.decision.verdict {
                "決定相同，理由不同。".to_owned()
            } else {
                "和原來的決定不同。要改變它，請開案件改判。".to_owned()
            },
            case: first.decision.case,
            first_verdict: first.decision.verdict,
            first_reasons: reason_labels_of(&rules.reasons, &first.decision),
            second_verdict: second.verdict,
            second_reasons: second
                .reasons
                .iter()
                .map(|code| reason_label(code, &rules.reasons))
                .collect(),
        })
    }
}

async fn sampling_view(session: &Session) -> Result<SamplingView, ApiError> {
    let me = session.me().subject.clone();
    let rules = session.own_words.book();
    let (mut draws, by_code, next) = session
        .read(move |c| {
            let mut draws = Vec::new();
            for draw in store::sampling::draws(c, MOST_DRAWS)? {
                draws.push(draw_view(c, &draw)?);
            }
            let mut pairs = Vec::new();
            for sample in store::sampling::looked(c)? {
                let first = store::decisions::get(c, sample.decision)?;
                if let (Some(first), Some(second)) = (first, sample.look) {
                    let second = Look { verdict: second.verdict, reasons: second.reasons };
                    pairs.push((look_of(&first), second));
                }
            }
            let by_code = agreement(pairs.iter().map(|(one, other)| (one, other)));
            Ok((draws, by_code, next(c, &me)?))
        })
        .await?;
    let next = match next {
        Some(next) => Some(blind_case(session, next).await?),
        None => None,
    };
    let draw = if draws.is_empty() { None } else { Some(draws.remove(0)) };
    let agreement = by_code
        .into_iter()
        .map(|(code, Agreement { looked, agreed })| AgreementView {
            label: agreement_label(&code, &rules.reasons),
            code,
            looked,
            agreed,
        })
        .collect();
    Ok(SamplingView { draw, next, agreement, past: draws })
}

/// The case as the first reader saw it, without what came of it.
async fn blind_case(session: &Session, next: Next) -> Result<BlindCaseView, ApiError> {
    let Next { sample, decision, of } = next;
    let file = case_file(session, decision.decision.case).await?;
    let day = taipei_date(decision.decision.decided_at);
    let policy =
        session.policy(&decision.decision.policy_version).unwrap_or_else(|| session.policy_today());
    let findings = crate::deciding::findings::findings(&file, &[], &policy, day);
    let (relation, title, body) = match &file.case {
        Case::Application(application) => {
            (shown_line(application.relation.as_str()), String::new(), Vec::new())
        }
        Case::Post(post) => (
            shown_line(post.relation.as_str()),
            shown_line(post.title.as_str()),
            crate::deciding::findings::segments(post.body.as_str(), &findings, TextField::Body),
        ),
    };
    Ok(BlindCaseView {
        sample: sample.id.to_string(),
        kind: file.case.reference().kind,
        number: file.case.number().to_owned(),
        nth: sample.place + 1,
        of,
        relation,
        title,
        body,
        findings: findings
            .iter()
            .filter(|finding| finding.level != domain::FindingLevel::Pass)
            // How often the family was rejected before would tell on the first answer.
            .filter(|finding| finding.rule != "post.strikes")
            .map(|finding| format!("{}：{}", finding.label, finding.sentence))
            .collect(),
        documents: file
            .case
            .attachments()
            .iter()
            .map(|paper| words::document_word(paper.kind).to_owned())
            .collect(),
    })
}

fn agreement_label(code: &str, catalogue: &ReasonCatalogue) -> String {
    match code {
        "approve" => "通過".to_owned(),
        code => reason_label(code, catalogue),
    }
}

fn look_of(stored: &StoredDecision) -> Look {
    Look {
        verdict: stored.decision.verdict,
        reasons: stored.decision.reasons.iter().map(|given| given.code.clone()).collect(),
    }
}

/// The first of the latest draw that nobody has looked at, that is still as it was decided on, and
/// that this person did not decide.
fn next(c: &Connection, me: &str) -> Result<Option<Next>, StoreError> {
    let Some(draw) = store::sampling::draws(c, 1)?.into_iter().next() else { return Ok(None) };
    let samples = store::sampling::of_draw(c, draw.id)?;
    let of = u32::try_from(samples.len()).unwrap_or(u32::MAX);
    for sample in samples {
        if sample.looked_at.is_some() {
            continue;
        }
        let Some(decision) = store::decisions::get(c, sample.decision)? else { continue };
        if decision.fate != Fate::Accepted || decision.by.subject == me {
            continue;
        }
        let Some(case) = store::cases::get(c, decision.decision.case.id)? else { continue };
        // A rewritten post is another text than the one that was decided on.
        if is_unchanged(&case.case, &decision) {
            return Ok(Some(Next { sample, decision, of }));
        }
    }
    Ok(None)
}

fn is_unchanged(case: &Case, decision: &StoredDecision) -> bool {
    case.arrived_at() <= decision.decision.decided_at
}

fn draw_view(c: &Connection, draw: &Draw) -> Result<DrawView, StoreError> {
    let samples = store::sampling::of_draw(c, draw.id)?;
    let (mut looked, mut agreed) = (0, 0);
    for sample in &samples {
        let Some(second) = &sample.look else { continue };
        looked += 1;
        if let Some(first) = store::decisions::get(c, sample.decision)? {
            let second = Look { verdict: second.verdict, reasons: second.reasons.clone() };
            agreed += u32::from(look_of(&first) == second);
        }
    }
    Ok(DrawView {
        on: words::day(draw.at),
        by: draw.by.display_name.clone(),
        seed: seed_text(draw.seed),
        share: draw.share,
        span: format!("{} 至 {}", roc_short(draw.first_day), roc_short(draw.last_day)),
        of: draw.of,
        drawn: u32::try_from(samples.len()).unwrap_or(u32::MAX),
        looked,
        agreed,
    })
}
