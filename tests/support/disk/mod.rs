//! What the desk leaves on a disk. Sixteen use cases run in a process of their own under strace,
//! which either tells every call that changes a file, so that each state can be built that a power
//! cut may leave (the method of ALICE, Pillai et al., OSDI 2014), or lets the n-th of them fail.
//! Afterwards the desk opens what is there and is held to everything it had acknowledged.

mod faults;
mod inspect;
mod power;
mod scene;
mod secrets;
mod trace;
mod use_case;

pub use faults::{FaultReport, FaultSweep};
pub use power::{PowerCuts, PowerReport};
pub use scene::Scene;
pub use use_case::{Ack, UseCase, run_if_asked};
