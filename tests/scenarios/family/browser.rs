//! The whole road in a real browser: from registering to a post that is delivered, three rejections
//! and a suspension. The staff's part goes over the staff API, with the desk's own client.

use std::path::PathBuf;

use chrono::Duration;
use domain::{
    Case, CaseKind, CaseRef, CaseState, Composition, Decision, DecisionId, DocumentKind,
    GivenReason, Role, Suspension, SuspensionId, Verdict, calendar::taipei_date,
};
use portal::wire::{Lift, Me};
use portal::{Client, ClientOptions, Session};
use practice_portal::{Clock, Config, Hand, Portal, World};
use support::browser::{Browser, target};
use support::visitor::PASSWORD;

use super::{fresh, inmate, noon, reason};

/// A portal with drawn documents, so that a family has real files to upload.
fn drawn_portal() -> Portal {
    Portal::start(Config {
        clock: Clock::manual(noon()),
        world: World { cases: 12, ..World::at(noon()) },
        picture_cache: Some(target().join("family-files")),
        // The road takes ten days by the portal's clock.
        token_lifetime: Duration::days(30),
        ..Config::default()
    })
    .unwrap()
}

/// Files of somebody's kitchen drawer: pictures as the practice world draws them.
pub(super) struct Drawer {
    folder: tempfile::TempDir,
}

impl Drawer {
    pub(super) fn fill(hand: &Hand) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let applications = hand.applications().unwrap();
        let posts = hand.posts().unwrap();
        let all = applications
            .iter()
            .flat_map(|case| case.documents.iter())
            .chain(posts.iter().flat_map(|case| case.photos.iter()));
        for (kind, name) in [
            (DocumentKind::Identity, "身分證.jpg"),
            (DocumentKind::Relationship, "戶口名簿.jpg"),
            (DocumentKind::Portrait, "我的照片.jpg"),
            (DocumentKind::Photo, "騎車.jpg"),
        ] {
            let file =
                all.clone().find(|f| f.kind == kind && f.media_type == "image/jpeg").unwrap();
            let bytes = hand.file(file.id).unwrap().unwrap();
            std::fs::write(folder.path().join(name), bytes).unwrap();
        }
        std::fs::write(folder.path().join("假的.jpg"), "<html>不是照片</html>").unwrap();
        Self { folder }
    }

    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// A colleague at a desk, by the desk's own client.
struct Staff {
    client: Client,
    hand: Hand,
}

impl Staff {
    fn sign_in(portal: &Portal, subject: &str, role: Role) -> Self {
        portal::choose_cipher_provider();
        let hand = portal.hand();
        let me = Me {
            subject: subject.to_owned(),
            display_name: "同仁".to_owned(),
            facility: "雲林第二監獄".to_owned(),
            role,
        };
        let token = hand.access_token(subject).unwrap();
        let session = Session::with_access_token(me, &token).unwrap();
        let base = portal.base_url().parse().unwrap();
        let client = Client::new(base, session.tokens, ClientOptions::default()).unwrap();
        Self { client, hand }
    }

    /// The newest case of this kind, as any desk gets it: told in the feed, then asked for.
    async fn newest(&self, kind: CaseKind) -> Case {
        let reference = match kind {
            CaseKind::Application => super::newest_application(&self.hand),
            CaseKind::Post => super::newest_post(&self.hand),
        };
        let id = reference.id.to_string();
        let (mut cursor, mut told) = (None, false);
        loop {
            let page = self.client.changes(cursor.as_deref(), 500).await.unwrap();
            told |= page.changes.iter().any(|change| change.get().contains(&id));
            if !page.has_more {
                break;
            }
            cursor = Some(page.next_cursor);
        }
        assert!(told, "the feed does not tell of {kind:?} {id}");
        self.case(reference).await
    }

    async fn case(&self, case: CaseRef) -> Case {
        match case.kind {
            CaseKind::Application => {
                Case::Application(self.client.application(case.id).await.unwrap())
            }
            CaseKind::Post => Case::Post(self.client.post(case.id).await.unwrap()),
        }
    }

    /// Decides, with the text that the desk's preview shows.
    async fn decide(
        &self,
        case: CaseRef,
        verdict: Verdict,
        reasons: Vec<GivenReason>,
    ) -> (DecisionId, String) {
        let case = self.case(case).await;
        let kind = case.reference().kind;
        let text = Composition::new(kind, verdict, &reasons).compose().unwrap().text;
        let decision = Decision {
            case: case.reference(),
            base_revision: case.revision(),
            evidence_sha256: case.evidence(),
            verdict,
            reasons,
            family_message: text.clone().into(),
            policy_version: "112.12".to_owned(),
            fence: None,
            decided_at: self.hand.clock().now(),
            overturns: None,
            pages_seen: Vec::new(),
        };
        let id = DecisionId(fresh());
        self.client.put_decision(id, &decision, None).await.unwrap();
        (id, text)
    }
}

async fn register(browser: &Browser, hand: &Hand) {
    browser.go("/").await;
    browser.click("register").await;
    browser.tick("consent").await;
    browser.click("next").await;
    for (name, text) in [
        ("name", "陳怡君"),
        ("national_id", "A12345678"),
        ("birth", "75.3.9"),
        ("phone", "0912-000-000"),
        ("email", "mei@example.tw"),
        ("password", PASSWORD),
        ("again", PASSWORD),
    ] {
        browser.fill(name, text).await;
    }
    browser.click("send").await;
    browser.says("faults", "證號應為 10 碼").await;
    browser.fill("national_id", "Z259000014").await;
    browser.fill("password", PASSWORD).await;
    browser.fill("again", PASSWORD).await;
    browser.click("send").await;
    browser.says_on_page("驗證信已寄出").await;
    // Too late for the first link; it offers a second.
    hand.clock().advance(Duration::minutes(11));
    browser.click("on").await;
    browser.click("letter").await;
    browser.click("link").await;
    browser.says_on_page("這個連結已經過期").await;
    browser.click("send").await;
    browser.click("on").await;
    browser.click("letter").await;
    browser.click("link").await;
    browser.says_on_page("完成帳號驗證").await;
    browser.click("send").await;
    browser.says("done", "帳號驗證完成").await;
    browser.fill("email", "mei@example.tw").await;
    browser.fill("password", PASSWORD).await;
    browser.click("send").await;
    browser.says("signed-in", "陳怡君").await;
}

pub(super) async fn apply(browser: &Browser, drawer: &Drawer) {
    browser.go("/family/apply?again=yes").await;
    browser.fill("number", "9001").await;
    browser.choose("relation", "女兒").await;
    browser.click("find").await;
    browser.says("found-number", "9001").await;
    browser.says("found-name", "陳○○").await;
    browser.attach("identity", &drawer.file("身分證.jpg")).await;
    browser.attach("relationship", &drawer.file("假的.jpg")).await;
    browser.attach("portrait", &drawer.file("我的照片.jpg")).await;
    browser.click("send").await;
    browser.says("faults", "內容是網頁").await;
    browser.says("identity-kept", "身分證.jpg").await;
    browser.attach("relationship", &drawer.file("戶口名簿.jpg")).await;
    browser.tick("notebook").await;
    browser.click("send").await;
    browser.says("done", "申請已送出").await;
}

pub(super) async fn write(browser: &Browser, title: &str, body: &str) {
    browser.go("/family/publish").await;
    browser.click("new").await;
    browser.fill("title", title).await;
    browser.fill("body", body).await;
    browser.click("send").await;
}

/// Opens the answer that was not 通過, and returns what the family reads there.
pub(super) async fn read_answer(browser: &Browser) -> String {
    browser.go("/family/status").await;
    browser.click("answered").await;
    browser.text("message").await
}

async fn sign_in_again(browser: &Browser) {
    browser.go("/family/status").await;
    browser.says("done", "登入已經結束").await;
    sign_in(browser).await;
}

pub(super) async fn sign_in(browser: &Browser) {
    browser.go("/family/sign-in").await;
    browser.fill("email", "mei@example.tw").await;
    browser.fill("password", PASSWORD).await;
    browser.click("send").await;
    browser.says("signed-in", "陳怡君").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_walks_the_whole_road_without_any_script() {
    let portal = drawn_portal();
    let hand = portal.hand();
    let drawer = Drawer::fill(&hand);
    inmate(&hand, "9001", "陳國樑");
    let staff = Staff::sign_in(&portal, "sw-01", Role::SocialWorker);
    let supervisor = Staff::sign_in(&portal, "sv-01", Role::Supervisor);
    let browser = Browser::open(&portal.base_url()).await;
    browser.without_scripts().await;

    register(&browser, &hand).await;
    apply(&browser, &drawer).await;

    // The desk has it, bytes and all, and sends it back for one document.
    let case = staff.newest(CaseKind::Application).await;
    assert_eq!(case.state(), CaseState::Pending);
    let sent = std::fs::read(drawer.file("身分證.jpg")).unwrap();
    assert_eq!(hand.file(case.attachments()[0].id).unwrap().unwrap(), sent);
    let slots = [("文件", "戶口名簿"), ("欄位", "「陳國樑」那一格")];
    let application = case.reference();
    let (_, previewed) =
        staff.decide(application, Verdict::Return, vec![reason("A02", &slots, false)]).await;
    assert_eq!(read_answer(&browser).await, previewed);
    browser.attach("relationship", &drawer.file("戶口名簿.jpg")).await;
    browser.click("send").await;
    browser.says("done", "修改後的內容已重新送出").await;
    let after = staff.case(application).await;
    assert_eq!(after.state(), CaseState::Pending);
    assert_eq!(after.attachments()[0], case.attachments()[0], "what was right is kept");
    assert_ne!(after.attachments()[1].id, case.attachments()[1].id);
    staff.decide(application, Verdict::Approve, Vec::new()).await;

    // Published with a photo, rejected, mended and published again on the same day.
    browser.go("/family/publish").await;
    browser.says("open", "今天可以發佈").await;
    browser.click("new").await;
    browser.fill("title", "妹妹會騎車了").await;
    browser.fill("body", &"字".repeat(151)).await;
    browser.click("count-now").await;
    browser.says("count", "151 字（含空白 151），上限 150 字，請刪減 1 字").await;
    browser.fill("body", "請幫我申請在監證明。").await;
    browser.attach("photo", &drawer.file("騎車.jpg")).await;
    browser.click("send").await;
    browser.says("done", "聯絡簿已送出審核").await;
    let post = staff.newest(CaseKind::Post).await.reference();
    let slots = [("事項", "在監證明"), ("窗口", "名籍股 (05) 000-0000")];
    let official = || vec![reason("P01", &slots, true)];
    let (first, previewed) = staff.decide(post, Verdict::Reject, official()).await;
    assert_eq!(read_answer(&browser).await, previewed);
    browser.fill("body", "妹妹昨天自己把輔助輪拆了，說要騎去找你。").await;
    browser.click("send").await;
    browser.says("done", "修改後的內容已重新送出").await;
    let mended = staff.case(post).await;
    assert_eq!((mended.state(), mended.attachments().len()), (CaseState::Pending, 1));
    staff.decide(post, Verdict::Approve, Vec::new()).await;
    browser.go("/family/publish").await;
    browser.says("closed", "下次可發佈日是 115 年 12 月 3 日").await;

    // Two more are rejected, which makes three; the supervisor suspends for a month.
    hand.clock().advance(Duration::days(10));
    sign_in_again(&browser).await;
    write(&browser, "特價", "買一送一").await;
    browser.says("done", "聯絡簿已送出審核").await;
    let post = staff.newest(CaseKind::Post).await.reference();
    let (second, _) = staff.decide(post, Verdict::Reject, official()).await;
    read_answer(&browser).await;
    browser.fill("body", "再買一送一").await;
    browser.click("send").await;
    browser.says("done", "修改後的內容已重新送出").await;
    let (third, _) = staff.decide(post, Verdict::Reject, official()).await;
    let family = staff.case(post).await.family_id();
    let today = taipei_date(hand.clock().now());
    let suspension = Suspension {
        family_id: family,
        first_day: today,
        last_day: today + chrono::Days::new(29),
        strikes: vec![first, second, third],
        grounds: "累計 3 次".into(),
        family_message: "因內容退件已累計 3 次，暫停使用一個月。".into(),
        policy_version: "112.12".to_owned(),
    };
    let id = SuspensionId(fresh());
    supervisor.client.put_suspension(id, &suspension).await.unwrap();
    write(&browser, "想你", "等你回家").await;
    browser.says("faults", "您的使用權限暫停至 116 年 1 月 1 日").await;
    browser.go("/family/publish").await;
    browser.says("suspension", "因內容退件已累計 3 次").await;
    let grounds = Lift { grounds: "家屬已了解".into() };
    supervisor.client.lift(id, &grounds).await.unwrap();
    browser.go("/family/publish/new").await;
    browser.click("send").await;
    browser.says("done", "聯絡簿已送出審核").await;
    let Case::Post(kept) = staff.newest(CaseKind::Post).await else { panic!("it is a post") };
    assert_eq!(kept.body.as_str(), "等你回家", "the draft was kept through it all");

    // Each change was written about, in this order.
    browser.go("/family/mailbox").await;
    let letters = browser.subjects().await;
    let states: Vec<&str> = letters
        .iter()
        .rev()
        .filter_map(|subject| subject.split_once('：'))
        .map(|(_, state)| state)
        .collect();
    let once = ["審核中", "審核未通過", "審核中", "審核通過"];
    let twice_rejected = ["審核中", "審核未通過", "審核中", "審核未通過"];
    assert_eq!(states, [&once[..], &once, &twice_rejected, &["審核中"]].concat());
    assert!(letters.iter().any(|subject| subject == "使用權限暫停至 116 年 1 月 1 日"));
    assert!(letters.iter().any(|subject| subject == "使用權限已恢復"));
    browser.click("sign-out").await;
    browser.says("done", "您已登出").await;
}

/// Holds the page that is open against the accessibility rules, narrow and with large text, by day
/// and by night, and takes its picture.
async fn inspect(browser: &Browser, name: &str, found: &mut Vec<String>) {
    let file = |kind: &str| target().join("family-pictures").join(format!("{name}{kind}.png"));
    for (theme, suffix) in [("light", ""), ("dark", "-dark")] {
        browser.theme(theme).await;
        let violations = browser.violations().await;
        found.extend(violations.into_iter().map(|v| format!("{name}, {theme}: {v}")));
        browser.picture_to(&file(suffix), 390).await;
    }
    browser.theme("light").await;
    for (width, times) in [(320, 1.0), (390, 2.0), (320, 2.0), (1280, 2.0), (1280, 1.0)] {
        browser.resize(width, 844).await;
        browser.text_size(times).await;
        let out = browser.sticks_out().await;
        found.extend(out.into_iter().map(|e| format!("{name} at {width} px, text × {times}: {e}")));
        if (width, times) == (320, 2.0) {
            browser.picture_to(&file("-large-text"), 320).await;
        }
        if (width, times) == (1280, 1.0) {
            browser.picture_to(&file("-wide"), 1280).await;
        }
    }
    browser.text_size(1.0).await;
    browser.resize(390, 844).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_can_be_used_by_everybody_at_any_width_and_text_size() {
    let portal = drawn_portal();
    let hand = portal.hand();
    let drawer = Drawer::fill(&hand);
    inmate(&hand, "9001", "陳國樑");
    let browser = Browser::open(&portal.base_url()).await;
    let mut found = Vec::new();
    for (name, path) in [
        ("welcome", "/family"),
        ("consent", "/family/register"),
        ("link-unknown", "/family/verify?link=x"),
        ("link-again", "/family/verify/again"),
        ("sign-in", "/family/sign-in"),
        ("nothing", "/family/nowhere"),
    ] {
        browser.go(path).await;
        inspect(&browser, name, &mut found).await;
    }
    browser.go("/family/register").await;
    browser.tick("consent").await;
    browser.click("next").await;
    inspect(&browser, "register", &mut found).await;
    browser.click("send").await;
    inspect(&browser, "register-faults", &mut found).await;

    register(&browser, &hand).await;
    inspect(&browser, "signed-in", &mut found).await;
    browser.go("/family/mailbox").await;
    inspect(&browser, "mailbox", &mut found).await;
    browser.click("letter").await;
    inspect(&browser, "letter", &mut found).await;
    browser.go("/family/publish").await;
    inspect(&browser, "publish-nobody", &mut found).await;
    browser.go("/family/apply").await;
    inspect(&browser, "apply-query", &mut found).await;
    browser.fill("number", "9001").await;
    browser.choose("relation", "女兒").await;
    browser.click("find").await;
    browser.says("found-number", "9001").await;
    inspect(&browser, "apply", &mut found).await;
    apply(&browser, &drawer).await;
    inspect(&browser, "status", &mut found).await;
    let case = super::newest_application(&hand);
    let slots = [("文件", "戶口名簿"), ("欄位", "「陳國樑」那一格")];
    super::decide(&hand, case, Verdict::Return, vec![reason("A02", &slots, false)]);
    read_answer(&browser).await;
    inspect(&browser, "case-returned", &mut found).await;
    browser.click("send").await;
    browser.says("done", "修改後的內容已重新送出").await;
    super::approve(&hand, case);
    browser.go("/family/publish").await;
    inspect(&browser, "publish", &mut found).await;
    browser.click("new").await;
    browser.fill("title", "妹妹會騎車了").await;
    let long = "爸，妹妹昨天自己把輔助輪拆了。".repeat(11);
    browser.fill("body", &long).await;
    // While one writes, the script counts as the portal does.
    browser.says("count", "165 字（含空白 165），上限 150 字，請刪減 15 字").await;
    browser.fill("body", "好 é\u{200b}").await;
    browser.says("count", "2 字（含空白 3），上限 150 字").await;
    browser.click("count-now").await;
    browser.says("count", "2 字（含空白 3），上限 150 字").await;
    browser.fill("body", &long).await;
    browser.click("send").await;
    browser.says("faults", "請刪減 15 字").await;
    inspect(&browser, "write-faults", &mut found).await;
    let fitting = "爸，妹妹昨天自己把輔助輪拆了，\n騎了三圈才跌倒，還笑著說要騎去找你。";
    browser.fill("body", fitting).await;
    browser.attach("photo", &drawer.file("騎車.jpg")).await;
    browser.click("send").await;
    browser.says("done", "聯絡簿已送出審核").await;
    let post = super::newest_post(&hand);
    super::reject(&hand, post);
    browser.go("/family/status").await;
    inspect(&browser, "status-rejected", &mut found).await;
    read_answer(&browser).await;
    inspect(&browser, "case-rejected", &mut found).await;
    let family = hand.case(post).unwrap().unwrap().family_id();
    hand.suspend(family, 30).unwrap();
    browser.go("/family/publish").await;
    inspect(&browser, "publish-suspended", &mut found).await;
    assert!(found.is_empty(), "{}", found.join("\n"));
}
