//! `reattempt completions`: what a shell completes.

use clap::{Args, CommandFactory as _, ValueEnum};
use clap_complete::{Shell as Script, generate};

use crate::cli::args::Cli;
use crate::cli::error::{CliError, Exit};
use crate::cli::examples::{Example, examples};
use crate::cli::terminal::Terminal;

/// The examples of its help.
pub(crate) const EXAMPLES: &[Example] = &[
    ("For bash, from the next shell on", "reattempt completions bash >> ~/.bash_completion"),
    ("For zsh, in a folder of $fpath", "reattempt completions zsh > _reattempt"),
    (
        "For fish",
        "mkdir -p ~/.config/fish/completions && reattempt completions fish > ~/.config/fish/completions/reattempt.fish",
    ),
];

/// What `completions` takes.
#[derive(Args, Debug)]
#[command(before_long_help = examples(EXAMPLES))]
pub(crate) struct CompletionsArgs {
    /// The shell
    pub(crate) shell: Shell,
}

/// Shells that are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shell {
    /// The Bourne again shell
    Bash,
    /// The Z shell
    Zsh,
    /// The friendly interactive shell
    Fish,
}

/// Runs the command.
pub(crate) fn run(args: &CompletionsArgs, terminal: &Terminal) -> Result<Exit, CliError> {
    let script = match args.shell {
        Shell::Bash => Script::Bash,
        Shell::Zsh => Script::Zsh,
        Shell::Fish => Script::Fish,
    };
    let mut text = Vec::new();
    generate(script, &mut Cli::command(), "reattempt", &mut text);
    terminal.print(&String::from_utf8_lossy(&text))?;
    Ok(Exit::Done)
}
