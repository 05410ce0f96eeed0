//! What is in a file of declines, before any replay: in bounded memory, however large the file.

mod document;
mod repeats;

use std::collections::BTreeMap;

use crate::engine::Engine;
use crate::ingest::{DateGuess, Problem, Record, Reject};
use crate::model::{Class, Decline, Moment, Recorded};

use super::TextCounter;
use repeats::Repeats;

pub use document::{
    ColumnSeen, Dates, Form, Inspection, MerchantSeen, NearMiss, RejectExample, Rejects, Repeated,
    Rows, Surroundings, Unclassified,
};

/// Rejects that are shown per problem.
const EXAMPLES: usize = 3;

/// Looks at records one by one.
pub struct Inspector<'e> {
    engine: &'e Engine<'e>,
    declines: u64,
    not_declines: BTreeMap<&'static str, u64>,
    rejects: BTreeMap<Problem, (u64, Vec<RejectExample>)>,
    span: Option<(Moment, Moment)>,
    guess: DateGuess,
    merchants: TextCounter,
    currencies: TextCounter,
    brands: TextCounter,
    classes: BTreeMap<&'static str, u64>,
    /// Gateway, a line feed, and the text; neither has one.
    unclassified: TextCounter,
    ids: Repeats,
    payments: Repeats,
    later: u64,
}

impl<'e> Inspector<'e> {
    /// One that has seen nothing. The engine's account may be an empty one.
    pub fn new(engine: &'e Engine<'e>) -> Inspector<'e> {
        Inspector {
            engine,
            declines: 0,
            not_declines: BTreeMap::new(),
            rejects: BTreeMap::new(),
            span: None,
            guess: DateGuess::default(),
            merchants: TextCounter::default(),
            currencies: TextCounter::default(),
            brands: TextCounter::default(),
            classes: BTreeMap::new(),
            unclassified: TextCounter::default(),
            ids: Repeats::default(),
            payments: Repeats::default(),
            later: 0,
        }
    }

    /// Takes a record into account.
    pub fn add(&mut self, record: &Record<'_>) {
        match record {
            Record::Decline(decline) => self.decline(decline),
            Record::NotADecline { reason, .. } => {
                *self.not_declines.entry(reason.name()).or_default() += 1;
            }
            Record::Reject(reject) => self.reject(reject),
        }
    }

    fn decline(&mut self, decline: &Decline<'_>) {
        self.declines += 1;
        let at = decline.declined_at;
        let (first, last) = self.span.unwrap_or((at, at));
        let earlier = if at.instant < first.instant { at } else { first };
        let later = if at.instant > last.instant { at } else { last };
        self.span = Some((earlier, later));
        self.merchants.count(decline.merchant_id);
        self.currencies.count(decline.amount.currency.code());
        self.brands.count(decline.brand.map_or("", |brand| brand.name()));
        let facts = self.engine.facts(decline);
        let class = facts.classification.class;
        *self.classes.entry(class.name()).or_default() += 1;
        if class == Class::Unknown {
            let account = self.engine.account();
            let gateway =
                facts.merchant.map_or("", |index| account.merchant(index).gateway.as_str());
            let text = match decline.response_text.trim() {
                "" => decline.response_code,
                text => text,
            };
            self.unclassified.count(&format!("{gateway}\n{text}"));
        }
        self.ids.see(&[decline.transaction_id], decline.line);
        if decline.recorded == Recorded::Later {
            self.later += 1;
        } else if !decline.purchase_id.is_empty() {
            self.payments.see(&[decline.purchase_id, decline.billing_cycle], decline.line);
        }
    }

    fn reject(&mut self, reject: &Reject<'_>) {
        if reject.problem == Problem::AmbiguousDate {
            self.guess.see(&reject.value);
        }
        let (count, examples) = self.rejects.entry(reject.problem).or_default();
        *count += 1;
        if examples.len() < EXAMPLES {
            examples.push(RejectExample {
                line: reject.line,
                column: reject.column.to_owned(),
                value: reject.value.clone(),
            });
        }
    }
}
