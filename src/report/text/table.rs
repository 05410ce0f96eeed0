//! Tables of aligned columns.

use super::width::{columns, fill, wrapped};

/// Which side of its column a cell keeps to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Text: wrapped where the table would be too wide.
    Left,
    /// Numbers: never broken.
    Right,
}

/// A table of cells without control characters; columns are two blanks apart.
#[derive(Clone, Debug)]
pub struct Table<const N: usize> {
    align: [Align; N],
    rows: Vec<[String; N]>,
}

/// Columns that a text column keeps however narrow the table is.
const NARROWEST: usize = 8;

const GAP: &str = "  ";

impl<const N: usize> Table<N> {
    /// A table with these headings, all empty for a table without.
    pub fn new(headings: [(&str, Align); N]) -> Table<N> {
        let heading = headings.map(|(text, _)| text.to_owned());
        Table { align: headings.map(|(_, align)| align), rows: vec![heading] }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: [String; N]) {
        self.rows.push(cells);
    }

    /// The table in lines of at most `width` columns, each ending in a line feed, no blanks at their ends.
    /// Text that does not fit is wrapped inside its column; the table is wider only if its numbers are.
    pub fn render(&self, width: usize) -> String {
        let widths = self.widths(width);
        let mut out = String::new();
        let has_headings = self.rows[0].iter().any(|heading| !heading.is_empty());
        for row in self.rows.iter().skip(usize::from(!has_headings)) {
            let cells: [Vec<String>; N] =
                std::array::from_fn(|at| wrapped(&row[at], widths[at].max(2)));
            for line in 0..cells.iter().map(Vec::len).max().unwrap_or_default() {
                let mut text = String::new();
                for (at, cell) in cells.iter().enumerate() {
                    let part = cell.get(line).map_or("", String::as_str);
                    let gap = if at > 0 { GAP } else { "" };
                    text.push_str(gap);
                    match self.align[at] {
                        Align::Left => text.push_str(&fill(part, widths[at])),
                        Align::Right => {
                            let blanks = widths[at].saturating_sub(columns(part));
                            text.extend(std::iter::repeat_n(' ', blanks));
                            text.push_str(part);
                        }
                    }
                }
                out.push_str(text.trim_end());
                out.push('\n');
            }
        }
        out
    }

    /// Natural widths, then the widest text column one narrower until the table fits.
    fn widths(&self, width: usize) -> [usize; N] {
        let mut widths: [usize; N] = std::array::from_fn(|at| {
            self.rows.iter().map(|row| columns(&row[at])).max().unwrap_or_default()
        });
        let gaps = GAP.len() * N.saturating_sub(1);
        while widths.iter().sum::<usize>() + gaps > width {
            let widest = (0..N)
                .filter(|&at| self.align[at] == Align::Left && widths[at] > NARROWEST)
                .max_by_key(|&at| widths[at]);
            let Some(at) = widest else { break };
            widths[at] -= 1;
        }
        widths
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table<3> {
        let mut table =
            Table::new([("merchant", Align::Left), ("rows", Align::Right), ("why", Align::Left)]);
        table.row(["12 決済 🚀".into(), "1,284".into(), "blocked by brand".into()]);
        table.row([
            "13 Authorize.Net, the second of the two companies".into(),
            "7".into(),
            "no profile names this merchant, so its soft declines fail at once".into(),
        ]);
        table.row(["14".into(), String::new(), String::new()]);
        table
    }

    #[test]
    fn columns_line_up() {
        assert_eq!(
            table().render(200),
            "\
merchant                                            rows  why
12 決済 🚀                                         1,284  blocked by brand
13 Authorize.Net, the second of the two companies      7  no profile names this merchant, so its \
             soft declines fail at once
14
"
        );
    }

    #[test]
    fn narrow_tables_wrap_their_text() {
        assert_eq!(
            table().render(60),
            "\
merchant                     rows  why
12 決済 🚀                  1,284  blocked by brand
13 Authorize.Net, the           7  no profile names this
second of the two                  merchant, so its soft
companies                          declines fail at once
14
"
        );
        for width in 60..=200 {
            assert!(table().render(width).lines().all(|line| columns(line) <= width), "{width}");
        }
    }

    #[test]
    fn numbers_are_never_broken() {
        let mut table = Table::new([("", Align::Right), ("", Align::Right)]);
        table.row(["123456789".into(), "123456789".into()]);
        assert_eq!(table.render(10), "123456789  123456789\n");
    }
}
