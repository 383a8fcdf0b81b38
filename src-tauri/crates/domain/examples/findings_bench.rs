//! Measures the rules on 100,000 posts against a bare scan of the same normalised text with the
//! same words, and the opening of one case. Build with optimisation.
#![allow(clippy::print_stdout, reason = "a benchmark talks to whoever runs it")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use aho_corasick::AhoCorasick;
use chrono::NaiveDate;
use domain::text::{LexiconMatch, Normal};
use domain::{
    Applicant, CaseId, CaseState, Family, FamilyId, Inmate, InmateId, InmateStatus, Policy, Post,
    PostCheck, PostFacts, Private, RuleBook,
};
use uuid::Uuid;

const POSTS: usize = 100_000;

fn main() {
    let rows = include_str!("../tests/data/posts.tsv").lines().skip(1);
    let texts: Vec<(String, String)> = rows
        .map(|row| row.split('\t').collect::<Vec<_>>())
        .filter(|cells| cells.len() > 4)
        .map(|cells| (cells[2].to_owned(), domain::trial::unescape(cells[4])))
        .collect();
    let rules = RuleBook::shipped();
    let day = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap_or_default();
    let posts: Vec<Post> = texts.iter().map(|(title, body)| post(title, body, day)).collect();
    let words: Vec<&str> = rules
        .lexicon
        .entries()
        .iter()
        .filter(|entry| matches!(entry.matches, LexiconMatch::Literal))
        .map(|entry| entry.term.as_str())
        .collect();
    let Ok(bare) = AhoCorasick::builder().ascii_case_insensitive(true).build(&words) else {
        println!("the words make no automaton");
        return;
    };
    let normal: Vec<(String, String)> = texts
        .iter()
        .map(|(title, body)| {
            (Normal::new(title).text().to_owned(), Normal::new(body).text().to_owned())
        })
        .collect();
    let (inmate, family, policy) = (inmate(), family(day), Policy::default());
    let facts = |at: usize| PostFacts {
        post: &posts[at % posts.len()],
        inmate: &inmate,
        family: &family,
        policy: &policy,
        today: day,
        published_on: &[],
        other_open_posts: 0,
        photo_precedents: &[],
        strikes: None,
        data_date: None,
        rules,
    };
    let peer = |at: usize| {
        let (title, body) = &normal[at % normal.len()];
        bare.find_iter(title).count() + bare.find_iter(body).count()
    };
    let check = |at: usize| PostCheck::new(&facts(at)).scan.hits.len();
    let words = |at: usize| PostCheck::new(&facts(at)).findings(&facts(at)).len();
    let [scan, checks, worded] = fastest([&peer, &check, &words]);
    let ratio = |time: Duration| time.as_secs_f64() / scan.as_secs_f64();
    println!("{POSTS} posts, {} words and patterns", rules.lexicon.entries().len());
    println!("bare aho-corasick scan           {scan:>10.1?}");
    println!(
        "every rule (PostCheck)           {checks:>10.1?}  {:.2} × (limit 3 ×)",
        ratio(checks)
    );
    println!("every rule, put into sentences   {worded:>10.1?}  {:.2} ×", ratio(worded));
    let one = worded / u32::try_from(POSTS).unwrap_or(u32::MAX);
    println!("the findings of one opened post  {one:>10.1?}  (limit 5 ms)");
}

/// Rounds over all posts, the three in turn so that whatever else the machine does falls on all of
/// them alike; of each the fastest.
fn fastest(work: [&dyn Fn(usize) -> usize; 3]) -> [Duration; 3] {
    let mut fastest = [Duration::MAX; 3];
    for _ in 0..9 {
        for (work, fastest) in work.iter().zip(&mut fastest) {
            let start = Instant::now();
            for at in 0..POSTS {
                black_box(work(at));
            }
            *fastest = start.elapsed().min(*fastest);
        }
    }
    fastest
}

fn post(title: &str, body: &str, day: NaiveDate) -> Post {
    Post {
        id: CaseId(Uuid::nil()),
        revision: 1,
        number: String::new(),
        state: CaseState::Pending,
        submitted_at: day.and_time(chrono::NaiveTime::MIN).and_utc(),
        resubmitted_at: None,
        family_id: FamilyId(Uuid::nil()),
        inmate_id: InmateId(Uuid::nil()),
        author_name: Private::default(),
        relation: Private::default(),
        title: title.into(),
        body: body.into(),
        photos: Vec::new(),
    }
}

fn inmate() -> Inmate {
    Inmate {
        id: InmateId(Uuid::nil()),
        revision: 1,
        number: "3071".to_owned(),
        name: Private::default(),
        facility: String::new(),
        housing_unit: String::new(),
        juvenile: false,
        status: InmateStatus { code: "OPEN".to_owned(), since: None, until: None },
        family_id: Some(FamilyId(Uuid::nil())),
    }
}

fn family(day: NaiveDate) -> Family {
    Family {
        id: FamilyId(Uuid::nil()),
        revision: 1,
        applicant: Applicant {
            name: Private::default(),
            national_id: Private::default(),
            birth_date: day,
            phone: Private::default(),
            email: Private::default(),
            address: Private::default(),
        },
        last_published_on: None,
        suspended_until: None,
        registered_at: day.and_time(chrono::NaiveTime::MIN).and_utc(),
    }
}
