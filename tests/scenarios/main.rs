//! The scenarios across crates: one program, one module per topic.

#[path = "../tidy.rs"]
mod tidy;

#[cfg(target_os = "linux")]
mod calling_window;
mod client;
mod conflicts;
mod contract;
mod desk;
#[cfg(target_os = "linux")]
mod disk;
#[cfg(target_os = "linux")]
mod exports;
#[cfg(target_os = "linux")]
mod exports_window;
mod family;
#[cfg(unix)]
mod federated;
#[cfg(unix)]
mod killing;
mod languages;
#[cfg(target_os = "linux")]
mod large_text;
#[cfg(target_os = "linux")]
mod lock;
#[cfg(target_os = "linux")]
mod lock_attacks;
#[cfg(unix)]
mod lock_window;
#[cfg(target_os = "linux")]
mod locked_out;
#[cfg(target_os = "linux")]
mod locked_out_window;
#[cfg(unix)]
mod low_screen;
#[cfg(target_os = "linux")]
mod managed;
#[cfg(target_os = "linux")]
mod misfortune;
mod offline;
#[cfg(unix)]
mod own_settings_window;
#[cfg(target_os = "linux")]
mod own_ways;
mod papers;
mod practice_portal;
mod rules;
#[cfg(target_os = "linux")]
mod screen_reader;
mod seat;
mod second_opinions;
#[cfg(unix)]
mod seeing;
mod sign_in;
mod simulation;
mod supervision;
mod sync;
mod tally_year;
mod trace;
#[cfg(target_os = "linux")]
mod who_sits_here;
#[cfg(unix)]
mod window;
#[cfg(unix)]
mod workbench;
