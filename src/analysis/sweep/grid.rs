//! The values that vary, and all their combinations.

use crate::model::change::ChangeError;
use crate::model::{Change, ConfigPath, Edit};

/// One value of the configuration and what it is given in turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    /// The value.
    pub path: ConfigPath,
    /// What it is given, each a TOML value or a bare string.
    pub values: Vec<String>,
}

/// Why a text is no [`Axis`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AxisError {
    /// It is no `PATH=VALUE`.
    Change(ChangeError),
    /// It adds to or removes from a list.
    NotSet,
    /// A value between commas is empty.
    EmptyValue,
    /// A value occurs twice.
    Twice(String),
}

impl Axis {
    /// Reads `PATH=v1,v2,...`. A comma inside quotes or brackets is part of its value.
    pub fn read(text: &str) -> Result<Axis, AxisError> {
        let change = Change::read(text).map_err(AxisError::Change)?;
        let Edit::Set(list) = &change.edit else { return Err(AxisError::NotSet) };
        let values: Vec<String> = split(list).map(|value| value.trim().to_owned()).collect();
        if values.iter().any(String::is_empty) {
            return Err(AxisError::EmptyValue);
        }
        let is_repeated = |&(at, value): &(usize, &String)| values[..at].contains(value);
        match values.iter().enumerate().find(is_repeated) {
            Some((_, value)) => Err(AxisError::Twice(value.clone())),
            None => Ok(Axis { path: change.path, values }),
        }
    }
}

/// The parts between commas outside of quotes and brackets.
fn split(text: &str) -> impl Iterator<Item = &str> {
    let (mut quote, mut depth, mut is_escaped) = (None, 0_u32, false);
    text.split(move |char: char| {
        let was_escaped = std::mem::take(&mut is_escaped);
        match (quote, char) {
            (Some('"'), '\\') if !was_escaped => is_escaped = true,
            (Some(open), char) if char == open && !was_escaped => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(char),
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth = depth.saturating_sub(1),
            (None, char) => return char == ',' && depth == 0,
        }
        false
    })
}

/// All combinations of the values of some axes; the last axis changes fastest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    /// The axes.
    pub axes: Vec<Axis>,
}

impl Grid {
    /// How many combinations there are; `None` if more than any number.
    pub fn size(&self) -> Option<u64> {
        let mut lengths = self.axes.iter().map(|axis| axis.values.len() as u64);
        lengths.try_fold(1_u64, u64::checked_mul)
    }

    /// The values of each combination, one per axis, in order.
    pub fn combinations(&self) -> impl Iterator<Item = Vec<&str>> {
        let size = self.size().unwrap_or_default();
        (0..size).map(|mut number| {
            let mut values: Vec<&str> = Vec::with_capacity(self.axes.len());
            for axis in self.axes.iter().rev() {
                let length = axis.values.len() as u64;
                values.push(&axis.values[(number % length) as usize]);
                number /= length;
            }
            values.reverse();
            values
        })
    }

    /// The changes that a combination makes.
    pub fn changes(&self, values: &[&str]) -> Vec<Change> {
        let change = |(axis, value): (&Axis, &&str)| Change {
            path: axis.path.clone(),
            edit: Edit::Set((*value).to_owned()),
        };
        self.axes.iter().zip(values).map(change).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_split_at_commas_outside_of_quotes_and_brackets() {
        for (text, values) in [
            ("a.b=1", &["1"][..]),
            ("a.b=1, 2 ,3", &["1", "2", "3"]),
            (r#"a.b="x,y",z"#, &[r#""x,y""#, "z"]),
            (r#"a.b="x\",y",'z,"'"#, &[r#""x\",y""#, "'z,\"'"]),
            (r#"a.b=["12", "13"],[]"#, &[r#"["12", "13"]"#, "[]"]),
            (
                "a.b={skip = true},{wait_days = 1, skip = false}",
                &["{skip = true}", "{wait_days = 1, skip = false}"],
            ),
        ] {
            assert_eq!(Axis::read(text).unwrap().values, values, "{text}");
        }
        for (text, error) in [
            ("a.b", AxisError::Change(ChangeError::NoEquals)),
            ("a.b+=1,2", AxisError::NotSet),
            ("a.b=1,,2", AxisError::EmptyValue),
            ("a.b=", AxisError::EmptyValue),
            ("a.b=1,2,1", AxisError::Twice("1".into())),
        ] {
            assert_eq!(Axis::read(text), Err(error), "{text}");
        }
    }

    #[test]
    fn the_last_axis_changes_fastest() {
        let axes = ["a=1,2", "b=x,y,z"].map(|text| Axis::read(text).unwrap()).to_vec();
        let grid = Grid { axes };
        let all: Vec<String> = grid.combinations().map(|values| values.concat()).collect();
        assert_eq!(all, ["1x", "1y", "1z", "2x", "2y", "2z"]);
        assert_eq!(grid.size(), Some(6));
        let many = Axis { path: ConfigPath::default(), values: vec![String::new(); 1 << 16] };
        assert_eq!(Grid { axes: vec![many; 4] }.size(), None);
    }
}
