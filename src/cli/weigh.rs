//! Declines read for the sake of a check.

use std::collections::HashMap;
use std::path::Path;

use crate::analysis::Replayer;
use crate::check::{self, DeclinesWatch, Options};
use crate::config::Loaded;
use crate::engine::Engine;
use crate::ingest::Block;
use crate::model::{Code, Day, Finding, Weight};

use super::declines_file::{Declines, Passes, ReadArgs};
use super::error::CliError;
use super::input_text;
use super::signals;
use super::terminal::Terminal;

/// Findings, each with its weight at the same position.
pub(crate) struct Weighed {
    pub(crate) findings: Vec<Finding>,
    pub(crate) weights: Vec<Weight>,
}

/// Checks a configuration and these declines together.
pub(crate) fn weigh(
    path: &Path,
    read: &ReadArgs,
    loaded: &Loaded,
    today: Option<Day>,
    terminal: &Terminal,
) -> Result<Weighed, CliError> {
    let of_configuration = check::check(loaded, &Options { today, of_declines: None });
    let options = read.options()?;
    let passes = if options.first_of.is_empty() { Passes::One } else { Passes::Several };
    let mut declines = Declines::at(path, passes)?;
    let name = declines.name();
    let (layout, mut blocks) = declines.layout(&loaded.account, &options, None, None)?;
    input_text::notices(&layout, terminal);
    let engine = Engine::new(&loaded.account);
    let mut replayer = Replayer::new(&engine);
    let mut watch = DeclinesWatch::new(loaded, &of_configuration);
    let progress = terminal.progress(declines.length_bytes());
    let mut block = Block::default();
    while blocks.next_block(&mut block).map_err(|error| input_text::input_error(&name, &error))? {
        signals::check()?;
        let counts = replayer
            .block(&layout, &block, &mut watch)
            .map_err(|error| input_text::input_error(&name, &error))?;
        progress.advance(block.bytes().len() as u64, counts);
    }
    terminal.end(&progress);
    let (weights, of_declines) = watch.finish();
    let key =
        |finding: &Finding| (finding.code, finding.place.path.clone(), finding.message.clone());
    let mut known: HashMap<(Code, String, String), Weight> =
        of_configuration.iter().map(key).zip(weights).collect();
    known.extend(of_declines.iter().map(|weighed| (key(&weighed.finding), weighed.weight.clone())));
    let of_declines = Some(of_declines.into_iter().map(|weighed| weighed.finding).collect());
    let findings = check::check(loaded, &Options { today, of_declines });
    let weights = findings
        .iter()
        .map(|finding| known.get(&key(finding)).cloned().unwrap_or_default())
        .collect();
    Ok(Weighed { findings, weights })
}
