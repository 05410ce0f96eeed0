//! Declines that one account calls soft and the other hard or unknown: texts are told apart by the decline
//! maps that they contain, codes and texts by the built-in tables of the merchant's gateway.

use std::collections::BTreeMap;

use crate::analysis::compare::ChangeClass;
use crate::analysis::reach::example::{Example, Response, fresh};
use crate::analysis::reach::fate::Fate;
use crate::analysis::reach::region::Region;
use crate::analysis::reach::set::{Few, Set};
use crate::config::{Account, DeclineMap, MapScope};
use crate::engine::tables;
use crate::model::{Class, Kind, OrderType};

use super::side::sides;
use super::{ClassChange, Differ, Extent, Grain};

/// The verdicts of both accounts, with the brand and the response of a decline that has them.
type Verdicts = BTreeMap<(Class, Class), (Option<String>, Response)>;

/// Every pair of verdicts that some response has, by merchant and order type.
pub(super) fn reclassified(differ: &Differ<'_>) -> Vec<ClassChange> {
    let accounts = [&differ.base, &differ.candidate].map(|lane| lane.engine.account());
    let all = accounts.iter().flat_map(|account| &account.merchants);
    let ids = Set::of(all.map(|merchant| merchant.id.clone()));
    let Set::In(ids) = ids else { return Vec::new() };
    let mut alike: BTreeMap<(OrderType, Verdicts), Vec<String>> = BTreeMap::new();
    for id in ids {
        let covering = accounts.map(|account| covering(account, &id));
        if covering[0] == covering[1] {
            continue;
        }
        for order_type in OrderType::ALL {
            let verdicts = Asking::of(differ, &id, order_type).verdicts(&covering);
            if !verdicts.is_empty() {
                alike.entry((order_type, verdicts)).or_default().push(id.clone());
            }
        }
    }
    let changes = alike.into_iter().flat_map(|((order_type, verdicts), ids)| {
        let one = move |(classes, witness)| change(differ, &ids, order_type, classes, witness);
        verdicts.into_iter().map(one)
    });
    changes.collect()
}

/// What classes the declines of a merchant: its gateway type, and the maps that cover it. `None` for one
/// that the account does not have.
fn covering<'a>(account: &'a Account, id: &str) -> Option<(String, Vec<&'a DeclineMap>)> {
    let index = account.merchant_of(id)?;
    let gateway = account.merchant(index).gateway.to_ascii_lowercase();
    let covers = |map: &&DeclineMap| match &map.scope {
        MapScope::Merchant(other) => *other == index,
        MapScope::Gateway(other) => other.eq_ignore_ascii_case(&gateway),
    };
    let maps = account.decline_maps.iter().filter(covers).collect();
    Some((gateway, maps))
}

/// Responses such that whatever two lists of maps decide of any text, they decide of one of these: a text
/// that one map of each decides holds both their texts, and any other in these is in it too.
fn mapped(covering: &[Option<(String, Vec<&DeclineMap>)>; 2]) -> Vec<Response> {
    let maps = covering.iter().flatten().flat_map(|(_, maps)| maps);
    let mut texts: Vec<String> = maps.map(|map| map.contains.to_ascii_lowercase()).collect();
    texts.sort();
    texts.dedup();
    // A character of no map keeps two texts from making a third where they meet.
    let apart = fresh("?", |mark| texts.iter().any(|text| text.contains(mark)));
    let alone = texts.iter().map(|text| format!("{text}{apart}"));
    let both = |one: &String, other: &String| format!("{one}{apart}{other}");
    let pairs = texts.iter().flat_map(|one| {
        let others = texts.iter().filter(|other| one != *other);
        others.map(|other| both(one, other)).collect::<Vec<_>>()
    });
    let all = alone.chain(pairs).collect::<Vec<_>>();
    let kinds = [None, Some(Kind::Soft), Some(Kind::Hard)];
    let responses = all.into_iter().flat_map(|text| {
        kinds.map(|kind| Response { kind, code: String::new(), text: text.clone() })
    });
    responses.collect()
}

/// Declines of one merchant and order type, asked for their verdicts.
struct Asking<'d, 'e> {
    differ: &'d Differ<'e>,
    example: Example,
    found: Verdicts,
}

impl<'d, 'e> Asking<'d, 'e> {
    fn of(differ: &'d Differ<'e>, id: &str, order_type: OrderType) -> Asking<'d, 'e> {
        let example = differ.example(&region(&[id.to_owned()], order_type, None));
        Asking { differ, example, found: Verdicts::new() }
    }

    fn verdicts(mut self, covering: &[Option<(String, Vec<&DeclineMap>)>; 2]) -> Verdicts {
        for response in mapped(covering) {
            self.ask(response);
        }
        let [base, candidate] =
            covering.each_ref().map(|of| of.as_ref().map(|(gateway, _)| gateway));
        if base != candidate {
            self.ask_tables();
        }
        self.found.retain(|(base, candidate), _| base != candidate);
        self.found
    }

    /// Asks about every code and every text of the tables, and about both where they decide differently.
    fn ask_tables(&mut self) {
        let response = |code: &str, text: &str| Response {
            kind: None,
            code: code.to_owned(),
            text: text.to_owned(),
        };
        let (texts, codes) = (&tables().texts, &tables().codes);
        for brand in [None, Some("visa"), Some("mastercard"), Some("amex")] {
            self.example.brand = brand.map(str::to_owned);
            let mut by_code: BTreeMap<(Class, Class), &str> = BTreeMap::new();
            let mut by_text: BTreeMap<(Class, Class), &str> = BTreeMap::new();
            let all =
                texts.iter().map(|line| &line.code).chain(codes.iter().map(|line| &line.code));
            for code in all.filter(|code| !code.is_empty()) {
                by_code.entry(self.ask(response(code, ""))).or_insert(code);
            }
            for line in texts.iter().filter(|line| !line.text.is_empty()) {
                by_text.entry(self.ask(response("", &line.text))).or_insert(&line.text);
            }
            for code in by_code.values() {
                for text in by_text.values() {
                    self.ask(response(code, text));
                }
            }
        }
    }

    fn ask(&mut self, response: Response) -> (Class, Class) {
        self.example.response = response;
        let example = &self.example;
        let [base, candidate] = [&self.differ.base, &self.differ.candidate].map(|lane| {
            let decline = example.decline(lane.engine.account());
            lane.engine.facts(&decline).classification.class
        });
        let witness = || (example.brand.clone(), example.response.clone());
        self.found.entry((base, candidate)).or_insert_with(witness);
        (base, candidate)
    }
}

fn region(ids: &[String], order_type: OrderType, class: Option<Class>) -> Region {
    let all = Region::all();
    Region {
        merchants: Set::of(ids.iter().cloned()),
        order_types: Few::one(order_type as u8, OrderType::ALL.len() as u8),
        classes: class.map_or(all.classes, |class| Few::one(class as u8, Class::ALL.len() as u8)),
        ..all
    }
}

fn change(
    differ: &Differ<'_>,
    ids: &[String],
    order_type: OrderType,
    (from, to): (Class, Class),
    (brand, response): (Option<String>, Response),
) -> ClassChange {
    let region = region(ids, order_type, Some(from));
    let example = Example { response, brand, ..differ.example(&region) };
    let fates = [&differ.base, &differ.candidate].map(|lane| {
        let account = lane.engine.account();
        let facts = lane.engine.facts(&example.decline(account));
        (Fate::of(lane.engine, facts, Grain::Whole), account)
    });
    let fates = fates.each_ref().map(|(fate, account)| (fate, *account));
    let [base, candidate] = sides(ChangeClass::Reclassified, fates);
    ClassChange {
        told: region.clone(),
        can_happen: true,
        region,
        reclassified: Some(to),
        class: ChangeClass::Reclassified,
        extent: Extent::Some,
        base,
        candidate,
        example,
    }
}
