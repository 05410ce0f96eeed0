//! Columns whose values are words of a short list; case, spaces, `_` and `-` do not count.

use crate::model::{Currency, Fact, Kind, OrderType, names};

use super::column::is_unknown;
use super::problem::Problem;

names! {
    /// Why a row is no decline.
    NotADecline {
        /// The payment succeeded.
        Success = "success",
        /// It is pending.
        Pending = "pending",
        /// Cash on delivery, pending.
        CodPending = "cod_pending",
        /// Money given back.
        Refund = "refund",
        /// A payment called off.
        Void = "void",
        /// An authorised payment collected.
        Capture = "capture",
        /// A payment that the cardholder disputes.
        Chargeback = "chargeback",
    }
}

/// What `response_type` or `txn_type` says of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    /// Nothing that matters here.
    Nothing,
    /// It declined like this.
    Declined(Kind),
    /// It is no decline.
    Not(NotADecline),
    /// A word that the column does not know.
    Unrecognised,
}

/// The letters of a word, which must be few, in one number.
const fn word(text: &str) -> Option<u128> {
    let bytes = text.as_bytes();
    let (mut word, mut letters, mut at) = (0, 0, 0);
    while at < bytes.len() {
        let byte = bytes[at];
        if !matches!(byte, b' ' | b'_' | b'-') {
            if letters == 16 {
                return None;
            }
            word = word << 8 | byte.to_ascii_lowercase() as u128;
            letters += 1;
        }
        at += 1;
    }
    Some(word)
}

/// The value that goes with a word.
#[inline(never)]
fn choose<T: Copy, const N: usize>(text: &str, choices: &[(Option<u128>, T); N]) -> Option<T> {
    let word = word(text);
    word?;
    choices.iter().find(|(choice, _)| *choice == word).map(|(_, value)| *value)
}

/// The value that goes with a word, if it is known; `None` for a text that says that nothing is known.
#[inline]
fn known<T: Copy, const N: usize>(
    text: &str,
    choices: &[(Option<u128>, T); N],
) -> Option<Result<T, Problem>> {
    (!is_unknown(text)).then(|| choose(text, choices).ok_or(Problem::UnknownValue))
}

/// Reads `response_type`.
pub(super) fn response_type(text: &str) -> Says {
    const CHOICES: [(Option<u128>, Says); 7] = [
        (word("soft decline"), Says::Declined(Kind::Soft)),
        (word("hard decline"), Says::Declined(Kind::Hard)),
        (word("soft"), Says::Declined(Kind::Soft)),
        (word("hard"), Says::Declined(Kind::Hard)),
        (word("success"), Says::Not(NotADecline::Success)),
        (word("pending"), Says::Not(NotADecline::Pending)),
        (word("cod pending"), Says::Not(NotADecline::CodPending)),
    ];
    known(text, &CHOICES).map_or(Says::Nothing, |says| says.unwrap_or(Says::Unrecognised))
}

/// Reads `txn_type`.
pub(super) fn txn_type(text: &str) -> Says {
    const CHOICES: [(Option<u128>, Says); 9] = [
        (word("sale"), Says::Nothing),
        (word("authorize"), Says::Nothing),
        (word("refund"), Says::Not(NotADecline::Refund)),
        (word("void"), Says::Not(NotADecline::Void)),
        (word("capture"), Says::Not(NotADecline::Capture)),
        (word("chargeback"), Says::Not(NotADecline::Chargeback)),
        (word("success"), Says::Not(NotADecline::Success)),
        (word("pending"), Says::Not(NotADecline::Pending)),
        (word("cod pending"), Says::Not(NotADecline::CodPending)),
    ];
    known(text, &CHOICES).map_or(Says::Nothing, |says| says.unwrap_or(Says::Unrecognised))
}

/// Reads `order_type`.
pub(super) fn order_type(text: &str) -> Result<OrderType, Problem> {
    const CHOICES: [(Option<u128>, OrderType); 3] = [
        (word("rebill"), OrderType::Rebill),
        (word("recurring"), OrderType::Rebill),
        (word("new sale"), OrderType::NewSale),
    ];
    known(text, &CHOICES).unwrap_or(Ok(OrderType::default()))
}

/// Reads `card_funding`: whether the card is prepaid, and whether it is a debit card.
pub(super) fn funding(text: &str) -> Result<(Fact, Fact), Problem> {
    const CHOICES: [(Option<u128>, (Fact, Fact)); 3] = [
        (word("credit"), (Fact::No, Fact::No)),
        (word("debit"), (Fact::No, Fact::Yes)),
        (word("prepaid"), (Fact::Yes, Fact::Unknown)),
    ];
    known(text, &CHOICES).unwrap_or(Ok((Fact::Unknown, Fact::Unknown)))
}

/// Reads `is_prepaid` or `is_debit`.
#[inline]
pub(super) fn fact(text: &str) -> Result<Fact, Problem> {
    const CHOICES: [(Option<u128>, Fact); 6] = [
        (word("0"), Fact::No),
        (word("1"), Fact::Yes),
        (word("false"), Fact::No),
        (word("true"), Fact::Yes),
        (word("no"), Fact::No),
        (word("yes"), Fact::Yes),
    ];
    known(text, &CHOICES).unwrap_or(Ok(Fact::Unknown))
}

/// Reads `currency`; `None` where it is not known.
pub(super) fn currency(text: &str) -> Result<Option<Currency>, Problem> {
    if is_unknown(text) {
        return Ok(None);
    }
    Currency::read(text).map(Some).ok_or(Problem::UnknownCurrency)
}

/// Whether `pay_source` says that there is no card.
pub(super) fn is_check(text: &str) -> bool {
    text.eq_ignore_ascii_case("check")
}

/// Reads `attempt`.
#[inline]
pub(super) fn attempt(text: &str) -> Result<u8, Problem> {
    match text.as_bytes() {
        [digit @ b'0'..=b'9'] => Ok(digit - b'0'),
        _ if is_unknown(text) => Ok(0),
        _ => Err(Problem::UnknownValue),
    }
}

#[cfg(test)]
mod tests {
    use super::super::column::Column;
    use super::*;

    #[test]
    fn words_ignore_case_and_separators() {
        for text in ["SOFT_DECLINE", "soft decline", "Soft-Decline", "SoftDecline", "soft"] {
            assert_eq!(response_type(text), Says::Declined(Kind::Soft), "{text}");
        }
        assert_eq!(response_type("HARD_DECLINE"), Says::Declined(Kind::Hard));
        for text in ["", "Unknown", "n/a", "-"] {
            assert_eq!(response_type(text), Says::Nothing, "{text}");
            assert_eq!(order_type(text), Ok(OrderType::Rebill), "{text}");
        }
        for text in ["NEW_SALE", "newsale", "New Sale"] {
            assert_eq!(order_type(text), Ok(OrderType::NewSale), "{text}");
        }
        for text in ["DECLINE", "softish", "--", "a word that is much too long to be one"] {
            assert_eq!(response_type(text), Says::Unrecognised, "{text}");
        }
        assert_eq!(txn_type("authorize"), Says::Nothing);
        assert_eq!(txn_type("Chargeback"), Says::Not(NotADecline::Chargeback));
    }

    #[test]
    fn funding_facts() {
        assert_eq!(funding("Credit"), Ok((Fact::No, Fact::No)));
        assert_eq!(funding("DEBIT"), Ok((Fact::No, Fact::Yes)));
        assert_eq!(funding("prepaid"), Ok((Fact::Yes, Fact::Unknown)));
        assert_eq!(funding("unknown"), Ok((Fact::Unknown, Fact::Unknown)));
        assert_eq!(funding("gift"), Err(Problem::UnknownValue));
        for (text, expected) in
            [("1", Fact::Yes), ("FALSE", Fact::No), ("Yes", Fact::Yes), ("", Fact::Unknown)]
        {
            assert_eq!(fact(text), Ok(expected), "{text}");
        }
        assert_eq!(fact("2"), Err(Problem::UnknownValue));
    }

    #[test]
    fn attempts_are_one_digit() {
        assert_eq!([attempt("0"), attempt("9"), attempt("")], [Ok(0), Ok(9), Ok(0)]);
        for text in ["10", "-1", "1.0", "x"] {
            assert_eq!(attempt(text), Err(Problem::UnknownValue), "{text}");
        }
    }

    #[test]
    fn every_listed_choice_is_known() {
        for word in Column::ResponseType.choices() {
            assert_ne!(response_type(word), Says::Unrecognised, "{word}");
        }
        for word in Column::TxnType.choices() {
            assert_ne!(txn_type(word), Says::Unrecognised, "{word}");
        }
        assert!(Column::OrderType.choices().iter().all(|word| order_type(word).is_ok()));
        assert!(Column::CardFunding.choices().iter().all(|word| funding(word).is_ok()));
        assert!(Column::IsDebit.choices().iter().all(|word| fact(word).is_ok()));
        assert!(Column::Attempt.choices().iter().all(|word| attempt(word).is_ok()));
    }
}
