//! Findings for people: what, where with the lines it is about, what to do.

use anstyle::Style;

use super::Findings;
use super::listing::{At, Item, Listing, Location};
use super::page::Page;
use super::snippet::{Row, flag_rows, rows};
use crate::model::Weight;
use crate::report::Look;
use crate::report::text::{columns, counted, escaped, money, wrapped, wrapped_hanging};

/// Every finding with its lines of the source, and a closing line that counts them. Lines keep to the
/// look's columns; names of files are never broken, so that they can be opened from a terminal.
pub fn text(findings: &Findings<'_>, look: Look) -> String {
    let listing = Listing::new(findings);
    let mut out = String::new();
    for item in &listing.items {
        out.push_str(&block(&listing.page, item, look));
        out.push('\n');
    }
    out.push_str(&paint(look.palette.strong, &findings.counts().summary()));
    out.push('\n');
    out
}

/// One finding, in lines.
pub(super) fn block(page: &Page<'_>, item: &Item<'_>, look: Look) -> String {
    let mut block =
        Block { page, look, gutter: gutter(item), has_open_lines: false, out: String::new() };
    block.heading(item);
    block.place("-->", &item.location, "", '^', look.palette.of(item.finding.severity));
    for (location, message) in &item.related {
        block.place(":::", location, message, '-', look.palette.note);
    }
    for (label, text) in remarks(item) {
        block.remark(label, &text);
    }
    block.out
}

/// Columns of the highest line number shown.
fn gutter(item: &Item<'_>) -> usize {
    let related = item.related.iter().map(|(location, _)| location);
    std::iter::once(&item.location)
        .chain(related)
        .map(|location| match &location.at {
            At::Region { end, .. } => end.line.to_string().len(),
            At::Flag(_) | At::Whole => 1,
        })
        .max()
        .unwrap_or(1)
}

/// What follows the places: label and text.
fn remarks(item: &Item<'_>) -> Vec<(&'static str, String)> {
    let finding = item.finding;
    let mut remarks = Vec::new();
    if let Some(weight) = item.weight {
        remarks.push(("weight", weight_text(weight)));
    }
    if let Some(help) = &finding.help {
        remarks.push(("help", escaped(help).into_owned()));
    }
    if let Some(step) = finding.code.guide_step() {
        remarks.push(("guide", guide_text(step)));
    }
    if let Some(fix) = &finding.fix {
        remarks.push(("fix", format!("{} (fixable with --fix)", escaped(&fix.title))));
    }
    remarks
}

/// `step 10`, `steps 12-13`, or the name of a note.
pub(super) fn guide_text(step: &str) -> String {
    if step.starts_with(|first: char| first.is_ascii_digit()) {
        format!("{} {step}", if step.contains('-') { "steps" } else { "step" })
    } else {
        step.to_owned()
    }
}

/// `1,284 declines, USD 38,120.00, 2024-01-02 to 2024-03-05`.
pub(super) fn weight_text(weight: &Weight) -> String {
    let mut parts = vec![counted(weight.rows, "decline", "declines")];
    parts.extend(weight.amounts_minor.iter().map(|(&currency, &minor)| money(currency, minor)));
    if let (Some(first), Some(last)) = (weight.first_day, weight.last_day) {
        parts.push(if first == last { first.to_string() } else { format!("{first} to {last}") });
    }
    parts.join(", ")
}

/// `file:line:column`, `file: path`, or the flag.
pub(super) fn location_text(location: &Location<'_>) -> String {
    let file = escaped(location.file.unwrap_or_default());
    match &location.at {
        At::Region { start, .. } => format!("{file}:{}:{}", start.line, start.column),
        At::Flag(flag) => escaped(flag).into_owned(),
        At::Whole if location.path.is_empty() => file.into_owned(),
        At::Whole => format!("{file}: {}", escaped(location.path)),
    }
}

struct Block<'a> {
    page: &'a Page<'a>,
    look: Look,
    gutter: usize,
    /// Whether lines of a file were the last thing written: a bar comes between them and what follows.
    has_open_lines: bool,
    out: String,
}

impl Block<'_> {
    fn heading(&mut self, item: &Item<'_>) {
        let finding = item.finding;
        let label = format!("{}[{}]", finding.severity.name(), finding.code.name());
        let text = format!("{label} {}: {}", finding.code.slug(), escaped(&finding.message));
        let palette = self.look.palette;
        for (at, line) in wrapped_hanging(&text, self.look.columns(), 4).iter().enumerate() {
            let painted = match line.strip_prefix(&label) {
                Some(rest) if at == 0 => {
                    paint(palette.of(finding.severity), &label) + &paint(palette.strong, rest)
                }
                _ => paint(palette.strong, line),
            };
            self.line(&painted);
        }
    }

    /// Where something is, the lines there, and a message about them: beside the mark if it fits, else below.
    fn place(
        &mut self,
        arrow: &str,
        location: &Location<'_>,
        message: &str,
        caret: char,
        colour: Style,
    ) {
        let width = self.look.columns() - self.gutter - 3;
        let message = escaped(message);
        let indent = " ".repeat(self.gutter);
        let (name, rows) = match &location.at {
            At::Region { bytes, .. } => {
                (location_text(location), rows(self.page, bytes, width, caret))
            }
            At::Flag(flag) => ("command line".to_owned(), flag_rows(flag, width, caret)),
            At::Whole => (location_text(location), Vec::new()),
        };
        self.close_lines();
        self.line(&format!("{indent}{} {name}", self.frame(arrow)));
        if rows.is_empty() {
            if !message.is_empty() {
                for line in wrapped(&message, width - 1) {
                    self.line(&format!("{indent}    {line}"));
                }
            }
            return;
        }
        let bar = self.frame("|");
        self.line(&format!("{indent} {bar}"));
        for row in rows {
            match row {
                Row::Source(0, text) => self.line(&format!("{indent} {bar} {text}")),
                Row::Source(number, text) => {
                    let number = self.frame(&format!("{number:>width$}", width = self.gutter));
                    self.line(&format!("{number} {bar} {text}"));
                }
                Row::Skipped => self.line(&format!("{indent} {bar} {}", self.frame("| ..."))),
                Row::Mark(mark) => {
                    let fits = columns(&mark) + 1 + columns(&message) <= width;
                    let (beside, below) = if fits { (&*message, "") } else { ("", &*message) };
                    let carets = mark.trim_start();
                    let blanks = " ".repeat(mark.len() - carets.len());
                    let carets = paint(colour, carets);
                    self.line(&format!("{indent} {bar} {blanks}{carets} {beside}"));
                    for line in wrapped(below, width) {
                        if !line.is_empty() {
                            self.line(&format!("{indent} {bar} {line}"));
                        }
                    }
                }
            }
        }
        self.has_open_lines = true;
    }

    fn close_lines(&mut self) {
        if std::mem::take(&mut self.has_open_lines) {
            self.line(&format!("{} {}", " ".repeat(self.gutter), self.frame("|")));
        }
    }

    fn remark(&mut self, label: &str, text: &str) {
        self.close_lines();
        let indent = " ".repeat(self.gutter + 1);
        let text = format!("{label}: {text}");
        let width = self.look.columns() - indent.len() - 2;
        for (at, line) in wrapped_hanging(&text, width, label.len() + 2).iter().enumerate() {
            let painted = match line.strip_prefix(label) {
                Some(rest) if at == 0 => paint(self.look.palette.strong, label) + rest,
                _ => line.clone(),
            };
            let sign = self.frame(if at == 0 { "=" } else { " " });
            self.line(&format!("{indent}{sign} {painted}"));
        }
    }

    fn frame(&self, text: &str) -> String {
        paint(self.look.palette.frame, text)
    }

    fn line(&mut self, line: &str) {
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }
}

fn paint(style: Style, text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{style}{text}{style:#}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::findings::examples::with_examples;
    use crate::report::text::is_unsafe;
    use crate::report::{Drawing, Palette};

    #[test]
    fn snapshot() {
        with_examples(|name, findings| {
            insta::assert_snapshot!(name, text(findings, Look::plain(100)));
        });
    }

    #[test]
    fn narrow_snapshot() {
        with_examples(|name, findings| {
            insta::assert_snapshot!(format!("{name}_narrow"), text(findings, Look::plain(60)));
        });
    }

    #[test]
    fn lines_keep_to_their_width_and_hold_nothing_unsafe() {
        with_examples(|name, findings| {
            for width in Look::COLUMNS {
                for line in text(findings, Look::plain(width)).lines() {
                    assert!(columns(line) <= width, "{name} at {width}: {line}");
                    assert!(!line.contains(is_unsafe), "{name} at {width}: {line}");
                    assert!(!line.contains("sk_live"), "{name} at {width}: {line}");
                }
            }
        });
    }

    #[test]
    fn colours_add_nothing_but_themselves() {
        with_examples(|_, findings| {
            let look = Look::new(Palette::COLOURED, Drawing::Unicode, 80);
            let mut coloured = text(findings, look);
            while let Some(start) = coloured.find('\u{1b}') {
                let end = coloured[start..].find('m').expect("a colour ends") + start;
                coloured.replace_range(start..=end, "");
            }
            assert_eq!(coloured, text(findings, Look::plain(80)));
        });
    }
}
