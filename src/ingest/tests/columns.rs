//! Headers to columns.

use super::super::error::Notice;
use super::*;

fn by_hand(pairs: &[(Column, &str)]) -> Reading {
    let columns = pairs.iter().map(|(column, header)| (*column, (*header).to_owned())).collect();
    Reading { columns, ..reading() }
}

#[test]
fn every_alias_finds_its_column() {
    for &column in Column::ALL {
        for name in column.header_names() {
            let needed = Column::ALL.iter().filter(|other| other.is_needed() && **other != column);
            let names: Vec<&str> = needed.map(|other| other.name()).chain([*name]).collect();
            let layout = layout_of(&names.join(","), reading()).unwrap();
            assert_eq!(layout.header_of(column), Some(*name));
            assert_eq!(layout.notices(), []);
        }
    }
}

#[test]
fn the_first_name_of_the_list_wins_and_the_rest_are_named() {
    let header =
        "price,Total Amount,date,date_created,dateCreated,id,merchant_id,City,Amount of tax";
    let layout = layout_of(header, reading()).unwrap();
    assert_eq!(layout.header_of(Column::Amount), Some("Total Amount"));
    assert_eq!(layout.header_of(Column::DeclinedAt), Some("dateCreated"));
    let strings = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(
        layout.notices(),
        [
            Notice::SeveralNames {
                column: Column::DeclinedAt,
                used: "dateCreated".into(),
                others: strings(&["date_created", "date"]),
            },
            Notice::SeveralNames {
                column: Column::Amount,
                used: "Total Amount".into(),
                others: strings(&["price"]),
            },
            Notice::IgnoredColumns(strings(&["City", "Amount of tax"])),
        ]
    );
}

#[test]
fn columns_by_hand() {
    let header = "id,when,merchant_id,amount,Total Paid";
    let pairs = [(Column::DeclinedAt, "When"), (Column::Amount, "total_paid")];
    let layout = layout_of(header, by_hand(&pairs)).unwrap();
    assert_eq!(layout.header_of(Column::DeclinedAt), Some("when"));
    assert_eq!(layout.header_of(Column::Amount), Some("Total Paid"));
    assert!(
        matches!(&layout.notices()[0], Notice::SeveralNames { others, .. } if others == &["amount"])
    );

    let wrong = [(Column::DeclinedAt, "wen"), (Column::Amount, "zzz")];
    let expected = vec![("wen".to_owned(), Some("when".to_owned())), ("zzz".to_owned(), None)];
    assert_eq!(
        layout_of(header, by_hand(&wrong)).unwrap_err(),
        InputError::UnknownHeaders(expected)
    );
    let twice = [(Column::DeclinedAt, "when"), (Column::Card, "When")];
    assert_eq!(
        layout_of(header, by_hand(&twice)).unwrap_err(),
        InputError::UsedTwice("when".into())
    );
}

#[test]
fn a_header_taken_by_hand_is_no_other_column() {
    let layout =
        layout_of("id,transaction_id,date,price", by_hand(&[(Column::MerchantId, "id")])).unwrap();
    assert_eq!(layout.header_of(Column::TransactionId), Some("transaction_id"));
    assert_eq!(layout.notices(), []);
}

#[test]
fn missing_columns_come_all_at_once_with_what_may_be_meant() {
    let error = layout_of("transaction_id,declind_at,city,Amonut", reading()).unwrap_err();
    let InputError::MissingColumns { missing, .. } = error else { panic!("{error:?}") };
    assert_eq!(
        missing,
        [
            (Column::DeclinedAt, Some("declind_at".to_owned())),
            (Column::MerchantId, None),
            (Column::Amount, Some("Amonut".to_owned())),
        ]
    );
}

#[test]
fn headers_that_are_read_occur_once() {
    let doubled = layout_of("id,date,merchant_id,amount,amount,note,note,", reading());
    assert_eq!(doubled.unwrap_err(), InputError::DuplicateHeaders(vec!["amount".into(); 1]));
    let harmless = layout_of("id,date,merchant_id,amount,note,note,,", reading()).unwrap();
    assert_eq!(harmless.headers().len(), 8);
}

#[test]
fn a_file_without_a_header_does_not_show_its_values() {
    let error = layout_of("a,2024-03-04,1,4111111111111111\n", reading()).unwrap_err();
    assert!(!format!("{error:?}").contains("4111111111111111"));
}

#[test]
fn ten_thousand_columns() {
    let names: Vec<String> = (0..10_000).map(|n| format!("c{n}")).collect();
    let header = format!("{},{}", names.join(","), HEADER.trim_end());
    let row = format!("{}a,2024-03-04,1,5", ",".repeat(10_000));
    let text = format!("{header}\n{row}\n");
    assert_eq!(records(text.as_bytes(), &reading()).unwrap(), ["2 a 1 5.00 USD"]);
}
