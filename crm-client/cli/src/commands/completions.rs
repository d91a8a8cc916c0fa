//! `crm completions`: prints a script with which a shell completes the arguments of `crm`.
//!
//! The script calls `crm` with the environment variable [`VARIABLE`], and [`complete`] answers. So new
//! commands, profiles and entities are completed without a new script.

mod line;
mod metadata;
mod names;

use std::ffi::OsString;
use std::io;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Command};
use clap_complete::env::{Bash, EnvCompleter, Fish, Powershell, Zsh};

use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::options::Options;
use crate::options::help::positional;
use crate::output;

/// The environment variable with which the scripts ask for completions.
const VARIABLE: &str = "CRM_COMPLETE";

const SHELLS: [&dyn EnvCompleter; 4] = [&Bash, &Zsh, &Fish, &Powershell];

/// Describes the command.
pub(super) fn about() -> String {
    tr!("Print a completion script for a shell", "输出 shell 的自动补全脚本")
}

/// Adds the options.
pub(super) fn define(command: Command) -> Command {
    let shell = Arg::new("shell")
        .value_name("SHELL")
        .required(true)
        .value_parser(PossibleValuesParser::new(SHELLS.map(EnvCompleter::name)))
        .hide_possible_values(true)
        .help("bash, zsh, fish, powershell");
    command.arg(positional(shell)).after_help(tr!(
        "Names of entities and fields are completed from metadata that an earlier command has cached.\n\n\
         Examples:\n  echo 'source <(crm completions bash)' >> ~/.bashrc\n  \
         echo 'source <(crm completions zsh)' >> ~/.zshrc  # after compinit\n  \
         crm completions fish > ~/.config/fish/completions/crm.fish\n  \
         crm completions powershell >> $PROFILE",
        "实体和字段名称取自此前命令缓存的元数据。\n\n\
         示例：\n  echo 'source <(crm completions bash)' >> ~/.bashrc\n  \
         echo 'source <(crm completions zsh)' >> ~/.zshrc  # 在 compinit 之后\n  \
         crm completions fish > ~/.config/fish/completions/crm.fish\n  \
         crm completions powershell >> $PROFILE"
    ))
}

/// Runs the command.
pub(super) fn run(_: &Options, matches: &ArgMatches) -> Result<Status, Failure> {
    let name = matches.get_one::<String>("shell").map_or("", |it| it);
    let mut script = Vec::new();
    for shell in SHELLS.iter().filter(|it| it.name() == name) {
        // Shells find `crm` by their `PATH`, so the script stays valid after an update.
        let written = shell.write_registration(VARIABLE, "crm", "crm", "crm", &mut script);
        written.map_err(|error| Failure::output(&error))?;
    }
    output::text(&String::from_utf8_lossy(&script))?;
    Ok(Status::Success)
}

/// Returns whether a script asks for completions.
pub(crate) fn is_requested() -> bool {
    std::env::var_os(VARIABLE).is_some_and(|it| !it.is_empty())
}

/// Prints the completions of the arguments behind `--`, for a script. Nothing is sent, and problems are
/// not reported, because there is nobody to read them.
pub(crate) fn complete(program: Command, args: &[OsString]) -> Status {
    let name = std::env::var(VARIABLE).unwrap_or_default();
    let words: Vec<OsString> = args.iter().skip_while(|it| *it != "--").skip(1).cloned().collect();
    let shell = SHELLS.into_iter().find(|it| it.is(&name));
    let (Some(shell), false) = (shell, words.is_empty()) else { return Status::Failed };
    let mut program = names::add(program, &words);
    let folder = std::env::current_dir().ok();
    let mut text = Vec::new();
    if shell.write_complete(&mut program, words, folder.as_deref(), &mut text).is_err() {
        return Status::Failed;
    }
    let written = io::Write::write_all(&mut io::stdout(), &text);
    if written.is_ok() { Status::Success } else { Status::Failed }
}
