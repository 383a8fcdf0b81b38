//! A hand on the world, for tests and the practice itself: what families, inmates, colleagues and
//! operators do, without HTTP. Each act is one transaction and shows in the feed at once.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::{
    Applicant, Application, AttachmentId, Case, CaseRef, Decision, DecisionId, DecisionRecord,
    EscalationRecord, Family, FamilyId, Inmate, InmateId, InmateStatus, Policy, Post, Private,
    Role, Route, Suspension, SuspensionId, SuspensionRecord,
};
use portal::wire::{Claim, ClaimsRequest, DecisionReceipt, Problem};

use crate::{
    Clock, Result, Upload,
    acts::{self, Asking, NewApplication, NewPost},
    clock::taipei_day,
    house::House,
    oidc,
    problem::{Done, Refusal, internal, not_authorised},
    random,
    staff_room::Person,
    store::{self, Entity, Op, PortalCopy, Recount, StoreError},
};

/// A hand on a running (or stopped) portal's world.
#[derive(Clone)]
pub struct Hand {
    house: Arc<House>,
}

impl Hand {
    pub(crate) fn new(house: Arc<House>) -> Self {
        Self { house }
    }

    fn all<E: Entity>(&self) -> Result<Vec<E>> {
        Ok(store::entities(self.house.store().read())?)
    }

    // What is there.

    pub fn inmates(&self) -> Result<Vec<Inmate>> {
        self.all()
    }

    pub fn families(&self) -> Result<Vec<Family>> {
        self.all()
    }

    pub fn applications(&self) -> Result<Vec<Application>> {
        self.all()
    }

    pub fn posts(&self) -> Result<Vec<Post>> {
        self.all()
    }

    /// Pending and held cases, applications first, in the order in which they came.
    pub fn open_cases(&self) -> Result<Vec<Case>> {
        let applications = self.applications()?.into_iter().map(Case::Application);
        let posts = self.posts()?.into_iter().map(Case::Post);
        Ok(applications.chain(posts).filter(|case| case.state().is_open()).collect())
    }

    pub fn case(&self, case: CaseRef) -> Result<Option<Case>> {
        Ok(acts::case(self.house.store().read(), case)?)
    }

    pub fn inmate(&self, id: InmateId) -> Result<Option<Inmate>> {
        Ok(store::entity(self.house.store().read(), id.0)?)
    }

    pub fn family(&self, id: FamilyId) -> Result<Option<Family>> {
        Ok(store::entity(self.house.store().read(), id.0)?)
    }

    /// Every decision that the portal accepted, in the order in which it did.
    pub fn decisions(&self) -> Result<Vec<DecisionRecord>> {
        self.all()
    }

    pub fn decisions_on(&self, case: CaseRef) -> Result<Vec<DecisionRecord>> {
        Ok(self.decisions()?.into_iter().filter(|record| record.decision.case == case).collect())
    }

    pub fn escalations(&self) -> Result<Vec<EscalationRecord>> {
        self.all()
    }

    pub fn suspensions(&self) -> Result<Vec<SuspensionRecord>> {
        self.all()
    }

    /// The stored bytes of a file.
    pub fn file(&self, id: AttachmentId) -> Result<Option<Vec<u8>>> {
        let store = self.house.store();
        let Some(file) = store::attachment(store.read(), id)? else { return Ok(None) };
        Ok(Some(store::read_bytes(store.read(), &file.sha256, 0, file.size)?))
    }

    pub fn epoch(&self) -> Result<uuid::Uuid> {
        Ok(store::identity(self.house.store().read())?.epoch)
    }

    /// The number of the newest change.
    pub fn changes(&self) -> Result<i64> {
        Ok(store::newest_seq(self.house.store().read())?)
    }

    pub fn clock(&self) -> Clock {
        self.house.config.clock.clone()
    }

    // What families do.

    /// A family applies for an inmate. The account is made with the application if there is none.
    pub fn submit_application(
        &self,
        inmate: InmateId,
        applicant: Applicant,
        route: Route,
        relation: &str,
        files: Vec<Upload>,
    ) -> Result<CaseRef> {
        let now = self.house.now();
        let new = NewApplication {
            family: FamilyId(random::uuid()),
            inmate,
            applicant,
            route,
            relation: relation.into(),
            statement: Private::default(),
            files,
        };
        Ok(self.house.store().write(|tx| acts::apply(tx, now, new))?)
    }

    /// A family publishes a post to an inmate.
    pub fn submit_post(
        &self,
        family: FamilyId,
        inmate: InmateId,
        title: &str,
        body: &str,
        photo: Option<Upload>,
    ) -> Result<CaseRef> {
        let now = self.house.now();
        let new = NewPost { family, inmate, title: title.into(), body: body.into(), photo };
        Ok(self.house.store().write(|tx| acts::publish(tx, now, new))?)
    }

    /// The family withdraws a case. False if there is no such case.
    pub fn withdraw(&self, case: CaseRef) -> Result<bool> {
        self.on_case(case, |tx, mut case, _| acts::withdraw(tx, &mut case))
    }

    /// The family sends new files; each replaces the case's files of its kind.
    pub fn resubmit(&self, case: CaseRef, files: Vec<Upload>) -> Result<bool> {
        self.on_case(case, |tx, mut case, now| {
            let files = acts::keep_files(tx, now, case.revision() + 1, files)?;
            acts::resubmit(tx, &mut case, files, now)
        })
    }

    /// The family rewrites a post and publishes it again.
    pub fn rewrite(&self, case: CaseRef, title: &str, body: &str) -> Result<bool> {
        self.on_case(case, |tx, case, now| match case {
            Case::Post(post) => acts::replace_words(tx, post, title.into(), body.into(), None, now),
            Case::Application(_) => Ok(()),
        })
    }

    /// The case is erased with its files and decisions.
    pub fn purge(&self, case: CaseRef) -> Result<bool> {
        self.on_case(case, |tx, case, _| acts::purge_case(tx, &case))
    }

    fn on_case(
        &self,
        case: CaseRef,
        act: impl FnOnce(&rusqlite::Transaction<'_>, Case, DateTime<Utc>) -> Result<(), StoreError>,
    ) -> Result<bool> {
        let now = self.house.now();
        Ok(self.house.store().write(|tx| -> Result<_, StoreError> {
            match acts::case(tx, case)? {
                Some(case) => act(tx, case, now).map(|()| true),
                None => Ok(false),
            }
        })?)
    }

    /// A past as an operator brings it over from the system before: decided posts, what was
    /// decided on them and who was suspended, in one transaction and with their effects.
    pub fn bring_past(
        &self,
        posts: &[Post],
        decisions: &[DecisionRecord],
        suspensions: &[SuspensionRecord],
    ) -> Result<()> {
        Ok(self.house.store().write(|tx| -> Result<_, StoreError> {
            for post in posts {
                store::put(tx, Op::Decided, post)?;
            }
            for record in decisions {
                if let Some(overturned) = record.decision.overturns
                    && let Some(mut old) = store::entity::<DecisionRecord>(tx, overturned.0)?
                {
                    old.overturned_by = Some(record.id);
                    store::mark_overturned(tx, old.id)?;
                    store::put(tx, Op::Upsert, &old)?;
                }
                store::index_decision(tx, record)?;
                store::put(tx, Op::Upsert, record)?;
            }
            for record in suspensions {
                store::index_suspension(tx, record)?;
                store::put(tx, Op::Upsert, record)?;
                if let Some(at) = record.lifted_at {
                    store::end_suspension(tx, record.id, at.min(acts::over(&record.suspension)))?;
                }
            }
            Ok(())
        })?)
    }

    /// A family's account as it is.
    pub fn put_family(&self, family: &Family) -> Result<()> {
        Ok(self.house.store().write(|tx| store::put(tx, Op::Upsert, family))?)
    }

    /// The rejections counted anew from the raw decisions, on a day and with the first day of the
    /// policy's window.
    pub fn recount(
        &self,
        today: chrono::NaiveDate,
        window_from: Option<chrono::NaiveDate>,
    ) -> Result<Recount> {
        Ok(store::recount(self.house.store().read(), today, window_from)?)
    }

    // What happens to inmates.

    /// An inmate not yet known to the facility, or known otherwise.
    pub fn put_inmate(&self, inmate: &Inmate) -> Result<()> {
        Ok(self.house.store().write(|tx| store::put(tx, Op::Upsert, inmate))?)
    }

    /// `OPEN` queues the cases held for this inmate again. False if there is no such inmate.
    pub fn set_status(&self, inmate: InmateId, code: &str) -> Result<bool> {
        let since = Some(taipei_day(self.house.now()));
        let status = InmateStatus { code: code.to_owned(), since, until: None };
        Ok(self.house.store().write(|tx| acts::change_status(tx, inmate, status))?)
    }

    /// The inmate leaves the facility, and their cases and family with them.
    pub fn move_out(&self, inmate: InmateId) -> Result<()> {
        Ok(self.house.store().write(|tx| acts::move_out(tx, inmate))?)
    }

    /// The inmate's leaving was a mistake: they are here again, with everything that left with them.
    pub fn come_back(&self, inmate: InmateId) -> Result<()> {
        Ok(self.house.store().write(|tx| acts::come_back(tx, inmate))?)
    }

    // What colleagues do.

    fn person(&self, subject: &str) -> Result<Person, Box<Problem>> {
        self.house.person(subject).ok_or_else(|| Box::new(not_authorised("這裡沒有這位同仁")))
    }

    /// A colleague's decision, under the same rules as over HTTP.
    pub fn decide(
        &self,
        subject: &str,
        id: DecisionId,
        decision: &Decision,
    ) -> Result<DecisionReceipt, Box<Problem>> {
        let person = self.person(subject)?;
        let asking = Asking { person: &person, now: self.house.now(), audit_head: None };
        refused(self.house.store().write(|tx| -> Done<DecisionReceipt> {
            acts::turn_the_day(tx, asking.now)?;
            let body = serde_json::to_vec(decision)?;
            Ok(serde_json::from_str(&acts::decide(tx, &asking, id, &body)?)?)
        }))
    }

    /// The head of the desk's audit chain that came with a decision.
    pub fn audit_head(&self, id: DecisionId) -> Result<Option<String>, StoreError> {
        let act = store::find_act(self.house.store().read(), &acts::decision_key(id))?;
        Ok(act.and_then(|act| act.audit_head))
    }

    /// A colleague claims cases.
    pub fn claim(&self, subject: &str, cases: Vec<CaseRef>) -> Result<Vec<Claim>, Box<Problem>> {
        let person = self.person(subject)?;
        let config = &self.house.config;
        let longest = acts::Longest { claim: config.claim_ttl, shift: config.shift_ttl };
        let asking = Asking { person: &person, now: self.house.now(), audit_head: None };
        let ttl_seconds = u32::try_from(longest.claim.num_seconds()).unwrap_or(u32::MAX);
        let request = ClaimsRequest { cases, ttl_seconds, shift: false };
        refused(
            self.house
                .store()
                .write(|tx| Ok(acts::claim_cases(tx, &asking, &request, longest)?.claims)),
        )
    }

    /// The claims in force.
    pub fn claims(&self) -> Result<Vec<Claim>> {
        let now = self.house.now();
        Ok(crate::store::claims_in_force(self.house.store().read(), now)?)
    }

    /// A supervisor suspends a family from today for `days` days, the first one counted.
    pub fn suspend(&self, family: FamilyId, days: u64) -> Result<SuspensionId> {
        let now = self.house.now();
        let id = SuspensionId(random::uuid_v7(now));
        let first_day = taipei_day(now);
        let last_day = first_day + chrono::Days::new(days.saturating_sub(1));
        let suspension = Suspension {
            family_id: family,
            first_day,
            last_day,
            strikes: Vec::new(),
            grounds: "練習用的暫停".into(),
            family_message: "您的使用權限暫停中，期滿後會自動恢復。".into(),
            policy_version: Policy::default().version,
        };
        let supervisor = crate::problem::member("sv-01", "洪主任");
        self.house.store().write(|tx| acts::suspend(tx, now, id, suspension, supervisor))?;
        Ok(id)
    }

    /// A supervisor lifts a suspension.
    pub fn lift(&self, id: SuspensionId) -> Result<(), Box<Problem>> {
        let person = self.person("sv-01")?;
        let asking = Asking { person: &person, now: self.house.now(), audit_head: None };
        refused(self.house.store().write(|tx| {
            acts::lift(tx, &asking, id, r#"{"grounds":"練習用的恢復"}"#.as_bytes()).map(|_| ())
        }))
    }

    // What operators do.

    /// Puts a line into the feed as it is: an unknown op, a future field, a malformed item.
    pub fn tell_raw(&self, item: &str) -> Result<()> {
        Ok(self.house.store().write(|tx| store::append_raw(tx, item))?)
    }

    pub fn add_policy(&self, policy: &Policy) -> Result<()> {
        Ok(self.house.store().write(|tx| store::add_policy(tx, policy))?)
    }

    /// A copy of the world to go back to.
    pub fn take_copy(&self) -> Result<PortalCopy> {
        let now = self.house.now();
        Ok(self.house.store().copy(now)?)
    }

    /// Goes back to a copy: a new epoch, and `restored_to` in `GET /meta`.
    pub fn restore(&self, copy: &PortalCopy) -> Result<()> {
        let now = self.house.now();
        Ok(self.house.store().restore(copy, random::uuid(), now)?)
    }

    /// Goes back to a copy without a word: its epoch is the copy's, and no `restored_to` is told.
    pub fn restore_silently(&self, copy: &PortalCopy) -> Result<()> {
        Ok(self.house.store().restore_silently(copy)?)
    }

    /// Up to which entry of their audit log a person's desk told last.
    pub fn told_entries(&self, subject: &str) -> Result<Option<i64>> {
        let newest = store::newest_audit_heads(self.house.store().read(), Some(subject))?;
        Ok(newest.last().map(|head| head.told.entries))
    }

    /// The number of the audit head that a desk told last.
    pub fn last_audit_head(&self) -> Result<i64> {
        Ok(store::last_audit_head(self.house.store().read())?)
    }

    /// Forgets what desks told of their audit logs after that head: for one desk that is copied and lives
    /// more than one life.
    pub fn forget_audit_heads(&self, after: i64) -> Result<()> {
        Ok(self.house.store().write(|tx| store::forget_audit_heads(tx, after))?)
    }

    /// Takes a person's right away; their token stays good for being told so.
    pub fn revoke_right(&self, subject: &str) {
        self.house.set_right(subject, false);
    }

    pub fn give_right(&self, subject: &str) {
        self.house.set_right(subject, true);
    }

    /// A person gets another role, or works at another facility from now on.
    pub fn move_person(&self, subject: &str, role: Role, facility: Option<&str>) {
        self.house.set_standing(subject, role, facility);
    }

    /// Every access token ends; refresh tokens stay good.
    pub fn end_access_tokens(&self) -> Result<()> {
        Ok(self.house.sign_in().end_all(false)?)
    }

    /// Every sign-in ends.
    pub fn sign_everybody_out(&self) -> Result<()> {
        Ok(self.house.sign_in().end_all(true)?)
    }

    /// An access token for a sample person, without the way through the browser.
    pub fn access_token(&self, subject: &str) -> Result<String> {
        Ok(oidc::sign_in_directly(&self.house, subject)?)
    }

    /// Serves only desks of this version and newer from now on.
    pub fn require_client(&self, version: &str) {
        self.house.set_min_client(version);
    }

    /// The sample staff.
    pub fn staff(&self) -> Vec<Person> {
        self.house.people()
    }
}

fn refused<T>(done: Done<T>) -> Result<T, Box<Problem>> {
    done.map_err(|refusal| match refusal {
        Refusal::Problem(problem) => problem,
        Refusal::Store(_) => Box::new(internal()),
    })
}
