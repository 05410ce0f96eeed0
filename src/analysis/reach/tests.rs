//! Every decline is in exactly one class, and its class says what the replay says.

use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::config::{Format, load};
use crate::engine::Route;
use crate::ingest::DeclineFields;
use crate::model::{Brand, Currency, Fact, Kind, Money, OrderType, Recorded, Source};

fn account(text: &str) -> Account {
    let source = Source { name: "a.toml".into(), text: text.into() };
    let loaded = load(source, Format::Toml, &[]);
    let messages: Vec<_> = loaded.findings.iter().map(|finding| &finding.message).collect();
    assert!(loaded.is_usable(), "{messages:?}\n{text}");
    loaded.account
}

/// `key = value` lines, each with one of its values.
fn chosen(lines: &[(&'static str, &[&'static str])]) -> BoxedStrategy<String> {
    let strategies: Vec<_> = lines
        .iter()
        .map(|(key, values)| {
            let key = *key;
            select(values.to_vec()).prop_map(move |value| match value {
                "" => String::new(),
                value => format!("{key} = {value}\n"),
            })
        })
        .collect();
    strategies.prop_map(|lines| lines.concat()).boxed()
}

fn merchants() -> impl Strategy<Value = String> {
    let settings = chosen(&[
        ("enabled", &["", "", "", "false"]),
        ("block_prepaid", &["", "true"]),
        ("block_debit", &["", "", "true"]),
        (
            "accepts",
            &["", "", "['visa', 'echeck']", "['visa', 'mastercard', 'TestCard']", "['echeck']"],
        ),
        ("currencies", &["", "['USD']", "['USD', 'JPY']", "['EUR', 'KWD']"]),
        ("supported_by", &["", "'FlexPay'"]),
    ]);
    let gateways = ["NMI", "NMI", "Stripe", "FlexPay", "Second"];
    prop::collection::vec(settings, gateways.len()).prop_map(move |all| {
        let mut text = String::new();
        for ((number, settings), gateway) in all.iter().enumerate().zip(gateways) {
            write!(text, "[[merchant]]\nid = 'm{number}'\ngateway = '{gateway}'\n{settings}")
                .unwrap();
        }
        text
    })
}

fn profile(title: &'static str) -> impl Strategy<Value = String> {
    let general = chosen(&[
        ("reduction_type", &["'flat'", "'percent'"]),
        ("minimum_price", &["", "'35'", "'4.995'", "'1000.5'"]),
        ("force_weekday", &["", "", "'friday'", "'monday'"]),
        ("apply_to", &["['m0', 'm1']", "['m1', 'm2']", "['m0', 'm1', 'm2', 'm3']", "[]"]),
    ]);
    let targets = chosen(&[("4-6", &["", "'m3'", "'m1'"]), ("7-9", &["", "'m4'", "'m3'"])]);
    let slot = (any::<bool>(), 0..4_u8, select(vec!["0", "0", "5", "33.333", "12.5", "100"]));
    let slots = prop::collection::vec(slot, 9);
    (general, targets, slots).prop_map(move |(general, targets, slots)| {
        let mut text = format!("[[profile]]\ntitle = '{title}'\n{general}[profile.targets]\n");
        text.push_str(&targets.replace("4-6", "'4-6'").replace("7-9", "'7-9'"));
        text.push_str("[profile.attempts]\n");
        for (number, (skip, wait, reduction)) in slots.iter().enumerate() {
            let number = number + 1;
            writeln!(
                text,
                "{number} = {{ skip = {skip}, wait_days = {wait}, price_reduction = '{reduction}' }}"
            )
            .unwrap();
        }
        text
    })
}

fn accounts() -> impl Strategy<Value = String> {
    let general = chosen(&[
        ("timezone", &["'America/New_York'", "'UTC'", "'Australia/Lord_Howe'"]),
        ("rebill_time", &["'03:00'", "'00:00'", "'23:59'", "'original'"]),
        ("recycle_new_sales", &["", "true"]),
        ("default_currency", &["'USD'", "'JPY'"]),
    ]);
    let services = chosen(&[
        ("min_gap_hours", &["24", "0", "30", "49"]),
        ("minimum_rebill", &["'0'", "'4.995'", "'20'"]),
        ("minimum_new_sale", &["'0'", "'33'"]),
    ]);
    let assumptions = chosen(&[
        ("skip_wait", &["'omit'", "'elapses'"]),
        ("skip_reduction", &["'omit'", "'accrues'"]),
        ("reduction_mode", &["'cumulative'", "'absolute'"]),
        ("wait_from", &["'previous_attempt'", "'first_decline'"]),
        ("weekday_rule", &["'on_or_after'", "'strictly_after'", "'nearest'"]),
        ("blocked_slot", &["'count_as_decline'", "'pass_over'", "'fail_purchase'"]),
        ("after_handoff", &["'continue'", "'service_owns'"]),
        ("unknown_decline", &["'unclassified'", "'soft'", "'hard'"]),
    ]);
    let parts = (general, merchants(), services, profile("first"), profile("second"), assumptions);
    parts.prop_map(|(general, merchants, services, first, second, assumptions)| {
        format!(
            "[account]\n{general}{merchants}[[service]]\nname = 'FlexPay'\n{services}\
             [[service]]\nname = 'Second'\ngateway = 'Second'\n\
             [[campaign]]\nid = 'off'\ndisable_recycle_billing = true\n[[campaign]]\nid = 'on'\n\
             [[decline_map]]\ngateway = 'NMI'\ncontains = 'stolen'\nkind = 'hard'\n\
             [[decline_map]]\nmerchant = 'm1'\ncontains = '?'\nkind = 'soft'\n\
             {first}{second}[assumptions]\n{assumptions}"
        )
    })
}

/// What a decline is made of, besides its date.
#[derive(Clone, Debug)]
struct Drawn {
    merchant: &'static str,
    amount: (&'static str, i64),
    brand: Option<&'static str>,
    facts: (Fact, Fact),
    class: (Option<Kind>, &'static str),
    order_type: OrderType,
    campaign: &'static str,
    attempt: u8,
    day: i32,
    second: u32,
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let facts = select(vec![Fact::Yes, Fact::No, Fact::Unknown]);
    let minor = prop_oneof![1..200_i64, 1..60_000_i64, 490..510_i64, Just(999_999_999_999)];
    let brands = vec![None, Some("visa"), Some("MC"), Some("testcard"), Some("echeck"), Some("zz")];
    let kinds = vec![Some(Kind::Soft), Some(Kind::Soft), Some(Kind::Hard), None];
    let seconds = prop_oneof![
        0..86_400_u32,
        select(vec![0, 1, 10_799, 10_800, 10_801, 86_339, 86_340, 86_341, 86_399]),
    ];
    (
        select(vec!["m0", "m1", "m2", "m3", "m4", "elsewhere"]),
        (select(vec!["USD", "JPY", "KWD", "EUR", "CLF"]), minor),
        select(brands),
        (facts.clone(), facts),
        (select(kinds), select(vec!["", "?", "card STOLEN", "nothing known"])),
        select(OrderType::ALL.to_vec()),
        select(vec!["", "on", "off", "other"]),
        (0..10_u8, 0..7_i32, seconds),
    )
        .prop_map(|(merchant, amount, brand, facts, class, order_type, campaign, rest)| {
            let is_echeck = brand == Some("echeck");
            let (attempt, day, second) = rest;
            Drawn {
                merchant,
                amount,
                brand,
                facts: if is_echeck { (Fact::No, Fact::No) } else { facts },
                class,
                order_type,
                campaign,
                attempt,
                day,
                second,
            }
        })
}

impl Drawn {
    fn decline(&self, account: &Account, week: Week) -> Decline<'_> {
        let (code, amount_minor) = self.amount;
        Decline {
            line: 1,
            transaction_id: "drawn",
            declined_at: account.timezone.resolve(week.monday.plus(self.day), self.second).moment,
            merchant_id: self.merchant,
            amount: Money { currency: Currency::read(code).unwrap(), amount_minor },
            brand: self.brand.map(Brand::read),
            is_prepaid: self.facts.0,
            is_debit: self.facts.1,
            response_type: self.class.0,
            response_code: "",
            response_text: self.class.1,
            order_type: self.order_type,
            attempt: self.attempt,
            billing_cycle: "",
            campaign_id: self.campaign,
            customer_id: "",
            purchase_id: "",
            order_id: "",
            card: "",
            recorded: Recorded::First,
        }
    }
}

fn replayed(engine: &Engine<'_>, decline: &Decline<'_>) -> Fate {
    let mut route = Route::empty();
    engine.replay(decline, &mut route);
    Fate::of(&route, engine.account(), decline.declined_at)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_decline_is_in_one_class_and_fares_as_it_says(
        text in accounts(),
        declines in prop::collection::vec(drawn(), 60),
    ) {
        let account = account(&text);
        let engine = Engine::new(&account);
        let reach = Reach::of(&engine, Week::ordinary(&[&account], USUAL_YEAR));
        let classes = reach.classes();
        prop_assert_eq!(classes.len(), reach.count());
        for drawn in &declines {
            let decline = drawn.decline(&account, reach.week());
            let verdict = engine.facts(&decline).classification.class;
            let holding: Vec<usize> = classes
                .iter()
                .filter(|class| class.region.has(&decline, verdict))
                .map(|class| class.index)
                .collect();
            let (index, fate) = reach.class_of(&engine, &decline).unwrap();
            prop_assert_eq!(holding, vec![index], "{:?}\n{}", drawn, text);
            let replayed = replayed(&engine, &decline);
            prop_assert_eq!(fate, &replayed, "{:?}\n{}", drawn, text);
        }
    }

    #[test]
    fn the_example_of_a_class_is_in_it_and_can_be_typed(text in accounts()) {
        let account = account(&text);
        let engine = Engine::new(&account);
        let reach = Reach::of(&engine, Week::ordinary(&[&account], USUAL_YEAR));
        for class in reach.classes().iter().step_by(7) {
            let example = reach.example(&engine, &class.region);
            let decline = example.decline(&account);
            let (index, fate) = reach.class_of(&engine, &decline).unwrap();
            prop_assert_eq!(index, class.index, "{:?}\n{}", example, text);
            prop_assert_eq!(fate, &replayed(&engine, &decline));
            let typed = example.typed(&account);
            let pairs = typed.iter().map(|(column, value)| (*column, value.as_str()));
            let fields = DeclineFields::from_pairs(pairs).unwrap();
            let read = fields.decline(&account).unwrap();
            prop_assert_eq!(read, Decline { transaction_id: "typed", ..decline });
        }
    }

    #[test]
    fn two_accounts_are_told_apart_together(
        (base, candidate) in (accounts(), profile("third")),
        declines in prop::collection::vec(drawn(), 20),
    ) {
        let candidate = match base.split_once("[[profile]]") {
            Some((before, _)) => format!("{before}{candidate}"),
            None => unreachable!("the base has profiles"),
        };
        let (base, candidate) = (account(&base), account(&candidate));
        let week = Week::ordinary(&[&base, &candidate], USUAL_YEAR);
        let (base_engine, candidate_engine) = (Engine::new(&base), Engine::new(&candidate));
        let base_reach = Reach::of(&base_engine, week);
        let candidate_reach = Reach::of(&candidate_engine, week);
        let regions = refined(&base_reach, &candidate_reach);
        for drawn in &declines {
            let decline = drawn.decline(&base, week);
            let verdict = base_engine.facts(&decline).classification.class;
            let holding: Vec<(usize, usize)> = regions
                .iter()
                .filter(|(region, ..)| region.has(&decline, verdict))
                .map(|(_, base, candidate)| (*base, *candidate))
                .collect();
            let base = base_reach.class_of(&base_engine, &decline).unwrap().0;
            let candidate = candidate_reach.class_of(&candidate_engine, &decline).unwrap().0;
            prop_assert_eq!(holding, vec![(base, candidate)]);
        }
    }
}
