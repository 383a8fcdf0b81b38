//! 檢查: the audit log held against itself and against what the portal was told of it. It says three
//! things: what the portal bears witness to, what stands on this computer's word alone, and where the
//! log is not as it was written.

use chrono::{DateTime, Utc};
use portal::wire::AuditHeadRecord;
use store::audit::{Action, AuditRow};
use store::chain::{Edit, Examined, Fault, Witness};
use sync::Witnessed;

use crate::error::ApiError;
use crate::session::log_anchor;
use crate::state::{Desk, Session};
use crate::views::audit::{AuditCheckView, NoteAuditFaultRequest, WitnessedDeskView};
use crate::words;

/// What the portal says of this desk's log.
enum Told {
    Heads(Vec<(Witness, DateTime<Utc>)>),
    NotOffered,
    /// It could not be asked.
    Unreached,
}

impl Desk {
    pub async fn verify_audit(&self) -> Result<AuditCheckView, ApiError> {
        let session = self.session().await?;
        let told = told(&session).await;
        let desks = match &told {
            Told::Heads(_) => witnessed_desks(&session).await,
            _ => Vec::new(),
        };
        let witnesses: Vec<Witness> = match &told {
            Told::Heads(heads) => heads.iter().map(|(witness, _)| *witness).collect(),
            _ => Vec::new(),
        };
        let (examined, set_aside, noted) = session
            .read(move |c| {
                let mut witnesses = witnesses;
                witnesses.extend(log_anchor::witnesses(c)?);
                let examined = store::audit::examine(c, &witnesses)?;
                let newest = store::audit::Wanted {
                    actions: Some(vec![Action::DeskSetAside]),
                    ..Default::default()
                };
                let set_aside = store::audit::page(c, &newest, None, 1)?;
                let newest = store::audit::Wanted {
                    actions: Some(vec![Action::AuditFaultNoted]),
                    ..Default::default()
                };
                let noted = store::audit::page(c, &newest, None, 1)?.pop();
                Ok((examined, set_aside.first().map(|row| row.seq), noted))
            })
            .await?;
        let noted = noted.filter(|_| examined.fault.is_some());
        let (witness, own_word) = witness_words(&told, &examined, session.now());
        Ok(AuditCheckView {
            intact: examined.fault.is_none(),
            entries: examined.rows,
            sentence: chain_words(&examined, set_aside),
            witness,
            own_word,
            noted: noted.map(|row| noted_words(&row, session.now())),
            desks,
        })
    }
}

impl Desk {
    /// 註記: whoever has told those whom it concerns says so, in an entry of the log itself. Where the log is
    /// not as it was written stays told by the check and in every export.
    ///
    /// # Errors
    /// `Refused` without words or with more than 200 characters, and where nothing is wrong; those of a
    /// portal that is not reached.
    pub async fn note_audit_fault(
        &self,
        request: NoteAuditFaultRequest,
    ) -> Result<AuditCheckView, ApiError> {
        let grounds = request.grounds.trim().to_owned();
        if !(2..=200).contains(&grounds.chars().count()) {
            return Err(ApiError::refused("請寫下通報了誰、原因查到哪裡（2 到 200 字）。"));
        }
        if self.verify_audit().await?.intact {
            return Err(ApiError::refused("紀錄沒有不符的地方，不用註記。"));
        }
        let session = self.session().await?;
        let actor = session.me().subject.clone();
        session.engine.note_differences(actor, grounds).await.map_err(|error| {
            tracing::warn!(%error, "the difference could not be noted");
            ApiError::failed(
                "註記沒有存下來：要連得上入口網才能註記。紀錄沒有被動過，連上之後再試一次。",
            )
        })?;
        if let Err(error) = session.engine.witness_once().await {
            tracing::info!(%error, "the note is told to the portal later");
        }
        self.verify_audit().await
    }
}

fn noted_words(row: &AuditRow, now: DateTime<Utc>) -> String {
    let grounds = row.detail.get("grounds").and_then(serde_json::Value::as_str);
    let (at, grounds) = (words::clock(row.at, now), grounds.unwrap_or_default());
    format!("第 {} 筆（{at}）註記：{}", row.seq, domain::text::shown_line(grounds))
}

async fn told(session: &Session) -> Told {
    if session.status().witnessed == Witnessed::NotOffered {
        return Told::NotOffered;
    }
    match session.engine.witnesses().await {
        Ok(Some(heads)) => Told::Heads(heads),
        Ok(None) => Told::NotOffered,
        Err(error) => {
            tracing::info!(%error, "the audit log's witness could not be asked");
            Told::Unreached
        }
    }
}

/// The person's own desks; of the whole facility for a supervisor.
async fn witnessed_desks(session: &Session) -> Vec<WitnessedDeskView> {
    let now = session.now();
    let view = |head: AuditHeadRecord| WitnessedDeskView {
        who: head.person.display_name,
        entries: head.told.entries,
        told_at: words::clock(head.told_at, now),
        goes_back: head.goes_back,
    };
    match session.client.newest_audit_heads().await {
        Ok(newest) => newest.heads.into_iter().map(view).collect(),
        Err(error) => {
            tracing::info!(%error, "the heads of other desks could not be asked for");
            Vec::new()
        }
    }
}

fn chain_words(examined: &Examined, set_aside: Option<i64>) -> String {
    let Some(fault) = examined.fault else {
        return format!("{} 筆紀錄首尾相接，沒有被更動。", examined.rows);
    };
    let Fault { edit, first, last } = fault;
    let what = fault_words(fault);
    let salvaged = match (edit, set_aside) {
        (Edit::RolledBack | Edit::Rewritten | Edit::RewrittenWhole, Some(seq))
            if seq >= first.min(last) || seq == first - 1 =>
        {
            format!("第 {seq} 筆記著資料庫損壞後重新取件：損壞時救不回的紀錄也會這樣。")
        }
        _ => String::new(),
    };
    format!(
        "{what}{salvaged}已送達的決定都在入口網；請核對最近的案件，不要刪除任何檔案，並通知資訊人員與政風單位。"
    )
}

/// Where a log is not as it was written, and how.
pub(crate) fn fault_words(fault: Fault) -> String {
    let Fault { edit, first, last } = fault;
    match edit {
        Edit::Changed => format!("第 {first} 筆被改過，和前一筆接不上。"),
        Edit::Dropped => format!("第 {first} 筆的位置少了紀錄。"),
        Edit::Inserted => format!("第 {first} 筆不是審核台寫的，是後來插進去的。"),
        Edit::Reordered => format!("第 {first} 筆起的紀錄被調換了順序。"),
        Edit::RolledBack if first == last => {
            format!("第 {first} 筆不見了：紀錄回到較早的樣子。")
        }
        Edit::RolledBack => format!("第 {first} 到第 {last} 筆不見了：紀錄回到較早的樣子。"),
        Edit::Rewritten => {
            format!("第 {first} 到第 {last} 筆之間被改寫，後面整段重新計算過，和當時通報的不同。")
        }
        Edit::RewrittenWhole => {
            format!("整份紀錄被改寫並重新計算過：到第 {last} 筆為止，和入口網見證的都不同。")
        }
    }
}

/// What the portal bears witness to, and what stands on this computer's word alone.
fn witness_words(told: &Told, examined: &Examined, now: DateTime<Utc>) -> (String, Option<String>) {
    let Examined { rows, witnessed, .. } = *examined;
    let alone = |rows: i64, after: &str| format!("{after} {rows} 筆只有這台電腦為憑");
    match told {
        Told::NotOffered => (
            "這個入口網不保存稽核紀錄的見證。".to_owned(),
            Some(format!("{}。", alone(rows, "全部"))),
        ),
        Told::Unreached => (
            "現在問不到入口網的見證，這次只檢查了這台電腦上的紀錄。".to_owned(),
            Some(format!("{}；連線後請再檢查一次。", alone(rows, "全部"))),
        ),
        Told::Heads(_) if witnessed == 0 => {
            ("入口網沒有可以見證的紀錄。".to_owned(), Some(format!("{}。", alone(rows, "全部"))))
        }
        Told::Heads(heads) => {
            let at = heads
                .iter()
                .find(|(witness, _)| witness.entries == witnessed)
                .map(|(_, at)| format!("（{}）", words::clock(*at, now)))
                .unwrap_or_default();
            let since = (rows > witnessed).then(|| {
                format!("{}，下次通報（最遲一小時）後才有見證。", alone(rows - witnessed, "其後"))
            });
            (format!("入口網見證到第 {witnessed} 筆{at}。"), since)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn examined(fault: Option<Fault>) -> Examined {
        Examined { rows: 40, witnessed: 30, fault }
    }

    #[test]
    fn the_answer_says_what_the_portal_saw_what_it_did_not_and_where_it_is_broken() {
        let now = DateTime::from_timestamp(1_795_000_000, 0).expect("an instant");
        let heads = Told::Heads(vec![(Witness { entries: 30, head: [0; 32] }, now)]);
        let (witness, own) = witness_words(&heads, &examined(None), now);
        assert!(witness.starts_with("入口網見證到第 30 筆（"), "{witness}");
        assert!(own.expect("ten more").contains("其後 10 筆只有這台電腦為憑"));
        let (witness, own) = witness_words(&Told::NotOffered, &examined(None), now);
        assert!(witness.contains("不保存") && own.expect("all").contains("全部 40 筆"));
        assert!(chain_words(&examined(None), None).contains("沒有被更動"));
        let fault = Fault { edit: Edit::Rewritten, first: 31, last: 35 };
        let said = chain_words(&examined(Some(fault)), None);
        assert!(said.contains("第 31 到第 35 筆") && said.contains("政風"), "{said}");
        assert!(chain_words(&examined(Some(fault)), Some(33)).contains("資料庫損壞"));
        assert!(!chain_words(&examined(Some(fault)), Some(4)).contains("資料庫損壞"));
    }
}
