//! Each rule at its edges: one change to a clean account, and exactly what follows from it.

use reattempt::check::{Options, Step, Verdict, apply_fixes, check, checklist, unified_diff};
use reattempt::config::{Format, load};
use reattempt::model::{Code, Day, Finding, Severity, Source};

use crate::catalogue::{codes_at_lines, findings};

/// An account that follows the guide: merchants 12 and 13 are handed to `FlexPay` (99) at re-attempt 4.
const GUIDE: &str = r#"[account]
name = "Northwind Boxes"

[[merchant]]
id = "12"
title = "Main"
gateway = "NMI"
category = "us"
supported_by = "FlexPay"

[[merchant]]
id = "13"
gateway = "Authorize.Net"
supported_by = "FlexPay"

[[merchant]]
id = "99"
title = "FlexPay MID"
gateway = "flexpay"
api_key = "env:FLEXPAY_KEY"
customer_service_phone = "+1 800 555 0100"

[[profile]]
title = "FlexPay recovery"
apply_to = [
  "12", # the first
  "13",
]

[profile.targets]
"4-6" = "99"

[profile.attempts]
1 = { skip = true }
2 = { skip = true } # by the guide
3 = { skip = true }
4 = { wait_days = 1, price_reduction = "0" }
5 = { skip = true }
"#;

/// An account without any recovery service.
const PLAIN: &str = r#"[[merchant]]
id = "12"
gateway = "NMI"

[[merchant]]
id = "13"
gateway = "Stripe"

[[profile]]
title = "Retry"
minimum_price = "5"
apply_to = ["12", "13"]

[profile.attempts]
1 = { wait_days = 3 }
2 = { wait_days = 4, price_reduction = "2" }
7 = { wait_days = 7, price_reduction = "2.50" }
"#;

/// The text with one part replaced.
fn changed(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "{from:?} occurs once");
    text.replace(from, to)
}

/// `CODE@text`: a code, and a part of the line that it points at.
fn expect(text: &str, expected: &[&str]) {
    let found = findings(text);
    let mut found_at: Vec<(String, String)> = codes_at_lines(text, &found)
        .into_iter()
        .map(|(code, line)| {
            let line = text.lines().nth(line.wrapping_sub(1)).unwrap_or_default();
            (code.to_owned(), line.trim().to_owned())
        })
        .collect();
    let mut matched = expected.to_vec();
    matched.retain(|expected| {
        let (code, part) = expected.split_once('@').unwrap_or((expected, ""));
        let at = found_at.iter().position(|(found, line)| found == code && line.contains(part));
        at.map(|at| found_at.remove(at)).is_none()
    });
    let messages: Vec<&str> = found.iter().map(|finding| finding.message.as_str()).collect();
    assert!(
        matched.is_empty() && found_at.is_empty(),
        "not found: {matched:?}\nnot expected: {found_at:?}\n{messages:#?}\n{text}"
    );
}

#[test]
fn clean_accounts_give_nothing() {
    expect(GUIDE, &[]);
    expect(PLAIN, &[]);
    expect(include_str!("../data/card_declines_account.toml"), &[]);
    expect("[account]", &[]);
}

/// What is replaced, by what, and what is found then: a code, and a part of the line that it points at.
type Case = (&'static str, &'static str, &'static [&'static str]);

const CHANGES_TO_GUIDE: &[Case] = &[
    (
        "title = \"FlexPay recovery\"",
        "title = \"FlexPay recovery\"\nforce_weekday = \"friday\"",
        &["PRF101@force_weekday"],
    ),
    (
        "title = \"FlexPay recovery\"",
        "title = \"FlexPay recovery\"\nbill_on_saturday = true",
        &["PRF101@bill_on_saturday"],
    ),
    ("title = \"FlexPay recovery\"", "title = \"FlexPay recovery\"\nbill_on_fridays = false", &[]),
    ("\"13\",\n", "", &["OVL203@[[merchant]]"]),
    ("\"13\",\n", "\"13\", \"99\"\n", &["OVL204@\"99\""]),
    ("id = \"13\"\n", "id = \"13\"\nenabled = false\n", &["MID506@enabled = false"]),
    // Its declines would still be handed off: only the missing service is new.
    (
        "gateway = \"Authorize.Net\"\nsupported_by = \"FlexPay\"",
        "gateway = \"Authorize.Net\"",
        &["OVL205@\"13\""],
    ),
    ("\"4-6\" = \"99\"", "", &["OVL206@\"12\"", "OVL206@\"13\""]),
    ("\"4-6\" = \"99\"", "\"4-6\" = \"98\"", &["CFG005@\"4-6\""]),
    ("\"4-6\" = \"99\"", "\"7-9\" = \"99\"", &["HND401@\"7-9\" = "]),
    ("1 = { skip = true }", "1 = { wait_days = 2 }", &["ATT301@1 = "]),
    ("1 = { skip = true }", "1 = { wait_days = 0 }", &["ATT301@1 = ", "ATT306@1 = "]),
    ("5 = { skip = true }", "5 = { wait_days = 2 }", &["ATT302@5 = "]),
    ("5 = { skip = true }", "9 = { wait_days = 2 }", &["ATT302@9 = "]),
    ("4 = { wait_days = 1, price_reduction = \"0\" }", "6 = { wait_days = 1 }", &["ATT303@6 = "]),
    ("4 = { wait_days = 1,", "4 = { wait_days = 0,", &["ATT304@4 = "]),
    ("4 = { wait_days = 1,", "4 = { wait_days = 2,", &["ATT304@4 = "]),
    // A flat reduction without a minimum price is a mistake of its own.
    ("price_reduction = \"0\"", "price_reduction = \"0.01\"", &["ATT305@4 = ", "PRF108@4 = "]),
    (
        "4 = { wait_days = 1, price_reduction = \"0\" }",
        "4 = { skip = true }",
        &["HND401@\"4-6\"", "PRF106@[profile.attempts]"],
    ),
    ("3 = { skip = true }", "3 = { skip = true, price_reduction = \"1\" }", &["PRF105@3 = "]),
    (
        "title = \"FlexPay MID\"",
        "title = \"FlexPay MID\"\nenabled = false",
        &["HND402@enabled = false"],
    ),
    (
        "title = \"FlexPay MID\"",
        "title = \"FlexPay MID\"\naccepts = [\"visa\", \"mc\", \"amex\"]",
        &["HND403@accepts"],
    ),
    // Echecks are no cards, and brands that no merchant of the profile takes are not missed.
    (
        "title = \"FlexPay MID\"",
        "title = \"FlexPay MID\"\naccepts = [\"VISA\", \"Master Card\", \"american express\", \"discover\"]",
        &[],
    ),
    (
        "title = \"FlexPay MID\"",
        "title = \"FlexPay MID\"\naccepts = []",
        &["MID504@accepts", "HND403@accepts"],
    ),
    ("id = \"13\"\n", "id = \"13\"\naccepts = [\"visa\", \"Elo\"]\n", &["HND403@[[merchant]]"]),
    (
        "title = \"FlexPay MID\"",
        "title = \"FlexPay MID\"\nblock_prepaid = true\nblock_debit = true",
        &["HND404@block_prepaid", "HND404@block_debit"],
    ),
    ("title = \"FlexPay MID\"", "title = \"FlexPay MID\"\ncurrencies = [\"usd\"]", &[]),
    (
        "title = \"FlexPay MID\"",
        "title = \"FlexPay MID\"\ncurrencies = [\"CAD\"]",
        &["HND405@currencies"],
    ),
    ("id = \"13\"\n", "id = \"13\"\ncurrencies = [\"EUR\"]\n", &[]),
    (
        "title = \"FlexPay MID\"",
        "title = \"FlexPay MID\"\ncategory = \"eu\"",
        &["HND410@\"4-6\" = \"99\""],
    ),
    ("title = \"FlexPay MID\"", "title = \"FlexPay MID\"\ncategory = \"us\"", &[]),
    (
        "gateway = \"flexpay\"",
        "gateway = \"NMI\"",
        &["MID501@supported_by", "OVL202@[[merchant]]", "OVL206@\"12\"", "OVL206@\"13\""],
    ),
    ("api_key = \"env:FLEXPAY_KEY\"\n", "", &["MID502@[[merchant]]"]),
    ("env:FLEXPAY_KEY", "live-0123456789", &["CFG006@api_key"]),
    ("customer_service_phone = \"+1 800 555 0100\"\n", "", &["MID505@[[merchant]]"]),
    ("name = \"Northwind Boxes\"", "name = \"Northwind Boxes\n", &["CFG001@name"]),
];

#[test]
fn one_change_to_a_guide_conform_account() {
    for (from, to, expected) in CHANGES_TO_GUIDE {
        expect(&changed(GUIDE, from, to), expected);
    }
}

const CHANGES_TO_PLAIN: &[Case] = &[
    (
        "apply_to = [\"12\", \"13\"]",
        "apply_to = []",
        &["PRF102@apply_to", "OVL202@[[merchant]]", "OVL202@[[merchant]]"],
    ),
    (
        "apply_to = [\"12\", \"13\"]\n",
        "",
        &["PRF102@[[profile]]", "OVL202@[[merchant]]", "OVL202@[[merchant]]"],
    ),
    ("apply_to = [\"12\", \"13\"]", "apply_to = [\"12\"]", &["OVL202@[[merchant]]"]),
    ("minimum_price = \"5\"", "minimum_price = \"0\"", &["PRF108@2 = "]),
    (
        "minimum_price = \"5\"",
        "minimum_price = \"5\"\nhold_recycle_price = true",
        &["PRF104@hold_recycle_price"],
    ),
    (
        "minimum_price = \"5\"",
        "bill_on_fridays = true\nminimum_price = \"5\"",
        &["PRF107@bill_on_fridays"],
    ),
    ("minimum_price = \"5\"", "reduction_type = \"percent\"", &[]),
    (
        "gateway = \"Stripe\"",
        "gateway = \"Stripe\"\ncurrencies = [\"EUR\", \"GBP\"]",
        &["PRF109@minimum_price"],
    ),
    // One listed currency is not more than one, whatever the other merchant takes.
    ("gateway = \"Stripe\"", "gateway = \"Stripe\"\ncurrencies = [\"EUR\"]", &[]),
    ("1 = { wait_days = 3 }", "1 = { wait_days = 0 }", &["ATT306@1 = "]),
    ("1 = { wait_days = 3 }", "1 = { wait_days = 19 }", &[]),
    ("1 = { wait_days = 3 }", "1 = { wait_days = 20 }", &["ATT307@7 = "]),
    ("gateway = \"Stripe\"", "gateway = \"Stripe\"\nenabled = false", &["MID506@enabled"]),
    ("gateway = \"Stripe\"", "gateway = \"Stripe\"\naccepts = []", &["MID504@accepts"]),
    // A service merchant that nobody hands off to is no mistake in itself.
    (
        "gateway = \"Stripe\"",
        "gateway = \"FlexPay\"",
        &["OVL204@apply_to", "MID502@[[merchant]]", "MID505@[[merchant]]"],
    ),
    (
        "gateway = \"Stripe\"",
        "gateway = \"Stripe\"\nsupported_by = \"FlexPay\"",
        &["MID501@supported_by", "OVL206@apply_to"],
    ),
    ("gateway = \"Stripe\"", "gateway = \"Stripe\"\nenabeld = false", &["CFG002@enabeld"]),
    ("id = \"13\"", "id = \"12\"", &["CFG004@id = \"12\"", "CFG005@apply_to"]),
];

#[test]
fn one_change_to_an_account_without_a_service() {
    for (from, to, expected) in CHANGES_TO_PLAIN {
        expect(&changed(PLAIN, from, to), expected);
    }
}

/// Each of those accounts, and some with an allow that accepts nothing.
pub(crate) fn accounts_one_change_away() -> Vec<String> {
    let guides = CHANGES_TO_GUIDE.iter().map(|(from, to, _)| changed(GUIDE, from, to));
    let plain = CHANGES_TO_PLAIN.iter().map(|(from, to, _)| changed(PLAIN, from, to));
    let allows = ["CFG001", "CFG002", "ATT306", "ATT306\"\nprofile = \"Retry\"\nmerchant = \"13"]
        .map(|code| format!("{PLAIN}\n[[allow]]\ncode = \"{code}\"\nreason = \"so\"\n"));
    guides.chain(plain).chain(allows).collect()
}

#[test]
fn what_was_not_read_has_no_consequences() {
    for (from, to, expected) in [
        ("\"13\",\n", "\"31\",\n", &["CFG005@\"31\""][..]),
        ("apply_to = [", "aply_to = [", &["CFG002@aply_to"]),
        ("[profile.targets]", "[profile.target]", &["CFG002@target"]),
        ("\"4-6\" = \"99\"", "\"5-6\" = \"99\"", &["CFG002@5-6"]),
        ("4 = { wait_days = 1,", "4 = { wait_days = \"one\",", &["CFG003@4 = "]),
        ("4 = { wait_days = 1,", "4 = { wait_days = ,", &["CFG001@4 = "]),
        ("api_key = ", "apikey = ", &["CFG002@apikey"]),
        ("customer_service_phone = ", "phone = ", &["CFG002@phone"]),
        (
            "Authorize.Net\"\nsupported_by = ",
            "Authorize.Net\"\nsuported_by = ",
            &["CFG002@suported"],
        ),
        (
            "Authorize.Net\"\nsupported_by = \"FlexPay\"",
            "Authorize.Net\"\nsupported_by = \"FlexPal\"",
            &["CFG005@FlexPal"],
        ),
        // Where a profile sends to is not known.
        ("\"4-6\" = \"99\"", "\"4-6\" = \"77\"", &["CFG005@77"]),
        ("\"4-6\" = \"99\"", "\"4-6\" = \"77\"\n\"7-9\" = \"12\"", &["CFG005@77"]),
        // After an open header the first merchant is all that can be read.
        ("[account]", "[account", &["CFG001@[account"]),
    ] {
        expect(&changed(GUIDE, from, to), expected);
    }
    let account = |keys: &str| {
        format!(
            "{GUIDE}\n[[service]]\nname = \"FlexPay\"\n[[service.account]]\nname = \"A\"\n{keys}\n\
                 [[service.account]]\nname = \"B\"\nmerchant = \"13\"\nreference_id = \"99\"\n"
        )
    };
    expect(&account("merchant = \"21\"\nreference_id = \"99\""), &["CFG005@\"21\""]);
    expect(&account("merchant = \"12\"\nrefrence_id = \"99\""), &["CFG002@refrence_id"]);
    expect(&account("merchant = \"12\"\nreference_id = \"13\"\nx = 1"), &["CFG002@x = 1"]);
    for allow in ["code = \"ATT303\"", "code = \"ATT303\"\nreason = \"r\"\nprofile = \"X\""] {
        let found = findings(&format!("{GUIDE}\n[[allow]]\n{allow}\n"));
        assert_eq!(found.len(), 1, "{found:?}");
        assert_ne!(found[0].code, Code::Cfg007);
    }
    // What else is wrong is still told.
    let more = changed(GUIDE, "5 = { skip = true }", "5 = { wait_days = 2 }");
    let more = changed(&more, "category = \"us\"", "categroy = \"us\"");
    expect(
        &changed(&more, "env:FLEXPAY_KEY\"\n", "env:FLEXPAY_KEY\"\nenabled = false\n"),
        &["CFG002@categroy", "ATT302@5 = ", "HND402@enabled"],
    );
    let untargeted = changed(GUIDE, "\"4-6\" = \"99\"", "");
    let untargeted = changed(&untargeted, "category = \"us\"", "categroy = \"us\"");
    expect(&untargeted, &["CFG002@categroy", "OVL206@\"13\""]);
    let fridays = changed(PLAIN, "title = \"Retry\"", "title = \"Retry\"\nbill_on_fridays = true");
    expect(
        &changed(&fridays, "[[profile]]", "x = 1\n[[profile]]"),
        &["CFG002@x = 1", "PRF107@bill_on"],
    );
    let unknown = "bill_on_fridays = true\ntargets = { \"4-6\" = \"77\" }";
    expect(&changed(&fridays, "bill_on_fridays = true", unknown), &["CFG005@77"]);
    // So is who is in no profile, unless a profile's members, or a whole profile, may be what was not read; and which
    // service account is missing, unless accounts were not read.
    let outsider = "[[merchant]]\nid = \"14\"\ngateway = \"NMI\"\nsupported_by = \"FlexPay\"\n";
    let outsider = format!("{GUIDE}\n{outsider}");
    let profil = "\n[[profil]]\ntitle = \"X\"\napply_to = [\"14\"]\n";
    expect(&outsider, &["OVL203@[[merchant]]"]);
    expect(&format!("{outsider}{profil}"), &["CFG002@profil"]);
    let account = account("merchant = \"12\"\nreference_id = \"99\"");
    let account = account.split("[[service.account]]\nname = \"B\"").next().unwrap();
    expect(account, &["HND412@[[merchant]]"]);
    expect(&format!("{account}x = 1\n"), &["CFG002@x = 1"]);
    for (from, to, unread) in [
        ("category = \"us\"", "categroy = \"us\"", "CFG002@categroy"),
        ("api_key", "minimum_price = 1\napi_key", "CFG002@minimum_price"),
        ("apply_to", "minimum_price = \"x\"\napply_to", "CFG003@minimum_price"),
    ] {
        expect(&changed(&outsider, from, to), &[unread, "OVL203@[[merchant]]"]);
        expect(&changed(account, from, to), &[unread, "HND412@[[merchant]]"]);
    }
}

#[test]
fn an_allow_of_a_profile_accepts_what_is_said_of_that_profile() {
    let second = "\n[[profile]]\ntitle = \"Old\"\napply_to = [\"12\"]\nattempts = { 1 = { wait_days = 3 } }\n";
    let text = format!("{}{second}", changed(GUIDE, "\"4-6\" = \"99\"", ""));
    let of_first = ["OVL201@\"12\"", "OVL206@\"12\"", "OVL206@\"13\""];
    expect(&text, &[&of_first[..], &["OVL206@apply_to = [\"12\"]"]].concat());
    // Merchant 12 is in both profiles: only an overlap is about each of them.
    let allow = |code: &str| {
        format!("{text}\n[[allow]]\ncode = \"{code}\"\nprofile = \"Old\"\nreason = \"so\"\n")
    };
    expect(&allow("OVL206"), &of_first);
    expect(&allow("OVL201"), &[&of_first[1..], &["OVL206@apply_to = [\"12\"]"]].concat());
}

#[test]
fn a_map_that_makes_another_hard_decline_soft_may_be_meant() {
    let map = |text: &str| {
        format!(
            "{PLAIN}\n[[decline_map]]\ngateway = \"NMI\"\ncontains = \"{text}\"\nkind = \"soft\"\n"
        )
    };
    expect(&map("Expired card"), &[]);
    expect(&map("Lost card"), &["DCL702@Lost card"]);
    // A map of a merchant is about that merchant.
    let of_12 =
        map("Lost card").replace("gateway = \"NMI\"\ncontains", "merchant = \"12\"\ncontains");
    let allow = |merchant: &str| {
        format!(
            "{of_12}\n[[allow]]\ncode = \"DCL702\"\nmerchant = \"{merchant}\"\nreason = \"so\"\n"
        )
    };
    expect(&allow("12"), &[]);
    expect(&allow("13"), &["DCL702@Lost card", "CFG007@code = \"DCL702"]);
}

#[test]
fn assumptions_in_force_decide() {
    let with = |text: &str, assumption: &str| format!("{text}\n[assumptions]\n{assumption}\n");
    let waits = changed(GUIDE, "3 = { skip = true }", "3 = { skip = true, wait_days = 2 }");
    expect(&with(&waits, "skip_wait = \"omit\""), &["PRF105@3 = "]);
    expect(&with(&waits, "skip_wait = \"elapses\""), &["PRF105@3 = ", "ATT304@4 = "]);
    let from_decline = "skip_wait = \"elapses\"\nwait_from = \"first_decline\"";
    expect(&with(&waits, from_decline), &["PRF105@3 = "]);

    let long = changed(PLAIN, "1 = { wait_days = 3 }", "1 = { wait_days = 20 }");
    expect(&with(&long, "wait_from = \"first_decline\""), &[]);

    let halves = PLAIN.replace("minimum_price = \"5\"", "reduction_type = \"percent\"");
    let halves = halves.replace("\"2\"", "\"50\"").replace("\"2.50\"", "\"50\"");
    expect(&halves, &["PRF103@7 = "]);
    expect(&with(&halves, "reduction_mode = \"absolute\""), &[]);
    let skipped = changed(&halves, "2 = { wait_days = 4,", "2 = { skip = true,");
    expect(&skipped, &["PRF105@2 = "]);
    expect(&with(&skipped, "skip_reduction = \"accrues\""), &["PRF105@2 = ", "PRF103@7 = "]);
    expect(&changed(&halves, "reduction_type", "minimum_price = \"1\"\nreduction_type"), &[]);
}

#[test]
fn services_set_the_wait_the_minimum_and_the_retries() {
    let service = |keys: &str| format!("{GUIDE}\n[[service]]\nname = \"FlexPay\"\n{keys}\n");
    for (keys, expected) in [
        ("min_gap_hours = 0", &[][..]),
        ("min_gap_hours = 25", &["ATT304@4 = "]),
        ("min_gap_hours = 48", &["ATT304@4 = "]),
        ("minimum_rebill = \"10\"", &[]),
        ("max_retries = 19", &[]),
        ("max_retries = 20", &["NET801@max_retries"]),
    ] {
        expect(&service(keys), expected);
    }
    // Six slots of its own and fifteen of the service.
    let busy = changed(
        GUIDE,
        "5 = { skip = true }",
        "5 = { wait_days = 1 }\n6 = { wait_days = 1 }\n7 = { wait_days = 1 }\n8 = { wait_days = 1 }\n9 = { wait_days = 22 }",
    );
    expect(&busy, &["ATT302@5 = ", "NET801@[profile.attempts]"]);
    // The sixth of its own on day 31 is outside the window.
    let later = busy.replace("9 = { wait_days = 22 }", "9 = { wait_days = 27 }");
    expect(&later, &["ATT302@5 = ", "ATT307@9 = "]);
    let amex = busy.replace("gateway = \"NMI\"", "gateway = \"NMI\"\naccepts = [\"amex\"]");
    let amex = amex.replace(
        "gateway = \"Authorize.Net\"",
        "gateway = \"Authorize.Net\"\naccepts = [\"amex\"]",
    );
    expect(&amex, &["ATT302@5 = "]);
}

#[test]
fn a_hand_off_below_the_services_minimum() {
    let reduced = |profile: &str, service: &str| {
        let text = changed(GUIDE, "price_reduction = \"0\"", "price_reduction = \"2\"");
        let text = changed(
            &text,
            "title = \"FlexPay recovery\"",
            &format!("title = \"FlexPay recovery\"\n{profile}"),
        );
        format!("{text}\n[[service]]\nname = \"FlexPay\"\n{service}\n")
    };
    let at = |minimum: &str| format!("minimum_price = \"{minimum}\"");
    expect(
        &reduced(&at("9.99"), "minimum_rebill = \"10\""),
        &["ATT305@4 = ", "HND406@minimum_price"],
    );
    expect(&reduced(&at("10"), "minimum_rebill = \"10\""), &["ATT305@4 = "]);
    // The smallest order that the service takes is 10.01: that is a hand-off that it takes too.
    expect(
        &format!("{GUIDE}\n[[service]]\nname = \"FlexPay\"\nminimum_rebill = \"10.004\"\n"),
        &[],
    );
    // New sales count where they are recycled.
    let new_sales = reduced(&at("5"), "minimum_new_sale = \"10\"");
    expect(&new_sales, &["ATT305@4 = "]);
    let recycled = changed(&new_sales, "name = \"Northwind Boxes\"", "recycle_new_sales = true");
    expect(&recycled, &["ATT305@4 = ", "HND406@minimum_price"]);
    let percent = reduced("reduction_type = \"percent\"", "minimum_rebill = \"10\"");
    expect(&percent, &["ATT305@4 = ", "HND406@[[profile]]"]);
}

#[test]
fn overlaps_name_every_place_once_per_merchant() {
    let more = "\n[[profile]]\ntitle = \"Old\"\napply_to = [\"13\", \"12\"]\nattempts = { 1 = { wait_days = 3 } }\n\
        \n[[profile]]\ntitle = \"Older\"\napply_to = [\"12\"]\nattempts = { 1 = { wait_days = 3 } }\n";
    let text = format!("{PLAIN}{more}");
    expect(&text, &["OVL201@apply_to = [\"12\", \"13\"]", "OVL201@apply_to = [\"12\", \"13\"]"]);
    let found = findings(&text);
    let paths = |at: usize| -> Vec<&str> {
        found[at].related.iter().map(|related| related.place.path.as_str()).collect()
    };
    assert_eq!(found[0].place.path, "profile.Retry.apply_to[0]");
    assert_eq!(paths(0), ["profile.Old.apply_to[1]", "profile.Older.apply_to[0]"]);
    assert_eq!(paths(1), ["profile.Old.apply_to[0]"]);
    for profile in ["Retry", "Old"] {
        let allow =
            format!("[[allow]]\ncode = \"OVL201\"\nprofile = \"{profile}\"\nreason = \"x\"\n");
        expect(&format!("{text}\n{allow}"), &[]);
    }
    let supported = format!(
        "{GUIDE}\n[[profile]]\ntitle = \"Old\"\napply_to = [\"12\"]\nattempts = {{ 1 = {{ wait_days = 3 }} }}\n"
    );
    expect(&supported, &["OVL201@\"12\", # the first", "OVL206@apply_to = [\"12\"]"]);
}

#[test]
fn groups_and_services_of_one_profile() {
    let both = changed(GUIDE, "\"4-6\" = \"99\"", "\"4-6\" = \"99\"\n\"7-9\" = \"99\"");
    expect(&both, &["HND401@\"7-9\""]);
    assert_eq!(findings(&both)[0].severity, Severity::Note);
    let rescue = "\n[[service]]\nname = \"Rescue\"\ngateway = \"Rescue\"\n\n[[merchant]]\nid = \"77\"\n\
        gateway = \"Rescue\"\napi_key = \"env:RESCUE\"\ncustomer_service_phone = \"1\"\n";
    let wrong = changed(GUIDE, "\"4-6\" = \"99\"", "\"4-6\" = \"77\"") + rescue;
    expect(&wrong, &["HND411@\"4-6\" = \"77\""]);
    // Its own service in the other group: handed off to both, the second time too late.
    let second = changed(&wrong, "\"4-6\" = \"77\"", "\"4-6\" = \"77\"\n\"7-9\" = \"99\"");
    let second = changed(&second, "5 = { skip = true }", "7 = { wait_days = 1 }");
    expect(&second, &["ATT302@7 = ", "NET801@[profile.attempts]"]);
    let idle =
        changed(&wrong, "4 = { wait_days = 1, price_reduction = \"0\" }", "1 = { wait_days = 3 }")
            .replacen("1 = { skip = true }\n", "", 1);
    expect(&idle, &["HND401@\"4-6\" = \"77\""]);
}

#[test]
fn service_accounts() {
    let with = |accounts: &str| format!("{GUIDE}\n[[service]]\nname = \"FlexPay\"\n{accounts}");
    let account = |merchant: &str, keys: &str| {
        format!("[[service.account]]\nname = \"g{merchant}\"\nmerchant = \"{merchant}\"\n{keys}\n")
    };
    let good = "reference_id = \"99\"";
    let both = |first: &str, second: &str| with(&(account("12", first) + &account("13", second)));
    expect(&both(good, good), &[]);
    expect(&with(&account("12", good)), &["HND412@[[merchant]]"]);
    expect(&both(good, "status = \"enabled\""), &["HND407@[[service.account]]"]);
    expect(&both(good, "reference_id = \"13\""), &["HND407@reference_id"]);
    expect(&both(good, "reference_id = \"nowhere\""), &["HND407@reference_id"]);
    let of = |company: &str| format!("{good}\ncompany = \"{company}\"");
    expect(&both(&of("us"), &of("us")), &[]);
    expect(&both(&of("us"), good), &[]);
    expect(&both(&of("us"), &of("eu")), &["HND408@reference_id"]);
    for (key, code) in [
        ("status = \"disabled\"", "HND409@status"),
        ("status = \"refund_only\"", "HND409@status"),
        ("accept_retries = false", "HND409@accept_retries"),
        ("cvv_required = true", "HND409@cvv_required"),
    ] {
        expect(&both(good, &format!("{good}\n{key}")), &[code]);
    }
}

#[test]
fn decline_maps() {
    let map = |scope: &str, order: &str, contains: &str, kind: &str| {
        format!(
            "[[decline_map]]\n{scope}\norder_type = \"{order}\"\ncontains = \"{contains}\"\nkind = \"{kind}\"\n"
        )
    };
    let nmi = "gateway = \"NMI\"";
    let maps = |maps: &[(&str, &str, &str, &str)]| {
        let maps: String =
            maps.iter().map(|(scope, order, text, kind)| map(scope, order, text, kind)).collect();
        format!("{PLAIN}\n{maps}")
    };
    for (list, expected) in [
        // A longer text wins over the shorter one it holds; each decides somewhere.
        (
            &[(nmi, "all", "insufficient", "soft"), (nmi, "all", "insufficient balance", "hard")][..],
            &[][..],
        ),
        (
            &[
                (nmi, "rebill", "insufficient", "soft"),
                (nmi, "all", "Insufficient balance", "hard"),
            ],
            &[],
        ),
        // Both order types are taken by maps that are specific, whatever their length.
        (
            &[
                (nmi, "all", "Insufficient Balance", "hard"),
                (nmi, "rebill", "INSUFFICIENT", "soft"),
                (nmi, "new_sale", "balance", "soft"),
            ],
            &["DCL701@Insufficient Balance"],
        ),
        (
            &[
                (nmi, "rebill", "balance", "soft"),
                ("gateway = \"nmi\"", "rebill", "BALANCE", "soft"),
            ],
            &["DCL701@BALANCE"],
        ),
        (&[(nmi, "rebill", "balance", "soft"), (nmi, "new_sale", "balance", "hard")], &[]),
        // A merchant's map is another scope.
        (&[(nmi, "all", "balance", "soft"), ("merchant = \"12\"", "all", "balance", "hard")], &[]),
        (&[(nmi, "all", "balance", "soft"), (nmi, "all", "Balance", "hard")], &["DCL704@Balance"]),
        (
            &[
                (nmi, "all", "balance", "soft"),
                (nmi, "all", "balance", "soft"),
                (nmi, "all", "Balance", "hard"),
            ],
            &["DCL704@Balance"],
        ),
        (&[(nmi, "all", "LOST or stolen", "soft")], &["DCL702@LOST"]),
        (&[(nmi, "all", "LOST or stolen", "hard")], &[]),
        (&[(nmi, "all", "old-call", "soft")], &["DCL702@old-call"]),
        (&[(nmi, "all", "Account Closed by bank", "soft")], &["DCL702@Account Closed"]),
        (&[(nmi, "all", "retry", "soft")], &["DCL703@retry"]),
        (&[(nmi, "all", "retry - bank", "soft")], &[]),
        (&[(nmi, "all", "not retry", "hard")], &[]),
    ] {
        expect(&maps(list), expected);
    }
}

#[test]
fn allows_are_narrow_end_and_are_held_against_what_is_found() {
    let two = changed(PLAIN, "1 = { wait_days = 3 }", "1 = { wait_days = 0 }");
    let allow =
        |keys: &str| format!("{two}\n[[allow]]\ncode = \"ATT306\"\nreason = \"r\"\n{keys}\n");
    expect(&allow("profile = \"Retry\""), &[]);
    // The finding is about no merchant.
    expect(&allow("merchant = \"12\""), &["ATT306@1 = ", "CFG007@code"]);
    expect(&allow("until = 2027-01-31"), &[]);
    let load_it = |text: &str| {
        let source = Source { name: "a.toml".into(), text: text.into() };
        load(source, Format::Toml, &[])
    };
    let codes_on = |text: &str, day: Day| {
        let options = Options { today: Some(day), of_declines: None };
        let found = check(&load_it(text), &options);
        found.iter().map(|finding| finding.code).collect::<Vec<_>>()
    };
    let last = Day::from_civil(2027, 1, 31).expect("a date");
    assert_eq!(codes_on(&allow("until = 2027-01-31"), last), []);
    assert_eq!(codes_on(&allow("until = 2027-01-31"), last.plus(1)), [Code::Att306, Code::Cfg007]);
    let options = Options { today: Some(last.plus(1)), of_declines: None };
    let message = check(&load_it(&allow("until = 2027-01-31")), &options).remove(1).message;
    assert!(message.contains("ended on 2027-01-31"), "{message}");
    // What is found in declines can only be accepted where they are at hand.
    let data = format!("{PLAIN}\n[[allow]]\ncode = \"DAT905\"\nreason = \"r\"\n");
    expect(&data, &[]);
    let options = Options { today: None, of_declines: Some(Vec::new()) };
    assert_eq!(check(&load_it(&data), &options)[0].code, Code::Cfg007);
    expect(&format!("{PLAIN}\n[[allow]]\ncode = \"CFG002\"\nreason = \"r\"\n"), &["CFG007@code"]);
}

/// The lines that applying every fix takes out and puts in.
fn repair(text: &str) -> (String, Vec<String>) {
    let found = findings(text);
    let fixes: Vec<_> = found.iter().filter_map(|finding| finding.fix.as_ref()).collect();
    assert!(!fixes.is_empty(), "nothing to repair in\n{text}");
    let repaired = apply_fixes(text, &fixes).expect("repairs that can be made");
    let diff = unified_diff("account.toml", text, &repaired);
    let is_change = |line: &&str| line.starts_with(['+', '-']) && !line.contains("/account.toml");
    let lines = diff.lines().filter(is_change).map(str::to_owned).collect();
    (repaired, lines)
}

#[test]
fn repairs_keep_comments_and_layout() {
    let text = changed(
        GUIDE,
        "\"12\", # the first\n",
        "\"99\",\n  # the main one\n  \"12\", # the first\n",
    )
    .replace(
        "2 = { skip = true } # by the guide",
        "2 = {wait_days=2, price_reduction = \"0\"} # by hand",
    )
    .replace("5 = { skip = true }", "[profile.attempts.5]\nwait_days = 9 # long")
    .replace("wait_days = 1, price_reduction = \"0\"", "wait_days = 3, price_reduction = \"1\"");
    let codes: Vec<_> = findings(&text).iter().map(|finding| finding.code.name()).collect();
    assert_eq!(codes, ["OVL204", "ATT304", "ATT305", "ATT302", "ATT301", "PRF108"]);
    let (repaired, lines) = repair(&text);
    expect(&repaired, &[]);
    assert_eq!(
        lines,
        [
            "-  \"99\",",
            "-2 = {wait_days=2, price_reduction = \"0\"} # by hand",
            "+2 = {wait_days=0, price_reduction = \"0\", skip = true} # by hand",
            "-4 = { wait_days = 3, price_reduction = \"1\" }",
            "+4 = { wait_days = 1, price_reduction = \"0\" }",
            "-wait_days = 9 # long",
            "+wait_days = 0 # long",
            "+skip = true",
        ]
    );
    assert_eq!(unified_diff("account.toml", &text, &text), "");
}

#[test]
fn repairs_bring_no_new_mistake() {
    let errors = |found: &[Finding]| -> Vec<(Code, String)> {
        let errors = found.iter().filter(|finding| finding.severity == Severity::Error);
        errors.map(|finding| (finding.code, finding.place.path.clone())).collect()
    };
    let mut repaired_pairs = 0;
    for (at, (from, to, _)) in CHANGES_TO_GUIDE.iter().enumerate() {
        let once = changed(GUIDE, from, to);
        for (from, to, _) in &CHANGES_TO_GUIDE[at + 1..] {
            if once.matches(from).count() != 1 {
                continue;
            }
            let text = changed(&once, from, to);
            let before = findings(&text);
            let fixes: Vec<_> = before.iter().filter_map(|finding| finding.fix.as_ref()).collect();
            if fixes.is_empty() || before.iter().any(|finding| finding.code == Code::Cfg001) {
                continue;
            }
            let repaired = apply_fixes(&text, &fixes).expect("repairs that can be made");
            let after = findings(&repaired);
            assert!(after.iter().all(|finding| finding.fix.is_none()), "{text}\n{repaired}");
            let (before, after) = (errors(&before), errors(&after));
            assert!(
                after.iter().all(|error| before.contains(error)),
                "{after:?}\n{text}\n{repaired}"
            );
            repaired_pairs += 1;
        }
    }
    assert!(repaired_pairs > 100, "{repaired_pairs}");
}

#[test]
fn repairs_lose_no_comment() {
    let title = "title = \"FlexPay recovery\"";
    let applied = "\"12\", # the first\n  \"13\",\n";
    for (from, to) in [
        (
            title,
            "# which day\nforce_weekday = \"friday\" # by request\ntitle = \"FlexPay recovery\"",
        ),
        (title, "title = \"FlexPay recovery\" # its name\n# which day\nforce_weekday = \"friday\""),
        (applied, "\"12\", # the first\n  \"99\", # no\n  \"13\",\n"),
        (applied, "\"12\", # the first\n  \"13\", # the second\n  \"99\", # no\n"),
        (applied, "\"12\", # the first\n  \"13\", # the second\n  \"99\" # no\n"),
        (applied, "# above\n  \"99\", # no\n  # below\n  \"12\", # the first\n \"13\",\n"),
        (applied, "\"99\", \"12\", \"13\""),
    ] {
        let text = changed(GUIDE, from, to);
        let (repaired, lines) = repair(&text);
        expect(&repaired, &[]);
        let comments = |text: &str| -> Vec<String> {
            text.lines()
                .filter_map(|line| line.split_once("# "))
                .map(|(_, text)| text.into())
                .collect()
        };
        assert_eq!(comments(&repaired), comments(&text), "{lines:#?}");
    }
    // The last key of a table has none after it to carry its comment.
    let last = "[[merchant]]\nid = \"1\"\ngateway = \"FlexPay\"\napi_key = \"env:K\"\ncustomer_service_phone = \"1\"\n\n\
        [[profile]]\ntitle = \"P\"\ntargets = { 4-6 = \"1\" }\nattempts = { 4 = { wait_days = 1 } }\n\
        apply_to = []\n# payday\nforce_weekday = \"friday\" # so they say\n\n# end\n";
    let (repaired, lines) = repair(last);
    assert_eq!(
        lines,
        ["-force_weekday = \"friday\" # so they say", "+# so they say"],
        "{repaired}"
    );
}

fn checklist_of(text: &str) -> Vec<Step> {
    let loaded = load(Source { name: "a.toml".into(), text: text.into() }, Format::Toml, &[]);
    let found = check(&loaded, &Options::default());
    checklist(&loaded, &found)
}

/// Each step's number and the first letter of its verdict.
fn verdicts(text: &str) -> String {
    let letters = checklist_of(text).into_iter().map(|step| {
        let letter = match step.verdict {
            Verdict::Pass => 'P',
            Verdict::Fail(_) => 'F',
            Verdict::CannotTell(_) => '?',
        };
        format!("{}{letter}", step.number)
    });
    letters.collect::<Vec<_>>().join(" ")
}

#[test]
fn the_checklist_answers_every_step() {
    let all = "1? 2P 3P 4P 5P 6P 7? 8P 9P 10P 11P 12P 13P 14P 15? 16P";
    assert_eq!(verdicts(GUIDE), all);
    let fridays = changed(
        GUIDE,
        "title = \"FlexPay recovery\"",
        "title = \"FlexPay recovery\"\nbill_on_fridays = true",
    );
    assert_eq!(verdicts(&fridays), all.replace("10P", "10F"));
    let off = changed(GUIDE, "title = \"FlexPay MID\"", "title = \"FlexPay MID\"\nenabled = false");
    assert_eq!(verdicts(&off), all.replace(" 6P", " 6F"));
    let untargeted = changed(GUIDE, "\"4-6\" = \"99\"", "");
    assert_eq!(verdicts(&untargeted), all.replace("12P 13P", "12F 13F"));
    // Steps 10 to 15 for each profile that hands off or should.
    let second = "\n[[profile]]\ntitle = \"Old\"\napply_to = [\"12\"]\nattempts = { 1 = { wait_days = 3 } }\n";
    let steps = checklist_of(&format!("{GUIDE}{second}"));
    assert_eq!(steps.len(), 16 + 6);
    assert!(steps.iter().all(|step| !step.evidence.is_empty() && !step.click_path.is_empty()));
    // Without a service there is nothing to tell.
    let nothing: Vec<String> = (1..=16).map(|number| format!("{number}?")).collect();
    assert_eq!(verdicts(PLAIN), nothing.join(" "));
}

#[test]
fn each_answer_of_the_checklist_says_what_it_rests_on() {
    let evidence = |text: &str, number: u8| {
        let mut steps = checklist_of(text).into_iter();
        steps.find(|step| step.number == number).expect("sixteen steps").evidence
    };
    let (mid, profile) = ("merchant 99 \"FlexPay MID\"", "profile \"FlexPay recovery\"");
    let of_guide = [
        mid,
        mid,
        mid,
        mid,
        mid,
        mid,
        mid,
        profile,
        profile,
        "no weekday is forced",
        "it serves merchants 12 \"Main\" and 13",
        "re-attempt 4 not skipped",
        "re-attempt 4 goes to merchant 99 \"FlexPay MID\"",
        "re-attempt 4 waits 1 day and takes 0 off",
        profile,
        "2 merchants of profiles that hand off; there is no other profile",
    ];
    for (number, expected) in (1..).zip(of_guide) {
        assert_eq!(evidence(GUIDE, number), expected, "{number}");
    }
    let title = "title = \"FlexPay recovery\"";
    let fourth = "4 = { wait_days = 1, price_reduction = \"0\" }";
    let second = "[[profile]]\ntitle = \"Old\"\n\n[[profile]]\ntitle = \"FlexPay recovery\"";
    for (from, to, number, expected) in [
        (
            title,
            "title = \"P\"\nforce_weekday = \"friday\"",
            10,
            "every attempt is moved to a friday",
        ),
        ("  \"12\", # the first\n  \"13\",\n", "", 11, "it serves no merchant"),
        ("  \"13\",\n", "", 16, "1 merchant of profiles that hand off; there is no other profile"),
        (
            "[[profile]]\ntitle = \"FlexPay recovery\"",
            second,
            16,
            "2 merchants of profiles that hand off; held against all 2 profiles",
        ),
        (fourth, "4 = { skip = true }", 12, "every re-attempt is skipped"),
        (fourth, "4 = { skip = true }", 13, "it hands off nothing"),
        (fourth, "4 = { skip = true }", 14, "it hands off nothing"),
        (
            fourth,
            "4 = { wait_days = 2, price_reduction = \"5\" }",
            14,
            "re-attempt 4 waits 2 days and takes 5 off",
        ),
        ("5 = { skip = true }", "5 = { wait_days = 2 }", 12, "re-attempts 4 and 5 not skipped"),
        ("\"4-6\" = \"99\"", "", 13, "it hands off nothing"),
    ] {
        assert_eq!(evidence(&changed(GUIDE, from, to), number), expected, "{to}");
    }
}

#[test]
fn skipping_a_slot_changes_what_it_holds_and_no_more() {
    let skipped = |line: &str| {
        let findings = findings(&changed(GUIDE, "1 = { skip = true }", line));
        let finding = findings.iter().find(|finding| finding.code.name() == "ATT301");
        let finding = finding.expect("a slot before the hand-off is open");
        let end = "the hand-off to FlexPay at re-attempt 4: FlexPay gets the payment late";
        assert!(finding.message.contains(&format!("runs before {end}")), "{}", finding.message);
        let fix = finding.fix.as_ref().expect("it can be repaired");
        fix.changes.iter().map(reattempt::model::Change::as_flag).collect::<Vec<_>>()
    };
    let slot = "--set profile.\"FlexPay recovery\".attempts.1";
    let (skip, wait, reduction) = (
        format!("{slot}.skip=true"),
        format!("{slot}.wait_days=0"),
        format!("{slot}.price_reduction=\"0\""),
    );
    let all = "1 = { wait_days = 3, price_reduction = \"5\" }";
    assert_eq!(skipped(all), [skip.as_str(), &wait, &reduction]);
    assert_eq!(skipped("1 = { wait_days = 3 }"), [skip.as_str(), &wait]);
    assert_eq!(skipped("1 = { wait_days = 0 }"), [skip]);
}
