//! The list of parts as CycloneDX 1.6: crates, packages of the pages, C within the program, and what the
//! computer brings, for one system.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Found;
use crate::package::acceptance::System;
use crate::package::parts::{DESK, Id, Part};
use crate::package::place;
use crate::step::Outcome;

/// The whole document. The same commit makes the same bytes.
pub fn document(system: System, found: &Found) -> Outcome<String> {
    let of = found.of(system);
    let sums = checksums(&found.lock);
    let mut components: Vec<Value> = Vec::new();
    for part in of.crates.parts.values().filter(|part| part.name != DESK) {
        components.push(crate_component(part, &sums));
    }
    components.extend(found.pages.iter().map(page_component));
    let mut uses = uses(found, system);
    for part in &of.bundled {
        let reference = format!("bundled:{}", part.row.name);
        let user = if part.row.is_platform { own_purl() } else { carrier_purl(part, of) };
        uses.entry(user).or_default().push(reference.clone());
        components.push(bundled_component(part, &reference));
    }
    let dependencies: Vec<Value> = uses
        .into_iter()
        .map(|(reference, mut on)| {
            on.sort();
            on.dedup();
            json!({ "ref": reference, "dependsOn": on })
        })
        .collect();
    let whole = json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": format!("{}T{}Z", found.day, found.hour),
            "lifecycles": [{ "phase": "build" }],
            "tools": { "components": [
                { "type": "application", "name": "cargo xtask package kit", "version": place::VERSION },
            ] },
            "component": {
                "type": "application",
                "bom-ref": own_purl(),
                "name": DESK,
                "version": place::VERSION,
                "description": "雲端聯絡簿審核台",
                "licenses": [{ "expression": "MIT OR Apache-2.0" }],
                "purl": own_purl(),
            },
            "properties": [
                { "name": "notebook-desk:target", "value": system.target() },
                { "name": "notebook-desk:commit", "value": found.commit },
            ],
        },
        "components": components,
        "dependencies": dependencies,
    });
    Ok(format!("{whole:#}\n"))
}

fn own_purl() -> String {
    format!("pkg:generic/{DESK}@{}", place::VERSION)
}

fn purl(id: &Id) -> String {
    let (name, version) = id;
    if name == DESK {
        return own_purl();
    }
    format!("pkg:cargo/{name}@{}", version.replace('+', "%2B"))
}

fn page_purl(part: &Part) -> String {
    format!("pkg:npm/{}@{}", part.name.replace('@', "%40"), part.version)
}

fn carrier_purl(part: &super::Present, of: &super::OfSystem) -> String {
    let carrier = of.crates.parts.values().find(|other| other.name == part.row.carrier);
    // Sources that a build script compiles: they hang on what is linked with them.
    carrier.map_or_else(own_purl, |carrier| purl(&(carrier.name.clone(), carrier.version.clone())))
}

fn crate_component(part: &Part, sums: &BTreeMap<Id, String>) -> Value {
    let id = (part.name.clone(), part.version.clone());
    let mut component = json!({
        "type": "library",
        "bom-ref": purl(&id),
        "name": part.name,
        "version": part.version,
        "scope": "required",
        "licenses": [{ "expression": expression(&part.licence) }],
        "purl": purl(&id),
    });
    if let Some(sum) = sums.get(&id) {
        component["hashes"] = json!([{ "alg": "SHA-256", "content": sum }]);
    }
    if part.is_ours {
        component["properties"] = json!([{ "name": "notebook-desk:own", "value": "true" }]);
    }
    component
}

fn page_component(part: &Part) -> Value {
    json!({
        "type": "library",
        "bom-ref": page_purl(part),
        "name": part.name,
        "version": part.version,
        "scope": "required",
        "licenses": [{ "expression": expression(&part.licence) }],
        "purl": page_purl(part),
    })
}

fn bundled_component(part: &super::Present, reference: &str) -> Value {
    let mut component = json!({
        "type": if part.row.is_platform { "platform" } else { "library" },
        "bom-ref": reference,
        "name": part.row.name,
        "scope": "required",
        "description": part.row.what,
        "licenses": [{ "expression": part.row.licence }],
    });
    if !part.row.is_platform {
        component["version"] = json!(part.version);
    }
    if let Some(purl) = part.row.purl(&part.version) {
        component["purl"] = json!(purl);
    }
    if let Some(cpe) = part.row.cpe(&part.version) {
        component["cpe"] = json!(cpe);
    }
    component
}

/// Old manifests write `MIT/Apache-2.0`.
pub fn expression(licence: &str) -> String {
    licence.split('/').map(str::trim).collect::<Vec<_>>().join(" OR ")
}

fn uses(found: &Found, system: System) -> BTreeMap<String, Vec<String>> {
    let crates = &found.of(system).crates;
    let mut uses: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for id in crates.parts.keys() {
        let on = crates.uses.get(id).into_iter().flatten().map(purl);
        uses.entry(purl(id)).or_default().extend(on);
    }
    for page in &found.pages {
        uses.entry(own_purl()).or_default().push(page_purl(page));
        uses.entry(page_purl(page)).or_default();
    }
    uses
}

/// The digests of the crates as they were downloaded, by the lock file.
fn checksums(lock: &str) -> BTreeMap<Id, String> {
    let mut sums = BTreeMap::new();
    for package in lock.split("[[package]]").skip(1) {
        let value = |key: &str| {
            let line = package.lines().find_map(|line| line.strip_prefix(key))?;
            line.trim().strip_prefix("= \"")?.strip_suffix('"').map(str::to_owned)
        };
        if let (Some(name), Some(version), Some(sum)) =
            (value("name"), value("version"), value("checksum"))
        {
            sums.insert((name, version), sum);
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_come_from_the_lock_file_and_own_crates_have_none() {
        let lock = "version = 4\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\n\n[[package]]\n\
                    name = \"hayro\"\nversion = \"0.9.0\"\nsource = \"registry\"\n\
                    checksum = \"34d3\"\ndependencies = [\n \"name = \",\n]\n";
        let sums = checksums(lock);
        assert_eq!(sums.len(), 1);
        assert_eq!(sums[&("hayro".to_owned(), "0.9.0".to_owned())], "34d3");
    }

    #[test]
    fn addresses_of_packages_are_written_as_their_standard_says() {
        let id = |name: &str, version: &str| (name.to_owned(), version.to_owned());
        assert_eq!(purl(&id("a", "1.0.0+b.2")), "pkg:cargo/a@1.0.0%2Bb.2");
        let part = Part {
            name: "@tauri-apps/api".to_owned(),
            version: "2.12.5".to_owned(),
            licence: "Apache-2.0 / MIT".to_owned(),
            folder: std::path::PathBuf::new(),
            is_ours: false,
        };
        assert_eq!(page_purl(&part), "pkg:npm/%40tauri-apps/api@2.12.5");
        assert_eq!(expression(&part.licence), "Apache-2.0 OR MIT");
    }
}
