//! The open posts, and the families that wrote them.

use chrono::{Days, Duration};
use domain::{CaseState, DocumentKind, InmateStatus, Post};
use rand::RngExt;

use super::{
    Dice,
    applications::applicant,
    draft::{Draft, WITH_PAST, case_id, open_status},
    kin::relate,
    messages::MESSAGES,
    past,
    people::address,
};
use crate::pictures::Drawing;

/// Which of the first posts have a story; the numbers are places in the small practice world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Story {
    /// Delivered some weeks ago, nothing else.
    Usual,
    /// Writes for the first time.
    First,
    /// The last one is only four days old: the interval is not over (貳.三).
    TooEarly,
    /// Two strikes count.
    TwoStrikes,
    /// Three strikes, of which one was overturned.
    OneOverturned,
    /// Three strikes and a suspension in force.
    Suspended,
    /// The inmate cannot be reached; the post was held.
    Held,
    /// The inmate cannot be reached; nobody has looked yet.
    Unreachable,
    /// Sent back once, rewritten.
    Rewritten,
}

fn story(index: usize) -> Story {
    match index {
        1 => Story::TwoStrikes,
        3 | 12 => Story::First,
        5 => Story::OneOverturned,
        9 => Story::Rewritten,
        13 => Story::TooEarly,
        14 => Story::Held,
        17 => Story::Suspended,
        19 => Story::Unreachable,
        index if index % 17 == 6 => Story::TooEarly,
        index if index % 23 == 7 => Story::First,
        index if index % 61 == 40 => Story::TwoStrikes,
        _ => Story::Usual,
    }
}

pub(super) fn add(draft: &mut Draft, dice: &mut Dice, count: usize) {
    for index in 0..count {
        add_one(draft, dice, index, count);
    }
}

fn add_one(draft: &mut Draft, dice: &mut Dice, index: usize, count: usize) {
    let message = &MESSAGES[index % MESSAGES.len()];
    let relation = message.from[dice.random_range(0..message.from.len())];
    let kin = relate(&mut draft.registry, dice, relation);
    let story = if index < WITH_PAST { story(index) } else { Story::First };
    let status = match story {
        Story::Held => closed("SEGINV", draft.today - Days::new(6)),
        Story::Unreachable => closed("BAN105", draft.today - Days::new(20)),
        _ => open_status(),
    };
    let juvenile = kin.juvenile || message.juvenile;
    let inmate = draft.add_inmate(dice, &kin.inmate, juvenile, status);
    let home = address(dice);
    let applicant = applicant(dice, &kin, &home);
    let author = applicant.name.clone();
    let with_papers = index < WITH_PAST;
    let family = past::approved_family(draft, dice, inmate, applicant, kin.relation, with_papers);
    let pair = (family, inmate);
    let words = (author.as_str(), kin.relation);
    match story {
        Story::First => {}
        Story::TooEarly => past::delivered(draft, dice, pair, words, 4, 2),
        Story::TwoStrikes => {
            past::strikes(draft, dice, pair, words, 2);
            past::delivered(draft, dice, pair, words, 16, 1);
        }
        Story::OneOverturned => {
            let given = past::strikes(draft, dice, pair, words, 3);
            if let Some((id, case)) = given.get(1) {
                past::overturn(draft, dice, *id, *case);
            }
        }
        Story::Suspended => {
            let given = past::strikes(draft, dice, pair, words, 3);
            let ids = given.into_iter().map(|(id, _)| id).collect();
            past::suspension(draft, dice, family, ids);
        }
        _ => {
            let last = dice.random_range(14..48);
            let times = dice.random_range(1..4);
            past::delivered(draft, dice, pair, words, last, times);
        }
    }

    let id = case_id(dice);
    let arrived = draft.arrival(dice, index, count);
    let (state, revision, submitted_at, resubmitted_at) = match story {
        Story::Held => {
            past::held_post(draft, dice, id, family, arrived + Duration::hours(19));
            (CaseState::Held, 2, arrived, None)
        }
        Story::Rewritten => {
            let before = arrived - Duration::hours(50);
            past::rejected_before(draft, dice, id, family, before + Duration::hours(22));
            (CaseState::Pending, 3, before, Some(arrived))
        }
        _ => (CaseState::Pending, 1, arrived, None),
    };
    let photos = message
        .scene
        .map(|scene| {
            let drawing = Drawing::Scene(scene, dice.random_range(0..4));
            let name = format!("IMG_{:04}.jpg", dice.random_range(1000..9999));
            draft.file(dice, DocumentKind::Photo, &name, submitted_at, 1, drawing)
        })
        .into_iter()
        .collect();
    draft.posts.push(Post {
        id,
        revision,
        number: String::new(),
        state,
        submitted_at,
        resubmitted_at,
        family_id: family,
        inmate_id: inmate,
        author_name: author,
        relation: kin.relation.into(),
        title: message.title.into(),
        body: message.body.into(),
        photos,
    });
}

fn closed(code: &str, since: chrono::NaiveDate) -> InmateStatus {
    InmateStatus { code: code.to_owned(), since: Some(since), until: None }
}
