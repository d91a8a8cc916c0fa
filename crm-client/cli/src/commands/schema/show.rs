//! `crm schema show`: shows entities with their fields and picklists, as a data dictionary or a diagram.

use clap::{ArgMatches, Command};

use super::target::{self, Target};
use crate::failure::{Failure, Status};
use crate::options::Options;
use crate::{schema, tenant};

/// Adds the options and arguments.
pub(super) fn define(command: Command) -> Command {
    target::define(target::define_from(target::define_entities(command)))
}

/// Runs the command.
pub(super) fn run(options: &Options, matches: &ArgMatches) -> Result<Status, Failure> {
    let target = Target::read(options, matches)?;
    let names = target::entities(matches);
    let (replies, tenant) = tenant::load(options, target::from(matches), &names)?;
    target.write(options, &schema::show(target.format, &tenant)?)?;
    Ok(super::report(&replies.skipped))
}
