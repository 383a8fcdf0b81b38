//! Power cuts, or with `--faults` failing calls, all of them or as many of each use case as `--most`
//! says: `cargo xtask bench power`. `--only Record` for one use case, `--seed` for other choices.
//! Ends with failure if anything is lost or anybody locked out.

use std::process::ExitCode;
use std::time::Instant;

use support::disk::{FaultSweep, PowerCuts, Scene, UseCase};
use support::simulation::Dice;

pub fn run() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1).cloned()
    };
    let number = |name: &str| value(name).and_then(|text| text.parse::<u64>().ok());
    let most = number("--most").map_or(usize::MAX, |most| most as usize);
    let mut dice = Dice::new(number("--seed").unwrap_or(1));
    let only = value("--only");
    let faults = arguments.iter().any(|argument| argument == "--faults");
    let program = std::env::current_exe().expect("this program");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let scene = Scene::make().await;
        let mut bad = 0;
        for use_case in UseCase::ALL {
            if only.as_ref().is_some_and(|only| format!("{use_case:?}") != *only) {
                continue;
            }
            let began = Instant::now();
            let (told, wrong) = if faults {
                let report = FaultSweep::find(&scene, use_case, program.as_os_str())
                    .run(most, &mut dice)
                    .await;
                let told = format!(
                    "{} runs, {} faults met, {} refused with a sentence",
                    report.runs, report.met, report.refused
                );
                (told, report.wrong)
            } else {
                let cuts = PowerCuts::record(&scene, use_case, program.as_os_str());
                let report = cuts.open(most, &mut dice).await;
                (format!("{} calls, {} states", report.calls, report.states), report.wrong)
            };
            let seconds = began.elapsed().as_secs_f64();
            println!("{use_case:?}: {told}, {} wrong, {seconds:.0} s", wrong.len());
            for wrong in wrong.iter().take(20) {
                println!("    {wrong}");
            }
            bad += wrong.len();
        }
        ExitCode::from(u8::from(bad > 0))
    })
}
