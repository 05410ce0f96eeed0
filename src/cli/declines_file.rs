//! The declines that a command works on: a file, or standard input, read once or twice.

use std::fs::File;
use std::io::{self, Read, Seek as _, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use clap::Args;
use sha2::{Digest as _, Sha256};

use crate::config::Account;
use crate::ingest::{
    Block, Blocks, Compression, FirstOf, InputError, Layout, ReadOptions, Scratch, Shard,
    decompress,
};
use crate::model::Zone;

use super::error::CliError;
use super::input_text;
use super::output::hex;
use super::signals;

/// How the declines read; each flag overrides its part of the configuration's `[declines]`.
#[derive(Args, Clone, Debug)]
pub(crate) struct ReadArgs {
    /// Take a column from this header (can be repeated)
    #[arg(long, value_name = "NAME=HEADER", help_heading = "Reading declines")]
    pub(crate) column: Vec<String>,
    /// Read dates by this strftime pattern
    #[arg(long, value_name = "PATTERN", help_heading = "Reading declines")]
    pub(crate) date_format: Option<String>,
    /// Zone of dates without an offset
    #[arg(long, value_name = "ZONE", help_heading = "Reading declines")]
    pub(crate) timezone: Option<String>,
    /// What separates fields: `,` `;` or `tab`
    #[arg(long, value_name = "CHAR", help_heading = "Reading declines")]
    pub(crate) delimiter: Option<String>,
    /// Replay only the earliest decline of each group of rows with the same values here
    #[arg(
        long,
        value_name = "COLUMN,COLUMN",
        value_delimiter = ',',
        help_heading = "Reading declines"
    )]
    pub(crate) first_of: Vec<String>,
}

impl ReadArgs {
    /// The flags as the reader takes them.
    pub(crate) fn options(&self) -> Result<ReadOptions, CliError> {
        let columns = self.column.iter().map(|text| {
            let (name, header) = text.split_once('=').ok_or_else(|| {
                CliError::new(format!("--column {text}: there is no `=`"))
                    .hint("write NAME=HEADER, such as declined_at=\"Trans Date\"")
            })?;
            Ok((name.trim().to_owned(), header.trim().to_owned()))
        });
        Ok(ReadOptions {
            columns: columns.collect::<Result<_, CliError>>()?,
            date_format: self.date_format.clone(),
            delimiter: self.delimiter.as_deref().map(delimiter).transpose()?,
            timezone: self.timezone.as_deref().map(zone).transpose()?,
            first_of: self.first_of.iter().map(|name| name.trim().to_owned()).collect(),
        })
    }
}

impl ReadArgs {
    /// The flags as they were typed: name and value.
    pub(crate) fn typed(&self) -> Vec<(&'static str, String)> {
        let columns = self.column.iter().map(|column| ("--column", column.clone()));
        let single = [
            ("--date-format", &self.date_format),
            ("--timezone", &self.timezone),
            ("--delimiter", &self.delimiter),
        ];
        let single = single.into_iter().filter_map(|(flag, value)| Some((flag, value.clone()?)));
        let groups = (!self.first_of.is_empty()).then(|| ("--first-of", self.first_of.join(",")));
        columns.chain(single).chain(groups).collect()
    }
}

fn delimiter(text: &str) -> Result<u8, CliError> {
    match text {
        "," | "comma" => Ok(b','),
        ";" | "semicolon" => Ok(b';'),
        "\t" | "\\t" | "tab" => Ok(b'\t'),
        other => Err(CliError::new(format!("--delimiter {other}: there is no such delimiter"))
            .hint("one of `,` `;` and `tab`")),
    }
}

fn zone(name: &str) -> Result<Zone, CliError> {
    Zone::named(name).ok_or_else(|| {
        let error = CliError::new(format!("--timezone {name}: there is no such time zone"));
        match crate::config::closest(name, Zone::names()) {
            Some(near) => error.hint(format!("did you mean {near}?")),
            None => error.hint("an IANA name, such as America/New_York"),
        }
    })
}

/// Whether declines are read once or more often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Passes {
    /// Once.
    One,
    /// More often: standard input, or whatever else can be read only once, is kept aside on disk.
    Several,
}

/// Bytes of declines, decompressed.
pub(crate) type Input = Box<dyn Read + Send>;

/// Declines that can be opened.
pub(crate) struct Declines {
    path: PathBuf,
    kept_aside: Option<File>,
}

/// One part of declines, opened.
pub(crate) struct Part {
    pub(crate) layout: Layout,
    pub(crate) blocks: Blocks<Input>,
    /// Which rows they are, counted from 0.
    pub(crate) rows: Range<u64>,
    /// How many rows the declines have.
    pub(crate) all_rows: u64,
}

/// What one reading of everything shows.
#[derive(Default)]
struct Survey {
    rows: u64,
    firsts: FirstOf,
}

/// What is read at once where rows do not matter.
const BUFFER_BYTES: usize = 256 * 1024;

/// The digest of all that a reader gives out.
pub(crate) type SharedDigest = Arc<Mutex<Sha256>>;

impl Declines {
    /// Looks at a path; `-` is standard input.
    pub(crate) fn at(path: &Path, passes: Passes) -> Result<Declines, CliError> {
        if path.is_dir() {
            return Err(CliError::new(format!("cannot read {}: it is a folder", path.display())));
        }
        let mut declines = Declines { path: path.to_owned(), kept_aside: None };
        let is_stream = path.metadata().map_or(declines.is_standard_input(), |it| !it.is_file());
        if is_stream && passes == Passes::Several {
            declines.keep_aside()?;
        }
        Ok(declines)
    }

    /// Copies what can be read only once to disk.
    fn keep_aside(&mut self) -> Result<(), CliError> {
        let mut raw = self.open_raw()?;
        let failed = |error: &io::Error| CliError::file("keep aside", &self.path, error);
        let mut file = tempfile::tempfile().map_err(|error| failed(&error))?;
        let mut buffer = vec![0; BUFFER_BYTES];
        loop {
            signals::check()?;
            match raw.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => file.write_all(&buffer[..count]).map_err(|error| failed(&error))?,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(failed(&error)),
            }
        }
        self.kept_aside = Some(file);
        Ok(())
    }

    /// The name that messages give it.
    pub(crate) fn name(&self) -> String {
        if self.is_standard_input() {
            "standard input".into()
        } else {
            self.path.display().to_string()
        }
    }

    /// The name without folders; `-` for standard input.
    pub(crate) fn file_name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Bytes of the file, where that says how much there is to read.
    pub(crate) fn length_bytes(&self) -> Option<u64> {
        let is_plain = Compression::of_name(&self.path.to_string_lossy()) == Compression::None;
        let metadata = std::fs::metadata(&self.path).ok().filter(|data| data.is_file() && is_plain);
        metadata.map(|data| data.len())
    }

    /// Opens it from the start, decompressed; what comes off the disk goes through `digest` too.
    fn open(&mut self, digest: Option<&SharedDigest>) -> Result<Input, CliError> {
        let raw = self.open_raw()?;
        let raw = match digest {
            Some(digest) => Box::new(Digesting { inner: raw, digest: Arc::clone(digest) }),
            None => raw,
        };
        Ok(decompress(raw, Compression::of_name(&self.path.to_string_lossy())))
    }

    fn open_raw(&mut self) -> Result<Input, CliError> {
        let failed = |error: &io::Error| CliError::file("read", &self.path, error);
        let is_standard_input = self.is_standard_input();
        Ok(match &mut self.kept_aside {
            Some(file) => {
                file.rewind().map_err(|error| failed(&error))?;
                Box::new(file.try_clone().map_err(|error| failed(&error))?)
            }
            None if is_standard_input => Box::new(io::stdin()),
            None => Box::new(File::open(&self.path).map_err(|error| failed(&error))?),
        })
    }

    /// Opens it and reads the header. With `--first-of`, all of it is read once before, to find the first
    /// decline of each group.
    pub(crate) fn layout(
        &mut self,
        account: &Account,
        options: &ReadOptions,
        limit: Option<u64>,
        digest: Option<&SharedDigest>,
    ) -> Result<(Layout, Blocks<Input>), CliError> {
        let mut firsts = None;
        if !options.first_of.is_empty() {
            firsts = Some(self.survey(account, options, limit)?.firsts);
        }
        let (layout, blocks) = self.open_rows(account, options, digest)?;
        Ok((firsts.into_iter().fold(layout, Layout::with_firsts), blocks.limited_to(limit)))
    }

    /// Opens one part of it. All of it is read once before, to count the rows.
    pub(crate) fn part(
        &mut self,
        account: &Account,
        options: &ReadOptions,
        limit: Option<u64>,
        shard: Shard,
    ) -> Result<Part, CliError> {
        let survey = self.survey(account, options, limit)?;
        let rows = shard.rows(survey.rows);
        let (mut layout, mut blocks) = self.open_rows(account, options, None)?;
        if !options.first_of.is_empty() {
            layout = layout.with_firsts(survey.firsts);
        }
        let (mut block, mut left) = (Block::default(), rows.start);
        while left > 0 {
            signals::check()?;
            let passed = blocks.pass_over(left, &mut block).map_err(self.failure())?;
            let Some(passed) = passed else { break };
            left -= passed;
        }
        let blocks = blocks.limited_to(Some(rows.end - rows.start));
        Ok(Part { layout, blocks, rows, all_rows: survey.rows })
    }

    /// Reads all of it once, for what has to be known before any row is replayed.
    fn survey(
        &mut self,
        account: &Account,
        options: &ReadOptions,
        limit: Option<u64>,
    ) -> Result<Survey, CliError> {
        let (layout, blocks) = self.open_rows(account, options, None)?;
        let mut blocks = blocks.limited_to(limit);
        let (mut block, mut scratch) = (Block::default(), Scratch::default());
        let mut survey = Survey::default();
        while blocks.next_block(&mut block).map_err(self.failure())? {
            signals::check()?;
            survey.rows += block.row_count();
            if layout.needs_gathering() {
                layout.gather(&block, &mut scratch, &mut survey.firsts).map_err(self.failure())?;
            }
        }
        Ok(survey)
    }

    fn open_rows(
        &mut self,
        account: &Account,
        options: &ReadOptions,
        digest: Option<&SharedDigest>,
    ) -> Result<(Layout, Blocks<Input>), CliError> {
        Blocks::open(self.open(digest)?, account, options).map_err(self.failure())
    }

    /// The SHA-256 of all of it as it lies on disk, in hexadecimal.
    pub(crate) fn digest(&mut self) -> Result<String, CliError> {
        let (mut raw, mut digest) = (self.open_raw()?, Sha256::new());
        let mut buffer = vec![0; BUFFER_BYTES];
        loop {
            signals::check()?;
            match raw.read(&mut buffer) {
                Ok(0) => return Ok(hex(&digest.finalize())),
                Ok(count) => digest.update(&buffer[..count]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(CliError::file("read", &self.path, &error)),
            }
        }
    }

    fn failure(&self) -> impl Fn(InputError) -> CliError + use<> {
        let name = self.name();
        move |error| input_text::input_error(&name, &error)
    }

    fn is_standard_input(&self) -> bool {
        self.path.as_os_str() == "-"
    }
}

/// The digest so far, in hexadecimal.
pub(crate) fn digest_text(digest: &SharedDigest) -> String {
    hex(&digest.lock().unwrap_or_else(PoisonError::into_inner).clone().finalize())
}

struct Digesting<R> {
    inner: R,
    digest: SharedDigest,
}

impl<R: Read> Read for Digesting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.digest.lock().unwrap_or_else(PoisonError::into_inner).update(&buffer[..count]);
        Ok(count)
    }
}
