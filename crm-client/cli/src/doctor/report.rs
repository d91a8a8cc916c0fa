//! The report: checks, and the differences from the sandbox.

use serde_json::{Value, json};

use crate::failure::Status;

/// The result of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// Everything is as it should be.
    Good,
    /// It works, but something should be changed.
    Warning,
    /// It does not work.
    Bad,
    /// A behavior that is neither right nor wrong.
    Found,
    /// Nothing can be concluded.
    Undetermined,
    /// The check was not made, because an earlier one failed.
    Skipped,
}

impl Mark {
    /// Returns the word in JSON.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Mark::Good => "ok",
            Mark::Warning => "warning",
            Mark::Bad => "error",
            Mark::Found => "found",
            Mark::Undetermined => "not_determined",
            Mark::Skipped => "skipped",
        }
    }
}

/// The part of the report that a check belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The connection, the key and the user.
    Connection,
    /// What the vendor does not document.
    Behavior,
}

/// A check and its result.
#[derive(Clone, Debug)]
pub(crate) struct Check {
    /// The name in JSON.
    pub id: String,
    /// The name for people.
    pub title: String,
    /// The part of the report.
    pub part: Part,
    /// The result.
    pub mark: Mark,
    /// The finding in words, or the reason why nothing can be concluded.
    pub text: String,
    /// What to do.
    pub remedy: Option<String>,
    /// The finding in a form that does not depend on the language. Findings are compared by it.
    pub value: Value,
    /// Whether the finding can be compared with that of another CRM.
    pub is_compared: bool,
    /// A message of the server that belongs to the finding.
    pub message: Option<String>,
}

impl Check {
    /// Creates a check of the connection.
    pub(crate) fn connection(id: &str, title: String, mark: Mark, text: String) -> Check {
        Check {
            id: id.to_owned(),
            title,
            part: Part::Connection,
            mark,
            text,
            remedy: None,
            value: Value::Null,
            is_compared: false,
            message: None,
        }
    }

    /// Creates a finding about the behavior.
    pub(crate) fn found(id: &str, title: String, value: impl Into<Value>, text: String) -> Check {
        let check = Check::connection(id, title, Mark::Found, text).value(value);
        Check { part: Part::Behavior, is_compared: true, ..check }
    }

    /// Creates a check of the behavior from which nothing can be concluded.
    pub(crate) fn undetermined(id: &str, title: String, reason: String) -> Check {
        let check = Check::connection(id, title, Mark::Undetermined, reason);
        Check { part: Part::Behavior, ..check }
    }

    /// Sets what to do.
    pub(crate) fn remedy(self, remedy: String) -> Check {
        Check { remedy: Some(remedy), ..self }
    }

    /// Sets the finding in a form that does not depend on the language.
    pub(crate) fn value(self, value: impl Into<Value>) -> Check {
        Check { value: value.into(), ..self }
    }

    /// Sets the message of the server, which must be free of secrets.
    pub(crate) fn message(self, message: Option<String>) -> Check {
        Check { message, ..self }
    }

    fn to_json(&self) -> Value {
        json!({
            "id": self.id,
            "status": self.mark.word(),
            "value": self.value,
            "summary": self.text,
            "server_message": self.message,
            "remedy": self.remedy,
        })
    }
}

/// A finding that differs from the sandbox.
#[derive(Clone, Debug)]
pub(crate) struct Difference {
    /// The finding.
    pub found: Check,
    /// The finding of the same check in the sandbox.
    pub expected: Check,
}

/// All checks of a run.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    checks: Vec<Check>,
    /// The differences, if the behavior was compared.
    differences: Option<Vec<Difference>>,
    status: Status,
    calls: u32,
}

impl Report {
    /// Creates a report without checks.
    pub(crate) fn new() -> Report {
        Report { checks: Vec::new(), differences: None, status: Status::Success, calls: 0 }
    }

    /// Adds a check.
    pub(crate) fn add(&mut self, check: Check) {
        self.checks.push(check);
    }

    /// Sets the exit code of a connection that does not work.
    pub(crate) fn fail(&mut self, status: Status) {
        self.status = status;
    }

    /// Sets the number of requests.
    pub(crate) fn set_calls(&mut self, calls: u32) {
        self.calls = calls;
    }

    /// Compares the findings with those of the sandbox, as far as both are known.
    pub(crate) fn compare(&mut self, sandbox: &Report) {
        let differences = self.checks.iter().filter(|it| it.is_compared).filter_map(|found| {
            let expected = sandbox.checks.iter().find(|it| it.id == found.id)?;
            let differs = expected.is_compared && expected.value != found.value;
            differs.then(|| Difference { found: found.clone(), expected: expected.clone() })
        });
        self.differences = Some(differences.collect());
    }

    /// Returns the checks of a part.
    pub(crate) fn checks(&self, part: Part) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(move |it| it.part == part)
    }

    /// Returns the differences from the sandbox, if the behavior was compared.
    pub(crate) fn differences(&self) -> Option<&[Difference]> {
        self.differences.as_deref()
    }

    /// Returns the exit code: success if the connection works.
    pub(crate) fn status(&self) -> Status {
        self.status
    }

    /// Returns the number of requests.
    pub(crate) fn calls(&self) -> u32 {
        self.calls
    }

    /// Returns the report as JSON.
    pub(crate) fn to_json(&self) -> Value {
        let checks = |part| self.checks(part).map(Check::to_json).collect::<Vec<_>>();
        let differences = self.differences.as_ref().map(|differences| {
            let differences = differences.iter().map(|it| {
                json!({ "id": it.found.id, "crm": it.found.value, "sandbox": it.expected.value })
            });
            differences.collect::<Vec<_>>()
        });
        json!({
            "crm_version": env!("CARGO_PKG_VERSION"),
            "exit_code": self.status as u8,
            "calls": self.calls,
            "connection": checks(Part::Connection),
            "behavior": checks(Part::Behavior),
            "differences_from_sandbox": differences,
        })
    }
}
