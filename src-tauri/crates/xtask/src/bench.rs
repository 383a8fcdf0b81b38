//! `bench`: builds a benchmark with optimisation and runs it. The benchmarks live beside what they
//! measure; here is only the list.

use std::process::Command;

use crate::desk::with_the_window;
use crate::session::Session;
use crate::step::{Failure, Outcome, Step, say};
use crate::{setup, ui, workspace};

/// One benchmark: an example program of some package.
struct Benchmark {
    name: &'static str,
    measures: &'static str,
    example: &'static str,
    /// Whether it opens the window, and so needs a display and the desk itself.
    window: bool,
}

/// The program that measures the desk as a whole, and is told by name what of it.
const WHOLE: &str = "bench";

const ALL: &[Benchmark] = &[
    Benchmark {
        name: "start",
        measures: "cold start to a painted queue of 20,000 cases, beside a bare window",
        example: WHOLE,
        window: true,
    },
    Benchmark {
        name: "pull",
        measures: "a first pull of 5,000 cases, beside curl fetching the same pages",
        example: WHOLE,
        window: false,
    },
    Benchmark {
        name: "sending",
        measures: "1,000 offline decisions until all are acknowledged, beside a bare client",
        example: WHOLE,
        window: false,
    },
    Benchmark {
        name: "record",
        measures: "one decision recorded durably, beside one bare commit of the same rows",
        example: "record_bench",
        window: false,
    },
    Benchmark {
        name: "growth",
        measures: "one pull and one decision with 100,000 cases, beside the same with 1,000",
        example: WHOLE,
        window: false,
    },
    Benchmark {
        name: "nationwide",
        measures: "two days of 51 facilities of five desks each before one practice portal",
        example: WHOLE,
        window: false,
    },
    Benchmark {
        name: "simulation",
        measures: "days in which everything goes wrong, 10,000 unless --seeds says otherwise",
        example: WHOLE,
        window: false,
    },
    Benchmark {
        name: "power",
        measures: "every state that a power cut may leave; with --faults, every call that may fail",
        example: WHOLE,
        window: false,
    },
    Benchmark {
        name: "tally",
        measures: "the tally's views over 1,000,000 decisions, beside DuckDB over the same rows",
        example: WHOLE,
        window: false,
    },
    Benchmark {
        name: "rules",
        measures: "every rule on 100,000 posts, beside a bare scan for the same words",
        example: "findings_bench",
        window: false,
    },
    Benchmark {
        name: "backtest",
        measures: "what a new term would mark in 100,000 posts, beside instr over the same file",
        example: "backtest_bench",
        window: false,
    },
    Benchmark {
        name: "fuzz",
        measures: "every rule on 10,000,000 inputs that nobody imagined; --seed, --inputs, --minutes",
        example: "fuzz",
        window: false,
    },
    Benchmark {
        name: "rendition",
        measures: "a 12 MP and a 48 MP photograph to its rendition, beside vipsthumbnail",
        example: "rendition_bench",
        window: false,
    },
    Benchmark {
        name: "documents",
        measures: "scanned pages beside pdftoppm; with --corpus FOLDER, what lacks ink and is silent",
        example: "documents_bench",
        window: false,
    },
    Benchmark {
        name: "next",
        measures: "the next case painted with all its papers, and the memory of desk and workers",
        example: WHOLE,
        window: true,
    },
    Benchmark {
        name: "lock",
        measures: "the key that locks to a page without data, the PIN to the queue, beside Argon2id",
        example: WHOLE,
        window: true,
    },
    Benchmark {
        name: "hostile",
        measures: "thousands of malformed files and bombs, each answered, memory under the cap",
        example: "hostile_bench",
        window: false,
    },
];

/// Runs the named benchmark, or all of them.
pub fn run(name: Option<&str>, arguments: &[String]) -> Outcome<()> {
    let chosen: Vec<&Benchmark> =
        ALL.iter().filter(|benchmark| name.is_none_or(|name| name == benchmark.name)).collect();
    if chosen.is_empty() {
        for benchmark in ALL {
            say(&format!("{:<12} {}", benchmark.name, benchmark.measures));
        }
        return match name {
            Some("list") => Ok(()),
            _ => {
                Err(Failure::new("There is no benchmark of this name", "choose one of those above"))
            }
        };
    }
    chosen.into_iter().try_for_each(|benchmark| measure(benchmark, arguments))
}

fn measure(benchmark: &Benchmark, arguments: &[String]) -> Outcome<()> {
    setup::to_measure()?;
    if benchmark.window {
        setup::everything()?;
        ui::build_if_older()?;
    }
    // The whole workspace is named, so that every benchmark shares what is built for one.
    let mut build = workspace::cargo();
    build.args(["build", "--profile", "bench", "--workspace", "--example", benchmark.example]);
    if benchmark.window {
        build.args(["--bin", "notebook-desk", "--example", "bare_window"]);
    }
    Step {
        title: "Building with optimisation (ten minutes the first time)",
        advice: "the compiler's message above names the file",
    }
    .run(&mut build)?;
    let program = workspace::built(true, &format!("examples/{}", benchmark.example));
    let mut program = Command::new(program);
    program.current_dir(workspace::root());
    if benchmark.example == WHOLE {
        program.arg(benchmark.name);
    }
    program.args(arguments);
    let title = format!("Benchmark {}: {}", benchmark.name, benchmark.measures);
    let step = Step { title: &title, advice: "its last lines above say why" };
    if benchmark.window {
        with_the_window(&mut program, true);
        program.env("BARE_WINDOW_BIN", workspace::built(true, "examples/bare_window"));
        let mut session = Session::start()?;
        session.enter(&mut program)?;
        return step.run(&mut program);
    }
    step.run(&mut program)
}
