//! A worker in other hands: what it tries is refused, and the desk stays whole.

use std::time::{Duration, Instant};

use documents::{Limits, Refusal, RenditionRequest, Workshop};

use crate::workshop_of;

const PLANTED: &str = env!("CARGO_BIN_EXE_planted-worker");

fn planted() -> Workshop {
    workshop_of(PLANTED, Limits::default())
}

async fn order(workshop: &Workshop, order: &str) -> Refusal {
    workshop
        .render(order.into(), RenditionRequest::preview(64))
        .await
        .expect_err("a planted worker shows nothing")
}

async fn still_answers(workshop: &Workshop) {
    assert_eq!(order(workshop, "nothing").await, Refusal::Damaged);
}

#[cfg(target_os = "linux")]
mod on_linux {
    use documents::confinement::{Wall, WallKind};
    use documents::{Attempt, Found};

    use super::*;
    use crate::workshop;

    /// The system call was made and failed with this error.
    const fn refused_with(errno: i32) -> Refusal {
        Refusal::TooManyPixels { width: 0, height: errno.unsigned_abs() }
    }

    #[tokio::test]
    async fn the_walls_stand_before_the_first_file() {
        let confinement = workshop().warm_up().await.expect("a worker starts");
        assert_eq!(confinement.memory, Wall::Stands);
        assert_eq!(confinement.processes, Wall::Stands);
        assert_eq!(confinement.system_calls, Wall::Stands);
        // Landlock is the kernel's to have; what is found is what is said.
        let known = std::fs::read_to_string("/proc/sys/kernel/osrelease").is_ok();
        assert!(known && confinement.files_and_network != Wall::Failed);
        assert_eq!(confinement.failed(), None);
    }

    /// A worker that cannot make this system call: it fails with this error.
    fn without(call: libc::c_long, error: i32) -> Workshop {
        let args = ["--without".to_owned(), call.to_string(), error.to_string()];
        Workshop::start(PLANTED.into(), args.map(Into::into).to_vec(), Limits::default())
    }

    #[tokio::test]
    async fn where_a_wall_that_the_system_has_does_not_stand_no_file_is_opened() {
        for (call, error, wall) in [
            (libc::SYS_landlock_create_ruleset, libc::EPERM, WallKind::FilesAndNetwork),
            (libc::SYS_seccomp, libc::EINVAL, WallKind::SystemCalls),
            (libc::SYS_prlimit64, libc::EPERM, WallKind::FilesAndNetwork),
        ] {
            let workshop = without(call, error);
            let confinement = workshop.warm_up().await.expect("it says how it stands");
            assert_eq!(confinement.failed(), Some(wall), "{call}");
            assert!(workshop.processes().is_empty(), "none is kept");
            let folder = tempfile::tempdir().expect("a folder");
            let new = folder.path().join("new");
            let refused = order(&workshop, &format!("write {}", new.display())).await;
            assert_eq!(refused, Refusal::Unconfined { wall });
            assert_eq!(workshop.count_pages(vec![1]).await, Err(Refusal::Unconfined { wall }));
            assert!(!new.exists(), "it was handed nothing");
            assert_eq!(workshop.failed_wall(), Some(wall));
            // IT can look at it all the same.
            assert_eq!(workshop.confinement().await, Ok(confinement));
            assert_eq!(workshop.try_walls(folder.path()).await.expect("tried").len(), 4);
        }
    }

    #[tokio::test]
    async fn what_a_kernel_does_not_have_is_told_and_files_are_opened() {
        for error in [libc::ENOSYS, libc::EOPNOTSUPP] {
            let workshop = without(libc::SYS_landlock_create_ruleset, error);
            let confinement = workshop.confinement().await.expect("a worker starts");
            assert_eq!(confinement.files_and_network, Wall::Absent);
            assert!(WallKind::FilesAndNetwork.words(Wall::Absent).contains("landlock"));
            still_answers(&workshop).await;
            assert_eq!(workshop.failed_wall(), None);
            // The other walls hold without it.
            assert_eq!(order(&workshop, "read /etc/passwd").await, refused_with(libc::EPERM));
        }
    }

    #[tokio::test]
    async fn the_real_worker_tries_and_finds_every_wall_standing() {
        let folder = tempfile::tempdir().expect("a folder");
        let workshop = workshop();
        let found = workshop.try_walls(folder.path()).await.expect("tried");
        assert_eq!(
            found,
            [
                (Attempt::ReadFolder, Found::Refused),
                (Attempt::WriteFolder, Found::Refused),
                (Attempt::Connect, Found::Ended),
                (Attempt::StartProgram, Found::Ended),
            ]
        );
        workshop.confinement().await.expect("and the workshop works on");
    }

    #[tokio::test]
    async fn a_worker_opens_writes_lists_and_deletes_no_file() {
        let workshop = planted();
        let folder = tempfile::tempdir().expect("a folder");
        let victim = folder.path().join("victim");
        std::fs::write(&victim, b"kept").expect("a file");
        let new = folder.path().join("new");
        for tried in [
            "read /etc/passwd".to_owned(),
            format!("read {}", victim.display()),
            format!("write {}", new.display()),
            format!("list {}", folder.path().display()),
            format!("delete {}", victim.display()),
            "read /proc/self/environ".to_owned(),
        ] {
            assert_eq!(order(&workshop, &tried).await, refused_with(libc::EPERM), "{tried}");
        }
        assert_eq!(std::fs::read(&victim).expect("still there"), b"kept");
        assert!(!new.exists());
    }

    #[tokio::test]
    async fn a_worker_that_reaches_for_the_network_is_ended() {
        let workshop = planted();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        assert_eq!(order(&workshop, &format!("connect {address}")).await, Refusal::Crashed);
        assert_eq!(order(&workshop, "datagram").await, Refusal::Crashed);
        listener.set_nonblocking(true).expect("a listener");
        assert!(listener.accept().is_err(), "nobody has called");
        still_answers(&workshop).await;
    }

    #[tokio::test]
    async fn a_worker_that_forks_starts_a_program_or_a_thread_or_traces_is_ended() {
        let workshop = planted();
        for tried in ["fork", "run /bin/true", "thread", "trace"] {
            assert_eq!(order(&workshop, tried).await, Refusal::Crashed, "{tried}");
            still_answers(&workshop).await;
        }
    }

    #[tokio::test]
    async fn a_worker_makes_no_code_sends_no_signal_and_lifts_no_limit() {
        let workshop = planted();
        for tried in ["code", "signal", "unlimit"] {
            assert_eq!(order(&workshop, tried).await, refused_with(libc::EPERM), "{tried}");
        }
    }

    #[tokio::test]
    async fn a_worker_that_wants_more_memory_than_its_cap_is_ended() {
        let limits = Limits { memory_bytes: 256 * 1024 * 1024, ..Limits::default() };
        let workshop = workshop_of(PLANTED, limits);
        let fits = 200 * 1024 * 1024;
        assert_eq!(
            order(&workshop, &format!("allocate {fits}")).await,
            Refusal::TooLarge { bytes: fits }
        );
        let too_much = 400 * 1024 * 1024;
        assert_eq!(order(&workshop, &format!("allocate {too_much}")).await, Refusal::Crashed);
        still_answers(&workshop).await;
    }
}

#[tokio::test]
async fn a_worker_that_hangs_is_ended_in_time_and_replaced() {
    let limits = Limits { time: Duration::from_secs(2), ..Limits::default() };
    let workshop = workshop_of(PLANTED, limits);
    let before = Instant::now();
    assert_eq!(order(&workshop, "hang").await, Refusal::TimedOut);
    assert!(before.elapsed() < Duration::from_secs(10));
    still_answers(&workshop).await;
}

#[tokio::test]
async fn a_worker_that_dies_panics_or_overflows_costs_one_answer() {
    let workshop = planted();
    for (tried, answer) in
        [("abort", Refusal::Crashed), ("recurse", Refusal::Crashed), ("panic", Refusal::Damaged)]
    {
        assert_eq!(order(&workshop, tried).await, answer, "{tried}");
        still_answers(&workshop).await;
    }
}

#[tokio::test]
async fn a_picture_that_is_not_what_its_header_says_does_not_reach_the_window() {
    let workshop = planted();
    let truth = workshop.render(b"lie truth".to_vec(), RenditionRequest::preview(64)).await;
    assert!(truth.is_ok(), "{truth:?}");
    for lie in ["size", "type", "html", "pages", "metadata", "nothing"] {
        assert_eq!(order(&workshop, &format!("lie {lie}")).await, Refusal::Crashed, "{lie}");
    }
    let larger_than_asked =
        workshop.render(b"lie truth".to_vec(), RenditionRequest::preview(16)).await;
    assert_eq!(larger_than_asked, Err(Refusal::Crashed));
}

#[tokio::test]
async fn a_program_that_is_no_worker_is_the_desks_fault_and_not_the_files() {
    for program in ["/nowhere/at-all", "/bin/true"] {
        let workshop = Workshop::start(program.into(), Vec::new(), Limits::default());
        let answer = workshop.render(vec![0xFF, 0xD8, 0xFF], RenditionRequest::preview(64)).await;
        assert_eq!(answer, Err(Refusal::NoWorker), "{program}");
    }
}

#[tokio::test]
async fn a_dropped_request_takes_its_worker_with_it() {
    let workshop = planted();
    let hang = workshop.render(b"hang".to_vec(), RenditionRequest::preview(64));
    assert!(tokio::time::timeout(Duration::from_secs(1), hang).await.is_err());
    still_answers(&workshop).await;
}
