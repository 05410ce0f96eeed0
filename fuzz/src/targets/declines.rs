//! Any bytes as declines: no panic, lines that ascend, no long run of digits shown. The first byte says how
//! they are read.

use reattempt::ingest::{Block, Blocks, FirstOf, Record, Scratch};

use super::shared::{account, options};

pub fn declines(input: &[u8]) {
    let Some((&choice, bytes)) = input.split_first() else { return };
    let account = account();
    let Ok((layout, mut blocks)) = Blocks::open(bytes, account, &options(choice)) else { return };
    let (mut block, mut scratch) = (Block::default(), Scratch::default());
    let (mut firsts, mut last_line) = (FirstOf::default(), 0);
    while let Ok(true) = blocks.next_block(&mut block) {
        assert!(block.first_line() > last_line);
        let read = layout.read(&block, &mut scratch, &mut |record| {
            let line = match &record {
                Record::Decline(decline) => {
                    assert!(decline.amount.amount_minor > 0);
                    assert!(!decline.transaction_id.is_empty() && !decline.merchant_id.is_empty());
                    decline.line
                }
                Record::NotADecline { line, .. } => *line,
                Record::Reject(reject) => {
                    assert!(longest_digits(&reject.value) <= 12, "{reject:?}");
                    reject.line
                }
            };
            assert!(line > last_line && line >= block.first_line());
            last_line = line;
        });
        if read.is_err() {
            return;
        }
        if layout.needs_gathering() {
            let gathered = layout.gather(&block, &mut scratch, &mut firsts);
            assert!(gathered.is_ok());
        }
    }
}

/// Digits in a row, blanks and dashes between them aside. Those that stand for a byte that is no text (`\xB6`) are none.
fn longest_digits(text: &str) -> usize {
    let (mut longest, mut digits) = (0, 0);
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        match char {
            '0'..='9' => digits += 1,
            ' ' | '-' => {}
            '\\' if chars.as_str().starts_with('x') => {
                digits = 0;
                chars.nth(2);
            }
            _ => digits = 0,
        }
        longest = longest.max(digits);
    }
    longest
}
