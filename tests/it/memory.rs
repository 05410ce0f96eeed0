//! What is remembered is what the step function says: routes and summaries of the driver with a memory are
//! those of the plain one.

use proptest::test_runner::{Config, TestRunner};

use reattempt::analysis::{Replayer, Summary, Tally};
use reattempt::config::{Account, Format, RebillTime, load};
use reattempt::engine::{Engine, Facts, Memory, Place, Route};
use reattempt::ingest::{Block, Blocks, DeclineFields, ReadOptions, Record, Scratch};
use reattempt::model::{Day, Decline, Fact, Instant, Money, OrderType, Recorded, Source};
use reattempt::report::csv::{CsvRows, Room, RowTemplates};

use crate::generate::{self, Case};

fn account(config: &str) -> Account {
    let source = Source { name: "case.toml".into(), text: config.to_owned() };
    load(source, Format::Toml, &[]).account
}

fn each_block(
    account: &Account,
    declines: &str,
    mut each: impl FnMut(&reattempt::ingest::Layout, &Block),
) {
    let opened = Blocks::open(declines.as_bytes(), account, &ReadOptions::default());
    let (layout, mut blocks) = opened.unwrap();
    let mut block = Block::default();
    while blocks.next_block(&mut block).unwrap() {
        each(&layout, &block);
    }
}

/// The declines of a case as the engine sees them, and what they add up to step by step.
fn plain(engine: &Engine<'_>, declines: &str) -> (Vec<Facts>, Tally) {
    let (mut all, mut tally, mut route) = (Vec::new(), Tally::default(), Route::empty());
    let mut scratch = Scratch::default();
    each_block(engine.account(), declines, |layout, block| {
        let mut sink = |record: Record<'_>| match record {
            Record::Decline(decline) => {
                let facts = engine.facts(&decline);
                engine.replay_facts(facts, &mut route);
                tally.routed(facts.merchant, &decline, &route);
                all.push(facts);
            }
            Record::NotADecline { reason, .. } => tally.not_a_decline(reason.name()),
            Record::Reject(reject) => tally.rejected(reject.problem.name()),
        };
        layout.read(block, &mut scratch, &mut sink).unwrap();
    });
    (all, tally)
}

/// What declines that are read several times over add up to with a memory.
fn remembered(engine: &Engine<'_>, declines: &str) -> Tally {
    let mut replayer = Replayer::new(engine);
    each_block(engine.account(), declines, |layout, block| {
        replayer.block(layout, block, &mut ()).unwrap();
    });
    replayer.into_tally()
}

fn summary(engine: &Engine<'_>, tally: &Tally) -> String {
    let summary = Summary::of(engine.account(), engine.profiles(), tally).unwrap();
    serde_json::to_string_pretty(&summary).unwrap()
}

/// The same decline for other amounts and at other moments: around everything that a comparison could turn
/// at.
fn variants(engine: &Engine<'_>, facts: &Facts, route: &Route) -> Vec<Facts> {
    let account = engine.account();
    let currency = facts.amount.currency;
    let mut amounts = vec![1, 2, 3, 9, 10, 11, 99, 101, 1_000, 123_456_789, 10_i64.pow(11)];
    let mut around = |minor: i64| {
        amounts.extend([minor - 1, minor, minor + 1, minor * 10 / 9, minor * 20 / 19 + 1]);
    };
    around(facts.amount.amount_minor);
    for profile in &account.profiles {
        around(profile.minimum_price.round_to_minor(currency));
    }
    for service in &account.services {
        around(service.minimum_rebill.round_to_minor(currency));
        around(service.minimum_new_sale.round_to_minor(currency));
    }
    let mut seconds: Vec<i64> = [0, 1, 59, 3_599, 3_600, 7_200, 40_000, 86_399, 86_400, 90_000]
        .into_iter()
        .flat_map(|seconds| [seconds, -seconds])
        .map(|seconds| facts.declined.instant.0 + seconds)
        .collect();
    for attempt in &route.attempts {
        let due = attempt.due.instant.0;
        seconds.extend([due - 1, due, due + 1]);
        let hours = account.services.iter().map(|service| i64::from(service.min_gap_hours));
        seconds.extend(hours.flat_map(|hours| (-1..=1).map(move |off| due - hours * 3600 + off)));
    }
    amounts.retain(|minor| (1..=10_i64.pow(12)).contains(minor));
    let variant = |number: usize| {
        let amount_minor = amounts[number % amounts.len()];
        let instant = seconds[(number * 7 + number / 5) % seconds.len()];
        let declined = account.timezone.moment(Instant(instant));
        Facts { amount: Money { currency, amount_minor }, declined, ..*facts }
    };
    (0..80).map(variant).collect()
}

/// A memory held to the step function, and rows of what it remembers held to those of any decline.
struct Held<'a> {
    memory: Memory<'a>,
    routes: [Route; 2],
    csv: &'a CsvRows,
    templates: RowTemplates<'a>,
    rows: [Room; 2],
    line: u64,
}

impl<'a> Held<'a> {
    fn of(engine: &'a Engine<'a>, csv: &'a CsvRows) -> Held<'a> {
        Held {
            memory: Memory::new(engine),
            routes: [Route::empty(), Route::empty()],
            csv,
            templates: RowTemplates::of(csv),
            rows: [Room::default(), Room::default()],
            line: 1,
        }
    }

    /// Holds a decline's remembered route to what the step function says; whether it is remembered.
    fn same_route(&mut self, facts: &Facts) -> bool {
        let [stepped, recalled] = &mut self.routes;
        self.memory.engine().replay_facts(*facts, stepped);
        let Some(place) = self.memory.place(facts) else { return false };
        self.memory.route(facts, place, recalled);
        assert_eq!(recalled, stepped, "{facts:?}");
        self.same_rows(facts, place);
        true
    }

    /// Holds the rows of the remembered route to those that are written cell by cell.
    fn same_rows(&mut self, facts: &Facts, place: Place) {
        let Held { rows: [routes, transactions], routes: [_, route], line, .. } = self;
        *line = *line * 3 % 1_000_003;
        let ids = ["T1", "=a,\"b\"", "", "an id that is longer than what is copied in one step"];
        let id = ids[*line as usize % ids.len()];
        let decline = Decline {
            transaction_id: id,
            merchant_id: &id[..id.len() / 2],
            amount: facts.amount,
            declined_at: facts.declined,
            line: *line,
            brand: None,
            is_prepaid: Fact::Unknown,
            is_debit: Fact::Unknown,
            response_type: None,
            response_code: "",
            response_text: "",
            order_type: OrderType::Rebill,
            attempt: 1,
            billing_cycle: "",
            campaign_id: "",
            customer_id: "",
            purchase_id: "",
            order_id: "",
            card: "",
            recorded: Recorded::First,
        };
        routes.clear();
        transactions.clear();
        self.templates.rows(&decline, route, place, routes, transactions);
        let mut cells = [Vec::new(), Vec::new()];
        self.csv.routes(&decline, route, &mut cells[0]);
        self.csv.transaction(&decline, route, &mut cells[1]);
        for (rows, cells) in [routes, transactions].into_iter().zip(cells) {
            assert_eq!(String::from_utf8_lossy(rows.text()), String::from_utf8_lossy(&cells));
        }
    }
}

fn the_memory_agrees(case: &Case) {
    let account = account(&case.config);
    let engine = Engine::new(&account);
    let (all, tally) = plain(&engine, &case.declines);
    let again = remembered(&engine, &case.declines);
    assert_eq!(summary(&engine, &again), summary(&engine, &tally));
    let (csv, mut route) = (CsvRows::of(&account), Route::empty());
    let mut held = Held::of(&engine, &csv);
    for facts in &all {
        engine.replay_facts(*facts, &mut route);
        for variant in variants(&engine, facts, &route) {
            let was_remembered = held.same_route(&variant);
            let must_be = matches!(account.rebill_time, RebillTime::At(_));
            assert!(was_remembered || !must_be, "{variant:?}");
        }
    }
}

#[test]
fn a_memory_says_what_the_step_function_says() {
    let config = Config { cases: 120, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&generate::cases(), |case| {
        the_memory_agrees(&case);
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

/// Zones with their clock changes: at two, at midnight, by half an hour, over a whole day, one minute past
/// midnight so that a date comes back.
const CHANGES: [(&str, &str); 8] = [
    ("America/New_York", "2024-03-10"),
    ("America/New_York", "2024-11-03"),
    ("America/Sao_Paulo", "2018-11-04"),
    ("America/Sao_Paulo", "2018-02-18"),
    ("Australia/Lord_Howe", "2024-10-06"),
    ("Pacific/Apia", "2011-12-30"),
    ("America/St_Johns", "2006-10-29"),
    ("Asia/Manila", "1844-12-31"),
];

#[test]
fn dates_are_remembered_right_around_every_clock_change() {
    let mut number = 0;
    for (zone, change) in CHANGES {
        for rebill in ["03:00", "02:30", "00:00", "23:59", "original"] {
            for force in ["", "force_weekday = \"sunday\"", "force_weekday = \"monday\""] {
                let rules = ["on_or_after", "strictly_after", "nearest"];
                let blocked = ["count_as_decline", "pass_over", "fail_purchase"];
                let from = ["previous_attempt", "first_decline"];
                let (rule, blocked) = (rules[number % 3], blocked[number / 3 % 3]);
                let from = from[number / 2 % 2];
                number += 1;
                let config = format!(
                    "[account]\ntimezone = \"{zone}\"\nrebill_time = \"{rebill}\"\n\
                     [[merchant]]\nid = \"A\"\ngateway = \"NMI\"\n\
                     [[merchant]]\nid = \"B\"\ngateway = \"NMI\"\nenabled = false\n\
                     [[merchant]]\nid = \"F\"\ngateway = \"FlexPay\"\n\
                     [[service]]\nname = \"FlexPay\"\ngateway = \"FlexPay\"\nmin_gap_hours = {}\n\
                     [[profile]]\ntitle = \"P\"\napply_to = [\"A\"]\n{force}\n\
                     targets = {{ \"4-6\" = \"F\", \"7-9\" = \"B\" }}\n[profile.attempts]\n\
                     1 = {{ wait_days = 0 }}\n4 = {{ wait_days = {} }}\n5 = {{ wait_days = 1 }}\n\
                     7 = {{ wait_days = 1 }}\n8 = {{ skip = true, wait_days = 2 }}\n9 = {{ wait_days = 0 }}\n\
                     [assumptions]\nweekday_rule = \"{rule}\"\nblocked_slot = \"{blocked}\"\n\
                     wait_from = \"{from}\"\nskip_wait = \"elapses\"\n",
                    [0, 23, 24, 25, 49][number % 5],
                    number % 2,
                );
                around_a_change(&config, change);
            }
        }
    }
}

/// Declines every so often, and right at each full and each half hour, in the days around a change.
fn around_a_change(config: &str, change: &str) {
    let account = account(config);
    let engine = Engine::new(&account);
    let fields = DeclineFields::from_text(
        "merchant=A amount=49.95 brand=visa response_type=soft declined_at=2024-03-04T10:00",
    );
    let facts = engine.facts(&fields.unwrap().decline(&account).unwrap());
    let mut numbers = change.split('-').map(|part| part.parse().unwrap());
    let mut next = || numbers.next().unwrap();
    let day = Day::from_civil(next() as i32, next(), next()).unwrap();
    let first = i64::from(day.0 - 3) * 86_400;
    let csv = CsvRows::of(&account);
    let mut held = Held::of(&engine, &csv);
    let (mut remembered, mut asked) = (0, 0);
    for step in 0..6 * 48 {
        for second in [-1, 0, 1, 600, 1_201] {
            let declined = account.timezone.moment(Instant(first + step * 1800 + second));
            let facts = Facts { declined, ..facts };
            remembered += u32::from(held.same_route(&facts));
            asked += 1;
        }
    }
    assert!(remembered == asked || account.rebill_time == RebillTime::Original, "{config}");
}

/// Moments are told apart by the zone, the time of day, and by the gaps or, at a decline's own time, by how long a
/// ladder can be.
#[test]
fn memories_tell_moments_apart_alike_exactly_if_their_accounts_do() {
    let base = "[account]\ntimezone = \"UTC\"\nrebill_time = \"03:00\"\n[[merchant]]\nid = \"A\"\n\
        [[profile]]\ntitle = \"P\"\napply_to = [\"A\"]\n[profile.attempts]\n1 = { wait_days = 1 }\n\
        [[service]]\nname = \"FlexPay\"\nmin_gap_hours = 24\n";
    let original = base.replace("03:00", "original");
    for (base, from, to, alike) in [
        (base, "title = \"P\"", "title = \"Q\"", true),
        (base, "\"UTC\"", "\"Europe/Paris\"", false),
        (base, "03:00", "03:01", false),
        (base, "hours = 24", "hours = 25", false),
        (base, "wait_days = 1", "wait_days = 2", true),
        (&original, "wait_days = 1", "wait_days = 2", false),
        (&original, "title = \"P\"", "title = \"P\"\nforce_weekday = \"friday\"", false),
        (&original, "hours = 24", "hours = 25", true),
    ] {
        let (one, two) = (account(base), account(&base.replace(from, to)));
        let (one, two) = (Engine::new(&one), Engine::new(&two));
        let (one, two) = (Memory::new(&one), Memory::new(&two));
        assert_eq!(one.tells_moments_apart_as(&two), alike, "{from} -> {to}");
        assert_eq!(two.tells_moments_apart_as(&one), alike, "{to} -> {from}");
    }
}
