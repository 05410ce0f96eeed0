//! Which strftime patterns read dates whose order nobody has said.

use super::date::Pattern;

/// Dates by how often they are met; two-digit years first, for `%Y` reads those too.
const DATES: [&str; 14] = [
    "%m/%d/%y",
    "%d/%m/%y",
    "%d.%m.%y",
    "%m-%d-%y",
    "%d-%m-%y",
    "%m/%d/%Y",
    "%d/%m/%Y",
    "%d.%m.%Y",
    "%m-%d-%Y",
    "%d-%m-%Y",
    "%Y/%m/%d",
    "%d %b %Y",
    "%b %d, %Y",
    "%d-%b-%Y",
];

/// Times of day after a date.
const TIMES: [&str; 5] = ["", " %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p"];

/// The patterns that read every date seen so far.
#[derive(Clone, Debug)]
pub struct DateGuess {
    left: Vec<(String, Pattern)>,
    seen: u64,
}

impl Default for DateGuess {
    fn default() -> DateGuess {
        let all =
            DATES.iter().flat_map(|date| TIMES.iter().map(move |time| format!("{date}{time}")));
        let left = all.filter_map(|text| Some((Pattern::read(&text).ok()?, text)));
        DateGuess { left: left.map(|(pattern, text)| (text, pattern)).collect(), seen: 0 }
    }
}

impl DateGuess {
    /// Takes a date into account.
    pub fn see(&mut self, value: &str) {
        self.seen += 1;
        self.left.retain(|(_, pattern)| pattern.reads(value));
    }

    /// The patterns that are left; several where the dates do not tell the day from the month, none where no
    /// one pattern reads them all or no date was seen.
    pub fn patterns(&self) -> Vec<&str> {
        let left = || self.left.iter().map(|(text, _)| text.as_str()).filter(|_| self.seen > 0);
        let two_digits: Vec<&str> = left().filter(|text| text.contains("%y")).collect();
        if two_digits.is_empty() { left().collect() } else { two_digits }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_left_that_read_every_date() {
        for (values, patterns) in [
            (&["03/04/2024 10:00"][..], &["%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M"][..]),
            (&["03/04/2024 10:00", "03/14/2024 23:59"], &["%m/%d/%Y %H:%M"]),
            (&["3.4.2024"], &["%d.%m.%Y"]),
            (&["03/04/24"], &["%m/%d/%y", "%d/%m/%y"]),
            (&["13/04/24 1:05 PM"], &["%d/%m/%y %I:%M %p"]),
            (&["4 Mar 2024 10:00:01"], &["%d %b %Y %H:%M:%S"]),
            (&["Mar 4, 2024"], &["%b %d, %Y"]),
            (&["03/04/2024", "2024.03.04"], &[]),
            (&[], &[]),
        ] {
            let mut guess = DateGuess::default();
            values.iter().for_each(|value| guess.see(value));
            assert_eq!(guess.patterns(), patterns, "{values:?}");
        }
    }
}
