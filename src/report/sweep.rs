//! A sweep as text and CSV: a row per combination.

use std::fmt::Write as _;

use crate::analysis::sweep::{Combination, Sweep};
use crate::model::{Outcome, Status};

use super::Look;
use super::csv::plain_cell;
use super::summary::kept_amounts;
use super::text::{
    Align, Table, columns, counted, escaped, grouped, kept_together, percent, wrapped,
};

/// The table, under a list of what varies.
pub fn text(sweep: &Sweep, look: Look) -> String {
    let mut out = String::new();
    let rows = sweep.combinations.first().map_or(0, |combination| combination.rows);
    let line = format!(
        "{} replayed through {} of {}.",
        counted(rows, "decline was", "declines were"),
        counted(sweep.combinations.len() as u64, "combination", "combinations"),
        sweep.config
    );
    paragraph(&mut out, &escaped(&line), look);
    for (name, path) in names(sweep).iter().zip(&sweep.paths) {
        if name != path {
            paragraph(&mut out, &escaped(&format!("{name} = {path}")), look);
        }
    }
    out.push('\n');
    out.push_str(&numbers(sweep, look));
    out.push('\n');
    out.push_str(&endings(sweep, look));
    out
}

fn numbers(sweep: &Sweep, look: Look) -> String {
    let has_findings = sweep.combinations.iter().any(|it| it.findings.is_some());
    let mut table = Table::new([
        ("values", Align::Left),
        ("hand-offs", Align::Right),
        ("share", Align::Right),
        ("days mean/p50/p90", Align::Right),
        ("attempts", Align::Right),
        ("blocked", Align::Right),
        ("money tried", Align::Left),
        (if has_findings { "findings" } else { "" }, Align::Right),
    ]);
    for combination in &sweep.combinations {
        let days = combination.days_to_handoff.as_ref();
        let made =
            combination.attempts(Status::Submitted) + combination.attempts(Status::HandedOff);
        table.row([
            setting(sweep, combination),
            grouped(combination.handoffs.count),
            percent(combination.handoffs.count, combination.rows),
            days.map_or_else(|| "-".to_owned(), |it| format!("{}/{}/{}", it.mean, it.p50, it.p90)),
            grouped(made),
            grouped(combination.attempts(Status::Blocked)),
            kept_amounts(&combination.touched.amount),
            combination.findings.map_or_else(String::new, grouped),
        ]);
    }
    table.render(look.columns())
}

/// How the declines end: what differs between the combinations, then what all have in common.
fn endings(sweep: &Sweep, look: Look) -> String {
    let count = |combination: &Combination, outcome: Outcome| {
        combination.outcomes.get(outcome.name()).map_or(0, |total| total.count)
    };
    let ending = |combination: &Combination, outcomes: &[Outcome]| {
        let counts = outcomes.iter().map(|&outcome| (outcome, count(combination, outcome)));
        let counts = counts.filter(|(_, count)| *count > 0);
        let texts = counts.map(|(outcome, count)| {
            kept_together(&format!("{} {}", grouped(count), outcome.name()))
        });
        texts.collect::<Vec<String>>().join(", ")
    };
    let Some(first) = sweep.combinations.first() else { return String::new() };
    let is_alike = |outcome: &Outcome| {
        sweep.combinations.iter().all(|it| count(it, *outcome) == count(first, *outcome))
    };
    let (alike, other): (Vec<Outcome>, Vec<Outcome>) =
        Outcome::ALL.iter().partition(|outcome| is_alike(outcome));
    let mut out = String::new();
    if !other.is_empty() {
        let mut table = Table::new([("values", Align::Left), ("outcomes", Align::Left)]);
        for combination in &sweep.combinations {
            table.row([setting(sweep, combination), ending(combination, &other)]);
        }
        out += &table.render(look.columns());
        out.push('\n');
    }
    let in_common = ending(first, &alike);
    if !in_common.is_empty() {
        paragraph(&mut out, &format!("The same for all: {in_common}."), look);
    }
    out
}

/// `wait_days=2 enabled=false`.
fn setting(sweep: &Sweep, combination: &Combination) -> String {
    let names = names(sweep);
    let pairs = names.iter().zip(&combination.values);
    let pairs = pairs.map(|(name, value)| format!("{name}={value}"));
    escaped(&pairs.collect::<Vec<String>>().join(" ")).into_owned()
}

/// Short names of the paths: the last key where no other path ends in it, else a letter.
fn names(sweep: &Sweep) -> Vec<String> {
    let last = |path: &String| path.rsplit('.').next().unwrap_or_default().to_owned();
    let ends: Vec<String> = sweep.paths.iter().map(last).collect();
    let is_shared = |end: &String| ends.iter().filter(|other| *other == end).count() > 1;
    let letters = ('A'..='Z').map(String::from).chain((1..).map(|number| format!("V{number}")));
    let name = |(end, letter): (&String, String)| match end {
        end if is_shared(end) || columns(end) > 24 => letter,
        end => end.clone(),
    };
    ends.iter().zip(letters).map(name).collect()
}

/// One row per combination: the values, then declines, money, days and attempts.
pub fn csv(sweep: &Sweep) -> String {
    let mut out = Vec::new();
    let mut header: Vec<String> = sweep.paths.clone();
    header.push("declines".into());
    header.extend(Outcome::ALL.iter().map(|outcome| outcome.name().to_owned()));
    header.extend(
        [
            "handoffs",
            "handoff_amount",
            "handoff_days_mean",
            "handoff_days_min",
            "handoff_days_p50",
            "handoff_days_p90",
            "handoff_days_max",
            "attempts_submitted",
            "attempts_handed_off",
            "attempts_blocked",
            "touched",
            "touched_amount",
            "findings",
        ]
        .map(str::to_owned),
    );
    row(&mut out, &header);
    for combination in &sweep.combinations {
        row(&mut out, &cells(combination));
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn cells(combination: &Combination) -> Vec<String> {
    let days = combination.days_to_handoff.as_ref();
    let day = |value: Option<i32>| value.map_or_else(String::new, |days| days.to_string());
    let mut cells = combination.values.clone();
    cells.push(combination.rows.to_string());
    for outcome in Outcome::ALL {
        let count = combination.outcomes.get(outcome.name()).map_or(0, |total| total.count);
        cells.push(count.to_string());
    }
    cells.extend([
        combination.handoffs.count.to_string(),
        machine_amounts(&combination.handoffs.amount),
        days.map_or_else(String::new, |days| days.mean.clone()),
        day(days.map(|days| days.min)),
        day(days.map(|days| days.p50)),
        day(days.map(|days| days.p90)),
        day(days.map(|days| days.max)),
    ]);
    cells.extend(Status::ALL.iter().map(|&status| combination.attempts(status).to_string()));
    cells.extend([
        combination.touched.count.to_string(),
        machine_amounts(&combination.touched.amount),
        combination.findings.map_or_else(String::new, |count| count.to_string()),
    ]);
    cells
}

/// `USD 12.50;EUR 3.00`.
fn machine_amounts(amounts: &crate::analysis::Amounts) -> String {
    let mut text = String::new();
    for (at, (currency, amount)) in amounts.iter().enumerate() {
        let mark = if at > 0 { ";" } else { "" };
        let _ = write!(text, "{mark}{currency} {amount}");
    }
    text
}

fn row(out: &mut Vec<u8>, cells: &[String]) {
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        plain_cell(out, cell);
    }
    out.push(b'\n');
}

fn paragraph(out: &mut String, text: &str, look: Look) {
    for line in wrapped(text, look.columns()) {
        out.push_str(&line);
        out.push('\n');
    }
}
