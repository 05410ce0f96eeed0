//! Recorded declines as a case file.

use std::fmt::Write as _;

use crate::analysis::{Cell, RouteColumn, TransactionColumn, attempt_cells, transaction_cells};
use crate::config::Account;
use crate::engine::{Attempt, Engine, Route};
use crate::model::{Decline, toml_string};

use super::record::{Recorded, name};
use super::value::Value;

/// The case file: everything that comes of each decline, expected exactly. A decline that cannot be read under the
/// account is left out; a miner of the same account picks none.
pub fn record_text(engine: &Engine<'_>, recorded: &[Recorded]) -> String {
    let mut text = String::new();
    let mut route = Route::empty();
    for case in recorded {
        let Ok(decline) = case.fields.decline(engine.account()) else { continue };
        engine.replay(&decline, &mut route);
        if !text.is_empty() {
            text.push('\n');
        }
        // Writing to a string cannot fail.
        let _ = write_case(&mut text, engine.account(), case, &decline, &route);
    }
    text
}

fn write_case(
    text: &mut String,
    account: &Account,
    case: &Recorded,
    decline: &Decline<'_>,
    route: &Route,
) -> std::fmt::Result {
    writeln!(text, "[[case]]\nname = {}", toml_string(&name(account, route, case)))?;
    let columns: Vec<String> = case
        .fields
        .given()
        .map(|(name, value)| format!("{name} = {}", toml_string(value)))
        .collect();
    writeln!(text, "decline = {{ {} }}", columns.join(", "))?;
    writeln!(text, "[case.expect]")?;
    let cells = transaction_cells(decline, route);
    for column in [TransactionColumn::Class, TransactionColumn::Profile, TransactionColumn::Outcome]
    {
        let value = written(&cells[column as usize], account);
        writeln!(text, "{} = {value}", column.name())?;
    }
    let slots: Vec<String> = route.attempts.iter().map(|it| it.slot.to_string()).collect();
    writeln!(text, "attempts = [{}]", slots.join(", "))?;
    for attempt in &route.attempts {
        let cells = attempt_cells(decline, attempt);
        writeln!(
            text,
            "attempt.{} = {{ {} }}",
            attempt.slot,
            attempt_text(&cells, attempt, account)
        )?;
    }
    writeln!(text, "notes = {}", notes(route.notes()))
}

/// What is expected of an attempt, on one line.
fn attempt_text(cells: &[Cell<'_>], attempt: &Attempt, account: &Account) -> String {
    let columns = [
        ("status", RouteColumn::Status),
        ("reason", RouteColumn::Reason),
        ("at", RouteColumn::DueAt),
        ("merchant", RouteColumn::MerchantId),
        ("amount", RouteColumn::Amount),
    ];
    let mut parts: Vec<String> = columns
        .into_iter()
        .filter(|(_, column)| cells[*column as usize] != Cell::Empty)
        .map(|(name, column)| format!("{name} = {}", written(&cells[column as usize], account)))
        .collect();
    parts.push(format!("notes = {}", notes(attempt.notes)));
    parts.join(", ")
}

fn written(cell: &Cell<'_>, account: &Account) -> String {
    let value = Value::of(cell, account);
    value.map_or_else(|| "{ absent = true }".to_owned(), |value| value.to_string())
}

fn notes(notes: crate::model::Notes) -> String {
    let names: Vec<String> = notes.iter().map(|note| toml_string(note.name())).collect();
    format!("[{}]", names.join(", "))
}
