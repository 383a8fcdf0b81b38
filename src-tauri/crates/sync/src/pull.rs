//! Pulling: pages by cursor until the feed ends, each applied with its cursor in one transaction.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::merge::{Absence, Absent, Epoch};
use portal::ClientError;
use portal::wire::ProblemType;
use store::feed::Position;
use store::{Store, StoreError, Transaction, cases, feed, outbox};
use uuid::Uuid;

use crate::absence::{AbsenceNotice, note_absence, settle_absence};
use crate::apply::{Applied, Applying};
use crate::item::{self, Item, Unread};
use crate::mishaps::Round;
use crate::planted::PlantedFault;
use crate::{Engine, SyncError, SyncEvent, Triage};

/// What one pull brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pulled {
    /// Pages of `GET /changes` that were stored.
    pub pages: usize,
    /// Items that were taken, those without news among them.
    pub items: usize,
    /// Cases that are new, changed or gone; one that came twice counts twice.
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
        let mut end = self.pull_pages().await;
        if end.is_ok() {
            match self.compare().await {
                Ok(false) => {}
                Ok(true) => end = self.pull_pages().await,
                // The pull has come to its end all the same; the comparison is made later.
                failed @ Err(_) => self.note_mishap(Round::Pull, &failed),
            }
        }
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
            let doubt = applied.doubt;
            self.tell_of(applied);
            if let Some(absent) = doubt {
                let applied = self.end_doubtful_snapshot(position.clone(), absent).await?;
                pulled.changed_cases += applied.changed_cases;
                self.tell_of(applied);
            }
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
        let here = self.circumstances(position);
        self.on_store(move |store: &Store| apply_page(store, &page, &here)).await
    }

    /// A full snapshot lacks much of what is here: the portal's own number says whether it was
    /// whole. If the portal does not answer, the snapshot has not ended, and the next pull asks.
    async fn end_doubtful_snapshot(
        &self,
        position: Position,
        absent: Absent,
    ) -> Result<Applied, SyncError> {
        let told = self.told_number().await?;
        let notice = AbsenceNotice::of(self.portal_now(), absent, told);
        let here = self.circumstances(position);
        self.on_store(move |store: &Store| end_doubtful(store, &here, &notice)).await
    }

    fn circumstances(&self, position: Position) -> Circumstances {
        Circumstances {
            position,
            triage: Arc::clone(&self.triage),
            now: self.now(),
            portal_now: self.portal_now(),
            fault: self.fault(),
        }
    }

    fn tell_of(&self, applied: Applied) {
        if applied.changed_cases > 0 {
            self.tell(SyncEvent::CasesChanged { count: applied.changed_cases });
        }
        for event in applied.events {
            self.tell(event);
        }
    }
}

/// What taking a page rests on beside the page.
struct Circumstances {
    position: Position,
    triage: Triage,
    now: DateTime<Utc>,
    portal_now: DateTime<Utc>,
    fault: Option<PlantedFault>,
}

impl Circumstances {
    fn applying<'a>(&'a self, tx: &'a Transaction<'a>) -> Result<Applying<'a>, StoreError> {
        let restarting = self.position.restarting;
        Ok(Applying {
            tx,
            triage: &self.triage,
            epoch: if restarting { Epoch::Restarted } else { Epoch::Same },
            snapshot: self.position.snapshot,
            now: self.now,
            portal_now: self.portal_now,
            notices: feed::has_unsettled(tx)?,
            fault: self.fault,
            done: Applied::default(),
        })
    }

    /// What follows from the feed's end.
    fn end(&self, applying: &mut Applying<'_>, apart: bool) -> Result<(), StoreError> {
        if self.position.restarting {
            let absent = cases::absent(applying.tx, self.position.snapshot)?;
            if absent.is_doubtful() && self.fault != Some(PlantedFault::DoubtBelieved) {
                applying.done.doubt = Some(absent);
                return Ok(());
            }
            end_snapshot(applying, Absence::Gone, apart)?;
            settle_absence(applying.tx)?;
        }
        feed::finish_pull(applying.tx, self.now)
    }
}

fn end_snapshot(
    applying: &mut Applying<'_>,
    absence: Absence,
    apart: bool,
) -> Result<(), StoreError> {
    match apart {
        false => applying.end_of_snapshot(absence),
        true => applying.end_apart(absence),
    }
}

fn apply_page(store: &Store, page: &Page, here: &Circumstances) -> Result<Applied, StoreError> {
    in_one_or_apart(store, here, |applying, apart| {
        match apart {
            false => applying.all(&page.items)?,
            true => applying.each_apart(&page.items)?,
        }
        feed::advance(applying.tx, page.epoch, &page.next_cursor)?;
        if page.has_more { Ok(()) } else { here.end(applying, apart) }
    })
}

/// The end of a full snapshot of which the portal was asked.
fn end_doubtful(
    store: &Store,
    here: &Circumstances,
    notice: &AbsenceNotice,
) -> Result<Applied, StoreError> {
    let absence = if notice.kept { Absence::Kept } else { Absence::Gone };
    in_one_or_apart(store, here, |applying, apart| {
        end_snapshot(applying, absence, apart)?;
        note_absence(applying.tx, notice)?;
        feed::finish_pull(applying.tx, here.now)
    })
}

/// Does it in one transaction; if anything fails on it but the disk, once more with each item
/// apart.
fn in_one_or_apart(
    store: &Store,
    here: &Circumstances,
    work: impl Fn(&mut Applying<'_>, bool) -> Result<(), StoreError>,
) -> Result<Applied, StoreError> {
    let write = |apart: bool| {
        store.write::<_, StoreError>(|tx| {
            let mut applying = here.applying(tx)?;
            work(&mut applying, apart)?;
            Ok(applying.done)
        })
    };
    // A transaction that is left by a panic is rolled back.
    let applied = match catch_unwind(AssertUnwindSafe(|| write(false))) {
        Ok(Err(error)) if error.ends_everything() => return Err(error),
        Ok(Ok(applied)) => applied,
        Ok(Err(_)) | Err(_) => {
            store.write(|tx| outbox::set_unread_aside(tx, here.now))?;
            write(true)?
        }
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
        let here = Circumstances {
            position,
            triage: Arc::clone(triage),
            now: now(),
            portal_now: now(),
            fault: None,
        };
        apply_page(store, &page, &here).expect("the disk is whole")
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
