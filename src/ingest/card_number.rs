//! Full card numbers, which must never be here.

use std::ops::Range;

use super::column::same_name;

/// Headers, but for case and separators, of columns that hold card numbers.
const CARD_NUMBER_HEADERS: [&str; 19] = [
    "card_number",
    "card_no",
    "card_num",
    "card_pan",
    "cc",
    "cc_number",
    "cc_no",
    "cc_num",
    "credit_card",
    "credit_card_number",
    "credit_card_no",
    "credit_card_num",
    "debit_card_number",
    "payment_card_number",
    "full_card_number",
    "customer_card_number",
    "pan",
    "primary_account_number",
    "account_pan",
];

/// The digits of a card number.
const LEAST_DIGITS: usize = 13;
const MOST_DIGITS: usize = 19;

/// Whether a header says that its column holds card numbers.
pub(super) fn names_card_number(header: &str) -> bool {
    CARD_NUMBER_HEADERS.iter().any(|name| same_name(name, header))
}

/// Whether a field is a full card number: 13 to 19 digits that pass Luhn's check. Spaces and dashes between
/// digits, and quotes around them, do not count.
#[inline]
pub(super) fn is_card_number(field: &[u8]) -> bool {
    field.len() >= LEAST_DIGITS && !field[0].is_ascii_alphabetic() && passes_check(field)
}

fn passes_check(field: &[u8]) -> bool {
    let field = field.strip_prefix(b"\"").unwrap_or(field);
    let field = field.strip_suffix(b"\"").unwrap_or(field);
    let (mut digits, mut sum, mut doubled_sum) = (0, 0, 0);
    for &byte in field {
        match byte {
            b'0'..=b'9' => {
                // Which digits are doubled depends on how many follow, so both sums are kept.
                let digit = u32::from(byte - b'0');
                let doubled = if digit > 4 { digit * 2 - 9 } else { digit * 2 };
                (sum, doubled_sum) = (doubled_sum + digit, sum + doubled);
                digits += 1;
            }
            b' ' | b'-' | b'\t' => {}
            _ => return false,
        }
    }
    (LEAST_DIGITS..=MOST_DIGITS).contains(&digits) && sum % 10 == 0
}

/// Where full card numbers stand in a text of any kind.
pub fn card_number_spans(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let is_part = |byte: &u8| matches!(byte, b'0'..=b'9' | b' ' | b'-');
    let mut spans = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let end = at + bytes[at..].iter().take_while(|byte| is_part(byte)).count();
        if is_card_number(&bytes[at..end]) {
            spans.push(at..end);
        }
        at = end.max(at + 1);
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn card_numbers_are_found_in_texts() {
        let text = "card = \"4111-1111-1111-1111\", n = 4111111111111112, d = \"2024-03-04 10:00\"";
        let found: Vec<&str> =
            card_number_spans(text).into_iter().map(|span| &text[span]).collect();
        assert_eq!(found, ["4111-1111-1111-1111"]);
        assert_eq!(card_number_spans("é 378282246310005").first(), Some(&(2..18)));
    }

    #[test]
    fn luhn_and_length_decide() {
        for number in [
            "4111111111111111",
            "4111 1111 1111 1111",
            "\"4111-1111-1111-1111\"",
            "378282246310005",
            "4222222222222",
            "6304000000000000000",
        ] {
            assert!(is_card_number(number.as_bytes()), "{number}");
        }
        for number in
            ["4111111111111112", "411111111111", "tok4111111111111111", "", "42222222222220000000"]
        {
            assert!(!is_card_number(number.as_bytes()), "{number}");
        }
    }

    #[test]
    fn headers_give_card_numbers_away() {
        for header in ["cardNumber", "Card Number", "CC #", "ccnum", "PAN", "Credit-Card-Number"] {
            assert!(names_card_number(header), "{header}");
        }
        for header in ["card_brand", "card_last4", "company", "account_number", "cvv"] {
            assert!(!names_card_number(header), "{header}");
        }
    }
}
