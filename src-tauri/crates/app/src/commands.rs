//! Every command of the window, declared once: what it is called, what it takes, what it answers.
//!
//! From this table come the way into the desk ([`Desk::call`]) and the types that the window's pages
//! are written against (`typescript.rs`). A new command is a line here and a function of [`Desk`] of
//! the same name.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::Desk;
use crate::error::ApiError;
use crate::views::{
    audit::*, boot::*, case::*, decide::*, escalations::*, exports::*, facility::*, health::*,
    kinship::*, lock::*, lock_out::*, look_alikes::*, outbox::*, own_settings::*, pack::*,
    papers::*, queue::*, reversal::*, sampling::*, settings::*, statistics::*, suspensions::*,
    tally::*,
};

macro_rules! commands {
    ($($name:ident ( $($request:ty)? ) $(-> $answer:ty)?;)+) => {
        impl Desk {
            /// Calls a command by its name; `request` is `null` for those that take nothing.
            /// Answers in JSON.
            ///
            /// # Errors
            /// What the command answers, and `Failed` for a name that is not in the table or a
            /// request of another shape. While the desk is locked, `Locked` for every command but those
            /// of the lock page.
            pub async fn call(&self, name: &str, request: Value) -> Result<String, ApiError> {
                if WHILE_LOCKED.contains(&name) {
                    return self.do_call(name, request).await;
                }
                let _pass = self.lock.pass().await?;
                let answer = self.do_call(name, request).await;
                // The desk may have been locked meanwhile: what was done is done, and not told.
                if self.lock.is_set() && !LOCKS_BY_ITSELF.contains(&name) {
                    return Err(ApiError::locked());
                }
                answer
            }

            async fn do_call(&self, name: &str, request: Value) -> Result<String, ApiError> {
                match name {
                    $(stringify!($name) => in_json::<commands!(@type $($answer)?)>(
                        commands!(@call self $name request $($request)?).await,
                    ),)+
                    _ => Err(not_understood()),
                }
            }
        }

        /// Every command with its types.
        #[cfg(test)]
        pub(crate) fn each(visit: &mut impl Visitor) {
            $(visit.command::<
                commands!(@type $($request)?),
                commands!(@type $($answer)?),
            >(stringify!($name));)+
        }
    };
    (@call $desk:ident $name:ident $given:ident) => { $desk.$name() };
    (@call $desk:ident $name:ident $given:ident $request:ty) => {
        $desk.$name(read::<$request>($given)?)
    };
    (@type) => { () };
    (@type $type:ty) => { $type };
}

/// What is answered while the desk is locked: the commands of the lock page.
const WHILE_LOCKED: &[&str] =
    &["boot", "lock", "lock_page", "unlock", "unlock_by_portal", "leave_lock", "cancel_sign_in"];

/// Ways in that may end before a lock page: that is their own answer.
const LOCKS_BY_ITSELF: &[&str] =
    &["start_practice", "sign_in", "choose_desk", "set_pin", "open_again", "begin_anew"];

/// Looks at commands one by one.
#[cfg(test)]
pub(crate) trait Visitor {
    fn command<Request: ts_rs::TS + 'static, Answer: ts_rs::TS + 'static>(
        &mut self,
        name: &'static str,
    );
}

commands! {
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
    reveal_identity(RevealRequest) -> String;
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
    show_log();
    resync();
    dismiss_notice();
    save_settings(SettingsView) -> SettingsView;
    own_settings() -> OwnSettingsView;
    save_own_settings(OwnSettingsView);
    foundation() -> FoundationView;
    list_audit(AuditRequest) -> AuditPage;
    verify_audit() -> AuditCheckView;
    note_audit_fault(NoteAuditFaultRequest) -> AuditCheckView;
    calculate_kinship(KinshipRequest) -> KinshipAnswerView;
    facility_words() -> FacilityWordsView;
    change_facility_words(FacilityChangeRequest) -> FacilityWordsView;
    import_facility_words(FacilityImportRequest) -> FacilityWordsView;
    try_facility_words(FacilityTrialRequest) -> BacktestView;
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
    lock(LockRequest) -> Option<LockView>;
    lock_page() -> Option<LockView>;
    unlock(PinRequest) -> SessionView;
    unlock_by_portal() -> SessionView;
    leave_lock();
    choose_desk(ChooseDeskRequest) -> LockView;
    set_pin(PinRequest) -> SessionView;
    change_pin(ChangePinRequest);
    change_key(PinRequest);
    locked_out() -> Option<LockOutView>;
    open_again() -> SessionView;
    begin_anew() -> SessionView;
}

fn read<Request: DeserializeOwned>(given: Value) -> Result<Request, ApiError> {
    // The error may quote what somebody typed.
    serde_json::from_value(given).map_err(|_| not_understood())
}

fn in_json<Answer: Serialize>(answer: Result<Answer, ApiError>) -> Result<String, ApiError> {
    serde_json::to_string(&answer?).map_err(|error| {
        tracing::error!(%error, "an answer could not be written down");
        ApiError::failed("審核台沒有辦法回答視窗，資料沒有被動過。請重新啟動審核台。")
    })
}

fn not_understood() -> ApiError {
    ApiError::failed("視窗問了審核台不認得的事，資料沒有被動過。請重新啟動審核台。")
}

#[cfg(test)]
mod tests {
    use domain::Role;
    use serde_json::json;

    use crate::error::ErrorCode;
    use crate::testing::Seat;

    #[tokio::test(flavor = "multi_thread")]
    async fn what_is_not_in_the_table_or_of_another_shape_does_nothing_and_quotes_nothing() {
        let seat = Seat::taken_by(Role::SocialWorker).await;
        for (name, request) in [
            ("no_such_command", json!(null)),
            ("", json!({})),
            ("open_case", json!("王小明的案件")),
            ("record_decision", json!({ "case": "王小明" })),
            ("list_cases", json!([[1, 2], { "a": null }])),
        ] {
            let refused = seat.desk.call(name, request).await.expect_err(name);
            assert_eq!(refused.code, ErrorCode::Failed, "{name}");
            assert!(!refused.message.contains("王小明"), "{name}: {}", refused.message);
        }
        let answer = seat.desk.call("list_outbox", json!(null)).await.expect("answered");
        assert!(answer.contains("\"unsent\":[]"), "{answer}");
    }
}
