//! What hangs on the assumptions, as text: a table, then what to ask the CRM.

use std::fmt::Write as _;

use crate::analysis::assume::{Assume, Assumption, Other};

use super::Look;
use super::summary::kept_amounts;
use super::text::{Align, Table, counted, grouped, percent, wrapped};

/// The table and the questions.
pub fn text(assume: &Assume, look: Look) -> String {
    let mut out = String::new();
    let line = format!(
        "{} replayed under every value of every assumption; {} handed off under those in force.",
        counted(assume.rows, "decline was", "declines were"),
        counted(assume.handoffs, "is", "are")
    );
    paragraph(&mut out, &line, look);
    out.push('\n');
    table(&mut out, assume, look);
    out.push('\n');
    questions(&mut out, assume, look);
    out
}

fn table(out: &mut String, assume: &Assume, look: Look) {
    let mut table = Table::new([
        ("assumption", Align::Left),
        ("instead", Align::Left),
        ("declines", Align::Right),
        ("share", Align::Right),
        ("money", Align::Left),
        ("what differs", Align::Left),
    ]);
    for assumption in &assume.assumptions {
        for (at, other) in assumption.others.iter().enumerate() {
            let name = match at {
                0 => format!("{} {}", assumption.key, assumption.in_force),
                _ => String::new(),
            };
            table.row([
                name,
                other.value.to_owned(),
                grouped(other.changed.count),
                percent(other.changed.count, assume.rows),
                kept_amounts(&other.changed.amount),
                differences(other),
            ]);
        }
    }
    out.push_str(&table.render(look.columns()));
}

/// `412 outcome, 30 date`: what differs first and foremost.
fn differences(other: &Other) -> String {
    let parts = [
        ("outcome", &other.outcome),
        ("route", &other.route),
        ("date", &other.date),
        ("price", &other.price),
        ("detail", &other.detail),
    ];
    let shown = parts.into_iter().filter(|(_, total)| total.count > 0);
    shown
        .map(|(name, total)| format!("{} {name}", grouped(total.count)))
        .collect::<Vec<String>>()
        .join(", ")
}

fn questions(out: &mut String, assume: &Assume, look: Look) {
    let questions: Vec<String> =
        assume.assumptions.iter().filter_map(|it| question(it, assume)).collect();
    if questions.is_empty() {
        paragraph(out, "No assumption matters for these declines.", look);
    }
    let strong = look.palette.strong;
    for question in questions {
        for line in wrapped(&question, look.columns()) {
            let _ = writeln!(out, "{strong}{line}{strong:#}");
        }
    }
}

/// The sentence of an assumption that matters.
pub fn question(assumption: &Assumption, assume: &Assume) -> Option<String> {
    let other = assumption.heaviest()?;
    let asked = subject(assumption.key);
    let changed = other.changed.count;
    let moves = match other.handoffs_moved {
        0 => format!(
            "it changes {} ({}, {}), and no hand-off",
            counted(changed, "decline", "declines"),
            percent(changed, assume.rows),
            kept_amounts(&other.changed.amount)
        ),
        moved => format!(
            "it moves {} ({}) and changes {} worth {}",
            counted(moved, "hand-off", "hand-offs"),
            percent(moved, other.handoffs_either),
            counted(changed, "decline", "declines"),
            kept_amounts(&other.changed.amount)
        ),
    };
    let of_several = match assumption.others.iter().filter(|other| other.changed.count > 0).count()
    {
        0 | 1 => String::new(),
        _ => format!(" under {}", other.value),
    };
    Some(format!("Ask the CRM {asked}: {moves}{of_several}."))
}

/// What to ask about an assumption.
pub(super) fn subject(key: &str) -> &'static str {
    match key {
        "skip_wait" => "what a skipped attempt's wait does",
        "skip_reduction" => "what a skipped attempt's price reduction does",
        "reduction_mode" => "whether price reductions add up",
        "wait_from" => "whether a wait counts from the attempt before or from the first decline",
        "weekday_rule" => "which weekday a forced weekday takes",
        "blocked_slot" => "what a blocked attempt does to those after it",
        "after_handoff" => "whether it goes on with its own attempts after a hand-off",
        "unknown_decline" => "what it does with a decline that nothing classes",
        _ => "about this",
    }
}

fn paragraph(out: &mut String, text: &str, look: Look) {
    for line in wrapped(text, look.columns()) {
        out.push_str(&line);
        out.push('\n');
    }
}
