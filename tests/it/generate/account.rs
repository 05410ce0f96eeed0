//! Random configurations.

use proptest::prelude::*;

use super::stamps::{ZONES, skipped_time};
use super::{MERCHANT_IDS, line, minimum, one_of, profile, seldom};

#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) toml: String,
    pub(crate) zone: &'static str,
    pub(crate) currency: String,
    pub(crate) merchant_ids: &'static [&'static str],
}

pub(crate) fn accounts() -> impl Strategy<Value = Account> {
    let currency = one_of(&["USD", "USD", "EUR", "JPY", "KWD"]);
    (
        prop::sample::select(ZONES.as_slice()),
        currency,
        account_keys(),
        merchants(),
        (seldom(2, flexpay()), seldom(2, rescue())),
        prop::collection::vec(prop::bool::ANY, 0..=2),
        prop::collection::vec(decline_map(), 0..=5),
        prop::collection::vec(profile::profiles(), 0..=4),
        assumptions(),
        seldom(8, one_of(&ZONES)),
    )
        .prop_map(
            |(
                zone,
                currency,
                keys,
                merchants,
                services,
                campaigns,
                maps,
                profiles,
                assumptions,
                stamp_zone,
            )| {
                let merchant_ids = &MERCHANT_IDS[..merchants.len()];
                let mut blocks =
                    vec![format!("[account]\nname = \"Random\"\ntimezone = \"{zone}\"\n")];
                blocks.push(keys.replace("skipped", skipped_time(zone)));
                if currency != "USD" {
                    blocks.push(format!("default_currency = \"{currency}\"\n"));
                }
                for (id, keys) in merchant_ids.iter().zip(merchants) {
                    blocks.push(format!(
                        "\n[[merchant]]\nid = \"{id}\"\ntitle = \"Merchant {id}\"\n{keys}"
                    ));
                }
                blocks.extend([services.0, services.1]);
                for (id, disabled) in ["5", "6"].iter().zip(campaigns) {
                    blocks.push(format!(
                        "\n[[campaign]]\nid = \"{id}\"\ndisable_recycle_billing = {disabled}\n"
                    ));
                }
                blocks.extend(maps.iter().map(|map| map.toml(merchant_ids)));
                blocks.extend(
                    profiles
                        .iter()
                        .enumerate()
                        .map(|(index, profile)| profile.toml(index, merchant_ids)),
                );
                blocks.push(format!("\n[assumptions]\n{assumptions}"));
                if !stamp_zone.is_empty() {
                    blocks.push(format!("\n[declines]\ntimezone = \"{stamp_zone}\"\n"));
                }
                let toml = blocks.concat();
                Account { toml, zone, currency, merchant_ids }
            },
        )
}

fn joined(lines: Vec<BoxedStrategy<String>>) -> BoxedStrategy<String> {
    lines.prop_map(|lines| lines.concat()).boxed()
}

fn account_keys() -> BoxedStrategy<String> {
    // The time that a clock change of the account's zone skips is filled in once the zone is known.
    let times = one_of(&[
        "",
        r#""skipped""#,
        r#""skipped""#,
        r#""original""#,
        r#""02:30""#,
        r#""00:00""#,
        r#""23:59""#,
        r#""01:30""#,
        r#""12:00""#,
    ]);
    joined(vec![
        line("rebill_time", times),
        line("recycle_new_sales", one_of(&["true", "true", "", "false"])),
    ])
}

/// The keys of 1 to 6 merchants: an ordinary one, then often a recovery service's, then any.
fn merchants() -> impl Strategy<Value = Vec<String>> {
    let ordinary = one_of(&[r#""NMI""#, r#""Authorize.Net""#, r#""nMi""#, r#""Inovio""#]);
    let service = one_of(&[r#""FlexPay""#, r#""FlexPay""#, r#""Rescue""#, r#""NMI""#]);
    let any = one_of(&[
        r#""NMI""#,
        r#""nmi""#,
        r#""Authorize.Net""#,
        r#""Inovio""#,
        r#""flexpay""#,
        r#""Rescue""#,
    ]);
    (
        merchant(ordinary),
        prop::option::weighted(0.8, merchant(service)),
        prop::collection::vec(merchant(any), 0..=4),
    )
        .prop_map(|(ordinary, service, others)| {
            std::iter::once(ordinary).chain(service).chain(others).collect()
        })
}

fn merchant(gateway: BoxedStrategy<String>) -> BoxedStrategy<String> {
    let brands = &[
        "visa",
        "VISA",
        "mastercard",
        "mc",
        "Master Card",
        "amex",
        "American Express",
        "discover",
        "echeck",
        "Diners",
        "jcb",
    ];
    joined(vec![
        line("gateway", gateway),
        line("enabled", seldom(10, one_of(&["false", "true"]))),
        line("block_prepaid", seldom(4, one_of(&["true", "false"]))),
        line("block_debit", seldom(4, one_of(&["true", "false"]))),
        line("accepts", seldom(6, list(brands, 0..=8))),
        line("currencies", seldom(6, list(&["USD", "EUR", "JPY", "KWD"], 1..=3))),
        line("category", seldom(4, one_of(&[r#""east""#]))),
    ])
}

fn list(
    texts: &'static [&'static str],
    size: std::ops::RangeInclusive<usize>,
) -> BoxedStrategy<String> {
    prop::sample::subsequence(texts, size).prop_map(|texts| format!("{texts:?}")).boxed()
}

/// The built-in service, declared to change it.
fn flexpay() -> BoxedStrategy<String> {
    let header = one_of(&[
        "\n[[service]]\nname = \"FlexPay\"\ngateway = \"FlexPay\"\n",
        "\n[[service]]\nname = \"Flex\"\ngateway = \"flexpay\"\n",
    ]);
    joined(vec![header, service_keys()])
}

/// A service of the account's own; without it the gateway type of that name is an ordinary one.
fn rescue() -> BoxedStrategy<String> {
    joined(vec![
        Just("\n[[service]]\nname = \"Rescue Ltd\"\ngateway = \"RESCUE\"\n".to_owned()).boxed(),
        service_keys(),
    ])
}

fn service_keys() -> BoxedStrategy<String> {
    joined(vec![
        line("min_gap_hours", one_of(&["", "0", "1", "23", "25", "48", "72", "200"])),
        line("minimum_rebill", seldom(2, minimum())),
        line("minimum_new_sale", seldom(2, minimum())),
    ])
}

#[derive(Debug, Clone)]
struct DeclineMap {
    merchant: Option<usize>,
    gateway: String,
    keys: String,
}

fn decline_map() -> impl Strategy<Value = DeclineMap> {
    let contains = one_of(&[
        r#""funds""#,
        r#""insufficient""#,
        r#""INSUFFICIENT FUNDS""#,
        r#""card""#,
        r#""Pick up""#,
        r#""declined""#,
        r#""decline""#,
        r#""invalid""#,
        r#""épui""#,
        r#""ÉPUI""#,
        r#""fonds""#,
        r#"".""#,
    ]);
    let keys = joined(vec![
        line("order_type", one_of(&["", r#""all""#, r#""rebill""#, r#""new_sale""#])),
        line("contains", contains),
        line("kind", one_of(&[r#""soft""#, r#""hard""#])),
    ]);
    let gateway = one_of(&["NMI", "nmi", "Authorize.Net", "inovio", "FlexPay"]);
    (prop::option::of(0..MERCHANT_IDS.len()), gateway, keys)
        .prop_map(|(merchant, gateway, keys)| DeclineMap { merchant, gateway, keys })
}

impl DeclineMap {
    fn toml(&self, merchant_ids: &[&str]) -> String {
        let scope = match self.merchant {
            Some(index) => format!("merchant = \"{}\"", merchant_ids[index % merchant_ids.len()]),
            None => format!("gateway = \"{}\"", self.gateway),
        };
        format!("\n[[decline_map]]\n{scope}\n{}", self.keys)
    }
}

fn assumptions() -> BoxedStrategy<String> {
    joined(vec![
        line("skip_wait", one_of(&["", r#""omit""#, r#""elapses""#])),
        line("skip_reduction", one_of(&["", r#""omit""#, r#""accrues""#])),
        line("reduction_mode", one_of(&["", r#""cumulative""#, r#""absolute""#])),
        line("wait_from", one_of(&["", r#""previous_attempt""#, r#""first_decline""#])),
        line(
            "weekday_rule",
            one_of(&["", r#""on_or_after""#, r#""strictly_after""#, r#""nearest""#]),
        ),
        line(
            "blocked_slot",
            one_of(&["", r#""count_as_decline""#, r#""pass_over""#, r#""fail_purchase""#]),
        ),
        line("after_handoff", one_of(&["", r#""continue""#, r#""service_owns""#])),
        line(
            "unknown_decline",
            one_of(&["", r#""unclassified""#, r#""soft""#, r#""soft""#, r#""hard""#]),
        ),
    ])
}
