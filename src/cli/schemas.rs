//! The JSON Schemas in `schemas/`, made from the types of the documents and held to them.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::analysis::Summary;
use crate::analysis::assume::Assume;
use crate::analysis::compare::Comparison;
use crate::analysis::sweep::Sweep;
use crate::cli::commands::{compare, rule};
use crate::cli::run_record::RunRecord;
use crate::config::account_schema;
use crate::report::json::{document, schema_of};
use crate::report::{checklist, explain, findings, reach};

/// Every schema under the name that its documents carry.
fn all() -> Vec<(&'static str, Value)> {
    vec![
        ("account", account_schema()),
        ("assume", schema_of::<Assume>()),
        ("check", findings::schema()),
        ("checklist", checklist::schema()),
        ("compare", schema_of::<Comparison>()),
        ("comparisons", compare::schema()),
        ("explain", explain::schema()),
        ("reach", schema_of::<reach::Document>()),
        ("rules", rule::schema()),
        ("run", schema_of::<RunRecord>()),
        ("summary", schema_of::<Summary>()),
        ("sweep", schema_of::<Sweep>()),
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
