//! `reattempt compare --all`: every class of decline instead of a file of them.

use crate::analysis::reach::{Differing, USUAL_YEAR, differing};
use crate::cli::error::{CliError, Exit};
use crate::cli::terminal::Terminal;
use crate::report::compare::{AllCompared, ConfigSide, all_json, all_text};
use crate::report::json;

use super::configs::Config;
use super::{CompareArgs, Format};

/// Runs the command.
pub(super) fn run(
    args: &CompareArgs,
    terminal: &Terminal,
    base: &Config,
    candidates: &[Config],
) -> Result<Exit, CliError> {
    let found: Vec<(&Config, Differing)> = candidates
        .iter()
        .map(|candidate| Ok((candidate, compared(base, candidate)?)))
        .collect::<Result<_, CliError>>()?;
    let compared = found.iter().map(|(candidate, differing)| AllCompared {
        base: side(base),
        candidate: side(candidate),
        differing,
    });
    let compared: Vec<AllCompared<'_>> = compared.collect();
    let text = match (args.format, compared.as_slice()) {
        (Format::Text, all) => {
            let texts = all.iter().map(|compared| all_text(compared, terminal.out));
            texts.collect::<Vec<String>>().join("\n")
        }
        (Format::Json, [one]) => json::document(&all_json(one)),
        (Format::Json, _) => {
            return Err(CliError::new("--all is written as JSON for one candidate at a time"));
        }
        (Format::Markdown, _) => {
            return Err(CliError::new("--all is not written as Markdown")
                .hint("use --format text or --format json"));
        }
    };
    terminal.print(&text)?;
    let changes = found.iter().any(|(_, differing)| !differing.changes.is_empty());
    Ok(args.gate.judge_any(changes))
}

fn side(config: &Config) -> ConfigSide<'_> {
    ConfigSide { loaded: &config.loaded, flags: &config.as_changes }
}

fn compared(base: &Config, candidate: &Config) -> Result<Differing, CliError> {
    let accounts = (&base.loaded.account, &candidate.loaded.account);
    differing(accounts.0, accounts.1, USUAL_YEAR).ok_or_else(|| {
        CliError::new(format!(
            "the accounts are in different zones, {} and {}: a weekday and a time of day is not one moment in both",
            accounts.0.timezone.name(),
            accounts.1.timezone.name()
        ))
        .hint("compare them over a file of declines")
    })
}
