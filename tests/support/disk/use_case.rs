//! The use cases, and what each says it has done.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use app::views::boot::PracticeRequest;
use app::views::decide::DecisionRequest;
use app::views::escalations::SettleEscalationRequest;
use app::views::exports::{MarkDeliveredRequest, ReportFormat, ReportKind, ReportRequest};
use app::views::facility::FacilityImportRequest;
use app::views::lock::PinRequest;
use app::views::papers::PrintRequest;
use app::views::queue::{QueueGroup, QueueOnly, QueueRequest, QueueRow};
use app::{ApiError, Desk, DeskOptions, PracticeStart};
use domain::{CaseId, CaseKind, DecisionId, FacilityList, Role};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::secrets::FileSecrets;
use crate::desk::rejection;

/// The hidden argument that makes a program one use case.
const ARGUMENT: &str = "--use-case";
/// Nobody listens there.
pub(super) const NO_LINE: &str = "http://127.0.0.1:9";
/// What is waited for comes within this time, or never.
const PATIENCE: Duration = Duration::from_secs(150);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UseCase {
    FirstStart,
    SignIn,
    Pull,
    Seal,
    Record,
    Undo,
    Send,
    Settle,
    Migrate,
    MarkDelivered,
    Export,
    Import,
    Print,
    Preferences,
    BeginAnew,
    ChangeKey,
}

/// On which files a use case begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Files {
    None,
    /// Pulled and at rest, with one decision unsent.
    Usual,
    /// The same, as version 1 of the database kept it.
    Version1,
    /// The same, with a damaged page.
    Damaged,
}

impl UseCase {
    pub const ALL: [Self; 16] = [
        Self::FirstStart,
        Self::SignIn,
        Self::Pull,
        Self::Seal,
        Self::Record,
        Self::Undo,
        Self::Send,
        Self::Settle,
        Self::Migrate,
        Self::MarkDelivered,
        Self::Export,
        Self::Import,
        Self::Print,
        Self::Preferences,
        Self::BeginAnew,
        Self::ChangeKey,
    ];

    pub(super) fn files(self) -> Files {
        match self {
            Self::FirstStart => Files::None,
            Self::Migrate => Files::Version1,
            Self::BeginAnew => Files::Damaged,
            _ => Files::Usual,
        }
    }

    pub(super) fn has_line(self) -> bool {
        matches!(
            self,
            Self::FirstStart
                | Self::SignIn
                | Self::Pull
                | Self::Seal
                | Self::Send
                | Self::Settle
                | Self::ChangeKey
        )
    }

    pub(super) fn role(self) -> Role {
        match self {
            Self::Settle | Self::Export => Role::Supervisor,
            _ => Role::SocialWorker,
        }
    }
}

/// What the desk has said is done: from then on it has to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ack {
    Decided(DecisionId),
    TakenBack(DecisionId),
    Sent(DecisionId),
    /// A question of these words is answered.
    Answered(String),
    HandedOver(CaseId),
    Exported {
        path: PathBuf,
        sha256: String,
    },
    Imported(String),
    Printed,
    KeyChanged,
    TextScale(u32),
}

/// Where a use case finds its things.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// The desk's data folder; its exports lie in it too.
    pub folder: PathBuf,
    /// The keyring's file, outside of it.
    pub keyring: PathBuf,
    pub portal: String,
}

/// Why a use case did not come to its end.
pub(super) enum Ended {
    /// The desk said so, in these words.
    Refused(String),
    /// What was waited for did not come.
    Waited(&'static str),
}

impl From<ApiError> for Ended {
    fn from(error: ApiError) -> Self {
        Self::Refused(error.message)
    }
}

impl Place {
    pub(super) fn exports(&self) -> PathBuf {
        self.folder.join("exports")
    }

    /// A desk there, whose documents are drawn by this worker.
    pub(super) fn desk(&self, worker: &Path) -> Desk {
        portal::choose_cipher_provider();
        Desk::new(DeskOptions {
            data_folder: self.folder.clone(),
            secrets: Arc::new(FileSecrets::at(&self.keyring)),
            practice: PracticeStart::AtOnceWith(self.portal.clone()),
            worker: worker.to_owned(),
            managed: app::ManagedPolicy::default(),
            open_browser: Arc::new(|_| Err(())),
            on_changed: Arc::new(|_| {}),
            clock: Arc::new(app::SystemClock),
        })
        .exporting_to(self.exports())
    }
}

/// Becomes a use case if the arguments say so: the first thing that `main` does.
pub fn run_if_asked() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, argument, name, folder, keyring, portal] = arguments.as_slice() else { return };
    if argument != ARGUMENT {
        return;
    }
    let place = Place { folder: folder.into(), keyring: keyring.into(), portal: portal.clone() };
    let use_case = UseCase::ALL.into_iter().find(|one| format!("{one:?}") == *name);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let ended = runtime.block_on(perform(use_case.expect("a use case"), &place));
    match ended {
        Ok(()) => say("DONE", ""),
        Err(Ended::Refused(sentence)) => say("REFUSED", &sentence),
        Err(Ended::Waited(what)) => say("WAITED", what),
    }
    std::process::exit(0);
}

/// The arguments that make a program this use case.
pub(super) fn arguments(use_case: UseCase, place: &Place) -> Vec<std::ffi::OsString> {
    vec![
        ARGUMENT.into(),
        format!("{use_case:?}").into(),
        place.folder.clone().into(),
        place.keyring.clone().into(),
        place.portal.clone().into(),
    ]
}

/// One line in one write, so that its place among the calls is known.
fn say(what: &str, words: &str) {
    let line = format!("{what} {words}\n");
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(line.as_bytes()).and_then(|()| out.flush());
}

fn acknowledge(ack: &Ack) {
    say("ACK", &serde_json::to_string(ack).expect("JSON"));
}

async fn perform(use_case: UseCase, place: &Place) -> Result<(), Ended> {
    let worker = std::env::current_exe().unwrap_or_default();
    let desk = place.desk(&worker);
    let done = act(use_case, &desk).await;
    desk.farewell().await;
    desk.close();
    done
}

async fn act(use_case: UseCase, desk: &Desk) -> Result<(), Ended> {
    desk.boot().await?;
    if use_case == UseCase::Preferences {
        for text_scale in [120, 150] {
            let mut settings = desk.boot().await?.settings;
            settings.text_scale = text_scale;
            desk.save_settings(settings).await?;
            acknowledge(&Ack::TextScale(text_scale));
        }
        return Ok(());
    }
    desk.start_practice(PracticeRequest { role: use_case.role() }).await?;
    match use_case {
        UseCase::FirstStart | UseCase::Pull => {
            desk.sync_now().await?;
            until("the last post of the portal", async || {
                Ok(posts(desk).await?.iter().any(|row| row.title.as_deref() == Some(LAST_POST)))
            })
            .await
        }
        UseCase::Seal => {
            desk.sync_now().await?;
            until("all documents", async || {
                let arrived =
                    posts(desk).await?.iter().any(|row| row.title.as_deref() == Some(LAST_POST));
                Ok(arrived && desk.sync_status().await?.documents_waiting == 0)
            })
            .await
        }
        UseCase::Record => record(desk).await.map(drop),
        UseCase::Undo => {
            let decision = record(desk).await?;
            desk.undo_decision(DecisionRequest { decision }).await?;
            acknowledge(&Ack::TakenBack(decision));
            Ok(())
        }
        UseCase::Send => {
            let waiting = desk.list_outbox().await?.unsent;
            desk.sync_now().await?;
            until("an empty outbox", async || Ok(desk.list_outbox().await?.unsent.is_empty()))
                .await?;
            for item in waiting {
                acknowledge(&Ack::Sent(item.decision));
            }
            Ok(())
        }
        UseCase::Settle => {
            let open = desk.list_escalations().await?.open;
            let question = open.first().ok_or(Ended::Waited("a question"))?;
            let answer = "可以放行。".to_owned();
            let request = SettleEscalationRequest { escalation: question.id, answer };
            desk.settle_escalation(request).await?;
            acknowledge(&Ack::Answered(question.question.clone()));
            desk.sync_now().await?;
            until("an empty outbox", async || Ok(desk.sync_status().await?.queued == 0)).await
        }
        UseCase::MarkDelivered => {
            let days = super::inspect::these_days();
            let units = desk.list_deliveries(days).await?.units;
            let post = units.iter().flat_map(|unit| &unit.posts).next();
            let case = post.ok_or(Ended::Waited("an approved post"))?.case.id;
            desk.mark_delivered(MarkDeliveredRequest { posts: vec![case], handed: true }).await?;
            acknowledge(&Ack::HandedOver(case));
            Ok(())
        }
        UseCase::Export => {
            let request = ReportRequest {
                kind: ReportKind::Strikes,
                format: ReportFormat::Csv,
                unmasked: false,
                grounds: String::new(),
            };
            for path in desk.export_report(request).await?.paths {
                // The call that fails may be this one, which is not the desk's.
                let Ok(bytes) = std::fs::read(&path) else { continue };
                let sha256 = hex::encode(Sha256::digest(&bytes));
                acknowledge(&Ack::Exported { path: path.into(), sha256 });
            }
            Ok(())
        }
        UseCase::Import => {
            let columns = FacilityList::Lexicon.columns();
            let cells = ["F001", "CASE", "老樹下", "literal", "flag", "strong"];
            let empty = vec![""; columns.len() - cells.len()];
            let content = [columns.join("\t"), [&cells[..], &empty].concat().join("\t")].join("\n");
            desk.import_facility_words(FacilityImportRequest {
                list: FacilityList::Lexicon,
                file_name: "詞彙.tsv".to_owned(),
                content: content + "\n",
            })
            .await?;
            acknowledge(&Ack::Imported("老樹下".to_owned()));
            Ok(())
        }
        UseCase::Print => {
            let rows = rows(desk, CaseKind::Application).await?;
            let row = rows.iter().find(|row| row.who == super::scene::APPLICANT);
            let case = row.ok_or(Ended::Waited("an application"))?.case;
            let view = desk.open_case(case).await?;
            let document = view.documents.first().ok_or(Ended::Waited("a document"))?.id;
            desk.print_document(PrintRequest { case, document }).await?;
            acknowledge(&Ack::Printed);
            Ok(())
        }
        UseCase::ChangeKey => {
            desk.change_key(PinRequest { pin: String::new().into() }).await?;
            acknowledge(&Ack::KeyChanged);
            Ok(())
        }
        UseCase::SignIn | UseCase::Migrate | UseCase::BeginAnew | UseCase::Preferences => Ok(()),
    }
}

/// The post that the portal got last: who has it has pulled everything.
pub(super) const LAST_POST: &str = "最後一則";

async fn record(desk: &Desk) -> Result<DecisionId, Ended> {
    let posts = posts(desk).await?;
    let decided = super::scene::DECIDED_POST;
    let row = posts
        .iter()
        .find(|row| row.title.as_deref() != Some(decided))
        .ok_or(Ended::Waited("a post"))?;
    let decision = desk.record_decision(rejection(row)).await?.decision;
    acknowledge(&Ack::Decided(decision));
    Ok(decision)
}

pub(super) async fn rows(desk: &Desk, kind: CaseKind) -> Result<Vec<QueueRow>, ApiError> {
    let request = QueueRequest {
        kind: Some(kind),
        group: QueueGroup::Open,
        inmate_number: None,
        text: String::new(),
        only: QueueOnly::All,
        check: None,
        after: None,
        limit: 200,
    };
    Ok(desk.list_cases(request).await?.rows)
}

pub(super) async fn posts(desk: &Desk) -> Result<Vec<QueueRow>, ApiError> {
    rows(desk, CaseKind::Post).await
}

pub(super) async fn until(
    what: &'static str,
    mut is_so: impl AsyncFnMut() -> Result<bool, ApiError>,
) -> Result<(), Ended> {
    let began = Instant::now();
    while !is_so().await? {
        if began.elapsed() > PATIENCE {
            return Err(Ended::Waited(what));
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}
