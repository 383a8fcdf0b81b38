//! The house rules, read off the manifests and sources. Every rule is a pure function from files to
//! findings; here they are held against the checkout, and beside each stands an example that it
//! must refuse.

#[path = "tidy/acceptance.rs"]
mod acceptance;
#[path = "tidy/code.rs"]
mod code;
#[path = "tidy/house.rs"]
mod house;
#[path = "tidy/manifests.rs"]
mod manifests;
#[path = "tidy/modules.rs"]
mod modules;
#[path = "tidy/rust_rules.rs"]
mod rust_rules;
#[path = "tidy/text_rules.rs"]
mod text_rules;
#[path = "tidy/ui_rules.rs"]
mod ui_rules;

use house::{House, Rule};

/// Fails with one line per finding: where, and what to do instead.
#[track_caller]
fn holds(rule: Rule) {
    let findings = rule(&House::of_this_checkout());
    assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
}

/// Proves that the rule bites: the file is refused, and the house without it is not.
#[track_caller]
fn refuses(rule: Rule, path: &str, text: &str) {
    let found = rule(&House::with(&[(path, text)]));
    assert!(!found.is_empty(), "{path} was let through:\n{text}");
    let top = path.split('/').next().unwrap_or(path);
    assert!(
        found.iter().all(|finding| finding.starts_with(top)),
        "the finding names another place: {found:?}"
    );
}

/// Proves that the rule bites only where it should.
#[track_caller]
fn allows(rule: Rule, path: &str, text: &str) {
    let found = rule(&House::with(&[(path, text)]));
    assert!(found.is_empty(), "{path} was refused: {found:?}");
}
