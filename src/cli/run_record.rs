//! `run.json`: what a folder of outputs was made from, by what. Written last, the mark of completeness.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::config::Loaded;
use crate::model::Zone;

use super::output::hex;

/// The name and version of the record's form.
pub(crate) const RUN_SCHEMA: &str = "reattempt/run/1";

/// How a folder of outputs came about. No absolute paths, no clock time.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct RunRecord {
    pub(crate) schema: String,
    pub(crate) version: String,
    pub(crate) command: Vec<String>,
    /// SHA-256 of every input file, by name.
    pub(crate) inputs: BTreeMap<String, String>,
    /// SHA-256 of every output, by name.
    pub(crate) outputs: BTreeMap<String, String>,
    pub(crate) timezone_data: String,
    /// Which part of the declines this is, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) shard: Option<ShardRecord>,
    /// The `run.json` of every shard that this was merged from, by `I/N`, as SHA-256.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) merged: Vec<MergedRecord>,
}

/// A part of the declines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ShardRecord {
    /// Which, from 1.
    pub(crate) number: u64,
    /// Of how many.
    pub(crate) count: u64,
    /// How many rows come before it.
    pub(crate) rows_before: u64,
    /// How many rows it has.
    pub(crate) rows: u64,
    /// How many rows all shards have.
    pub(crate) all_rows: u64,
    /// The name of the declines.
    pub(crate) declines: String,
    /// The flags by which they were read.
    pub(crate) read_by: Vec<String>,
}

/// A shard that was merged.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct MergedRecord {
    /// `I/N`.
    pub(crate) shard: String,
    /// The SHA-256 of its `run.json`.
    pub(crate) run: String,
}

impl RunRecord {
    /// The record of this process's run.
    pub(crate) fn new(
        inputs: BTreeMap<String, String>,
        outputs: Vec<(String, String)>,
    ) -> RunRecord {
        RunRecord {
            schema: RUN_SCHEMA.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            command: command_line(std::env::args_os()),
            inputs,
            outputs: outputs.into_iter().collect(),
            timezone_data: Zone::data_version().to_owned(),
            shard: None,
            merged: Vec::new(),
        }
    }
}

/// The configuration's file name with the SHA-256 of its text.
pub(crate) fn config_digest(path: &Path, loaded: &Loaded) -> (String, String) {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    (name, hex(&Sha256::digest(loaded.document.source().text.as_bytes())))
}

/// Flags whose values are no paths and stay as they are.
const PLAIN_VALUES: [&str; 8] = [
    "--set",
    "--unset",
    "--column",
    "--date-format",
    "--timezone",
    "--delimiter",
    "--first-of",
    "--shard",
];

/// The command line with every path cut to its file name.
fn command_line(args: impl Iterator<Item = OsString>) -> Vec<String> {
    let mut line: Vec<String> = Vec::new();
    let mut is_plain = false;
    for arg in args {
        let arg = arg.to_string_lossy().into_owned();
        let flag = arg.split_once('=').filter(|_| arg.starts_with("--"));
        let shown = match flag {
            _ if is_plain => arg.clone(),
            Some((flag, _)) if PLAIN_VALUES.contains(&flag) => arg.clone(),
            Some((flag, value)) => format!("{flag}={}", file_name(value)),
            None => file_name(&arg),
        };
        is_plain = flag.is_none() && PLAIN_VALUES.contains(&arg.as_str());
        line.push(shown);
    }
    line
}

fn file_name(path: &str) -> String {
    let name = Path::new(path).file_name().map(|name| name.to_string_lossy().into_owned());
    name.unwrap_or_else(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_cut_to_file_names() {
        let line = [
            "/usr/bin/reattempt",
            "replay",
            "/a/b.csv",
            "--config=/x/y.toml",
            "--set",
            "a.b=c/d",
            "--out",
            "../o",
        ];
        let cut = command_line(line.into_iter().map(OsString::from));
        assert_eq!(
            cut,
            ["reattempt", "replay", "b.csv", "--config=y.toml", "--set", "a.b=c/d", "--out", "o"]
        );
    }
}
