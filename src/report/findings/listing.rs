//! Findings put in order, each with the place it can be shown at.

use std::cmp::Ordering;
use std::ops::Range;

use super::page::{MASK, Page};
use super::{Findings, Weights};
use crate::model::{Code, Finding, Place, Position, Spot, Weight};

/// Findings in the order that they are shown, and the page that they point into.
pub(super) struct Listing<'a> {
    pub page: Page<'a>,
    pub items: Vec<Item<'a>>,
}

/// One finding of a listing.
pub(super) struct Item<'a> {
    pub finding: &'a Finding,
    pub weight: Option<&'a Weight>,
    pub location: Location<'a>,
    /// Further locations and what is there.
    pub related: Vec<(Location<'a>, &'a str)>,
}

/// Where something is, in terms that a renderer can show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Location<'a> {
    /// The file's name; flags have none.
    pub file: Option<&'a str>,
    /// The path inside the configuration; may be empty.
    pub path: &'a str,
    pub at: At,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum At {
    /// Characters of the file, the end being the position after the last.
    Region { start: Position, end: Position, bytes: Range<usize> },
    /// A flag, its secrets masked.
    Flag(String),
    /// The file as a whole, or the value at the path.
    Whole,
}

impl<'a> Listing<'a> {
    /// The most money first if weighed, then by severity, then position, then code.
    pub(super) fn new(findings: &Findings<'a>) -> Listing<'a> {
        let page = Page::new(&findings.source.text, findings.secrets);
        let weight_of = |at: usize| findings.weights?.of_findings.get(at);
        let mut order: Vec<usize> = (0..findings.findings.len()).collect();
        order.sort_by(|&left, &right| {
            let (a, b) = (&findings.findings[left], &findings.findings[right]);
            by_weight(findings.weights, weight_of(left), weight_of(right))
                .then_with(|| a.severity.cmp(&b.severity))
                .then_with(|| (&a.place, a.code, &a.message).cmp(&(&b.place, b.code, &b.message)))
        });
        let items = order
            .into_iter()
            .map(|at| {
                let finding = &findings.findings[at];
                let locate = |place| locate(findings, &page, finding.code, place);
                Item {
                    finding,
                    weight: weight_of(at),
                    location: locate(&finding.place),
                    related: finding
                        .related
                        .iter()
                        .map(|related| (locate(&related.place), related.message.as_str()))
                        .collect(),
                }
            })
            .collect();
        Listing { page, items }
    }
}

fn by_weight(weights: Option<Weights<'_>>, a: Option<&Weight>, b: Option<&Weight>) -> Ordering {
    match (weights, a, b) {
        (Some(weights), Some(a), Some(b)) => a.heavier_first(b, weights.currency),
        _ => b.is_some().cmp(&a.is_some()),
    }
}

fn locate<'a>(
    findings: &Findings<'a>,
    page: &Page<'_>,
    code: Code,
    place: &'a Place,
) -> Location<'a> {
    let configuration = Some(findings.source.name.as_str());
    let (file, at) = match &place.spot {
        Spot::Span(span) => {
            let bytes = page.clamped(span.start..span.end);
            let (start, end) = (page.position(bytes.start), page.position(bytes.end));
            (configuration, At::Region { start, end, bytes })
        }
        Spot::Flag(index) => match findings.flags.get(*index) {
            Some(flag) => (None, At::Flag(masked_flag(flag))),
            None => (configuration, At::Whole),
        },
        Spot::PathOnly if code.is_about_declines() => {
            (findings.declines.or(configuration), At::Whole)
        }
        Spot::PathOnly => (configuration, At::Whole),
    };
    Location { file, path: &place.path, at }
}

/// A flag as it may be shown: what is given to anything called an API key is masked, unless it plainly is
/// a reference to a secret.
fn masked_flag(flag: &str) -> String {
    let plain: String =
        flag.chars().filter(|char| !matches!(char, '_' | '-')).collect::<String>().to_lowercase();
    if !plain.contains("apikey") {
        return flag.to_owned();
    }
    let (path, value) = flag.split_once('=').unwrap_or((flag, ""));
    let bare = value.trim().trim_matches('"');
    if value.is_empty() || bare.starts_with("env:") || bare.starts_with("file:") {
        flag.to_owned()
    } else {
        format!("{path}={MASK}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Currency, Day, Money, Source};

    #[test]
    fn api_keys_on_the_command_line_are_masked() {
        for (flag, shown) in [
            ("--set merchant.99.enabled=false", "--set merchant.99.enabled=false"),
            ("--set merchant.99.api_key=sk_live_1", "--set merchant.99.api_key=****"),
            ("--set merchant.99.ApiKey=\"sk=1\"", "--set merchant.99.ApiKey=****"),
            ("--set merchant.99.api_key=env:KEY", "--set merchant.99.api_key=env:KEY"),
            ("--set merchant.99.api_key=\"file:k\"", "--set merchant.99.api_key=\"file:k\""),
            ("--set merchant+={id = \"1\", api_key = \"sk\"}", "--set merchant+=****"),
            ("--unset merchant.99.api_key", "--unset merchant.99.api_key"),
        ] {
            assert_eq!(masked_flag(flag), shown);
        }
    }

    fn finding(code: Code, start: usize) -> Finding {
        let place = Place { spot: Spot::Span((start..start + 1).into()), path: String::new() };
        Finding::new(code, place, "m")
    }

    #[test]
    fn money_comes_first_then_severity_then_position_then_code() {
        let source = Source { name: "a.toml".into(), text: "abcdef".into() };
        let found = [
            finding(Code::Prf105, 0),
            finding(Code::Prf104, 3),
            finding(Code::Ovl201, 2),
            finding(Code::Prf101, 2),
            finding(Code::Prf103, 4),
        ];
        let weights: Vec<Weight> = [9, 1, 0, 1, 2]
            .into_iter()
            .map(|amount_minor| {
                let mut weight = Weight::default();
                weight.add(Money { currency: Currency::USD, amount_minor }, Day(0));
                weight
            })
            .collect();
        let mut findings = Findings {
            source: &source,
            findings: &found,
            flags: &[],
            secrets: &[],
            declines: None,
            weights: None,
        };
        let codes = |findings: &Findings<'_>| -> Vec<&str> {
            Listing::new(findings).items.iter().map(|item| item.finding.code.name()).collect()
        };
        assert_eq!(codes(&findings), ["PRF101", "OVL201", "PRF103", "PRF104", "PRF105"]);
        findings.weights = Some(Weights { of_findings: &weights, currency: Currency::USD });
        assert_eq!(codes(&findings), ["PRF105", "PRF103", "PRF101", "PRF104", "OVL201"]);
    }
}
