//! What a recovery service does with a payment that is handed to it. Its own retries are not simulated
//! yet: all that is known of it is when it takes a payment over.

use crate::config::Service;
use crate::model::Moment;

/// Whether a hand-off comes before the service's minimum gap since the decline has passed.
pub fn is_under_min_gap(service: &Service, declined: Moment, handed_off: Moment) -> bool {
    let gap_seconds = handed_off.instant.0 - declined.instant.0;
    gap_seconds < i64::from(service.min_gap_hours) * 3600
}
