//! How the desk stands with the portal, in one sentence: all is well only where every fact says so.

use chrono::{DateTime, TimeDelta, Utc};

use crate::views::boot::SyncState;

/// From then on what is on the screen may be old, whatever the last exchange was.
const OLD: TimeDelta = TimeDelta::minutes(10);

/// How the numbers of cases here and on the portal compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counted {
    Same,
    Differ,
    /// The portal could not be asked just now.
    Unknown,
}

/// Everything that the sentence rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Facts {
    pub link: SyncState,
    /// Whether the feed has come to its end within [`OLD`].
    pub fresh: bool,
    /// Items of the feed that could not be read or taken in.
    pub set_aside: u32,
    /// What the portal has not acknowledged.
    pub unsent: u32,
    pub conflicts: u32,
    pub counted: Counted,
}

/// Whether a pull that came to its end then is recent; both by this computer's clock. One in the
/// future says nothing: the clock has been set.
pub(crate) fn is_fresh(last_pull_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    last_pull_at.is_some_and(|at| now.signed_duration_since(at).abs() <= OLD)
}

/// Whether all is well, and the sentence that says so or what is safe and what to do.
pub(crate) fn standing(facts: &Facts) -> (bool, &'static str) {
    let attention = match facts.link {
        SyncState::Starting => Some("還在第一次同步，還不知道是否完整。"),
        SyncState::Offline => Some("目前離線。可以繼續審核，連上後自動送出。"),
        SyncState::SignInNeeded => Some("需要重新登入。資料都在這台電腦。"),
        SyncState::Troubled => Some("入口網或這台電腦有狀況，詳情如下。資料都在。"),
        SyncState::Online if !facts.fresh => Some(
            "超過 10 分鐘沒有完成取件，畫面上的案件可能不是最新。資料都在；請按「立即同步」，仍是如此時請通知資訊人員。",
        ),
        SyncState::Online if facts.set_aside > 0 => Some(
            "連線正常，但有資料讀不懂或套用不了，已略過並列在下面；其他案件不受影響。請通知資訊人員。",
        ),
        SyncState::Online if facts.conflicts > 0 => {
            Some("連線正常，但有決定入口網沒有接受，請到「待處理衝突」處理。")
        }
        SyncState::Online if facts.unsent > 0 => Some("連線正常，還有決定沒有送達，會自動送出。"),
        SyncState::Online => match facts.counted {
            Counted::Same => None,
            Counted::Differ => Some(
                "連線正常，但件數和入口網不同。可以先按「立即同步」；還是不同時按「全部重新取件」。",
            ),
            Counted::Unknown => {
                Some("全部送達，但剛才問不到入口網的件數，還不知道是否相同。請稍後再看一次。")
            }
        },
    };
    match attention {
        Some(sentence) => (false, sentence),
        None => (true, "連線正常，件數和入口網相同，全部送達。"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All of them: well is said of exactly one.
    #[test]
    fn all_is_well_only_where_every_fact_says_so() {
        let links = [
            SyncState::Online,
            SyncState::Offline,
            SyncState::SignInNeeded,
            SyncState::Troubled,
            SyncState::Starting,
        ];
        let mut well = Vec::new();
        for link in links {
            for fresh in [true, false] {
                for (set_aside, unsent, conflicts) in (0..8).map(|n| (n & 1, n >> 1 & 1, n >> 2)) {
                    for counted in [Counted::Same, Counted::Differ, Counted::Unknown] {
                        let facts = Facts { link, fresh, set_aside, unsent, conflicts, counted };
                        let (is_well, sentence) = standing(&facts);
                        assert_eq!(is_well, sentence.contains("件數和入口網相同"), "{facts:?}");
                        well.extend(is_well.then_some(facts));
                    }
                }
            }
        }
        let only = Facts {
            link: SyncState::Online,
            fresh: true,
            set_aside: 0,
            unsent: 0,
            conflicts: 0,
            counted: Counted::Same,
        };
        assert_eq!(well, [only]);
    }

    #[test]
    fn a_pull_of_eleven_minutes_ago_or_from_tomorrow_is_not_fresh() {
        let now = DateTime::from_timestamp(1_795_000_000, 0).expect("an instant");
        let ago = |minutes| Some(now - TimeDelta::minutes(minutes));
        assert!(is_fresh(ago(10), now));
        assert!(!is_fresh(ago(11), now));
        assert!(!is_fresh(ago(-24 * 60), now));
        assert!(!is_fresh(None, now));
        assert!(!is_fresh(Some(DateTime::<Utc>::MAX_UTC), DateTime::<Utc>::MIN_UTC));
    }
}
