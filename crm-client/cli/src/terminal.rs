//! What the tool knows about its terminal.

mod echo;

use std::io::{self, IsTerminal, Write};
use std::thread;

use tokio::sync::oneshot;

use crate::failure::{Failure, Status};
use crate::lang::tr;

/// The width of output if there is no terminal.
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
pub(crate) async fn ask(question: &str) -> Result<String, Failure> {
    print_question(question)?;
    read(|| {
        let mut answer = String::new();
        let bytes = io::stdin().read_line(&mut answer)?;
        Ok((bytes > 0).then_some(answer))
    })
    .await
}

/// Asks for a secret, which the terminal does not show.
pub(crate) async fn ask_secret(question: &str) -> Result<String, Failure> {
    // Before the question: an answer can follow it at once. Ctrl-C drops this future while the thread
    // still reads, so that the thread cannot restore the terminal.
    let _hidden = echo::Hidden::new();
    print_question(question)?;
    read(|| match rpassword::read_password() {
        Ok(answer) => Ok(Some(answer)),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    })
    .await
}

/// Asks a question that is answered with yes or no. Default: no.
pub(crate) async fn confirm(question: &str) -> Result<bool, Failure> {
    let answer = ask(&format!("{question} [y/N]")).await?;
    Ok(matches!(answer.to_lowercase().as_str(), "y" | "yes" | "是"))
}

fn print_question(question: &str) -> Result<(), Failure> {
    eprint!("{question} ");
    io::stderr().flush().map_err(|error| failed(&error))
}

/// Waits for a line in another thread, so that Ctrl-C ends the wait.
async fn read(
    line: impl FnOnce() -> io::Result<Option<String>> + Send + 'static,
) -> Result<String, Failure> {
    let (sender, receiver) = oneshot::channel();
    // The receiver is gone if the user has pressed Ctrl-C.
    thread::spawn(move || sender.send(line()).ok());
    match receiver.await {
        Ok(Ok(Some(answer))) => Ok(answer.trim().to_owned()),
        Ok(Err(error)) if error.kind() == io::ErrorKind::Interrupted => Err(Failure::interrupted()),
        Ok(Err(error)) => Err(failed(&error)),
        Ok(Ok(None)) | Err(_) => {
            eprintln!();
            Err(Failure::new(Status::Failed, tr!("no answer was given", "没有收到输入")))
        }
    }
}

fn failed(error: &io::Error) -> Failure {
    Failure::io(tr!("standard input", "标准输入"), error)
}
