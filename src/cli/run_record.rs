//! `run.json`: what a folder of outputs was made from, by what. Written last, the mark of completeness.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::config::Loaded;
use crate::model::Zone;

use super::output::hex;

/// How a folder of outputs came about. No absolute paths, no clock time.
#[derive(Debug, Serialize)]
pub(crate) struct RunRecord {
    schema: &'static str,
    version: &'static str,
    command: Vec<String>,
    /// SHA-256 of every input file, by name.
    inputs: BTreeMap<String, String>,
    /// SHA-256 of every output, by name.
    outputs: BTreeMap<String, String>,
    timezone_data: &'static str,
}

impl RunRecord {
    /// The record of this process's run.
    pub(crate) fn of(
        config: &Path,
        loaded: &Loaded,
        declines: Option<(String, String)>,
        outputs: Vec<(String, String)>,
    ) -> RunRecord {
        let config_name = config.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let config_digest = hex(&Sha256::digest(loaded.document.source().text.as_bytes()));
        let mut inputs = BTreeMap::from([(config_name, config_digest)]);
        inputs.extend(declines);
        RunRecord {
            schema: "reattempt/run/1",
            version: env!("CARGO_PKG_VERSION"),
            command: command_line(std::env::args_os()),
            inputs,
            outputs: outputs.into_iter().collect(),
            timezone_data: Zone::data_version(),
        }
    }
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
