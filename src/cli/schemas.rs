//! The JSON Schemas in `schemas/`, made from the types of the documents and held to them.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::analysis::Summary;
use crate::analysis::assume::Assume;
use crate::analysis::compare::Comparison;
use crate::analysis::inspection::Inspection;
use crate::analysis::sweep::Sweep;
use crate::cli::commands::{compare, rule};
use crate::cli::run_record::RunRecord;
use crate::config::account_schema;
use crate::report::compare::AllDocument;
use crate::report::json::{document, schema_of};
use crate::report::{checklist, describe, expect, explain, findings, reach};

/// Every schema under the name that its documents carry.
fn all() -> Vec<(&'static str, Value)> {
    vec![
        ("account", account_schema()),
        ("assume", schema_of::<Assume>()),
        ("check", findings::schema()),
        ("checklist", checklist::schema()),
        ("compare", schema_of::<Comparison>()),
        ("compare-all", schema_of::<AllDocument>()),
        ("comparisons", compare::schema()),
        ("describe", schema_of::<describe::Description>()),
        ("explain", explain::schema()),
        ("inspect", schema_of::<Inspection>()),
        ("reach", schema_of::<reach::Document>()),
        ("rules", rule::schema()),
        ("run", schema_of::<RunRecord>()),
        ("summary", schema_of::<Summary>()),
        ("sweep", schema_of::<Sweep>()),
        ("test", expect::schema()),
    ]
}

/// The schema with what the type does not say: which document it is of.
fn finished(name: &str, mut schema: Value) -> Value {
    let carried = |name: &str| json!({ "const": format!("reattempt/{name}/1"), "description": "Which document this is." });
    schema["title"] = json!(format!("reattempt/{name}/1"));
    if name == "comparisons" {
        schema["$defs"]["Comparison"]["properties"]["schema"] = carried("compare");
    }
    schema["properties"]["schema"] = carried(name);
    schema
}

#[test]
fn the_schemas_are_those_of_the_types() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    for (name, schema) in all() {
        let path = folder.join(format!("{name}.schema.json"));
        let made = document(&finished(name, schema));
        if std::env::var_os("UPDATE_SCHEMAS").is_some() {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&path, &made).unwrap();
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            kept == made,
            "{} has drifted: UPDATE_SCHEMAS=1 cargo test --lib schemas",
            path.display()
        );
    }
}

/// Every document that the sources name.
#[test]
fn every_document_has_a_schema() {
    fn look(folder: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                look(&path, found);
            } else {
                let text = fs::read_to_string(&path).unwrap_or_default();
                let named =
                    text.split("\"reattempt/").skip(1).filter_map(|it| it.split_once("/1\""));
                found.extend(named.map(|(name, _)| name.to_owned()).filter(|name| {
                    name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
                }));
            }
        }
    }
    let mut found = Vec::new();
    look(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    assert!(found.len() >= 10, "{found:?}");
    for name in found {
        assert!(all().iter().any(|(known, _)| *known == name), "{name} has no schema here");
    }
}
