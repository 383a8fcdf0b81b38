//! All facts with all others: when all is well may be said, and what is said otherwise.

use std::collections::BTreeSet;

use portal::CertificateFault;

use super::*;

fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000, 0).expect("an instant") + TimeDelta::minutes(minutes)
}

fn links() -> Vec<Link> {
    let since = at(0);
    let kinds = [
        NetworkKind::Dns,
        NetworkKind::Refused,
        NetworkKind::Timeout,
        NetworkKind::Tls,
        NetworkKind::Certificate(CertificateFault::SelfSigned),
        NetworkKind::Certificate(CertificateFault::UnknownIssuer),
        NetworkKind::Certificate(CertificateFault::Expired),
        NetworkKind::Certificate(CertificateFault::NotYetValid),
        NetworkKind::Certificate(CertificateFault::WrongName),
        NetworkKind::Certificate(CertificateFault::Revoked),
        NetworkKind::Certificate(CertificateFault::Other),
        NetworkKind::Cut,
        NetworkKind::Proxy,
        NetworkKind::Unreachable,
    ];
    let stops = [Stop::SignedOut, Stop::ClientTooOld, Stop::Revoked, Stop::OtherPerson];
    let stores = [
        StoreTrouble::DiskFull,
        StoreTrouble::ReadOnly,
        StoreTrouble::Damaged,
        StoreTrouble::Other,
    ];
    let statuses = [None, Some(403), Some(429), Some(503)];
    let mut links = vec![
        Link::Online,
        Link::Starting,
        Link::Circling { since },
        Link::Interrupted { since },
        Link::KeyringFailing { since },
    ];
    links.extend(kinds.map(|kind| Link::Offline { since, kind }));
    links.extend(stops.map(Link::Stopped));
    links.extend(stores.map(|what| Link::StoreFailing { since, what }));
    links.extend(statuses.map(|status| Link::Troubled { since, status }));
    links
}

fn all() -> Vec<Facts> {
    let mut all = Vec::new();
    for link in links() {
        for pulled in [Pulled::Never, Pulled::Recently, Pulled::LongAgo] {
            for (set_aside, unsent, conflicts) in (0..8).map(|n| (n & 1, n >> 1 & 1, n >> 2)) {
                for counted in [Counted::Same, Counted::Differ, Counted::Unknown] {
                    for (skew, doubted, unkept, log_differs) in [
                        (None, false, false, false),
                        (None, true, false, false),
                        (None, false, true, false),
                        (None, false, false, true),
                        (Some(TimeDelta::days(40)), false, false, false),
                    ] {
                        all.push(Facts {
                            link,
                            pulled,
                            set_aside,
                            unsent,
                            conflicts,
                            doubted,
                            counted,
                            log_differs,
                            unkept,
                            failed_wall: None,
                            min_client: None,
                            own_now: at(0),
                            skew,
                        });
                    }
                }
            }
        }
    }
    all
}

/// Whether something is known that is not as it should be.
fn is_amiss(facts: &Facts) -> bool {
    facts.link != Link::Online
        || facts.pulled != Pulled::Recently
        || facts.set_aside + facts.unsent + facts.conflicts > 0
        || facts.doubted
        || facts.log_differs
        || facts.unkept
        || facts.counted == Counted::Differ
}

#[test]
fn all_is_well_only_where_every_fact_says_so() {
    let mut well = 0;
    for facts in all() {
        let said = standing(&facts);
        let may = !is_amiss(&facts) && facts.counted == Counted::Same;
        assert_eq!(said.well, may, "{facts:?}");
        assert_eq!(said.sentence.contains("件數和入口網相同"), may, "{facts:?}");
        well += u32::from(said.well);
    }
    assert_eq!(well, 2, "with and without a known difference of the clocks");
}

#[test]
fn the_bar_never_looks_well_while_something_is_not() {
    for facts in all() {
        let said = standing(&facts);
        if is_amiss(&facts) {
            assert_ne!(said.label, "連線正常", "{facts:?}");
        }
        // Only the first pull and what is being sent are no trouble.
        let quiet = !is_amiss(&facts)
            || facts.link == Link::Starting
            || facts.link == Link::Online
                && (facts.pulled == Pulled::Never
                    || facts.pulled == Pulled::Recently
                        && facts.unsent > 0
                        && !facts.doubted
                        && !facts.log_differs
                        && !facts.unkept
                        && facts.set_aside + facts.conflicts == 0);
        assert_eq!(said.trouble().is_none(), quiet, "{facts:?}");
    }
}

#[test]
fn every_trouble_says_what_is_safe_or_what_to_do() {
    let safe = ["都在", "都存在", "存在這台電腦", "封存", "沒有用您的身分", "不受影響", "不會刪除"];
    for facts in all() {
        let said = standing(&facts);
        let Some(trouble) = said.trouble() else { continue };
        assert!(safe.iter().any(|word| trouble.contains(word)), "{trouble}");
        assert!(trouble.contains('請') || trouble.contains("自動"), "{trouble}");
        if said.urgent {
            assert!(trouble.contains('請'), "somebody at this computer can act: {trouble}");
        }
    }
}

#[test]
fn each_fact_has_words_of_its_own() {
    let base = Facts {
        link: Link::Online,
        pulled: Pulled::Recently,
        set_aside: 0,
        unsent: 0,
        conflicts: 0,
        doubted: false,
        counted: Counted::Same,
        log_differs: false,
        unkept: false,
        failed_wall: None,
        min_client: None,
        own_now: at(0),
        skew: None,
    };
    let amiss = [
        Facts { pulled: Pulled::LongAgo, ..base.clone() },
        Facts { set_aside: 3, ..base.clone() },
        Facts { conflicts: 1, ..base.clone() },
        Facts { doubted: true, ..base.clone() },
        Facts { unkept: true, ..base.clone() },
        Facts { log_differs: true, ..base.clone() },
        Facts { failed_wall: Some(WallKind::Memory), ..base.clone() },
        Facts { unsent: 2, ..base.clone() },
        Facts { counted: Counted::Differ, ..base.clone() },
        Facts { link: Link::Circling { since: at(0) }, ..base.clone() },
        Facts { link: Link::Interrupted { since: at(0) }, ..base.clone() },
        Facts { link: Link::KeyringFailing { since: at(0) }, ..base.clone() },
        base,
    ];
    let labels: BTreeSet<&str> = amiss.iter().map(|facts| standing(facts).label).collect();
    assert_eq!(labels.len(), amiss.len());
}

#[test]
fn a_wall_that_does_not_stand_is_told_on_every_place_whatever_the_line() {
    let unconfined = all()
        .into_iter()
        .map(|facts| Facts { failed_wall: Some(WallKind::FilesAndNetwork), ..facts });
    for facts in unconfined {
        let said = standing(&facts);
        assert!(said.urgent && !said.well, "{facts:?}");
        if matches!(facts.link, Link::Online | Link::Starting | Link::Offline { .. }) {
            let trouble = said.trouble().expect("told");
            for told in ["檔案與網路的隔離", "案件和決定都在", "notebook-desk --self-test"]
            {
                assert!(trouble.contains(told), "{trouble}");
            }
        }
    }
}

#[test]
fn a_pull_of_eleven_minutes_ago_or_from_tomorrow_is_long_ago() {
    assert_eq!(pulled(Some(at(-10)), at(0)), Pulled::Recently);
    assert_eq!(pulled(Some(at(-11)), at(0)), Pulled::LongAgo);
    assert_eq!(pulled(Some(at(24 * 60)), at(0)), Pulled::LongAgo);
    assert_eq!(pulled(None, at(0)), Pulled::Never);
    let (first, last) = (DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC);
    assert_eq!(pulled(Some(last), first), Pulled::LongAgo);
}

#[tokio::test]
async fn a_witness_that_was_told_of_another_log_is_on_the_bar() {
    let seat = crate::testing::Seat::taken_by(domain::Role::SocialWorker).await;
    let now = seat.session.own_now();
    let mut status = seat.session.status();
    (status.link, status.last_pull_at) = (Link::Online, Some(now));
    let said = |status: &SyncStatus| standing(&facts(&seat.session, status, Counted::Same));
    assert!(said(&status).well);
    status.witnessed = Witnessed::UpTo { entries: 3, told_at: now };
    assert!(said(&status).well);
    status.witnessed = Witnessed::Differs;
    let said = said(&status);
    assert_eq!((said.well, said.label), (false, "稽核紀錄不符"));
    assert!(said.trouble().is_some_and(|trouble| trouble.contains("政風")));
}
