//! `reattempt init`: a configuration to start from.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::analysis::{Sighting, Sightings};
use crate::cli::config_file::DEFAULT_CONFIG;
use crate::cli::declines_file::{Declines, Passes, ReadArgs};
use crate::cli::error::{CliError, Exit};
use crate::cli::examples::{Example, examples};
use crate::cli::output::{ForceArgs, write_file};
use crate::cli::terminal::Terminal;
use crate::cli::{input_text, signals};
use crate::config::{DeclinesFormat, Format, load};
use crate::ingest::{Block, ReadOptions, Record, Scratch};
use crate::model::Source;
use crate::report::starter::Starter;

/// The examples of its help.
pub(crate) const EXAMPLES: &[Example] = &[
    ("A configuration to fill in", "reattempt init"),
    (
        "One that lists the merchants, brands and currencies of a file of declines already",
        "reattempt init northwind.toml --declines declines.csv",
    ),
];

/// What `init` takes.
#[derive(Args, Debug)]
#[command(before_long_help = examples(EXAMPLES))]
pub(crate) struct InitArgs {
    /// The configuration to write
    #[arg(value_name = "FILE", default_value = DEFAULT_CONFIG)]
    pub(crate) file: PathBuf,
    /// List the merchants, brands and currencies of these declines
    #[arg(long, value_name = "CSV", help_heading = "Reading declines")]
    pub(crate) declines: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
    #[command(flatten)]
    pub(crate) force: ForceArgs,
}

/// Runs the command.
pub(crate) fn run(args: &InitArgs, terminal: &Terminal) -> Result<Exit, CliError> {
    let options = args.read.options()?;
    let merchants = match &args.declines {
        Some(path) => sightings(path, &options, terminal)?,
        None => Vec::new(),
    };
    let declines = DeclinesFormat {
        columns: options.columns,
        date_format: options.date_format,
        timezone: options.timezone,
        delimiter: options.delimiter,
    };
    let text = Starter { merchants: &merchants, declines: &declines }.text();
    write_file(&args.file, text.as_bytes(), args.force.overwrite())?;
    let file = args.file.display();
    terminal.notice(&format!("wrote {file}; put in what is yours, then `reattempt check {file}`"));
    Ok(Exit::Done)
}

/// The merchants that the declines show.
fn sightings(
    path: &Path,
    options: &ReadOptions,
    terminal: &Terminal,
) -> Result<Vec<Sighting>, CliError> {
    let nothing = Source { name: String::new(), text: String::new() };
    let account = load(nothing, Format::Toml, &[]).account;
    let mut declines = Declines::at(path, Passes::One)?;
    let name = declines.name();
    let progress = terminal.progress(declines.length_bytes());
    let options = ReadOptions { first_of: Vec::new(), ..options.clone() };
    let (layout, mut blocks) = declines.layout(&account, &options, None, None)?;
    let failed = |error| input_text::input_error(&name, &error);
    let (mut seen, mut rejected) = (Sightings::default(), 0_u64);
    let (mut block, mut scratch) = (Block::default(), Scratch::default());
    while blocks.next_block(&mut block).map_err(failed)? {
        signals::check()?;
        let read = layout.read(&block, &mut scratch, &mut |record| match record {
            Record::Decline(decline) => seen.add(&decline),
            Record::Reject(_) => rejected += 1,
            Record::NotADecline { .. } => {}
        });
        progress.advance(block.bytes().len() as u64, read.map_err(failed)?);
    }
    terminal.end(&progress);
    let merchants = seen.into_merchants();
    let plural = if rejected == 1 { "row" } else { "rows" };
    let unread = format!("{rejected} {plural} cannot be read; see `reattempt inspect {name}`");
    if merchants.is_empty() {
        let error = CliError::new(format!("{name}: there is no decline to learn from"));
        return Err(if rejected > 0 { error.hint(unread) } else { error });
    }
    if rejected > 0 {
        terminal.notice(&unread);
    }
    Ok(merchants)
}
