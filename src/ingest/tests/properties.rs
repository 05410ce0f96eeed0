//! Properties over generated files.

use proptest::prelude::*;

use super::*;

/// Gives out at most so many bytes at a time.
struct Dripping<'a> {
    bytes: &'a [u8],
    most: usize,
}

impl Read for Dripping<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.most.min(buffer.len());
        (&self.bytes[..])
            .read(&mut buffer[..count])
            .inspect(|read| self.bytes = &self.bytes[*read..])
    }
}

fn field() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z0-9]{0,12}",
        2 => "[a-z, ;\n\r\"é]{0,20}",
        1 => Just("2024-03-04".to_owned()),
        1 => Just("49.95".to_owned()),
    ]
}

fn quoted(field: &str) -> String {
    format!("\"{}\"", field.replace('"', "\"\""))
}

/// Mostly a CSV, with whatever a hand or a broken tool puts into one.
fn dirty_file() -> impl Strategy<Value = Vec<u8>> {
    let cell = prop_oneof![
        5 => field().prop_map(|field| quoted(&field)),
        3 => "[a-z0-9 .-]{0,10}",
        1 => "[a-z\"]{0,6}",
    ];
    let row = prop::collection::vec(cell, 3..6).prop_map(|cells| cells.join(",").into_bytes());
    let good = Just(b"a,2024-03-04,1,5".to_vec());
    let bytes = prop::collection::vec(any::<u8>(), 0..12);
    let line = prop_oneof![4 => good, 4 => row, 1 => bytes, 1 => Just(Vec::new())];
    let end = prop_oneof![Just("\n"), Just("\r\n"), Just("\r"), Just("\n\n")];
    prop::collection::vec((line, end), 0..30).prop_map(|lines| {
        let lines = lines.into_iter().map(|(line, end)| [&line, end.as_bytes()].concat());
        [HEADER.as_bytes().to_vec()].into_iter().chain(lines).flatten().collect()
    })
}

/// Ids, lines and numbers of fields as the csv crate and a count of line breaks see them.
fn by_csv_crate(text: &[u8]) -> Vec<(u64, String)> {
    let mut reader = csv::ReaderBuilder::new().has_headers(true).from_reader(text);
    let records: Vec<_> = reader.byte_records().map(Result::unwrap).collect();
    let line_of = |start: usize| {
        let before = String::from_utf8_lossy(&text[..start]).replace("\r\n", "\n");
        1 + before.matches(['\n', '\r']).count() as u64
    };
    let start_of = |record: &csv::ByteRecord| {
        let at = record.position().map_or(0, |position| position.byte() as usize);
        at + text[at..].iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count()
    };
    let id = |record: &csv::ByteRecord| String::from_utf8_lossy(&record[0]).into_owned();
    records.iter().map(|record| (line_of(start_of(record)), id(record))).collect()
}

proptest! {
    #[test]
    fn nothing_depends_on_how_the_bytes_arrive(file in dirty_file(), most in 1_usize..80) {
        let whole = records(&file[..], &reading());
        prop_assert_eq!(records(Dripping { bytes: &file, most }, &reading()), whole.clone());
        let in_small_blocks = records_by_blocks(&file[..], &reading(), most);
        prop_assert_eq!(in_small_blocks, whole);
    }

    #[test]
    fn regular_files_read_as_the_csv_crate_reads_them(
        ids in prop::collection::vec((field(), any::<bool>(), "\r?\n|\r|\n\n|\r\n\r\n"), 0..40),
    ) {
        let mut text = HEADER.to_owned();
        for (id, must_quote, end) in &ids {
            let is_plain = !must_quote && !id.contains([',', '"', '\n', '\r']);
            let id = if is_plain { id.clone() } else { quoted(id) };
            text.extend([&id, ",2024-03-04,1,5", end]);
        }
        let expected: Vec<String> = by_csv_crate(text.as_bytes())
            .into_iter()
            .map(|(line, id)| match id.trim_ascii() {
                "" => format!("{line} reject transaction_id missing_value "),
                id => format!("{line} {id} 1 5.00 USD"),
            })
            .collect();
        prop_assert_eq!(records(text.as_bytes(), &reading()), Ok(expected));
    }
}
