//! What never starts a ladder, gate by gate.

use crate::analysis::reach::{Set, recycled};
use crate::engine::DOOR;
use crate::model::{MerchantIndex, Outcome};
use crate::report::text::{and_more, escaped};

use super::ReachReport;

/// Merchants and campaigns that are named.
const MOST: usize = 8;

/// The gates at the door that turn something away, in their order, and whom.
pub(super) fn turned_away(report: &ReachReport<'_>) -> Vec<(Outcome, String)> {
    let outcomes = report.reach.outcomes();
    let gates = DOOR.into_iter().filter(|gate| outcomes.contains(gate));
    gates.filter_map(|gate| Some((gate, who(report, gate)?))).collect()
}

/// Whom a gate turns away; `None` for one that looks at the profile.
fn who(report: &ReachReport<'_>, gate: Outcome) -> Option<String> {
    let account = report.engine.account();
    let is_service = |index: MerchantIndex| account.merchant(index).service.is_some();
    let profiles = report.engine.profiles();
    let all = (0..account.merchants.len() as u32).map(MerchantIndex);
    Some(match gate {
        Outcome::UnknownMerchant => "merchants that the configuration does not have".to_owned(),
        Outcome::AtService => merchants(report, all.filter(|index| is_service(*index))),
        Outcome::HardDecline => "hard declines".to_owned(),
        Outcome::Unclassified => "declines neither soft nor hard by map, type or text".to_owned(),
        Outcome::RecyclingDisabled => match recycled(account).campaigns {
            Set::NotIn(ids) => named("campaign", &ids),
            Set::In(_) => return None,
        },
        Outcome::NewSaleNotRecycled => "new sales".to_owned(),
        Outcome::NoProfile => {
            let is_out =
                |index: &MerchantIndex| profiles.of(*index).chosen.is_none() && !is_service(*index);
            merchants(report, all.filter(is_out))
        }
        _ => return None,
    })
}

fn merchants(report: &ReachReport<'_>, all: impl Iterator<Item = MerchantIndex>) -> String {
    let ids = all.map(|index| report.engine.account().merchant(index).id.clone());
    named("merchant", &ids.collect::<Vec<_>>())
}

/// `merchant 12`, `merchants 12 and 13`.
fn named(word: &str, ids: &[String]) -> String {
    let plural = if ids.len() == 1 { "" } else { "s" };
    let ids: Vec<_> = ids.iter().map(|id| escaped(id)).collect();
    format!("{word}{plural} {}", and_more(&ids, MOST))
}
