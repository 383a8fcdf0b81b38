//! The facility's own words as they hold at this moment: the lists, and the rules that they make on top
//! of the shipped ones.

use std::sync::{Arc, PoisonError, RwLock};

use domain::{FacilityLists, RuleBook, TableError};
use store::Store;

use crate::error::ApiError;

/// Under which the lists are kept in the encrypted database.
pub(crate) const KEY: &str = store::settings::FACILITY_LISTS;

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

    /// The lists, the rules that hold, and why those of the lists do not, if they do not.
    pub fn all(&self) -> (FacilityLists, Arc<RuleBook>, Option<String>) {
        let current = self.0.read().unwrap_or_else(PoisonError::into_inner);
        (current.lists.clone(), current.book.clone(), current.trouble.clone())
    }

    pub fn lists(&self) -> FacilityLists {
        self.0.read().unwrap_or_else(PoisonError::into_inner).lists.clone()
    }

    pub fn replace(&self, lists: FacilityLists, book: RuleBook) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) =
            Current { lists, book: Arc::new(book), trouble: None };
    }
}

/// In the window the place in a file says nothing: only what is wrong.
pub(crate) fn refuse(error: TableError) -> ApiError {
    ApiError::refused(format!("{}。沒有改動。", error.problem))
}
