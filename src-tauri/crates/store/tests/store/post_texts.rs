//! Looking through the texts of all posts.

use domain::{Case, CaseState, DecisionId, Post, Private, Verdict};
use store::post_texts::{self, Sifted};
use store::{Store, cases, tombstones};

use crate::support::*;

fn saying(number: u128, body: &str) -> Post {
    Post { body: Private::from(body), ..post(number) }
}

/// The posts that hold a word, and where it stands.
fn sift(store: &Store, word: &str) -> Sifted<usize> {
    post_texts::sift(store, |title, body| body.find(word).or_else(|| title.find(word)))
        .expect("looked through")
}

fn seqs(sifted: &Sifted<usize>) -> Vec<i64> {
    sifted.kept.iter().map(|kept| kept.seq).collect()
}

#[test]
fn every_post_is_looked_at_once_and_no_application() {
    let desk = Desk::new();
    write(&desk, |tx| {
        for number in 1..=5_000 {
            let post =
                saying(number, if number % 1_000 == 0 { "老樹下見" } else { "\"家\"\n都好" });
            cases::upsert(tx, &Case::Post(post), domain::Priority::Normal, 0)?;
        }
        Ok(())
    });
    put(&desk, &Case::Application(application(9_000)));
    let sifted = sift(&desk, "樹下");
    assert_eq!(sifted.looked_at, 5_000);
    let found: Vec<_> = sifted.kept.iter().map(|kept| (kept.arrived_at, kept.found)).collect();
    let newest_first = [5_000, 4_000, 3_000, 2_000, 1_000].map(|number| (at(number), 3));
    assert_eq!(found, newest_first);
    assert_eq!(sifted.kept[0].state, CaseState::Pending);
    // As the family wrote it, whatever its JSON looks like.
    assert_eq!(sift(&desk, "\"家\"\n都好").kept.len(), 4_995);
    assert_eq!(sift(&desk, "騎車").kept.len(), 5_000, "titles too");
    let words = read(&desk, |c| post_texts::words(c, sifted.kept[0].seq)).expect("a post");
    assert_eq!((words.0.as_str(), words.1.as_str()), ("妹妹會騎車了", "老樹下見"));
    let row = read(&desk, |c| post_texts::row(c, sifted.kept[0].seq)).expect("a post");
    assert_eq!(row.case.id, case_id(5_000));
}

#[test]
fn an_empty_desk_has_nothing_to_look_at() {
    let desk = Desk::new();
    assert_eq!(sift(&desk, ""), Sifted { looked_at: 0, kept: Vec::new() });
    assert_eq!(read(&desk, |c| post_texts::words(c, 7)), None);
    assert_eq!(read(&desk, |c| post_texts::row(c, 7)), None);
    assert!(read(&desk, |c| post_texts::reasons(c, 7)).is_empty());
}

#[test]
fn words_go_with_their_case_and_change_with_it() {
    let desk = Desk::new();
    for number in 1..=3 {
        put(&desk, &Case::Post(saying(number, "老樹下見")));
    }
    put(&desk, &Case::Post(Post { revision: 2, ..saying(1, "家裡都好") }));
    write(&desk, |tx| tombstones::put_away(tx, case_id(2), at(100)));
    assert_eq!(sift(&desk, "老樹下").looked_at, 2);
    assert_eq!(sift(&desk, "老樹下").kept.len(), 1);
    write(&desk, |tx| tombstones::bring_back(tx, case_id(2), 0, false));
    assert_eq!(sift(&desk, "老樹下").kept.len(), 2);
    write(&desk, |tx| cases::purge(tx, case_id(3)));
    assert_eq!(sift(&desk, "老樹下").kept.len(), 1);
    // Nor do they linger in the file.
    let left: u32 = read(&desk, |c| {
        Ok(c.query_row(
            "SELECT count(*) FROM cases INDEXED BY cases_post_words
             WHERE kind = 'post' AND body ->> '$.body' LIKE '%老樹下%'",
            [],
            |row| row.get(0),
        )?)
    });
    assert_eq!(left, 1);
}

#[test]
fn how_a_post_stands_decided_follows_what_was_decided_last() {
    let desk = Desk::new();
    let case = Case::Post(post(1));
    put(&desk, &case);
    let [seq] = seqs(&sift(&desk, "騎車"))[..] else { panic!("one post") };
    assert!(read(&desk, |c| post_texts::reasons(c, seq)).is_empty());
    let id = decide(&desk, &case, Verdict::Reject);
    assert_eq!(read(&desk, |c| post_texts::reasons(c, seq)), ["P01"]);
    let sent = read(&desk, post_texts::on_their_way);
    assert_eq!(sent.get(&seq), Some(&Verdict::Reject));
    write(&desk, |tx| {
        store::outbox::recall(tx, id, "worker-1", at(101))
            .map(drop)
            .map_err(|_| store::StoreError::Unreadable("the decision is on its way"))
    });
    assert!(read(&desk, |c| post_texts::reasons(c, seq)).is_empty(), "taken back");
    assert!(read(&desk, post_texts::on_their_way).is_empty());
    let mut anew = decision(&case, Verdict::Approve);
    anew.id = DecisionId(crate::support::id(1));
    desk.write(|tx| store::decisions::record(tx, &anew, at(102))).expect("recorded");
    assert!(read(&desk, |c| post_texts::reasons(c, seq)).is_empty(), "approved: no reasons");
}

#[test]
fn a_judge_that_breaks_down_leaves_the_store_as_it_was() {
    let desk = Desk::new();
    write(&desk, |tx| {
        for number in 1..=5_000 {
            cases::upsert(tx, &Case::Post(post(number)), domain::Priority::Normal, 0)?;
        }
        Ok(())
    });
    let broken = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        post_texts::sift(&desk, |_, _| -> Option<()> { panic!("no judgement") })
    }));
    assert!(broken.is_err() || broken.is_ok_and(|answer| answer.is_err()));
    assert_eq!(sift(&desk, "騎車").kept.len(), 5_000);
}
