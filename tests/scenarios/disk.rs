//! A share of what `cargo xtask bench power` goes through in whole: power cuts, and disks that fail.

use std::ffi::OsStr;

use support::disk::{FaultSweep, PowerCuts, Scene, UseCase};
use support::simulation::Dice;

const PROGRAM: &str = env!("CARGO_BIN_EXE_use-case");

#[tokio::test(flavor = "multi_thread")]
async fn a_power_cut_loses_nothing_that_was_acknowledged_and_locks_nobody_out() {
    let scene = Scene::make().await;
    let mut dice = Dice::new(20_261_128);
    let (mut states, mut wrong) = (0, Vec::new());
    for use_case in UseCase::ALL {
        let report =
            PowerCuts::record(&scene, use_case, OsStr::new(PROGRAM)).open(12, &mut dice).await;
        assert!(report.states > 0 && report.calls > 0, "{use_case:?}: {report:?}");
        states += report.states;
        wrong.extend(report.wrong);
    }
    assert!(wrong.is_empty(), "of {states} states:\n{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_fails_loses_nothing_that_was_acknowledged_and_locks_nobody_out() {
    let scene = Scene::make().await;
    let mut dice = Dice::new(20_261_129);
    let (mut met, mut wrong) = (0, Vec::new());
    for use_case in UseCase::ALL {
        let report =
            FaultSweep::find(&scene, use_case, OsStr::new(PROGRAM)).run(4, &mut dice).await;
        met += report.met;
        wrong.extend(report.wrong);
    }
    assert!(met > UseCase::ALL.len(), "only {met} faults were met");
    assert!(wrong.is_empty(), "of {met} faults:\n{}", wrong.join("\n"));
}
