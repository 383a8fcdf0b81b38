//! The contract as a judge: reads `schema/portal/openapi.yaml` and holds exchanges against it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use crate::recorder::Exchange;

/// Where the contract's files are.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema/portal")
}

/// The contract, read strictly: a field that it does not name is a fault here, though both sides
/// ignore such fields in life.
pub struct Contract {
    document: Value,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

/// One `externalValue` of the contract.
pub struct Example {
    /// Relative to [`folder`].
    pub file: String,
    /// The name of its schema.
    pub schema: String,
    pub value: Value,
}

impl Contract {
    /// # Panics
    /// If the contract is not there or does not read.
    pub fn load() -> Self {
        let text = std::fs::read_to_string(folder().join("openapi.yaml")).expect("the contract");
        let mut document: Value = serde_saphyr::from_str(&text).expect("the contract is YAML");
        lock(&mut document);
        Self { document, validators: Mutex::default() }
    }

    pub fn document(&self) -> &Value {
        &self.document
    }

    /// Every operation, as `GET /me`.
    pub fn operations(&self) -> BTreeSet<String> {
        let mut all = BTreeSet::new();
        for (path, item) in self.paths() {
            for method in ["get", "put", "post", "delete", "patch"] {
                if item.get(method).is_some() {
                    all.insert(format!("{} {path}", method.to_uppercase()));
                }
            }
        }
        all
    }

    /// The operation that an exchange is of.
    pub fn operation(&self, exchange: &Exchange) -> Option<String> {
        let (path, _) = self.route(&exchange.path)?;
        let name = format!("{} {path}", exchange.method);
        self.operations().contains(&name).then_some(name)
    }

    /// What is wrong with one exchange; empty if nothing is.
    pub fn faults(&self, exchange: &Exchange) -> Vec<String> {
        let Some((path, placed)) = self.route(&exchange.path) else {
            return vec![format!("the contract has no path {}", exchange.path)];
        };
        let item = &self.document["paths"][path];
        let operation = &item[exchange.method.to_lowercase()];
        if operation.is_null() {
            return vec![format!("the contract has no {} {path}", exchange.method)];
        }
        let mut faults = Vec::new();
        // What the portal itself refused as unreadable was sent so on purpose.
        if !matches!(exchange.status, 413 | 422) {
            self.check_parameters(item, operation, exchange, &placed, &mut faults);
            self.check_request_body(operation, exchange, &mut faults);
        }
        self.check_response(operation, exchange, &mut faults);
        let call = format!("{} {path} → {}", exchange.method, exchange.status);
        faults.into_iter().map(|fault| format!("{call}: {fault}")).collect()
    }

    /// What keeps a value from being of a named schema.
    pub fn faults_of(&self, schema: &str, value: &Value) -> Vec<String> {
        self.violations(&json!({ "$ref": format!("#/components/schemas/{schema}") }), value)
    }

    /// Every example with its schema, in the order of files.
    ///
    /// # Panics
    /// If an example's file is missing or does not read.
    pub fn examples(&self) -> Vec<Example> {
        let mut found = BTreeMap::new();
        collect_examples(&self.document, &mut found);
        found
            .into_iter()
            .map(|(file, schema)| {
                let text = std::fs::read_to_string(folder().join(&file))
                    .unwrap_or_else(|error| panic!("{file}: {error}"));
                let value =
                    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
                Example { file, schema, value }
            })
            .collect()
    }

    fn paths(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.document["paths"].as_object().into_iter().flatten()
    }

    /// The path of the contract that a real one is of, and what stands at its `{places}`.
    fn route(&self, path: &str) -> Option<(&str, Map<String, Value>)> {
        self.paths().find_map(|(template, _)| {
            let (mut placed, mut parts) = (Map::new(), path.split('/'));
            for wanted in template.split('/') {
                let part = parts.next()?;
                match wanted.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                    Some(name) => {
                        placed.insert(name.to_owned(), part.into());
                    }
                    None if wanted == part => {}
                    None => return None,
                }
            }
            parts.next().is_none().then_some((template.as_str(), placed))
        })
    }

    /// Follows a `$ref` of the document itself.
    fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str().and_then(|place| place.strip_prefix('#')) {
            Some(pointer) => self.document.pointer(pointer).unwrap_or(&Value::Null),
            None => value,
        }
    }

    fn check_parameters(
        &self,
        item: &Value,
        operation: &Value,
        exchange: &Exchange,
        placed: &Map<String, Value>,
        faults: &mut Vec<String>,
    ) {
        let declared: Vec<&Value> = [&item["parameters"], &operation["parameters"]]
            .into_iter()
            .filter_map(Value::as_array)
            .flatten()
            .map(|parameter| self.resolve(parameter))
            .collect();
        for parameter in &declared {
            let name = parameter["name"].as_str().unwrap_or_default();
            let sent = match parameter["in"].as_str() {
                Some("path") => placed.get(name).cloned(),
                Some("query") => exchange.query.get(name).map(|text| json!(text)),
                Some("header") => exchange.request_header(name).map(|text| json!(text)),
                other => {
                    faults.push(format!("parameter {name} is in {other:?}"));
                    continue;
                }
            };
            match sent {
                Some(value) => {
                    let schema = &parameter["schema"];
                    // A number comes as text in a query.
                    let number = value.as_str().and_then(|text| text.parse::<i64>().ok());
                    let value = match (self.resolve(schema)["type"].as_str(), number) {
                        (Some("integer"), Some(number)) => json!(number),
                        _ => value,
                    };
                    for violation in self.violations(schema, &value) {
                        faults.push(format!("parameter {name}: {violation}"));
                    }
                }
                None if parameter["required"] == json!(true) => {
                    faults.push(format!("parameter {name} is missing"));
                }
                None => {}
            }
        }
        for name in exchange.query.keys() {
            let known = declared.iter().any(|one| one["in"] == "query" && one["name"] == **name);
            if !known {
                faults.push(format!("the query's {name} is not in the contract"));
            }
        }
        let open = operation["security"].as_array().is_some_and(Vec::is_empty);
        let bearer = exchange
            .request_header("authorization")
            .is_some_and(|value| value.starts_with("Bearer "));
        if open == bearer && (open || exchange.status != 401) {
            faults.push(if open { "a token was sent" } else { "no token was sent" }.to_owned());
        }
    }

    fn check_request_body(&self, operation: &Value, exchange: &Exchange, faults: &mut Vec<String>) {
        let body = &operation["requestBody"];
        if body.is_null() {
            if !exchange.request_body.is_empty() {
                faults.push("the request has a body".to_owned());
            }
            return;
        }
        self.check_content("request", &body["content"], &exchange.request(), faults);
    }

    fn check_response(&self, operation: &Value, exchange: &Exchange, faults: &mut Vec<String>) {
        let responses = &operation["responses"];
        let response = match &responses[exchange.status.to_string()] {
            Value::Null => &responses["default"],
            named => named,
        };
        let response = self.resolve(response);
        if response.is_null() {
            faults.push("the contract has no such status".to_owned());
            return;
        }
        for (name, header) in response["headers"].as_object().into_iter().flatten() {
            let header = self.resolve(header);
            match exchange.response_header(name) {
                Some(value) => {
                    for violation in self.violations(&header["schema"], &json!(value)) {
                        faults.push(format!("header {name}: {violation}"));
                    }
                }
                None if header["required"] == json!(true) => {
                    faults.push(format!("header {name} is missing"));
                }
                None => {}
            }
        }
        self.check_content("answer", &response["content"], &exchange.response(), faults);
    }

    fn check_content(
        &self,
        side: &str,
        content: &Value,
        (media_type, body): &(Option<String>, &[u8]),
        faults: &mut Vec<String>,
    ) {
        let Some(content) = content.as_object() else {
            if !body.is_empty() {
                faults.push(format!("the {side} has a body"));
            }
            return;
        };
        if content.contains_key("*/*") {
            return;
        }
        let named = media_type.as_ref().and_then(|media_type| content.get(media_type));
        let Some(named) = named else {
            faults.push(format!("the {side} is {media_type:?}"));
            return;
        };
        match serde_json::from_slice::<Value>(body) {
            Ok(value) => {
                for violation in self.violations(&named["schema"], &value) {
                    faults.push(format!("{side}: {violation}"));
                }
            }
            Err(error) => faults.push(format!("the {side} is not JSON: {error}")),
        }
    }

    fn violations(&self, schema: &Value, value: &Value) -> Vec<String> {
        let validator = {
            let mut known = self.validators.lock().unwrap_or_else(PoisonError::into_inner);
            known
                .entry(schema.to_string())
                .or_insert_with(|| Arc::new(self.compile(schema)))
                .clone()
        };
        validator
            .iter_errors(value)
            .map(|error| format!("{} {error}", error.instance_path()))
            .collect()
    }

    fn compile(&self, schema: &Value) -> Validator {
        let mut whole = schema.as_object().cloned().unwrap_or_default();
        if whole.contains_key("$ref") {
            // The outermost schema may be one that others build on, left unlocked by `lock`.
            whole.insert("unevaluatedProperties".to_owned(), json!(false));
        }
        whole.insert("components".to_owned(), self.document["components"].clone());
        jsonschema::draft202012::options()
            .should_validate_formats(true)
            .build(&Value::Object(whole))
            .unwrap_or_else(|error| panic!("a schema of the contract is none: {error}"))
    }
}

/// Forbids, in every named schema that no other builds on, the fields that it does not name.
fn lock(document: &mut Value) {
    let mut bases = BTreeSet::new();
    collect_bases(&document["components"]["schemas"], &mut bases);
    let schemas = document["components"]["schemas"].as_object_mut();
    for (name, schema) in schemas.into_iter().flatten() {
        lock_schema(schema, !bases.contains(name.as_str()));
    }
}

fn collect_bases(value: &Value, bases: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for part in map.get("allOf").and_then(Value::as_array).into_iter().flatten() {
                if let Some((_, name)) = part["$ref"].as_str().and_then(|r| r.rsplit_once('/')) {
                    bases.insert(name.to_owned());
                }
            }
            map.values().for_each(|inner| collect_bases(inner, bases));
        }
        Value::Array(list) => list.iter().for_each(|inner| collect_bases(inner, bases)),
        _ => {}
    }
}

fn lock_schema(schema: &mut Value, this: bool) {
    let Some(map) = schema.as_object_mut() else { return };
    for inner in map.get_mut("properties").and_then(Value::as_object_mut).into_iter().flatten() {
        lock_schema(inner.1, true);
    }
    if let Some(items) = map.get_mut("items") {
        lock_schema(items, true);
    }
    let shaped = map.contains_key("properties") || map.contains_key("allOf");
    if this && shaped && !map.contains_key("additionalProperties") {
        map.insert("unevaluatedProperties".to_owned(), json!(false));
    }
}

fn collect_examples(value: &Value, found: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(map) => {
            if let (Some(schema), Some(examples)) = (
                map.get("schema").and_then(|schema| schema["$ref"].as_str()),
                map.get("examples").and_then(Value::as_object),
            ) {
                let schema = schema.rsplit('/').next().unwrap_or_default();
                for example in examples.values() {
                    if let Some(file) = example["externalValue"].as_str() {
                        found.insert(file.to_owned(), schema.to_owned());
                    }
                }
            }
            map.values().for_each(|inner| collect_examples(inner, found));
        }
        Value::Array(list) => list.iter().for_each(|inner| collect_examples(inner, found)),
        _ => {}
    }
}
