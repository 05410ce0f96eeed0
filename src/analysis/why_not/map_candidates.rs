//! Decline maps that would make a decline soft. Texts of lost, stolen and closed cards get none.

use crate::config::Loaded;
use crate::engine::{ClassSource, Facts, TableStep, TableVerdict, never_retry, tables};
use crate::model::{Change, ConfigPath, Decline, Edit, toml_string};

use super::candidates::{change, set};

/// A map of the decline's own text, or the map that made it hard turned soft.
pub(super) fn of(loaded: &Loaded, facts: &Facts, decline: &Decline<'_>) -> Vec<Change> {
    let source = facts.classification.source;
    if must_stay_hard(decline, source) {
        return Vec::new();
    }
    if let ClassSource::Map(position) = source {
        let contains = &loaded.account.decline_maps[position as usize].contains;
        let path = loaded.document.decline_map_path(position as usize).key("kind");
        let may_be_soft = never_retry(contains).is_none();
        return may_be_soft.then(|| set(path, "\"soft\"")).into_iter().collect();
    }
    let (Some(merchant), false) = (facts.merchant, decline.response_text.is_empty()) else {
        return Vec::new();
    };
    let scope = match loaded.account.merchant(merchant).gateway.as_str() {
        "" => format!("merchant = {}", toml_string(decline.merchant_id)),
        gateway => format!("gateway = {}", toml_string(gateway)),
    };
    let text = toml_string(decline.response_text);
    let map = format!("{{ {scope}, contains = {text}, kind = \"soft\" }}");
    vec![change(ConfigPath::of(["decline_map"]), Edit::Add(map))]
}

/// Whether the text, or what a code stands for, says that the card must never be tried again.
fn must_stay_hard(decline: &Decline<'_>, source: ClassSource) -> bool {
    let meaning = match source {
        ClassSource::Table(TableVerdict { step: TableStep::NetworkCode, entry, .. }) => {
            &tables().codes[entry as usize].meaning
        }
        ClassSource::Table(TableVerdict { entry, .. }) => &tables().texts[entry as usize].text,
        ClassSource::Map(_) | ClassSource::ResponseType | ClassSource::Nothing => "",
    };
    let says_so = |text: &str| !text.is_empty() && never_retry(text).is_some();
    says_so(decline.response_text) || says_so(meaning)
}
