//! What does not arrive and why, most money first, each with its finding and its repair.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::analysis::{Path, Sums};
use crate::model::{BlockReason, Code, Finding, Outcome, Status};
use crate::report::page::element::{Element, element};
use crate::report::page::pictures::Tone;
use crate::report::page::sheet::{number, pointer};
use crate::report::page::{Block, Section, Subject, words};
use crate::report::summary::{meaning, minor};
use crate::report::text::{escaped, percent, plural};

/// Declines that do not arrive for one reason.
#[derive(Default)]
struct Loss {
    count: u64,
    sums: Sums,
    /// Of the declines, with how many each.
    merchants: BTreeMap<String, u64>,
    profiles: BTreeSet<String>,
}

/// Cards that are shown.
const MOST: usize = 24;
/// Findings that a card names.
const MOST_FINDINGS: usize = 3;

pub(super) fn section(subject: &Subject<'_>) -> Section {
    let currency = subject.loaded.account.default_currency;
    let mut losses: BTreeMap<(&str, &str), Loss> = BTreeMap::new();
    for path in &subject.summary.paths {
        if path.outcome == Outcome::HandedOff.name() {
            continue;
        }
        let loss = losses.entry((&path.outcome, reason(path))).or_default();
        loss.count += path.count;
        words::add(&mut loss.sums, &path.amount);
        *loss.merchants.entry(path.merchant.clone()).or_default() += path.count;
        loss.profiles.insert(path.profile.clone());
    }
    let mut losses: Vec<((&str, &str), Loss)> = losses.into_iter().collect();
    losses.sort_by_key(|(name, loss)| {
        (Reverse((minor(&loss.sums.texts(), currency), loss.count)), *name)
    });
    let mut blocks = Vec::new();
    if losses.is_empty() {
        let line = "Every decline that was replayed reaches a service, and none is contested.";
        let line =
            if subject.summary.rows.replayed == 0 { "No declines were replayed." } else { line };
        blocks.push(Block::Markup(element("p", line)));
    } else {
        let line = format!(
            "Most {currency} first. Not all of it is a loss: each says what to do, if anything."
        );
        blocks.push(Block::Markup(element("p", line)));
        let cards = losses.iter().take(MOST).map(|(name, loss)| card(subject, *name, loss));
        blocks.push(Block::Markup(Element::new("ol").class("cards").children(cards)));
    }
    Section { id: "losses", title: "What does not arrive, and why", blocks }
}

/// Why the first blocked attempt of a path that ends blocked was refused; else nothing.
fn reason(path: &Path) -> &str {
    let is_blocked = path.outcome == Outcome::Blocked.name();
    let first = path.attempts.iter().find(|attempt| attempt.status == Status::Blocked.name());
    first.filter(|_| is_blocked).map_or("", |attempt| attempt.reason.as_str())
}

fn card(subject: &Subject<'_>, (outcome, reason): (&str, &str), loss: &Loss) -> Element {
    let account = &subject.loaded.account;
    let path = reason.is_empty().then(|| pointer(&["outcomes", outcome, "count"]));
    let why = match words::refusal(reason) {
        "" => meaning(outcome).to_owned(),
        refusal => format!("{}, at first because {refusal}", meaning(outcome)),
    };
    let heading = Element::new("h3")
        .child(number(loss.count, path.as_deref()))
        .text(plural(loss.count, " decline", " declines"))
        .text(format!(" ({}), ", percent(loss.count, subject.summary.rows.replayed)))
        .text(words::money_text(&loss.sums.texts(), account))
        .text(": ")
        .text(why);
    let mut merchants: Vec<(&String, u64)> =
        loss.merchants.iter().map(|(id, &count)| (id, count)).collect();
    merchants.sort_by_key(|(id, count)| (Reverse(*count), *id));
    let named = merchants.iter().filter(|(id, _)| !id.is_empty());
    let named: Vec<String> = named.map(|(id, _)| words::merchant(account, id)).collect();
    let mut card = Element::new("li").class(Tone::of_outcome(outcome).class()).child(heading);
    if !named.is_empty() {
        let word = if named.len() == 1 { "Merchant" } else { "Merchants" };
        card = card
            .child(element("p", format!("{word}: {}.", words::some_of(&named, 4))).class("quiet"));
    }
    let found = subject.findings.iter().enumerate().filter(|(_, finding)| {
        codes(outcome, reason).contains(&finding.code) && concerns(subject, finding, loss)
    });
    let mut has_finding = false;
    for (at, finding) in found.take(MOST_FINDINGS) {
        has_finding = true;
        let link = element("a", finding.code.name()).with("href", format!("#finding-{}", at + 1));
        let help = finding.help.as_ref().map_or(String::new(), |help| format!(" {help}."));
        let said = Element::new("p").child(link).text(format!(" {}.", finding.message)).text(help);
        card = card.child(said);
    }
    let advice = advice(subject, outcome, reason);
    if has_finding { card } else { card.child(element("p", advice)) }
}

/// Whether a finding is about the declines of a loss.
fn concerns(subject: &Subject<'_>, finding: &Finding, loss: &Loss) -> bool {
    let account = &subject.loaded.account;
    let of_profile = finding
        .profile
        .is_none_or(|profile| loss.profiles.contains(&account.profile(profile).title));
    let of_merchant = finding.merchant.is_none_or(|merchant| {
        let merchant = account.merchant(merchant);
        merchant.service.is_some() || loss.merchants.contains_key(&merchant.id)
    });
    of_profile && of_merchant
}

/// The rules that a loss may come from.
fn codes(outcome: &str, reason: &str) -> &'static [Code] {
    use Code as C;
    let reason = BlockReason::ALL.iter().find(|known| known.name() == reason);
    match (Outcome::ALL.iter().find(|known| known.name() == outcome), reason) {
        (Some(Outcome::UnknownMerchant), _) => &[C::Dat904],
        (Some(Outcome::HardDecline), _) => &[C::Dcl704, C::Dcl701],
        (Some(Outcome::Unclassified), _) => &[C::Dat905],
        (Some(Outcome::RecyclingDisabled), _) => &[C::Cam601],
        (Some(Outcome::NoProfile), _) => &[C::Ovl203, C::Ovl202],
        (Some(Outcome::NoAttempts), _) => &[C::Prf106, C::Hnd401],
        (Some(Outcome::Contested), _) => &[C::Att302],
        (Some(Outcome::Exhausted), _) => &[C::Ovl206, C::Hnd401, C::Hnd411, C::Ovl201, C::Mid501],
        (_, Some(BlockReason::MerchantDisabled)) => &[C::Hnd402, C::Mid506],
        (_, Some(BlockReason::MethodNotAccepted)) => &[C::Hnd403, C::Mid504],
        (_, Some(BlockReason::PrepaidBlocked | BlockReason::DebitBlocked)) => &[C::Hnd404],
        (_, Some(BlockReason::CurrencyNotAccepted)) => &[C::Hnd405],
        (_, Some(BlockReason::BelowServiceMinimum)) => &[C::Hnd406],
        _ => &[],
    }
}

/// What to do where no finding says it.
fn advice(subject: &Subject<'_>, outcome: &str, reason: &str) -> String {
    if let Some(reason) = BlockReason::ALL.iter().find(|known| known.name() == reason) {
        let text = match reason {
            BlockReason::MerchantDisabled => "Enable the merchant, or take it out of the profile.",
            BlockReason::MethodNotAccepted => {
                "If the merchant can process these brands, tick them; else nothing is to be done."
            }
            BlockReason::PrepaidBlocked | BlockReason::DebitBlocked => {
                "If the block is not meant for re-attempts, send them to a merchant without it."
            }
            BlockReason::CurrencyNotAccepted => {
                "If a merchant for this currency exists, give its declines a profile that goes there."
            }
            BlockReason::BelowServiceMinimum => {
                "The service does not take such small amounts; nothing is to be done."
            }
        };
        return text.to_owned();
    }
    let Some(outcome) = Outcome::ALL.iter().find(|known| known.name() == outcome) else {
        return String::new();
    };
    let text = match outcome {
        Outcome::UnknownMerchant => {
            let ids = subject.summary.unknown_merchants.keys();
            let ids: Vec<String> = ids.take(8).map(|id| escaped(id).into_owned()).collect();
            return format!(
                "Add to the configuration what is missing: {}.",
                words::some_of(&ids, 6)
            );
        }
        Outcome::RecordedAttempt => {
            "Nothing is to be done: the payment is replayed by its first decline."
        }
        Outcome::AtService => "Nothing is to be done: the service goes on with it.",
        Outcome::HardDecline => {
            "Nothing is to be done if the verdicts are right: see the decline reasons."
        }
        Outcome::Unclassified => {
            "Say what these texts mean with [[decline_map]]; the decline reasons name them."
        }
        Outcome::RecyclingDisabled => {
            "If these declines are to be recovered, untick Disable Recycle Billing on the campaign."
        }
        Outcome::NewSaleNotRecycled => {
            "If first payments are to be recovered too, turn the recycling of new sales on."
        }
        Outcome::NoProfile => {
            "If these declines are to be tried again, add the merchant to a profile."
        }
        Outcome::BelowMinimum => {
            "If new sales this small are to be tried again, lower the profile's minimum price."
        }
        Outcome::NoAttempts => {
            "The decline was the ladder's last attempt itself, or every slot is skipped."
        }
        Outcome::Contested => {
            "If the service is to have these alone, skip the slots after the hand-off."
        }
        Outcome::Exhausted => {
            "If a service is to have these, send a slot of the profile to the service's merchant."
        }
        Outcome::HandedOff | Outcome::Blocked => "",
    };
    text.to_owned()
}
