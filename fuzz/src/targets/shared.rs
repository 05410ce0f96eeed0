//! What several targets start from.

use std::sync::OnceLock;

use reattempt::config::{Account, Format, load};
use reattempt::ingest::ReadOptions;
use reattempt::model::{Instant, Source};

/// An account with a merchant, a profile and a service.
pub const ACCOUNT: &str = "
[account]
name = \"Fuzz\"
[[merchant]]
id = \"12\"
gateway = \"NMI\"
[[merchant]]
id = \"=99\"
gateway = \"FlexPay\"
[[profile]]
title = \"@ profile, \\\"quoted\\\"\"
apply_to = [\"12\"]
targets = { \"4-6\" = \"=99\" }
attempts = { 1 = { wait_days = 1 }, 4 = { wait_days = 1, price_reduction = \"1.5\" } }
";

/// The account, read once.
pub fn account() -> &'static Account {
    static ACCOUNT_READ: OnceLock<Account> = OnceLock::new();
    ACCOUNT_READ.get_or_init(|| {
        let source = Source { name: "account.toml".into(), text: ACCOUNT.into() };
        let loaded = load(source, Format::Toml, &[]);
        assert!(loaded.is_usable(), "{:?}", loaded.findings);
        // Looks the zone's offsets up once for all: the clocks of a file are copies.
        loaded.account.timezone.moment(Instant(1_709_546_400));
        loaded.account
    })
}

/// Some way to read a file.
pub fn options(choice: u8) -> ReadOptions {
    ReadOptions {
        delimiter: [None, Some(b','), Some(b';'), Some(b'\t')][usize::from(choice & 3)],
        date_format: [None, Some("%m/%d/%Y %H:%M".to_owned())][usize::from(choice >> 2 & 1)]
            .clone(),
        first_of: [vec![], vec!["purchase_id".to_owned()]][usize::from(choice >> 3 & 1)].clone(),
        ..ReadOptions::default()
    }
}
