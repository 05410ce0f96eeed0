//! Changes to a configuration, and parts of it, in words.

use crate::analysis::expect::{Item, Listed, Test, What, group_at, rebill_text};
use crate::config::{Account, Assumptions, RebillTime, ReductionType, group_of};
use crate::model::{Decimal, MerchantIndex, OrderType, ProfileIndex, Slot, Weekday};
use crate::report::text::{counted, escaped};

/// What is expected: as TOML, which says for itself what it means, but for a part of a list.
pub(super) fn expected(test: &Test) -> String {
    match test {
        Test::Include(_) => format!("{test} among others"),
        Test::Without(_) => format!("none of {test}"),
        test => test.to_string(),
    }
}

/// A change that cases would not notice, as it goes on after "your cases would not notice if".
pub fn unnoticed(account: &Account, what: &What) -> String {
    let text = match what {
        What::Timezone(zone) => format!("the account's time zone were {zone}"),
        What::RebillTime(RebillTime::Original) => {
            "attempts ran at the time of day of the decline".to_owned()
        }
        What::RebillTime(time) => {
            format!("attempts ran at {}", rebill_text(*time).trim_matches('"'))
        }
        What::RecycleNewSales(on) => format!("new sales were {}recycled", not(!on)),
        What::DefaultCurrency(currency) => {
            format!("the account's currency were {}", currency.code())
        }
        What::Enabled(index, on) => {
            format!(
                "{} were {}",
                merchant(account, *index),
                if *on { "enabled" } else { "disabled" }
            )
        }
        What::BlockPrepaid(index, on) => flag("Block Prepaid", *on, &merchant(account, *index)),
        What::BlockDebit(index, on) => flag("Block Debit", *on, &merchant(account, *index)),
        What::Accepts(index, brand, Listed::Added) => {
            format!("{} accepted {brand}", merchant(account, *index))
        }
        What::Accepts(index, brand, Listed::Removed) => {
            format!("{} did not accept {brand}", merchant(account, *index))
        }
        What::Takes(index, currency, Listed::Added) => {
            format!("{} took {} alone", merchant(account, *index), currency.code())
        }
        What::Takes(index, currency, Listed::Removed) => {
            format!("{} did not take {}", merchant(account, *index), currency.code())
        }
        What::AnyCurrency(index) => format!("{} took any currency", merchant(account, *index)),
        What::OrdinaryMerchant(index, service) => format!(
            "{} were no merchant of {}",
            merchant(account, *index),
            account.service(*service).name
        ),
        What::MinGapHours(service, hours) => format!(
            "{} wanted a gap of {}",
            account.service(*service).name,
            counted(u64::from(*hours), "hour", "hours")
        ),
        What::Minimum(service, order_type, minimum) => {
            let (name, orders) = (&account.service(*service).name, orders(*order_type));
            if minimum.is_zero() {
                format!("{name} took {orders} of any amount")
            } else {
                format!("{name} took no {orders} below {}", decimal(*minimum))
            }
        }
        What::DisableRecycleBilling(at, on) => {
            let campaign = format!("campaign {}", account.campaigns[*at].id);
            flag("Disable Recycle Billing", *on, &campaign)
        }
        What::MapKind(at, kind) => format!("{} were {}", map(account, *at), kind.name()),
        What::MapOrderType(at, None) => format!("{} were for all orders", map(account, *at)),
        What::MapOrderType(at, Some(order_type)) => {
            format!("{} were for {} alone", map(account, *at), orders(*order_type))
        }
        What::NoMap(at) => format!("{} were not there", map(account, *at)),
        What::ReductionType(index, reduction_type) => {
            let reductions = match reduction_type {
                ReductionType::Flat => "amounts of money",
                ReductionType::Percent => "percentages",
            };
            format!("price reductions were {reductions} in {}", title(account, *index))
        }
        What::MinimumPrice(index, minimum) => {
            format!("the minimum price of {} were {}", title(account, *index), decimal(*minimum))
        }
        What::ForceWeekday(index, weekday) => match weekday {
            Weekday::Friday => flag("Bill on Fridays", true, title(account, *index)),
            other => format!("{} forced a {}", title(account, *index), other.name()),
        },
        What::NoWeekday(index, weekday) => match weekday {
            Weekday::Friday => flag("Bill on Fridays", false, title(account, *index)),
            other => format!("{} forced no {}", title(account, *index), other.name()),
        },
        What::NotServed(profile, index) => {
            format!("{} were not in {}", merchant(account, *index), title(account, *profile))
        }
        What::Target(index, first, target) => {
            let attempts = attempts(account, *index, *first);
            match target {
                Some(target) => format!("{attempts} went to {}", merchant(account, *target)),
                None => format!("{attempts} went to the merchant of the decline"),
            }
        }
        What::Skip(index, slot, skip) => {
            format!("attempt {slot} of {} were {}skipped", title(account, *index), not(!skip))
        }
        What::WaitDays(index, slot, days) => format!(
            "attempt {slot} of {} waited {}",
            title(account, *index),
            counted(u64::from(*days), "day", "days")
        ),
        What::Reduction(index, slot, reduction) => {
            let reduction = match account.profile(*index).reduction_type {
                ReductionType::Flat => decimal(*reduction),
                ReductionType::Percent => format!("{reduction} %"),
            };
            format!("attempt {slot} of {} took {reduction} off", title(account, *index))
        }
        What::Assumption(key, value) => format!("the assumption {key} were {value}"),
        What::HoldRecyclePrice(index, on) => {
            flag("Hold Recycle Price", *on, title(account, *index))
        }
        What::NotSupported(index) => {
            format!("no recovery service were meant for {}", merchant(account, *index))
        }
    };
    escaped(&text).into_owned()
}

/// A part of a configuration that cases can exercise.
pub fn exercise(account: &Account, item: Item) -> String {
    let text = match item {
        Item::Profile(index) => format!("profile {}", title(account, index)),
        Item::Merchant(profile, index) => {
            format!("{} in {}", merchant(account, index), title(account, profile))
        }
        Item::Slot(profile, slot) => format!("attempt {slot} of {}", title(account, profile)),
        Item::Group(profile, first) => attempts(account, profile, first),
        Item::Target(index) => format!("attempts on {}", merchant(account, index)),
        Item::Blocks(index, reason) => {
            format!("{} at {}", reason.name(), merchant(account, index))
        }
        Item::NewSales => "new sales, which are not recycled".to_owned(),
        Item::Campaign(at) => {
            format!("campaign {}, which disables recycle billing", account.campaigns[at].id)
        }
        Item::Map(at) => map(account, at),
        Item::Assumption(at) => format!("the assumption {}", Assumptions::KEYS[at].0),
    };
    escaped(&text).into_owned()
}

/// An amount without its currency, with two decimals at least.
fn decimal(amount: Decimal) -> String {
    match amount.thousandths() {
        thousandths if thousandths % 10 == 0 => {
            format!("{}.{:02}", thousandths / 1000, thousandths / 10 % 100)
        }
        _ => amount.to_string(),
    }
}

fn not(negated: bool) -> &'static str {
    if negated { "not " } else { "" }
}

fn flag(name: &str, on: bool, place: &str) -> String {
    format!("*{name}* were {} in {place}", if on { "on" } else { "off" })
}

fn merchant(account: &Account, index: MerchantIndex) -> String {
    let merchant = account.merchant(index);
    if merchant.title == merchant.id {
        format!("merchant {}", merchant.id)
    } else {
        format!("merchant {} ({})", merchant.id, merchant.title)
    }
}

fn title(account: &Account, index: ProfileIndex) -> &str {
    &account.profile(index).title
}

fn orders(order_type: OrderType) -> &'static str {
    match order_type {
        OrderType::NewSale => "new sales",
        OrderType::Rebill => "rebills",
    }
}

fn map(account: &Account, at: usize) -> String {
    format!("the decline map \"{}\"", account.decline_maps[at].contains)
}

fn attempts(account: &Account, index: ProfileIndex, first: Slot) -> String {
    let group = group_at(first).or_else(|| group_of(first));
    let slots = group.map_or_else(|| first.to_string(), |group| group.key.to_owned());
    format!("attempts {slots} of {}", title(account, index))
}
