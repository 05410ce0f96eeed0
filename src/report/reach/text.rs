//! The report on reach for people: the answer, who reaches the service and who does not, in few lines.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::analysis::reach::{
    ClaimError, Clock, Counterexample, Fate, Judgement, Line, Missed, Reached, Set, StepTarget,
    Unmet, What, lines, recycled as recycled_declines,
};
use crate::config::Account;
use crate::model::{Notes, Outcome, Weekday};
use crate::report::command;
use crate::report::look::Look;
use crate::report::text::{
    Align, Table, and_list, and_more, counted, escaped, grouped, number_list, wrapped,
    wrapped_hanging,
};

use super::ReachReport;
use super::words::{clock, days, declines, outcome, reason, recycled, weekday};

/// Counterexamples, and dates of clock changes, that are shown.
const MOST: usize = 5;

/// Lines of a table that are shown.
const MOST_LINES: usize = 40;

/// The whole report.
pub fn text(report: &ReachReport<'_>, look: Look) -> String {
    let mut out = String::new();
    heading(&mut out, report, look);
    if let Some((typed, judgement)) = report.expected {
        expectation(&mut out, report, typed, judgement, look);
    } else {
        answer(&mut out, report, look);
    }
    let lines = lines(report.reach, report.service);
    reached(&mut out, report, &lines, look);
    missed(&mut out, report, &lines, look);
    clock_changes(&mut out, report, look);
    out
}

fn paragraph(out: &mut String, text: &str, look: Look) {
    for line in wrapped(text, look.columns()) {
        out.push_str(&line);
        out.push('\n');
    }
}

fn service_name(report: &ReachReport<'_>) -> String {
    escaped(&report.engine.account().service(report.service).name).into_owned()
}

fn heading(out: &mut String, report: &ReachReport<'_>, look: Look) {
    let account = report.engine.account();
    let name = match account.name.as_str() {
        "" => String::new(),
        name => format!("{}: ", escaped(name)),
    };
    let classes = counted(report.reach.count() as u64, "class", "classes");
    let line = format!(
        "{name}every decline of an ordinary week falls into one of {classes}; each was replayed."
    );
    paragraph(out, &line, look);
    if report.reach.week().clock == Clock::TakenAsEven {
        let line = format!(
            "The ladders are so long that every one meets a clock change of {}: what follows is said as if \
             the clock never changed.",
            account.timezone.name()
        );
        paragraph(out, &line, look);
    }
}

/// Whom an answer is about.
fn about(report: &ReachReport<'_>, judgement: &Judgement<'_>) -> String {
    let merchants = counted(judgement.merchants as u64, "enabled merchant", "enabled merchants");
    format!("{merchants} that {} supports", service_name(report))
}

fn answer(out: &mut String, report: &ReachReport<'_>, look: Look) {
    let strong = look.palette.strong;
    let judgement = report.reached;
    let (service, about) = (service_name(report), about(report, judgement));
    let missing = judgement.counterexamples.len();
    let line = if judgement.merchants == 0 {
        format!("No enabled merchant is supported by {service}.")
    } else if missing == 0 {
        format!("Every soft decline of the {about} reaches it.")
    } else if missing == judgement.classes {
        format!("No soft decline of the {about} reaches it.")
    } else {
        format!(
            "Not every soft decline of the {about} reaches it: {} of {} do not.",
            grouped(missing as u64),
            counted(judgement.classes as u64, "class", "classes")
        )
    };
    out.push('\n');
    for line in wrapped(&line, look.columns()) {
        let _ = writeln!(out, "{strong}{line}{strong:#}");
    }
    scope(out, report, look);
    if missing > 0 {
        counterexamples(out, report, judgement, look);
    }
}

/// Which soft declines are meant.
fn scope(out: &mut String, report: &ReachReport<'_>, look: Look) {
    if report.reached.merchants == 0 {
        return;
    }
    let account = report.engine.account();
    let mut left_out = Vec::new();
    if !account.recycle_new_sales {
        left_out.push("new sales (`recycle_new_sales` is off)".to_owned());
    }
    if let Set::NotIn(ids) = recycled_declines(account).campaigns
        && !ids.is_empty()
    {
        let ids: Vec<String> = ids.iter().map(|id| escaped(id).into_owned()).collect();
        left_out.push(format!("campaign {} (disables recycle billing)", and_more(&ids, MOST)));
    }
    let left_out = match left_out.as_slice() {
        [] => String::new(),
        some => format!("; not {}", some.join(" nor ")),
    };
    let line = format!(
        "Meant are soft declines that can happen there and that the account recycles: cards and currencies \
         that the merchant itself takes, first billings and attempts that run on it{left_out}."
    );
    paragraph(out, &line, look);
}

fn expectation(
    out: &mut String,
    report: &ReachReport<'_>,
    typed: &str,
    judgement: &Judgement<'_>,
    look: Look,
) {
    let about = about(report, judgement);
    let typed = escaped(typed.trim());
    out.push('\n');
    let (style, line) = if judgement.holds() {
        let classes = counted(judgement.classes as u64, "class", "classes");
        let line = format!("{typed}: holds for all {classes} of soft declines of the {about}.");
        (look.palette.strong, line)
    } else {
        let line = format!(
            "{typed}: does not hold for {} of {} of soft declines of the {about}.",
            grouped(judgement.counterexamples.len() as u64),
            counted(judgement.classes as u64, "class", "classes")
        );
        (look.palette.error, line)
    };
    for line in wrapped(&line, look.columns()) {
        let _ = writeln!(out, "{style}{line}{style:#}");
    }
    scope(out, report, look);
    if !judgement.holds() {
        counterexamples(out, report, judgement, look);
    }
}

fn counterexamples(
    out: &mut String,
    report: &ReachReport<'_>,
    judgement: &Judgement<'_>,
    look: Look,
) {
    let account = report.engine.account();
    let all = &judgement.counterexamples;
    out.push('\n');
    for found in all.iter().take(MOST) {
        let line = format!("{}: {}.", recycled(&found.class.region, account), unmet(report, found));
        for line in wrapped_hanging(&line, look.columns().saturating_sub(2), 2) {
            let _ = writeln!(out, "  {line}");
        }
        let pairs = found.example.typed(account);
        let _ = writeln!(out, "    {}", command::explain(report.config_name, report.flags, &pairs));
    }
    if all.len() > MOST {
        let more = counted((all.len() - MOST) as u64, "more class", "more classes");
        let _ = writeln!(out, "  and {more}: --format json");
    }
}

fn unmet(report: &ReachReport<'_>, found: &Counterexample<'_>) -> String {
    let account = report.engine.account();
    let service = service_name(report);
    match found.unmet {
        Unmet::Attempt(slot) => format!("reached at attempt {slot}"),
        Unmet::Days(number) => format!("reached after {}", days(number)),
        Unmet::Outcome(other) => format!("ends as {}", other.name()),
        Unmet::NotReached => {
            let blocked = found.class.fate.steps.iter().find_map(|step| {
                let why = step.reason?;
                let StepTarget::Merchant(target) = step.target else { return None };
                step.service?;
                let id = escaped(&account.merchant(target).id).into_owned();
                Some(format!("attempt {} on {id} is blocked, {}", step.slot, reason(why)))
            });
            blocked.unwrap_or_else(|| {
                format!("{service} is not reached ({})", found.class.fate.outcome.name())
            })
        }
    }
}

fn reached(out: &mut String, report: &ReachReport<'_>, lines: &[Line], look: Look) {
    let account = report.engine.account();
    let reached: Vec<(&Line, &Reached)> = lines
        .iter()
        .filter_map(|line| match &line.what {
            What::Reached(reached) => Some((line, reached)),
            What::Missed(_) | What::NotMeant => None,
        })
        .collect();
    out.push('\n');
    if reached.is_empty() {
        paragraph(out, &format!("Nothing reaches {}.", service_name(report)), look);
        return;
    }
    let heading = format!("soft declines that reach {}", service_name(report));
    let mut table =
        Table::new([(&*heading, Align::Left), ("where", Align::Left), ("when", Align::Left)]);
    for (line, reached) in reached.iter().take(MOST_LINES) {
        let place = place(reached, account);
        table.row([recycled(&line.region, account), place, when(&reached.days)]);
    }
    out.push_str(&table.render(look.columns()));
    more(out, reached.len());
}

fn more(out: &mut String, all: usize) {
    if all > MOST_LINES {
        let _ = writeln!(out, "and {} more: --format json", all - MOST_LINES);
    }
}

fn place(reached: &Reached, account: &Account) -> String {
    let mut text = format!("attempt {}", reached.slot);
    if let StepTarget::Merchant(target) = reached.target {
        let _ = write!(text, " on {}", escaped(&account.merchant(target).id));
    }
    let numbers = |slots: &[crate::model::Slot]| {
        number_list(&slots.iter().map(|slot| slot.0).collect::<Vec<_>>())
    };
    if !reached.before.is_empty() {
        let _ = write!(text, ", after attempts {} elsewhere", numbers(&reached.before));
    }
    if !reached.after.is_empty() {
        let _ = write!(text, ", then attempts {} as well", numbers(&reached.after));
    }
    if reached.outcome == Outcome::Contested {
        text.push_str(" (contested)");
    }
    text
}

/// The days from each weekday: `after 1 day`, or `after 4 days from Monday, 3 from Tuesday, ...`.
fn when(by_weekday: &[BTreeSet<i32>; 7]) -> String {
    let shown = |set: &BTreeSet<i32>| {
        let numbers: Vec<String> = set.iter().map(ToString::to_string).collect();
        numbers.join(" or ")
    };
    let unit =
        |set: &BTreeSet<i32>| if set.len() == 1 && set.contains(&1) { "day" } else { "days" };
    let first = &by_weekday[0];
    if by_weekday.iter().all(|set| set == first) {
        return format!("after {} {}", shown(first), unit(first));
    }
    let parts: Vec<String> = by_weekday
        .iter()
        .zip(Weekday::ALL)
        .map(|(set, day)| format!("{} {}", &weekday(day)[..3], shown(set)))
        .collect();
    format!("days from {}", parts.join(", "))
}

/// What does not reach it: first what can happen on merchants that are meant to, then the rest.
fn missed(out: &mut String, report: &ReachReport<'_>, lines: &[Line], look: Look) {
    let account = report.engine.account();
    let can_happen = |line: &Line| {
        report.reach.supported_example(report.engine, &line.region, report.service).is_some()
    };
    let mut meant = Table::new([("soft declines that do not", Align::Left), ("why", Align::Left)]);
    let mut rest = Table::new([("whatever the profiles say", Align::Left), ("", Align::Left)]);
    let (mut shown, mut has_impossible) = (0, false);
    for line in lines {
        match &line.what {
            What::Reached(_) => {}
            What::NotMeant => rest.row([
                declines(&line.region, account),
                format!("not supported by {}, and never reach it", service_name(report)),
            ]),
            What::Missed(missed) if missed.is_usual() => {
                rest.row([declines(&line.region, account), why(missed, account)]);
            }
            What::Missed(_) if !can_happen(line) => has_impossible = true,
            What::Missed(missed) => {
                shown += 1;
                if shown <= MOST_LINES {
                    meant.row([recycled(&line.region, account), why(missed, account)]);
                }
            }
        }
    }
    out.push('\n');
    if shown > 0 {
        out.push_str(&meant.render(look.columns()));
        more(out, shown);
        out.push('\n');
    }
    out.push_str(&rest.render(look.columns()));
    if has_impossible {
        let line = "Not shown: cards and currencies that their own merchant does not take, and own attempts \
            that would not have run on it.";
        paragraph(out, line, look);
    }
}

fn why(missed: &Missed, account: &Account) -> String {
    let blocked: Vec<String> = missed
        .blocked
        .iter()
        .map(|(slot, why, target)| {
            let id = escaped(&account.merchant(*target).id);
            format!("attempt {slot} on {id}, for {}", reason(*why))
        })
        .collect();
    let other = missed.other.map(|service| {
        format!("handed off to {} instead", escaped(&account.service(service).name))
    });
    match (other, blocked.is_empty()) {
        (Some(other), true) => other,
        (Some(other), false) => format!("{}; {other}", and_list(&blocked)),
        (None, false) => format!("{}: {}", missed.outcome.name(), and_list(&blocked)),
        (None, true) => outcome(missed.outcome),
    }
}

fn clock_changes(out: &mut String, report: &ReachReport<'_>, look: Look) {
    if report.clock.is_empty() {
        return;
    }
    let account = report.engine.account();
    out.push('\n');
    let line = format!(
        "On these dates of {} a change of the clock in {} makes a difference:",
        report.year,
        account.timezone.name()
    );
    paragraph(out, &line, look);
    let mut told: Vec<(String, Vec<String>)> = Vec::new();
    for found in report.clock {
        let title = escaped(&account.profile(found.profile).title).into_owned();
        let line = format!(
            "declined {} at {}: {} (the clock changes on {})",
            found.day,
            clock(i64::from(found.second)),
            difference(&found.ordinary, &found.actual),
            found.change
        );
        match told.iter_mut().find(|(same, _)| *same == line) {
            Some((_, titles)) => titles.push(title),
            None => told.push((line, vec![title])),
        }
    }
    for (line, titles) in told.iter().take(MOST) {
        let line = format!("{line}, in {}.", and_more(titles, MOST));
        for line in wrapped_hanging(&line, look.columns().saturating_sub(2), 2) {
            let _ = writeln!(out, "  {line}");
        }
    }
    if told.len() > MOST {
        let _ = writeln!(out, "  and {} more: --format json", told.len() - MOST);
    }
}

/// The first thing that is otherwise.
fn difference(ordinary: &Fate, actual: &Fate) -> String {
    if ordinary.outcome != actual.outcome {
        return format!("ends as {} instead of {}", actual.outcome.name(), ordinary.outcome.name());
    }
    let differing = ordinary.steps.iter().zip(&actual.steps).find(|(a, b)| a != b);
    let Some((usual, step)) = differing else { return "the attempts differ".to_owned() };
    let slot = step.slot;
    if usual.days != step.days {
        return format!("attempt {slot} after {} instead of {}", days(step.days), usual.days);
    }
    let without = |notes: Notes, other: Notes| -> Notes {
        notes.iter().filter(|note| !other.has(*note)).collect()
    };
    let (gained, lost) = (without(step.notes, usual.notes), without(usual.notes, step.notes));
    let parts =
        [("gets", gained), ("loses", lost)].into_iter().filter(|(_, notes)| !notes.is_empty());
    let parts: Vec<String> =
        parts.map(|(verb, notes)| format!("{verb} the note {notes}")).collect();
    format!("attempt {slot} {}", and_list(&parts))
}

/// What is wrong with a claim.
pub fn claim_error(error: &ClaimError) -> String {
    match error {
        ClaimError::NotAPair(word) => {
            format!("`{}` is not NAME=VALUE", escaped(word))
        }
        ClaimError::UnknownKey(name, Some(other)) => {
            format!("there is no `{}` to expect, did you mean `{other}`?", escaped(name))
        }
        ClaimError::UnknownKey(name, None) => format!(
            "there is no `{}` to expect, only attempt, handoff_wait_days, service and outcome",
            escaped(name)
        ),
        ClaimError::Twice(key) => format!("`{key}` is given twice"),
        ClaimError::BadValue(key, value, expected) => {
            format!("`{key}` is `{}`, expected {expected}", escaped(value))
        }
        ClaimError::Empty => {
            "nothing is expected, write `attempt=4 handoff_wait_days=1`".to_owned()
        }
    }
}
