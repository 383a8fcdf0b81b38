//! What may happen on a day, and how often: the usual proportions, and those of one day.

use super::desk::Round;
use super::dice::Dice;

/// What may happen at one of the desks, to the world or to the line between them, and how often in
/// proportion on an average day.
#[derive(Debug, Clone, Copy)]
pub enum Step {
    Round(Round),
    Look,
    Decide,
    Ask,
    Recall,
    Settle,
    Suspend,
    World,
    CrashSoon,
    Crash,
    Cut,
    Storm,
    DeliverLate,
    Token,
    Copy,
    Restore,
    RestoreSilently,
    Resync,
    ResyncThinned,
    Note,
    SetClock,
}

pub const USUAL: [(Step, usize); 23] = [
    (Step::Round(Round::Pull), 21),
    (Step::Round(Round::Push), 21),
    (Step::Round(Round::Fetch), 3),
    (Step::Look, 4),
    (Step::Decide, 15),
    (Step::Ask, 3),
    (Step::Recall, 2),
    (Step::Settle, 8),
    (Step::Suspend, 1),
    (Step::World, 11),
    (Step::CrashSoon, 3),
    (Step::Crash, 1),
    (Step::Cut, 2),
    (Step::Storm, 1),
    (Step::DeliverLate, 2),
    (Step::Token, 1),
    (Step::Copy, 3),
    (Step::Restore, 2),
    (Step::RestoreSilently, 2),
    (Step::Resync, 1),
    (Step::ResyncThinned, 3),
    (Step::Note, 4),
    (Step::SetClock, 8),
];

/// How often each happens on this day: some never, but for the rounds.
pub fn weights_of_the_day(dice: &mut Dice) -> [usize; USUAL.len()] {
    USUAL.map(|(step, usual)| match step {
        Step::Round(_) => usual * (2 + dice.below(3)),
        _ => usual * [0, 1, 2, 4, 8][dice.below(5)],
    })
}
