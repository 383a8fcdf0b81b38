//! A worker in other hands: confined like the real one, it does what the "file" tells it to, as
//! code smuggled in by a hostile file would. The tests ask what came of it.
//!
//! What was tried and went through is reported as `TooManyPixels { width: 1, .. }`, what was
//! refused as `width: 0` with the system's error number as height.

use documents::worker::{ARGUMENT, Costs, serve};
use documents::{MediaType, Refusal, Rendition, RenditionRequest};

/// Before the worker's own: a system call's number and the error with which it fails from here on, as
/// under a system that lacks it or does not let it through.
#[cfg(target_os = "linux")]
const WITHOUT: &str = "--without";

#[cfg(target_os = "linux")]
fn take_away() -> Option<()> {
    use seccompiler::{BpfProgram, SeccompAction, SeccompFilter};
    let mut arguments = std::env::args().skip_while(|argument| argument != WITHOUT).skip(1);
    let call: i64 = arguments.next()?.parse().ok()?;
    let error: u32 = arguments.next()?.parse().ok()?;
    let architecture = std::env::consts::ARCH.try_into().ok()?;
    let calls = [(call, Vec::new())].into_iter().collect();
    let (without, else_allow) = (SeccompAction::Errno(error), SeccompAction::Allow);
    let filter = SeccompFilter::new(calls, else_allow, without, architecture).ok()?;
    let program: BpfProgram = filter.try_into().ok()?;
    seccompiler::apply_filter(&program).ok()
}

fn main() {
    #[cfg(target_os = "linux")]
    let _ = take_away();
    let mut arguments = std::env::args_os().skip(1);
    if arguments.any(|argument| argument == ARGUMENT) {
        let costs = Costs::from_arguments(arguments);
        serve(costs, |bytes, _: &RenditionRequest| obey(bytes))
    }
}

fn report<T>(tried: std::io::Result<T>) -> Result<Rendition, Refusal> {
    let (width, height) = match tried {
        Ok(_) => (1, 0),
        Err(error) => (0, error.raw_os_error().unwrap_or(-1).unsigned_abs()),
    };
    Err(Refusal::TooManyPixels { width, height })
}

fn obey(order: &[u8]) -> Result<Rendition, Refusal> {
    let order = std::str::from_utf8(order).unwrap_or_default();
    let (verb, object) = order.split_once(' ').unwrap_or((order, ""));
    match verb {
        "nothing" => Err(Refusal::Damaged),
        "read" => report(std::fs::read(object)),
        "write" => report(std::fs::write(object, b"planted")),
        "list" => report(std::fs::read_dir(object)),
        "delete" => report(std::fs::remove_file(object)),
        "connect" => report(std::net::TcpStream::connect(object)),
        "datagram" => report(std::net::UdpSocket::bind("127.0.0.1:0")),
        "run" => report(std::process::Command::new(object).status()),
        "allocate" => {
            let bytes = object.parse().unwrap_or(0);
            let block = vec![1_u8; bytes];
            Err(Refusal::TooLarge { bytes: block.iter().map(|&byte| u64::from(byte)).sum() })
        }
        "hang" => loop {
            std::hint::spin_loop();
        },
        "abort" => std::process::abort(),
        "panic" => panic!("planted"),
        "recurse" => Err(Refusal::NoSuchPage { page: recurse(1), pages: 0 }),
        "lie" => Ok(picture(object)),
        #[cfg(target_os = "linux")]
        "fork" => system(|| unsafe { libc::fork() }.into()),
        #[cfg(target_os = "linux")]
        "thread" => report(std::thread::Builder::new().spawn(|| ())),
        #[cfg(target_os = "linux")]
        "signal" => system(|| unsafe { libc::kill(libc::getppid(), 0) }.into()),
        #[cfg(target_os = "linux")]
        "code" => {
            let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
            let rights = libc::PROT_READ | libc::PROT_WRITE | libc::PROT_EXEC;
            let page = || unsafe { libc::mmap(std::ptr::null_mut(), 4096, rights, flags, -1, 0) };
            system(|| if page() == libc::MAP_FAILED { -1 } else { 1 })
        }
        #[cfg(target_os = "linux")]
        "trace" => system(|| unsafe { libc::ptrace(libc::PTRACE_TRACEME, 0, 0, 0) }),
        #[cfg(target_os = "linux")]
        "unlimit" => {
            let most =
                libc::rlimit { rlim_cur: libc::RLIM_INFINITY, rlim_max: libc::RLIM_INFINITY };
            system(|| unsafe { libc::setrlimit(libc::RLIMIT_AS, &raw const most) }.into())
        }
        _ => Err(Refusal::Damaged),
    }
}

#[cfg(target_os = "linux")]
fn system(call: impl FnOnce() -> libc::c_long) -> Result<Rendition, Refusal> {
    if call() < 0 { report::<()>(Err(std::io::Error::last_os_error())) } else { report(Ok(())) }
}

#[allow(unconditional_recursion, reason = "it is here to overflow the stack")]
fn recurse(depth: u32) -> u32 {
    let weight = std::hint::black_box([depth; 1024]);
    recurse(weight[7].wrapping_add(1)).wrapping_add(weight[9])
}

/// A picture that is not what its header says.
fn picture(kind: &str) -> Rendition {
    let mut pixels = image::RgbImage::new(32, 32);
    pixels.put_pixel(3, 3, image::Rgb([200, 10, 10]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    let _ = pixels.write_to(&mut bytes, image::ImageFormat::Jpeg);
    let mut rendition = Rendition {
        media_type: MediaType::Jpeg,
        bytes: bytes.into_inner(),
        width: 32,
        height: 32,
        pages: 1,
        source_width: 32,
        source_height: 32,
        hints: Vec::new(),
        likeness: None,
        codes: Vec::new(),
        made_on: None,
    };
    match kind {
        "truth" => {}
        "size" => rendition.width = 31,
        "type" => rendition.media_type = MediaType::Png,
        "html" => rendition.bytes = b"<script>alert(1)</script>".to_vec(),
        "pages" => rendition.pages = 0,
        "metadata" => {
            let comment = *b"\xFF\xFE\x00\x07hello";
            rendition.bytes.splice(2..2, comment);
        }
        _ => rendition.bytes.clear(),
    }
    rendition
}
