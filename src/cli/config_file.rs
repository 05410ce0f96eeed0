//! The configuration that a command works on: `--config`, `--set` and `--unset`.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::config::{self, Account, Format, Loaded};
use crate::model::change::ChangeError;
use crate::model::{Change, ConfigPath, Edit, Source};
use crate::report::text::counted;

use super::error::{CliError, Exit};
use super::terminal::Terminal;

/// The configuration's name where none is given.
pub(crate) const DEFAULT_CONFIG: &str = "reattempt.toml";

/// Which configuration, with what changes.
#[derive(Args, Clone, Debug)]
pub(crate) struct ConfigArgs {
    /// The account's configuration, TOML or (by its ending) JSON [default: reattempt.toml]
    #[arg(long, short, value_name = "FILE", help_heading = "Configuration")]
    pub(crate) config: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) changes: ChangeArgs,
}

/// Which configuration, for commands that read nothing else: named alone or with `--config`.
#[derive(Args, Clone, Debug)]
pub(crate) struct OnlyConfigArgs {
    /// The account's configuration, TOML or (by its ending) JSON [default: reattempt.toml]
    #[arg(value_name = "FILE", conflicts_with = "config")]
    file: Option<PathBuf>,
    #[command(flatten)]
    named: ConfigArgs,
}

impl OnlyConfigArgs {
    /// The same as if it had been named with `--config`.
    pub(crate) fn config(&self) -> ConfigArgs {
        let config = self.file.clone().or_else(|| self.named.config.clone());
        ConfigArgs { config, changes: self.named.changes.clone() }
    }
}

/// Changes made to a configuration before it is read.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct ChangeArgs {
    /// Change one value, or a list with += and -= (can be repeated)
    #[arg(long, value_name = "PATH=VALUE", help_heading = "Configuration")]
    pub(crate) set: Vec<String>,
    /// Remove one key (can be repeated)
    #[arg(long, value_name = "PATH", help_heading = "Configuration")]
    pub(crate) unset: Vec<String>,
}

impl ChangeArgs {
    /// The flags as findings that point at them show them.
    pub(crate) fn flags(&self) -> Vec<String> {
        let sets = self.set.iter().map(|text| format!("--set {text}"));
        sets.chain(self.unset.iter().map(|text| format!("--unset {text}"))).collect()
    }

    /// The flags as they were typed: name and value.
    pub(crate) fn typed(&self) -> Vec<(&'static str, String)> {
        let sets = self.set.iter().map(|text| ("--set", text.clone()));
        sets.chain(self.unset.iter().map(|text| ("--unset", text.clone()))).collect()
    }

    /// The changes, in the order in which they are made.
    pub(crate) fn changes(&self) -> Result<Vec<Change>, CliError> {
        let mut changes = read_sets("--set", &self.set)?;
        changes.extend(read_unsets("--unset", &self.unset)?);
        Ok(changes)
    }
}

/// The changes of a flag that takes `PATH=VALUE`.
pub(crate) fn read_sets(flag: &str, texts: &[String]) -> Result<Vec<Change>, CliError> {
    let read = |text: &String| Change::read(text).map_err(|error| unreadable(flag, text, &error));
    texts.iter().map(read).collect()
}

/// The changes of a flag that takes a path to remove.
pub(crate) fn read_unsets(flag: &str, texts: &[String]) -> Result<Vec<Change>, CliError> {
    let read = |text: &String| {
        let path = ConfigPath::read(text).map_err(|error| unreadable(flag, text, &error))?;
        Ok(Change { path, edit: Edit::Unset })
    };
    texts.iter().map(read).collect()
}

fn unreadable(flag: &str, text: &str, error: &ChangeError) -> CliError {
    let before_equals = |text: &str| text.split('=').next().unwrap_or_default().to_owned();
    match error {
        ChangeError::NoEquals => {
            CliError::new(format!("{flag} {}: there is no `=` after the path", first_word(text)))
                .hint("write PATH=VALUE, PATH+=VALUE or PATH-=VALUE")
        }
        ChangeError::BadPath(rest) => {
            let (shown, rest) = (before_equals(text), before_equals(rest));
            CliError::new(format!("{flag} {shown}: no path at `{rest}`"))
                .hint(r#"a path looks like profile."FlexPay recovery".attempts.4.wait_days or decline_map[0].kind"#)
        }
    }
}

/// What comes before a blank outside quotes: a value may follow, and a value may be a secret.
fn first_word(text: &str) -> &str {
    let mut is_quoted = false;
    let end = text.trim_start().find(|char: char| {
        is_quoted ^= char == '"';
        char.is_whitespace() && !is_quoted
    });
    end.map_or(text, |end| &text.trim_start()[..end])
}

impl ConfigArgs {
    /// The configuration's path.
    pub(crate) fn path(&self) -> PathBuf {
        self.config.clone().unwrap_or_else(|| DEFAULT_CONFIG.into())
    }

    /// Loads a configuration that commands can work on; one with CFG errors is refused, all of them shown.
    pub(crate) fn load_usable(&self, terminal: &Terminal) -> Result<Loaded, CliError> {
        load_usable(&self.path(), &self.changes, terminal)
    }
}

/// Loads a configuration that commands can work on; one with CFG errors is refused, all of them shown.
pub(crate) fn load_usable(
    path: &Path,
    changes: &ChangeArgs,
    terminal: &Terminal,
) -> Result<Loaded, CliError> {
    let loaded = load(path, changes)?;
    if loaded.is_usable() {
        terminal.detail(&detected(path, &loaded.account));
        return Ok(loaded);
    }
    terminal.show_findings(&loaded, &changes.flags())?;
    Err(CliError::silent(Exit::Failed))
}

/// What a configuration holds.
fn detected(path: &Path, account: &Account) -> String {
    let count = |list: usize, one, many| counted(list as u64, one, many);
    format!(
        "{}: {}, {}, {}, dates in {}",
        path.display(),
        count(account.merchants.len(), "merchant", "merchants"),
        count(account.profiles.len(), "profile", "profiles"),
        count(account.services.len(), "recovery service", "recovery services"),
        account.timezone.name()
    )
}

/// Reads and loads a configuration, whatever its findings.
pub(crate) fn load(path: &Path, changes: &ChangeArgs) -> Result<Loaded, CliError> {
    load_changed(path, &changes.changes()?)
}

/// Reads and loads a configuration with changes made to it, whatever its findings.
pub(crate) fn load_changed(path: &Path, changes: &[Change]) -> Result<Loaded, CliError> {
    let text = read_text(path).map_err(|error| {
        if path.exists() {
            error
        } else {
            error.hint(format!("`reattempt init {}` writes one to start from", path.display()))
        }
    })?;
    let source = Source { name: path.display().to_string(), text };
    Ok(config::load(source, format_of(path), changes))
}

/// The format of a configuration, by its file's ending.
pub(crate) fn format_of(path: &Path) -> Format {
    Format::of_name(&path.to_string_lossy())
}

/// The text of a file.
pub(crate) fn read_text(path: &Path) -> Result<String, CliError> {
    if path.is_dir() {
        return Err(CliError::new(format!("cannot read {}: it is a folder", path.display())));
    }
    let bytes = fs::read(path).map_err(|error| CliError::file("read", path, &error))?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
        CliError::new(format!("{}:{line}: the file is not UTF-8 text", path.display()))
            .hint("save it as UTF-8")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_a_secret_is_not_repeated() {
        for (text, shown) in [
            ("account.token sk_live_1", "--set account.token: there is no `=` after the path"),
            (
                r#"profile."Flex Pay" sk"#,
                r#"--set profile."Flex Pay": there is no `=` after the path"#,
            ),
            ("a..token=sk_live_1", "--set a..token: no path at `.token`"),
        ] {
            let error = read_sets("--set", &[text.to_owned()]).unwrap_err();
            assert_eq!(error.message, shown, "{text}");
        }
    }
}
