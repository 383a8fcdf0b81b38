//! The tables of the acceptance kit name tests; each of them has to be there.

#[path = "../../src-tauri/crates/xtask/src/package/kit/named_tests.rs"]
mod named_tests;

use super::house::{House, Rule};
use super::{allows, holds, refuses};

fn named_tests_exist(house: &House) -> Vec<String> {
    named_tests::missing(
        house
            .within("schema/acceptance/", ".tsv")
            .map(|file| (file.path.as_str(), file.text.as_str())),
        house.files.iter().map(|file| (file.path.as_str(), file.text.as_str())),
    )
}

#[test]
fn every_test_that_the_acceptance_kit_names_exists() {
    let rule: Rule = named_tests_exist;
    holds(rule);
    let table = "# tests: names\nline\ttests\thow\n1-1\ta_test_of_nobody -\tso\n";
    refuses(rule, "schema/acceptance/controls.tsv", table);
    allows(rule, "schema/acceptance/controls.tsv", "line\ttests\n1-1\t-\n");
    allows(rule, "schema/acceptance/other.tsv", "line\thow\n1-1\ta_test_of_nobody\n");
}

#[test]
fn a_test_is_known_by_its_declaration_and_not_by_its_mention() {
    let house = |source: &str| {
        let table = "tests\nit_holds\n";
        let path = if source.contains("=>") { "ui/src/a.test.ts" } else { "tests/a.rs" };
        named_tests_exist(&House::with(&[("schema/acceptance/a.tsv", table), (path, source)]))
    };
    for source in [
        "#[test]\nfn it_holds() {}",
        "    #[tokio::test(start_paused = true)]\n    async fn it_holds() {}",
        "#[test]\n#[ignore = \"long\"]\npub fn it_holds() {}",
        "test('it_holds', () => {})",
        "test.each([1, 2])('it_holds', () => {})",
    ] {
        assert!(house(source).is_empty(), "{source}");
    }
    for source in [
        "fn it_holds() {}",
        "// #[test]\nfn it_holds() {}",
        "#[test]\nfn it_holds_not() {}",
        "press('it_holds', () => {})",
    ] {
        assert_eq!(house(source), ["schema/acceptance/a.tsv:2: no test is called it_holds"]);
    }
}
