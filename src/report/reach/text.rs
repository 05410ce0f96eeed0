//! The report on reach for people: the answer, who reaches the service and who does not, in few lines.

use std::fmt::Write as _;

use crate::analysis::reach::Clock;
use crate::config::Account;
use crate::model::MerchantIndex;
use crate::report::command;
use crate::report::look::Look;
use crate::report::text::{Align, Table, and_more, counted, escaped, wrapped, wrapped_hanging};

use super::words::declines_on;
use super::{ReachReport, ServiceReport, claim, clock, door, reached};

/// Counterexamples and dates of clock changes that are shown.
const MOST: usize = 5;
/// Merchants that are named.
const MOST_NAMES: usize = 8;

/// The whole report.
pub fn text(report: &ReachReport<'_>, look: Look) -> String {
    let mut page = Page { report, account: report.engine.account(), look, out: String::new() };
    for of in report.services {
        page.verdict(of);
        page.counterexamples(of);
        if !of.answer.reached.is_empty() {
            page.out.push('\n');
            page.out.push_str(&reached::table(&of.answer, page.account, look.columns()));
        }
        page.out.push('\n');
    }
    page.apart();
    page.door();
    page.clock_changes();
    page.scope();
    page.out
}

struct Page<'r> {
    report: &'r ReachReport<'r>,
    account: &'r Account,
    look: Look,
    out: String,
}

impl Page<'_> {
    fn paragraph(&mut self, text: &str) {
        for line in wrapped(text, self.look.columns()) {
            self.out.push_str(&line);
            self.out.push('\n');
        }
    }

    /// A line of a list and what belongs to it.
    fn item(&mut self, text: &str) {
        for line in wrapped_hanging(text, self.look.columns().saturating_sub(2), 2) {
            let _ = writeln!(self.out, "  {line}");
        }
    }

    fn more(&mut self, all: usize) {
        if all > MOST {
            let _ = writeln!(self.out, "  and {} more, all with --format json", all - MOST);
        }
    }

    /// The answer in one sentence.
    fn verdict(&mut self, of: &ServiceReport) {
        let judgement = &of.judgement;
        let name = escaped(&self.account.service(of.service).name).into_owned();
        let merchants =
            counted(judgement.merchants as u64, "enabled merchant", "enabled merchants");
        let declines = format!("soft decline of the {merchants} that {name} supports");
        let is_none = judgement.merchants == 0;
        let holds = judgement.holds() && !is_none;
        let line = match self.report.claim {
            _ if is_none => format!("No enabled merchant has `supported_by = \"{name}\"`."),
            Some(typed) => {
                let (typed, classes) = (escaped(typed.trim()), judgement.classes);
                let verb = if holds { "holds" } else { "does not hold" };
                let classes = counted(classes as u64, "class", "classes");
                format!("{typed}: {verb} for every {declines} ({classes}).")
            }
            None if holds => format!("Every {declines} reaches it."),
            None if of.answer.reached.is_empty() => format!("No {declines} reaches it."),
            None => format!("Not every {declines} reaches it."),
        };
        let palette = self.look.palette;
        let style = if holds { palette.strong } else { palette.error };
        for line in wrapped(&line, self.look.columns()) {
            let _ = writeln!(self.out, "{style}{line}{style:#}");
        }
    }

    /// The smallest ones, with a command for each.
    fn counterexamples(&mut self, of: &ServiceReport) {
        let (report, account) = (self.report, self.account);
        let all = &of.judgement.counterexamples;
        for found in all.iter().take(MOST) {
            let unmet = claim::unmet(&found.unmet, account);
            self.item(&format!("{}: {unmet}", declines_on(&found.region, account)));
            let pairs = found.example.typed(account);
            let command = command::explain(report.config_name, report.flags, &pairs);
            let _ = writeln!(self.out, "    {command}");
        }
        self.more(all.len());
    }

    fn ids(&self, merchants: impl IntoIterator<Item = MerchantIndex>) -> String {
        let ids = merchants.into_iter().map(|index| escaped(&self.account.merchant(index).id));
        and_more(&ids.collect::<Vec<_>>(), MOST_NAMES)
    }

    /// The merchants that none of the services has to do with.
    fn apart(&mut self) {
        let [first, others @ ..] = self.report.services else { return };
        let profiles = self.report.engine.profiles();
        let apart = first.answer.apart.iter().copied().filter(|index| {
            profiles.of(*index).chosen.is_some()
                && others.iter().all(|other| other.answer.apart.contains(index))
        });
        let apart: Vec<MerchantIndex> = apart.collect();
        if !apart.is_empty() {
            let ids = self.ids(apart);
            let line = if others.is_empty() {
                let name = escaped(&self.account.service(first.service).name);
                format!("Not supported by {name}, and never reaching it: {ids}.")
            } else {
                format!("Supported by no service, and reaching none: {ids}.")
            };
            self.paragraph(&line);
            self.out.push('\n');
        }
    }

    fn door(&mut self) {
        let mut table = Table::new([("", Align::Left), ("", Align::Left)]);
        for (gate, who) in door::turned_away(self.report) {
            table.row([format!("  {}", gate.name()), who]);
        }
        self.paragraph("Never tried again, by the first of these that applies:");
        self.out.push_str(&table.render(self.look.columns()));
        self.out.push('\n');
    }

    fn clock_changes(&mut self) {
        let sentences = clock::sentences(self.report);
        if sentences.is_empty() {
            return;
        }
        let zone = self.account.timezone.name();
        self.paragraph(&format!(
            "Clock changes of {} in {zone} that make a difference:",
            self.report.year
        ));
        for sentence in sentences.iter().take(MOST) {
            self.item(sentence);
        }
        self.more(sentences.len());
        self.out.push('\n');
    }

    /// What was looked at, and what is meant.
    fn scope(&mut self) {
        let classes = counted(self.report.reach.count() as u64, "class", "classes");
        let mut text = format!(
            "Every decline of an ordinary week is in one of {classes}, and each was replayed. Soft declines \
             are those that can happen on their merchant (a card and a currency that it takes, a first \
             billing or an attempt that runs on it) and that the account recycles."
        );
        if self.report.reach.week().clock == Clock::TakenAsEven {
            let _ = write!(
                text,
                " The ladders are so long that every one meets a clock change of {}: this is told as if the \
                 clock never changed.",
                self.account.timezone.name()
            );
        }
        self.paragraph(&text);
    }
}
