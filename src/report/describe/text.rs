//! A description as text and as Markdown: a heading, then a line per sentence, however long, so that two of
//! them can be compared by lines.

use std::fmt::Write as _;

use crate::report::Look;
use crate::report::findings::plain;
use crate::report::text::escaped;

use super::{About, Description};

/// For people.
pub fn text(description: &Description, look: Look) -> String {
    let strong = look.palette.strong;
    render(
        description,
        &Style {
            heading: &|depth, heading| match depth {
                0 => format!("{strong}{heading}{strong:#}\n"),
                1 => format!("\n{strong}{heading}{strong:#}\n"),
                _ => format!("\n  {strong}{heading}{strong:#}\n"),
            },
            sentence: &|depth, sentence| format!("{:1$}{sentence}\n", "", 2 * depth),
        },
    )
}

/// For a wiki or a pull request.
pub fn markdown(description: &Description) -> String {
    let text = render(
        description,
        &Style {
            heading: &|depth, heading| match depth {
                0 => format!("# {}\n\n", plain(heading)),
                depth => format!("\n{} {}\n\n", "#".repeat(depth + 1), plain(heading)),
            },
            sentence: &|_, sentence| format!("- {}\n", plain(sentence)),
        },
    );
    // A heading right after another.
    text.replace("\n\n\n", "\n\n")
}

/// How headings and sentences are written; both are told how deep they stand.
struct Style<'s> {
    heading: &'s dyn Fn(usize, &str) -> String,
    sentence: &'s dyn Fn(usize, &str) -> String,
}

fn render(description: &Description, style: &Style<'_>) -> String {
    let name = match description.name.as_str() {
        "" => "An account without a name".into(),
        name => escaped(name),
    };
    let mut out = (style.heading)(0, &name);
    sentences(&mut out, style, 0, &description.account);
    parts(&mut out, style, "Profiles", "Profile ", &description.profiles);
    section(&mut out, style, "In no profile", &description.in_no_profile);
    section(&mut out, style, "Soft and hard declines", &description.declines);
    parts(&mut out, style, "Recovery services", "", &description.services);
    let merchants: Vec<String> =
        description.merchants.iter().map(|merchant| merchant.sentences.join(" ")).collect();
    section(&mut out, style, "Merchants", &merchants);
    section(
        &mut out,
        style,
        "Assumed where the CRM's documents are silent",
        &description.assumptions,
    );
    section(&mut out, style, "Accepted findings", &description.accepted);
    out
}

fn parts(out: &mut String, style: &Style<'_>, heading: &str, kind: &str, parts: &[About]) {
    if parts.is_empty() {
        return;
    }
    out.push_str(&(style.heading)(1, heading));
    for part in parts {
        let _ = write!(out, "{}", (style.heading)(2, &format!("{kind}{}", escaped(&part.name))));
        sentences(out, style, 2, &part.sentences);
    }
}

fn section(out: &mut String, style: &Style<'_>, heading: &str, lines: &[String]) {
    if !lines.is_empty() {
        out.push_str(&(style.heading)(1, heading));
        sentences(out, style, 1, lines);
    }
}

fn sentences(out: &mut String, style: &Style<'_>, depth: usize, sentences: &[String]) {
    for sentence in sentences {
        out.push_str(&(style.sentence)(depth, sentence));
    }
}
