//! Findings: what is wrong with a configuration or an input, as values. Text is made in `report`.

use std::ops::Range;

use super::change::Change;
use super::route::{MerchantIndex, ProfileIndex, names};

names! {
    /// How bad a finding is, worst first.
    Severity {
        /// Declines go astray, or the file cannot be used.
        Error = "error",
        /// Probably not what was meant.
        Warning = "warning",
        /// Worth knowing.
        Note = "note",
    }
}

/// Declares the codes of the catalogue (rules.md), each with its slug and severity.
macro_rules! codes {
    ($($variant:ident $name:literal $slug:literal $severity:ident;)+) => {
        /// A rule's code: never reused, never renumbered. What each means stands with its rule.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs)]
        pub enum Code { $($variant,)+ }

        impl Code {
            /// All codes, in the order of the catalogue.
            pub const ALL: &[Code] = &[$(Code::$variant),+];

            /// The code as written, such as `PRF101`.
            pub const fn name(self) -> &'static str {
                match self { $(Code::$variant => $name),+ }
            }

            /// The slug, such as `forced-weekday`.
            pub const fn slug(self) -> &'static str {
                match self { $(Code::$variant => $slug),+ }
            }

            /// The severity that the catalogue gives.
            pub const fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity),+ }
            }
        }
    };
}

codes! {
    Cfg001 "CFG001" "syntax" Error;
    Cfg002 "CFG002" "unknown-key" Error;
    Cfg003 "CFG003" "invalid-value" Error;
    Cfg004 "CFG004" "duplicate-name" Error;
    Cfg005 "CFG005" "unknown-reference" Error;
    Cfg006 "CFG006" "literal-secret" Error;
    Cfg007 "CFG007" "unused-allow" Warning;
    Prf101 "PRF101" "forced-weekday" Error;
    Prf102 "PRF102" "no-merchants" Warning;
    Prf103 "PRF103" "free-order" Error;
    Prf104 "PRF104" "sticky-discount" Warning;
    Prf105 "PRF105" "skipped-slot-values" Note;
    Prf106 "PRF106" "all-skipped" Warning;
    Prf107 "PRF107" "weekday-bunching" Note;
    Prf108 "PRF108" "reduction-below-minimum" Warning;
    Prf109 "PRF109" "mixed-currencies" Note;
    Ovl201 "OVL201" "overlapping-profiles" Error;
    Ovl202 "OVL202" "uncovered-merchant" Warning;
    Ovl203 "OVL203" "supported-uncovered" Error;
    Ovl204 "OVL204" "service-merchant-covered" Error;
    Ovl205 "OVL205" "unsupported-in-service-profile" Warning;
    Ovl206 "OVL206" "supported-never-handed-off" Error;
    Att301 "ATT301" "attempts-before-handoff" Warning;
    Att302 "ATT302" "attempts-after-handoff" Error;
    Att303 "ATT303" "handoff-slot" Warning;
    Att304 "ATT304" "handoff-wait" Error;
    Att305 "ATT305" "handoff-reduction" Error;
    Att306 "ATT306" "zero-wait" Warning;
    Att307 "ATT307" "long-ladder" Note;
    Hnd401 "HND401" "handoff-skipped" Error;
    Hnd402 "HND402" "handoff-disabled" Error;
    Hnd403 "HND403" "handoff-method" Warning;
    Hnd404 "HND404" "handoff-funding" Warning;
    Hnd405 "HND405" "handoff-currency" Error;
    Hnd406 "HND406" "below-service-minimum" Warning;
    Hnd407 "HND407" "reference-id" Error;
    Hnd408 "HND408" "duplicate-reference-id" Warning;
    Hnd409 "HND409" "service-account-unable" Warning;
    Hnd410 "HND410" "cross-category" Warning;
    Hnd411 "HND411" "wrong-service" Error;
    Hnd412 "HND412" "service-account-missing" Warning;
    Mid501 "MID501" "no-service-merchant" Error;
    Mid502 "MID502" "missing-api-key" Error;
    Mid503 "MID503" "shared-api-key" Error;
    Mid504 "MID504" "accepts-nothing" Error;
    Mid505 "MID505" "no-service-phone" Note;
    Mid506 "MID506" "disabled-in-profile" Note;
    Cam601 "CAM601" "recycling-disabled" Warning;
    Dcl701 "DCL701" "shadowed-map" Warning;
    Dcl702 "DCL702" "never-retry-made-soft" Error;
    Dcl703 "DCL703" "fragment-trap" Warning;
    Dcl704 "DCL704" "contradicting-maps" Error;
    Net801 "NET801" "too-many-retries" Warning;
    Dat901 "DAT901" "card-number" Error;
    Dat902 "DAT902" "ambiguous-date" Error;
    Dat903 "DAT903" "duplicate-transaction" Warning;
    Dat904 "DAT904" "unknown-merchant" Warning;
    Dat905 "DAT905" "unclassified" Warning;
    Dat906 "DAT906" "recorded-attempts" Warning;
}

impl Code {
    /// The code of a name such as `PRF101`, in any case.
    pub fn read(text: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.name().eq_ignore_ascii_case(text))
    }

    /// The step or steps of the `FlexPay` configuration guide for Konnektive behind the rule, such as `12-13`,
    /// or the name of the guide's note.
    pub const fn guide_step(self) -> Option<&'static str> {
        match self {
            Code::Cfg006 | Code::Mid503 => Some("1"),
            Code::Mid501 => Some("2-4"),
            Code::Mid502 => Some("4"),
            Code::Mid505 => Some("5"),
            Code::Hnd402 | Code::Hnd403 | Code::Hnd404 | Code::Mid504 | Code::Mid506 => Some("6"),
            Code::Prf101 => Some("10"),
            Code::Prf102 | Code::Ovl203 | Code::Ovl204 | Code::Ovl205 => Some("11"),
            Code::Prf106 | Code::Att301 | Code::Att302 | Code::Att303 => Some("12"),
            Code::Ovl206 | Code::Hnd401 => Some("12-13"),
            Code::Hnd411 => Some("13"),
            Code::Att304 | Code::Att305 => Some("14"),
            Code::Ovl201 => Some("16"),
            Code::Hnd407 | Code::Hnd412 => Some("manual gateway note"),
            _ => None,
        }
    }

    /// Whether the rule is about the declines, not the configuration.
    pub fn is_about_declines(self) -> bool {
        self.name().starts_with("DAT")
    }

    /// Whether this is a CFG code that keeps a configuration from being used at all.
    pub fn refuses_configuration(self) -> bool {
        self.name().starts_with("CFG") && self.severity() == Severity::Error
    }
}

/// Where a finding points.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The spot in the file, on the command line, or neither.
    pub spot: Spot,
    /// The path of the value, such as `profile."FlexPay recovery".bill_on_fridays`; empty for the whole file.
    pub path: String,
}

/// The part of a [`Place`] that a renderer can show.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Spot {
    /// Bytes of the configuration's text, from start to before the end, on character boundaries.
    Span(SpanRange),
    /// The `--set` or `--unset` flag of this position, from 0.
    Flag(usize),
    /// Only the path is known (a JSON configuration, or a value that is absent everywhere).
    PathOnly,
}

/// A byte range that sorts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SpanRange {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl From<Range<usize>> for SpanRange {
    fn from(range: Range<usize>) -> SpanRange {
        SpanRange { start: range.start, end: range.end }
    }
}

/// A further place that a finding is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub place: Place,
    /// What is there.
    pub message: String,
}

/// A repair that is safe to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in the imperative: "turn off Bill on Fridays".
    pub title: String,
    /// The changes, in order.
    pub changes: Vec<Change>,
}

/// One thing wrong, or worth knowing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub code: Code,
    /// How bad; the code's own severity but where the catalogue says otherwise.
    pub severity: Severity,
    /// One sentence with the names and values at hand; lower case, no period.
    pub message: String,
    /// Where.
    pub place: Place,
    /// Further places.
    pub related: Vec<Related>,
    /// What to do, and "did you mean".
    pub help: Option<String>,
    /// The safe repair, where there is one.
    pub fix: Option<Fix>,
    /// The profile it is about, for `[[allow]]` and for weighing.
    pub profile: Option<ProfileIndex>,
    /// The merchant it is about, for `[[allow]]` and for weighing.
    pub merchant: Option<MerchantIndex>,
}

impl Finding {
    /// A finding with the code's own severity and nothing but a message and a place.
    pub fn new(code: Code, place: Place, message: impl Into<String>) -> Finding {
        Finding {
            code,
            severity: code.severity(),
            message: message.into(),
            place,
            related: Vec::new(),
            help: None,
            fix: None,
            profile: None,
            merchant: None,
        }
    }

    /// The same with help.
    pub fn with_help(mut self, help: impl Into<String>) -> Finding {
        self.help = Some(help.into());
        self
    }

    /// The same with a further place.
    pub fn with_related(mut self, place: Place, message: impl Into<String>) -> Finding {
        self.related.push(Related { place, message: message.into() });
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_read_back() {
        for &code in Code::ALL {
            assert_eq!(Code::read(&code.name().to_lowercase()), Some(code));
            assert_eq!(code.name().len(), 6);
            assert!(code.slug().bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'));
        }
        let slugs: std::collections::BTreeSet<_> =
            Code::ALL.iter().map(|code| code.slug()).collect();
        assert_eq!(slugs.len(), Code::ALL.len());
    }
}
