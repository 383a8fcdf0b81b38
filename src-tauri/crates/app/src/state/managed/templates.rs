//! The templates of group policies, which IT sees, say what the desk reads: the same values, of the same
//! kinds, within the same bounds; and every word that they name is there in both languages.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use roxmltree::{Document, Node};
use serde_json::json;

use super::reading::{SETTINGS, Takes};
use super::{Managed, Source, Written};

fn read(file: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../packaging/windows/policy");
    let path = folder.join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn named<'a>(document: &'a Document<'a>, tag: &'a str) -> impl Iterator<Item = Node<'a, 'a>> {
    document.descendants().filter(move |node| node.has_tag_name_of(tag))
}

/// The tags have a namespace, which is the same for all.
trait Tagged {
    fn has_tag_name_of(&self, tag: &str) -> bool;
}

impl Tagged for Node<'_, '_> {
    fn has_tag_name_of(&self, tag: &str) -> bool {
        self.is_element() && self.tag_name().name() == tag
    }
}

fn attribute<'a>(node: Node<'a, 'a>, name: &str) -> &'a str {
    node.attribute(name).unwrap_or_else(|| panic!("{} of {node:?}", name))
}

fn child<'a>(node: Node<'a, 'a>, tag: &str) -> Option<Node<'a, 'a>> {
    node.descendants().find(|node| node.has_tag_name_of(tag))
}

/// What a policy of the template writes into the registry.
fn offered(policy: Node<'_, '_>) -> (String, Takes) {
    assert_eq!(attribute(policy, "class"), "Machine");
    assert_eq!(attribute(policy, "key"), Source::Registry.location());
    if let Some(value) = policy.attribute("valueName") {
        let number = |tag| {
            let decimal = child(policy, tag).and_then(|node| child(node, "decimal"));
            decimal.map(|node| attribute(node, "value"))
        };
        assert_eq!((number("enabledValue"), number("disabledValue")), (Some("1"), Some("0")));
        return (value.to_owned(), Takes::Switch);
    }
    let elements = child(policy, "elements").expect("a switch has a value, the others elements");
    let all: Vec<Node<'_, '_>> = elements.children().filter(Node::is_element).collect();
    let [element] = all[..] else { panic!("one value a policy: {policy:?}") };
    // Otherwise one that was left empty would be written, and could not be read.
    assert_eq!(attribute(element, "required"), "true");
    let takes = match element.tag_name().name() {
        "text" => Takes::Text,
        "decimal" => {
            let bound = |name| attribute(element, name).parse().expect("a number");
            Takes::Number { least: bound("minValue"), most: bound("maxValue") }
        }
        other => panic!("{other} is nothing that the desk reads"),
    };
    (attribute(element, "valueName").to_owned(), takes)
}

#[test]
fn the_template_offers_what_the_desk_reads_and_nothing_else() {
    let text = read("notebook-desk.admx");
    let document = Document::parse(&text).expect("well-formed");
    let offered: BTreeMap<String, Takes> = named(&document, "policy").map(offered).collect();
    let read: BTreeMap<String, Takes> =
        SETTINGS.iter().map(|setting| (setting.value.to_owned(), setting.takes)).collect();
    assert_eq!(offered, read);
    assert_eq!(named(&document, "policy").count(), SETTINGS.len());
}

#[test]
fn the_desk_takes_each_number_that_the_template_lets_through_and_none_beside() {
    for setting in SETTINGS {
        let Takes::Number { least, most } = setting.takes else { continue };
        let readable = |number: u64| {
            let values = [(setting.value.to_owned(), json!(number))].into();
            let policy = Source::Registry.read(&Written::Values(values), |_| None);
            matches!(policy.lock_minutes, Managed::Set(_))
        };
        assert_eq!(setting.value, "LockMinutes", "the one number that is read");
        for number in 0..=u64::from(most) + 2 {
            let within = (u64::from(least)..=u64::from(most)).contains(&number);
            assert_eq!(readable(number), within, "{number}");
        }
    }
}

/// `$(string.Name)` as kind and name.
fn reference(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix("$(")?.strip_suffix(')')?.split_once('.')
}

#[test]
fn every_word_that_the_template_names_is_there_in_both_languages() {
    let text = read("notebook-desk.admx");
    let document = Document::parse(&text).expect("well-formed");
    let mut wanted: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for node in document.descendants().filter(Node::is_element) {
        for attribute in node.attributes() {
            if let Some((kind, name)) = reference(attribute.value()) {
                wanted.entry(kind).or_default().insert(name);
            } else {
                assert!(!attribute.value().starts_with("$("), "{}", attribute.value());
            }
        }
    }
    for policy in named(&document, "policy") {
        let name = attribute(policy, "name");
        for (tag, defined) in [("parentCategory", "category"), ("supportedOn", "definition")] {
            let meant = attribute(child(policy, tag).expect(tag), "ref");
            let is_defined = named(&document, defined).any(|node| attribute(node, "name") == meant);
            assert!(is_defined, "{name}: {meant}");
        }
        let explained = format!("$(string.{name}Explain)");
        assert_eq!(attribute(policy, "explainText"), explained);
    }
    for language in ["zh-TW", "en-US"] {
        let text = read(&format!("{language}/notebook-desk.adml"));
        let words = Document::parse(&text).expect("well-formed");
        for (kind, tag) in [("string", "string"), ("presentation", "presentation")] {
            let there: Vec<&str> = named(&words, tag).map(|node| attribute(node, "id")).collect();
            let unique: BTreeSet<&str> = there.iter().copied().collect();
            assert_eq!(Some(&unique), wanted.get(kind), "{language}: {kind}");
            assert_eq!(unique.len(), there.len(), "{language}: one is there twice");
        }
        for string in named(&words, "string") {
            assert!(string.text().is_some_and(|text| !text.trim().is_empty()), "{language}");
        }
        // Each field of a presentation is one of its policy's elements.
        for policy in named(&document, "policy") {
            let Some(elements) = child(policy, "elements") else { continue };
            let (_, name) = reference(attribute(policy, "presentation")).expect("a presentation");
            let fields: BTreeSet<&str> = named(&words, "presentation")
                .filter(|node| attribute(*node, "id") == name)
                .flat_map(|node| node.descendants())
                .filter_map(|node| node.attribute("refId"))
                .collect();
            let ids = elements.children().filter(Node::is_element);
            let ids: BTreeSet<&str> = ids.map(|node| attribute(node, "id")).collect();
            assert_eq!(fields, ids, "{language}: {name}");
        }
    }
}
