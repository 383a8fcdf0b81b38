//! The contract as it is written: its references, its examples, the wire types that read them, and
//! the judge that finds what does not belong.

use std::collections::BTreeSet;

use domain::{Decision, Escalation, Inmate, Suspension};
use portal::wire::{self, ClaimsRequest, Lift, Settlement};
use serde_json::Value;
use support::contract::{Contract, folder};
use support::recorder::Exchange;

#[test]
fn the_contract_is_openapi_and_every_reference_in_it_leads_somewhere() {
    let contract = Contract::load();
    let document = contract.document();
    assert_eq!(document["openapi"], "3.1.1");
    let mut pending = vec![document];
    let mut seen = 0;
    while let Some(value) = pending.pop() {
        if let Some(reference) = value["$ref"].as_str() {
            let place = reference.strip_prefix('#').unwrap_or_default();
            assert!(document.pointer(place).is_some(), "{reference} leads nowhere");
            seen += 1;
        }
        match value {
            Value::Object(map) => pending.extend(map.values()),
            Value::Array(list) => pending.extend(list),
            _ => {}
        }
    }
    assert!(seen > 100, "only {seen} references were found");
    let mut ids = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for operation in item.as_object().unwrap().values().filter(|one| one.is_object()) {
            let id = operation["operationId"].as_str().unwrap();
            assert!(ids.insert(id), "{id} is there twice");
            assert!(operation["summary"].is_string(), "{path} has no summary");
        }
    }
}

#[test]
fn every_example_fits_its_schema_and_none_is_an_orphan() {
    let contract = Contract::load();
    let examples = contract.examples();
    for example in &examples {
        let faults = contract.faults_of(&example.schema, &example.value);
        assert_eq!(faults, Vec::<String>::new(), "{}", example.file);
    }
    let named: BTreeSet<String> = examples.into_iter().map(|example| example.file).collect();
    let there: BTreeSet<String> = std::fs::read_dir(folder().join("examples"))
        .unwrap()
        .map(|entry| format!("examples/{}", entry.unwrap().file_name().to_string_lossy()))
        .collect();
    assert_eq!(named, there);
}

#[test]
fn the_wire_types_read_every_example_and_write_it_back_unchanged() {
    fn again<T: serde::Serialize + serde::de::DeserializeOwned>(value: &Value) -> Value {
        let typed: T = serde_json::from_value(value.clone()).unwrap();
        serde_json::to_value(&typed).unwrap()
    }
    fn by_schema(schema: &str, value: &Value) -> Value {
        match schema {
            "Meta" => again::<wire::Meta>(value),
            "Me" => again::<wire::Me>(value),
            "Policies" => again::<wire::Policies>(value),
            "Changes" => again::<wire::Changes>(value),
            "Application" => again::<domain::Application>(value),
            "Post" => again::<domain::Post>(value),
            "Family" => again::<domain::Family>(value),
            "Inmate" => again::<Inmate>(value),
            "ClaimsRequest" => again::<ClaimsRequest>(value),
            "ClaimExtension" => again::<wire::ClaimExtension>(value),
            "Claims" => again::<wire::Claims>(value),
            "Claim" => again::<wire::Claim>(value),
            "Decision" => again::<Decision>(value),
            "DecisionReceipt" => again::<wire::DecisionReceipt>(value),
            "DecisionRecord" => again::<domain::DecisionRecord>(value),
            "Escalation" => again::<Escalation>(value),
            "EscalationRecord" => again::<domain::EscalationRecord>(value),
            "Settlement" => again::<Settlement>(value),
            "Suspension" => again::<Suspension>(value),
            "SuspensionRecord" => again::<domain::SuspensionRecord>(value),
            "Lift" => again::<Lift>(value),
            "ActReceipt" => again::<wire::ActReceipt>(value),
            "CaseStats" => again::<wire::CaseStats>(value),
            "ActsAsked" => again::<wire::ActsAsked>(value),
            "MissingActs" => again::<wire::MissingActs>(value),
            "Escrow" => again::<wire::Escrow>(value),
            "AuditHead" => again::<wire::AuditHead>(value),
            "AuditHeads" => again::<wire::AuditHeads>(value),
            "Remainder" => again::<wire::Remainder>(value),
            "Remainders" => again::<wire::Remainders>(value),
            "RejectionStats" => again::<wire::RejectionStats>(value),
            "Problem" => again::<wire::Problem>(value),
            other => panic!("no wire type is known for {other}"),
        }
    }
    for example in Contract::load().examples() {
        assert_eq!(by_schema(&example.schema, &example.value), example.value, "{}", example.file);
        // What the feed carries is of the entities' types, too.
        for change in example.value["changes"].as_array().into_iter().flatten() {
            let schema = match change["kind"].as_str().unwrap() {
                "application" => "Application",
                "post" => "Post",
                "family" => "Family",
                "inmate" => "Inmate",
                "decision" => "DecisionRecord",
                "escalation" => "EscalationRecord",
                _ => "SuspensionRecord",
            };
            if let Some(data) = change.get("data") {
                assert_eq!(by_schema(schema, data), *data, "{}: {schema}", example.file);
            }
        }
    }
}

#[test]
fn every_problem_that_the_desk_acts_on_is_in_the_contract_and_back() {
    let contract = Contract::load();
    let table = contract.document()["info"]["description"].as_str().unwrap();
    let named: BTreeSet<&str> = table
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(slug, _)| slug)
        .collect();
    for slug in &named {
        let problem = wire::Problem {
            problem_type: format!("/problems/{slug}"),
            title: String::new(),
            status: 400,
            detail: None,
            current_revision: None,
            decision: None,
            claim: None,
            suspended_until: None,
            pointer: None,
        };
        let written = serde_json::to_value(problem.kind()).unwrap();
        // 貳.一 is explained by the portal's own words; the desk has nothing special to do.
        let expected = if *slug == "inmate-has-family" { "other" } else { slug };
        assert_eq!(written, expected);
    }
    assert_eq!(named.len(), 11);
}

#[test]
fn the_judge_finds_what_does_not_belong() {
    let contract = Contract::load();
    let faulty = |schema: &str, file: &str, change: &dyn Fn(&mut Value)| {
        let text = std::fs::read_to_string(folder().join("examples").join(file)).unwrap();
        let mut value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(contract.faults_of(schema, &value), Vec::<String>::new(), "{file}");
        change(&mut value);
        assert_ne!(contract.faults_of(schema, &value), Vec::<String>::new(), "{file}: {value}");
    };
    faulty("Decision", "decision-approve.json", &|it| it["note"] = "只給同仁看".into());
    faulty("Decision", "decision-approve.json", &|it| it["case"]["colour"] = "red".into());
    faulty("Decision", "decision-approve.json", &|it| it["base_revision"] = "2".into());
    faulty("Decision", "decision-approve.json", &|it| it["decided_at"] = "yesterday".into());
    faulty("Decision", "decision-approve.json", &|it| it["case"]["id"] = "17".into());
    faulty("Decision", "decision-reject.json", &|it| it["reasons"] = Value::Array(Vec::new()));
    faulty("Changes", "changes.json", &|it| it["changes"][4]["data"]["note"] = "x".into());
    faulty("Changes", "changes.json", &|it| it["changes"][2]["data"] = Value::Null);
    faulty("Changes", "changes.json", &|it| it["changes"][0]["data"]["secret"] = 1.into());
    faulty("Changes", "changes.json", &|it| {
        it["changes"][3].as_object_mut().unwrap().remove("data");
    });
    faulty("Problem", "problem-already-decided.json", &|it| it["status"] = 422.into());
    faulty("Problem", "problem-already-decided.json", &|it| it["decision"]["note"] = "x".into());
    faulty("Application", "application.json", &|it| it["documents"][0]["sha256"] = "AB".into());
}

#[test]
fn the_judge_hears_a_request_that_the_contract_does_not_know() {
    let contract = Contract::load();
    let exchange = |method: &str, path: &str| Exchange {
        method: method.to_owned(),
        path: path.to_owned(),
        query: Default::default(),
        request_headers: Default::default(),
        request_body: Default::default(),
        status: 200,
        response_headers: Default::default(),
        response_body: Default::default(),
    };
    for (method, path) in
        [("GET", "/secrets"), ("PATCH", "/me"), ("GET", "/me/more"), ("GET", "/posts")]
    {
        assert_eq!(contract.faults(&exchange(method, path)).len(), 1, "{method} {path}");
        assert_eq!(contract.operation(&exchange(method, path)), None, "{method} {path}");
    }
    let faults = contract.faults(&exchange("GET", "/posts/17"));
    let text = faults.join("\n");
    for expected in ["parameter id", "no token was sent", "ETag is missing", "answer is None"] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
}
