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
    Init(commands::init::InitArgs),
    /// Write synthetic declines for an account, as CSV
    Generate(commands::generate::GenerateArgs),
    /// Find every mistake of a configuration, with its place, its reason and its repair
    Check(commands::check::CheckArgs),
    /// Answer the sixteen steps of FlexPay's guide one by one
    Checklist(commands::checklist::ChecklistArgs),
    /// Explain a rule of the check
    Rule(commands::rule::RuleArgs),
    /// Show where every re-attempt of every decline goes, and how each ends
    Replay(commands::replay::ReplayArgs),
    /// Join what `replay --shard` wrote into the outputs of one replay
    Merge(commands::merge::MergeArgs),
    /// Show why one decline goes where it goes, step by step, and why not elsewhere
    Explain(commands::explain::ExplainArgs),
    /// Show what another configuration would do to every decline, and which of its values cause it
    Compare(commands::compare::CompareArgs),
    /// Replay a grid of changed values side by side
    Sweep(commands::sweep::SweepArgs),
    /// Show what hangs on the assumptions about the CRM
    Assume(commands::assume::AssumeArgs),
}
