//! Mistakes of a configuration: each with its code, its place, its reason and, where one is safe, its repair.
//!
//! The rules stand in files by family, each a unit struct whose doc comment is the page that explains it.

mod allow;
pub mod attempt;
pub mod campaign;
mod catalogue;
mod checklist;
pub mod config_rules;
mod context;
pub mod data_rules;
pub mod decline_map;
mod declines;
mod fix;
pub mod handoff;
pub mod handoff_attempt;
pub mod handoff_gate;
pub mod merchant;
pub mod network;
pub mod overlap;
mod page;
pub mod price;
pub mod profile;
mod rule;
mod screens;
pub mod service_account;
mod unread;

use crate::config::Loaded;
use crate::model::{Code, Day, Finding};

pub use catalogue::{CATALOGUE, rule_of};
pub use checklist::{Step, Verdict, checklist};
pub use context::{Context, Handoff, IdleGroup, ProfileView};
pub use declines::{DeclinesWatch, Weighed};
pub use fix::{FixError, apply_fixes, unified_diff};
pub use page::{catalogue_markdown, documentation, example, rule_page, summary};
pub use rule::{Documented, HEADINGS, Needs, Rule};

use unread::Unread;

/// What a check is told besides the configuration.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The day against which the dates of `[[allow]]` are held; without it they hold for ever.
    pub today: Option<Day>,
    /// What was found in the declines, if they are at hand: accepted like any other finding.
    pub of_declines: Option<Vec<Finding>>,
}

/// Everything wrong with a configuration: what loading found, what the rules find, less what is accepted;
/// the worst first, then by position. Linear in the size of the configuration.
pub fn check(loaded: &Loaded, options: &Options) -> Vec<Finding> {
    let context = Context::of(loaded);
    let is_whole = !loaded.findings.iter().any(|finding| finding.code == Code::Cfg001);
    let mut found = Vec::new();
    for rule in CATALOGUE.iter().filter(|rule| is_whole || rule.needs() == Needs::Values) {
        rule.check(&context, &mut found);
    }
    if !loaded.findings.is_empty() {
        Unread::of(loaded).drop_consequences(&mut found);
    }
    found.extend(options.of_declines.iter().flatten().cloned());
    let mut findings = allow::accept(&context, found, options);
    Unread::of(loaded).drop_unused_allows(&mut findings);
    findings.extend(loaded.findings.iter().cloned());
    findings.sort_by(|a, b| {
        let key = |finding: &Finding| (finding.severity, finding.code);
        let by_place = || a.place.cmp(&b.place);
        a.severity
            .cmp(&b.severity)
            .then_with(by_place)
            .then_with(|| key(a).cmp(&key(b)))
            .then_with(|| a.message.cmp(&b.message))
    });
    findings
}
