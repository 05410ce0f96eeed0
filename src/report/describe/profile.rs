//! One profile: whom it serves, what is tried when at which price, and what is not.

use crate::config::{Account, AfterHandoff, GROUPS, Group, Profile, WeekdayRule, group_of};
use crate::engine::{Engine, LadderStep, ladder_steps};
use crate::model::{MerchantIndex, ProfileIndex, ServiceIndex, Slot};
use crate::report::explain::words;
use crate::report::text::escaped;

use super::steps::{Steps, reduction};
use super::{days, merchant, merchants_of};

/// More merchants than this are counted in the sentence that says what is tried.
const MOST_NAMED: usize = 6;

/// What a profile does, a sentence a fact.
pub fn of_profile(engine: &Engine<'_>, index: ProfileIndex) -> Vec<String> {
    let account = engine.account();
    let profile = account.profile(index);
    let mut sentences = vec![serves(account, profile)];
    sentences.extend(overlaps(engine, index));
    let ladder: Vec<LadderStep<'_>> = ladder_steps(account, profile).collect();
    let whose = whose(engine, index);
    if ladder.is_empty() {
        sentences.push(format!("{whose}: nothing is tried, for every re-attempt is skipped."));
    } else {
        sentences.extend(tried(account, profile, &ladder, &whose));
    }
    sentences.extend(weekday(account, profile));
    sentences.extend(prices(account, profile, &ladder));
    sentences.extend(idle(account, profile));
    sentences.extend(held_by_skipped(profile));
    sentences
}

fn serves(account: &Account, profile: &Profile) -> String {
    match profile.apply_to.as_slice() {
        [] => "Serves no merchant, and so is never used.".to_owned(),
        served => format!("Serves {}.", merchants_of(account, served)),
    }
}

/// Merchants that an earlier profile serves as well.
fn overlaps(engine: &Engine<'_>, index: ProfileIndex) -> Vec<String> {
    let account = engine.account();
    let served = account.profile(index).apply_to.iter();
    served
        .filter_map(|&merchant| {
            let chosen = engine.profiles().of(merchant).chosen?;
            (chosen != index).then(|| {
                format!(
                    "{} is in {} too, which is taken to come first.",
                    capitalised(&words::merchant_id(account, merchant)),
                    words::profile(account, chosen)
                )
            })
        })
        .collect()
}

/// `Soft-declined rebills on merchants 12 and 13`: those for which this profile is the one that is used.
fn whose(engine: &Engine<'_>, index: ProfileIndex) -> String {
    let account = engine.account();
    let orders = if account.recycle_new_sales { "rebills and new sales" } else { "rebills" };
    let served = account.profile(index).apply_to.iter();
    let own = served.filter(|&&merchant| engine.profiles().of(merchant).chosen == Some(index));
    let ids: Vec<String> =
        own.map(|&merchant| escaped(&account.merchant(merchant).id).into_owned()).collect();
    let whose = match ids.as_slice() {
        [] => "no merchant".to_owned(),
        [id] => format!("merchant {id}"),
        few if few.len() <= MOST_NAMED => format!("merchants {}", words::listed(few)),
        many => format!("its {} merchants", many.len()),
    };
    format!("Soft-declined {orders} on {whose}")
}

/// The first re-attempt in one sentence with whose it is, then each further one, then that there is no more.
fn tried(
    account: &Account,
    profile: &Profile,
    ladder: &[LadderStep<'_>],
    whose: &str,
) -> Vec<String> {
    let steps = Steps { account, profile };
    let mut sentences = Vec::with_capacity(ladder.len() + 1);
    let mut handed_off: Option<ServiceIndex> = None;
    for (at, step) in ladder.iter().enumerate() {
        let target = step.rung.rule.target;
        let what = steps.what(step);
        let mut sentence = match at {
            0 => format!("{whose}: {} {what}", steps.first_wait(step)),
            _ => format!("{} {what}", steps.further_wait(step)),
        };
        if let Some(service) = handed_off {
            let service = words::service(account, service);
            sentence += &match account.assumptions.after_handoff {
                AfterHandoff::Continue => format!(", although {service} works on the payment"),
                AfterHandoff::ServiceOwns => ", but only where no hand-off went before".to_owned(),
            };
        }
        sentence += &never_accepted(account, target);
        sentences.push(sentence + ".");
        handed_off = handed_off.or(target.and_then(|target| account.merchant(target).service));
    }
    sentences.push(nothing_else(profile, ladder));
    sentences
}

/// That nothing processes on the target.
fn never_accepted(account: &Account, target: Option<MerchantIndex>) -> String {
    match target.map(|target| account.merchant(target)) {
        Some(merchant) if !merchant.enabled => ": blocked, for it is not enabled".to_owned(),
        Some(merchant) if merchant.accepts.is_empty() => {
            ": blocked where the card is known, for it accepts nothing".to_owned()
        }
        _ => String::new(),
    }
}

/// `Nothing else is tried: attempts 1-3 and 5-9 are skipped.`
fn nothing_else(profile: &Profile, ladder: &[LadderStep<'_>]) -> String {
    let skipped: Vec<Slot> =
        profile.slots.iter().filter(|rule| rule.skip).map(|rule| rule.slot).collect();
    let open: Vec<Slot> = ladder.iter().map(|step| step.rung.rule.slot).collect();
    let open = capitalised(&words::attempts(&open));
    if skipped.is_empty() {
        return format!("Nothing else is tried. {open} are open.");
    }
    let are = if ladder.len() == 1 { "is" } else { "are" };
    format!("Nothing else is tried: {} skipped. {open} {are} open.", are_skipped(&skipped))
}

fn weekday(account: &Account, profile: &Profile) -> Option<String> {
    let day = words::weekday(profile.force_weekday?);
    Some(match account.assumptions.weekday_rule {
        WeekdayRule::OnOrAfter => {
            format!("Each of them is moved on to the next {day}, unless its day is one.")
        }
        WeekdayRule::StrictlyAfter => {
            format!("Each of them is moved on to the first {day} after its day.")
        }
        WeekdayRule::Nearest => format!(
            "Each of them is moved to the nearest {day}, but not to before what went before it."
        ),
    })
}

/// The least that is asked, and what becomes of a discount.
fn prices(account: &Account, profile: &Profile, ladder: &[LadderStep<'_>]) -> Vec<String> {
    let minimum = profile.minimum_price;
    let is_reduced = ladder.iter().any(|step| !step.reduction.is_zero());
    let mut sentences = Vec::new();
    sentences.extend(match (is_reduced, minimum.is_zero()) {
        (true, true) => {
            Some("There is no minimum price: reductions can bring a price to nothing.".to_owned())
        }
        (true, false) => {
            Some(format!("Reductions stop at {minimum}; a price below that stays as it is."))
        }
        (false, false) => {
            Some(format!("Its minimum price is {minimum}, though nothing is ever taken off."))
        }
        (false, true) => None,
    });
    if account.recycle_new_sales && !minimum.is_zero() {
        sentences.push(format!("New sales below {minimum} are not tried."));
    }
    if profile.hold_recycle_price {
        sentences.push(
            "Whoever pays a re-attempt keeps its price in every later cycle (Hold Recycle Price)."
                .to_owned(),
        );
    }
    sentences
}

/// Groups whose merchant never gets anything.
fn idle(account: &Account, profile: &Profile) -> Vec<String> {
    let all =
        |group: Group| profile.slots.iter().filter(move |rule| group_of(rule.slot) == Some(group));
    GROUPS
        .into_iter()
        .filter(|&group| all(group).all(|rule| rule.skip))
        .filter_map(|group| {
            let target = merchant(account, all(group).find_map(|rule| rule.target)?);
            Some(format!(
                "Attempts {} would go to merchant {target}, were one of them open.",
                group.key
            ))
        })
        .collect()
}

/// Skipped slots that hold a wait or a reduction all the same.
fn held_by_skipped(profile: &Profile) -> Vec<String> {
    let skipped = profile.slots.iter().filter(|rule| rule.skip);
    skipped
        .filter_map(|rule| {
            let wait =
                (rule.wait_days > 0).then(|| format!("a wait of {}", days(rule.wait_days.into())));
            let reduction = (!rule.reduction.is_zero())
                .then(|| format!("a reduction of {}", reduction(profile, rule.reduction)));
            let held: Vec<String> = [wait, reduction].into_iter().flatten().collect();
            (!held.is_empty()).then(|| {
                format!("Attempt {} is skipped and holds {}.", rule.slot, words::listed(&held))
            })
        })
        .collect()
}

/// `attempts 1-3 and 5-9 are`.
fn are_skipped(slots: &[Slot]) -> String {
    format!("{} {}", words::attempts(slots), if slots.len() == 1 { "is" } else { "are" })
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
