//! A paper behind the lock: nothing of it comes to the window, by no name that it ever had.

use app::ErrorCode;
use app::views::lock::{LockCause, LockRequest, PinRequest};

use super::{handle, identity, jpeg, patches, scene};

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_desk_shows_no_paper_and_the_old_names_stay_dead_after() {
    let scene = scene().await;
    let case = scene.apply("陳怡君", identity(jpeg(&patches(7), 85))).await;
    let view = scene.ready(case).await;
    let name = handle(&view).to_owned();
    assert!(scene.picture(&name).await.is_some(), "shown while the desk is open");

    let lock = LockRequest { cause: LockCause::Asked };
    scene.desk.lock(lock).await.expect("locked").expect("somebody was signed in");
    assert!(scene.picture(&name).await.is_none(), "from the first moment");
    scene.desk.until_closed().await;
    assert!(scene.picture(&name).await.is_none());
    assert_eq!(scene.desk.open_case(case).await.expect_err("locked").code, ErrorCode::Locked);

    scene.desk.unlock(PinRequest { pin: String::new().into() }).await.expect("no PIN is asked for");
    assert!(scene.picture(&name).await.is_none(), "a name of before opens nothing");
    let again = scene.ready(case).await;
    assert_ne!(handle(&again), name);
    assert!(scene.picture(handle(&again)).await.is_some());
}
