//! The configurations of a comparison.

use std::collections::BTreeSet;
use std::path::Path;

use crate::analysis::compare::{ChangeClass, Configured, Witness};
use crate::cli::config_file::{DEFAULT_CONFIG, load_changed, read_sets, read_unsets};
use crate::cli::error::{CliError, Exit};
use crate::cli::terminal::Terminal;
use crate::config::Loaded;
use crate::model::Change;
use crate::report::text::shell_quoted;

use super::CompareArgs;

/// One configuration.
pub(crate) struct Config {
    pub(crate) loaded: Loaded,
    /// The flags that change it, as typed.
    pub(super) flags: Vec<String>,
    /// The same as `explain` takes them.
    as_changes: Vec<String>,
    /// Its own name among the candidates, fit for a folder.
    pub(super) name: String,
}

impl Config {
    /// The configuration and the flags that change it.
    pub(super) fn configured(&self) -> Configured<'_> {
        Configured { loaded: &self.loaded, flags: &self.flags }
    }
}

/// The base and all candidates. Whatever is wrong with any of them is shown before the run ends.
pub(super) fn load(
    args: &CompareArgs,
    terminal: &Terminal,
) -> Result<(Config, Vec<Config>), CliError> {
    if args.candidate.is_empty() && args.candidate_set.is_empty() && args.candidate_unset.is_empty()
    {
        return Err(CliError::new("there is nothing to compare with")
            .hint("give another configuration with --candidate FILE, or change the base with --candidate-set PATH=VALUE"));
    }
    let base_path = args.base.as_deref().unwrap_or(Path::new(DEFAULT_CONFIG));
    let shared = args.changes.changes()?;
    let mut own = read_sets("--candidate-set", &args.candidate_set)?;
    own.extend(read_unsets("--candidate-unset", &args.candidate_unset)?);
    let mut loader = Loader { args, terminal, has_failed: false };
    let base = loader.load(base_path, &shared, &[], "base".to_owned());
    let mut names = Names::default();
    let mut candidates: Vec<Option<Config>> = Vec::new();
    for path in &args.candidate {
        candidates.push(loader.load(path, &shared, &[], names.of(path)));
    }
    if !own.is_empty() {
        let name = names.of(Path::new("candidate-set"));
        candidates.push(loader.load(base_path, &shared, &own, name));
    }
    match (base, loader.has_failed) {
        (Some(base), false) => Ok((base, candidates.into_iter().flatten().collect())),
        _ => Err(CliError::silent(Exit::Failed)),
    }
}

struct Loader<'a> {
    args: &'a CompareArgs,
    terminal: &'a Terminal,
    has_failed: bool,
}

impl Loader<'_> {
    fn load(
        &mut self,
        path: &Path,
        shared: &[Change],
        own: &[Change],
        name: String,
    ) -> Option<Config> {
        let mut flags = self.args.changes.flags();
        let mut as_changes =
            typed([("--set", &self.args.changes.set), ("--unset", &self.args.changes.unset)]);
        if !own.is_empty() {
            let (sets, unsets) = (&self.args.candidate_set, &self.args.candidate_unset);
            flags.extend(sets.iter().map(|text| format!("--candidate-set {text}")));
            flags.extend(unsets.iter().map(|text| format!("--candidate-unset {text}")));
            as_changes.extend(typed([("--set", sets), ("--unset", unsets)]));
        }
        let loaded = match load_changed(path, &[shared, own].concat()) {
            Ok(loaded) if loaded.is_usable() => loaded,
            Ok(loaded) => {
                // What cannot be shown is no reason to keep quiet about the other configurations.
                let _ = self.terminal.show_findings(&loaded, &flags);
                self.has_failed = true;
                return None;
            }
            Err(error) => {
                self.terminal.fail(&error);
                self.has_failed = true;
                return None;
            }
        };
        Some(Config { loaded, flags, as_changes, name })
    }
}

fn typed(flags: [(&str, &Vec<String>); 2]) -> Vec<String> {
    let flags =
        flags.into_iter().flat_map(|(flag, texts)| texts.iter().map(move |text| (flag, text)));
    flags.map(|(flag, text)| format!("{flag} {}", shell_quoted(text))).collect()
}

/// Names that no two candidates share.
#[derive(Default)]
struct Names {
    taken: BTreeSet<String>,
}

impl Names {
    /// The file's name without its ending, and a number where that is taken.
    fn of(&mut self, path: &Path) -> String {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let numbered = (2..).map(|number| format!("{stem}-{number}"));
        let mut names = std::iter::once(stem.clone()).chain(numbered);
        let name = names.find(|name| !self.taken.contains(name)).unwrap_or(stem);
        self.taken.insert(name.clone());
        name
    }
}

/// Says so where a candidate would read the declines in another way than the base, with whose settings
/// they are read.
pub(super) fn reading_notice(base: &Config, candidate: &Config, terminal: &Terminal) {
    let (one, two) = (&base.loaded.account, &candidate.loaded.account);
    let parts: Vec<&str> = [
        ("[declines]", one.declines != two.declines),
        ("the account's zone", one.timezone != two.timezone),
        ("the default currency", one.default_currency != two.default_currency),
    ]
    .into_iter()
    .filter_map(|(part, differs)| differs.then_some(part))
    .collect();
    if !parts.is_empty() {
        let name = &candidate.loaded.document.source().name;
        terminal.notice(&format!(
            "{name} reads declines differently ({}); all are read once, as the base does",
            parts.join(", ")
        ));
    }
}

/// The command that shows why a witness goes where it goes: under the candidate, but under the base where
/// that is what keeps it from a hand-off.
pub(super) fn explain(
    args: &CompareArgs,
    base: &Config,
    candidate: &Config,
    witness: &Witness,
) -> String {
    let config = if witness.class == ChangeClass::HandoffGained { base } else { candidate };
    let mut words = vec![
        "reattempt explain".to_owned(),
        shell_quoted(&args.declines.display().to_string()),
        format!("--config {}", shell_quoted(&config.loaded.document.source().name)),
    ];
    words.extend(config.as_changes.iter().cloned());
    let typed = args.read.typed();
    words.extend(typed.iter().map(|(flag, value)| format!("{flag} {}", shell_quoted(value))));
    words.push(format!("--id {}", shell_quoted(&witness.transaction_id)));
    let is_about_handoff =
        matches!(witness.class, ChangeClass::HandoffGained | ChangeClass::HandoffLost);
    if is_about_handoff && !witness.service.is_empty() {
        words.push(format!("--why-not {}", shell_quoted(&witness.service)));
    }
    words.join(" ")
}
