//! The supervisor's tally over 1,000,000 decisions: how long each view takes to open, beside the
//! same aggregation by DuckDB over the same rows. Prints medians in milliseconds and their ratio.
//! Filling takes some minutes; `--decisions 100000` tries a tenth.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    Case, CaseState, Decision, DecisionId, DecisionRecord, FamilyId, GivenReason, InmateId, Policy,
    Post, Private, StaffMember, Verdict,
};
use store::tally::{self, By};
use store::{Connection, Key, Store, StoreError, cases, decisions};
use uuid::Uuid;

const FAMILIES: u64 = 20_000;
/// Decisions on one post: sent back, rewritten, and decided again.
const PER_POST: u64 = 5;
const YEARS: i64 = 10;
const ROUNDS: usize = 9;
const AIM: f64 = 50.0;
const ROWS: u32 = 501;

/// What DuckDB is asked, over the same rows.
const PEER: &str = include_str!("tally_duckdb.py");

pub fn run() {
    let count = asked_for().unwrap_or(1_000_000);
    let folder = tempfile::tempdir().expect("a folder");
    let key = Key::generate().expect("a key");
    let now = Utc::now();
    let store = Store::open(&folder.path().join("desk.sqlite"), &key, now).expect("a store");
    let rows = folder.path().join("decisions.csv");
    let began = Instant::now();
    fill(&store, &rows, count, now);
    println!("{count} decisions filled in {:.0} s", began.elapsed().as_secs_f64());
    let (policy, today) = (Policy::default(), domain::calendar::taipei_date(now));
    let began = Instant::now();
    let moved = store.write(|tx| tally::settle(tx, &policy, today)).expect("settled");
    println!("a day's turn: {moved} families, {:.1} ms", millis(began.elapsed()));

    let year = tally::month_number(today - TimeDelta::days(334));
    let family = store.read(|c| tally::families(c, 1, 1)).expect("rows")[0].family;
    let mut ours = 0.0;
    let mut worst: f64 = 0.0;
    let mut measure = |name: &str, compared: bool, view: &dyn Fn(&Connection)| {
        let took = median(|| {
            store
                .read(|c| {
                    // What every view shows above its rows.
                    assert!(!tally::is_due(c, &policy, today)?, "settled");
                    tally::groups(c, policy.strike_threshold)?;
                    tally::total(c, None)?;
                    view(c);
                    Ok::<_, StoreError>(())
                })
                .expect("a view");
        });
        println!("{name:<28} {took:>7.2} ms");
        worst = worst.max(took);
        if compared {
            ours += took;
        }
    };
    let by = |by, from| move |c: &Connection| drop(tally::by(c, by, from, ROWS).expect("rows"));
    measure("families, two and more", true, &|c| {
        drop(tally::families(c, 2, ROWS).expect("rows"));
    });
    measure("inmates", true, &by(By::Inmate, None));
    measure("inmates, one year", false, &by(By::Inmate, Some(year)));
    measure("reasons", true, &by(By::Reason, None));
    measure("units", true, &by(By::Unit, None));
    measure("months", true, &|c| drop(tally::months(c, None).expect("rows")));
    measure("one family's decisions", false, &|c| {
        drop(decisions::of_family(c, family, 1_000).expect("rows"));
    });
    measure("weeks of 26", false, &|c| {
        drop(store::statistics::decided_by_day(c, today - TimeDelta::days(182)).expect("rows"));
    });
    measure("waiting, one year", false, &|c| {
        drop(store::statistics::waiting(c, year).expect("rows"));
    });
    println!("slowest {worst:.2} ms, aim: under {AIM} ms {}", met(worst < AIM));
    match peer(&rows) {
        Ok(theirs) => {
            let ratio = ours / theirs;
            println!("the five aggregations: desk {ours:.2} ms, DuckDB {theirs:.2} ms");
            println!("ratio {ratio:.2}, aim: at most 1 {}", met(ratio <= 1.0));
        }
        Err(why) => println!("DuckDB was not measured: {why}"),
    }
}

fn met(met: bool) -> &'static str {
    if met { "met" } else { "MISSED" }
}

fn asked_for() -> Option<u64> {
    let arguments: Vec<String> = std::env::args().collect();
    let place = arguments.iter().position(|one| one == "--decisions")?;
    arguments.get(place + 1)?.parse().ok()
}

fn roll(number: u64, salt: u64, sides: u64) -> u64 {
    let mut z = (number ^ salt << 40).wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (z ^ (z >> 31)) % sides
}

/// Takes the decisions as the feed tells them, and writes the same rows for the peer.
fn fill(store: &Store, rows: &Path, count: u64, now: DateTime<Utc>) {
    let mut csv = String::from("family,inmate,unit,month,strike,overturned,reasons\n");
    let begin = now - TimeDelta::days(365 * YEARS);
    let step = TimeDelta::days(365 * YEARS) / i32::try_from(count).unwrap_or(i32::MAX);
    for block in 0..count.div_ceil(2_000) {
        store
            .write(|tx| {
                for number in block * 2_000..((block + 1) * 2_000).min(count) {
                    let post = post(number / PER_POST, begin);
                    if number % PER_POST == 0 {
                        cases::upsert(tx, &Case::Post(post.clone()), domain::Priority::Normal, 0)?;
                    }
                    let at = begin + step * i32::try_from(number).unwrap_or(0);
                    let record = record(number, &post, at);
                    decisions::take_record(tx, &record, at)?;
                    line(&mut csv, &record, &post);
                }
                Ok::<_, StoreError>(())
            })
            .expect("filled");
    }
    std::fs::write(rows, csv).expect("written");
}

fn line(csv: &mut String, record: &DecisionRecord, post: &Post) {
    let codes: Vec<&str> =
        record.decision.reasons.iter().map(|given| given.code.as_str()).collect();
    let month = domain::calendar::taipei_date(record.accepted_at).format("%Y%m");
    let _ = writeln!(
        csv,
        "{},{},{},{month},{},{},{}",
        record.family_id,
        post.inmate_id,
        record.unit,
        record.decision.is_strike(),
        record.overturned_by.is_some(),
        codes.join("|"),
    );
}

fn post(number: u64, at: DateTime<Utc>) -> Post {
    let family = roll(number, 1, FAMILIES);
    Post {
        id: id(3, number).into(),
        revision: 2,
        number: format!("簿{number:07}"),
        state: CaseState::Approved,
        submitted_at: at,
        resubmitted_at: None,
        family_id: FamilyId(id(1, family)),
        inmate_id: InmateId(id(2, family)),
        author_name: Private::from("陳怡君"),
        relation: Private::from("女兒"),
        title: Private::from("近況"),
        body: Private::from("爸，妹妹昨天自己把輔助輪拆了，會騎車了。"),
        photos: Vec::new(),
    }
}

fn record(number: u64, post: &Post, at: DateTime<Utc>) -> DecisionRecord {
    let codes: &[&str] = match roll(number, 2, 24) {
        0 => &["P01"],
        1 => &["P06", "P01"],
        2 => &["P12"],
        _ => &[],
    };
    let overturned = !codes.is_empty() && roll(number, 3, 12) == 0;
    DecisionRecord {
        id: DecisionId(id(4, number)),
        decision: Decision {
            case: Case::Post(post.clone()).reference(),
            base_revision: 1,
            evidence_sha256: Vec::new(),
            verdict: if codes.is_empty() { Verdict::Approve } else { Verdict::Reject },
            reasons: codes
                .iter()
                .map(|code| GivenReason {
                    code: (*code).to_owned(),
                    slots: Default::default(),
                    counts: true,
                })
                .collect(),
            family_message: Private::from("請把這部分拿掉、留下關心家人的話，就可以重新發佈。"),
            policy_version: "112.12".to_owned(),
            fence: None,
            decided_at: at,
            overturns: None,
            pages_seen: Vec::new(),
        },
        decided_by: StaffMember {
            subject: "sw-02".to_owned(), display_name: "王思齊".to_owned()
        },
        accepted_at: at,
        resulting_revision: 2,
        family_id: post.family_id,
        unit: ["輔導科", "調查科", "教化科"][roll(number, 4, 3) as usize].to_owned(),
        overturned_by: overturned.then(|| DecisionId(id(5, number))),
    }
}

fn id(kind: u64, number: u64) -> Uuid {
    Uuid::from_u64_pair(kind << 32 | 0x7000, 1 << 63 | number)
}

fn millis(took: Duration) -> f64 {
    took.as_secs_f64() * 1e3
}

fn median(work: impl Fn()) -> f64 {
    work();
    let mut took: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let began = Instant::now();
            work();
            millis(began.elapsed())
        })
        .collect();
    took.sort_by(f64::total_cmp);
    took[took.len() / 2]
}

/// DuckDB's time for the five aggregations, from a table of its own in memory.
fn peer(rows: &Path) -> Result<f64, String> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/duckdb");
    let python = folder.join("bin/python");
    if !python.exists() {
        output_of(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
        output_of(Command::new(&python).args(["-m", "pip", "install", "--quiet", "duckdb"]))?;
    }
    let told =
        output_of(Command::new(python).args(["-c", PEER]).arg(rows).arg(ROUNDS.to_string()))?;
    told.trim().parse().map_err(|_| format!("its answer was {told:?}"))
}

fn output_of(command: &mut Command) -> Result<String, String> {
    let done = command.output().map_err(|error| error.to_string())?;
    if done.status.success() {
        Ok(String::from_utf8_lossy(&done.stdout).into_owned())
    } else {
        Err(String::from_utf8_lossy(&done.stderr).into_owned())
    }
}
