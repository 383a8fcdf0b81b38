//! Items of the feed that keep to the contract's types and to nobody's habits: drawn from its schema,
//! with texts, numbers and instants that no portal has sent yet, and now and then of another type.

use std::sync::OnceLock;

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::dice::Dice;
use crate::contract::Contract;

const KINDS: [(&str, &str); 7] = [
    ("application", "Application"),
    ("post", "Post"),
    ("family", "Family"),
    ("inmate", "Inmate"),
    ("decision", "DecisionRecord"),
    ("escalation", "EscalationRecord"),
    ("suspension", "SuspensionRecord"),
];

/// Texts that have stopped programs.
const TEXTS: [&str; 20] = [
    "",
    " ",
    "\u{0}",
    "\u{202e}月三",
    "e\u{301}\u{301}\u{301}",
    "👩‍👩‍👧‍👦",
    "\u{feff}王",
    "弟弟的太太的先生",
    "媽媽的先生的太太的爸爸的配偶的配偶",
    "民國一百一十五年二月三十日",
    "９９９９９９９９９９９９９９９９９９９９",
    "115-13-45",
    "1e400",
    "null",
    "{}",
    "</script>",
    "'; DROP TABLE cases; --",
    "../../etc",
    "𠮷野",
    "之之之之之的的的的的",
];

const INSTANTS: [&str; 9] = [
    "2026-11-24T09:00:00Z",
    "2026-11-24T09:00:00.123456789+14:00",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "+10000-01-01T00:00:00Z",
    "-0044-03-15T12:00:00Z",
    "1970-01-01T00:00:00Z",
    "2016-12-31T23:59:60Z",
    "+262142-12-31T23:59:59Z",
];

const NUMBERS: [i64; 8] = [0, 1, 2, 999, -1, 1 << 31, 1 << 53, i64::MAX];

/// Something that the portal does not have, and that its feed spoke of.
#[derive(Debug, Clone, Copy)]
pub struct Stranger {
    kind: &'static str,
    id: Uuid,
}

impl Stranger {
    /// The item with which the portal takes it back.
    pub fn purged(self) -> String {
        json!({ "kind": self.kind, "id": self.id, "revision": 1000, "op": "purged" }).to_string()
    }
}

/// The contract, to draw from.
pub struct Strange {
    contract: &'static Contract,
}

impl Strange {
    pub fn new() -> Self {
        static CONTRACT: OnceLock<Contract> = OnceLock::new();
        Self { contract: CONTRACT.get_or_init(Contract::load) }
    }

    /// An item of the feed about something that the portal does not have.
    pub fn item(&self, dice: &mut Dice) -> (Stranger, String) {
        let (kind, schema) = KINDS[dice.below(KINDS.len())];
        let stranger = Stranger { kind, id: dice.id(1_795_000_000_000) };
        let id = stranger.id.to_string();
        let named = json!({ "$ref": format!("#/components/schemas/{schema}") });
        let mut data = self.draw(&named, dice, 0);
        if let Some(fields) = data.as_object_mut() {
            fields.insert("id".to_owned(), Value::from(id.clone()));
        }
        let ops = ["upsert", "upsert", "upsert", "decided", "withdrawn", "suspended", "resumed"];
        let mut item = json!({
            "kind": kind,
            "id": id,
            "revision": NUMBERS[dice.below(4)],
            "op": ops[dice.below(ops.len())],
            "data": data,
        });
        if dice.percent(10)
            && let Some(fields) = item.as_object_mut()
        {
            let names: Vec<String> = fields.keys().cloned().collect();
            if let Some(name) = dice.pick(&names) {
                fields.insert(name.clone(), of_any_type(dice));
            }
        }
        (stranger, item.to_string())
    }

    fn draw(&self, schema: &Value, dice: &mut Dice, depth: usize) -> Value {
        if dice.percent(1) {
            return of_any_type(dice);
        }
        let schema = self.resolve(schema);
        for choice in ["oneOf", "anyOf"] {
            if let Some(one) = schema[choice].as_array().and_then(|all| dice.pick(all)) {
                return self.draw(one, dice, depth);
            }
        }
        if let Some(one) = schema["enum"].as_array().and_then(|all| dice.pick(all)) {
            return one.clone();
        }
        if !schema["const"].is_null() {
            return schema["const"].clone();
        }
        let kind = match &schema["type"] {
            Value::Array(kinds) => dice.pick(kinds).cloned().unwrap_or_default(),
            kind => kind.clone(),
        };
        match kind.as_str() {
            Some("object") => self.object(&schema, dice, depth),
            Some("array") if depth < 4 => {
                let count = dice.below(3);
                (0..count).map(|_| self.draw(&schema["items"], dice, depth + 1)).collect()
            }
            Some("array") => json!([]),
            Some("integer") => json!(NUMBERS[dice.below(NUMBERS.len())]),
            Some("number") => json!(1e300),
            Some("boolean") => json!(dice.percent(50)),
            Some("null") => Value::Null,
            Some("string") => string(&schema, dice),
            // Parts of one object.
            _ if schema["allOf"].is_array() || schema["properties"].is_object() => {
                self.object(&schema, dice, depth)
            }
            _ => of_any_type(dice),
        }
    }

    fn object(&self, schema: &Value, dice: &mut Dice, depth: usize) -> Value {
        let mut drawn = Map::new();
        for part in schema["allOf"].as_array().into_iter().flatten() {
            if let Value::Object(fields) = self.draw(part, dice, depth) {
                drawn.extend(fields);
            }
        }
        let required = schema["required"].as_array();
        for (name, field) in schema["properties"].as_object().into_iter().flatten() {
            let must = required.is_some_and(|all| all.iter().any(|one| one == name.as_str()));
            if must || (depth < 5 && dice.percent(60)) {
                drawn.insert(name.clone(), self.draw(field, dice, depth + 1));
            }
        }
        Value::Object(drawn)
    }

    fn resolve(&self, schema: &Value) -> Value {
        let mut schema = schema.clone();
        while let Some(name) = schema["$ref"].as_str() {
            let pointer = name.trim_start_matches('#').to_owned();
            let found = self.contract.document().pointer(&pointer);
            schema = found.cloned().unwrap_or_default();
        }
        schema
    }
}

fn string(schema: &Value, dice: &mut Dice) -> Value {
    let usual = dice.percent(90);
    match schema["format"].as_str() {
        Some("uuid") if usual => json!(dice.id(1_795_000_000_000).to_string()),
        Some("date-time") => json!(INSTANTS[dice.below(if usual { 4 } else { INSTANTS.len() })]),
        Some("date") if usual => json!("2026-11-24"),
        _ if !schema["pattern"].is_null() && usual => json!("0".repeat(64)),
        _ if dice.percent(2) => json!("長".repeat(20_000)),
        _ => json!(TEXTS[dice.below(TEXTS.len())]),
    }
}

fn of_any_type(dice: &mut Dice) -> Value {
    [json!(null), json!(7), json!("七"), json!([]), json!({}), json!(true), json!([[{"a": 1}]])]
        [dice.below(7)]
    .clone()
}
