//! Declines that must never be tried again: lost and stolen cards, closed accounts.

use memchr::memmem::find;

use crate::model::Kind;

use super::tables::{TextLine, tables};

/// Words that say that a card must never be tried again.
const WORDS: [&str; 6] =
    ["lost", "stolen", "pick up", "pickup", "closed account", "account closed"];

/// The reasons of the built-in texts that say so.
const REASONS: [&str; 4] = ["lost_card", "stolen_card", "pickup_card", "closed_account"];

/// Why a decline map's text must not make a decline soft.
#[derive(Clone, Copy, Debug)]
pub enum NeverRetry {
    /// It holds this word.
    Word(&'static str),
    /// It also matches this hard text of the built-in tables.
    Line(&'static TextLine),
}

/// Whether a decline map that looks for `text` would let a lost, stolen or closed card be tried again.
pub fn never_retry(text: &str) -> Option<NeverRetry> {
    let text = text.to_ascii_lowercase();
    let holds = |text: &str, part: &str| find(text.as_bytes(), part.as_bytes()).is_some();
    if let Some(word) = WORDS.into_iter().find(|word| holds(&text, word)) {
        return Some(NeverRetry::Word(word));
    }
    let line = tables().texts.iter().find(|line| {
        line.kind() == Some(Kind::Hard)
            && REASONS.contains(&line.reason.as_str())
            && holds(&line.text.to_ascii_lowercase(), &text)
    });
    line.map(NeverRetry::Line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lost_stolen_and_closed_cards_are_never_retried() {
        for text in ["LOST card", "Stolen", "pick up card", "Account Closed", "Lost", "closed acc"]
        {
            assert!(never_retry(text).is_some(), "{text}");
        }
        for text in ["insufficient funds", "do not honor", "expired card"] {
            assert!(never_retry(text).is_none(), "{text}");
        }
        assert!(matches!(never_retry("my lost card"), Some(NeverRetry::Word("lost"))));
    }
}
