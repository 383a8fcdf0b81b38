//! The rules of the notebook, and nothing else: cases, decisions, findings, dates, the merge plan.
//!
//! This crate does no I/O, reads no clock and draws no random number. Time and ids come in as
//! arguments, so that every rule can be tried with any date and every test reruns to the same end.

#![warn(missing_docs)]

pub mod calendar;
mod case;
mod checklist;
mod decision;
mod facility;
mod finding;
mod findings;
pub mod identity;
mod ids;
pub mod kinship;
mod likeness;
mod linter;
pub mod merge;
pub mod outbox;
mod people;
mod policy;
mod priority;
mod private;
pub mod reasons;
mod relation_sex;
mod rule_book;
mod sampling;
mod sex;
mod similar;
mod staff;
mod status;
mod strikes;
mod supervision;
mod surnames;
mod table;
pub mod text;
pub mod trial;

pub use case::{
    Application, Attachment, Case, CaseKind, CaseRef, CaseState, DocumentKind, Post, Route,
};
pub use checklist::{CheckSubject, Checklist, Concern, DocumentCheck, RelationPaper};
pub use decision::{
    Decision, DecisionRecord, Escalation, EscalationRecord, EscalationState, GivenReason,
    PagesSeen, Suspension, SuspensionRecord, Verdict,
};
pub use facility::{FacilityList, FacilityLists};
pub use finding::{
    Finding, FindingLevel, MarkStrength, Segment, TextField, TextMark, marks_in, segments,
};
pub use findings::{
    ApplicationFacts, DocumentDate, Interval, Paper, PhotoPrecedent, PostCheck, PostFacts,
    SameNumber, application_findings, documents_needed, photo_precedents, post_findings,
};
pub use ids::{
    ActRef, AttachmentId, CaseId, DecisionId, EscalationId, FamilyId, InmateId, SuspensionId,
    WaiverId,
};
pub use kinship::{
    KinClass, Kinship, KinshipAction, KinshipAnswer, KinshipFlag, KinshipSense, KinshipTable, Path,
    PathNode, Proofs, Step, degree_word,
};
pub use likeness::Likeness;
pub use linter::{LONGEST_TRANSLATION, Lint, LintFacts, has_next_step, lint_family_text};
pub use people::{Applicant, Family, Inmate, InmateStatus};
pub use policy::{IntervalMode, KinshipReading, Policy, SuspensionMode};
pub use priority::{Priority, priority};
pub use private::Private;
pub use reasons::{
    Composition, FamilyLanguage, FamilyMessage, LONGEST_MESSAGE, MessageError, ReasonCatalogue,
    ReasonCategory, ReasonCounts, ReasonEntry, ReasonScope, Standing, TranslatedMessage,
    Translation, Translations, UnfilledSlots, Wording, lint_words, reason_counts, translation_row,
};
pub(crate) use relation_sex::relation_sex;
pub use rule_book::{FacilityFiles, RuleBook, policy_in_force};
pub use sampling::{Agreement, Look, agreement, draw};
pub use similar::{Bigrams, shared_words};
pub use staff::{Role, StaffMember};
pub use status::{FAMILY_STATUS_TEXT, StatusEntry, StatusGate, StatusReading, StatusTable};
pub use strikes::{Consequence, NotCounted, StrikeEntry, StrikeLedger, TallyStart};
pub use supervision::{
    FourEyes, HoursFrom, MayNotSettle, ReportingDuty, four_eyes, may_settle, reporting_duty,
};
pub use table::TableError;
