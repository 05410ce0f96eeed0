//! Every class of decline that changes, on a terminal.

use std::fmt::Write as _;

use crate::analysis::compare::ChangeClass;
use crate::analysis::reach::{ClassChange, Clock, Extent, Few, Region};
use crate::report::Look;
use crate::report::command;
use crate::report::reach::words::{declines, weekdays};
use crate::report::text::{counted, escaped, grouped, wrapped, wrapped_hanging};

use super::all::{AllCompared, ConfigSide};
use super::all_words::{difference, shown_of};
use super::words::meaning;

/// Changes of a class that are shown.
const MOST: usize = 8;

/// The whole comparison.
pub fn all_text(compared: &AllCompared<'_>, look: Look) -> String {
    let mut out = String::new();
    let (base, candidate) = (&compared.base, &compared.candidate);
    paragraph(&mut out, &escaped(&format!("{} -> {}", base.named(), candidate.named())), look);
    verdict(&mut out, compared, look);
    let can_happen = compared.differing.changes.iter().filter(|change| change.can_happen);
    let can_happen: Vec<&ClassChange> = can_happen.collect();
    for class in ChangeClass::ALL.iter().copied() {
        let of_class = can_happen.iter().copied().filter(|change| change.class == class);
        let kinds = kinds(&of_class.collect::<Vec<_>>());
        if !kinds.is_empty() {
            section(&mut out, compared, class, &kinds, look);
        }
    }
    scope(&mut out, compared, look);
    out
}

/// Changes of declines that differ in their weekday alone.
type Kind<'c> = Vec<&'c ClassChange>;

fn kinds<'c>(changes: &[&'c ClassChange]) -> Vec<Kind<'c>> {
    let mut kinds: Vec<Kind<'c>> = Vec::new();
    for change in changes {
        let weekdays = Region::all().weekdays;
        let bare =
            |of: &ClassChange| (Region { weekdays, ..of.told.clone() }, of.extent, of.reclassified);
        match kinds.iter_mut().find(|kind| bare(kind[0]) == bare(change)) {
            Some(kind) => kind.push(change),
            None => kinds.push(vec![change]),
        }
    }
    kinds
}

fn paragraph(out: &mut String, text: &str, look: Look) {
    for line in wrapped(text, look.columns()) {
        let _ = writeln!(out, "{line}");
    }
}

fn verdict(out: &mut String, compared: &AllCompared<'_>, look: Look) {
    let strong = look.palette.strong;
    let changes = compared.differing.changes.iter();
    let possible = changes.clone().filter(|change| change.can_happen).count();
    let line = match (changes.len(), possible) {
        (0, _) => "Nothing changes for any decline of an ordinary week.".to_owned(),
        (_, 0) => "Nothing changes for any decline that can happen in an ordinary week.".to_owned(),
        (_, some) => format!(
            "{}; every other decline of an ordinary week that can happen stays as it is.",
            counted(some as u64, "class of declines changes", "classes of declines change")
        ),
    };
    for line in wrapped(&line, look.columns()) {
        let _ = writeln!(out, "{strong}{line}{strong:#}");
    }
}

fn section(
    out: &mut String,
    compared: &AllCompared<'_>,
    class: ChangeClass,
    kinds: &[Kind<'_>],
    look: Look,
) {
    out.push('\n');
    paragraph(out, &format!("{}: {}", class.name(), meaning(class)), look);
    for kind in kinds.iter().take(MOST) {
        let first = kind[0];
        let some = if first.extent == Extent::Some { "some " } else { "" };
        let account = compared.base.account();
        let told = by_weekday(kind);
        let on = |weekdays: Few| Region { weekdays, ..first.told.clone() };
        if let [(weekdays, difference)] = told.as_slice() {
            let who = declines(&on(*weekdays), account);
            item(out, look, 2, &format!("{some}{who}: {difference}"));
        } else {
            let who = declines(&on(Region::all().weekdays), account);
            item(out, look, 2, &format!("{some}{who}, declined on"));
            for (days, difference) in &told {
                let days = weekdays(*days).unwrap_or_default();
                item(out, look, 4, &format!("{days}: {difference}"));
            }
        }
        let _ = writeln!(out, "    {}", explain(compared, first));
    }
    if kinds.len() > MOST {
        let more = grouped((kinds.len() - MOST) as u64);
        item(out, look, 2, &format!("and {more} more, all with --format json"));
    }
}

/// What is told of declines of each weekday, those of which the same is told together.
fn by_weekday(kind: &Kind<'_>) -> Vec<(Few, String)> {
    let mut told: Vec<(Few, String)> = Vec::new();
    for change in kind {
        let (weekdays, difference) = (change.told.weekdays, difference(change));
        match told.iter_mut().find(|(_, same)| *same == difference) {
            Some((all, _)) => *all = all.union(weekdays),
            None => told.push((weekdays, difference)),
        }
    }
    told
}

fn item(out: &mut String, look: Look, indent: usize, text: &str) {
    for line in wrapped_hanging(text, look.columns().saturating_sub(indent), 2) {
        let _ = writeln!(out, "{:indent$}{line}", "");
    }
}

/// The command that shows a decline under the configuration that tells more.
pub(super) fn explain(compared: &AllCompared<'_>, change: &ClassChange) -> String {
    let side: &ConfigSide<'_> = shown_of(compared, change.class);
    let pairs = change.example.typed(side.account());
    command::explain(side.file(), side.flags, &pairs)
}

fn scope(out: &mut String, compared: &AllCompared<'_>, look: Look) {
    let [base, candidate] = compared.differing.classes.map(|count| grouped(count as u64));
    let mut text = format!(
        "Held against each other: all {base} classes of declines of the one and {candidate} of the other, each \
         replayed in an ordinary week; dates near a clock change are not looked at."
    );
    let impossible = compared.differing.changes.iter().filter(|change| !change.can_happen).count();
    if impossible > 0 {
        let _ = write!(
            text,
            " {} with cards or currencies that their own merchant does not take, or own attempts that run \
             elsewhere, only with --format json.",
            counted(impossible as u64, "class changes", "classes change")
        );
    }
    if compared.differing.week.clock == Clock::TakenAsEven {
        text.push_str(" The ladders are so long that every one meets one: this is told as if there were none.");
    }
    out.push('\n');
    paragraph(out, &text, look);
}
