//! Who looks elsewhere is called, in the real window and by the session's own bus.

use std::time::Duration;

use domain::{Case, CaseState, Post};
use support::notifications::Desktop;
use support::window_manager;

use crate::window::{open_desk, portal_at};

#[tokio::test(flavor = "multi_thread")]
async fn an_urgent_post_calls_without_a_word_of_it_and_whoever_answers_reads_it() {
    let mut desktop = Desktop::begin().await;
    let folder = tempfile::tempdir().expect("folder");
    let portal = portal_at(folder.path(), 0).await;
    let hand = portal.hand();
    let posts = hand.posts().expect("the portal's own list");
    let waiting: Vec<Post> =
        posts.into_iter().filter(|post| post.state == CaseState::Pending).collect();
    let rewrite = |post: &Post, title: &str, body: &str| {
        let case = Case::Post(post.clone()).reference();
        assert!(hand.rewrite(case, title, body).expect("rewritten"));
    };
    waiting.iter().for_each(|post| rewrite(post, "吃飽了嗎", "阿嬤今天煮了你愛吃的滷肉。"));
    let urgent = ("不想活了", "我想死，今天晚上就要自殺，不要找我。");
    rewrite(&waiting[0], urgent.0, urgent.1);
    let window = open_desk(&portal.base_url(), folder.path()).await;
    let process = window.process().expect("the desk runs");
    // The toolkit has a window of its own besides, which nobody sees.
    let title = || {
        let titles = window_manager::titles(process).expect("the display answers");
        titles.into_iter().find(|title| title.contains("審核台")).unwrap_or_default()
    };
    // What waited already calls nobody, and stands in the title.
    window.until("one waits", async || title() == "（1）雲端聯絡簿審核台").await;
    window_manager::look_elsewhere().expect("the display answers");
    // What comes in the moment the feed ends for the first time was there: the next one calls.
    let mut called = None;
    for (number, post) in waiting.iter().enumerate().skip(1) {
        rewrite(post, urgent.0, urgent.1);
        // Not by the driver's mouse, which takes the keyboard along.
        let sync = "document.querySelector('[data-testid=sync-now]').click()";
        window.script(sync, Vec::new()).await;
        if let Some(notification) = desktop.next_within(Duration::from_secs(20)).await {
            called = Some((number, post, notification));
            break;
        }
    }
    let (number, post, called) = called.expect("one of them calls");
    assert_eq!(called.summary, "雲端聯絡簿審核台");
    assert_eq!(called.body, "新到 1 件急的案件。");
    assert_eq!(called.actions, ["default", "看看"]);
    let all = format!("（{}）雲端聯絡簿審核台", number + 1);
    window.until("all of them wait", async || title() == all).await;

    desktop.press(&called).await;
    window.says("case-title", post.author_name.as_str()).await;

    // Locked, nothing of it stands anywhere.
    window.press_with(&[support::window::Key::Control], 'l').await;
    window.find("lock").await;
    window.until("the title tells nothing", async || title() == "雲端聯絡簿審核台").await;
    window.close().await;
}
