//! The whole manual as one Markdown document.

use clap::Arg;
use clap::builder::StyledStr;

use super::Page;

/// The reference of the command line, as in `docs/cli.md`.
pub(crate) fn markdown(pages: &[Page<'_>]) -> String {
    let mut out = "# The command line\n\n".to_owned();
    out += "Made by `reattempt man --format markdown`. Exit codes: 0 nothing to report, 1 findings, 2 the job could not be \
        done, 130 and 143 stopped by a signal. Results go to standard output, everything else to standard error.\n\n";
    out += "| command | what it does |\n|---|---|\n";
    let commands = pages.iter().skip(1);
    for page in commands.clone() {
        let typed = page.typed();
        let anchor = page.name();
        out += &format!("| [`{typed}`](#{anchor}) | {} |\n", text(page.command.get_about()));
    }
    for page in commands {
        command(&mut out, page);
    }
    if let Some(program) = pages.first() {
        out += "\n## Options of every command\n\n";
        program.shared().into_iter().for_each(|it| argument(&mut out, it));
    }
    out
}

fn command(out: &mut String, page: &Page<'_>) {
    let about = page.command.get_long_about().or_else(|| page.command.get_about());
    *out += &format!("\n## {}\n\n", page.typed());
    for paragraph in text(about).split("\n\n") {
        let is_title =
            page.command.get_about().map(ToString::to_string).as_deref() == Some(paragraph);
        *out += &format!("{paragraph}{}\n\n", if is_title { "." } else { "" });
    }
    *out += "```sh\n";
    for (at, (what, line)) in page.examples().iter().enumerate() {
        let gap = if at > 0 { "\n" } else { "" };
        *out += &format!("{gap}# {what}\n{line}\n");
    }
    *out += "```\n";
    let usage = page.command.clone().render_usage().to_string();
    *out += &format!("\n`{}`\n", usage.trim_start_matches("Usage: "));
    for (heading, args) in page.groups() {
        *out += &format!("\n### {heading}\n\n");
        args.into_iter().for_each(|it| argument(out, it));
    }
}

/// One argument as an item of a list, with what it may be and what it is without.
fn argument(out: &mut String, arg: &Arg) {
    let mut names = Vec::new();
    names.extend(arg.get_short().map(|short| format!("-{short}")));
    names.extend(arg.get_long().map(|long| format!("--{long}")));
    let values = arg.get_value_names().unwrap_or_default();
    let takes_values = arg.get_action().takes_values();
    let values = values.iter().filter(|_| takes_values).map(|value| format!("<{value}>"));
    let values = values.collect::<Vec<String>>().join(" ");
    let typed = [names.join(", "), values].into_iter().filter(|part| !part.is_empty());
    let typed = typed.collect::<Vec<String>>().join(" ");
    let mut line = format!("- `{typed}`: {}", text(arg.get_long_help().or_else(|| arg.get_help())));
    let possible = arg.get_possible_values();
    if takes_values && !possible.is_empty() && !arg.is_hide_possible_values_set() {
        let names: Vec<String> =
            possible.iter().map(|value| format!("`{}`", value.get_name())).collect();
        line += &format!("; one of {}", names.join(", "));
    }
    if let (true, [default, ..]) = (takes_values, arg.get_default_values()) {
        line += &format!(" [default: {}]", default.to_string_lossy());
    }
    *out += &line;
    out.push('\n');
}

/// Help without its styles, its lines joined but for paragraphs.
fn text(help: Option<&StyledStr>) -> String {
    help.map(ToString::to_string).unwrap_or_default()
}
