//! The layout of the help, in the language of this process.

use clap::{Arg, Command};

use crate::lang::tr;

/// Gives a command the headings of this process's language.
pub(crate) fn localized(command: Command) -> Command {
    let usage = tr!("Usage:", "用法：");
    command
        .help_template(format!(
            "{{about-with-newline}}\n{usage} {{usage}}\n\n{{all-args}}{{after-help}}"
        ))
        .subcommand_help_heading(tr!("Commands", "命令"))
        .subcommand_value_name(tr!("COMMAND", "命令"))
        .next_help_heading(tr!("Options", "选项"))
        .max_term_width(100)
}

/// Gives a positional argument its heading.
pub(crate) fn positional(arg: Arg) -> Arg {
    arg.help_heading(tr!("Arguments", "参数"))
}
