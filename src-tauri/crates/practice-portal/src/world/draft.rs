//! A world on paper, before it is drawn and stored.

use std::collections::HashMap;

use chrono::{DateTime, Duration, NaiveDate, Timelike, Utc};
use domain::{
    Application, Attachment, AttachmentId, CaseId, Decision, DecisionId, DocumentKind,
    EscalationRecord, Family, FamilyId, Inmate, InmateId, InmateStatus, Post, StaffMember,
    Suspension, SuspensionId,
};
use rand::{Rng, RngExt};
use uuid::Uuid;

use super::{
    Dice,
    people::{Registry, Someone},
};
use crate::{World, clock::taipei_day, pictures::Drawing};

/// Up to so many open cases, each has papers of its own.
const SMALL: usize = 100;

/// In a larger world, so many pictures of a kind are drawn and shown again and again.
const POOL: usize = 12;

/// So many cases have a past; in a larger world the others are new.
pub(super) const WITH_PAST: usize = 200;

/// A decision of the past.
pub(super) struct PastDecision {
    pub id: DecisionId,
    pub decision: Decision,
    pub decided_by: StaffMember,
    pub accepted_at: DateTime<Utc>,
    pub family_id: FamilyId,
    pub overturned_by: Option<DecisionId>,
}

pub(super) struct PastSuspension {
    pub id: SuspensionId,
    pub suspension: Suspension,
    pub ordered_by: StaffMember,
    pub ordered_at: DateTime<Utc>,
}

pub(super) struct Draft {
    pub now: DateTime<Utc>,
    pub today: NaiveDate,
    pub facility: String,
    pub registry: Registry,
    pub inmates: Vec<Inmate>,
    pub families: Vec<Family>,
    pub applications: Vec<Application>,
    pub posts: Vec<Post>,
    pub decisions: Vec<PastDecision>,
    pub suspensions: Vec<PastSuspension>,
    pub escalations: Vec<EscalationRecord>,
    /// What each file shows.
    pub drawings: HashMap<AttachmentId, Drawing>,
    pools: HashMap<(DocumentKind, bool), Vec<Drawing>>,
    juveniles: usize,
    pool: usize,
}

impl Draft {
    pub(super) fn new(world: &World) -> Self {
        let today = taipei_day(world.now);
        Self {
            now: world.now,
            today,
            facility: world.facility.clone(),
            registry: Registry::new(today),
            inmates: Vec::new(),
            families: Vec::new(),
            applications: Vec::new(),
            posts: Vec::new(),
            decisions: Vec::new(),
            suspensions: Vec::new(),
            escalations: Vec::new(),
            drawings: HashMap::new(),
            pools: HashMap::new(),
            juveniles: 0,
            pool: if world.cases <= SMALL { usize::MAX } else { POOL },
        }
    }

    /// The instant at which open case `index` of `count` came in: spread over the last twelve days,
    /// by day, when families write.
    pub(super) fn arrival(&self, dice: &mut Dice, index: usize, count: usize) -> DateTime<Utc> {
        let span = 12.0 * 24.0 * 60.0;
        let slot = span / count.max(1) as f64;
        let minutes = span - slot * (index as f64 + dice.random_range(0.1..0.9));
        let mut at = self.now - Duration::minutes(minutes as i64);
        // 23 to 07 in Taipei is 15 to 23 UTC.
        if (15..23).contains(&at.hour()) {
            at -= Duration::hours(i64::from(at.hour()) - 15 + 1 + dice.random_range(0..8));
        }
        at.min(self.now - Duration::minutes(dice.random_range(8..50)))
            .max(self.now - Duration::days(12) - Duration::hours(20))
            .with_second(dice.random_range(0..60))
            .unwrap_or(at)
    }

    pub(super) fn add_inmate(
        &mut self,
        dice: &mut Dice,
        who: &Someone,
        juvenile: bool,
        status: InmateStatus,
    ) -> InmateId {
        let id = InmateId(uuid(dice));
        let index = self.inmates.len();
        let number = if juvenile {
            self.juveniles += 1;
            format!("J{:03}", self.juveniles * 7 + 35)
        } else if index < 9000 {
            // A step that shares no factor with 9000 visits every number once.
            format!("{:04}", 1000 + (index * 1271 + 1413) % 9000)
        } else {
            format!("{:05}", 10_000 + index)
        };
        const WINGS: [&str; 6] = ["忠一舍", "忠二舍", "孝一舍", "孝三舍", "仁二舍", "愛一舍"];
        let housing_unit = format!(
            "{}{}房",
            if juvenile { "少年專區" } else { WINGS[dice.random_range(0..WINGS.len())] },
            dice.random_range(1..29)
        );
        self.inmates.push(Inmate {
            id,
            revision: 1,
            number,
            name: who.name.as_str().into(),
            facility: self.facility.clone(),
            housing_unit,
            juvenile,
            status,
            family_id: None,
        });
        id
    }

    /// A file that shows `drawing`; a world with many cases takes one drawn before.
    pub(super) fn file(
        &mut self,
        dice: &mut Dice,
        kind: DocumentKind,
        file_name: &str,
        at: DateTime<Utc>,
        since_revision: u64,
        drawing: Drawing,
    ) -> Attachment {
        let back = matches!(drawing, Drawing::CardBack(_));
        let pool = self.pools.entry((kind, back)).or_default();
        let drawing = if pool.len() < self.pool {
            pool.push(drawing.clone());
            drawing
        } else {
            pool[dice.random_range(0..pool.len())].clone()
        };
        let attachment = Attachment {
            id: AttachmentId(uuid(dice)),
            kind,
            media_type: drawing.media_type().to_owned(),
            size_bytes: 0,
            sha256: String::new(),
            file_name: file_name.into(),
            uploaded_at: at,
            since_revision,
        };
        self.drawings.insert(attachment.id, drawing);
        attachment
    }

    pub(super) fn inmate_mut(&mut self, id: InmateId) -> Option<&mut Inmate> {
        // Whoever is asked for was added last, or nearly so.
        self.inmates.iter_mut().rev().find(|inmate| inmate.id == id)
    }

    #[cfg(test)]
    pub(super) fn open_cases(&self) -> impl Iterator<Item = domain::Case> + '_ {
        let applications = self.applications.iter().cloned().map(domain::Case::Application);
        let posts = self.posts.iter().cloned().map(domain::Case::Post);
        applications.chain(posts).filter(|case| case.state().is_open())
    }

    /// Everything in it as JSON, to hold one world against another.
    #[cfg(test)]
    pub(super) fn told(&self) -> Vec<serde_json::Value> {
        let mut all = vec![
            serde_json::json!(self.inmates),
            serde_json::json!(self.families),
            serde_json::json!(self.applications),
            serde_json::json!(self.posts),
        ];
        for past in &self.decisions {
            all.push(serde_json::json!([past.id, past.decision, past.accepted_at]));
        }
        for case in self.open_cases() {
            for file in case.attachments() {
                all.push(serde_json::json!(self.drawings.get(&file.id)));
            }
        }
        all
    }
}

/// An id from the world's own chance.
pub(super) fn uuid(dice: &mut Dice) -> Uuid {
    let mut bytes = [0; 16];
    dice.fill_bytes(&mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

/// An id such as a desk makes.
pub(super) fn uuid_v7(dice: &mut Dice, at: DateTime<Utc>) -> Uuid {
    let mut bytes = [0; 10];
    dice.fill_bytes(&mut bytes);
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
    uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
}

pub(super) fn case_id(dice: &mut Dice) -> CaseId {
    CaseId(uuid(dice))
}

pub(super) fn open_status() -> InmateStatus {
    InmateStatus { code: "OPEN".to_owned(), since: None, until: None }
}
