//! `[[allow]]`.

use crate::config::account::Allow;
use crate::config::reader::{Reader, Section};
use crate::model::Code;

use super::references::References;

/// Reads an allow; `None` for one without a code that there is.
pub(super) fn read(
    reader: &mut Reader<'_>,
    section: &Section<'_>,
    references: &References<'_>,
) -> Option<Allow> {
    for (key, why) in [
        ("code", "an allow names the rule whose findings are accepted"),
        ("reason", "an allow says why"),
    ] {
        if section.get(key).is_none() {
            reader.missing(section, key, why, None);
        }
    }
    let code = code(reader, section);
    let reason = reader.filled(section.get("reason")).unwrap_or_default().to_owned();
    let profile = references.profile(reader, section.get("profile"));
    let merchant = references.merchant(reader, section.get("merchant"));
    let until = reader.date(section.get("until"));
    Some(Allow { code: code?, profile, merchant, reason, until })
}

fn code(reader: &mut Reader<'_>, section: &Section<'_>) -> Option<Code> {
    let field = section.get("code")?;
    let text = field.node.as_text().unwrap_or_default();
    let code = Code::read(text);
    if code.is_none() {
        let by_slug = Code::ALL.iter().find(|code| code.slug().eq_ignore_ascii_case(text));
        let help = match by_slug {
            Some(code) => Some(format!("did you mean \"{}\"?", code.name())),
            None => reader.did_you_mean(text, Code::ALL.iter().map(|code| code.name())),
        };
        reader.invalid(field, "the code of a rule such as \"ATT303\"", help);
    }
    code
}
