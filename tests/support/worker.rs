//! A documents' worker for desks that are not a program of their own.

fn main() {
    documents::run_worker_if_asked();
}
