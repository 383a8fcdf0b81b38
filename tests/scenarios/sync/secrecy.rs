//! What lies on the disk says nothing, and what was done cannot be rewritten.

use chrono::TimeDelta;
use domain::{DocumentKind, Private, Route, Verdict};
use practice_portal::Upload;
use store::audit;
use store::chain::Edit;
use store::{Key, OpenError, Store, notes};
use support::desk;

use super::scene;

const PLANTED: [&str; 10] = [
    "王大明悄悄話甲",
    "Z987654321",
    "0987001002",
    "secret.family@example.test",
    "雲林縣斗六市祕密路九號",
    "標題悄悄話乙",
    "內文悄悄話丙",
    "備註悄悄話丁",
    "檔名悄悄話戊.jpg",
    "PLANTED-IN-THE-DOCUMENT-BYTES",
];

#[tokio::test(flavor = "multi_thread")]
async fn ten_planted_secrets_are_in_no_file_of_the_desk() {
    let mut scene = scene().await;
    let [name, national_id, phone, email, address, title, body, note, file_name, document] =
        PLANTED;
    let applicant = domain::Applicant {
        name: name.into(),
        national_id: national_id.into(),
        phone: phone.into(),
        email: email.into(),
        address: address.into(),
        ..desk::applicant("x")
    };
    let upload = Upload {
        file_name: file_name.to_owned(),
        ..Upload::jpeg(DocumentKind::Identity, document)
    };
    let case = scene
        .hand
        .submit_application(scene.inmate, applicant, Route::Kin, "母親", vec![upload])
        .expect("the portal's database");
    let post = scene
        .hand
        .submit_post(scene.family, scene.inmate, title, body, None)
        .expect("the portal's database");
    scene.pull().await;
    scene.desk.engine().fetch_documents_once().await.expect("fetched");
    let now = sync::Clock::now(&scene.desk.clock);
    scene
        .desk
        .store()
        .write(|tx| notes::put_note(tx, case.id, &Private::from(note), now))
        .expect("written");
    scene.desk.decide(post, Verdict::Reject);
    // They are there, for whoever has the key.
    let stored = scene.desk.case(post.id).expect("the case").case;
    assert!(matches!(stored, domain::Case::Post(post) if post.body.as_str() == body));
    let file = scene.desk.read(|c| store::documents::of_case(c, case.id)).remove(0);
    let bytes = scene.desk.store().open_document(file.id).expect("opened");
    assert_eq!(bytes.as_slice(), document.as_bytes());

    // While it is open, log and all, and after it is closed.
    assert_eq!(found(scene.desk.folder()), [""; 0]);
    scene.desk.close();
    assert_eq!(found(scene.desk.folder()), [""; 0]);
}

/// The planted strings that are in any file below a folder.
fn found(folder: &std::path::Path) -> Vec<&'static str> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    let names: Vec<String> = files.iter().map(|path| path.to_string_lossy().into_owned()).collect();
    assert!(names.iter().any(|name| name.ends_with("desk.db")), "{names:?}");
    let contents: Vec<Vec<u8>> =
        files.iter().map(|path| std::fs::read(path).expect("read")).collect();
    PLANTED
        .into_iter()
        .filter(|planted| {
            let utf16: Vec<u8> = planted.encode_utf16().flat_map(u16::to_le_bytes).collect();
            contents.iter().any(|bytes| {
                [planted.as_bytes(), &utf16]
                    .iter()
                    .any(|needle| bytes.windows(needle.len()).any(|window| window == *needle))
            })
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn another_key_opens_nothing_and_destroys_nothing() {
    let mut scene = scene().await;
    let post = scene.posts(1).await[0];
    scene.desk.decide(post, Verdict::Approve);
    scene.desk.close();
    let wrong = Key::from_bytes([1; 32]);
    let opened = Store::open(&scene.desk.path(), &wrong, sync::Clock::now(&scene.desk.clock));
    assert!(matches!(opened, Err(OpenError::WrongKey)));
    scene.desk.reopen();
    assert_eq!(scene.push().await.accepted, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_chain_holds_over_a_whole_day_and_any_edit_is_found() {
    let scene = scene().await;
    let posts = scene.posts(6).await;
    for post in &posts[..3] {
        scene.desk.decide(*post, Verdict::Reject);
    }
    scene.push().await;
    scene.desk.decide(posts[3], Verdict::Approve);
    scene.colleague_decides(posts[3], Verdict::Reject);
    scene.push().await;
    scene.desk.clock.advance(TimeDelta::minutes(1));
    scene.pull().await;
    let examined = scene.desk.read(|c| audit::examine(c, &[]));
    assert!(
        examined.fault.is_none() && examined.rows >= 8,
        "recorded, accepted, parked: {examined:?}"
    );
    scene
        .desk
        .store()
        .write::<_, store::StoreError>(|tx| {
            tx.execute("UPDATE audit SET detail = replace(detail, 'reject', 'return')", [])?;
            Ok(())
        })
        .expect("written");
    let fault = scene.desk.read(|c| audit::examine(c, &[])).fault;
    assert_eq!(fault.map(|fault| fault.edit), Some(Edit::Changed));
}
