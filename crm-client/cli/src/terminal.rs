//! What the tool knows about its terminal.

use std::io::{self, IsTerminal, Write};

use crate::failure::{Failure, Status};
use crate::lang::tr;

/// The width that output is fitted to if it goes to no terminal.
const DEFAULT_WIDTH: u16 = 100;

/// Returns whether standard output is a terminal.
pub(crate) fn is_output() -> bool {
    io::stdout().is_terminal()
}

/// Returns whether a user can answer questions.
pub(crate) fn is_interactive() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Returns the number of columns of the terminal, or of `COLUMNS`.
pub(crate) fn width() -> u16 {
    let size = terminal_size::terminal_size().map(|(width, _)| width.0);
    let columns = || std::env::var("COLUMNS").ok()?.parse().ok();
    size.or_else(columns).unwrap_or(DEFAULT_WIDTH).max(20)
}

/// Asks a question, and returns the answer without white space around it. The question goes to
/// standard error, so that standard output has data only.
pub(crate) fn ask(question: &str) -> Result<String, Failure> {
    eprint!("{question} ");
    let failed = |error| Failure::io(tr!("standard input", "标准输入"), &error);
    io::stderr().flush().map_err(failed)?;
    let mut answer = String::new();
    if io::stdin().read_line(&mut answer).map_err(failed)? == 0 {
        eprintln!();
        return Err(Failure::new(Status::Failed, tr!("no answer was given", "没有收到输入")));
    }
    Ok(answer.trim().to_owned())
}

/// Asks a question that is answered with yes or no. Default: no.
pub(crate) fn confirm(question: &str) -> Result<bool, Failure> {
    let answer = ask(&format!("{question} [y/N]"))?;
    Ok(matches!(answer.to_lowercase().as_str(), "y" | "yes" | "是"))
}
