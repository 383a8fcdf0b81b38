//! Deciding: the queue, the case on the screen, the decision and what becomes of it on its way.

mod advice;
mod case_view;
mod changes;
mod checked;
mod claims;
pub(crate) mod decide;
mod drafts;
mod due;
pub(crate) mod findings;
pub(crate) mod four_eyes;
mod kinship;
mod kinship_calculator;
mod languages;
mod look_alikes;
mod message;
mod obstacles;
mod outbox;
mod pack;
mod photo_precedents;
pub(crate) mod queue;
mod reversal;
pub(crate) mod strikes;
mod tray;
