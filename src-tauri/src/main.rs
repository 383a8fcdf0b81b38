//! The program: a worker for hostile files if it was started as one, else the desk.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() {
    documents::run_worker_if_asked();
    notebook_desk::run();
}
