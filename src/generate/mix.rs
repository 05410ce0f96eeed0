//! How often things happen in synthetic declines, and where the numbers come from. None is a measurement of
//! any merchant: they make data that looks like the field's, not data to draw conclusions from.

/// Decline reasons, by the built-in texts' names for them, in thousandths. "Do not honor" and "insufficient
/// funds" together are about 76 % of declined volume and "do not honor" 30-40 % of declines (a blog that
/// credits Visa and Adyen); the rest keeps the order of a second blog's shares, which differ threefold.
pub(super) const REASONS: [(&str, u64); 21] = [
    ("insufficient_funds", 395),
    ("do_not_honor", 365),
    ("generic_decline", 75),
    ("expired_card", 35),
    ("processor_error", 14),
    ("comm_error", 8),
    ("issuer_unavailable", 8),
    ("amount_limit", 14),
    ("activity_limit", 12),
    ("call_issuer", 10),
    ("invalid_card_number", 12),
    ("pickup_card", 8),
    ("lost_card", 7),
    ("stolen_card", 6),
    ("closed_account", 4),
    ("not_permitted", 8),
    ("suspected_fraud", 5),
    ("retry_later", 5),
    ("stop_recurring_this", 4),
    ("stop_recurring_all", 3),
    ("no_such_issuer", 2),
];

/// The reason that stands in where a gateway has no text for one.
pub(super) const STAND_IN: &str = "generic_decline";

/// The gateway type whose lines stand in for one that the tables do not have: the networks' codes.
pub(super) const STAND_IN_GATEWAY: &str = "tsys-style";

/// What a recovery service answers: code, text, hard or soft, thousandths. Codes and ranges are `FlexPay`'s
/// (20000 to 29999 soft, 30000 to 39999 hard), texts its lists' in short.
pub(super) const SERVICE_LINES: [(&str, &str, crate::model::Kind, u64); 8] = {
    use crate::model::Kind::{Hard, Soft};
    [
        ("20023", "Insufficient funds", Soft, 380),
        ("20003", "Do not honor", Soft, 350),
        ("20022", "Bank decline", Soft, 140),
        ("20050", "Over daily limit", Soft, 30),
        ("20046", "System error", Soft, 25),
        ("20039", "Timeout", Soft, 15),
        ("20000", "Refer to issuer", Soft, 20),
        ("30011", "Invalid transaction", Hard, 40),
    ]
};

/// Texts that no built-in table has; rows with one have no code and no response type.
pub(super) const UNKNOWN_TEXTS: [&str; 4] = [
    "Processor message 4471",
    "Z9 contact acquirer",
    "Declined (other), see portal",
    "Acquirer reply not mapped",
];

/// Rows in a thousand with one of [`UNKNOWN_TEXTS`].
pub(super) const UNKNOWN_TEXT: u64 = 12;

/// Rows in a thousand whose export names the response type.
pub(super) const HAS_RESPONSE_TYPE: u64 = 930;

/// Rows in a thousand that are no declines: a payment that went through, money given back.
pub(super) const SUCCESSES: u64 = 8;
/// See [`SUCCESSES`].
pub(super) const REFUNDS: u64 = 5;

/// Brands in thousandths: a rough US mix of recurring card payments, no source behind it.
pub(super) const BRANDS: [(crate::model::UsualBrand, u64); 9] = {
    use crate::model::UsualBrand::{
        Amex, Diners, Discover, Echeck, Jcb, Maestro, Mastercard, Unionpay, Visa,
    };
    [
        (Visa, 540),
        (Mastercard, 290),
        (Amex, 70),
        (Discover, 55),
        (Echeck, 30),
        (Jcb, 5),
        (Diners, 3),
        (Unionpay, 3),
        (Maestro, 4),
    ]
};

/// Customers in a thousand with a brand that their merchant does not accept (boxes change after a sale).
pub(super) const OTHER_BRAND: u64 = 8;
/// Customers in a thousand whose export names no brand.
pub(super) const NO_BRAND: u64 = 12;

/// Funding in thousandths; the last is unknown. No source behind it.
pub(super) const FUNDING: [(&str, u64); 4] =
    [("credit", 500), ("debit", 380), ("prepaid", 90), ("", 30)];

/// Customers in a thousand who pay in a currency that their merchant does not list.
pub(super) const OTHER_CURRENCY: u64 = 6;
/// Currencies beyond those that an account names.
pub(super) const OTHER_CURRENCIES: [&str; 4] = ["EUR", "CAD", "GBP", "AUD"];

/// What subscriptions cost, in hundredths of the currency's unit, and how many in a hundred cost that.
pub(super) const PRICES: [(u32, u64); 10] = [
    (495, 4),
    (995, 9),
    (1495, 10),
    (1995, 16),
    (2995, 22),
    (3995, 14),
    (4995, 13),
    (6995, 7),
    (8995, 4),
    (11_995, 1),
];

/// Customers in a thousand with a second purchase, and how many in a thousand of their rows are for it.
pub(super) const SECOND_PURCHASES: u64 = 150;
/// See [`SECOND_PURCHASES`].
pub(super) const ROWS_OF_SECOND: u64 = 400;

/// Customers billed per row: 13 to 24 % of recurring charges decline (several vendors), so about one in six.
pub(super) const CUSTOMERS_PER_ROW: u64 = 6;

/// How many cycles ago a customer began, at most.
pub(super) const OLDEST_CYCLES: u64 = 24;

/// Rebill rows in a thousand that try an earlier row's payment again, as exports record re-attempts.
pub(super) const REPEATS: u64 = 220;
/// Days between such rows and how many in a hundred come that late.
pub(super) const LAGS: [(u32, u64); 7] =
    [(1, 20), (2, 14), (3, 24), (4, 8), (5, 14), (7, 14), (10, 6)];
/// Of those, how many in a thousand decline for the same reason as before.
pub(super) const SAME_REASON: u64 = 650;

/// Shares of merchants fall off by 1/n over the file; the others are set against a whole of this size.
pub(super) const MERCHANTS: u64 = 1_000_000;
/// A recovery service's own merchants in all, in thousandths of the rows.
pub(super) const AT_SERVICES: u64 = 20;
/// Merchants that are switched off, in all.
pub(super) const AT_DISABLED: u64 = 25;
/// Merchants that the configuration does not have, in all.
pub(super) const AT_UNKNOWN: u64 = 6;

/// Campaigns that disable recycle billing, in thousandths of the customers.
pub(super) const CAMPAIGNS_DISABLED: u64 = 15;

/// New sales in a thousand.
pub(super) const NEW_SALES: u64 = 80;

/// Declines by weekday, Monday first, against 100: more on days on which fewer charges succeed (a vendor's
/// weekday factors, turned round), and few weekdays apart.
pub(super) const WEEKDAYS: [u64; 7] = [100, 93, 94, 96, 104, 112, 114];

/// Declines by day of the month against 100: subscriptions crowd on the 1st and the 15th, and accounts are
/// emptiest just before those paydays.
pub(super) const fn day_of_month(day: u32, days_left: u32) -> u64 {
    match (day, days_left) {
        (1, _) => 160,
        (15, _) => 145,
        (2 | 16, _) => 115,
        (_, 0) => 135,
        (_, 1 | 2) => 118,
        _ => 95,
    }
}

/// The rebill batch: how many of its charges come in its first, second and third hour. It "may take several
/// hours" (the CRM's help on the daily rebill time).
pub(super) const BATCH_HOURS: [u64; 3] = [62, 28, 10];

/// New sales by hour of the day.
pub(super) const SALE_HOURS: [u64; 24] =
    [16, 10, 7, 5, 5, 8, 14, 25, 38, 50, 58, 62, 64, 62, 60, 58, 57, 58, 60, 64, 68, 64, 52, 35];
