//! Looking through 100,000 posts for what a new term, a pattern and a pattern over concepts would
//! mark, beside two bare peers that know the texts only as they stand: SQLite's own `instr` over the
//! same encrypted file, and an Aho-Corasick scan of the texts in memory. Prints the fastest of
//! seven, taken in turn.
#![allow(clippy::print_stdout, reason = "the figures are what it is for")]

#[allow(dead_code, reason = "the tests use all of it")]
#[path = "../tests/store/support.rs"]
mod support;

use std::hint::black_box;
use std::time::{Duration, Instant};

use aho_corasick::AhoCorasick;
use domain::text::Backtest;
use domain::{Case, FacilityList, FacilityLists, Post, Priority, Private, RuleBook};
use store::{Store, StoreError, cases, post_texts};

use crate::support::{Desk, post};

const POSTS: u128 = 100_000;
const AIM: Duration = Duration::from_millis(300);
const ROUNDS: usize = 7;
/// About sixty characters each, as families write.
const BODIES: [&str; 4] = [
    "爸，妹妹昨天自己把輔助輪拆了，騎了三圈才跌倒，還笑著說要騎去找你。膝蓋破皮，擦了藥就沒事。我們都好，你也要好好的。",
    "今天幫阿嬤做了八十大壽，她許願的時候說第一個願望留給你。麵線我替你多吃了一碗，照片下次寄給你看，你自己要照顧身體。",
    "老公，家裡的冷氣修好了，兒子期末考第三名，他說要等你回來一起去爬山。天氣變冷了，記得多穿一件，我們都很想你，加油。",
    "哥，媽的膝蓋開完刀了，醫生說恢復得不錯，現在可以自己走到巷口買菜。你不用擔心，店裡也有人幫忙，等你回來再說。",
];
const HEADER: &str = "id\tcategory\tterm\tmatch\tseverity\tstrength\treason\tclause\twhen\tedges\tcompanions\tnote\n";
const TRIED: [(&str, &str); 4] = [
    ("a term, in one post of 5,000", "F1\tCASE\t老樹下\tliteral\tflag\tstrong"),
    ("a pattern", "F1\tCASE\t老樹.{0,2}見\tregex\tflag\tstrong"),
    (
        "a pattern over concepts",
        "F1\tCASE\t請託+接見-日常~4\tconcepts\tflag\tstrong\t\t\t\t\t\t請託",
    ),
    ("a term in a quarter of all", "F1\tCASE\t輔助輪\tliteral\tflag\tstrong"),
];

fn main() {
    let desk = Desk::new();
    let texts: Vec<Post> = (0..POSTS).map(text).collect();
    for block in texts.chunks(2_000) {
        let filled = desk.write::<_, StoreError>(|tx| {
            for post in block {
                cases::upsert(tx, &Case::Post(post.clone()), Priority::Normal, 1)?;
            }
            Ok(())
        });
        filled.expect("the cases are there");
    }
    let scanner = AhoCorasick::new(["老樹下"]).expect("one word");
    let mut fastest = vec![Duration::MAX; TRIED.len() + 2];
    let mut found = vec![0; TRIED.len() + 2];
    for _ in 0..ROUNDS {
        for (at, (_, row)) in TRIED.iter().enumerate() {
            let began = Instant::now();
            let then = book(row);
            let backtest = Backtest::new(&RuleBook::shipped().lexicon, &then.lexicon);
            let sifted = post_texts::sift(&desk, |title, body| backtest.of(title, body));
            found[at] = sifted.expect("looked through").kept.len();
            fastest[at] = fastest[at].min(began.elapsed());
        }
        let peers: [&dyn Fn() -> usize; 2] =
            [&|| instr(&desk) as usize, &|| bare(&scanner, &texts)];
        for (at, peer) in (TRIED.len()..).zip(peers) {
            let began = Instant::now();
            found[at] = black_box(peer());
            fastest[at] = fastest[at].min(began.elapsed());
        }
    }
    let peer = fastest[TRIED.len()].as_secs_f64();
    let names = TRIED.iter().map(|(what, _)| *what);
    let names = names.chain(["instr over the same file", "aho-corasick over the texts in memory"]);
    println!(
        "{POSTS} posts, {} words and patterns in force",
        RuleBook::shipped().lexicon.entries().len()
    );
    for ((name, took), found) in names.zip(&fastest).zip(found) {
        println!(
            "{name:<38} {took:>9.1?}  {:>5.2} × instr, {found} posts",
            took.as_secs_f64() / peer
        );
    }
    let met = if fastest[..TRIED.len()].iter().all(|took| *took < AIM) { "met" } else { "MISSED" };
    println!("aim: under {AIM:?} {met}");
}

/// The rules with a file of one row, read and held together as when the file is taken.
fn book(row: &str) -> RuleBook {
    let file = format!("{HEADER}{row}\n");
    let lists = FacilityLists::default().with_file(FacilityList::Lexicon, "本機關詞彙.tsv", &file);
    lists.and_then(|lists| lists.rule_book()).expect("a good row")
}

fn text(number: u128) -> Post {
    let word = if number % 5_000 == 7 { "老樹下見。" } else { "" };
    let body = format!("{word}{}", BODIES[(number % 4) as usize]);
    Post { body: Private::from(body), ..post(number) }
}

/// What a page of SQL would ask.
fn instr(store: &Store) -> u32 {
    let count = store.read::<_, StoreError>(|c| {
        Ok(c.query_row(
            "SELECT count(*) FROM cases NOT INDEXED
             WHERE kind = 'post' AND (instr(title, ?1) OR instr(body ->> '$.body', ?1))",
            ["老樹下"],
            |row| row.get(0),
        )?)
    });
    count.expect("counted")
}

fn bare(scanner: &AhoCorasick, texts: &[Post]) -> usize {
    let holds = |post: &&Post| {
        scanner.is_match(post.title.as_str()) || scanner.is_match(post.body.as_str())
    };
    texts.iter().filter(holds).count()
}
