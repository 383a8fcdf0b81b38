//! One-line adapters from the window's commands to the use cases of `app`.

#[allow(dead_code, reason = "build.rs and the test below read it")]
mod names;

mod case;
mod decide;
mod escalations;
mod exports;
mod facility;
mod health;
mod look_alikes;
mod outbox;
mod pack;
mod papers;
mod queue;
mod sampling;
mod session;
mod settings;
mod suspensions;
mod tally;

use tauri::{Builder, Wry};

pub fn register(builder: Builder<Wry>) -> Builder<Wry> {
    builder.invoke_handler(tauri::generate_handler![
        session::boot,
        session::start_practice,
        session::probe_portal,
        session::sign_in,
        session::cancel_sign_in,
        session::sign_out,
        queue::places,
        outbox::sync_status,
        outbox::sync_now,
        queue::list_cases,
        case::open_case,
        case::case_ahead,
        case::leave_case,
        case::reasons,
        case::save_draft,
        case::page_seen,
        case::show_again,
        case::reveal_identity,
        papers::keep_crop,
        papers::drop_crop,
        papers::print_document,
        papers::print_done,
        decide::preview_decision,
        decide::record_decision,
        decide::undo_decision,
        outbox::list_outbox,
        outbox::settle_conflict,
        outbox::ask_reversal,
        pack::weigh_pack,
        pack::take_pack,
        pack::pack,
        pack::end_pack,
        health::health,
        health::resync,
        health::dismiss_notice,
        settings::save_settings,
        settings::foundation,
        settings::list_audit,
        settings::verify_audit,
        case::calculate_kinship,
        facility::facility_words,
        facility::change_facility_words,
        facility::import_facility_words,
        facility::export_facility_words,
        session::sign_in_again,
        escalations::list_escalations,
        escalations::escalate,
        escalations::propose_decision,
        escalations::settle_escalation,
        tally::tally,
        tally::tally_ledger,
        tally::compare_tally,
        tally::charts,
        suspensions::list_suspensions,
        suspensions::suspend,
        suspensions::decline_suspension,
        suspensions::lift_suspension,
        sampling::sampling,
        sampling::draw_sample,
        sampling::second_look,
        look_alikes::look_alikes,
        exports::export_report,
        exports::list_deliveries,
        exports::mark_delivered,
        session::locked_out,
        session::open_again,
        session::begin_anew,
    ])
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_declared_commands_are_those_the_window_knows() {
        let known: Vec<&str> = app::typescript::COMMANDS.iter().map(|c| c.name).collect();
        assert_eq!(super::names::NAMES, known);
    }
}
