//! A server of a database with a data folder of its own, on a free port.

use std::fs::{self, File};
use std::io::{self, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::programs::{self, User};

/// A password with characters that have a meaning in an address.
pub const PASSWORD: &str = "p@ss/wört:1";

/// How long a server may take to start.
const PATIENCE: Duration = Duration::from_secs(180);

/// A kind of server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Postgres,
    MySql,
}

/// A running server, which is stopped at the end.
pub struct Server {
    pub kind: Kind,
    pub port: u16,
    folder: PathBuf,
    options: Vec<String>,
    user: User,
    child: Mutex<Option<Child>>,
    _temporary: TempDir,
}

impl Server {
    /// Returns a server that several tests use at a time, or says that the test is skipped.
    pub fn shared(kind: Kind) -> Option<Arc<Server>> {
        static SERVERS: Mutex<[Weak<Server>; 2]> = Mutex::new([Weak::new(), Weak::new()]);
        let mut servers = SERVERS.lock().unwrap();
        let shared = &mut servers[kind as usize];
        if let Some(server) = shared.upgrade() {
            return Some(server);
        }
        let server = Arc::new(Server::start(kind, &[])?);
        *shared = Arc::downgrade(&server);
        Some(server)
    }

    /// Starts a server for one test, with further options.
    pub fn start(kind: Kind, options: &[&str]) -> Option<Server> {
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path().join("data");
        fs::create_dir(&folder).unwrap();
        Server::start_in(kind, options, temporary, folder)
    }

    /// Starts a server whose data is in this empty folder.
    pub fn start_in(
        kind: Kind,
        options: &[&str],
        temporary: TempDir,
        folder: PathBuf,
    ) -> Option<Server> {
        let needed: &[&str] = match kind {
            Kind::Postgres => &["initdb", "postgres", "psql"],
            Kind::MySql => &["mysqld", "mysql"],
        };
        if let Some(missing) = needed.iter().find(|it| programs::find(it).is_none()) {
            skip(&format!("{kind:?}: the program `{missing}` is not installed"));
            return None;
        }
        let user = User::of(match kind {
            Kind::Postgres => &["postgres", "nobody"],
            Kind::MySql => &["mysql", "nobody"],
        });
        user.own(temporary.path());
        user.own(&folder);
        let options = options.iter().map(|it| (*it).to_owned()).collect();
        let child = Mutex::new(None);
        let mut server =
            Server { kind, port: 0, folder, options, user, child, _temporary: temporary };
        server.initialize();
        // Another process can take the free port before the server does.
        for _ in 0..5 {
            server.port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            if server.resume() {
                server.create_user();
                return Some(server);
            }
        }
        panic!("the server does not start: {}", server.log());
    }

    fn initialize(&self) {
        let Server { kind, user, folder, .. } = self;
        let program = |name| user.run(&programs::find(name).unwrap());
        let mut command = match kind {
            Kind::Postgres => {
                let file = folder.with_file_name("password");
                fs::write(&file, PASSWORD).unwrap();
                user.own(&file);
                let mut command = program("initdb");
                command
                    .args([
                        "--username=crm",
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--no-sync",
                    ])
                    .args(["--locale=C", "--pwfile"])
                    .arg(file)
                    .arg("--pgdata")
                    .arg(folder);
                command
            }
            Kind::MySql if programs::find("mariadb-install-db").is_some() => {
                let mut command = program("mariadb-install-db");
                command
                    .args(["--no-defaults", "--auth-root-authentication-method=normal"])
                    .arg("--skip-test-db")
                    .arg(format!("--datadir={}", folder.display()));
                command
            }
            Kind::MySql => {
                let mut command = program("mysqld");
                command
                    .args(["--no-defaults", "--initialize-insecure"])
                    .arg(format!("--datadir={}", folder.display()));
                command
            }
        };
        let Output { status, stdout, stderr } =
            command.current_dir(folder.parent().unwrap()).output().unwrap();
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        assert!(status.success(), "{}\n{}", text(&stdout), text(&stderr));
    }

    /// Starts the server again, with the same data and on the same port. Returns false if it ends at once.
    pub fn resume(&self) -> bool {
        let Server { kind, port, folder, user, .. } = self;
        let mut command = match kind {
            Kind::Postgres => {
                let mut command = user.run(&programs::find("postgres").unwrap());
                command.arg("-D").arg(folder).args(["-p", &port.to_string()]);
                for setting in [
                    "listen_addresses=127.0.0.1",
                    "unix_socket_directories=",
                    "fsync=off",
                    "shared_buffers=16MB",
                    "max_wal_size=64MB",
                ] {
                    command.args(["-c", setting]);
                }
                command
            }
            Kind::MySql => {
                let mut command = user.run(&programs::find("mysqld").unwrap());
                let socket = folder.with_file_name("socket");
                command
                    .args(["--no-defaults", "--bind-address=127.0.0.1"])
                    .arg(format!("--datadir={}", folder.display()))
                    .arg(format!("--port={port}"))
                    .arg(format!("--socket={}", socket.display()))
                    .args(["--innodb-buffer-pool-size=16M", "--innodb-flush-log-at-trx-commit=2"]);
                command
            }
        };
        let log = File::options().append(true).create(true).open(self.log_file()).unwrap();
        let child = command
            .args(&self.options)
            .current_dir(folder.parent().unwrap())
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        *self.child.lock().unwrap() = Some(child);
        let begin = Instant::now();
        while !self.answers() {
            let ended = self.child.lock().unwrap().as_mut().unwrap().try_wait().unwrap();
            if ended.is_some() {
                return false;
            }
            assert!(begin.elapsed() < PATIENCE, "{}", self.log());
            sleep(Duration::from_millis(50));
        }
        true
    }

    fn answers(&self) -> bool {
        let tries = match self.kind {
            Kind::Postgres => vec![self.client("crm", "postgres", "SELECT 1")],
            // Before the user exists, only root can connect, by the socket.
            Kind::MySql => {
                vec![self.client("crm", "mysql", "SELECT 1"), self.root("SELECT 1")]
            }
        };
        tries.into_iter().any(|mut it| it.output().unwrap().status.success())
    }

    fn create_user(&self) {
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

    /// Stops the server at once, as a crash does.
    pub fn crash(&self) {
        let Some(mut child) = self.child.lock().unwrap().take() else { return };
        let signal = match self.kind {
            // Its children end, too.
            Kind::Postgres => "-QUIT",
            Kind::MySql => "-KILL",
        };
        let id = child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        child.wait().unwrap();
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

    fn log_file(&self) -> PathBuf {
        self.folder.with_file_name("log")
    }

    fn log(&self) -> String {
        fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    /// The folder beside the data, which the server can read.
    pub fn beside(&self) -> &Path {
        self.folder.parent().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.crash();
    }
}

/// Says that a test is skipped, also if its output is captured.
pub fn skip(reason: &str) {
    assert_ne!(std::env::var("CRM_TEST_SERVERS").as_deref(), Ok("required"), "{reason}");
    let test = std::thread::current().name().unwrap_or_default().to_owned();
    writeln!(io::stderr(), "SKIPPED {test}: {reason}").unwrap();
}
