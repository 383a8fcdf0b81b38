//! Deciding: the queue, the case on the screen, the decision and what becomes of it on its way.

pub(crate) mod advice;
pub(crate) mod case_view;
pub(crate) mod changes;
pub(crate) mod claims;
pub(crate) mod decide;
pub(crate) mod drafts;
pub(crate) mod due;
pub(crate) mod findings;
pub(crate) mod kinship;
pub(crate) mod kinship_calculator;
pub(crate) mod look_alikes;
pub(crate) mod outbox;
pub(crate) mod pack;
pub(crate) mod queue;
pub(crate) mod reversal;
pub(crate) mod tray;
