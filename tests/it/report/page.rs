//! Pages of the sample, of hostile data, of nothing and of very much.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::html::Node;
use crate::support::{FEW_DECLINES, GUIDE_ACCOUNT, World};

/// Bytes that a page may have.
const MOST_BYTES: usize = 1_000_000;

/// What could break out of a text, of an attribute, of a style sheet or of a picture.
const PAYLOADS: [&str; 24] = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'><svg/onload=alert(1)>",
    "\" onmouseover=\"alert(1)",
    "' onfocus='alert(1)' autofocus='",
    "javascript:alert(1)",
    "</title><b>",
    "</style><b>",
    "</svg><b>",
    "</desc></title></text>",
    "<!-- -->",
    "--><b><!--",
    "]]><b><![CDATA[",
    "<?xml version=\"1.0\"?>",
    "&lt;b&gt;&#60;b&#62;&amp;",
    "{{7*7}} ${7*7} <%= 7*7 %> #{7*7}",
    "<a href=//evil.example>x</a>",
    "<meta http-equiv=refresh content=0>",
    "\u{2028}\u{2029}\u{202e}abc\u{feff}",
    "\u{fffe}\u{ffff}\u{fffd}",
    "\u{1b}[31m",
    "=HYPERLINK(\"http://evil.example\")",
    "決済 👩\u{200d}💻 é\u{301}",
];

fn data(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name);
    fs::read_to_string(path).unwrap()
}

fn sample() -> World {
    World::with([
        ("declines.csv", &data("declines.csv")),
        ("reattempt.toml", &data("account.toml")),
        ("fridays.toml", &data("mistakes/fridays-on.toml")),
    ])
}

fn page(world: &World, args: &[&str]) -> String {
    let args = [&["report"], args, &["--out", "page.html", "--force"]].concat();
    world.run(&args).expect(0);
    let text = world.read("page.html");
    assert!(text.len() < MOST_BYTES, "{} bytes", text.len());
    text
}

/// The headings, tables and pictures of a page, in order.
fn digest(page: &Node) -> String {
    let mut out = String::new();
    for node in page.all() {
        let indent = match node.name.as_str() {
            "h1" => "",
            "h2" => "  ",
            "h3" | "caption" | "figcaption" | "summary" | "legend" => "    ",
            _ => continue,
        };
        let _ = writeln!(out, "{indent}{}: {}", node.name, node.whole_text.trim());
    }
    out
}

#[test]
fn the_page_of_the_sample_has_its_parts_in_order() {
    let world = sample();
    let html = page(&world, &["declines.csv"]);
    let root = Node::read(&html);
    insta::assert_snapshot!(digest(&root));
    let lead = root.all().into_iter().find(|node| node.attribute("class") == Some("lead")).unwrap();
    insta::assert_snapshot!(lead.whole_text.as_str());
    let change = page(&world, &["declines.csv", "--candidate", "fridays.toml"]);
    insta::assert_snapshot!(digest(&Node::read(&change)));
}

#[test]
fn a_page_can_do_nothing_and_its_parts_are_named() {
    let world = sample();
    for args in [&["declines.csv"][..], &["declines.csv", "--candidate", "fridays.toml"]] {
        let html = page(&world, args);
        let root = Node::read(&html);
        let mut ids = BTreeSet::new();
        for node in root.all() {
            assert!(
                !["script", "iframe", "object", "link", "img", "form"]
                    .contains(&node.name.as_str())
            );
            for (name, value) in &node.attributes {
                assert!(
                    !name.starts_with("on") && name != "style" && name != "src",
                    "{name}={value}"
                );
                let is_link = name == "href" && !value.starts_with('#');
                assert!(!is_link, "{value} leads out of the page");
                if name == "id" {
                    assert!(ids.insert(value.clone()), "two elements are {value}");
                }
            }
        }
        for node in root.all() {
            let named =
                node.attribute("aria-labelledby").into_iter().flat_map(str::split_whitespace);
            let linked = node.attribute("href").and_then(|href| href.strip_prefix('#'));
            for id in named.chain(linked).chain(node.attribute("for")) {
                assert!(ids.contains(id), "nothing is {id}");
            }
            if node.name == "svg" {
                let first = node.children.iter().take(2).map(|child| child.name.as_str());
                assert_eq!(first.collect::<Vec<&str>>(), ["title", "desc"]);
            }
            if node.name == "table" {
                assert_eq!(node.children[0].name, "caption");
            }
        }
        assert_eq!(
            html.matches("http").count(),
            html.matches("http://www.w3.org/2000/svg").count() + 1
        );
    }
}

/// Every number that names its place in the summary is the one that stands there.
fn hold(root: &Node, summary: &serde_json::Value) -> usize {
    let mut held = 0;
    for node in root.all() {
        let Some(pointer) = node.attribute("data-of") else { continue };
        let expected = summary.pointer(pointer).unwrap_or_else(|| panic!("{pointer} is not there"));
        assert_eq!(node.attribute("value"), Some(expected.to_string().as_str()), "{pointer}");
        assert_eq!(node.text.replace(',', ""), expected.to_string(), "{pointer}");
        held += 1;
    }
    held
}

#[test]
fn numbers_are_those_of_the_summary() {
    let world = sample();
    let summary =
        world.run(&["replay", "declines.csv", "--out", "out", "--format", "json"]).expect(0);
    let summary = serde_json::from_str(&summary.stdout).unwrap();
    let direct = Node::read(&page(&world, &["declines.csv"]));
    assert!(hold(&direct, &summary) > 150);
    let from_folder = Node::read(&page(&world, &["out"]));
    assert_eq!(hold(&from_folder, &summary), hold(&direct, &summary));
    let compare = ["compare", "declines.csv", "--candidate", "fridays.toml", "--format", "json"];
    let comparison = serde_json::from_str(&world.run(&compare).expect(0).stdout).unwrap();
    let change = Node::read(&page(&world, &["declines.csv", "--candidate", "fridays.toml"]));
    assert!(hold(&change, &comparison) >= 5);
}

#[test]
fn hostile_data_is_only_words() {
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    let made = |payload: &str| {
        let config = GUIDE_ACCOUNT
            .replace("name = \"Guide\"", &format!("name = {}", quoted(payload)))
            .replace("title = \"Main\"", &format!("title = {}", quoted(payload)))
            .replace("gateway = \"Authorize.Net\"", &format!("gateway = {}", quoted(payload)))
            .replace("title = \"FlexPay recovery\"", &format!("title = {}", quoted(payload)));
        let cell = payload.replace('"', "\"\"");
        let mut csv = "transaction_id,declined_at,merchant_id,amount,card_brand,response_type,response_text,response_code\n".to_owned();
        for number in 0..4 {
            let class = if number == 0 { "soft" } else { "" };
            let merchant = if number == 3 { format!("\"{cell}\"") } else { "12".to_owned() };
            let _ = writeln!(
                csv,
                "\"{cell}{number}\",2024-03-04 10:00,{merchant},4.95,\"{cell}\",{class},\"{cell}\",\"{cell}\""
            );
        }
        csv += "X,2024-03-04,12,5.00,\"\",\"\",\"\",\"\",\"\"\n";
        let world = World::with([("declines.csv", &csv), ("reattempt.toml", &config)]);
        let args = ["declines.csv", "--assets", "assets"];
        let shape = Node::read(&page(&world, &args)).shape();
        let mut all = vec![shape];
        let names = world.names("assets");
        for name in names.iter().filter_map(|name| name.strip_suffix(".svg")) {
            all.push(Node::read(&world.read(&format!("assets/{name}.svg"))).shape());
        }
        all
    };
    let benign = made("plain");
    for payload in PAYLOADS {
        assert!(made(payload) == benign, "{payload:?} changes the page");
    }
}

#[test]
fn pages_are_the_same_bytes_again_and_with_any_threads() {
    let world = sample();
    let one = page(&world, &["declines.csv", "--threads", "1"]);
    assert!(one == page(&world, &["declines.csv", "--threads", "3"]));
    let change = ["declines.csv", "--candidate", "fridays.toml", "--threads", "1"];
    assert!(page(&world, &change) == page(&world, &[&change[..4], &["2"]].concat()));
}

#[test]
fn pages_of_nothing_and_of_very_much_are_pages() {
    let header = FEW_DECLINES.lines().next().unwrap();
    let world = World::with([("reattempt.toml", GUIDE_ACCOUNT), ("declines.csv", header)]);
    let empty = Node::read(&page(&world, &["declines.csv"]));
    assert!(empty.whole_text.contains("None of 0 soft declines reaches a recovery service."));
    let same = page(&world, &["declines.csv", "--candidate", "reattempt.toml"]);
    assert!(Node::read(&same).whole_text.contains("Nothing changes for 0 declines."));

    // Names as long and as awkward as names can be, merchants, profiles, texts and years more than anyone has.
    let long = "&<>\"".repeat(120);
    let mut config = "[account]\nname = \"Many\"\n".to_owned();
    let mut declines =
        "transaction_id,declined_at,merchant_id,amount,response_type,response_text\n".to_owned();
    for number in 0..300 {
        let title = serde_json::to_string(&format!("{number} {long}")).unwrap();
        let _ =
            writeln!(config, "[[merchant]]\nid = \"{number}\"\ntitle = {title}\ngateway = \"NMI\"");
        let _ = writeln!(
            config,
            "[[profile]]\ntitle = {title}\napply_to = [\"{number}\"]\nbill_on_fridays = true\nattempts = {{ 1 = {{ wait_days = 0 }}, 2 = {{ wait_days = {} }}, 8 = {{ wait_days = 3, price_reduction = \"1\" }} }}",
            1 + number % 90
        );
    }
    for number in 0..6_000_u32 {
        let (year, month) = (1990 + number % 40, 1 + number % 12);
        let text = format!("{number} {long}").replace('"', "\"\"");
        let _ = writeln!(
            declines,
            "T{number},{year}-{month:02}-17 10:00,{},5.00,soft,\"{text}\"",
            number % 310
        );
    }
    world.write("reattempt.toml", config.as_bytes());
    world.write("declines.csv", declines.as_bytes());
    let many = Node::read(&page(&world, &["declines.csv", "--assets", "assets"]));
    assert!(many.whole_text.contains("more rows: in the summary.json"));
    assert_eq!(world.read("assets/weekdays.csv").lines().count(), 301);
}

#[test]
fn pictures_are_files_and_their_numbers_are_safe_in_a_spreadsheet() {
    let declines = FEW_DECLINES.to_owned() + "T9,2024-03-04,=1+1,5.00,visa,soft,SALE\n";
    let world = World::with([("reattempt.toml", GUIDE_ACCOUNT), ("declines.csv", &declines)]);
    let _ = page(&world, &["declines.csv", "--assets", "assets"]);
    let names = world.names("assets");
    let of = |ending: &str| -> Vec<&str> {
        names.iter().filter_map(|name| name.strip_suffix(ending)).collect()
    };
    assert!(of(".svg").len() > 8);
    assert_eq!(of(".svg"), of(".csv"));
    for name in of(".svg") {
        let svg = Node::read(&world.read(&format!("assets/{name}.svg")));
        assert_eq!(svg.attribute("xmlns"), Some("http://www.w3.org/2000/svg"));
        let csv = world.read(&format!("assets/{name}.csv"));
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        assert!(reader.records().all(|record| record.is_ok()), "{name}.csv:\n{csv}");
    }
    insta::assert_snapshot!("flow.csv", world.read("assets/flow-by-declines.csv"));
}

#[test]
fn a_folder_that_is_no_replay_is_refused() {
    let world = sample();
    fs::create_dir(world.path("empty")).unwrap();
    let ran = world.run(&["report", "empty", "--out", "page.html"]).expect(2);
    assert!(ran.stderr.contains("empty/summary.json"), "{}", ran.stderr);
    world.run(&["replay", "declines.csv", "--out", "out"]).expect(0);
    let ran =
        world.run(&["report", "out", "--config", "fridays.toml", "--out", "page.html"]).expect(2);
    assert!(ran.stderr.contains("leave --config"), "{}", ran.stderr);
    world.write("out/summary.json", b"{}");
    let ran = world.run(&["report", "out", "--out", "page.html"]).expect(2);
    assert!(ran.stderr.contains("is no summary of a replay"), "{}", ran.stderr);
    assert!(!world.path("page.html").exists());
}
