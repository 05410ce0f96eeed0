//! The steps of one attempt in words: from the event before it to the merchant it goes to, its notes, and what
//! followed.

use crate::analysis::explain::AttemptStory;
use crate::config::{
    AfterHandoff, BlockedSlot, Profile, RebillTime, ReductionType, Value, WaitFrom, group_of,
};
use crate::engine::{Plan, TargetSource};
use crate::model::{ConfigPath, Note, ProfileIndex, Slot, Status, Weekday};
use crate::report::text::money;

use super::{Explained, Says, words};

/// One attempt and all that its steps are told from.
#[derive(Clone, Copy)]
pub(super) struct Steps<'a> {
    explained: &'a Explained<'a>,
    profile: ProfileIndex,
    story: &'a AttemptStory,
}

impl<'a> Steps<'a> {
    pub(super) fn of(
        explained: &'a Explained<'a>,
        profile: ProfileIndex,
        story: &'a AttemptStory,
    ) -> Steps<'a> {
        Steps { explained, profile, story }
    }

    fn plan(&self) -> &'a Plan {
        &self.story.plan
    }

    fn profile(&self) -> &'a Profile {
        self.explained.account().profile(self.profile)
    }

    fn slot_path(&self, key: &str) -> ConfigPath {
        self.explained.document().slot_path(self.profile, self.plan().slot).key(key)
    }

    fn profile_path(&self, key: &str) -> ConfigPath {
        self.explained.document().profile_path(self.profile).key(key)
    }

    /// Date, time, price and merchant, step by step.
    pub(super) fn all(&self) -> Vec<(&'static str, Says)> {
        let mut steps = vec![("after", self.after()), ("wait", self.wait()), ("date", self.date())];
        steps.extend(self.weekday().map(|says| ("weekday", says)));
        steps.push(("time", self.time()));
        steps.extend(self.later().map(|says| ("later", says)));
        steps.push(("price", self.price()));
        steps.extend(self.floor().map(|says| ("floor", says)));
        steps.push(("merchant", self.merchant()));
        steps
    }

    fn after(&self) -> Says {
        let event = match self.story.previous {
            Some(Slot(slot)) => format!("attempt {slot}"),
            None => "the decline".to_owned(),
        };
        Says::new(format!("{event}, {}", words::moment(self.plan().previous)))
    }

    fn wait(&self) -> Says {
        let days = words::count(self.plan().wait_days.into(), "day");
        let text = match self.plan().gathered_days {
            0 => days,
            gathered => {
                let gathered = words::count(gathered.into(), "day");
                format!("{days}, and {gathered} of skipped attempts")
            }
        };
        Says::at(text, self.slot_path("wait_days"))
    }

    fn date(&self) -> Says {
        let due = &self.plan().due;
        let days = self.plan().wait_days + self.plan().gathered_days;
        let sum = due.counted_from.plus(days as i32);
        let (from, days) = (words::day(due.counted_from), words::count(days.into(), "day"));
        let (sum_text, base) = (words::day(sum), words::day(due.base));
        let text = if due.base == sum {
            format!("{from} + {days} = {base}")
        } else {
            format!("{from} + {days} = {sum_text}, but not before the event before it: {base}")
        };
        let is_from_decline =
            self.explained.account().assumptions.wait_from == WaitFrom::FirstDecline;
        let path = ConfigPath::of(["assumptions", "wait_from"]);
        Says { text, path: is_from_decline.then_some(path) }
    }

    fn weekday(&self) -> Option<Says> {
        let (weekday, day) = (self.profile().force_weekday?, self.plan().due.weekday?);
        let name = words::weekday(weekday);
        let text = if day == self.plan().due.base {
            format!("every attempt is on a {name}, and this is one already")
        } else {
            format!("every attempt is moved to a {name}: {}", words::day(day))
        };
        Some(Says::at(text, self.profile_path(self.weekday_key(weekday))))
    }

    /// The one of three keys that forces the weekday.
    fn weekday_key(&self, weekday: Weekday) -> &'static str {
        let is_on = |key: &str| {
            let node = self.explained.document().get(&self.profile_path(key));
            node.is_some_and(|node| node.value == Value::Bool(true))
        };
        match weekday {
            Weekday::Friday if is_on("bill_on_fridays") => "bill_on_fridays",
            Weekday::Saturday if is_on("bill_on_saturday") => "bill_on_saturday",
            _ => "force_weekday",
        }
    }

    fn time(&self) -> Says {
        let (account, due) = (self.explained.account(), &self.plan().due);
        let (second, why) = match account.rebill_time {
            RebillTime::At(second) => (second, "when attempts run"),
            RebillTime::Original => {
                (self.explained.explanation.facts.declined.second, "the decline's own time of day")
            }
        };
        let (asked, offset) = (words::clock(second), words::offset(due.at.moment));
        let text = if due.at.skipped {
            format!(
                "{asked}, {why}: a clock change skips it on {}, the first instant after the gap is {} (UTC{offset})",
                words::day(due.settled),
                words::moment(due.at.moment),
            )
        } else {
            format!("{asked}, {why} (UTC{offset})")
        };
        Says::at(text, ConfigPath::of(["account", "rebill_time"]))
    }

    /// Where the first date was not after the event before it.
    fn later(&self) -> Option<Says> {
        let due = &self.plan().due;
        let first = due.weekday.unwrap_or(due.base);
        (due.settled != first).then(|| {
            let (first, settled) = (words::day(first), words::day(due.settled));
            Says::new(format!("on {first} that is not after the event before it, so {settled}"))
        })
    }

    fn price(&self) -> Says {
        let price = &self.plan().price;
        let original = self.explained.explanation.facts.amount;
        let path = self.slot_path("price_reduction");
        if price.reduction.is_zero() {
            return Says::at(format!("the full {}", words::amount(original)), path);
        }
        let unit = match self.profile().reduction_type {
            ReductionType::Flat => "",
            ReductionType::Percent => " %",
        };
        let mut rules = self.profile().slots.iter();
        let own = rules.find(|rule| rule.slot == self.plan().slot).map(|rule| rule.reduction);
        let of_it = match own {
            Some(own) if own != price.reduction => format!(" ({own}{unit} of it for this attempt)"),
            _ => String::new(),
        };
        let reduced = money(original.currency, price.reduced_minor.into());
        let original = words::amount(original);
        let text = format!(
            "{original} less {}{unit}{of_it} = {reduced}, rounded half up",
            price.reduction
        );
        Says::at(text, path)
    }

    fn floor(&self) -> Option<Says> {
        let price = &self.plan().price;
        price.is_floored().then(|| {
            let original = self.explained.explanation.facts.amount;
            let amount = words::amount(price.amount);
            let text = if self.profile().minimum_price.exceeds(original) {
                format!("the original is below the minimum price, so it stays at {amount}")
            } else {
                format!("not below the minimum price: {amount}")
            };
            Says::at(text, self.profile_path("minimum_price"))
        })
    }

    fn merchant(&self) -> Says {
        let (account, document) = (self.explained.account(), self.explained.document());
        let merchant = words::merchant(account, self.plan().target);
        match (self.plan().target_source, group_of(self.plan().slot)) {
            (TargetSource::Profile, Some(group)) => Says {
                text: format!("{merchant}, which the profile names for attempts {}", group.key),
                path: document.target_path(self.profile, self.plan().slot),
            },
            (TargetSource::Decline, Some(group)) => Says {
                text: format!(
                    "{merchant}, the merchant of the decline: the profile names none for attempts {}",
                    group.key
                ),
                path: document.target_path(self.profile, self.plan().slot),
            },
            _ => Says::new(format!("{merchant}, the merchant of the decline")),
        }
    }

    /// The attempt's notes, each with what it means.
    pub(super) fn notes(&self) -> Vec<(Note, Says)> {
        self.story.attempt.notes.iter().map(|note| (note, self.note(note))).collect()
    }

    fn note(&self, note: Note) -> Says {
        match note {
            Note::AfterHandoff => Says::new("the recovery service owned the payment already"),
            Note::AmbiguousProfile => Says::new("the merchant is in several profiles"),
            Note::DstShifted => Says::new("a clock change skipped the usual time"),
            Note::FundingUnknown => {
                Says::new("nobody says whether the card is one that the merchant blocks")
            }
            Note::MethodUnknown => Says::new("nobody says which brand the card is"),
            Note::PriceFloored => Says::new("the minimum price stopped the reductions"),
            Note::WeekdayForced => {
                let weekday = self.profile().force_weekday;
                let key = weekday.map_or("force_weekday", |weekday| self.weekday_key(weekday));
                Says::at("the forced weekday changed the date", self.profile_path(key))
            }
            Note::UnderMinGap => self.under_min_gap(),
        }
    }

    fn under_min_gap(&self) -> Says {
        let Some(index) = self.plan().service else { return Says::new("") };
        let account = self.explained.account();
        let declined = self.explained.explanation.facts.declined;
        let text = format!(
            "{} after the decline, and {} wants {} to have passed",
            words::elapsed(declined, self.plan().due.at.moment),
            words::service(account, index),
            words::count(account.service(index).min_gap_hours.into(), "hour"),
        );
        Says::at(text, self.explained.document().service_path(index).key("min_gap_hours"))
    }

    /// What followed.
    pub(super) fn then(&self) -> Says {
        let assumptions = &self.explained.account().assumptions;
        let assumption = |key: &str| ConfigPath::of(["assumptions", key]);
        let next = match self.story.next {
            Some(Slot(slot)) => format!("attempt {slot} is next"),
            None => "no attempt is left".to_owned(),
        };
        match self.story.attempt.status {
            Status::Submitted => Says::new(format!("declines softly, as all do here: {next}")),
            Status::HandedOff => {
                let path = assumption("after_handoff");
                match (assumptions.after_handoff, self.story.next) {
                    (AfterHandoff::ServiceOwns, _) => {
                        Says::at("the service owns the payment: the ladder ends", path)
                    }
                    (AfterHandoff::Continue, Some(Slot(slot))) => Says::at(
                        format!("the CRM goes on all the same: attempt {slot} is next"),
                        path,
                    ),
                    (AfterHandoff::Continue, None) => Says::new(next),
                }
            }
            Status::Blocked => {
                let text = match assumptions.blocked_slot {
                    BlockedSlot::CountAsDecline => format!("counts as a decline: {next}"),
                    BlockedSlot::PassOver => {
                        format!("passed over, no time passes and no reduction is kept: {next}")
                    }
                    BlockedSlot::FailPurchase => "a blocked attempt ends the ladder".to_owned(),
                };
                Says::at(text, assumption("blocked_slot"))
            }
        }
    }
}
