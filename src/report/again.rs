//! Commands on the same declines and configuration, to paste into a shell.

use super::text::shell_quoted;

/// What a command was run on, as a further command takes it.
#[derive(Clone, Debug, Default)]
pub struct Again {
    /// The declines.
    pub declines: String,
    /// The configuration, unless it is the one that is taken anyway.
    pub config: Option<String>,
    /// Flags that change the configuration: name and value.
    pub changes: Vec<(&'static str, String)>,
    /// Flags that say how the declines read: name and value.
    pub reading: Vec<(&'static str, String)>,
}

impl Again {
    /// A command on the declines: `reattempt assume declines.csv --config account.toml`.
    pub fn on_declines(&self, command: &str) -> String {
        let mut words = format!("reattempt {command} {}", shell_quoted(&self.declines));
        if let Some(config) = &self.config {
            words += &format!(" --config {}", shell_quoted(config));
        }
        words + &flags(&self.changes) + &flags(&self.reading)
    }

    /// The check of the configuration, weighed by the declines.
    pub fn check(&self) -> String {
        let config =
            self.config.as_ref().map_or_else(String::new, |it| format!(" {}", shell_quoted(it)));
        let declines = shell_quoted(&self.declines);
        let (changes, reading) = (flags(&self.changes), flags(&self.reading));
        format!("reattempt check{config} --declines {declines}{changes}{reading}")
    }
}

fn flags(flags: &[(&'static str, String)]) -> String {
    let mut words = String::new();
    for (flag, value) in flags {
        words += &format!(" {flag} {}", shell_quoted(value));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_complete() {
        let mut again = Again { declines: "my file.csv".into(), ..Again::default() };
        assert_eq!(again.on_declines("assume"), "reattempt assume 'my file.csv'");
        assert_eq!(again.check(), "reattempt check --declines 'my file.csv'");
        again.config = Some("a.toml".into());
        again.changes = vec![("--set", "a.b=\"c d\"".into())];
        again.reading = vec![("--first-of", "purchase_id,billing_cycle".into())];
        assert_eq!(
            again.on_declines("assume"),
            "reattempt assume 'my file.csv' --config a.toml --set 'a.b=\"c d\"' --first-of purchase_id,billing_cycle"
        );
        assert_eq!(
            again.check(),
            "reattempt check a.toml --declines 'my file.csv' --set 'a.b=\"c d\"' --first-of purchase_id,billing_cycle"
        );
    }
}
