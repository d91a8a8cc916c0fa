//! Failures of the tool, and its exit codes.

use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

use crm_client::endpoint::Effect;
use crm_client::{Error, Outcome};
use serde_json::json;

use crate::color;
use crate::lang::{self, Lang, tr};
use crate::safe;

/// The exit code of the tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// Everything was done.
    Success = 0,
    /// Any other failure, such as a file that cannot be written.
    Failed = 1,
    /// The arguments, the profile or the input is invalid. Nothing was sent.
    Usage = 2,
    /// The CRM refused the call.
    Refused = 3,
    /// Nothing was sent, or a read failed on the network. Repeating is safe.
    Network = 4,
    /// A write may have been carried out.
    Unknown = 5,
    /// Some rows failed.
    SomeFailed = 6,
    /// Differences were found.
    Different = 7,
    /// The user pressed Ctrl-C.
    Interrupted = 130,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> ExitCode {
        ExitCode::from(status as u8)
    }
}

/// A failure of a command: what happened, the exit code, and details of the call if there is one.
#[derive(Debug)]
pub(crate) struct Failure {
    status: Status,
    message: String,
    /// Lines that show where the mistake is, safe for a terminal.
    excerpt: Option<String>,
    call: Option<CallDetails>,
}

/// What scripts need to know of a failed call.
#[derive(Debug)]
struct CallDetails {
    endpoint: Option<String>,
    code: Option<i64>,
    http_status: Option<u16>,
    outcome: Outcome,
}

impl Failure {
    /// Creates a failure with a message `subject: problem; remedy`.
    pub(crate) fn new(status: Status, message: impl Into<String>) -> Failure {
        Failure { status, message: message.into(), excerpt: None, call: None }
    }

    /// Creates the failure of invalid input. Nothing was sent.
    pub(crate) fn usage(message: impl Into<String>) -> Failure {
        Failure::new(Status::Usage, message)
    }

    /// Creates the failure of a call with this effect.
    pub(crate) fn call(error: &Error, effect: Effect) -> Failure {
        let call = CallDetails {
            endpoint: error.endpoint().map(str::to_owned),
            code: error.code().map(|it| it.0),
            http_status: error.status().map(|it| it.as_u16()),
            outcome: error.outcome(),
        };
        let status = status(error, effect);
        Failure { status, message: error.to_string(), excerpt: None, call: Some(call) }
    }

    /// Creates the failure of reading or writing `what`, such as the path of a file.
    pub(crate) fn io(what: impl fmt::Display, error: &io::Error) -> Failure {
        Failure::new(Status::Failed, format!("{what}: {error}"))
    }

    /// Ends the command early and successfully, without a message.
    pub(crate) fn done() -> Failure {
        Failure::new(Status::Success, "")
    }

    /// Creates the failure of writing to standard output. If the reader has closed the pipe, such as
    /// `head`, this is a success without a message.
    pub(crate) fn output(error: &io::Error) -> Failure {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Failure::done();
        }
        Failure::io(tr!("standard output", "标准输出"), error)
    }

    /// Creates the failure of a run that the user has stopped.
    pub(crate) fn interrupted() -> Failure {
        Failure::new(Status::Interrupted, tr!("interrupted", "已中断"))
    }

    /// Adds lines that show where the mistake is. They must be safe for a terminal.
    pub(crate) fn with_excerpt(self, excerpt: String) -> Failure {
        Failure { excerpt: Some(excerpt), ..self }
    }

    /// Replaces the message by one that explains the failure. Its details are kept.
    pub(crate) fn explained(self, message: impl Into<String>) -> Failure {
        Failure { message: message.into(), ..self }
    }

    /// Prints the message as a line on standard error, for a user who can correct the mistake.
    pub(crate) fn print(&self) {
        let prefix = match lang::get() {
            Lang::En => "error: ",
            Lang::Zh => "错误：",
        };
        print_error(format_args!("{}{}", color::paint(prefix), safe::line(&self.message)));
        if let Some(excerpt) = &self.excerpt {
            print_error(excerpt);
        }
    }

    /// Adds a remedy to the message.
    pub(crate) fn with_remedy(mut self, remedy: &str) -> Failure {
        self.message = format!("{}; {remedy}", self.message);
        self
    }

    /// Returns the message.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// Returns the exit code.
    pub(crate) fn status(&self) -> Status {
        self.status
    }

    /// Prints the failure on standard error, as a line or as JSON, and returns the exit code.
    pub(crate) fn report(&self, as_json: bool) -> Status {
        if self.status == Status::Success {
            return self.status;
        }
        if as_json {
            print_error(self.to_json());
        } else {
            self.print();
        }
        self.status()
    }

    fn to_json(&self) -> serde_json::Value {
        let mut error = json!({ "message": self.message, "exit_code": self.status as u8 });
        if let Some(excerpt) = &self.excerpt {
            error["excerpt"] = json!(excerpt);
        }
        if let Some(call) = &self.call {
            error["endpoint"] = json!(call.endpoint);
            error["code"] = json!(call.code);
            error["http_status"] = json!(call.http_status);
            error["outcome"] = json!(call.outcome);
        }
        json!({ "error": error })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// Prints a line on standard error. If that is impossible, such as on a full disk, the result of the
/// command and its exit code are more important, so this does not fail.
pub(crate) fn print_error(line: impl fmt::Display) {
    let _ = writeln!(io::stderr(), "{line}");
}

fn status(error: &Error, effect: Effect) -> Status {
    match error.outcome() {
        Outcome::Unknown if effect != Effect::Read => Status::Unknown,
        _ if error.is_request() || error.is_builder() => Status::Usage,
        _ if error.code().is_some() => Status::Refused,
        _ if error.is_transport()
            || error.is_transient()
            || error.outcome() == Outcome::NotSent =>
        {
            Status::Network
        }
        _ => Status::Failed,
    }
}
