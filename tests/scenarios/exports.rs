//! What leaves the desk as a file: who may take what, what stands in it, and that the audit log
//! knows of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use app::views::audit::{AuditRequest, AuditSort};
use app::views::case::{RevealPurpose, RevealRequest};
use app::views::decide::DecideRequest;
use app::views::exports::{
    DeliveriesRequest, MarkDeliveredRequest, ReportFormat, ReportKind, ReportRequest, ReportView,
};
use app::views::queue::{QueueGroup, QueueOnly, QueueRequest};
use app::views::tally::{TallyBy, TallyRequest, TallySpan};
use app::{ApiError, Desk, ErrorCode};
use domain::calendar::taipei_date;
use domain::{CaseKind, DecisionId, FamilyId, Verdict};
use practice_portal::Portal;
use support::paper;
use uuid::Uuid;

use crate::desk::{Keyring, at_rest, desk, portal, posts, rejection, sign_in};
use crate::seat::until;

const EXPORTED: &str = "匯出報表";

/// One person at a desk whose downloads are a folder of their own.
struct Seat {
    desk: Desk,
    folder: tempfile::TempDir,
}

async fn seat(portal: &Portal, subject: &'static str) -> Seat {
    let folder = tempfile::tempdir().expect("folder");
    let desk = desk(folder.path(), &Arc::new(Keyring::default()), subject)
        .exporting_to(folder.path().join("downloads"));
    sign_in(&desk, portal).await.expect("signed in");
    at_rest(&desk).await;
    Seat { desk, folder }
}

impl Seat {
    async fn export(
        &self,
        kind: ReportKind,
        format: ReportFormat,
        unmasked: bool,
        grounds: &str,
    ) -> Result<ReportView, ApiError> {
        let grounds = grounds.to_owned();
        self.desk.export_report(ReportRequest { kind, format, unmasked, grounds }).await
    }

    fn files(&self) -> Vec<PathBuf> {
        let Ok(folder) = std::fs::read_dir(self.folder.path().join("downloads")) else {
            return Vec::new();
        };
        folder.map(|file| file.expect("a file").path()).collect()
    }

    /// What the audit log says of exports and deliveries, newest first.
    async fn audit(&self, begins: &str) -> Vec<String> {
        let request = AuditRequest::newest(200);
        let page = self.desk.list_audit(request).await.expect("signed in");
        page.rows.into_iter().map(|row| row.what).filter(|what| what.starts_with(begins)).collect()
    }
}

fn is_in(folder: &Path, path: &str) -> bool {
    Path::new(path).parent() == Some(&folder.join("downloads"))
}

/// Today, and tomorrow should midnight pass.
fn today() -> DeliveriesRequest {
    let day = taipei_date(chrono::Utc::now());
    let last_day = day.succ_opt().expect("a tomorrow").to_string();
    DeliveriesRequest { first_day: day.to_string(), last_day }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_is_narrowed_by_sort_and_by_case_and_speaks_of_everything_in_words() {
    let portal = portal().await;
    let seat = seat(&portal, "sv-01").await;
    let row = posts(&seat.desk).await.remove(0);
    seat.desk.open_case(row.case).await.expect("opened");
    seat.desk.record_decision(rejection(&row)).await.expect("recorded");
    seat.desk.sync_now().await.expect("asked");
    seat.export(ReportKind::Tally, ReportFormat::Csv, false, "").await.expect("exported");
    until("the decision's answer", async || !seat.audit("入口網確認送達").await.is_empty()).await;

    let of = async |sort, case: &str| {
        let request = AuditRequest { sort, case: case.to_owned(), ..AuditRequest::newest(200) };
        seat.desk.list_audit(request).await.expect("signed in").rows
    };
    let all = of(None, "").await;
    assert!(all.iter().all(|row| !row.what.starts_with(|c: char| c.is_ascii())), "{all:?}");
    for (sort, begins) in [
        (AuditSort::Seen, "查看案件"),
        (AuditSort::Decided, "決定"),
        (AuditSort::TakenOut, EXPORTED),
        (AuditSort::SignIn, "登入"),
    ] {
        let some = of(Some(sort), "").await;
        assert!(some.iter().any(|row| row.what.starts_with(begins)), "{sort:?}: {some:?}");
        assert!(some.len() < all.len(), "{sort:?}");
    }
    let opened = of(None, &row.number).await;
    assert!(opened.iter().all(|one| one.case_number.as_deref() == Some(&row.number)));
    assert!(opened.len() >= 3, "seen, decided, acknowledged: {opened:?}");
    assert_eq!(of(None, "沒有這個案號").await.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_social_worker_takes_out_no_tally_no_dossier_and_no_whole_number() {
    let portal = portal().await;
    let worker = seat(&portal, "sw-01").await;
    let family = FamilyId(Uuid::from_u128(1));
    let decision = DecisionId(Uuid::from_u128(2));
    for (kind, format, unmasked) in [
        (ReportKind::Tally, ReportFormat::Ods, false),
        (ReportKind::Tally, ReportFormat::Pdf, false),
        (ReportKind::Strikes, ReportFormat::Csv, false),
        (ReportKind::Suspensions, ReportFormat::Xlsx, false),
        (ReportKind::Dossier { family, suspension: None }, ReportFormat::Pdf, false),
        (ReportKind::Decision { decision }, ReportFormat::Pdf, true),
    ] {
        let refused = worker.export(kind.clone(), format, unmasked, "想看").await;
        let refused = refused.expect_err("refused");
        assert_eq!(refused.code, ErrorCode::Refused, "{kind:?}");
        assert!(refused.message.contains("只有主管"), "{kind:?}: {}", refused.message);
    }
    let gone = worker.export(ReportKind::Decision { decision }, ReportFormat::Pdf, false, "").await;
    assert_eq!(gone.expect_err("unheard of").code, ErrorCode::Gone);
    assert!(worker.files().is_empty() && worker.audit(EXPORTED).await.is_empty());
    worker.desk.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supervisors_tally_is_the_same_in_every_format_masked_and_in_the_audit() {
    let portal = portal().await;
    let boss = seat(&portal, "sv-01").await;
    let row = posts(&boss.desk).await.remove(0);
    let recorded = boss.desk.record_decision(rejection(&row)).await.expect("recorded");
    let tally = async |by| {
        let request = TallyRequest { by, span: TallySpan::All, at_least: 1 };
        boss.desk.tally(request).await.expect("a tally")
    };
    let hand = portal.hand();
    let family = hand.case(row.case).expect("readable").expect("there").family_id();
    until("the strike in the tally", async || {
        tally(TallyBy::Family).await.rows.iter().any(|row| row.key == family.to_string())
    })
    .await;
    let total = tally(TallyBy::Month).await.total;
    let number = hand.family(family).expect("readable").expect("there").applicant.national_id;

    // CSV: a file a table; the months add up to the tally on the screen.
    let csv = boss.export(ReportKind::Tally, ReportFormat::Csv, false, "").await.expect("made");
    assert_eq!(csv.paths.len(), 5);
    assert!(csv.paths.iter().all(|path| is_in(boss.folder.path(), path)));
    let read = |wanted: &str, view: &ReportView| {
        let path = view.paths.iter().find(|path| path.contains(wanted)).expect("a file");
        std::fs::read_to_string(path).expect("readable")
    };
    let months = read("依月份", &csv);
    let sum: u32 = months
        .lines()
        .skip(1)
        .map(|line| line.split(',').nth(1).expect("a count").parse::<u32>().expect("a number"))
        .sum();
    assert_eq!(sum, total);
    let families = read("依家屬", &csv);
    assert!(families.starts_with('\u{feff}') && families.contains("***"));
    assert!(!families.contains(number.as_str()), "masked unless asked for");

    for format in [ReportFormat::Ods, ReportFormat::Xlsx] {
        let made = boss.export(ReportKind::Tally, format, false, "").await.expect("made");
        let bytes = std::fs::read(&made.paths[0]).expect("readable");
        assert!(bytes.starts_with(b"PK"));
    }
    let paper = boss.export(ReportKind::Tally, ReportFormat::Pdf, false, "").await.expect("made");
    let text = paper::text(Path::new(&paper.paths[0]));
    assert!(text.contains("退件統計") && text.contains("還沒有和入口網核對過"), "{text}");
    assert!(!text.contains(number.as_str()));
    let refused = boss.export(ReportKind::Strikes, ReportFormat::Pdf, false, "").await;
    assert!(refused.expect_err("no such paper").message.contains("沒有 PDF"));

    // In full only with a reason, which the audit keeps.
    let exports = boss.audit(EXPORTED).await.len();
    assert_eq!(exports, 4);
    let silent = boss.export(ReportKind::Strikes, ReportFormat::Csv, true, "  ").await;
    assert!(silent.expect_err("no reason").message.contains("寫明理由"));
    assert_eq!(boss.audit(EXPORTED).await.len(), exports);
    let whole = boss
        .export(ReportKind::Strikes, ReportFormat::Csv, true, "移送地檢署")
        .await
        .expect("made");
    assert!(read("退件明細", &whole).contains(number.as_str()));
    assert!(boss.audit(EXPORTED).await[0].contains("證號未遮蔽"));

    // The proposal for a suspension, and the decision for the file.
    let kind = ReportKind::Dossier { family, suspension: None };
    let dossier = boss.export(kind.clone(), ReportFormat::Pdf, false, "").await.expect("made");
    let text = paper::text(Path::new(&dossier.paths[0]));
    assert!(text.contains("停用建議卷宗") && text.contains(&row.number), "{text}");
    assert!(!text.contains(number.as_str()) && text.contains("機關得暫停收容人家屬使用權限一個月"));
    let refused = boss.export(kind.clone(), ReportFormat::Ods, false, "").await;
    assert!(refused.expect_err("only PDF").message.contains("只有 PDF"));
    let kind = ReportKind::Decision { decision: recorded.decision };
    let notice = boss.export(kind, ReportFormat::Pdf, false, "").await.expect("made");
    let text = paper::text(Path::new(&notice.paths[0]));
    assert!(text.contains("審核決定紀錄") && text.contains("P06"), "{text}");
    assert!(!text.contains("只留在這裡的備註"), "the staff-only note never leaves");
    boss.desk.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approved_post_is_printed_for_its_unit_and_marked_as_delivered() {
    let portal = portal().await;
    let worker = seat(&portal, "sw-01").await;
    let before = worker.desk.list_deliveries(today()).await.expect("a list");
    let known = before.units.iter().map(|unit| unit.posts.len()).sum::<usize>();
    let mut approved = None;
    for row in posts(&worker.desk).await {
        let request =
            DecideRequest { verdict: Verdict::Approve, reasons: Vec::new(), ..rejection(&row) };
        let preview = worker.desk.preview_decision(request.clone()).await.expect("a preview");
        if preview.obstacles.is_empty() && worker.desk.record_decision(request).await.is_ok() {
            approved = Some(row);
            break;
        }
    }
    let row = approved.expect("a post that may be approved");
    until("the approval is accepted and listed", async || {
        worker.desk.sync_now().await.expect("asked");
        let view = worker.desk.list_deliveries(today()).await.expect("a list");
        view.units.iter().map(|unit| unit.posts.len()).sum::<usize>() > known
    })
    .await;
    let listed = async || {
        let view = worker.desk.list_deliveries(today()).await.expect("a list");
        view.units
            .into_iter()
            .find_map(|unit| {
                let post = unit.posts.into_iter().find(|post| post.case == row.case)?;
                Some((unit.name, post))
            })
            .expect("the approved post")
    };
    let (unit, post) = listed().await;
    assert!(!unit.is_empty() && post.handed.is_none());
    let sheets =
        |only_open| ReportKind::Deliveries { days: today(), unit: Some(unit.clone()), only_open };
    let made = worker.export(sheets(false), ReportFormat::Pdf, false, "").await.expect("made");
    let text = paper::text(Path::new(&made.paths[0]));
    let compact = |words: &str| words.split_whitespace().collect::<String>();
    for wanted in [&unit, &post.number, &post.inmate_name, &post.title] {
        assert!(text.contains(&compact(wanted)), "{wanted} is missing in\n{text}");
    }
    assert!(text.contains("□已交付"));

    let mark = async |handed| {
        let request = MarkDeliveredRequest { posts: vec![row.case.id], handed };
        worker.desk.mark_delivered(request).await.expect("noted").changed
    };
    assert_eq!((mark(true).await, mark(true).await), (1, 0));
    assert!(listed().await.1.handed.expect("marked").contains("李沛真"));
    let again = worker.export(sheets(false), ReportFormat::Pdf, false, "").await.expect("made");
    assert!(paper::text(Path::new(&again.paths[0])).contains("☑已於"));
    assert_ne!(again.paths, made.paths, "never over an older file");
    if known == 0 {
        let nothing = worker.export(sheets(true), ReportFormat::Pdf, false, "").await;
        assert!(nothing.expect_err("all handed over").message.contains("沒有可以列印"));
    }
    assert_eq!(mark(false).await, 1);
    assert_eq!(worker.audit("登記送達").await.len(), 1);
    assert_eq!(worker.audit("取消送達登記").await.len(), 1);

    for (first_day, last_day) in
        [("2026-11-24", "2026-11-23"), ("115.11.24", "2026-11-24"), ("", "")]
    {
        let days =
            DeliveriesRequest { first_day: first_day.to_owned(), last_day: last_day.to_owned() };
        let refused = worker.desk.list_deliveries(days).await.expect_err("no days");
        assert_eq!(refused.code, ErrorCode::Refused);
    }
    worker.desk.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_months_access_record_says_who_saw_what_and_why_and_is_checked_without_the_desk() {
    let portal = portal().await;
    let seat = seat(&portal, "sw-01").await;
    let request = QueueRequest {
        kind: Some(CaseKind::Application),
        group: QueueGroup::Open,
        inmate_number: None,
        text: String::new(),
        only: QueueOnly::All,
        check: None,
        after: None,
        limit: 1,
    };
    let row = seat.desk.list_cases(request).await.expect("the queue").rows.remove(0);
    seat.desk.open_case(row.case).await.expect("opened");
    let asked = RevealRequest { case: row.case, purpose: RevealPurpose::VerifyElsewhere };
    let number = seat.desk.reveal_identity(asked).await.expect("shown");
    assert_eq!(seat.audit("顯示完整證號").await, ["顯示完整證號：向其他機關查證"]);

    let month = taipei_date(chrono::Utc::now()).format("%Y-%m").to_string();
    let access = |format| {
        let kind = ReportKind::Access { month: month.clone() };
        seat.export(kind, format, false, "")
    };
    let made = access(ReportFormat::Ods).await.expect("exported");
    let checked = app::verify_audit_file(Path::new(&made.paths[0])).expect("readable");
    assert!(checked.intact && checked.sentence.contains("首尾相接"), "{}", checked.sentence);
    let made = access(ReportFormat::Pdf).await.expect("exported");
    let text = paper::text(Path::new(&made.paths[0]));
    assert!(text.contains("查詢紀錄") && text.contains(&row.number), "{text}");
    assert!(!text.contains(&number), "the number is masked");
    let made = access(ReportFormat::Csv).await.expect("exported");
    let chain = made.paths.iter().find(|path| path.contains("稽核鏈")).expect("its chain");
    let checked = app::verify_audit_file(Path::new(chain)).expect("readable");
    assert!(checked.intact, "{}", checked.sentence);
    let edited = std::fs::read_to_string(chain)
        .expect("readable")
        .replace("verify_elsewhere", "contact_family");
    std::fs::write(chain, edited).expect("written");
    let checked = app::verify_audit_file(Path::new(chain)).expect("readable");
    assert!(!checked.intact && checked.sentence.contains("被改過"), "{}", checked.sentence);

    let unmasked =
        seat.export(ReportKind::Access { month }, ReportFormat::Ods, true, "依公文").await;
    assert_eq!(unmasked.expect_err("always masked").code, ErrorCode::Refused);
    let never = ReportKind::Access { month: "十一月".to_owned() };
    let refused = seat.export(never, ReportFormat::Ods, false, "").await.expect_err("no month");
    assert_eq!(refused.code, ErrorCode::Refused);
    seat.desk.close();
}
