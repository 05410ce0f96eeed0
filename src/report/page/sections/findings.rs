//! What `check` finds.

use crate::check;
use crate::config::{Format, Loaded};
use crate::model::{Finding, Place, Severity, Spot};
use crate::report::findings::Counts;
use crate::report::page::element::{Element, element};
use crate::report::page::sheet::{Cell, Sheet};
use crate::report::page::{Block, Section, Subject, words};
use crate::report::text::{counted, grouped, shell_quoted};

/// Findings that are shown.
const MOST: usize = 60;

/// A configuration and what is found in it.
#[derive(Clone, Copy)]
pub(in crate::report::page) struct Checked<'a> {
    pub(in crate::report::page) loaded: &'a Loaded,
    pub(in crate::report::page) findings: &'a [Finding],
    pub(in crate::report::page) flags: &'a [String],
}

pub(super) fn section(subject: &Subject<'_>) -> Section {
    let checked =
        Checked { loaded: subject.loaded, findings: subject.findings, flags: subject.flags };
    let weight = |finding: &Finding| weight(subject, finding);
    let mut blocks = cards(checked, &weight);
    let allows = &subject.loaded.account.allows;
    if !allows.is_empty() {
        let mut sheet = Sheet::new("Accepted by the configuration", &["rule", "about", "why"]);
        let account = &subject.loaded.account;
        for allow in allows {
            let profile = allow.profile.map(|it| account.profile(it).title.clone());
            let merchant =
                allow.merchant.map(|it| words::merchant(account, &account.merchant(it).id));
            sheet.row([
                Cell::text(format!("{} {}", allow.code.name(), allow.code.slug())),
                Cell::text(profile.or(merchant).unwrap_or_else(|| "all".to_owned())),
                Cell::text(allow.reason.clone()),
            ]);
        }
        blocks.push(Block::Table(sheet));
    }
    Section { id: "findings", title: "What is wrong with the configuration", blocks }
}

/// The findings as cards. `weight` says how many declines one concerns.
pub(in crate::report::page) fn cards(
    checked: Checked<'_>,
    weight: &dyn Fn(&Finding) -> Option<String>,
) -> Vec<Block> {
    let counts = Counts { fixable: 0, ..Counts::of(checked.findings) };
    let file = shell_quoted(&checked.loaded.document.source().name);
    let lead = Element::new("p")
        .text(counts.summary())
        .text(" The same on a terminal: ")
        .child(element("code", format!("reattempt check {file}")));
    let mut blocks = vec![Block::Markup(lead)];
    if !checked.findings.is_empty() {
        let shown = checked.findings.iter().enumerate().take(MOST);
        let cards = shown.map(|(at, finding)| card(checked, at, finding, weight(finding)));
        blocks.push(Block::Markup(Element::new("ol").class("cards").children(cards)));
    }
    let more = checked.findings.len().saturating_sub(MOST) as u64;
    if more > 0 {
        let line = format!(
            "{} the command shows.",
            counted(more, "more finding that", "more findings that")
        );
        blocks.push(Block::Markup(element("p", line).class("cut")));
    }
    blocks
}

fn card(checked: Checked<'_>, at: usize, finding: &Finding, weight: Option<String>) -> Element {
    let class = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let heading = Element::new("h3").child(element("span", class).class("badge")).text(format!(
        " {} {}",
        finding.code.name(),
        finding.code.slug()
    ));
    let place = place(checked, &finding.place);
    let mut card = Element::new("li")
        .class(class)
        .with("id", format!("finding-{}", at + 1))
        .child(heading)
        .child(element("p", format!("{}.", finding.message)));
    if let Some(help) = &finding.help {
        card = card
            .child(Element::new("p").child(element("strong", "What to do: ")).text(help).text("."));
    }
    if let Some(fix) = &finding.fix {
        // Only TOML can be repaired by the program.
        let source = &checked.loaded.document.source().name;
        let how = match Format::of_name(source) {
            Format::Toml => " (reattempt check --fix)",
            Format::Json => "",
        };
        card = card.child(element("p", format!("Safe repair: {}{how}.", fix.title)));
    }
    let guide = finding.code.guide_step().map(|step| match step {
        "manual gateway note" => "FlexPay's guide, manual gateway note".to_owned(),
        step => format!("FlexPay's guide, step {step}"),
    });
    let parts = [Some(check::summary(finding.code)), weight, Some(place), guide];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    card.child(element("p", format!("{}.", parts.join(" · "))).class("quiet"))
}

fn place(checked: Checked<'_>, place: &Place) -> String {
    let source = checked.loaded.document.source();
    match &place.spot {
        Spot::Span(span) => {
            let position = source.position(span.start);
            format!("{}, line {}", source.name, position.line)
        }
        Spot::Flag(number) => checked.flags.get(*number).map_or(String::new(), |flag| {
            // What a flag sets may be a secret; its path is not.
            flag.split('=').next().unwrap_or_default().to_owned()
        }),
        Spot::PathOnly => place.path.clone(),
    }
}

/// How many declines go through what a finding is about.
fn weight(subject: &Subject<'_>, finding: &Finding) -> Option<String> {
    let account = &subject.loaded.account;
    let (breakdown, what) = match (finding.profile, finding.merchant) {
        (Some(profile), _) => (
            subject.summary.profiles.get(&account.profile(profile).title),
            "go through this profile",
        ),
        (None, Some(merchant)) => {
            (subject.summary.merchants.get(&account.merchant(merchant).id), "are of this merchant")
        }
        (None, None) => return None,
    };
    let breakdown = breakdown?;
    let money = words::money_text(&breakdown.amount, account);
    Some(format!("{} declines, {money}, {what}", grouped(breakdown.count)))
}
