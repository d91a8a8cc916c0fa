//! A report can be published: it has no values of records, no ids, no secrets and no host names.

use std::collections::BTreeSet;

use crm_client::Code;
use crm_client::sandbox::Behavior;
use crm_client::sandbox::behavior::{ReferenceForm, TimeForm};
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use crate::support::{Server, finish};

/// Returns all strings of all records, and what identifies the sandbox and its user.
fn confidential(server: &Server) -> BTreeSet<String> {
    let snapshot: Value = serde_json::from_str(&server.sandbox.snapshot()).unwrap();
    let mut found = BTreeSet::new();
    collect(&snapshot["crm"]["store"]["tables"], &mut found);
    let sandbox = &server.sandbox;
    let base_url = sandbox.base_url();
    let port = base_url.trim_end_matches("/gw/").rsplit(':').next().unwrap();
    let others = [sandbox.app_id(), sandbox.app_key(), "127.0.0.1", port];
    found.extend(others.map(str::to_owned));
    found
}

/// Values of records that are also words of a report.
const WORDS: [&str; 1] = ["用户"];

/// Collects the values without the keys of tables and fields.
fn collect(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if text.chars().count() > 1 && !WORDS.contains(&text.as_str()) => {
            found.insert(text.clone());
        }
        Value::Array(values) => values.iter().for_each(|it| collect(it, found)),
        Value::Object(values) => values.values().for_each(|it| collect(it, found)),
        _ => {}
    }
}

/// Checks the reports of a server in every format and language.
fn check(server: &Server, env: &[(&str, &str)]) {
    let confidential = confidential(server);
    assert!(confidential.len() > 1000, "{}", confidential.len());
    for format in ["table", "json", "csv", "ndjson"] {
        for lang in ["en", "zh"] {
            let args = ["doctor", "--output", format, "--lang", lang];
            let run = finish(server.crm(args).envs(env.iter().copied()));
            let output = run.stdout + &run.stderr;
            assert!(output.lines().count() > 5, "{output}");
            for text in &confidential {
                assert!(!output.contains(text), "{text}: {output}");
            }
        }
    }
}

#[test]
fn no_report_contains_confidential_text() {
    let server = Server::start();
    check(&server, &[]);
    check(&server, &[("CRM_APP_KEY", "NotTheKeyOfThisSandbox")]);
    check(&server, &[("CRM_USER", "没有这个人")]);
}

#[test]
fn values_and_messages_of_the_server_are_not_repeated() {
    let server = Server::start();
    let user = server.sandbox.user();
    let (id, key) = (server.sandbox.app_id(), server.sandbox.app_key());
    let host = server.sandbox.base_url();
    let message = format!(
        "\u{1b}[31m签名 {id}&appkey={key}&sign=26ae84dd102c138f5e13e7518dbfd47e 用户{user} {host}"
    );
    let behavior = Behavior::default()
        .signature_refusal(Code(400), &message)
        .unknown_record_refusal(Code(400), &message)
        .response_header("x-ratelimit-user", user.as_str())
        .references(ReferenceForm::IdAndName)
        .date_times(TimeForm::Iso8601);
    server.sandbox.set_behavior(behavior);
    check(&server, &[]);
    check(&server, &[("CRM_APP_KEY", "NotTheKeyOfThisSandbox")]);
    let run = server.run("doctor --output table");
    assert!(!run.stdout.contains('\u{1b}') && !run.stdout.contains("26ae84dd"), "{}", run.stdout);
}

#[test]
fn the_text_fits_a_terminal_of_80_columns() {
    let server = Server::start();
    for lang in ["en", "zh"] {
        for env in [("CRM_USER", ""), ("CRM_APP_KEY", "NotTheKeyOfThisSandbox")] {
            let args = ["doctor", "--output", "table", "--lang", lang];
            let run = finish(server.crm(args).env("COLUMNS", "80").env(env.0, env.1));
            for line in run.stdout.lines() {
                assert!(line.width() <= 80, "{line}");
            }
        }
    }
}
