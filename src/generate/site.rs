//! What payments on a merchant account look like: brands, currencies, and the gateway's way to say no.

use crate::config::{Account, Merchant};
use crate::engine::tables;
use crate::model::{Brand, Currency, Kind, UsualBrand};

use super::draws::Weighted;
use super::layout::Layout;
use super::mix;

/// A merchant account as rows see it; it may be one that the configuration does not have.
pub(super) struct Site {
    /// The id, as a cell.
    pub(super) id: Vec<u8>,
    /// Brand names, as cells; empty for unknown.
    pub(super) brands: Weighted<BrandCell>,
    pub(super) currencies: Weighted<Currency>,
    pub(super) lines: Weighted<Line>,
}

/// A brand, as a cell.
pub(super) struct BrandCell {
    pub(super) cell: Vec<u8>,
    pub(super) is_card: bool,
}

/// What a gateway says of a decline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Code and text, as two cells.
    pub(super) cells: Vec<u8>,
    /// What the CRM makes of it.
    pub(super) kind: Kind,
}

/// All sites with their shares of the customers.
pub(super) fn sites(account: &Account, layout: &Layout<'_>) -> Weighted<Site> {
    let count = |wanted: fn(&Merchant) -> bool| {
        account.merchants.iter().filter(|merchant| wanted(merchant)).count() as u64
    };
    let in_all = |per_mille: u64, count: u64| mix::MERCHANTS * per_mille / 1000 / count.max(1);
    let at_services = in_all(mix::AT_SERVICES, count(|merchant| merchant.service.is_some()));
    let at_disabled =
        in_all(mix::AT_DISABLED, count(|merchant| merchant.service.is_none() && !merchant.enabled));
    let ordinary = count(|merchant| merchant.service.is_none() && merchant.enabled);
    let harmonic: u64 = (1..=ordinary).map(|rank| mix::MERCHANTS / rank).sum();
    let mut rank = 0;
    let mut sites = Vec::new();
    for merchant in &account.merchants {
        let weight = match (merchant.service, merchant.enabled) {
            (Some(_), _) => at_services,
            (None, false) => at_disabled,
            (None, true) => {
                rank += 1;
                (u128::from(mix::MERCHANTS) * u128::from(mix::MERCHANTS / rank)
                    / u128::from(harmonic)) as u64
            }
        };
        sites.push((site_of(account, merchant, layout), weight.max(1)));
    }
    for id in unknown_ids(account) {
        let site = Site {
            id: layout.cell(&id),
            brands: brands(|_| true, layout),
            currencies: Weighted::new([(account.default_currency, 1)]),
            lines: table_lines("", layout),
        };
        sites.push((site, in_all(mix::AT_UNKNOWN, 2)));
    }
    Weighted::new(sites)
}

fn site_of(account: &Account, merchant: &Merchant, layout: &Layout<'_>) -> Site {
    Site {
        id: layout.cell(&merchant.id),
        brands: brands(|brand| merchant.accepts.has(brand), layout),
        currencies: currencies(account, merchant),
        lines: match merchant.service {
            Some(_) => service_lines(layout),
            None => table_lines(&merchant.gateway, layout),
        },
    }
}

/// Two ids that look like the CRM's and are not in the configuration.
fn unknown_ids(account: &Account) -> impl Iterator<Item = String> {
    let ids = (301_u32..).map(|number| number.to_string());
    ids.filter(|id| account.merchant_of(id).is_none()).take(2)
}

/// Usual brands by their shares, nearly all among those accepted; other names that are accepted are rare.
fn brands(accepts: impl Fn(Brand<'_>) -> bool, layout: &Layout<'_>) -> Weighted<BrandCell> {
    let share_where = |wanted: bool| -> u64 {
        let usual = mix::BRANDS.iter().filter(|(brand, _)| accepts(Brand::Usual(*brand)) == wanted);
        usual.map(|(_, share)| share).sum()
    };
    let (accepted, other) = (share_where(true), share_where(false));
    let choices = mix::BRANDS.iter().map(|&(brand, share)| {
        let (whole, part) = if accepts(Brand::Usual(brand)) {
            (1000 - mix::OTHER_BRAND - mix::NO_BRAND, accepted)
        } else {
            (mix::OTHER_BRAND, other)
        };
        let is_card = brand != UsualBrand::Echeck;
        (BrandCell { cell: layout.cell(brand.name()), is_card }, 1000 * whole * share / part)
    });
    let unknown = (BrandCell { cell: Vec::new(), is_card: true }, 1000 * mix::NO_BRAND);
    Weighted::new(choices.chain([unknown]))
}

/// The merchant's currencies, the first one far ahead; for one that takes any, the account's and others.
fn currencies(account: &Account, merchant: &Merchant) -> Weighted<Currency> {
    let listed = match &merchant.currencies {
        Some(listed) => listed.as_slice(),
        None => &[account.default_currency],
    };
    let others = mix::OTHER_CURRENCIES.iter().filter_map(|code| Currency::read(code));
    let others: Vec<Currency> = others.filter(|other| !listed.contains(other)).collect();
    let mut choices = Vec::new();
    for (position, currency) in listed.iter().enumerate() {
        let share = if position == 0 { 800_000 } else { 150_000 / (listed.len() as u64 - 1) };
        choices.push((*currency, share));
    }
    let in_all = choices.iter().map(|(_, share)| share).sum::<u64>() * mix::OTHER_CURRENCY / 1000;
    let each = in_all / (others.len() as u64).max(1);
    choices.extend(others.into_iter().map(|currency| (currency, each)));
    Weighted::new(choices)
}

fn line(layout: &Layout<'_>, code: &str, text: &str, kind: Kind) -> Line {
    let cells = [layout.cell(code), layout.cell(text)].join(&layout.delimiter);
    Line { cells, kind }
}

fn service_lines(layout: &Layout<'_>) -> Weighted<Line> {
    let lines = mix::SERVICE_LINES.iter();
    Weighted::new(lines.map(|(code, text, kind, share)| (line(layout, code, text, *kind), *share)))
}

/// The lines of a gateway type, or of the networks' codes, by the shares of their reasons. A reason that the
/// gateway has no line for counts as a decline without a reason; several lines of one share it. What no
/// table calls hard is soft to the CRM.
fn table_lines(gateway: &str, layout: &Layout<'_>) -> Weighted<Line> {
    let of_gateway = |gateway: &str| {
        let lines = tables().texts.iter();
        let own = lines.filter(|line| line.gateway.eq_ignore_ascii_case(gateway));
        own.filter(|line| !line.code.is_empty()).collect::<Vec<_>>()
    };
    let mut own = of_gateway(gateway);
    if own.is_empty() {
        own = of_gateway(mix::STAND_IN_GATEWAY);
    }
    let lines_for = |reason: &str| own.iter().filter(|line| line.reason == reason).count() as u64;
    let missing: u64 = mix::REASONS
        .iter()
        .filter(|(reason, _)| lines_for(reason) == 0)
        .map(|(_, share)| share)
        .sum();
    let choices = own.iter().map(|entry| {
        let reason = mix::REASONS.iter().find(|(reason, _)| *reason == entry.reason);
        let share = reason.map_or(0, |(_, share)| *share);
        let extra = if entry.reason == mix::STAND_IN { missing } else { 0 };
        let weight = 1000 * (share + extra) / lines_for(&entry.reason).max(1);
        let kind = entry.kind().unwrap_or(Kind::Soft);
        (line(layout, &entry.code, &entry.text, kind), weight)
    });
    Weighted::new(choices)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::tests::sample_account;

    #[test]
    fn shares_are_of_a_thousand() {
        let sum = |shares: &[u64]| shares.iter().sum::<u64>();
        assert_eq!(sum(&mix::REASONS.map(|(_, share)| share)), 1000);
        assert_eq!(sum(&mix::SERVICE_LINES.map(|(.., share)| share)), 1000);
        assert_eq!(sum(&mix::BRANDS.map(|(_, share)| share)), 1000);
        assert_eq!(sum(&mix::FUNDING.map(|(_, share)| share)), 1000);
        assert_eq!(sum(&mix::PRICES.map(|(_, share)| share)), 100);
        assert_eq!(sum(&mix::LAGS.map(|(_, share)| share)), 100);
        assert_eq!(sum(&mix::BATCH_HOURS), 100);
    }

    #[test]
    fn every_reason_is_one_of_the_tables_and_unknown_texts_are_in_none() {
        for (reason, _) in mix::REASONS {
            assert!(tables().texts.iter().any(|line| line.reason == reason), "{reason}");
        }
        for text in mix::UNKNOWN_TEXTS {
            assert_eq!(tables().verdict(Some("NMI"), None, "", text), None);
        }
        assert!(tables().texts.iter().any(|line| line.gateway == mix::STAND_IN_GATEWAY));
    }

    #[test]
    fn a_gateway_s_declines_are_its_own() {
        let account = sample_account();
        let layout = Layout::of(&account);
        let debug = |gateway| format!("{:?}", table_lines(gateway, &layout));
        assert_ne!(debug("nmi"), debug("Authorize.Net"));
        assert_eq!(debug("NMI"), debug("nmi"));
        assert_eq!(debug("a gateway of no table"), debug(mix::STAND_IN_GATEWAY));
    }
}
