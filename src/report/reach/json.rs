//! The report on reach as `reattempt/reach/1`.

use std::collections::BTreeMap;

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use serde::Serialize;

use crate::analysis::reach::{
    Clock, ClockDifference, Counterexample, DeclineClass, FACTS, Fate, Few, NO_LIMIT, Reached,
    Region, Set, Step, StepTarget, Unmet,
};
use crate::config::Account;
use crate::model::{Class, Currency, Fact, OrderType, Weekday};
use crate::report::command;
use crate::report::text::amount;

use super::words::{clock, currency_of};
use super::{ReachReport, ServiceReport};

const SCHEMA: &str = "reattempt/reach/1";

/// The whole document.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Document {
    schema: &'static str,
    week: WeekDoc,
    assumptions: BTreeMap<&'static str, &'static str>,
    services: Vec<ServiceDoc>,
    classes: Vec<ClassDoc>,
    fates: Vec<FateDoc>,
    clock_changes: Vec<ClockDoc>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct WeekDoc {
    /// The first day of the week that examples are taken from.
    monday: String,
    timezone: String,
    /// `even`, or `taken_as_even` where every ladder would meet a clock change.
    clock: &'static str,
}

/// The soft declines of the enabled merchants that a service supports.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ServiceDoc {
    service: String,
    /// What `--expect` claims; null for what is claimed without it, that they all reach the service.
    claim: Option<String>,
    /// Whether that holds for all classes that it is about.
    holds: bool,
    /// Enabled merchants that the service supports.
    merchants: usize,
    /// Classes of their soft declines.
    classes: usize,
    counterexamples: Vec<CounterexampleDoc>,
    /// Who reaches the service, supported or not.
    reached: Vec<ReachedDoc>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct CounterexampleDoc {
    declines: RegionDoc,
    /// `not_reached`, `attempt`, `handoff_wait_days` or `outcome`.
    unmet: &'static str,
    /// What it is instead: for `not_reached` the outcome.
    actual: String,
    /// For `not_reached`: the attempts at the service, and why each is blocked.
    blocked: Vec<BlockedDoc>,
    /// A decline, as it is typed.
    example: String,
    command: String,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct BlockedDoc {
    attempt: u8,
    merchant_id: String,
    reason: &'static str,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ReachedDoc {
    declines: RegionDoc,
    attempt: u8,
    merchant_id: Option<String>,
    outcome: &'static str,
    /// By the weekday of the decline; several where the time of day decides.
    handoff_wait_days: BTreeMap<&'static str, Vec<i32>>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ClassDoc {
    declines: RegionDoc,
    outcome: &'static str,
    /// The first hand-off: its slot, days from the decline, merchant and service.
    handoff_attempt: Option<u8>,
    handoff_wait_days: Option<i32>,
    handoff_merchant_id: Option<String>,
    handoff_service: Option<String>,
    /// All that becomes of them: the position in `fates`.
    fate: usize,
    /// A decline of the class, as it is typed.
    example: String,
}

/// What becomes of declines.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct FateDoc {
    outcome: &'static str,
    profile: Option<String>,
    notes: Vec<&'static str>,
    attempts: Vec<StepDoc>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct StepDoc {
    attempt: u8,
    recycle_number: Option<u8>,
    status: &'static str,
    reason: Option<&'static str>,
    wait_days: i32,
    days_since_decline: i32,
    /// Null for the merchant of the decline.
    merchant_id: Option<String>,
    service: Option<String>,
    /// All that is taken off the amount: money or percentage points, by the profile's reduction type.
    reduction: String,
    notes: Vec<&'static str>,
}

/// The facts that a region holds to some values; what is not here can be anything.
#[derive(Debug, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct RegionDoc {
    #[serde(skip_serializing_if = "Option::is_none")]
    merchant_id: Option<SetDoc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<Vec<&'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    campaign_id: Option<SetDoc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    order_type: Option<Vec<&'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    own_attempt: Option<Vec<u8>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<SetDoc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    card_brand: Option<BrandDoc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_prepaid: Option<Vec<&'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_debit: Option<Vec<&'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<SpanDoc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    weekday: Option<Vec<&'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time_of_day: Option<SpanDoc>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
enum SetDoc {
    In(Vec<String>),
    NotIn(Vec<String>),
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct BrandDoc {
    unknown: bool,
    #[serde(flatten)]
    known: SetDoc,
}

/// From the first to the last, both included; without a last it has no end.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct SpanDoc {
    from: String,
    to: Option<String>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ClockDoc {
    /// The local date and a time of day of the decline.
    date: String,
    time_of_day: String,
    /// The local date on which the clock changes.
    change: String,
    profile: String,
    ordinary: FateDoc,
    actual: FateDoc,
}

/// The document of a report.
pub fn json(report: &ReachReport<'_>) -> Document {
    let account = report.engine.account();
    let week = report.reach.week();
    let mut fates = Vec::new();
    let mut numbers: HashMap<&Fate, usize, FixedState> = HashMap::default();
    let classes = report.reach.classes();
    let classes = classes.iter().map(|of| {
        let number = *numbers.entry(of.fate).or_insert_with(|| {
            fates.push(fate(of.fate, account));
            fates.len() - 1
        });
        class(report, of, number)
    });
    let classes = classes.collect();
    Document {
        schema: SCHEMA,
        week: WeekDoc {
            monday: week.monday.to_string(),
            timezone: account.timezone.name().to_owned(),
            clock: match week.clock {
                Clock::Even => "even",
                Clock::TakenAsEven => "taken_as_even",
            },
        },
        assumptions: account.assumptions.in_force().into_iter().collect(),
        services: report.services.iter().map(|of| service(report, of)).collect(),
        classes,
        fates,
        clock_changes: report.clock.iter().map(|it| clock_change(account, it)).collect(),
    }
}

fn service(report: &ReachReport<'_>, of: &ServiceReport) -> ServiceDoc {
    let account = report.engine.account();
    let judgement = &of.judgement;
    let found = judgement.counterexamples.iter();
    ServiceDoc {
        service: account.service(of.service).name.clone(),
        claim: report.claim.map(str::to_owned),
        holds: judgement.holds(),
        merchants: judgement.merchants,
        classes: judgement.classes,
        counterexamples: found.map(|found| counterexample(report, found)).collect(),
        reached: of.answer.reached.iter().map(|line| reached(line, account)).collect(),
    }
}

fn counterexample(report: &ReachReport<'_>, found: &Counterexample) -> CounterexampleDoc {
    let account = report.engine.account();
    let (unmet, actual) = match &found.unmet {
        Unmet::NotReached(missed) => ("not_reached", missed.outcome.name().to_owned()),
        Unmet::Attempt(slot) => ("attempt", slot.to_string()),
        Unmet::Days(days) => ("handoff_wait_days", days.to_string()),
        Unmet::Outcome(outcome) => ("outcome", outcome.name().to_owned()),
    };
    let blocked = match &found.unmet {
        Unmet::NotReached(missed) => missed.blocked.as_slice(),
        _ => &[],
    };
    let pairs = found.example.typed(account);
    CounterexampleDoc {
        declines: region(&found.region, account),
        unmet,
        actual,
        blocked: blocked
            .iter()
            .map(|(slot, reason, target)| BlockedDoc {
                attempt: slot.0,
                merchant_id: account.merchant(*target).id.clone(),
                reason: reason.name(),
            })
            .collect(),
        example: command::typed(&pairs),
        command: command::explain(report.config_name, report.flags, &pairs),
    }
}

fn reached((declines, reached): &(Region, Reached), account: &Account) -> ReachedDoc {
    let days = reached.days.iter().zip(Weekday::ALL);
    ReachedDoc {
        declines: region(declines, account),
        attempt: reached.slot.0,
        merchant_id: target(reached.target, account),
        outcome: reached.outcome.name(),
        handoff_wait_days: days
            .map(|(days, weekday)| (weekday.name(), days.iter().copied().collect()))
            .collect(),
    }
}

fn class(report: &ReachReport<'_>, class: &DeclineClass<'_>, fate: usize) -> ClassDoc {
    let account = report.engine.account();
    let handoff = class.fate.handoffs().next();
    let example = report.reach.example(account, &class.region);
    ClassDoc {
        declines: region(&class.region, account),
        outcome: class.fate.outcome.name(),
        handoff_attempt: handoff.map(|step| step.slot.0),
        handoff_wait_days: handoff.map(|step| step.days),
        handoff_merchant_id: handoff.and_then(|step| target(step.target, account)),
        handoff_service: handoff.and_then(|step| service_name(step, account)),
        fate,
        example: command::typed(&example.typed(account)),
    }
}

fn service_name(step: &Step, account: &Account) -> Option<String> {
    step.service.map(|index| account.service(index).name.clone())
}

fn fate(fate: &Fate, account: &Account) -> FateDoc {
    FateDoc {
        outcome: fate.outcome.name(),
        profile: fate.profile.map(|index| account.profile(index).title.clone()),
        notes: fate.notes().iter().map(crate::model::Note::name).collect(),
        attempts: steps(fate, account),
    }
}

fn target(target: StepTarget, account: &Account) -> Option<String> {
    match target {
        StepTarget::Own => None,
        StepTarget::Merchant(index) => Some(account.merchant(index).id.clone()),
    }
}

fn steps(fate: &Fate, account: &Account) -> Vec<StepDoc> {
    let step = |step: &Step| StepDoc {
        attempt: step.slot.0,
        recycle_number: step.recycle_number,
        status: step.status.name(),
        reason: step.reason.map(crate::model::BlockReason::name),
        wait_days: step.wait_days,
        days_since_decline: step.days,
        merchant_id: target(step.target, account),
        service: service_name(step, account),
        reduction: step.reduction.to_string(),
        notes: step.notes.iter().map(crate::model::Note::name).collect(),
    };
    fate.steps.iter().map(step).collect()
}

fn set<T: ToString>(set: &Set<T>) -> SetDoc {
    let texts = |values: &[T]| values.iter().map(ToString::to_string).collect();
    match set {
        Set::In(values) => SetDoc::In(texts(values)),
        Set::NotIn(values) => SetDoc::NotIn(texts(values)),
    }
}

fn names<T: Copy>(
    few: Few,
    all: &[T],
    name: impl Fn(T) -> &'static str,
) -> Option<Vec<&'static str>> {
    (!few.is_all()).then(|| few.of(all).into_iter().map(name).collect())
}

fn fact(fact: Fact) -> &'static str {
    match fact {
        Fact::Yes => "yes",
        Fact::No => "no",
        Fact::Unknown => "unknown",
    }
}

fn region(region: &Region, account: &Account) -> RegionDoc {
    let currency: Currency = currency_of(region, account);
    let money = |minor: i64| amount(currency, i128::from(minor));
    let amounts = region.amounts;
    let has_amounts = amounts != Region::all().amounts;
    let has_times = region.seconds != Region::all().seconds;
    RegionDoc {
        merchant_id: (!region.merchants.is_all()).then(|| set(&region.merchants)),
        class: names(region.classes, Class::ALL, Class::name),
        campaign_id: (!region.campaigns.is_all()).then(|| set(&region.campaigns)),
        order_type: names(region.order_types, &OrderType::ALL, OrderType::name),
        own_attempt: (!region.attempts.is_all()).then(|| region.attempts.iter().collect()),
        currency: (!region.currencies.is_all()).then(|| set(&region.currencies)),
        card_brand: (!region.brands.is_all()).then(|| BrandDoc {
            unknown: region.brands.has_unknown,
            known: set(&region.brands.named),
        }),
        is_prepaid: names(region.prepaid, &FACTS, fact),
        is_debit: names(region.debit, &FACTS, fact),
        amount: has_amounts.then(|| SpanDoc {
            from: money(amounts.from),
            to: (amounts.to != NO_LIMIT).then(|| money(amounts.to)),
        }),
        weekday: names(region.weekdays, &Weekday::ALL, Weekday::name),
        time_of_day: has_times.then(|| SpanDoc {
            from: clock(region.seconds.from),
            to: Some(clock(region.seconds.to)),
        }),
    }
}

fn clock_change(account: &Account, found: &ClockDifference) -> ClockDoc {
    ClockDoc {
        date: found.day.to_string(),
        time_of_day: clock(i64::from(found.second)),
        change: found.change.to_string(),
        profile: account.profile(found.profile).title.clone(),
        ordinary: fate(&found.ordinary, account),
        actual: fate(&found.actual, account),
    }
}
