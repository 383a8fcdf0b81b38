//! 寄件匣: acts on their way to the portal. A row goes only when the portal has answered, or when
//! the person takes it back while it is certainly unsent.

mod answers;
mod unread;

pub use crate::act::Act;
pub use crate::outbox_table::{
    OutboxCounts, OutboxItem, OutboxState, Trouble, await_resumption, counts, decided_cases,
    decision_of_case, due, families_awaited, hurry, list, mark_sending, next_due_at, oldest_at,
    put_off, questions_of_case, release_interrupted, reschedule, resume, take_all, undoable,
    unmark_sending, wait_no_longer,
};
pub use answers::{Acknowledgement, RecallError, acknowledge, close, park, recall, send_again};
pub(crate) use answers::{confirm_decision, queue_unqueued};
pub use unread::{set_unread_aside, try_unread_again};
