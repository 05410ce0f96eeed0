//! What the declines say: mistakes in the file itself (DAT), and how many rows and how much money each finding
//! of the configuration touches.

use std::collections::BTreeMap;
use std::hash::BuildHasher as _;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::analysis::Sink;
use crate::config::{Account, Loaded};
use crate::engine::{ClassSource, Route};
use crate::ingest::{Problem, Reject};
use crate::model::{
    Class, Code, Decline, Finding, MerchantIndex, Outcome, Place, ProfileIndex, Recorded, Spot,
    Weight,
};

/// Examples that a message names.
const EXAMPLES: usize = 3;

/// A finding with the rows it touches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weighed {
    /// The finding.
    pub finding: Finding,
    /// Its rows and money.
    pub weight: Weight,
}

/// Watches a replay for the sake of a check.
pub struct DeclinesWatch<'a> {
    account: &'a Account,
    findings: &'a [Finding],
    weights: Vec<Weight>,
    /// Findings by what they are about.
    by_profile: Vec<Vec<u32>>,
    by_merchant: Vec<Vec<u32>>,
    by_map: Vec<Vec<u32>>,
    by_campaign: BTreeMap<String, Vec<u32>>,
    touched: Vec<u32>,
    data: Data,
}

/// What is wrong with the rows themselves.
#[derive(Default)]
struct Data {
    ids: HashMap<u128, u64, FixedState>,
    payments: HashMap<u128, u64, FixedState>,
    duplicates: Seen,
    ambiguous_dates: Seen,
    unknown_merchants: Seen,
    unclassified: Seen,
    recorded: Seen,
}

/// Rows with one problem.
#[derive(Default)]
struct Seen {
    weight: Weight,
    examples: Vec<String>,
}

impl Seen {
    fn row(&mut self, decline: &Decline<'_>, example: impl FnOnce() -> String) {
        self.weight.add(decline.amount, decline.declined_at.day);
        self.example(example);
    }

    fn example(&mut self, example: impl FnOnce() -> String) {
        if self.examples.len() < EXAMPLES {
            let example = example();
            if !self.examples.contains(&example) {
                self.examples.push(example);
            }
        }
    }
}

impl<'a> DeclinesWatch<'a> {
    /// A watch that weighs these findings of a configuration.
    pub fn new(loaded: &'a Loaded, findings: &'a [Finding]) -> DeclinesWatch<'a> {
        let account = &loaded.account;
        let mut watch = DeclinesWatch {
            account,
            findings,
            weights: vec![Weight::default(); findings.len()],
            by_profile: vec![Vec::new(); account.profiles.len()],
            by_merchant: vec![Vec::new(); account.merchants.len()],
            by_map: vec![Vec::new(); account.decline_maps.len()],
            by_campaign: BTreeMap::new(),
            touched: Vec::new(),
            data: Data::default(),
        };
        let starts = |path: &str, start: &str| {
            path.strip_prefix(start)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        for (position, finding) in findings.iter().enumerate() {
            let number = position as u32;
            match (finding.profile, finding.merchant) {
                (Some(ProfileIndex(profile)), _) => watch.by_profile[profile as usize].push(number),
                (None, Some(MerchantIndex(merchant))) => {
                    watch.by_merchant[merchant as usize].push(number)
                }
                (None, None) => {
                    for (at, campaign) in account.campaigns.iter().enumerate() {
                        let path = loaded.document.campaign_path(at).to_string();
                        if starts(&finding.place.path, &path) {
                            watch.by_campaign.entry(campaign.id.clone()).or_default().push(number);
                        }
                    }
                    for (at, list) in watch.by_map.iter_mut().enumerate() {
                        if starts(
                            &finding.place.path,
                            &loaded.document.decline_map_path(at).to_string(),
                        ) {
                            list.push(number);
                        }
                    }
                }
            }
        }
        watch
    }

    /// The weights of the findings, in their order, and what is wrong with the declines.
    pub fn finish(self) -> (Vec<Weight>, Vec<Weighed>) {
        (self.weights, self.data.findings())
    }

    fn touch(&mut self, decline: &Decline<'_>, route: &Route) {
        let merchant = self.account.merchant_of(decline.merchant_id);
        let goes_to = |index: MerchantIndex| {
            merchant == Some(index) || route.attempts.iter().any(|attempt| attempt.target == index)
        };
        self.touched.clear();
        if let Some(ProfileIndex(profile)) = route.profile {
            for &number in &self.by_profile[profile as usize] {
                if self.findings[number as usize].merchant.is_none_or(goes_to) {
                    self.touched.push(number);
                }
            }
        }
        let targets = route.attempts.iter().map(|attempt| attempt.target);
        for MerchantIndex(index) in merchant.into_iter().chain(targets) {
            self.touched.extend(&self.by_merchant[index as usize]);
        }
        if let ClassSource::Map(map) = route.classification.source {
            self.touched.extend(&self.by_map[map as usize]);
        }
        if let Some(list) = self.by_campaign.get(decline.campaign_id) {
            self.touched.extend(list);
        }
        self.touched.sort_unstable();
        self.touched.dedup();
        for &number in &self.touched {
            self.weights[number as usize].add(decline.amount, decline.declined_at.day);
        }
    }
}

impl Sink for DeclinesWatch<'_> {
    fn routed(&mut self, decline: &Decline<'_>, route: &Route) {
        self.touch(decline, route);
        self.data.routed(decline, route);
    }

    fn rejected(&mut self, reject: &Reject<'_>) {
        if reject.problem == Problem::AmbiguousDate {
            self.data.ambiguous_dates.weight.rows += 1;
            let example = || format!("`{}` on line {}", reject.value, reject.line);
            self.data.ambiguous_dates.example(example);
        }
    }
}

impl Data {
    fn routed(&mut self, decline: &Decline<'_>, route: &Route) {
        if let Some(first) = self.ids.insert(digest([decline.transaction_id]), decline.line) {
            let example =
                || format!("`{}` on lines {first} and {}", decline.transaction_id, decline.line);
            self.duplicates.row(decline, example);
        }
        if route.outcome == Outcome::UnknownMerchant {
            self.unknown_merchants.row(decline, || format!("`{}`", decline.merchant_id));
        }
        if route.classification.class == Class::Unknown {
            let text = match decline.response_text.trim() {
                "" => decline.response_code,
                text => text,
            };
            self.unclassified.row(decline, || format!("`{text}`"));
        }
        let is_payment = !decline.purchase_id.is_empty() && decline.recorded == Recorded::First;
        if is_payment && route.outcome != Outcome::RecordedAttempt {
            let payment = digest([decline.purchase_id, decline.billing_cycle]);
            if let Some(first) = self.payments.insert(payment, decline.line) {
                let (purchase, line) = (decline.purchase_id, decline.line);
                let example = || format!("purchase `{purchase}` on lines {first} and {line}");
                self.recorded.row(decline, example);
            }
        }
    }

    fn findings(self) -> Vec<Weighed> {
        let weighed = |code, seen: Seen, message: &str, help: &str| {
            (seen.weight.rows > 0).then(|| {
                let place = Place { spot: Spot::PathOnly, path: String::new() };
                let rows = seen.weight.rows;
                let word = if rows == 1 { "row" } else { "rows" };
                let examples = seen.examples.join(", ");
                let message = format!("{rows} {word} {message}: {examples}");
                let finding = Finding::new(code, place, message).with_help(help);
                Weighed { finding, weight: seen.weight }
            })
        };
        [
            weighed(
                Code::Dat902,
                self.ambiguous_dates,
                "with a date in an order that nobody can tell",
                "give its pattern, such as --date-format \"%m/%d/%Y %H:%M\", or set it in [declines]",
            ),
            weighed(
                Code::Dat903,
                self.duplicates,
                "with a transaction id that was there before",
                "export each transaction once: its money is counted twice",
            ),
            weighed(
                Code::Dat904,
                self.unknown_merchants,
                "at merchants that the configuration does not have",
                "add a [[merchant]] for each, with its id of the CRM's MID List",
            ),
            weighed(
                Code::Dat905,
                self.unclassified,
                "that can be classed neither soft nor hard",
                "add a [[decline_map]] for each text, or export the response type",
            ),
            weighed(
                Code::Dat906,
                self.recorded,
                "of a purchase and billing cycle that declined before",
                "replay the first decline of each alone: --first-of purchase_id,billing_cycle",
            ),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// Stands for texts where keeping all of them would take too much memory; two keyed hashes of 64 bits each.
fn digest<const N: usize>(texts: [&str; N]) -> u128 {
    let half = |seed| u128::from(FixedState::with_seed(seed).hash_one(texts));
    half(1) << 64 | half(2)
}
