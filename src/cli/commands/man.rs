//! `reattempt man`: the manual, for `man` and for documentation.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::error::{CliError, Exit};
use crate::cli::examples::{Example, examples};
use crate::cli::manual::{Page, markdown, program, roff};
use crate::cli::output::{ForceArgs, write_file};
use crate::cli::terminal::Terminal;
use crate::config::closest;
use crate::report::text::escaped;

/// The examples of its help.
pub(crate) const EXAMPLES: &[Example] = &[
    (
        "The manual page of a command, for man ./reattempt-replay.1",
        "reattempt man replay > reattempt-replay.1",
    ),
    ("All manual pages, to be installed", "reattempt man --out man1"),
    ("The whole reference as Markdown", "reattempt man --format markdown > cli.md"),
];

/// What `man` takes.
#[derive(Args, Debug)]
#[command(before_long_help = examples(EXAMPLES))]
pub(crate) struct ManArgs {
    /// The command; the program itself without it
    #[arg(conflicts_with = "out")]
    pub(crate) command: Option<String>,
    /// Write the page of the program and of every command into this folder
    #[arg(long, short, value_name = "DIR", help_heading = "Output", conflicts_with = "format")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) force: ForceArgs,
    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "roff", help_heading = "Output")]
    pub(crate) format: Format,
}

/// How the manual is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For `man`
    Roff,
    /// For documentation
    Markdown,
}

/// Runs the command.
pub(crate) fn run(args: &ManArgs, terminal: &Terminal) -> Result<Exit, CliError> {
    let program = program();
    let pages = Page::all(&program);
    if let Some(folder) = &args.out {
        std::fs::create_dir_all(folder).map_err(|error| CliError::file("make", folder, &error))?;
        for page in &pages {
            let path = folder.join(format!("{}.1", page.name()));
            write_file(&path, &roff(page)?, args.force.overwrite())?;
        }
        return Ok(Exit::Done);
    }
    let text = match (args.format, &args.command) {
        (Format::Markdown, _) => markdown(&pages),
        (Format::Roff, None) => of(&pages, "reattempt")?,
        (Format::Roff, Some(name)) => of(&pages, &format!("reattempt-{name}"))?,
    };
    terminal.print(&text)?;
    Ok(Exit::Done)
}

/// The page of a name.
fn of(pages: &[Page<'_>], name: &str) -> Result<String, CliError> {
    let Some(page) = pages.iter().find(|page| page.name() == name) else {
        let shown = |name: &str| escaped(name.trim_start_matches("reattempt-")).into_owned();
        let error = CliError::new(format!("there is no command {}", shown(name)));
        let names: Vec<String> = pages.iter().map(Page::name).collect();
        return Err(match closest(name, names.iter().map(String::as_str)) {
            Some(near) => error.hint(format!("did you mean {}?", shown(near))),
            None => error.hint("`reattempt --help` lists them"),
        });
    };
    Ok(String::from_utf8_lossy(&roff(page)?).into_owned())
}
