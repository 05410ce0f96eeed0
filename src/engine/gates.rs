//! What can refuse an attempt before it is sent: semantics.md section 4, "Gates of the attempt".

use crate::config::{Account, Merchant};
use crate::model::{BlockReason, Fact, MerchantIndex, Money, Note, Notes, OrderType};

use super::facts::{Facts, Method, Methods};

/// What a gate says. Unknown is never a pass: the attempt goes through, and says that nobody knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing against it.
    Pass,
    /// The attempt is blocked.
    Fail,
    /// A fact is missing; blocks nothing.
    Unknown,
}

/// The facts of one attempt that gates look at.
#[derive(Clone, Copy, Debug)]
pub struct AttemptFacts {
    /// Where it would go.
    pub target: MerchantIndex,
    /// How the customer pays.
    pub method: Method,
    /// Whether the card is prepaid.
    pub is_prepaid: Fact,
    /// Whether it is a debit card.
    pub is_debit: Fact,
    /// New sale or rebill.
    pub order_type: OrderType,
    /// What it would ask for.
    pub price: Money,
}

impl AttemptFacts {
    /// The facts of an attempt of a decline.
    pub fn of(facts: &Facts, target: MerchantIndex, price: Money) -> AttemptFacts {
        AttemptFacts {
            target,
            method: facts.method,
            is_prepaid: facts.is_prepaid,
            is_debit: facts.is_debit,
            order_type: facts.order_type,
            price,
        }
    }
}

/// The gates of one account.
#[derive(Clone, Copy, Debug)]
pub struct Gates<'a> {
    pub(super) account: &'a Account,
    pub(super) methods: &'a Methods,
}

impl Gates<'_> {
    /// What one gate says of an attempt.
    pub fn verdict(&self, gate: BlockReason, facts: &AttemptFacts) -> Verdict {
        let target = self.account.merchant(facts.target);
        match gate {
            BlockReason::MerchantDisabled => fails_if(!target.enabled),
            BlockReason::MethodNotAccepted => match facts.method {
                Method::Unknown => Verdict::Unknown,
                method => fails_if(!self.methods.accepts(facts.target, method)),
            },
            BlockReason::PrepaidBlocked => blocks(target.block_prepaid, facts.is_prepaid),
            BlockReason::DebitBlocked => blocks(target.block_debit, facts.is_debit),
            BlockReason::CurrencyNotAccepted => {
                let listed = target.currencies.as_ref();
                fails_if(listed.is_some_and(|listed| !listed.contains(&facts.price.currency)))
            }
            BlockReason::BelowServiceMinimum => fails_if(self.is_below_minimum(target, facts)),
        }
    }

    fn is_below_minimum(&self, target: &Merchant, facts: &AttemptFacts) -> bool {
        target.service.is_some_and(|service| {
            self.account.service(service).minimum(facts.order_type).exceeds(facts.price)
        })
    }

    /// The first gate that fails, and the notes that the unknown ones leave, failed or not.
    pub fn judge(&self, facts: &AttemptFacts) -> (Option<BlockReason>, Notes) {
        let mut reason = None;
        let mut notes = Notes::NONE;
        for &gate in BlockReason::ALL {
            match self.verdict(gate, facts) {
                Verdict::Pass => {}
                Verdict::Fail => reason = reason.or(Some(gate)),
                Verdict::Unknown if gate == BlockReason::MethodNotAccepted => {
                    notes = notes.with(Note::MethodUnknown);
                }
                Verdict::Unknown => notes = notes.with(Note::FundingUnknown),
            }
        }
        (reason, notes)
    }
}

fn fails_if(fails: bool) -> Verdict {
    if fails { Verdict::Fail } else { Verdict::Pass }
}

fn blocks(is_blocked: bool, fact: Fact) -> Verdict {
    match (is_blocked, fact) {
        (true, Fact::Yes) => Verdict::Fail,
        (true, Fact::Unknown) => Verdict::Unknown,
        (true, Fact::No) | (false, _) => Verdict::Pass,
    }
}
