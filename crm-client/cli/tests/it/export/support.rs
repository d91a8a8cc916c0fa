//! A CRM with many records, and the files of a test.

use std::fs;
use std::process::{Command, Stdio};

use crm_client::sandbox::Sandbox;
use serde_json::json;
use snapbox::cmd::cargo_bin;

use crate::support::Server;

/// The number of contacts of [`contacts`]: 15 full pages, and a part of one.
pub const ROWS: usize = 3050;

/// Starts a server with many contacts.
pub fn contacts() -> Server {
    let server = Server::start();
    server.sandbox.restore(&Sandbox::new().snapshot()).unwrap();
    server.sandbox.declare(Sandbox::demo().entity("Contact").unwrap());
    for number in 0..ROWS {
        let contact = json!({
            "contactName": format!("联系人{number}"),
            "phone": format!("1380{number:07}"),
            "createdOn": format!("2026-01-{:02} 08:00:00", number % 28 + 1),
        });
        server.sandbox.insert("Contact", &contact);
    }
    server
}

/// Reads a file of the folder.
pub fn read(server: &Server, name: &str) -> String {
    fs::read_to_string(server.folder.path().join(name)).unwrap()
}

/// A run of `crm` that a test can stop.
pub fn command(server: &Server, line: &str) -> Command {
    let mut command = Command::new(cargo_bin("crm"));
    command
        .args(line.split_whitespace())
        .env_clear()
        .env("LANG", "C")
        .env("HOME", server.folder.path())
        .env("CRM_BASE_URL", server.sandbox.base_url())
        .env("CRM_APP_ID", server.sandbox.app_id())
        .env("CRM_APP_KEY", server.sandbox.app_key())
        .env("NO_PROXY", "127.0.0.1")
        .current_dir(server.folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    command
}

/// Runs a line of the shell in the folder, with the connection in the environment.
#[cfg(unix)]
pub fn shell(server: &Server, line: &str) -> (Option<i32>, String) {
    let crm = command(server, "");
    let mut shell = Command::new("sh");
    let variables = crm.get_envs().filter_map(|(name, value)| Some((name, value?)));
    shell.env_clear().envs(variables).env("CRM", cargo_bin("crm")).env("PATH", "/usr/bin:/bin");
    let output = shell.args(["-c", line]).current_dir(server.folder.path()).output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}
