//! The `FlexPay` configuration guide for Konnektive, its sixteen steps answered one by one.

use crate::config::Loaded;
use crate::model::{Code, Finding, ProfileIndex};

use super::context::{Context, ProfileView, days, some_of};
use super::screens::{MID_LIST, RECYCLE_BILLING};

/// The answer to one step of the guide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its number in the guide, 1 to 16.
    pub number: u8,
    /// What it asks for.
    pub title: &'static str,
    /// The profile that it is answered for: steps 10 to 15 are answered for each that hands off or should.
    pub profile: Option<ProfileIndex>,
    /// The answer.
    pub verdict: Verdict,
    /// What in the configuration the answer rests on.
    pub evidence: String,
    /// Where to click.
    pub click_path: &'static str,
}

/// The answer to a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is done.
    Pass,
    /// It is not: what was found.
    Fail(Vec<Finding>),
    /// A configuration file cannot show it: why.
    CannotTell(&'static str),
}

/// A step as the guide has it.
#[derive(Clone, Copy)]
struct Guide {
    number: u8,
    title: &'static str,
    click_path: &'static str,
    /// Whether it is asked of each profile.
    of: Of,
    /// Why nothing in a file can show that it is done; `None` where something can.
    unseen: Option<&'static str>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Account,
    Profiles,
}

const fn step(number: u8, title: &'static str, click_path: &'static str) -> Guide {
    let of = if number >= 10 && number <= 15 { Of::Profiles } else { Of::Account };
    Guide { number, title, click_path, of, unseen: None }
}

const fn unseen(guide: Guide, why: &'static str) -> Guide {
    Guide { unseen: Some(why), ..guide }
}

const NOT_SAVED: &str = "a file does not show what was saved in the CRM";

/// Steps 7 to 9 and 15, which no reference repeats, are the forms' own: save it, open it, name it.
const GUIDE: [Guide; 16] = [
    unseen(
        step(
            1,
            "get an API key for each company from FlexPay",
            "FlexPay portal: Admin > Account settings > Integrations",
        ),
        "a file does not show where a key came from, nor which company it belongs to",
    ),
    step(2, "open the list of merchant accounts", MID_LIST),
    step(3, "add a merchant account", "Merchants > MID List > green +"),
    step(
        4,
        "name it, choose the gateway FlexPay and paste the API key",
        "Merchants > MID List > the FlexPay MID: MID Title, Gateway, apikey",
    ),
    step(
        5,
        "enter the customer service phone",
        "Merchants > MID List > the FlexPay MID > Customer Service: Phone #",
    ),
    step(
        6,
        "enable it, block no cards that others take, and accept every payment that others accept",
        "Merchants > MID List > the FlexPay MID > Additional Options and Accepted Payment",
    ),
    unseen(
        step(7, "save the merchant account", "Merchants > MID List > the FlexPay MID > save"),
        NOT_SAVED,
    ),
    step(8, "open the list of salvage profiles", RECYCLE_BILLING),
    step(
        9,
        "add a Decline Salvage Profile and name it",
        "Merchants > Recycle Billing > green +: Title",
    ),
    step(
        10,
        "leave Bill on Fridays off",
        "Merchants > Recycle Billing > the profile > General Details",
    ),
    step(
        11,
        "apply it to every supported merchant and not to the FlexPay MID",
        "Merchants > Recycle Billing > the profile: Ctrl-click under Apply to Merchants",
    ),
    step(
        12,
        "skip re-attempts 1-3 and 5-9, leave 4 open",
        "Merchants > Recycle Billing > the profile > Basic and Extended Rules: Skip",
    ),
    step(
        13,
        "choose the FlexPay MID for re-attempts 4-6",
        "Merchants > Recycle Billing > the profile > Extended Rules 4-6: Merchant",
    ),
    step(
        14,
        "set re-attempt 4 to wait 1 day and take nothing off",
        "Merchants > Recycle Billing > the profile > Re-Attempt 4: Wait Period, Price Reduction",
    ),
    unseen(
        step(15, "save the profile", "Merchants > Recycle Billing > the profile > save"),
        NOT_SAVED,
    ),
    step(
        16,
        "look for supported merchants in other profiles",
        "Merchants > Recycle Billing > each other profile: Apply to Merchants",
    ),
];

/// Answers the guide's steps by what a check found.
pub fn checklist(loaded: &Loaded, findings: &[Finding]) -> Vec<Step> {
    let context = Context::of(loaded);
    let concerned: Vec<&ProfileView<'_>> =
        context.profiles.iter().filter(|view| is_concerned(&context, view)).collect();
    GUIDE
        .iter()
        .flat_map(|guide| {
            let profiles: Vec<Option<&ProfileView<'_>>> = match guide.of {
                Of::Profiles if !concerned.is_empty() => {
                    concerned.iter().copied().map(Some).collect()
                }
                _ => vec![None],
            };
            let (context, concerned) = (&context, &concerned);
            profiles.into_iter().map(move |view| answer(context, concerned, guide, view, findings))
        })
        .collect()
}

/// Whether a profile hands off or should: it names a service merchant, or serves a supported merchant.
fn is_concerned(context: &Context<'_>, view: &ProfileView<'_>) -> bool {
    view.hands_off()
        || !view.idle_groups.is_empty()
        || context.served(view).any(|(_, merchant)| merchant.supported_by.is_some())
}

fn answer(
    context: &Context<'_>,
    concerned: &[&ProfileView<'_>],
    guide: &Guide,
    view: Option<&ProfileView<'_>>,
    findings: &[Finding],
) -> Step {
    let against: Vec<Finding> = findings
        .iter()
        .filter(|finding| is_against(guide, finding.code))
        // What is said of no profile stands against each.
        .filter(|finding| {
            view.is_none_or(|view| finding.profile.is_none_or(|about| about == view.index))
        })
        .cloned()
        .collect();
    let evidence = match view {
        Some(view) => evidence_of_profile(context, guide.number, view),
        None => evidence(context, concerned, guide.number),
    };
    let verdict = match (against.is_empty(), guide.unseen, &evidence) {
        (false, ..) => Verdict::Fail(against),
        (true, Some(why), _) => Verdict::CannotTell(why),
        (true, None, Evidence::Of(_)) => Verdict::Pass,
        (true, None, Evidence::Nothing(why)) => Verdict::CannotTell(why),
    };
    Step {
        number: guide.number,
        title: guide.title,
        profile: view.map(|view| view.index),
        verdict,
        evidence: match evidence {
            Evidence::Of(text) => text,
            Evidence::Nothing(why) => why.to_owned(),
        },
        click_path: guide.click_path,
    }
}

/// Whether a rule stands behind a step of the guide.
fn is_against(guide: &Guide, code: Code) -> bool {
    let Some(steps) = code.guide_step() else { return false };
    let (first, last) = steps.split_once('-').unwrap_or((steps, steps));
    match (first.parse::<u8>(), last.parse::<u8>()) {
        (Ok(first), Ok(last)) => (first..=last).contains(&guide.number),
        _ => false,
    }
}

/// What the configuration shows about a step.
enum Evidence {
    Of(String),
    Nothing(&'static str),
}

fn evidence(context: &Context<'_>, concerned: &[&ProfileView<'_>], number: u8) -> Evidence {
    let own: Vec<_> = context
        .merchants()
        .filter(|(_, merchant)| merchant.service.is_some())
        .map(|(index, _)| index)
        .collect();
    match number {
        1..=7 if own.is_empty() => {
            Evidence::Nothing("no merchant of the configuration has a recovery service's gateway")
        }
        1..=7 => Evidence::Of(context.merchant_list(&own)),
        _ if concerned.is_empty() => {
            Evidence::Nothing("no profile hands off or serves a supported merchant")
        }
        16 => {
            let served: usize = concerned.iter().map(|view| view.profile.apply_to.len()).sum();
            let merchants = if served == 1 { "merchant" } else { "merchants" };
            let others = match context.profiles.len() {
                1 => "there is no other profile".to_owned(),
                all => format!("held against all {all} profiles"),
            };
            Evidence::Of(format!("{served} {merchants} of profiles that hand off; {others}"))
        }
        _ => Evidence::Of(some_of(concerned.iter().map(|view| context.profile(view.index)))),
    }
}

fn evidence_of_profile(context: &Context<'_>, number: u8, view: &ProfileView<'_>) -> Evidence {
    let profile = view.profile;
    let handoff = view.first_handoff();
    let text = match (number, handoff) {
        (10, _) => match profile.force_weekday {
            None => "no weekday is forced".to_owned(),
            Some(weekday) => format!("every attempt is moved to a {}", weekday.name()),
        },
        (11, _) if profile.apply_to.is_empty() => "it serves no merchant".to_owned(),
        (11, _) => format!("it serves {}", context.merchant_list(&profile.apply_to)),
        (12, _) if view.ladder.is_empty() => "every re-attempt is skipped".to_owned(),
        (12, _) => {
            let open: Vec<_> = view.ladder.iter().map(|step| step.rung.rule.slot).collect();
            format!("{} not skipped", super::context::slots(&open))
        }
        (13 | 14, None) => "it hands off nothing".to_owned(),
        (13, Some(handoff)) => {
            format!("re-attempt {} goes to {}", handoff.slot, context.merchant(handoff.target))
        }
        (14, Some(handoff)) => {
            let step = &view.ladder[handoff.position];
            format!(
                "re-attempt {} waits {} and takes {} off",
                handoff.slot,
                days(step.wait_days),
                step.rung.rule.reduction
            )
        }
        _ => context.profile(view.index),
    };
    Evidence::Of(text)
}
