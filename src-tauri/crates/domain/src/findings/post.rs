//! 聯絡簿: everything that the rules say of one post.

use chrono::NaiveDate;

use super::facts::{PostFacts, by_policy};
use super::{photo_again, post_text};
use crate::calendar::{interval_arithmetic, next_post_date, roc_long, roc_short, taipei_date};
use crate::text::{Opinion, Screening, SecondOpinion, TextScan};
use crate::{Attachment, Finding, FindingLevel, StatusGate};

/// All findings on a post, in the order of the screen. Nothing here decides.
pub fn post_findings(facts: &PostFacts<'_>) -> Vec<Finding> {
    PostCheck::new(facts).findings(facts)
}

/// Every rule applied to a post, not yet put into words: what a queue of a hundred thousand needs,
/// where the sentences of [`PostCheck::findings`] are for the one case that is open.
#[derive(Debug, Clone, PartialEq)]
pub struct PostCheck {
    /// What the words of title and body gave.
    pub scan: TextScan,
    /// What the second opinion has to say where no word asks for attention.
    pub opinion: Option<Opinion>,
    /// The body against [`Policy::body_limit`](crate::Policy::body_limit).
    pub length: FindingLevel,
    /// The title against [`Policy::title_limit`](crate::Policy::title_limit).
    pub title: FindingLevel,
    /// Number, size and kind of the photos (貳.三).
    pub photo: FindingLevel,
    /// Against what was decided on the same picture before.
    pub photo_again: FindingLevel,
    /// Against the family's posts before it.
    pub interval: Interval,
    /// Whether post, inmate and account belong together, by the ids.
    pub right_recipient: bool,
    /// The last day of a suspension in force.
    pub suspended_until: Option<NaiveDate>,
    /// What the inmate's status does to the service today.
    pub gate: StatusGate,
}

impl PostCheck {
    /// Applies every rule; needs no more than `facts` and draws no conclusion in words.
    pub fn new(facts: &PostFacts<'_>) -> Self {
        let post = facts.post;
        let scan = TextScan::new(&facts.rules.lexicon, post.title.as_str(), post.body.as_str());
        let (title, body) = (post.title.as_str(), post.body.as_str());
        let opinion = facts.policy.second_opinion.then(SecondOpinion::shipped);
        Self {
            opinion: opinion.and_then(|opinion| opinion.beside(&scan, title, body)),
            length: post_text::length_level(facts.policy, &scan),
            title: post_text::title_level(facts.policy, &scan),
            photo: photo_level(facts),
            photo_again: photo_again::level(facts),
            interval: Interval::new(facts),
            right_recipient: facts.inmate.id == post.inmate_id
                && facts.inmate.family_id == Some(post.family_id)
                && facts.family.id == post.family_id,
            suspended_until: facts.family.suspended_until.filter(|&until| until >= facts.today),
            gate: facts.rules.statuses.gate(&facts.inmate.status.code),
            scan,
        }
    }

    /// The most serious level of all rules; the words' own as the scan weighed them.
    pub fn level(&self) -> FindingLevel {
        let words = match self.scan.screening {
            Screening::Ok if self.opinion.is_none() => FindingLevel::Pass,
            Screening::Ok => FindingLevel::Attention,
            Screening::Block => FindingLevel::Fail,
            Screening::Review | Screening::Escalate => FindingLevel::Attention,
        };
        let flag = |broken: bool| if broken { FindingLevel::Fail } else { FindingLevel::Pass };
        let gate = match self.gate {
            StatusGate::Open => FindingLevel::Pass,
            StatusGate::Conditional | StatusGate::Person => FindingLevel::Attention,
            StatusGate::Closed | StatusGate::Paused | StatusGate::Ended => FindingLevel::Fail,
        };
        [
            words,
            self.length,
            self.title,
            self.photo,
            self.photo_again,
            self.interval.level,
            flag(!self.right_recipient),
            flag(self.suspended_until.is_some()),
            gate,
        ]
        .into_iter()
        .max()
        .unwrap_or(FindingLevel::Pass)
    }

    /// The findings in words, in the order of the screen. `facts` are those of [`PostCheck::new`].
    pub fn findings(&self, facts: &PostFacts<'_>) -> Vec<Finding> {
        let scan = &self.scan;
        let mut findings = Vec::with_capacity(12);
        findings.extend(post_text::care(facts, scan));
        findings.push(post_text::length(facts, scan, self.length));
        findings.push(post_text::title(facts, scan, self.title));
        findings.push(photo(facts, self.photo));
        findings.extend(photo_again::photo_again(facts, self.photo_again));
        findings.push(interval(facts, &self.interval));
        findings.push(recipient(facts, self.right_recipient));
        findings.extend(suspended(facts, self.suspended_until));
        findings.push(status(facts));
        findings.push(post_text::words(facts, scan));
        findings.extend(self.opinion.map(|opinion| post_text::reading(facts, opinion)));
        findings.extend(post_text::hidden(facts, scan));
        findings.extend(post_text::time_sensitive(facts, scan));
        findings.extend(strikes(facts));
        findings
    }
}

/// Where a post stands in the rhythm of 貳.三.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// [`FindingLevel::Fail`] before the first day for the next; attention where that day has come
    /// while the post waited, or where another post waits too.
    pub level: FindingLevel,
    /// Days of the rhythm for this inmate.
    pub days: u32,
    /// The last post that reached the inmate before this one, and the first day for the next.
    pub last_and_next: Option<(NaiveDate, NaiveDate)>,
}

impl Interval {
    fn new(facts: &PostFacts<'_>) -> Self {
        let policy = facts.policy;
        let days = if facts.inmate.juvenile {
            policy.juvenile_interval_days
        } else {
            policy.interval_days
        };
        let sent = taipei_date(facts.post.submitted_at);
        let open = facts.post.state.is_open();
        let last = facts
            .published_on
            .iter()
            .copied()
            .chain(facts.family.last_published_on)
            // A case decided already is not measured against itself or against what came after.
            .filter(|&date| if open { date <= facts.today } else { date < sent })
            .max();
        let Some(last) = last else {
            return Self { level: waiting_level(facts), days, last_and_next: None };
        };
        let next = next_post_date(last, days, policy.interval_mode);
        let level = if sent >= next {
            waiting_level(facts)
        } else if facts.today >= next {
            FindingLevel::Attention
        } else {
            FindingLevel::Fail
        };
        Self { level, days, last_and_next: Some((last, next)) }
    }
}

/// Two posts waiting at once cannot both be approved.
fn waiting_level(facts: &PostFacts<'_>) -> FindingLevel {
    if facts.other_open_posts > 0 { FindingLevel::Attention } else { FindingLevel::Pass }
}

fn interval(facts: &PostFacts<'_>, checked: &Interval) -> Finding {
    let days = checked.days;
    let sent = taipei_date(facts.post.submitted_at);
    let new = Finding::new("post.interval", "間隔", checked.level)
        .clause("貳.三")
        .basis(by_policy(facts.policy))
        .dated(facts.data_date);
    let Some((last, next)) = checked.last_and_next else {
        let finding = new.value("第一則").sentence("先前沒有已轉達的聯絡簿，可以發佈。");
        return also_waiting(finding, facts);
    };
    let passed = (sent - last).num_days();
    let who = if facts.inmate.juvenile { "少年收容人" } else { "收容人" };
    let new = new.arithmetic(interval_arithmetic(last, days, facts.policy.interval_mode));
    if sent >= next {
        let finding = new
            .value(format!("上一則 {}，已滿 {passed} 日（需 {days} 日）", short_day(last)))
            .sentence(format!(
                "上一則在 {}，{who}每 {days} 日 1 次，這一則已滿間隔。",
                roc_long(last)
            ));
        also_waiting(finding, facts)
    } else if checked.level == FindingLevel::Attention {
        new.value(format!("送出時未滿，{} 起已可", short_day(next))).sentence(format!(
            "送出時距上一則只有 {passed} 日，但 {} 起已經可以發佈，不必請家屬重送。",
            roc_long(next)
        ))
    } else {
        new.value(format!("未滿 {days} 日，{} 起可發佈", short_day(next)))
            .sentence(format!(
                "上一則在 {}，{who}每 {days} 日 1 次，下次可發佈日是 {}。退回不計次，家屬寫好的內容會保留。",
                roc_long(last),
                roc_long(next)
            ))
            .suggest("P03")
    }
}

fn also_waiting(mut finding: Finding, facts: &PostFacts<'_>) -> Finding {
    if facts.other_open_posts > 0 {
        finding.sentence.push_str(&format!(
            "這位家屬另有 {} 則在等審核，兩則都通過會違反間隔。",
            facts.other_open_posts
        ));
    }
    finding
}

/// Month and day, as the chip has room for.
fn short_day(date: NaiveDate) -> String {
    let whole = roc_short(date);
    whole.split_once('.').map_or(whole.clone(), |(_, day)| day.to_owned())
}

fn recipient(facts: &PostFacts<'_>, right: bool) -> Finding {
    let new = |level| {
        Finding::new("post.recipient", "對象", level)
            .clause("操作三.3；貳.一")
            .dated(facts.data_date)
    };
    if right {
        new(FindingLevel::Pass)
            .value(format!("呼號 {}，已核准的收容人", facts.inmate.number))
            .sentence(format!("這位家屬已核准的收容人就是呼號 {}。", facts.inmate.number))
    } else {
        new(FindingLevel::Fail)
            .value("不是已核准的對象")
            .sentence(format!(
                "呼號 {} 不是這位家屬已核准的收容人；請家屬重新選擇對象，不計次。",
                facts.inmate.number
            ))
            .suggest("P15")
    }
}

fn suspended(facts: &PostFacts<'_>, until: Option<NaiveDate>) -> Option<Finding> {
    let until = until?;
    Some(
        Finding::new("post.suspended", "停用", FindingLevel::Fail)
            .value(format!("停用至 {}", roc_short(until)))
            .sentence(format!(
                "這位家屬的使用權限停用至 {}，期滿自動恢復；這一則退回不計次。",
                roc_long(until)
            ))
            .clause("貳.四")
            .basis(by_policy(facts.policy))
            .dated(facts.data_date)
            .suggest("P17"),
    )
}

fn status(facts: &PostFacts<'_>) -> Finding {
    super::status_finding(
        "post.status",
        facts.inmate,
        facts.rules,
        facts.today,
        facts.data_date,
        "P16",
        StatusGate::Open,
    )
}

/// 限 1 張 and the format are hard; the size is a principle, which a person may waive.
fn photo_level(facts: &PostFacts<'_>) -> FindingLevel {
    match facts.post.photos.as_slice() {
        [] => FindingLevel::Pass,
        [photo] if picture_format(photo).is_none() => FindingLevel::Fail,
        [photo] if photo.size_bytes > facts.policy.photo_limit_bytes => FindingLevel::Attention,
        [_] => FindingLevel::Pass,
        _ => FindingLevel::Fail,
    }
}

fn photo(facts: &PostFacts<'_>, level: FindingLevel) -> Finding {
    let photos = &facts.post.photos;
    let limit = facts.policy.photo_limit_bytes;
    let limit_words = megabytes(limit);
    let new =
        Finding::new("post.photo", "照片", level).clause("貳.三").basis(by_policy(facts.policy));
    let [photo] = photos.as_slice() else {
        if photos.is_empty() {
            return new.value("沒有照片").sentence("這一則沒有附照片。");
        }
        return new
            .value(format!("{} 張，限 1 張", photos.len()))
            .sentence(format!("附了 {} 張照片，每則限 1 張。", photos.len()))
            .arithmetic(format!("{} ＞ 1", photos.len()))
            .suggest("P04");
    };
    let size = megabytes(photo.size_bytes);
    let Some(format) = picture_format(photo) else {
        return new
            .value("格式不是 JPG 或 PNG")
            .sentence("照片的格式不是 JPG 或 PNG，請家屬改傳一張。")
            .suggest("P04");
    };
    if photo.size_bytes > limit {
        // 「以不超過 10M 為原則」 is a principle: the reviewer may let a larger one pass.
        return new
            .value(format!("1 張，{size}，超過 {limit_words}"))
            .sentence(format!(
                "照片 {size}，超過原則上的 {limit_words}；這是原則不是硬性上限，由您判斷。"
            ))
            .arithmetic(format!("{size} ＞ {limit_words}"));
    }
    new.value(format!("1 張，{size}，{format}"))
        .sentence(format!("一張 {format} 照片，{size}，在 {limit_words} 以內；內容請您過目。"))
        .arithmetic(format!("{size} ≤ {limit_words}"))
}

fn picture_format(photo: &Attachment) -> Option<&'static str> {
    match photo.media_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase().as_str() {
        "image/jpeg" | "image/jpg" | "image/pjpeg" => Some("JPG"),
        "image/png" => Some("PNG"),
        _ => None,
    }
}

/// `2.1 MB`, in units of 1024 × 1024 as the limit itself.
fn megabytes(bytes: u64) -> String {
    let tenths = bytes.saturating_mul(10).div_ceil(1024 * 1024);
    if tenths.is_multiple_of(10) {
        format!("{} MB", tenths / 10)
    } else {
        format!("{}.{} MB", tenths / 10, tenths % 10)
    }
}

fn strikes(facts: &PostFacts<'_>) -> Option<Finding> {
    let ledger = facts.strikes?;
    let level = if ledger.count == 0 { FindingLevel::Pass } else { FindingLevel::Attention };
    Some(
        Finding::new("post.strikes", "退件次數", level)
            .value(format!("{} 次，門檻 {}", ledger.count, ledger.threshold))
            .sentence(match ledger.count {
                0 => "目前沒有計次的退件。".to_owned(),
                count if ledger.reaches_threshold() => format!(
                    "已有 {count} 次計次的退件，達 {} 次以上；是否暫停由主管決定，不會自動停用。",
                    ledger.threshold
                ),
                count => format!("已有 {count} 次計次的退件；只有內容退件才計次。"),
            })
            .arithmetic(ledger.rule.clone())
            .clause("貳.四")
            .basis(format!("規則 {} 版", ledger.policy_version))
            .dated(facts.data_date),
    )
}
