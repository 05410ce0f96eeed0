//! How a decline was classed, and by what.

use crate::config::{DeclineMap, MapScope};
use crate::engine::{ClassSource, TableStep, TableVerdict, tables};
use crate::model::{Class, ConfigPath};
use crate::report::text::escaped;

use super::{Explained, Says, words};

/// What decided the class, as a name for programs.
pub(super) const fn source_name(source: ClassSource) -> &'static str {
    match source {
        ClassSource::Map(_) => "decline_map",
        ClassSource::ResponseType => "response_type",
        ClassSource::Table(TableVerdict { step, .. }) => match step {
            TableStep::GatewayCode => "gateway_code",
            TableStep::NetworkCode => "network_code",
            TableStep::GatewayText => "gateway_text",
            TableStep::AnyText => "any_text",
        },
        ClassSource::Nothing => "nothing",
    }
}

/// What decided the class, in words: `soft, by its own response type`.
pub(super) fn says(explained: &Explained<'_>) -> Says {
    let classification = explained.explanation.facts.classification;
    let class = classification.class.name();
    match classification.source {
        ClassSource::Map(position) => {
            let map = &explained.account().decline_maps[position as usize];
            let path = explained.document().decline_map_path(position as usize);
            Says::at(format!("{class}, by the decline map {}", map_text(explained, map)), path)
        }
        ClassSource::ResponseType => Says::new(format!("{class}, by its own response type")),
        ClassSource::Table(verdict) => Says::new(format!("{class}, by {}", table_text(verdict))),
        ClassSource::Nothing => {
            Says::new("unknown: no decline map, response type, known code or known text says")
        }
    }
}

/// What the assumption on unknown declines makes of it, where that matters.
pub(super) fn assumed(explained: &Explained<'_>) -> Option<Says> {
    let explanation = explained.explanation;
    if explanation.facts.classification.class != Class::Unknown {
        return None;
    }
    let text = match explanation.assumed_class {
        Class::Unknown => "an unknown decline stays unclassified".to_owned(),
        class => format!("an unknown decline is taken to be {}", class.name()),
    };
    Some(Says::at(text, ConfigPath::of(["assumptions", "unknown_decline"])))
}

fn map_text(explained: &Explained<'_>, map: &DeclineMap) -> String {
    let scope = match &map.scope {
        MapScope::Merchant(merchant) => words::merchant_id(explained.account(), *merchant),
        MapScope::Gateway(gateway) => format!("gateway {}", escaped(gateway)),
    };
    let order_type = match map.order_type {
        Some(order_type) => format!(", {}s", words::order_type(order_type)),
        None => String::new(),
    };
    format!("that looks for \"{}\" ({scope}{order_type})", escaped(&map.contains))
}

fn table_text(verdict: TableVerdict) -> String {
    let entry = verdict.entry as usize;
    if verdict.step == TableStep::NetworkCode {
        let line = &tables().codes[entry];
        return format!("the networks' response code {}: {}", line.code, line.meaning);
    }
    let line = &tables().texts[entry];
    match verdict.step {
        TableStep::GatewayCode => {
            format!("code {} of the built-in {} table: {}", line.code, line.gateway, line.text)
        }
        TableStep::GatewayText | TableStep::NetworkCode => {
            format!("the text \"{}\" of the built-in {} table", line.text, line.gateway)
        }
        TableStep::AnyText => {
            format!("the text \"{}\" of the built-in tables ({})", line.text, line.gateway)
        }
    }
}
