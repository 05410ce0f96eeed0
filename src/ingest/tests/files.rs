//! Whole files: what stops a run, sizes, compression, groups, and a real export.

use super::super::MAX_ROW_BYTES;
use super::super::error::LooksLike;
use super::super::input::{Compression, decompress};
use super::super::marks::WORD;
use super::*;

const ROW: &str = "a,2024-03-04,1,5\n";

#[test]
fn what_is_no_file_of_declines() {
    let utf16: Vec<u8> = HEADER.bytes().flat_map(|byte| [byte, 0]).collect();
    let with_mark = [&b"\xff\xfe"[..], &utf16].concat();
    let big_endian = [&b"\xfe\xff\0"[..], &utf16[..utf16.len() - 1]].concat();
    let latin = b"transaction_id,declined_at,merchant_id,amount,soci\xe9t\xe9\n".to_vec();
    let noise: Vec<u8> =
        (0..3_000_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for (bytes, error) in [
        (b"".to_vec(), InputError::Empty),
        (b"\xef\xbb\xbf".to_vec(), InputError::Empty),
        (b"\r\n\r\n\n".repeat(100_000), InputError::Empty),
        (utf16, InputError::NotText(LooksLike::Utf16)),
        (with_mark, InputError::NotText(LooksLike::Utf16)),
        (big_endian, InputError::NotText(LooksLike::Utf16)),
        (latin, InputError::NotText(LooksLike::OneByteText)),
        (noise, InputError::NotText(LooksLike::Binary)),
        (b"\x1f\x8b\x08\0\0".to_vec(), InputError::NotText(LooksLike::Gzip)),
        (b"PK\x03\x04\x14\0".to_vec(), InputError::NotText(LooksLike::Zip)),
    ] {
        assert_eq!(records(&bytes[..], &reading()), Err(error));
    }
    assert_eq!(records(HEADER.as_bytes(), &reading()), Ok(Vec::new()));
    assert_eq!(records(HEADER.trim_end().as_bytes(), &reading()), Ok(Vec::new()));
}

#[test]
fn a_quote_that_stays_open_is_found_where_it_opened() {
    for (text, line) in [
        (format!("{HEADER}{ROW}b,\"2024-03-04,1,5\n{ROW}{ROW}"), 3),
        (format!("{HEADER}{ROW}\"b\n\",\"c\"\"\n,1,5\n{ROW}"), 4),
        (format!("{HEADER}{ROW}\""), 3),
        (format!("{HEADER}\r\n\r\n\"b\"\"").replace('\n', "\r\n"), 6),
        (format!("\n{}", HEADER.replace("amount", "\"amount")), 2),
    ] {
        let expected = Err(InputError::UnclosedQuote { opened_on: line });
        assert_eq!(records(text.as_bytes(), &reading()), expected, "{text:?}");
    }
}

/// A row with an id of such a length that the whole row has `length` bytes.
fn row_of(length: usize) -> String {
    format!("{},2024-03-04,1,5", "i".repeat(length - (ROW.len() - 2)))
}

#[test]
fn rows_up_to_the_limit_are_read_and_longer_ones_stop() {
    for end in ["", "\n", "\r\n", "\r"] {
        for (before, line) in [("", 2), (ROW, 3)] {
            let longest = format!("{HEADER}{before}{}{end}", row_of(MAX_ROW_BYTES));
            let seen = records(longest.as_bytes(), &reading()).unwrap();
            assert!(seen.last().unwrap().starts_with(&format!("{line} iiii")), "{end:?}");
            for over in [1, 2, WORD, WORD + 1, 2 * MAX_ROW_BYTES] {
                let long = row_of(MAX_ROW_BYTES + over);
                let text = format!("{HEADER}{before}{long}{end}");
                let expected = Err(InputError::RowTooLong { line, quote_opened_on: None });
                assert_eq!(records(text.as_bytes(), &reading()), expected, "{end:?} {over}");
            }
        }
    }
}

#[test]
fn a_gigabyte_without_an_end_is_given_up_early() {
    let field = |start: &str| {
        let start = std::io::Cursor::new(format!("{HEADER}{ROW}{start}").into_bytes());
        start.chain(std::io::repeat(b'x').take(1 << 30))
    };
    let mut endless = field("b");
    let expected = Err(InputError::RowTooLong { line: 3, quote_opened_on: None });
    assert_eq!(records(&mut endless, &reading()), expected);
    let unread = std::io::copy(&mut endless, &mut std::io::sink()).unwrap();
    assert!(unread > (1 << 30) - 3 * MAX_ROW_BYTES as u64, "{unread} bytes were left");
    let expected = Err(InputError::RowTooLong { line: 3, quote_opened_on: Some(4) });
    assert_eq!(records(field("\"b\n\",\""), &reading()), expected);
    let headless = std::io::repeat(b'x').take(1 << 30);
    let expected = Err(InputError::RowTooLong { line: 1, quote_opened_on: None });
    assert_eq!(records(headless, &reading()), expected);
}

#[test]
fn card_numbers_stop_the_run_and_are_not_kept() {
    const NUMBER: &str = "4111 1111-1111 1111";
    for header in ["card", "cardFingerprint", "token", "Card Number", "cc_num", "PAN"] {
        for row in [
            format!("b,2024-03-04,1,5,{NUMBER}\n"),
            format!("b,2024-03-04,1,x,\"{NUMBER}\"\n"),
            format!("b,2024-03-04,1,5,{NUMBER},too,many\n"),
            format!("b,2024-03-04,1,\0,{NUMBER}\n"),
        ] {
            let text = format!("{},{header}\na,2024-03-04,1,5,tok\n{row}", HEADER.trim_end());
            let error = records(text.as_bytes(), &reading()).unwrap_err();
            let expected = InputError::CardNumber { line: 3, column: header.to_owned() };
            assert_eq!(error, expected, "{text}");
        }
    }
    let elsewhere = format!("{HEADER}4111111111111111,2024-03-04,1,5\n");
    assert_eq!(records(elsewhere.as_bytes(), &reading()).unwrap().len(), 1);
}

#[test]
fn compressed_declines_read_through() {
    let text = format!("{HEADER}{}", ROW.repeat(20_000));
    let plain = records(text.as_bytes(), &reading()).unwrap();
    let packed = ruzstd::encoding::compress_to_vec(
        text.as_bytes(),
        ruzstd::encoding::CompressionLevel::Fastest,
    );
    let seen = records(decompress(&packed[..], Compression::Zstd), &reading());
    assert_eq!(seen.as_ref(), Ok(&plain));
    let cut = records(decompress(&packed[..packed.len() - 5], Compression::Zstd), &reading());
    let expected = InputError::Damaged { compression: Compression::Zstd, is_cut_off: true };
    assert_eq!(cut, Err(expected));
    assert_eq!(plain.last().unwrap(), "20001 a 1 5.00 USD");
}

#[test]
fn a_reader_that_fails_is_an_error() {
    struct Failing;
    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::new(std::io::ErrorKind::IsADirectory, "is a directory"))
        }
    }
    let source = HEADER.as_bytes().chain(Failing);
    let expected =
        InputError::Io { kind: std::io::ErrorKind::IsADirectory, message: "is a directory".into() };
    assert_eq!(records(source, &reading()), Err(expected));
}

/// Both passes of `--first-of`, the first in two parts that are merged.
fn first_of(text: &str, columns: &[&str]) -> Vec<String> {
    let first_of = columns.iter().map(ToString::to_string).collect();
    let open = || header::open(text.as_bytes(), Reading { first_of, ..reading() }).unwrap();
    let (layout, mut blocks) = open();
    let (mut block, mut scratch) = (Block::default(), Scratch::default());
    assert!(layout.needs_gathering());
    assert!(blocks.next_block(&mut block).unwrap());
    let mut firsts = FirstOf::default();
    layout.gather(&block, &mut scratch, &mut firsts).unwrap();
    let layout = layout.with_firsts(FirstOf::default().merge(firsts.clone()).merge(firsts));
    assert!(!layout.needs_gathering());
    let mut seen = Vec::new();
    layout.read(&block, &mut scratch, &mut |record| seen.push(described(&record))).unwrap();
    seen
}

#[test]
fn the_earliest_decline_of_a_group_is_the_first() {
    let text = "id,date,merchant_id,amount,purchase_id,cycle,response_type,Region\n\
        a,2024-03-09,1,5,p,1,,x\n\
        b,2024-03-05T12:00:00Z,1,5,p,1,,x\n\
        c,2024-03-05 07:00,1,5,\" p\",1,,\"x\"\n\
        d,2024-03-04,1,5,p,1,SUCCESS,x\n\
        e,2024-03-04,1,x,p,1,,x\n\
        f,2024-03-09,1,5,,unknown,,\n\
        g,2024-03-09,1,5,-,,,\n\
        h,2024-03-09,1,5,p,,,x\n\
        i,2024-03-08,1,5,p,2,,x\n";
    assert_eq!(
        first_of(text, &["purchase_id", "billing_cycle"]),
        [
            "2 a 1 5.00 USD later",
            "3 b 1 5.00 USD",
            "4 c 1 5.00 USD later",
            "5 not success",
            "6 reject amount malformed_amount x",
            "7 f 1 5.00 USD",
            "8 g 1 5.00 USD",
            "9 h 1 5.00 USD",
            "10 i 1 5.00 USD",
        ]
    );
    let by_header = first_of(text, &["region"]);
    assert_eq!(by_header.iter().filter(|row| row.ends_with("later")).count(), 4);
    let unknown = Reading { first_of: vec!["purchase".into(), "regoin".into()], ..reading() };
    assert_eq!(
        layout_of(text, unknown).unwrap_err(),
        InputError::UnknownHeaders(vec![
            ("purchase".into(), Some("purchase_id".into())),
            ("regoin".into(), Some("Region".into())),
        ])
    );
}

#[test]
fn a_row_of_every_kind_across_many_blocks_keeps_its_line() {
    let mut text = HEADER.replace('\n', "\r\n");
    let mut expected = Vec::new();
    let mut line = 2;
    for n in 0..60_000 {
        let (row, lines, seen) = match n % 5 {
            0 => (format!("t{n},2024-03-04,1,5\r\n"), 1, format!("t{n} 1 5.00 USD")),
            1 => (format!("\"t\n{n}\",2024-03-04,1,5\n"), 2, format!("t\n{n} 1 5.00 USD")),
            2 => (format!("\r\n\"t{n}\"x,2024-03-04,1,5\r"), 2, String::new()),
            3 => ("\r\n\r\r".to_owned(), 3, String::new()),
            _ => (format!("é{n},2024-03-04,1\r\n"), 1, "reject  too_few_fields 3".to_owned()),
        };
        match n % 5 {
            2 => expected
                .push(format!("{} reject transaction_id malformed_quotes \"t{n}\"x", line + 1)),
            3 => {}
            _ => expected.push(format!("{line} {seen}")),
        }
        line += lines;
        text.push_str(&row);
    }
    let seen = records(text.as_bytes(), &reading()).unwrap();
    let difference = seen.iter().zip(&expected).find(|(seen, expected)| seen != expected);
    assert_eq!((difference, seen.len()), (None, expected.len()));
}
