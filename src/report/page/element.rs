//! Elements of HTML and SVG: well-formed and escaped by construction.

use std::fmt;

use crate::report::text::escaped;

/// One element. Names come from the code alone; every text and every value of an attribute is escaped.
#[derive(Clone, Debug)]
pub(super) struct Element {
    name: &'static str,
    attributes: String,
    inside: String,
}

/// Elements of HTML that have no inside and no end.
const VOID: [&str; 3] = ["meta", "input", "br"];

/// Characters of a text that are shown; the rest of a longer one is cut.
const MOST_CHARACTERS: usize = 300;

impl Element {
    /// An empty element.
    pub(super) const fn new(name: &'static str) -> Element {
        Element { name, attributes: String::new(), inside: String::new() }
    }

    /// The same with an attribute.
    pub(super) fn with(mut self, name: &'static str, value: impl fmt::Display) -> Element {
        self.attributes.push(' ');
        self.attributes.push_str(name);
        self.attributes.push_str("=\"");
        push_escaped(&mut self.attributes, &value.to_string());
        self.attributes.push('"');
        self
    }

    /// The same with a class.
    pub(super) fn class(self, name: &'static str) -> Element {
        self.with("class", name)
    }

    /// The same with a text at the end. What is longer than anyone reads is cut.
    pub(super) fn text(mut self, text: impl AsRef<str>) -> Element {
        push_escaped(&mut self.inside, &clipped(text.as_ref(), MOST_CHARACTERS));
        self
    }

    /// The same with an element at the end.
    pub(super) fn child(mut self, child: Element) -> Element {
        child.push(&mut self.inside);
        self
    }

    /// The same with elements at the end.
    pub(super) fn children(mut self, children: impl IntoIterator<Item = Element>) -> Element {
        children.into_iter().for_each(|child| child.push(&mut self.inside));
        self
    }

    /// The same with a text of the program at the end, as it is: a style sheet.
    pub(super) fn verbatim(mut self, text: &'static str) -> Element {
        self.inside.push_str(text);
        self
    }

    fn push(self, out: &mut String) {
        out.push('<');
        out.push_str(self.name);
        out.push_str(&self.attributes);
        out.push('>');
        if !VOID.contains(&self.name) {
            out.push_str(&self.inside);
            out.push_str("</");
            out.push_str(self.name);
            out.push('>');
        }
    }
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.clone().push(&mut text);
        f.write_str(&text)
    }
}

/// An element with nothing but a text.
pub(super) fn element(name: &'static str, text: impl AsRef<str>) -> Element {
    Element::new(name).text(text)
}

/// The text, or as many of its first characters as fit with an ellipsis.
pub(super) fn clipped(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some(_) => text.chars().take(most.saturating_sub(1)).chain(['…']).collect(),
    }
}

/// Controls and characters that reorder what is read are shown as escapes, as everywhere; what XML does not
/// know is replaced.
fn push_escaped(out: &mut String, text: &str) {
    for char in escaped(text).chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out() {
        let hostile = "\"><script>alert('1')</script>&amp;\0\u{202e}";
        let made = element("p", hostile).with("title", hostile).to_string();
        let safe = "&quot;&gt;&lt;script&gt;alert('1')&lt;/script&gt;&amp;amp;\\0\\u{202e}";
        assert_eq!(made, format!("<p title=\"{safe}\">{safe}</p>"));
        assert_eq!(element("b", "x".repeat(500)).to_string().chars().count(), 300 + 7);
        assert_eq!(Element::new("br").to_string(), "<br>");
    }
}
