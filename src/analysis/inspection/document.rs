//! The result of an inspection: the document `reattempt/inspect/1`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::ingest::{Column, Layout, Notice, shown};
use crate::model::Class;

use super::Inspector;

/// What the inspector cannot see from the rows.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// `none`, `gzip` or `zstd`.
    pub compression: &'static str,
    /// The zone of stamps without an offset.
    pub zone: String,
    /// Who says so: `--timezone`, `[declines]`, `account` or `default`.
    pub zone_from: &'static str,
    /// The date pattern in force.
    pub date_format: Option<String>,
    /// The configuration that the rows were held against.
    pub config: Option<String>,
}

/// What is in a file of declines.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[allow(missing_docs, reason = "each field is documented by its type or its name")]
pub struct Inspection {
    pub schema: &'static str,
    /// The configuration that the rows were held against.
    pub config: Option<String>,
    pub form: Form,
    /// The columns that are read, in the order of the contract.
    pub columns: Vec<ColumnSeen>,
    /// Columns that the file does not have.
    pub absent: Vec<&'static str>,
    /// Headers that are not read.
    pub ignored: Vec<String>,
    /// Absent columns that an unread header may mean.
    pub near_misses: Vec<NearMiss>,
    pub rows: Rows,
    pub dates: Dates,
    /// Those with the most declines first.
    pub merchants: Vec<MerchantSeen>,
    /// Declines on merchants that are too many to list.
    pub merchants_not_listed: u64,
    pub currencies: BTreeMap<String, u64>,
    /// By name; the empty name is a brand that is not given.
    pub brands: BTreeMap<String, u64>,
    pub classes: BTreeMap<&'static str, u64>,
    /// Those with the most declines first.
    pub unclassified: Vec<Unclassified>,
    /// Transaction ids that came before.
    pub duplicates: Repeated,
    /// Declines of a purchase and billing cycle that declined before.
    pub recorded_attempts: Repeated,
    /// Declines that `--first-of` leaves out.
    pub left_out: u64,
    /// By problem.
    pub rejects: Vec<Rejects>,
}

/// How the file is written.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[allow(missing_docs, reason = "named as they are")]
pub struct Form {
    pub delimiter: char,
    pub encoding: &'static str,
    pub byte_order_mark: bool,
    pub line_end: &'static str,
    pub compression: &'static str,
}

/// A column and the header that it is read from.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[allow(missing_docs, reason = "named as they are")]
pub struct ColumnSeen {
    pub column: &'static str,
    pub header: String,
    /// Headers that are other names of the column, not read.
    pub not_read: Vec<String>,
}

/// A header that may mean a column.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[allow(missing_docs, reason = "named as they are")]
pub struct NearMiss {
    pub column: &'static str,
    pub header: String,
}

/// How many rows there are.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Rows {
    /// All that are not blank.
    pub read: u64,
    /// Those that declined.
    pub declines: u64,
    /// Those that are something else, by what.
    pub not_declines: BTreeMap<&'static str, u64>,
    /// Those that cannot be used.
    pub rejected: u64,
}

/// When the declines were.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[allow(missing_docs, reason = "named as they are")]
pub struct Dates {
    /// In RFC 3339, on the account's clock.
    pub first: Option<String>,
    pub last: Option<String>,
    pub zone: String,
    pub zone_from: &'static str,
    pub date_format: Option<String>,
    /// Patterns that read every date whose order is not known.
    pub suggested_formats: Vec<String>,
}

/// A merchant of the declines.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MerchantSeen {
    /// Its id.
    pub merchant: String,
    /// Declines on it.
    pub declines: u64,
    /// Whether the configuration has it; `None` without one.
    pub is_known: Option<bool>,
}

/// A text, or a code where there is no text, that nothing classes.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Unclassified {
    /// The gateway type of the merchant, where the configuration tells.
    pub gateway: Option<String>,
    /// The text; empty where there is neither text nor code.
    pub text: String,
    /// Declines with it.
    pub declines: u64,
}

/// Rows with something that was there before.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Repeated {
    /// How many.
    pub rows: u64,
    /// Whether that is counted, not estimated.
    pub is_exact: bool,
    /// The first few.
    pub examples: Vec<String>,
}

/// Rejects of one problem.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[allow(missing_docs, reason = "named as they are")]
pub struct Rejects {
    pub problem: &'static str,
    pub count: u64,
    pub examples: Vec<RejectExample>,
}

/// A row that cannot be used.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RejectExample {
    /// The row's first line.
    pub line: u64,
    /// The column; empty for the whole row.
    pub column: String,
    /// The value as it may be shown.
    pub value: String,
}

impl Inspector<'_> {
    /// What was seen, in a file of this layout.
    pub fn finish(self, layout: &Layout, around: &Surroundings) -> Inspection {
        let rejected = self.rejects.values().map(|(count, _)| count).sum();
        let not_declines = self.not_declines.values().sum::<u64>();
        let account = self.engine.account();
        let (merchants, merchants_not_listed) = self.merchants.finish();
        let known = |id: &str| around.config.is_some().then(|| account.merchant_of(id).is_some());
        let merchants = most_first(merchants).into_iter().map(|(id, declines)| MerchantSeen {
            is_known: known(&id),
            merchant: shown(id.as_bytes()),
            declines,
        });
        let unclassified = most_first(self.unclassified.finish().0);
        let unclassified = unclassified.into_iter().map(|(key, declines)| {
            let (gateway, text) = key.split_once('\n').unwrap_or(("", &key));
            let gateway = (!gateway.is_empty()).then(|| shown(gateway.as_bytes()));
            Unclassified { gateway, text: shown(text.as_bytes()), declines }
        });
        let brands = self.brands.finish().0.into_iter();
        let classes = Class::ALL.iter().map(|class| class.name());
        let (first, last) = self.span.unzip();
        Inspection {
            schema: "reattempt/inspect/1",
            config: around.config.clone(),
            form: form(layout, around),
            columns: columns(layout),
            absent: Column::ALL
                .iter()
                .filter(|&&column| layout.header_of(column).is_none())
                .map(|column| column.name())
                .collect(),
            ignored: ignored(layout),
            near_misses: layout
                .near_misses()
                .into_iter()
                .map(|(column, header)| NearMiss { column: column.name(), header })
                .collect(),
            rows: Rows {
                read: self.declines + not_declines + rejected,
                declines: self.declines,
                not_declines: self.not_declines,
                rejected,
            },
            dates: Dates {
                first: first.map(|moment| moment.to_string()),
                last: last.map(|moment| moment.to_string()),
                zone: around.zone.clone(),
                zone_from: around.zone_from,
                date_format: around.date_format.clone(),
                suggested_formats: self.guess.patterns().into_iter().map(str::to_owned).collect(),
            },
            merchants: merchants.collect(),
            merchants_not_listed,
            currencies: self.currencies.finish().0,
            brands: brands.map(|(name, count)| (shown(name.as_bytes()), count)).collect(),
            classes: classes
                .map(|name| (name, self.classes.get(name).copied().unwrap_or_default()))
                .collect(),
            unclassified: unclassified.collect(),
            duplicates: self.ids.finish(),
            recorded_attempts: self.payments.finish(),
            left_out: self.later,
            rejects: self
                .rejects
                .into_iter()
                .map(|(problem, (count, examples))| Rejects {
                    problem: problem.name(),
                    count,
                    examples,
                })
                .collect(),
        }
    }
}

/// Those counted most often first, then by text.
fn most_first(counts: BTreeMap<String, u64>) -> Vec<(String, u64)> {
    let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

fn form(layout: &Layout, around: &Surroundings) -> Form {
    Form {
        delimiter: char::from(layout.delimiter()),
        encoding: "UTF-8",
        byte_order_mark: layout.form().has_byte_order_mark,
        line_end: layout.form().line_end.name(),
        compression: around.compression,
    }
}

fn columns(layout: &Layout) -> Vec<ColumnSeen> {
    let not_read = |wanted: Column| {
        let others = layout.notices().iter().find_map(|notice| match notice {
            Notice::SeveralNames { column, others, .. } if *column == wanted => Some(others),
            _ => None,
        });
        others.cloned().unwrap_or_default()
    };
    let seen = |&column: &Column| {
        let header = shown(layout.header_of(column)?.as_bytes());
        Some(ColumnSeen { column: column.name(), header, not_read: not_read(column) })
    };
    Column::ALL.iter().filter_map(seen).collect()
}

fn ignored(layout: &Layout) -> Vec<String> {
    let notices = layout.notices().iter();
    notices
        .filter_map(|notice| match notice {
            Notice::IgnoredColumns(headers) => Some(headers.iter().cloned()),
            Notice::SeveralNames { .. } => None,
        })
        .flatten()
        .collect()
}
