//! Pulling: pages by cursor until the feed ends, each applied with its cursor in one transaction.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::merge::Epoch;
use domain::outbox::Closing;
use portal::ClientError;
use portal::wire::ProblemType;
use store::feed::Position;
use store::{
    Store, StoreError, acknowledged, audit, decisions, erasure, escalations, feed, outbox,
    suspensions,
};
use uuid::Uuid;

use crate::apply::{Applied, Applying, Ending};
use crate::item::{self, Item, Unread};
use crate::mishaps::Round;
use crate::notices::{RestoredNotice, note_restored};
use crate::planted::PlantedFault;
use crate::{Engine, SyncError, SyncEvent, Triage};

/// What one pull brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pulled {
    pub pages: usize,
    pub items: usize,
    pub changed_cases: usize,
    /// Items that were skipped with a notice.
    pub unread: usize,
}

/// `GET /changes`, its items read: parsing needs no lock, and goes on beside the storing.
struct Page {
    epoch: Uuid,
    items: Vec<Result<Item, Unread>>,
    next_cursor: String,
    has_more: bool,
}

impl Engine {
    /// Pulls until the feed ends. Pages that came in before a failure are kept.
    ///
    /// # Errors
    /// See [`SyncError`].
    pub async fn pull_once(&self) -> Result<Pulled, SyncError> {
        let _one = self.pulling.lock().await;
        self.change_status(|status| status.pulling = true);
        let end = self.pull_pages().await;
        self.change_status(|status| status.pulling = false);
        self.note_mishap(Round::Pull, &end);
        self.note_end(Round::Pull, &end).await;
        self.refresh_status().await?;
        end
    }

    async fn pull_pages(&self) -> Result<Pulled, SyncError> {
        self.ready().await?;
        self.read_clock().await?;
        let mut pulled = Pulled::default();
        let mut restarts = 0;
        let mut position = self.read(feed::position).await?;
        let mut been_at: HashSet<Option<String>> = HashSet::from([position.cursor.clone()]);
        let mut next = self.page(position.cursor.clone()).await;
        loop {
            let page = match next {
                Err(SyncError::Client(error)) if is_unknown_cursor(&error) && restarts == 0 => None,
                answer => Some(answer?),
            };
            // Without a cursor too: whoever asked for everything again may have slept through a
            // restore.
            let page = page.filter(|page| position.epoch.is_none_or(|known| known == page.epoch));
            let Some(page) = page else {
                // Once is enough: a portal that keeps forgetting its own cursors is in trouble.
                restarts += 1;
                if restarts > 1 {
                    return Err(SyncError::Client(ClientError::Status {
                        status: 410,
                        retry_after: None,
                    }));
                }
                self.start_over(&position).await?;
                position = self.read(feed::position).await?;
                been_at = HashSet::from([position.cursor.clone()]);
                next = self.page(position.cursor.clone()).await;
                continue;
            };
            if self.fault() == Some(PlantedFault::CursorBeforePage) {
                let (epoch, next) = (page.epoch, page.next_cursor.clone());
                self.write(move |tx| feed::advance(tx, epoch, &next)).await?;
                self.client().meta().await?;
            }
            // A feed that leads back to where this pull has been would lead there for ever.
            let circles = page.has_more && !been_at.insert(Some(page.next_cursor.clone()));
            let after = (page.has_more && !circles).then(|| page.next_cursor.clone());
            let here = position.clone();
            position.epoch = Some(page.epoch);
            position.cursor = Some(page.next_cursor.clone());
            // The next page is on its way while this one is stored. It counts only once this one
            // has been: the cursor moves with its page, and a failure here drops the next.
            let (applied, ahead) = tokio::join!(self.apply(page, here), async {
                match after {
                    Some(cursor) => Some(self.page(Some(cursor)).await),
                    None => None,
                }
            });
            let applied = applied?;
            pulled.pages += 1;
            pulled.items += applied.items;
            pulled.changed_cases += applied.changed_cases;
            pulled.unread += applied.unread;
            self.tell_of(applied);
            if circles {
                self.wake_fetch.notify_one();
                return Err(SyncError::FeedCircles);
            }
            match ahead {
                Some(page) => next = page,
                None => break,
            }
        }
        self.wake_fetch.notify_one();
        Ok(pulled)
    }

    /// Asks for a page and reads its items, each by itself.
    async fn page(&self, cursor: Option<String>) -> Result<Page, SyncError> {
        let raw = self.client().changes(cursor.as_deref(), self.settings.page).await?;
        let triage: Triage = Arc::clone(&self.triage);
        let read = tokio::task::spawn_blocking(move || Page {
            epoch: raw.epoch,
            items: raw.changes.iter().map(|entry| item::read(entry, &triage)).collect(),
            next_cursor: raw.next_cursor,
            has_more: raw.has_more,
        });
        read.await.map_err(|_| SyncError::Interrupted)
    }

    /// One page, its cursor, and at the feed's end what follows from it: one transaction. If
    /// anything fails on it but the disk, it is done again item by item, so that one item costs no
    /// other.
    async fn apply(&self, page: Page, position: Position) -> Result<Applied, SyncError> {
        let triage: Triage = Arc::clone(&self.triage);
        let (now, fault) = (self.now(), self.fault());
        self.on_store(move |store: &Store| apply_page(store, &page, &position, &triage, now, fault))
            .await
    }

    fn tell_of(&self, applied: Applied) {
        if applied.changed_cases > 0 {
            self.tell(SyncEvent::CasesChanged { count: applied.changed_cases });
        }
        for event in applied.events {
            self.tell(event);
        }
    }

    /// The portal does not know our cursor: full snapshot. If it was restored from a backup,
    /// everything that it acknowledged since is sent again, unchanged and under the same ids.
    async fn start_over(&self, position: &Position) -> Result<(), SyncError> {
        let meta = self.client().meta().await?;
        let known = position.epoch;
        let (now, fault) = (self.now(), self.fault());
        let restored = known.is_some_and(|known| known != meta.epoch);
        let sent_again = self
            .write(move |tx| {
                feed::restart(tx)?;
                if restored && fault == Some(PlantedFault::UnsentDroppedOnNewEpoch) {
                    for item in outbox::list(tx)? {
                        outbox::close(tx, item.seq, Closing::SameVerdict, None, now)?;
                    }
                }
                let mut sent_again = 0;
                let again = restored && fault != Some(PlantedFault::NothingSentAgain);
                if let Some(restored_to) = meta.restored_to.filter(|_| again) {
                    for stored in decisions::ours_accepted_after(tx, restored_to)? {
                        outbox::send_again(tx, stored.id, now)?;
                        sent_again += 1;
                    }
                    // After the decisions: a question may be about the revision they lead to.
                    acknowledged::send_again(tx, restored_to, now)?;
                }
                feed::set_epoch(tx, meta.epoch)?;
                if restored {
                    note_restored(
                        tx,
                        &RestoredNotice { at: now, to: meta.restored_to, sent_again, seen: false },
                    )?;
                    // What others decided is what the restored portal says, and no more.
                    decisions::unlearn(tx)?;
                    escalations::unlearn(tx)?;
                    suspensions::unlearn(tx)?;
                    erasure::unlearn(tx)?;
                    audit::append(
                        tx,
                        &audit::Event {
                            at: now,
                            actor: audit::DESK,
                            action: "portal.restored",
                            subject: "portal".to_owned(),
                            detail: serde_json::json!({
                                "epoch": meta.epoch,
                                "restored_to": meta.restored_to,
                                "sent_again": sent_again,
                            }),
                        },
                    )?;
                }
                Ok(sent_again)
            })
            .await?;
        if restored {
            self.tell(SyncEvent::Restored { to: meta.restored_to, sent_again });
            self.wake_push.notify_one();
        }
        Ok(())
    }
}

fn apply_page(
    store: &Store,
    page: &Page,
    position: &Position,
    triage: &Triage,
    now: DateTime<Utc>,
    fault: Option<PlantedFault>,
) -> Result<Applied, StoreError> {
    let write = |apart: bool| {
        store.write::<_, StoreError>(|tx| {
            let mut applying = Applying {
                tx,
                triage,
                epoch: if position.restarting { Epoch::Restarted } else { Epoch::Same },
                snapshot: position.snapshot,
                now,
                notices: feed::has_unsettled(tx)?,
                fault,
                done: Applied::default(),
            };
            let ends = !page.has_more && position.restarting;
            let ending = if ends { Ending::OfSnapshot } else { Ending::Plain };
            match apart {
                false => applying.all(&page.items, ending)?,
                true => applying.each_apart(&page.items, ending)?,
            }
            feed::advance(tx, page.epoch, &page.next_cursor)?;
            if !page.has_more {
                feed::finish_pull(tx, now)?;
            }
            Ok(applying.done)
        })
    };
    // A transaction that is left by a panic is rolled back.
    let applied = match catch_unwind(AssertUnwindSafe(|| write(false))) {
        Ok(Err(error)) if error.ends_everything() => return Err(error),
        Ok(Ok(applied)) => applied,
        Ok(Err(_)) | Err(_) => write(true)?,
    };
    if applied.erased {
        store.empty_log()?;
    }
    Ok(applied)
}

fn is_unknown_cursor(error: &ClientError) -> bool {
    error.problem_type() == Some(ProblemType::CursorUnknown)
}

#[cfg(test)]
mod tests {
    use domain::Priority;
    use serde_json::value::RawValue;
    use store::feed::NoticeKind;
    use store::{Key, cases};

    use super::*;

    fn id(number: u8) -> Uuid {
        Uuid::from_u128(number.into())
    }

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_000_000, 0).expect("an instant")
    }

    fn entry(kind: &str, number: u8, data: &str) -> String {
        format!(
            r#"{{"kind":"{kind}","id":"{}","revision":1,"op":"upsert","data":{data}}}"#,
            id(number)
        )
    }

    fn post(number: u8, title: &str) -> String {
        let data = format!(
            r#"{{"id":"{}","revision":1,"number":"簿115-1","state":"pending",
                "submitted_at":"2026-11-20T01:00:00Z","family_id":"{}","inmate_id":"{}",
                "author_name":"範例","relation":"弟弟的太太的先生","title":"{title}","body":"好"}}"#,
            id(number),
            id(100),
            id(101)
        );
        entry("post", number, &data)
    }

    fn decision(number: u8, accepted_at: &str) -> String {
        let data = format!(
            r#"{{"id":"{}","case":{{"kind":"post","id":"{}"}},"base_revision":1,
                "evidence_sha256":[],"verdict":"approve","reasons":[],"family_message":"",
                "policy_version":"112.12","decided_at":"2026-11-20T02:00:00Z",
                "decided_by":{{"subject":"s","display_name":"範例"}},
                "accepted_at":"{accepted_at}","resulting_revision":2,"family_id":"{}"}}"#,
            id(number),
            id(1),
            id(100)
        );
        entry("decision", number, &data)
    }

    /// Applies one page of these entries to a store.
    fn apply(store: &Store, triage: &Triage, entries: &[String], restarting: bool) -> Applied {
        let items = entries
            .iter()
            .map(|entry| {
                let raw: Box<RawValue> = serde_json::from_str(entry).expect("JSON");
                item::read(&raw, triage)
            })
            .collect();
        let page = Page { epoch: id(9), items, next_cursor: "c".to_owned(), has_more: false };
        let position = store.read(feed::position).expect("a feed");
        let position = Position { restarting, ..position };
        apply_page(store, &page, &position, triage, now(), None).expect("the disk is whole")
    }

    fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("desk.db");
        let store = Store::open(&path, &Key::from_bytes([7; 32]), now()).expect("a store");
        (folder, store)
    }

    fn here(store: &Store, number: u8) -> Option<Priority> {
        let case = store.read(|c| cases::get(c, id(number).into())).expect("read");
        case.map(|stored| stored.priority)
    }

    fn normal() -> Triage {
        Arc::new(|_| Priority::Normal)
    }

    #[test]
    fn a_decision_accepted_after_the_year_9999_costs_no_other_item() {
        let (_folder, store) = store();
        let page = [post(1, "前"), decision(2, "+12345-01-01T00:00:00Z"), post(3, "後")];
        let applied = apply(&store, &normal(), &page, false);
        assert_eq!((applied.items, applied.unread, applied.changed_cases), (3, 1, 2));
        assert!(here(&store, 1).is_some() && here(&store, 3).is_some());
        let [notice] = &store.read(feed::notices).expect("read")[..] else { panic!("one notice") };
        assert_eq!((notice.what, notice.id), (NoticeKind::NotApplied, Some(id(2))));
        assert_eq!((notice.kind.as_str(), notice.detail.as_str()), ("decision", "sqlite 1299"));
        // It changes, and is taken.
        apply(&store, &normal(), &[decision(2, "2026-11-20T02:00:00Z")], false);
        assert!(store.read(feed::notices).expect("read").is_empty());
    }

    #[test]
    fn a_case_that_no_rule_survives_is_here_and_shown_first() {
        let (_folder, store) = store();
        let triage: Triage = Arc::new(|case| match case {
            domain::Case::Post(post) if post.title.as_str() == "壞" => panic!("{}", "弟弟"),
            _ => Priority::Normal,
        });
        let page = [post(1, "前"), post(2, "壞"), post(3, "後")];
        let applied = apply(&store, &triage, &page, false);
        assert_eq!((applied.changed_cases, applied.unread), (3, 0));
        assert_eq!(here(&store, 2), Some(Priority::Urgent));
        assert_eq!(here(&store, 3), Some(Priority::Normal));
        let [notice] = &store.read(feed::notices).expect("read")[..] else { panic!("one notice") };
        assert_eq!((notice.what, notice.detail.as_str()), (NoticeKind::NotJudged, "panic"));
    }

    #[test]
    fn a_case_that_a_snapshot_names_unreadably_is_not_swept() {
        let (_folder, store) = store();
        apply(&store, &normal(), &[post(1, "一"), post(2, "二")], true);
        store.write(feed::restart).expect("written");
        let broken = post(1, "一").replace(r#""title":"一""#, r#""title":7"#);
        apply(&store, &normal(), &[broken], true);
        assert!(here(&store, 1).is_some(), "named, though it could not be read");
        assert!(here(&store, 2).is_none(), "not named");
    }
}
