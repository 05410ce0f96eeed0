//! `[[merchant]]`.

use crate::config::account::{Accepts, Merchant};
use crate::config::reader::{Field, Reader, Section};
use crate::config::secrets::is_secret_reference;
use crate::model::{Brand, Code, Currency};

use super::references::{References, required_name};

/// Reads a merchant; which service it belongs to is assigned when the services are known.
pub(super) fn read(
    reader: &mut Reader<'_>,
    section: &Section<'_>,
    references: &References<'_>,
) -> Merchant {
    let mut text = |key| reader.text(section.get(key)).map(str::to_owned);
    let title = text("title").filter(|title| !title.is_empty());
    let gateway = text("gateway").unwrap_or_default();
    let category = text("category");
    let customer_service_phone = text("customer_service_phone");
    let id = required_name(reader, section, "id", "a merchant has the id that the CRM gave it");
    let mut truth = |key, default| reader.truth(section.get(key)).unwrap_or(default);
    Merchant {
        enabled: truth("enabled", true),
        block_prepaid: truth("block_prepaid", false),
        block_debit: truth("block_debit", false),
        title: title.unwrap_or_else(|| id.clone()),
        id,
        gateway,
        category,
        accepts: accepts(reader, section.get("accepts")),
        currencies: currencies(reader, section.get("currencies")),
        customer_service_phone,
        supported_by: references.service(reader, section.get("supported_by")),
        service: None,
        api_key: api_key(reader, section.get("api_key")),
    }
}

fn accepts(reader: &mut Reader<'_>, field: Option<Field<'_, '_>>) -> Accepts {
    let Some(elements) = reader.elements(field) else { return Accepts::crm_default() };
    elements.into_iter().filter_map(|brand| reader.filled(Some(brand))).map(Brand::read).collect()
}

/// The currencies in the order of the file, each once; an empty list means any, as none does.
fn currencies(reader: &mut Reader<'_>, field: Option<Field<'_, '_>>) -> Option<Vec<Currency>> {
    let mut currencies = Vec::new();
    for element in reader.elements(field)? {
        if let Some(currency) = reader.currency(Some(element))
            && !currencies.contains(&currency)
        {
            currencies.push(currency);
        }
    }
    (!currencies.is_empty()).then_some(currencies)
}

/// A reference to a secret. Whatever else is written there may be the secret itself and is never shown.
fn api_key(reader: &mut Reader<'_>, field: Option<Field<'_, '_>>) -> Option<String> {
    let field = field?;
    let reference = field.node.as_text().filter(|text| is_secret_reference(text));
    if reference.is_none() {
        let message = "`api_key` holds something other than a reference to a secret (not shown), \
            expected `env:NAME` or `file:PATH`";
        let help = "keep the key in an environment variable or a file of its own, name that here, \
            and have the key replaced if this file was shared";
        reader.report(Code::Cfg006, &field.path(), message.to_owned(), Some(help.to_owned()));
    }
    reference.map(str::to_owned)
}
