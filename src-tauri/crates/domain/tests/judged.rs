//! How the rules fare on posts that other people wrote and judged, and that nobody who builds the
//! rules reads. The measured shares are in `tests/data/posts/README.md`; these are what no change may
//! lose.

use std::path::PathBuf;

use domain::text::{Lexicon, Screening, SecondOpinion, TextScan};
use serde::Deserialize;

#[derive(Deserialize)]
struct Judged {
    title: String,
    body: String,
    set: String,
}

fn unseen() -> Vec<Judged> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../tests/data/posts/unseen");
    let files = std::fs::read_dir(folder).expect("the folder of judged posts");
    files
        .flat_map(|file| {
            let text = std::fs::read_to_string(file.expect("a file").path()).expect("readable");
            let posts = text.lines().map(|line| serde_json::from_str(line).expect("a judged post"));
            posts.collect::<Vec<Judged>>()
        })
        .collect()
}

#[test]
fn posts_that_nobody_here_wrote_are_pointed_to_and_left_alone() {
    let posts = unseen();
    let per_mille = |set: &str, counts: &dyn Fn(&Judged) -> bool| {
        let all = posts.iter().filter(|post| post.set == set);
        assert!(all.clone().count() > 900, "{set}");
        all.clone().filter(|post| counts(post)).count() * 1000 / all.count()
    };
    let words = |post: &Judged| TextScan::new(Lexicon::shipped(), &post.title, &post.body);
    let pointed = |post: &Judged| {
        let words = words(post);
        words.screening > Screening::Ok
            || SecondOpinion::shipped().beside(&words, &post.title, &post.body).is_some()
    };
    let found = per_mille("problem", &pointed);
    assert!(found >= 830, "{found} ‰ of the problems");
    let alarmed = per_mille("harmless", &pointed);
    assert!(alarmed <= 60, "{alarmed} ‰ of the harmless");
    let urgent = per_mille("harmless", &|post| words(post).screening == Screening::Escalate);
    assert!(urgent <= 15, "{urgent} ‰ of the harmless are urgent");
}
