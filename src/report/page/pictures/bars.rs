//! Bars: a label, a value and a bar each, one below the other, so that they fit a phone.

use super::{Picture, Tone, fitted, label, named, rect, scaled, tenths, toned};
use crate::report::page::element::element;
use crate::report::page::sheet::Sheet;

/// One bar.
#[derive(Clone, Debug)]
pub(in crate::report::page) struct Bar {
    pub(in crate::report::page) label: String,
    /// What stands at its right.
    pub(in crate::report::page) value: String,
    pub(in crate::report::page) tone: Tone,
    pub(in crate::report::page) length: u128,
}

const WIDTH: i64 = 480;
const ROW: i64 = 36;

/// A picture of bars. A bar of the length `whole` is as wide as the picture.
pub(in crate::report::page) fn bars(
    name: &str,
    title: &str,
    bars: &[Bar],
    whole: u128,
    numbers: Sheet,
) -> Picture {
    let mut shapes = Vec::new();
    for (at, bar) in (0..).zip(bars) {
        let top = at * ROW;
        // A digit is about 7.2 units wide.
        let room = WIDTH - 12 - bar.value.chars().count() as i64 * 72 / 10;
        shapes.push(label(0, top + 15, fitted(&bar.label, room)));
        shapes.push(label(WIDTH, top + 15, &bar.value).class("end value"));
        shapes.push(rect(0, top * 10 + 210, WIDTH * 10, 90).class("track"));
        let width = scaled(bar.length, whole, WIDTH);
        let width = if bar.length > 0 { width.max(10) } else { 0 };
        let says = format!("{}: {}", named(&bar.label), bar.value);
        shapes.push(toned(name, bar.tone, [0, top * 10 + 210, width, 90], &says));
    }
    if bars.is_empty() {
        shapes.push(element("text", "nothing to show").with("x", 0).with("y", tenths(150)));
    }
    let said: Vec<String> =
        bars.iter().take(12).map(|bar| format!("{}: {}", named(&bar.label), bar.value)).collect();
    Picture {
        name: name.to_owned(),
        title: title.to_owned(),
        says: format!("Bars. {}.", said.join("; ")),
        width: WIDTH,
        height: (bars.len().max(1) as i64) * ROW,
        shapes,
        numbers,
    }
}
