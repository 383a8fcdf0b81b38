//! Rules about the window's pages: one door to the host, no raw HTML, strict types.

use regex::Regex;

use super::house::{House, Rule, TextFile};
use super::{allows, holds, refuses};

const PAGES: &str = "ui/src/";
/// The only file that speaks to the host.
const THE_DOOR: &str = "ui/src/host/tauri.ts";
/// Its test stands in for the host.
const ITS_TEST: &str = "ui/src/host/tauri.test.ts";

fn sources(house: &House) -> impl Iterator<Item = &TextFile> {
    house
        .files
        .iter()
        .filter(|file| file.path.starts_with(PAGES))
        .filter(|file| file.path.ends_with(".svelte") || file.path.ends_with(".ts"))
}

fn found<'a>(files: impl Iterator<Item = &'a TextFile>, wanted: &str, words: &str) -> Vec<String> {
    let wanted = Regex::new(wanted).expect("the pattern is written correctly");
    files
        .flat_map(|file| {
            wanted
                .find_iter(&file.text)
                .map(|hit| file.finding(hit.start(), words))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// `@tauri-apps/*` and what it stands on appear in one file.
fn one_door(house: &House) -> Vec<String> {
    let wanted = Regex::new(r"@tauri-apps/|__TAURI").expect("the pattern is written correctly");
    sources(house)
        .filter(|file| {
            file.path != THE_DOOR && file.path != ITS_TEST && wanted.is_match(&file.text)
        })
        .map(|file| format!("{}: `@tauri-apps/*` is imported in {THE_DOOR} alone", file.path))
        .collect()
}

fn no_raw_html(house: &House) -> Vec<String> {
    found(
        sources(house),
        r"\{@html\b|\b(inner|outer)HTML\s*=|\binsertAdjacentHTML\b|\bdocument\.write\b|\bnew Function\b|\beval\s*\(",
        "what a family wrote is text and never HTML or script",
    )
}

/// WebKit judges such a selector anew for the whole page whenever a word changes anywhere in it:
/// one of them made every change of the window take 100 ms instead of 20.
fn no_styles_by_content(house: &House) -> Vec<String> {
    let styled = house.files.iter().filter(|file| {
        file.path.starts_with(PAGES)
            && (file.path.ends_with(".svelte") || file.path.ends_with(".css"))
    });
    found(styled, r":has\(", "no `:has()`: a class says what the content is")
}

fn strict_types(house: &House) -> Vec<String> {
    found(
        sources(house).filter(|file| !file.path.starts_with("ui/src/generated/")),
        r":\s*any\b|\bas\s+any\b|<any>|\bany\[\]|@ts-ignore|@ts-nocheck",
        "no `any`, and no check switched off",
    )
}

fn named_exports(house: &House) -> Vec<String> {
    found(
        sources(house).filter(|file| !file.path.ends_with(".d.ts")),
        r"(?m)^\s*export\s+default\b",
        "no default exports: a thing has one name everywhere",
    )
}

#[test]
fn the_host_is_reached_by_one_door() {
    let rule: Rule = one_door;
    holds(rule);
    let import = "import { invoke } from '@tauri-apps/api/core';";
    refuses(rule, "ui/src/views/queue.ts", import);
    refuses(rule, "ui/src/views/Queue.svelte", "window.__TAURI_INTERNALS__.invoke('a')");
    allows(rule, THE_DOOR, import);
}

#[test]
fn the_window_shows_text_and_never_html() {
    let rule: Rule = no_raw_html;
    holds(rule);
    refuses(rule, "ui/src/views/Post.svelte", "<p>{@html post.body}</p>");
    refuses(rule, "ui/src/views/post.ts", "element.innerHTML = body;");
    allows(rule, "ui/src/views/Post.svelte", "<p>{post.body}</p>");
}

#[test]
fn no_style_depends_on_what_is_inside() {
    let rule: Rule = no_styles_by_content;
    holds(rule);
    refuses(rule, "ui/src/views/Post.svelte", "<style>.post:has(img) { color: red; }</style>");
    refuses(rule, "ui/src/styles/ground.css", "p:not(:has(*)) { display: none; }");
    allows(rule, "ui/src/views/Post.svelte", "<style>.post.pictured { color: red; }</style>");
}

#[test]
fn types_are_strict() {
    let rule: Rule = strict_types;
    holds(rule);
    refuses(rule, "ui/src/views/post.ts", "const a: any = 1;");
    refuses(rule, "ui/src/views/post.ts", "// @ts-ignore\nf();");
    allows(rule, "ui/src/views/post.ts", "const many: Company = anyone;");
}

#[test]
fn exports_have_names() {
    let rule: Rule = named_exports;
    holds(rule);
    refuses(rule, "ui/src/views/post.ts", "export default class Post {}");
    allows(rule, "ui/src/views/post.ts", "export class Post {}");
}
