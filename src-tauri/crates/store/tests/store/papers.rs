//! What papers look like, and the crops in the note: found, bounded, and purged.

use domain::{AttachmentId, Case, Likeness};
use store::crops::{self, Crop, PutCropError};
use store::documents::OpenDocumentError;
use store::likenesses::{self, Twin};
use store::{StoreError, cases, documents};

use crate::support::*;

fn document(number: u128) -> AttachmentId {
    AttachmentId(id(number))
}

/// An application with one stored file of its own number plus 100.
fn with_file(desk: &Desk, number: u128, bytes: &[u8]) -> AttachmentId {
    let mut application = application(number);
    application.documents = vec![file(number + 100, bytes)];
    put(desk, &Case::Application(application));
    desk.put_document(document(number + 100), bytes, at(1)).expect("stored");
    document(number + 100)
}

fn look(desk: &Desk, document: AttachmentId, coarse: u64) {
    let likeness = Likeness { coarse, fine: [coarse; 4] };
    write(desk, |tx| likenesses::put(tx, document, Some(likeness)));
}

fn twins(desk: &Desk, document: AttachmentId) -> Vec<Twin> {
    read(desk, |c| likenesses::twins(c, document))
}

#[test]
fn the_same_bytes_and_the_same_look_are_found_in_other_applications_only() {
    let desk = Desk::new();
    let (one, copy, alike, other) = (
        with_file(&desk, 1, b"paper"),
        with_file(&desk, 2, b"paper"),
        with_file(&desk, 3, b"paper, saved again"),
        with_file(&desk, 4, b"another"),
    );
    assert_eq!(twins(&desk, one).len(), 1, "the bytes are known without a look");
    look(&desk, one, 0xF0F0);
    look(&desk, alike, 0xF0F1);
    look(&desk, other, u64::MAX);
    let found = twins(&desk, one);
    assert_eq!(
        found,
        [
            Twin { case: case_id(2), document: copy, same_bytes: true },
            Twin { case: case_id(3), document: alike, same_bytes: false },
        ]
    );
    assert!(twins(&desk, other).is_empty());
    // An empty page looks like nothing, and is not looked at again.
    assert_eq!(read(&desk, |c| likenesses::unlooked(c, 9)), [copy]);
    write(&desk, |tx| likenesses::put(tx, copy, None));
    assert!(read(&desk, |c| likenesses::unlooked(c, 9)).is_empty());
}

#[test]
fn a_look_outlives_the_bytes_and_goes_with_its_case() {
    let desk = Desk::new();
    let (one, other) = (with_file(&desk, 1, b"paper"), with_file(&desk, 2, b"paper"));
    look(&desk, one, 7);
    look(&desk, other, 7);
    write(&desk, |tx| documents::forget_case(tx, case_id(1)));
    let found = twins(&desk, other);
    assert_eq!(found, [Twin { case: case_id(1), document: one, same_bytes: true }]);
    write(&desk, |tx| cases::purge(tx, case_id(1)));
    assert!(twins(&desk, other).is_empty());
    let mut resent = application(2);
    resent.revision = 2;
    resent.documents = vec![file(150, b"new")];
    put(&desk, &Case::Application(resent));
    let left = read(&desk, |c| {
        let count = c.query_row("SELECT count(*) FROM likenesses", [], |row| row.get::<_, i64>(0));
        Ok::<_, StoreError>(count?)
    });
    assert_eq!(left, 0, "what the family took back is forgotten as well");
}

fn crop(number: u128, of: AttachmentId) -> Crop {
    Crop {
        id: id(9_000 + number),
        case: case_id(1),
        document: of,
        page: 0,
        turn: 3,
        media_type: "image/png".to_owned(),
        width: 8,
        height: 6,
    }
}

fn keep(desk: &Desk, crop: &Crop) -> Result<(), PutCropError> {
    desk.put_crop(crop, b"a magnified name", at(2), |_| Ok(()))
}

fn files(desk: &Desk) -> usize {
    std::fs::read_dir(desk.path().with_extension("documents")).expect("a folder").count()
}

#[test]
fn a_crop_comes_back_outlives_the_night_and_goes_with_its_document() {
    let mut desk = Desk::new();
    let of = with_file(&desk, 1, b"paper");
    let one = crop(1, of);
    keep(&desk, &one).expect("kept");
    desk.reopen();
    assert_eq!(read(&desk, |c| crops::of_case(c, case_id(1))), std::slice::from_ref(&one));
    let (media_type, bytes) = desk.open_crop(one.id).expect("opened");
    assert_eq!((media_type.as_str(), bytes.as_slice()), ("image/png", &b"a magnified name"[..]));
    assert_eq!(files(&desk), 2);
    write(&desk, |tx| documents::forget_case(tx, case_id(1)));
    assert_eq!(files(&desk), 0);
    assert!(matches!(desk.open_crop(one.id), Err(OpenDocumentError::NotHere)));
}

#[test]
fn a_crop_that_cannot_be_read_just_now_is_not_called_damaged_and_opens_later() {
    let desk = Desk::new();
    let of = with_file(&desk, 1, b"paper");
    let one = crop(1, of);
    let before: Vec<_> = listing(&desk);
    keep(&desk, &one).expect("kept");
    let path = listing(&desk).into_iter().find(|file| !before.contains(file)).expect("its file");
    let away = desk.folder.path().join("away");
    std::fs::rename(&path, &away).expect("renamed");
    assert!(matches!(desk.open_crop(one.id), Err(OpenDocumentError::Absent)));
    std::fs::create_dir(&path).expect("in the way");
    assert!(matches!(desk.open_crop(one.id), Err(OpenDocumentError::NotNow(_))));
    std::fs::remove_dir(&path).expect("removed");
    std::fs::write(&path, b"noise").expect("written");
    assert!(matches!(desk.open_crop(one.id), Err(OpenDocumentError::Damaged)));
    // Nothing has changed by it: what is lost nobody could give back.
    std::fs::rename(&away, &path).expect("back");
    assert!(desk.open_crop(one.id).is_ok());
}

fn listing(desk: &Desk) -> Vec<std::path::PathBuf> {
    let folder = std::fs::read_dir(desk.path().with_extension("documents")).expect("a folder");
    folder.map(|entry| entry.expect("an entry").path()).collect()
}

#[test]
fn a_crop_too_many_or_of_a_paper_that_is_gone_leaves_nothing_behind() {
    let desk = Desk::new();
    let of = with_file(&desk, 1, b"paper");
    for number in 0..crops::MOST as u128 {
        keep(&desk, &crop(number, of)).expect("kept");
    }
    let before = files(&desk);
    assert!(matches!(keep(&desk, &crop(99, of)), Err(PutCropError::TooMany)));
    assert_eq!(files(&desk), before);
    write(&desk, documents::erase_all);
    assert_eq!(files(&desk), 0, "whoever loses the right to see the papers loses the crops");
    assert!(matches!(keep(&desk, &crop(100, of)), Err(PutCropError::Gone)));
    assert_eq!(files(&desk), 0);
}
