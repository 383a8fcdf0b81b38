//! What can be done to the world, by staff and by families; every rule of the contract that is not
//! about HTTP. Each act runs inside one transaction that its caller opens.

mod claims;
mod decisions;
mod escalations;
mod families;
mod missing;
mod submissions;
mod suspensions;

use chrono::{DateTime, Utc};
use domain::{Application, Case, CaseKind, CaseRef, Post};
use rusqlite::{Connection, Transaction};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

pub(crate) use claims::{Longest, claim_cases, extend, release};
pub(crate) use decisions::{decide, decision_key, history_decision};
pub(crate) use escalations::{escalate, settle};
pub(crate) use families::{
    change_status, come_back, move_out, purge_case, replace_words, resubmit, withdraw,
};
pub(crate) use missing::missing;
pub(crate) use submissions::{NewApplication, NewPost, apply, keep_files, publish};
pub(crate) use suspensions::{lift, order_suspension, over, suspend, turn_the_day};

use crate::{
    problem::{Done, id_reused, not_authorised, validation},
    staff_room::Person,
    store::{self, Op, StoreResult, StoredAct},
};

/// Who asks, and when it is on the portal.
pub(crate) struct Asking<'a> {
    pub person: &'a Person,
    pub now: DateTime<Utc>,
    /// How the asking desk's audit log ends, if it says so.
    pub audit_head: Option<String>,
}

impl Asking<'_> {
    /// The person's right to the staff API at all.
    fn require_right(&self) -> Done<()> {
        if self.person.has_right {
            Ok(())
        } else {
            Err(not_authorised("您已沒有這個機關的審核權限").into())
        }
    }

    fn require_supervisor(&self, detail: &str) -> Done<()> {
        self.require_right()?;
        if self.person.role == domain::Role::Supervisor {
            Ok(())
        } else {
            Err(not_authorised(detail).into())
        }
    }
}

/// Reads a body; what does not read is told with a JSON Pointer and without its words.
pub(crate) fn parse<T: DeserializeOwned>(body: &[u8]) -> Done<T> {
    let deserializer = &mut serde_json::Deserializer::from_slice(body);
    serde_path_to_error::deserialize(deserializer).map_err(|error| {
        let mut pointer = String::new();
        for segment in error.path() {
            match segment {
                serde_path_to_error::Segment::Map { key } => {
                    pointer.push('/');
                    pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
                }
                serde_path_to_error::Segment::Seq { index } => {
                    pointer.push_str(&format!("/{index}"));
                }
                _ => {}
            }
        }
        // serde's own message may quote the value, which may be a family's text.
        let detail = match error.inner().classify() {
            serde_json::error::Category::Data => "這個欄位缺少、型別不符或不是可用的值",
            _ => "這不是完整的 JSON",
        };
        validation(&pointer, detail).into()
    })
}

/// Runs an act under a client-made id: a repeated request gets the first one's stored answer, the
/// same id with another body or by another person is refused, and `act` runs for a new id alone.
///
/// The lookup comes before any other question, so that an answer lost on its way is told again
/// even if the person's right, the case or the fence have changed since.
fn once<B, A>(
    tx: &Transaction<'_>,
    asking: &Asking<'_>,
    key: &str,
    body: &[u8],
    act: impl FnOnce(B) -> Done<A>,
) -> Done<String>
where
    B: DeserializeOwned + Serialize,
    A: Serialize,
{
    let stored = store::find_act(tx, key)?;
    let parsed: Done<B> = parse(body);
    if let Some(stored) = stored {
        let same = match &parsed {
            Ok(parsed) => digest(parsed)? == stored.body_sha256,
            Err(_) => false,
        };
        return if same && stored.subject == asking.person.subject {
            Ok(stored.answer)
        } else {
            Err(id_reused().into())
        };
    }
    asking.require_right()?;
    let parsed = parsed?;
    let body_sha256 = digest(&parsed)?;
    let answer = serde_json::to_string(&act(parsed)?)?;
    store::keep_act(
        tx,
        key,
        &StoredAct {
            subject: asking.person.subject.clone(),
            body_sha256,
            answer: answer.clone(),
            audit_head: asking.audit_head.clone(),
        },
    )?;
    Ok(answer)
}

/// Of the body as it is understood, so that white space and the order of fields do not matter.
fn digest<B: Serialize>(body: &B) -> StoreResult<String> {
    Ok(hex::encode(Sha256::digest(serde_json::to_vec(body)?)))
}

/// The instant from which strikes count by the window of the policy in force; `None`: all do.
pub(crate) fn strike_window(
    connection: &Connection,
    now: DateTime<Utc>,
) -> StoreResult<Option<DateTime<Utc>>> {
    let today = crate::clock::taipei_day(now);
    let versions = store::policies(connection)?;
    let days = domain::policy_in_force(&versions, today).and_then(|one| one.strike_window_days);
    Ok(days
        .and_then(|days| today.checked_sub_days(chrono::Days::new(u64::from(days.max(1) - 1))))
        .map(crate::clock::taipei_midnight))
}

/// A case of this facility.
pub(crate) fn case(connection: &Connection, case: CaseRef) -> StoreResult<Option<Case>> {
    Ok(match case.kind {
        CaseKind::Application => {
            store::entity::<Application>(connection, case.id.0)?.map(Case::Application)
        }
        CaseKind::Post => store::entity::<Post>(connection, case.id.0)?.map(Case::Post),
    })
}

pub(crate) fn put_case(tx: &Transaction<'_>, op: Op, case: &Case) -> StoreResult<()> {
    match case {
        Case::Application(application) => store::put(tx, op, application),
        Case::Post(post) => store::put(tx, op, post),
    }
}

/// Gives a case its next revision and a new state.
pub(crate) fn advance(case: &mut Case, state: domain::CaseState) {
    let (revision, old) = match case {
        Case::Application(a) => (&mut a.revision, &mut a.state),
        Case::Post(p) => (&mut p.revision, &mut p.state),
    };
    *revision += 1;
    *old = state;
}
