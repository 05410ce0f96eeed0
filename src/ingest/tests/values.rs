//! Values of every column.

use super::super::choices::NotADecline;
use super::super::problem::Problem;
use super::*;
use crate::model::{Brand, Fact, Kind, OrderType, UsualBrand};

/// What a row comes to whose further columns have these values.
fn with<T>(pairs: &[(&str, &str)], look: impl Fn(Record<'_>) -> T) -> T {
    let defaults = [
        ("transaction_id", "t"),
        ("declined_at", "2024-03-04"),
        ("merchant_id", "1"),
        ("amount", "5"),
    ];
    let defaults = defaults.iter().filter(|(name, _)| pairs.iter().all(|(other, _)| other != name));
    let all: Vec<&(&str, &str)> = defaults.chain(pairs).collect();
    let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
    let values: Vec<String> =
        all.iter().map(|(_, value)| format!("\"{}\"", value.replace('"', "\"\""))).collect();
    let text = format!("{}\n{}\n", names.join(","), values.join(","));
    let (layout, mut blocks) = header::open(text.as_bytes(), reading()).unwrap();
    let mut block = Block::default();
    assert!(blocks.next_block(&mut block).unwrap());
    let mut seen = Vec::new();
    layout.read(&block, &mut Scratch::default(), &mut |record| seen.push(look(record))).unwrap();
    assert_eq!(seen.len(), 1);
    seen.remove(0)
}

fn decline<T>(pairs: &[(&str, &str)], look: impl Fn(crate::model::Decline<'_>) -> T) -> T {
    with(pairs, |record| match record {
        Record::Decline(decline) => look(decline),
        other => panic!("{pairs:?}: {other:?}"),
    })
}

fn problem(pairs: &[(&str, &str)]) -> (String, Problem) {
    with(pairs, |record| match record {
        Record::Reject(reject) => (reject.column.to_owned(), reject.problem),
        other => panic!("{pairs:?}: {other:?}"),
    })
}

#[test]
fn defaults() {
    decline(&[], |decline| {
        assert_eq!(decline.amount.to_string(), "5.00");
        assert_eq!(decline.brand, None);
        assert_eq!((decline.is_prepaid, decline.is_debit), (Fact::Unknown, Fact::Unknown));
        assert_eq!(decline.response_type, None);
        assert_eq!(decline.order_type, OrderType::Rebill);
        assert_eq!(decline.attempt, 0);
        assert_eq!((decline.response_text, decline.card), ("", ""));
    });
}

#[test]
fn texts_but_the_declines_own_are_trimmed_and_unknown_is_empty() {
    decline(
        &[
            ("response_text", "  Said \"no\", twice "),
            ("response_code", " 05 "),
            ("customer_id", "N/A"),
            ("purchase_id", "unknown"),
            ("order_id", "-"),
            ("campaign_id", "5"),
            ("billing_cycle", "2"),
            ("card", "tok_1"),
        ],
        |decline| {
            assert_eq!(decline.response_text, "  Said \"no\", twice ");
            assert_eq!(decline.response_code, "05");
            assert_eq!((decline.customer_id, decline.purchase_id, decline.order_id), ("", "", ""));
            assert_eq!((decline.campaign_id, decline.billing_cycle), ("5", "2"));
            assert_eq!(decline.card, "tok_1");
        },
    );
    assert_eq!(problem(&[("merchant_id", "  ")]), ("merchant_id".into(), Problem::MissingValue));
    decline(&[("merchant_id", "unknown")], |decline| assert_eq!(decline.merchant_id, "unknown"));
}

#[test]
fn amounts_have_the_decimals_of_their_currency() {
    for (amount, currency, expected) in [
        ("$1,234.50", "", "1234.50 USD"),
        ("49.9", "unknown", "49.90 USD"),
        ("1234", "jpy", "1234 JPY"),
        ("1.234", "Kwd", "1.234 KWD"),
        ("5", "EUR", "5.00 EUR"),
    ] {
        let seen = decline(&[("amount", amount), ("currency", currency)], |decline| {
            format!("{} {}", decline.amount, decline.amount.currency)
        });
        assert_eq!(seen, expected);
    }
    for (amount, currency, column, expected) in [
        ("12.5", "JPY", "amount", Problem::TooManyDecimals),
        ("5", "XXX", "currency", Problem::UnknownCurrency),
        ("x", "XXX", "amount", Problem::MalformedAmount),
        ("(58.00)", "USD", "amount", Problem::NegativeAmount),
    ] {
        let pairs = [("amount", amount), ("currency", currency)];
        assert_eq!(problem(&pairs), (column.to_owned(), expected));
    }
}

#[test]
fn what_is_known_of_a_card() {
    use Fact::{No, Unknown, Yes};
    let facts =
        |pairs: &[(&str, &str)]| decline(pairs, |decline| (decline.is_prepaid, decline.is_debit));
    assert_eq!(facts(&[("card_funding", "credit")]), (No, No));
    assert_eq!(facts(&[("card_funding", "DEBIT")]), (No, Yes));
    assert_eq!(facts(&[("card_funding", "prepaid")]), (Yes, Unknown));
    assert_eq!(facts(&[("card_funding", "credit"), ("is_debit", "yes")]), (No, Yes));
    assert_eq!(facts(&[("card_funding", "debit"), ("is_debit", "unknown")]), (No, Yes));
    assert_eq!(facts(&[("is_prepaid", "1"), ("is_debit", "false")]), (Yes, No));
    assert_eq!(facts(&[("card_brand", "eCheck"), ("is_debit", "1")]), (No, No));
    assert_eq!(facts(&[("pay_source", "CHECK"), ("card_funding", "prepaid")]), (No, No));
    assert_eq!(facts(&[("pay_source", "CREDITCARD")]), (Unknown, Unknown));
    let usual = |brand| Some(Brand::Usual(brand));
    let brand = |pairs: &[(&str, &str)], expected| {
        decline(pairs, |decline| assert_eq!(decline.brand, expected));
    };
    brand(&[("card_brand", "Master Card")], usual(UsualBrand::Mastercard));
    brand(&[("card_brand", "unknown"), ("pay_source", "check")], usual(UsualBrand::Echeck));
    brand(&[("card_brand", "visa"), ("pay_source", "check")], usual(UsualBrand::Visa));
    brand(&[("card_brand", "TESTCARD")], Some(Brand::Other("TESTCARD")));
}

#[test]
fn choices_are_read_or_rejected() {
    decline(
        &[("response_type", "Hard Decline"), ("order_type", "new-sale"), ("attempt", "4")],
        |decline| {
            assert_eq!(decline.response_type, Some(Kind::Hard));
            assert_eq!((decline.order_type, decline.attempt), (OrderType::NewSale, 4));
        },
    );
    for (column, value) in [
        ("card_funding", "gift"),
        ("is_prepaid", "maybe"),
        ("is_debit", "2"),
        ("response_type", "DECLINE"),
        ("order_type", "upsell"),
        ("txn_type", "transfer"),
        ("attempt", "10"),
    ] {
        assert_eq!(problem(&[(column, value)]), (column.to_owned(), Problem::UnknownValue));
    }
}

#[test]
fn no_declines_are_never_rejects_and_one_problem_is_named() {
    let reason = |pairs: &[(&str, &str)]| {
        with(pairs, |record| match record {
            Record::NotADecline { reason, transaction_id, .. } => {
                assert_eq!(transaction_id, "t");
                reason
            }
            other => panic!("{other:?}"),
        })
    };
    assert_eq!(reason(&[("response_type", "SUCCESS"), ("amount", "x")]), NotADecline::Success);
    assert_eq!(reason(&[("response_type", "cod_pending")]), NotADecline::CodPending);
    assert_eq!(reason(&[("response_type", "?"), ("txn_type", "REFUND")]), NotADecline::Refund);
    assert_eq!(reason(&[("txn_type", "Chargeback"), ("declined_at", "")]), NotADecline::Chargeback);
    let bad = [("attempt", "x"), ("txn_type", "x"), ("amount", "x"), ("declined_at", "03/04/2024")];
    assert_eq!(problem(&bad), ("declined_at".into(), Problem::AmbiguousDate));
}
