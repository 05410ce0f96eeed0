//! A configuration to start from: what the guide of `FlexPay` wants, each key explained.

use std::fmt::Write as _;

use crate::analysis::Sighting;
use crate::config::DeclinesFormat;
use crate::model::Currency;

/// What a starter configuration is made of.
#[derive(Clone, Debug)]
pub struct Starter<'a> {
    /// The merchants that declines show; empty for one made up.
    pub merchants: &'a [Sighting],
    /// How those declines read.
    pub declines: &'a DeclinesFormat,
}

/// Ids tried for the `FlexPay` merchant, whose real one no decline tells.
const FLEXPAY_IDS: std::ops::RangeFrom<u32> = 99..;

impl Starter<'_> {
    /// The configuration as TOML. It loads without findings.
    pub fn text(&self) -> String {
        let made_up = [Sighting {
            merchant_id: "12".to_owned(),
            declines: 0,
            brands: Vec::new(),
            currencies: Vec::new(),
        }];
        let merchants = if self.merchants.is_empty() { &made_up } else { self.merchants };
        let flexpay = flexpay_id(merchants);
        let mut text = HEAD.replace("{currency}", &default_currency(merchants));
        text += if self.merchants.is_empty() { MADE_UP } else { FOUND };
        text += MERCHANT_KEYS;
        for merchant in merchants {
            text += &merchant_table(merchant);
        }
        text += &flexpay_table(merchants, &flexpay);
        text += OPTIONAL;
        let ids: Vec<&str> = merchants.iter().map(|it| it.merchant_id.as_str()).collect();
        text += &PROFILE.replace("{apply_to}", &list(&ids)).replace("{flexpay}", &string(&flexpay));
        text += &declines_table(self.declines);
        text
    }
}

/// The first of the ids that no merchant has.
fn flexpay_id(merchants: &[Sighting]) -> String {
    let mut ids = FLEXPAY_IDS.map(|id| id.to_string());
    let free = ids.find(|id| merchants.iter().all(|merchant| merchant.merchant_id != *id));
    free.unwrap_or_default()
}

fn default_currency(merchants: &[Sighting]) -> String {
    let first = merchants.iter().find_map(|merchant| merchant.currencies.first());
    string(first.map_or("USD", |currency| currency.code()))
}

fn merchant_table(merchant: &Sighting) -> String {
    let mut table = format!("\n[[merchant]]\nid = {}", string(&merchant.merchant_id));
    if merchant.declines > 0 {
        let plural = if merchant.declines == 1 { "" } else { "s" };
        let _ = write!(table, "   # {} decline{plural}", merchant.declines);
    }
    table += "\ntitle = \"\"\ngateway = \"NMI\"\n";
    if !merchant.brands.is_empty() {
        let _ = writeln!(table, "accepts = {}", list(&merchant.brands));
    }
    if !merchant.currencies.is_empty() {
        let codes: Vec<&str> = merchant.currencies.iter().map(Currency::code).collect();
        let _ = writeln!(table, "currencies = {}", list(&codes));
    }
    table + "supported_by = \"FlexPay\"\n"
}

/// The `FlexPay` merchant takes every brand that a merchant takes, so that none is lost at the hand-off.
fn flexpay_table(merchants: &[Sighting], id: &str) -> String {
    let mut brands = vec!["visa", "mastercard", "amex", "discover", "echeck"];
    for brand in merchants.iter().flat_map(|merchant| &merchant.brands) {
        if !brands.iter().any(|known| known.eq_ignore_ascii_case(brand)) {
            brands.push(brand);
        }
    }
    FLEXPAY.replace("{id}", &string(id)).replace("{accepts}", &list(&brands))
}

/// How the declines read, where that is not what is expected of any.
fn declines_table(format: &DeclinesFormat) -> String {
    let mut keys = String::new();
    if !format.columns.is_empty() {
        let columns = format.columns.iter();
        let columns = columns.map(|(name, header)| format!("{name} = {}", string(header)));
        let _ = writeln!(keys, "columns = {{ {} }}", columns.collect::<Vec<_>>().join(", "));
    }
    let delimiter = format.delimiter.map(|byte| char::from(byte).to_string());
    let zone = format.timezone.as_ref().map(|zone| zone.name().to_owned());
    for (key, value) in
        [("date_format", &format.date_format), ("timezone", &zone), ("delimiter", &delimiter)]
    {
        if let Some(value) = value {
            let _ = writeln!(keys, "{key} = {}", string(value));
        }
    }
    if keys.is_empty() { DECLINES.to_owned() } else { format!("{DECLINES_HEAD}[declines]\n{keys}") }
}

/// A TOML string.
fn string(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}

/// A TOML array of strings.
fn list(texts: &[impl AsRef<str>]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| string(text.as_ref())).collect();
    format!("[{}]", texts.join(", "))
}

const HEAD: &str = r#"# What your CRM does with declined payments, as `reattempt` reads it. The values follow FlexPay's
# configuration guide for Konnektive; put your own in, then run `reattempt check`.
schema_version = 1                     # of this file's format

[account]
name = "My account"
crm = "konnektive"                     # whose rules apply; the only one so far
timezone = "America/New_York"          # the CRM's account zone; only its support can change it
rebill_time = "03:00"                  # the daily rebill time; "original" for the time of the first sale
recycle_new_sales = false              # whether declined first payments are tried again too
default_currency = {currency}               # of declines and merchants that name none
"#;

const MADE_UP: &str = "
# One block for every merchant account (gateway, MID) of the CRM's list. Write out as many as you have, or
# let `reattempt init --declines EXPORT.csv` do it.
";

const FOUND: &str = "
# The merchant accounts that the declines show, busiest first, with the brands and currencies seen on each.
# Add the gateway types, and correct what a decline cannot tell. If one of them is FlexPay's own, move its id
# into the FlexPay block below and remove it from `apply_to`.
";

const MERCHANT_KEYS: &str = r#"#   id            the CRM's gateway id, in quotes
#   title         as you know it; left empty, the id
#   gateway       the gateway type; decides which decline texts and codes are known
#   category      the owning company
#   enabled       whether sales may process on it; true unless set
#   block_prepaid, block_debit    the two "Block" boxes; false unless set
#   accepts       the boxes of accepted payment types; visa, mastercard, amex, discover, echeck unless set
#   currencies    those it processes; any unless set
#   supported_by  the service that is to recover its declines; leave out for a merchant without one
"#;

const FLEXPAY: &str = r#"
# FlexPay in the CRM: a merchant account like any other (guide steps 2 to 6). It must be enabled, and accept
# all that the merchants above accept.
[[merchant]]
id = {id}                              # put in the id that the CRM gave it
title = "FlexPay"
gateway = "FlexPay"                    # this makes it the service's
enabled = true
block_prepaid = false
block_debit = false
accepts = {accepts}
customer_service_phone = "+1 800 555 0100"
api_key = "env:FLEXPAY_KEY"            # where the key is kept (env:NAME or file:PATH), never the key itself
"#;

const OPTIONAL: &str = r#"
# The merchants as set up in FlexPay's own portal, if you want those checked too: one block each, and
# `reference_id` is the id of the FlexPay merchant above. FlexPay is built in; name it once before them.
# [[service]]
# name = "FlexPay"
# gateway = "FlexPay"
# [[service.account]]
# name = "NMI Main"
# merchant = "12"
# reference_id = "99"

# Campaigns whose declines are never tried again. Others need no block.
# [[campaign]]
# id = "5"
# disable_recycle_billing = true

# Lines of the decline message mapping: a text found in a decline makes it soft or hard.
# [[decline_map]]
# gateway = "NMI"                      # every merchant of that type; or merchant = "12"
# order_type = "all"                   # all, new_sale or rebill
# contains = "insufficient funds"
# kind = "soft"                        # soft or hard
"#;

const PROFILE: &str = r#"
# A decline salvage (recycle billing) profile: nine re-attempts and the merchants they are for. In the
# guide's, nothing happens before slot 4, which hands the payment to FlexPay a day later at the full price.
[[profile]]
title = "FlexPay recovery"
reduction_type = "flat"                # price reductions in money; or "percent"
minimum_price = "0"                    # no reduction goes below it
bill_on_fridays = false                # off (step 10), or FlexPay's schedule is missed
hold_recycle_price = false             # whether a reduced price stays for the cycles to come
apply_to = {apply_to}                  # every merchant that FlexPay supports, and not FlexPay (step 11)

[profile.targets]                      # the Merchant option of the extended rules, per group of slots
"4-6" = {flexpay}                      # FlexPay (step 13)

[profile.attempts]                     # step 12: all but slot 4 are skipped
1 = { skip = true }
2 = { skip = true }
3 = { skip = true }
4 = { wait_days = 1, price_reduction = "0" }   # step 14
5 = { skip = true }
6 = { skip = true }
7 = { skip = true }
8 = { skip = true }
9 = { skip = true }

# Where the CRM's documents are silent, the first value below is assumed.
# [assumptions]
# skip_wait = "omit"                   # or "elapses": a skipped slot's wait passes all the same
# skip_reduction = "omit"              # or "accrues"
# reduction_mode = "cumulative"        # or "absolute": each slot states its total
# wait_from = "previous_attempt"       # or "first_decline"
# weekday_rule = "on_or_after"         # or "strictly_after", "nearest"
# blocked_slot = "count_as_decline"    # or "pass_over", "fail_purchase"
# after_handoff = "continue"           # or "service_owns"
# unknown_decline = "unclassified"     # or "soft", "hard"

# To live with a finding of `reattempt check`, say why.
# [[allow]]
# code = "ATT303"
# profile = "FlexPay recovery"         # or merchant = "12"; without either, wherever it is found
# reason = "slot 4 is the call centre's"
# until = 2027-01-31                   # held against --today
"#;

const DECLINES_HEAD: &str = "
# How your exports of declines read.
";

const DECLINES: &str = r#"
# How your exports of declines read, where the columns' names and dates are not understood by themselves.
# [declines]
# columns = { declined_at = "Trans Date", merchant_id = "Gateway" }
# date_format = "%m/%d/%Y %H:%M"
# timezone = "America/New_York"        # of dates without an offset; the account's unless set
# delimiter = ";"
"#;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Options, check};
    use crate::config::{Account, Format, load};
    use crate::model::{Brand, Source, Zone};

    fn loaded(starter: &Starter<'_>) -> Account {
        let source = Source { name: "reattempt.toml".into(), text: starter.text() };
        let loaded = load(source, Format::Toml, &[]);
        let findings = check(&loaded, &Options::default());
        assert!(findings.is_empty(), "{findings:?}\n{}", starter.text());
        loaded.account
    }

    fn sighting(id: &str, brands: &[&str], currencies: &[&str]) -> Sighting {
        Sighting {
            merchant_id: id.to_owned(),
            declines: 3,
            brands: brands.iter().map(|&brand| brand.to_owned()).collect(),
            currencies: currencies.iter().map(|code| Currency::read(code).unwrap()).collect(),
        }
    }

    #[test]
    fn without_declines_it_is_the_guide_s_set_up() {
        let account = loaded(&Starter { merchants: &[], declines: &DeclinesFormat::default() });
        let [profile] = &account.profiles[..] else { panic!("one profile") };
        let open: Vec<_> = profile.slots.iter().filter(|slot| !slot.skip).collect();
        let [slot] = open[..] else { panic!("one slot is not skipped") };
        let target = account.merchant(slot.target.unwrap());
        assert_eq!((slot.slot.0, slot.wait_days), (4, 1));
        assert_eq!((target.id.as_str(), target.gateway.as_str()), ("99", "FlexPay"));
        let [source] = profile.apply_to[..] else { panic!("one merchant") };
        assert!(account.merchant(source).supported_by.is_some());
    }

    #[test]
    fn it_names_the_merchants_brands_and_currencies_of_the_declines() {
        let merchants = [
            sighting("99", &["visa", "jcb", "Elo"], &["EUR", "GBP"]),
            sighting("a \"b\" \\ c", &[], &["EUR"]),
        ];
        let declines = DeclinesFormat {
            columns: vec![("declined_at".into(), "Trans \"Date\"".into())],
            date_format: Some("%d.%m.%Y".into()),
            timezone: Zone::named("Europe/Berlin"),
            delimiter: Some(b'\t'),
        };
        let account = loaded(&Starter { merchants: &merchants, declines: &declines });
        let ids: Vec<&str> = account.merchants.iter().map(|it| it.id.as_str()).collect();
        assert_eq!(ids, ["99", "a \"b\" \\ c", "100"]);
        let accepts = |at: usize| {
            let accepts = account.merchants[at].accepts.iter();
            accepts.map(Brand::name).collect::<Vec<_>>()
        };
        assert_eq!(accepts(0), ["visa", "jcb", "Elo"]);
        assert_eq!(accepts(1), ["visa", "mastercard", "amex", "discover", "echeck"]);
        assert_eq!(accepts(2), ["visa", "mastercard", "amex", "discover", "echeck", "jcb", "Elo"]);
        assert_eq!(account.default_currency.code(), "EUR");
        assert_eq!(account.profiles[0].apply_to.len(), 2);
        assert_eq!(account.declines, declines);
    }
}
