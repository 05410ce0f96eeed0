//! What of a route can be expected, under which names, and what kind of value it is.

use crate::analysis::{RouteColumn, TransactionColumn};
use crate::config::closest;
use crate::model::{BlockReason, Class, Code, Note, Outcome, Slot, Status};

/// Something that is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// A cell of the decline's row of `transactions.csv`.
    Transaction(TransactionColumn),
    /// A cell of a slot's row of `routes.csv`; empty where the slot is not attempted.
    Attempt(Slot, RouteColumn),
    /// The numbers of the slots that are attempted, in order.
    Attempts,
    /// The notes of the transaction.
    Notes,
    /// The notes of a slot.
    AttemptNotes(Slot),
    /// The codes that `check` finds in the configuration.
    Findings,
}

/// What values a field has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Any text, compared exactly.
    Text,
    /// A word of the contract.
    Word(Words),
    /// A whole number.
    Number,
    /// An amount in the decline's currency.
    Amount,
    /// An instant, a local date and time, or a date.
    At,
}

/// Words of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Words {
    Class,
    Outcome,
    Status,
    Reason,
    Note,
    Code,
}

impl Words {
    pub(super) fn all(self) -> Vec<&'static str> {
        match self {
            Words::Class => Class::ALL.iter().map(|word| word.name()).collect(),
            Words::Outcome => Outcome::ALL.iter().map(|word| word.name()).collect(),
            Words::Status => Status::ALL.iter().map(|word| word.name()).collect(),
            Words::Reason => BlockReason::ALL.iter().map(|word| word.name()).collect(),
            Words::Note => Note::ALL.iter().map(|word| word.name()).collect(),
            Words::Code => Code::ALL.iter().map(|word| word.name()).collect(),
        }
    }

    /// What one of them is called.
    pub(super) const fn noun(self) -> &'static str {
        match self {
            Words::Class => "class",
            Words::Outcome => "outcome",
            Words::Status => "status",
            Words::Reason => "reason",
            Words::Note => "note",
            Words::Code => "rule code",
        }
    }
}

impl Field {
    /// What its value, or each of its values, is.
    pub(super) const fn kind(self) -> Kind {
        use TransactionColumn as T;
        match self {
            Field::Attempts => Kind::Number,
            Field::Notes | Field::AttemptNotes(_) => Kind::Word(Words::Note),
            Field::Findings => Kind::Word(Words::Code),
            Field::Transaction(column) => match column {
                T::Class => Kind::Word(Words::Class),
                T::Outcome => Kind::Word(Words::Outcome),
                T::FirstBlockReason => Kind::Word(Words::Reason),
                T::DeclinedAt | T::HandoffAt | T::LastAt => Kind::At,
                T::Amount | T::HandoffAmount | T::LastAmount => Kind::Amount,
                T::AttemptsMade
                | T::AttemptsBlocked
                | T::HandoffAttempt
                | T::HandoffWaitDays
                | T::LastAttempt
                | T::Line => Kind::Number,
                _ => Kind::Text,
            },
            Field::Attempt(_, column) => match column {
                RouteColumn::Status => Kind::Word(Words::Status),
                RouteColumn::Reason => Kind::Word(Words::Reason),
                RouteColumn::DueAt => Kind::At,
                RouteColumn::Amount => Kind::Amount,
                RouteColumn::Attempt
                | RouteColumn::RecycleNumber
                | RouteColumn::WaitDays
                | RouteColumn::Line => Kind::Number,
                _ => Kind::Text,
            },
        }
    }

    /// Whether it has any number of values.
    pub(super) const fn is_list(self) -> bool {
        matches!(self, Field::Attempts | Field::Notes | Field::AttemptNotes(_) | Field::Findings)
    }
}

/// Tables that stand for columns with a common start: `handoff = { at = ... }` is `handoff_at = ...`.
pub(super) const GROUPS: [(&str, TransactionColumn); 2] =
    [("handoff", TransactionColumn::HandoffAttempt), ("last", TransactionColumn::LastAttempt)];

/// The field of a key of `expect`.
pub(super) fn of_decline(key: &str) -> Option<Field> {
    match key {
        "attempts" => Some(Field::Attempts),
        "notes" => Some(Field::Notes),
        "findings" => Some(Field::Findings),
        "merchant" => Some(Field::Transaction(TransactionColumn::MerchantId)),
        _ => column(key).map(Field::Transaction),
    }
}

/// The field of a key of `handoff` or `last`.
pub(super) fn of_group(group: &str, key: &str) -> Option<Field> {
    let key = if key == "merchant" { "merchant_id" } else { key };
    column(&format!("{group}_{key}")).map(Field::Transaction)
}

/// The field of a key of a slot.
pub(super) fn of_attempt(slot: Slot, key: &str) -> Option<Field> {
    let key = match key {
        "notes" => return Some(Field::AttemptNotes(slot)),
        "at" => "due_at",
        "merchant" => "merchant_id",
        other => other,
    };
    let found = RouteColumn::ALL.iter().copied().find(|column| column.name() == key);
    found.map(|column| Field::Attempt(slot, column))
}

fn column(name: &str) -> Option<TransactionColumn> {
    TransactionColumn::ALL.iter().copied().find(|column| column.name() == name)
}

/// The keys that `expect` may have.
pub(super) fn decline_keys() -> Vec<String> {
    let columns = TransactionColumn::ALL.iter().map(|column| column.name());
    let more = ["merchant", "attempt", "handoff", "last", "attempts", "findings"];
    with_lists(columns.chain(more), &["attempts", "notes", "findings"])
}

/// The keys that `handoff` or `last` may have.
pub(super) fn group_keys(group: &str) -> Vec<String> {
    let prefix = format!("{group}_");
    let columns = TransactionColumn::ALL.iter().filter_map(|it| it.name().strip_prefix(&prefix));
    with_lists(columns.chain(["merchant", "absent"]), &[])
}

/// The keys that a slot may have.
pub(super) fn attempt_keys() -> Vec<String> {
    let columns = RouteColumn::ALL.iter().map(|column| column.name());
    with_lists(columns.chain(["at", "merchant", "absent"]), &["notes"])
}

fn with_lists<'a>(keys: impl Iterator<Item = &'a str>, lists: &[&str]) -> Vec<String> {
    let suffixed =
        lists.iter().flat_map(|list| [format!("{list}_include"), format!("{list}_absent")]);
    keys.map(str::to_owned).chain(suffixed).collect()
}

/// "did you mean", among some keys.
pub(super) fn near(key: &str, keys: &[String]) -> Option<String> {
    closest(key, keys.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"))
}
