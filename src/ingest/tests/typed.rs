//! Declines typed by hand.

use super::super::choices::NotADecline;
use super::super::problem::Problem;
use super::super::typed::{DeclineFields, TypedProblem};
use super::*;
use crate::model::{Decline, Kind, OrderType};

fn typed<T>(text: &str, look: impl Fn(Decline<'_>) -> T) -> Result<T, Vec<TypedProblem>> {
    let fields = DeclineFields::from_text(text)?;
    fields.read(&reading().values).map(look)
}

#[test]
fn short_names_quotes_and_defaults() {
    let text =
        r#"merchant=12 amount=$49.95 brand=visa funding="prepaid" declined_at=2024-03-04T10:00"#;
    typed(text, |decline| {
        assert_eq!((decline.transaction_id, decline.merchant_id), ("typed", "12"));
        assert_eq!(decline.amount.to_string(), "49.95");
        assert_eq!(decline.declined_at.to_string(), "2024-03-04T10:00:00-05:00");
        assert_eq!(decline.response_type, Some(Kind::Soft));
        assert_eq!((decline.order_type, decline.attempt), (OrderType::Rebill, 0));
    })
    .unwrap();
    let text = "id='t 1' Merchant-ID=\"a \"\"b\"\"\" price=5 date='2024-03-04 10:00' responseText='Lost card'";
    typed(text, |decline| {
        assert_eq!((decline.transaction_id, decline.merchant_id), ("t 1", "a \"b\""));
        assert_eq!((decline.response_type, decline.response_text), (None, "Lost card"));
    })
    .unwrap();
}

#[test]
fn every_problem_is_told() {
    let value = |column, problem, value: &str| TypedProblem::Value {
        column,
        problem,
        value: value.to_owned(),
    };
    let fail = |text: &str| typed(text, |_| ()).unwrap_err();
    assert_eq!(
        fail("merchant= amount=x currency=usd attempt=12"),
        [
            value(Column::DeclinedAt, Problem::MissingValue, ""),
            value(Column::MerchantId, Problem::MissingValue, ""),
            value(Column::Amount, Problem::MalformedAmount, "x"),
            value(Column::Attempt, Problem::UnknownValue, "12"),
        ]
    );
    assert_eq!(
        fail("declined_at=2024-03-04 10:00 amuont=5 merchant=1 merchant_id=2 x='"),
        [
            TypedProblem::NotAPair("10:00".into()),
            TypedProblem::UnclosedQuote("x='".into()),
            TypedProblem::UnknownName { name: "amuont".into(), suggestion: Some("amount") },
            TypedProblem::Twice(Column::MerchantId),
        ]
    );
    let good = "merchant=1 amount=5 declined_at=2024-03-04";
    assert_eq!(fail(&format!("{good} card=4111111111111111")), [TypedProblem::CardNumber]);
    assert_eq!(
        fail(&format!("{good} txn_type=void")),
        [TypedProblem::NotADecline(NotADecline::Void)]
    );
}
