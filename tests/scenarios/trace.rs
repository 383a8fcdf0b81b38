//! What the audit log tells of who came and went, and of the desk itself.

use std::sync::Arc;

use app::Desk;
use app::views::audit::{AuditRequest, AuditSort};

use crate::desk::{Keyring, at_rest, desk, portal, sign_in};

async fn told(desk: &Desk, sort: AuditSort) -> Vec<String> {
    let request = AuditRequest { sort: Some(sort), ..AuditRequest::newest(50) };
    let page = desk.list_audit(request).await.expect("the log");
    page.rows.into_iter().map(|row| row.what).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_and_out_and_the_new_key_stand_in_the_log() {
    let portal = portal().await;
    let folder = tempfile::tempdir().expect("folder");
    let desk = desk(folder.path(), &Arc::new(Keyring::default()), "sw-01");
    sign_in(&desk, &portal).await.expect("signed in");
    at_rest(&desk).await;
    assert_eq!(told(&desk, AuditSort::SignIn).await, ["登入", "產生資料庫金鑰"]);
    desk.sign_out().await.expect("signed out");
    sign_in(&desk, &portal).await.expect("signed in");
    assert_eq!(told(&desk, AuditSort::SignIn).await, ["登入", "登出", "登入", "產生資料庫金鑰"]);
    assert!(desk.verify_audit().await.expect("checked").intact);
    desk.close();
}
