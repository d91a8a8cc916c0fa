//! Executes statements with the client programs of the servers.

use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::programs;
use crate::server::{Kind, PASSWORD, Server};

impl Server {
    /// Returns whether the server executes statements.
    pub fn answers(&self) -> bool {
        let tries = match self.kind {
            Kind::Postgres => vec![self.client("crm", "postgres", "SELECT 1")],
            // Before the user exists, only root can connect, by the socket.
            Kind::MySql => {
                vec![self.client("crm", "mysql", "SELECT 1"), self.root("SELECT 1")]
            }
        };
        tries.into_iter().any(|mut it| it.output().unwrap().status.success())
    }

    /// Creates the user of the tests, unless the server was created with it.
    pub fn create_user(&self) {
        if self.kind == Kind::MySql {
            let sql = format!(
                "CREATE USER crm@'%' IDENTIFIED BY '{PASSWORD}'; GRANT ALL ON *.* TO crm@'%'; \
                 FLUSH PRIVILEGES"
            );
            let output = self.root(&sql).output().unwrap();
            assert!(output.status.success(), "{output:?}");
        }
    }

    fn root(&self, sql: &str) -> Command {
        let mut command = Command::new(programs::find("mysql").unwrap());
        command
            .args(["--no-defaults", "--user=root", "--execute", sql])
            .arg(format!("--socket={}", self.folder.with_file_name("socket").display()));
        command
    }

    /// Creates an empty database, and returns its name.
    pub fn create_database(&self) -> String {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let name = format!("crm{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let any = if self.kind == Kind::Postgres { "postgres" } else { "mysql" };
        self.query(any, &format!("CREATE DATABASE {name}"));
        name
    }

    /// Returns the address of a database for this user and password.
    pub fn address(&self, user: &str, password: &str, database: &str) -> String {
        let scheme = match self.kind {
            Kind::Postgres => "postgres",
            Kind::MySql => "mysql",
        };
        format!("{scheme}://{user}:{password}@127.0.0.1:{}/{database}", self.port)
    }

    /// Returns the rows of statements, with `|` between the cells. Names are in double quotes.
    #[track_caller]
    pub fn query(&self, database: &str, sql: &str) -> Vec<String> {
        let output = self.client("crm", database, sql).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        assert!(output.status.success(), "{sql}: {}", text(output.stderr));
        let rows = text(output.stdout);
        rows.lines().map(|it| it.replace('\t', "|").replace("NULL", "null")).collect()
    }

    fn client(&self, user: &str, database: &str, sql: &str) -> Command {
        let port = format!("--port={}", self.port);
        match self.kind {
            Kind::Postgres => {
                let mut command = Command::new(programs::find("psql").unwrap());
                command
                    .args(["-X", "-q", "-A", "-t", "-P", "null=null", "-v", "ON_ERROR_STOP=1"])
                    .args(["-h", "127.0.0.1", &port, "-U", user, "-d", database, "-c", sql])
                    .env("PGPASSWORD", PASSWORD)
                    .env("PGCONNECT_TIMEOUT", "20")
                    .env("PGCLIENTENCODING", "UTF8");
                command
            }
            Kind::MySql => {
                let mut command = Command::new(programs::find("mysql").unwrap());
                command
                    .args(["--no-defaults", "--batch", "--raw", "--skip-column-names"])
                    .args(["--protocol=tcp", "--host=127.0.0.1", &port, "--user", user])
                    .args(["--default-character-set=utf8mb4", "--database", database])
                    .args(["--init-command", "SET sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')"])
                    .args(["--execute", sql])
                    .env("MYSQL_PWD", PASSWORD);
                command
            }
        }
    }
}
