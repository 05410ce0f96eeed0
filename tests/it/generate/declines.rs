//! Random declines: clean rows in files whose columns come in any order and under any of their names.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::account::Account;
use super::stamps::{Stamp, stamps};
use super::{one_of, seldom};

/// Columns that every file has, with the headers they may come under.
const NEEDED: [(&str, &[&str]); 7] = [
    ("transaction_id", &["transaction_id", "transactionId", "ID", "Transaction-ID #"]),
    ("declined_at", &["declined_at", "dateCreated", "Transaction Date", "created_at", "date"]),
    ("merchant_id", &["merchant_id", "merchantId", "billerId", "Gateway ID"]),
    ("amount", &["amount", "totalAmount", "Order Total", "price"]),
    // The columns of `--first-of`.
    ("billing_cycle", &["billing_cycle", "billingCycleNumber", "Cycle #"]),
    ("customer_id", &["customer_id", "customerId"]),
    ("purchase_id", &["purchase_id", "purchaseId"]),
];

/// Columns that a file may lack.
const OPTIONAL: [(&str, &[&str]); 13] = [
    ("currency", &["currency", "currencyCode"]),
    ("card_brand", &["card_brand", "cardType", "Card Type"]),
    ("card_funding", &["card_funding", "card_kind", "funding"]),
    ("is_prepaid", &["is_prepaid", "cardIsPrepaid"]),
    ("is_debit", &["is_debit", "cardIsDebit"]),
    ("pay_source", &["pay_source", "paySource"]),
    ("response_type", &["response_type", "responseType"]),
    ("response_code", &["response_code", "RESPONSE CODE"]),
    ("response_text", &["response_text", "declineReason"]),
    ("order_type", &["order_type", "Bill Type"]),
    ("txn_type", &["txn_type", "txnType"]),
    ("attempt", &["attempt", "Attempt"]),
    ("campaign_id", &["campaign_id", "campaignId"]),
];

/// Ids that no configuration has, close to those that some have.
const UNKNOWN_MERCHANTS: [&str; 5] = ["0012", "a b", "=nobody", "-", "unknown"];

/// The columns of a file in order: canonical name and header.
pub(crate) type Layout = Vec<(&'static str, &'static str)>;

pub(crate) fn layouts() -> impl Strategy<Value = Layout> {
    let header = |(name, headers): (&'static str, &'static [&'static str])| {
        prop::sample::select(headers).prop_map(move |header| (name, header))
    };
    let needed: Vec<_> = NEEDED.into_iter().map(header).collect();
    let optional: Vec<_> =
        OPTIONAL.into_iter().map(|column| prop::option::weighted(0.9, header(column))).collect();
    // No column of the contract: ignored. The last is a lesser name of the amount: ignored where a better one is there.
    let ignored = prop::sample::subsequence(vec![("", "Comment"), ("", "price")], 0..=2);
    (needed, optional, ignored)
        .prop_map(|(mut layout, optional, ignored)| {
            layout.extend(optional.into_iter().flatten());
            let price_is_free = layout.iter().all(|(_, header)| *header != "price");
            layout.extend(
                ignored.into_iter().filter(|(_, header)| *header != "price" || price_is_free),
            );
            layout
        })
        .prop_shuffle()
}

#[derive(Debug, Clone)]
pub(crate) struct Row {
    declined_at: Stamp,
    amount_minor: u64,
    amount_style: usize,
    id: (usize, String),
    /// By index of those that the configuration has; `None` is one it does not have.
    merchant: Option<prop::sample::Index>,
    /// Response type, code and text.
    response: [String; 3],
    /// Every other column and its cell.
    cells: Vec<(&'static str, String)>,
}

pub(crate) fn rows() -> impl Strategy<Value = Row> {
    // 20 in one currency or another, and a little more or less.
    let near_twenty = (prop::sample::select(vec![20_u64, 2000, 20_000]), 0..=3_u64)
        .prop_map(|(minor, more)| minor + more - 1);
    let amount = prop_oneof![2 => 1..200_u64, 8 => 1000..9000_u64, 2 => 1..100_000_u64, 1 => 1..1_000_000_000_000_u64, 2 => near_twenty];
    let id = (0..60_usize, seldom(4, one_of(&["=", "+", "-", "@", "a,b \"", "é"])));
    let merchant = prop::option::weighted(0.95, any::<prop::sample::Index>());
    (stamps(), amount, 0..4_usize, id, merchant, responses(), cells()).prop_map(
        |(declined_at, amount_minor, amount_style, id, merchant, response, cells)| Row {
            declined_at,
            amount_minor,
            amount_style,
            id,
            merchant,
            response,
            cells,
        },
    )
}

fn cells() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    let brand = prop_oneof![
        9 => one_of(&["visa", "mastercard", "VISA", "Mastercard"]),
        3 => one_of(&["", "unknown", "Unknown", "n/a", "-"]),
        3 => one_of(&["amex", "MC", "master card", "American Express", "discover", "echeck", "ECHECK", "diners", "JCB"]),
        1 => one_of(&["house card", "visa electron"]),
    ];
    let flag = one_of(&["", "", "", "0", "1", "true", "No", "YES", "FALSE", "n/a"]);
    let attempt = prop_oneof![5 => one_of(&["", "0"]), 1 => Just("3".to_owned()), 2 => (1..=9_u8).prop_map(|attempt| attempt.to_string())];
    let column = |name: &'static str, cell: BoxedStrategy<String>| {
        cell.prop_map(move |cell| (name, cell)).boxed()
    };
    vec![
        column("currency", one_of(&["", "", "", "", "USD", "usd", "EUR", "JPY", "KWD", "unknown"])),
        column("card_brand", brand.boxed()),
        column("card_funding", one_of(&["", "", "credit", "debit", "Prepaid", "DEBIT", "unknown"])),
        column("is_prepaid", flag.clone()),
        column("is_debit", flag),
        column("pay_source", seldom(4, one_of(&["CHECK", "check", "CREDITCARD", "PREPAID"]))),
        column(
            "order_type",
            one_of(&["", "", "REBILL", "recurring", "NEW_SALE", "rebill", "new_sale"]),
        ),
        column(
            "txn_type",
            seldom(
                3,
                one_of(&["SALE", "authorize", "n/a", "REFUND", "Void", "CAPTURE", "CHARGEBACK"]),
            ),
        ),
        column("attempt", attempt.boxed()),
        column("campaign_id", seldom(3, one_of(&["5", "6", "7", "-"]))),
        column("purchase_id", one_of(&["", "P1", "P2", "p1", "n/a", "P3", "P4", "P5"])),
        column("billing_cycle", one_of(&["", "1", "2", "-"])),
        column("customer_id", one_of(&["", "C1", "C2", "two\nlines"])),
    ]
}

/// The code and text columns of the built-in tables, taken as a pool of values.
static TABLE: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let texts = include_str!("../../../src/engine/tables/decline_texts.csv");
    let codes = include_str!("../../../src/engine/tables/response_codes.csv");
    let cells = |table: &str, code: usize, text: usize| {
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        let rows: Vec<_> = reader.records().map(|row| row.expect("a row of the table")).collect();
        rows.into_iter().map(|row| (row[code].to_owned(), row[text].to_owned())).collect::<Vec<_>>()
    };
    [cells(texts, 1, 2), cells(codes, 0, 2)].concat()
});

fn responses() -> impl Strategy<Value = [String; 3]> {
    let kind = prop_oneof![
        9 => one_of(&["SOFT_DECLINE", "soft"]),
        6 => one_of(&["", "unknown"]),
        1 => one_of(&["HARD_DECLINE", "Hard", "soft_decline"]),
        1 => one_of(&["SUCCESS", "pending", "COD_PENDING"]),
    ];
    // Lines of one code or text with several kinds, or of both tables, are drawn more often.
    let knotty = prop::sample::select(vec![
        ("46", "DECLINE"),
        ("79", "HOLD-CALL"),
        ("82", "Insufficient funds"),
        ("253", "Pick up card - SF"),
        ("250", "No such issuer"),
        ("220", "This transaction has been declined"),
        ("13", "Do not honor"),
        ("N7", "Retry"),
        ("", "Fonds épuisés: insufficient funds"),
        ("0051", "insufficient funds today"),
        ("999", "no such text"),
        ("5", "-"),
    ]);
    let line = prop_oneof![
        3 => any::<prop::sample::Index>().prop_map(|index| index.get(&TABLE).clone()),
        1 => knotty.prop_map(|(code, text)| (code.to_owned(), text.to_owned())),
    ];
    let code = (prop::bool::weighted(0.3), line.clone(), 0..4_u8, 0..6_u8);
    (kind, line, code).prop_map(
        |(kind, (own_code, text), (other, (other_code, _), code_style, text_style))| {
            let code = if other { other_code } else { own_code };
            let code = match code_style {
                0 => String::new(),
                1 => format!(" {} ", code.to_ascii_lowercase()),
                _ => code,
            };
            let text = match text_style {
                0 => String::new(),
                1 => format!("  {}. ", text.to_ascii_uppercase()),
                2 => text.trim_end_matches('.').to_ascii_lowercase(),
                3 => format!("{text}.."),
                _ => text,
            };
            [kind, code, text]
        },
    )
}

/// The file as text.
pub(crate) fn csv(account: &Account, layout: &Layout, rows: &[Row]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(layout.iter().map(|(_, header)| *header)).expect("memory takes it");
    for row in rows {
        writer
            .write_record(layout.iter().map(|(name, _)| row.cell(name, account, layout)))
            .expect("memory takes it");
    }
    String::from_utf8(writer.into_inner().expect("memory takes it")).expect("text was written")
}

impl Row {
    fn cell(&self, name: &str, account: &Account, layout: &Layout) -> String {
        match name {
            "transaction_id" => format!("{}T{}", self.id.1, self.id.0),
            "declined_at" => self.declined_at.written(account.zone),
            "merchant_id" => match self.merchant {
                Some(index) => (*index.get(account.merchant_ids)).to_owned(),
                None => UNKNOWN_MERCHANTS[self.id.0 % UNKNOWN_MERCHANTS.len()].to_owned(),
            },
            "amount" => self.amount(account, layout),
            "response_type" => self.response[0].clone(),
            "response_code" => self.response[1].clone(),
            "response_text" => self.response[2].clone(),
            "" => "9.99".to_owned(),
            _ => self
                .cells
                .iter()
                .find(|(column, _)| *column == name)
                .expect("a cell of each column")
                .1
                .clone(),
        }
    }

    /// The amount in the row's currency: with all its decimals, without those that are zero, with a sign, with commas.
    fn amount(&self, account: &Account, layout: &Layout) -> String {
        let written = layout.iter().any(|(name, _)| *name == "currency");
        let own = if written {
            self.cell("currency", account, layout).to_ascii_uppercase()
        } else {
            String::new()
        };
        let currency = if own.is_empty() || own == "UNKNOWN" { &account.currency } else { &own };
        let decimals = match currency.as_str() {
            "JPY" => 0,
            "KWD" => 3,
            _ => 2,
        };
        let whole = self.amount_minor / 10_u64.pow(decimals);
        let rest = self.amount_minor % 10_u64.pow(decimals);
        let fraction = if decimals == 0 {
            String::new()
        } else {
            format!(".{rest:0width$}", width = decimals as usize)
        };
        match self.amount_style {
            1 if rest == 0 => whole.to_string(),
            2 => format!("${whole}{fraction}"),
            3 => format!("{}{fraction}", with_commas(whole)),
            _ => format!("{whole}{fraction}"),
        }
    }
}

fn with_commas(whole: u64) -> String {
    let digits = whole.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
