//! Lines of an explanation: labels in a column, text wrapped beside them, places at the end.

use anstyle::Style;

use crate::analysis::explain::Answer;
use crate::engine::Verdict;
use crate::report::Look;
use crate::report::text::{columns, wrapped};

use super::{Explained, Says};

/// Columns before a label, and of a label with the blanks after it.
const INDENT: usize = 2;
const LABEL: usize = 11;

/// An explanation on its way.
pub(super) struct Page {
    look: Look,
    out: String,
}

impl Page {
    pub(super) fn new(look: Look) -> Page {
        Page { look, out: String::new() }
    }

    pub(super) fn look(&self) -> Look {
        self.look
    }

    pub(super) fn into_text(self) -> String {
        self.out
    }

    /// An empty line.
    pub(super) fn gap(&mut self) {
        self.out.push('\n');
    }

    /// A paragraph that stands out.
    pub(super) fn strong(&mut self, text: &str) {
        self.paragraph(text, self.look.palette.strong);
    }

    /// A paragraph.
    pub(super) fn plain(&mut self, text: &str) {
        self.paragraph(text, Style::new());
    }

    fn paragraph(&mut self, text: &str, style: Style) {
        for line in wrapped(text, self.look.columns()) {
            self.line(&paint(style, &line));
        }
    }

    /// A heading, and the place that it is about.
    pub(super) fn heading(&mut self, text: &str, place: Option<&str>) {
        let style = self.look.palette.strong;
        self.block("", Style::new(), &wrapped(text, self.look.columns()), style, place);
    }

    /// A label and what is said, and the place that says so.
    pub(super) fn told(
        &mut self,
        explained: &Explained<'_>,
        label: &str,
        style: Style,
        says: &Says,
    ) {
        let place = says.path.as_ref().map(|path| explained.place(path).text());
        let lines = wrapped(&says.text, self.look.columns() - INDENT - LABEL);
        self.block(label, style, &lines, Style::new(), place.as_deref());
    }

    /// A line to paste, never broken.
    pub(super) fn command(&mut self, text: &str) {
        self.line(&format!("{}{text}", " ".repeat(INDENT)));
    }

    /// How an answer is painted.
    pub(super) fn style_of(&self, answer: Answer) -> Style {
        match answer {
            Answer::Asked(Verdict::Fail) => self.look.palette.error,
            Answer::Asked(Verdict::Unknown) => self.look.palette.warning,
            Answer::Asked(Verdict::Pass) => Style::new(),
            Answer::NotAsked => self.look.palette.frame,
        }
    }

    /// Lines beside a label, and a place behind the last where it fits, else below. Places are never broken, so
    /// that they can be opened from a terminal.
    fn block(
        &mut self,
        label: &str,
        label_style: Style,
        lines: &[String],
        style: Style,
        place: Option<&str>,
    ) {
        let hang = if label.is_empty() { 0 } else { INDENT + LABEL };
        for (at, line) in lines.iter().enumerate() {
            let before = match at {
                0 if hang > 0 => {
                    let blanks = " ".repeat(LABEL.saturating_sub(columns(label)).max(1));
                    format!("{}{}{blanks}", " ".repeat(INDENT), paint(label_style, label))
                }
                _ => " ".repeat(hang),
            };
            let is_last = at + 1 == lines.len();
            let fits = |place: &&str| {
                is_last && hang + columns(line) + 2 + columns(place) <= self.look.columns()
            };
            let behind = match place.filter(fits) {
                Some(place) => format!("  {}", paint(self.look.palette.frame, place)),
                None => String::new(),
            };
            self.line(&format!("{before}{}{behind}", paint(style, line)));
            if let Some(place) = place.filter(|_| is_last && behind.is_empty()) {
                let place = paint(self.look.palette.frame, place);
                self.line(&format!("{}{place}", " ".repeat(hang.max(INDENT))));
            }
        }
    }

    fn line(&mut self, line: &str) {
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }
}

fn paint(style: Style, text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{style}{text}{style:#}") }
}

/// The name of an answer, for programs.
pub(super) const fn answer_name(answer: Answer) -> &'static str {
    match answer {
        Answer::Asked(Verdict::Pass) => "pass",
        Answer::Asked(Verdict::Fail) => "fail",
        Answer::Asked(Verdict::Unknown) => "unknown",
        Answer::NotAsked => "not_asked",
    }
}
