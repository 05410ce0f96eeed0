//! Declines that are not in time order, on their way into it.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::cli::error::CliError;
use crate::cli::sorter::Sorter;
use crate::engine::Facts;
use crate::model::{Day, Instant, Moment, Money, Zone};

/// Stands for a time that is kept elsewhere.
const NO_TIME: Moment = Moment { instant: Instant(0), day: Day(0), second: 0 };

/// Declines that wait until all are there: of each, its line, its amount, its texts, and the number of the
/// facts that it shares with others.
pub(super) struct Waiting {
    sorter: Sorter,
    shared: SharedFacts,
    record: Vec<u8>,
}

/// A decline that has waited, with its id and the merchant's, if that was to be kept.
pub(super) struct Waited<'a> {
    pub(super) facts: Facts,
    pub(super) transaction_id: &'a str,
    pub(super) merchant_id: &'a str,
}

/// Facts without what is a decline's own, numbered. There are as many as the configuration can tell apart.
#[derive(Default)]
struct SharedFacts {
    numbers: HashMap<Facts, u32, FixedState>,
    all: Vec<Facts>,
}

impl SharedFacts {
    fn number(&mut self, facts: &Facts) -> u32 {
        *self.numbers.entry(*facts).or_insert_with(|| {
            self.all.push(*facts);
            self.all.len() as u32 - 1
        })
    }
}

impl Waiting {
    /// None yet; about so many bytes are kept in memory.
    pub(super) fn in_memory(bytes: usize) -> Waiting {
        let shared = SharedFacts::default();
        Waiting { sorter: Sorter::new(bytes), shared, record: Vec::new() }
    }

    /// Lets one wait.
    pub(super) fn push(
        &mut self,
        facts: &Facts,
        transaction_id: &str,
        merchant_id: &str,
    ) -> Result<(), CliError> {
        let shared = Facts {
            line: 0,
            declined: NO_TIME,
            amount: Money { amount_minor: 0, ..facts.amount },
            ..*facts
        };
        self.record.clear();
        self.record.extend_from_slice(&facts.line.to_le_bytes());
        self.record.extend_from_slice(&facts.amount.amount_minor.to_le_bytes());
        self.record.extend_from_slice(&self.shared.number(&shared).to_le_bytes());
        self.record.extend_from_slice(&(transaction_id.len() as u32).to_le_bytes());
        self.record.extend_from_slice(transaction_id.as_bytes());
        self.record.extend_from_slice(merchant_id.as_bytes());
        self.sorter.push(facts.declined.instant.0, &self.record)
    }

    /// Hands them out in time order.
    pub(super) fn finish(
        self,
        zone: &Zone,
        take: &mut impl FnMut(&Waited<'_>) -> Result<(), CliError>,
    ) -> Result<(), CliError> {
        let shared = self.shared.all;
        self.sorter.finish(&mut |key, record| {
            // Invariant: records are as `push` makes them.
            let (line, rest) = record.split_first_chunk().expect("there is a line");
            let (amount_minor, rest) = rest.split_first_chunk().expect("there is an amount");
            let (number, rest) = rest.split_first_chunk().expect("there is a number");
            let (id_length, texts) = rest.split_first_chunk().expect("there is a length");
            let texts = std::str::from_utf8(texts).expect("texts are UTF-8");
            let (transaction_id, merchant_id) =
                texts.split_at(u32::from_le_bytes(*id_length) as usize);
            let shared = shared[u32::from_le_bytes(*number) as usize];
            let amount_minor = i64::from_le_bytes(*amount_minor);
            let facts = Facts {
                line: u64::from_le_bytes(*line),
                declined: zone.moment(Instant(key)),
                amount: Money { amount_minor, ..shared.amount },
                ..shared
            };
            take(&Waited { facts, transaction_id, merchant_id })
        })
    }
}
