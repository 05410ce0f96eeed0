//! Rules about campaigns.

use crate::model::{Code, Finding};

use super::context::{Context, shown};
use super::rule::{Rule, rule};

rule! {
    /// A campaign disables recycle billing.
    ///
    /// ## What it checks
    ///
    /// Campaigns with `disable_recycle_billing = true`.
    ///
    /// ## Why
    ///
    /// Its soft declines fail at once, whatever the profiles say: they never reach any slot.
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
    /// [[campaign]]
    /// id = "5"
    /// disable_recycle_billing = true # <-
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
    ///
    /// [[campaign]]
    /// id = "5"
    /// disable_recycle_billing = false
    /// ```
    ///
    /// ## Fix
    ///
    /// In the campaign's General Details turn Disable Recycle Billing off, unless it is meant.
    ///
    /// ## Suppress
    ///
    /// ```toml
    /// [[allow]]
    /// code = "CAM601"
    /// reason = "why it is meant"
    /// ```
    RecyclingDisabled = Cam601
}

impl Rule for RecyclingDisabled {
    fn check(&self, context: &Context<'_>, findings: &mut Vec<Finding>) {
        for (position, campaign) in context.account.campaigns.iter().enumerate() {
            if !campaign.disable_recycle_billing {
                continue;
            }
            let id = shown(&campaign.id);
            let message = format!(
                "campaign {id} disables recycle billing: its declines never reach any re-attempt; turn \
                 Disable Recycle Billing off"
            );
            let path = context.document.campaign_path(position).key("disable_recycle_billing");
            let help = format!("campaign {id} > General Details: turn Disable Recycle Billing off");
            findings.push(
                Finding::new(Code::Cam601, context.document.place(&path), message).with_help(help),
            );
        }
    }
}
