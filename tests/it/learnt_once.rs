//! What a memory is for: whatever is like an earlier decline is not learnt again. Its numbers are given in the order
//! in which things are first seen, so the highest one tells how much was learnt.

use reattempt::config::{Account, Format, load};
use reattempt::engine::{Engine, Facts, Memory, Method, Place, Route};
use reattempt::ingest::{Again, DeclineFields, WordingNumber};
use reattempt::model::{Instant, Money, Recorded, Source};

/// A ladder whose prices meet each bound: the minimum price, its floor, and the service's minimum.
const ACCOUNT: &str = r#"
[account]
timezone = "UTC"
rebill_time = "03:00"
recycle_new_sales = true
[[merchant]]
id = "A"
gateway = "NMI"
[[merchant]]
id = "B"
gateway = "NMI"
[[merchant]]
id = "F"
gateway = "FlexPay"
[[service]]
name = "FlexPay"
gateway = "FlexPay"
min_gap_hours = 24
minimum_rebill = "20.00"
minimum_new_sale = "30.00"
[[profile]]
title = "P"
apply_to = ["A", "B"]
minimum_price = "10.00"
reduction_type = "percent"
targets = { "4-6" = "F" }
[profile.attempts]
4 = { wait_days = 1, price_reduction = "20" }
"#;

/// More than this is not remembered, in minor units of a currency with two decimals.
const MOST_MINOR: i64 = 100_000_000_000_000;

fn account(config: &str) -> Account {
    let source = Source { name: "case.toml".into(), text: config.to_owned() };
    let loaded = load(source, Format::Toml, &[]);
    assert!(loaded.findings.is_empty(), "{:?}", loaded.findings);
    loaded.account
}

fn fields(text: &str) -> DeclineFields {
    let usual =
        "merchant=A amount=49.95 card_brand=visa response_type=soft declined_at=2024-03-04T10:00";
    let given = |pair: &&str| !text.contains(pair.split('=').next().unwrap());
    let kept: Vec<&str> = usual.split(' ').filter(given).collect();
    DeclineFields::from_text(&format!("{} {text}", kept.join(" "))).unwrap()
}

fn facts(engine: &Engine<'_>, text: &str) -> Facts {
    engine.facts(&fields(text).decline(engine.account()).unwrap())
}

fn of_amount(facts: &Facts, amount_minor: i64) -> Facts {
    Facts { amount: Money { amount_minor, ..facts.amount }, ..*facts }
}

/// The first and the last amount of each group, whichever of its amounts is seen first.
#[test]
fn amounts_share_a_group_up_to_each_bound() {
    let account = account(ACCOUNT);
    let engine = Engine::new(&account);
    // What is taken off two cents is rounded to nothing.
    let rebill = [(0, 2), (3, 1_000), (1_001, 1_249), (1_250, 2_499), (2_500, MOST_MINOR)];
    let new_sale = [(0, 999), (1_000, 1_000), (1_001, 1_249), (1_250, 3_749), (3_750, MOST_MINOR)];
    for (order_type, spans) in [("rebill", &rebill[..]), ("new_sale", &new_sale[..])] {
        let facts = facts(&engine, &format!("order_type={order_type}"));
        for seen_first in [0, 1, 2] {
            let mut memory = Memory::new(&engine);
            for (first, last) in spans.iter().copied().chain(spans.iter().rev().copied()) {
                let seen = [first.max(1), i64::midpoint(first, last).max(1), last][seen_first];
                let place = memory.place(&of_amount(&facts, seen)).unwrap();
                assert_eq!(memory.amounts(place.group), first..=last, "{order_type} {seen}");
                for other in [first.max(1), last] {
                    assert_eq!(memory.place(&of_amount(&facts, other)), Some(place));
                }
            }
            let known = memory.place(&of_amount(&facts, spans[0].1)).unwrap();
            assert!((known.group.0 as usize) < spans.len());
        }
        let mut memory = Memory::new(&engine);
        assert!(memory.place(&of_amount(&facts, MOST_MINOR)).is_some());
        assert_eq!(memory.place(&of_amount(&facts, MOST_MINOR + 1)), None);
    }
}

/// Every decline of a long list of like ones, twice: the second time nothing is learnt, and the first time no more
/// than there are ways to differ.
#[test]
fn what_was_seen_is_not_learnt_again() {
    let account = account(ACCOUNT);
    let engine = Engine::new(&account);
    let mut memory = Memory::new(&engine);
    let mut texts = Vec::new();
    for merchant in ["A", "B"] {
        for brand in ["visa", "mastercard"] {
            for response in
                ["response_type=soft", "response_text=\"Insufficient funds\"", "response_type=hard"]
            {
                texts.push(format!("merchant={merchant} card_brand={brand} {response}"));
            }
        }
    }
    let mut places: Vec<Vec<Place>> = vec![Vec::new(); 2];
    for places in &mut places {
        for text in &texts {
            for (day, time) in
                [(4, "02:59"), (4, "03:00"), (4, "23:59"), (5, "00:00"), (5, "02:59")]
            {
                for amount in ["49.95", "12.00", "9.99", "500"] {
                    let text = format!("{text} amount={amount} declined_at=2024-03-0{day}T{time}");
                    let fields = fields(&text);
                    let (facts, number) = memory.facts(&fields.decline(&account).unwrap());
                    assert!(number.is_some());
                    let place = memory.place(&facts).unwrap();
                    let standing = memory.standing(&facts, number.unwrap()).unwrap();
                    assert_eq!((standing.group, standing.course), (place.group, place.course));
                    places.push(place);
                }
            }
        }
    }
    assert_eq!(places[0], places[1]);
    assert_eq!(memory.texts().len(), texts.len());
    let highest = |number: fn(&Place) -> u32| places[0].iter().map(number).max().unwrap() + 1;
    // On the 4th before 03:00, at it (a gap of a day is over exactly when the attempt runs) and after it; on the 5th.
    assert_eq!(highest(|place| place.moment.0), 4);
    // Handed off; blocked by the service's minimum at a price that is floored; hard.
    assert_eq!(highest(|place| place.course.0), 3);
    // For each merchant and brand: three spans of amounts if it is soft, whatever says so, and two if it is hard.
    assert_eq!(highest(|place| place.group.0), 20);
}

/// A wording's declines find their place by their amount alone, as long as no more than two spans take turns.
#[test]
fn a_known_wording_is_known_for_two_spans_of_amounts() {
    let account = account(ACCOUNT);
    let engine = Engine::new(&account);
    let mut memory = Memory::new(&engine);
    let wordings = [
        "merchant=A amount=49.95",
        "merchant=A amount=49.95 card_brand=amex",
        "merchant=B amount=12.00 response_code=05 response_text=\"Do not honour\"",
        // Of the group of the first one, and classed by something else.
        "merchant=A amount=49.95 response_type=\"\" response_text=\"Insufficient funds\"",
    ];
    let mut texts = Vec::new();
    for (number, text) in wordings.iter().enumerate() {
        let fields = fields(text);
        let (facts, text) = memory.facts(&fields.decline(&account).unwrap());
        let standing = memory.standing(&facts, text.unwrap()).unwrap();
        memory.know(WordingNumber(number as u32), &standing);
        texts.push(standing.text);
    }
    // The first two say the same of the decline.
    assert!(texts[0] == texts[1] && texts[1] != texts[2] && texts[2] != texts[3]);
    let times = |memory: &mut Memory<'_>| -> u64 {
        memory.take_times_again().map(|(_, times)| times).sum()
    };
    for (number, text) in wordings.iter().enumerate() {
        let wording = WordingNumber(number as u32);
        let fields = fields(text);
        let decline = fields.decline(&account).unwrap();
        let facts = engine.facts(&decline);
        let text = memory.text_again(wording).unwrap();
        let words = [text.merchant_id(), text.response_code(), text.response_text()];
        assert_eq!(words, [decline.merchant_id, decline.response_code, decline.response_text]);
        for amount_minor in [4_995, 1_200, 4_994, 999, 998, 1_201] {
            let seconds = amount_minor * 1_000;
            let declined = account.timezone.moment(Instant(facts.declined.instant.0 + seconds));
            let line = 2 + amount_minor as u64;
            let expected = Facts { line, declined, ..of_amount(&facts, amount_minor) };
            let again = Again { line, wording, declined_at: declined, amount: expected.amount };
            assert_eq!(memory.facts_again(&again), Some(expected));
            let place = memory.place(&expected).unwrap();
            let (course, stream) = memory.known_again(&again).unwrap();
            assert_eq!(course, place.course);
            let source = memory.source(stream);
            assert_eq!(memory.payer(source), memory.payer(place.group));
            assert_eq!(memory.discounts(source), memory.discounts(place.group));
        }
        assert_eq!(times(&mut memory), 6);
        assert_eq!(times(&mut memory), 0);
    }
    let unknown = Again {
        line: 2,
        wording: WordingNumber(4),
        declined_at: account.timezone.moment(Instant(0)),
        amount: Money { currency: account.default_currency, amount_minor: 1_000 },
    };
    assert_eq!(memory.known_again(&unknown), None);
    assert_eq!(memory.facts_again(&unknown), None);
}

/// Holds a decline to the step function; whether it is remembered.
fn is_remembered(memory: &mut Memory<'_>, facts: &Facts) -> bool {
    let (mut stepped, mut recalled) = (Route::empty(), Route::empty());
    memory.engine().replay_facts(*facts, &mut stepped);
    let place = memory.place(facts);
    memory.replay(facts, place, &mut recalled);
    assert_eq!(recalled, stepped, "{facts:?}");
    place.is_some()
}

#[test]
fn a_memory_is_full_at_last_and_then_still_right() {
    let account = account(ACCOUNT);
    let engine = Engine::new(&account);
    let facts = facts(&engine, "");
    let mut memory = Memory::new(&engine);
    let days: Vec<Facts> = (0..8_200)
        .flat_map(|day| [0, 43_200].map(|second| facts.declined.instant.0 + day * 86_400 + second))
        .map(|second| Facts { declined: account.timezone.moment(Instant(second)), ..facts })
        .collect();
    let remembered = days.iter().filter(|facts| is_remembered(&mut memory, facts)).count();
    assert_eq!(remembered, 2 * 8_192, "there is room for 8 192 dates");
    assert!(is_remembered(&mut memory, &days[0]));

    // Each brand in each span of amounts is a group of its own, of which there is room for 16 384.
    let brands: Vec<String> = (0..4_100).map(|number| format!("brand {number}")).collect();
    let many = format!("gateway = \"FlexPay\"\naccepts = {brands:?}");
    let account = self::account(&ACCOUNT.replacen("gateway = \"FlexPay\"", &many, 1));
    let engine = Engine::new(&account);
    let mut memory = Memory::new(&engine);
    let of_brand = |number: u16| {
        [2, 500, 1_100, 3_000]
            .map(|minor| Facts { method: Method::Known(number), ..of_amount(&facts, minor) })
    };
    let ways: Vec<Facts> = (0..4_100).flat_map(of_brand).collect();
    let remembered = ways.iter().filter(|facts| is_remembered(&mut memory, facts)).count();
    assert_eq!(remembered, 16_384);
    assert!(ways[..16_384].iter().all(|facts| memory.place(facts).is_some()));
}

/// 256 bytes of merchant, code and text; 8192 of those.
#[test]
fn long_texts_and_too_many_are_read_each_time() {
    let account = account(ACCOUNT);
    let engine = Engine::new(&account);
    let mut memory = Memory::new(&engine);
    let mut is_remembered = |text: &str| {
        let fields = fields(&format!("response_code=05 response_text=\"{text}\""));
        let decline = fields.decline(&account).unwrap();
        let (facts, number) = memory.facts(&decline);
        assert_eq!(facts, engine.facts(&decline));
        number.is_some()
    };
    assert!(!is_remembered(&"x".repeat(254)));
    for number in 0..8_192 {
        assert!(is_remembered(&format!("{number:0>253}")));
    }
    assert!(!is_remembered("another"));
    assert!(is_remembered(&format!("{:0>253}", 8_191)));
}

/// Whatever a route can depend on, beside the amount and the moment, gives a group of its own.
#[test]
fn facts_that_differ_are_told_apart() {
    let account =
        account(&format!("{ACCOUNT}[[campaign]]\nid = \"C\"\ndisable_recycle_billing = true\n"));
    let engine = Engine::new(&account);
    let mut memory = Memory::new(&engine);
    let mut seen: Vec<(String, u32)> = Vec::new();
    let attempts = (1..=9).map(|attempt| format!("attempt={attempt}"));
    let others = [
        "",
        "merchant=B",
        "merchant=F",
        "merchant=unheard-of",
        "card_brand=mastercard",
        "card_brand=echeck",
        "card_brand=unionpay",
        "card_brand=unlisted",
        "is_prepaid=yes",
        "is_prepaid=no",
        "is_debit=yes",
        "is_debit=no",
        "order_type=new_sale",
        "campaign_id=C",
        "currency=EUR",
        "currency=JPY",
        "response_type=hard",
        "merchant=B card_brand=mastercard",
        "merchant=B is_prepaid=yes",
        "is_prepaid=yes is_debit=yes",
    ];
    for text in others.map(str::to_owned).into_iter().chain(attempts) {
        let facts = facts(&engine, &text.replace("currency=JPY", "currency=JPY amount=5000"));
        let later = Facts { recorded: Recorded::Later, ..facts };
        for (text, facts) in [(text.clone(), facts), (format!("{text} recorded"), later)] {
            let group = memory.place(&facts).unwrap().group.0;
            let same = seen.iter().find(|(_, other)| *other == group);
            assert_eq!(same, None, "{text}");
            seen.push((text, group));
        }
    }
    let unknown = Facts { method: Method::Unknown, ..facts(&engine, "") };
    assert_eq!(memory.place(&unknown).unwrap().group.0 as usize, seen.len());
}

/// Courses are shared whenever a decline is; only dates depend on that, and what happens at a moment has one number.
#[test]
fn courses_are_shared_by_declines_of_any_moment() {
    let account = account(ACCOUNT);
    let engine = Engine::new(&account);
    let mut memory = Memory::new(&engine);
    let [one, two] =
        ["merchant=A declined_at=2024-03-04T02:00", "merchant=B declined_at=2024-05-21T20:00"]
            .map(|text| facts(&engine, text));
    let places = [&one, &two].map(|facts| memory.place(facts).unwrap());
    assert_ne!(places[0].group, places[1].group);
    assert_eq!(places[0].course, places[1].course);
    for (facts, place) in [one, two].iter().zip(places) {
        assert_eq!(memory.moment_number(facts.declined), Some(place.moment));
    }
}

/// Groups whose discounts are the same share them by number.
#[test]
fn discounts_are_known_by_number() {
    let more = "[[merchant]]\nid = \"C\"\n[[profile]]\ntitle = \"Q\"\napply_to = [\"C\"]\n\
        [profile.attempts]\n1 = { wait_days = 1 }\n2 = { wait_days = 1, price_reduction = \"1\" }\n";
    let account = account(&format!("{ACCOUNT}{more}"));
    let engine = Engine::new(&account);
    let mut memory = Memory::new(&engine);
    let mut group = |text: &str| memory.place(&facts(&engine, text)).unwrap().group;
    let groups =
        ["merchant=A", "merchant=B", "merchant=C", "merchant=C amount=0.99"].map(&mut group);
    let ladders = groups.map(|group| memory.ladder(group));
    assert_eq!(ladders, [0, 0, 1, 1]);
    for (group, attempts) in groups.into_iter().zip([1, 1, 2, 2]) {
        assert_eq!(memory.discounts(group).len(), attempts);
        assert_eq!(memory.discounts_of(memory.ladder(group)), memory.discounts(group));
    }
}
