//! Rules about decline maps.

use std::collections::BTreeSet;

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};
use memchr::memmem;

use crate::config::{DeclineMap, MapScope};
use crate::engine::{precedence, tables};
use crate::model::{Code, Finding, Kind, OrderType, Place};

use super::context::{Context, quoted, shown, some_of};
use super::rule::{Rule, rule};
use super::screens::in_maps;

/// What two maps share if they could be one: scope, order type and text, ignoring case.
type Same<'m> = (&'m str, Option<OrderType>, &'m str);

/// The decline maps with their scopes and texts in one case.
struct Maps<'a> {
    all: &'a [DeclineMap],
    scopes: Vec<String>,
    texts: Vec<String>,
}

impl<'a> Maps<'a> {
    fn of(context: &Context<'a>) -> Maps<'a> {
        let all = &context.account.decline_maps;
        let scope = |map: &DeclineMap| match &map.scope {
            MapScope::Merchant(index) => format!("merchant {}", index.0),
            MapScope::Gateway(gateway) => format!("gateway {}", gateway.to_ascii_lowercase()),
        };
        Maps {
            all,
            scopes: all.iter().map(scope).collect(),
            texts: all.iter().map(|map| map.contains.to_ascii_lowercase()).collect(),
        }
    }

    fn key(&self, at: usize) -> Same<'_> {
        (&self.scopes[at], self.all[at].order_type, &self.texts[at])
    }

    /// The maps that share everything but perhaps their kind, in the order of the file.
    fn groups(&self) -> HashMap<Same<'_>, Vec<usize>, FixedState> {
        let mut groups: HashMap<_, Vec<usize>, FixedState> = HashMap::default();
        for at in 0..self.all.len() {
            groups.entry(self.key(at)).or_default().push(at);
        }
        groups
    }

    fn contradict(&self, group: &[usize]) -> bool {
        group.iter().any(|&at| self.all[at].kind != self.all[group[0]].kind)
    }
}

fn contains_place(context: &Context<'_>, map: usize) -> Place {
    context.document.place(&context.document.decline_map_path(map).key("contains"))
}

/// `the map of NMI "insufficient funds" to soft`.
fn map_name(context: &Context<'_>, map: &DeclineMap) -> String {
    let scope = match &map.scope {
        MapScope::Merchant(index) => context.merchant(*index),
        MapScope::Gateway(gateway) => shown(gateway),
    };
    let orders = match map.order_type {
        None => "",
        Some(OrderType::NewSale) => " for new sales",
        Some(OrderType::Rebill) => " for rebills",
    };
    format!(
        "the decline map of {scope} that makes {} {}{orders}",
        quoted(&map.contains),
        map.kind.name()
    )
}

fn on_map(context: &Context<'_>, code: Code, at: usize, message: String) -> Finding {
    let merchant = match context.account.decline_maps[at].scope {
        MapScope::Merchant(index) => Some(index),
        MapScope::Gateway(_) => None,
    };
    Finding { merchant, ..Finding::new(code, contains_place(context, at), message) }
}

rule! {
    /// A decline map that can never decide.
    ///
    /// ## What it checks
    ///
    /// For each order type that the map covers, whether a map of the same scope that wins over it has a
    /// text contained in its own. Among maps of one scope a specific order type wins over `all`, then the
    /// longer text, then the first of the file.
    ///
    /// ## Why
    ///
    /// Whoever wrote the map expects it to change something. It does not.
    ///
    /// ## Wrong
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI" },
    /// ]
    ///
    /// [[profile]]
    /// title = "Retry"
    /// apply_to = ["12"]
    /// attempts = { 1 = { wait_days = 3 }, 2 = { wait_days = 5 } }
    ///
    /// [[decline_map]]
    /// gateway = "NMI"
    /// contains = "insufficient funds"
    /// kind = "soft"
    ///
    /// [[decline_map]]
    /// gateway = "NMI"
    /// contains = "Insufficient Funds" # <-
    /// kind = "soft"
    /// ```
    ///
    /// ## Right
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI" },
    /// ]
    ///
    /// [[profile]]
    /// title = "Retry"
    /// apply_to = ["12"]
    /// attempts = { 1 = { wait_days = 3 }, 2 = { wait_days = 5 } }
    ///
    /// [[decline_map]]
    /// gateway = "NMI"
    /// contains = "insufficient funds"
    /// kind = "soft"
    /// ```
    ///
    /// ## Fix
    ///
    /// Delete the map that is not meant, or narrow the one that wins.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "DCL701"
    /// reason = "why it is meant"
    /// ```
    ShadowedMap = Dcl701
}

impl Rule for ShadowedMap {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        let maps = Maps::of(context);
        let groups = maps.groups();
        let texts = Texts::of(&maps);
        for (at, map) in maps.all.iter().enumerate() {
            let group = &groups[&maps.key(at)];
            if maps.contradict(group) {
                continue;
            }
            // The first winner per order type that the map covers; one without any decides there.
            let order_types = OrderType::ALL
                .into_iter()
                .filter(|&order_type| map.order_type.is_none_or(|own| own == order_type));
            let winners: Option<BTreeSet<usize>> = order_types
                .map(|order_type| {
                    let equal = Some(group[0]);
                    let inside = map
                        .order_type
                        .is_none()
                        .then(|| texts.inside(&maps, at, order_type))
                        .flatten();
                    let wins = |&other: &usize| {
                        precedence(context.account, other as u32)
                            < precedence(context.account, at as u32)
                    };
                    [equal, inside].into_iter().flatten().find(wins)
                })
                .collect();
            let Some(winners) = winners else { continue };
            let names = winners.iter().map(|&winner| map_name(context, &maps.all[winner]));
            let message = format!(
                "{} never decides: {} always wins over it; delete one of them",
                map_name(context, map),
                some_of(names),
            );
            let mut finding = on_map(context, Code::Dcl701, at, message)
                .with_help(in_maps("delete the map that is not meant"));
            for &winner in &winners {
                finding = finding.with_related(contains_place(context, winner), "wins over it");
            }
            findings.push(finding);
        }
    }
}

/// The texts of maps for one order type, by scope: a map for all orders loses to them.
struct Texts<'m> {
    first: HashMap<Same<'m>, usize, FixedState>,
    lengths: HashMap<(&'m str, Option<OrderType>), BTreeSet<usize>, FixedState>,
}

impl<'m> Texts<'m> {
    fn of(maps: &'m Maps<'_>) -> Texts<'m> {
        let mut texts = Texts { first: HashMap::default(), lengths: HashMap::default() };
        for (at, map) in maps.all.iter().enumerate().filter(|(_, map)| map.order_type.is_some()) {
            let (scope, order_type, text) = maps.key(at);
            texts.first.entry((scope, order_type, text)).or_insert(at);
            texts.lengths.entry((scope, map.order_type)).or_default().insert(text.len());
        }
        texts
    }

    /// A map of the same scope for one order type whose text is contained in a map's own. Every part of the
    /// text that is as long as some such text is looked up, so the time is linear in the number of maps.
    fn inside(&self, maps: &'m Maps<'_>, at: usize, order_type: OrderType) -> Option<usize> {
        let (scope, _, text) = maps.key(at);
        let lengths = self.lengths.get(&(scope, Some(order_type)))?;
        lengths.iter().find_map(|&length| {
            let starts = 0..=text.len().checked_sub(length)?;
            let part = |start| text.get(start..start + length);
            let known = |part| self.first.get(&(scope, Some(order_type), part)).copied();
            starts.filter_map(part).find_map(known)
        })
    }
}

rule! {
    /// A map makes lost, stolen, picked-up or closed cards soft.
    ///
    /// ## What it checks
    ///
    /// Soft maps whose text holds lost, stolen, pick up, pickup, closed account or account closed, or
    /// occurs in a built-in hard text that says so.
    ///
    /// ## Why
    ///
    /// Networks forbid another try on such a card, and charge for it. A short text reaches further than it
    /// seems: `card` is in "Lost card".
    ///
    /// ## Wrong
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI" },
    /// ]
    ///
    /// [[profile]]
    /// title = "Retry"
    /// apply_to = ["12"]
    /// attempts = { 1 = { wait_days = 3 }, 2 = { wait_days = 5 } }
    ///
    /// [[decline_map]]
    /// gateway = "NMI"
    /// contains = "pick up card" # <-
    /// kind = "soft"
    /// ```
    ///
    /// ## Right
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI" },
    /// ]
    ///
    /// [[profile]]
    /// title = "Retry"
    /// apply_to = ["12"]
    /// attempts = { 1 = { wait_days = 3 }, 2 = { wait_days = 5 } }
    ///
    /// [[decline_map]]
    /// gateway = "NMI"
    /// contains = "do not honor" # <-
    /// kind = "soft"
    /// ```
    ///
    /// ## Fix
    ///
    /// Map it to Hard Decline, or write a longer text.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "DCL702"
    /// reason = "why it is meant"
    /// ```
    NeverRetryMadeSoft = Dcl702
}

/// Words that say that a card must never be tried again.
const NEVER_RETRY: [&str; 6] =
    ["lost", "stolen", "pick up", "pickup", "closed account", "account closed"];

/// The reasons of the built-in texts that say so.
const NEVER_RETRY_REASONS: [&str; 4] =
    ["lost_card", "stolen_card", "pickup_card", "closed_account"];

impl Rule for NeverRetryMadeSoft {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        let lines = tables().texts.iter().filter(|line| {
            line.kind() == Some(Kind::Hard) && NEVER_RETRY_REASONS.contains(&line.reason.as_str())
        });
        let lines: Vec<_> = lines.map(|line| (line, line.text.to_ascii_lowercase())).collect();
        for (at, map) in soft_maps(context) {
            let text = map.contains.to_ascii_lowercase();
            let word = NEVER_RETRY.into_iter().find(|word| holds(&text, word));
            let why = if let Some(word) = word {
                format!("holds {}", quoted(word))
            } else if let Some((line, _)) = lines.iter().find(|(_, line)| holds(line, &text)) {
                format!("also matches {} of {}", quoted(&line.text), shown(&line.gateway))
            } else {
                continue;
            };
            let message = format!(
                "{} {why}: a lost, stolen or closed card is charged again and again, which networks fine; \
                 map it to hard, or write a longer text",
                map_name(context, map),
            );
            findings.push(on_map(context, Code::Dcl702, at, message).with_help(in_maps(
                "set Map to Decline Type to Hard Decline, or narrow Decline Message",
            )));
        }
    }
}

fn soft_maps<'a>(context: &Context<'a>) -> impl Iterator<Item = (usize, &'a DeclineMap)> + use<'a> {
    context.account.decline_maps.iter().enumerate().filter(|(_, map)| map.kind == Kind::Soft)
}

fn holds(text: &str, part: &str) -> bool {
    memmem::find(text.as_bytes(), part.as_bytes()).is_some()
}

rule! {
    /// A soft map also catches texts that begin "do not retry -".
    ///
    /// ## What it checks
    ///
    /// Soft maps whose text occurs in `do not retry -`.
    ///
    /// ## Why
    ///
    /// The service writes soft texts as "RETRY - ..." and hard ones as "DO NOT RETRY - ...": a map finds
    /// its text anywhere, so what catches the first catches the second.
    ///
    /// ## Wrong
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI" },
    /// ]
    ///
    /// [[profile]]
    /// title = "Retry"
    /// apply_to = ["12"]
    /// attempts = { 1 = { wait_days = 3 }, 2 = { wait_days = 5 } }
    ///
    /// [[decline_map]]
    /// gateway = "NMI"
    /// contains = "RETRY -" # <-
    /// kind = "soft"
    /// ```
    ///
    /// ## Right
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI" },
    /// ]
    ///
    /// [[profile]]
    /// title = "Retry"
    /// apply_to = ["12"]
    /// attempts = { 1 = { wait_days = 3 }, 2 = { wait_days = 5 } }
    ///
    /// [[decline_map]]
    /// gateway = "NMI"
    /// contains = "RETRY - bank decline" # <-
    /// kind = "soft"
    /// ```
    ///
    /// ## Fix
    ///
    /// Write a longer text, with what follows the dash.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "DCL703"
    /// reason = "why it is meant"
    /// ```
    FragmentTrap = Dcl703
}

/// How the service's hard texts begin that end like its soft ones.
const HARD_START: &str = "do not retry -";

impl Rule for FragmentTrap {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        for (at, map) in soft_maps(context) {
            if !holds(HARD_START, &map.contains.to_ascii_lowercase()) {
                continue;
            }
            let message = format!(
                "{} also catches the texts that begin \"DO NOT RETRY -\" and are hard; write a longer text, \
                 with what follows the dash",
                map_name(context, map),
            );
            findings.push(
                on_map(context, Code::Dcl703, at, message)
                    .with_help(in_maps("lengthen Decline Message until no hard text holds it")),
            );
        }
    }
}

rule! {
    /// Two maps say soft and hard of the same text.
    ///
    /// ## What it checks
    ///
    /// Maps with the same scope, order type and text, ignoring case, whose kinds differ.
    ///
    /// ## Why
    ///
    /// Only the first of the file decides here; which one the CRM takes is not documented.
    ///
    /// ## Wrong
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI" },
    /// ]
    ///
    /// [[profile]]
    /// title = "Retry"
    /// apply_to = ["12"]
    /// attempts = { 1 = { wait_days = 3 }, 2 = { wait_days = 5 } }
    ///
    /// [[decline_map]]
    /// gateway = "NMI"
    /// contains = "try again later"
    /// kind = "soft"
    ///
    /// [[decline_map]]
    /// gateway = "NMI"
    /// contains = "Try again later" # <-
    /// kind = "hard"
    /// ```
    ///
    /// ## Right
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI" },
    /// ]
    ///
    /// [[profile]]
    /// title = "Retry"
    /// apply_to = ["12"]
    /// attempts = { 1 = { wait_days = 3 }, 2 = { wait_days = 5 } }
    ///
    /// [[decline_map]]
    /// gateway = "NMI"
    /// contains = "try again later"
    /// kind = "soft"
    /// ```
    ///
    /// ## Fix
    ///
    /// Delete the wrong one.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "DCL704"
    /// reason = "why it is meant"
    /// ```
    ContradictingMaps = Dcl704
}

impl Rule for ContradictingMaps {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        let maps = Maps::of(context);
        let groups = maps.groups();
        let mut told: HashSet<usize, FixedState> = HashSet::default();
        for at in 0..maps.all.len() {
            let group = &groups[&maps.key(at)];
            let first = group[0];
            let Some(&other) =
                group.iter().find(|&&other| maps.all[other].kind != maps.all[first].kind)
            else {
                continue;
            };
            if !told.insert(first) {
                continue;
            }
            let message = format!(
                "{} contradicts {}: only the first of them decides; delete the wrong one",
                map_name(context, &maps.all[other]),
                map_name(context, &maps.all[first]),
            );
            findings.push(
                on_map(context, Code::Dcl704, other, message)
                    .with_help(in_maps("delete the map that is not meant"))
                    .with_related(contains_place(context, first), "the same text"),
            );
        }
    }
}
