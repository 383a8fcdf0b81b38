//! Every rule that somebody else's text, number, day or instant reaches: it answers, whatever it
//! is given. Each function holds one kind of input against all rules that take it.

use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::{
    OfficeCalendar, SuspensionPeriod, interval_arithmetic, next_post_date, parse_roc, roc_long,
    roc_short, taipei_clock, taipei_date,
};
use domain::identity::{mask_id, masked, read_id};
use domain::outbox::{Attempt, Outcome, after_attempt};
use domain::trial::{Trial, TrialKind};
use domain::{
    Applicant, Application, ApplicationFacts, Attachment, AttachmentId, CaseId, CaseKind, CaseRef,
    CaseState, Decision, DecisionId, DecisionRecord, DocumentDate, DocumentKind, Family, FamilyId,
    GivenReason, Inmate, InmateId, InmateStatus, IntervalMode, LintFacts, Paper, PhotoPrecedent,
    Policy, Post, PostFacts, Route, RuleBook, SameNumber, StaffMember, StrikeLedger, Suspension,
    SuspensionId, SuspensionMode, SuspensionRecord, TextField, Verdict, application_findings,
    lint_family_text, marks_in, post_findings, reporting_duty, segments, shared_words,
};
use uuid::Uuid;

use crate::inputs::{Dice, Words, any_day, any_instant, any_number, any_text};
use crate::inputs::{kinship_sentence, post_text};

/// One input of each kind, drawn from `seed`.
pub fn try_all(seed: u64, words: &Words) {
    let dice = &mut Dice::new(seed);
    relation(&kinship_sentence(dice, words));
    relation(&any_text(dice, 70));
    let (title, body) = (any_text(dice, 20), post_text(dice, words));
    text(&title, &body);
    short_text(&any_text(dice, 45));
    time(dice);
    let relation = kinship_sentence(dice, words);
    cases(dice, &title, &body, &relation);
}

/// What a family may write for their relation.
pub fn relation(text: &str) {
    let answer = RuleBook::shipped().kinship.resolve(text);
    assert!(!answer.sentence.is_empty(), "a person is told why");
    // Four alternatives at most, each with six senses at most.
    assert!(answer.senses.len() <= 24);
    for sense in &answer.senses {
        let path = sense.path.to_string();
        assert_eq!(path.parse().as_ref(), Ok(&sense.path), "{path} is read back");
        let steps = sense.path.steps();
        assert!(!steps.windows(2).any(|pair| pair == [domain::Step::S; 2]), "{path}");
    }
}

/// A post's title and body, and a text to a family.
pub fn text(title: &str, body: &str) {
    let rules = RuleBook::shipped();
    let _ = reporting_duty(&rules.lexicon, title, body);
    let _ = shared_words(title, body);
    let _ = domain::text::count_text(body);
    let lints = lint_family_text(&LintFacts {
        text: body,
        verdict: Verdict::Reject,
        staff_names: &["王小明", ""],
        inmate_numbers: &["3071", ""],
        has_next_step: false,
    });
    for lint in lints {
        assert!(body.get(lint.start..lint.end).is_some(), "a lint marks whole characters");
    }
}

/// What may be typed into a small field: a number, a date.
pub fn short_text(text: &str) {
    let _ = (read_id(text), masked(text), mask_id(text));
    if let Ok(date) = parse_roc(text) {
        let _ = (roc_short(date), roc_long(date));
    }
    for kind in [TrialKind::Kinship, TrialKind::Id, TrialKind::Date, TrialKind::Post] {
        let _ = Trial::new(kind).answer(text);
    }
}

/// Days and instants.
pub fn time(dice: &mut Dice) {
    let (instant, day, other) = (any_instant(dice), any_day(dice), any_day(dice));
    let days = any_number(dice);
    let _ = (taipei_date(instant), taipei_clock(instant), roc_short(day), roc_long(day));
    for mode in
        [IntervalMode::RollingWindow, IntervalMode::FirstDayExcluded, IntervalMode::CalendarBlock]
    {
        let _ = (next_post_date(day, days, mode), interval_arithmetic(day, days, mode));
    }
    for period in SuspensionPeriod::both(day, SuspensionMode::CivilFirstDayExcluded) {
        let _ = (period.days(), period.arithmetic());
    }
    let calendar = OfficeCalendar::shipped();
    assert!(calendar.due_date(day, days) >= day);
    let _ = (calendar.working_days_since(day, other), calendar.caveat(day, other));
    let status = InmateStatus { code: "OPEN".to_owned(), since: Some(day), until: Some(other) };
    for entry in RuleBook::shipped().statuses.entries() {
        let status = InmateStatus { code: entry.code.clone(), ..status.clone() };
        let _ = RuleBook::shipped().statuses.reading(&status, any_day(dice));
    }
    let attempt = Attempt { number: days, verdict: None };
    let jitter = f64::from_bits(dice.roll());
    let outcome =
        Outcome::Deferred { status: 503, retry_after: Some(Duration::from_secs(dice.roll())) };
    let _ = after_attempt(attempt, &outcome, instant, jitter);
    let _ = after_attempt(attempt, &Outcome::Unclear, instant, jitter);
}

/// Whole cases, every field anything.
pub fn cases(dice: &mut Dice, title: &str, body: &str, relation: &str) {
    let policy = policy(dice);
    let (today, instant) = (any_day(dice), any_instant(dice));
    let (inmate, family) = (inmate(dice), family(dice));
    let rules = RuleBook::shipped();
    let decisions = [rejection(1, instant), rejection(2, any_instant(dice))];
    let suspensions = [suspension(dice), suspension(dice)];
    let ledger = StrikeLedger::new(&decisions, &suspensions, &policy, today);
    let _ = (ledger.consequence(true), ledger.consequence(false));
    let mut post = post(title, body, instant);
    post.photos = (0..dice.below(3)).map(|_| attachment(dice, DocumentKind::Photo)).collect();
    let precedents: Vec<_> = (0..dice.below(4)).map(|_| precedent(dice)).collect();
    let findings = post_findings(&PostFacts {
        post: &post,
        inmate: &inmate,
        family: &family,
        policy: &policy,
        today,
        published_on: &[any_day(dice), any_day(dice)],
        other_open_posts: dice.below(3),
        photo_precedents: &precedents,
        strikes: Some(&ledger),
        data_date: Some(today),
        rules,
    });
    for (field, text) in [(TextField::Title, title), (TextField::Body, body)] {
        let told: String =
            segments(text, &marks_in(&findings, field)).into_iter().map(|part| part.text).collect();
        assert_eq!(told, text, "marking changes no character");
    }
    let application = application(dice, relation, instant);
    let dates = [Paper::Transcript, Paper::Register, Paper::Permit].map(|paper| DocumentDate {
        attachment: AttachmentId(Uuid::nil()),
        paper,
        date: any_day(dice),
    });
    let twin = self::application(dice, relation, instant);
    let _ = application_findings(&ApplicationFacts {
        application: &application,
        inmate: &inmate,
        family: Some(&family),
        policy: &policy,
        today,
        other_open: &[],
        same_number: SameNumber {
            applications: std::slice::from_ref(&twin),
            accounts: std::slice::from_ref(&family),
        },
        document_dates: &dates,
        data_date: Some(today),
        rules,
    });
}

fn policy(dice: &mut Dice) -> Policy {
    Policy {
        body_limit: any_number(dice),
        title_limit: any_number(dice),
        photo_limit_bytes: dice.roll(),
        interval_days: any_number(dice),
        juvenile_interval_days: any_number(dice),
        interval_mode: dice.of(&[
            IntervalMode::RollingWindow,
            IntervalMode::FirstDayExcluded,
            IntervalMode::CalendarBlock,
        ]),
        strike_threshold: any_number(dice),
        strike_window_days: dice.one_in(2).then(|| any_number(dice)),
        transcript_max_age_months: any_number(dice),
        register_max_age_months: any_number(dice),
        due_working_days: any_number(dice),
        ..Policy::default()
    }
}

fn applicant(dice: &mut Dice) -> Applicant {
    Applicant {
        name: any_text(dice, 8).into(),
        national_id: any_text(dice, 12).into(),
        birth_date: any_day(dice),
        phone: any_text(dice, 8).into(),
        email: any_text(dice, 8).into(),
        address: any_text(dice, 8).into(),
    }
}

fn family(dice: &mut Dice) -> Family {
    Family {
        id: FamilyId(Uuid::nil()),
        revision: dice.roll(),
        applicant: applicant(dice),
        last_published_on: dice.one_in(2).then(|| any_day(dice)),
        suspended_until: dice.one_in(2).then(|| any_day(dice)),
        registered_at: any_instant(dice),
    }
}

fn inmate(dice: &mut Dice) -> Inmate {
    let entries = RuleBook::shipped().statuses.entries();
    let code = entries.get(dice.below(entries.len() + 1)).map_or("NEW", |entry| &entry.code);
    Inmate {
        id: InmateId(Uuid::nil()),
        revision: dice.roll(),
        number: any_text(dice, 6),
        name: any_text(dice, 6).into(),
        facility: any_text(dice, 6),
        housing_unit: any_text(dice, 6),
        juvenile: dice.one_in(2),
        status: InmateStatus {
            code: code.to_owned(),
            since: dice.one_in(2).then(|| any_day(dice)),
            until: dice.one_in(2).then(|| any_day(dice)),
        },
        family_id: dice.one_in(2).then_some(FamilyId(Uuid::nil())),
    }
}

fn attachment(dice: &mut Dice, kind: DocumentKind) -> Attachment {
    Attachment {
        id: AttachmentId(Uuid::from_u128(u128::from(dice.roll() % 3))),
        kind,
        media_type: dice.of(&["image/jpeg", "application/pdf", "", "x/字"]).to_owned(),
        size_bytes: dice.roll(),
        sha256: any_text(dice, 64),
        file_name: any_text(dice, 20).into(),
        uploaded_at: any_instant(dice),
        since_revision: dice.roll(),
    }
}

fn precedent(dice: &mut Dice) -> PhotoPrecedent {
    PhotoPrecedent {
        photo: AttachmentId(Uuid::from_u128(u128::from(dice.roll() % 3))),
        case: CaseId(Uuid::from_u128(u128::from(dice.roll() % 3))),
        family_id: FamilyId(Uuid::from_u128(u128::from(dice.roll() % 2))),
        revision: dice.of(&[0, 1, 2, u64::MAX]),
        decided_on: any_day(dice),
        verdict: dice.of(&[Verdict::Approve, Verdict::Return, Verdict::Reject, Verdict::Hold]),
        reasons: (0..dice.below(3)).map(|_| any_text(dice, 3)).collect(),
        same_bytes: dice.one_in(2),
    }
}

fn application(dice: &mut Dice, relation: &str, at: DateTime<Utc>) -> Application {
    let kinds = [DocumentKind::Identity, DocumentKind::Relationship, DocumentKind::Portrait];
    Application {
        id: CaseId(Uuid::nil()),
        revision: dice.roll(),
        number: any_text(dice, 8),
        state: CaseState::Pending,
        submitted_at: at,
        resubmitted_at: None,
        family_id: FamilyId(Uuid::nil()),
        inmate_id: InmateId(Uuid::nil()),
        applicant: applicant(dice),
        route: dice.of(&[Route::Kin, Route::Cohabiting, Route::Project]),
        relation: relation.into(),
        statement: any_text(dice, 20).into(),
        documents: kinds.into_iter().map(|kind| attachment(dice, kind)).collect(),
    }
}

fn post(title: &str, body: &str, at: DateTime<Utc>) -> Post {
    Post {
        id: CaseId(Uuid::nil()),
        revision: 1,
        number: String::new(),
        state: CaseState::Pending,
        submitted_at: at,
        resubmitted_at: None,
        family_id: FamilyId(Uuid::nil()),
        inmate_id: InmateId(Uuid::nil()),
        author_name: "範例".into(),
        relation: "母".into(),
        title: title.into(),
        body: body.into(),
        photos: Vec::new(),
    }
}

fn staff() -> StaffMember {
    StaffMember { subject: "s".to_owned(), display_name: String::new() }
}

fn rejection(number: u128, at: DateTime<Utc>) -> DecisionRecord {
    DecisionRecord {
        id: DecisionId(Uuid::from_u128(number)),
        decision: Decision {
            case: CaseRef { kind: CaseKind::Post, id: CaseId(Uuid::from_u128(number)) },
            base_revision: 1,
            evidence_sha256: Vec::new(),
            verdict: Verdict::Reject,
            reasons: vec![GivenReason {
                code: "P01".to_owned(),
                slots: Default::default(),
                counts: true,
            }],
            family_message: "".into(),
            policy_version: String::new(),
            fence: None,
            decided_at: at,
            overturns: None,
            pages_seen: Vec::new(),
        },
        decided_by: staff(),
        accepted_at: at,
        resulting_revision: 2,
        family_id: FamilyId(Uuid::nil()),
        unit: String::new(),
        overturned_by: None,
    }
}

fn suspension(dice: &mut Dice) -> SuspensionRecord {
    let days: [NaiveDate; 2] = [any_day(dice), any_day(dice)];
    SuspensionRecord {
        id: SuspensionId(Uuid::nil()),
        revision: 1,
        suspension: Suspension {
            family_id: FamilyId(Uuid::nil()),
            first_day: days[0],
            last_day: days[1],
            strikes: Vec::new(),
            grounds: "".into(),
            family_message: "".into(),
            policy_version: String::new(),
        },
        ordered_by: staff(),
        ordered_at: any_instant(dice),
        lifted_by: None,
        lifted_at: dice.one_in(2).then(|| any_instant(dice)),
        lift_grounds: "".into(),
    }
}
