//! Which declines can happen on a merchant, among those that its account recycles.

use crate::config::Account;
use crate::engine::{AttemptFacts, Engine, Method, Verdict, ladder};
use crate::model::{
    BlockReason, Class, Currency, Fact, MerchantIndex, Money, OrderType, ServiceIndex,
};

use super::build::{Root, not_recycled};
use super::place::brands;
use super::region::{ATTEMPTS, Brands, FACTS, Region};
use super::set::{Few, Set};
use super::tree::NodeId;

/// Enabled merchants of one root on which the same declines can happen.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) supported_by: Option<ServiceIndex>,
    pub(super) merchants: Vec<MerchantIndex>,
    /// The soft declines that can happen there and that the account recycles.
    pub(super) among: Region,
    pub(super) node: NodeId,
}

/// The enabled merchants that are no service's own, in groups in the order of the account.
pub(super) fn groups(engine: &Engine<'_>, roots: &[Root], root_of: &[u32]) -> Vec<Group> {
    let account = engine.account();
    let mut groups: Vec<Group> = Vec::new();
    for (index, merchant) in (0..).map(MerchantIndex).zip(&account.merchants) {
        if !merchant.enabled || merchant.service.is_some() {
            continue;
        }
        let Some(among) = possible(engine, index) else { continue };
        let node = roots[root_of[index.0 as usize] as usize].node;
        let supported_by = merchant.supported_by;
        let same = groups.iter_mut().find(|group| {
            (group.supported_by, group.node) == (supported_by, node) && group.among == among
        });
        match same {
            Some(group) => group.merchants.push(index),
            None => groups.push(Group { supported_by, merchants: vec![index], among, node }),
        }
    }
    for group in &mut groups {
        let ids = group.merchants.iter().map(|index| account.merchant(*index).id.clone());
        group.among.merchants = Set::of(ids);
    }
    groups
}

/// The soft declines that an account's own switches let be recycled: rebills, new sales where the account
/// recycles them, and no campaign that disables recycle billing.
pub fn recycled(account: &Account) -> Region {
    let soft = Few::one(Class::Soft as u8, Class::ALL.len() as u8);
    let rebills = Few::one(OrderType::Rebill as u8, OrderType::ALL.len() as u8);
    let all = Region::all();
    Region {
        classes: soft,
        campaigns: Set::all_but(not_recycled(account)),
        order_types: if account.recycle_new_sales { all.order_types } else { rebills },
        ..all
    }
}

/// The recycled soft declines that can happen on a merchant, whichever it is called: cards and currencies
/// that it takes, first billings and attempts that run on it. `None` if it takes no currency.
fn possible(engine: &Engine<'_>, merchant: MerchantIndex) -> Option<Region> {
    let account = engine.account();
    let recycled = recycled(account);
    let plain = AttemptFacts {
        target: merchant,
        method: Method::Unknown,
        is_prepaid: Fact::Unknown,
        is_debit: Fact::Unknown,
        order_type: OrderType::Rebill,
        price: Money { currency: account.default_currency, amount_minor: 1 },
    };
    let takes = |gate: BlockReason, facts: &AttemptFacts| {
        engine.gates().verdict(gate, facts) != Verdict::Fail
    };
    let none = Brands { has_unknown: false, named: Set::of([]) };
    let taken = brands(engine).into_iter().filter(|(_, method)| {
        takes(BlockReason::MethodNotAccepted, &AttemptFacts { method: *method, ..plain })
    });
    let funding = |gate: BlockReason, with: &dyn Fn(Fact) -> AttemptFacts| {
        let taken = FACTS.into_iter().filter(|fact| takes(gate, &with(*fact)));
        taken
            .map(|fact| Few::one(fact as u8, FACTS.len() as u8))
            .fold(Few::none(FACTS.len() as u8), Few::union)
    };
    let refused = Currency::codes().filter_map(Currency::read).filter(|&currency| {
        let price = Money { currency, ..plain.price };
        !takes(BlockReason::CurrencyNotAccepted, &AttemptFacts { price, ..plain })
    });
    let refused = Set::of(refused);
    let currencies = if refused.is_empty() {
        Set::all()
    } else {
        Set::of(Currency::codes().filter_map(Currency::read).filter(|code| !refused.has(code)))
    };
    let region = Region {
        attempts: own_attempts(engine, merchant),
        brands: taken.fold(none, |all, (part, _)| all.union(&part)),
        prepaid: funding(BlockReason::PrepaidBlocked, &|is_prepaid| AttemptFacts {
            is_prepaid,
            ..plain
        }),
        debit: funding(BlockReason::DebitBlocked, &|is_debit| AttemptFacts { is_debit, ..plain }),
        currencies,
        ..recycled
    };
    (!region.currencies.is_empty()).then_some(region)
}

/// The first billing, and the attempts of a merchant's ladder that run on itself.
fn own_attempts(engine: &Engine<'_>, merchant: MerchantIndex) -> Few {
    let profile = engine.profiles().of(merchant).chosen;
    let rungs = profile.into_iter().flat_map(|index| ladder(engine.account().profile(index), 0));
    let own = rungs.filter(|rung| rung.rule.target.is_none_or(|target| target == merchant));
    own.map(|rung| Few::one(rung.rule.slot.0, ATTEMPTS)).fold(Few::one(0, ATTEMPTS), Few::union)
}
