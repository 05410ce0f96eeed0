//! Who reaches a service, as a table.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::analysis::reach::{Answer, Reached, StepTarget};
use crate::config::Account;
use crate::model::{Outcome, Slot, Weekday};
use crate::report::text::{Align, Table, counted, escaped, number_list};

use super::words::{declines_on, weekday};

/// Lines of the table that are shown.
const MOST: usize = 40;

/// The table, in lines of at most `width` columns.
pub(super) fn table(answer: &Answer, account: &Account, width: usize) -> String {
    let mut table = Table::new([
        ("soft declines on", Align::Left),
        ("go to", Align::Left),
        ("after", Align::Left),
    ]);
    for (region, reached) in answer.reached.iter().take(MOST) {
        table.row([declines_on(region, account), place(reached, account), when(&reached.days)]);
    }
    let mut out = table.render(width);
    if answer.reached.len() > MOST {
        let more = counted((answer.reached.len() - MOST) as u64, "more line", "more lines");
        let _ = writeln!(out, "and {more}, all with --format json");
    }
    out
}

fn place(reached: &Reached, account: &Account) -> String {
    let mut text = format!("attempt {}", reached.slot);
    if let StepTarget::Merchant(target) = reached.target {
        let _ = write!(text, " on {}", escaped(&account.merchant(target).id));
    }
    if !reached.before.is_empty() {
        let _ = write!(text, ", after {} elsewhere", attempts(&reached.before));
    }
    if !reached.after.is_empty() {
        let _ = write!(text, ", then {} as well", attempts(&reached.after));
    }
    if reached.outcome == Outcome::Contested {
        text.push_str(" (contested)");
    }
    text
}

fn attempts(slots: &[Slot]) -> String {
    let numbers: Vec<u8> = slots.iter().map(|slot| slot.0).collect();
    let word = if numbers.len() == 1 { "attempt" } else { "attempts" };
    format!("{word} {}", number_list(&numbers))
}

/// The days from each weekday: `1 day`, or `Mon 4, Tue 3, ... days`.
fn when(by_weekday: &[BTreeSet<i32>; 7]) -> String {
    let numbers = |set: &BTreeSet<i32>| {
        set.iter().map(ToString::to_string).collect::<Vec<String>>().join(" or ")
    };
    let unit = |set: &BTreeSet<i32>| if set.iter().eq([&1]) { "day" } else { "days" };
    let first = &by_weekday[0];
    if by_weekday.iter().all(|set| set == first) {
        return format!("{} {}", numbers(first), unit(first));
    }
    let days = by_weekday.iter().zip(Weekday::ALL);
    let days = days.map(|(set, day)| format!("{} {}", &weekday(day)[..3], numbers(set)));
    let days: Vec<String> = days.collect();
    format!("{} days", days.join(", "))
}
