//! Any text as a configuration, with any change: no panic, places inside the text, and what is usable comes
//! back the same from its resolved form. The first line is a change, as after `--set`.

use reattempt::config::{Format, load, resolved};
use reattempt::model::{Change, Source, Spot};

pub fn configuration(input: &[u8]) {
    let Some((set, text)) = std::str::from_utf8(input).ok().and_then(|text| text.split_once('\n'))
    else {
        return;
    };
    let format = if text.starts_with('{') { Format::Json } else { Format::Toml };
    let changes: Vec<Change> = Change::read(set).into_iter().collect();
    let source = Source { name: "fuzz".into(), text: text.into() };
    let loaded = load(source, format, &changes);
    for finding in &loaded.findings {
        let related = finding.related.iter().map(|related| &related.place);
        for place in std::iter::once(&finding.place).chain(related) {
            if let Spot::Span(span) = place.spot {
                assert!(text.get(span.start..span.end).is_some(), "{finding:?}");
            }
        }
    }
    for span in loaded.document.secret_spans() {
        assert!(text.get(span).is_some());
    }
    if loaded.is_usable() {
        let text = resolved(&loaded.account).to_string();
        let again = load(Source { name: "again".into(), text }, Format::Json, &[]);
        assert_eq!(again.findings, []);
        assert_eq!(again.account, loaded.account);
    }
}
