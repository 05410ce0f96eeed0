//! A manual page.

use std::io;

use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::Page;

/// The page for `man`: examples right after the synopsis.
pub(crate) fn roff(page: &Page<'_>) -> io::Result<Vec<u8>> {
    let man = Man::new(page.command.clone()).title(page.name());
    let mut out = Vec::new();
    man.render_title(&mut out)?;
    man.render_name_section(&mut out)?;
    man.render_synopsis_section(&mut out)?;
    examples(page).to_writer(&mut out)?;
    man.render_description_section(&mut out)?;
    man.render_options_section(&mut out)?;
    if page.command.has_subcommands() {
        man.render_subcommands_section(&mut out)?;
        man.render_version_section(&mut out)?;
    }
    Ok(out)
}

fn examples(page: &Page<'_>) -> Roff {
    let mut roff = Roff::default();
    let examples = page.examples();
    if !examples.is_empty() {
        roff.control("SH", ["EXAMPLES"]);
    }
    for (what, line) in examples {
        roff.control("TP", []);
        roff.text([roman(what)]);
        roff.text([bold(line)]);
    }
    roff
}
