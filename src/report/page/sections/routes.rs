//! Where declines go: from merchant through profile and attempts to the outcome.

use std::collections::BTreeMap;

use crate::analysis::{Path, Summary};
use crate::config::Account;
use crate::model::{Outcome, Status};
use crate::report::page::element::element;
use crate::report::page::pictures::{Flow, FlowOf, Picture, Tone, flow};
use crate::report::page::sheet::{Cell, Sheet};
use crate::report::page::{Block, Section, Subject, words};
use crate::report::summary::minor;
use crate::report::text::grouped;

const STAGES: [&str; 4] = ["merchant of the decline", "profile", "attempts", "how it ends"];

pub(super) fn section(subject: &Subject<'_>) -> Section {
    let account = &subject.loaded.account;
    let currency = account.default_currency;
    let by_count =
        picture(subject, "flow-by-declines", &|path| u128::from(path.count), &|weight| {
            grouped(i128::try_from(weight).unwrap_or(i128::MAX))
        });
    let by_money = picture(
        subject,
        "flow-by-money",
        &|path| u128::try_from(minor(&path.amount, currency)).unwrap_or(0),
        &|weight| words::whole_money(currency, weight),
    );
    let others = currencies(subject.summary).into_iter().filter(|code| code != currency.code());
    let others: Vec<String> = others.collect();
    let note = match others.as_slice() {
        [] => String::new(),
        others => format!(
            " By money it shows {currency} alone; {} are in the numbers.",
            words::some_of(others, 6)
        ),
    };
    let lead = format!(
        "Every decline from the merchant it was declined on to its end; the bands are as wide as what they carry.{note}"
    );
    let choices = vec![("declines".to_owned(), by_count), (currency.to_string(), by_money)];
    Section {
        id: "flow",
        title: "Where the declines go",
        blocks: vec![Block::Markup(element("p", lead)), Block::Choice("widths", choices)],
    }
}

fn currencies(summary: &Summary) -> Vec<String> {
    let amounts = summary.outcomes.values().flat_map(|total| total.amount.keys());
    let all: std::collections::BTreeSet<&String> = amounts.collect();
    all.into_iter().cloned().collect()
}

fn picture(
    subject: &Subject<'_>,
    name: &str,
    weight: &dyn Fn(&Path) -> u128,
    shown: &dyn Fn(u128) -> String,
) -> Picture {
    let account = &subject.loaded.account;
    let flows = subject.summary.paths.iter().map(|path| Flow {
        stages: stages(account, path),
        tone: Tone::of_outcome(&path.outcome),
        weight: weight(path),
    });
    flow(FlowOf {
        name,
        title: if name == "flow-by-money" {
            "Where the money goes"
        } else {
            "Where the declines go"
        },
        says: says(subject.summary),
        stages: &STAGES,
        flows: flows.collect(),
        shown,
        numbers: numbers(account, &subject.summary.paths),
    })
}

fn stages(account: &Account, path: &Path) -> Vec<String> {
    let merchant = match path.merchant.as_str() {
        "" => "unknown merchants".to_owned(),
        id => words::merchant(account, id),
    };
    let profile = match path.profile.as_str() {
        "" => "no profile is asked".to_owned(),
        title => title.to_owned(),
    };
    vec![merchant, profile, attempts(path), end(account, path)]
}

/// The attempts of a path in a few words.
fn attempts(path: &Path) -> String {
    let slots = |status: &str| -> Vec<String> {
        let of = path.attempts.iter().filter(|attempt| attempt.status == status);
        of.map(|attempt| attempt.attempt.to_string()).collect()
    };
    let name = |slots: &[String], verb: &str| format!("{} {verb}", slots.join(", "));
    let handed_off = slots(Status::HandedOff.name());
    let submitted = slots(Status::Submitted.name());
    let blocked = slots(Status::Blocked.name());
    match (handed_off.as_slice(), submitted.as_slice(), blocked.as_slice()) {
        ([], [], []) => "no attempt".to_owned(),
        ([], [], blocked) => name(blocked, "blocked"),
        ([], submitted, _) => name(submitted, "submitted"),
        (handed_off, [], _) => name(handed_off, "handed off"),
        (handed_off, submitted, _) => {
            format!("{}; {}", name(handed_off, "handed off"), name(submitted, "submitted"))
        }
    }
}

fn end(account: &Account, path: &Path) -> String {
    let handoff = path.attempts.iter().find(|it| it.status == Status::HandedOff.name());
    let service = handoff
        .and_then(|attempt| account.merchant_of(&attempt.merchant))
        .and_then(|merchant| account.merchant(merchant).service)
        .map(|service| account.service(service).name.as_str());
    match service {
        Some(service) if path.outcome == Outcome::HandedOff.name() => format!("to {service}"),
        Some(service) => format!("to {service}, contested"),
        None => words::outcome_label(&path.outcome),
    }
}

fn says(summary: &Summary) -> String {
    let ends = summary
        .outcomes
        .iter()
        .map(|(name, total)| format!("{} {}", grouped(total.count), words::outcome_label(name)));
    format!("A flow in four stages. At its end: {}.", ends.collect::<Vec<String>>().join(", "))
}

fn numbers(account: &Account, paths: &[Path]) -> Sheet {
    let columns = ["merchant", "profile", "class", "attempts", "outcome", "declines", "money"];
    let mut sheet = Sheet::new("Declines by path, most first", &columns);
    let mut seen: BTreeMap<&str, String> = BTreeMap::new();
    for (at, path) in paths.iter().enumerate() {
        let merchant = seen
            .entry(&path.merchant)
            .or_insert_with(|| words::merchant(account, &path.merchant))
            .clone();
        sheet.row([
            Cell::text(if merchant.is_empty() { "unknown".to_owned() } else { merchant }),
            Cell::text(path.profile.clone()),
            Cell::text(path.class.clone()),
            Cell::text(attempts(path)),
            Cell::text(path.outcome.clone()),
            Cell::summed(path.count, &["paths", &at.to_string(), "count"]),
            Cell::Amounts(path.amount.clone()),
        ]);
    }
    sheet
}
