//! 本機關用語: the facility's own words on top of the shipped rules: read, changed, taken from a
//! file and written to one. What is changed holds at once, for the case on the screen too.

mod change;
mod export;
mod show;

use std::sync::{Arc, PoisonError, RwLock};

use domain::calendar::{roc_short, taipei_date};
use domain::{FacilityList, FacilityLists, RuleBook};
use store::Store;
use store::audit::Action;

use crate::error::ApiError;
use crate::state::desk::Desk;
use crate::state::session::{Session, blocking};
use crate::views::facility::{
    ExportedView, FacilityChangeRequest, FacilityExportRequest, FacilityImportRequest,
    FacilityWordsView,
};
use change::{changed, refuse};
pub(crate) use export::default_exports;
use export::write_new;
use show::view;

/// Under which the lists are kept in the encrypted database.
const KEY: &str = "facility_lists";
/// A list of words is some kilobytes; what is larger is another file.
const LARGEST_FILE: usize = 1 << 20;

/// The lists and the rules that they make, always of one another.
pub(crate) struct OwnWords(RwLock<Current>);

struct Current {
    lists: FacilityLists,
    book: Arc<RuleBook>,
    trouble: Option<String>,
}

impl OwnWords {
    pub fn open(store: &Store) -> Result<Self, ApiError> {
        let lists: FacilityLists =
            store.read(|c| store::settings::get(c, KEY))?.unwrap_or_default();
        let (book, trouble) = match lists.rule_book() {
            Ok(book) => (book, None),
            // Kept as they are, so that nothing is lost; the shipped rules hold meanwhile.
            Err(error) => {
                tracing::warn!(%error, "the facility's own words do not fit the shipped rules");
                let shipped = FacilityLists::default().rule_book().map_err(refuse)?;
                (shipped, Some(format!("本機關用語沒有生效，先用隨附的：{error}")))
            }
        };
        Ok(Self(RwLock::new(Current { lists, book: Arc::new(book), trouble })))
    }

    pub fn book(&self) -> Arc<RuleBook> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).book.clone()
    }

    fn lists(&self) -> FacilityLists {
        self.0.read().unwrap_or_else(PoisonError::into_inner).lists.clone()
    }

    fn replace(&self, lists: FacilityLists, book: RuleBook) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) =
            Current { lists, book: Arc::new(book), trouble: None };
    }
}

impl Desk {
    pub async fn facility_words(&self) -> Result<FacilityWordsView, ApiError> {
        Ok(view(&self.session().await?.own_words))
    }

    /// # Errors
    /// `Refused` with what is wrong; then nothing has changed.
    pub async fn change_facility_words(
        &self,
        request: FacilityChangeRequest,
    ) -> Result<FacilityWordsView, ApiError> {
        let session = self.session().await?;
        let lists = session.own_words.lists();
        let (list, name, next) = changed(&lists, &session.own_words.book(), request)?;
        session
            .keep_lists(next, Action::FacilityChanged, list, serde_json::json!({ "name": name }))
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
        if request.content.len() > LARGEST_FILE {
            return Err(ApiError::refused("檔案超過 1 MB，不像是用語檔；原有的內容沒有改動。"));
        }
        let lists = session.own_words.lists();
        let file = base_name(&request.file_name);
        let next = lists.with_file(request.list, file, &request.content).map_err(|error| {
            ApiError::refused(format!("{error}。整個檔案都沒有匯入，原有的內容沒有改動。"))
        })?;
        let rows = next.rows(request.list).len();
        let detail = serde_json::json!({ "rows": rows });
        session.keep_lists(next, Action::FacilityImported, request.list, detail).await
    }

    /// Writes one list into the person's folder for downloads; an older file there stays.
    pub async fn export_facility_words(
        &self,
        request: FacilityExportRequest,
    ) -> Result<ExportedView, ApiError> {
        let session = self.session().await?;
        let content = session.own_words.lists().file(request.list);
        let folder = self.exports.clone();
        let day = roc_short(taipei_date(session.now())).replace('.', "");
        // First the trace, then the file.
        session.record_list(Action::FacilityExported, request.list, serde_json::json!({})).await?;
        let path = blocking(move || write_new(&folder, request.list, &day, &content)).await?;
        Ok(ExportedView { path: path.display().to_string() })
    }
}

impl Session {
    /// Keeps the lists with their trace in one transaction; from then on every finding uses them.
    async fn keep_lists(
        &self,
        lists: FacilityLists,
        action: Action,
        list: FacilityList,
        detail: serde_json::Value,
    ) -> Result<FacilityWordsView, ApiError> {
        let book = lists.rule_book().map_err(refuse)?;
        let (actor, at) = (self.me.subject.clone(), chrono::Utc::now());
        let kept = lists.clone();
        self.write(move |tx| {
            store::settings::put(tx, KEY, &kept)?;
            let subject = "facility".to_owned();
            let detail = with_list(detail, list);
            store::audit::append(
                tx,
                &store::audit::Event { at, actor: &actor, action, subject, detail },
            )
        })
        .await?;
        self.own_words.replace(lists, book);
        self.tell_window(true).await;
        Ok(view(&self.own_words))
    }

    async fn record_list(
        &self,
        action: Action,
        list: FacilityList,
        detail: serde_json::Value,
    ) -> Result<(), ApiError> {
        self.record(action, "facility".to_owned(), with_list(detail, list)).await
    }
}

fn with_list(mut detail: serde_json::Value, list: FacilityList) -> serde_json::Value {
    detail["list"] = serde_json::Value::from(list.word());
    detail
}

/// The last part of a file's name, whichever way its folders are written.
fn base_name(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}
