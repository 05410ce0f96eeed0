//! Where things are.

use super::examples::EXAMPLE;
use super::{changed, json, place, toml};
use crate::config::Loaded;
use crate::model::{ConfigPath, MerchantIndex, Place, ProfileIndex, ServiceIndex, Slot, Spot};

const TEXT: &str = "\
[account]\nname = \"é\"; # not TOML\n\
[[merchant]]\nid = \"12\"\ntitle = \"Main\"\n[[merchant]]\nid = \"x.y\"\n[[merchant]]\nid = \"12\"\n\
[[decline_map]]\n[[decline_map]]\ngateway = \"NMI\"\ncontains = \"a\"\nkind = \"soft\"\n\
[[profile]]\ntitle = \"P\"\napply_to = [\"x.y\", \"12\"]\n[profile.attempts]\n4 = { wait_days = 1 }\n";

fn at(loaded: &Loaded, path: &str) -> String {
    place(loaded, &loaded.document.place(&ConfigPath::read(path).unwrap()))
}

fn key_at(loaded: &Loaded, path: &str) -> String {
    place(loaded, &loaded.document.key_place(&ConfigPath::read(path).unwrap()))
}

#[test]
fn places_of_values_and_keys() {
    let loaded = toml(TEXT);
    for (path, value, key) in [
        ("account", "1:1 account", "1:2 account"),
        ("account.crm", "1:2 account.crm", "1:2 account.crm"),
        ("merchant[0].title", "5:9 merchant[0].title", "5:1 merchant[0].title"),
        ("merchant[1]", "6:1 merchant.\"x.y\"", "6:1 merchant.\"x.y\""),
        ("merchant[1].gateway", "6:1 merchant.\"x.y\".gateway", "6:1 merchant.\"x.y\".gateway"),
        ("merchant.Main.id", "4:6 merchant[0].id", "4:1 merchant[0].id"),
        ("merchant.77.id", "3:3 merchant.77.id", "3:3 merchant.77.id"),
        ("profile[0].apply_to[1]", "17:20 profile.P.apply_to[1]", "17:20 profile.P.apply_to[1]"),
        ("profile.P.apply_to[9]", "17:1 profile.P.apply_to[9]", "17:1 profile.P.apply_to[9]"),
        ("profile.P.attempts.4", "19:5 profile.P.attempts.4", "19:1 profile.P.attempts.4"),
        (
            "profile.P.attempts.4.skip",
            "19:1 profile.P.attempts.4.skip",
            "19:1 profile.P.attempts.4.skip",
        ),
        (
            "profile.P.attempts.5.skip",
            "18:10 profile.P.attempts.5.skip",
            "18:10 profile.P.attempts.5.skip",
        ),
        ("campaign[0].id", "- campaign[0].id", "- campaign[0].id"),
    ] {
        assert_eq!(
            (at(&loaded, path).as_str(), key_at(&loaded, path).as_str()),
            (value, key),
            "{path}"
        );
    }
}

#[test]
fn paths_of_the_accounts_parts() {
    let loaded = toml(EXAMPLE);
    let document = &loaded.document;
    let paths = [
        document.merchant_path(MerchantIndex(1)),
        document.service_path(ServiceIndex(0)),
        document.service_account_path(ServiceIndex(0), 0),
        document.campaign_path(0),
        document.decline_map_path(0),
        document.profile_path(ProfileIndex(0)),
        document.slot_path(ProfileIndex(0), Slot(4)),
        document.target_path(ProfileIndex(0), Slot(5)).unwrap(),
        document.apply_to_path(ProfileIndex(0), MerchantIndex(0)),
        document.allow_path(0),
    ];
    let expected = [
        "merchant.99",
        "service.FlexPay",
        "service.FlexPay.account.\"NMI Main\"",
        "campaign.5",
        "decline_map[0]",
        "profile.\"FlexPay recovery\"",
        "profile.\"FlexPay recovery\".attempts.4",
        "profile.\"FlexPay recovery\".targets.4-6",
        "profile.\"FlexPay recovery\".apply_to[0]",
        "allow[0]",
    ];
    for (path, expected) in paths.iter().zip(expected) {
        assert_eq!(path.to_string(), expected);
        assert!(document.get(path).is_some(), "{path}");
        let by_name = ConfigPath::read(expected).unwrap();
        assert_eq!(document.place(&by_name), document.place(path));
    }
    assert_eq!(document.target_path(ProfileIndex(0), Slot(3)), None);
    let apply_to = document.profile_path(ProfileIndex(0)).key("apply_to");
    assert_eq!(document.element_path(&apply_to, "12"), apply_to.position(0));
    assert_eq!(document.element_path(&apply_to, "13"), apply_to);
    assert_eq!(document.apply_to_path(ProfileIndex(0), MerchantIndex(1)), apply_to);
}

#[test]
fn entries_that_cannot_be_read_do_not_shift_the_paths_of_others() {
    let loaded = toml(TEXT);
    assert_eq!(loaded.account.decline_maps.len(), 1);
    assert_eq!(loaded.document.decline_map_path(0).to_string(), "decline_map[1]");
    let built_in = loaded.document.service_path(ServiceIndex(0));
    let place = Place { spot: Spot::PathOnly, path: "service.FlexPay".into() };
    assert_eq!(loaded.document.place(&built_in), place);
}

#[test]
fn changed_values_are_at_their_flags() {
    let loaded = changed(EXAMPLE, &["merchant.12.enabled=false", "merchant.12.block_debit=true"]);
    assert_eq!(at(&loaded, "merchant.12.enabled"), "flag 0 merchant.12.enabled");
    assert_eq!(key_at(&loaded, "merchant.12.enabled"), "flag 0 merchant.12.enabled");
    assert_eq!(at(&loaded, "merchant[0].block_debit"), "flag 1 merchant.12.block_debit");
}

#[test]
fn json_has_paths_alone() {
    let loaded = json(r#"{"merchant": [{"id": "12", "title": "Main"}]}"#);
    assert_eq!(at(&loaded, "merchant[0].title"), "- merchant.12.title");
    assert_eq!(
        loaded.document.get(&ConfigPath::of(["merchant", "12", "title"])).and_then(|n| n.as_text()),
        Some("Main")
    );
}
