//! The texts of the transactions under way, kept small.

/// Texts by numbers that are used again.
#[derive(Default)]
pub(super) struct Texts {
    kept: Vec<Text>,
    free: Vec<u32>,
}

/// A transaction's id and, if the configuration does not have it, its merchant's, one after the other.
enum Text {
    Short { id_end: u8, end: u8, bytes: [u8; 21] },
    Long { id_end: u32, text: Box<str> },
}

impl Texts {
    /// Keeps a transaction's texts; the number by which they are known until they are forgotten.
    pub(super) fn keep(&mut self, transaction_id: &str, merchant_id: &str) -> u32 {
        let text = Text::of(transaction_id, merchant_id);
        if let Some(number) = self.free.pop() {
            self.kept[number as usize] = text;
            return number;
        }
        self.kept.push(text);
        self.kept.len() as u32 - 1
    }

    /// A transaction's id and the merchant's, if that was kept.
    pub(super) fn of(&self, number: u32) -> (&str, &str) {
        match &self.kept[number as usize] {
            Text::Short { id_end, end, bytes } => {
                let text = std::str::from_utf8(&bytes[..usize::from(*end)]).unwrap_or_default();
                text.split_at(usize::from(*id_end))
            }
            Text::Long { id_end, text } => text.split_at(*id_end as usize),
        }
    }

    /// Lets go of a transaction's texts.
    pub(super) fn forget(&mut self, number: u32) {
        self.kept[number as usize] = Text::of("", "");
        self.free.push(number);
    }
}

impl Text {
    fn of(id: &str, merchant: &str) -> Text {
        let mut bytes = [0; 21];
        let end = id.len() + merchant.len();
        if end > bytes.len() {
            return Text::Long { id_end: id.len() as u32, text: [id, merchant].concat().into() };
        }
        bytes[..id.len()].copy_from_slice(id.as_bytes());
        bytes[id.len()..end].copy_from_slice(merchant.as_bytes());
        Text::Short { id_end: id.len() as u8, end: end as u8, bytes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_whatever_their_length() {
        for id_length in 0..30 {
            for merchant_length in 0..30 {
                let (id, merchant) = ("é".repeat(id_length), "m".repeat(merchant_length));
                let texts = Texts { kept: vec![Text::of(&id, &merchant)], free: Vec::new() };
                assert_eq!(texts.of(0), (id.as_str(), merchant.as_str()));
            }
        }
        assert_eq!(size_of::<Text>(), 24);
    }
}
