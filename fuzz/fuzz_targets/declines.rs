//! Any bytes as declines: no panic, lines that ascend, no long run of digits shown. The first byte says how
//! they are read.
#![no_main]

mod shared;

use libfuzzer_sys::fuzz_target;
use reattempt::ingest::{Block, Blocks, FirstOf, Record, Scratch};

use shared::{account, options};

fuzz_target!(|input: &[u8]| {
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
});

/// Digits in a row, blanks and dashes between them aside.
fn longest_digits(text: &str) -> usize {
    let (mut longest, mut digits) = (0, 0);
    for char in text.chars() {
        match char {
            '0'..='9' => digits += 1,
            ' ' | '-' => {}
            _ => digits = 0,
        }
        longest = longest.max(digits);
    }
    longest
}
