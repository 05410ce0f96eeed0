//! How text output looks: colours, drawing characters, width.

use anstyle::{AnsiColor, Style};

use crate::model::Severity;

/// The few colours there are. They only repeat what the words say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Palette {
    /// Errors and what goes astray.
    pub error: Style,
    /// Warnings and what is doubtful.
    pub warning: Style,
    /// Notes.
    pub note: Style,
    /// Titles and totals.
    pub strong: Style,
    /// Line numbers, arrows, rules of tables.
    pub frame: Style,
}

impl Palette {
    /// No colours.
    pub const PLAIN: Palette = {
        let plain = Style::new();
        Palette { error: plain, warning: plain, note: plain, strong: plain, frame: plain }
    };

    /// Colours of the terminal's own sixteen, so that they fit its background.
    pub const COLOURED: Palette = Palette {
        error: AnsiColor::BrightRed.on_default().bold(),
        warning: AnsiColor::Yellow.on_default().bold(),
        note: AnsiColor::Cyan.on_default().bold(),
        strong: Style::new().bold(),
        frame: AnsiColor::BrightBlue.on_default(),
    };

    /// The colour of a severity.
    pub const fn of(&self, severity: Severity) -> Style {
        match severity {
            Severity::Error => self.error,
            Severity::Warning => self.warning,
            Severity::Note => self.note,
        }
    }
}

/// What bars are drawn with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Drawing {
    /// Block elements, an eighth of a column fine.
    #[default]
    Unicode,
    /// ASCII alone.
    Ascii,
}

/// How text output looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// The colours.
    pub palette: Palette,
    /// The drawing characters.
    pub drawing: Drawing,
    columns: usize,
}

impl Look {
    /// Narrowest and widest text, in columns.
    pub const COLUMNS: std::ops::RangeInclusive<usize> = 60..=200;

    /// Text of so many columns, brought into [`Look::COLUMNS`].
    pub fn new(palette: Palette, drawing: Drawing, columns: usize) -> Look {
        let columns = columns.clamp(*Look::COLUMNS.start(), *Look::COLUMNS.end());
        Look { palette, drawing, columns }
    }

    /// Text without colours.
    pub fn plain(columns: usize) -> Look {
        Look::new(Palette::PLAIN, Drawing::default(), columns)
    }

    /// Columns of a line.
    pub const fn columns(&self) -> usize {
        self.columns
    }
}
