//! `--record`: a case file from declines.

use std::path::Path;

use crate::analysis::expect::{Miner, record_text};
use crate::analysis::{Replayer, Sink};
use crate::cli::declines_file::{Declines, Passes};
use crate::cli::error::{CliError, Exit};
use crate::cli::input_text;
use crate::cli::output::write_file;
use crate::cli::terminal::Terminal;
use crate::cli::workers::{self, Feed, Worker};
use crate::config::Loaded;
use crate::engine::{Engine, Route};
use crate::ingest::{Block, InputError, Layout, RowCounts};
use crate::model::{Decline, Outcome};
use crate::report::text::{counted, escaped};

use super::TestArgs;

/// Mines the declines and writes the case file.
pub(super) fn record(
    args: &TestArgs,
    loaded: &Loaded,
    cases: &Path,
    declines: &Path,
    terminal: &Terminal,
) -> Result<Exit, CliError> {
    let options = args.read.options()?;
    let passes = if options.first_of.is_empty() { Passes::One } else { Passes::Several };
    let mut declines = Declines::at(declines, passes)?;
    let name = declines.name();
    let (layout, blocks) = declines.layout(&loaded.account, &options, None, None)?;
    input_text::notices(&layout, terminal);
    let engine = Engine::new(&loaded.account);
    let worker = || MiningWorker {
        replayer: Replayer::new(&engine),
        sink: MiningSink { miner: Miner::new(&engine), declines: 0 },
    };
    let all = (0..workers::count(args.threads)).map(|_| worker()).collect();
    let progress = terminal.progress(declines.length_bytes());
    let feed = Feed { layout: &layout, progress: &progress, name: &name };
    let done = workers::run(&feed, blocks, all, None);
    terminal.end(&progress);
    let mut miner = Miner::new(&engine);
    let mut seen = 0;
    for worker in done? {
        seen += worker.sink.declines;
        miner.merge(worker.sink.miner);
    }
    let untypable = miner.untypable();
    let (recorded, combinations) = miner.pick();
    let header = format!(
        "# {} of {} in {}, which together show every combination of profile, slot, target, gate,\n\
         # outcome and note among them: {}. Picked one after the other, each time the decline that\n\
         # shows most of what is missing: few, but perhaps not the fewest.\n\n",
        counted(recorded.len() as u64, "decline", "declines"),
        seen,
        escaped(&declines.file_name()),
        counted(combinations as u64, "combination", "combinations"),
    );
    let text = header + &record_text(&engine, &recorded);
    write_file(cases, text.as_bytes(), args.force.overwrite())?;
    terminal.print(&format!(
        "{} of {seen} recorded in {}: they show all of {}.\n",
        counted(recorded.len() as u64, "decline", "declines"),
        escaped(&cases.display().to_string()),
        counted(combinations as u64, "combination", "combinations"),
    ))?;
    if untypable > 0 {
        terminal.notice(&format!(
            "{} left out: typed into a case, such a decline comes to something else",
            counted(untypable, "kind of decline is", "kinds of declines are")
        ));
    }
    Ok(Exit::Done)
}

/// Replays blocks and looks at every route.
struct MiningWorker<'e> {
    replayer: Replayer<'e>,
    sink: MiningSink<'e>,
}

impl Worker for MiningWorker<'_> {
    type Rows = ();

    fn block(&mut self, layout: &Layout, block: &Block) -> Result<RowCounts, InputError> {
        self.replayer.block(layout, block, &mut self.sink)
    }

    fn rows(&self) -> &() {
        &()
    }
}

struct MiningSink<'e> {
    miner: Miner<'e>,
    declines: u64,
}

impl Sink for MiningSink<'_> {
    /// A decline typed by hand has no group to be a later row of.
    fn routed(&mut self, decline: &Decline<'_>, route: &Route) {
        self.declines += 1;
        if route.outcome != Outcome::RecordedAttempt {
            self.miner.see(decline, route);
        }
    }
}
