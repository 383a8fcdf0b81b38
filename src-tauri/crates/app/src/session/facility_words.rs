//! 本機關用語: the facility's own words on top of the shipped rules: read, changed, taken from a
//! file and written to one, and tried on the posts that are here before. What is changed holds at once, for the case on the screen too.

mod backtest;
mod change;
mod export;
mod show;

use domain::calendar::{roc_short, taipei_date};
use domain::{FacilityList, FacilityLists};
use store::audit::Action;

use crate::error::ApiError;
use crate::state::{Desk, OWN_WORDS, Session, blocking, refuse};
use crate::views::facility::{
    ExportedView, FacilityChangeRequest, FacilityExportRequest, FacilityImportRequest,
    FacilityWordsView,
};
use change::changed;
use export::write_new;
use show::view;

/// A list of words is some kilobytes; what is larger is another file.
const LARGEST_FILE: usize = 1 << 20;

impl Desk {
    pub async fn facility_words(&self) -> Result<FacilityWordsView, ApiError> {
        Ok(view(&*self.session().await?))
    }

    /// # Errors
    /// `Refused` with what is wrong; then nothing has changed.
    pub async fn change_facility_words(
        &self,
        request: FacilityChangeRequest,
    ) -> Result<FacilityWordsView, ApiError> {
        let session = self.session().await?;
        let lists = session.own_words.lists();
        let today = taipei_date(session.now());
        let (list, name, next) = changed(&lists, &session.own_words.book(), request, today)?;
        if list == FacilityList::Translations {
            // What goes to families in the facility's name is the facility's to adopt.
            session.require_supervisor()?;
        }
        keep_lists(
            &session,
            next,
            Action::FacilityChanged,
            list,
            serde_json::json!({ "name": name }),
        )
        .await
    }

    /// Takes a file in: of two rows with one name the file's stands, all others stay.
    ///
    /// # Errors
    /// `Refused` with line and column; then nothing of the file is taken and nothing is lost.
    pub async fn import_facility_words(
        &self,
        request: FacilityImportRequest,
    ) -> Result<FacilityWordsView, ApiError> {
        let session = self.session().await?;
        let next = imported(&session.own_words.lists(), &request)?;
        let rows = next.rows(request.list).len();
        let detail = serde_json::json!({ "rows": rows });
        keep_lists(&session, next, Action::FacilityImported, request.list, detail).await
    }

    /// Writes one list into the person's folder for downloads; an older file there stays.
    pub async fn export_facility_words(
        &self,
        request: FacilityExportRequest,
    ) -> Result<ExportedView, ApiError> {
        let session = self.session().await?;
        let content = session.own_words.lists().file(request.list);
        let folder = self.exports()?;
        let day = roc_short(taipei_date(session.now())).replace('.', "");
        // First the trace, then the file.
        record_list(&session, Action::FacilityExported, request.list, serde_json::json!({}))
            .await?;
        let path = blocking(move || write_new(&folder, request.list, &day, &content)).await?;
        Ok(ExportedView { path: path.display().to_string() })
    }
}

/// The lists with a file's rows.
fn imported(
    lists: &FacilityLists,
    request: &FacilityImportRequest,
) -> Result<FacilityLists, ApiError> {
    if request.content.len() > LARGEST_FILE {
        return Err(ApiError::refused("檔案超過 1 MB，不像是用語檔；原有的內容沒有改動。"));
    }
    let file = base_name(&request.file_name);
    lists.with_file(request.list, file, &request.content).map_err(|error| {
        ApiError::refused(format!("{error}。整個檔案都沒有匯入，原有的內容沒有改動。"))
    })
}

/// Keeps the lists with their trace in one transaction; from then on every finding uses them.
async fn keep_lists(
    session: &Session,
    lists: FacilityLists,
    action: Action,
    list: FacilityList,
    detail: serde_json::Value,
) -> Result<FacilityWordsView, ApiError> {
    let book = lists.rule_book().map_err(refuse)?;
    let (actor, at) = (session.me().subject.clone(), session.own_now());
    let kept = lists.clone();
    let calendar = book.office_calendar.clone();
    session
        .write(move |tx| {
            store::settings::put(tx, OWN_WORDS, &kept)?;
            store::statistics::recount_waits(tx, &calendar)?;
            let subject = "facility".to_owned();
            let detail = with_list(detail, list);
            store::audit::append(
                tx,
                &store::audit::Event { at, actor: &actor, action, subject, detail },
            )
        })
        .await?;
    session.own_words.replace(lists, book);
    session.tell_window(true);
    Ok(view(session))
}

async fn record_list(
    session: &Session,
    action: Action,
    list: FacilityList,
    detail: serde_json::Value,
) -> Result<(), ApiError> {
    session.record(action, "facility".to_owned(), with_list(detail, list)).await
}

fn with_list(mut detail: serde_json::Value, list: FacilityList) -> serde_json::Value {
    detail["list"] = serde_json::Value::from(list.word());
    detail
}

/// The last part of a file's name, whichever way its folders are written.
fn base_name(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}
