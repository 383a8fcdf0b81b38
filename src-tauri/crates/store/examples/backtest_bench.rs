//! Looking through 100,000 posts for what a new term would mark, beside two bare peers over the same
//! file: SQLite's own `instr`, and an Aho-Corasick scan of every row.
#![allow(clippy::print_stdout, reason = "the figures are what it is for")]

#[allow(dead_code, reason = "the tests use all of it")]
#[path = "../tests/store/support.rs"]
mod support;

use std::time::{Duration, Instant};

use domain::{Case, Priority};
use store::{StoreError, cases, post_texts};

use crate::support::{Desk, post};

const POSTS: u128 = 100_000;

fn main() {
    let desk = Desk::new();
    let began = Instant::now();
    for block in 0..POSTS / 2_000 {
        let filled = desk.write::<_, StoreError>(|tx| {
            for number in block * 2_000..(block + 1) * 2_000 {
                let mut post = post(number);
                post.body = domain::Private::from("爸，妹妹昨天自己把輔助輪拆了，騎了三圈才跌倒，還笑著說要騎去找你。膝蓋破皮，擦了藥就沒事。我們都好，你也要好好的。");
                cases::upsert(tx, &Case::Post(post), Priority::Normal, 1)?;
            }
            Ok(())
        });
        filled.expect("the cases are there");
    }
    println!("filled {:?} {}", began.elapsed(), std::fs::metadata(desk.path()).unwrap().len());
    fn cpu() -> u64 {
        let s = std::fs::read_to_string("/proc/self/stat").unwrap();
        let f: Vec<&str> = s.rsplit(')').next().unwrap().split_whitespace().collect();
        10 * (f[11].parse::<u64>().unwrap() + f[12].parse::<u64>().unwrap())
    }
    let t = Instant::now();
    desk.write::<_, StoreError>(|c| {
        Ok(c.execute_batch(
            "CREATE INDEX w ON cases (seq, title, body ->> '$.body') WHERE kind = 'post'",
        )?)
    })
    .unwrap();
    println!("index {:?} {}", t.elapsed(), std::fs::metadata(desk.path()).unwrap().len());
    desk.read::<_, StoreError>(|c| { println!("{:?}", c.query_row("EXPLAIN QUERY PLAN SELECT seq, title, body ->> '$.body' FROM cases INDEXED BY w WHERE kind='post' AND seq >= 5 and seq < 50000", [], |r| r.get::<_, String>(3))); Ok(()) }).unwrap();
    for _ in 0..5 {
        let (began, c0) = (Instant::now(), cpu());
        let n =
            post_texts::sift(&desk, |t, b| b.contains("輔助輪") || t.contains("輔助輪")).unwrap();
        println!("sift {:?} cpu {} {} {}", began.elapsed(), cpu() - c0, n.looked_at, n.kept.len());
        for (name, sql) in [
            (
                "instr",
                "SELECT count(*) FROM cases NOT INDEXED WHERE kind='post' AND instr(body, '輔助輪')",
            ),
            (
                "index instr",
                "SELECT count(*) FROM cases INDEXED BY w WHERE kind='post' AND seq > 0 AND instr(body ->> '$.body', '輔助輪')",
            ),
            (
                "index len",
                "SELECT sum(length(title)) FROM cases INDEXED BY w WHERE kind='post' AND seq > 0 ",
            ),
        ] {
            let (began, c0) = (Instant::now(), cpu());
            let n: i64 =
                desk.read::<_, StoreError>(|c| Ok(c.query_row(sql, [], |r| r.get(0))?)).unwrap();
            println!("{name} {:?} cpu {} {n}", began.elapsed(), cpu() - c0);
        }
    }
    let _ = Duration::ZERO;
}
