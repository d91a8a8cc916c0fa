//! The formats of rows and records.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crm_client::Code;
use crm_client::sandbox::Fault;
use expect_test::expect;
use serde_json::{Value, json};

use crate::support::{Server, finish};

/// A server with one customer whose values are awkward.
fn awkward() -> (Server, String) {
    let server = Server::start();
    let record = json!({
        "accountName": "=HYPERLINK(\"http://x\") \u{1b}[31m\u{9b}2J\u{202e}",
        "address": "two\nlines",
        "phone": "00012345678901234567890",
        "employees": 1_234_567.5,
    });
    let id = server.sandbox.insert("Account", &record).to_string();
    (server, id)
}

fn awkward_row(format: &str) -> String {
    let (server, id) = awkward();
    let fields = "accountName,address,phone,employees,website";
    let line = ["account", "get", &id, "--fields", fields, "--output", format];
    let run = finish(server.crm(line));
    assert_eq!(run.code, 0, "{run:?}");
    run.stdout
}

#[test]
fn a_table_shows_control_characters() {
    expect![[r#"
        accountName  =HYPERLINK("http://x") \u{1b}[31m\u{9b}2J\u{202e}
        address      two⏎lines
        phone        00012345678901234567890
        employees    1234567.5
        website
    "#]]
    .assert_eq(&awkward_row("table"));
}

#[test]
fn json_keeps_all_values() {
    let text = awkward_row("json");
    expect![[r#"
        {"accountName":"=HYPERLINK(\"http://x\") \u001b[31m\u009b2J\u202e","address":"two\nlines","phone":"00012345678901234567890","employees":1234567.5,"website":null}
    "#]].assert_eq(&text);
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["accountName"], "=HYPERLINK(\"http://x\") \u{1b}[31m\u{9b}2J\u{202e}");
    assert_eq!(awkward_row("ndjson"), text);
}

#[test]
fn csv_has_no_formulas_and_keeps_other_values() {
    let text = awkward_row("csv");
    let escaped: String = text
        .chars()
        .flat_map(|it| match it {
            '\n' => vec![it],
            it if it.is_control() || it == '\u{202e}' => it.escape_unicode().collect(),
            it => vec![it],
        })
        .collect();
    expect![[r#"
        accountName,address,phone,employees,website
        "'=HYPERLINK(""http://x"") \u{1b}[31m\u{9b}2J\u{202e}","two
        lines",00012345678901234567890,1234567.5,
    "#]]
    .assert_eq(&escaped);
}

#[test]
fn all_formats_have_the_fields_in_the_order_of_the_option() {
    let server = Server::start();
    let run = |format: &str| {
        let line = "contact list --fields position,contactName --max-items 2 --output ";
        server.run(&format!("{line}{format}")).stdout
    };
    expect![[r#"
        position  contactName
        --------  -----------
        采购经理  罗春燕
        财务主管  马天佑
        ---
        [
          {"position":"采购经理","contactName":"罗春燕"},
          {"position":"财务主管","contactName":"马天佑"}
        ]
        ---
        {"position":"采购经理","contactName":"罗春燕"}
        {"position":"财务主管","contactName":"马天佑"}
        ---
        position,contactName
        采购经理,罗春燕
        财务主管,马天佑
    "#]]
    .assert_eq(&["table", "json", "ndjson", "csv"].map(run).join("---\n"));
}

#[test]
fn lists_of_documented_fields_have_these_columns() {
    let server = Server::start();
    let csv = server.run("metadata field Account --output csv").stdout;
    assert_eq!(
        csv.lines().next(),
        Some("field,name,type,data_type,reference_to,nullable,creatable,updatable")
    );
    let chosen = server.run("metadata field Account --fields name,field --output csv").stdout;
    assert_eq!(chosen.lines().nth(2), Some("客户名称,accountName"));
}

#[test]
fn an_empty_list_is_a_valid_document() {
    let server = Server::start();
    let run = |format: &str| {
        let line = "account list --fields phone --qname none --all --output ";
        server.run(&format!("{line}{format}")).stdout
    };
    assert_eq!(run("json"), "[]\n");
    assert_eq!(run("ndjson"), "");
    assert_eq!(run("csv"), "phone\n");
    assert_eq!(run("table"), "phone\n-----\n");
}

#[test]
fn a_call_without_data_returns_an_empty_object() {
    let server = Server::start();
    let line = "metadata field-modify Account phone description=x";
    let json = server.run(&format!("{line} --output json"));
    assert_eq!((json.code, json.stdout.as_str()), (0, "{}\n"), "{json:?}");
    let table = server.run(&format!("{line} --output table"));
    assert_eq!((table.stdout.as_str(), table.stderr.as_str()), ("", "done\n"), "{table:?}");
}

#[test]
fn rows_before_a_failure_are_printed_and_the_document_is_incomplete() {
    let server = Server::start();
    let run = |format: &str| {
        // The third page is refused.
        server.sandbox.inject(Fault::code(Code::INSUFFICIENT_RIGHTS).on("contact/list").after(2));
        let line = "contact list --fields contactName --page-size 10 --all --output ";
        let run = server.run(&format!("{line}{format}"));
        server.sandbox.clear_faults();
        assert_eq!(run.code, 3, "{run:?}");
        assert!(run.stderr.contains("410"), "{run:?}");
        run.stdout
    };
    assert_eq!(run("ndjson").lines().count(), 20);
    assert_eq!(run("csv").lines().count(), 21);
    assert_eq!(run("table").lines().count(), 22);
    let json = run("json");
    assert_eq!(json.lines().count(), 21);
    assert!(serde_json::from_str::<Value>(&json).is_err());
}

#[test]
fn json_lines_are_printed_while_pages_arrive() {
    let server = Server::start();
    let slow = Fault::slow(std::time::Duration::from_secs(30));
    server.sandbox.inject(slow.on("contact/list").after(1).times(100));
    let mut child =
        child(&server, "contact list --fields contactName --page-size 10 --all --output ndjson");
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().take(10);
    assert_eq!(lines.map(Result::unwrap).count(), 10);
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_closed_pipe_ends_the_run_quietly() {
    let server = Server::start();
    for format in ["table", "json", "ndjson", "csv"] {
        let line =
            format!("contact list --fields contactName --page-size 10 --all --output {format}");
        let mut child = child(&server, &line);
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), errors.as_str()), (Some(0), ""), "{format}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_exit_code_does_not_depend_on_standard_error() {
    let server = Server::start();
    for (line, code) in [("account list --fields phone", 0), ("account get --fields phone", 2)] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut command = command(&server, line);
        let status = command.stdout(Stdio::null()).stderr(full).status().unwrap();
        assert_eq!(status.code(), Some(code), "{line}");
    }
}

/// Starts `crm` with pipes, so that a test can read its output while it runs.
fn child(server: &Server, line: &str) -> std::process::Child {
    command(server, line).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn command(server: &Server, line: &str) -> Command {
    let mut command = Command::new(snapbox::cmd::cargo_bin("crm"));
    command.args(line.split(' ')).env_clear().env("LANG", "C");
    command
        .env("HOME", server.folder.path())
        .env("CRM_BASE_URL", server.sandbox.base_url())
        .env("CRM_APP_ID", server.sandbox.app_id())
        .env("CRM_APP_KEY", server.sandbox.app_key())
        .env("CRM_USER", server.sandbox.user().as_str())
        .env("NO_PROXY", "127.0.0.1");
    command.stdin(Stdio::null());
    command
}
