//! Problems of the input as errors of a command.

use crate::ingest::{InputError, Layout};
use crate::report::input;

use super::error::CliError;
use super::terminal::Terminal;

/// Why the declines called `name` cannot be read.
pub(crate) fn input_error(name: &str, error: &InputError) -> CliError {
    let message = input::input_error(name, error);
    message.hints.into_iter().fold(CliError::new(message.text), CliError::hint)
}

/// Says what is worth saying about a header.
pub(crate) fn notices(layout: &Layout, terminal: &Terminal) {
    terminal.detail(&input::detected(layout));
    for notice in layout.notices() {
        terminal.notice(&input::notice(notice));
    }
}
