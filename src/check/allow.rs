//! Findings that the account accepts: `[[allow]]`.

use crate::config::Allow;
use crate::model::{Code, Finding};

use super::Options;
use super::context::Context;
use super::context::quoted;

/// Drops what is accepted and adds a finding for every allow that accepts nothing. Allows of DAT findings
/// are judged only with declines at hand.
pub(super) fn accept(
    context: &Context<'_>,
    mut findings: Vec<Finding>,
    options: &Options,
) -> Vec<Finding> {
    let allows = Allows::of(context, options);
    let mut is_used = vec![false; context.account.allows.len()];
    findings.retain(|finding| !allows.take(context, finding, &mut is_used));
    let is_judged =
        |allow: &Allow| !allow.code.is_about_declines() || options.of_declines.is_some();
    // What accepts unused allows can only be judged once the unused ones are known.
    for is_last in [false, true] {
        let unused: Vec<Finding> = context
            .account
            .allows
            .iter()
            .enumerate()
            .filter(|(at, allow)| {
                !is_used[*at] && is_judged(allow) && (allow.code == Code::Cfg007) == is_last
            })
            .map(|(at, allow)| unused(context, at, allow, options))
            .collect();
        findings.extend(
            unused
                .into_iter()
                .filter(|finding| is_last || !allows.take(context, finding, &mut is_used)),
        );
    }
    findings
}

/// The allows in force, by the code that they accept.
struct Allows<'a> {
    by_code: Vec<Vec<(usize, &'a Allow)>>,
}

impl<'a> Allows<'a> {
    fn of(context: &Context<'a>, options: &Options) -> Allows<'a> {
        let mut by_code = vec![Vec::new(); Code::ALL.len()];
        for (at, allow) in context.account.allows.iter().enumerate() {
            if !is_expired(allow, options) && !allow.code.refuses_configuration() {
                by_code[allow.code as usize].push((at, allow));
            }
        }
        Allows { by_code }
    }

    /// Whether a finding is accepted; marks the allows that do.
    fn take(&self, context: &Context<'_>, finding: &Finding, is_used: &mut [bool]) -> bool {
        let mut is_accepted = false;
        for (at, allow) in &self.by_code[finding.code as usize] {
            if covers(context, allow, finding) {
                is_used[*at] = true;
                is_accepted = true;
            }
        }
        is_accepted
    }
}

fn is_expired(allow: &Allow, options: &Options) -> bool {
    matches!((allow.until, options.today), (Some(until), Some(today)) if until < today)
}

/// Whether an allow is about a finding.
fn covers(context: &Context<'_>, allow: &Allow, finding: &Finding) -> bool {
    let is_its_merchant = allow.merchant.is_none() || allow.merchant == finding.merchant;
    let is_its_profile = allow.profile.is_none_or(|profile| {
        finding.profile == Some(profile)
            // An overlap is about each of the profiles.
            || finding.code == Code::Ovl201
                && finding.merchant.is_some_and(|merchant| {
                    context.engine.profiles().of(merchant).also.contains(&profile)
                })
    });
    is_its_merchant && is_its_profile
}

fn unused(context: &Context<'_>, at: usize, allow: &Allow, options: &Options) -> Finding {
    let code = allow.code.name();
    let (why, help) = match allow.until {
        Some(until) if is_expired(allow, options) => {
            (format!("ended on {until}"), "remove it, or give it a later `until`")
        }
        _ if allow.code.refuses_configuration() => (
            "accepts nothing: what keeps a file from being used cannot be accepted".to_owned(),
            "repair what the rule finds and remove the allow",
        ),
        _ => {
            let profile =
                allow.profile.map(|profile| format!(" about {}", context.profile(profile)));
            let merchant =
                allow.merchant.map(|merchant| format!(" about {}", context.merchant(merchant)));
            let about = [profile, merchant].into_iter().flatten().collect::<String>();
            (format!("accepts nothing: {code} finds nothing{about}"), "remove it")
        }
    };
    let message = format!("the allow of {code} ({}) {why}; {help}", quoted(&allow.reason));
    let place = context.document.place(&context.document.allow_path(at).key("code"));
    let mut finding = Finding::new(Code::Cfg007, place, message).with_help(help);
    finding.profile = allow.profile;
    finding.merchant = allow.merchant;
    finding
}
