//! The envelopes of the contract (`schema/portal/openapi.yaml`); the payloads are the entities of
//! `domain`. Unknown fields are ignored everywhere, so that an older desk reads a newer portal.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{CaseKind, CaseRef, CaseState, DecisionId, DecisionRecord, Private, Role};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

/// `GET /meta`: who the portal is, before anybody signs in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    /// Identifies the portal's database; new after a restore from a backup.
    pub epoch: Uuid,
    /// The instant that a restored portal went back to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restored_to: Option<DateTime<Utc>>,
    /// The portal's clock as it answered; the desk shows a notable difference.
    pub server_now: DateTime<Utc>,
    /// The oldest version of this desk that the portal still serves, `major.minor.patch`.
    pub min_client: String,
    /// The OpenID Connect issuer that people sign in at.
    pub issuer: String,
    /// The desk's client id there; public, without a secret.
    pub client_id: String,
    /// What the portal calls itself, for the person who is to recognise it; contract 1.1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What a desk may ask for in one call.
    pub limits: Limits,
    /// What of later minor versions of the contract the portal understands, by name; see
    /// [`PAGES_SEEN`] and [`KNOWN_AT`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<String>,
    /// Set by the practice portal alone.
    #[serde(default)]
    pub practice: bool,
}

/// The feature of a portal that takes `pages_seen` with a decision (contract 1.1).
pub const PAGES_SEEN: &str = "pages_seen";

/// The feature of a portal that takes `known_at` with an escalation (contract 1.1).
pub const KNOWN_AT: &str = "known_at";

/// The feature of a portal that says which acts it does not have (contract 1.1).
pub const MISSING_ACTS: &str = "missing_acts";

/// The feature of a portal that keeps a secret for each of a person's desks (contract 1.1).
pub const ESCROW: &str = "escrow";

/// `PUT` and `GET /me/escrow/{desk}`: what opens a desk's data once its person has signed in. The
/// portal learns nothing of the data by it, nor of the key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escrow {
    /// 32 random bytes of the desk's making, in 64 hexadecimal digits.
    pub secret: Zeroizing<String>,
}

impl std::fmt::Debug for Escrow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Escrow(…)")
    }
}

/// The feature of a portal that keeps how the desks' audit logs end (contract 1.1).
pub const AUDIT_HEADS: &str = "audit_heads";

/// `PUT /audit-heads/{id}`: how a desk's audit log ends, for later to be held against it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditHead {
    /// The desk's database, as in `PUT /remainders/{id}`.
    pub desk: Uuid,
    /// How many entries there are; at least one.
    pub entries: i64,
    /// The hash of the last of them, in 64 lower-case hexadecimal digits.
    pub head: String,
    /// When the first entry was written that no head before told of, by the desk's clock.
    pub from: DateTime<Utc>,
    /// When the last entry was written, by the desk's clock.
    pub to: DateTime<Utc>,
}

/// A head as the portal keeps it, with its own reading of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditHeadRecord {
    /// As the desk told it.
    #[serde(flatten)]
    pub told: AuditHead,
    /// The id that it was sent under.
    pub id: Uuid,
    /// Who told it.
    pub person: domain::StaffMember,
    /// By the portal's clock.
    pub told_at: DateTime<Utc>,
    /// The desk had told of as many entries before, or of more, under another hash: one of the two is
    /// not the log as it was written.
    pub goes_back: bool,
}

/// `GET /audit-heads`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditHeads {
    /// The newest of each desk; or those of one desk, in the order in which they were told.
    pub heads: Vec<AuditHeadRecord>,
    /// Whether there are more after the last of them.
    pub has_more: bool,
}

/// The `limits` of `GET /meta`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Largest `limit` of `GET /changes`.
    pub max_page: u32,
    /// Largest attachment, in bytes.
    pub max_attachment_bytes: u64,
    /// Lifetime of a claim in seconds.
    pub claim_ttl_seconds: u32,
    /// Lifetime of a claim for a shift without a network, in seconds.
    pub shift_ttl_seconds: u32,
}

/// `GET /me`: the person whose token this is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// The OpenID Connect subject; the store is opened for it alone.
    pub subject: String,
    /// For the screen.
    pub display_name: String,
    /// The facility's short name, such as 雲林第二監獄.
    pub facility: String,
    /// What this person may do.
    pub role: Role,
}

/// `GET /policy`: every version that the facility ever had, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policies {
    /// At least one; `in_force_from` says which holds on a day.
    pub versions: Vec<domain::Policy>,
}

/// `GET /changes` as it comes in: each change is read by itself, so that one malformed item costs
/// itself and not the page.
#[derive(Debug, Clone, Deserialize)]
pub struct RawChanges {
    /// The database that the revisions are from; another than before means a full snapshot.
    pub epoch: Uuid,
    /// Unread, in the order of the feed.
    pub changes: Vec<Box<serde_json::value::RawValue>>,
    /// Opaque, at most 500 characters: what the next call gives as its cursor.
    pub next_cursor: String,
    /// Whether a next page has something already.
    pub has_more: bool,
}

/// `GET /changes` as the portal writes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Changes {
    /// The database that the revisions are from; another than before means a full snapshot.
    pub epoch: Uuid,
    /// Each entity at the place of its last change.
    pub changes: Vec<Change>,
    /// Opaque, at most 500 characters: what the next call gives as its cursor.
    pub next_cursor: String,
    /// Whether a next page has something already.
    pub has_more: bool,
}

/// One entry of the change feed. `kind` and `op` are plain text here: what this version does not
/// know is skipped with a notice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// `application`, `post`, `family`, `inmate`, `decision`, `escalation`, `suspension`.
    pub kind: String,
    /// The entity's id.
    pub id: Uuid,
    /// The entity's revision with this change.
    pub revision: u64,
    /// `upsert`, `withdrawn`, `decided`, `suspended`, `resumed`, `left_scope`, `purged`.
    pub op: String,
    /// The entity as it now is; with every op but `left_scope` and `purged`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<serde_json::Value>,
}

/// `POST /claims`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimsRequest {
    /// At most 200.
    pub cases: Vec<CaseRef>,
    /// How long the claims are wanted for; cut to the limits of [`Limits`].
    pub ttl_seconds: u32,
    /// For a shift's work without a network: the longer limit applies.
    #[serde(default)]
    pub shift: bool,
}

/// `GET /claims`, and the answer to `POST /claims`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// One for each case that is claimed, whoever holds it.
    pub claims: Vec<Claim>,
}

/// A lease on a case, to spare double work; never what correctness rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Made by the portal; extending and releasing go by it.
    pub id: Uuid,
    /// The claimed case.
    pub case: CaseRef,
    /// Whoever works on it; perhaps this person, at another desk.
    pub holder: domain::StaffMember,
    /// Rises with every claim of the case.
    pub fence: u64,
    /// Since when the holder has been working on it without a break.
    pub claimed_at: DateTime<Utc>,
    /// By the portal's clock; after it the case is free again.
    pub expires_at: DateTime<Utc>,
}

/// What staff do under an id of the desk's making.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActKind {
    /// `PUT /decisions/{uuid}`
    Decision,
    /// `PUT /escalations/{uuid}`
    Escalation,
    /// The answer to an escalation, under the escalation's id.
    Settlement,
    /// `PUT /suspensions/{uuid}`
    Suspension,
    /// The lifting of a suspension, under the suspension's id.
    Lift,
}

impl ActKind {
    /// All that the portal can be asked for.
    pub const ALL: [Self; 5] =
        [Self::Decision, Self::Escalation, Self::Settlement, Self::Suspension, Self::Lift];

    /// As on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Decision => "decision",
            Self::Escalation => "escalation",
            Self::Settlement => "settlement",
            Self::Suspension => "suspension",
            Self::Lift => "lift",
        }
    }

    /// The kind behind a name on the wire; `None` for one that this desk does not know.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// One act by its kind and id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ActRef {
    /// What sort of act it is.
    pub act: ActKind,
    /// The id that it was sent under.
    pub id: Uuid,
}

/// `POST /acts/missing`: acts that the portal has acknowledged, to this person or to colleagues.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActsAsked {
    /// At most 1,000.
    pub acts: Vec<ActRef>,
}

/// The answer: those of them that the portal does not have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingActs {
    /// In no order.
    pub missing: Vec<ActRef>,
}

/// `GET /stats/cases`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseStats {
    /// By the portal's clock.
    pub as_of: DateTime<Utc>,
    /// Those with at least one case.
    pub counts: Vec<CaseCount>,
}

/// How many cases of a kind are in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseCount {
    /// Applications or posts.
    pub kind: CaseKind,
    /// The state that they are in.
    pub state: CaseState,
    /// How many of the facility's there are.
    pub cases: u32,
}

/// `PUT /remainders/{id}`: how much lies unsent on a desk, and nothing of what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remainder {
    /// Acts that the portal has not acknowledged; those in the tray are not among them.
    pub unsent: u32,
    /// When the oldest of it was decided, by the desk's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oldest_at: Option<DateTime<Utc>>,
}

/// A desk's remainder as the portal tells it to supervisors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemainderRecord {
    /// As the desk last told it.
    #[serde(flatten)]
    pub remainder: Remainder,
    /// The desk's database.
    pub id: Uuid,
    /// Who told it.
    pub person: domain::StaffMember,
    /// By the portal's clock.
    pub told_at: DateTime<Utc>,
}

/// `GET /remainders`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remainders {
    /// One for each desk of the facility that has something unsent.
    pub remainders: Vec<RemainderRecord>,
}

/// `PUT /claims/{id}`: extend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimExtension {
    /// How long from now on; cut to the limits of [`Limits`].
    pub ttl_seconds: u32,
}

/// The answer to `PUT /decisions/{uuid}`; the stored one, word for word, if it was sent before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionReceipt {
    /// The UUID that it was sent under.
    pub id: DecisionId,
    /// By the portal's clock; from then on it is in force.
    pub accepted_at: DateTime<Utc>,
    /// The revision of the case since.
    pub revision: u64,
    /// What the verdict has made of the case.
    pub state: CaseState,
}

/// The answer to `PUT /escalations/{uuid}` and `/suspensions/{uuid}` and their sub-calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActReceipt {
    /// The UUID that it was sent under.
    pub id: Uuid,
    /// By the portal's clock.
    pub accepted_at: DateTime<Utc>,
    /// The revision of the escalation or suspension since.
    pub revision: u64,
}

/// `PUT /escalations/{uuid}/settle`, by a supervisor other than the proposer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// For staff; never shown to a family.
    pub answer: Private,
}

/// `PUT /suspensions/{uuid}/lift`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lift {
    /// For staff; never shown to a family.
    pub grounds: Private,
}

/// `GET /stats/rejections`: the portal's own count, to hold the local one against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RejectionStats {
    /// By the portal's clock.
    pub as_of: DateTime<Utc>,
    /// Those of the facility with at least one strike in force.
    pub families: Vec<FamilyRejections>,
}

/// One family's strikes by the portal's count (貳.四).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FamilyRejections {
    /// The account behind the rejected posts.
    pub family_id: domain::FamilyId,
    /// Counting rejections in force since the last suspension ended.
    pub strikes: u32,
    /// Taipei date of the last of them, where the portal tells it.
    #[serde(default)]
    pub last_on: Option<NaiveDate>,
}

/// RFC 9457 `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// `/problems/<slug>`; the slug is one of [`ProblemType`].
    #[serde(rename = "type")]
    pub problem_type: String,
    /// For staff, in Traditional Chinese; repeats nothing that a family wrote.
    pub title: String,
    /// The HTTP status once more.
    pub status: u16,
    /// For staff, as `title`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// With `revision-mismatch` and `already-decided`: the case's revision now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_revision: Option<u64>,
    /// With `already-decided`: who, what, when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Box<DecisionRecord>>,
    /// With `claim-superseded`: who holds the newer claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<Claim>,
    /// With `suspended`: the last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspended_until: Option<NaiveDate>,
    /// With `validation`: which field, as a JSON Pointer (RFC 6901).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
}

/// The problems that this desk acts on. Any other type is taken by its status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemType {
    /// 409: the case has changed since it was seen.
    RevisionMismatch,
    /// 409: a colleague was first.
    AlreadyDecided,
    /// 409: the family took the case back.
    Withdrawn,
    /// 409: a colleague has a newer claim.
    ClaimSuperseded,
    /// 409: the family is suspended.
    Suspended,
    /// 403: this person may not, or may no longer.
    NotAuthorised,
    /// 422: the UUID is known with another body.
    DecisionIdReused,
    /// 410: start again without a cursor.
    CursorUnknown,
    /// 422: a field is wrong.
    Validation,
    /// 403: this version of the desk is no longer served.
    ClientTooOld,
    /// Any other, also one of a newer contract: taken by its status.
    Other,
}

impl Problem {
    /// By the last segment of `problem_type`.
    pub fn kind(&self) -> ProblemType {
        match self.problem_type.rsplit('/').next().unwrap_or_default() {
            "revision-mismatch" => ProblemType::RevisionMismatch,
            "already-decided" => ProblemType::AlreadyDecided,
            "withdrawn" => ProblemType::Withdrawn,
            "claim-superseded" => ProblemType::ClaimSuperseded,
            "suspended" => ProblemType::Suspended,
            "not-authorised" => ProblemType::NotAuthorised,
            "decision-id-reused" => ProblemType::DecisionIdReused,
            "cursor-unknown" => ProblemType::CursorUnknown,
            "validation" => ProblemType::Validation,
            "client-too-old" => ProblemType::ClientTooOld,
            _ => ProblemType::Other,
        }
    }
}
