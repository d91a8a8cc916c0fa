//! The binary `crm`.

use std::process::ExitCode;

fn main() -> ExitCode {
    crm_cli::run(std::env::args_os().collect())
}
