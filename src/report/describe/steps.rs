//! One re-attempt as part of a sentence: when, how much, where to.

use crate::config::{Account, Profile, RebillTime, ReductionType, WaitFrom};
use crate::engine::{LadderStep, price};
use crate::model::{Decimal, Money};
use crate::report::explain::words;
use crate::report::text::escaped;

use super::{days, merchant};

/// The re-attempts of a profile.
pub(super) struct Steps<'a> {
    pub(super) account: &'a Account,
    pub(super) profile: &'a Profile,
}

/// What a reduced price is shown of: a hundred units of the account's currency.
const EXAMPLE_UNITS: i64 = 100;

impl Steps<'_> {
    /// `nothing is tried for 1 day, then`.
    pub(super) fn first_wait(&self, step: &LadderStep<'_>) -> String {
        let gathered = self.gathered(step);
        match step.wait_days {
            0 => format!("{},", self.at_once()),
            wait_days => format!("nothing is tried for {}{gathered}, then", days(wait_days)),
        }
    }

    /// `5 days later (day 8),`.
    pub(super) fn further_wait(&self, step: &LadderStep<'_>) -> String {
        let gathered = self.gathered(step);
        match (self.account.assumptions.wait_from, step.wait_days) {
            (WaitFrom::FirstDecline, wait_days) => {
                format!(
                    "{} after the decline, or the day after if that has passed,",
                    days(wait_days)
                )
            }
            (WaitFrom::PreviousAttempt, 0) => format!("The day after{gathered},"),
            (WaitFrom::PreviousAttempt, wait_days) => {
                let later = days(wait_days);
                match self.profile.force_weekday {
                    None => format!("{later} later{gathered} (day {}),", step.due_days),
                    Some(_) => format!("{later} later{gathered},"),
                }
            }
        }
    }

    /// `the full price goes to FlexPay (99)`.
    pub(super) fn what(&self, step: &LadderStep<'_>) -> String {
        let account = self.account;
        let price = self.price(step);
        match step.rung.rule.target {
            None => format!("{price} is tried on the same merchant"),
            Some(target) => match account.merchant(target).service {
                Some(service) => {
                    let id = escaped(&account.merchant(target).id);
                    format!("{price} goes to {} ({id})", words::service(account, service))
                }
                None => format!("{price} is tried on merchant {}", merchant(account, target)),
            },
        }
    }

    /// `the full price`, or `the price less 10% (USD 90.00 of USD 100.00)`.
    fn price(&self, step: &LadderStep<'_>) -> String {
        if step.reduction.is_zero() {
            return "the full price".to_owned();
        }
        let currency = self.account.default_currency;
        let amount_minor = EXAMPLE_UNITS * 10_i64.pow(currency.decimals());
        let example = Money { currency, amount_minor };
        let asked = price(self.profile, example, step.reduction).amount;
        format!(
            "the price less {} ({} of {})",
            reduction(self.profile, step.reduction),
            words::amount(asked),
            words::amount(example)
        )
    }

    /// What of the wait is that of skipped slots.
    fn gathered(&self, step: &LadderStep<'_>) -> String {
        match step.wait_days - u32::from(step.rung.rule.wait_days) {
            0 => String::new(),
            gathered => format!(", {gathered} of them of skipped re-attempts"),
        }
    }

    fn at_once(&self) -> String {
        match self.account.rebill_time {
            RebillTime::At(second) => format!("at the next {}", words::clock(second)),
            RebillTime::Original => "a day later".to_owned(),
        }
    }
}

/// `10%`, or `4.95`.
pub(super) fn reduction(profile: &Profile, reduction: Decimal) -> String {
    match profile.reduction_type {
        ReductionType::Flat => reduction.to_string(),
        ReductionType::Percent => format!("{reduction}%"),
    }
}
