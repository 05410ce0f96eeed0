//! The folders that `replay --shard` wrote, held to what they say of themselves and to each other.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::analysis::Summary;

use super::error::CliError;
use super::output::hex;
use super::replay_folder::{ACCOUNT, ROW_OUTPUTS, RUN, RoutesFormat, SUMMARY};
use super::run_record::{RUN_SCHEMA, RunRecord, ShardRecord};
use super::signals;

/// What is copied at once.
const CHUNK_BYTES: usize = 1 << 20;

/// The outputs of one shard.
pub(crate) struct ShardFolder {
    path: PathBuf,
    pub(crate) run: RunRecord,
    /// The SHA-256 of its `run.json`.
    pub(crate) run_digest: String,
    pub(crate) shard: ShardRecord,
}

impl ShardFolder {
    /// Opens a folder that must be complete and a shard.
    pub(crate) fn open(path: &Path) -> Result<ShardFolder, CliError> {
        let shown = path.display();
        if !path.is_dir() {
            return Err(CliError::new(format!("{shown} is not a folder")));
        }
        let run_path = path.join(RUN);
        if !run_path.exists() {
            return Err(CliError::new(format!("{shown} is not complete: it has no {RUN}"))
                .hint("its replay has not ended, or failed: run it again"));
        }
        let text =
            fs::read(&run_path).map_err(|error| CliError::file("read", &run_path, &error))?;
        let run = serde_json::from_slice::<RunRecord>(&text).ok();
        let Some(run) = run.filter(|run| run.schema == RUN_SCHEMA) else {
            return Err(CliError::new(format!("{} is no {RUN_SCHEMA}", run_path.display())));
        };
        let Some(shard) = run.shard.clone() else {
            return Err(CliError::new(format!(
                "{shown} is no shard: it was written without --shard"
            )));
        };
        let [routes, _] = RoutesFormat::Parquet.names();
        if run.outputs.contains_key(routes) {
            return Err(CliError::new(format!("{shown} holds {routes}: merge joins CSV alone"))
                .hint(format!("what reads Parquet reads all parts at once, as */{routes}")));
        }
        Ok(ShardFolder {
            path: path.to_owned(),
            run,
            run_digest: hex(&Sha256::digest(&text)),
            shard,
        })
    }

    /// The text of one of its documents.
    fn document(&self, name: &str) -> Result<String, CliError> {
        let path = self.path.join(name);
        let text = fs::read(&path).map_err(|error| CliError::file("read", &path, &error))?;
        self.hold(name, &hex(&Sha256::digest(&text)))?;
        String::from_utf8(text).map_err(|_| self.changed(name))
    }

    /// The configuration as it was resolved.
    pub(crate) fn account(&self) -> Result<String, CliError> {
        self.document(ACCOUNT)
    }

    /// Its summary.
    pub(crate) fn summary(&self) -> Result<Summary, CliError> {
        let text = self.document(SUMMARY)?;
        serde_json::from_str(&text).map_err(|_| {
            let path = self.path.join(SUMMARY);
            CliError::new(format!("{} is no summary of this version", path.display()))
        })
    }

    /// The length of one of [`ROW_OUTPUTS`].
    pub(crate) fn length_bytes(&self, output: usize) -> u64 {
        let path = self.path.join(ROW_OUTPUTS[output].0);
        path.metadata().map_or(0, |metadata| metadata.len())
    }

    /// Hands the rows of one of [`ROW_OUTPUTS`] on, without the header.
    pub(crate) fn rows(
        &self,
        output: usize,
        take: &mut dyn FnMut(&[u8]) -> Result<(), CliError>,
    ) -> Result<(), CliError> {
        let (name, header) = ROW_OUTPUTS[output];
        let path = self.path.join(name);
        let failed = |error: &std::io::Error| CliError::file("read", &path, error);
        let mut file = File::open(&path).map_err(|error| failed(&error))?;
        let (mut digest, mut chunk) = (Sha256::new(), Vec::with_capacity(CHUNK_BYTES));
        let mut is_first = true;
        loop {
            signals::check()?;
            chunk.clear();
            let read = file.by_ref().take(CHUNK_BYTES as u64).read_to_end(&mut chunk);
            if read.map_err(|error| failed(&error))? == 0 {
                return self.hold(name, &hex(&digest.finalize()));
            }
            digest.update(&chunk);
            let header = if is_first { header.len() } else { 0 };
            take(chunk.get(header..).ok_or_else(|| self.changed(name))?)?;
            is_first = false;
        }
    }

    /// The digest of an output must be the one that its run wrote down.
    fn hold(&self, name: &str, digest: &str) -> Result<(), CliError> {
        if self.run.outputs.get(name).is_some_and(|recorded| recorded == digest) {
            Ok(())
        } else {
            Err(self.changed(name))
        }
    }

    fn changed(&self, name: &str) -> CliError {
        let path = self.path.join(name);
        CliError::new(format!(
            "{} is not what its run wrote: its SHA-256 is not the one in {RUN}",
            path.display()
        ))
        .hint("run this shard again")
    }
}

/// Opens all shards of one replay and puts them in order.
pub(crate) fn open_all(paths: &[PathBuf]) -> Result<Vec<ShardFolder>, CliError> {
    let mut shards =
        paths.iter().map(|path| ShardFolder::open(path)).collect::<Result<Vec<_>, _>>()?;
    shards.sort_by_key(|shard| shard.shard.number);
    for pair in shards.windows(2) {
        let [one, two] = pair else { continue };
        of_one_replay(one, two)?;
    }
    let count = shards.first().map_or(0, |first| first.shard.count);
    let is_there = |number: &u64| shards.iter().any(|shard| shard.shard.number == *number);
    let missing: Vec<String> = (1..=count)
        .filter(|number| !is_there(number))
        .take(MISSING_SHOWN + 1)
        .map(|number| format!("{number}/{count}"))
        .collect();
    if let [only] = missing.as_slice() {
        return Err(CliError::new(format!("shard {only} is missing")));
    }
    if !missing.is_empty() {
        let more = if missing.len() > MISSING_SHOWN { " and more" } else { "" };
        let shown = missing[..missing.len().min(MISSING_SHOWN)].join(", ");
        return Err(CliError::new(format!("shards are missing: {shown}{more}")));
    }
    Ok(shards)
}

/// How many missing shards are named.
const MISSING_SHOWN: usize = 10;

/// Two shards must be different parts of the same rows, read and replayed alike.
fn of_one_replay(one: &ShardFolder, two: &ShardFolder) -> Result<(), CliError> {
    let names = (one.path.display(), two.path.display());
    let differ = |what: &str| {
        Err(CliError::new(format!("{} and {} are not of one replay: {what}", names.0, names.1)))
    };
    let (first, second) = (&one.shard, &two.shard);
    if first.count != second.count {
        return differ(&format!("one is of {} shards, the other of {}", first.count, second.count));
    }
    if first.number == second.number {
        let both =
            format!("{} and {} are both shard {}/{}", names.0, names.1, first.number, first.count);
        return Err(CliError::new(both));
    }
    if one.run.version != two.run.version || one.run.timezone_data != two.run.timezone_data {
        return differ("they were written by different versions of reattempt");
    }
    let inputs = (&one.run.inputs, &two.run.inputs);
    if let Some((name, _)) =
        inputs.0.iter().find(|(name, digest)| inputs.1.get(*name) != Some(*digest))
    {
        return differ(&format!("they have read different contents of {name}"));
    }
    if inputs.0 != inputs.1 {
        return differ("they have read different files");
    }
    if one.run.outputs.get(ACCOUNT) != two.run.outputs.get(ACCOUNT) {
        return differ(&format!("their configurations differ, see their {ACCOUNT}"));
    }
    if first.read_by != second.read_by || first.all_rows != second.all_rows {
        return differ("they have read the declines by different flags, see their run.json");
    }
    Ok(())
}
