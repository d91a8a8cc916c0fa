//! `crm whoami`: shows the connection and the user.

use clap::{ArgMatches, Command};
use serde_json::json;

use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::options::Options;
use crate::{output, session};

/// Describes the command.
pub(super) fn about() -> String {
    tr!("Show the connection and the user", "显示当前连接和用户")
}

/// Adds the options.
pub(super) fn define(command: Command) -> Command {
    command
}

/// Runs the command.
pub(super) fn run(options: &Options, _: &ArgMatches) -> Result<Status, Failure> {
    session::run(options, None, async |session| {
        let identity = json!({
            "base_url": session.base_url(),
            "user": session.user().await?,
        });
        output::record(options.format, &output::row(&identity), None)
    })?;
    Ok(Status::Success)
}
