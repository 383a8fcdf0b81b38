//! What a certificate that is not believed means to the person: that nothing was sent, and whom to
//! tell what. A clock that is wrong looks like a certificate that is.

use chrono::{DateTime, TimeDelta, Utc};
use domain::calendar::taipei_clock;
use portal::CertificateFault;

use crate::words;

/// A clock that is so far off makes a good certificate look early or late.
const FAR_OFF: TimeDelta = TimeDelta::days(1);
const SAFE: &str = "所以沒有連線，什麼都沒有送出；這台電腦上的資料和決定都在";

pub(crate) fn label(fault: CertificateFault) -> &'static str {
    match fault {
        CertificateFault::SelfSigned => "憑證是自己簽的",
        CertificateFault::UnknownIssuer => "憑證的簽發機構不明",
        CertificateFault::Expired => "憑證已過期",
        CertificateFault::NotYetValid => "電腦的時鐘不對",
        CertificateFault::WrongName => "憑證是別的網站的",
        CertificateFault::Revoked => "憑證已被廢止",
        CertificateFault::Other => "憑證無法確認",
    }
}

/// `own_now` by this computer's clock, `skew` how far the portal was ahead of it when it last told.
pub(crate) fn explain(
    fault: CertificateFault,
    own_now: DateTime<Utc>,
    skew: Option<TimeDelta>,
) -> String {
    let clock = format!("{} {}", words::day(own_now), taipei_clock(own_now));
    let known_wrong = skew.is_some_and(|skew| skew.abs() > FAR_OFF);
    match fault {
        CertificateFault::SelfSigned => format!(
            "入口網的憑證是自己簽的，無法確認對方真的是入口網，{SAFE}。請核對位址；位址沒錯時，請通知資訊人員。"
        ),
        CertificateFault::UnknownIssuer => format!(
            "這台電腦不認得簽發入口網憑證的機構，可能是機關的防毒或代理伺服器換過憑證，{SAFE}。請通知資訊人員安裝機關的根憑證。"
        ),
        CertificateFault::Expired | CertificateFault::NotYetValid if known_wrong => format!(
            "這台電腦的時鐘和入口網差了一天以上（現在顯示 {clock}），憑證的效期因此對不上，{SAFE}。請先校正日期和時間。"
        ),
        CertificateFault::Expired => format!(
            "入口網的憑證已過期，{SAFE}。這台電腦的時鐘是 {clock}：不對時請先校正；正確時請通知入口網的維護人員換新憑證。"
        ),
        CertificateFault::NotYetValid => format!(
            "入口網的憑證還沒生效，多半是這台電腦的時鐘慢了（現在顯示 {clock}），{SAFE}。請先校正日期和時間；時鐘正確時請通知資訊人員。"
        ),
        CertificateFault::WrongName => format!(
            "這個位址拿出的是別的網站的憑證，可能打錯位址，或被網路登入頁攔下，{SAFE}。請核對位址，或先開瀏覽器完成網路登入；都不是時請通知資訊人員。"
        ),
        CertificateFault::Revoked => {
            format!("入口網的憑證已被廢止，不能再相信，{SAFE}。請通知資訊人員與入口網的維護人員。")
        }
        CertificateFault::Other => {
            format!("無法確認入口網的憑證，{SAFE}。請通知資訊人員。")
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const ALL: [CertificateFault; 7] = [
        CertificateFault::SelfSigned,
        CertificateFault::UnknownIssuer,
        CertificateFault::Expired,
        CertificateFault::NotYetValid,
        CertificateFault::WrongName,
        CertificateFault::Revoked,
        CertificateFault::Other,
    ];

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_000_000, 0).expect("an instant")
    }

    #[test]
    fn each_fault_has_a_sentence_of_its_own_that_says_what_is_safe_and_whom_to_tell() {
        let sentences = ALL.map(|fault| explain(fault, now(), None));
        for sentence in &sentences {
            assert!(sentence.contains("什麼都沒有送出"), "{sentence}");
            assert!(sentence.contains("請通知") || sentence.contains("校正"), "{sentence}");
            assert!(!sentence.contains("請檢查網路"), "{sentence}");
        }
        let different: BTreeSet<&String> = sentences.iter().collect();
        assert_eq!(different.len(), ALL.len());
        let labels: BTreeSet<&str> = ALL.into_iter().map(label).collect();
        assert_eq!(labels.len(), ALL.len());
    }

    #[test]
    fn an_expired_certificate_before_a_clock_known_to_be_wrong_is_the_clocks_fault() {
        let skewed = |days| explain(CertificateFault::Expired, now(), Some(TimeDelta::days(days)));
        assert!(skewed(-400).contains("時鐘和入口網差了"));
        assert!(!skewed(0).contains("時鐘和入口網差了"));
        assert!(explain(CertificateFault::Expired, now(), None).contains("115.11."));
    }
}
