//! Replays a file on several threads and commits what its rows come to in input order.

use std::io::Read;

use crate::analysis::{Replayer, Sink, Tally};
use crate::engine::{Engine, Place, Route};
use crate::ingest::{Block, Blocks, InputError, Layout, Reject, RowCounts};
use crate::model::Decline;
use crate::report::csv::{CsvRows, Room, RowTemplates, reject_row};

use super::error::CliError;
use super::parquet::{TypedBlock, TypedRows};
use super::progress::Progress;
use super::replay_folder::RoutesFormat;
use super::workers::{self, Feed, Worker};

/// What is read at once where rows are written: those of a block are several times as long, and are to stay near the
/// core until they are in the file.
const BLOCK_BYTES: usize = 128 << 10;

/// What a replay works on.
pub(crate) struct Job<'a> {
    pub(crate) engine: &'a Engine<'a>,
    pub(crate) layout: &'a Layout,
    pub(crate) threads: usize,
    pub(crate) progress: &'a Progress,
    /// The name of the declines in messages.
    pub(crate) name: &'a str,
}

/// The rows of one block, ready to be written.
#[derive(Default)]
pub(crate) struct Rows {
    /// Rows of `routes.csv`.
    pub(crate) routes: Room,
    /// Rows of `transactions.csv`.
    pub(crate) transactions: Room,
    /// Rows of `rejects.csv`.
    pub(crate) rejects: Vec<u8>,
    /// The rows of routes and transactions where they are not CSV.
    pub(crate) typed: Option<TypedBlock>,
}

/// Takes the rows of block after block, in input order.
pub(crate) type Commit<'c> = workers::Commit<'c, Rows>;

/// Replays everything. Without `commit`, nothing but the tally is made; with it, rows in its format.
pub(crate) fn run<R: Read + Send>(
    job: &Job<'_>,
    blocks: Blocks<R>,
    commit: Option<(RoutesFormat, &mut Commit<'_>)>,
) -> Result<Tally, CliError> {
    let account = job.engine.account();
    let csv = commit.is_some().then(|| CsvRows::of(account));
    let blocks = if commit.is_some() { blocks.in_blocks_of(BLOCK_BYTES) } else { blocks };
    let format = commit.as_ref().map_or(RoutesFormat::Csv, |(format, _)| *format);
    let worker = || ReplayWorker {
        replayer: Replayer::new(job.engine),
        sink: RowSink {
            makers: csv.as_ref().map(Makers::of),
            typed: TypedRows::of(format, account),
            rows: Rows::default(),
        },
    };
    let workers = (0..job.threads.max(1)).map(|_| worker()).collect();
    let feed = Feed { layout: job.layout, progress: job.progress, name: job.name };
    let done = workers::run(&feed, blocks, workers, commit.map(|(_, commit)| commit))?;
    let mut parts = done.into_iter().map(|worker| worker.replayer.into_tally());
    let first = parts.next().unwrap_or_default();
    Ok(parts.fold(first, |mut tally, part| {
        tally.merge(&part);
        tally
    }))
}

/// Replays the blocks of one thread.
struct ReplayWorker<'a> {
    replayer: Replayer<'a>,
    sink: RowSink<'a>,
}

impl Worker for ReplayWorker<'_> {
    type Rows = Rows;

    fn block(&mut self, layout: &Layout, block: &Block) -> Result<RowCounts, InputError> {
        self.sink.clear();
        let counts = self.replayer.block(layout, block, &mut self.sink)?;
        self.sink.rows.typed = self.sink.typed.as_mut().map(TypedRows::take);
        Ok(counts)
    }

    fn rows(&self) -> &Rows {
        &self.sink.rows
    }
}

/// Makes the rows of one block.
struct RowSink<'a> {
    makers: Option<Makers<'a>>,
    typed: Option<TypedRows>,
    rows: Rows,
}

/// What makes rows: of declines that are remembered, and of any.
struct Makers<'a> {
    templates: RowTemplates<'a>,
    csv: &'a CsvRows,
    row: Vec<u8>,
}

impl Makers<'_> {
    fn of(csv: &CsvRows) -> Makers<'_> {
        Makers { templates: RowTemplates::of(csv), csv, row: Vec::new() }
    }
}

impl RowSink<'_> {
    fn clear(&mut self) {
        self.rows.routes.clear();
        self.rows.transactions.clear();
        self.rows.rejects.clear();
    }
}

impl Sink for RowSink<'_> {
    fn takes_routes(&self) -> bool {
        self.makers.is_some()
    }

    fn routed(&mut self, decline: &Decline<'_>, route: &Route) {
        if let Some(typed) = &mut self.typed {
            typed.routed(decline, route);
        } else if let Some(Makers { csv, row, .. }) = &mut self.makers {
            row.clear();
            csv.routes(decline, route, row);
            self.rows.routes.put(row);
            row.clear();
            csv.transaction(decline, route, row);
            self.rows.transactions.put(row);
        }
    }

    fn recalled(&mut self, decline: &Decline<'_>, route: &Route, place: Place) {
        if let Some(typed) = &mut self.typed {
            typed.routed(decline, route);
        } else if let Some(Makers { templates, .. }) = &mut self.makers {
            let Rows { routes, transactions, .. } = &mut self.rows;
            templates.rows(decline, route, place, routes, transactions);
        }
    }

    fn rejected(&mut self, reject: &Reject<'_>) {
        if self.makers.is_some() {
            let (problem, out) = (reject.problem.name(), &mut self.rows.rejects);
            reject_row(
                reject.line,
                reject.transaction_id,
                reject.column,
                problem,
                &reject.value,
                out,
            );
        }
    }
}
