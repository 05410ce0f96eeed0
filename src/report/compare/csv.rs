//! `changes.csv`: a row per changed decline.

use crate::analysis::compare::{Changed, Routed};
use crate::report::csv::{guarded_cell, plain_cell, push_amount, push_number};

/// The header of `changes.csv`.
pub const CHANGES_HEADER: &str = "transaction_id,class,base_outcome,candidate_outcome,base_handoff_at,\
    candidate_handoff_at,base_attempts,candidate_attempts,amount,currency,causes\n";

/// The row of a changed decline. `paths` are those of the units that its causes count.
///
/// Causes are joined by `;`, the values of one that takes several together by ` + `.
pub fn change_row(changed: &Changed<'_>, paths: &[String], out: &mut Vec<u8>) {
    guarded_cell(out, changed.decline.transaction_id);
    for name in [
        changed.class.name(),
        changed.base.route.outcome.name(),
        changed.candidate.route.outcome.name(),
    ] {
        out.push(b',');
        out.extend_from_slice(name.as_bytes());
    }
    let sides: [Routed<'_>; 2] = [changed.base, changed.candidate];
    for side in sides {
        out.push(b',');
        if let Some(handoff) = side.route.handoff() {
            handoff.due.write_rfc3339(out);
        }
    }
    for side in sides {
        out.push(b',');
        push_number(out, side.route.made().count() as u64);
    }
    out.push(b',');
    push_amount(out, changed.decline.amount);
    out.push(b',');
    out.extend_from_slice(changed.decline.amount.currency.code().as_bytes());
    out.push(b',');
    let causes = changed.causes.iter().map(|(units, _)| {
        let paths: Vec<&str> = units.iter().map(|&unit| paths[unit as usize].as_str()).collect();
        paths.join(" + ")
    });
    plain_cell(out, &causes.collect::<Vec<String>>().join(";"));
    out.push(b'\n');
}
