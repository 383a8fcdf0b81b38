//! Power cuts. From the calls of one run every state can be built that POSIX lets a power cut leave:
//! what was written and not synced may be there, missing, there in part, or zeros of the right length;
//! a name that was made, moved or removed may be so or not until its folder is synced; in any
//! combination. The shared-memory file of SQLite's log is left out, since it is made anew.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::inspect::inspect;
use super::scene::Scene;
use super::secrets::new_keyring;
use super::trace::{self, Call, End, Run, unescape};
use super::use_case::{Ack, Place, UseCase};
use crate::simulation::Dice;

/// What the states of one use case showed.
#[derive(Debug, Default)]
pub struct PowerReport {
    pub states: usize,
    pub calls: usize,
    /// What was lost or locked out, with the state in which it was.
    pub wrong: Vec<String>,
}

/// One use case, recorded once.
pub struct PowerCuts<'a> {
    scene: &'a Scene,
    use_case: UseCase,
    before: Disk,
    ops: Vec<Op>,
    /// What the keyring held before; nothing where there was none.
    keyring: Option<Vec<u8>>,
}

type Inode = usize;

/// A step of a run that changes what is on the disk, or makes it last.
#[derive(Debug, Clone)]
enum Op {
    Name {
        path: PathBuf,
        node: Node,
    },
    Move {
        from: PathBuf,
        to: PathBuf,
    },
    Remove {
        path: PathBuf,
    },
    Write {
        file: Inode,
        at: usize,
        bytes: Vec<u8>,
    },
    Cut {
        file: Inode,
        length: usize,
    },
    Sync {
        file: Inode,
    },
    SyncFolder {
        path: PathBuf,
    },
    Acknowledged(Ack),
    /// The keyring holds this from then on: it keeps its own promises.
    Keyring(Vec<u8>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Node {
    Folder,
    File(Inode),
}

/// Names, and the bytes behind them.
#[derive(Debug, Clone, Default)]
struct Disk {
    names: BTreeMap<PathBuf, Node>,
    files: Vec<Vec<u8>>,
}

/// What became of a step that was not made to last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Fate {
    Lost,
    /// The file has grown, and where the bytes belong are zeros.
    Zeros,
    Half,
}

impl<'a> PowerCuts<'a> {
    /// Runs the use case once, with every call told.
    ///
    /// # Panics
    /// If the use case fails without any fault.
    pub fn record(scene: &'a Scene, use_case: UseCase, program: &OsStr) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let place = scene.copy_for(use_case, folder.path());
        let before = Disk::read(&place.folder);
        let keyring = std::fs::read(&place.keyring).ok();
        let Run { end, calls, .. } = trace::record(program, use_case, &place);
        assert_eq!(end, End::Done, "{use_case:?} without a fault");
        let ops = Reading::of(&place, before.clone()).read(&calls);
        Self { scene, use_case, before, ops, keyring }
    }

    /// Opens at most so many of the states, chosen by the dice.
    pub async fn open(&self, most: usize, dice: &mut Dice) -> PowerReport {
        let mut report = PowerReport { calls: self.ops.len(), ..PowerReport::default() };
        for (cut, lost) in self.states(most, dice) {
            report.states += 1;
            let folder = tempfile::tempdir().expect("a folder");
            let place = Place {
                folder: folder.path().join("desk"),
                keyring: folder.path().join("keyring.json"),
                portal: super::use_case::NO_LINE.to_owned(),
            };
            if let Some(keyring) = self.keyring_after(cut) {
                std::fs::write(&place.keyring, keyring).expect("the keyring");
            }
            self.disk_after(cut, &lost).write(&place.folder);
            let mut acks = self.scene.promised(self.use_case);
            acks.extend(self.ops[..=cut].iter().filter_map(|op| match op {
                Op::Acknowledged(ack) => Some(ack.clone()),
                _ => None,
            }));
            self.scene.forget_other_lives();
            for wrong in inspect(self.scene, self.use_case, &place, &acks).await {
                let lost: Vec<String> =
                    lost.iter().map(|(at, fate)| format!("{fate:?} {}", self.tell(*at))).collect();
                report.wrong.push(format!(
                    "{:?}, cut after {cut} ({}), {}: {wrong}",
                    self.use_case,
                    self.tell(cut),
                    lost.join(", ")
                ));
            }
        }
        report
    }

    /// The states, each as where the power went and what of the steps before did not last.
    fn states(&self, most: usize, dice: &mut Dice) -> Vec<(usize, Vec<(usize, Fate)>)> {
        let mut known = HashSet::new();
        let (mut first, mut later) = (Vec::new(), Vec::new());
        for cut in 0..self.ops.len() {
            let loose = self.loose(cut);
            let said = matches!(self.ops[cut], Op::Acknowledged(_));
            let all = || loose.iter().map(|at| (*at, Fate::Lost));
            let mut fates = vec![all().collect(), Vec::new()];
            for one in &loose {
                fates.push(vec![(*one, Fate::Lost)]);
                fates.push(all().filter(|(at, _)| at != one).collect());
                if matches!(self.ops[*one], Op::Write { .. }) {
                    fates.extend([vec![(*one, Fate::Zeros)], vec![(*one, Fate::Half)]]);
                }
            }
            for (at, lost) in fates.into_iter().enumerate() {
                let last = self.ops[..=cut].iter().rposition(|op| op.changes()).unwrap_or(0);
                if known.insert((last, lost.clone())) || said {
                    let chosen = if said && at == 0 { &mut first } else { &mut later };
                    chosen.push((cut, lost));
                }
            }
        }
        while first.len() < most && !later.is_empty() {
            first.push(later.swap_remove(dice.below(later.len())));
        }
        first.truncate(most);
        first
    }

    /// The steps up to there that nothing has made last.
    fn loose(&self, cut: usize) -> Vec<usize> {
        let mut loose = Vec::new();
        for (at, op) in self.ops[..=cut].iter().enumerate() {
            match op {
                Op::Sync { file } => {
                    loose.retain(|at: &usize| self.ops[*at].of_file() != Some(*file))
                }
                Op::SyncFolder { path } => {
                    loose.retain(|at: &usize| !self.ops[*at].is_in_folder(path));
                }
                Op::Acknowledged(_) | Op::Keyring(_) => {}
                _ => loose.push(at),
            }
        }
        loose
    }

    fn keyring_after(&self, cut: usize) -> Option<&[u8]> {
        let changed = self.ops[..=cut].iter().rev().find_map(|op| match op {
            Op::Keyring(bytes) => Some(bytes),
            _ => None,
        });
        changed.or(self.keyring.as_ref()).map(Vec::as_slice)
    }

    fn disk_after(&self, cut: usize, lost: &[(usize, Fate)]) -> Disk {
        let lost: HashMap<usize, Fate> = lost.iter().copied().collect();
        let mut disk = self.before.clone();
        // Where a name moves to is known even if its making was lost.
        let mut whole = self.before.clone();
        for (at, op) in self.ops[..=cut].iter().enumerate() {
            disk.apply(op, lost.get(&at).copied(), &whole);
            whole.apply(op, None, &whole.clone_names());
        }
        disk
    }

    fn tell(&self, at: usize) -> String {
        let name =
            |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let named = |file: Inode| {
            let node = Node::File(file);
            let whole = self.disk_after(at, &[]);
            let found = whole.names.iter().find(|(_, one)| **one == node);
            found.map_or_else(|| "a removed file".to_owned(), |(path, _)| name(path))
        };
        match &self.ops[at] {
            Op::Name { path, .. } => format!("making {}", name(path)),
            Op::Move { from, to } => format!("moving {} to {}", name(from), name(to)),
            Op::Remove { path } => format!("removing {}", name(path)),
            Op::Write { file, at, bytes } => {
                format!("{} bytes at {at} of {}", bytes.len(), named(*file))
            }
            Op::Cut { file, length } => format!("cutting {} to {length}", named(*file)),
            Op::Sync { file } => format!("sync of {}", named(*file)),
            Op::SyncFolder { path } => format!("sync of folder {}", name(path)),
            Op::Acknowledged(ack) => format!("{ack:?}"),
            Op::Keyring(_) => "a change of the keyring".to_owned(),
        }
    }
}

impl Op {
    fn changes(&self) -> bool {
        let lasting =
            matches!(self, Self::Sync { .. } | Self::SyncFolder { .. } | Self::Acknowledged(_));
        !lasting
    }

    /// Whose bytes it changes.
    fn of_file(&self) -> Option<Inode> {
        match self {
            Self::Write { file, .. } | Self::Cut { file, .. } => Some(*file),
            _ => None,
        }
    }

    /// Whether it changes a name in this folder. A move between two folders lasts with the one into
    /// which it goes.
    fn is_in_folder(&self, folder: &Path) -> bool {
        match self {
            Self::Name { path, .. } | Self::Remove { path } | Self::Move { to: path, .. } => {
                path.parent() == Some(folder)
            }
            _ => false,
        }
    }
}

impl Disk {
    fn read(folder: &Path) -> Self {
        let mut disk = Self::default();
        disk.read_below(folder, folder);
        disk
    }

    fn read_below(&mut self, root: &Path, folder: &Path) {
        for entry in std::fs::read_dir(folder).expect("readable") {
            let path = entry.expect("readable").path();
            let name = path.strip_prefix(root).expect("below").to_owned();
            if path.is_dir() {
                self.names.insert(name, Node::Folder);
                self.read_below(root, &path);
            } else if !is_shared_memory(&path) {
                self.names.insert(name, Node::File(self.files.len()));
                self.files.push(std::fs::read(&path).expect("readable"));
            }
        }
    }

    fn write(&self, root: &Path) {
        std::fs::create_dir_all(root).expect("a folder");
        for (name, node) in &self.names {
            let path = root.join(name);
            match node {
                Node::Folder => std::fs::create_dir_all(&path).expect("a folder"),
                Node::File(file) => {
                    // A folder whose name was lost took with it what was in it.
                    if path.parent().is_some_and(Path::exists) {
                        std::fs::write(&path, self.bytes(*file)).expect("written");
                    }
                }
            }
        }
    }

    fn bytes(&self, file: Inode) -> &[u8] {
        self.files.get(file).map_or(&[], Vec::as_slice)
    }

    fn clone_names(&self) -> Self {
        Self { names: self.names.clone(), files: Vec::new() }
    }

    fn file(&mut self, file: Inode) -> &mut Vec<u8> {
        if self.files.len() <= file {
            self.files.resize_with(file + 1, Vec::new);
        }
        &mut self.files[file]
    }

    fn apply(&mut self, op: &Op, fate: Option<Fate>, whole: &Self) {
        match (op, fate) {
            (Op::Name { path, node }, None) => drop(self.names.insert(path.clone(), *node)),
            (Op::Remove { path }, None) => drop(self.names.remove(path)),
            (Op::Move { from, to }, None) => {
                let moved: Vec<(PathBuf, Node)> = whole
                    .names
                    .iter()
                    .filter(|(path, _)| path.starts_with(from))
                    .map(|(path, node)| (path.clone(), *node))
                    .collect();
                for (path, node) in moved {
                    let rest = path.strip_prefix(from).expect("below");
                    let new = if rest.as_os_str().is_empty() { to.clone() } else { to.join(rest) };
                    self.names.remove(&path);
                    self.names.insert(new, node);
                }
            }
            (Op::Write { file, at, bytes }, fate) => {
                let kept = match fate {
                    None => bytes.clone(),
                    Some(Fate::Lost) => return,
                    Some(Fate::Zeros) => vec![0; bytes.len()],
                    Some(Fate::Half) => bytes[..bytes.len() / 2].to_vec(),
                };
                let content = self.file(*file);
                if content.len() < at + kept.len() {
                    content.resize(at + kept.len(), 0);
                }
                content[*at..at + kept.len()].copy_from_slice(&kept);
            }
            (Op::Cut { file, length }, None) => self.file(*file).resize(*length, 0),
            _ => {}
        }
    }
}

fn is_shared_memory(path: &Path) -> bool {
    path.to_string_lossy().ends_with("-shm")
}

/// The calls of one run, read into steps.
struct Reading {
    root: PathBuf,
    keyring: PathBuf,
    /// What was written to take the keyring's place.
    new_keyring: Vec<u8>,
    now: Disk,
    next: Inode,
    open: HashMap<u32, Open>,
    ops: Vec<Op>,
}

#[derive(Debug, Clone)]
struct Open {
    path: PathBuf,
    node: Node,
    at: usize,
    appends: bool,
}

impl Reading {
    fn of(place: &Place, now: Disk) -> Self {
        Self {
            root: place.folder.clone(),
            keyring: place.keyring.clone(),
            new_keyring: Vec::new(),
            next: now.files.len(),
            now,
            open: HashMap::new(),
            ops: Vec::new(),
        }
    }

    fn read(mut self, calls: &[Call]) -> Vec<Op> {
        for call in calls {
            if !call.has_failed() {
                self.take(call);
            }
        }
        self.ops
    }

    fn step(&mut self, op: Op) {
        let whole = self.now.clone_names();
        self.now.apply(&op, None, &whole);
        self.ops.push(op);
    }

    /// The path within the desk's folder, if it is one that is told of.
    fn within(&self, path: &Path) -> Option<PathBuf> {
        let name = path.strip_prefix(&self.root).ok()?;
        (!is_shared_memory(name)).then(|| name.to_owned())
    }

    fn take(&mut self, call: &Call) {
        let arguments = split(&call.arguments);
        let text = |at: usize| arguments.get(at).map(|text| quoted(text)).unwrap_or_default();
        let number = |at: usize| arguments.get(at).and_then(|text| text.parse::<usize>().ok());
        let path = |at: usize| PathBuf::from(String::from_utf8_lossy(&text(at)).into_owned());
        let answer = call.answer.split(['<', ' ']).next().unwrap_or_default();
        let answered = answer.parse::<usize>().unwrap_or(0);
        match call.name.as_str() {
            "openat" => self.opened(&path(1), &call.arguments, answered as u32),
            "open" | "creat" => self.opened(&path(0), &call.arguments, answered as u32),
            "close" => {
                if self.fd(&arguments, 0).is_some() {
                    self.open.remove(&descriptor(arguments[0]));
                }
            }
            "lseek" => {
                if let Some(open) = self.fd(&arguments, 0) {
                    open.at = answered;
                }
            }
            "write" if descriptor(arguments[0]) == 1 => {
                let said = String::from_utf8_lossy(&text(1)).into_owned();
                if let Some(json) = said.trim_end().strip_prefix("ACK ") {
                    let ack = serde_json::from_str(json).expect("an acknowledgement");
                    self.ops.push(Op::Acknowledged(ack));
                }
            }
            "write" if told(arguments[0]) == new_keyring(&self.keyring) => {
                self.new_keyring = text(1);
                assert_eq!(self.new_keyring.len(), answered, "the keyring in one write");
            }
            "write" => self.written(&arguments, None, text(1), answered),
            "pwrite64" => self.written(&arguments, number(3), text(1), answered),
            "writev" => {
                let bytes = arguments[1].split('"').skip(1).step_by(2).flat_map(unescape).collect();
                self.written(&arguments, None, bytes, answered);
            }
            "copy_file_range" => self.copied(&arguments, [0, 2], [1, 3], answered),
            "sendfile" => self.copied(&arguments, [1, 0], [2, usize::MAX], answered),
            "ftruncate" => {
                if let Some(Open { node: Node::File(file), .. }) = self.fd(&arguments, 0) {
                    let (file, length) = (*file, number(1).expect("a length"));
                    self.step(Op::Cut { file, length });
                }
            }
            "fsync" | "fdatasync" => match self.fd(&arguments, 0).cloned() {
                Some(Open { node: Node::File(file), .. }) => self.step(Op::Sync { file }),
                Some(Open { path, .. }) => self.step(Op::SyncFolder { path }),
                None => {}
            },
            "rename" if path(1) == self.keyring => {
                self.ops.push(Op::Keyring(std::mem::take(&mut self.new_keyring)));
            }
            "rename" => self.moved(&path(0), &path(1)),
            "renameat" | "renameat2" => self.moved(&path(1), &path(3)),
            "unlink" | "rmdir" => self.removed(&path(0)),
            "unlinkat" => self.removed(&path(1)),
            "mkdir" => self.folder(&path(0)),
            "mkdirat" => self.folder(&path(1)),
            other => {
                let about = call.paths();
                let ours = about.iter().any(|path| self.within(path).is_some());
                assert!(!ours, "{other} changes a file, and it is not known how");
            }
        }
    }

    /// The open file of an argument like `7<…>`, if it is still the one that it says.
    fn fd(&mut self, arguments: &[&str], at: usize) -> Option<&mut Open> {
        let argument = arguments.get(at)?;
        let told = told(argument);
        let named = self.within(&told).is_some() || told.to_string_lossy().contains("(deleted)");
        self.open.get_mut(&descriptor(argument)).filter(|_| named)
    }

    fn opened(&mut self, path: &Path, flags: &str, fd: u32) {
        self.open.remove(&fd);
        let Some(name) = self.within(path) else { return };
        let known = self.now.names.get(&name).copied();
        let node = match known {
            Some(node) => node,
            None if name.as_os_str().is_empty() => Node::Folder,
            None => {
                let node = Node::File(self.next);
                self.next += 1;
                self.step(Op::Name { path: name.clone(), node });
                node
            }
        };
        if let Node::File(file) = node
            && flags.contains("O_TRUNC")
            && !self.now.bytes(file).is_empty()
        {
            self.step(Op::Cut { file, length: 0 });
        }
        let appends = flags.contains("O_APPEND");
        self.open.insert(fd, Open { path: name, node, at: 0, appends });
    }

    fn written(&mut self, arguments: &[&str], at: Option<usize>, bytes: Vec<u8>, count: usize) {
        let Some(open) = self.fd(arguments, 0).cloned() else { return };
        let Node::File(file) = open.node else { return };
        assert!(bytes.len() >= count, "strace has not told all that was written");
        let end = self.now.bytes(file).len();
        let start = at.unwrap_or(if open.appends { end } else { open.at });
        if at.is_none()
            && let Some(open) = self.fd(arguments, 0)
        {
            open.at = start + count;
        }
        self.step(Op::Write { file, at: start, bytes: bytes[..count].to_vec() });
    }

    fn copied(&mut self, arguments: &[&str], fds: [usize; 2], offsets: [usize; 2], count: usize) {
        let told = |at: usize| arguments.get(at).is_some_and(|text| *text != "NULL");
        let Some(from) = self.fd(arguments, fds[0]).cloned() else { return };
        let Some(to) = self.fd(arguments, fds[1]).cloned() else { return };
        assert!(!offsets.into_iter().any(told), "a copy from an offset");
        let (Node::File(source), Node::File(file)) = (from.node, to.node) else { return };
        let bytes = self.now.bytes(source)[from.at..from.at + count].to_vec();
        for at in fds {
            if let Some(open) = self.fd(arguments, at) {
                open.at += count;
            }
        }
        if count > 0 {
            self.step(Op::Write { file, at: to.at, bytes });
        }
    }

    fn moved(&mut self, from: &Path, to: &Path) {
        if let (Some(from), Some(to)) = (self.within(from), self.within(to)) {
            self.step(Op::Move { from, to });
        }
    }

    fn removed(&mut self, path: &Path) {
        if let Some(path) = self.within(path) {
            self.step(Op::Remove { path });
        }
    }

    fn folder(&mut self, path: &Path) {
        if let Some(path) = self.within(path) {
            self.step(Op::Name { path, node: Node::Folder });
        }
    }
}

/// The arguments of a call; those that hold commas stand in quotes or brackets.
fn split(arguments: &str) -> Vec<&str> {
    let (mut found, mut from, mut depth, mut quoted) = (Vec::new(), 0, 0_i32, false);
    for (at, character) in arguments.char_indices() {
        match character {
            '"' => quoted = !quoted,
            '[' | '{' if !quoted => depth += 1,
            ']' | '}' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                found.push(arguments[from..at].trim());
                from = at + 1;
            }
            _ => {}
        }
    }
    found.push(arguments[from..].trim());
    found
}

fn quoted(argument: &str) -> Vec<u8> {
    let inside = argument.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    unescape(inside.unwrap_or_default())
}

/// The path of an argument like `7<…>`; empty where it tells none.
fn told(argument: &str) -> PathBuf {
    let told = argument.split_once('<').map_or("", |(_, told)| told.trim_end_matches('>'));
    String::from_utf8_lossy(&unescape(told)).into_owned().into()
}

fn descriptor(argument: &str) -> u32 {
    argument.split('<').next().and_then(|number| number.parse().ok()).unwrap_or(u32::MAX)
}
