//! What is told of one side of a change.

use crate::analysis::compare::ChangeClass;
use crate::analysis::reach::fate::{Fate, Step, StepTarget};
use crate::config::{Account, ReductionType};
use crate::model::{BlockReason, Decimal, Notes, Outcome, Slot, Status};

/// What becomes of declines under one account, as far as it bears on a change.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Side {
    /// How they end.
    pub outcome: Outcome,
    /// The attempts that are submitted or handed off.
    pub made: Vec<Made>,
    /// The attempts that are blocked, and why, where they bear on it.
    pub blocked: Vec<(Slot, BlockReason)>,
    /// The profile, where only details change and it does.
    pub profile: Option<String>,
    /// The notes that the other side does not have, where only details change.
    pub notes: Notes,
    /// What prices are made of, where they change.
    pub price: Option<PriceRule>,
}

/// An attempt that is submitted or handed off.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Made {
    /// Its slot.
    pub slot: Slot,
    /// Where it goes; `None` for the merchant of the decline.
    pub target: Option<String>,
    /// Local days from the decline, where dates change.
    pub days: Option<i32>,
    /// The service that it is handed off to.
    pub service: Option<String>,
    /// All that is taken off, where prices change: money or percentage points.
    pub reduction: Option<Decimal>,
}

/// What a profile makes prices of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PriceRule {
    /// Whether reductions are percentage points.
    pub is_percent: bool,
    /// The lowest price.
    pub minimum_price: Decimal,
}

/// What is told of a change of a class: two fates, each with its account.
pub(super) fn sides(class: ChangeClass, fates: [(&Fate, &Account); 2]) -> [Side; 2] {
    let [mut base, mut candidate] = fates.map(|(fate, account)| Side::of(fate, account, class));
    if class == ChangeClass::DetailChanged {
        if base.profile == candidate.profile {
            (base.profile, candidate.profile) = (None, None);
        }
        if base.blocked == candidate.blocked {
            base.blocked.clear();
            candidate.blocked.clear();
        }
        let without =
            |one: Notes, other: Notes| one.iter().filter(|note| !other.has(*note)).collect();
        (base.notes, candidate.notes) =
            (without(base.notes, candidate.notes), without(candidate.notes, base.notes));
    }
    [base, candidate]
}

impl Side {
    fn of(fate: &Fate, account: &Account, class: ChangeClass) -> Side {
        use ChangeClass::{DateMoved, DetailChanged, PriceChanged, TargetChanged};
        let profile = fate.profile.map(|index| account.profile(index));
        let made = |step: &Step| Made {
            slot: step.slot,
            target: match step.target {
                StepTarget::Own => None,
                StepTarget::Merchant(index) => Some(account.merchant(index).id.clone()),
            },
            days: (class == DateMoved).then_some(step.days),
            service: step.service.map(|index| account.service(index).name.clone()),
            reduction: (class == PriceChanged).then_some(step.reduction),
        };
        let steps = fate.steps.iter();
        let blocked = steps.clone().filter_map(|step| Some((step.slot, step.reason?)));
        let tells_blocked = !matches!(class, DateMoved | PriceChanged | TargetChanged);
        Side {
            outcome: fate.outcome,
            made: steps.filter(|step| step.status != Status::Blocked).map(made).collect(),
            blocked: blocked.filter(|_| tells_blocked).collect(),
            profile: profile.filter(|_| class == DetailChanged).map(|it| it.title.clone()),
            notes: if class == DetailChanged { fate.notes() } else { Notes::NONE },
            price: profile.filter(|_| class == PriceChanged).map(|profile| PriceRule {
                is_percent: profile.reduction_type == ReductionType::Percent,
                minimum_price: profile.minimum_price,
            }),
        }
    }
}
