//! The page around the sections: head, policy, contents.

use sha2::{Digest as _, Sha256};

use super::Section;
use super::element::{Element, element};
use super::pictures::{self, Picture};

/// The style of the page itself.
const STYLE: &str = include_str!("page.css");

/// The whole page.
pub(super) fn page(title: &str, account: &str, sections: &[Section], whole: &str) -> String {
    let name = if account.is_empty() { title.to_owned() } else { format!("{title}: {account}") };
    let head = Element::new("head")
        .child(Element::new("meta").with("charset", "utf-8"))
        .child(
            Element::new("meta")
                .with("http-equiv", "Content-Security-Policy")
                .with("content", policy()),
        )
        .child(
            Element::new("meta")
                .with("name", "viewport")
                .with("content", "width=device-width, initial-scale=1"),
        )
        .child(Element::new("meta").with("name", "color-scheme").with("content", "light dark"))
        .child(Element::new("meta").with("name", "referrer").with("content", "no-referrer"))
        .child(element("title", &name))
        .child(Element::new("style").verbatim(STYLE))
        .child(Element::new("style").verbatim(pictures::STYLE));
    let links = sections.iter().map(|section| {
        let link = element("a", section.title).with("href", format!("#{}", section.id));
        Element::new("li").child(link)
    });
    let contents = Element::new("nav")
        .with("aria-label", "Contents")
        .child(Element::new("ol").children(links));
    let parts = sections.iter().map(|section| {
        Element::new("section")
            .with("id", section.id)
            .with("aria-labelledby", format!("{}-title", section.id))
            .child(element("h2", section.title).with("id", format!("{}-title", section.id)))
            .children(section.blocks.iter().map(|block| block.html(whole)))
    });
    let body = Element::new("body")
        .child(element("a", "Skip to the answer").class("skip").with("href", "#answer"))
        .child(Element::new("header").child(element("p", title).class("kind")).child(element(
            "h1",
            if account.is_empty() { "An account without a name" } else { account },
        )))
        .child(contents)
        .child(Element::new("main").children(parts))
        .child(Element::new("footer").child(element(
            "p",
            format!(
                "Made by reattempt {}. One file, no script, nothing fetched.",
                env!("CARGO_PKG_VERSION")
            ),
        )));
    let html = Element::new("html").with("lang", "en").child(head).child(body);
    format!("<!DOCTYPE html>\n{html}\n")
}

/// Nothing may be loaded or run; the two style sheets alone apply.
fn policy() -> String {
    let hash = |style: &str| format!("'sha256-{}'", base64(&Sha256::digest(style.as_bytes())));
    format!(
        "default-src 'none'; style-src {} {}; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(pictures::STYLE)
    )
}

/// Base64 with padding (RFC 4648).
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = (0..3)
            .fold(0_u32, |bits, at| bits << 8 | u32::from(chunk.get(at).copied().unwrap_or(0)));
        for place in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    text
}

/// Pictures of which one shows, chosen without a script.
pub(super) fn choice(name: &'static str, choices: &[(String, Picture)], whole: &str) -> Element {
    let mut set = Element::new("fieldset").class("choice").child(element("legend", "Widths by"));
    for (at, (word, _)) in choices.iter().enumerate() {
        let id = format!("{name}-{at}");
        let radio = Element::new("input").with("type", "radio").with("name", name).with("id", &id);
        let radio = if at == 0 { radio.with("checked", "checked") } else { radio };
        set = set.child(radio).child(element("label", word).with("for", &id));
    }
    let shown = choices
        .iter()
        .map(|(_, picture)| Element::new("div").class("chosen").child(picture.bare_figure()));
    let numbers = choices.first().map(|(_, picture)| picture.details(whole));
    Element::new("div").child(set.children(shown)).children(numbers)
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_is_that_of_the_rfc() {
        for (bytes, text) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }
}
