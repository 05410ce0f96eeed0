//! The examples that `--help` begins with.
//!
//! Every command has a constant `EXAMPLES` beside its arguments, and the attribute
//! `#[command(before_long_help = examples(EXAMPLES))]` on them. `tests/it/help.rs` runs every one, in order,
//! in a folder that holds all of `data/`, with `account.toml` as `reattempt.toml` too.

/// What an example does, and the line to type.
pub(crate) type Example = (&'static str, &'static str);

/// Stands for a blank in a command line until it is printed, for clap would wrap at a blank.
pub(crate) const UNBREAKABLE_BLANK: char = '\u{a0}';

/// The examples as `--help` shows them.
pub(crate) fn examples(all: &[Example]) -> String {
    let mut text = "Examples:".to_owned();
    for (what, line) in all {
        let line = line.replace(' ', &UNBREAKABLE_BLANK.to_string());
        text += &format!("\n  {what}:\n    {line}\n");
    }
    text.trim_end().to_owned()
}

/// A text that is printed as it is, however narrow the help is.
pub(crate) fn verbatim(text: &str) -> String {
    text.replace(' ', &UNBREAKABLE_BLANK.to_string())
}
