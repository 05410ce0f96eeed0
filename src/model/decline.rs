//! The input record: one declined payment, its facts still in the words of the file.

use super::money::Money;
use super::time::Moment;

/// One declined payment. Texts are borrowed from the row and are empty where the file has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decline<'a> {
    /// The row's first line in the input, from 1 (the header is on line 1); it orders rows.
    pub line: u64,
    /// The transaction's own id; not empty.
    pub transaction_id: &'a str,
    /// When it declined, read on the account's clock.
    pub declined_at: Moment,
    /// The merchant account that it ran on; may be one that the configuration does not have.
    pub merchant_id: &'a str,
    /// What was to be paid; above zero.
    pub amount: Money,
    /// The card's brand, or echeck; `None` where unknown.
    pub brand: Option<Brand<'a>>,
    /// Whether the card is prepaid; no for an echeck.
    pub is_prepaid: Fact,
    /// Whether it is a debit card; no for an echeck.
    pub is_debit: Fact,
    /// The verdict that the gateway's integration gave, where the file has it.
    pub response_type: Option<Kind>,
    /// The network's or gateway's code, trimmed.
    pub response_code: &'a str,
    /// The decline's text as the file has it, blanks included.
    pub response_text: &'a str,
    /// New sale or rebill.
    pub order_type: OrderType,
    /// The slot that this decline itself was, 0 for the first billing.
    pub attempt: u8,
    /// The billing cycle as the file has it.
    pub billing_cycle: &'a str,
    /// The campaign.
    pub campaign_id: &'a str,
    /// The customer.
    pub customer_id: &'a str,
    /// The purchase.
    pub purchase_id: &'a str,
    /// The order.
    pub order_id: &'a str,
    /// An opaque token for the card.
    pub card: &'a str,
    /// Whether this is a later row of a group whose earliest decline is the one replayed (`--first-of`).
    pub recorded: Recorded,
}

/// Whether a row is the decline to replay or a later attempt that the export recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Recorded {
    /// Replay it.
    #[default]
    First,
    /// A later attempt of a payment whose first decline is replayed.
    Later,
}

/// Something known, or not known, of a card.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fact {
    /// It is so.
    Yes,
    /// It is not so.
    No,
    /// Nobody said.
    #[default]
    Unknown,
}

/// Soft declines may be tried again; hard ones never.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// May succeed later.
    Soft,
    /// Will not succeed.
    Hard,
}

impl Kind {
    /// `soft` or `hard`.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Soft => "soft",
            Kind::Hard => "hard",
        }
    }
}

/// First payment of a customer, or a later one of a subscription.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OrderType {
    /// The first payment.
    NewSale,
    /// A subscription's later payment.
    #[default]
    Rebill,
}

impl OrderType {
    /// Both.
    pub const ALL: [OrderType; 2] = [OrderType::NewSale, OrderType::Rebill];

    /// `new_sale` or `rebill`.
    pub const fn name(self) -> &'static str {
        match self {
            OrderType::NewSale => "new_sale",
            OrderType::Rebill => "rebill",
        }
    }
}

/// A brand that the CRM has a box for, or that files commonly name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum UsualBrand {
    /// Visa.
    Visa,
    /// Mastercard.
    Mastercard,
    /// American Express.
    Amex,
    /// Discover.
    Discover,
    /// A bank account instead of a card.
    Echeck,
    /// JCB.
    Jcb,
    /// Diners Club.
    Diners,
    /// `UnionPay`.
    Unionpay,
    /// Maestro.
    Maestro,
}

impl UsualBrand {
    /// Every usual brand; the first five are the CRM's boxes and the default of `accepts`.
    pub const ALL: [UsualBrand; 9] = [
        UsualBrand::Visa,
        UsualBrand::Mastercard,
        UsualBrand::Amex,
        UsualBrand::Discover,
        UsualBrand::Echeck,
        UsualBrand::Jcb,
        UsualBrand::Diners,
        UsualBrand::Unionpay,
        UsualBrand::Maestro,
    ];

    /// The name in lower case.
    pub const fn name(self) -> &'static str {
        match self {
            UsualBrand::Visa => "visa",
            UsualBrand::Mastercard => "mastercard",
            UsualBrand::Amex => "amex",
            UsualBrand::Discover => "discover",
            UsualBrand::Echeck => "echeck",
            UsualBrand::Jcb => "jcb",
            UsualBrand::Diners => "diners",
            UsualBrand::Unionpay => "unionpay",
            UsualBrand::Maestro => "maestro",
        }
    }
}

/// A card brand. Other names are compared ignoring ASCII case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Brand<'a> {
    /// One of the usual brands, under whichever of its names.
    Usual(UsualBrand),
    /// Any other name, as written.
    Other(&'a str),
}

impl<'a> Brand<'a> {
    /// Reads a brand's name; common other names (`mc`, `Master Card`, `American Express`) are their usual one.
    pub fn read(text: &'a str) -> Brand<'a> {
        let mut letters = [0_u8; 16];
        let mut count = 0;
        for byte in text.bytes().filter(|byte| !matches!(byte, b' ' | b'-' | b'_' | b'.')) {
            if count == letters.len() {
                return Brand::Other(text);
            }
            letters[count] = byte.to_ascii_lowercase();
            count += 1;
        }
        let usual = match &letters[..count] {
            b"visa" => UsualBrand::Visa,
            b"mastercard" | b"mc" => UsualBrand::Mastercard,
            b"amex" | b"americanexpress" => UsualBrand::Amex,
            b"discover" | b"discovercard" => UsualBrand::Discover,
            b"echeck" | b"electroniccheck" => UsualBrand::Echeck,
            b"jcb" => UsualBrand::Jcb,
            b"diners" | b"dinersclub" => UsualBrand::Diners,
            b"unionpay" | b"chinaunionpay" => UsualBrand::Unionpay,
            b"maestro" => UsualBrand::Maestro,
            _ => return Brand::Other(text),
        };
        Brand::Usual(usual)
    }

    /// The usual name, or the other name as written.
    pub const fn name(self) -> &'a str {
        match self {
            Brand::Usual(usual) => usual.name(),
            Brand::Other(name) => name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brands_have_one_usual_name() {
        for (text, name) in [
            ("VISA", "visa"),
            ("MC", "mastercard"),
            ("Master Card", "mastercard"),
            ("american express", "amex"),
            ("E-Check", "echeck"),
            ("Diners Club", "diners"),
            ("TESTCARD", "TESTCARD"),
            ("a brand with a very long name", "a brand with a very long name"),
        ] {
            assert_eq!(Brand::read(text).name(), name);
        }
        assert!(UsualBrand::ALL.iter().all(|&b| Brand::read(b.name()) == Brand::Usual(b)));
    }
}
