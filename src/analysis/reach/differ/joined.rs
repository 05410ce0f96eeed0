//! Changes told together where they are the same one.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::analysis::reach::region::Region;

use super::ClassChange;

/// Changes that differ in one fact alone as one, fact by fact, the last asked first; merchants last.
pub(super) fn joined(mut changes: Vec<ClassChange>) -> Vec<ClassChange> {
    for fact in (0..Region::FACTS).rev() {
        changes = joined_by(
            changes,
            |region| region.without(fact),
            |one, other| one.joined_by(other, fact),
        );
    }
    let any = Region::all().merchants;
    joined_by(
        changes,
        |region| Region { merchants: any.clone(), ..region.clone() },
        |one, other| {
            let merchants = one.merchants.union(&other.merchants);
            Some(Region { merchants, ..one.clone() })
        },
    )
}

/// Joins the changes that are the same without what `bare` leaves out of their regions.
fn joined_by(
    changes: Vec<ClassChange>,
    bare: impl Fn(&Region) -> Region,
    join: impl Fn(&Region, &Region) -> Option<Region>,
) -> Vec<ClassChange> {
    let mut joined: Vec<ClassChange> = Vec::new();
    let mut alike: HashMap<_, Vec<usize>, FixedState> = HashMap::default();
    for change in changes {
        let sides = (change.base.clone(), change.candidate.clone());
        let key = (change.class, change.extent, change.reclassified, sides, bare(&change.region));
        let known = alike.entry(key).or_default();
        let same =
            known.iter().find_map(|at| Some((*at, join(&joined[*at].region, &change.region)?)));
        match same {
            Some((at, region)) => {
                joined[at].region = region;
                if change.example.plainness() < joined[at].example.plainness() {
                    joined[at].example = change.example;
                }
            }
            None => {
                known.push(joined.len());
                joined.push(change);
            }
        }
    }
    joined
}
