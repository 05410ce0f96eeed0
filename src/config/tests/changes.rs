//! `--set` and `--unset`.

use super::{changed, lines};
use crate::config::{Accepts, Loaded, RebillTime};
use crate::model::{Brand, Currency, Decimal, MerchantIndex, UsualBrand, Weekday};

const ACCOUNT: &str = "\
[[merchant]]\nid = \"12\"\ntitle = \"Main\"\ncurrencies = [\"USD\", \"EUR\"]\n\
[[merchant]]\nid = \"13\"\ntitle = \"Twin\"\n[[merchant]]\nid = \"99\"\ntitle = \"Twin\"\n\
gateway = \"FlexPay\"\n\
[[decline_map]]\ngateway = \"NMI\"\ncontains = \"x\"\nkind = \"soft\"\n\
[[profile]]\ntitle = \"FlexPay recovery\"\napply_to = [\"12\", \"13\"]\n[profile.attempts]\n\
4 = { wait_days = 1 }\n[[profile]]\ntitle = \"Same\"\n[[profile]]\ntitle = \"Same\"\n";

/// The findings at flags: two profiles of one title are a mistake of the file's own.
fn lines_of_flags(loaded: &Loaded) -> Vec<String> {
    let at_flag = |line: &String| line.split(' ').nth(1) == Some("flag");
    lines(loaded).into_iter().filter(at_flag).collect()
}

#[test]
fn changes_of_every_kind() {
    let loaded = changed(
        ACCOUNT,
        &[
            "account.name=Northwind Boxes",
            "account.rebill_time=05:30",
            "assumptions.skip_wait=elapses",
            "merchant.Main.gateway=NMI",
            "merchant.12.title=5",
            "merchant.12.enabled=false",
            "merchant.12.currencies-=usd",
            "merchant.13.accepts+=jcb",
            "merchant.13.accepts-=American Express",
            "merchant[1].currencies+=[\"USD\", \"CAD\"]",
            "merchant+={ id = 14, api_key = \"env:KEY\" }",
            "decline_map[0].kind=hard",
            r#"profile."FlexPay recovery".targets.4-6=99"#,
            r#"profile."FlexPay recovery".attempts.4.price_reduction=4.950"#,
            r#"profile."FlexPay recovery".attempts.7={ wait_days = 3 }"#,
            r#"profile."FlexPay recovery".apply_to-=12"#,
            r#"profile."FlexPay recovery".apply_to+=14"#,
            r#"profile."FlexPay recovery".minimum_price=5"#,
            r#"profile."FlexPay recovery".bill_on_fridays=true"#,
            "profile[2].title=Other",
            "service.FlexPay.min_gap_hours=48",
            "!merchant.12.title",
            "!profile[1]",
            "declines.columns.merchant_id=Gateway Id",
        ],
    );
    assert_eq!(lines_of_flags(&loaded), Vec::<String>::new());
    let account = &loaded.account;
    assert_eq!(account.name, "Northwind Boxes");
    assert_eq!(account.rebill_time, RebillTime::At(5 * 3600 + 30 * 60));
    assert_eq!(account.assumptions.skip_wait.name(), "elapses");
    let merchant = &account.merchants[0];
    assert_eq!((merchant.title.as_str(), merchant.gateway.as_str()), ("12", "NMI"));
    assert!(!merchant.enabled);
    assert_eq!(merchant.currencies, Currency::read("EUR").map(|eur| vec![eur]));
    let five_boxes = Accepts::crm_default();
    let four_boxes = five_boxes.iter().filter(|b| *b != Brand::Usual(UsualBrand::Amex));
    let expected: Accepts = four_boxes.chain([Brand::Usual(UsualBrand::Jcb)]).collect();
    assert_eq!(account.merchants[1].accepts, expected);
    assert_eq!(account.merchants[1].currencies.as_ref().map(Vec::len), Some(2));
    assert_eq!(account.merchants[3].id, "14");
    assert_eq!(account.decline_maps[0].kind.name(), "hard");
    let profile = &account.profiles[0];
    assert_eq!(profile.slots[3].target, Some(MerchantIndex(2)));
    assert_eq!(profile.slots[3].reduction, Decimal::from_thousandths(4950));
    assert_eq!((profile.slots[6].skip, profile.slots[6].wait_days), (false, 3));
    assert_eq!(profile.apply_to, [MerchantIndex(1), MerchantIndex(3)]);
    assert_eq!(profile.minimum_price, Decimal::from_thousandths(5000));
    assert_eq!(profile.force_weekday, Some(Weekday::Friday));
    assert_eq!(account.profiles[1].title, "Other");
    assert_eq!(account.services[0].min_gap_hours, 48);
    assert_eq!(account.declines.columns, [("merchant_id".to_owned(), "Gateway Id".to_owned())]);
}

#[test]
fn what_may_be_in_the_part_that_does_not_parse_is_not_said_to_be_missing() {
    let flags = ["merchant.77.enabled=false", "account.name.x=1"];
    let whole = lines_of_flags(&changed(ACCOUNT, &flags));
    assert_eq!(whole.len(), 2, "{whole:?}");
    let in_part = lines_of_flags(&changed(&format!("{ACCOUNT}not a key\n"), &flags));
    assert_eq!(in_part, whole[1..]);
    for position in [2, 7] {
        let flag = format!("!profile[0].apply_to[{position}]");
        assert_eq!(lines_of_flags(&changed(ACCOUNT, &[&flag])).len(), 1, "{flag}");
    }
}

#[test]
fn ids_in_whole_lists_need_no_quotes_either() {
    let loaded = changed(
        ACCOUNT,
        &[
            "campaign=[{ id = 7 }, { id = \"8\" }]",
            "service=[{ name = 360, account = [{ name = 5 }] }]",
        ],
    );
    assert_eq!(lines_of_flags(&loaded), Vec::<String>::new());
    let account = &loaded.account;
    let campaigns: Vec<&str> =
        account.campaigns.iter().map(|campaign| campaign.id.as_str()).collect();
    assert_eq!(campaigns, ["7", "8"]);
    let names: Vec<&str> = account.services.iter().map(|service| service.name.as_str()).collect();
    assert!(names.contains(&"360"), "{names:?}");
}

#[test]
fn findings_on_changed_values_point_at_the_flag() {
    assert_eq!(
        lines_of_flags(&changed(
            ACCOUNT,
            &[
                "account.timezone=Mars",
                "merchant.13.id=12",
                "merchant[0].api_key=sk_live_1",
                r#"profile."FlexPay recovery".apply_to+=77"#,
                r#"profile."FlexPay recovery".attempts.4={ wait = 1 }"#,
                "account.name=",
                "merchant.99={ title = 1 }",
            ],
        )),
        [
            "CFG003 flag 0 account.timezone: `timezone` is \"Mars\", expected an IANA time zone such as \
             \"America/New_York\"",
            "CFG004 flag 1 merchant[1].id: another merchant has the id \"12\"; 2:6 merchant[0].id the \
             first is here",
            "CFG006 flag 2 merchant[0].api_key: `api_key` holds something other than a reference to a \
             secret (not shown), expected `env:NAME` or `file:PATH`; keep the key in an environment \
             variable or a file of its own, name that here, and have the key replaced if this file was \
             shared",
            "CFG005 flag 3 profile.\"FlexPay recovery\".apply_to[2]: there is no merchant \"77\"; \
             expected \"12\"",
            "CFG002 flag 4 profile.\"FlexPay recovery\".attempts.4.wait: unknown key `wait`; did you \
             mean \"wait_days\"?",
            "CFG003 flag 4 profile.\"FlexPay recovery\".attempts.4.wait_days: `wait_days` is missing: a \
             slot that is not skipped needs it; give its wait in days, or `skip = true`",
            "CFG003 flag 6 merchant[2].id: `id` is missing: a merchant has the id that the CRM gave it",
        ],
    );
}

#[test]
fn changes_that_cannot_be_made() {
    for (flag, expected) in [
        ("account.naem=1", "CFG002 _: unknown key `naem`; did you mean `account.name`?"),
        ("acount.name=1", "CFG002 _: unknown key `acount`; did you mean `account`?"),
        (
            "recycle_new_sales=1",
            "CFG002 _: unknown key `recycle_new_sales`; did you mean `account.recycle_new_sales`?",
        ),
        (
            "allow[0].x=1",
            "CFG002 _: unknown key `x`; expected `code`, `profile`, `merchant`, `reason` or `until`",
        ),
        ("account.name.x=1", "CFG002 _: `account.name` is a single value, nothing is inside"),
        ("account.name+=1", "CFG003 _: `account.name` is not a list"),
        ("account+=1", "CFG003 _: `account` is not a list"),
        ("account[0].name=1", "CFG003 _: `account` is not a list"),
        ("merchant.1.title=x", "CFG005 _: there is no \"1\" in `merchant`"),
        (
            "merchant.Mian.title=x",
            "CFG005 _: there is no \"Mian\" in `merchant`; did you mean `merchant.Main`?",
        ),
        (
            "merchant.Twin.title=x",
            "CFG005 _: 2 entries of `merchant` have the title \"Twin\"; name one by its position, such as `merchant[1]`",
        ),
        (
            "profile.Same.title=x",
            "CFG005 _: 2 entries of `profile` have the title \"Same\"; name one by its position, such as `profile[1]`",
        ),
        (
            "profile.FlexPay.title=x",
            "CFG005 _: there is no \"FlexPay\" in `profile`; did you mean `profile.\"FlexPay recovery\"`?",
        ),
        (
            "merchant[3].title=x",
            "CFG005 _: there is no `merchant[3]`: `merchant` has 3 entries, [0] to [2]",
        ),
        ("campaign[0].id=x", "CFG005 _: there is no `campaign[0]`: `campaign` has no entries"),
        (
            "decline_map[1].kind=x",
            "CFG005 _: there is no `decline_map[1]`: `decline_map` has one entry, [0]",
        ),
        (
            "decline_map.x.kind=soft",
            "CFG003 _: entries of `decline_map` have no names; name one by its position, such as `decline_map[0]`",
        ),
        (
            "profile[0].apply_to.12=13",
            "CFG003 _: entries of `profile[0].apply_to` have no names; name one by its position, such as `profile[0].apply_to[0]`",
        ),
        (
            "profile[0].apply_to-=14",
            "CFG003 _: \"14\" is not in `profile[0].apply_to`, so it cannot be removed",
        ),
        (
            "profile[1].apply_to-=14",
            "CFG003 _: \"14\" is not in `profile[1].apply_to`, so it cannot be removed",
        ),
        ("!account.name", "CFG003 _: `account.name` is not set, so there is nothing to remove"),
        ("!account.nmae", "CFG002 _: unknown key `nmae`; did you mean `account.name`?"),
        ("!merchant.77", "CFG005 _: there is no \"77\" in `merchant`"),
        ("service.Acme.max_retries=1", "CFG005 _: there is no \"Acme\" in `service`"),
    ] {
        let path = flag.trim_start_matches('!');
        let path = path[..path.find(['=', '+']).unwrap_or(path.len())].trim_end_matches('-');
        let expected = expected.replacen('_', &format!("flag 0 {path}"), 1);
        assert_eq!(lines_of_flags(&changed(ACCOUNT, &[flag])), [expected], "{flag}");
    }
}
