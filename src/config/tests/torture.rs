//! Text that nobody would write on purpose.

use proptest::prelude::*;

use super::examples::EXAMPLE;
use super::{has, json, toml};
use crate::config::{Format, Loaded, load, resolved};
use crate::model::{Change, Code, Source, Spot};

/// Every span lies in the text and on character boundaries, and every place can be asked for.
fn check_spans(loaded: &Loaded) {
    let text = &loaded.document.source().text;
    let places = loaded.findings.iter().flat_map(|finding| {
        std::iter::once(&finding.place).chain(finding.related.iter().map(|related| &related.place))
    });
    for place in places {
        if let Spot::Span(span) = place.spot {
            assert!(text.get(span.start..span.end).is_some(), "{span:?}");
        }
    }
    let mut end = 0;
    for span in loaded.document.secret_spans() {
        assert!(span.start >= end && text.get(span.clone()).is_some(), "{span:?}");
        end = span.end;
    }
    if loaded.is_usable() {
        let again = json(&resolved(&loaded.account).to_string());
        assert_eq!(again.findings, []);
        assert_eq!(again.account, loaded.account);
    }
}

#[test]
fn deep_long_and_empty_texts() {
    for text in [
        "\u{feff}[account]\nname = \"x\"\r\n".to_owned(),
        "# comment\n".repeat(100_000) + "[account]",
    ] {
        assert_eq!(toml(&text).findings, []);
    }
    for text in [
        String::new(),
        "\u{feff}".to_owned(),
        "# comment\n".repeat(100_000),
        "a = ".to_owned() + &"[".repeat(100_000),
        "a = ".to_owned() + &"{ a = ".repeat(100_000),
        "a.".repeat(100_000) + "a = 1",
        format!("[{}a]", "a.".repeat(100_000)),
        "x\n".repeat(1000),
        "= [ \" ' {{ ]\n".repeat(1000),
        "[[merchant]]\nid = \"".to_owned() + &"x".repeat(100_000),
        "\0".to_owned(),
    ] {
        let loaded = toml(&text);
        assert!(loaded.findings.iter().any(|finding| finding.code == Code::Cfg001));
        check_spans(&loaded);
    }
    check_spans(&json(&"{\"a\":".repeat(100_000)));
    check_spans(&json(&"[".repeat(100_000)));
    let message = "the file holds no configuration; `reattempt init FILE` writes one to start from";
    has(&json("{}"), &[&format!("CFG001 1:1 : {message}")]);
    let deep = format!("{}account.name = \"x\"", "[a.a.a.a.a.a.a.a]\n".repeat(3));
    check_spans(&toml(&deep));
}

/// The example with pieces cut out, put elsewhere or replaced.
fn mutated() -> impl Strategy<Value = String> {
    let bit = prop_oneof![
        Just("[".to_owned()),
        Just("]]\n".to_owned()),
        Just("\"".to_owned()),
        Just("\"\"\"".to_owned()),
        Just("=".to_owned()),
        Just("\n".to_owned()),
        Just(" = { é = 1".to_owned()),
        Just("merchant".to_owned()),
        Just("api_key = 'sk'".to_owned()),
        Just("-9223372036854775809".to_owned()),
        "\\PC{0,4}",
    ];
    let edit = (any::<prop::sample::Index>(), 0_usize..40, bit);
    prop::collection::vec(edit, 1..6).prop_map(|edits| {
        let mut text = EXAMPLE.to_owned();
        for (at, cut, bit) in edits {
            let start = text.floor_char_boundary(at.index(text.len().max(1)));
            let end = text.ceil_char_boundary((start + cut).min(text.len()));
            text.replace_range(start..end, &bit);
        }
        text
    })
}

proptest! {
    #[test]
    fn mutated_toml_never_panics(text in mutated()) {
        check_spans(&toml(&text));
    }

    #[test]
    fn mutated_json_never_panics(at in any::<prop::sample::Index>(), cut in 0_usize..20, bit in "\\PC{0,3}") {
        let mut text = resolved(&toml(EXAMPLE).account).to_string();
        let start = text.floor_char_boundary(at.index(text.len()));
        let end = text.ceil_char_boundary((start + cut).min(text.len()));
        text.replace_range(start..end, &bit);
        check_spans(&json(&text));
    }

    #[test]
    fn changes_never_panic(
        path in "(account|merchant|profile|service|allow|declines|assumptions|x)(\\.(12|\"FlexPay recovery\"|id|apply_to|targets|attempts|4|4-6|account|columns|name)|\\[[0-2]\\]){0,4}",
        mark in "(=|\\+=|-=)",
        value in "(\\PC{0,6}|true|-1|\\{ a = 1 \\}|\\[\\[1\\], 'x'\\]|12|03:00)",
    ) {
        if let Ok(change) = Change::read(&format!("{path}{mark}{value}")) {
            let source = Source { name: "a.toml".into(), text: EXAMPLE.into() };
            check_spans(&load(source, Format::Toml, &[change]));
        }
    }
}
