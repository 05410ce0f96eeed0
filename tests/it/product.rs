//! The product as the tests see it: the `replay` command on files of a folder that goes away.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde::de::DeserializeOwned;

use crate::oracle::Expected;

/// What `reattempt replay` writes for a valid configuration and clean declines. The error holds what it said instead, or the rows it rejected.
pub(crate) fn replay(config: &str, declines: &str, first_of: &[&str]) -> Result<Expected, String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| folder.path().join(name);
    fs::write(path("account.toml"), config).expect("a file is written");
    fs::write(path("declines.csv"), declines).expect("a file is written");

    let mut command = Command::new(env!("CARGO_BIN_EXE_reattempt"));
    command.arg("replay").arg(path("declines.csv")).arg("--config").arg(path("account.toml"));
    command.arg("--out").arg(path("out"));
    if !first_of.is_empty() {
        command.arg("--first-of").arg(first_of.join(","));
    }
    let ran = command.output().expect("the binary starts");
    if !ran.status.success() {
        return Err(format!("{}\n{}", ran.status, String::from_utf8_lossy(&ran.stderr)));
    }
    let rejects = fs::read_to_string(path("out/rejects.csv")).map_err(|error| error.to_string())?;
    if rejects.lines().count() > 1 {
        return Err(format!("clean rows were rejected:\n{rejects}"));
    }
    Ok(Expected {
        routes: rows(&path("out/routes.csv"))?,
        transactions: rows(&path("out/transactions.csv"))?,
    })
}

fn rows<Row: DeserializeOwned>(path: &Path) -> Result<Vec<Row>, String> {
    let mut reader = csv::Reader::from_path(path).map_err(|error| error.to_string())?;
    reader.deserialize().collect::<Result<_, _>>().map_err(|error| error.to_string())
}
