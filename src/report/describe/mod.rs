//! A configuration in plain sentences, for a client who has never seen the CRM.
//!
//! Each sentence is one fact, in the order of the file, so that two descriptions can be compared line by
//! line. What a ladder adds up to, what a price becomes and who serves a merchant is asked of the engine.

mod assumptions;
mod classes;
mod merchants;
mod profile;
mod services;
mod steps;
mod text;

pub use profile::of_profile;
pub use text::{markdown, text};

use serde::Serialize;

use crate::config::{Account, Allow, RebillTime};
use crate::engine::Engine;
use crate::model::{MerchantIndex, ProfileIndex};

use super::explain::words;
use super::text::escaped;

/// What a configuration says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Description {
    schema: &'static str,
    /// The account's name; empty if it has none.
    pub name: String,
    /// The account as a whole: zone, time of day, currency, new sales.
    pub account: Vec<String>,
    /// Each profile, in the order of the file.
    pub profiles: Vec<About>,
    /// Merchants that no profile serves.
    pub in_no_profile: Vec<String>,
    /// What makes a decline soft, hard, or exempt.
    pub declines: Vec<String>,
    /// Each recovery service that the account has to do with.
    pub services: Vec<About>,
    /// Each merchant.
    pub merchants: Vec<About>,
    /// The assumptions that are not the default, or on which something here hangs.
    pub assumptions: Vec<String>,
    /// Findings that are accepted.
    pub accepted: Vec<String>,
}

/// Sentences about one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct About {
    /// Its title, name or id.
    pub name: String,
    /// What there is to say.
    pub sentences: Vec<String>,
}

/// The document `reattempt/describe/1`. Names in sentences are safe to show: control characters are escaped.
pub fn describe(engine: &Engine<'_>) -> Description {
    let account = engine.account();
    let profiles = (0..account.profiles.len()).map(|at| ProfileIndex(at as u32));
    let about = |index: ProfileIndex| About {
        name: account.profile(index).title.clone(),
        sentences: of_profile(engine, index),
    };
    Description {
        schema: "reattempt/describe/1",
        name: account.name.clone(),
        account: of_account(account),
        profiles: profiles.map(about).collect(),
        in_no_profile: merchants::in_no_profile(engine),
        declines: classes::of_declines(account),
        services: services::of_services(account),
        merchants: merchants::of_merchants(account),
        assumptions: assumptions::of_assumptions(account),
        accepted: account.allows.iter().map(|allow| accepted(account, allow)).collect(),
    }
}

fn of_account(account: &Account) -> Vec<String> {
    let time = match account.rebill_time {
        RebillTime::At(second) => format!("Re-attempts run at {}", words::clock(second)),
        RebillTime::Original => "Each re-attempt runs at the decline's own time of day".to_owned(),
    };
    let new_sales = if account.recycle_new_sales {
        "Declined new sales are tried again just as rebills are."
    } else {
        "Only rebills are tried again; a declined new sale is not."
    };
    vec![
        format!("{time}, in the zone {}.", account.timezone.name()),
        new_sales.to_owned(),
        format!("Amounts without a currency are in {}.", account.default_currency),
    ]
}

fn accepted(account: &Account, allow: &Allow) -> String {
    let profile =
        allow.profile.map(|profile| format!(" about {}", words::profile(account, profile)));
    let merchant =
        allow.merchant.map(|index| format!(" about {}", merchants_of(account, &[index])));
    let until = allow.until.map(|until| format!(" until {until}"));
    let about: String = [profile, merchant, until].into_iter().flatten().collect();
    format!("{} is accepted{about}: {}.", allow.code.name(), quoted(&allow.reason))
}

/// `12 (NMI Main)`.
fn merchant(account: &Account, index: MerchantIndex) -> String {
    let merchant = account.merchant(index);
    if merchant.id == merchant.title {
        escaped(&merchant.id).into_owned()
    } else {
        format!("{} ({})", escaped(&merchant.id), escaped(&merchant.title))
    }
}

/// `merchant 12 (NMI Main)`, or `merchants 12 (NMI Main) and 13 (Backup)`: all of them.
fn merchants_of(account: &Account, indexes: &[MerchantIndex]) -> String {
    let names: Vec<String> = indexes.iter().map(|&index| merchant(account, index)).collect();
    let word = if indexes.len() == 1 { "merchant" } else { "merchants" };
    format!("{word} {}", words::listed(&names))
}

/// `1 day`, `12 days`.
fn days(count: u32) -> String {
    words::count(count.into(), "day")
}

/// Text in quotes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}
