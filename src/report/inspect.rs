//! What is in a file of declines, as text: a line a fact, and what to paste where something can be said.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::analysis::inspection::{Inspection, Repeated, Unclassified};

use super::Look;
use super::text::{counted, escaped, grouped, shell_quoted, wrapped_hanging};

/// Merchants, texts and examples that are shown.
const SHOWN: usize = 10;

/// The inspection of the file `name` for people.
pub fn text(name: &str, inspection: &Inspection, look: Look) -> String {
    let mut page = Page { out: String::new(), look };
    let rows = &inspection.rows;
    let rows = format!(
        "{}: {}, {}, {} of something else, {} rejected.",
        escaped(name),
        counted(rows.read, "row", "rows"),
        counted(rows.declines, "decline", "declines"),
        grouped(rows.not_declines.values().sum::<u64>()),
        grouped(rows.rejected)
    );
    for line in wrapped_hanging(&rows, look.columns(), 2) {
        let _ = writeln!(page.out, "{line}");
    }
    file(&mut page, inspection);
    columns(&mut page, inspection);
    dates(&mut page, inspection);
    merchants(&mut page, inspection);
    payments(&mut page, inspection);
    classes(&mut page, inspection);
    repeats(&mut page, inspection);
    rejects(&mut page, inspection);
    page.out
}

/// Text in the making.
struct Page {
    out: String,
    look: Look,
}

impl Page {
    fn heading(&mut self, heading: &str) {
        let strong = self.look.palette.strong;
        let _ = writeln!(self.out, "\n{strong}{heading}{strong:#}");
    }

    fn line(&mut self, line: &str) {
        for line in wrapped_hanging(line, self.look.columns() - 2, 2) {
            let _ = writeln!(self.out, "  {line}");
        }
    }

    /// Something to paste, which must stay in one piece.
    fn paste(&mut self, line: &str) {
        let _ = writeln!(self.out, "    {line}");
    }
}

fn file(page: &mut Page, inspection: &Inspection) {
    let form = &inspection.form;
    page.heading("File");
    let delimiter = match form.delimiter {
        '\t' => "tabs".to_owned(),
        other => format!("`{other}`"),
    };
    let mark = if form.byte_order_mark { "with" } else { "without" };
    page.line(&format!(
        "{} {mark} byte order mark, lines end in {}, fields are separated by {delimiter}, compression {}.",
        form.encoding, form.line_end, form.compression
    ));
}

fn columns(page: &mut Page, inspection: &Inspection) {
    page.heading("Columns");
    for column in &inspection.columns {
        let name = column.column;
        let from = if column.header == name {
            String::new()
        } else {
            format!(" from `{}`", column.header)
        };
        let others = match column.not_read.as_slice() {
            [] => String::new(),
            others => format!(", not from `{}`", others.join("`, `")),
        };
        page.line(&format!("{name}{from}{others}"));
    }
    if !inspection.absent.is_empty() {
        page.line(&format!("Not in the file: {}.", inspection.absent.join(", ")));
    }
    if !inspection.ignored.is_empty() {
        page.line(&format!("Not read: `{}`.", inspection.ignored.join("`, `")));
    }
    for near in &inspection.near_misses {
        page.line(&format!("Is `{}` the {}? Then add", near.header, near.column));
        page.paste(&format!("--column {}={}", near.column, shell_quoted(&near.header)));
    }
}

fn dates(page: &mut Page, inspection: &Inspection) {
    let dates = &inspection.dates;
    page.heading("Dates");
    if let (Some(first), Some(last)) = (&dates.first, &dates.last) {
        page.line(&format!("From {first} to {last}."));
    }
    let whose = match dates.zone_from {
        "--timezone" => "as --timezone says",
        "[declines]" => "as [declines] of the configuration says",
        "account" => "the account's zone",
        _ => "the default; --timezone or a configuration says otherwise",
    };
    page.line(&format!("Stamps without an offset are read in {}: {whose}.", dates.zone));
    if let Some(format) = &dates.date_format {
        page.line(&format!("Dates are read by the pattern `{}`.", escaped(format)));
    }
    if !inspection.rejects.iter().any(|rejects| rejects.problem == "ambiguous_date") {
        return;
    }
    match dates.suggested_formats.as_slice() {
        [] => page.line(
            "Some dates are in an order that nobody can tell, and no one pattern reads them all.",
        ),
        [only] => {
            page.line("Some dates are in an order of their own. This pattern reads them all:");
            page.paste(&format!("--date-format {}", shell_quoted(only)));
        }
        several => {
            page.line(
                "Some dates are in an order that they do not tell. Choose the one that is meant:",
            );
            for format in several {
                page.paste(&format!("--date-format {}", shell_quoted(format)));
            }
        }
    }
}

fn merchants(page: &mut Page, inspection: &Inspection) {
    page.heading("Merchants");
    match &inspection.config {
        Some(config) => page.line(&format!("Held against {}.", escaped(config))),
        None => page.line("No configuration at hand; --config FILE holds them against one."),
    }
    let unknown = inspection.merchants.iter().filter(|merchant| merchant.is_known == Some(false));
    let unknown: Vec<_> = unknown.collect();
    for merchant in inspection.merchants.iter().take(SHOWN) {
        let known = match merchant.is_known {
            Some(false) => ", not in the configuration",
            Some(true) | None => "",
        };
        let declines = counted(merchant.declines, "decline", "declines");
        page.line(&format!("{}: {declines}{known}", merchant.merchant));
    }
    more(page, inspection.merchants.len());
    if let Some(first) = unknown.first() {
        let names: Vec<&str> =
            unknown.iter().take(SHOWN).map(|merchant| merchant.merchant.as_str()).collect();
        page.line(&format!(
            "{} not in the configuration ({}); add each as",
            counted(unknown.len() as u64, "merchant is", "merchants are"),
            names.join(", ")
        ));
        page.paste("[[merchant]]");
        page.paste(&format!("id = {}", toml_text(&first.merchant)));
        page.paste("gateway = \"...\"");
    }
}

fn more(page: &mut Page, all: usize) {
    if all > SHOWN {
        page.line(&format!("and {} more; --format json lists them", grouped((all - SHOWN) as u64)));
    }
}

fn payments(page: &mut Page, inspection: &Inspection) {
    page.heading("Currencies and brands");
    page.line(&counts(&inspection.currencies));
    page.line(&counts(&inspection.brands));
}

/// `visa 12, mastercard 3, not given 1`, the most first.
fn counts(counts: &BTreeMap<String, u64>) -> String {
    let mut counts: Vec<(&String, &u64)> = counts.iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let shown = counts.iter().take(2 * SHOWN).map(|(name, count)| {
        let name = if name.is_empty() { "not given" } else { name };
        format!("{name} {}", grouped(**count))
    });
    let shown: Vec<String> = shown.collect();
    if shown.is_empty() { "none".to_owned() } else { shown.join(", ") }
}

fn classes(page: &mut Page, inspection: &Inspection) {
    page.heading("Soft and hard");
    let of = |name| grouped(inspection.classes.get(name).copied().unwrap_or_default());
    page.line(&format!(
        "{} soft, {} hard, {} unclassified.",
        of("soft"),
        of("hard"),
        of("unknown")
    ));
    let (mapped, silent): (Vec<&Unclassified>, Vec<&Unclassified>) =
        inspection.unclassified.iter().partition(|unclassified| !unclassified.text.is_empty());
    let silent: u64 = silent.iter().map(|unclassified| unclassified.declines).sum();
    if silent > 0 {
        page.line(&format!(
            "{} neither text nor code: export the response type, or see `unknown_decline`.",
            counted(silent, "decline has", "declines have")
        ));
    }
    if mapped.is_empty() {
        return;
    }
    page.line("Texts that nothing classes. Write soft or hard for each as the gateway means it:");
    for unclassified in mapped.iter().take(SHOWN) {
        let gateway = unclassified.gateway.as_deref().unwrap_or("...");
        page.paste("[[decline_map]]");
        page.paste(&format!("gateway = {}", toml_text(gateway)));
        page.paste(&format!("contains = {}", toml_text(&unclassified.text)));
        let declines = counted(unclassified.declines, "decline", "declines");
        page.paste(&format!("kind = \"\" # {declines}"));
        page.out.push('\n');
    }
    if mapped.len() <= SHOWN {
        page.out.pop();
    }
    more(page, mapped.len());
}

fn toml_text(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}

fn repeats(page: &mut Page, inspection: &Inspection) {
    let (ids, payments) = (&inspection.duplicates, &inspection.recorded_attempts);
    if ids.rows + payments.rows + inspection.left_out == 0 {
        return;
    }
    page.heading("What comes again");
    if inspection.left_out > 0 {
        let declines = counted(inspection.left_out, "decline is", "declines are");
        page.line(&format!("{declines} later in the group of --first-of and left out."));
    }
    if ids.rows > 0 {
        page.line(&format!(
            "{} a transaction id that came before; the money counts twice: {}.",
            number(ids, "row has", "rows have"),
            ids.examples.join(", ")
        ));
    }
    if payments.rows > 0 {
        page.line(&format!(
            "{} of a purchase and billing cycle that declined before ({}): recorded re-attempts, it seems. To \
             replay the first of each alone, add",
            number(payments, "decline is", "declines are"),
            payments.examples.join(", ")
        ));
        let has_cycle = inspection.columns.iter().any(|column| column.column == "billing_cycle");
        page.paste(&format!(
            "--first-of purchase_id{}",
            if has_cycle { ",billing_cycle" } else { "" }
        ));
    }
}

fn number(repeated: &Repeated, one: &str, many: &str) -> String {
    let about = if repeated.is_exact { "" } else { "About " };
    format!("{about}{}", counted(repeated.rows, one, many))
}

fn rejects(page: &mut Page, inspection: &Inspection) {
    if inspection.rejects.is_empty() {
        return;
    }
    page.heading("Rejected rows");
    for rejects in &inspection.rejects {
        page.line(&format!("{}: {}", rejects.problem, counted(rejects.count, "row", "rows")));
        for example in &rejects.examples {
            let what = match example.column.as_str() {
                "" => format!("{} fields", example.value),
                column => format!("{} `{}`", escaped(column), example.value),
            };
            page.line(&format!("  line {}: {what}", example.line));
        }
    }
}
