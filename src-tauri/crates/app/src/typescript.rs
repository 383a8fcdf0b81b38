//! The window's half of the language: `ui/src/generated/views.ts`, made from the views.

use ts_rs::{Config, TS};

use crate::error::{ApiError, ErrorCode};
use crate::views::{
    audit::*, boot::*, case::*, decide::*, escalations::*, exports::*, facility::*, health::*,
    kinship::*, lock_out::*, look_alikes::*, outbox::*, pack::*, papers::*, queue::*, reversal::*,
    sampling::*, settings::*, statistics::*, suspensions::*, tally::*,
};

/// One command of the window: what it is called, what it takes, what it answers.
pub struct Command {
    pub name: &'static str,
    pub request: fn(&Config) -> String,
    pub answer: fn(&Config) -> String,
}

fn nothing(_: &Config) -> String {
    "null".to_owned()
}

macro_rules! commands {
    ($($name:ident ( $($request:ty)? ) $(-> $answer:ty)?;)+) => {
        &[$(Command {
            name: stringify!($name),
            request: commands!(@name $($request)?),
            answer: commands!(@name $($answer)?),
        }),+]
    };
    (@name) => { nothing };
    (@name $type:ty) => { <$type as TS>::name };
}

/// Every command that the window may call; the shell declares exactly these.
pub const COMMANDS: &[Command] = commands! {
    boot() -> BootView;
    start_practice(PracticeRequest) -> SessionView;
    probe_portal(PortalRequest) -> ProbeView;
    sign_in(PortalRequest) -> SessionView;
    cancel_sign_in();
    sign_out();
    places() -> PlacesView;
    sync_status() -> SyncView;
    sync_now() -> SyncView;
    list_cases(QueueRequest) -> QueuePage;
    open_case(domain::CaseRef) -> CaseView;
    case_ahead(domain::CaseRef) -> Option<CaseView>;
    leave_case(domain::CaseRef);
    reasons() -> Vec<ReasonView>;
    save_draft(SaveDraftRequest);
    page_seen(PageSeenRequest);
    show_again(PageRequest);
    reveal_identity(domain::CaseRef) -> String;
    keep_crop(KeepCropRequest) -> Vec<CropView>;
    drop_crop(DropCropRequest) -> Vec<CropView>;
    print_document(PrintRequest) -> PrintView;
    print_done();
    preview_decision(DecideRequest) -> DecisionPreview;
    record_decision(DecideRequest) -> RecordedView;
    undo_decision(DecisionRequest) -> domain::CaseRef;
    list_outbox() -> OutboxView;
    settle_conflict(SettleTrayRequest) -> Option<domain::CaseRef>;
    ask_reversal(ReversalRequest);
    weigh_pack(PackRequest) -> PackWeight;
    take_pack(PackRequest) -> PackView;
    pack() -> PackView;
    end_pack() -> PackView;
    health() -> HealthView;
    resync();
    dismiss_notice();
    save_settings(SettingsView) -> SettingsView;
    foundation() -> FoundationView;
    list_audit(AuditRequest) -> AuditPage;
    verify_audit() -> AuditCheckView;
    calculate_kinship(KinshipRequest) -> KinshipAnswerView;
    facility_words() -> FacilityWordsView;
    change_facility_words(FacilityChangeRequest) -> FacilityWordsView;
    import_facility_words(FacilityImportRequest) -> FacilityWordsView;
    export_facility_words(FacilityExportRequest) -> ExportedView;
    sign_in_again();
    list_escalations() -> EscalationsView;
    escalate(EscalateRequest) -> domain::EscalationId;
    propose_decision(DecideRequest) -> domain::EscalationId;
    settle_escalation(SettleEscalationRequest);
    tally(TallyRequest) -> TallyView;
    tally_ledger(LedgerRequest) -> LedgerView;
    compare_tally() -> TallyComparisonView;
    charts() -> ChartsView;
    list_suspensions() -> SuspensionsView;
    suspend(SuspendRequest) -> domain::SuspensionId;
    decline_suspension(DeclineSuspensionRequest);
    lift_suspension(LiftSuspensionRequest);
    sampling() -> SamplingView;
    draw_sample(DrawRequest) -> SamplingView;
    second_look(SecondLookRequest) -> SecondLookView;
    look_alikes(domain::CaseRef) -> LookAlikesView;
    export_report(ReportRequest) -> ReportView;
    list_deliveries(DeliveriesRequest) -> DeliveriesView;
    mark_delivered(MarkDeliveredRequest) -> MarkedDeliveredView;
    locked_out() -> Option<LockOutView>;
    open_again() -> SessionView;
    begin_anew() -> SessionView;
};

macro_rules! declarations {
    ($($type:ty),+ $(,)?) => {
        fn declarations(cfg: &Config) -> String {
            let mut text = String::new();
            $(
                if let Some(docs) = <$type as TS>::docs() {
                    text.push_str(&docs);
                }
                text.push_str("export ");
                text.push_str(&<$type as TS>::decl(cfg));
                text.push_str("\n\n");
            )+
            text
        }
    };
}

declarations!(
    domain::CaseId,
    domain::AttachmentId,
    domain::DecisionId,
    domain::Private,
    domain::CaseKind,
    domain::RelationPaper,
    domain::CaseRef,
    domain::CaseState,
    domain::DocumentKind,
    domain::GivenReason,
    domain::Role,
    domain::Route,
    domain::Verdict,
    ApiError,
    ErrorCode,
    BootView,
    KeyringView,
    KeyringState,
    DeskMode,
    SessionView,
    PracticeRequest,
    PortalRequest,
    ProbeView,
    LockOutView,
    LockOutCause,
    PlacesView,
    SyncState,
    SyncView,
    DeskChangedView,
    QueueRequest,
    QueueGroup,
    QueuePage,
    QueueRow,
    QueueMark,
    DueView,
    DueBand,
    CaseView,
    PersonView,
    InmateView,
    ContentView,
    ApplicationView,
    KinshipView,
    KinStep,
    KinDirection,
    PostView,
    SegmentView,
    MarkView,
    MarkSeverity,
    Level,
    FindingView,
    DocumentView,
    PageTroubleView,
    PageRequest,
    PageSeenRequest,
    DocumentState,
    TwinView,
    PartView,
    CropView,
    KeepCropRequest,
    DropCropRequest,
    PrintRequest,
    PrintView,
    CheckView,
    CheckDateView,
    CheckMark,
    HistoryView,
    StrikesView,
    StrikeEntryView,
    VerdictOption,
    ClaimView,
    ReversalView,
    ReversalWay,
    ReversalRequest,
    DraftView,
    SaveDraftRequest,
    ReasonView,
    ReasonCounts,
    DecideRequest,
    DecisionPreview,
    ConsequenceView,
    RecordedView,
    DecisionRequest,
    OutboxView,
    OutboxItemView,
    OutboxState,
    ActView,
    domain::ActRef,
    TrayItemView,
    SideView,
    ChangeView,
    TrayChoice,
    SettleTrayRequest,
    PackRequest,
    PackWeight,
    PackState,
    PackView,
    MissingView,
    HealthView,
    FactView,
    CountView,
    MishapView,
    RemainderView,
    Theme,
    SettingsView,
    FoundationView,
    AuditRequest,
    AuditSort,
    AuditPage,
    AuditRow,
    AuditCheckView,
    domain::FacilityList,
    domain::text::Severity,
    KinshipRequest,
    KinshipAnswerView,
    KinshipSenseView,
    FacilityWordsView,
    FacilityListView,
    FacilityRowView,
    ChoiceView,
    DocumentChoiceView,
    WordingView,
    FacilityChangeRequest,
    FacilityImportRequest,
    FacilityExportRequest,
    ExportedView,
    domain::EscalationId,
    EscalationsView,
    EscalationKind,
    EscalationView,
    ReportingClockView,
    EscalationAnswerView,
    EscalateRequest,
    SettleEscalationRequest,
    TallyBy,
    TallySpan,
    TallyRequest,
    TallyView,
    TallyRow,
    TallyComparisonView,
    ComparisonState,
    TallyDifferenceView,
    LedgerRequest,
    LedgerView,
    LedgerEntryView,
    ChartsView,
    AgeBarView,
    WeekBarView,
    MonthBarView,
    ReasonBarView,
    WaitingView,
    domain::FamilyId,
    domain::SuspensionId,
    domain::WaiverId,
    SuspensionRowId,
    domain::SuspensionMode,
    SuspensionsView,
    SuspensionCardView,
    SuspensionOptionView,
    SuspensionState,
    SuspensionView,
    LiftedView,
    SuspendRequest,
    DeclineSuspensionRequest,
    LiftSuspensionRequest,
    SamplingView,
    DrawView,
    BlindCaseView,
    AgreementView,
    DrawRequest,
    SecondLookRequest,
    SecondLookView,
    LookAlikesView,
    LookAlikeView,
    ReportKind,
    ReportFormat,
    ReportRequest,
    ReportView,
    DeliveriesRequest,
    DeliveriesView,
    DeliveryUnitView,
    DeliveryRow,
    MarkDeliveredRequest,
    MarkedDeliveredView,
);

/// The whole generated file.
pub fn views_ts() -> String {
    let cfg = Config::default();
    let mut text = String::from(
        "// Made from the views in src-tauri/crates/app by its test; do not edit.\n\n",
    );
    text.push_str(&declarations(&cfg));
    text.push_str("/** Every command of the desk: what it takes and what it answers. */\nexport type Commands = {\n");
    for command in COMMANDS {
        text.push_str(&format!(
            "  {}: {{ request: {}; answer: {} }};\n",
            command.name,
            (command.request)(&cfg),
            (command.answer)(&cfg),
        ));
    }
    text.push_str("};\n");
    text
}

#[cfg(test)]
mod tests {
    use super::views_ts;

    /// With `UPDATE=1` in the environment it writes the file instead.
    #[test]
    fn the_generated_typescript_is_fresh() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../../ui/src/generated/views.ts");
        let fresh = views_ts();
        if std::env::var_os("UPDATE").is_some() {
            std::fs::create_dir_all(path.parent().expect("has a parent")).expect("folder");
            std::fs::write(&path, &fresh).expect("written");
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == fresh, "stale: run `UPDATE=1 cargo test -p app typescript`");
    }
}
