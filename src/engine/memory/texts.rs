//! The texts of declines: the class that they give, and the names that they resolve to.

use std::hash::{BuildHasher as _, Hasher as _};

use foldhash::fast::FixedState;

use crate::model::{Decline, Kind, MerchantIndex, OrderType};

use super::super::Engine;
use super::super::classify::{self, Classification};
use super::super::facts::{Facts, Method};
use super::table::Table;

/// Combinations of texts that are remembered.
const ROOM: usize = 8192;

/// Longer texts are not remembered.
const MOST_BYTES: usize = 256;

/// The position of a [`Text`] among those that are remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TextNumber(pub u32);

/// What classes a decline, word for word, and the verdict on it.
#[derive(Clone, Debug)]
pub struct Text {
    /// The merchant's id, the response code and the response text, one after the other.
    texts: Box<str>,
    merchant_end: u32,
    code_end: u32,
    response_type: Option<Kind>,
    method: Method,
    order_type: OrderType,
    /// The merchant of the decline; `None` if the configuration does not have it.
    pub merchant: Option<MerchantIndex>,
    /// Soft, hard or unknown, and why.
    pub classification: Classification,
    /// The first text with the same words, merchant and classification.
    pub(super) same_words: TextNumber,
}

impl Text {
    fn is(&self, merchant: &str, code: &str, text: &str) -> bool {
        let (code_start, text_start) = (merchant.len(), merchant.len() + code.len());
        let texts = self.texts.as_bytes();
        self.merchant_end as usize == code_start
            && self.code_end as usize == text_start
            && texts.len() == text_start + text.len()
            && texts[..code_start] == *merchant.as_bytes()
            && texts[code_start..text_start] == *code.as_bytes()
            && texts[text_start..] == *text.as_bytes()
    }

    /// The merchant's id as the file has it.
    pub fn merchant_id(&self) -> &str {
        &self.texts[..self.merchant_end as usize]
    }

    /// The response code.
    pub fn response_code(&self) -> &str {
        &self.texts[self.merchant_end as usize..self.code_end as usize]
    }

    /// The response text.
    pub fn response_text(&self) -> &str {
        &self.texts[self.code_end as usize..]
    }
}

/// The texts that are remembered.
#[derive(Debug)]
pub(super) struct Texts {
    table: Table<Text>,
}

impl Default for Texts {
    fn default() -> Texts {
        Texts { table: Table::with_room(ROOM) }
    }
}

impl Texts {
    pub(super) fn all(&self) -> &[Text] {
        self.table.all()
    }

    /// The facts of a decline, and the number of its texts if they are remembered.
    #[inline]
    pub(super) fn facts(
        &mut self,
        engine: &Engine<'_>,
        decline: &Decline<'_>,
    ) -> (Facts, Option<TextNumber>) {
        let method = engine.methods.method(decline.brand);
        let [merchant, code, text] =
            [decline.merchant_id, decline.response_code, decline.response_text];
        let number = self.table.find(hash(merchant, code, text), |known| {
            known.method == method
                && known.order_type == decline.order_type
                && known.response_type == decline.response_type
                && known.is(merchant, code, text)
        });
        let number = number.or_else(|| self.learn(engine, decline, method));
        let (merchant, classification) = match number {
            Some(number) => {
                let known = &self.table.all()[number as usize];
                (known.merchant, known.classification)
            }
            None => class(engine, decline),
        };
        let facts = Facts::of(engine.account, method, merchant, classification, decline);
        (facts, number.map(TextNumber))
    }

    #[cold]
    fn learn(&mut self, engine: &Engine<'_>, decline: &Decline<'_>, method: Method) -> Option<u32> {
        let texts = [decline.merchant_id, decline.response_code, decline.response_text];
        if texts.map(str::len).iter().sum::<usize>() > MOST_BYTES {
            return None;
        }
        let (merchant, classification) = class(engine, decline);
        let [merchant_id, code, words] = texts;
        let same = self.table.find(hash(merchant_id, code, words), |known| {
            known.is(merchant_id, code, words)
                && known.merchant == merchant
                && known.classification == classification
        });
        let text = Text {
            same_words: TextNumber(same.unwrap_or(self.table.all().len() as u32)),
            merchant_end: texts[0].len() as u32,
            code_end: (texts[0].len() + texts[1].len()) as u32,
            texts: texts.concat().into(),
            response_type: decline.response_type,
            method,
            order_type: decline.order_type,
            merchant,
            classification,
        };
        self.table
            .add(text, |text| hash(text.merchant_id(), text.response_code(), text.response_text()))
    }
}

fn class(engine: &Engine<'_>, decline: &Decline<'_>) -> (Option<MerchantIndex>, Classification) {
    let merchant = engine.account.merchant_of(decline.merchant_id);
    (merchant, classify::classify(engine.account, &engine.maps, merchant, decline))
}

/// Brands and types are few: they are left to the comparison.
fn hash(merchant: &str, code: &str, text: &str) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    for text in [merchant, code, text] {
        hasher.write(text.as_bytes());
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_hashes_of_their_own() {
        let mut hashes = vec![
            hash("12", "05", "Do not honor"),
            hash("13", "05", "Do not honor"),
            hash("12", "51", "Do not honor"),
            hash("12", "05", "Do not honour"),
            hash("", "", ""),
        ];
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), 5);
    }
}
