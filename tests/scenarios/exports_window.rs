//! Taking files out by the screens: the dialog, its keys, where the files lie, and what a social
//! worker does not find there.

use std::path::{Path, PathBuf};

use support::paper;
use support::window::{Key, Window};

use crate::window::{
    all_sent, audit, open_desk, ordinary_post, portal_at, reject, sign_in_supervisor, take_out,
    walk_to,
};

/// Chooses a format as keys do: Tab into the group, then the arrows.
async fn choose_format(window: &Window, format: &str) {
    let at = format!("return document.activeElement?.dataset.testid === 'export-format-{format}'");
    let inside =
        "return (document.activeElement?.dataset.testid ?? '').startsWith('export-format-')";
    let holds = async |script: &str| window.script(script, Vec::new()).await == true;
    window
        .until(&format!("{format} is chosen by keys"), async || {
            if holds(&at).await {
                return true;
            }
            let key = if holds(inside).await { Key::Right } else { Key::Tab };
            window.press(key.into()).await;
            holds(&at).await
        })
        .await;
}

/// Presses the key that opens the dialog.
async fn ask(window: &Window, key: char) {
    window.press(key).await;
    window.find("export-dialog").await;
}

fn ending(file: &Path) -> &str {
    file.extension().and_then(|ending| ending.to_str()).expect("a name with an ending")
}

fn downloads(folder: &Path) -> Vec<PathBuf> {
    let Ok(folder) = std::fs::read_dir(folder.join("downloads")) else { return Vec::new() };
    folder.map(|file| file.expect("a file").path()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supervisor_takes_out_the_tally_a_dossier_and_a_decision_by_keys() {
    let temporary = tempfile::tempdir().expect("folder");
    let folder = temporary.path();
    let portal = portal_at(folder, 0).await;
    let window = open_desk(&portal.base_url(), folder).await;
    sign_in_supervisor(&window).await;

    // The tally, in every kind of file.
    window.press('5').await;
    window.find("tally-row").await;
    for (format, files) in [("ods", 1), ("pdf", 1), ("csv", 5)] {
        ask(&window, 'e').await;
        choose_format(&window, format).await;
        let made = take_out(&window, folder).await;
        assert_eq!(made.len(), files, "{made:?}");
        assert!(made.iter().all(|file| ending(file) == format), "{made:?}");
        match format {
            "ods" => assert!(std::fs::read(&made[0]).expect("readable").starts_with(b"PK")),
            "pdf" => assert!(paper::text(&made[0]).contains("退件統計")),
            _ => assert!(std::fs::read(&made[0]).expect("readable").starts_with(b"\xef\xbb\xbf")),
        }
    }
    assert_eq!(downloads(folder).len(), 7);

    // Whole numbers only with a reason.
    let numbers: Vec<String> = portal
        .hand()
        .families()
        .expect("the portal's own list")
        .into_iter()
        .map(|family| family.applicant.national_id.as_str().to_owned())
        .collect();
    let names_somebody = |file: &Path| {
        let text = std::fs::read_to_string(file).expect("readable");
        numbers.iter().any(|number| text.contains(number))
    };
    ask(&window, 'e').await;
    window.click("export-content-2").await;
    let masked = take_out(&window, folder).await;
    assert!(!names_somebody(&masked[0]));
    ask(&window, 'e').await;
    window.click("export-content-2").await;
    window.click("export-unmasked").await;
    window.find("export-grounds").await;
    window.press_with(&[Key::Control], Key::Enter.into()).await;
    assert_eq!(window.attribute("export-send", "aria-disabled").await.as_deref(), Some("true"));
    let told = window.attribute("export-send", "title").await.unwrap_or_default();
    assert!(told.contains("請先寫明理由"), "{told}");
    assert!(!window.shows("export-done").await);
    window.fill("export-grounds", "依檢察署來文提供名冊").await;
    let whole = take_out(&window, folder).await;
    assert!(names_somebody(&whole[0]));
    assert_eq!(downloads(folder).len(), 9, "nothing was written without a reason");

    // 停用卷宗 of one that was ordered.
    window.press('6').await;
    walk_to(&window, "[data-testid=suspension-dossier]").await;
    ask(&window, 'd').await;
    assert_eq!(window.all("[data-testid^=export-format-]").await.len(), 0, "only paper");
    let dossier = take_out(&window, folder).await;
    assert!(paper::text(&dossier[0]).contains("停用卷宗"), "{dossier:?}");

    // 審核決定紀錄 of one that the portal has, from 寄件匣 and from the case itself.
    window.press('2').await;
    reject(&window, &ordinary_post(&portal).to_string()).await;
    all_sent(&window).await;
    window.click("outbox-item").await;
    window.find("outbox-notice").await;
    ask(&window, 'n').await;
    let notice = take_out(&window, folder).await;
    window.press('o').await;
    window.find("case-notice").await;
    ask(&window, 'n').await;
    let again = take_out(&window, folder).await;
    assert_ne!(notice, again, "never over an older file");
    for file in notice.iter().chain(&again) {
        let text = paper::text(file);
        assert!(text.contains("審核決定紀錄") && text.contains("P06"), "{text}");
    }

    let log = audit(&window).await;
    let exports: Vec<&String> = log.iter().filter(|row| row.contains("匯出報表")).collect();
    assert_eq!(exports.len(), 8, "{log:?}");
    let in_full = exports.iter().filter(|row| row.contains("證號未遮蔽")).count();
    assert_eq!(in_full, 1, "{exports:?}");
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_social_worker_finds_no_tally_no_dossier_and_no_whole_numbers() {
    let temporary = tempfile::tempdir().expect("folder");
    let folder = temporary.path();
    let portal = portal_at(folder, 0).await;
    let window = open_desk(&portal.base_url(), folder).await;
    let place = async || {
        let script = "return document.querySelector('nav [aria-current=page]')?.dataset.testid";
        window.script(script, Vec::new()).await
    };
    window.press('7').await;
    window.find("deliveries").await;
    for (key, absent) in [('5', "tally"), ('6', "suspensions")] {
        window.press(key).await;
        assert_eq!(place().await, "place-deliveries", "{key} leads nowhere");
        assert_eq!(window.count(&format!("place-{absent}")).await, 0);
        assert_eq!(window.count(&format!("{absent}-export")).await, 0);
    }

    // A decision of their own they may print, always masked.
    window.press('2').await;
    let post = ordinary_post(&portal);
    reject(&window, &post.to_string()).await;
    all_sent(&window).await;
    window.click("outbox-item").await;
    window.find("outbox-notice").await;
    ask(&window, 'n').await;
    assert_eq!(window.count("export-unmasked").await, 0);
    window.says("export-dialog", "完整證號只有主管可以匯出").await;
    let made = take_out(&window, folder).await;
    assert!(paper::text(&made[0]).contains("審核決定紀錄"));
    assert_eq!(downloads(folder).len(), 1);
    window.close().await;
}
