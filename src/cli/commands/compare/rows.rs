//! The work of one thread of a comparison.

use crate::analysis::compare::{ChangeSink, Changed, CompareTally, Comparer};
use crate::cli::workers::Worker;
use crate::config::Differences;
use crate::ingest::{Block, InputError, Layout, RowCounts};
use crate::report::compare::change_row;

/// Compares blocks and makes the rows of `changes.csv`, one text per candidate.
pub(super) struct CompareWorker<'a, 'e> {
    comparer: Comparer<'a, 'e>,
    sink: RowSink<'e>,
}

/// The paths of a candidate's units, in their order.
pub(super) fn paths(differences: &Differences) -> Vec<String> {
    differences.units().iter().map(|unit| unit.path.to_string()).collect()
}

impl<'a, 'e> CompareWorker<'a, 'e> {
    /// A worker for so many candidates; without paths, no rows are made.
    pub(super) fn new(
        comparer: Comparer<'a, 'e>,
        candidates: usize,
        paths: Option<&'e [Vec<String>]>,
    ) -> CompareWorker<'a, 'e> {
        CompareWorker { comparer, sink: RowSink { paths, rows: vec![Vec::new(); candidates] } }
    }

    /// What was added up.
    pub(super) fn into_tally(self) -> CompareTally {
        self.comparer.into_tally()
    }
}

impl Worker for CompareWorker<'_, '_> {
    type Rows = Vec<Vec<u8>>;

    fn block(&mut self, layout: &Layout, block: &Block) -> Result<RowCounts, InputError> {
        self.sink.rows.iter_mut().for_each(Vec::clear);
        self.comparer.block(layout, block, &mut self.sink)
    }

    fn rows(&self) -> &Vec<Vec<u8>> {
        &self.sink.rows
    }
}

struct RowSink<'e> {
    paths: Option<&'e [Vec<String>]>,
    rows: Vec<Vec<u8>>,
}

impl ChangeSink for RowSink<'_> {
    fn takes_changes(&self) -> bool {
        self.paths.is_some()
    }

    fn changed(&mut self, candidate: usize, changed: &Changed<'_>) {
        if let Some(paths) = self.paths {
            change_row(changed, &paths[candidate], &mut self.rows[candidate]);
        }
    }
}
