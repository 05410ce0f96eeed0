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

/// Columns that a text column keeps while it has text for them, so that sentences do not become towers.
const NARROWEST: usize = 16;

const GAP: &str = "  ";

/// Blanks before what is folded under a row.
const INDENT: usize = 4;

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
    /// Text that does not fit is wrapped between words inside its column. Where even that does not fit,
    /// columns are folded: their cells follow under each row, behind their headings. The table is wider
    /// only if its first column is.
    pub fn render(&self, width: usize) -> String {
        let (kept, widths) = self.layout(width);
        let mut out = String::new();
        let has_headings = self.rows[0].iter().any(|heading| !heading.is_empty());
        for (number, row) in self.rows.iter().enumerate().skip(usize::from(!has_headings)) {
            self.line(&mut out, row, &kept, &widths);
            if number > 0 {
                self.folded(&mut out, row, &kept, width);
            }
        }
        out
    }

    /// The cells of the columns that are kept, side by side.
    fn line(&self, out: &mut String, row: &[String; N], kept: &[usize], widths: &[usize]) {
        let cells: Vec<Vec<String>> =
            kept.iter().zip(widths).map(|(&at, &width)| wrapped(&row[at], width.max(2))).collect();
        for line in 0..cells.iter().map(Vec::len).max().unwrap_or_default() {
            let mut text = String::new();
            for ((&at, cell), &width) in kept.iter().zip(&cells).zip(widths) {
                let part = cell.get(line).map_or("", String::as_str);
                text.push_str(if at > 0 { GAP } else { "" });
                match self.align[at] {
                    Align::Left => text.push_str(&fill(part, width)),
                    Align::Right => {
                        let blanks = width.saturating_sub(columns(part));
                        text.extend(std::iter::repeat_n(' ', blanks));
                        text.push_str(part);
                    }
                }
            }
            out.push_str(text.trim_end());
            out.push('\n');
        }
    }

    /// The cells of the other columns, under them.
    fn folded(&self, out: &mut String, row: &[String; N], kept: &[usize], width: usize) {
        let headings = &self.rows[0];
        let says = |at: &usize| !matches!(row[*at].as_str(), "" | "-");
        let others = (0..N).filter(|at| !kept.contains(at) && says(at));
        let parts: Vec<String> = others
            .map(|at| match headings[at].as_str() {
                "" => row[at].clone(),
                heading => format!("{heading}: {}", row[at]),
            })
            .collect();
        if parts.is_empty() {
            return;
        }
        for line in wrapped(&parts.join("; "), width.saturating_sub(INDENT)) {
            out.push_str(&" ".repeat(INDENT));
            out.push_str(&line);
            out.push('\n');
        }
    }

    /// The columns that are kept, with their widths: all of them, the widest text column one narrower until
    /// the table fits; else without the last text column but the first, or without the last column.
    fn layout(&self, width: usize) -> (Vec<usize>, Vec<usize>) {
        let of_column = |at: usize, measure: fn(&str) -> usize| {
            self.rows.iter().map(|row| measure(&row[at])).max().unwrap_or_default()
        };
        let longest_word = |text: &str| text.split(' ').map(columns).max().unwrap_or_default();
        let mut kept: Vec<usize> = (0..N).collect();
        loop {
            let mut widths: Vec<usize> = kept.iter().map(|&at| of_column(at, columns)).collect();
            let floors: Vec<usize> =
                kept.iter().map(|&at| of_column(at, longest_word).max(NARROWEST)).collect();
            let gaps = GAP.len() * kept.len().saturating_sub(1);
            while widths.iter().sum::<usize>() + gaps > width {
                let can_shrink =
                    |&at: &usize| self.align[kept[at]] == Align::Left && widths[at] > floors[at];
                let widest = (0..kept.len()).filter(can_shrink).max_by_key(|&at| widths[at]);
                let Some(at) = widest else { break };
                widths[at] -= 1;
            }
            if widths.iter().sum::<usize>() + gaps <= width || kept.len() == 1 {
                return (kept, widths.into_iter().map(|it| it.min(width)).collect());
            }
            let is_text = |at: &usize| self.align[kept[*at]] == Align::Left;
            let mut texts = (0..kept.len()).filter(is_text);
            let first = texts.next();
            let last = texts.next_back().filter(|last| first != Some(*last));
            kept.remove(last.unwrap_or(kept.len() - 1));
        }
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
    fn what_does_not_fit_is_folded_under_its_row() {
        let mut table = Table::new([
            ("", Align::Right),
            ("outcome", Align::Left),
            ("what it means", Align::Left),
        ]);
        table.row(["201".into(), "new_sale_not_recycled".into(), "a new sale".into()]);
        table.row(["7".into(), "blocked".into(), String::new()]);
        assert_eq!(
            table.render(40),
            "     outcome
201  new_sale_not_recycled
    what it means: a new sale
  7  blocked
"
        );
        let mut table = Table::new([("", Align::Right), ("", Align::Right)]);
        table.row(["123456789".into(), "987654321".into()]);
        assert_eq!(table.render(15), "123456789\n    987654321\n");
    }
}
