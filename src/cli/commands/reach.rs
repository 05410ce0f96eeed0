//! `reattempt reach`: what becomes of every decline of an ordinary week.

use clap::Args;

use crate::analysis::reach::{Claim, Grain, Reach, USUAL_YEAR, Week, clock_differences};
use crate::cli::config_file::OnlyConfigArgs;
use crate::cli::error::{CliError, Exit};
use crate::cli::examples::{Example, examples};
use crate::cli::format::Format;
use crate::cli::terminal::Terminal;
use crate::config::{Account, closest};
use crate::engine::Engine;
use crate::model::ServiceIndex;
use crate::report::reach::{ReachReport, ServiceReport, claim_error, json, text};

/// The examples of its help.
pub(crate) const EXAMPLES: &[Example] = &[
    (
        "Which of all possible declines reach the recovery service",
        "reattempt reach account.toml --service FlexPay",
    ),
    (
        "For a build: every one at attempt 4, the day after",
        "reattempt reach account.toml --service FlexPay --expect 'attempt=4 handoff_wait_days=1'",
    ),
];

/// What `reach` takes.
#[derive(Args, Debug)]
#[command(before_long_help = examples(EXAMPLES))]
pub(crate) struct ReachArgs {
    #[command(flatten)]
    pub(crate) config: OnlyConfigArgs,
    /// The recovery service to reach [default: each one in use]
    #[arg(long, value_name = "NAME")]
    pub(crate) service: Option<String>,
    /// A claim about every soft decline of the merchants that the service supports, such as
    /// "attempt=4 handoff_wait_days=1"; exit 1 if it does not hold
    #[arg(long, value_name = "CLAIM")]
    pub(crate) expect: Option<String>,
    /// The year whose first ordinary week is taken, and whose clock changes are looked at
    #[arg(long, value_name = "YEAR", default_value_t = USUAL_YEAR,
        value_parser = clap::value_parser!(i32).range(1970..=2100))]
    pub(crate) year: i32,
    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
}

/// Runs the command.
pub(crate) fn run(args: &ReachArgs, terminal: &Terminal) -> Result<Exit, CliError> {
    let config = args.config.config();
    let loaded = config.load_usable(terminal)?;
    let account = &loaded.account;
    let wanted = services(account, args.service.as_deref())?;
    let claim = args.expect.as_deref().map(read_claim).transpose()?;
    let engine = Engine::new(account);
    let reach = Reach::of(&engine, Week::ordinary(&[account], args.year), Grain::Told);
    let claimed = claim.unwrap_or_default();
    let services: Vec<ServiceReport> = wanted
        .into_iter()
        .map(|service| ServiceReport {
            service,
            answer: reach.answer(service),
            judgement: reach.judge(account, service, &claimed),
        })
        .collect();
    if args.expect.is_some() && services.iter().all(|of| of.judgement.classes == 0) {
        return Err(nothing_to_hold(account, &services));
    }
    let clock = clock_differences(&engine, &reach, args.year);
    let report = ReachReport {
        engine: &engine,
        reach: &reach,
        services: &services,
        claim: args.expect.as_deref(),
        clock: &clock,
        year: args.year,
        config_name: &config.path().display().to_string(),
        flags: &config.changes.flags(),
    };
    match args.format {
        Format::Text => terminal.print(&text(&report, terminal.out))?,
        Format::Json => terminal.print(&crate::report::json::document(&json(&report)))?,
    }
    let holds = args.expect.is_none() || services.iter().all(|of| of.judgement.holds());
    Ok(if holds { Exit::Done } else { Exit::Findings })
}

/// The service of a name; without one, those that merchants belong to or are supported by.
fn services(account: &Account, name: Option<&str>) -> Result<Vec<ServiceIndex>, CliError> {
    let names: Vec<&str> = account.services.iter().map(|service| service.name.as_str()).collect();
    if let Some(name) = name {
        let found = names.iter().position(|other| other.eq_ignore_ascii_case(name));
        return found.map(|at| vec![ServiceIndex(at as u32)]).ok_or_else(|| {
            let error = CliError::new(format!("there is no recovery service {name:?}"));
            match closest(name, names.iter().copied()) {
                Some(other) => error.hint(format!("did you mean {other:?}?")),
                None => error.hint(format!("the configuration has {}", names.join(", "))),
            }
        });
    }
    let used = |index: &ServiceIndex| {
        account.merchants.iter().any(|merchant| {
            merchant.service == Some(*index) || merchant.supported_by == Some(*index)
        })
    };
    let all = (0..names.len() as u32).map(ServiceIndex);
    let used: Vec<ServiceIndex> = all.filter(used).collect();
    // Invariant: an account has at least the built-in service.
    Ok(if used.is_empty() { vec![ServiceIndex(0)] } else { used })
}

/// The claim, or everything that is wrong with it.
fn read_claim(text: &str) -> Result<Claim, CliError> {
    Claim::read(text).map_err(|errors| {
        let messages: Vec<String> = errors.iter().map(claim_error).collect();
        CliError::new(format!("--expect: {}", messages.join("; ")))
    })
}

fn nothing_to_hold(account: &Account, services: &[ServiceReport]) -> CliError {
    let names = services.iter().map(|of| format!("{:?}", account.service(of.service).name));
    let names = names.collect::<Vec<_>>().join(" or ");
    CliError::new(format!(
        "no soft decline can be held against --expect: no enabled merchant has supported_by = {names}"
    ))
    .hint("give `supported_by` to the merchants whose declines the service is meant to recover")
}
