//! The page of a comparison.

use super::{Change, Section};

pub(super) fn all(_change: &Change<'_>) -> Vec<Section> {
    Vec::new()
}
