//! Rules about the declines. What they find is found where declines are read and replayed; here stands what
//! they mean.

use crate::model::Finding;

use super::context::Context;
use super::rule::{Rule, rule};

/// Findings of these rules come from where declines are read.
macro_rules! found_in_declines {
    ($($name:ident)+) => {
        $(impl Rule for $name {
            fn check(&self, _: &Context<'_>, _: &mut Vec<Finding>) {}
        })+
    };
}

found_in_declines! { CardNumber AmbiguousDate DuplicateTransaction UnknownMerchant Unclassified RecordedAttempts }

rule! {
    /// The declines hold full card numbers.
    ///
    /// ## What it checks
    ///
    /// Digits that pass as a card number in `card` or in a column named like one. They are never shown.
    ///
    /// ## Why
    ///
    /// A file of card numbers must not be kept, mailed or read by a tool that does not need them.
    ///
    /// ## Wrong
    ///
    /// ```csv
    /// transaction_id,declined_at,merchant_id,amount,card
    /// T1,2024-03-04 10:00,12,49.95,4111111111111111
    /// ```
    ///
    /// ## Right
    ///
    /// ```csv
    /// transaction_id,declined_at,merchant_id,amount,card
    /// T1,2024-03-04 10:00,12,49.95,tok_7f3a
    /// ```
    ///
    /// ## Fix
    ///
    /// Export tokens or fingerprints in place of card numbers.
    ///
    /// ## Suppress
    ///
    /// It cannot be suppressed: the run stops.
    CardNumber = Dat901
}

rule! {
    /// A date in an order that could be two dates.
    ///
    /// ## What it checks
    ///
    /// Dates that are neither RFC 3339 nor year first, where no `--date-format` says how they read.
    ///
    /// ## Why
    ///
    /// 03/04/2024 is in March or in April. Guessed wrong, every wait is counted from the wrong day.
    ///
    /// ## Wrong
    ///
    /// ```csv
    /// transaction_id,declined_at,merchant_id,amount
    /// T1,03/04/2024 10:00,12,49.95
    /// ```
    ///
    /// ## Right
    ///
    /// ```csv
    /// transaction_id,declined_at,merchant_id,amount
    /// T1,2024-03-04 10:00,12,49.95
    /// ```
    ///
    /// ## Fix
    ///
    /// Give the order: `--date-format "%m/%d/%Y %H:%M"`, or `date_format` under `[declines]`.
    ///
    /// ## Suppress
    ///
    /// It cannot be suppressed: such rows are rejected.
    AmbiguousDate = Dat902
}

rule! {
    /// A transaction id occurs twice.
    ///
    /// ## What it checks
    ///
    /// The `transaction_id` of all rows.
    ///
    /// ## Why
    ///
    /// An export that was joined from two holds the same decline twice, and its money is counted twice.
    ///
    /// ## Wrong
    ///
    /// ```csv
    /// transaction_id,declined_at,merchant_id,amount
    /// T1,2024-03-04 10:00,12,49.95
    /// T1,2024-03-04 10:00,12,49.95
    /// ```
    ///
    /// ## Right
    ///
    /// ```csv
    /// transaction_id,declined_at,merchant_id,amount
    /// T1,2024-03-04 10:00,12,49.95
    /// T2,2024-03-05 10:00,12,49.95
    /// ```
    ///
    /// ## Fix
    ///
    /// Export again, without the overlap.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "DAT903"
    /// reason = "why it is meant"
    /// ```
    DuplicateTransaction = Dat903
}

rule! {
    /// Rows name merchants that the configuration does not have.
    ///
    /// ## What it checks
    ///
    /// The `merchant_id` of all rows.
    ///
    /// ## Why
    ///
    /// Such rows end as `unknown_merchant`: what would become of them cannot be said.
    ///
    /// ## Wrong
    ///
    /// ```csv
    /// transaction_id,declined_at,merchant_id,amount
    /// T1,2024-03-04 10:00,21,49.95
    /// ```
    ///
    /// ## Right
    ///
    /// ```csv
    /// transaction_id,declined_at,merchant_id,amount
    /// T1,2024-03-04 10:00,12,49.95
    /// ```
    ///
    /// ## Fix
    ///
    /// Add the merchants to the configuration, or map the right column with `--column merchant_id=HEADER`.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "DAT904"
    /// reason = "why it is meant"
    /// ```
    UnknownMerchant = Dat904
}

rule! {
    /// Rows can be classed neither soft nor hard.
    ///
    /// ## What it checks
    ///
    /// Rows for which no decline map, no response type and no built-in text or code decides.
    ///
    /// ## Why
    ///
    /// Only soft declines are re-attempted. Unknown is not quietly taken for either.
    ///
    /// ## Wrong
    ///
    /// ```csv
    /// transaction_id,declined_at,merchant_id,amount,response_text
    /// T1,2024-03-04 10:00,12,49.95,Er 1021
    /// ```
    ///
    /// ## Right
    ///
    /// ```csv
    /// transaction_id,declined_at,merchant_id,amount,response_text
    /// T1,2024-03-04 10:00,12,49.95,Insufficient funds
    /// ```
    ///
    /// ## Fix
    ///
    /// Export the response type, or add decline maps for the texts that the message names;
    /// `unknown_decline` chooses for all.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "DAT905"
    /// reason = "why it is meant"
    /// ```
    Unclassified = Dat905
}

rule! {
    /// Several declines are attempts of one payment.
    ///
    /// ## What it checks
    ///
    /// Rows that share purchase and billing cycle, without `--first-of`.
    ///
    /// ## Why
    ///
    /// An export holds the CRM's own later attempts as rows. Replayed as declines of their own, one payment
    /// is counted several times.
    ///
    /// ## Wrong
    ///
    /// ```csv
    /// transaction_id,declined_at,merchant_id,amount,purchase_id,billing_cycle
    /// T1,2024-03-04 10:00,12,49.95,P7,2
    /// T2,2024-03-07 03:00,12,49.95,P7,2
    /// ```
    ///
    /// ## Right
    ///
    /// ```csv
    /// transaction_id,declined_at,merchant_id,amount,purchase_id,billing_cycle
    /// T1,2024-03-04 10:00,12,49.95,P7,2
    /// T2,2024-04-04 03:00,12,49.95,P7,3
    /// ```
    ///
    /// ## Fix
    ///
    /// Replay the first of each payment: `--first-of purchase_id,billing_cycle`.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "DAT906"
    /// reason = "why it is meant"
    /// ```
    RecordedAttempts = Dat906
}
