//! Who may publish to whom and when: the desk's own rules of 貳.一, 貳.三 and 貳.四, asked before a
//! post comes in.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Application, CaseId, CaseState, Family, FamilyId, FindingLevel, Inmate, Policy, Post,
    PostCheck, PostFacts, Private, RuleBook, SuspensionRecord,
    calendar::{interval_arithmetic, next_post_date, roc_long},
    policy_in_force,
};
use rusqlite::Connection;

use super::{answer::Fault, field::Faults};
use crate::{clock::taipei_day, store};

/// An inmate whom a family may write to, and when.
pub(super) struct Recipient {
    pub inmate: Inmate,
    pub policy: Policy,
    /// Why nothing can be published today; empty if it can.
    pub closed: String,
    /// The sum behind the date, or what the rhythm is.
    pub rhythm: String,
    /// The reviewer's words about a suspension in force.
    pub suspension: Option<String>,
}

pub(super) fn policy_today(connection: &Connection, today: NaiveDate) -> Result<Policy, Fault> {
    let policies = store::policies(connection)?;
    Ok(policy_in_force(&policies, today).cloned().unwrap_or_default())
}

/// The inmates for whom this family's application was approved and still stands (貳.一).
pub(super) fn recipients(
    connection: &Connection,
    family: FamilyId,
    now: DateTime<Utc>,
) -> Result<Vec<Recipient>, Fault> {
    let mut all: Vec<Recipient> = Vec::new();
    for application in store::cases_of_family::<Application>(connection, family)? {
        if application.state != CaseState::Approved
            || all.iter().any(|known| known.inmate.id == application.inmate_id)
        {
            continue;
        }
        let Some(inmate) = store::entity::<Inmate>(connection, application.inmate_id.0)? else {
            continue;
        };
        if inmate.family_id == Some(family) {
            all.push(recipient(connection, family, inmate, now)?);
        }
    }
    Ok(all)
}

fn recipient(
    connection: &Connection,
    family: FamilyId,
    inmate: Inmate,
    now: DateTime<Utc>,
) -> Result<Recipient, Fault> {
    let today = taipei_day(now);
    let policy = policy_today(connection, today)?;
    let days = if inmate.juvenile { policy.juvenile_interval_days } else { policy.interval_days };
    let known = store::entity::<Family>(connection, family.0)?;
    let last = known.as_ref().and_then(|family| family.last_published_on);
    let rhythm = match last {
        Some(last) => interval_arithmetic(last, days, policy.interval_mode),
        None => format!("每 {days} 日可發佈 1 次"),
    };
    let until = known.and_then(|family| family.suspended_until).filter(|until| *until >= today);
    let suspension = match until {
        Some(_) => store::entities::<SuspensionRecord>(connection)?
            .into_iter()
            .rfind(|record| {
                record.suspension.family_id == family
                    && record.lifted_at.is_none()
                    && (record.suspension.first_day..=record.suspension.last_day).contains(&today)
            })
            .map(|record| record.suspension.family_message.into_string()),
        None => None,
    };
    let next = last.map(|last| next_post_date(last, days, policy.interval_mode));
    let closed = match (until, waiting(connection, family, inmate.id.0, None)?, next) {
        (Some(until), _, _) => suspended(until),
        (None, Some(number), _) => waits(&number),
        (None, None, Some(next)) if next > today => too_early(next),
        _ => String::new(),
    };
    Ok(Recipient { inmate, policy, closed, rhythm, suspension })
}

fn suspended(until: NaiveDate) -> String {
    format!("您的使用權限暫停至 {}，期滿後會自動恢復。", roc_long(until))
}

fn waits(number: &str) -> String {
    format!("上一則 {number} 還在審核，請等結果出來再發佈下一則。")
}

fn too_early(next: NaiveDate) -> String {
    format!("下次可發佈日是 {}。您寫好的內容會保留。", roc_long(next))
}

/// Another post of this family to this inmate that waits to be decided.
fn waiting(
    connection: &Connection,
    family: FamilyId,
    inmate: uuid::Uuid,
    but: Option<CaseId>,
) -> Result<Option<String>, Fault> {
    Ok(store::cases_of_family::<Post>(connection, family)?
        .into_iter()
        .find(|post| post.inmate_id.0 == inmate && post.state.is_open() && Some(post.id) != but)
        .map(|post| post.number))
}

/// What the rules refuse in a post as it would go in now, by field: the limits that the notice sets
/// hard. What only deserves attention is the reviewer's to weigh, and passes.
pub(super) fn refusals(
    connection: &Connection,
    post: &Post,
    now: DateTime<Utc>,
) -> Result<Faults, Fault> {
    let mut faults = Faults::default();
    let today = taipei_day(now);
    let family = store::entity::<Family>(connection, post.family_id.0)?;
    let inmate = store::entity::<Inmate>(connection, post.inmate_id.0)?;
    let (Some(family), Some(inmate)) = (family, inmate) else {
        faults.add("recipient", "請選擇已核准的收容人。");
        return Ok(faults);
    };
    let policy = policy_today(connection, today)?;
    // Measured as what it is about to become: a post of today that nobody has decided yet.
    let open = Post { state: CaseState::Pending, submitted_at: now, ..post.clone() };
    let check = PostCheck::new(&PostFacts {
        post: &open,
        inmate: &inmate,
        family: &family,
        policy: &policy,
        today,
        published_on: &[],
        other_open_posts: 0,
        photo_precedents: &[],
        strikes: None,
        data_date: None,
        rules: RuleBook::shipped(),
    });
    if !check.right_recipient {
        faults.add("recipient", "請選擇已核准的收容人。");
    }
    if let Some(until) = check.suspended_until {
        faults.add("recipient", suspended(until));
    }
    if check.interval.level == FindingLevel::Fail
        && let Some((_, next)) = check.interval.last_and_next
    {
        faults.add("recipient", too_early(next));
    }
    if let Some(number) = waiting(connection, post.family_id, post.inmate_id.0, Some(post.id))? {
        faults.add("recipient", waits(&number));
    }
    let blank = |text: &Private| domain::text::count_text(text.as_str()).without_space == 0;
    if blank(&post.title) {
        faults.add("title", "請填標題。");
    } else if check.scan.title.all > policy.title_limit {
        // The reviewer only sees it as a hint; whoever writes it can still shorten it.
        let (count, limit) = (check.scan.title.all, policy.title_limit);
        faults.add("title", format!("標題有 {count} 字，上限 {limit} 字。"));
    }
    if blank(&post.body) {
        faults.add("body", "請寫內文。");
    } else if check.length == FindingLevel::Fail {
        let (count, limit) = (check.scan.body.without_space, policy.body_limit);
        let over = count.saturating_sub(limit);
        faults.add("body", format!("內文有 {count} 字，上限 {limit} 字，請刪減 {over} 字。"));
    }
    if check.photo == FindingLevel::Fail {
        faults.add("photo", "每則限 1 張 JPG 或 PNG 照片。");
    }
    Ok(faults)
}
