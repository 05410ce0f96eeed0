//! The findings that every renderer is shown with.

use super::{Findings, Weights};
use crate::model::{
    Change, Code, ConfigPath, Currency, Day, Edit, Finding, Fix, Money, Place, Source, SpanRange,
    Spot, Weight,
};

const ACCOUNT: &str = "\
schema_version = 1\r
\r
[[merchant]]\r
id = \"12\"\r
title = \"決済 🚀 Main\"\r
\r
[[merchant]]\r
id = \"99\"\r
\tapi_key = \"sk_live_0123456789\"\t# pasted\r
\r
[[profile]]\r
title = \"FlexPay | `recovery` <b>\"\r
bill_on_fridays = true\r
apply_to = [\"12\", \"101\", \"102\", \"103\", \"104\", \"105\", \"106\", \"107\", \"108\", \"109\", \"110\", \"999\", \"111\", \"112\"]\r
[profile.attempts]\r
1 = { skip = true, wait_days = 3 }\r
4 = { wait_days = 3 }\r
5 = { wait_days = 1 }\r
6 = { wait_days = 1 }\r
7 = { wait_days = 1 }\r
8 = { wait_days = 1 }\r
9 = { wait_days = 1 }\r
\r
[[profile]]\r
title = \"Legacy \u{1b}[31m\"\r
apply_to = [\"12\"]\r
";

/// The bytes of `part` in the account, which must occur once from the end of `after` on.
fn span(after: &str, part: &str) -> SpanRange {
    let from = ACCOUNT.find(after).expect("the example holds it") + after.len();
    let start = from + ACCOUNT[from..].find(part).expect("the example holds it");
    SpanRange { start, end: start + part.len() }
}

fn at(after: &str, part: &str, path: &str) -> Place {
    Place { spot: Spot::Span(span(after, part)), path: path.to_owned() }
}

fn fixed(mut finding: Finding, title: &str, path: ConfigPath, value: &str) -> Finding {
    let change = Change { path, edit: Edit::Set(value.to_owned()) };
    finding.fix = Some(Fix { title: title.to_owned(), changes: vec![change] });
    finding
}

const RECOVERY: &str = "FlexPay | `recovery` <b>";

fn in_recovery(rest: &str) -> String {
    format!("profile.\"{RECOVERY}\".{rest}")
}

/// Findings in a file, out of order.
fn in_file() -> Vec<Finding> {
    let attempts = {
        let start = span("[profile.attempts]\r\n", "1").start;
        Spot::Span(SpanRange { start, end: span("9 = ", "{ wait_days = 1 }").end })
    };
    vec![
        Finding::new(
            Code::Prf105,
            at("skip = true, ", "wait_days = 3", &in_recovery("attempts.1.wait_days")),
            "slot 1 is skipped and has a wait of 3 days",
        ),
        Finding::new(
            Code::Att302,
            Place { spot: attempts, path: in_recovery("attempts") },
            "slots 5 to 9 come after the hand-off to FlexPay in slot 4",
        ),
        fixed(
            Finding::new(
                Code::Prf101,
                at("bill_on_fridays = ", "true", &in_recovery("bill_on_fridays")),
                format!(
                    "profile \"{RECOVERY}\" hands off to FlexPay and bills on Fridays, so up to six days are \
                     skipped, 100% of the time"
                ),
            )
            .with_help("untick Bill on Fridays in the profile's settings"),
            "turn off Bill on Fridays",
            ConfigPath::of(["profile", RECOVERY, "bill_on_fridays"]),
            "false",
        ),
        Finding::new(
            Code::Ovl201,
            at("apply_to = [", "\"12\"", &in_recovery("apply_to")),
            "merchant 12 is in 2 profiles",
        )
        .with_related(
            at("[31m\"\r\napply_to = [", "\"12\"", "profile.\"Legacy \u{1b}[31m\".apply_to"),
            "also in \"Legacy \u{1b}[31m\", which the CRM may choose for any of its declines just as well",
        )
        .with_related(at("[[merchant]]\r\n", "id = \"12\"", "merchant.12"), "the merchant")
        .with_help("remove it from one of them"),
        Finding::new(
            Code::Cfg006,
            at("api_key = ", "\"sk_live_0123456789\"", "merchant.99.api_key"),
            "api_key holds a secret itself",
        )
        .with_help("write a reference, such as \"env:FLEXPAY_KEY\""),
        Finding::new(
            Code::Cfg005,
            at("\"110\", ", "\"999\"", &in_recovery("apply_to")),
            "there is no merchant 999",
        )
        .with_help("did you mean \"99\"?"),
        Finding::new(
            Code::Ovl202,
            at("🚀 ", "Main", "merchant.12.title"),
            "merchant 12 (決済 🚀 Main) is in no profile: its soft declines fail at once",
        ),
    ]
}

/// Findings that no line of the file stands for.
fn elsewhere() -> Vec<Finding> {
    let only = |path: &str| Place { spot: Spot::PathOnly, path: path.to_owned() };
    let flag = |index, path: &str| Place { spot: Spot::Flag(index), path: path.to_owned() };
    vec![
        fixed(
            Finding::new(
                Code::Hnd402,
                flag(0, "merchant.99.enabled"),
                "the hand-off target 99 is not enabled",
            )
            .with_related(flag(1, "merchant.99.api_key"), "its key is given here"),
            "enable merchant 99",
            ConfigPath::of(["merchant", "99", "enabled"]),
            "true",
        ),
        Finding::new(Code::Mid502, only("merchant.99.api_key"), "merchant 99 has no api_key")
            .with_related(only("merchant.99"), "the merchant"),
        Finding::new(Code::Dat903, only(""), "transaction T-1 occurs twice, on lines 2 and 9"),
        Finding::new(Code::Cfg001, only(""), "the file is empty"),
    ]
}

fn weights(count: usize) -> Vec<Weight> {
    (0..count)
        .map(|at| {
            let mut weight = Weight::default();
            for row in 0..at as i64 {
                let currency = if row % 2 == 0 { "USD" } else { "JPY" };
                let currency = Currency::read(currency).expect("listed");
                weight
                    .add(Money { currency, amount_minor: 123_456 * row }, Day(20_000 + row as i32));
            }
            weight
        })
        .collect()
}

/// Calls `show` with every set of examples and the name of its snapshot.
pub(super) fn with_examples(show: impl Fn(&str, &Findings<'_>)) {
    let source = Source { name: "conf/account 1.toml".into(), text: ACCOUNT.into() };
    let flags = [
        "--set merchant.99.enabled=false".to_owned(),
        "--set merchant.99.api_key=sk_live_0123456789".to_owned(),
    ];
    let secret = span("api_key = \"", "sk_live_0123456789");
    let secret = secret.start..secret.end;
    let (in_file, elsewhere) = (in_file(), elsewhere());
    let weights = weights(in_file.len());
    let base = Findings {
        source: &source,
        findings: &[],
        flags: &flags,
        secrets: std::slice::from_ref(&secret),
        declines: Some("declines.csv"),
        weights: None,
    };
    show("none", &base);
    show("in_file", &Findings { findings: &in_file, ..base });
    show("elsewhere", &Findings { findings: &elsewhere, ..base });
    let weights = Weights { of_findings: &weights, currency: Currency::USD };
    show("weighed", &Findings { findings: &in_file[..4], weights: Some(weights), ..base });
}
