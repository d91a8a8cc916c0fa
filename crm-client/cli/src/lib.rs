//! The command line tool `crm`, for people who do not write Rust.
//!
//! The library part exists for the binary, and for tools that need the definition of the command line,
//! such as the generator of the man pages. See the README for the use of `crm`.
//!
//! The layers, from top to bottom, as `xtask/tests/layers.rs` checks them:
//!
//! | module | purpose |
//! |---|---|
//! | `lib` | parses the arguments, runs a command, reports its failure |
//! | `commands` | one file for each command |
//! | `console` | the sandbox server with its web console |
//! | `doctor` | the diagnosis of `crm doctor` |
//! | `watch` | delivers the changes that a mirror has found |
//! | `mirror` | a verified copy of the CRM in a database |
//! | `export` | writes the records of entities to files |
//! | `schema` | the metadata of a CRM as documents and diagrams, and its changes |
//! | `import` | bulk imports from files: plan, journal, execution, results |
//! | `tenant` | entities, fields and picklists of one CRM |
//! | `session` | the client of one run; the only place that creates calls |
//! | `profile` | where the client connects to, and as whom |
//! | `reasons` | why a signature is wrong |
//! | `options` | the options of all commands |
//! | `database` | SQLite, PostgreSQL and MySQL behind one interface |
//! | `output` | rows as a table, JSON, NDJSON or CSV |
//! | `filter` | the filter language of `--where` |
//! | `terminal`, `failure` | the terminal; errors and exit codes |
//! | `color`, `similar` | colors; suggestions |
//! | `cells` | the fields of a record, without copying them |
//! | `safe`, `lang` | untrusted text; languages |

mod cells;
mod color;
mod commands;
mod console;
#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
mod database;
mod doctor;
mod export;
mod failure;
mod filter;
#[cfg(feature = "sqlite")]
mod import;
mod lang;
#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
mod mirror;
mod options;
mod output;
mod profile;
mod reasons;
mod safe;
mod schema;
mod session;
mod similar;
mod tenant;
mod terminal;
#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
mod watch;

use std::ffi::OsString;
use std::io;
use std::mem::ManuallyDrop;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{ArgMatches, Command};

use color::Color;
use commands::completions;
use failure::{Failure, Status};
use options::{Options, early, help, mistake};

/// Runs `crm` with these arguments, the first of which is the name of the program.
#[must_use]
pub fn run(args: Vec<OsString>) -> ExitCode {
    lang::set(early::lang(&args));
    early::color(&args).set();
    if completions::is_requested() {
        return completions::complete(command(), &args).into();
    }
    let as_json = early::wants_json(&args);
    let status = match parse(args) {
        Ok(matches) => match execute(&matches) {
            Ok(status) => status,
            Err(failure) => failure.report(as_json),
        },
        Err(error) => usage(&error, as_json),
    };
    status.into()
}

/// Parses the arguments: first with the commands that the arguments name, and with all commands if that
/// fails, for the help and for suggestions.
fn parse(args: Vec<OsString>) -> Result<ArgMatches, clap::Error> {
    let is_named = |name: &str| args.iter().skip(1).any(|it| it == name);
    let program = options::define(commands::define_named(options::program(), is_named));
    // Dropping it would take longer than many commands take.
    match ManuallyDrop::new(program).try_get_matches_from_mut(&args) {
        Err(error) if !is_final(&error) => command().try_get_matches_from(args),
        parsed => parsed,
    }
}

/// Returns whether this is the version, or the help of a command. The help of the program is empty
/// without all commands.
fn is_final(error: &clap::Error) -> bool {
    match error.kind() {
        ErrorKind::DisplayVersion => true,
        ErrorKind::DisplayHelp => !error.render().ansi().to_string().trim().is_empty(),
        _ => false,
    }
}

/// Returns the definition of the command line.
#[must_use]
pub fn command() -> Command {
    options::define(commands::define(options::program()))
}

fn execute(matches: &ArgMatches) -> Result<Status, Failure> {
    let options = Options::read(matches)?;
    commands::run(&options, matches)
}

/// Prints the help, the version, or a mistake in the arguments.
fn usage(error: &clap::Error, as_json: bool) -> Status {
    let render = |is_colored| {
        let help = error.render();
        help::tidy(&if is_colored { help.ansi().to_string() } else { help.to_string() })
    };
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            match output::text(&render(Color::applies_to(&io::stdout()))) {
                Ok(()) => Status::Success,
                Err(failure) => failure.report(as_json),
            }
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            eprint!("{}", render(Color::applies_to(&io::stderr())));
            Status::Usage
        }
        _ => Failure::usage(mistake::message(error)).report(as_json),
    }
}
