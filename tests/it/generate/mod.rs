//! Random accounts and declines: valid configurations, clean rows, and as many corners of the contract as fit.

mod account;
mod declines;
mod profile;
mod stamps;

use std::fmt;

use proptest::prelude::*;

/// The ids that merchants may have, in the order in which a configuration declares them.
const MERCHANT_IDS: [&str; 6] = ["12", "99", "007", "7", "A b", "-5"];

/// What one replay takes.
pub(crate) struct Case {
    pub(crate) config: String,
    pub(crate) declines: String,
    pub(crate) first_of: Vec<&'static str>,
}

impl fmt::Debug for Case {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "--first-of {:?}\n--- config\n{}\n--- declines\n{}",
            self.first_of, self.config, self.declines
        )
    }
}

/// Cases of up to 32 rows. They shrink to fewer rows, merchants and profiles and to plainer values.
pub(crate) fn cases() -> impl Strategy<Value = Case> {
    let first_of = prop_oneof![
        7 => Just(vec![]),
        1 => Just(vec!["purchase_id"]),
        1 => Just(vec!["purchase_id", "billing_cycle"]),
        1 => Just(vec!["customer_id", "merchant_id"]),
    ];
    (
        account::accounts(),
        declines::layouts(),
        prop::collection::vec(declines::rows(), 0..=32),
        first_of,
    )
        .prop_map(|(account, layout, rows, first_of)| {
            let declines = declines::csv(&account, &layout, &rows);
            Case { config: account.toml, declines, first_of }
        })
}

/// One of some texts, the earlier the simpler.
fn one_of(texts: &'static [&'static str]) -> BoxedStrategy<String> {
    prop::sample::select(texts).prop_map(str::to_owned).boxed()
}

/// Nothing, or once in `one_in` times a value.
fn seldom(one_in: u32, value: impl Strategy<Value = String> + 'static) -> BoxedStrategy<String> {
    prop_oneof![one_in - 1 => Just(String::new()), 1 => value].boxed()
}

/// `key = value` as a line of TOML, or nothing where the value is empty.
fn line(key: &'static str, value: BoxedStrategy<String>) -> BoxedStrategy<String> {
    value
        .prop_map(move |value| if value.is_empty() { value } else { format!("{key} = {value}\n") })
        .boxed()
}

/// A decimal from 0 to `most` with up to three decimals, as TOML: a string, a literal or an integer.
fn decimal(most: u32) -> BoxedStrategy<String> {
    prop_oneof![
        2 => (0..=most).prop_map(|whole| whole.to_string()),
        2 => (0..=most).prop_map(|whole| format!("\"{whole}\"")),
        2 => (0..most, 0..100_u32).prop_map(|(whole, cents)| format!("\"{whole}.{cents:02}\"")),
        1 => (0..most, 0..10_u32).prop_map(|(whole, tenths)| format!("{whole}.{tenths}")),
        1 => (0..most, 0..100_u32).prop_map(|(whole, cents)| format!("{whole}.{cents:02}")),
        2 => (0..most, 0..1000_u32).prop_map(|(whole, mills)| format!("\"{whole}.{mills:03}\"")),
    ]
    .boxed()
}

/// A minimum price: any, or one that amounts and reduced prices often meet or just miss, with more decimals than a currency has.
fn minimum() -> BoxedStrategy<String> {
    let near_twenty = one_of(&[
        "20",
        r#""20.00""#,
        r#""19.995""#,
        r#""20.004""#,
        r#""20.005""#,
        r#""20.4""#,
        "20.5",
    ]);
    prop_oneof![2 => decimal(60), 1 => near_twenty].boxed()
}
