//! Declines as no tool should write them: each case with what must come of it.
//!
//! A case is bytes and what is read from them: one line per row that is not blank, or the error. What is large
//! is made by code; the largest goes to the program through a pipe, watched from outside.

use std::io::Read;

use reattempt::config::{Format, load};
use reattempt::ingest::{Block, Blocks, ReadOptions, Record, Scratch};
use reattempt::model::Source;

use crate::support::GUIDE_ACCOUNT;

const HEADER: &str = "id,date,merchant_id,amount,currency\n";
const ROW: &str = "a,2024-03-04,12,5,\n";
/// What comes of [`ROW`], after its line.
const SEEN: &str = "a 5.00 USD 2024-03-04T00:00:00-05:00";

/// `LINE ID AMOUNT CURRENCY MOMENT`, `LINE not REASON` or `LINE reject COLUMN PROBLEM VALUE` per row.
fn read(bytes: impl Read) -> Result<Vec<String>, String> {
    let source = Source { name: "account.toml".into(), text: GUIDE_ACCOUNT.into() };
    let account = load(source, Format::Toml, &[]).account;
    let failed = |error| format!("{error:?}");
    let opened = Blocks::open(bytes, &account, &ReadOptions::default());
    let (layout, mut blocks) = opened.map_err(failed)?;
    let (mut block, mut scratch, mut seen) = (Block::default(), Scratch::default(), Vec::new());
    while blocks.next_block(&mut block).map_err(failed)? {
        let mut note = |record: Record<'_>| {
            seen.push(match record {
                Record::Decline(row) => {
                    let (amount, currency) = (row.amount, row.amount.currency);
                    let (line, id, at) = (row.line, row.transaction_id, row.declined_at);
                    format!("{line} {id} {amount} {currency} {at}")
                }
                Record::NotADecline { line, reason, .. } => format!("{line} not {}", reason.name()),
                Record::Reject(row) => {
                    let (column, problem) = (row.column, row.problem.name());
                    format!("{} reject {column} {problem} {}", row.line, row.value)
                }
            });
        };
        layout.read(&block, &mut scratch, &mut note).map_err(failed)?;
    }
    Ok(seen)
}

/// Bytes and the rows that come of them.
fn rows(cases: &[(&[u8], &[&str])]) {
    for (bytes, expected) in cases {
        let seen = read(*bytes);
        let expected: Vec<String> = expected.iter().map(ToString::to_string).collect();
        assert_eq!(seen, Ok(expected), "{:?}", String::from_utf8_lossy(bytes));
    }
}

/// Bytes and how the error that comes of them starts.
fn errors(cases: &[(&[u8], &str)]) {
    for (bytes, expected) in cases {
        let error = read(*bytes).expect_err(&String::from_utf8_lossy(bytes));
        assert!(error.starts_with(expected), "{error}");
    }
}

fn file(rows: &str) -> Vec<u8> {
    [HEADER, rows].concat().into_bytes()
}

#[test]
fn encodings() {
    let utf16 = |big: bool, mark: &[u8]| -> Vec<u8> {
        let pair = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        mark.iter().copied().chain(HEADER.encode_utf16().flat_map(pair)).collect()
    };
    errors(&[
        (&utf16(false, b"\xff\xfe"), "NotText(Utf16)"),
        (&utf16(true, b"\xfe\xff"), "NotText(Utf16)"),
        (&utf16(false, b""), "NotText(Utf16)"),
        (b"id,date,merchant_id,amount,soci\xe9t\xe9\n", "NotText(OneByteText)"),
        (b"id,date,merchant_id,amount,\x00x\n", "NotText(Binary)"),
    ]);
    let with_mark = |marks: usize| [&b"\xef\xbb\xbf".repeat(marks)[..], &file(ROW)].concat();
    let seen = format!("2 {SEEN}");
    rows(&[
        (&with_mark(1), &[&seen]),
        (&with_mark(2), &[&seen]),
        (
            &file("\u{feff}b,2024-03-04,12,5,\n"),
            &["2 \u{feff}b 5.00 USD 2024-03-04T00:00:00-05:00"],
        ),
    ]);
    // One byte at a time, the mark is found all the same.
    assert_eq!(read(Dripping(&with_mark(1))), Ok(vec![seen]));
    let at = "5.00 USD 2024-03-04T00:00:00-05:00";
    for id in ["\u{2028}", "\u{202e}a", "a\u{200b}", "𝄞", "é", "e\u{301}", "ｉｄ"] {
        let seen = format!("2 {id} {at}");
        rows(&[(&file(&ROW.replacen('a', id, 1)), &[&seen])]);
    }
    for (id, shown) in [
        (&b"\xed\xa0\x80"[..], "\\xED\\xA0\\x80"),
        (b"\xc0\xaf", "\\xC0\\xAF"),
        (b"\xf5\x80\x80\x80", "\\xF5\\x80\\x80\\x80"),
        (b"x\xe9", "x\\xE9"),
        (b"\xe2\x82", "\\xE2\\x82"),
    ] {
        let bytes = [HEADER.as_bytes(), id, b",2024-03-04,12,5,\n", ROW.as_bytes()].concat();
        let reject = format!("2 reject transaction_id invalid_utf8 {shown}");
        rows(&[(&bytes, &[&reject, &format!("3 {SEEN}")])]);
    }
    rows(&[(&file("a\0,2024-03-04,12,5,\n"), &["2 reject transaction_id nul_byte a\\u{0}"])]);
}

/// Gives out one byte at a time.
struct Dripping<'a>(&'a [u8]);

impl Read for Dripping<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        match (self.0.split_first(), buffer.first_mut()) {
            (Some((byte, rest)), Some(slot)) => {
                (*slot, self.0) = (*byte, rest);
                Ok(1)
            }
            _ => Ok(0),
        }
    }
}

#[test]
fn line_breaks() {
    let row = ROW.trim_end();
    let seen = |line: usize| format!("{line} {SEEN}");
    for (text, lines) in [
        (format!("{row}\n{row}\n"), vec![2, 3]),
        (format!("{row}\r\n{row}\r\n"), vec![2, 3]),
        (format!("{row}\r{row}\r"), vec![2, 3]),
        (format!("{row}\r\n{row}\n{row}\r{row}"), vec![2, 3, 4, 5]),
        (format!("{row}\n{row}"), vec![2, 3]),
        (format!("\n\n{row}\n\r\n\r\r{row}\n\n"), vec![4, 8]),
        ("\n".repeat(1_000_000) + row, vec![1_000_002]),
        ("\r\n".repeat(300_000) + row, vec![300_002]),
    ] {
        let expected: Vec<String> = lines.into_iter().map(seen).collect();
        assert_eq!(read(&file(&text)[..]), Ok(expected), "{:?}", &text[..60.min(text.len())]);
    }
    rows(&[
        (&file("  \n\t\n"), &["2 reject  too_few_fields 1", "3 reject  too_few_fields 1"]),
        (&file("# a comment\n"), &["2 reject  too_few_fields 1"]),
        (&file("#a,2024-03-04,12,5,\n"), &["2 #a 5.00 USD 2024-03-04T00:00:00-05:00"]),
    ]);
}

#[test]
fn quotes() {
    let at = "5.00 USD 2024-03-04T00:00:00-05:00";
    let row = |id: &str| file(&format!("{id},2024-03-04,12,5,\n{ROW}"));
    for (id, seen, next) in [
        ("\"x\ny\"", "x\ny", 4),
        ("\"x\r\ny\"", "x\r\ny", 4),
        ("\"x\"\"y\"", "x\"y", 3),
        ("\"\"\"\"", "\"", 3),
        ("\",\"", ",", 3),
        ("x\"y", "x\"y", 3),
        ("' x '", "' x '", 3),
    ] {
        let expected = [format!("2 {seen} {at}"), format!("{next} {SEEN}")];
        rows(&[(&row(id), &[&expected[0], &expected[1]])]);
    }
    for id in ["\"x\"y", "\"x\" ", "\"x\"\"\"y\"z", "\"\"x\""] {
        let reject = format!("2 reject transaction_id malformed_quotes {id}");
        rows(&[(&row(id), &[&reject, &format!("3 {SEEN}")])]);
    }
    rows(&[
        (&row("\"\""), &["2 reject transaction_id missing_value ", &format!("3 {SEEN}")]),
        (&row(""), &["2 reject transaction_id missing_value ", &format!("3 {SEEN}")]),
    ]);
    errors(&[
        (&file(&format!("{ROW}\"b")), "UnclosedQuote { opened_on: 3 }"),
        (&file("a,2024-03-04,\"\r\n\"\"\r\n12,5,\n"), "UnclosedQuote { opened_on: 2 }"),
    ]);
}

#[test]
fn shapes() {
    errors(&[
        (b"", "Empty"),
        (b"\n\r\n", "Empty"),
        (b"id,date,merchant_id\n", "MissingColumns"),
        (b"id,date,merchant_id,amount,date\n", "DuplicateHeaders([\"date\"])"),
        (b"\"id,date,merchant_id,amount\n", "UnclosedQuote { opened_on: 1 }"),
    ]);
    let seen = format!("2 {SEEN}");
    rows(&[
        (HEADER.as_bytes(), &[]),
        (HEADER.trim_end().as_bytes(), &[]),
        (b"AMOUNT, Merchant Id ,DATE,iD\n5,12,2024-03-04,a\n", &[&seen]),
        (b"amount;merchant-id;date;id\n5;12;2024-03-04;a\n", &[&seen]),
        (b"amount\tmerchant#id\tdate\tid\n5\t12\t2024-03-04\ta\n", &[&seen]),
        (b"id,date,merchant_id,amount,x,x\na,2024-03-04,12,5,,\n", &[&seen]),
        (&file("a,2024-03-04,12\n"), &["2 reject  too_few_fields 3"]),
        (&file("a,2024-03-04,12,1,234.50,USD\n"), &["2 reject  too_many_fields 6"]),
        (&file("a,2024-03-04,12,\"1,234.50\",\n"), &["2 a 1234.50 USD 2024-03-04T00:00:00-05:00"]),
    ]);
    let names = (0..10_000).fold(String::new(), |names, column| format!("{names},c{column}"));
    let wide = format!(
        "{}{names}\na,2024-03-04,12,5{}\n",
        "id,date,merchant_id,amount",
        ",".repeat(10_000)
    );
    rows(&[(wide.as_bytes(), &[&seen])]);
    let ragged = format!("{}{names}\n{ROW}", "id,date,merchant_id,amount");
    rows(&[(ragged.as_bytes(), &["2 reject  too_few_fields 5"])]);
}

#[test]
fn ids() {
    let long = "i".repeat(300);
    let longest = "i".repeat((1 << 20) - 20);
    for id in [
        "1",
        "2024-03-04",
        "=1+1",
        "-1",
        "@x",
        "../../etc/passwd",
        "1234567890123456789",
        "4111111111111111",
        &long,
        &longest,
    ] {
        let bytes = file(&format!("{id},2024-03-04,12,5,\n").repeat(2));
        let seen = |line: usize| format!("{line} {id} 5.00 USD 2024-03-04T00:00:00-05:00");
        rows(&[(&bytes, &[&seen(2), &seen(3)])]);
    }
}

#[test]
fn money() {
    for (amount, currency, expected) in [
        ("0.01", "", "0.01 USD"),
        ("49.9", "usd", "49.90 USD"),
        ("100", "JPY", "100 JPY"),
        ("1.234", "kwd", "1.234 KWD"),
        ("\"$1,234.50\"", "", "1234.50 USD"),
        ("999999999999.99", "", "999999999999.99 USD"),
        ("1000000000000", "", "amount amount_too_large 100000000000*"),
        ("-5", "", "amount negative_amount -5"),
        ("-0.00", "", "amount zero_amount -0.00"),
        ("0", "", "amount zero_amount 0"),
        ("0.001", "", "amount too_many_decimals 0.001"),
        ("100.5", "JPY", "amount too_many_decimals 100.5"),
        ("1e3", "", "amount malformed_amount 1e3"),
        ("+5", "", "amount malformed_amount +5"),
        ("1.", "", "amount malformed_amount 1."),
        (".5", "", "amount malformed_amount .5"),
        ("NaN", "", "amount malformed_amount NaN"),
        ("inf", "", "amount malformed_amount inf"),
        ("５", "", "amount malformed_amount ５"),
        ("5 USD", "", "amount malformed_amount 5 USD"),
        ("", "", "amount missing_value "),
        ("5", "XXX", "currency unknown_currency XXX"),
        ("5", "dollars", "currency unknown_currency dollars"),
    ] {
        let bytes = file(&format!("a,2024-03-04,12,{amount},{currency}\n"));
        let expected = if expected.contains('_') {
            format!("2 reject {expected}")
        } else {
            format!("2 a {expected} 2024-03-04T00:00:00-05:00")
        };
        rows(&[(&bytes, &[&expected])]);
    }
}

#[test]
fn stamps() {
    for (stamp, expected) in [
        ("2024-03-10 02:30", "2024-03-10T03:00:00-04:00"),
        ("2024-11-03 01:30", "2024-11-03T01:30:00-04:00"),
        ("2024-02-29 23:59:59", "2024-02-29T23:59:59-05:00"),
        ("1969-12-31", "1969-12-31T00:00:00-05:00"),
        ("2038-01-19T03:14:08Z", "2038-01-18T22:14:08-05:00"),
        ("2262-01-12", "2262-01-12T00:00:00-05:00"),
        ("9989-12-31", "9989-12-31T00:00:00-05:00"),
        ("2024-03-04T10:00:00+14:00", "2024-03-03T15:00:00-05:00"),
        ("2024-03-04T10:00:00-12:00", "2024-03-04T17:00:00-05:00"),
        ("2024-03-04 10:00:00.999", "2024-03-04T10:00:00-05:00"),
        ("2100-02-29", "no_such_date"),
        ("2023-02-29", "no_such_date"),
        ("2024-03-04 24:00", "no_such_date"),
        ("2016-12-31T23:59:60Z", "no_such_date"),
        ("2024-03-04T10:00:00+99:00", "no_such_date"),
        ("0000-01-01", "year_out_of_range"),
        ("9999-12-31", "year_out_of_range"),
        ("10000-01-01", "malformed_date"),
        ("2024-03-04T10:00-05:00", "malformed_date"),
        ("1709546400", "malformed_date"),
        ("03/04/2024", "ambiguous_date"),
        ("4 Mar 2024", "ambiguous_date"),
    ] {
        let bytes = file(&format!("a,{stamp},12,5,\n"));
        let expected = if expected.contains('_') {
            format!("2 reject declined_at {expected} {stamp}")
        } else {
            format!("2 a 5.00 USD {expected}")
        };
        rows(&[(&bytes, &[&expected])]);
    }
    assert!(
        read(&file("a,0001-01-01 12:00,12,5,\n")[..]).unwrap()[0]
            .starts_with("2 a 5.00 USD 0001-01-01T12:00:00")
    );
}

/// What the program makes of a pipe, and how much memory that takes; on systems that say so.
#[cfg(target_os = "linux")]
mod through_a_pipe {
    use std::fs;
    use std::io::Write as _;
    use std::process::Stdio;

    use crate::support::{GUIDE_ACCOUNT, World};

    use super::HEADER;

    /// How a run ended, its greatest memory as last seen, and what it took from the pipe.
    struct Watched {
        code: Option<i32>,
        stderr: String,
        peak_bytes: u64,
        fed_bytes: u64,
    }

    /// Feeds `replay -` piece after piece until there are no more or it stops reading.
    fn replay(args: &[&str], pieces: impl Iterator<Item = Vec<u8>>) -> Watched {
        let world = World::with([("reattempt.toml", GUIDE_ACCOUNT)]);
        let mut child = world
            .command(&[&["replay", "-"], args].concat())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let status = format!("/proc/{}/status", child.id());
        let mut input = child.stdin.take().unwrap();
        let (mut peak_bytes, mut fed_bytes) = (0, 0);
        for piece in pieces {
            if input.write_all(&piece).is_err() {
                break;
            }
            fed_bytes += piece.len() as u64;
            peak_bytes = peak(&status).unwrap_or(0).max(peak_bytes);
        }
        drop(input);
        let output = child.wait_with_output().unwrap();
        Watched {
            code: output.status.code(),
            stderr: String::from_utf8(output.stderr).unwrap(),
            peak_bytes,
            fed_bytes,
        }
    }

    fn peak(status: &str) -> Option<u64> {
        let text = fs::read_to_string(status).ok()?;
        let line = text.lines().find(|line| line.starts_with("VmHWM:"))?;
        let kibibytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
        Some(kibibytes * 1024)
    }

    const MIB: u64 = 1 << 20;

    #[test]
    fn a_gigabyte_of_one_field_ends_soon_in_little_memory() {
        for start in ["a", "\"a"] {
            let start = [HEADER, start].concat().into_bytes();
            let field = std::iter::repeat_n(vec![b'x'; MIB as usize], 1024);
            let ran = replay(&[], std::iter::once(start).chain(field));
            assert_eq!(ran.code, Some(2), "{}", ran.stderr);
            assert!(ran.stderr.contains("standard input:2: "), "{}", ran.stderr);
            assert!(ran.peak_bytes < 64 * MIB, "{} bytes", ran.peak_bytes);
            assert!(ran.fed_bytes < 8 * MIB, "{} bytes were read", ran.fed_bytes);
        }
    }

    #[test]
    fn memory_does_not_grow_with_rows() {
        let peak_of = |thousands: usize| {
            let rows = |thousand: usize| {
                let row = |n| format!("T{thousand}-{n},2024-03-04 10:00,12,5.00,USD\n");
                (0..1000).map(row).collect::<String>().into_bytes()
            };
            let header = HEADER.as_bytes().to_vec();
            let pieces = std::iter::once(header).chain((0..thousands).map(rows));
            let ran = replay(&["--threads", "2", "--out", "out"], pieces);
            assert_eq!(ran.code, Some(0), "{}", ran.stderr);
            ran.peak_bytes
        };
        let (few, many) = (peak_of(60), peak_of(600));
        assert!(many < 64 * MIB && many * 5 <= few * 6, "{few} bytes, then {many} bytes");
    }
}
