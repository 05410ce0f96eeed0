//! Pictures: small exact SVG, each with a title, a description and its numbers.

mod bars;
mod calendar;
mod flow;
mod ladder;
mod weekdays;

use super::element::{Element, clipped, element};
use super::sheet::{MOST_ROWS, Sheet};
use crate::model::Outcome;
use crate::report::text::columns;

pub(super) use bars::{Bar, bars};
pub(super) use calendar::calendar;
pub(super) use flow::{Flow, FlowOf, flow};
pub(super) use ladder::ladder;
pub(super) use weekdays::{WeekdayRow, numbers_of, weekdays};

/// The style of every picture, on the page and in a file of its own.
pub(super) const STYLE: &str = include_str!("../picture.css");

/// A picture and the numbers it shows.
#[derive(Clone, Debug)]
pub(super) struct Picture {
    /// Its own name among the pictures, fit for a file.
    pub(super) name: String,
    /// What it shows.
    pub(super) title: String,
    /// The same in a sentence, for those who cannot see it.
    pub(super) says: String,
    pub(super) width: i64,
    pub(super) height: i64,
    pub(super) shapes: Vec<Element>,
    pub(super) numbers: Sheet,
}

/// What a shape stands for. Each has a colour of Okabe and Ito's palette, and the doubtful ones a hatching.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tone {
    /// Reaches a service.
    Arrives,
    /// Reaches a service, and the CRM tries it too.
    Contested,
    /// Tried on ordinary merchants.
    Tried,
    /// Refused before it was sent.
    Refused,
    /// Never tried.
    Stopped,
    /// A number like any other.
    Plain,
}

impl Tone {
    /// The tone of an outcome, by its name.
    pub(super) fn of_outcome(name: &str) -> Tone {
        match Outcome::ALL.iter().find(|outcome| outcome.name() == name) {
            Some(Outcome::HandedOff) => Tone::Arrives,
            Some(Outcome::Contested) => Tone::Contested,
            Some(Outcome::Exhausted) => Tone::Tried,
            Some(Outcome::Blocked) => Tone::Refused,
            _ => Tone::Stopped,
        }
    }

    pub(super) const fn class(self) -> &'static str {
        match self {
            Tone::Arrives => "arrives",
            Tone::Contested => "contested",
            Tone::Tried => "tried",
            Tone::Refused => "refused",
            Tone::Stopped => "stopped",
            Tone::Plain => "plain",
        }
    }

    const fn is_hatched(self) -> bool {
        matches!(self, Tone::Contested | Tone::Refused)
    }
}

impl Picture {
    fn svg(&self) -> Element {
        let [title, description] =
            ["title", "desc"].map(|part| format!("{}-picture-{part}", self.name));
        Element::new("svg")
            .with("xmlns", "http://www.w3.org/2000/svg")
            .with("viewBox", format!("0 0 {} {}", self.width, self.height))
            .with("role", "img")
            .with("aria-labelledby", format!("{title} {description}"))
            .child(element("title", &self.title).with("id", title))
            .child(element("desc", &self.says).with("id", description))
            .child(Element::new("defs").child(self.hatching()))
            .children(self.shapes.iter().cloned())
    }

    fn hatching(&self) -> Element {
        Element::new("pattern")
            .with("id", format!("{}-hatch", self.name))
            .with("width", 6)
            .with("height", 6)
            .with("patternUnits", "userSpaceOnUse")
            .with("patternTransform", "rotate(45)")
            .child(Element::new("rect").with("width", 2).with("height", 6).class("hatch"))
    }

    /// The picture on the page, with its numbers below.
    pub(super) fn figure(&self, whole: &str) -> Element {
        self.bare_figure().child(self.details(whole))
    }

    /// The numbers, folded.
    pub(super) fn details(&self, whole: &str) -> Element {
        Element::new("details")
            .class("numbers")
            .child(element("summary", "The numbers"))
            .child(self.numbers.html(MOST_ROWS, whole))
    }

    /// The picture on the page alone.
    pub(super) fn bare_figure(&self) -> Element {
        let class = if self.width > 520 { "picture broad" } else { "picture" };
        let frame = Element::new("div")
            .class(class)
            .with("tabindex", 0)
            .with("role", "region")
            .with("aria-label", &self.title)
            .child(self.svg());
        Element::new("figure")
            .child(Element::new("figcaption").child(element("strong", &self.title)))
            .child(frame)
    }

    /// The picture as a file of its own.
    pub(super) fn file(&self) -> String {
        let mut alone = self.clone();
        let paper = rect(0, 0, self.width * 10, self.height * 10).class("paper");
        alone.shapes.insert(0, Element::new("style").verbatim(STYLE));
        alone.shapes.insert(1, paper);
        let svg = alone.svg().with("width", self.width).with("height", self.height);
        format!("{svg}\n")
    }
}

/// A number of tenths as a coordinate.
pub(super) fn tenths(value: i64) -> String {
    match value % 10 {
        0 => (value / 10).to_string(),
        part => {
            let sign = if value < 0 && value > -10 { "-" } else { "" };
            format!("{sign}{}.{}", value / 10, part.abs())
        }
    }
}

/// A rectangle; all in tenths.
pub(super) fn rect(x: i64, y: i64, width: i64, height: i64) -> Element {
    Element::new("rect")
        .with("x", tenths(x))
        .with("y", tenths(y))
        .with("width", tenths(width))
        .with("height", tenths(height))
}

/// Characters of a name that a picture says.
const MOST_CHARACTERS: usize = 60;

/// A name as a picture says it.
pub(super) fn named(name: &str) -> String {
    clipped(name, MOST_CHARACTERS)
}

/// A rectangle of a tone, hatched where that tone is; all in tenths.
pub(super) fn toned(
    picture: &str,
    tone: Tone,
    [x, y, width, height]: [i64; 4],
    says: &str,
) -> Element {
    let filled = rect(x, y, width, height).class(tone.class());
    let hatch = tone
        .is_hatched()
        .then(|| rect(x, y, width, height).with("fill", format!("url(#{picture}-hatch)")));
    Element::new("g").child(element("title", says)).child(filled).children(hatch)
}

/// A text at a place; in units.
pub(super) fn label(x: i64, y: i64, text: impl AsRef<str>) -> Element {
    element("text", text).with("x", x).with("y", y)
}

/// As much of a text as fits into so many units, at the size that pictures have.
pub(super) fn fitted(text: &str, width: i64) -> String {
    let most = usize::try_from(width * 10 / 76).unwrap_or(0).max(2);
    let shown = crate::report::text::escaped(text);
    let mut taken = shown.chars().count();
    if columns(&shown) <= most {
        return shown.into_owned();
    }
    while taken > 1 && columns(&clipped(&shown, taken)) > most {
        taken -= 1;
    }
    clipped(&shown, taken)
}

/// `part` of `whole` as tenths of a length in units, rounded half up.
pub(super) fn scaled(part: u128, whole: u128, length: i64) -> i64 {
    if whole == 0 {
        return 0;
    }
    let length = u128::from(length.unsigned_abs()) * 10;
    let scaled = (part.saturating_mul(length * 2) + whole) / (whole * 2);
    i64::try_from(scaled).unwrap_or(i64::MAX)
}
