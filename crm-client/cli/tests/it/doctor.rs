//! `crm doctor`: findings, failures and what a report must not contain.

mod behavior;
mod entities;
mod failures;
mod privacy;

use crm_client::ENDPOINTS;
use crm_client::endpoint::Effect;
use serde_json::Value;

use crate::support::{Run, Server, finish};

/// A run of `crm doctor` with its report.
pub struct Diagnosis {
    /// The run.
    pub run: Run,
    /// The report.
    pub report: Value,
}

/// Runs `crm doctor --output json` against a server, and checks that it only reads, at most ten times.
pub fn diagnose(server: &Server) -> Diagnosis {
    diagnose_with(server, &[], &[])
}

/// Like [`diagnose`], with arguments and environment variables. An empty variable is removed.
pub fn diagnose_with(server: &Server, args: &[&str], env: &[(&str, &str)]) -> Diagnosis {
    let before = server.sandbox.requests();
    let all = ["doctor"].iter().chain(args).chain(&["--output", "json"]);
    let mut command = server.crm(all);
    for (name, value) in env {
        command =
            if value.is_empty() { command.env_remove(name) } else { command.env(name, value) };
    }
    let run = finish(command);
    let report: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{run:?}"));
    let sent = server.sandbox.requests() - before;
    assert!(sent <= 10, "{sent}");
    for exchange in server.sandbox.journal().iter().rev().take(sent) {
        let path = exchange.path();
        let entry = ENDPOINTS.iter().find(|it| it.info.path == path).unwrap();
        assert_eq!(entry.info.effect, Effect::Read, "{path}");
    }
    Diagnosis { run, report }
}

impl Diagnosis {
    /// Returns the check with this id.
    pub fn check(&self, id: &str) -> &Value {
        let parts = ["connection", "behavior"].map(|it| self.report[it].as_array().unwrap());
        let found = parts.into_iter().flatten().find(|it| it["id"] == id);
        found.unwrap_or_else(|| panic!("there is no check `{id}`: {:#}", self.report))
    }

    /// Returns the status and the value of a check.
    pub fn finding(&self, id: &str) -> (&str, &Value) {
        let check = self.check(id);
        (check["status"].as_str().unwrap(), &check["value"])
    }

    /// Returns the differences from the sandbox, each as its id and its value.
    pub fn differences(&self) -> Vec<(String, String)> {
        let text = |it: &Value| it.as_str().map_or_else(|| it.to_string(), str::to_owned);
        let differences = self.report["differences_from_sandbox"].as_array().unwrap();
        differences.iter().map(|it| (text(&it["id"]), text(&it["crm"]))).collect()
    }
}
