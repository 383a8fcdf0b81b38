//! No circle among the modules of a crate. Folders count as wholes: at every level of a crate's tree
//! the modules beside one another, each with everything below it, know one another in one direction.
//! A module and those below it may know each other: they are one thing in two files.
//!
//! Arrows are read off the paths: `use` with its re-exports, and `crate::`, `super::`, `self::` within
//! the code. A method needs no path: where it is written outside its type's own module, as the use
//! cases of a `Desk` are, a call counts as an arrow if it is made on `self`, on a variable or field
//! that is called like the type (`desk`), or as `Desk::decide`. Not seen are calls on something called
//! otherwise, methods that stand beside their type (whoever calls one has mostly named the type), the
//! methods of traits, and paths that a macro makes.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use regex::Regex;

use super::code::product_code;
use super::holds;
use super::house::{House, TextFile};

/// Names from the crate's root down.
type Path = Vec<String>;

/// Where something is mentioned.
struct Mention<'h> {
    file: &'h TextFile,
    offset: usize,
}

/// Within one folder: who mentions whom, and where.
type Arrows<'h> = BTreeMap<(String, String), Vec<Mention<'h>>>;

/// One `use`, or one arm of it.
struct Import {
    /// As written; a `*` at the end for everything.
    path: Path,
    /// What it is called here.
    name: String,
    offset: usize,
}

struct Module<'h> {
    file: &'h TextFile,
    code: String,
    imports: Vec<Import>,
    /// What is defined here, by name.
    items: BTreeSet<String>,
}

/// The modules of a crate. One that stands in two files (`lib.rs` and `main.rs`) has both.
#[derive(Default)]
struct Crate<'h> {
    modules: BTreeMap<Path, Vec<Module<'h>>>,
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is written correctly")
}

fn crates(house: &House) -> Vec<Crate<'_>> {
    let roots: BTreeSet<&str> = house
        .within("src-tauri/", ".rs")
        .filter_map(|file| {
            let root = file.path.strip_suffix("lib.rs").or(file.path.strip_suffix("main.rs"))?;
            root.ends_with("/src/").then_some(root)
        })
        .collect();
    roots.into_iter().map(|root| Crate::read(house, root)).collect()
}

impl<'h> Crate<'h> {
    fn read(house: &'h House, root: &'h str) -> Self {
        let item = pattern(
            r"\b(?:fn|struct|enum|union|trait|type|const|static)\s+(\w+)|\bmacro_rules!\s*(\w+)",
        );
        let mut read = Self::default();
        for file in house.within(root, ".rs") {
            let code = product_code(house, file);
            let module = Module {
                file,
                imports: imports(&code),
                items: item
                    .captures_iter(&code)
                    .filter_map(|found| found.get(1).or(found.get(2)))
                    .map(|name| name.as_str().to_owned())
                    .collect(),
                code,
            };
            read.modules.entry(path_of(file, root)).or_default().push(module);
        }
        read
    }

    /// The module that a path leads to, written in the module `from`; `None` if it leads out of the
    /// crate.
    fn target(&self, from: &[String], path: &[String], depth: usize) -> Option<Path> {
        let mut rest = path.iter();
        let mut at: Path = match rest.next()?.as_str() {
            "crate" => Vec::new(),
            "self" => from.to_vec(),
            "super" => from[..from.len().checked_sub(1)?].to_vec(),
            name => {
                let child = below(from, name);
                self.modules.contains_key(&child).then_some(child)?
            }
        };
        while let Some(name) = rest.next() {
            if name == "super" {
                at.pop()?;
                continue;
            }
            let child = below(&at, name);
            if self.modules.contains_key(&child) {
                at = child;
                continue;
            }
            let Some(import) = self.import_of(&at, name).filter(|_| depth < 8) else {
                return Some(at);
            };
            let mut path = import.path.clone();
            if path.last().is_some_and(|last| last == "*") {
                path.pop();
                path.push(name.clone());
            }
            path.extend(rest.cloned());
            return self.target(&at, &path, depth + 1);
        }
        Some(at)
    }

    /// The `use` by which something is called so in a module that does not define it.
    fn import_of(&self, module: &[String], name: &str) -> Option<&Import> {
        let parts = self.modules.get(module)?;
        if parts.iter().any(|part| part.items.contains(name)) {
            return None;
        }
        let mut imports = parts.iter().flat_map(|part| &part.imports);
        imports.clone().find(|import| import.name == name).or_else(|| {
            imports.find(|import| {
                let Some((_, path)) = import.path.split_last().filter(|_| import.name == "*")
                else {
                    return false;
                };
                let defines = |part: &Module<'_>| part.items.contains(name);
                self.target(module, path, 8)
                    .and_then(|there| self.modules.get(&there))
                    .is_some_and(|there| there.iter().any(defines))
            })
        })
    }

    /// Every arrow between modules of which neither lies within the other, by the folder in which
    /// they part.
    fn arrows(&self) -> BTreeMap<Path, Arrows<'h>> {
        let mut levels: BTreeMap<Path, Arrows<'h>> = BTreeMap::new();
        let mut add = |from: &Path, to: &Path, file: &'h TextFile, offset: usize| {
            let common = from.iter().zip(to).take_while(|(one, other)| one == other).count();
            if let (Some(one), Some(other)) = (from.get(common), to.get(common)) {
                let arrows = levels.entry(from[..common].to_vec()).or_default();
                let mentions = arrows.entry((one.clone(), other.clone())).or_default();
                mentions.push(Mention { file, offset });
            }
        };
        let inline = pattern(r"\b(?:crate|self|super)(?:\s*::\s*\w+)+");
        let methods = self.methods_apart();
        let call = pattern(r"\b(\w+)\s*(?:\.|::)\s*(\w+)\s*(?:::\s*<[^()]*>\s*)?\(");
        for (from, parts) in &self.modules {
            for part in parts {
                for import in &part.imports {
                    if let Some(to) = self.target(from, &import.path, 0) {
                        add(from, &to, part.file, import.offset);
                    }
                }
                for found in inline.find_iter(&without_imports(&part.code)) {
                    let path: Path =
                        found.as_str().split("::").map(|name| name.trim().to_owned()).collect();
                    if let Some(to) = self.target(from, &path, 0) {
                        add(from, &to, part.file, found.start());
                    }
                }
                let blocks = part.impl_blocks();
                for found in call.captures_iter(&part.code) {
                    let at = found.get(0).map_or(0, |whole| whole.start());
                    let on = match &found[1] {
                        "self" | "Self" => blocks.iter().find(|block| block.body.contains(&at)),
                        _ => None,
                    };
                    let on = on.map_or_else(|| found[1].replace('_', ""), |block| block.of.clone());
                    if let Some(to) = methods.get(&(on.to_lowercase(), found[2].to_owned())) {
                        add(from, to, part.file, at);
                    }
                }
            }
        }
        levels
    }

    /// Methods written outside the module of their type, by the type (in small letters) and their
    /// name.
    fn methods_apart(&self) -> BTreeMap<(String, String), Path> {
        let function = pattern(r"\bfn\s+(\w+)");
        let mut apart = BTreeMap::new();
        for (path, parts) in &self.modules {
            for part in parts {
                for block in part.impl_blocks() {
                    if part.items.contains(&block.of) {
                        continue;
                    }
                    for method in function.captures_iter(&part.code[block.body]) {
                        let of = block.of.to_lowercase();
                        apart.insert((of, method[1].to_owned()), path.clone());
                    }
                }
            }
        }
        apart
    }
}

/// Methods of a type that are no trait's.
struct ImplBlock {
    of: String,
    body: std::ops::Range<usize>,
}

impl Module<'_> {
    fn impl_blocks(&self) -> Vec<ImplBlock> {
        pattern(r"(?m)^impl(?:<[^{]*?>)?\s+(\w+)(?:<[^{]*?>)?\s*\{")
            .captures_iter(&self.code)
            .map(|found| {
                let begin = found.get(0).map_or(0, |whole| whole.end());
                let body = begin..end_of_block(&self.code, begin);
                ImplBlock { of: found[1].to_owned(), body }
            })
            .collect()
    }
}

fn path_of(file: &TextFile, root: &str) -> Path {
    let within = file.path[root.len()..].trim_end_matches(".rs");
    let mut path: Path = within.split('/').map(str::to_owned).collect();
    if path.last().is_some_and(|last| matches!(last.as_str(), "mod" | "lib" | "main")) {
        path.pop();
    }
    path
}

fn below(module: &[String], name: &str) -> Path {
    module.iter().cloned().chain([name.to_owned()]).collect()
}

/// The offset of the brace that ends a block begun here.
fn end_of_block(code: &str, start: usize) -> usize {
    let mut depth = 1_i32;
    for (at, c) in code[start..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return start + at;
        }
    }
    code.len()
}

fn import_statement() -> Regex {
    pattern(r"\buse\s+([^;]+);")
}

fn without_imports(code: &str) -> String {
    import_statement()
        .replace_all(code, |found: &regex::Captures<'_>| " ".repeat(found[0].len()))
        .into_owned()
}

fn imports(code: &str) -> Vec<Import> {
    let mut imports = Vec::new();
    for found in import_statement().captures_iter(code) {
        let offset = found.get(0).map_or(0, |whole| whole.start());
        arms(&found[1], &[], offset, &mut imports);
    }
    imports
}

/// Takes `a::{b, c::d as e}` apart.
fn arms(tree: &str, before: &[String], offset: usize, imports: &mut Vec<Import>) {
    let tree = tree.trim();
    if let Some((head, group)) = tree.split_once('{') {
        let group = group.trim_end().trim_end_matches('}');
        let head = head.split("::").map(|name| name.trim().to_owned());
        let before: Path =
            before.iter().cloned().chain(head.filter(|name| !name.is_empty())).collect();
        let (mut depth, mut start) = (0_i32, 0);
        for (at, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    arms(&group[start..at], &before, offset, imports);
                    start = at + 1;
                }
                _ => {}
            }
        }
        arms(&group[start..], &before, offset, imports);
    } else if !tree.is_empty() {
        let (path, alias) = match tree.split_once(" as ") {
            Some((path, alias)) => (path, Some(alias.trim().to_owned())),
            None => (tree, None),
        };
        let own = path.split("::").map(|name| name.trim().to_owned());
        let mut path: Path =
            before.iter().cloned().chain(own.filter(|name| !name.is_empty())).collect();
        if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
            path.pop();
        }
        let name = alias.or_else(|| path.last().cloned()).unwrap_or_default();
        imports.push(Import { path, name, offset });
    }
}

/// The shortest way from one module back to itself.
fn circle(arrows: &Arrows<'_>) -> Option<Vec<String>> {
    let names: BTreeSet<&String> = arrows.keys().map(|(from, _)| from).collect();
    let mut shortest: Option<Vec<String>> = None;
    for start in names {
        let mut came_from: BTreeMap<&String, &String> = BTreeMap::new();
        let mut waiting = VecDeque::from([start]);
        while let Some(at) = waiting.pop_front() {
            let known = arrows.keys().filter(|(from, _)| from == at).map(|(_, to)| to);
            for to in known {
                if to == start {
                    let mut way = vec![start.clone(), at.clone()];
                    let mut back = at;
                    while back != start {
                        back = came_from[back];
                        way.push(back.clone());
                    }
                    way.reverse();
                    if shortest.as_ref().is_none_or(|best| way.len() < best.len()) {
                        shortest = Some(way);
                    }
                } else if !came_from.contains_key(to) {
                    came_from.insert(to, at);
                    waiting.push_back(to);
                }
            }
        }
    }
    shortest
}

/// Each circle with the arrow to cut: the one with the fewest mentions.
fn modules_know_one_another_one_way(house: &House) -> Vec<String> {
    let mut findings = Vec::new();
    for read in crates(house) {
        for mut arrows in read.arrows().into_values() {
            while let Some(way) = circle(&arrows) {
                let steps = way.iter().zip(&way[1..]);
                let weakest = steps
                    .map(|(from, to)| (from.clone(), to.clone()))
                    .min_by_key(|step| arrows.get(step).map_or(0, Vec::len));
                let Some((step, mentions)) = weakest.and_then(|step| arrows.remove_entry(&step))
                else {
                    break;
                };
                findings.extend(mentions.first().map(|mention| {
                    let words = format!(
                        "a circle of modules, {}: cut `{}` → `{}` ({} mentions)",
                        way.join(" → "),
                        step.0,
                        step.1,
                        mentions.len()
                    );
                    mention.file.finding(mention.offset, &words)
                }));
            }
        }
    }
    findings
}

/// The findings about a crate of these files.
fn of_crate(files: &[(&str, &str)]) -> Vec<String> {
    let paths: Vec<String> =
        files.iter().map(|(path, _)| format!("src-tauri/crates/a/src/{path}")).collect();
    let files: Vec<(&str, &str)> =
        paths.iter().zip(files).map(|(path, (_, text))| (path.as_str(), *text)).collect();
    modules_know_one_another_one_way(&House::with(&files))
}

#[test]
fn the_modules_of_a_crate_know_one_another_one_way() {
    holds(modules_know_one_another_one_way);
}

#[test]
fn a_circle_is_refused_and_its_weakest_arrow_is_named() {
    let found = of_crate(&[
        ("lib.rs", "mod b;\nmod c;\nmod d;"),
        ("b.rs", "use crate::c::{C, other};\nfn f() { crate::c::g() }"),
        ("c.rs", "use super::d;\nfn g() { d::h() }"),
        ("d.rs", "//! A note on crate::b.\n\nfn h() { crate::b::f() }"),
    ]);
    let [one] = found.as_slice() else { panic!("one circle: {found:?}") };
    assert!(one.starts_with("src-tauri/crates/a/src/c.rs:1: "), "{one}");
    assert!(one.contains("b → c → d → b"), "{one}");
}

#[test]
fn modules_below_one_another_may_know_each_other_and_folders_may_not() {
    let down = ("b/c.rs", "use super::B;\nfn f() { super::super::b::g() }");
    let up = ("b/mod.rs", "mod c;\nuse c::f;\nstruct B;\nfn g() {}");
    assert_eq!(of_crate(&[("lib.rs", "mod b;\nuse b::B;"), up, down]), [""; 0]);
    let found = of_crate(&[
        ("lib.rs", "mod b;\nmod d;"),
        ("b/mod.rs", "mod one;\nmod two;"),
        ("b/one.rs", "use crate::d::one::D;"),
        ("b/two.rs", "pub struct B;"),
        ("d/mod.rs", "pub mod one;\nmod two;"),
        ("d/one.rs", "pub struct D;"),
        ("d/two.rs", "use crate::b::two::B;"),
    ]);
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn a_name_that_is_handed_on_counts_where_it_is_defined() {
    let lib = ("lib.rs", "mod b;\nmod c;\npub use c::C;\npub use b::*;");
    let both =
        [lib, ("b.rs", "use crate::C;\npub struct B;"), ("c.rs", "use crate::B;\npub struct C;")];
    assert_eq!(of_crate(&both).len(), 1);
    let one =
        [lib, ("b.rs", "use crate::C;\npub struct B;"), ("c.rs", "use other::B;\npub struct C;")];
    assert_eq!(of_crate(&one), [""; 0]);
}

#[test]
fn a_call_of_a_method_that_is_written_apart_from_its_type_is_an_arrow() {
    let lib = ("lib.rs", "mod desk;\nmod b;\nmod c;");
    let desk = ("desk.rs", "pub struct Desk;\nimpl Desk { pub fn new() -> Self { Desk } }");
    let b = ("b.rs", "use crate::desk::Desk;\nimpl Desk { fn decide(&self) { self.propose() } }");
    let there = ("c.rs", "use crate::desk::Desk;\nimpl Desk { fn propose(&self) {} }");
    let back =
        ("c.rs", "use crate::desk::Desk;\nimpl Desk { fn propose(&self) { self.decide() } }");
    assert_eq!(of_crate(&[lib, desk, b, there]), [""; 0]);
    assert_eq!(of_crate(&[lib, desk, b, back]).len(), 1);
    let other = (
        "c.rs",
        "use crate::desk::Desk;\nimpl Desk { fn propose(&self) { self.portal.decide() } }",
    );
    assert_eq!(of_crate(&[lib, desk, b, other]), [""; 0]);
}
