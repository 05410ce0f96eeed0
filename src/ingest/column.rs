//! The columns of a declines file: names, other names, and what their values may be.

use crate::model::names;

names! {
    /// A column that means something, in the order of the contract.
    Column {
        /// The transaction's id.
        TransactionId = "transaction_id",
        /// When it declined.
        DeclinedAt = "declined_at",
        /// The merchant account it ran on.
        MerchantId = "merchant_id",
        /// What was to be paid.
        Amount = "amount",
        /// The amount's currency.
        Currency = "currency",
        /// The card's brand.
        CardBrand = "card_brand",
        /// Credit, debit or prepaid.
        CardFunding = "card_funding",
        /// Whether the card is prepaid.
        IsPrepaid = "is_prepaid",
        /// Whether it is a debit card.
        IsDebit = "is_debit",
        /// Card or check.
        PaySource = "pay_source",
        /// Soft or hard, or that it was no decline.
        ResponseType = "response_type",
        /// The network's or gateway's code.
        ResponseCode = "response_code",
        /// The decline's text.
        ResponseText = "response_text",
        /// New sale or rebill.
        OrderType = "order_type",
        /// Sale or authorisation, or something that is no decline.
        TxnType = "txn_type",
        /// The slot that this decline itself was.
        Attempt = "attempt",
        /// The billing cycle.
        BillingCycle = "billing_cycle",
        /// The campaign.
        CampaignId = "campaign_id",
        /// The customer.
        CustomerId = "customer_id",
        /// The purchase.
        PurchaseId = "purchase_id",
        /// The order.
        OrderId = "order_id",
        /// An opaque token for the card.
        Card = "card",
    }
}

impl Column {
    /// How many there are.
    pub const COUNT: usize = Column::ALL.len();

    /// The names that a header may use, the winning one first; case, spaces, `_`, `-` and `#` do not count.
    pub const fn header_names(self) -> &'static [&'static str] {
        match self {
            Column::TransactionId => &["transaction_id", "transactionId", "id"],
            Column::DeclinedAt => &[
                "declined_at",
                "dateCreated",
                "date_created",
                "transaction_date",
                "created_at",
                "date",
            ],
            Column::MerchantId => &["merchant_id", "merchantId", "billerId", "gateway_id"],
            Column::Amount => &["amount", "totalAmount", "orderTotal", "price"],
            Column::Currency => &["currency", "currencyCode"],
            Column::CardBrand => &["card_brand", "cardType", "card_type"],
            Column::CardFunding => &["card_funding", "card_kind", "funding"],
            Column::IsPrepaid => &["is_prepaid", "cardIsPrepaid"],
            Column::IsDebit => &["is_debit", "cardIsDebit"],
            Column::PaySource => &["pay_source", "paySource"],
            Column::ResponseType => &["response_type", "responseType"],
            Column::ResponseCode => &["response_code", "responseCode"],
            Column::ResponseText => &["response_text", "responseText", "declineReason"],
            Column::OrderType => &["order_type", "orderType", "bill_type"],
            Column::TxnType => &["txn_type", "txnType"],
            Column::Attempt => &["attempt"],
            Column::BillingCycle => &["billing_cycle", "billingCycleNumber", "cycle"],
            Column::CampaignId => &["campaign_id", "campaignId"],
            Column::CustomerId => &["customer_id", "customerId"],
            Column::PurchaseId => &["purchase_id", "purchaseId"],
            Column::OrderId => &["order_id", "orderId"],
            Column::Card => &["card", "cardFingerprint", "card_fingerprint", "token"],
        }
    }

    /// Whether a file must have it, and every row a value for it.
    pub const fn is_needed(self) -> bool {
        matches!(
            self,
            Column::TransactionId | Column::DeclinedAt | Column::MerchantId | Column::Amount
        )
    }

    /// The words that a choice column knows, for messages; empty for other columns.
    pub const fn choices(self) -> &'static [&'static str] {
        match self {
            Column::CardFunding => &["credit", "debit", "prepaid"],
            Column::IsPrepaid | Column::IsDebit => &["1", "0", "true", "false", "yes", "no"],
            Column::ResponseType => {
                &["SOFT_DECLINE", "HARD_DECLINE", "SUCCESS", "PENDING", "COD_PENDING"]
            }
            Column::OrderType => &["NEW_SALE", "REBILL", "RECURRING"],
            Column::TxnType => &["SALE", "AUTHORIZE", "REFUND", "VOID", "CAPTURE", "CHARGEBACK"],
            Column::Attempt => &["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
            _ => &[],
        }
    }

    /// The column of one of its names, however written.
    pub fn named(text: &str) -> Option<Column> {
        Column::ALL.iter().copied().find(|column| column.rank(text).is_some())
    }

    /// How well a header names this column: the position in [`Column::header_names`] of the name that it
    /// is letter for letter, else of the first that it is but for case and separators.
    pub(super) fn rank(self, header: &str) -> Option<usize> {
        let names = self.header_names();
        names
            .iter()
            .position(|name| *name == header)
            .or_else(|| names.iter().position(|name| same_name(name, header)))
    }
}

/// Whether two names are the same but for case, spaces, `_`, `-` and `#`.
pub(super) fn same_name(a: &str, b: &str) -> bool {
    significant(a).eq(significant(b))
}

fn significant(text: &str) -> impl Iterator<Item = u8> {
    let bytes = text.bytes().filter(|byte| !matches!(byte, b' ' | b'_' | b'-' | b'#'));
    bytes.map(|byte| byte.to_ascii_lowercase())
}

/// Whether a value, without outer blanks, of an optional column says that nothing is known.
#[expect(clippy::inline_always, reason = "on the path of every cell")]
#[inline(always)]
pub(super) fn is_unknown(value: &str) -> bool {
    // The first letter decides for most.
    match value.as_bytes().first() {
        None => true,
        Some(b'-' | b'n' | b'N' | b'u' | b'U') => is_unknown_word(value),
        Some(_) => false,
    }
}

#[cold]
fn is_unknown_word(value: &str) -> bool {
    ["-", "n/a", "unknown"].iter().any(|word| value.eq_ignore_ascii_case(word))
}

/// The candidate most like `text`, if any is close enough to be what was meant.
pub(super) fn closest<'a>(
    text: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let plain = |text: &str| significant(text).map(char::from).collect::<String>();
    let text = plain(text);
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        let likeness = strsim::jaro_winkler(&text, &plain(candidate));
        if likeness > 0.82 && best.is_none_or(|(most, _)| likeness > most) {
            best = Some((likeness, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_means_two_columns() {
        for &column in Column::ALL {
            assert_eq!(column.header_names()[0], column.name());
            for name in column.header_names() {
                assert_eq!(Column::named(name), Some(column), "{name}");
                assert_eq!(Column::named(&name.to_uppercase()), Some(column), "{name}");
            }
        }
    }

    #[test]
    fn names_ignore_case_and_separators() {
        for (text, column) in [
            ("Transaction ID", Column::TransactionId),
            ("Order # ID", Column::OrderId),
            ("gateway-id", Column::MerchantId),
            ("Total Amount", Column::Amount),
        ] {
            assert_eq!(Column::named(text), Some(column), "{text}");
        }
        assert_eq!(Column::named("MCC"), None);
    }

    #[test]
    fn unknown_has_four_spellings() {
        for text in ["", "-", "n/a", "N/A", "Unknown"] {
            assert!(is_unknown(text), "{text}");
        }
        for text in ["none", "--", "na", "0"] {
            assert!(!is_unknown(text), "{text}");
        }
    }

    #[test]
    fn suggestions_are_close_or_absent() {
        let names = ["amount", "merchant_id", "declined_at"];
        assert_eq!(closest("Amonut", names), Some("amount"));
        assert_eq!(closest("MerchantIdd", names), Some("merchant_id"));
        assert_eq!(closest("city", names), None);
    }
}
