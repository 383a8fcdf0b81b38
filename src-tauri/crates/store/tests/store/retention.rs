//! What is over for long enough has no words left, in any page of the file; what counts stays.

use std::fs;

use aes::Aes256;
use aes::cipher::{BlockCipherDecrypt, KeyInit};
use chrono::TimeDelta;
use domain::{
    Applicant, Application, Case, CaseState, Escalation, Family, FamilyId, Post, Private,
    Suspension, Verdict,
};
use sha2::{Digest, Sha256};
use store::chain::Fault;
use store::notes::Draft;
use store::retention::{erase_cases, erase_others, past};
use store::waivers::Waiver;
use store::{
    audit, cases, decisions, escalations, notes, people, search, suspensions, tally, waivers,
};

use crate::support::*;

const PAGE: usize = 4096;
/// What SQLCipher keeps at a page's end: 16 bytes to decrypt it with, 64 to check it by.
const KEPT: usize = 80;

/// A word that is nowhere else, also in the half that an index leaves of it.
fn canary(number: u8) -> String {
    hex::encode(&Sha256::digest([number])[..12])
}

fn private(number: u8) -> Private {
    Private::from(canary(number))
}

/// Every page of the database as it lies on the disk, decrypted: also what no row shows any more.
fn pages(desk: &Desk) -> Vec<u8> {
    let wal = fs::metadata(desk.path().with_extension("db-wal")).map_or(0, |file| file.len());
    assert_eq!(wal, 0, "the log is empty");
    let cipher = Aes256::new(desk.key.as_bytes().into());
    let mut plain = Vec::new();
    for (number, page) in fs::read(desk.path()).expect("readable").chunks_exact(PAGE).enumerate() {
        // The first page begins with the salt.
        let body = &page[if number == 0 { 16 } else { 0 }..PAGE - KEPT];
        let mut before = page[PAGE - KEPT..PAGE - KEPT + 16].to_vec();
        for block in body.chunks_exact(16) {
            let mut decrypted = aes::Block::try_from(block).expect("16 bytes");
            cipher.decrypt_block(&mut decrypted);
            plain.extend(decrypted.iter().zip(&before).map(|(byte, other)| byte ^ other));
            before = block.to_vec();
        }
    }
    assert!(plain.windows(12).any(|window| window == b"CREATE TABLE"), "it was decrypted");
    plain
}

/// Which of the canaries lie in the file; half of one counts.
fn found(desk: &Desk, canaries: impl Iterator<Item = u8>) -> Vec<u8> {
    desk.empty_log().expect("emptied");
    let mut plain = pages(desk);
    // And every other file of the folder as it is.
    for entry in fs::read_dir(desk.folder.path()).expect("readable") {
        plain.extend(fs::read(entry.expect("readable").path()).unwrap_or_default());
    }
    canaries
        .filter(|number| {
            let tail = &canary(*number)[12..];
            plain.windows(tail.len()).any(|window| window == tail.as_bytes())
        })
        .collect()
}

const CANARIES: u8 = 23;

/// An application and a post that were decided, with everything that people write about such.
fn planted(desk: &Desk) -> [Case; 2] {
    let applicant = Applicant {
        name: private(0),
        national_id: private(1),
        phone: private(2),
        email: private(3),
        address: private(4),
        ..applicant("")
    };
    let mut paper = file(900, b"paper");
    paper.file_name = private(5);
    let application = Case::Application(Application {
        applicant: applicant.clone(),
        relation: private(6),
        statement: private(7),
        documents: vec![paper],
        ..application(1)
    });
    let post = Case::Post(Post {
        author_name: private(8),
        relation: private(9),
        title: private(10),
        body: private(11),
        ..post(2)
    });
    let family = Family {
        id: application.family_id(),
        revision: 1,
        applicant,
        last_published_on: None,
        suspended_until: None,
        registered_at: at(-10),
    };
    write(desk, |tx| people::upsert_family(tx, &family, false, 0));
    write(desk, |tx| people::upsert_inmate(tx, &inmate(), false, 0));
    for (case, verdict, words) in
        [(&application, Verdict::Return, 12), (&post, Verdict::Reject, 14)]
    {
        put(desk, case);
        let id = case.reference().id;
        write(desk, |tx| notes::put_note(tx, id, &private(10 + words / 2), at(90)));
        let escalation = Escalation {
            case: case.reference(),
            base_revision: 1,
            question: private(19),
            proposed: None,
            reasons: Vec::new(),
            against: None,
            known_at: None,
        };
        let question = uuid::Uuid::from_u128(7000 + u128::from(words)).into();
        write(desk, |tx| escalations::ask(tx, question, &escalation, &me(), at(91)));
        let [entry] = &read(desk, store::outbox::list)[..] else { panic!("the question") };
        let answer =
            store::outbox::Acknowledgement { accepted_at: at(92), revision: 1, state: None };
        write(desk, |tx| store::outbox::acknowledge(tx, entry, &answer, at(92)));
        write(desk, |tx| {
            let mut record = escalations::get(tx, question)?.expect("asked").record;
            record.revision += 1;
            record.answer = private(20);
            record.state = domain::EscalationState::Settled;
            escalations::take_record(tx, &record, true)
        });
        let mut new = decision(case, verdict);
        new.decision.family_message = private(words);
        for text in new.decision.reasons.iter_mut().flat_map(|reason| reason.slots.values_mut()) {
            *text = private(words + 1);
        }
        desk.write(|tx| decisions::record(tx, &new, at(100))).expect("recorded");
        let [entry] = &read(desk, store::outbox::list)[..] else { panic!("the decision") };
        let state = match verdict {
            Verdict::Return => CaseState::Returned,
            _ => CaseState::Rejected,
        };
        let answer = store::outbox::Acknowledgement {
            accepted_at: at(101),
            revision: 2,
            state: Some(state),
        };
        write(desk, |tx| store::outbox::acknowledge(tx, entry, &answer, at(101)));
        write(desk, |tx| {
            notes::put_draft(tx, id, &Draft { revision: 1, sheet: canary(18) }, at(90))
        });
    }
    let suspension = Suspension {
        family_id: FamilyId(id(1000)),
        first_day: "2026-11-24".parse().expect("a day"),
        last_day: "2026-12-23".parse().expect("a day"),
        strikes: Vec::new(),
        grounds: private(21),
        family_message: private(21),
        policy_version: "112.12".into(),
    };
    let ordered = uuid::Uuid::from_u128(8000).into();
    write(desk, |tx| suspensions::order(tx, ordered, &suspension, &me(), at(110), at(110)));
    let [entry] = &read(desk, store::outbox::list)[..] else { panic!("the order") };
    let answer = store::outbox::Acknowledgement { accepted_at: at(111), revision: 1, state: None };
    write(desk, |tx| store::outbox::acknowledge(tx, entry, &answer, at(111)));
    let waiver = Waiver {
        id: uuid::Uuid::from_u128(8001).into(),
        family_id: FamilyId(id(1000)),
        strikes: Vec::new(),
        grounds: private(22),
        by: me(),
        decided_at: at(112),
    };
    write(desk, |tx| waivers::put(tx, &waiver));
    [application, post]
}

/// How many cases and how much beside them lost their words.
fn erase(desk: &Desk, days: i64) -> (usize, usize) {
    let before = at(0) + TimeDelta::days(days);
    let mut erased = (0, 0);
    loop {
        let cases = read(desk, |c| past(c, before));
        let done = write(desk, |tx| erase_cases(tx, &cases, before, at(200)));
        assert_eq!(done, cases.len(), "what is past is past");
        let others = write(desk, |tx| erase_others(tx, before, at(200)));
        erased = (erased.0 + done, erased.1 + others);
        if (done, others) == (0, 0) {
            return erased;
        }
    }
}

#[test]
fn twenty_three_canaries_are_gone_from_every_page_and_numbers_codes_and_counts_stay() {
    let desk = Desk::new();
    let [application, post] = planted(&desk);
    assert_eq!(found(&desk, 0..CANARIES), (0..CANARIES).collect::<Vec<_>>(), "they are there");
    let counted = |desk: &Desk| {
        let families = read(desk, |c| tally::families(c, 1, 10));
        let strikes: Vec<u32> = families.iter().map(|family| family.strikes).collect();
        (
            read(desk, cases::count_by_state),
            strikes,
            read(desk, |c| decisions::reason_use(c, domain::CaseKind::Post)),
        )
    };
    let before = counted(&desk);
    assert_eq!(before.1, [1]);

    assert_eq!(erase(&desk, 0), (0, 0), "nothing is over yet");
    let (cases_erased, others) = erase(&desk, 60);
    assert_eq!(cases_erased, 2);
    assert!(others >= 3, "the account, the suspension, the waiver: {others}");

    assert_eq!(found(&desk, 0..CANARIES), [0; 0]);
    assert_eq!(counted(&desk), before, "tallies rest on none of it");
    for case in [&application, &post] {
        let kept = read(&desk, |c| cases::get(c, case.reference().id)).expect("the case").case;
        assert_eq!(kept.number(), case.number());
        assert_eq!(kept.attachments().len(), case.attachments().len());
        let by_number = read(&desk, |c| search::find_cases(c, case.number(), 5));
        assert_eq!(by_number.len(), 1, "found by its number");
    }
    assert!(read(&desk, |c| search::find_cases(c, "陳國樑", 5)).is_empty(), "and by nobody's name");
    let examined = read(&desk, |c| audit::examine(c, &[]));
    assert_eq!(examined.fault, None::<Fault>);
    let log = read(&desk, |c| audit::entries(c, 1, i64::MAX));
    let erasures: Vec<_> = log.iter().filter(|entry| entry.action == "words.erased").collect();
    assert_eq!(erasures.iter().filter(|entry| entry.subject.starts_with("case:")).count(), 2);
    assert_eq!(erase(&desk, 60), (0, 0), "once");
}

#[test]
fn what_the_portal_tells_again_of_it_comes_in_without_words_until_it_is_open_again() {
    let desk = Desk::new();
    let [application, _] = planted(&desk);
    erase(&desk, 60);
    let closed = |revision| match application.clone() {
        Case::Application(a) => {
            Case::Application(Application { revision, state: CaseState::Returned, ..a })
        }
        post @ Case::Post(_) => post,
    };
    put(&desk, &closed(3));
    let told = read(&desk, |c| decisions::of_case(c, application.reference().id));
    let mut record = domain::DecisionRecord {
        id: told[0].id,
        decision: told[0].decision.clone(),
        family_id: told[0].family_id,
        decided_by: told[0].by.clone(),
        accepted_at: at(101),
        resulting_revision: 2,
        overturned_by: None,
        unit: String::new(),
    };
    record.decision.family_message = private(12);
    write(&desk, |tx| decisions::take_record(tx, &record, at(300)));
    assert_eq!(found(&desk, 0..CANARIES), [0; 0], "a full snapshot brings nothing back");
    let Case::Application(again) = closed(4) else { panic!("an application") };
    put(&desk, &Case::Application(Application { state: CaseState::Pending, ..again }));
    assert_eq!(found(&desk, 0..1), [0], "resent by the family, it is read again");
}

#[test]
fn what_is_open_unsent_or_of_an_account_in_use_keeps_its_words() {
    let desk = Desk::new();
    let [application, _] = planted(&desk);
    let mut holder = inmate();
    holder.revision += 1;
    holder.family_id = Some(application.family_id());
    write(&desk, |tx| people::upsert_inmate(tx, &holder, false, 0));
    let open = Case::Post(post(50));
    put(&desk, &open);
    let unsent = Case::Post(post(51));
    put(&desk, &unsent);
    decide(&desk, &unsent, Verdict::Reject);
    // One that was past a moment ago, and is decided on again meanwhile.
    let before = at(0) + TimeDelta::days(60);
    let listed = [open.reference().id, unsent.reference().id];
    assert_eq!(write(&desk, |tx| erase_cases(tx, &listed, before, at(200))), 0);
    erase(&desk, 60);
    for case in [&open, &unsent] {
        let kept = read(&desk, |c| cases::get(c, case.reference().id)).expect("the case").case;
        assert_eq!(&kept, case);
    }
    assert_eq!(found(&desk, 0..5), [0, 1, 2, 3, 4], "the account is in use");
}

#[test]
fn what_was_decided_on_a_case_that_left_loses_its_words_but_not_while_a_snapshot_may_bring_it() {
    let desk = Desk::new();
    let [application, post] = planted(&desk);
    for case in [&application, &post] {
        write(&desk, |tx| cases::purge(tx, case.reference().id));
    }
    write(&desk, store::feed::restart);
    assert_eq!(erase(&desk, 60).0, 0, "a snapshot is under way");
    assert_eq!(found(&desk, 12..16), [12, 13, 14, 15]);
    write(&desk, |tx| Ok(tx.execute("UPDATE feed SET restarting = 0", [])?));
    assert_eq!(erase(&desk, 60).0, 2);
    assert_eq!(found(&desk, 0..CANARIES), [0; 0]);
}
