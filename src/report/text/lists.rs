//! Lists as people write them.

/// `a`, `a and b`, `a, b and c`.
pub fn and_list<T: AsRef<str>>(items: &[T]) -> String {
    listed(items, "and")
}

/// `a`, `a or b`, `a, b or c`.
pub fn or_list<T: AsRef<str>>(items: &[T]) -> String {
    listed(items, "or")
}

/// As [`and_list`], with no more than `most` items named: `a, b and 17 more`.
pub fn and_more<T: AsRef<str>>(items: &[T], most: usize) -> String {
    if items.len() <= most + 1 {
        return and_list(items);
    }
    let named: Vec<&str> = items[..most].iter().map(AsRef::as_ref).collect();
    format!("{} and {} more", named.join(", "), items.len() - most)
}

fn listed<T: AsRef<str>>(items: &[T], word: &str) -> String {
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [before @ .., last] => {
            let before: Vec<&str> = before.iter().map(AsRef::as_ref).collect();
            format!("{} {word} {}", before.join(", "), last.as_ref())
        }
    }
}

/// Whole numbers in order, runs of three and more as a range: `0-3, 5 and 7`.
pub fn number_list(numbers: &[u8]) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut rest = numbers;
    while let Some(&first) = rest.first() {
        let run = rest.iter().zip(first..).take_while(|(number, next)| *number == next).count();
        if run >= 3 {
            parts.push(format!("{first}-{}", rest[run - 1]));
            rest = &rest[run..];
        } else {
            parts.push(first.to_string());
            rest = &rest[1..];
        }
    }
    and_list(&parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_read_like_sentences() {
        assert_eq!(and_list::<&str>(&[]), "");
        assert_eq!(and_list(&["a"]), "a");
        assert_eq!(and_list(&["a", "b"]), "a and b");
        assert_eq!(or_list(&["a", "b", "c"]), "a, b or c");
        assert_eq!(and_more(&["a", "b", "c"], 2), "a, b and c");
        assert_eq!(and_more(&["a", "b", "c", "d"], 2), "a, b and 2 more");
        assert_eq!(number_list(&[0, 1, 2, 3, 5, 7, 8]), "0-3, 5, 7 and 8");
    }
}
