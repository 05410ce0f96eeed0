//! One row: whose payment it is, what became of it, and how that is written.

use crate::model::{Kind, OrderType};

use super::Generator;
use super::customer::{CYCLE_DAYS, Customer};
use super::draws::{Draws, OfCustomer, OfRow, Source, Weighted};
use super::layout::{write_amount, write_number};
use super::mix;
use super::site::Line;
use super::volume::Place;

/// From one declining customer of a day to the next. A prime, so that none comes twice before all have.
const STRIDE: u64 = 7919;

/// Makes rows; keeps the generators of random numbers where they stand.
pub(super) struct Rows<'g> {
    recipe: &'g Generator<'g>,
    in_order: Source<OfRow>,
    looked_up: Source<OfRow>,
    customers: Source<OfCustomer>,
    lags: Weighted<u32>,
}

/// What one row is about.
#[derive(Clone, Copy)]
struct Row<'a> {
    place: Place,
    payment: Payment<'a>,
    record: Record<'a>,
}

/// One billing of one purchase.
#[derive(Clone, Copy)]
struct Payment<'a> {
    customer: Customer<'a>,
    /// 0 or 1.
    purchase: usize,
    order_type: OrderType,
    cycle: u64,
}

#[derive(Clone, Copy)]
enum Record<'a> {
    Declined(&'a Line),
    DeclinedUnknown(&'static str),
    Approved,
    Refunded,
}

impl<'g> Rows<'g> {
    pub(super) fn new(recipe: &'g Generator<'g>) -> Rows<'g> {
        let seed = recipe.recipe.seed;
        Rows {
            recipe,
            in_order: Source::new(seed),
            looked_up: Source::new(seed),
            customers: Source::new(seed),
            lags: Weighted::new(mix::LAGS),
        }
    }

    /// Appends a row.
    pub(super) fn append(&mut self, number: u64, out: &mut Vec<u8>) {
        let draws = self.in_order.of(number);
        let row = self.row(number, &draws);
        self.recipe.append_row(number, &row, &draws, out);
    }

    fn row(&mut self, number: u64, draws: &Draws<OfRow>) -> Row<'g> {
        let place = self.recipe.volume.place(number, draws.bits(OfRow::Time));
        let is_new_sale = draws.below(OfRow::OrderType, place.all) < place.new_sales;
        if is_new_sale {
            let payment = self.new_sale(number);
            return Row { place, payment, record: record(draws, &payment) };
        }
        if let Some(row) = self.repeated(number, draws, place) {
            return row;
        }
        let payment = self.rebill(number, draws, place);
        Row { place, payment, record: record(draws, &payment) }
    }

    /// A first payment is a customer's who is in no other row; their numbers follow all others.
    fn new_sale(&mut self, number: u64) -> Payment<'g> {
        let number = self.recipe.customers_per_day * CYCLE_DAYS + number;
        let customer = self.recipe.population.customer(number, &mut self.customers);
        Payment { customer, purchase: 0, order_type: OrderType::NewSale, cycle: 1 }
    }

    /// A rebill is of a customer whose billing day it is: the day of the cycle is in the number.
    fn rebill(&mut self, number: u64, draws: &Draws<OfRow>, place: Place) -> Payment<'g> {
        let day = u64::from(place.day);
        let first = self.recipe.first_customers[place.day as usize];
        let of_day =
            first.wrapping_add(number.wrapping_mul(STRIDE)) % self.recipe.customers_per_day;
        let number = of_day * CYCLE_DAYS + day % CYCLE_DAYS;
        let customer = self.recipe.population.customer(number, &mut self.customers);
        let is_second = customer.has_second && draws.happens(OfRow::Purchase, mix::ROWS_OF_SECOND);
        Payment {
            customer,
            purchase: usize::from(is_second),
            order_type: OrderType::Rebill,
            cycle: 1 + customer.past_cycles + day / CYCLE_DAYS,
        }
    }

    /// A row that tries a soft-declined rebill of some days ago again; `None` if this one does not, or there
    /// was none.
    fn repeated(&mut self, number: u64, draws: &Draws<OfRow>, place: Place) -> Option<Row<'g>> {
        if !draws.happens(OfRow::Repeats, mix::REPEATS) {
            return None;
        }
        let lag = *self.lags.pick(draws, OfRow::Lag)?;
        let earlier = self.recipe.volume.rows_about(place.day.checked_sub(lag)?);
        let which = earlier.start + draws.below(OfRow::Earlier, earlier.end - earlier.start);
        if which >= number {
            return None;
        }
        let earlier = self.looked_up.of(which);
        let earlier = self.row(which, &earlier);
        let Record::Declined(before) = earlier.record else { return None };
        let payment = earlier.payment;
        let is_open = before.kind == Kind::Soft && payment.order_type == OrderType::Rebill;
        if !is_open || earlier.place.day >= place.day {
            return None;
        }
        let record = if draws.happens(OfRow::SameLine, mix::SAME_REASON) {
            Record::Declined(before)
        } else {
            record(draws, &payment)
        };
        Some(Row { place, payment, record })
    }
}

fn record<'a>(draws: &Draws<OfRow>, payment: &Payment<'a>) -> Record<'a> {
    let what = draws.below(OfRow::Record, 1000);
    if what < mix::SUCCESSES {
        return Record::Approved;
    }
    if what < mix::SUCCESSES + mix::REFUNDS {
        return Record::Refunded;
    }
    let line = payment.customer.site.lines.pick(draws, OfRow::Line);
    if let Some(line) = line
        && !draws.happens(OfRow::UnknownText, mix::UNKNOWN_TEXT)
    {
        return Record::Declined(line);
    }
    let which = draws.below(OfRow::WhichUnknownText, mix::UNKNOWN_TEXTS.len() as u64);
    Record::DeclinedUnknown(mix::UNKNOWN_TEXTS[which as usize])
}

impl Generator<'_> {
    fn append_row(&self, number: u64, row: &Row<'_>, draws: &Draws<OfRow>, out: &mut Vec<u8>) {
        let delimiter = self.layout.delimiter;
        let Row { place, payment: Payment { customer, purchase, order_type, cycle }, record } = row;
        out.push(b'T');
        write_number(number + 1, 8, out);
        out.push(delimiter);
        self.layout.write_stamp(self.volume.date(place.day), place.second, out);
        out.push(delimiter);
        out.extend(&customer.site.id);
        out.push(delimiter);
        write_amount(customer.prices[*purchase], customer.currency, out);
        for cell in [customer.currency.code().as_bytes(), customer.brand, customer.funding] {
            out.push(delimiter);
            out.extend(cell);
        }
        out.push(delimiter);
        self.append_record(*record, draws, out);
        out.push(delimiter);
        out.extend(match order_type {
            OrderType::NewSale => &b"NEW_SALE"[..],
            OrderType::Rebill => b"RECURRING",
        });
        out.push(delimiter);
        out.extend(match record {
            Record::Refunded => &b"REFUND"[..],
            _ => b"SALE",
        });
        out.push(delimiter);
        write_number(*cycle, 1, out);
        out.push(delimiter);
        out.extend(customer.campaign);
        out.push(delimiter);
        customer.write_id(out);
        out.push(delimiter);
        customer.write_purchase_id(*purchase, out);
        out.push(delimiter);
        customer.write_card(out);
        out.push(b'\n');
    }

    /// Response type, code and text.
    fn append_record(&self, record: Record<'_>, draws: &Draws<OfRow>, out: &mut Vec<u8>) {
        let delimiter = self.layout.delimiter;
        match record {
            Record::Declined(line) => {
                if draws.happens(OfRow::ResponseType, mix::HAS_RESPONSE_TYPE) {
                    out.extend(match line.kind {
                        Kind::Soft => b"SOFT_DECLINE",
                        Kind::Hard => b"HARD_DECLINE",
                    });
                }
                out.push(delimiter);
                out.extend(&line.cells);
            }
            Record::DeclinedUnknown(text) => {
                out.extend([delimiter, delimiter]);
                out.extend(self.layout.cell(text));
            }
            Record::Approved | Record::Refunded => {
                out.extend(b"SUCCESS");
                out.push(delimiter);
                out.push(delimiter);
                out.extend(b"Approved");
            }
        }
    }
}
