//! Where declines stand under several configurations at once.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::config::{Account, RebillTime};
use crate::engine::{
    CourseNumber, Discount, Engine, Facts, GroupNumber, Memory, MomentNumber, Place, Route,
    TextNumber,
};
use crate::model::{Class, Currency, Decline};

use super::lane::Lane;
use super::reading::Readings;
use super::touch::Touch;

/// Stands that are remembered, and stretches of amounts that lead to them.
const ROOM: usize = 4096;
const STRETCH_ROOM: usize = 1 << 16;

/// The position of a configuration in a line-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seat(pub(crate) usize);

/// Numbers of things, in the order in which they were first seen.
pub(super) type Numbers<K> = HashMap<K, u32, FixedState>;

/// The seat of the configuration that declines are read with.
pub(crate) const READER: Seat = Seat(0);

/// Several configurations side by side, with what one thread remembers of each.
pub(crate) struct Lineup<'e> {
    members: Vec<Member<'e>>,
    stands: Vec<Stand>,
    numbers: Numbers<(Currency, Positions)>,
    /// By the reader's group.
    stretches: Vec<Vec<Stretch>>,
    stretch_count: usize,
    /// The members that tell moments apart in a way of their own, and numbers for theirs and those before.
    clocks: Vec<(Seat, Numbers<(u32, MomentNumber)>)>,
    readings: Readings,
}

/// One configuration.
struct Member<'e> {
    lane: Lane<'e>,
    memory: Memory<'e>,
    /// The member that it differs from, and where it does.
    from: Seat,
    touch: Touch,
    is_abreast: bool,
}

/// What a decline's routes depend on under all configurations that are abreast, but for its moment and the
/// amount that prices are asked for.
pub(crate) struct Stand {
    /// Where it stands under each; `None` where the decline is treated as under the one it differs from.
    positions: Positions,
    pub(crate) currency: Currency,
    /// Whether any configuration tries it again.
    has_attempts: bool,
}

/// By seat.
type Positions = Box<[Option<Position>]>;

/// Where a decline stands under one configuration, whenever it declined.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Position {
    course: CourseNumber,
    ladder: u32,
    class: Class,
}

/// Amounts of one of the reader's groups that have the same stand.
struct Stretch {
    reading: u32,
    lowest_minor: i64,
    highest_minor: i64,
    stand: u32,
}

/// Where a decline stands under all configurations, moment included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spot {
    /// The position of its stand.
    pub(crate) stand: u32,
    /// A number that its moment shares with those that give the same dates.
    pub(crate) hour: u32,
}

impl Stand {
    /// Whether a configuration treats such declines in its own way.
    pub(crate) fn differs(&self, Seat(seat): Seat) -> bool {
        self.positions[seat].is_some()
    }
}

impl<'e> Lineup<'e> {
    /// A line-up of the configuration that declines are read with.
    pub(crate) fn of(reader: &'e Engine<'e>) -> Lineup<'e> {
        let mut lineup = Lineup {
            members: Vec::new(),
            stands: Vec::new(),
            numbers: Numbers::default(),
            stretches: Vec::new(),
            stretch_count: 0,
            clocks: Vec::new(),
            readings: Readings::default(),
        };
        lineup.join(reader, reader, READER, Touch::Everything);
        lineup
    }

    /// Adds a configuration that differs from another one where `touch` says.
    pub(crate) fn add(&mut self, engine: &'e Engine<'e>, from: Seat, touch: Touch) -> Seat {
        let reader = self.members[0].lane.engine;
        self.join(reader, engine, from, touch)
    }

    fn join(
        &mut self,
        reader: &Engine<'_>,
        engine: &'e Engine<'e>,
        from: Seat,
        touch: Touch,
    ) -> Seat {
        let (lane, memory) = (Lane::beside(reader, engine), Memory::new(engine));
        let seat = Seat(self.members.len());
        let is_abreast = has_times_like(reader.account(), engine.account())
            && self.members.get(from.0).is_none_or(|from| from.is_abreast);
        if is_abreast {
            let mut clocks = self.clocks.iter().map(|&(seat, _)| seat).chain([READER]);
            let known = |seat: Seat| {
                self.members.get(seat.0).is_none_or(|it| it.memory.tells_moments_apart_as(&memory))
            };
            if !clocks.any(known) {
                self.clocks.push((seat, Numbers::default()));
            }
            self.readings.add(seat, reader, &lane);
        }
        self.members.push(Member { lane, memory, from, touch, is_abreast });
        seat
    }

    /// Whether a configuration takes part in what [`Lineup::spot`] says.
    pub(crate) fn is_abreast(&self, seat: Seat) -> bool {
        self.members[seat.0].is_abreast
    }

    /// The engine of a configuration.
    pub(crate) fn engine(&self, Seat(seat): Seat) -> &'e Engine<'e> {
        self.members[seat].lane.engine
    }

    /// The facts of a decline where it is read.
    #[inline]
    pub(crate) fn read(&mut self, decline: &Decline<'_>) -> (Facts, Option<TextNumber>) {
        self.members[0].memory.facts(decline)
    }

    /// The facts of a decline under a configuration.
    pub(crate) fn facts(&mut self, Seat(seat): Seat, decline: &Decline<'_>, read: &Facts) -> Facts {
        let Member { lane, memory, .. } = &mut self.members[seat];
        lane.remembered(decline, read, memory)
    }

    /// The route of a decline of these facts.
    pub(crate) fn route(&mut self, Seat(seat): Seat, facts: &Facts, route: &mut Route) {
        let memory = &mut self.members[seat].memory;
        let place = memory.place(facts);
        memory.replay(facts, place, route);
    }

    /// Where a decline stands; `None` if it has to be replayed by itself.
    #[inline]
    pub(crate) fn spot(
        &mut self,
        decline: &Decline<'_>,
        read: &Facts,
        text: Option<TextNumber>,
    ) -> Option<Spot> {
        let Place { group, moment, .. } = self.members[0].memory.place(read)?;
        let reading = self.reading(decline, text)?;
        let amount_minor = read.amount.amount_minor;
        let is_meant = |stretch: &&Stretch| {
            stretch.reading == reading
                && stretch.lowest_minor <= amount_minor
                && amount_minor <= stretch.highest_minor
        };
        let known = self.stretches.get(group.0 as usize).and_then(|all| all.iter().find(is_meant));
        let stand = match known {
            Some(stretch) => stretch.stand,
            None => self.learn(decline, read, group, reading)?,
        };
        let hour =
            if self.stands[stand as usize].has_attempts { self.hour(moment, read)? } else { 0 };
        Some(Spot { stand, hour })
    }

    /// What is known of a stand.
    pub(crate) fn stand(&self, stand: u32) -> &Stand {
        &self.stands[stand as usize]
    }

    /// What each attempt takes off under a configuration that treats declines of this stand in its own way.
    pub(crate) fn discounts(&self, stand: u32, Seat(seat): Seat) -> &[Discount] {
        let position = &self.stands[stand as usize].positions[seat];
        let ladder = position.as_ref().map(|position| position.ladder);
        ladder.map_or(&[], |ladder| self.members[seat].memory.discounts_of(ladder))
    }

    #[inline]
    fn hour(&mut self, moment: MomentNumber, read: &Facts) -> Option<u32> {
        let mut hour = moment.0;
        for (Seat(seat), hours) in &mut self.clocks {
            let own = self.members[*seat].memory.moment_number(read.declined)?;
            let next = hours.len() as u32;
            hour = *hours.entry((hour, own)).or_insert(next);
        }
        Some(hour)
    }

    #[inline]
    fn reading(&mut self, decline: &Decline<'_>, text: Option<TextNumber>) -> Option<u32> {
        if self.readings.are_shared() {
            return Some(0);
        }
        let engine = |Seat(seat): Seat| self.members[seat].lane.engine;
        self.readings.number(decline, text?, engine)
    }

    #[cold]
    fn learn(
        &mut self,
        decline: &Decline<'_>,
        read: &Facts,
        group: GroupNumber,
        reading: u32,
    ) -> Option<u32> {
        if self.stretch_count >= STRETCH_ROOM {
            return None;
        }
        let mut facts: Vec<Option<Facts>> = Vec::with_capacity(self.members.len());
        let mut positions: Vec<Option<Position>> = Vec::with_capacity(self.members.len());
        let (mut lowest_minor, mut highest_minor) = (i64::MIN, i64::MAX);
        let mut has_attempts = false;
        for Member { lane, memory, from, touch, is_abreast } in &mut self.members {
            let concerned = match facts.get(from.0) {
                _ if !*is_abreast => None,
                None => Some(*read),
                Some(from) => from
                    .filter(|from| touch.concerns(from))
                    .map(|_| lane.remembered(decline, read, memory)),
            };
            facts.push(concerned);
            let Some(facts) = concerned else {
                positions.push(None);
                continue;
            };
            let Place { group, course, .. } = memory.place(&facts)?;
            let amounts = memory.amounts(group);
            lowest_minor = lowest_minor.max(*amounts.start());
            highest_minor = highest_minor.min(*amounts.end());
            has_attempts |= !memory.discounts(group).is_empty();
            let class = facts.classification.class;
            positions.push(Some(Position { course, ladder: memory.ladder(group), class }));
        }
        let key = (read.amount.currency, positions.into_boxed_slice());
        let stand = match self.numbers.get(&key) {
            Some(&stand) => stand,
            None if self.stands.len() >= ROOM => return None,
            None => {
                let stand = self.stands.len() as u32;
                let (currency, positions) = key.clone();
                self.stands.push(Stand { positions, currency, has_attempts });
                self.numbers.insert(key, stand);
                stand
            }
        };
        let at = group.0 as usize;
        if self.stretches.len() <= at {
            self.stretches.resize_with(at + 1, Vec::new);
        }
        self.stretches[at].push(Stretch { reading, lowest_minor, highest_minor, stand });
        self.stretch_count += 1;
        Some(stand)
    }
}

/// Whether dates that are equal for one decline under both accounts are so for all that share its hour: not
/// where attempts go with the decline's own time of day under one of them alone, or its date is another one.
fn has_times_like(reader: &Account, account: &Account) -> bool {
    let goes_with_decline = |account: &Account| account.rebill_time == RebillTime::Original;
    account.timezone == reader.timezone && goes_with_decline(account) == goes_with_decline(reader)
}
