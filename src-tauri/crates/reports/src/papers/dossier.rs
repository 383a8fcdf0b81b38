//! 停用卷宗 (貳.四): everything a suspension rests on, in one print: the posts, the reasons, the
//! rule's text, who reviewed and when, and lines to sign on.

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::{roc_long, roc_short};
use domain::{NotCounted, Private};

use super::{Maker, Paper, PaperReason, stamp};
use crate::setting::{Align, Press, Style, TableColumn, Weight};
use crate::{Identities, ReportError, Typefaces};

pub struct SuspensionDossier {
    pub maker: Maker,
    pub family: Private,
    pub national_id: Private,
    pub relation: Private,
    pub inmate_number: String,
    pub inmate: Private,
    /// How many count, and from how many on the facility may suspend.
    pub count: u32,
    pub threshold: u32,
    /// How the tally is kept, in words.
    pub rule: String,
    pub policy_version: String,
    /// The rule's own text, in the order to be read.
    pub rule_texts: Vec<RuleText>,
    /// Every rejection, oldest first, those that do not count too.
    pub posts: Vec<DossierPost>,
    /// None as long as nobody has ordered it: then the paper is the proposal.
    pub order: Option<SuspensionOrder>,
    pub identities: Identities,
}

/// A clause of the notice or an article of law, word for word.
#[derive(Debug, Clone)]
pub struct RuleText {
    /// Such as 公告 貳.四.
    pub source: String,
    pub text: String,
}

pub struct SuspensionOrder {
    pub first_day: NaiveDate,
    pub last_day: NaiveDate,
    /// How the month is counted, as the supervisor saw it.
    pub arithmetic: String,
    pub ordered_by: String,
    pub ordered_at: DateTime<Utc>,
    /// For staff.
    pub grounds: Private,
    pub family_message: Private,
    pub lifted: Option<Lifted>,
}

pub struct Lifted {
    pub by: String,
    pub at: DateTime<Utc>,
    pub grounds: Private,
}

pub struct DossierPost {
    /// 案號
    pub number: String,
    pub submitted_at: DateTime<Utc>,
    pub title: Private,
    pub body: Private,
    pub photos: usize,
    pub decided_by: String,
    /// By the portal's clock.
    pub decided_at: DateTime<Utc>,
    pub reasons: Vec<PaperReason>,
    pub family_message: Private,
    pub policy_version: String,
    /// None: it counts.
    pub not_counted: Option<NotCounted>,
}

/// # Errors
/// `Unwritten`
pub fn suspension_dossier(
    dossier: &SuspensionDossier,
    faces: &Typefaces,
) -> Result<Paper, ReportError> {
    let title = if dossier.order.is_some() { "停用卷宗" } else { "停用建議卷宗" };
    let mut press = Press::new(faces, dossier.maker.foot(title));
    press.title(&format!("{}　{title}", dossier.maker.facility));
    press.rule();
    let family = format!("{}（{}）", dossier.family.as_str(), dossier.relation.as_str());
    press.fact("家屬", &family);
    press.fact("證號", &dossier.identities.show(&dossier.national_id));
    press.fact("收容人", &format!("{}　{}", dossier.inmate_number, dossier.inmate.as_str()));
    press.fact(
        "退件次數",
        &format!("計 {} 次，門檻 {} 次以上；{}", dossier.count, dossier.threshold, dossier.rule),
    );
    press.fact("審核規則", &dossier.policy_version);
    press.words(&dossier.identities.note(), Style::SMALL);

    order(&mut press, dossier.order.as_ref());
    press.heading("所依規定");
    for rule in &dossier.rule_texts {
        press.words(&rule.source, Style { weight: Weight::Bold, ..Style::TEXT });
        press.quoted(&rule.text, Style::TEXT);
        press.gap(4.0);
    }
    overview(&mut press, &dossier.posts);
    for (place, post) in dossier.posts.iter().enumerate() {
        one_post(&mut press, place + 1, post);
    }
    press.heading("核章");
    press.signatures(&["承辦社工師：", "主　　　管：", "機　關　首　長："]);
    press.finish(title, dossier.maker.at)
}

fn order(press: &mut Press<'_>, order: Option<&SuspensionOrder>) {
    press.heading("停用");
    let Some(order) = order else {
        press.words(
            "主管尚未決定。退件達門檻，機關「得」暫停其使用一個月；不會自動停用。",
            Style::TEXT,
        );
        return;
    };
    let days = (order.last_day - order.first_day).num_days() + 1;
    press.fact(
        "期間",
        &format!(
            "民國 {} 至 {}，首尾都算，共 {days} 日",
            roc_long(order.first_day),
            roc_long(order.last_day)
        ),
    );
    press.fact("算法", &order.arithmetic);
    press.fact("決定人", &format!("{}，{}", order.ordered_by, stamp(order.ordered_at)));
    press.fact("理由", order.grounds.as_str());
    if let Some(lifted) = &order.lifted {
        press.fact("提前恢復", &format!("{}，{}", lifted.by, stamp(lifted.at)));
        press.fact("恢復理由", lifted.grounds.as_str());
    }
    press.gap(4.0);
    press.words("給家屬的說明：", Style::TEXT);
    press.quoted(order.family_message.as_str(), Style::TEXT);
}

fn overview(press: &mut Press<'_>, posts: &[DossierPost]) {
    press.heading("退件一覽");
    let columns = [("次", 3.0), ("案號", 9.0), ("決定日", 8.0), ("審核人", 8.0), ("理由", 18.0)];
    let columns = columns.into_iter().chain([("計次", 12.0)]);
    let columns: Vec<TableColumn> = columns
        .map(|(heading, share)| TableColumn {
            heading: heading.to_owned(),
            share,
            align: Align::Left,
        })
        .collect();
    let mut counted = 0;
    let rows = posts.iter().map(|post| {
        if post.not_counted.is_none() {
            counted += 1;
        }
        let reasons: Vec<String> =
            post.reasons.iter().map(|one| format!("{} {}", one.code, one.label)).collect();
        vec![
            if post.not_counted.is_none() { counted.to_string() } else { "—".to_owned() },
            post.number.clone(),
            roc_short(domain::calendar::taipei_date(post.decided_at)),
            post.decided_by.clone(),
            reasons.join("\n"),
            post.not_counted.map_or("計次", NotCounted::sentence).to_owned(),
        ]
    });
    press.table(&columns, rows);
}

fn one_post(press: &mut Press<'_>, number: usize, post: &DossierPost) {
    press.heading(&format!("退件 {number}　{}", post.number));
    press.fact("發佈", &stamp(post.submitted_at));
    press.fact("退件", &format!("{}，{}", stamp(post.decided_at), post.decided_by));
    for (place, reason) in post.reasons.iter().enumerate() {
        press.fact(if place == 0 { "理由" } else { "" }, &reason.line());
    }
    press.fact("審核規則", &post.policy_version);
    if let Some(why) = post.not_counted {
        press.fact("計次", why.sentence());
    }
    if post.photos > 0 {
        press.fact("照片", &format!("{} 張（見審核台）", post.photos));
    }
    press.words("家屬原文：", Style { grey: 90, ..Style::TEXT });
    press.quoted(post.title.as_str(), Style { weight: Weight::Bold, ..Style::TEXT });
    press.quoted(post.body.as_str(), Style::TEXT);
    press.words("給家屬的說明：", Style { grey: 90, ..Style::TEXT });
    press.quoted(post.family_message.as_str(), Style::TEXT);
}
