//! Commands to paste into a shell.

use crate::model::Change;

/// A word as a POSIX shell takes it: bare where nothing in it means anything to the shell, else in single quotes.
pub fn shell_quoted(word: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./:=,+%@".contains(&byte);
    if !word.is_empty() && word.bytes().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// The flag that makes a change, to paste into a shell: `--set 'profile."A b".apply_to+="12"'`.
pub fn shell_flag(change: &Change) -> String {
    let flag = change.as_flag();
    match flag.split_once(' ') {
        Some((name, argument)) => format!("{name} {}", shell_quoted(argument)),
        None => flag,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_survive_a_shell() {
        for (word, quoted) in [
            ("merchant.99.enabled=true", "merchant.99.enabled=true"),
            ("", "''"),
            ("a b", "'a b'"),
            (r#"profile."Tom's".apply_to+="12""#, r#"'profile."Tom'\''s".apply_to+="12"'"#),
            ("$(rm)", "'$(rm)'"),
            ("a;b|c&d*?~!", "'a;b|c&d*?~!'"),
            ("é", "'é'"),
        ] {
            assert_eq!(shell_quoted(word), quoted);
        }
    }

    #[test]
    fn flags_are_split_from_their_argument() {
        let change = Change::read("profile.\"A b\".apply_to+=\"12\"").unwrap();
        assert_eq!(shell_flag(&change), r#"--set 'profile."A b".apply_to+="12"'"#);
    }
}
