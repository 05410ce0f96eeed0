//! Why a command did not do its job, and the exit codes of formats.md section 5.

use std::fmt;
use std::io;
use std::process::ExitCode;

/// How a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Nothing to report.
    Done,
    /// Findings, failed expectations, differences asked for, too many rejects.
    Findings,
    /// The job could not be done.
    Failed,
    /// Stopped by this signal.
    Stopped(u8),
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        match exit {
            Exit::Done => ExitCode::SUCCESS,
            Exit::Findings => ExitCode::from(1),
            Exit::Failed => ExitCode::from(2),
            Exit::Stopped(signal) => ExitCode::from(128 + signal),
        }
    }
}

/// An error with what a person needs to get on.
#[derive(Debug)]
pub(crate) struct CliError {
    /// What went wrong; empty where there is nothing to say.
    pub(crate) message: String,
    /// What to do about it.
    pub(crate) hints: Vec<String>,
    /// How the run ends.
    pub(crate) exit: Exit,
}

impl CliError {
    /// The job could not be done.
    pub(crate) fn new(message: impl Into<String>) -> CliError {
        CliError { message: message.into(), hints: Vec::new(), exit: Exit::Failed }
    }

    /// All has been said already.
    pub(crate) fn silent(exit: Exit) -> CliError {
        CliError { message: String::new(), hints: Vec::new(), exit }
    }

    /// The same with advice.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> CliError {
        self.hints.push(hint.into());
        self
    }

    /// A file that could not be used, and what the system says.
    pub(crate) fn file(doing: &str, path: &std::path::Path, error: &io::Error) -> CliError {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return CliError::silent(Exit::Done);
        }
        CliError::new(format!("cannot {doing} {}: {}", path.display(), reason(error)))
    }
}

/// The system's words without the error number.
pub(crate) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().collect::<String>() + chars.as_str())
}

impl From<io::Error> for CliError {
    /// An error on a standard stream: a closed pipe ends quietly.
    fn from(error: io::Error) -> CliError {
        if error.kind() == io::ErrorKind::BrokenPipe {
            CliError::silent(Exit::Done)
        } else {
            CliError::new(format!("cannot write to standard output: {}", reason(&error)))
        }
    }
}

impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
