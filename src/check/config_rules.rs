//! Rules about the file itself. But for unused allows, what they find is found by the loader; here stands
//! what they mean.

use crate::model::Finding;

use super::context::Context;
use super::rule::{Rule, rule};

/// Findings of these rules come from where the configuration is read.
macro_rules! found_on_loading {
    ($($name:ident)+) => {
        $(impl Rule for $name {
            fn check(&self, _: &Context<'_>, _: &mut Vec<Finding>) {}
        })+
    };
}

found_on_loading! { Syntax UnknownKey InvalidValue DuplicateName UnknownReference LiteralSecret UnusedAllow }

rule! {
    /// The file is not valid TOML (or JSON).
    ///
    /// ## What it checks
    ///
    /// Whether the file can be parsed at all. What can still be read is checked, but rules that find
    /// something missing stay silent: it may stand in the part that was not read.
    ///
    /// ## Why
    ///
    /// Nothing of a file that does not parse can be relied on.
    ///
    /// ## Wrong
    ///
    /// ```toml
    /// [account]
    /// name = "Northwind # <-
    /// ```
    ///
    /// ## Right
    ///
    /// ```toml
    /// [account]
    /// name = "Northwind"
    /// ```
    ///
    /// ## Fix
    ///
    /// Close the quote, bracket or header that the message points at.
    ///
    /// ## Suppress
    ///
    /// It cannot be suppressed: the file cannot be used before it is repaired.
    Syntax = Cfg001
}

rule! {
    /// A key that a configuration does not have.
    ///
    /// ## What it checks
    ///
    /// Every key of every table, with a suggestion where one is close.
    ///
    /// ## Why
    ///
    /// A misspelt key would silently leave its default in force: `enable = false` disables nothing.
    ///
    /// ## Wrong
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", gateway = "NMI", enable = false }, # <-
    /// ]
    ///
    /// [[profile]]
    /// title = "Retry"
    /// apply_to = ["12"]
    /// attempts = { 1 = { wait_days = 3 }, 2 = { wait_days = 5 } }
    /// ```
    ///
    /// ## Right
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", gateway = "NMI", enabled = true },
    /// ]
    ///
    /// [[profile]]
    /// title = "Retry"
    /// apply_to = ["12"]
    /// attempts = { 1 = { wait_days = 3 }, 2 = { wait_days = 5 } }
    /// ```
    ///
    /// ## Fix
    ///
    /// Spell the key as the message suggests, or remove it.
    ///
    /// ## Suppress
    ///
    /// It cannot be suppressed: the file cannot be used before it is repaired.
    UnknownKey = Cfg002
}

rule! {
    /// A value of the wrong type, out of range, or not among the choices.
    ///
    /// ## What it checks
    ///
    /// Types, ranges (waits 0 to 365 days, money not negative with at most 3 decimals, percentages up to
    /// 100), choices, time zones, times and currencies; keys that are needed and missing; at most one
    /// forced weekday.
    ///
    /// ## Why
    ///
    /// A value that cannot be meant would have to be guessed.
    ///
    /// ## Wrong
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI" },
    /// ]
    ///
    /// [[profile]]
    /// title = "Retry"
    /// apply_to = ["12"]
    /// attempts = { 1 = { wait_days = "3" }, 2 = { wait_days = 5 } } # <-
    /// ```
    ///
    /// ## Right
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI" },
    /// ]
    ///
    /// [[profile]]
    /// title = "Retry"
    /// apply_to = ["12"]
    /// attempts = { 1 = { wait_days = 3 }, 2 = { wait_days = 5 } }
    /// ```
    ///
    /// ## Fix
    ///
    /// Write what the message expects.
    ///
    /// ## Suppress
    ///
    /// It cannot be suppressed: the file cannot be used before it is repaired.
    InvalidValue = Cfg003
}

rule! {
    /// Two entries of one kind with the same name.
    ///
    /// ## What it checks
    ///
    /// Ids of merchants and campaigns, titles of profiles, names and gateways of services.
    ///
    /// ## Why
    ///
    /// Whatever refers to the name could mean either.
    ///
    /// ## Wrong
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", gateway = "NMI" },
    ///   { id = "12", gateway = "Stripe" }, # <-
    /// ]
    ///
    /// [[profile]]
    /// title = "Retry"
    /// apply_to = ["12"]
    /// attempts = { 1 = { wait_days = 3 }, 2 = { wait_days = 5 } }
    /// ```
    ///
    /// ## Right
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", gateway = "NMI" },
    ///   { id = "13", gateway = "Stripe" },
    /// ]
    ///
    /// [[profile]]
    /// title = "Retry"
    /// apply_to = ["12", "13"]
    /// attempts = { 1 = { wait_days = 3 }, 2 = { wait_days = 5 } }
    /// ```
    ///
    /// ## Fix
    ///
    /// Give the second entry its own name, or delete it.
    ///
    /// ## Suppress
    ///
    /// It cannot be suppressed: the file cannot be used before it is repaired.
    DuplicateName = Cfg004
}

rule! {
    /// A merchant, service or profile is named that does not exist.
    ///
    /// ## What it checks
    ///
    /// Merchants in `apply_to`, `targets`, decline maps, allows and service accounts; services in
    /// `supported_by`; profiles in allows. Ids and titles are compared exactly.
    ///
    /// ## Why
    ///
    /// A profile whose target does not exist would send its attempts somewhere nobody knows.
    ///
    /// ## Wrong
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI" },
    /// ]
    ///
    /// [[profile]]
    /// title = "Retry"
    /// apply_to = ["12", "21"] # <-
    /// attempts = { 1 = { wait_days = 3 }, 2 = { wait_days = 5 } }
    /// ```
    ///
    /// ## Right
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI" },
    /// ]
    ///
    /// [[profile]]
    /// title = "Retry"
    /// apply_to = ["12"]
    /// attempts = { 1 = { wait_days = 3 }, 2 = { wait_days = 5 } }
    /// ```
    ///
    /// ## Fix
    ///
    /// Correct the name as suggested, or add the entry that it names.
    ///
    /// ## Suppress
    ///
    /// It cannot be suppressed: the file cannot be used before it is repaired.
    UnknownReference = Cfg005
}

rule! {
    /// An `api_key` holds something other than a reference to a secret.
    ///
    /// ## What it checks
    ///
    /// Whether `api_key` is `env:NAME` or `file:PATH`. Whatever else is written there is never printed.
    ///
    /// ## Why
    ///
    /// Step 1 of the guide has the keys noted in a safe place: they are shown once. A configuration is
    /// copied, mailed and committed; a key in it is a key in all those places.
    ///
    /// ## Wrong
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI", supported_by = "FlexPay" },
    ///   { id = "99", title = "FlexPay MID", gateway = "FlexPay", api_key = "live-0123456789abcdef", customer_service_phone = "+1 800 555 0100" }, # <-
    /// ]
    ///
    /// [[profile]]
    /// title = "FlexPay recovery"
    /// apply_to = ["12"]
    /// targets = { "4-6" = "99" }
    /// attempts = { 4 = { wait_days = 1 } }
    /// ```
    ///
    /// ## Right
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI", supported_by = "FlexPay" },
    ///   { id = "99", title = "FlexPay MID", gateway = "FlexPay", api_key = "env:FLEXPAY_KEY", customer_service_phone = "+1 800 555 0100" },
    /// ]
    ///
    /// [[profile]]
    /// title = "FlexPay recovery"
    /// apply_to = ["12"]
    /// targets = { "4-6" = "99" }
    /// attempts = { 4 = { wait_days = 1 } }
    /// ```
    ///
    /// ## Fix
    ///
    /// Keep the key in an environment variable or a file of its own and name that here. If the file was
    /// shared, make a new key in the portal.
    ///
    /// ## Suppress
    ///
    /// It cannot be suppressed: the file cannot be used before it is repaired.
    LiteralSecret = Cfg006
}

rule! {
    /// An `[[allow]]` that accepts nothing.
    ///
    /// ## What it checks
    ///
    /// Each allow against what is found: the code, and the profile and the merchant where it names them.
    /// With `--today`, one whose `until` has passed accepts nothing any more. Allows of DAT codes are
    /// judged only with declines at hand.
    ///
    /// ## Why
    ///
    /// An allow that is left behind would hide the next mistake of its kind.
    ///
    /// ## Wrong
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI" },
    /// ]
    ///
    /// [[profile]]
    /// title = "Retry"
    /// apply_to = ["12"]
    /// attempts = { 1 = { wait_days = 3 }, 2 = { wait_days = 5 } }
    ///
    /// [[allow]]
    /// code = "ATT306" # <-
    /// reason = "the gateway settles at night"
    /// ```
    ///
    /// ## Right
    ///
    /// ```toml
    /// merchant = [
    ///   { id = "12", title = "Main", gateway = "NMI" },
    /// ]
    ///
    /// [[profile]]
    /// title = "Retry"
    /// apply_to = ["12"]
    /// attempts = { 1 = { wait_days = 3 }, 2 = { wait_days = 5 } }
    /// ```
    ///
    /// ## Fix
    ///
    /// Remove the allow.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "CFG007"
    /// reason = "why it is meant"
    /// ```
    UnusedAllow = Cfg007
}
