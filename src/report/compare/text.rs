//! A comparison on a terminal.

use std::fmt::Write as _;

use crate::analysis::Amounts;
use crate::analysis::compare::{Cause, Comparison};
use crate::report::Look;
use crate::report::summary::kept_amounts;
use crate::report::text::{
    Align, Table, counted, escaped, grouped, percent, plural, wrapped, wrapped_hanging,
};

use super::words::{
    at, class_counts, classes, handoff_rows, meaning, one_sided, side, signed, unit, units,
};

/// Causes that are shown; the rest are in `compare.json`.
const CAUSES: usize = 12;

/// Values that account for nothing and are named.
const WITHOUT_EFFECT: usize = 6;

/// The whole comparison.
pub fn text(comparison: &Comparison, look: Look) -> String {
    let mut out = String::new();
    heading(&mut out, comparison, look);
    changes(&mut out, comparison, look);
    handoffs(&mut out, comparison, look);
    causes(&mut out, comparison, look);
    without_effect(&mut out, comparison, look);
    out
}

fn heading(out: &mut String, comparison: &Comparison, look: Look) {
    let strong = look.palette.strong;
    let names = format!("{} -> {}", side(&comparison.base), side(&comparison.candidate));
    paragraph(out, &escaped(&names), look);
    let line = heading_sentence(comparison);
    for line in wrapped(&line, look.columns()) {
        let _ = writeln!(out, "{strong}{line}{strong:#}");
    }
    let besides: Vec<String> = [
        (comparison.not_declines, "row is no decline", "rows are no declines"),
        (comparison.rejected, "row is rejected", "rows are rejected"),
    ]
    .into_iter()
    .filter(|(count, ..)| *count > 0)
    .map(|(count, one, many)| counted(count, one, many))
    .collect();
    if !besides.is_empty() {
        paragraph(out, &format!("Besides, {}.", besides.join(", ")), look);
    }
    if let Some(line) = one_sided(comparison) {
        paragraph(out, &escaped(&line), look);
    }
}

/// How many declines change.
pub(in crate::report) fn heading_sentence(comparison: &Comparison) -> String {
    let (changed, rows) = (comparison.changed_count(), comparison.rows);
    match changed {
        0 => format!("Nothing changes for {}.", counted(rows, "decline", "declines")),
        _ => format!(
            "{} of {} {} ({}); {} as {}.",
            grouped(changed),
            counted(rows, "decline", "declines"),
            plural(changed, "changes", "change"),
            percent(changed, rows),
            counted(comparison.unchanged, "stays", "stay"),
            plural(comparison.unchanged, "it is", "they are"),
        ),
    }
}

fn changes(out: &mut String, comparison: &Comparison, look: Look) {
    let mut table = Table::new([
        ("change", Align::Left),
        ("declines", Align::Right),
        ("share", Align::Right),
        ("money", Align::Left),
        ("what it means", Align::Left),
    ]);
    for class in classes(comparison) {
        let total = &comparison.changed[class.name()];
        table.row([
            class.name().to_owned(),
            grouped(total.count),
            percent(total.count, comparison.rows),
            kept_amounts(&total.amount),
            meaning(class).to_owned(),
        ]);
    }
    table.row([
        "unchanged".to_owned(),
        grouped(comparison.unchanged),
        percent(comparison.unchanged, comparison.rows),
        kept_amounts(&comparison.unchanged_amount),
        String::new(),
    ]);
    out.push('\n');
    out.push_str(&table.render(look.columns()));
}

fn handoffs(out: &mut String, comparison: &Comparison, look: Look) {
    let handoffs = &comparison.handoffs;
    if handoffs.before.count + handoffs.after.count == 0 {
        return;
    }
    let mut table = Table::new([
        ("hand-offs", Align::Left),
        ("before", Align::Right),
        ("after", Align::Right),
        ("difference", Align::Right),
    ]);
    for (name, before, after) in handoff_rows(handoffs) {
        table.row([name, grouped(before), grouped(after), signed(before, after)]);
    }
    out.push('\n');
    out.push_str(&table.render(look.columns()));
    if handoffs.before.amount != handoffs.after.amount {
        let money = |amount: &Amounts| {
            if amount.is_empty() { "nothing".to_owned() } else { kept_amounts(amount) }
        };
        let (before, after) = (money(&handoffs.before.amount), money(&handoffs.after.amount));
        let line = format!("Handed off: {before} before, {after} after.");
        paragraph(out, &line, look);
    }
}

fn causes(out: &mut String, comparison: &Comparison, look: Look) {
    if comparison.causes.is_empty() {
        return;
    }
    let strong = look.palette.strong;
    let _ = writeln!(out, "\n{strong}What causes it, most money first{strong:#}");
    for cause in comparison.causes.iter().take(CAUSES) {
        one_cause(out, cause, look);
    }
    let rest = comparison.causes.len().saturating_sub(CAUSES) as u64;
    if rest > 0 {
        let line = format!(
            "{} in compare.json (--out DIR, or --format json).",
            counted(rest, "more cause is", "more causes are")
        );
        paragraph(out, &line, look);
    }
}

fn one_cause(out: &mut String, cause: &Cause, look: Look) {
    let (strong, frame) = (look.palette.strong, look.palette.frame);
    out.push('\n');
    for (number, part) in units(cause).enumerate() {
        let lead = if number == 0 { "" } else { "together with " };
        let text = format!("{lead}{}", unit(part));
        for line in wrapped_hanging(&escaped(&text), look.columns(), 2) {
            let _ = writeln!(out, "{strong}{line}{strong:#}");
        }
        let places = format!("  {} -> {}", at(&part.base), at(&part.candidate));
        for line in wrapped_hanging(&escaped(&places), look.columns(), 2) {
            let _ = writeln!(out, "{frame}{line}{frame:#}");
        }
    }
    let line = format!(
        "  {}, {}: {}",
        counted(cause.count, "decline", "declines"),
        kept_amounts(&cause.amount),
        class_counts(&cause.classes)
    );
    for line in wrapped_hanging(&line, look.columns(), 2) {
        let _ = writeln!(out, "{line}");
    }
    for witness in &cause.witnesses {
        let text = format!(
            "  {} (line {}, {} {}): {} -> {}, {}",
            witness.transaction_id,
            witness.line,
            witness.currency,
            witness.amount,
            witness.base_outcome,
            witness.candidate_outcome,
            witness.class
        );
        for line in wrapped_hanging(&escaped(&text), look.columns(), 4) {
            let _ = writeln!(out, "{line}");
        }
        // A command is never broken: it is there to be pasted.
        let _ = writeln!(out, "    {}", escaped(&witness.explain));
    }
}

fn without_effect(out: &mut String, comparison: &Comparison, look: Look) {
    let paths = &comparison.without_effect;
    if paths.is_empty() {
        return;
    }
    let named: Vec<&str> = paths.iter().take(WITHOUT_EFFECT).map(String::as_str).collect();
    let more = match paths.len().saturating_sub(WITHOUT_EFFECT) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let line = format!(
        "{} no effect on these declines: {}{more}.",
        counted(paths.len() as u64, "further changed value has", "further changed values have"),
        named.join(", ")
    );
    out.push('\n');
    paragraph(out, &escaped(&line), look);
}

fn paragraph(out: &mut String, text: &str, look: Look) {
    for line in wrapped(text, look.columns()) {
        out.push_str(&line);
        out.push('\n');
    }
}
