//! `crm schema list`: lists the entities.

use clap::{ArgMatches, Command};

use super::target::{self, Target};
use crate::failure::{Failure, Status};
use crate::options::Options;
use crate::{schema, session, tenant};

/// Adds the options.
pub(super) fn define(command: Command) -> Command {
    target::define(target::define_from(command))
}

/// Runs the command.
pub(super) fn run(options: &Options, matches: &ArgMatches) -> Result<Status, Failure> {
    let target = Target::read(options, matches)?;
    // A format that has no list fails before a call is made.
    schema::list(target.format, &[])?;
    let entities = match target::from(matches) {
        Some(folder) => tenant::saved(folder, &[])?.1.all,
        None => session::run(options, None, async |session| tenant::entities(session).await)?,
    };
    target.write(options, &schema::list(target.format, &entities)?)?;
    Ok(Status::Success)
}
