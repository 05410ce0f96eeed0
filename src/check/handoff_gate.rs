//! Rules about what blocks a hand-off at its target.

use crate::engine::{AttemptFacts, Verdict, price};
use crate::model::{
    BlockReason, Brand, Change, Code, Currency, Decimal, Edit, Fact, Finding, Fix, MerchantIndex,
    Money, OrderType, UsualBrand,
};

use super::context::{Context, Handoff, ProfileView, shown, some_of};
use super::handoff::handoffs;
use super::rule::{Rule, rule};
use super::screens::{in_merchant, in_profile};

rule! {
    /// A profile hands off to a merchant that is not enabled.
    ///
    /// ## What it checks
    ///
    /// Whether the target of a hand-off is enabled.
    ///
    /// ## Why
    ///
    /// Step 6 of the guide enables the FlexPay MID. On a merchant that is not, every hand-off is blocked.
    ///
    /// ## Wrong
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI", supported_by = "FlexPay" },
    ///   { id = "99", title = "FlexPay MID", gateway = "FlexPay", api_key = "env:FLEXPAY_KEY", enabled = false, customer_service_phone = "+1 800 555 0100" }, # <-
    /// ]
    ///
    /// [[profile]]
    /// title = "FlexPay recovery"
    /// apply_to = ["12"]
    /// targets = { "4-6" = "99" }
    /// attempts = { 4 = { wait_days = 1 } }
    /// ```
    ///
    /// ## Right
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI", supported_by = "FlexPay" },
    ///   { id = "99", title = "FlexPay MID", gateway = "FlexPay", api_key = "env:FLEXPAY_KEY", customer_service_phone = "+1 800 555 0100" },
    /// ]
    ///
    /// [[profile]]
    /// title = "FlexPay recovery"
    /// apply_to = ["12"]
    /// targets = { "4-6" = "99" }
    /// attempts = { 4 = { wait_days = 1 } }
    /// ```
    ///
    /// ## Fix
    ///
    /// Tick Enabled under Additional Options of the service merchant.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "HND402"
    /// profile = "FlexPay recovery"
    /// reason = "why it is meant"
    /// ```
    HandoffDisabled = Hnd402, fix "enables the merchant"
}

impl Rule for HandoffDisabled {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        for (view, handoff) in handoffs(context) {
            if is_passed(context, BlockReason::MerchantDisabled, &probe(context, handoff.target)) {
                continue;
            }
            let name = context.merchant(handoff.target);
            let message = format!(
                "{} hands off to {name}, which is not enabled: every hand-off is blocked; enable it",
                context.profile(view.index),
            );
            let path = context.document.merchant_path(handoff.target).key("enabled");
            let mut finding = on_handoff(context, Code::Hnd402, view, handoff, "enabled", message)
                .with_help(in_merchant(&name, "tick Enabled under Additional Options"));
            finding.fix = Some(Fix {
                title: format!("enable {name}"),
                changes: vec![Change { path, edit: Edit::Set("true".to_owned()) }],
            });
            findings.push(finding);
        }
    }
}

/// A finding at a key of a hand-off's target, with the slot group that names the target.
fn on_handoff(
    context: &Context<'_>,
    code: Code,
    view: &ProfileView<'_>,
    handoff: Handoff,
    key: &str,
    message: String,
) -> Finding {
    let named = format!("{} hands off to it here", context.profile(view.index));
    context
        .on_profile(code, view.index, context.merchant_place(handoff.target, key), message)
        .about_merchant(handoff.target)
        .with_related(context.target_place(view.index, handoff.slot), named)
}

/// An attempt that nothing is known of but its target.
fn probe(context: &Context<'_>, target: MerchantIndex) -> AttemptFacts {
    AttemptFacts {
        target,
        method: context.engine.methods().method(None),
        is_prepaid: Fact::No,
        is_debit: Fact::No,
        order_type: OrderType::Rebill,
        price: Money { currency: context.account.default_currency, amount_minor: 0 },
    }
}

/// Whether a gate lets an attempt through.
fn is_passed(context: &Context<'_>, gate: BlockReason, attempt: &AttemptFacts) -> bool {
    context.engine.gates().verdict(gate, attempt) != Verdict::Fail
}

rule! {
    /// The hand-off target does not accept a card brand that a merchant of the profile accepts.
    ///
    /// ## What it checks
    ///
    /// Card brands that an enabled merchant of the profile accepts against those of the target. An echeck
    /// is no card.
    ///
    /// ## Why
    ///
    /// Step 6 of the guide sets the accepted payments of the FlexPay MID. A card whose box is not ticked
    /// there is blocked at the hand-off.
    ///
    /// ## Wrong
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI", supported_by = "FlexPay" },
    ///   { id = "99", title = "FlexPay MID", gateway = "FlexPay", api_key = "env:FLEXPAY_KEY", accepts = ["visa", "mastercard"], customer_service_phone = "+1 800 555 0100" }, # <-
    /// ]
    ///
    /// [[profile]]
    /// title = "FlexPay recovery"
    /// apply_to = ["12"]
    /// targets = { "4-6" = "99" }
    /// attempts = { 4 = { wait_days = 1 } }
    /// ```
    ///
    /// ## Right
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI", supported_by = "FlexPay" },
    ///   { id = "99", title = "FlexPay MID", gateway = "FlexPay", api_key = "env:FLEXPAY_KEY", accepts = ["visa", "mastercard", "amex", "discover"], customer_service_phone = "+1 800 555 0100" },
    /// ]
    ///
    /// [[profile]]
    /// title = "FlexPay recovery"
    /// apply_to = ["12"]
    /// targets = { "4-6" = "99" }
    /// attempts = { 4 = { wait_days = 1 } }
    /// ```
    ///
    /// ## Fix
    ///
    /// Tick the brands under Accepted Payment of the service merchant.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "HND403"
    /// profile = "FlexPay recovery"
    /// reason = "why it is meant"
    /// ```
    HandoffMethod = Hnd403, needs WholeFile
}

impl Rule for HandoffMethod {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        for (view, handoff) in handoffs(context) {
            let is_refused = |brand: Brand<'_>| {
                let method = context.engine.methods().method(Some(brand));
                let attempt = AttemptFacts { method, ..probe(context, handoff.target) };
                !is_passed(context, BlockReason::MethodNotAccepted, &attempt)
            };
            let mut brands: Vec<Brand<'_>> = Vec::new();
            let mut sources: Vec<MerchantIndex> = Vec::new();
            for (index, merchant) in context.enabled(view) {
                let mut refused =
                    merchant.accepts.iter().filter(|&brand| is_card(brand) && is_refused(brand));
                let Some(first) = refused.next() else { continue };
                sources.push(index);
                for brand in std::iter::once(first).chain(refused) {
                    if !brands.iter().any(|known| known.name().eq_ignore_ascii_case(brand.name())) {
                        brands.push(brand);
                    }
                }
            }
            if brands.is_empty() {
                continue;
            }
            brands.sort();
            let brands = some_of(brands.iter().map(|brand| shown(brand.name())));
            let name = context.merchant(handoff.target);
            let message = format!(
                "{name} does not accept {brands}, which {} of {} {}: hand-offs of those cards are blocked; \
                 accept them there too",
                context.merchant_list(&sources),
                context.profile(view.index),
                if sources.len() == 1 { "accepts" } else { "accept" },
            );
            findings.push(
                on_handoff(context, Code::Hnd403, view, handoff, "accepts", message).with_help(
                    in_merchant(&name, &format!("tick {brands} under Accepted Payment")),
                ),
            );
        }
    }
}

/// An echeck is no card.
fn is_card(brand: Brand<'_>) -> bool {
    brand != Brand::Usual(UsualBrand::Echeck)
}

rule! {
    /// The hand-off target blocks prepaid or debit cards that a merchant of the profile takes.
    ///
    /// ## What it checks
    ///
    /// Block Pre-Paid and Block Debit of the target against those of the enabled merchants of the profile.
    ///
    /// ## Why
    ///
    /// Step 6 of the guide: with these boxes ticked on the FlexPay MID, such cards are blocked at the
    /// hand-off although they were sold to.
    ///
    /// ## Wrong
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI", supported_by = "FlexPay" },
    ///   { id = "99", title = "FlexPay MID", gateway = "FlexPay", api_key = "env:FLEXPAY_KEY", block_prepaid = true, customer_service_phone = "+1 800 555 0100" }, # <-
    /// ]
    ///
    /// [[profile]]
    /// title = "FlexPay recovery"
    /// apply_to = ["12"]
    /// targets = { "4-6" = "99" }
    /// attempts = { 4 = { wait_days = 1 } }
    /// ```
    ///
    /// ## Right
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI", supported_by = "FlexPay" },
    ///   { id = "99", title = "FlexPay MID", gateway = "FlexPay", api_key = "env:FLEXPAY_KEY", block_prepaid = false, customer_service_phone = "+1 800 555 0100" },
    /// ]
    ///
    /// [[profile]]
    /// title = "FlexPay recovery"
    /// apply_to = ["12"]
    /// targets = { "4-6" = "99" }
    /// attempts = { 4 = { wait_days = 1 } }
    /// ```
    ///
    /// ## Fix
    ///
    /// Untick Block Pre-Paid or Block Debit of the service merchant.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "HND404"
    /// profile = "FlexPay recovery"
    /// reason = "why it is meant"
    /// ```
    HandoffFunding = Hnd404
}

impl Rule for HandoffFunding {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        for (view, handoff) in handoffs(context) {
            for (gate, cards, key, label) in [
                (BlockReason::PrepaidBlocked, "prepaid", "block_prepaid", "Block Pre-Paid"),
                (BlockReason::DebitBlocked, "debit", "block_debit", "Block Debit"),
            ] {
                let lets_through = |target| {
                    let probe = probe(context, target);
                    let attempt =
                        AttemptFacts { is_prepaid: Fact::Yes, is_debit: Fact::Yes, ..probe };
                    is_passed(context, gate, &attempt)
                };
                if lets_through(handoff.target) {
                    continue;
                }
                let sources: Vec<_> = context
                    .enabled(view)
                    .map(|(index, _)| index)
                    .filter(|&index| lets_through(index))
                    .collect();
                if sources.is_empty() {
                    continue;
                }
                let name = context.merchant(handoff.target);
                let message = format!(
                    "{name} blocks {cards} cards and {} of {} {} not: hand-offs of those cards are blocked; \
                     turn {label} off",
                    context.merchant_list(&sources),
                    context.profile(view.index),
                    if sources.len() == 1 { "does" } else { "do" },
                );
                findings.push(
                    on_handoff(context, Code::Hnd404, view, handoff, key, message).with_help(
                        in_merchant(&name, &format!("untick {label} under Additional Options")),
                    ),
                );
            }
        }
    }
}

rule! {
    /// The hand-off target does not take a currency of a merchant of the profile.
    ///
    /// ## What it checks
    ///
    /// The currencies that the target lists against those of the enabled merchants of the profile; a
    /// merchant without `currencies` counts as the account's `default_currency`.
    ///
    /// ## Why
    ///
    /// An order in another currency is blocked at the hand-off.
    ///
    /// ## Wrong
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI", supported_by = "FlexPay" },
    ///   { id = "99", title = "FlexPay MID", gateway = "FlexPay", api_key = "env:FLEXPAY_KEY", currencies = ["EUR"], customer_service_phone = "+1 800 555 0100" }, # <-
    /// ]
    ///
    /// [[profile]]
    /// title = "FlexPay recovery"
    /// apply_to = ["12"]
    /// targets = { "4-6" = "99" }
    /// attempts = { 4 = { wait_days = 1 } }
    /// ```
    ///
    /// ## Right
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI", supported_by = "FlexPay" },
    ///   { id = "99", title = "FlexPay MID", gateway = "FlexPay", api_key = "env:FLEXPAY_KEY", currencies = ["EUR", "USD"], customer_service_phone = "+1 800 555 0100" },
    /// ]
    ///
    /// [[profile]]
    /// title = "FlexPay recovery"
    /// apply_to = ["12"]
    /// targets = { "4-6" = "99" }
    /// attempts = { 4 = { wait_days = 1 } }
    /// ```
    ///
    /// ## Fix
    ///
    /// Add the currency to the service merchant, or hand off to one that takes it.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "HND405"
    /// profile = "FlexPay recovery"
    /// reason = "why it is meant"
    /// ```
    HandoffCurrency = Hnd405
}

impl Rule for HandoffCurrency {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        for (view, handoff) in handoffs(context) {
            let is_refused = |currency: Currency| {
                let price = Money { currency, amount_minor: 0 };
                let attempt = AttemptFacts { price, ..probe(context, handoff.target) };
                !is_passed(context, BlockReason::CurrencyNotAccepted, &attempt)
            };
            let default = [context.account.default_currency];
            let mut currencies = std::collections::BTreeSet::new();
            let mut sources: Vec<MerchantIndex> = Vec::new();
            for (index, merchant) in context.enabled(view) {
                let listed = merchant.currencies.as_deref().unwrap_or(&default);
                let before = sources.len();
                for &currency in listed.iter().filter(|&&currency| is_refused(currency)) {
                    currencies.insert(currency);
                    sources.truncate(before);
                    sources.push(index);
                }
            }
            if currencies.is_empty() {
                continue;
            }
            let currencies = some_of(currencies.iter().map(ToString::to_string));
            let name = context.merchant(handoff.target);
            let message = format!(
                "{name} does not take {currencies}, the currency of {} of {}: those hand-offs are blocked; \
                 add it there or hand off to a merchant that takes it",
                context.merchant_list(&sources),
                context.profile(view.index),
            );
            findings.push(
                on_handoff(context, Code::Hnd405, view, handoff, "currencies", message)
                    .with_help(in_merchant(&name, &format!("add {currencies} to its currencies"))),
            );
        }
    }
}

rule! {
    /// Reductions can bring a hand-off below the service's minimum.
    ///
    /// ## What it checks
    ///
    /// Whether the profile's minimum price, or 0, is below the service's minimum for rebills (and for new
    /// sales where those are recycled), while what is taken off by the hand-off can bring an order that the
    /// service would take below it.
    ///
    /// ## Why
    ///
    /// The service has a minimum of its own. An order that is above it and falls below through reductions
    /// is blocked at the hand-off.
    ///
    /// ## Wrong
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI", supported_by = "FlexPay" },
    ///   { id = "99", title = "FlexPay MID", gateway = "FlexPay", api_key = "env:FLEXPAY_KEY", customer_service_phone = "+1 800 555 0100" },
    /// ]
    ///
    /// [[profile]]
    /// title = "FlexPay recovery"
    /// minimum_price = "5" # <-
    /// apply_to = ["12"]
    /// targets = { "4-6" = "99" }
    ///
    /// [profile.attempts]
    /// 4 = { wait_days = 1, price_reduction = "2" }
    ///
    /// [[service]]
    /// name = "FlexPay"
    /// minimum_rebill = "10"
    ///
    /// [[allow]]
    /// code = "ATT305"
    /// reason = "agreed with the service"
    /// ```
    ///
    /// ## Right
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI", supported_by = "FlexPay" },
    ///   { id = "99", title = "FlexPay MID", gateway = "FlexPay", api_key = "env:FLEXPAY_KEY", customer_service_phone = "+1 800 555 0100" },
    /// ]
    ///
    /// [[profile]]
    /// title = "FlexPay recovery"
    /// minimum_price = "10"
    /// apply_to = ["12"]
    /// targets = { "4-6" = "99" }
    ///
    /// [profile.attempts]
    /// 4 = { wait_days = 1, price_reduction = "2" }
    ///
    /// [[service]]
    /// name = "FlexPay"
    /// minimum_rebill = "10"
    ///
    /// [[allow]]
    /// code = "ATT305"
    /// reason = "agreed with the service"
    /// ```
    ///
    /// ## Fix
    ///
    /// Set Minimum Price to the service's minimum, or take nothing off.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "HND406"
    /// profile = "FlexPay recovery"
    /// reason = "why it is meant"
    /// ```
    BelowServiceMinimum = Hnd406
}

impl Rule for BelowServiceMinimum {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        let order_types: &[OrderType] = if context.account.recycle_new_sales {
            &[OrderType::Rebill, OrderType::NewSale]
        } else {
            &[OrderType::Rebill]
        };
        for view in &context.profiles {
            let found = view.handoffs.iter().find_map(|handoff| {
                let falls_below = |order_type| falls_below(context, view, handoff, order_type);
                Some((
                    handoff,
                    order_types.iter().copied().find(|&order_type| falls_below(order_type))?,
                ))
            });
            let Some((handoff, order_type)) = found else { continue };
            let service = context.account.service(handoff.service);
            let (key, orders) = match order_type {
                OrderType::Rebill => ("minimum_rebill", "rebills"),
                OrderType::NewSale => ("minimum_new_sale", "new sales"),
            };
            let minimum = service.minimum(order_type);
            let name = context.service(handoff.service);
            let message = format!(
                "the Minimum Price {} of {} is below the {minimum} that {name} asks of {orders}, and {} off \
                 by re-attempt {} can bring the price under it: those hand-offs are blocked; set Minimum \
                 Price to {minimum}",
                view.profile.minimum_price,
                context.profile(view.index),
                view.ladder[handoff.position].reduction,
                handoff.slot,
            );
            let asked = context.document.service_path(handoff.service).key(key);
            findings.push(
                context
                    .on_profile(
                        Code::Hnd406,
                        view.index,
                        context.profile_place(view.index, "minimum_price"),
                        message,
                    )
                    .with_help(in_profile(
                        context,
                        view.index,
                        &format!("set Minimum Price to {minimum}"),
                    ))
                    .with_related(context.document.place(&asked), format!("{name}'s minimum")),
            );
        }
    }
}

/// Whether an order that the service would take costs too little for it once it is handed off. A larger
/// order costs more after the same reduction, so the smallest one answers for all.
fn falls_below(
    context: &Context<'_>,
    view: &ProfileView<'_>,
    handoff: &Handoff,
    order_type: OrderType,
) -> bool {
    let minimum = context.account.service(handoff.service).minimum(order_type);
    if view.profile.minimum_price >= minimum {
        return false;
    }
    let order = smallest_at_least(minimum, context.account.default_currency);
    let price = price(view.profile, order, view.ladder[handoff.position].reduction).amount;
    let attempt = AttemptFacts { order_type, price, ..probe(context, handoff.target) };
    !is_passed(context, BlockReason::BelowServiceMinimum, &attempt)
}

/// The smallest amount of a currency that is not below `minimum`.
fn smallest_at_least(minimum: Decimal, currency: Currency) -> Money {
    let rounded = Money { currency, amount_minor: minimum.round_to_minor(currency) };
    let short = i64::from(minimum.exceeds(rounded));
    Money { amount_minor: rounded.amount_minor + short, ..rounded }
}
