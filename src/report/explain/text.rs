//! An explanation for people: what happens to the decline, then why, event by event.

use anstyle::Style;

use crate::config::Assumptions;
use crate::model::{Decline, Recorded};
use crate::report::Look;
use crate::report::text::escaped;

use super::page::{Page, answer_name};
use super::{Explained, Says, class, door, sentence, slots, why_not, words};

/// The whole explanation, in lines of the look's columns; only places and flags, which are never broken, may
/// be wider.
pub fn text(explained: &Explained<'_>, look: Look) -> String {
    let mut page = Page::new(look);
    page.strong(&sentence::sentence(explained));
    decline(&mut page, explained);
    gates(&mut page, explained);
    if let Some(profile) = explained.explanation.profile {
        profile_section(&mut page, explained);
        slots::sections(&mut page, explained, profile);
    }
    end(&mut page, explained);
    if let Some(asked) = explained.why_not {
        why_not::section(&mut page, explained, asked);
    }
    page.into_text()
}

fn decline(page: &mut Page, explained: &Explained<'_>) {
    let (decline, zone) = (explained.decline, explained.account().timezone.name());
    page.gap();
    match explained.declines_name {
        Some(name) => {
            let heading = format!("The decline {}", escaped(decline.transaction_id));
            page.heading(&heading, Some(&format!("{}:{}", escaped(name), decline.line)));
        }
        None => page.heading("The decline, as typed", None),
    }
    let mut plain = |label: &str, says: &Says| page.told(explained, label, Style::new(), says);
    let when = words::moment(decline.declined_at);
    let offset = words::offset(decline.declined_at);
    plain("when", &Says::new(format!("{when} (UTC{offset}); all times are local to {zone}")));
    plain("payment", &Says::new(payment(decline)));
    plain("response", &Says::new(response(decline)));
    plain("class", &class::says(explained));
    if let Some(says) = class::assumed(explained) {
        plain("assumed", &says);
    }
}

fn payment(decline: &Decline<'_>) -> String {
    let mut parts = vec![
        words::amount(decline.amount),
        words::order_type(decline.order_type).to_owned(),
        words::brand(decline.brand),
        words::fact(decline.is_prepaid, "prepaid"),
        words::fact(decline.is_debit, "debit"),
    ];
    if decline.attempt > 0 {
        parts.push(format!("itself attempt {}", decline.attempt));
    }
    if decline.recorded == Recorded::Later {
        parts.push("a later attempt of its payment".to_owned());
    }
    if !decline.campaign_id.is_empty() {
        parts.push(format!("campaign {}", escaped(decline.campaign_id)));
    }
    parts.join(", ")
}

fn response(decline: &Decline<'_>) -> String {
    let mut parts = Vec::new();
    if let Some(kind) = decline.response_type {
        parts.push(format!("type {}", kind.name()));
    }
    for (name, value) in [("code", decline.response_code), ("text", decline.response_text)] {
        if !value.is_empty() {
            parts.push(format!("{name} \"{}\"", escaped(value)));
        }
    }
    if parts.is_empty() { "no type, code or text".to_owned() } else { parts.join(", ") }
}

fn gates(page: &mut Page, explained: &Explained<'_>) {
    page.gap();
    page.heading("At the door", None);
    let mut not_asked = Vec::new();
    for &(gate, answer) in &explained.explanation.door {
        match door::says(explained, gate, answer) {
            Some(says) => {
                let style = page.style_of(answer);
                page.told(explained, answer_name(answer), style, &says);
            }
            None => not_asked.push(gate.name().to_owned()),
        }
    }
    if !not_asked.is_empty() {
        let style = page.look().palette.frame;
        page.told(explained, "not asked", style, &Says::new(words::listed(&not_asked)));
    }
}

fn profile_section(page: &mut Page, explained: &Explained<'_>) {
    let (account, explanation) = (explained.account(), explained.explanation);
    let (Some(index), Some(merchant)) = (explanation.profile, explanation.facts.merchant) else {
        return;
    };
    let path = |profile| explained.document().apply_to_path(profile, merchant);
    let profile = words::profile(account, index);
    page.gap();
    let title = format!("P{}", &profile[1..]);
    page.heading(&title, Some(&explained.place(&explained.document().profile_path(index)).text()));
    let name = words::merchant_id(account, merchant);
    let why = if explanation.also.is_empty() {
        format!("the only profile that names {name}")
    } else {
        format!("the first profile of the file that names {name} (ambiguous_profile)")
    };
    page.told(explained, "why", Style::new(), &Says::at(why, path(index)));
    for &other in &explanation.also {
        let text = format!("{} names it too, and is not used", words::profile(account, other));
        page.told(explained, "also", page.look().palette.warning, &Says::at(text, path(other)));
    }
}

fn end(page: &mut Page, explained: &Explained<'_>) {
    page.gap();
    let outcome = sentence::outcome(explained.explanation);
    page.told(explained, "outcome", page.look().palette.strong, &Says::new(outcome));
    let assumed: Vec<String> = Assumptions::KEYS
        .iter()
        .zip(explained.account().assumptions.in_force())
        .map(|((_, values), (key, value))| {
            let mark = if value == values[0] { "" } else { " (not the default)" };
            format!("{key} {value}{mark}")
        })
        .collect();
    page.told(explained, "assumed", Style::new(), &Says::new(assumed.join(", ")));
}
