//! Rows of declines that a replay remembers: what declines at one place have in common is written once, from the
//! same cells as any row, and copied from then on; between the copies goes what is a decline's own.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::analysis::{Cell, RouteColumn, TransactionColumn, attempt_cells, transaction_cells};
use crate::engine::{CourseNumber, MomentNumber, Place, Route};
use crate::model::{Currency, Day, Decline, Instant, Moment, Money};

use super::csv::{CsvRows, guarded_cell, push_number};
use super::room::{Room, STEP_BYTES, Short, time_of_day};

/// Bytes of templates that are kept; then they are forgotten, all at once.
const MOST_BYTES: usize = 256 << 10;

/// Amounts whose texts are kept.
const AMOUNTS: usize = 256;

/// Where the time of day begins in a moment as it is written.
const TIME_AT: usize = 11;

/// Writes the rows of `routes.csv` and `transactions.csv` for one replayer, whose places it knows.
pub struct RowTemplates<'a> {
    csv: &'a CsvRows,
    numbers: HashMap<(MomentNumber, CourseNumber), usize, FixedState>,
    templates: Vec<Template>,
    kept_bytes: usize,
    own: Own,
}

/// The rows of declines at one place.
struct Template {
    /// What all parts are cut from, each padded to whole steps.
    text: Vec<u8>,
    /// Per attempt, what stands between id and amount, and between currency and line.
    attempts: Vec<[Part; 2]>,
    /// What stands between a transaction's class, the amount handed off, the last amount and the line.
    transaction: [Part; 3],
}

/// A stretch of cells with the commas around them.
#[derive(Clone, Copy)]
struct Part {
    start: usize,
    length: usize,
    /// How long before its end the time of day of an attempt begins, which may be that of the decline.
    time_before_end: usize,
}

/// What is a decline's own, as its rows have it.
#[derive(Default)]
struct Own {
    /// The line, the end of a row and the id that the next row starts with, padded.
    turn: Vec<u8>,
    id_start: usize,
    id_end: usize,
    merchant: Vec<u8>,
    declined_at: MomentText,
    time: TimeText,
    amounts: AmountTexts,
}

/// Amounts as they were written last, each at a place that its minor units fix: most are one of few prices.
struct AmountTexts(Vec<(Money, Short)>);

/// The time of day that was written last.
struct TimeText(u32, [u8; 8]);

/// The moment that was written last.
struct MomentText(Moment, [u8; 25]);

impl<'a> RowTemplates<'a> {
    /// No templates yet.
    pub fn of(csv: &'a CsvRows) -> RowTemplates<'a> {
        RowTemplates {
            csv,
            numbers: HashMap::default(),
            templates: Vec::new(),
            kept_bytes: 0,
            own: Own::default(),
        }
    }

    /// Adds the rows of a decline at a place of the replayer's memory.
    pub fn rows(
        &mut self,
        decline: &Decline<'_>,
        route: &Route,
        place: Place,
        routes: &mut Room,
        transactions: &mut Room,
    ) {
        let number = match self.numbers.get(&(place.moment, place.course)) {
            Some(&number) => number,
            None => self.learn(decline, route, place),
        };
        let (template, own) = (&self.templates[number], &mut self.own);
        own.set(decline);
        if !route.attempts.is_empty() {
            template.attempt_rows(route, own, routes);
        }
        template.transaction_row(decline, route, own, transactions);
    }

    /// Makes the template of a place from a decline that is there.
    #[cold]
    fn learn(&mut self, decline: &Decline<'_>, route: &Route, place: Place) -> usize {
        if self.kept_bytes > MOST_BYTES {
            self.numbers.clear();
            self.templates.clear();
            self.kept_bytes = 0;
        }
        let template = Template::of(self.csv, decline, route);
        self.kept_bytes += template.size_bytes();
        self.templates.push(template);
        let number = self.templates.len() - 1;
        self.numbers.insert((place.moment, place.course), number);
        number
    }
}

impl Template {
    fn of(csv: &CsvRows, decline: &Decline<'_>, route: &Route) -> Template {
        use {RouteColumn as R, TransactionColumn as T};
        let mut text = Vec::new();
        let mut part = |cells: &[Cell<'_>]| Part::of(csv, cells, &mut text);
        let attempts = route.attempts.iter().map(|attempt| {
            let cells = attempt_cells(decline, attempt);
            [(R::Attempt, R::Amount), (R::Notes, R::Line)]
                .map(|(from, to)| part(&cells[from as usize..to as usize]))
        });
        let attempts = attempts.collect();
        let cells = transaction_cells(decline, route);
        let transaction = [
            (T::Profile, T::HandoffAmount),
            (T::FirstBlockReason, T::LastAmount),
            (T::Notes, T::Line),
        ]
        .map(|(from, to)| part(&cells[from as usize..to as usize]));
        Template { text, attempts, transaction }
    }

    fn size_bytes(&self) -> usize {
        size_of::<Template>() + self.text.capacity() + self.attempts.len() * size_of::<[Part; 2]>()
    }

    /// A row per attempt.
    fn attempt_rows(&self, route: &Route, own: &mut Own, out: &mut Room) {
        // Whatever is written in whole steps takes less than its length and a step.
        let each_bytes = own.turn.len() + 2 * STEP_BYTES;
        out.reserve(self.text.len() + (route.attempts.len() + 1) * each_bytes);
        out.put(own.id());
        for (attempt, [head, tail]) in route.attempts.iter().zip(&self.attempts) {
            self.part(head, out);
            out.patch(head.time_before_end, own.time.of(attempt.due.second));
            out.short(own.amounts.of(attempt.amount));
            out.array(currency_cell(attempt.amount));
            self.part(tail, out);
            out.padded(&own.turn, own.id_end);
        }
        out.take_back(own.id().len());
    }

    /// The row of the transaction.
    fn transaction_row(&self, decline: &Decline<'_>, route: &Route, own: &mut Own, out: &mut Room) {
        let class = route.classification.class.name();
        out.reserve(self.text.len() + 2 * own.turn.len() + own.merchant.len() + 8 * STEP_BYTES);
        out.put(own.id());
        out.array([b',']);
        out.array(own.declined_at.of(decline.declined_at));
        out.array([b',']);
        out.put(&own.merchant);
        out.array([b',']);
        out.short(own.amounts.of(decline.amount));
        out.array(currency_cell(decline.amount));
        out.array([b',']);
        out.put(class.as_bytes());
        let [first, second, third] = &self.transaction;
        for (part, attempt) in [(first, route.handoff()), (second, route.made().next_back())] {
            self.part(part, out);
            if let Some(attempt) = attempt {
                out.patch(part.time_before_end, own.time.of(attempt.due.second));
                out.short(own.amounts.of(attempt.amount));
            }
        }
        self.part(third, out);
        out.put(&own.turn[..own.id_start]);
    }

    #[inline]
    fn part(&self, part: &Part, out: &mut Room) {
        let padded_bytes = part.length.next_multiple_of(STEP_BYTES);
        out.padded(&self.text[part.start..][..padded_bytes], part.length);
    }
}

impl Part {
    /// Cells with a comma before and after each, added to `text`.
    fn of(csv: &CsvRows, cells: &[Cell<'_>], text: &mut Vec<u8>) -> Part {
        let (start, mut time_at) = (text.len(), 0);
        text.push(b',');
        for cell in cells {
            if matches!(cell, Cell::At(_)) {
                time_at = text.len() + TIME_AT;
            }
            csv.cell(cell, text);
            text.push(b',');
        }
        let end = text.len();
        text.resize(start + (end - start).next_multiple_of(STEP_BYTES), 0);
        Part { start, length: end - start, time_before_end: end - time_at }
    }
}

impl Own {
    fn set(&mut self, decline: &Decline<'_>) {
        self.turn.clear();
        push_number(&mut self.turn, decline.line);
        self.turn.push(b'\n');
        self.id_start = self.turn.len();
        guarded_cell(&mut self.turn, decline.transaction_id);
        self.id_end = self.turn.len();
        self.turn.resize(self.id_end.next_multiple_of(STEP_BYTES), 0);
        self.merchant.clear();
        guarded_cell(&mut self.merchant, decline.merchant_id);
    }

    fn id(&self) -> &[u8] {
        &self.turn[self.id_start..self.id_end]
    }
}

impl AmountTexts {
    #[inline]
    fn of(&mut self, money: Money) -> &Short {
        let AmountTexts(texts) = self;
        let place = money.amount_minor as usize % AMOUNTS;
        let known = &mut texts[place];
        if known.0 != money {
            *known = (money, Short::amount(money));
        }
        &known.1
    }
}

impl TimeText {
    #[inline]
    fn of(&mut self, second: u32) -> [u8; 8] {
        if self.0 != second {
            *self = TimeText(second, time_of_day(second));
        }
        self.1
    }
}

impl MomentText {
    #[inline]
    fn of(&mut self, moment: Moment) -> [u8; 25] {
        if self.0.day != moment.day || self.0.offset_seconds() != moment.offset_seconds() {
            *self = MomentText(moment, moment.rfc3339());
        }
        self.1[TIME_AT..][..8].copy_from_slice(&time_of_day(moment.second));
        self.1
    }
}

impl Default for AmountTexts {
    fn default() -> AmountTexts {
        let nothing = Money { currency: Currency::USD, amount_minor: 0 };
        AmountTexts(vec![(nothing, Short::amount(nothing)); AMOUNTS])
    }
}

impl Default for TimeText {
    fn default() -> TimeText {
        TimeText(0, time_of_day(0))
    }
}

impl Default for MomentText {
    fn default() -> MomentText {
        let start = Moment { instant: Instant(0), day: Day(0), second: 0 };
        MomentText(start, start.rfc3339())
    }
}

/// A currency between commas, but for the last one.
#[inline]
fn currency_cell(money: Money) -> [u8; 4] {
    let [one, two, three] = money.currency.code_bytes();
    [b',', one, two, three]
}
