//! The layout of the help, in the language of this process.

use std::fmt::Write;

use clap::builder::styling::Style;
use clap::{Arg, Command};
use unicode_width::UnicodeWidthStr;

use crate::lang::tr;

/// The width of the list of modules in columns of the terminal.
const WIDTH: usize = 78;

/// Gives a command the headings of this process's language.
pub(crate) fn localized(command: Command) -> Command {
    let usage = title(&command, &tr!("Usage:", "用法："));
    let program = literal(&command, "crm --help");
    let global = tr!("Global options: see `{program}`", "全局选项：请查看 `{program}`");
    layout(command)
        .help_template(format!(
            "{{about-with-newline}}\n{usage}{{usage}}\n\n{{all-args}}\n\n{global}{{after-help}}"
        ))
        .subcommand_help_heading(tr!("Commands", "命令"))
        .next_help_heading(tr!("Options", "选项"))
}

/// Hides the options that all commands have, so that they do not drown the options of this one.
pub(crate) fn hide_global(command: Command) -> Command {
    command.mut_args(|arg| if arg.is_global_set() { arg.hide(true) } else { arg })
}

/// Gives the program a help that fits a screen: a line for each command, and the modules of the API as a
/// list.
pub(crate) fn overview<'a>(
    command: Command,
    tools: impl IntoIterator<Item = (&'a str, String)>,
    modules: impl IntoIterator<Item = &'a str>,
) -> Command {
    let title = |text: String| self::title(&command, &text);
    let mut text = format!(
        "{{about-with-newline}}\n{}{{usage}}\n\n{}\n",
        title(tr!("Usage:", "用法：")),
        title(tr!("Commands:", "命令：")).trim_end()
    );
    let tools: Vec<(&str, String)> = tools.into_iter().collect();
    let width = tools.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    for (name, about) in &tools {
        let gap = width - name.len();
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {}{:gap$}  {about}", literal(&command, name), "");
    }
    let _ = write!(text, "\n{}", title(tr!("Calls of the API:", "API 调用：")));
    let example = literal(&command, "crm account --help");
    let _ = write!(
        text,
        "{}",
        tr!(
            "for example, `{example}` lists the calls of `account`",
            "例如 `{example}` 可列出 `account` 的调用"
        )
    );
    let mut used = WIDTH;
    for module in modules {
        if used + module.width() + 1 > WIDTH {
            text.push_str("\n ");
            used = 1;
        }
        let _ = write!(text, " {}", literal(&command, module));
        used += module.width() + 1;
    }
    let _ = write!(
        text,
        "\n\n{}\n{{options}}{{after-help}}",
        title(tr!("Global options:", "全局选项：")).trim_end()
    );
    layout(command).help_template(text)
}

/// Gives a positional argument its heading.
pub(crate) fn positional(arg: Arg) -> Arg {
    arg.help_heading(tr!("Arguments", "参数"))
}

/// Returns the rendered help with at most one empty line in a row. Commands without arguments have an
/// empty section.
pub(crate) fn tidy(help: &str) -> String {
    let mut text = String::with_capacity(help.len());
    let mut is_empty = false;
    for line in help.lines() {
        if !(line.is_empty() && is_empty) {
            text.push_str(line);
            text.push('\n');
        }
        is_empty = line.is_empty();
    }
    text
}

fn layout(command: Command) -> Command {
    command.subcommand_value_name(tr!("COMMAND", "命令")).max_term_width(100)
}

/// Returns a heading, and a space if its colon is an ASCII character.
fn title(command: &Command, text: &str) -> String {
    let space = if text.ends_with(':') { " " } else { "" };
    styled(*command.get_styles().get_header(), text) + space
}

fn literal(command: &Command, text: &str) -> String {
    styled(*command.get_styles().get_literal(), text)
}

fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}
