//! Uploaded files: stored, refused, purged.

use domain::{Case, CaseState, Verdict};
use store::documents::{DocumentState, DocumentTrouble, OpenDocumentError, PutDocumentError};
use store::{audit, cases, documents, search};

use crate::support::*;

#[test]
fn a_document_is_stored_only_if_its_bytes_are_those_announced() {
    let desk = Desk::new();
    let mut with_file = application(1);
    with_file.documents = vec![file(30, b"whole"), file(31, b"other")];
    put(&desk, &Case::Application(with_file));
    let wanted = read(&desk, |c| documents::wanted(c, at(0), 9));
    assert_eq!(wanted.len(), 2);
    let (good, bad) = (domain::AttachmentId(id(30)), domain::AttachmentId(id(31)));
    desk.put_document(good, b"whole", at(1)).expect("stored");
    assert_eq!(desk.open_document(good).expect("opened").as_slice(), b"whole");
    for bytes in [&b"othes"[..], b"othe"] {
        let put = desk.put_document(bad, bytes, at(1));
        assert!(matches!(put, Err(PutDocumentError::Mismatch(_))));
        let refused = read(&desk, |c| documents::get(c, bad)).expect("a row");
        assert_eq!(refused.state, DocumentState::Refused);
        assert!(matches!(desk.open_document(bad), Err(OpenDocumentError::NotHere)));
    }
    let unknown = desk.put_document(domain::AttachmentId(id(99)), b"x", at(1));
    assert!(matches!(unknown, Err(PutDocumentError::NotWanted)));
}

fn files(desk: &Desk) -> Vec<std::path::PathBuf> {
    std::fs::read_dir(desk.path().with_extension("documents"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect()
}

#[test]
fn purging_a_case_unlinks_its_files_and_a_damaged_file_is_fetched_again() {
    let mut desk = Desk::new();
    let mut with_file = application(1);
    with_file.documents = vec![file(30, b"whole")];
    let case = Case::Application(with_file);
    put(&desk, &case);
    let document = domain::AttachmentId(id(30));
    desk.put_document(document, b"whole", at(1)).expect("stored");
    assert_eq!(files(&desk).len(), 1);
    std::fs::write(&files(&desk)[0], b"noise").expect("written");
    assert!(matches!(desk.open_document(document), Err(OpenDocumentError::Damaged)));
    assert!(files(&desk).is_empty());
    assert_eq!(read(&desk, |c| documents::wanted(c, at(1), 9)).len(), 1);
    desk.put_document(document, b"whole", at(1)).expect("stored");
    write(&desk, |tx| cases::purge(tx, case_id(1)));
    assert!(files(&desk).is_empty());
    assert!(read(&desk, |c| cases::get(c, case_id(1))).is_none());
    assert!(read(&desk, |c| search::find_cases(c, "小明", 9)).is_empty());
    // A crash between writing a file and remembering it leaves a stranger, swept at the next start.
    let stray = desk.path().with_extension("documents").join("stray");
    std::fs::write(stray, b"noise").expect("written");
    desk.reopen();
    assert!(files(&desk).is_empty());
}

#[test]
fn a_file_that_cannot_be_read_just_now_keeps_its_row_and_its_key_and_opens_later() {
    let desk = Desk::new();
    let mut with_file = application(1);
    with_file.documents = vec![file(30, b"whole")];
    put(&desk, &Case::Application(with_file));
    let document = domain::AttachmentId(id(30));
    desk.put_document(document, b"whole", at(1)).expect("stored");
    let path = files(&desk).remove(0);
    let away = desk.folder.path().join("away");
    // Whatever stands in its place is no file, so that reading fails and says nothing of the bytes.
    std::fs::rename(&path, &away).expect("renamed");
    std::fs::create_dir(&path).expect("in the way");
    let opened = desk.open_document(document);
    let Err(OpenDocumentError::NotNow(error)) = opened else { panic!("{opened:?}") };
    assert!(error.raw_os_error().is_some());
    let told = OpenDocumentError::NotNow(error).to_string();
    assert!(!told.contains(path.to_str().expect("a name")), "no path: {told}");
    let row = read(&desk, |c| documents::get(c, document)).expect("a row");
    assert_eq!(row.state, DocumentState::Stored);
    assert!(read(&desk, |c| documents::wanted(c, at(1), 9)).is_empty());
    std::fs::remove_dir(&path).expect("removed");
    std::fs::rename(&away, &path).expect("back");
    assert_eq!(desk.open_document(document).expect("opened").as_slice(), b"whole");

    // The drive is away: no file is gone for that.
    let folder = desk.path().with_extension("documents");
    std::fs::rename(&folder, &away).expect("renamed");
    assert!(matches!(desk.open_document(document), Err(OpenDocumentError::NotNow(_))));
    std::fs::rename(&away, &folder).expect("back");
    assert!(desk.open_document(document).is_ok());

    // Gone from its folder, it is fetched again.
    std::fs::remove_file(&path).expect("removed");
    assert!(matches!(desk.open_document(document), Err(OpenDocumentError::Absent)));
    assert_eq!(read(&desk, |c| documents::wanted(c, at(1), 9)).len(), 1);
}

#[test]
fn documents_go_when_their_time_is_over_and_those_of_open_cases_stay() {
    let desk = Desk::new();
    let with_file = |number: u128| {
        let mut application = application(number);
        application.documents = vec![file(100 + number, b"whole")];
        Case::Application(application)
    };
    let (early, late, open) = (with_file(1), with_file(2), with_file(3));
    for case in [&early, &late, &open] {
        put(&desk, case);
        let document = case.attachments()[0].id;
        desk.put_document(document, b"whole", at(1)).expect("stored");
    }
    for (case, minutes) in [(&early, 200), (&late, 300)] {
        decide(&desk, case, Verdict::Approve);
        acknowledge(&desk, case, minutes);
    }
    assert_eq!(files(&desk).len(), 3);
    let here = |number: u128| {
        desk.open_document(domain::AttachmentId(id(100 + number))).map(|bytes| bytes.len())
    };

    // Exactly at the border the document is still kept.
    let retained = || {
        let log = read(&desk, |c| audit::page(c, &audit::Wanted::default(), None, 99));
        log.iter().filter(|row| row.action == "retention.applied").count()
    };
    assert_eq!(write(&desk, |tx| cases::purge_documents(tx, at(200), at(9_000_001))), 0);
    assert_eq!(retained(), 0, "what did not happen is not told");
    assert_eq!(write(&desk, |tx| cases::purge_documents(tx, at(201), at(9_000_001))), 1);
    assert_eq!(retained(), 1);
    assert!(matches!(here(1), Err(OpenDocumentError::NotHere)));
    assert_eq!((here(2).ok(), here(3).ok()), (Some(5), Some(5)));
    assert_eq!(files(&desk).len(), 2);
    assert_eq!(read(&desk, documents::count_wanted), 0, "what was erased is not fetched again");

    // However late it is: a case that somebody still has to decide keeps its papers.
    assert_eq!(write(&desk, |tx| cases::purge_documents(tx, at(9_000_000), at(9_000_001))), 1);
    assert_eq!((here(2).ok(), here(3).ok()), (None, Some(5)));
    assert_eq!(write(&desk, |tx| cases::purge_documents(tx, at(9_000_000), at(9_000_001))), 0);
}

#[test]
fn documents_of_a_closed_case_are_fetched_only_if_somebody_opens_it() {
    let desk = Desk::new();
    let mut open = application(1);
    open.documents = vec![file(30, b"whole"), file(31, b"other")];
    let mut closed = application(2);
    closed.state = CaseState::Returned;
    closed.documents = vec![file(40, b"whole")];
    put(&desk, &Case::Application(open.clone()));
    put(&desk, &Case::Application(closed));
    let wanted = |now| -> Vec<_> {
        let mut ids: Vec<_> =
            read(&desk, |c| documents::wanted(c, at(now), 9)).iter().map(|one| one.id).collect();
        ids.sort_unstable();
        ids
    };
    let [a, b, c] = [30, 31, 40].map(|number| domain::AttachmentId(id(number)));
    assert_eq!(wanted(0), [a, b]);

    // One is here when the case closes: it stays, the other is no longer asked for.
    desk.put_document(a, b"whole", at(1)).expect("stored");
    open.revision = 2;
    open.state = CaseState::Rejected;
    put(&desk, &Case::Application(open));
    assert_eq!(wanted(0), []);
    assert!(desk.open_document(a).is_ok());

    write(&desk, |tx| documents::hasten(tx, case_id(2)));
    assert_eq!(wanted(0), [c]);
    write(&desk, |tx| documents::hasten(tx, case_id(1)));
    assert_eq!(wanted(0), [b, c]);
}

#[test]
fn documents_of_the_case_on_the_screen_come_before_all_others() {
    let desk = Desk::new();
    for number in 1..=3 {
        let mut with_file = application(number);
        with_file.documents = vec![file(30 + number, b"whole")];
        put(&desk, &Case::Application(with_file));
    }
    let last = domain::AttachmentId(id(33));
    let later = DocumentTrouble::NotReached;
    write(&desk, |tx| documents::postpone(tx, last, at(60), &later));
    let first = |now| read(&desk, |c| documents::wanted(c, at(now), 1)).first().map(|one| one.id);
    assert_ne!(first(0), Some(last));
    write(&desk, |tx| documents::hasten(tx, case_id(3)));
    assert_eq!(first(0), Some(last), "at once, though it was to be tried later");
    // A case that is not here, or was withdrawn, wants nothing.
    let mut withdrawn = application(4);
    withdrawn.state = CaseState::Withdrawn;
    withdrawn.documents = vec![file(34, b"whole")];
    put(&desk, &Case::Application(withdrawn));
    write(&desk, |tx| documents::hasten(tx, case_id(4)));
    write(&desk, |tx| documents::hasten(tx, case_id(9)));
    assert_eq!(read(&desk, documents::count_wanted), 3);
}
