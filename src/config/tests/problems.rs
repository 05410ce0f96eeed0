//! Every kind of problem: its code, place, message and help.

use super::{changed, has, json, lines, toml};
use crate::config::Format;
use crate::model::{Code, Spot};

const MERCHANTS: &str = "\
[[merchant]]\nid = \"12\"\ntitle = \"NMI Main\"\n[[merchant]]\nid = \"99\"\ngateway = \"FlexPay\"\n";

/// After the six lines of two merchants.
fn with_merchants(text: &str) -> crate::config::Loaded {
    toml(&format!("{MERCHANTS}{text}"))
}

#[test]
fn syntax_errors_all_at_once() {
    let loaded = toml(
        "[[profile]]\ntitle = \"P\nbill_on_fridays = tru\nminimum_price =\nhold recycle price\n\
         apply_to = [12]\n[[merchant]]\nid = \"1\"\ngateway = NMI\nidd = 1\nid = \"2\"\n",
    );
    has(
        &loaded,
        &[
            "CFG001 2:11 : invalid basic string, expected `\"`",
            "CFG001 3:19 : invalid boolean, expected `true`",
            "CFG001 4:16 : key with no value, expected a value after `=`",
            "CFG001 5:6 : key with no value, expected `=`",
            "CFG003 6:13 profile.P.apply_to[0]: an entry of `apply_to` is the integer 12, expected a \
             string; put it in quotes: \"12\"",
            "CFG001 9:11 : a string must be in quotes",
            "CFG002 10:1 merchant.1.idd: unknown key `idd`; did you mean \"id\"?",
            "CFG001 11:1 : duplicate key `id`",
        ],
    );
    assert!(!loaded.is_usable());
}

#[test]
fn lines_at_which_the_parser_gives_up_move_nothing_after_them() {
    has(
        &toml(
            "[[merchant]]\nid = \"1\"\nnot a key\ngateway = Stripe\nnor this\n\nidd = 1\n[[merchant]]\nid = 2\n",
        ),
        &[
            "CFG001 3:5 : key with no value, expected `=`",
            "CFG001 4:11 : a string must be in quotes",
            "CFG001 5:5 : key with no value, expected `=`",
            "CFG002 7:1 merchant.1.idd: unknown key `idd`; did you mean \"id\"?",
            "CFG003 9:6 merchant[1].id: `id` is the integer 2, expected a string; put it in quotes: \"2\"",
        ],
    );
    // What is wrong up to the end of the line before stays.
    has(
        &toml("[[merchant]]\nid = 2\nnot a key\n"),
        &[
            "CFG003 2:6 merchant[0].id: `id` is the integer 2, expected a string; put it in quotes: \"2\"",
            "CFG001 3:5 : key with no value, expected `=`",
        ],
    );
    let loaded = json("\u{feff}{\n \"account\": é }");
    has(&loaded, &["CFG001 2:13 : expected value"]);
    assert!(!loaded.is_readable());
    let Spot::Span(span) = loaded.findings[0].place.spot else { panic!("no span") };
    assert_eq!(&loaded.document.source().text[span.start..span.end], "é");
    assert!(!toml("schema_version = 2").is_readable());
    assert!(toml("account.name = 1").is_readable());
}

#[test]
fn nothing_is_missing_where_something_does_not_parse() {
    has(
        &toml(
            "[[merchant]\nid = \"1\"\n[[merchant]]\n[[profile]]\ntitle = \"P\"\napply_to = [\"1\"]",
        ),
        &["CFG001 1:12 : unclosed array table, expected `]`"],
    );
}

#[test]
fn names_are_listed_where_they_are_few() {
    for (merchants, expected) in [(1, Some("expected \"m1\"")), (8, Some("or \"m8\"")), (9, None)] {
        let mut text = String::new();
        for merchant in 1..=merchants {
            text += &format!("[[merchant]]\nid = \"m{merchant}\"\n");
        }
        let loaded =
            toml(&(text + "[[profile]]\ntitle = \"P\"\napply_to = [\"nothing like it\"]\n"));
        let help = loaded.findings[0].help.as_deref();
        assert_eq!(help.is_some(), expected.is_some(), "{help:?}");
        assert!(help.unwrap_or_default().ends_with(expected.unwrap_or_default()), "{help:?}");
    }
}

#[test]
fn changes_to_values_of_the_wrong_kind_say_what_is_expected() {
    let refused = |text: &str, flag: &str| lines(&changed(text, &[flag])).join("\n");
    for (text, flag, expected) in [
        ("account = 7", "account.name=x", "`account` is not a table"),
        ("merchant = 7", "merchant[0].id=x", "`merchant` is not an array of tables"),
        (
            "[[profile]]\ntitle = \"P\"\napply_to = 7",
            "profile.P.apply_to[0]=x",
            "`profile.P.apply_to` is not a list",
        ),
    ] {
        let found = refused(text, flag);
        assert!(found.contains(expected), "{flag}: {found}");
    }
    // A brand is accepted once, however often and however it is written.
    let accepts =
        |brands: &str| toml(&format!("[[merchant]]\nid = \"1\"\naccepts = {brands}")).account;
    let brands = accepts("[\"Oddity\", \"ODDITY\", \"visa\", \"Visa\"]");
    assert_eq!(brands.merchants[0].accepts.iter().count(), 2);
}

#[test]
fn formats_and_services_go_by_their_names() {
    for (name, format) in [
        ("a.json", Format::Json),
        (".JSON", Format::Json),
        ("a.toml", Format::Toml),
        ("a.json.toml", Format::Toml),
        ("json", Format::Toml),
        ("", Format::Toml),
    ] {
        assert_eq!(Format::of_name(name), format, "{name}");
    }
    // A service of the built-in one's name or gateway takes its place.
    for (service, names) in [
        ("name = \"FlexPay\"\ngateway = \"Other\"", &["FlexPay"][..]),
        ("name = \"Mine\"\ngateway = \"FLEXPAY\"", &["Mine"]),
        ("name = \"Mine\"\ngateway = \"Other\"", &["Mine", "FlexPay"]),
    ] {
        let account = toml(&format!("[[service]]\n{service}\n")).account;
        let found: Vec<&str> = account.services.iter().map(|service| &*service.name).collect();
        assert_eq!(found, names, "{service}");
    }
}

#[test]
fn unknown_keys() {
    has(
        &toml(
            "schema = \"reattempt/account/1\"\n[accuont]\n[account]\ntime_zone = \"UTC\"\n\
             [[profile]]\ntitle = \"P\"\ntargets = { 1-3 = \"1\" }\n[profile.attempts]\n0 = {}\n\
             4 = { wait_days = 1, wait = 1 }\n[assumptions]\nskip_waits = \"omit\"\n[declines.columns]\n\
             merchantId = \"Gateway\"\n",
        ),
        &[
            "CFG002 1:1 schema: unknown key `schema`; did you mean \"schema_version\"?",
            "CFG002 2:2 accuont: unknown key `accuont`; did you mean \"account\"?",
            "CFG002 4:1 account.time_zone: unknown key `time_zone`; did you mean \"timezone\"?",
            "CFG002 7:13 profile.P.targets.1-3: unknown key `1-3`; expected `4-6` or `7-9`",
            "CFG002 9:1 profile.P.attempts.0: unknown key `0`; expected `1`, `2`, `3`, `4`, `5`, `6`, \
             `7`, `8` or `9`",
            "CFG002 10:22 profile.P.attempts.4.wait: unknown key `wait`; did you mean \"wait_days\"?",
            "CFG002 12:1 assumptions.skip_waits: unknown key `skip_waits`; did you mean \"skip_wait\"?",
            "CFG002 14:1 declines.columns.merchantId: unknown key `merchantId`; did you mean \
             \"merchant_id\"?",
        ],
    );
}

#[test]
fn values_of_the_account() {
    has(
        &toml(
            "schema_version = 2\n[account]\nname = 5\ncrm = \"sticky\"\ntimezone = \"new york\"\n\
             rebill_time = 03:00\nrecycle_new_sales = \"no\"\ndefault_currency = \"EURO\"\n\
             [assumptions]\nskip_wait = \"Elapses\"\n[declines]\ndate_format = \"%Q\"\n\
             timezone = \"Mars\"\ndelimiter = \"|\"\ncolumns = { card = \"\" }\n",
        ),
        &[
            "CFG003 1:18 schema_version: `schema_version` is the integer 2, expected 1",
            "CFG003 3:8 account.name: `name` is the integer 5, expected a string; put it in quotes: \"5\"",
            "CFG003 4:7 account.crm: `crm` is \"sticky\", expected `konnektive`",
            "CFG003 5:12 account.timezone: `timezone` is \"new york\", expected an IANA time zone such \
             as \"America/New_York\"; did you mean \"America/New_York\"?",
            "CFG003 6:15 account.rebill_time: `rebill_time` is the time 03:00, expected a time of day \
             from \"00:00\" to \"23:59\", or \"original\"; put it in quotes: \"03:00\"",
            "CFG003 7:21 account.recycle_new_sales: `recycle_new_sales` is \"no\", expected `true` or \
             `false`; write `false`, without quotes",
            "CFG003 8:20 account.default_currency: `default_currency` is \"EURO\", expected an ISO 4217 \
             currency such as \"USD\"; did you mean \"EUR\"?",
            "CFG003 10:13 assumptions.skip_wait: `skip_wait` is \"Elapses\", expected `omit` or \
             `elapses`; did you mean \"elapses\"?",
            "CFG003 12:15 declines.date_format: `date_format` is \"%Q\", expected a strftime pattern \
             such as \"%m/%d/%Y %H:%M\"",
            "CFG003 13:12 declines.timezone: `timezone` is \"Mars\", expected an IANA time zone such as \
             \"America/New_York\"",
            "CFG003 14:13 declines.delimiter: `delimiter` is \"|\", expected `,`, `;` or `\\t`",
            "CFG003 15:20 declines.columns.card: `card` is \"\", expected a string that is not empty",
        ],
    );
    for time in ["3:00", "03:00:00", "24:00", "12:60", "Original", "０3:00", "-1:00", ""] {
        let loaded = toml(&format!("account.rebill_time = \"{time}\""));
        assert_eq!(loaded.findings.len(), 1, "{time}");
        assert_eq!(loaded.findings[0].code, Code::Cfg003);
    }
    for time in ["00:00", "23:59", "original"] {
        has(&toml(&format!("account.rebill_time = \"{time}\"")), &[]);
    }
}

#[test]
fn values_of_merchants_and_services() {
    has(
        &toml(
            "[[merchant]]\nid = \"\"\naccepts = \"visa\"\n[[merchant]]\ncurrencies = [\"usd\", 5]\n\
             accepts = [\"mc\", \"\"]\nenabled = 1\nsupported_by = \"Flexpay\"\n[[service]]\n\
             min_gap_hours = 8761\nmax_retries = -1\nwindow_days = \"30\"\nminimum_rebill = 1e3\n\
             [[service.account]]\nmerchant = \"7\"\nstatus = \"Enabled\"\n",
        ),
        &[
            "CFG003 2:6 merchant[0].id: `id` is \"\", expected a string that is not empty",
            "CFG003 3:11 merchant[0].accepts: `accepts` is \"visa\", expected a list; put it in \
             brackets: [\"visa\"]",
            "CFG003 4:1 merchant[1].id: `id` is missing: a merchant has the id that the CRM gave it",
            "CFG003 5:22 merchant[1].currencies[1]: an entry of `currencies` is the integer 5, expected \
             an ISO 4217 currency such as \"USD\"",
            "CFG003 6:18 merchant[1].accepts[1]: an entry of `accepts` is \"\", expected a string that \
             is not empty",
            "CFG003 7:11 merchant[1].enabled: `enabled` is the integer 1, expected `true` or `false`",
            "CFG005 8:16 merchant[1].supported_by: there is no service \"Flexpay\"; did you mean \
             \"FlexPay\"?",
            "CFG003 10:17 service[0].min_gap_hours: `min_gap_hours` is the integer 8761, expected a \
             whole number from 0 to 8760",
            "CFG003 11:15 service[0].max_retries: `max_retries` is the integer -1, expected a whole \
             number from 0 to 10000",
            "CFG003 12:15 service[0].window_days: `window_days` is \"30\", expected a whole number from \
             0 to 3650; write 30, without quotes",
            "CFG003 13:18 service[0].minimum_rebill: `minimum_rebill` is the number 1e3, expected an \
             amount such as \"4.95\", not negative, with at most 3 decimals",
            "CFG005 15:12 service[0].account[0].merchant: there is no merchant \"7\"",
            "CFG003 16:10 service[0].account[0].status: `status` is \"Enabled\", expected `enabled`, \
             `disabled` or `refund_only`; did you mean \"enabled\"?",
        ],
    );
}

#[test]
fn values_of_profiles() {
    has(
        &with_merchants(
            "[[profile]]\nreduction_type = \"percent\"\nminimum_price = -1\nbill_on_fridays = true\n\
             force_weekday = \"tuesday\"\napply_to = [\"12\", \"NMI Main\", \"9\", 12, \"12\"]\n\
             targets = { 4-6 = \"flexpay\" }\n[profile.attempts]\n1 = { wait_days = 366 }\n\
             2 = { wait_days = 1, price_reduction = 100.5 }\n3 = { skip = false }\n4 = 1\n\
             5 = { skip = true, wait_days = 1.5 }\n",
        ),
        &[
            "CFG003 7:1 profile[0].title: `title` is missing: a profile has a title",
            "CFG003 9:17 profile[0].minimum_price: `minimum_price` is the integer -1, expected an \
             amount such as \"4.95\", not negative, with at most 3 decimals",
            "CFG003 11:17 profile[0].force_weekday: `force_weekday` is on while `bill_on_fridays` is, \
             expected at most one of them; leave one of `bill_on_fridays`, `bill_on_saturday` and \
             `force_weekday` on; 10:19 profile[0].bill_on_fridays the other one is on here",
            "CFG005 12:19 profile[0].apply_to[1]: there is no merchant \"NMI Main\"; that is a title, \
             name it by its id: \"12\"",
            "CFG005 12:31 profile[0].apply_to[2]: there is no merchant \"9\"; expected \"12\" or \"99\"",
            "CFG003 12:36 profile[0].apply_to[3]: an entry of `apply_to` is the integer 12, expected a \
             string; put it in quotes: \"12\"",
            "CFG005 13:19 profile[0].targets.4-6: there is no merchant \"flexpay\"; expected \"12\" or \
             \"99\"",
            "CFG003 15:19 profile[0].attempts.1.wait_days: `wait_days` is the integer 366, expected a \
             whole number from 0 to 365",
            "CFG003 16:40 profile[0].attempts.2.price_reduction: `price_reduction` is the number 100.5, \
             expected a percentage from 0 to 100 with at most 3 decimals",
            "CFG003 17:1 profile[0].attempts.3.wait_days: `wait_days` is missing: a slot that is not \
             skipped needs it; give its wait in days, or `skip = true`",
            "CFG003 18:5 profile[0].attempts.4: `4` is the integer 1, expected a table",
            "CFG003 19:32 profile[0].attempts.5.wait_days: `wait_days` is the number 1.5, expected a \
             whole number from 0 to 365",
        ],
    );
}

#[test]
fn values_of_maps_allows_and_campaigns() {
    has(
        &with_merchants(
            "[[decline_map]]\n[[decline_map]]\ngateway = \"NMI\"\nmerchant = \"12\"\ncontains = \"\"\n\
             kind = \"Soft\"\norder_type = \"rebil\"\n[[allow]]\n[[allow]]\ncode = \"forced-weekday\"\n\
             reason = \"\"\nprofile = \"P\"\nmerchant = \"13\"\nuntil = 2027-02-01T00:00:00\n\
             [[campaign]]\nid = 5\n",
        ),
        &[
            "CFG003 7:1 decline_map[0].contains: `contains` is missing: a decline map looks for a text",
            "CFG003 7:1 decline_map[0].kind: `kind` is missing: a decline map says `soft` or `hard`",
            "CFG003 7:1 decline_map[0].gateway: `gateway` is missing: a decline map covers a gateway \
             type, or one merchant; give `gateway` or `merchant`",
            "CFG003 10:12 decline_map[1].merchant: `gateway` and `merchant` are both given, expected \
             one of them; make it two decline maps, or remove one of the keys; 9:11 \
             decline_map[1].gateway the gateway is given here",
            "CFG003 11:12 decline_map[1].contains: `contains` is \"\", expected a string that is not \
             empty",
            "CFG003 12:8 decline_map[1].kind: `kind` is \"Soft\", expected `soft` or `hard`; did you \
             mean \"soft\"?",
            "CFG003 13:14 decline_map[1].order_type: `order_type` is \"rebil\", expected `all`, \
             `new_sale` or `rebill`; did you mean \"rebill\"?",
            "CFG003 14:1 allow[0].code: `code` is missing: an allow names the rule whose findings are \
             accepted",
            "CFG003 14:1 allow[0].reason: `reason` is missing: an allow says why",
            "CFG003 16:8 allow[1].code: `code` is \"forced-weekday\", expected the code of a rule such \
             as \"ATT303\"; did you mean \"PRF101\"?",
            "CFG003 17:10 allow[1].reason: `reason` is \"\", expected a string that is not empty",
            "CFG005 18:11 allow[1].profile: there is no profile \"P\"",
            "CFG005 19:12 allow[1].merchant: there is no merchant \"13\"; expected \"12\" or \"99\"",
            "CFG003 20:9 allow[1].until: `until` is the date 2027-02-01T00:00:00, expected a date such \
             as 2027-01-31",
            "CFG003 22:6 campaign[0].id: `id` is the integer 5, expected a string; put it in quotes: \
             \"5\"",
        ],
    );
}

#[test]
fn dates_are_years_months_and_days() {
    let until = |date: &str| {
        let allow = "[[allow]]\ncode = \"ATT303\"\nreason = \"r\"\nuntil = ";
        toml(&format!("{allow}{date}\n")).findings
    };
    assert_eq!(until("2027-02-28"), []);
    assert_eq!(until("\"2027-02-28\""), []);
    for date in ["2027x02-28", "2027-02x28", "2027-2-28", "2027-02-30", "+027-02-28", "20270-2-28"]
    {
        assert_eq!(until(&format!("\"{date}\"")).len(), 1, "{date}");
    }
}

#[test]
fn duplicates_point_at_the_first() {
    has(
        &toml(
            "[[merchant]]\nid = \"1\"\n[[merchant]]\nid = \"1\"\n[[service]]\nname = \"A\"\n\
             [[service]]\nname = \"A\"\ngateway = \"flexpay\"\n[[service]]\n[[campaign]]\nid = \"5\"\n\
             [[campaign]]\nid = \"5\"\n[[profile]]\ntitle = \"P\"\n[[profile]]\ntitle = \"P\"\n",
        ),
        &[
            "CFG004 4:6 merchant[1].id: another merchant has the id \"1\"; 2:6 merchant[0].id the first \
             is here",
            "CFG004 8:8 service[1].name: another service has the name \"A\"; 6:8 service[0].name the \
             first is here",
            "CFG004 9:11 service[1].gateway: another service has the gateway \"flexpay\"; 5:1 \
             service[0].gateway the first is here",
            "CFG004 10:1 service[2].gateway: another service has the gateway \"flexpay\"; 5:1 \
             service[0].gateway the first is here",
            "CFG004 14:6 campaign[1].id: another campaign has the id \"5\"; 12:6 campaign[0].id the \
             first is here",
            "CFG004 18:9 profile[1].title: another profile has the title \"P\"; 16:9 profile[0].title \
             the first is here",
        ],
    );
}

#[test]
fn tables_in_the_wrong_form_are_still_read() {
    has(
        &toml(
            "account = 5\nallow = 1\ncampaign = [1]\n[merchant]\nid = \"1\"\n[[assumptions]]\n\
             [[profile]]\ntitle = \"P\"\napply_to = [\"1\"]\n[[service]]\nname = \"S\"\n\
             [service.account]\nmerchant = \"1\"\n",
        ),
        &[
            "CFG003 1:11 account: `account` is the integer 5, expected a table",
            "CFG003 2:9 allow: `allow` is the integer 1, expected an array of tables",
            "CFG003 3:13 campaign[0]: an entry is the integer 1, expected a table",
            "CFG003 4:1 merchant.1: `merchant` is a table, expected an array of tables; write \
             `[[merchant]]`",
            "CFG003 6:1 assumptions: `assumptions` is a list, expected a table",
            "CFG003 12:1 service.S.account[0]: `account` is a table, expected an array of tables; write \
             `[[service.account]]`",
        ],
    );
}

#[test]
fn secrets_are_never_told() {
    let text = format!(
        "{MERCHANTS}api_key = \"sk_live_4242\"\n[[merchant]]\nid = \"13\"\napi_key = sk_live_4242\n\
         [[merchant]]\nid = \"14\"\napi_key = [\"sk_live_4242\"]\npassword = \"sk_live_4242\"\n\
         # api_key: sk_live_4242\n"
    );
    let loaded = toml(&text);
    assert!(loaded.findings.iter().any(|finding| finding.code == Code::Cfg006));
    for finding in &loaded.findings {
        assert!(!format!("{finding:?}").contains("4242"), "{finding:?}");
    }
    let mut masked = text.clone();
    for span in loaded.document.secret_spans().into_iter().rev() {
        masked.replace_range(span, "***");
    }
    assert!(!masked.contains("4242"), "{masked}");
    has(
        &toml(
            "[[merchant]]\nid = \"1\"\napi_key = 5\n[[merchant]]\nid = \"2\"\napi_key = \"file:/k\"\n",
        ),
        &["CFG006 3:11 merchant.1.api_key: `api_key` holds something other than a reference to a \
           secret (not shown), expected `env:NAME` or `file:PATH`; keep the key in an environment \
           variable or a file of its own, name that here, and have the key replaced if this file was \
           shared"],
    );
}

#[test]
fn json_has_the_same_problems_by_path() {
    has(
        &json(
            r#"{"schema": "reattempt/account/2", "merchant": {"id": "1", "titel": "x"},
                "profile": [5, {"title": null, "title": "P", "apply_to": ["2"],
                "attempts": {"4": {"wait_days": 1.0, "price_reduction": 0.1234}}}],
                "allow": [{"code": "ATT303", "reason": "r", "until": "2027-02-29"}]}"#,
        ),
        &[
            "CFG001 - profile[1].title: duplicate key `title`",
            "CFG003 - merchant.1: `merchant` is a table, expected an array of tables; put it in \
             brackets: `[{ ... }]`",
            "CFG003 - schema: `schema` is \"reattempt/account/2\", expected \"reattempt/account/1\"",
            "CFG002 - merchant.1.titel: unknown key `titel`; did you mean \"title\"?",
            "CFG003 - profile[0]: an entry is the integer 5, expected a table",
            "CFG003 - profile[1].title: `title` is null, expected a string",
            "CFG005 - profile[1].apply_to[0]: there is no merchant \"2\"; expected \"1\"",
            "CFG003 - profile[1].attempts.4.wait_days: `wait_days` is the number 1.0, expected a whole \
             number from 0 to 365",
            "CFG003 - profile[1].attempts.4.price_reduction: `price_reduction` is the number 0.1234, \
             expected an amount such as \"4.95\", not negative, with at most 3 decimals",
            "CFG003 - allow[0].until: `until` is \"2027-02-29\", expected a date such as 2027-01-31",
        ],
    );
    has(&json("[]"), &["CFG003 - : the document is a list, expected a table"]);
    has(&json("{\"merchant\": [\n}"), &["CFG001 2:1 : expected value"]);
    has(&json("{\"schema\": \"reattempt/account/1\"}"), &[]);
}

#[test]
fn what_is_seen_is_shown_harmlessly() {
    has(
        &toml("account.crm = \"\\u001b[31m\"\n\"\\u001b\" = 1\n"),
        &[
            "CFG003 1:15 account.crm: `crm` is \"\\u{1b}[31m\", expected `konnektive`",
            "CFG002 2:1 \"\u{1b}\": unknown key `\\u{1b}`; expected `schema_version`, `account`, \
             `merchant`, `service`, `campaign`, `decline_map`, `profile`, `assumptions`, `declines` or \
             `allow`",
        ],
    );
    let long = toml(&format!("account.crm = \"{}\"", "x".repeat(10_000)));
    assert!(lines(&long)[0].len() < 200);
}
