//! How cases went, for people.

use std::fmt::Write as _;

use crate::analysis::expect::{Coverage, Failed, Fate, ItemKind, Mutation, Run};
use crate::report::Look;
use crate::report::text::{
    Align, Table, counted, escaped, percent, plural, shell_quoted, wrapped, wrapped_hanging,
};

use super::words::{exercise, expected, unnoticed};
use super::{Tested, failed_case, full_name, position};

/// Failures that are shown with everything that does not hold.
const SHOWN: usize = 100;

/// Every decline of which something does not hold, then the counts, then coverage and mutation where asked for.
pub fn text(tested: &Tested<'_>, look: Look) -> String {
    let mut out = String::new();
    let alike =
        |one: &Failed, two: &Failed| one.case == two.case && one.mismatches == two.mismatches;
    let groups = tested.runs.iter().flat_map(|run| {
        run.failed.chunk_by(move |one, two| alike(one, two)).map(move |group| (run, group))
    });
    let groups: Vec<(&Run<'_>, &[Failed])> = groups.collect();
    for (run, group) in groups.iter().take(SHOWN) {
        failure(&mut out, tested, run, group, look);
    }
    let (all, failed) = tested.counts();
    let rest: usize = groups.iter().skip(SHOWN).map(|(_, group)| group.len()).sum();
    if rest > 0 {
        let more = counted(rest as u64, "more fails", "more fail");
        paragraph(&mut out, &format!("{more}; --format json has them all."), look);
        out.push('\n');
    }
    out.push_str(&verdict(tested.cases(), all, failed, look));
    if let Some(coverage) = tested.coverage {
        out.push('\n');
        coverage_text(&mut out, tested, coverage, look);
    }
    if let Some(mutation) = tested.mutation {
        out.push('\n');
        mutation_text(&mut out, tested, mutation, look);
    }
    out
}

fn verdict(cases: u64, all: u64, failed: u64, look: Look) -> String {
    let of = if cases == all {
        counted(cases, "case", "cases")
    } else {
        format!("{} of {}", counted(all, "decline", "declines"), counted(cases, "case", "cases"))
    };
    match failed {
        0 => format!("{of}: all as expected.\n"),
        _ => {
            let (style, reset) = (look.palette.error, look.palette.error);
            let fails = counted(failed, "is not as expected", "are not as expected");
            format!("{of}: {style}{fails}{reset:#}.\n")
        }
    }
}

/// Declines of one case that fail in the same way: the first of them.
fn failure(out: &mut String, tested: &Tested<'_>, run: &Run<'_>, group: &[Failed], look: Look) {
    let Some(failed) = group.first() else { return };
    let (case, variant) = failed_case(run, failed);
    let (error, strong) = (look.palette.error, look.palette.strong);
    let line = position(&run.file.source, &case.spot).map_or(1, |at| at.line);
    let name = full_name(case, variant);
    for (at, line_text) in
        wrapped_hanging(&escaped(&name), look.columns() - 6, 0).iter().enumerate()
    {
        let label = if at == 0 { format!("{error}failed{error:#}") } else { "      ".to_owned() };
        let _ = writeln!(out, "{label} {strong}{line_text}{strong:#}");
    }
    let _ = writeln!(out, "  {}:{line}", escaped(&run.file.source.name));
    let mut table =
        Table::new([("", Align::Left), ("expected", Align::Left), ("got", Align::Left)]);
    for mismatch in &failed.mismatches {
        let expectation = &case.expectations[mismatch.expectation];
        table.row([
            escaped(&expectation.name).into_owned(),
            escaped(&expected(&expectation.test)).into_owned(),
            escaped(&mismatch.got.to_string()).into_owned(),
        ]);
    }
    for line in table.render(look.columns() - 2).lines() {
        let _ = writeln!(out, "  {line}");
    }
    if group.len() > 1 {
        let others = counted(group.len() as u64 - 1, "further decline", "further declines");
        let _ = writeln!(out, "  and so for {others} of the case");
    }
    // A command is never broken: it is there to be pasted.
    let _ = writeln!(out, "  {}\n", escaped(&tested.command(variant)));
}

fn coverage_text(out: &mut String, tested: &Tested<'_>, coverage: &Coverage, look: Look) {
    let (done, all) = coverage.count(None);
    let strong = look.palette.strong;
    let line = format!("The cases exercise {} of the configuration.", percent(done, all.max(1)));
    let line = if all == 0 { "There is nothing to exercise.".to_owned() } else { line };
    let _ = writeln!(out, "{strong}{line}{strong:#}");
    let mut table = Table::new([
        ("", Align::Left),
        ("exercised", Align::Right),
        ("of", Align::Right),
        ("", Align::Right),
    ]);
    for &kind in ItemKind::ALL {
        let (done, all) = coverage.count(Some(kind));
        if all > 0 {
            table.row([
                kind.name().to_owned(),
                done.to_string(),
                all.to_string(),
                percent(done, all),
            ]);
        }
    }
    out.push_str(&table.render(look.columns()));
    let missed: Vec<_> = coverage.items().filter(|it| !it.is_exercised).collect();
    if missed.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{strong}No case exercises{strong:#}");
    let account = &tested.loaded.account;
    for it in missed {
        let path = it.item.path(&tested.loaded.document);
        let place =
            tested.position(&path).map_or_else(String::new, |at| format!(" (line {})", at.line));
        let text = format!("  {}{place}", exercise(account, it.item));
        lines(out, &text, look, 4);
    }
}

fn mutation_text(out: &mut String, tested: &Tested<'_>, mutation: &Mutation, look: Look) {
    let (noticed, all) = mutation.noticed();
    let strong = look.palette.strong;
    let line = match all {
        0 => "There is no value to change.".to_owned(),
        _ => format!(
            "The cases notice {noticed} of {} ({}).",
            counted(all, "changed value", "changed values"),
            percent(noticed, all)
        ),
    };
    let _ = writeln!(out, "{strong}{line}{strong:#}");
    let (invalid, same) = (mutation.count(Fate::Invalid), mutation.count(Fate::Same));
    let left_out = invalid + same;
    if left_out > 0 {
        let line = format!(
            "{} left out: {invalid} would be no configuration, {same} would change nothing.",
            counted(left_out, "more is", "more are"),
        );
        paragraph(out, &line, look);
    }
    let mut unnoticed_ones = mutation.unnoticed().peekable();
    if unnoticed_ones.peek().is_none() {
        return;
    }
    let _ = writeln!(out, "\n{strong}Your cases would not notice if{strong:#}");
    let account = &tested.loaded.account;
    for mutant in unnoticed_ones {
        lines(out, &format!("  {}", unnoticed(account, &mutant.what)), look, 4);
        let (frame, flag) = (look.palette.frame, crate::report::text::shell_flag(&mutant.change));
        let _ = writeln!(out, "    {frame}{}{frame:#}", escaped(&flag));
    }
    let one = plural(all - noticed, "A case", "Cases");
    let config = shell_quoted(&tested.loaded.document.source().name);
    let line = format!(
        "\n{one} that would: a decline whose route differs under such a flag. Look at one with"
    );
    out.push_str(&line);
    let _ =
        writeln!(out, "\n  reattempt explain --decline \"...\" --config {} FLAG", escaped(&config));
}

fn lines(out: &mut String, text: &str, look: Look, hang: usize) {
    for line in wrapped_hanging(text, look.columns(), hang) {
        let _ = writeln!(out, "{line}");
    }
}

fn paragraph(out: &mut String, text: &str, look: Look) {
    for line in wrapped(text, look.columns()) {
        let _ = writeln!(out, "{line}");
    }
}
