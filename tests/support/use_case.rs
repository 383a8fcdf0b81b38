//! One use case of the desk in a process of its own; see `support::disk`. It is its documents' worker
//! as well.

fn main() {
    documents::run_worker_if_asked();
    // What it asks of the system is told by strace, which is on Linux alone.
    #[cfg(target_os = "linux")]
    support::disk::run_if_asked();
}
