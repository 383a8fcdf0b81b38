//! What the scenarios share.

#[cfg(unix)]
pub mod browser;
pub mod contract;
pub mod desk;
#[cfg(target_os = "linux")]
pub mod disk;
pub mod faulty_proxy;
pub mod figures;
pub mod folders;
#[cfg(unix)]
pub mod hands;
pub mod hostile_provider;
#[cfg(target_os = "linux")]
pub mod memory;
#[cfg(unix)]
pub mod notifications;
pub mod paper;
#[cfg(unix)]
pub mod popups;
#[cfg(unix)]
pub mod provider;
pub mod recorder;
#[cfg(unix)]
pub mod screen_reader;
pub mod scripted_portal;
#[path = "../simulation/mod.rs"]
pub mod simulation;
pub mod slow_line;
pub mod visitor;
#[cfg(unix)]
pub mod window;
#[cfg(unix)]
mod window_driver;
#[cfg(unix)]
pub mod window_manager;
