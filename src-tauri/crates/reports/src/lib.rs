//! Tables and papers: typed data in, bytes out. Nothing here asks a database, writes a file or knows
//! who may have what; the one look at this machine is for its fonts ([`Typefaces`]).

mod error;
mod identities;
mod paper;
mod papers;
mod setting;
mod tables;

pub use error::ReportError;
pub use identities::{Grounds, Identities};
pub use paper::Paper;
pub use papers::{
    AccessReport, DecisionNotice, DeliveryPhoto, DeliveryPost, DeliverySheets, DeliveryUnit,
    DossierPost, Handed, Lifted, Maker, PaperReason, Photo, RuleText, SuspensionDossier,
    SuspensionOrder, TallyReport, access_report, decision_notice, delivery_sheets,
    suspension_dossier, tally_report,
};
pub use setting::{Typeface, Typefaces};
pub use tables::{Cell, Column, ColumnKind, Sheet, Table, csv, ods, read_csv, read_ods, xlsx};
