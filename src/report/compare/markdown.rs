//! A comparison as a comment on a pull request.

use std::fmt::Write as _;

use crate::analysis::compare::{Cause, Comparison};
use crate::report::findings::{code, plain};
use crate::report::summary::amounts;
use crate::report::text::{counted, grouped, percent};

use super::words::{
    at, class_counts, classes, handoff_rows, meaning, one_sided, side, signed, units, value,
};

/// A heading, the changes by class, the hand-offs, the causes with their witnesses.
pub fn markdown(comparison: &Comparison) -> String {
    let mut out = format!(
        "### reattempt compare: {} → {}\n\n{} of {} change ({}).\n",
        code(&side(&comparison.base)),
        code(&side(&comparison.candidate)),
        grouped(comparison.changed_count()),
        counted(comparison.rows, "decline", "declines"),
        percent(comparison.changed_count(), comparison.rows),
    );
    if let Some(line) = one_sided(comparison) {
        let _ = writeln!(out, "\n{}", plain(&line));
    }
    changes(&mut out, comparison);
    handoffs(&mut out, comparison);
    causes(&mut out, comparison);
    out
}

fn changes(out: &mut String, comparison: &Comparison) {
    out.push_str(
        "\n| Change | Declines | Share | Money | What it means |\n|---|--:|--:|--:|---|\n",
    );
    for class in classes(comparison) {
        let total = &comparison.changed[class.name()];
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            plain(class.name()),
            grouped(total.count),
            percent(total.count, comparison.rows),
            amounts(&total.amount),
            meaning(class)
        );
    }
    let _ = writeln!(
        out,
        "| unchanged | {} | {} | {} | |",
        grouped(comparison.unchanged),
        percent(comparison.unchanged, comparison.rows),
        amounts(&comparison.unchanged_amount)
    );
}

fn handoffs(out: &mut String, comparison: &Comparison) {
    let handoffs = &comparison.handoffs;
    if handoffs.before.count + handoffs.after.count == 0 {
        return;
    }
    out.push_str("\n| Hand-offs | Before | After | Difference |\n|---|--:|--:|--:|\n");
    for (name, before, after) in handoff_rows(handoffs) {
        let difference = signed(before, after);
        let _ =
            writeln!(out, "| {name} | {} | {} | {difference} |", grouped(before), grouped(after));
    }
}

fn causes(out: &mut String, comparison: &Comparison) {
    if comparison.causes.is_empty() {
        return;
    }
    out.push_str("\n| Cause | Old | New | Where | Declines | Money | Changes |\n");
    out.push_str("|---|---|---|---|--:|--:|---|\n");
    for cause in &comparison.causes {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} |",
            cell(cause, &|unit| code(&unit.path)),
            cell(cause, &|unit| code(&value(unit.old.as_ref()))),
            cell(cause, &|unit| code(&value(unit.new.as_ref()))),
            cell(cause, &|unit| code(&at(&unit.candidate))),
            grouped(cause.count),
            amounts(&cause.amount),
            plain(&class_counts(&cause.classes))
        );
    }
    out.push_str("\n<details><summary>Smallest witnesses</summary>\n\n");
    for witness in comparison.causes.iter().flat_map(|cause| &cause.witnesses) {
        let _ = writeln!(
            out,
            "- {} (line {}): {} → {}<br>{}",
            plain(&witness.transaction_id),
            witness.line,
            plain(witness.base_outcome),
            plain(witness.candidate_outcome),
            code(&witness.explain)
        );
    }
    out.push_str("\n</details>\n");
}

fn cell(cause: &Cause, text: &dyn Fn(&crate::analysis::compare::Unit) -> String) -> String {
    units(cause).map(text).collect::<Vec<String>>().join("<br>")
}
