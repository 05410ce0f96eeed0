//! The streams a person sees: what they can show, and how errors look on them.

use std::io::{self, IsTerminal as _, Write as _};
use std::ops::Range;

use clap::{Args, ValueEnum};

use crate::config::Loaded;
use crate::model::{Finding, Source};
use crate::report::findings::{Findings, text};
use crate::report::{Drawing, Look, Palette};

use super::error::{CliError, Exit};
use super::progress::Progress;

/// Columns where nobody says how wide the terminal is.
const USUAL_COLUMNS: usize = 100;

/// Flags of every command.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Output")]
pub(crate) struct GlobalArgs {
    /// When to show progress on standard error: auto (at a terminal), always or never
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    #[arg(global = true, hide_possible_values = true, display_order = 900)]
    pub(crate) progress: When,
    /// When to use colours: auto (at a terminal that wants them), always or never
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    #[arg(global = true, hide_possible_values = true, display_order = 901)]
    pub(crate) color: When,
    /// Draw with ASCII characters alone
    #[arg(long, global = true, display_order = 902)]
    pub(crate) ascii: bool,
    /// Say nothing but results and errors
    #[arg(long, short, global = true, display_order = 903)]
    pub(crate) quiet: bool,
    /// Say what was detected, and how long it took
    #[arg(long, short, global = true, conflicts_with = "quiet", display_order = 904)]
    pub(crate) verbose: bool,
}

/// When to do something that suits a person at a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// If the stream is a terminal
    Auto,
    /// In any case
    Always,
    /// In no case
    Never,
}

/// How much to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Talk {
    /// Results and errors.
    Quiet,
    /// Notices too.
    Usual,
    /// And details.
    Verbose,
}

/// The two standard streams that are written to.
pub(crate) struct Terminal {
    /// How results look.
    pub(crate) out: Look,
    /// How everything else looks.
    pub(crate) err: Look,
    /// How much to say.
    talk: Talk,
    /// Whether progress shows.
    shows_progress: bool,
}

impl Terminal {
    /// What flags, environment and streams say.
    pub(crate) fn of(args: &GlobalArgs) -> Terminal {
        let drawing = if args.ascii { Drawing::Ascii } else { Drawing::Unicode };
        let look = |is_terminal| {
            let palette =
                if colours(args.color, is_terminal) { Palette::COLOURED } else { Palette::PLAIN };
            Look::new(palette, drawing, columns())
        };
        let is_watched = io::stderr().is_terminal();
        Terminal {
            out: look(io::stdout().is_terminal()),
            err: look(is_watched),
            shows_progress: match args.progress {
                When::Always => true,
                When::Never => false,
                When::Auto => is_watched && !args.quiet && !is_dumb(),
            },
            talk: match (args.quiet, args.verbose) {
                (true, _) => Talk::Quiet,
                (_, true) => Talk::Verbose,
                _ => Talk::Usual,
            },
        }
    }

    /// Writes a result.
    pub(crate) fn print(&self, text: &str) -> Result<(), CliError> {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes())?;
        Ok(out.flush()?)
    }

    /// Tells something that is not the result.
    pub(crate) fn notice(&self, text: &str) {
        if self.talk > Talk::Quiet {
            let note = self.err.palette.note;
            let _ = writeln!(io::stderr(), "{note}note{note:#}: {text}");
        }
    }

    /// Tells a detail that only `--verbose` shows.
    pub(crate) fn detail(&self, text: &str) {
        if self.talk == Talk::Verbose {
            let frame = self.err.palette.frame;
            let _ = writeln!(io::stderr(), "{frame}info{frame:#}: {text}");
        }
    }

    /// The progress of reading a file of so many bytes, if that is known.
    pub(crate) fn progress(&self, total_bytes: Option<u64>) -> Progress {
        if self.shows_progress {
            Progress::shown(self.err, total_bytes)
        } else {
            Progress::hidden()
        }
    }

    /// Ends progress: takes its line away, and says what it came to.
    pub(crate) fn end(&self, progress: &Progress) {
        progress.clear();
        self.detail(&progress.afterwards());
    }

    /// Shows the findings that keep a configuration from being used.
    pub(crate) fn show_findings(&self, loaded: &Loaded, flags: &[String]) -> Result<(), CliError> {
        let secrets = loaded.document.secret_spans();
        self.show(loaded.document.source(), &loaded.findings, flags, &secrets)
    }

    /// Shows findings about a file on standard error.
    pub(crate) fn show(
        &self,
        source: &Source,
        findings: &[Finding],
        flags: &[String],
        secrets: &[Range<usize>],
    ) -> Result<(), CliError> {
        let findings = Findings { source, findings, flags, secrets, declines: None, weights: None };
        Ok(io::stderr().lock().write_all(text(&findings, self.err).as_bytes())?)
    }

    /// Shows an error, and returns how the run ends.
    pub(crate) fn fail(&self, error: &CliError) -> Exit {
        if !error.message.is_empty() {
            let (red, blue) = (self.err.palette.error, self.err.palette.note);
            let mut err = io::stderr().lock();
            let _ = writeln!(err, "{red}error{red:#}: {error}");
            for hint in &error.hints {
                let _ = writeln!(err, "{blue}help{blue:#}: {hint}");
            }
        }
        error.exit
    }
}

/// `--color`, then `NO_COLOR`, `CLICOLOR_FORCE` and `TERM`, then whether anyone is looking.
pub(super) fn colours(when: When, is_terminal: bool) -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match when {
        When::Always => true,
        When::Never => false,
        When::Auto if set("NO_COLOR") => false,
        When::Auto if std::env::var_os("CLICOLOR_FORCE").is_some_and(|value| value != "0") => true,
        When::Auto => is_terminal && !is_dumb(),
    }
}

/// Whether the terminal can do nothing but print.
fn is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|term| term == "dumb")
}

fn columns() -> usize {
    let asked = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    asked
        .or_else(|| terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)))
        .unwrap_or(USUAL_COLUMNS)
}
