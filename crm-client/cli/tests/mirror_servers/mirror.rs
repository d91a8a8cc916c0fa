//! A CRM on a loopback socket, and its mirror in a database of a server.

use std::ops::Deref;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::thread::sleep;
use std::time::Duration;

use crm_client::sandbox::{Fault, Sandbox};
use crm_client::{Client, Id};
use serde_json::json;
use snapbox::cmd::cargo_bin;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::server::{Kind, PASSWORD, Server};

/// The result of a run.
#[derive(Debug)]
pub struct Run {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// A CRM and its mirror.
pub struct Mirror<S: Deref<Target = Server> = Arc<Server>> {
    pub sandbox: Sandbox,
    pub client: Client,
    pub server: S,
    pub database: String,
    runtime: Runtime,
    folder: TempDir,
}

impl Mirror {
    /// Starts the demo CRM, and creates a database. Returns `None` if there is no server.
    pub fn new(kind: Kind) -> Option<Mirror> {
        Some(Mirror::on(Server::shared(kind)?))
    }
}

impl<S: Deref<Target = Server>> Mirror<S> {
    /// Starts the demo CRM, and creates a database on this server.
    pub fn on(server: S) -> Mirror<S> {
        let sandbox = Sandbox::start_blocking().unwrap();
        sandbox.restore(&Sandbox::demo().snapshot()).unwrap();
        let client = sandbox.client_builder().build().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let database = server.create_database();
        let folder = tempfile::tempdir().unwrap();
        Mirror { sandbox, client, server, database, runtime, folder }
    }

    /// Adds customers.
    pub fn add_customers(&self, count: usize) {
        for number in 0..count {
            let (hour, minute, second) = (number / 3600 % 24, number / 60 % 60, number % 60);
            let day = number / 86_400 + 1;
            let time = format!("2026-01-{day:02} {hour:02}:{minute:02}:{second:02}");
            let name = format!("客户{number:05} 😀'\"\\");
            let record = json!({ "accountName": name, "createdOn": time, "modifiedOn": time });
            self.sandbox.insert("Account", &record);
        }
    }

    /// The address of the database.
    pub fn address(&self) -> String {
        self.server.address("crm", PASSWORD, &self.database)
    }

    /// A run of `crm mirror` with these words as further arguments.
    fn command(&self, line: &str, address: &str) -> Command {
        self.crm(&format!("mirror {line}"), address)
    }

    /// A run of `crm` with these words as arguments.
    fn crm(&self, line: &str, address: &str) -> Command {
        let mut command = Command::new(cargo_bin("crm"));
        command
            .args(line.split_whitespace())
            .env_clear()
            .env("CRM_MIRROR", address)
            .env("HOME", self.folder.path())
            .env("CRM_BASE_URL", self.sandbox.base_url())
            .env("CRM_APP_ID", self.sandbox.app_id())
            .env("CRM_APP_KEY", self.sandbox.app_key())
            .env("CRM_USER", self.sandbox.user().as_str())
            .env("NO_PROXY", "127.0.0.1")
            .env("LANG", "C")
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs `crm mirror` with this database.
    pub fn run_on(&self, line: &str, address: &str) -> Run {
        finish(self.command(line, address).output().unwrap())
    }

    /// Runs `crm mirror`.
    pub fn run(&self, line: &str) -> Run {
        self.run_on(line, &self.address())
    }

    /// Runs `crm mirror`, which must succeed, and returns what it says.
    #[track_caller]
    pub fn ok(&self, line: &str) -> String {
        let run = self.run(line);
        assert_eq!(run.code, Some(0), "{run:?}");
        run.stderr
    }

    /// Runs `crm mirror`, which must fail with this exit code, and returns what it says.
    #[track_caller]
    pub fn fails(&self, code: i32, line: &str) -> String {
        let run = self.run(line);
        assert_eq!(run.code, Some(code), "{run:?}");
        assert!(!run.stderr.contains(PASSWORD), "{run:?}");
        run.stderr
    }

    /// Returns the changes that `crm watch` prints.
    #[track_caller]
    pub fn watch(&self) -> Vec<serde_json::Value> {
        let run = finish(self.crm("watch", &self.address()).output().unwrap());
        assert_eq!(run.code, Some(0), "{run:?}");
        run.stdout.lines().map(|it| serde_json::from_str(it).unwrap()).collect()
    }

    /// Compares all records, which must be equal.
    #[track_caller]
    pub fn verify(&self) {
        let error = self.ok("verify");
        assert!(error.contains(": 0 differences"), "{error}");
    }

    /// Begins a round that waits for the reply to a query until [`go_on`](Mirror::go_on).
    pub fn pause(&self, line: &str, after: usize) -> Child {
        self.pause_on(line, after, &self.address())
    }

    /// Like [`pause`](Mirror::pause), with this database.
    pub fn pause_on(&self, line: &str, after: usize, address: &str) -> Child {
        let applied = self.sandbox.faults_applied();
        self.sandbox.inject(Fault::hang().on("entity/adv-query").after(after));
        let mut child = self.command(line, address).spawn().unwrap();
        while self.sandbox.faults_applied() == applied {
            assert_eq!(child.try_wait().unwrap(), None, "the round has ended");
            sleep(Duration::from_millis(5));
        }
        child
    }

    /// Lets the paused round repeat its query.
    pub fn go_on(&self) {
        self.sandbox.disconnect_blocking();
        self.sandbox.reconnect_blocking().unwrap();
    }

    /// Waits for calls of the client.
    pub fn wait<T>(&self, work: impl Future<Output = Result<T, crm_client::Error>>) -> T {
        self.runtime.block_on(work).unwrap()
    }

    /// Returns the rows of statements, with `|` between the cells.
    #[track_caller]
    pub fn query(&self, sql: &str) -> Vec<String> {
        self.server.query(&self.database, sql)
    }

    /// Returns the id of a customer by the beginning of its name.
    pub fn id(&self, name: &str) -> Id {
        let sql = format!("SELECT _id FROM \"Account\" WHERE \"accountName\" LIKE '{name}%'");
        Id::from(self.query(&sql).remove(0))
    }
}

/// Reads the result of a run.
pub fn finish(output: Output) -> Run {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}
