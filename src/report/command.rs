//! Commands to paste into a shell.

use super::text::shell_quoted;

/// `reattempt explain` for a decline typed by hand: `pairs` are its columns and values, `flags` the changes
/// to the configuration (`--set PATH=VALUE`).
pub fn explain(config_name: &str, flags: &[String], pairs: &[(&str, String)]) -> String {
    let mut words = vec!["reattempt explain --config".to_owned(), shell_quoted(config_name)];
    words.extend(flags.iter().map(|text| flag(text)));
    words.push(format!("--decline {}", shell_quoted(&typed(pairs))));
    words.join(" ")
}

/// `reattempt report` for a folder that `replay --out` wrote; the page is named as the folder is.
pub fn report(folder: &str) -> String {
    let name = folder.trim_end_matches(['/', '\\']);
    let name = if name.is_empty() || name.ends_with('.') { "report" } else { name };
    let page = format!("{name}.html");
    format!("reattempt report {} --out {}", shell_quoted(folder), shell_quoted(&page))
}

/// A flag with its value, `--set PATH=VALUE`, as a shell takes it.
pub fn flag(text: &str) -> String {
    let (name, value) = text.split_once(' ').unwrap_or((text, ""));
    format!("{name} {}", shell_quoted(value))
}

/// A decline as it is typed: `NAME=VALUE` between blanks, values with blanks in quotes.
pub fn typed(pairs: &[(&str, String)]) -> String {
    let pair = |(name, value): &(&str, String)| {
        if value.contains(char::is_whitespace) || value.starts_with(['"', '\'']) {
            format!("{name}=\"{}\"", value.replace('"', "\"\""))
        } else {
            format!("{name}={value}")
        }
    };
    pairs.iter().map(pair).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::DeclineFields;

    #[test]
    fn commands_survive_a_shell() {
        let pairs = [("merchant", "12".to_owned()), ("amount", "5".to_owned())];
        let flags = ["--set profile.\"A b\".bill_on_fridays=true".to_owned()];
        assert_eq!(
            explain("my account.toml", &flags, &pairs),
            "reattempt explain --config 'my account.toml' \
             --set 'profile.\"A b\".bill_on_fridays=true' --decline 'merchant=12 amount=5'"
        );
    }

    #[test]
    fn a_page_is_named_as_its_folder() {
        for (folder, command) in [
            ("out", "reattempt report out --out out.html"),
            ("a b/c/", "reattempt report 'a b/c/' --out 'a b/c.html'"),
            (".", "reattempt report . --out report.html"),
            ("/", "reattempt report / --out report.html"),
        ] {
            assert_eq!(report(folder), command);
        }
    }

    #[test]
    fn typed_values_read_back() {
        for value in ["a b", "\"", "it's", "'x", "say \"hi\" now", "$1"] {
            let typed = typed(&[("merchant", value.to_owned())]);
            let read = DeclineFields::from_text(&typed).unwrap();
            let expected = DeclineFields::from_pairs([("merchant", value)]).unwrap();
            assert_eq!(read, expected, "{typed}");
        }
    }
}
