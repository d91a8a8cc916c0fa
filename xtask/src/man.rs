//! `cargo xtask man`: writes the man pages of the command line tool.

use std::path::Path;
use std::process::{Command, ExitCode};

/// Writes a man page for each command to a folder.
///
/// Another program does the work, because `xtask` must not depend on the parser of the command line: the
/// first `cargo xtask regen` takes seconds.
pub(crate) fn man(workspace: &Path, folder: &str) -> ExitCode {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["run", "--quiet", "--package", "crm-cli", "--example", "man", "--manifest-path"])
        .arg(workspace.join("Cargo.toml"))
        .args(["--", folder])
        .status();
    match status {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        // The program has reported the problem.
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: cannot run cargo: {error}");
            ExitCode::FAILURE
        }
    }
}
