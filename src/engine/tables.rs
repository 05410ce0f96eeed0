//! The built-in decline tables: gateways' texts and codes, and network response codes.
//!
//! Facts with their sources, one line each, in `tables/*.csv`.

use std::sync::OnceLock;

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use serde::Deserialize;

use crate::model::{Brand, Kind, UsualBrand};

/// A line of `tables/decline_texts.csv`.
#[derive(Clone, Debug, Deserialize)]
pub struct TextLine {
    /// The gateway type.
    pub gateway: String,
    /// The gateway's code; empty if it has none.
    pub code: String,
    /// The decline's text.
    pub text: String,
    /// What it means, in one word.
    #[serde(rename = "canonical_reason")]
    pub reason: String,
    #[serde(rename = "default_kind")]
    kind: String,
}

/// A line of `tables/response_codes.csv`.
#[derive(Clone, Debug, Deserialize)]
pub struct CodeLine {
    /// The network's response code.
    pub code: String,
    /// `any`, `visa`, `mastercard` or `unspecified`.
    pub network: String,
    /// What it means.
    pub meaning: String,
    #[serde(rename = "default_kind")]
    kind: String,
}

impl TextLine {
    /// The verdict; `None` where the table has none.
    pub fn kind(&self) -> Option<Kind> {
        kind_of(&self.kind)
    }
}

impl CodeLine {
    /// The verdict; `None` where the table has none.
    pub fn kind(&self) -> Option<Kind> {
        kind_of(&self.kind)
    }

    fn counts_for(&self, brand: Option<Brand<'_>>) -> bool {
        let network = match self.network.as_str() {
            "visa" => UsualBrand::Visa,
            "mastercard" => UsualBrand::Mastercard,
            _ => return true,
        };
        brand.is_none_or(|brand| brand == Brand::Usual(network))
    }
}

fn kind_of(text: &str) -> Option<Kind> {
    match text {
        "soft" => Some(Kind::Soft),
        "hard" => Some(Kind::Hard),
        _ => None,
    }
}

/// The question that decided, in the order in which they are asked (semantics.md section 2, step 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TableStep {
    /// The gateway's lines for the code.
    GatewayCode,
    /// The networks' lines for the code.
    NetworkCode,
    /// The gateway's lines with the text.
    GatewayText,
    /// Any gateway's lines with the text.
    AnyText,
}

/// What the tables say of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TableVerdict {
    /// Soft or hard.
    pub kind: Kind,
    /// Which question decided.
    pub step: TableStep,
    /// The first of the agreeing lines, by position in its table.
    pub entry: u32,
}

/// Both tables with their indexes.
pub struct Tables {
    /// Lines of `decline_texts.csv`, in the order of the file.
    pub texts: Vec<TextLine>,
    /// Lines of `response_codes.csv`, in the order of the file.
    pub codes: Vec<CodeLine>,
    by_gateway_code: Index,
    by_code: Index,
    by_gateway_text: Index,
    by_text: Index,
}

type Index = HashMap<Box<str>, Vec<u32>, FixedState>;

/// The tables, read once.
pub fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(Tables::read)
}

impl Tables {
    fn read() -> Tables {
        let texts: Vec<TextLine> = read_table(include_str!("tables/decline_texts.csv"));
        let codes: Vec<CodeLine> = read_table(include_str!("tables/response_codes.csv"));
        let mut tables = Tables {
            by_gateway_code: Index::default(),
            by_code: Index::default(),
            by_gateway_text: Index::default(),
            by_text: Index::default(),
            texts,
            codes,
        };
        for (entry, line) in tables.texts.iter().enumerate() {
            if !line.code.trim().is_empty() {
                let key = joined(&line.gateway, &folded(&line.code));
                tables.by_gateway_code.entry(key).or_default().push(entry as u32);
            }
            let text = folded_text(&line.text);
            if !text.is_empty() {
                let key = joined(&line.gateway, &text);
                tables.by_gateway_text.entry(key).or_default().push(entry as u32);
                tables.by_text.entry(text.into()).or_default().push(entry as u32);
            }
        }
        for (entry, line) in tables.codes.iter().enumerate() {
            tables.by_code.entry(folded(&line.code).into()).or_default().push(entry as u32);
        }
        tables
    }

    /// Asks the four questions in turn. `gateway` is the merchant's gateway type, `None` for a merchant
    /// that the configuration does not have; `code` and `text` are empty where the row has none.
    pub fn verdict(
        &self,
        gateway: Option<&str>,
        brand: Option<Brand<'_>>,
        code: &str,
        text: &str,
    ) -> Option<TableVerdict> {
        self.by_code_verdict(gateway, brand, code).or_else(|| self.by_text_verdict(gateway, text))
    }

    fn by_code_verdict(
        &self,
        gateway: Option<&str>,
        brand: Option<Brand<'_>>,
        code: &str,
    ) -> Option<TableVerdict> {
        let code = folded(code);
        if code.is_empty() {
            return None;
        }
        let own = gateway.and_then(|gateway| self.by_gateway_code.get(&joined(gateway, &code)));
        if let Some(entries) = own {
            let lines = entries.iter().map(|&entry| (entry, self.texts[entry as usize].kind()));
            return agreed(TableStep::GatewayCode, lines);
        }
        let entries = self.by_code.get(code.as_str()).into_iter().flatten();
        let lines = entries
            .map(|&entry| (entry, &self.codes[entry as usize]))
            .filter(|(_, line)| line.counts_for(brand))
            .map(|(entry, line)| (entry, line.kind()));
        agreed(TableStep::NetworkCode, lines)
    }

    fn by_text_verdict(&self, gateway: Option<&str>, text: &str) -> Option<TableVerdict> {
        let text = folded_text(text);
        if text.is_empty() {
            return None;
        }
        let line = |&entry: &u32| (entry, self.texts[entry as usize].kind());
        let own = gateway.and_then(|gateway| self.by_gateway_text.get(&joined(gateway, &text)));
        if let Some(entries) = own {
            return agreed(TableStep::GatewayText, entries.iter().map(line));
        }
        let entries = self.by_text.get(text.as_str()).into_iter().flatten();
        agreed(TableStep::AnyText, entries.map(line).filter(|(_, kind)| kind.is_some()))
    }
}

/// The one kind that all lines have; a line without a kind agrees with none that has one.
fn agreed(
    step: TableStep,
    mut lines: impl Iterator<Item = (u32, Option<Kind>)>,
) -> Option<TableVerdict> {
    let (entry, kind) = lines.next()?;
    let kind = kind?;
    lines.all(|(_, other)| other == Some(kind)).then_some(TableVerdict { kind, step, entry })
}

fn folded(text: &str) -> String {
    text.trim().to_ascii_lowercase()
}

/// A text as it is compared: trimmed, in lower case, without one final period.
pub fn folded_text(text: &str) -> String {
    let mut text = folded(text);
    if text.ends_with('.') {
        text.pop();
    }
    text
}

fn joined(gateway: &str, rest: &str) -> Box<str> {
    let mut key = gateway.to_ascii_lowercase();
    key.push('\u{0}');
    key.push_str(rest);
    key.into()
}

fn read_table<T: for<'de> Deserialize<'de>>(text: &str) -> Vec<T> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    // Invariant: the tables are compiled in, and a test reads them.
    reader.deserialize().map(|line| line.expect("a line of a built-in table")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(
        gateway: &str,
        brand: Option<&str>,
        code: &str,
        text: &str,
    ) -> Option<(Kind, TableStep)> {
        tables()
            .verdict(Some(gateway), brand.map(Brand::read), code, text)
            .map(|verdict| (verdict.kind, verdict.step))
    }

    #[test]
    fn questions_are_asked_in_turn() {
        use TableStep::{AnyText, GatewayCode, GatewayText, NetworkCode};
        let (soft, hard) = (Kind::Soft, Kind::Hard);
        let cases = [
            // The gateway's own code beats the network's and the text.
            (("NMI", None, " 202 ", "Pick up card"), Some((soft, GatewayCode))),
            // A gateway line without a kind decides nothing, and the network's table is not asked.
            (("nmi", None, "204", ""), None),
            // No gateway line: the networks' table.
            (("Elsewhere", None, "51", ""), Some((soft, NetworkCode))),
            (("Elsewhere", None, "05", ""), Some((soft, NetworkCode))),
            (("Elsewhere", Some("amex"), "r0", ""), None),
            (("Elsewhere", Some("visa"), "r0", ""), Some((hard, NetworkCode))),
            (("Elsewhere", None, "r0", ""), Some((hard, NetworkCode))),
            (("Elsewhere", Some("mastercard"), "72", ""), Some((soft, NetworkCode))),
            (("Elsewhere", Some("visa"), "72", ""), None),
            // Texts: the gateway's own lines, then anyone's.
            (("nmi", None, "", "insufficient FUNDS"), Some((soft, GatewayText))),
            (("Elsewhere", None, "", "Blocked, first used."), Some((hard, AnyText))),
            (("Elsewhere", None, "", "no such text"), None),
            (("Elsewhere", None, "", ""), None),
        ];
        for ((gateway, brand, code, text), expected) in cases {
            assert_eq!(ask(gateway, brand, code, text), expected, "{gateway} {code:?} {text:?}");
        }
    }
}
