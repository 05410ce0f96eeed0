//! The summary of a replay on a terminal: the answer first, then what happens to the rest, worst first.

use std::fmt::Write as _;

use crate::analysis::assume::may_matter;
use crate::analysis::{Amounts, Counts, Handoffs, Summary, Total, amount_of_text};
use crate::config::{Account, Assumptions, RebillTime};
use crate::model::{Currency, Note, Outcome};

use super::findings;
use super::text::{
    Align, Table, bar, counted, grouped, kept_together, money, percent, plural, wrapped,
};
use super::{Again, Look};

/// What stands beside a summary.
#[derive(Clone, Copy, Debug)]
pub struct Beside<'a> {
    /// The configuration.
    pub account: &'a Account,
    /// What `check` would find in it.
    pub findings: findings::Counts,
    /// Where the outputs went; `None` if nothing was written.
    pub written: Option<Written<'a>>,
    /// What the replay was run on.
    pub again: &'a Again,
}

/// The outputs beside a summary.
#[derive(Clone, Copy, Debug)]
pub struct Written<'a> {
    /// Their folder.
    pub folder: &'a str,
    /// The names of those with routes and with transactions.
    pub names: [&'a str; 2],
}

/// Columns of a bar.
const BAR_COLUMNS: usize = 16;

/// The whole summary.
pub fn text(summary: &Summary, beside: &Beside<'_>, look: Look) -> String {
    let mut out = String::new();
    rows_line(&mut out, summary, beside, look);
    answer(&mut out, summary, beside, look);
    rest(&mut out, summary, beside, look);
    blocked(&mut out, summary, look);
    rejects(&mut out, summary, beside, look);
    assumptions(&mut out, summary, beside, look);
    next(&mut out, summary, beside, look);
    out
}

fn rows_line(out: &mut String, summary: &Summary, beside: &Beside<'_>, look: Look) {
    paragraph(out, &rows_sentence(summary, beside.account), look);
}

/// How many rows were read, and what became of them.
pub(super) fn rows_sentence(summary: &Summary, account: &Account) -> String {
    let rows = &summary.rows;
    let mut parts = vec![format!("{} replayed", counted(rows.replayed, "decline", "declines"))];
    if rows.not_declines > 0 {
        let are = plural(rows.not_declines, "is no decline", "are no declines");
        parts.push(format!("{} {are}", grouped(rows.not_declines)));
    }
    if rows.rejected > 0 {
        parts.push(format!("{} rejected", grouped(rows.rejected)));
    }
    let name = match account.name.as_str() {
        "" => String::new(),
        name => format!("{}: ", super::text::escaped(name)),
    };
    format!("{name}{} read, {}.", counted(rows.read, "row", "rows"), parts.join(", "))
}

fn answer(out: &mut String, summary: &Summary, beside: &Beside<'_>, look: Look) {
    let strong = look.palette.strong;
    out.push('\n');
    let mut handoffs = summary.handoffs.values();
    for sentence in answer_sentences(summary, beside.account) {
        for line in wrapped(&sentence, look.columns()) {
            let _ = writeln!(out, "{strong}{line}{strong:#}");
        }
        if let Some(handoffs) = handoffs.next() {
            distribution(out, handoffs, look);
        }
    }
    if let Some(sentence) = min_gap_sentence(summary, beside.account) {
        paragraph(out, &sentence, look);
    }
}

/// How many declines and how much money reach each service, at which attempt, after how many days: a
/// sentence per service, or one that says that none does.
pub(super) fn answer_sentences(summary: &Summary, account: &Account) -> Vec<String> {
    let declines = tryable(summary);
    let all = counted(declines, "soft decline", "soft declines");
    if summary.handoffs.is_empty() {
        return vec![format!("None of {all} reaches a recovery service.")];
    }
    let sentence = |(service, handoffs): (&String, &Handoffs)| {
        format!(
            "{} of {all} ({}, {}) {} {}, {}.",
            grouped(handoffs.count),
            percent(handoffs.count, declines),
            kept_amounts_from(&handoffs.amount, account.default_currency),
            plural(handoffs.count, "reaches", "reach"),
            super::text::escaped(service),
            when(handoffs),
        )
    };
    summary.handoffs.iter().map(sentence).collect()
}

/// Declines that may be tried again: soft ones, and unknown ones where they are taken to be soft.
pub(super) fn tryable(summary: &Summary) -> u64 {
    let count = |class: &str| summary.classes.get(class).map_or(0, |total| total.count);
    let assumed = summary.assumptions.get("unknown_decline").is_some_and(|value| value == "soft");
    count("soft") + if assumed { count("unknown") } else { 0 }
}

fn when(handoffs: &Handoffs) -> String {
    let all = plural(handoffs.count, "", "all ");
    match (only(&handoffs.by_attempt), only(&handoffs.by_wait_days)) {
        (Some(slot), Some(days)) => format!("{all}at attempt {slot} after {}", days_text(days)),
        (Some(slot), None) => format!("{all}at attempt {slot} after {}", day_range(handoffs)),
        (None, Some(days)) => format!("at several attempts, {all}after {}", days_text(days)),
        (None, None) => format!("at several attempts, after {}", day_range(handoffs)),
    }
}

fn only(counts: &Counts) -> Option<&str> {
    let mut names = counts.keys();
    names.next().filter(|_| names.next().is_none()).map(String::as_str)
}

pub(super) fn days_text(days: &str) -> String {
    format!("{days} {}", if days == "1" { "day" } else { "days" })
}

pub(super) fn in_days(counts: &Counts) -> Vec<(i64, u64)> {
    let mut days: Vec<(i64, u64)> =
        counts.iter().filter_map(|(days, &count)| Some((days.parse().ok()?, count))).collect();
    days.sort_unstable();
    days
}

fn day_range(handoffs: &Handoffs) -> String {
    let days = in_days(&handoffs.by_wait_days);
    match (days.first(), days.last()) {
        (Some((first, _)), Some((last, _))) => format!("{first} to {last} days"),
        _ => "no days".to_owned(),
    }
}

/// Hand-offs by attempt and by days waited, where there is more than one of either.
fn distribution(out: &mut String, handoffs: &Handoffs, look: Look) {
    let by_days = in_days(&handoffs.by_wait_days);
    if handoffs.by_attempt.len() < 2 && by_days.len() < 2 {
        return;
    }
    let mut table = Table::new([
        ("hand-offs", Align::Left),
        ("declines", Align::Right),
        ("share", Align::Right),
        ("", Align::Left),
    ]);
    let mut row = |name: String, count: u64| {
        table.row([
            name,
            grouped(count),
            percent(count, handoffs.count),
            bar(count, handoffs.count, BAR_COLUMNS, look.drawing),
        ]);
    };
    if handoffs.by_attempt.len() > 1 {
        for (slot, &count) in &handoffs.by_attempt {
            row(format!("at attempt {slot}"), count);
        }
    }
    if by_days.len() > 1 {
        for (days, count) in by_days {
            row(format!("after {}", days_text(&days.to_string())), count);
        }
    }
    out.push('\n');
    out.push_str(&table.render(look.columns()));
    out.push('\n');
}

/// Hand-offs before a service's minimum gap: an alarm only where it is more than the daily batch.
pub(super) fn min_gap_sentence(summary: &Summary, account: &Account) -> Option<String> {
    let early = summary.transaction_notes.get(Note::UnderMinGap.name()).copied().unwrap_or(0);
    if early == 0 {
        return None;
    }
    let come = counted(early, "hand-off comes", "hand-offs come");
    let is_whole_days = summary.handoffs.iter().all(|(name, handoffs)| {
        let service = account.services.iter().find(|service| service.name == *name);
        let gap_days = service.map_or(0, |service| i64::from(service.min_gap_hours.div_ceil(24)));
        in_days(&handoffs.by_wait_days).first().is_none_or(|(days, _)| *days >= gap_days)
    });
    Some(match account.rebill_time {
        RebillTime::At(second) if is_whole_days => format!(
            "{come} a few hours short of the service's minimum gap, only because attempts run once a day, \
             at {:02}:{:02}. The guide's own set-up shows this; there is nothing to repair.",
            second / 3600,
            second / 60 % 60
        ),
        _ => format!("{come} before the service's minimum gap has passed: look at the waits."),
    })
}

/// What happens to the declines that no service receives.
fn rest(out: &mut String, summary: &Summary, beside: &Beside<'_>, look: Look) {
    let mut rest: Vec<(&str, &Total)> = summary
        .outcomes
        .iter()
        .map(|(name, total)| (name.as_str(), total))
        .filter(|(name, total)| total.count > 0 && *name != Outcome::HandedOff.name())
        .collect();
    if rest.is_empty() {
        return;
    }
    let currency = beside.account.default_currency;
    rest.sort_by_key(|(name, total)| {
        (std::cmp::Reverse((minor(&total.amount, currency), total.count)), *name)
    });
    let mut table = Table::new([
        ("", Align::Right),
        ("", Align::Right),
        ("", Align::Right),
        ("", Align::Left),
        ("", Align::Left),
    ]);
    for (name, total) in rest {
        table.row([
            grouped(total.count),
            percent(total.count, summary.rows.replayed),
            leading_amount(&total.amount, currency),
            name.to_owned(),
            meaning(name).to_owned(),
        ]);
    }
    out.push('\n');
    paragraph(
        out,
        "What else happens, most money first (+2 means: and in 2 further currencies):",
        look,
    );
    out.push_str(&table.render(look.columns()));
}

/// The money in the account's own currency, and a mark where there is other money too.
fn leading_amount(amounts: &Amounts, currency: Currency) -> String {
    let own = money(currency, minor(amounts, currency));
    match amounts.keys().filter(|code| *code != currency.code()).count() {
        0 => own,
        others if amounts.contains_key(currency.code()) => format!("{own} +{others}"),
        _ => kept_amounts(amounts),
    }
}

/// What an outcome means, in words for someone who has never seen the term.
pub fn meaning(outcome: &str) -> &'static str {
    let known = Outcome::ALL.iter().copied().find(|known| known.name() == outcome);
    match known {
        None => "",
        Some(Outcome::RecordedAttempt) => "a later attempt of a payment that is replayed already",
        Some(Outcome::UnknownMerchant) => "the configuration has no such merchant",
        Some(Outcome::AtService) => "declined at the service, which owns it already",
        Some(Outcome::HardDecline) => "hard declines are never tried again",
        Some(Outcome::Unclassified) => "neither soft nor hard by map, type or text",
        Some(Outcome::RecyclingDisabled) => "the campaign disables recycle billing",
        Some(Outcome::NewSaleNotRecycled) => "a new sale, and new sales are not recycled",
        Some(Outcome::NoProfile) => "the merchant is in no profile",
        Some(Outcome::BelowMinimum) => "a new sale below the profile's minimum price",
        Some(Outcome::NoAttempts) => "no attempt is left that is not skipped",
        Some(Outcome::Contested) => "handed off, then tried again by the CRM too",
        Some(Outcome::HandedOff) => "handed off to a recovery service",
        Some(Outcome::Exhausted) => "tried on ordinary merchants only",
        Some(Outcome::Blocked) => "every attempt was refused before it was sent",
    }
}

fn blocked(out: &mut String, summary: &Summary, look: Look) {
    let blocked = &summary.attempts.blocked;
    let all: u64 = blocked.values().sum();
    if all == 0 {
        return;
    }
    let mut reasons: Vec<(&String, u64)> =
        blocked.iter().map(|(name, &count)| (name, count)).collect();
    reasons.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
    let mut table = Table::new([
        ("blocked attempts", Align::Left),
        ("attempts", Align::Right),
        ("share", Align::Right),
        ("", Align::Left),
    ]);
    for (name, count) in reasons {
        let drawn = bar(count, all, BAR_COLUMNS, look.drawing);
        table.row([name.clone(), grouped(count), percent(count, all), drawn]);
    }
    out.push('\n');
    out.push_str(&table.render(look.columns()));
}

fn rejects(out: &mut String, summary: &Summary, beside: &Beside<'_>, look: Look) {
    if summary.rows.rejected == 0 {
        return;
    }
    let mut problems: Vec<(&String, u64)> =
        summary.rejects.iter().map(|(name, &count)| (name, count)).collect();
    problems.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
    let mut table = Table::new([("rejected rows", Align::Left), ("rows", Align::Right)]);
    for (problem, count) in problems {
        table.row([problem.clone(), grouped(count)]);
    }
    out.push('\n');
    out.push_str(&table.render(look.columns()));
    let place = match beside.written {
        Some(Written { folder, .. }) => {
            format!("Each with its line and value: {folder}/rejects.csv.")
        }
        None => "`--out DIR` lists each with its line and value.".to_owned(),
    };
    paragraph(out, &place, look);
}

fn assumptions(out: &mut String, summary: &Summary, beside: &Beside<'_>, look: Look) {
    let all: Vec<String> = Assumptions::KEYS
        .iter()
        .filter_map(|(key, values)| {
            let value = summary.assumptions.get(*key)?;
            let mark = if value == values[0] { "" } else { " (not the default)" };
            Some(format!("{key} {value}{mark}"))
        })
        .collect();
    out.push('\n');
    paragraph(
        out,
        &format!("Assumed where the CRM's documents are silent: {}.", all.join(", ")),
        look,
    );
    let keys = may_matter(beside.account, summary);
    if !keys.is_empty() {
        let line = format!("For these declines {} may matter. See how much:", keys.join(", "));
        paragraph(out, &line, look);
        command(out, &beside.again.on_declines("assume"));
    }
}

/// Where the outputs are, and the command that is useful next: what is wrong with the configuration comes
/// before everything else.
fn next(out: &mut String, summary: &Summary, beside: &Beside<'_>, look: Look) {
    out.push('\n');
    if let Some(Written { folder, names: [routes, transactions] }) = beside.written {
        let line = format!("Written to {folder}: {routes}, {transactions} and more.");
        paragraph(out, &line, look);
    }
    let findings::Counts { error, warning, note, .. } = beside.findings;
    if error + warning + note > 0 {
        let parts: Vec<String> =
            [(error, "error", "errors"), (warning, "warning", "warnings"), (note, "note", "notes")]
                .into_iter()
                .filter(|(count, ..)| *count > 0)
                .map(|(count, one, many)| counted(count, one, many))
                .collect();
        let them = plural(error + warning + note, "it", "them");
        let line = format!(
            "The configuration has {}. See {them}, and what hangs on {them}:",
            parts.join(", ")
        );
        paragraph(out, &line, look);
        command(out, &beside.again.check());
    } else if summary.rows.replayed == 0 {
        paragraph(out, "There was nothing to replay.", look);
    } else if let Some(Written { folder, .. }) = beside.written {
        paragraph(out, "See why a decline goes where it goes:", look);
        command(out, &format!("{} --id ID", beside.again.on_declines("explain")));
        paragraph(out, "Or see it all as a page:", look);
        command(out, &super::command::report(folder));
    } else {
        paragraph(out, "See every attempt:", look);
        command(out, &format!("{} --out DIR", beside.again.on_declines("replay")));
    }
}

/// A command to paste: on a line of its own, never broken.
fn command(out: &mut String, command: &str) {
    let _ = writeln!(out, "  {command}");
}

fn paragraph(out: &mut String, text: &str, look: Look) {
    for line in wrapped(text, look.columns()) {
        out.push_str(&line);
        out.push('\n');
    }
}

/// Money by currency, for people: `EUR 8,879.60, USD 60,395.45`.
pub fn amounts(amounts: &Amounts) -> String {
    let texts: Vec<String> = amounts
        .iter()
        .filter_map(|(code, text)| {
            let currency = Currency::read(code)?;
            Some(money(currency, amount_of_text(currency, text)?))
        })
        .collect();
    if texts.is_empty() { "-".to_owned() } else { texts.join(", ") }
}

/// The same for text that is wrapped: no line breaks between a currency and its amount.
pub fn kept_amounts(all: &Amounts) -> String {
    amounts(all).split(", ").map(kept_together).collect::<Vec<String>>().join(", ")
}

/// The same, this currency first.
pub(super) fn kept_amounts_from(all: &Amounts, first: Currency) -> String {
    let part = |own: bool| {
        let part = all.iter().filter(|(code, _)| (*code == first.code()) == own);
        part.map(|(code, text)| (code.clone(), text.clone())).collect::<Amounts>()
    };
    let parts = [part(true), part(false)];
    let texts: Vec<String> =
        parts.iter().filter(|part| !part.is_empty()).map(kept_amounts).collect();
    if texts.is_empty() { "-".to_owned() } else { texts.join(", ") }
}

pub(super) fn minor(amounts: &Amounts, currency: Currency) -> i128 {
    amounts.get(currency.code()).and_then(|text| amount_of_text(currency, text)).unwrap_or(0)
}
