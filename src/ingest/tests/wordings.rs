//! Rows that are known by their wording come to what they come to when they are read in full.

use proptest::prelude::*;

use super::super::by_wording::LOOKED_UP_ROWS;
use super::super::{Again, ReadOptions, Rows, WordingNumber};
use super::*;
use crate::config::{Format, load};
use crate::model::{Day, Decline, Instant, Moment, Money, Source};

const COLUMNS: &str = "id,merchant_id,amount,currency,card_brand,date,response_type,response_text,billing_cycle,attempt,campaign_id,note,txn_type";

/// A decline in two parts: what `Again` says of it, and the rest as far as a wording settles it.
fn parts(decline: &Decline<'_>) -> (String, String) {
    let Decline { line, declined_at, amount, .. } = *decline;
    let rest = Decline {
        line: 0,
        transaction_id: "",
        declined_at: Moment { instant: Instant(0), day: Day(0), second: 0 },
        amount: Money { currency: amount.currency, amount_minor: 0 },
        billing_cycle: "",
        customer_id: "",
        purchase_id: "",
        order_id: "",
        card: "",
        ..*decline
    };
    (format!("{line} {declined_at:?} {amount:?}"), format!("{rest:?}"))
}

/// Everything that rows come to; what declines of each wording said at first.
#[derive(Default)]
struct Seen {
    records: Vec<String>,
    wordings: Vec<Option<String>>,
    /// Whether wordings are to be known again.
    keeps: Vec<bool>,
    known: usize,
}

impl Rows for Seen {
    fn record(&mut self, record: Record<'_>, wording: Option<WordingNumber>) -> bool {
        let Record::Decline(decline) = record else {
            self.records.push(format!("{record:?}"));
            return false;
        };
        let (own, rest) = parts(&decline);
        self.records.push(format!("{own} {rest}"));
        let keeps = self.keeps[decline.line as usize % self.keeps.len()];
        if let (Some(WordingNumber(number)), true) = (wording, keeps) {
            let at = number as usize;
            self.wordings.resize(self.wordings.len().max(at + 1), None);
            self.wordings[at] = Some(rest);
        }
        keeps
    }

    fn again(&mut self, again: Again) {
        let Again { line, wording, declined_at, amount } = again;
        let rest = self.wordings[wording.0 as usize].as_ref().unwrap();
        self.records.push(format!("{line} {declined_at:?} {amount:?} {rest}"));
        self.known += 1;
    }
}

fn cell(plain: &'static [&'static str], odd: &'static str) -> impl Strategy<Value = String> {
    let text = prop_oneof![20 => prop::sample::select(plain).prop_map(String::from), 1 => odd];
    (text, 0..8_u8).prop_map(|(text, form)| match form {
        0 => format!("\"{}\"", text.replace('"', "\"\"")),
        1 => format!(" {text} "),
        2 => format!("\"{text}"),
        _ => text,
    })
}

fn row() -> impl Strategy<Value = Vec<u8>> {
    let odd = "[a-z,;\"\r\né -]{0,6}";
    let start = (
        cell(&["T1", "T2", "T3"], odd),
        cell(&["1", "2", "12"], odd),
        cell(&["5.00", "19.95", "4.5", "0", "1,000.00", "1000"], odd),
        cell(&["USD", "", "JPY", "usd", "KWD"], odd),
        cell(&["visa", "VISA", "", "Nobody's"], odd),
        cell(&["2024-03-04", "2024-03-10 02:30", "2024-03-04 10:05:59", "2024-03-04T10:05Z"], odd),
    );
    let end = (
        cell(&["SOFT_DECLINE", "soft", "HARD_DECLINE", "", "SUCCESS"], odd),
        cell(&["Insufficient funds", " Do not honor, ever since the last time. ", "-"], odd),
        cell(&["1", "2"], odd),
        cell(&["", "3"], odd),
        cell(&["5", "unknown", ""], odd),
        cell(&["x", "y"], odd),
        cell(&["SALE", "", "REFUND"], odd),
    );
    (start, end).prop_map(|((id, m, a, c, b, d), (r, t, bc, at, ca, n, tx))| {
        [id, m, a, c, b, d, r, t, bc, at, ca, n, tx].join(",").into_bytes()
    })
}

fn file() -> impl Strategy<Value = Vec<u8>> {
    let broken = prop::collection::vec(any::<u8>(), 0..12);
    let line = prop_oneof![12 => row(), 1 => broken];
    let end = prop_oneof![3 => Just("\n"), 1 => Just("\r\n")];
    // Few different rows, again and again.
    (
        prop::collection::vec((line, end), 1..12),
        prop::collection::vec(any::<prop::sample::Index>(), 0..60),
    )
        .prop_map(|(lines, order)| {
            let rows = order.iter().map(|at| {
                let (line, end) = at.get(&lines);
                [line, end.as_bytes()].concat()
            });
            [COLUMNS.as_bytes().to_vec(), b"\n".to_vec()]
                .into_iter()
                .chain(rows)
                .flatten()
                .collect()
        })
}

/// Everything that a file comes to when its blocks are read by `read`.
fn read_with(
    file: &[u8],
    block_bytes: usize,
    read: impl FnMut(&Layout, &Block) -> Result<crate::ingest::RowCounts, InputError>,
) -> Result<Vec<crate::ingest::RowCounts>, InputError> {
    read_as(reading(), file, block_bytes, read)
}

fn read_as(
    reading: Reading,
    file: &[u8],
    block_bytes: usize,
    mut read: impl FnMut(&Layout, &Block) -> Result<crate::ingest::RowCounts, InputError>,
) -> Result<Vec<crate::ingest::RowCounts>, InputError> {
    let (layout, blocks) = header::open(file, reading)?;
    let mut blocks = blocks.in_blocks_of(block_bytes);
    let (mut block, mut counts) = (Block::default(), Vec::new());
    while blocks.next_block(&mut block)? {
        counts.push(read(&layout, &block)?);
    }
    Ok(counts)
}

proptest! {
    #[test]
    fn known_rows_are_what_they_are_when_read_in_full(
        file in file(),
        block_bytes in prop_oneof![64_usize..800, Just(1 << 18)],
        keeps in prop::collection::vec(any::<bool>(), 1..4),
    ) {
        let mut scratch = Scratch::default();
        let mut plain = Vec::new();
        let counts = read_with(&file, block_bytes, |layout, block| {
            layout.read(block, &mut scratch, &mut |record| plain.push(match record {
                Record::Decline(decline) => {
                    let (own, rest) = parts(&decline);
                    format!("{own} {rest}")
                }
                other => format!("{other:?}"),
            }))
        });
        let mut scratch = Scratch::default();
        let mut seen = Seen { keeps, ..Seen::default() };
        for _ in 0..2 {
            seen.records.clear();
            let known = read_with(&file, block_bytes, |layout, block| {
                layout.read_by_wording(block, &mut scratch, &mut seen)
            });
            prop_assert_eq!(known, counts.clone());
            prop_assert_eq!(&seen.records, &plain);
        }
    }
}

#[test]
fn a_wording_is_known_after_the_rows_that_are_looked_up_with_its_first() {
    let row = |id, amount, date, cycle| {
        format!("{id},12,{amount},USD,visa,{date},soft,Do not honor.,{cycle},0,5,,SALE\n")
    };
    let file = [
        format!("{COLUMNS}\n"),
        row("T1", "5.00", "2024-03-04", 1).repeat(LOOKED_UP_ROWS),
        row("T2", "19.95", "2024-03-05 10:00", 2),
        row("", "19.95", "2024-03-05 10:00", 2),
        row("T4", "0", "2024-03-05 10:00", 2),
        row("T5", "7", "2024-03-05 10:00:01", 2),
    ]
    .concat();
    let mut scratch = Scratch::default();
    let mut seen = Seen { keeps: vec![true], ..Seen::default() };
    let read =
        |layout: &Layout, block: &Block| layout.read_by_wording(block, &mut scratch, &mut seen);
    let counts = read_with(file.as_bytes(), 1 << 18, read).unwrap();
    assert_eq!((counts[0].rows, counts[0].rejected), (LOOKED_UP_ROWS as u64 + 4, 2));
    assert_eq!(seen.known, 2);
}

#[test]
fn a_campaign_is_part_of_the_wording_where_the_account_has_any() {
    let known = |account: &str| {
        let loaded = load(Source { name: "a".into(), text: account.into() }, Format::Toml, &[]);
        let reading = Reading::new(&loaded.account, &ReadOptions::default()).unwrap();
        let row =
            |campaign| format!("T1,12,5.00,USD,visa,2024-03-04,soft,No.,1,0,{campaign},,SALE\n");
        let rows = [1, 2].map(|campaign| row(campaign).repeat(LOOKED_UP_ROWS));
        let file = format!("{COLUMNS}\n{}", rows.concat());
        let mut scratch = Scratch::default();
        let mut seen = Seen { keeps: vec![true], ..Seen::default() };
        let read =
            |layout: &Layout, block: &Block| layout.read_by_wording(block, &mut scratch, &mut seen);
        read_as(reading, file.as_bytes(), 1 << 18, read).unwrap();
        seen.known
    };
    assert_eq!(known(""), LOOKED_UP_ROWS);
    assert_eq!(known("[[campaign]]\nid = \"1\"\n"), 0);
}
