//! A portal, and the desk's files with which the use cases begin.

use std::path::{Path, PathBuf};

use app::views::boot::PracticeRequest;
use app::views::decide::DecideRequest;
use app::views::escalations::EscalateRequest;
use domain::{CaseKind, DecisionId, DocumentKind, Role, Verdict};
use practice_portal::{Portal, Upload};
use store::key_file::KeyFile;
use store::{Connection, Secret32};

use super::use_case::{Ack, Ended, Files, LAST_POST, NO_LINE, Place, UseCase, posts, rows, until};
use crate::desk::{self, rejection};
use crate::folders::copy_all;

/// Whose paper is a picture.
pub(super) const APPLICANT: &str = "林小明";
pub(super) const DECIDED_POST: &str = "已決定的一則";
const PERSON: &str = "sw-01";

/// What every run begins with. The runs copy it, so that each begins the same; what they send to the
/// portal has the same ids each time, and so is there once.
pub struct Scene {
    portal: Portal,
    folder: tempfile::TempDir,
    unsent: DecisionId,
    /// The last audit head that the portal was told by then.
    told: i64,
}

impl Scene {
    /// # Panics
    /// If it cannot be made.
    pub async fn make() -> Self {
        let portal = tokio::task::spawn_blocking(desk::empty_portal).await.expect("no panic");
        let folder = tempfile::tempdir().expect("a folder");
        let mut scene = Self { portal, folder, unsent: DecisionId(uuid::Uuid::nil()), told: 0 };
        match scene.fill().await {
            Ok(()) => {}
            Err(Ended::Refused(words)) => panic!("nothing to begin with: {words}"),
            Err(Ended::Waited(what)) => panic!("nothing to begin with: waited for {what}"),
        }
        scene.told = scene.portal.hand().last_audit_head().expect("the portal's database");
        scene.write_version_1();
        scene.damage();
        scene
    }

    async fn fill(&mut self) -> Result<(), Ended> {
        let hand = self.portal.hand();
        let inmate = desk::inmate(&hand, "3071");
        let family = desk::family(&hand, inmate);
        let post = |title: &str| desk::post(&hand, family, inmate, title);
        for title in ["生日", "天氣", "搬家", "給主管看的一則", "送達的一則", DECIDED_POST]
        {
            post(title);
        }
        let picture = picture();
        let paper = Upload::jpeg(DocumentKind::Identity, picture.clone());
        hand.submit_application(
            inmate,
            desk::applicant(APPLICANT),
            domain::Route::Kin,
            "配偶",
            vec![paper],
        )
        .expect("the portal's database");

        let place = self.place(&self.beginning(Files::Usual), &self.portal.base_url());
        std::fs::create_dir_all(&place.folder).expect("a folder");
        let worker = Path::new("no-documents-are-opened-here");
        let desk = place.desk(worker);
        let at_rest = async || {
            desk.sync_now().await?;
            until("rest", async || {
                let sync = desk.sync_status().await?;
                let rows = rows(&desk, CaseKind::Application).await?.len();
                Ok(sync.queued == 0 && sync.documents_waiting == 0 && rows > 0)
            })
            .await
        };
        desk.start_practice(PracticeRequest { role: Role::SocialWorker }).await?;
        at_rest().await?;
        for row in posts(&desk).await? {
            match row.title.as_deref() {
                Some("給主管看的一則") => drop(
                    desk.escalate(EscalateRequest {
                        case: row.case,
                        base_revision: row.revision,
                        question: "可以放行嗎？".to_owned(),
                        proposed: None,
                    })
                    .await?,
                ),
                Some("送達的一則") => {
                    let approval = DecideRequest {
                        verdict: Verdict::Approve,
                        reasons: Vec::new(),
                        ..rejection(&row)
                    };
                    desk.record_decision(approval).await?;
                }
                _ => {}
            }
        }
        at_rest().await?;
        desk.start_practice(PracticeRequest { role: Role::Supervisor }).await?;
        at_rest().await?;
        desk.farewell().await;
        desk.close();
        drop(desk);

        // The decision that is unsent when the use cases begin: made without a line.
        let desk = self.place(&place.folder, NO_LINE).desk(worker);
        desk.start_practice(PracticeRequest { role: Role::SocialWorker }).await?;
        let rows = posts(&desk).await?;
        let row = rows.iter().find(|row| row.title.as_deref() == Some(DECIDED_POST));
        let recorded =
            desk.record_decision(rejection(row.ok_or(Ended::Waited("the post"))?)).await?;
        self.unsent = recorded.decision;
        desk.close();
        drop(desk);

        let photo = Upload::jpeg(DocumentKind::Photo, picture);
        hand.submit_post(family, inmate, "照片", "這是妹妹。", Some(photo)).expect("the portal");
        post(LAST_POST);
        Ok(())
    }

    pub(super) fn beginning(&self, files: Files) -> PathBuf {
        self.folder.path().join(format!("{files:?}"))
    }

    fn keyring(&self) -> PathBuf {
        self.folder.path().join("keyring.json")
    }

    fn place(&self, folder: &Path, portal: &str) -> Place {
        Place { folder: folder.to_owned(), keyring: self.keyring(), portal: portal.to_owned() }
    }

    /// Where the portal answers.
    pub(super) fn address(&self) -> String {
        self.portal.base_url()
    }

    /// The same desk begins again: to the portal, which bears witness of its audit log, every other life
    /// of it would be a log that was rewritten.
    pub(super) fn forget_other_lives(&self) {
        self.portal.hand().forget_audit_heads(self.told).expect("the portal's database");
    }

    /// A copy of what the use case begins with.
    pub(super) fn copy_for(&self, use_case: UseCase, folder: &Path) -> Place {
        self.forget_other_lives();
        let desk = folder.join("desk");
        std::fs::create_dir_all(&desk).expect("a folder");
        copy_all(&self.beginning(use_case.files()), &desk);
        let keyring = folder.join("keyring.json");
        // The first start finds no key either.
        if use_case.files() != Files::None {
            std::fs::copy(self.keyring(), &keyring).expect("the keyring");
        }
        let portal = if use_case.has_line() { self.portal.base_url() } else { NO_LINE.to_owned() };
        Place { folder: desk, keyring, portal }
    }

    /// What has to be there before the use case has done anything.
    pub(super) fn promised(&self, use_case: UseCase) -> Vec<Ack> {
        match use_case.files() {
            Files::None => Vec::new(),
            Files::Usual | Files::Version1 | Files::Damaged => vec![Ack::Decided(self.unsent)],
        }
    }

    /// Whether the decision has arrived at the portal.
    pub(super) fn has_arrived(&self, decision: DecisionId) -> bool {
        let decisions = self.portal.hand().decisions().expect("the portal's database");
        decisions.iter().any(|record| record.id == decision)
    }

    fn database(&self, files: Files) -> PathBuf {
        self.beginning(files).join("practice").join(format!("{PERSON}.sqlite"))
    }

    /// The usual files in the first version's schema: its tables with every column that they share.
    fn write_version_1(&self) {
        copy_all(&self.beginning(Files::Usual), &self.beginning(Files::Version1));
        let (file, usual) = (self.database(Files::Version1), self.database(Files::Usual));
        for ending in ["sqlite", "sqlite-wal", "sqlite-shm"] {
            let _ = std::fs::remove_file(file.with_extension(ending));
        }
        let kept = std::fs::read(self.keyring()).expect("the keyring");
        let kept: serde_json::Value = serde_json::from_slice(&kept).expect("JSON");
        let wrapped = KeyFile::read(&usual, &format!("practice/{PERSON}"));
        let mut wrapped = wrapped.expect("readable").expect("a key file");
        let id = wrapped.secret().expect("made by this version").simple();
        let secret = kept[format!("desk-secret/practice/{PERSON}/{id}")].as_str();
        let secret = hex::decode(secret.expect("the secret")).expect("digits");
        let secret = Secret32::read(&secret).expect("32 bytes");
        let key = wrapped.open_by_desk(&secret, None).expect("no PIN").expect("the key");
        let key = hex::encode(key.as_bytes());
        let c = Connection::open(&file).expect("a file");
        let schema = include_str!("../../../schema/store/0001_init.sql");
        c.execute_batch(&format!("PRAGMA key = \"x'{key}'\"; PRAGMA journal_mode = WAL;"))
            .and_then(|()| c.execute_batch(schema))
            .and_then(|()| {
                c.execute_batch("PRAGMA user_version = 1; PRAGMA application_id = 1312965195;")
            })
            .and_then(|()| {
                let usual = usual.display();
                c.execute_batch(&format!("ATTACH '{usual}' AS usual KEY \"x'{key}'\""))
            })
            .expect("the schema of version 1");
        for table in [
            "inmates",
            "families",
            "policies",
            "feed",
            "cases",
            "decisions",
            "outbox",
            "audit",
            "settings",
        ] {
            let columns: String = c
                .query_row(
                    "SELECT group_concat(o.name, ', ') FROM pragma_table_info(?1, 'main') AS o
                     JOIN pragma_table_info(?1, 'usual') AS n ON n.name = o.name",
                    [table],
                    |row| row.get(0),
                )
                .expect("columns");
            c.execute_batch(&format!(
                "INSERT OR REPLACE INTO main.{table} ({columns}) SELECT {columns} FROM usual.{table}"
            ))
            .unwrap_or_else(|error| panic!("{table}: {error}"));
        }
    }

    /// The usual files with a page that fails its check, met already: the next start reads it all.
    fn damage(&self) {
        copy_all(&self.beginning(Files::Usual), &self.beginning(Files::Damaged));
        let file = self.database(Files::Damaged);
        let mut bytes = std::fs::read(&file).expect("the database");
        let last = bytes.len() - 2048;
        bytes[last..last + 16].iter_mut().for_each(|byte| *byte ^= 0x55);
        std::fs::write(&file, bytes).expect("damaged");
        std::fs::write(file.with_extension("sqlite.suspect"), b"").expect("a mark");
    }
}

fn picture() -> Vec<u8> {
    let mut jpeg = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_fn(240, 160, |x, y| image::Rgb([x as u8, y as u8, (x ^ y) as u8]))
        .write_to(&mut jpeg, image::ImageFormat::Jpeg)
        .expect("a picture");
    jpeg.into_inner()
}
