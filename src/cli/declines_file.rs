//! The declines that a command works on: a file, or standard input, read once or twice.

use std::fs::File;
use std::io::{self, Read, Seek as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use clap::Args;
use sha2::{Digest as _, Sha256};

use crate::config::Account;
use crate::ingest::{
    Block, Blocks, Compression, FirstOf, Layout, ReadOptions, Scratch, decompress,
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
    /// More often: standard input is kept aside on disk.
    Several,
}

/// Bytes of declines, decompressed.
pub(crate) type Input = Box<dyn Read + Send>;

/// Declines that can be opened.
pub(crate) struct Declines {
    path: PathBuf,
    kept_aside: Option<File>,
}

/// The digest of all that a reader gives out.
pub(crate) type SharedDigest = Arc<Mutex<Sha256>>;

impl Declines {
    /// Looks at a path; `-` is standard input.
    pub(crate) fn at(path: &Path, passes: Passes) -> Result<Declines, CliError> {
        if path.is_dir() {
            return Err(CliError::new(format!("cannot read {}: it is a folder", path.display())));
        }
        let mut declines = Declines { path: path.to_owned(), kept_aside: None };
        if declines.is_standard_input() && passes == Passes::Several {
            let kept = tempfile::tempfile().and_then(|mut file| {
                io::copy(&mut io::stdin().lock(), &mut file)?;
                Ok(file)
            });
            let kept = kept.map_err(|error| CliError::file("keep aside", path, &error))?;
            declines.kept_aside = Some(kept);
        }
        Ok(declines)
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
        let failed = |error: &io::Error| CliError::file("read", &self.path, error);
        let is_standard_input = self.is_standard_input();
        let raw: Input = match &mut self.kept_aside {
            Some(file) => {
                file.rewind().map_err(|error| failed(&error))?;
                Box::new(file.try_clone().map_err(|error| failed(&error))?)
            }
            None if is_standard_input => Box::new(io::stdin()),
            None => Box::new(File::open(&self.path).map_err(|error| failed(&error))?),
        };
        let raw = match digest {
            Some(digest) => Box::new(Digesting { inner: raw, digest: Arc::clone(digest) }),
            None => raw,
        };
        Ok(decompress(raw, Compression::of_name(&self.path.to_string_lossy())))
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
        let name = self.name();
        let failed = |error| input_text::input_error(&name, &error);
        let mut firsts = None;
        if !options.first_of.is_empty() {
            let (layout, blocks) =
                Blocks::open(self.open(None)?, account, options).map_err(failed)?;
            let mut blocks = blocks.limited_to(limit);
            let (mut block, mut scratch) = (Block::default(), Scratch::default());
            let mut found = FirstOf::default();
            while blocks.next_block(&mut block).map_err(failed)? {
                signals::check()?;
                layout.gather(&block, &mut scratch, &mut found).map_err(failed)?;
            }
            firsts = Some(found);
        }
        let (layout, blocks) =
            Blocks::open(self.open(digest)?, account, options).map_err(failed)?;
        let blocks = blocks.limited_to(limit);
        Ok((firsts.into_iter().fold(layout, Layout::with_firsts), blocks))
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
