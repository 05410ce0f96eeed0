//! What declines are taken for under configurations that read their texts differently.

use crate::engine::{Engine, Facts, Method, Recycling, TextNumber};
use crate::model::{Brand, Class, Decline, MerchantIndex};

use super::lane::Lane;
use super::lineup::{Numbers, Seat};

/// Names, and texts of declines with their names, that are remembered.
const ROOM: usize = 1 << 14;

/// Numbers for what declines are taken for where facts differ from the reader's.
#[derive(Default)]
pub(super) struct Readings {
    /// The configurations that do not share the reader's facts.
    seats: Vec<Seat>,
    /// Whether any of them has other campaigns.
    have_campaigns: bool,
    /// Campaigns and brands as the file has them, with what they come to.
    names: Numbers<Box<str>>,
    meanings: Numbers<Box<[(Method, Recycling)]>>,
    name: String,
    by_text: Numbers<(u32, u32)>,
    numbers: Numbers<Box<[Taken]>>,
}

/// What one configuration takes a decline for.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Taken {
    merchant: Option<MerchantIndex>,
    class: Class,
    method: Method,
    recycling: Recycling,
}

impl Readings {
    /// Adds a configuration beside the reader.
    pub(super) fn add(&mut self, seat: Seat, reader: &Engine<'_>, lane: &Lane<'_>) {
        if !lane.shares_facts() {
            self.seats.push(seat);
            self.have_campaigns |= lane.engine.account().campaigns != reader.account().campaigns;
        }
    }

    /// Whether all declines have the reader's facts under every configuration.
    pub(super) fn are_shared(&self) -> bool {
        self.seats.is_empty()
    }

    /// A number that declines share that are taken for the same under every configuration; `None` if it is
    /// not remembered.
    pub(super) fn number<'e>(
        &mut self,
        decline: &Decline<'_>,
        TextNumber(text): TextNumber,
        engine: impl Fn(Seat) -> &'e Engine<'e>,
    ) -> Option<u32> {
        let facts = |&seat: &Seat| engine(seat).facts(decline);
        let meaning = self.meaning(decline, facts)?;
        if let Some(&number) = self.by_text.get(&(text, meaning)) {
            return Some(number);
        }
        if self.by_text.len() >= ROOM {
            return None;
        }
        let taken = |facts: Facts| Taken {
            merchant: facts.merchant,
            class: facts.classification.class,
            method: facts.method,
            recycling: facts.recycling,
        };
        let taken: Box<[Taken]> = self.seats.iter().map(facts).map(taken).collect();
        let next = self.numbers.len() as u32;
        let number = *self.numbers.entry(taken).or_insert(next);
        self.by_text.insert((text, meaning), number);
        Some(number)
    }

    /// A number for what is not among the texts that the reader tells apart: whose campaigns are recycled,
    /// and brands that the reader does not know.
    fn meaning(&mut self, decline: &Decline<'_>, facts: impl Fn(&Seat) -> Facts) -> Option<u32> {
        self.name.clear();
        if self.have_campaigns {
            self.name.push_str(decline.campaign_id);
        }
        if let Some(Brand::Other(name)) = decline.brand {
            self.name.push('\n');
            self.name.push_str(name);
        }
        if self.name.is_empty() {
            return Some(0);
        }
        if let Some(&number) = self.names.get(self.name.as_str()) {
            return Some(number);
        }
        if self.names.len() >= ROOM {
            return None;
        }
        let meaning = self.seats.iter().map(facts).map(|facts| (facts.method, facts.recycling));
        // 0 is for declines of no such name.
        let next = self.meanings.len() as u32 + 1;
        let number = *self.meanings.entry(meaning.collect()).or_insert(next);
        self.names.insert(self.name.as_str().into(), number);
        Some(number)
    }
}
