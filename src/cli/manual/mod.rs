//! The manual: every command's help as manual pages and as Markdown, made from the definitions that read the
//! command line.

mod markdown;
mod roff;

use clap::{Arg, Command, CommandFactory as _};

use super::args::Cli;
use super::examples::UNBREAKABLE_BLANK;

pub(crate) use markdown::markdown;
pub(crate) use roff::roff;

/// The program and its commands as they are typed, complete with what all commands share.
pub(crate) fn program() -> Command {
    let mut program = Cli::command().disable_help_subcommand(true);
    program.build();
    program
}

/// A page: the program, or one of its commands.
pub(crate) struct Page<'a> {
    command: &'a Command,
}

impl Page<'_> {
    /// The pages of a program, its own first.
    pub(crate) fn all(program: &Command) -> Vec<Page<'_>> {
        let commands = program.get_subcommands().filter(|command| !command.is_hide_set());
        std::iter::once(program).chain(commands).map(|command| Page { command }).collect()
    }

    /// What is typed for it: `reattempt replay`.
    fn typed(&self) -> &str {
        self.command.get_bin_name().unwrap_or_else(|| self.command.get_name())
    }

    /// The name of its manual page: `reattempt-replay`.
    pub(crate) fn name(&self) -> String {
        self.typed().replace(' ', "-")
    }

    /// What each example does, and its line.
    fn examples(&self) -> Vec<(String, String)> {
        let text = self.command.get_before_long_help().map(ToString::to_string).unwrap_or_default();
        let text = text.replace(UNBREAKABLE_BLANK, " ");
        let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("  ")).collect();
        let pair = |pair: &[&str]| match pair {
            [what, line] => {
                Some((what.trim().trim_end_matches(':').to_owned(), line.trim().to_owned()))
            }
            _ => None,
        };
        lines.chunks(2).filter_map(pair).collect()
    }

    /// The arguments by their headings, those that all commands share left out.
    fn groups(&self) -> Vec<(String, Vec<&Arg>)> {
        let mut groups: Vec<(String, Vec<&Arg>)> = Vec::new();
        let is_own =
            |arg: &&Arg| !arg.is_hide_set() && !arg.is_global_set() && arg.get_id() != "help";
        for arg in self.command.get_arguments().filter(is_own) {
            let usual = if arg.is_positional() { "Arguments" } else { "Options" };
            let heading = arg.get_help_heading().unwrap_or(usual);
            match groups.iter_mut().find(|(name, _)| name == heading) {
                Some((_, args)) => args.push(arg),
                None => groups.push((heading.to_owned(), vec![arg])),
            }
        }
        let rank = |name: &str| ["Arguments", "Options"].iter().position(|first| *first == name);
        groups.sort_by_key(|(name, _)| rank(name).unwrap_or(usize::MAX));
        groups
    }

    /// The arguments that all commands share.
    fn shared(&self) -> Vec<&Arg> {
        self.command.get_arguments().filter(|arg| arg.is_global_set()).collect()
    }
}
