//! As much of an HTML parser as it takes to hold the page to the rules: it fails where an element is not
//! closed, an attribute is not quoted, or a character is not escaped.

/// An element of a page.
#[derive(Debug, Default)]
pub(crate) struct Node {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Node>,
    /// The text directly inside.
    pub(crate) text: String,
    /// The text inside at any depth, in order.
    pub(crate) whole_text: String,
}

const VOID: [&str; 3] = ["meta", "input", "br"];
/// Elements whose text is taken as it is.
const RAW: [&str; 1] = ["style"];

impl Node {
    /// Reads a page, or an SVG file.
    pub(crate) fn read(text: &str) -> Node {
        let text = text.strip_prefix("<!DOCTYPE html>\n").unwrap_or(text);
        let mut rest = text;
        let root = element(&mut rest);
        assert_eq!(rest.trim(), "", "something follows the last element");
        root
    }

    /// This element and all inside it, from the outside in.
    pub(crate) fn all(&self) -> Vec<&Node> {
        let mut found = vec![self];
        self.children.iter().for_each(|child| found.extend(child.all()));
        found
    }

    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let mut attributes = self.attributes.iter();
        attributes.find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The names and attributes of all elements without any value or text: what hostile data must not change.
    pub(crate) fn shape(&self) -> String {
        let names: Vec<&str> = self.attributes.iter().map(|(name, _)| name.as_str()).collect();
        let inside: Vec<String> = self.children.iter().map(Node::shape).collect();
        format!("<{} {}>{}</>", self.name, names.join(" "), inside.concat())
    }
}

fn take<'t>(rest: &mut &'t str, end: &str) -> &'t str {
    let at = rest.find(end).unwrap_or_else(|| panic!("no {end} in {rest:.80}"));
    let (taken, left) = rest.split_at(at);
    *rest = &left[end.len()..];
    taken
}

fn element(rest: &mut &str) -> Node {
    let tag = {
        assert!(rest.starts_with('<'), "no element at {rest:.80}");
        *rest = &rest[1..];
        take(rest, ">")
    };
    let (name, mut left) = tag.split_once(' ').unwrap_or((tag, ""));
    assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric()), "<{tag}> is no tag");
    let mut node = Node { name: name.to_owned(), ..Node::default() };
    while !left.is_empty() {
        let key = take(&mut left, "=\"");
        assert!(key.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-'), "{key:?} in <{tag}>");
        let value = plain(take(&mut left, "\""));
        assert_eq!(node.attribute(key), None, "{key} occurs twice in <{tag}>");
        node.attributes.push((key.to_owned(), value));
        left = left.strip_prefix(' ').unwrap_or(left);
    }
    if VOID.contains(&name) {
        return node;
    }
    if RAW.contains(&name) {
        node.text.push_str(take(rest, &format!("</{name}>")));
        return node;
    }
    loop {
        let at = rest.find('<').unwrap_or_else(|| panic!("<{name}> is not closed"));
        let text = plain(&rest[..at]);
        node.whole_text += &text;
        node.text += &text;
        *rest = &rest[at..];
        if let Some(left) = rest.strip_prefix("</") {
            *rest = left;
            assert_eq!(take(rest, ">"), name, "another element is closed");
            return node;
        }
        let child = element(rest);
        node.whole_text += &child.whole_text;
        node.children.push(child);
    }
}

/// A text with its four escapes undone; any other special character is an error.
fn plain(text: &str) -> String {
    assert!(!text.contains(['<', '>', '"']), "not escaped: {text:.80}");
    assert!(!text.contains(|char: char| char.is_control()), "a control character: {text:?}");
    let mut parts = text.split('&');
    let mut made = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, after) =
            part.split_once(';').unwrap_or_else(|| panic!("a bare & in {text:.80}"));
        made += match name {
            "amp" => "&",
            "lt" => "<",
            "gt" => ">",
            "quot" => "\"",
            other => panic!("&{other}; is not known"),
        };
        made += after;
    }
    made
}
