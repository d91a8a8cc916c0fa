//! The commands: one file for each, and one for all calls of the endpoint table.

mod call;
pub(crate) mod completions;
mod login;
mod logout;
mod profiles;
mod whoami;

use std::collections::BTreeMap;

use clap::{ArgMatches, Command};
use crm_client::ENDPOINTS;

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
    tool!("completions", completions),
];

/// Adds all commands.
pub(crate) fn define(program: Command) -> Command {
    let modules = modules();
    let lines = TOOLS.iter().map(|tool| (tool.name, (tool.about)()));
    let program = overview(program, lines, modules.keys().copied());
    let modules = modules.into_iter().map(|(name, functions)| module(name, &functions));
    program.subcommands(TOOLS.iter().map(Tool::command)).subcommands(modules)
}

/// Adds only the commands that one of these words names, because adding all of them takes longer than
/// most of what they do. The help of the program is empty.
pub(crate) fn define_named(program: Command, is_named: impl Fn(&str) -> bool) -> Command {
    let tools = TOOLS.iter().filter(|it| is_named(it.name)).map(Tool::command);
    let modules = modules().into_iter().filter(|(name, _)| is_named(name));
    let modules = modules.map(|(name, functions)| module(name, &functions));
    program.override_help("").subcommands(tools).subcommands(modules)
}

fn module(name: &'static str, functions: &[&str]) -> Command {
    let define = |command| hide_global(call::define(command));
    localized(Command::new(name)).about(functions.join(", ")).defer(define)
}

/// Runs the command that the arguments name.
pub(crate) fn run(options: &Options, matches: &ArgMatches) -> Result<Status, Failure> {
    let Some((name, matches)) = matches.subcommand() else { return Ok(Status::Usage) };
    match TOOLS.iter().find(|it| it.name == name) {
        Some(tool) => (tool.run)(options, matches),
        None => call::run(options, name, matches),
    }
}

/// Returns the modules of the API with their functions.
fn modules() -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut modules: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for entry in ENDPOINTS {
        if let Some((module, function)) = entry.info.path.split_once('/') {
            modules.entry(module).or_default().push(function);
        }
    }
    modules
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_command_has_the_name_of_a_module() {
        let modules = modules();
        for tool in TOOLS {
            assert!(!modules.contains_key(tool.name), "{}", tool.name);
        }
    }

    #[test]
    fn the_command_line_is_consistent() {
        let mut command = crate::command();
        command.build();
        command.debug_assert();
    }
}
