//! The scenarios across crates: one program, one module per topic.

#[path = "../tidy.rs"]
mod tidy;

mod client;
mod contract;
mod desk;
mod family;
#[cfg(unix)]
mod killing;
#[cfg(target_os = "linux")]
mod misfortune;
mod offline;
mod papers;
mod practice_portal;
mod rules;
mod sign_in;
mod simulation;
mod sync;
#[cfg(unix)]
mod window;
#[cfg(unix)]
mod workbench;
