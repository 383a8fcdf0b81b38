//! Faults planted on purpose, to prove that the simulation finds what it is there to find.
//!
//! The list is for tests alone: without the feature `planted-faults`, and in every build without
//! debug assertions whatever its features, nothing can be planted and the compiler drops every
//! branch that asks. `tests/tidy` holds that no package but the scenarios' asks for the feature.

use domain::DecisionId;
use store::outbox::{Act, OutboxItem};
use uuid::Uuid;

/// One thing that the engine does wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    not(feature = "planted-faults"),
    allow(dead_code, reason = "without the feature nobody can plant one")
)]
pub enum PlantedFault {
    /// The outbox row is closed when it is sent, before the answer is stored.
    ForgottenBeforeAnswer,
    /// What is sent again goes under a new UUID.
    NewIdOnResend,
    /// What is refused for another revision is applied to that revision.
    AppliedToNewRevision,
    /// The cursor moves before its page is applied.
    CursorBeforePage,
    /// A restored portal's desk throws away what it had not sent.
    UnsentDroppedOnNewEpoch,
    /// A lost answer is taken for a conflict.
    LostAnswerIsConflict,
    /// A case is overwritten while a decision on it is unsent.
    UnsentCaseOverwritten,
    /// A restored portal is not given again what it acknowledged.
    NothingSentAgain,
    /// Nobody asks whose acts the store holds.
    OwnerUnchecked,
    /// A refusal is taken for an acknowledgement.
    RefusalTakenForYes,
    /// What a crash left as sending stays so.
    InterruptedStaysSending,
    /// What a snapshot or `left_scope` takes away is erased at once.
    AbsenceErases,
    /// A snapshot that lacks much is believed without asking the portal.
    DoubtBelieved,
    /// Nobody asks whether the portal still has what it acknowledged.
    LossUnasked,
    /// The numbers of cases here and there are never compared.
    CountsUncompared,
    /// What was put away is erased by the PC's clock.
    ErasedByThisClock,
}

impl PlantedFault {
    /// Every one of them.
    #[cfg(feature = "planted-faults")]
    /// Every one of them.
    pub const ALL: [Self; 16] = [
        Self::ForgottenBeforeAnswer,
        Self::NewIdOnResend,
        Self::AppliedToNewRevision,
        Self::CursorBeforePage,
        Self::UnsentDroppedOnNewEpoch,
        Self::LostAnswerIsConflict,
        Self::UnsentCaseOverwritten,
        Self::NothingSentAgain,
        Self::OwnerUnchecked,
        Self::RefusalTakenForYes,
        Self::InterruptedStaysSending,
        Self::AbsenceErases,
        Self::DoubtBelieved,
        Self::LossUnasked,
        Self::CountsUncompared,
        Self::ErasedByThisClock,
    ];
}

/// The item as [`PlantedFault::NewIdOnResend`] sends it.
pub(crate) fn renamed(mut item: OutboxItem) -> OutboxItem {
    if item.attempts > 0
        && let Act::Decision { id, .. } = &mut item.act
    {
        *id = DecisionId(Uuid::from_u128(id.0.as_u128() ^ u128::from(item.attempts)));
    }
    item
}
