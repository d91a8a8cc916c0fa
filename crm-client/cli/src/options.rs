//! The options that all commands have.

pub(crate) mod early;
pub(crate) mod help;
pub(crate) mod mistake;

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::color::Color;
use crate::failure::{Failure, print_error};
use crate::lang::tr;
use crate::output::Format;
use crate::terminal;

/// Which CRM a command uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// The server of a profile, or of the environment variables.
    Server {
        /// The name of the profile. Default: `CRM_PROFILE`, or the default of the file.
        profile: Option<String>,
    },
    /// The embedded CRM, with its contents in a file if there is one.
    Sandbox {
        /// The file.
        file: Option<PathBuf>,
    },
}

/// The values of the options that all commands have.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is an independent option")]
pub(crate) struct Options {
    /// Which CRM to use.
    pub target: Target,
    /// The format of rows and records.
    pub format: Format,
    /// Whether calls that are not marked as reads are refused.
    pub read_only: bool,
    /// Whether to answer all questions with yes.
    pub yes: bool,
    /// Whether to print writes instead of sending them.
    pub dry_run: bool,
    /// Whether to print errors only, and no hints and no progress.
    pub quiet: bool,
}

impl Options {
    /// Reads the options.
    pub(crate) fn read(matches: &ArgMatches) -> Result<Options, Failure> {
        let profile = matches.get_one::<String>("profile").cloned();
        let sandbox = matches.contains_id("sandbox");
        if sandbox && profile.is_some() {
            return Err(Failure::usage(tr!(
                "`--sandbox` and `--profile` exclude each other; use one of them",
                "`--sandbox` 与 `--profile` 不能同时使用；请只保留一个"
            )));
        }
        let target = if sandbox {
            Target::Sandbox { file: matches.get_one::<PathBuf>("sandbox").cloned() }
        } else {
            Target::Server { profile }
        };
        let format = match matches.get_one::<String>("output") {
            Some(name) => Format::from_name(name).unwrap_or(Format::Json),
            None if terminal::is_output() => Format::Table,
            None => Format::Json,
        };
        Ok(Options {
            target,
            format,
            read_only: matches.get_flag("read-only"),
            yes: matches.get_flag("yes"),
            dry_run: matches.get_flag("dry-run"),
            quiet: matches.get_flag("quiet"),
        })
    }

    /// Prints a hint on standard error, unless `--quiet` is set.
    pub(crate) fn hint(&self, text: &str) {
        if !self.quiet {
            print_error(text);
        }
    }
}

/// Creates the program without commands.
pub(crate) fn program() -> Command {
    Command::new("crm")
        .version(env!("CARGO_PKG_VERSION"))
        .about(tr!("Work with a WiseCRM365 CRM", "在命令行中使用 WiseCRM365"))
        .after_help(tr!(
            "Example, without an account:\n  crm --sandbox account list --fields accountName,phone",
            "示例（无需账号）：\n  crm --sandbox account list --fields accountName,phone"
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
}

/// Adds the options that all commands have.
pub(crate) fn define(command: Command) -> Command {
    let flag = |name: &'static str, help: String| {
        Arg::new(name).long(name).action(ArgAction::SetTrue).global(true).help(help)
    };
    let args = [
        Arg::new("profile")
            .long("profile")
            .value_name("NAME")
            .global(true)
            .help(tr!("Use this profile of `crm login`", "使用 `crm login` 保存的指定配置")),
        Arg::new("sandbox")
            .long("sandbox")
            .value_name("FILE")
            .num_args(0..=1)
            .require_equals(true)
            .value_parser(value_parser!(PathBuf))
            .global(true)
            .help(tr!(
                "Use the built-in demo CRM; FILE keeps its contents",
                "使用内置的演示 CRM；数据保存在 FILE 中"
            )),
        Arg::new("output")
            .long("output")
            .value_name("FORMAT")
            .value_parser(PossibleValuesParser::new(Format::NAMES))
            .hide_possible_values(true)
            .global(true)
            .help(tr!(
                "table, json, ndjson or csv [default: table or json]",
                "table、json、ndjson 或 csv [默认：table 或 json]"
            )),
        flag("read-only", tr!("Refuse every call that is not a read", "拒绝所有非只读调用")),
        flag("yes", tr!("Answer all questions with yes", "所有询问均回答“是”")).short('y'),
        flag("dry-run", tr!("Print writes instead of sending them", "只打印写操作的请求，不发送")),
        flag("quiet", tr!("Print no hints and no progress", "不显示提示和进度")).short('q'),
        Arg::new("color")
            .long("color")
            .value_name("WHEN")
            .value_parser(PossibleValuesParser::new(Color::NAMES))
            .hide_possible_values(true)
            .global(true)
            .help(tr!(
                "auto, always or never [default: auto]",
                "auto、always 或 never [默认：auto]"
            )),
        Arg::new("lang")
            .long("lang")
            .value_name("LANG")
            .value_parser(PossibleValuesParser::new(["en", "zh"]))
            .hide_possible_values(true)
            .global(true)
            .help(tr!("en or zh [default: by locale]", "en 或 zh [默认：由系统语言决定]")),
        Arg::new("help")
            .long("help")
            .short('h')
            .action(ArgAction::Help)
            .global(true)
            .help(tr!("Print help", "显示帮助")),
    ];
    let version = Arg::new("version")
        .long("version")
        .short('V')
        .action(ArgAction::Version)
        .help(tr!("Print the version", "显示版本"));
    command.disable_help_flag(true).args(args).arg(version)
}
