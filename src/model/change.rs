//! A change to one value of a configuration: what `--set` says, what a fix does, what a what-if tries.

use std::fmt::{self, Write as _};

/// One step of a [`ConfigPath`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// A key of a table, or an array entry by its title, id or name.
    Key(String),
    /// An array entry by its position, from 0.
    Position(usize),
}

/// A path to a value of the configuration, such as `profile."FlexPay recovery".attempts.4.wait_days`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConfigPath(pub Vec<Step>);

/// What to do at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Give it this value: a TOML value, else a bare string.
    Set(String),
    /// Add this value to the list.
    Add(String),
    /// Remove this value from the list.
    Remove(String),
    /// Remove the key.
    Unset,
}

/// One change to one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where.
    pub path: ConfigPath,
    /// What.
    pub edit: Edit,
}

/// Why a text is no change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeError {
    /// No `=` between path and value.
    NoEquals,
    /// The path is empty or has an empty step, an unclosed quote or bracket.
    BadPath(String),
}

impl ConfigPath {
    /// The path of plain keys.
    pub fn of<const N: usize>(keys: [&str; N]) -> ConfigPath {
        ConfigPath(keys.into_iter().map(|key| Step::Key(key.to_owned())).collect())
    }

    /// This path and one more key.
    pub fn key(&self, key: &str) -> ConfigPath {
        let mut path = self.clone();
        path.0.push(Step::Key(key.to_owned()));
        path
    }

    /// This path and one more position.
    pub fn position(&self, position: usize) -> ConfigPath {
        let mut path = self.clone();
        path.0.push(Step::Position(position));
        path
    }

    /// Reads a path: keys joined by `.`, quoted with `"` where needed, positions in `[ ]`.
    pub fn read(text: &str) -> Result<ConfigPath, ChangeError> {
        match read_path(text)? {
            (path, "") => Ok(path),
            (_, rest) => Err(ChangeError::BadPath(rest.to_owned())),
        }
    }
}

impl Change {
    /// Reads `PATH=VALUE`, `PATH+=VALUE` or `PATH-=VALUE`.
    pub fn read(text: &str) -> Result<Change, ChangeError> {
        let (path, rest) = read_path(text)?;
        let rest = rest.trim_start();
        let edit = if let Some(value) = rest.strip_prefix("+=") {
            Edit::Add(value.trim().to_owned())
        } else if let Some(value) = rest.strip_prefix("-=") {
            Edit::Remove(value.trim().to_owned())
        } else if let Some(value) = rest.strip_prefix('=') {
            Edit::Set(value.trim().to_owned())
        } else {
            return Err(ChangeError::NoEquals);
        };
        Ok(Change { path, edit })
    }

    /// The flags of the command line that make this change, value unquoted by any shell.
    pub fn as_flag(&self) -> String {
        match &self.edit {
            Edit::Set(value) => format!("--set {}={value}", self.path),
            Edit::Add(value) => format!("--set {}+={value}", self.path),
            Edit::Remove(value) => format!("--set {}-={value}", self.path),
            Edit::Unset => format!("--unset {}", self.path),
        }
    }
}

/// A text as a TOML string.
pub fn toml_string(text: &str) -> String {
    let mut quoted = String::from("\"");
    for char in text.chars() {
        match char {
            '"' | '\\' => quoted.extend(['\\', char]),
            char if char.is_control() => {
                // Writing to a string cannot fail.
                let _ = write!(quoted, "\\u{:04X}", u32::from(char));
            }
            char => quoted.push(char),
        }
    }
    quoted.push('"');
    quoted
}

/// The path at the start of a text, and what follows it.
fn read_path(text: &str) -> Result<(ConfigPath, &str), ChangeError> {
    let bad = |rest: &str| ChangeError::BadPath(rest.to_owned());
    let mut steps = Vec::new();
    let mut rest = text.trim_start();
    loop {
        if let Some(inner) = rest.strip_prefix('[') {
            let end = inner.find(']').ok_or_else(|| bad(rest))?;
            steps.push(Step::Position(inner[..end].trim().parse().map_err(|_| bad(rest))?));
            rest = &inner[end + 1..];
        } else if let Some(inner) = rest.strip_prefix('"') {
            let (key, after) = read_quoted(inner).ok_or_else(|| bad(rest))?;
            steps.push(Step::Key(key));
            rest = after;
        } else {
            let end = rest.find(['.', '[', '=', '+']).unwrap_or(rest.len());
            // `-` may be part of a key; only `-=` ends one.
            let end = rest[..end.min(rest.len())].len();
            let end = if rest[end..].starts_with('=') && rest[..end].ends_with('-') {
                end - 1
            } else {
                end
            };
            let key = rest[..end].trim();
            if key.is_empty() {
                return Err(bad(rest));
            }
            steps.push(Step::Key(key.to_owned()));
            rest = &rest[end..];
        }
        if let Some(after) = rest.strip_prefix('.') {
            rest = after;
        } else if !rest.starts_with('[') {
            return Ok((ConfigPath(steps), rest));
        }
    }
}

/// The text up to the closing quote, escapes undone, and what follows the quote.
fn read_quoted(inner: &str) -> Option<(String, &str)> {
    let mut key = String::new();
    let mut chars = inner.char_indices();
    while let Some((at, char)) = chars.next() {
        match char {
            '"' => return Some((key, &inner[at + 1..])),
            '\\' => key.push(chars.next()?.1),
            other => key.push(other),
        }
    }
    None
}

impl fmt::Display for ConfigPath {
    /// The form that [`ConfigPath::read`] reads back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                Step::Position(position) => write!(f, "[{position}]")?,
                Step::Key(key) => {
                    if at > 0 {
                        f.write_str(".")?;
                    }
                    let bare = !key.is_empty()
                        && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
                        && !key.ends_with('-');
                    if bare {
                        f.write_str(key)?;
                    } else {
                        write!(f, "\"{}\"", key.replace('\\', "\\\\").replace('"', "\\\""))?;
                    }
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_read_and_print() {
        for text in [
            r#"profile."FlexPay recovery".bill_on_fridays"#,
            "merchant.99.enabled",
            "decline_map[0].kind",
            r#"profile[1].targets.4-6"#,
            r#"profile."a \"b\" c".title"#,
        ] {
            assert_eq!(ConfigPath::read(text).unwrap().to_string(), text);
        }
        for text in ["", ".", "a..b", "a[", "a[x]", "\"a"] {
            assert!(matches!(ConfigPath::read(text), Err(ChangeError::BadPath(_))), "{text}");
        }
    }

    #[test]
    fn changes_read() {
        let change =
            |text: &str| Change::read(text).map(|change| (change.path.to_string(), change.edit));
        assert_eq!(change("a.b=1"), Ok(("a.b".into(), Edit::Set("1".into()))));
        assert_eq!(change("a.b+=\"13\""), Ok(("a.b".into(), Edit::Add("\"13\"".into()))));
        assert_eq!(change("a.b-=13"), Ok(("a.b".into(), Edit::Remove("13".into()))));
        assert_eq!(change("a.4-6=99"), Ok(("a.4-6".into(), Edit::Set("99".into()))));
        assert_eq!(change("a = b = c"), Ok(("a".into(), Edit::Set("b = c".into()))));
        assert_eq!(change("a.b"), Err(ChangeError::NoEquals));
    }
}
