//! The whole road in a real browser: from registering to a post that is delivered, three rejections
//! and a suspension. The staff's part goes over the staff API, with the desk's own client.

use std::path::{Path, PathBuf};

use chrono::Duration;
use domain::{
    Case, CaseKind, CaseRef, CaseState, Composition, Decision, DecisionId, DocumentKind,
    GivenReason, Role, Suspension, SuspensionId, Verdict, calendar::taipei_date,
};
use portal::wire::{Change, Lift, Me};
use portal::{Client, ClientOptions, Session};
use practice_portal::{Clock, Config, Hand, Portal, World};
use support::browser::{Browser, target};
use support::visitor::PASSWORD;
use uuid::Uuid;

use super::{inmate, noon, reason};

/// A portal with drawn documents, so that a family has real files to upload.
fn drawn_portal() -> Portal {
    Portal::start(Config {
        clock: Clock::manual(noon()),
        world: World { cases: 12, ..World::at(noon()) },
        picture_cache: Some(target().join("family-files")),
        ..Config::default()
    })
    .unwrap()
}

/// Files of somebody's kitchen drawer: pictures as the practice world draws them.
struct Drawer {
    folder: tempfile::TempDir,
}

impl Drawer {
    fn fill(hand: &Hand) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let applications = hand.applications().unwrap();
        let posts = hand.posts().unwrap();
        let all = applications
            .iter()
            .flat_map(|case| case.documents.iter())
            .chain(posts.iter().flat_map(|case| case.photos.iter()));
        for (kind, name) in [
            (DocumentKind::Identity, "身分證.jpg"),
            (DocumentKind::Relationship, "戶口名簿.jpg"),
            (DocumentKind::Portrait, "我的照片.jpg"),
            (DocumentKind::Photo, "騎車.jpg"),
        ] {
            let file =
                all.clone().find(|f| f.kind == kind && f.media_type == "image/jpeg").unwrap();
            let bytes = hand.file(file.id).unwrap().unwrap();
            std::fs::write(folder.path().join(name), bytes).unwrap();
        }
        std::fs::write(folder.path().join("假的.jpg"), "<html>不是照片</html>").unwrap();
        Self { folder }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// A colleague at a desk, by the desk's own client.
struct Staff {
    client: Client,
    hand: Hand,
}

impl Staff {
    fn sign_in(portal: &Portal, subject: &str, role: Role) -> Self {
        portal::choose_cipher_provider();
        let hand = portal.hand();
        let me = Me {
            subject: subject.to_owned(),
            display_name: "同仁".to_owned(),
            facility: "雲林第二監獄".to_owned(),
            role,
        };
        let token = hand.access_token(subject).unwrap();
        let session = Session::with_access_token(me, &token).unwrap();
        let base = portal.base_url().parse().unwrap();
        let client = Client::new(base, session.tokens, ClientOptions::default()).unwrap();
        Self { client, hand }
    }

    /// The newest open case of this kind in the feed that every desk reads.
    async fn newest(&self, kind: CaseKind) -> Case {
        let mut cursor = None;
        let mut found = None;
        loop {
            let page = self.client.changes(cursor.as_ref(), 500).await.unwrap();
            for change in page.changes {
                match change {
                    Change::Application { .. } | Change::Post { .. } => {}
                    _ => continue,
                }
            }
            if !page.has_more {
                break;
            }
            cursor = Some(page.next_cursor);
        }
        found.take().unwrap_or_else(|| panic!("no {kind:?}"))
    }
}
