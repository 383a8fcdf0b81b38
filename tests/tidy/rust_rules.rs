//! Rules about the Rust sources: purity, transactions, panics, what may be said in a log.

use regex::Regex;

use super::code::{bare, product_code};
use super::house::{House, Rule, TextFile};
use super::{allows, holds, refuses};

const DOMAIN: &str = "src-tauri/crates/domain/src/";
const APP: &str = "src-tauri/crates/app/src/";
const STORE: &str = "src-tauri/crates/store/";
const PRACTICE: &str = "src-tauri/crates/practice-portal/";
const PRACTICE_STORE: &str = "src-tauri/crates/practice-portal/src/store/";

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is written correctly")
}

/// Every place in the product code of these files where the pattern is found.
fn found<'a>(
    house: &'a House,
    files: impl Iterator<Item = &'a TextFile>,
    wanted: &str,
    words: &str,
) -> Vec<String> {
    let wanted = pattern(wanted);
    let mut findings = Vec::new();
    for file in files {
        let code = product_code(house, file);
        findings.extend(
            wanted
                .find_iter(&code)
                .map(|hit| file.finding(hit.start(), &format!("`{}`: {words}", hit.as_str()))),
        );
    }
    findings
}

/// Sources of the product: all but the tests' crate.
fn product(house: &House) -> impl Iterator<Item = &TextFile> {
    house.within("src-tauri/", ".rs")
}

fn domain_is_pure(house: &House) -> Vec<String> {
    found(
        house,
        house.within(DOMAIN, ".rs"),
        r"\b(Utc|Local)\s*::\s*now\b|\bSystemTime\b|\bInstant\b|\bstd\s*::\s*(fs|net|env|process|io|thread)\b|\brand(_\w+)?\s*::|\bgetrandom\b|\bUuid\s*::\s*(now_v\d|new_v[1467])\b|\btokio\b|\be?println!|\bunsafe\b",
        "domain does no I/O, reads no clock, draws nothing at random: take it as an argument",
    )
}

/// What the desk does can be tried at any time of the day: the clock is handed to it.
fn the_clock_is_handed_in(house: &House) -> Vec<String> {
    found(
        house,
        house.within(APP, ".rs"),
        r"\b(Utc|Local|SystemTime)\s*::\s*now\b",
        "the app asks no clock of its own: `own_now()` of the session or of the desk",
    )
}

fn sql_has_two_homes(house: &House) -> Vec<String> {
    let elsewhere = product(house)
        .filter(|file| !file.path.starts_with(STORE) && !file.path.starts_with(PRACTICE));
    let mut findings = found(
        house,
        elsewhere,
        r"\brusqlite\b",
        "SQL is in `store` alone (and in the practice portal's own store)",
    );
    // The words of SQL stand in texts, which product code does not show: look at the texts then.
    let statement = pattern(
        r#""\s*(SELECT\s[^"]*\sFROM|INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+TABLE|PRAGMA)\b"#,
    );
    for file in product(house) {
        let may = file.path.starts_with(STORE) || file.path.starts_with(PRACTICE);
        if !may {
            findings.extend(
                statement
                    .find_iter(&file.text)
                    .map(|hit| file.finding(hit.start(), "an SQL statement outside `store`")),
            );
        }
    }
    findings
}

/// Files of the desk are written in one place, which is safe against a power cut. Beside it stand
/// the sealed documents, the locks, which hold nothing, and the copies that a damaged file is read
/// from, which are thrown away.
fn files_are_written_in_one_place(house: &House) -> Vec<String> {
    const APART: [&str; 5] = [
        "src-tauri/crates/store/src/files.rs",
        "src-tauri/crates/store/src/vault.rs",
        "src-tauri/crates/store/src/open.rs",
        "src-tauri/crates/store/src/salvage.rs",
        "src-tauri/src/first_window.rs",
    ];
    let of_the_desk = product(house)
        .filter(|file| !file.path.starts_with(PRACTICE) && !file.path.contains("/xtask/"))
        .filter(|file| file.path.contains("/src/") && !APART.contains(&file.path.as_str()));
    let mut findings = found(
        house,
        of_the_desk,
        r"\bfs\s*::\s*(write|rename|copy)\b|\bFile\s*::\s*(create|create_new|options)\b|\bOpenOptions\b",
        "a power cut may leave half of it: use `store::files`",
    );
    findings.extend(found(
        house,
        product(house).filter(|file| APART[2..].contains(&file.path.as_str())),
        r"\bfs\s*::\s*(write|rename)\b|\bFile\s*::\s*create\b|\bOpenOptions\b",
        "a power cut may leave half of it: use `store::files`",
    ));
    findings
}

/// A transaction cannot be open across an `.await`: the stores, which alone begin one, have no
/// `.await`; they lend it to functions that are not asynchronous; and no asynchronous function
/// takes one.
fn no_transaction_across_an_await(house: &House) -> Vec<String> {
    let words = "a transaction is never open across an `.await`";
    let stores = product(house)
        .filter(|file| file.path.starts_with(STORE) || file.path.starts_with(PRACTICE_STORE));
    let mut findings = found(house, stores, r"\.\s*await\b|\basync\b|\bblock_on\b", words);
    let elsewhere = || {
        product(house)
            .filter(|file| !file.path.starts_with(STORE))
            .filter(|file| !file.path.starts_with(PRACTICE_STORE))
    };
    findings.extend(found(
        house,
        elsewhere(),
        r"\bunchecked_transaction\b|\btransaction_with_behavior\b|\.\s*(transaction|savepoint)\s*\(\s*\)",
        "only a store begins a transaction",
    ));
    findings.extend(found(
        house,
        elsewhere(),
        r"\.\s*(read|write)\s*\(\s*(move\s*)?(async\b|\|[^|]*\|\s*(async\b|Box\s*::\s*pin))",
        words,
    ));
    let heads = pattern(r"\basync\s+fn\s+\w+\s*(<[^(]*>)?\s*\(");
    let lent = pattern(r"\bFn(Once|Mut)?\s*\([^)]*\)");
    let held = pattern(r"\b(Transaction|Connection)\b");
    for file in elsewhere() {
        let code = product_code(house, file);
        for head in heads.find_iter(&code) {
            let parameters = &code[head.end()..end_of_call(&code, head.end())];
            if held.is_match(&lent.replace_all(parameters, "")) {
                findings.push(file.finding(head.start(), words));
            }
        }
    }
    findings
}

fn no_unwrap(house: &House) -> Vec<String> {
    found(
        house,
        product(house),
        r"\.\s*unwrap\s*\(\s*\)|\bunwrap_unchecked\b",
        "no unwrap outside tests: return an error, or `expect` with the reason it cannot fail",
    )
}

/// A log line, a panic or a print that asks a `Private`, a token or a key for its words.
fn nothing_private_is_said(house: &House) -> Vec<String> {
    let says = pattern(
        r"\b(?:tracing\s*::\s*)?(trace|debug|info|warn|error|event|span|info_span|debug_span|panic|print|println|eprint|eprintln|unreachable)!\s*\(",
    );
    let private = pattern(
        r"\bas_str\(\)|\binto_string\(\)|\bexpose\w*\(|\breveal\w*\(|\b(family_message|staff_note|access_token|refresh_token|id_token|passphrase|national_id|id_number)\b",
    );
    let mut findings = Vec::new();
    for file in product(house).filter(|file| !file.path.contains("/xtask/")) {
        let code = product_code(house, file);
        for hit in says.find_iter(&code) {
            let arguments = &code[hit.end()..end_of_call(&code, hit.end())];
            if let Some(word) = private.find(arguments) {
                findings.push(file.finding(
                    hit.end() + word.start(),
                    &format!(
                        "`{}` in a log or a panic: what a family wrote and tokens are never said",
                        word.as_str()
                    ),
                ));
            }
        }
    }
    findings
}

/// The offset of the parenthesis that ends a call whose arguments begin here.
fn end_of_call(code: &str, start: usize) -> usize {
    let mut depth = 1_i32;
    for (at, c) in code[start..].char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return start + at;
        }
    }
    code.len()
}

/// A structure whose derived `Debug` would print a token or a key.
fn secrets_do_not_show_themselves(house: &House) -> Vec<String> {
    let structure = pattern(
        r"#\[derive\(([^)]*)\)\]\s*(?:#\[[^\n]*\]\s*)*(?:pub(?:\([^)]*\))?\s+)?struct\s+\w+[^{;]*\{([^}]*)\}",
    );
    let secret = pattern(
        r"\b\w*(token|secret|password|passphrase|verifier)\s*:\s*(Option\s*<\s*)?(String|Box<str>|Vec<u8>|\[u8)",
    );
    let mut findings = Vec::new();
    for file in product(house) {
        let code = product_code(house, file);
        for hit in structure.captures_iter(&code) {
            let fields = hit.get(2).map_or("", |fields| fields.as_str());
            if hit[1].contains("Debug")
                && let (Some(word), Some(whole)) = (secret.find(fields), hit.get(0))
            {
                findings.push(file.finding(
                    whole.start(),
                    &format!(
                        "`{}` under a derived Debug: give it a type that hides itself",
                        word.as_str()
                    ),
                ));
            }
        }
    }
    findings
}

fn first_lines_say_the_reason(house: &House) -> Vec<String> {
    house
        .within("", ".rs")
        .filter(|file| !file.path.ends_with("build.rs"))
        .filter(|file| !file.text.starts_with("//! "))
        // A file that another one takes in by `include!` cannot have inner documentation.
        .filter(|file| !(file.text.starts_with("// ") && is_included(house, &file.path)))
        .map(|file| file.finding(0, "the first line says why the file exists: `//! …`"))
        .collect()
}

fn is_included(house: &House, path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    house
        .within("", ".rs")
        .any(|file| file.text.contains("include!(") && file.text.contains(&format!("{name}\")")))
}

/// Where `unsafe` is, for talking to others' code: to the operating system about the worker's
/// confinement and about dumps of the desk's memory, to Windows about its session's lock, about a console
/// and about a box of the system's own, to SQLCipher about a key, which no statement's text may carry, and
/// to WebView2, whose every call is.
const UNSAFE: [&str; 10] = [
    "src-tauri/crates/documents/",
    "src-tauri/crates/store/src/key.rs",
    "src-tauri/src/console.rs",
    "src-tauri/src/environment.rs",
    "src-tauri/src/event_log.rs",
    "src-tauri/src/memory_dumps.rs",
    "src-tauri/src/system_lock/windows.rs",
    "src-tauri/src/unopened.rs",
    "src-tauri/src/way_out/windows.rs",
    "src-tauri/src/web_view.rs",
];

fn unsafe_has_its_homes(house: &House) -> Vec<String> {
    let elsewhere = house
        .within("", ".rs")
        .filter(|file| !UNSAFE.iter().any(|home| file.path.starts_with(home)));
    elsewhere
        .flat_map(|file| {
            let code = bare(&file.text);
            pattern(r"\bunsafe\s*(\{|fn|impl|extern)")
                .find_iter(&code)
                .map(|hit| file.finding(hit.start(), "unsafe code is where `UNSAFE` says"))
                .collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn domain_reads_no_clock_and_draws_nothing() {
    let rule: Rule = domain_is_pure;
    holds(rule);
    let path = "src-tauri/crates/domain/src/strikes.rs";
    for line in [
        "let now = chrono::Utc::now();",
        "let began = std::time::Instant::now();",
        "use std::time::SystemTime;",
        "let id = Uuid::now_v7();",
        "let id = Uuid::new_v4();",
        "let text = std::fs::read_to_string(path);",
        "let n = rand::random();",
        "println!();",
    ] {
        refuses(rule, path, &format!("//! Strikes.\nfn f() {{ {line} }}"));
    }
    allows(rule, path, "//! Never calls Utc::now().\nfn f(now: DateTime<Utc>) {}");
    allows(rule, path, "#[cfg(test)]\nmod tests { fn f() { Utc::now(); } }");
}

#[test]
fn the_app_asks_the_clock_that_it_was_given() {
    let rule: Rule = the_clock_is_handed_in;
    holds(rule);
    let path = "src-tauri/crates/app/src/deciding/decide.rs";
    refuses(rule, path, "fn f() { let now = chrono::Utc::now(); }");
    refuses(rule, path, "fn f() { let now = SystemTime::now(); }");
    allows(rule, path, "fn f(session: &Session) { session.own_now(); }");
    allows(rule, "src-tauri/crates/sync/src/clock.rs", "fn f() { Utc::now() }");
}

#[test]
fn sql_is_in_the_store_alone() {
    let rule: Rule = sql_has_two_homes;
    holds(rule);
    let path = "src-tauri/crates/app/src/deciding/queue.rs";
    refuses(rule, path, "use rusqlite::Connection;");
    refuses(rule, path, "let sql = \"SELECT id FROM cases\";");
    refuses(rule, path, "let sql = \"DELETE FROM outbox\";");
    allows(rule, path, "let words = \"select one from the list\".len();");
    allows(rule, "src-tauri/crates/store/src/queue.rs", "use rusqlite::Connection;");
}

#[test]
fn the_desks_files_are_written_safely() {
    let rule: Rule = files_are_written_in_one_place;
    holds(rule);
    let path = "src-tauri/crates/app/src/state/preferences.rs";
    refuses(rule, path, "fn f() { std::fs::write(path, b\"x\"); }");
    refuses(rule, path, "fn f() { fs::rename(a, b); }");
    refuses(rule, path, "fn f() { let file = File::create(path); }");
    refuses(rule, "src-tauri/crates/store/src/open.rs", "fn f() { fs::write(mark, key); }");
    allows(rule, path, "fn f() { store::files::write(path, b\"x\"); std::fs::read(path); }");
    allows(rule, path, "#[cfg(test)]\nmod tests { fn f() { std::fs::write(a, b); } }");
    allows(rule, "src-tauri/crates/store/src/open.rs", "fn f() { File::options().open(lock); }");
}

#[test]
fn no_transaction_is_open_across_an_await() {
    let rule: Rule = no_transaction_across_an_await;
    holds(rule);
    let store = "src-tauri/crates/store/src/outbox.rs";
    refuses(rule, store, "async fn record(t: &Transaction<'_>) {}");
    refuses(rule, store, "fn f() { let x = send()\n        .await; }");
    let practice = "src-tauri/crates/practice-portal/src/store/mod.rs";
    refuses(rule, practice, "async fn f() {}");
    let app = "src-tauri/crates/app/src/state/session.rs";
    refuses(rule, app, "async fn hold(&self, tx: &Transaction<'_>) { send().await }");
    refuses(rule, app, "fn f() { store.write(|tx| async move { put(tx) }); }");
    refuses(rule, app, "fn f() { store.write(move |tx| Box::pin(put(tx))); }");
    refuses(rule, app, "fn f(c: &mut Connection) { let tx = c.transaction(); }");
    allows(rule, app, "async fn push() { send().await }");
    allows(
        rule,
        app,
        "async fn write(&self, put: impl FnOnce(&Transaction<'_>) -> R + Send) { g().await }",
    );
    allows(rule, app, "async fn f() { desk.write(move |tx| put(tx)).await }");
}

#[test]
fn nothing_is_unwrapped_outside_tests() {
    let rule: Rule = no_unwrap;
    holds(rule);
    let path = "src-tauri/crates/app/src/state/desk.rs";
    refuses(rule, path, "fn f() { x.unwrap(); }");
    refuses(rule, path, "fn f() { x\n    .unwrap(); }");
    allows(rule, path, "fn f() { x.unwrap_or_default(); }");
    allows(rule, path, "#[test]\nfn f() { x.unwrap(); }");
    allows(rule, "tests/scenarios/main.rs", "fn f() { x.unwrap(); }");
}

#[test]
fn no_log_and_no_panic_says_what_a_family_wrote() {
    let rule: Rule = nothing_private_is_said;
    holds(rule);
    let path = "src-tauri/crates/sync/src/push.rs";
    refuses(rule, path, "fn f() { tracing::warn!(text = post.body.as_str(), \"odd\"); }");
    refuses(rule, path, "fn f() { info!(\"{}\", decision.family_message); }");
    refuses(rule, path, "fn f() { panic!(\"{}\", (title.into_string())); }");
    refuses(rule, path, "fn f() { error!(%refresh_token, \"refused\"); }");
    allows(rule, path, "fn f() { tracing::warn!(case = %id, \"refused\"); body.as_str(); }");
}

#[test]
fn no_derived_debug_prints_a_token() {
    let rule: Rule = secrets_do_not_show_themselves;
    holds(rule);
    let path = "src-tauri/crates/portal/src/session.rs";
    refuses(rule, path, "#[derive(Clone, Debug)]\npub struct Tokens { access_token: String }");
    refuses(
        rule,
        path,
        "#[derive(Debug)]\n#[serde(tag = \"a\")]\nstruct T {\n    pub refresh_token: Option<String>,\n}",
    );
    allows(rule, path, "#[derive(Clone)]\npub struct Tokens { access_token: String }");
    allows(rule, path, "#[derive(Debug)]\npub struct Tokens { access_token: Secret }");
}

#[test]
fn every_source_says_why_it_exists() {
    let rule: Rule = first_lines_say_the_reason;
    holds(rule);
    refuses(rule, "src-tauri/src/main.rs", "fn main() {}");
    refuses(rule, "tests/scenarios/main.rs", "mod a;");
    refuses(rule, "src-tauri/src/names.rs", "// Not taken in by anybody.\n");
    allows(rule, "src-tauri/src/main.rs", "//! Starts the desk.\nfn main() {}");
}

#[test]
fn unsafe_code_is_where_it_speaks_to_others_code() {
    let rule: Rule = unsafe_has_its_homes;
    holds(rule);
    refuses(rule, "src-tauri/src/main.rs", "fn main() { unsafe { f() } }");
    allows(rule, "src-tauri/crates/documents/src/jail.rs", "fn f() { unsafe { g() } }");
    allows(rule, "src-tauri/src/main.rs", "//! Nothing unsafe { here }.\nfn main() {}");
}
