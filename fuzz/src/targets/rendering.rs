//! Outputs with any text in them: CSV reads back cell by cell and starts no formula; a page is
//! well-formed and has no element but its own.
//!
//! The input is three texts between `|`.

use reattempt::analysis::{Replayer, Sink, Summary, replay};
use reattempt::check::{Options, check};
use reattempt::config::{Format, Loaded, load};
use reattempt::engine::{Engine, Route};
use reattempt::ingest::{Block, Blocks, ReadOptions, Reject};
use reattempt::model::{Decline, Source};
use reattempt::report::csv::{
    CsvRows, REJECTS_HEADER, ROUTES_HEADER, TRANSACTIONS_HEADER, reject_row,
};
use reattempt::report::page::Subject;

use crate::report::html::Node;

pub fn rendering(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    if let [id, merchant, amount] = text.splitn(3, '|').collect::<Vec<_>>()[..] {
        csv(id, merchant, amount);
        html(id, merchant, amount);
    }
}

/// Rows of a replay, and the ids as they were read.
struct Rows {
    csv: CsvRows,
    routes: Vec<u8>,
    transactions: Vec<u8>,
    rejects: Vec<u8>,
    ids: [Vec<String>; 3],
}

impl Sink for Rows {
    fn routed(&mut self, decline: &Decline<'_>, route: &Route) {
        self.csv.routes(decline, route, &mut self.routes);
        self.csv.transaction(decline, route, &mut self.transactions);
        let id = || decline.transaction_id.to_owned();
        self.ids[0].extend(route.attempts.iter().map(|_| id()));
        self.ids[1].push(id());
    }

    fn rejected(&mut self, reject: &Reject<'_>) {
        let (id, problem) = (reject.transaction_id, reject.problem.name());
        reject_row(reject.line, id, reject.column, problem, &reject.value, &mut self.rejects);
        self.ids[2].push(id.to_owned());
    }
}

fn csv(id: &str, merchant: &str, amount: &str) {
    let [id, merchant, amount] = [id, merchant, amount].map(quoted);
    let declines = format!(
        "id,date,merchant_id,amount\n{id},2024-03-04,{merchant},5\n{id},2024-03-04,12,{amount}\n"
    );
    let account = super::shared::account();
    let opened = Blocks::open(declines.as_bytes(), account, &ReadOptions::default());
    let (layout, blocks) = opened.expect("a regular header");
    let mut rows = Rows {
        csv: CsvRows::of(account),
        routes: ROUTES_HEADER.into(),
        transactions: TRANSACTIONS_HEADER.into(),
        rejects: REJECTS_HEADER.into(),
        ids: [const { Vec::new() }; 3],
    };
    let engine = Engine::new(account);
    replay(&engine, &layout, blocks, &mut rows).expect("there are no card numbers");
    let Rows { routes, transactions, rejects, ids, .. } = rows;
    for (file, ids, id_at) in
        [(routes, &ids[0], 0), (transactions, &ids[1], 0), (rejects, &ids[2], 1)]
    {
        let mut reader = csv::Reader::from_reader(&file[..]);
        let records: Vec<_> = reader.records().map(|row| row.expect("a regular CSV")).collect();
        assert_eq!(records.len(), ids.len());
        for (record, id) in records.iter().zip(ids) {
            for cell in record {
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell:?}");
            }
            assert_eq!(record[id_at].strip_prefix('\'').unwrap_or(&record[id_at]), plain(id));
        }
    }
}

/// Every element that a page can have.
const ELEMENTS: [&str; 53] = [
    "a",
    "b",
    "body",
    "br",
    "caption",
    "code",
    "data",
    "dd",
    "defs",
    "desc",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "g",
    "h1",
    "h2",
    "h3",
    "head",
    "header",
    "html",
    "input",
    "label",
    "legend",
    "li",
    "main",
    "meta",
    "nav",
    "ol",
    "p",
    "path",
    "pattern",
    "rect",
    "section",
    "span",
    "strong",
    "style",
    "summary",
    "svg",
    "table",
    "tbody",
    "td",
    "text",
    "th",
    "thead",
    "title",
    "tr",
    "tspan",
    "ul",
];

/// A page of an account with these names and of a decline with these texts.
fn html(title: &str, merchant: &str, words: &str) {
    let Some(page) = page(title, merchant, words) else { return };
    for node in Node::read(&page).all() {
        assert!(ELEMENTS.contains(&node.name.as_str()), "{} is no element of a page", node.name);
        for (name, value) in &node.attributes {
            let is_bad = name.starts_with("on") || name == "src" || name == "style";
            assert!(!is_bad, "{name}={value}");
            assert!(name != "href" || value.starts_with('#'), "{value} leads out of the page");
        }
    }
}

/// `None` if the account is not one.
fn page(title: &str, merchant: &str, words: &str) -> Option<String> {
    let text = serde_json::json!({
        "account": { "name": title },
        "merchant": [{ "id": merchant, "gateway": words }, { "id": "99", "gateway": "FlexPay", "title": words }],
        "profile": [{
            "title": title,
            "apply_to": [merchant],
            "targets": { "4-6": "99" },
            "attempts": { "1": { "wait_days": 1 }, "4": { "wait_days": 1 } },
        }],
    });
    let source = Source { name: "account.json".into(), text: text.to_string() };
    let loaded = load(source, Format::Json, &[]);
    if !loaded.is_usable() {
        return None;
    }
    let [id, merchant, words] = [title, merchant, words].map(quoted);
    let declines = format!(
        "id,date,merchant_id,amount,response_text\n{id},2024-03-04,{merchant},5,{words}\n\
         1,2024-03-04,{words},7,{merchant}\n2,2024-03-04,{merchant},{words},\n"
    );
    let summary = summary(&loaded, &declines)?;
    let subject = Subject {
        summary: &summary,
        loaded: &loaded,
        flags: &[title.to_owned()],
        findings: &check(&loaded, &Options::default()),
        declines_name: Some(&words),
        whole: "elsewhere",
    };
    Some(reattempt::report::page::report(&subject).html)
}

/// `None` if the declines are refused as a whole.
fn summary(loaded: &Loaded, declines: &str) -> Option<Summary> {
    let engine = Engine::new(&loaded.account);
    let opened = Blocks::open(declines.as_bytes(), &loaded.account, &ReadOptions::default());
    let (layout, mut blocks) = opened.ok()?;
    let (mut replayer, mut block) = (Replayer::new(&engine), Block::default());
    while blocks.next_block(&mut block).ok()? {
        replayer.block(&layout, &block, &mut ()).ok()?;
    }
    let tally = replayer.into_tally();
    Some(Summary::of(&loaded.account, engine.profiles(), &tally).expect("it balances"))
}

/// An id as it is compared: the guard may stand before one that has an apostrophe of its own.
fn plain(id: &str) -> &str {
    id.strip_prefix('\'').unwrap_or(id)
}

/// A text as a cell of a CSV.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}
