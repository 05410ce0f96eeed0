//! What each gate of an attempt looked at.

use crate::analysis::explain::AttemptStory;
use crate::config::{Account, Document};
use crate::engine::Verdict;
use crate::model::{BlockReason, Decline, Fact, MerchantIndex, Money};
use crate::report::text::escaped;

use super::{Explained, Says, words};

/// What the gates of an attempt are asked about.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    account: &'a Account,
    document: &'a Document,
    decline: &'a Decline<'a>,
    target: MerchantIndex,
    price: Money,
}

impl<'a> Asked<'a> {
    /// What the gates of an attempt were asked about.
    pub(super) fn of(explained: &Explained<'a>, story: &AttemptStory) -> Asked<'a> {
        Asked::about(explained, story.plan.target, story.plan.price.amount)
    }

    /// What the gates of an attempt on a merchant at a price are asked about.
    pub(super) fn about(
        explained: &Explained<'a>,
        target: MerchantIndex,
        price: Money,
    ) -> Asked<'a> {
        let (account, document) = (explained.account(), explained.document());
        Asked { account, document, decline: explained.decline, target, price }
    }
}

impl Asked<'_> {
    /// What a gate looked at and found.
    pub(super) fn says(&self, gate: BlockReason, verdict: Verdict) -> Says {
        let target = self.account.merchant(self.target);
        match gate {
            BlockReason::MerchantDisabled => {
                let what = if verdict == Verdict::Fail { "is not enabled" } else { "is enabled" };
                self.at(format!("{} {what}", self.merchant()), "enabled")
            }
            BlockReason::MethodNotAccepted => self.method(verdict),
            BlockReason::PrepaidBlocked => self.at(
                self.funding(target.block_prepaid, self.decline.is_prepaid, "prepaid"),
                "block_prepaid",
            ),
            BlockReason::DebitBlocked => self.at(
                self.funding(target.block_debit, self.decline.is_debit, "debit"),
                "block_debit",
            ),
            BlockReason::CurrencyNotAccepted => self.currency(verdict),
            BlockReason::BelowServiceMinimum => self.service_minimum(verdict),
        }
    }

    fn merchant(&self) -> String {
        words::merchant_id(self.account, self.target)
    }

    fn at(&self, text: String, key: &str) -> Says {
        Says::at(text, self.document.merchant_path(self.target).key(key))
    }

    fn method(&self, verdict: Verdict) -> Says {
        let accepts = self.account.merchant(self.target).accepts.iter();
        let accepts: Vec<String> =
            accepts.map(|brand| escaped(brand.name()).into_owned()).collect();
        let accepts = if accepts.is_empty() { "nothing".into() } else { words::listed(&accepts) };
        let (merchant, brand) = (self.merchant(), words::brand(self.decline.brand));
        let text = match verdict {
            Verdict::Pass => format!("{merchant} accepts {brand}"),
            Verdict::Fail => format!("{merchant} does not accept {brand}, only {accepts}"),
            Verdict::Unknown => {
                format!("nobody says which brand the card is; {merchant} accepts {accepts}")
            }
        };
        self.at(text, "accepts")
    }

    fn funding(&self, is_blocked: bool, fact: Fact, word: &str) -> String {
        let merchant = self.merchant();
        match (is_blocked, fact) {
            (false, _) => format!("{merchant} does not block {word} cards"),
            (true, Fact::No) => format!("{merchant} blocks {word} cards, and this is none"),
            (true, Fact::Yes) => format!("{merchant} blocks {word} cards, and this is one"),
            (true, Fact::Unknown) => {
                format!("{merchant} blocks {word} cards, and nobody says whether this is one")
            }
        }
    }

    fn currency(&self, verdict: Verdict) -> Says {
        let (merchant, currency) = (self.merchant(), self.price.currency);
        let text = match (&self.account.merchant(self.target).currencies, verdict) {
            (None, _) => format!("{merchant} takes any currency"),
            (Some(listed), Verdict::Fail) => {
                let listed: Vec<String> = listed.iter().map(ToString::to_string).collect();
                format!("{merchant} takes only {}, not {currency}", words::listed(&listed))
            }
            (Some(_), _) => format!("{merchant} takes {currency}"),
        };
        self.at(text, "currencies")
    }

    fn service_minimum(&self, verdict: Verdict) -> Says {
        let Some(index) = self.account.merchant(self.target).service else {
            return Says::new(format!("{} belongs to no recovery service", self.merchant()));
        };
        let order_type = self.decline.order_type;
        let minimum = self.account.service(index).minimum(order_type);
        let what = if verdict == Verdict::Fail { "is below" } else { "is not below" };
        let text = format!(
            "{} {what} {}'s minimum of {} for {}s",
            words::amount(self.price),
            words::service(self.account, index),
            words::minimum(minimum, self.price),
            words::order_type(order_type),
        );
        let key = format!("minimum_{}", order_type.name());
        Says::at(text, self.document.service_path(index).key(&key))
    }
}
