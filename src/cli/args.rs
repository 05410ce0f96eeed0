//! What can be typed.

use clap::{Parser, Subcommand};

use super::commands;
use super::terminal::GlobalArgs;

/// Replays declined card payments through a CRM's decline salvage profiles.
#[derive(Parser, Debug)]
#[command(name = "reattempt", version, max_term_width = 100, arg_required_else_help = true)]
#[command(after_help = "Start with `reattempt init`, or see `reattempt help replay`.")]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) global: GlobalArgs,
}

/// What to do.
#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Write a commented configuration to start from
    ///
    /// The file shows every section with what belongs in it, and follows FlexPay's guide. With --declines it
    /// lists the merchants, brands and currencies that the declines show, and remembers how the file reads. It
    /// never overwrites a file without --force.
    Init(commands::init::InitArgs),
    /// Write synthetic declines for an account, as CSV
    ///
    /// The merchants, currencies and prices are those of the account; reasons, brands, days and re-attempts are
    /// drawn in shares that real portfolios show. The same seed gives the same bytes on every machine.
    Generate(commands::generate::GenerateArgs),
    /// Show what is in a file of declines, before any replay
    Inspect(commands::inspect::InspectArgs),
    /// Find every mistake of a configuration, with its place, its reason and its repair
    ///
    /// Every rule of the catalogue is held against the configuration. With --declines each finding says how many
    /// declines and how much money it touches, and the declines are checked too. What a finding is about stands
    /// in `reattempt rule CODE`. Ends with 1 if anything is found at or above --fail-on.
    Check(commands::check::CheckArgs),
    /// Answer the sixteen steps of FlexPay's guide one by one
    ///
    /// Each step is answered PASS, FAIL or CANNOT-TELL, with what was looked at and where to click. Ends with 1
    /// if a step fails.
    Checklist(commands::checklist::ChecklistArgs),
    /// Explain a rule of the check
    ///
    /// What the rule looks for, why, an example that breaks it and one that does not, the repair, and how to
    /// accept a finding.
    Rule(commands::rule::RuleArgs),
    /// Say in plain sentences what a configuration does
    Describe(commands::describe::DescribeArgs),
    /// Show where every re-attempt of every decline goes, and how each ends
    ///
    /// Every decline runs through the profile of its merchant: each attempt with its date, price, target, and
    /// why it is blocked if it is. Outcomes are not predicted: every attempt is taken to decline softly, so that
    /// the whole path shows. The summary says what reaches a recovery service, what happens to the rest, and
    /// what was assumed.
    Replay(commands::replay::ReplayArgs),
    /// Join what `replay --shard` wrote into the outputs of one replay
    Merge(commands::merge::MergeArgs),
    /// Show why one decline goes where it goes, step by step, and why not elsewhere
    ///
    /// Each step names the line of the configuration and the rule of the CRM behind it. With --why-not it
    /// searches the smallest change that brings the decline to a recovery service, and tries it before it tells.
    Explain(commands::explain::ExplainArgs),
    /// Show what another configuration would do to every decline, and which of its values cause it
    ///
    /// Both configurations replay every decline. What differs is classed, counted in declines and money, and
    /// traced to the single values of the configuration that cause it, each with declines to look at. The limits
    /// --max-changed and --max-lost-handoffs make it a gate for a build. With --all and no declines, every class of
    /// decline that there can be is held against both configurations: what is not listed does not change.
    Compare(commands::compare::CompareArgs),
    /// Replay a grid of changed values side by side
    ///
    /// One row for each combination of the values: hand-offs, days until them, attempts, blocked attempts, money
    /// and findings.
    Sweep(commands::sweep::SweepArgs),
    /// Make a page to look at, send and print
    Report(commands::report::ReportArgs),
    /// Show what hangs on the assumptions about the CRM
    ///
    /// Where the CRM's documents are silent, the reading is an assumption. Every decline is replayed under every
    /// other value of each; what changes, in declines and money, says which questions to ask the CRM.
    Assume(commands::assume::AssumeArgs),
    /// Hold a configuration to what is expected of it, and see what the expectations miss
    ///
    /// Case files say what must come of a decline: its outcome, its attempts, their dates, prices and targets, and
    /// what `check` finds. --coverage says what of the configuration they leave untried, --mutate which changes to
    /// it they would not notice. Ends with 1 if something is not as expected.
    Test(commands::test::TestArgs),
    /// Answer for every possible decline: who reaches a recovery service, at which attempt, after how long
    ///
    /// Every decline of an ordinary week is in one of finitely many classes; each is replayed. Told are the soft
    /// declines of enabled merchants: which reach the service, when, and which do not, why, with the smallest
    /// example. With --expect a claim about all of them is proved, or refuted with an exit code of 1.
    Reach(commands::reach::ReachArgs),
    /// Write what a shell completes
    ///
    /// A script for the shell's own completion, with every command and option.
    Completions(commands::completions::CompletionsArgs),
    /// Write the manual
    ///
    /// Pages for `man`, or the whole reference as Markdown, both made from what `--help` is made from.
    Man(commands::man::ManArgs),
}
