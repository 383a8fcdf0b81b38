//! 審核規則: limits and modes, versioned per facility. A past decision is read under the rules of
//! its day.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One version of a facility's rules. The defaults are those of 雲林第二監獄, 112.12.05.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Policy {
    /// Such as `112.12`; unique within the facility.
    pub version: String,
    /// The first day, Asia/Taipei; until the day before, the version before it holds.
    #[ts(type = "string")]
    pub in_force_from: NaiveDate,
    /// 貳.三: hard limit of the body, in grapheme clusters without invisible characters.
    pub body_limit: u32,
    /// Hard limit of the title, in grapheme clusters; the notice names none.
    pub title_limit: u32,
    /// 貳.三: 「以不超過 10M 為原則」, a soft limit in bytes.
    #[ts(type = "number")]
    pub photo_limit_bytes: u64,
    /// 貳.三: days between two posts.
    pub interval_days: u32,
    /// 貳.三: the same for an inmate who is a juvenile.
    pub juvenile_interval_days: u32,
    /// 貳.三: what 「每 10 日 1 次」 means.
    pub interval_mode: IntervalMode,
    /// 貳.四: content rejections from which the facility may suspend; 以上 includes the number.
    pub strike_threshold: u32,
    /// Days that a strike counts for; `None`: all since the last suspension ended.
    pub strike_window_days: Option<u32>,
    /// 貳.四: what 「一個月」 means.
    pub suspension_mode: SuspensionMode,
    /// 壹.一: how far lineal kin may apply.
    pub kinship_reading: KinshipReading,
    /// Months after which a household transcript (戶籍謄本) is too old.
    pub transcript_max_age_months: u32,
    /// Months after which a household register (戶口名簿) is too old.
    pub register_max_age_months: u32,
    /// Reasons on which no one decides alone: one proposes, a supervisor other than they decides.
    pub four_eyes: Vec<String>,
    /// Working days within which the facility wants a case decided.
    pub due_working_days: u32,
    /// Days that documents are kept after the acknowledged decision.
    pub retention_days: u32,
    /// Days after which a closed case is its number, codes, dates and counts: what people wrote and are
    /// called goes from every file of a desk. Counted from the acknowledged decision or the last time
    /// that the case came in, whichever was later; at least [`Policy::LEAST_WORDS_DAYS`] are kept.
    #[serde(default = "retention_words_days")]
    pub retention_words_days: u32,
    /// How large a page of a paper has to have been on the screen to be seen: its longest side, in
    /// CSS pixels (1/96 inch at 100 %). Cards and pictures need less, see
    /// [`DocumentKind::readable_px`](crate::DocumentKind::readable_px). A window that cannot show a
    /// page so large shows it as large as it can.
    #[serde(default = "readable_px")]
    pub readable_px: u32,
    /// Whether a post that no word points to is also read by the trained model
    /// ([`SecondOpinion`](crate::text::SecondOpinion)), which may ask for a reading.
    #[serde(default = "yes")]
    pub second_opinion: bool,
    /// Minutes without a key or a movement after which a desk locks itself; at most
    /// [`Policy::MOST_LOCK_MINUTES`] are taken, and none counts as one.
    #[serde(default = "lock_minutes")]
    pub lock_minutes: u32,
    /// Whether opening a desk asks for a PIN; off where the house relies on the system's own lock. Where
    /// nothing is said it does, unless the computer's administrators say otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<bool>,
    /// Days that a desk may be opened without the portal having said who sits there; at most
    /// [`Policy::MOST_OFFLINE_DAYS`] are taken.
    #[serde(default = "offline_days")]
    pub offline_days: u32,
    /// Whether the window is kept out of screenshots, recordings and shared screens, where the
    /// system knows how (Windows).
    #[serde(default = "yes")]
    pub capture_protection: bool,
}

impl Policy {
    /// No facility's desk stays open longer than this without anybody at it.
    pub const MOST_LOCK_MINUTES: u32 = 20;

    /// Longer than this nobody's role is believed without the portal.
    pub const MOST_OFFLINE_DAYS: u32 = 30;

    /// The days for which a desk is opened without the portal, from 0 to [`Policy::MOST_OFFLINE_DAYS`].
    pub fn offline_for(&self) -> u32 {
        self.offline_days.min(Self::MOST_OFFLINE_DAYS)
    }

    /// A portal that was restored from a backup may need what was decided within so many days again,
    /// with its words.
    pub const LEAST_WORDS_DAYS: u32 = 90;

    /// The days for which a desk keeps words, at least [`Policy::LEAST_WORDS_DAYS`].
    pub fn keeps_words_for(&self) -> u32 {
        self.retention_words_days.max(Self::LEAST_WORDS_DAYS)
    }

    /// The minutes after which a desk locks itself, from 1 to [`Policy::MOST_LOCK_MINUTES`].
    pub fn lock_after(&self) -> u32 {
        self.lock_minutes.clamp(1, Self::MOST_LOCK_MINUTES)
    }
}

/// The year within which a family may object as if in time where nobody told them how, or told them
/// wrongly (行政程序法 98 III), and the thirty days of an appeal itself (訴願法 14 I). After that nobody
/// has anything left to hold against the decision, and 個資法 11 III asks for erasure.
fn retention_words_days() -> u32 {
    395
}

fn lock_minutes() -> u32 {
    10
}

fn offline_days() -> u32 {
    7
}

fn yes() -> bool {
    true
}

/// About the height at which 12-point print on A4 is 10 pixels high.
fn readable_px() -> u32 {
    640
}

/// How 「每 10 日 1 次」 is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum IntervalMode {
    /// At most one in any N consecutive calendar days: next on D+N.
    RollingWindow,
    /// The first day does not count: next on D+N+1.
    FirstDayExcluded,
    /// One in each 旬 (1–10, 11–20, 21–end).
    CalendarBlock,
}

/// How 「一個月」 is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SuspensionMode {
    /// 行政程序法 48 V: in a period that burdens somebody the first day counts, unless the ordinary way
    /// of counting is better for them (its proviso). It ends a day earlier.
    #[serde(rename = "APA48V_FIRST_DAY_COUNTED")]
    Apa48vFirstDayCounted,
    /// 民法 120–121: the first day does not count.
    CivilFirstDayExcluded,
}

/// How the garbled 「直系或旁系三親等內之旁系血親」 of 壹.一 is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub enum KinshipReading {
    /// 直系 without limit of degree, as 監獄行刑法施行細則 3 ⑤ has it, the likely source of 壹.一.
    A,
    /// 直系 up to the third degree.
    B,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            version: "112.12".to_owned(),
            in_force_from: NaiveDate::from_ymd_opt(2023, 12, 5).unwrap_or_default(),
            body_limit: 150,
            title_limit: 30,
            photo_limit_bytes: 10 * 1024 * 1024,
            interval_days: 10,
            juvenile_interval_days: 2,
            interval_mode: IntervalMode::RollingWindow,
            strike_threshold: 3,
            strike_window_days: None,
            suspension_mode: SuspensionMode::Apa48vFirstDayCounted,
            kinship_reading: KinshipReading::A,
            transcript_max_age_months: 3,
            register_max_age_months: 6,
            four_eyes: ["X01", "P09", "P10", "P11", "P14"].map(str::to_owned).to_vec(),
            due_working_days: 5,
            retention_days: 30,
            retention_words_days: retention_words_days(),
            readable_px: readable_px(),
            second_opinion: true,
            lock_minutes: lock_minutes(),
            pin: None,
            offline_days: offline_days(),
            capture_protection: true,
        }
    }
}
