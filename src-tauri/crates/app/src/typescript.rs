//! The window's half of the language: `ui/src/generated/views.ts`, made from the commands' types and
//! everything that these are made of.

use std::any::TypeId;
use std::collections::{BTreeMap, HashSet};

use ts_rs::{Config, TS, TypeVisitor};

use crate::commands::{self, Visitor};
use crate::error::ApiError;
use crate::views::boot::DeskChangedView;
use crate::views::calling::CallTo;

/// The whole generated file.
fn views_ts() -> String {
    let mut file = File::default();
    // What the window hears without having asked.
    file.declare::<DeskChangedView>();
    file.declare::<CallTo>();
    file.declare::<ApiError>();
    commands::each(&mut file);
    format!(
        "// Made from the views in src-tauri/crates/app by its test; do not edit.\n\n{}\
         /** Every command of the desk: what it takes and what it answers. */\n\
         export type Commands = {{\n{}}};\n",
        file.types.into_values().collect::<String>(),
        file.commands
    )
}

#[derive(Default)]
struct File {
    config: Config,
    declared: HashSet<TypeId>,
    /// By name: the order in which types are come upon changes from one compilation to the next.
    types: BTreeMap<String, String>,
    commands: String,
}

impl File {
    /// A type, if it is one of ours, and those that it is made of.
    fn declare<T: TS + 'static + ?Sized>(&mut self) {
        self.visit::<T>();
        T::visit_generics(self);
    }
}

impl TypeVisitor for File {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if !self.declared.insert(TypeId::of::<T>()) {
            return;
        }
        // Types of other crates are written out where they stand.
        if T::output_path().is_some() {
            let docs = T::docs().unwrap_or_default();
            let text = format!("{docs}export {}\n\n", T::decl(&self.config));
            self.types.insert(T::name(&self.config), text);
        }
        T::visit_dependencies(self);
    }
}

impl Visitor for File {
    fn command<Request: TS + 'static, Answer: TS + 'static>(&mut self, name: &'static str) {
        self.declare::<Request>();
        self.declare::<Answer>();
        let (request, answer) = (Request::name(&self.config), Answer::name(&self.config));
        self.commands.push_str(&format!("  {name}: {{ request: {request}; answer: {answer} }};\n"));
    }
}

/// With `UPDATE=1` in the environment it writes the file instead.
#[test]
fn the_generated_typescript_is_fresh() {
    let path =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../ui/src/generated/views.ts");
    let fresh = views_ts();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().expect("has a parent")).expect("folder");
        std::fs::write(&path, &fresh).expect("written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == fresh, "stale: run `UPDATE=1 cargo xtask test fresh`");
}
