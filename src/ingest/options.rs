//! How a file of declines reads: flags over the account's `[declines]` over defaults.

use crate::config::Account;
use crate::model::{Currency, Zone};

use super::column::{Column, closest};
use super::date::{Clock, Pattern};
use super::error::InputError;

/// What the flags say about a file; each overrides its part of the account's `[declines]`.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// `--column NAME=HEADER`: columns mapped by hand.
    pub columns: Vec<(String, String)>,
    /// `--date-format`: a strftime pattern.
    pub date_format: Option<String>,
    /// `--delimiter`: comma, semicolon or tab.
    pub delimiter: Option<u8>,
    /// `--timezone`: of stamps without an offset.
    pub timezone: Option<Zone>,
    /// `--first-of`: names of columns, or headers, that group the attempts of one payment.
    pub first_of: Vec<String>,
}

/// Flags and configuration merged and validated.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    pub(super) columns: Vec<(Column, String)>,
    pub(super) delimiter: Option<u8>,
    pub(super) first_of: Vec<String>,
    /// Columns that have no say in what becomes of a decline, as the account has nothing to hold them against.
    pub(super) idle: Vec<Column>,
    pub(super) values: Values,
}

/// What the values of a row are read with.
#[derive(Clone, Debug)]
pub(super) struct Values {
    pub(super) clock: Clock,
    pub(super) default_currency: Currency,
}

impl Reading {
    pub(super) fn new(account: &Account, options: &ReadOptions) -> Result<Reading, InputError> {
        let declines = &account.declines;
        let mut columns = by_hand(&options.columns)?;
        for (column, header) in by_hand(&declines.columns)? {
            if columns.iter().all(|(taken, _)| *taken != column) {
                columns.push((column, header));
            }
        }
        if let Some((_, header)) = repeated(&columns, |a, b| a.1 == b.1) {
            return Err(InputError::UsedTwice(header.clone()));
        }
        let delimiter = options.delimiter.or(declines.delimiter);
        if let Some(other) = delimiter.filter(|byte| !DELIMITERS.contains(byte)) {
            return Err(InputError::BadDelimiter(other));
        }
        let date_format = options.date_format.as_ref().or(declines.date_format.as_ref());
        let stamps = options.timezone.as_ref().or(declines.timezone.as_ref());
        Ok(Reading {
            columns,
            delimiter,
            first_of: options.first_of.clone(),
            idle: if account.campaigns.is_empty() { vec![Column::CampaignId] } else { Vec::new() },
            values: Values {
                clock: Clock::new(
                    &account.timezone,
                    stamps,
                    date_format.map(|text| Pattern::read(text)).transpose()?,
                ),
                default_currency: account.default_currency,
            },
        })
    }
}

/// The delimiters there are, in the order in which they win a tie.
pub(super) const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// The columns of pairs of a name and a header.
fn by_hand(pairs: &[(String, String)]) -> Result<Vec<(Column, String)>, InputError> {
    let unknown: Vec<_> = pairs.iter().filter(|(name, _)| Column::named(name).is_none()).collect();
    if !unknown.is_empty() {
        let names = || Column::ALL.iter().map(|column| column.name());
        let suggested = |name: &str| closest(name, names());
        return Err(InputError::UnknownColumns(
            unknown.into_iter().map(|(name, _)| (name.clone(), suggested(name))).collect(),
        ));
    }
    let columns: Vec<(Column, String)> = pairs
        .iter()
        .filter_map(|(name, header)| Some((Column::named(name)?, header.trim().to_owned())))
        .collect();
    match repeated(&columns, |a, b| a.0 == b.0) {
        Some((column, _)) => Err(InputError::UsedTwice(column.name().to_owned())),
        None => Ok(columns),
    }
}

/// The first item that is like an earlier one.
pub(super) fn repeated<T>(items: &[T], alike: impl Fn(&T, &T) -> bool) -> Option<&T> {
    let is_repeated =
        |&(at, item): &(usize, &T)| items[..at].iter().any(|other| alike(item, other));
    items.iter().enumerate().find(is_repeated).map(|(_, item)| item)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(pairs: &[(&str, &str)]) -> Result<Vec<(Column, String)>, InputError> {
        let owned = |(name, header): &(&str, &str)| ((*name).to_owned(), (*header).to_owned());
        by_hand(&pairs.iter().map(owned).collect::<Vec<_>>())
    }

    #[test]
    fn columns_by_hand_are_known_and_named_once() {
        assert_eq!(
            pairs(&[("declined-at", " Trans Date "), ("price", "Total")]),
            Ok(vec![
                (Column::DeclinedAt, "Trans Date".to_owned()),
                (Column::Amount, "Total".to_owned())
            ])
        );
        assert_eq!(
            pairs(&[("amuont", "a"), ("card", "b"), ("zzz", "c")]),
            Err(InputError::UnknownColumns(vec![
                ("amuont".into(), Some("amount")),
                ("zzz".into(), None)
            ]))
        );
        assert_eq!(
            pairs(&[("amount", "a"), ("price", "b")]),
            Err(InputError::UsedTwice("amount".into()))
        );
    }
}
