//! What a rule is: a code, its documentation, and a check.

use crate::model::{Code, Finding};

use super::context::Context;

/// What a rule says about itself.
pub trait Documented {
    /// Its code.
    fn code(&self) -> Code;

    /// Its documentation in Markdown: a sentence, then the headings of [`HEADINGS`]. Lines begin with a
    /// blank, as those of doc comments do.
    fn raw_documentation(&self) -> &'static str;

    /// What `--fix` does about it, in the imperative; `None` where a person has to decide.
    fn repair(&self) -> Option<&'static str>;

    /// What it takes to judge a file.
    fn needs(&self) -> Needs;
}

/// What a rule takes to judge a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// The values it points at.
    Values,
    /// The whole file: something being absent is what it finds.
    WholeFile,
}

/// The headings of a rule's documentation, in order.
pub const HEADINGS: [&str; 6] = ["What it checks", "Why", "Wrong", "Right", "Fix", "Suppress"];

/// One rule of the catalogue.
pub trait Rule: Documented + Sync {
    /// Adds what it finds. The rules on loading and on declines find nothing here: theirs is found where
    /// files are read.
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>);
}

/// Declares a rule: a unit struct whose doc comment is the rule's page.
macro_rules! rule {
    ($(#[doc = $line:literal])+ $name:ident = $code:ident) => {
        $crate::check::rule::rule! { @ $($line)+; $name; $code; None; Values }
    };
    ($(#[doc = $line:literal])+ $name:ident = $code:ident, needs $needs:ident) => {
        $crate::check::rule::rule! { @ $($line)+; $name; $code; None; $needs }
    };
    ($(#[doc = $line:literal])+ $name:ident = $code:ident, fix $fix:literal) => {
        $crate::check::rule::rule! { @ $($line)+; $name; $code; Some($fix); Values }
    };
    (@ $($line:literal)+; $name:ident; $code:ident; $fix:expr; $needs:ident) => {
        $(#[doc = $line])+
        #[allow(clippy::doc_markdown, reason = "the page is for people who edit configurations")]
        #[derive(Debug)]
        pub struct $name;

        impl $crate::check::rule::Documented for $name {
            fn code(&self) -> $crate::model::Code {
                $crate::model::Code::$code
            }
            fn raw_documentation(&self) -> &'static str {
                concat!($($line, "\n"),+)
            }
            fn repair(&self) -> Option<&'static str> {
                $fix
            }
            fn needs(&self) -> $crate::check::rule::Needs {
                $crate::check::rule::Needs::$needs
            }
        }
    };
}
pub(super) use rule;
