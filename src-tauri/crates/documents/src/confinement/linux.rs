//! The walls on Linux: resource limits, landlock, seccomp.

use std::collections::BTreeMap;
use std::io;

use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr, RulesetStatus,
    Scope,
};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule,
};

use super::{Confinement, Wall};

/// Deep documents recurse; 64 MiB is far more than an honest one needs.
const STACK_BYTES: u64 = 64 * 1024 * 1024;

/// A worker that computes for longer than this in its whole life has lost its desk.
const CPU_SECONDS: u64 = 30 * 60;

fn error(what: impl std::fmt::Display) -> io::Error {
    io::Error::other(what.to_string())
}

/// How a wall stands that every Linux has.
fn wall(put_up: &io::Result<()>) -> Wall {
    if put_up.is_ok() { Wall::Stands } else { Wall::Failed }
}

pub(super) fn confine(memory_bytes: u64) -> Confinement {
    let memory = wall(&limit_costs(memory_bytes));
    let flags = set_process_flag(libc::PR_SET_DUMPABLE, 0)
        .and_then(|()| set_process_flag(libc::PR_SET_NO_NEW_PRIVS, 1));
    let landlock = landlock().unwrap_or(Wall::Failed);
    // Landlock's own rules are a descriptor: the last one.
    let no_more_files =
        set_limit(libc::RLIMIT_FSIZE, 0).and_then(|()| set_limit(libc::RLIMIT_NOFILE, 0));
    let system_calls = wall(&flags.and_then(|()| seccomp()));
    Confinement {
        memory,
        // The same filter.
        processes: system_calls,
        system_calls,
        files_and_network: if no_more_files.is_ok() { landlock } else { Wall::Failed },
    }
}

fn limit_costs(memory_bytes: u64) -> io::Result<()> {
    let mapped = mapped_bytes()?;
    // The stack may grow on the limits below; a lower hard limit of the session is kept.
    let _ = set_limit(libc::RLIMIT_STACK, STACK_BYTES);
    // `DATA` counts what is allocated, `AS` all that is mapped: programs and fonts are mapped
    // already, and what counts is what comes on top.
    set_limit(libc::RLIMIT_DATA, memory_bytes.saturating_add(STACK_BYTES))?;
    set_limit(libc::RLIMIT_AS, mapped.saturating_add(memory_bytes).saturating_add(STACK_BYTES))?;
    set_limit(libc::RLIMIT_CORE, 0)?;
    set_limit(libc::RLIMIT_CPU, CPU_SECONDS)
}

pub(super) fn end_after(seconds: u32) {
    // SAFETY: `alarm` takes a number and has no other condition.
    unsafe { libc::alarm(seconds) };
}

pub(super) fn close_inherited_files() {
    // SAFETY: called first thing in the worker, before it has opened any file of its own. A kernel
    // without the call (before 5.9) says so and changes nothing.
    unsafe { libc::syscall(libc::SYS_close_range, 3_u32, u32::MAX, 0_u32) };
}

/// What is mapped into this process now, in bytes: the first number of `statm`, in pages.
fn mapped_bytes() -> io::Result<u64> {
    let statm = std::fs::read_to_string("/proc/self/statm").map_err(error)?;
    let pages: u64 = statm
        .split(' ')
        .next()
        .and_then(|pages| pages.parse().ok())
        .ok_or_else(|| error("statm has no size"))?;
    // SAFETY: `sysconf` takes a number and has no other condition.
    let page_bytes = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    let page_bytes = u64::try_from(page_bytes).map_err(error)?;
    Ok(pages * page_bytes)
}

fn set_limit(resource: libc::__rlimit_resource_t, value: u64) -> io::Result<()> {
    let limit = libc::rlimit { rlim_cur: value, rlim_max: value };
    // SAFETY: the pointer is to a live `rlimit`, which the kernel only reads.
    if unsafe { libc::setrlimit(resource, &raw const limit) } == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

fn set_process_flag(flag: libc::c_int, value: libc::c_ulong) -> io::Result<()> {
    const UNUSED: libc::c_ulong = 0;
    // SAFETY: the flags used here take one number, the others must be zero.
    if unsafe { libc::prctl(flag, value, UNUSED, UNUSED, UNUSED) } == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

/// No path, no port, no signal: a rule set that handles everything and allows nothing. An older
/// kernel enforces what it knows.
fn landlock() -> io::Result<Wall> {
    if !has_landlock()? {
        return Ok(Wall::Absent);
    }
    let newest = ABI::V6;
    let status = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(newest))
        .and_then(|rules| rules.handle_access(AccessNet::from_all(newest)))
        .and_then(|rules| rules.scope(Scope::from_all(newest)))
        .and_then(Ruleset::create)
        .and_then(|rules| rules.restrict_self())
        .map_err(error)?;
    Ok(match status.ruleset {
        RulesetStatus::FullyEnforced => Wall::Stands,
        RulesetStatus::PartiallyEnforced => Wall::Partly,
        RulesetStatus::NotEnforced => Wall::Failed,
    })
}

/// Whether the kernel has landlock, built in and switched on. Any other answer than that it has not is
/// somebody between the worker and the kernel.
fn has_landlock() -> io::Result<bool> {
    /// `LANDLOCK_CREATE_RULESET_VERSION`
    const ASK_VERSION: u32 = 1;
    let none = std::ptr::null::<libc::c_void>();
    // SAFETY: without attributes and with this flag the kernel answers a number and makes nothing.
    let version =
        unsafe { libc::syscall(libc::SYS_landlock_create_ruleset, none, 0_usize, ASK_VERSION) };
    if version > 0 {
        return Ok(true);
    }
    let refused = io::Error::last_os_error();
    match refused.raw_os_error() {
        Some(libc::ENOSYS | libc::EOPNOTSUPP) => Ok(false),
        _ => Err(refused),
    }
}

/// Two filters: what only an attack does ends the worker, what computing needs is allowed, and
/// everything else fails with `EPERM` (the C library asks for a file now and then, and lives
/// without).
fn seccomp() -> io::Result<()> {
    let architecture = std::env::consts::ARCH.try_into().map_err(error)?;
    let fatal = SeccompFilter::new(
        FATAL.iter().map(|&call| (call, Vec::new())).collect(),
        SeccompAction::Allow,
        SeccompAction::KillProcess,
        architecture,
    );
    let allowed = SeccompFilter::new(
        allowed_calls()?,
        SeccompAction::Errno(libc::EPERM.unsigned_abs()),
        SeccompAction::Allow,
        architecture,
    );
    // The fatal ones first: the second filter no longer allows putting up filters.
    for filter in [fatal, allowed] {
        let program: BpfProgram = filter.map_err(error)?.try_into().map_err(error)?;
        seccompiler::apply_filter(&program).map_err(error)?;
    }
    Ok(())
}

/// Nothing here decodes a picture.
const FATAL: &[libc::c_long] = &[
    libc::SYS_socket,
    libc::SYS_socketpair,
    libc::SYS_connect,
    libc::SYS_bind,
    libc::SYS_listen,
    libc::SYS_sendto,
    libc::SYS_sendmsg,
    libc::SYS_execve,
    libc::SYS_execveat,
    libc::SYS_clone,
    libc::SYS_clone3,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_fork,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_vfork,
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_io_uring_setup,
    libc::SYS_bpf,
    libc::SYS_userfaultfd,
    libc::SYS_keyctl,
    libc::SYS_mount,
    libc::SYS_unshare,
    libc::SYS_setns,
    libc::SYS_memfd_create,
];

fn allowed_calls() -> io::Result<BTreeMap<i64, Vec<SeccompRule>>> {
    let mut calls: BTreeMap<i64, Vec<SeccompRule>> = [
        libc::SYS_read,
        libc::SYS_write,
        libc::SYS_close,
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_madvise,
        libc::SYS_brk,
        libc::SYS_futex,
        libc::SYS_sched_yield,
        libc::SYS_clock_gettime,
        libc::SYS_getrandom,
        libc::SYS_gettid,
        libc::SYS_getpid,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_sigaltstack,
        libc::SYS_restart_syscall,
        libc::SYS_setitimer,
        #[cfg(target_arch = "x86_64")]
        libc::SYS_alarm,
        libc::SYS_exit,
        libc::SYS_exit_group,
    ]
    .into_iter()
    .map(|call| (call, Vec::new()))
    .collect();
    // Memory yes, code no: neither a new mapping nor a changed one may be executable.
    let not_executable = || -> io::Result<Vec<SeccompRule>> {
        Ok(vec![rule(vec![condition(
            2,
            SeccompCmpOp::MaskedEq(libc::PROT_EXEC.unsigned_abs().into()),
            0,
        )?])?])
    };
    calls.insert(libc::SYS_mmap, not_executable()?);
    calls.insert(libc::SYS_mprotect, not_executable()?);
    // `abort` sends its signal this way; to nobody else.
    let myself = u64::from(std::process::id());
    calls.insert(libc::SYS_tgkill, vec![rule(vec![condition(0, SeccompCmpOp::Eq, myself)?])?]);
    Ok(calls)
}

fn condition(argument: u8, operator: SeccompCmpOp, value: u64) -> io::Result<SeccompCondition> {
    SeccompCondition::new(argument, SeccompCmpArgLen::Dword, operator, value).map_err(error)
}

fn rule(conditions: Vec<SeccompCondition>) -> io::Result<SeccompRule> {
    SeccompRule::new(conditions).map_err(error)
}
