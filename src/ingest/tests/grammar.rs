//! Bytes to rows: line numbers, quotes, ends of lines, and rows of the wrong shape.

use super::*;

fn expect(bytes: &[u8], expected: &[&str]) {
    let expected: Vec<String> = expected.iter().map(ToString::to_string).collect();
    assert_eq!(rows(bytes), Ok(expected), "{bytes:?}");
}

const DAY: &str = "2024-03-04";

#[test]
fn line_numbers_are_those_of_the_rows_first_byte() {
    let a = format!("a,{DAY},1,5");
    let b = format!("b,{DAY},1,5");
    let both = |between: &str, after: &str| format!("{a}{between}{b}{after}").into_bytes();
    for (bytes, line) in [
        (both("\n", "\n"), 3),
        (both("\n", ""), 3),
        (both("\r\n", "\r\n"), 3),
        (both("\r", "\r"), 3),
        (both("\r", ""), 3),
        (both("\n\n\n", "\n\n"), 5),
        (both("\r\n\r\n", "\r\n\r\n"), 4),
        (both("\r\r\r", ""), 5),
        (both("\n\r\n\r\n\r", "\r"), 6),
    ] {
        expect(&bytes, &["2 a 1 5.00 USD", &format!("{line} b 1 5.00 USD")]);
    }
}

#[test]
fn line_breaks_in_quotes_count() {
    for (quoted, next) in
        [("x\ny", 4), ("x\r\ny", 4), ("x\ry", 4), ("x\n\n\ny", 6), ("x\r\n\r\ny", 5), ("x\n\ry", 5)]
    {
        let text = format!("\"{quoted}\",{DAY},1,5\nb,{DAY},1,5\n");
        let expected = [format!("2 {quoted} 1 5.00 USD"), format!("{next} b 1 5.00 USD")];
        assert_eq!(rows(text.as_bytes()).as_deref(), Ok(&expected[..]), "{quoted:?}");
    }
}

#[test]
fn the_header_may_end_and_start_in_any_way() {
    let columns = HEADER.trim_end();
    for (start, end, line) in [
        ("", "\n", 2),
        ("", "\r\n", 2),
        ("", "\r", 2),
        ("\u{feff}", "\n", 2),
        ("\u{feff}\u{feff}", "\r\n", 2),
        ("\n\n", "\n", 4),
        ("\r\n\r\n", "\r\n\r\n", 5),
        ("\u{feff}\r", "\r", 3),
    ] {
        let text = format!("{start}{columns}{end}a,{DAY},1,5");
        let expected = vec![format!("{line} a 1 5.00 USD")];
        assert_eq!(records(text.as_bytes(), &reading()), Ok(expected), "{text:?}");
    }
    let quoted =
        format!("\"transaction_id\",declined_at,merchant_id,\"amount\n\",\"a\n\nb\"\na,{DAY},1,5,");
    assert_eq!(records(quoted.as_bytes(), &reading()), Ok(vec!["5 a 1 5.00 USD".to_owned()]));
}

#[test]
fn quotes_open_only_at_the_start_of_a_field() {
    for (id, seen) in [
        ("5\" pipe", "5\" pipe"),
        ("a\"\"b", "a\"\"b"),
        ("a\"", "a\""),
        ("\"a\"\"b\"", "a\"b"),
        ("\"\"\"\"", "\""),
        ("\"a,b\"", "a,b"),
        ("\" a \"", "a"),
        (" a\t", "a"),
        ("'a'", "'a'"),
        ("#a", "#a"),
        ("\u{202e}ä𝄞\u{2028}", "\u{202e}ä𝄞\u{2028}"),
    ] {
        let text = format!("{id},{DAY},1,5\nz,{DAY},1,5\n");
        let expected = [format!("2 {seen} 1 5.00 USD"), "3 z 1 5.00 USD".to_owned()];
        assert_eq!(rows(text.as_bytes()).as_deref(), Ok(&expected[..]), "{id}");
    }
}

#[test]
fn badly_quoted_rows_never_reach_into_the_next() {
    for (id, value) in [
        ("\"x\"y", "\"x\"y"),
        ("\"x\" ", "\"x\" "),
        ("\"x\"y\"", "\"x\"y\""),
        ("\"x\"\"\"y\"z", "\"x\"\"\"y\"z"),
        ("\"\"x\"", "\"\"x\""),
    ] {
        for padding in [0, 40, 64, 100] {
            let padding = "p".repeat(padding);
            let text = format!("{padding}a,{DAY},1,5\n{id},{DAY},1,5\n\"z\",{DAY},1,5\n");
            let expected = [
                format!("2 {padding}a 1 5.00 USD"),
                format!("3 reject transaction_id malformed_quotes {value}"),
                "4 z 1 5.00 USD".to_owned(),
            ];
            assert_eq!(rows(text.as_bytes()).as_deref(), Ok(&expected[..]), "{id}");
        }
    }
}

#[test]
fn rows_of_the_wrong_shape_are_rejects() {
    expect(
        b"a,2024-03-04,1\nb,2024-03-04,1,5,6\n   \n,,,\n\"\"\nc,2024-03-04,1,5\n",
        &[
            "2 reject  too_few_fields 3",
            "3 reject  too_many_fields 5",
            "4 reject  too_few_fields 1",
            "5 reject transaction_id missing_value ",
            "6 reject  too_few_fields 1",
            "7 c 1 5.00 USD",
        ],
    );
    expect(
        b"a,2024-03-04,\xff\xfe,5\nb,2024-03-04,1\0,5\nc\xc0\xaf,2024-03-04,1,5\n\xed\xa0\x80,,,\nd,2024-03-04,1,5\n",
        &[
            "2 reject merchant_id invalid_utf8 \\xFF\\xFE",
            "3 reject merchant_id nul_byte 1\\u{0}",
            "4 reject transaction_id invalid_utf8 c\\xC0\\xAF",
            "5 reject transaction_id invalid_utf8 \\xED\\xA0\\x80",
            "6 d 1 5.00 USD",
        ],
    );
}

#[test]
fn rejects_keep_the_id_where_there_is_one() {
    let text = format!("{HEADER}\"a\",2024-03-04,1\nb,x,1,5\n\x00,2024-03-04,1,5\n");
    let (layout, mut blocks) = header::open(text.as_bytes(), reading()).unwrap();
    let (mut block, mut ids) = (Block::default(), Vec::new());
    assert!(blocks.next_block(&mut block).unwrap());
    let mut note = |record: Record<'_>| match record {
        Record::Reject(reject) => ids.push(reject.transaction_id.to_owned()),
        other => panic!("{other:?}"),
    };
    layout.read(&block, &mut Scratch::default(), &mut note).unwrap();
    assert_eq!(ids, ["a", "b", ""]);
    assert!(!blocks.next_block(&mut block).unwrap());
}

#[test]
fn delimiters_are_detected_outside_quotes_or_given() {
    for delimiter in [",", ";", "\t"] {
        let text = format!("{HEADER}a,{DAY},1,5\n").replace(',', delimiter);
        assert_eq!(records(text.as_bytes(), &reading()).unwrap(), ["2 a 1 5.00 USD"]);
    }
    let text =
        format!("transaction_id;declined_at;merchant_id;amount;\"a,b,c,d,e,f\"\na;{DAY};1;5;\n");
    assert_eq!(records(text.as_bytes(), &reading()).unwrap(), ["2 a 1 5.00 USD"]);
    let wrong = Reading { delimiter: Some(b';'), ..reading() };
    match records(HEADER.as_bytes(), &wrong) {
        Err(InputError::MissingColumns { missing, headers, delimiter: b';' }) => {
            assert_eq!((missing.len(), headers.len()), (4, 1));
        }
        other => panic!("{other:?}"),
    }
}
