//! What several tests of the engine start from: one merchant, one attempt, one soft decline.

use crate::config::{Account, Format, load};
use crate::ingest::DeclineFields;
use crate::model::Source;

use super::Engine;
use super::facts::Facts;

/// Merchant A in a profile that waits a day for re-attempt 2, the only one.
pub(super) fn account() -> Account {
    let text = "[[merchant]]\nid = \"A\"\n[[profile]]\ntitle = \"P\"\napply_to = [\"A\"]\n\
        [profile.attempts]\n2 = { wait_days = 1 }\n";
    let source = Source { name: "a.toml".into(), text: text.into() };
    load(source, Format::Toml, &[]).account
}

/// A soft decline on merchant A, in the night before attempts run.
pub(super) fn facts(engine: &Engine<'_>) -> Facts {
    let fields = "merchant=A amount=5 response_type=soft declined_at=2024-03-04T01:00";
    let fields = DeclineFields::from_text(fields).unwrap();
    engine.facts(&fields.decline(engine.account()).unwrap())
}
