//! A worker on its own, for this crate's tests and measurements. The desk starts itself instead.

fn main() {
    documents::run_worker_if_asked();
}
