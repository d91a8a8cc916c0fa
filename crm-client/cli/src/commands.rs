//! The commands: one file for each, and one for all calls of the endpoint table.

mod call;
mod columns;
pub(crate) mod completions;
mod doctor;
#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
mod duration;
mod export;
#[cfg(feature = "sqlite")]
mod import;
mod listing;
mod login;
mod logout;
#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
mod mirror;
mod profiles;
mod query;
mod raw;
mod reply;
mod sandbox;
mod schema;
mod sign;
#[cfg(feature = "sqlite")]
mod sql;
mod structs;
#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
mod watch;
mod whoami;

use clap::{ArgMatches, Command};

use crate::failure::{Failure, Status};
use crate::options::Options;
use crate::options::help::{hide_global, localized, overview};

/// A command of the tool's own.
struct Tool {
    name: &'static str,
    /// Returns a line of help.
    about: fn() -> String,
    /// Adds the options and arguments. This runs only if the command is used.
    define: fn(Command) -> Command,
    run: fn(&Options, &ArgMatches) -> Result<Status, Failure>,
}

impl Tool {
    fn command(&self) -> Command {
        localized(Command::new(self.name)).about((self.about)()).defer(self.define)
    }
}

/// A command whose module has the functions `about`, `define` and `run`.
macro_rules! tool {
    ($name:literal, $module:ident) => {
        Tool {
            name: $name,
            about: $module::about,
            define: |command| hide_global($module::define(command)),
            run: $module::run,
        }
    };
}

/// All commands, in the order of the help.
const TOOLS: &[Tool] = &[
    tool!("login", login),
    tool!("logout", logout),
    tool!("profiles", profiles),
    tool!("whoami", whoami),
    tool!("doctor", doctor),
    tool!("query", query),
    tool!("raw", raw),
    tool!("schema", schema),
    tool!("structs", structs),
    tool!("export", export),
    #[cfg(feature = "sqlite")]
    tool!("import", import),
    #[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
    tool!("mirror", mirror),
    #[cfg(feature = "sqlite")]
    tool!("sql", sql),
    #[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
    tool!("watch", watch),
    tool!("sandbox", sandbox),
    tool!("sign", sign),
    tool!("completions", completions),
];

/// Adds all commands.
pub(crate) fn define(program: Command) -> Command {
    let lines = TOOLS.iter().map(|tool| (tool.name, (tool.about)()));
    let program = overview(program, lines, call::modules().map(|(module, _)| module));
    let modules = call::modules().map(|(name, doc)| module(name, doc));
    program.subcommands(TOOLS.iter().map(Tool::command)).subcommands(modules)
}

/// Adds only the commands that one of these words names, because adding all of them takes longer than
/// most of what they do. The help of the program is empty, and so is the help of a module that lacks
/// functions.
pub(crate) fn define_named(program: Command, is_named: impl Fn(&str) -> bool) -> Command {
    let tools = TOOLS.iter().filter(|it| is_named(it.name)).map(Tool::command);
    let modules = call::modules().filter(|(name, _)| is_named(name));
    let modules = modules.map(|(name, doc)| {
        let functions = call::functions(name, &is_named);
        if functions.is_empty() {
            return module(name, doc);
        }
        Command::new(name).override_help("").defer(hide_global).subcommands(functions)
    });
    program.override_help("").subcommands(tools).subcommands(modules)
}

fn module(name: &'static str, doc: &'static str) -> Command {
    let define = |command| hide_global(call::define(command));
    localized(Command::new(name)).about(doc).defer(define)
}

/// Runs the command that the arguments name.
pub(crate) fn run(options: &Options, matches: &ArgMatches) -> Result<Status, Failure> {
    let Some((name, matches)) = matches.subcommand() else { return Ok(Status::Usage) };
    match TOOLS.iter().find(|it| it.name == name) {
        Some(tool) => (tool.run)(options, matches),
        None => call::run(options, name, matches),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_command_has_the_name_of_a_module() {
        for tool in TOOLS {
            assert!(call::modules().all(|(name, _)| name != tool.name), "{}", tool.name);
        }
    }

    #[test]
    fn the_command_line_is_consistent() {
        let mut command = crate::command();
        command.build();
        command.debug_assert();
    }
}
