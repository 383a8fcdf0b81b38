//! 有某項檢核的: of the cases that wait, those that one rule does not let pass without a look. The same
//! rules judge them that judge the case on the screen.

use std::sync::Arc;

use domain::FindingLevel;
use store::queue::{QueueFilter, QueueRow};

use crate::case_file::case_file;
use crate::deciding::{findings, photo_precedents};
use crate::error::{ApiError, ErrorCode};
use crate::state::Session;

/// More are not judged for one look at the queue: a thousand posts take a quarter of a second.
const MOST_JUDGED: u32 = 5_000;
/// `filter` asks for cases that are to be decided, and for no others.
///
/// # Errors
/// `Refused` where so many cases wait that they are not judged while somebody looks on.
pub(super) async fn with_check(
    session: &Session,
    filter: QueueFilter,
    check: &str,
) -> Result<Vec<QueueRow>, ApiError> {
    let rows = session.read(move |c| store::queue::page(c, &filter, None, MOST_JUDGED + 1)).await?;
    if rows.len() > MOST_JUDGED as usize {
        return Err(ApiError::refused(format!(
            "待審超過 {MOST_JUDGED} 件，無法逐件檢核。請先用搜尋或其他篩選縮小範圍。"
        )));
    }
    session.checked.tidy(session.own_now());
    let mut stopped = Vec::new();
    for row in rows {
        if amiss(session, &row).await?.iter().any(|rule| rule == check) {
            stopped.push(row);
        }
    }
    Ok(stopped)
}

async fn amiss(session: &Session, row: &QueueRow) -> Result<Arc<[String]>, ApiError> {
    let now = session.own_now();
    if let Some(known) = session.checked.amiss(row.case.id, row.revision, now) {
        return Ok(known);
    }
    let file = match case_file(session, row.case).await {
        Ok(file) => file,
        // It went while the others were judged.
        Err(gone) if gone.code == ErrorCode::Gone => return Ok(Arc::default()),
        Err(error) => return Err(error),
    };
    let photos = photo_precedents::precedents(session, &file.case).await;
    let amiss: Arc<[String]> =
        findings::findings(&file, &photos, &session.policy_today(), file.today())
            .into_iter()
            .filter(|finding| finding.level > FindingLevel::Pass)
            .map(|finding| finding.rule)
            .collect();
    session.checked.keep(row.case.id, file.case.revision(), now, amiss.clone());
    Ok(amiss)
}

#[cfg(test)]
mod tests {
    use domain::{Applicant, CaseKind, Family, Post, Private, Role};

    use crate::testing::{Seat, at, post};
    use crate::views::pack::PackRequest;
    use crate::views::queue::{QueueGroup, QueueOnly, QueueRequest};

    /// A post comes in, of a family that the portal has told of.
    fn receive(seat: &Seat, post: Post) {
        let family = Family {
            id: post.family_id,
            revision: 1,
            applicant: Applicant {
                name: post.author_name.clone(),
                national_id: Private::from("A223456781"),
                birth_date: at(0).date_naive(),
                phone: Private::default(),
                email: Private::default(),
                address: Private::default(),
            },
            last_published_on: None,
            suspended_until: None,
            registered_at: at(0),
        };
        seat.write(|tx| store::people::upsert_family(tx, &family, false, 0).map(drop));
        seat.receive(post, "OPEN");
    }

    fn request(check: &str) -> QueueRequest {
        QueueRequest {
            kind: Some(CaseKind::Post),
            group: QueueGroup::All,
            inmate_number: None,
            text: String::new(),
            only: QueueOnly::All,
            check: Some(check.to_owned()),
            after: None,
            limit: 50,
        }
    }

    async fn found(seat: &Seat, check: &str) -> Vec<String> {
        let page = seat.desk.list_cases(request(check)).await.expect("the queue");
        assert_eq!((page.total as usize, page.next), (page.rows.len(), None));
        page.rows.into_iter().map(|row| row.number).collect()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_rule_names_the_cases_that_it_stops_and_judges_a_new_revision_anew() {
        let seat = Seat::taken_by(Role::SocialWorker).await;
        receive(&seat, post(1));
        let mut long = post(2);
        long.body = Private::from("長".repeat(151));
        receive(&seat, long.clone());
        assert_eq!(found(&seat, "post.length").await, ["簿115-0002"]);
        assert_eq!(
            found(&seat, "post.length").await,
            ["簿115-0002"],
            "once more, from what is kept"
        );
        assert!(found(&seat, "post.no_such_rule").await.is_empty());
        assert!(found(&seat, "' OR 1=1 --").await.is_empty());
        long.revision = 2;
        long.body = Private::from("都好。");
        receive(&seat, long);
        assert!(found(&seat, "post.length").await.is_empty());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn who_takes_a_shift_along_takes_what_the_queue_shows() {
        let seat = Seat::taken_by(Role::SocialWorker).await;
        receive(&seat, post(1));
        let mut long = post(2);
        long.body = Private::from("長".repeat(151));
        receive(&seat, long);
        let pack = |only, check: Option<&str>| PackRequest {
            kind: CaseKind::Post,
            group: QueueGroup::Open,
            inmate_number: None,
            text: String::new(),
            only,
            check: check.map(str::to_owned),
            most: 10,
        };
        for (request, cases) in [
            (pack(QueueOnly::All, None), 2),
            (pack(QueueOnly::All, Some("post.length")), 1),
            (pack(QueueOnly::Mine, None), 0),
            (pack(QueueOnly::Pressing, None), 0),
        ] {
            let weight = seat.desk.weigh_pack(request).await.expect("weighed");
            assert_eq!((weight.cases, weight.in_filter), (cases, cases));
        }
    }
}
