//! Configurations without a mistake.

use super::{json, lines, toml};
use crate::config::{RebillTime, resolved};
use crate::model::{ProfileIndex, ServiceIndex, Slot};

/// The example of formats.md section 1, with the campaigns and references that it needs.
pub(super) const EXAMPLE: &str = include_str!("example.toml");

#[test]
fn the_full_example_loads() {
    let loaded = toml(EXAMPLE);
    assert_eq!(lines(&loaded), Vec::<String>::new());
    assert!(loaded.is_usable());
    let account = &loaded.account;
    assert_eq!(account.name, "Northwind Boxes");
    assert_eq!(account.timezone.name(), "America/New_York");
    assert_eq!(account.rebill_time, RebillTime::At(3 * 3600));
    let service_merchant = account.merchant_of("99").unwrap();
    assert_eq!(account.merchant(service_merchant).service, Some(ServiceIndex(0)));
    assert_eq!(account.merchants[0].supported_by, Some(ServiceIndex(0)));
    let profile = account.profile(ProfileIndex(0));
    assert_eq!(profile.slots.len(), 9);
    for rule in &profile.slots {
        assert_eq!(rule.skip, rule.slot != Slot(4));
        assert_eq!(rule.target, (4..=6).contains(&rule.slot.0).then_some(service_merchant));
    }
    assert_eq!(account.services[0].accounts[0].reference_id.as_deref(), Some("99"));
    assert_eq!(account.allows[0].until.unwrap().to_string(), "2027-01-31");
    assert_eq!(account.declines.delimiter, Some(b','));
}

#[test]
fn resolved_reads_back_to_an_equal_account() {
    for text in [EXAMPLE, "", "[[merchant]]\nid = \"1\"\naccepts = []\n"] {
        let loaded = toml(text);
        let written = serde_json::to_string_pretty(&resolved(&loaded.account)).unwrap();
        assert!(written.starts_with("{\n  \"schema\": \"reattempt/account/1\""));
        let again = json(&written);
        assert_eq!(lines(&again), Vec::<String>::new(), "{written}");
        assert_eq!(again.account, loaded.account);
        assert_eq!(resolved(&again.account), resolved(&loaded.account));
    }
}
