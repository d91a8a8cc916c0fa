//! A database server on a free port, with a temporary data folder.

use std::fs::{self, File};
use std::io::{self, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
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
    /// The data.
    pub folder: PathBuf,
    options: Mutex<Vec<String>>,
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
        let server = Arc::new(Server::start(kind)?);
        *shared = Arc::downgrade(&server);
        Some(server)
    }

    /// Starts a server for one test, or says that the test is skipped.
    pub fn start(kind: Kind) -> Option<Server> {
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path().join("data");
        fs::create_dir(&folder).unwrap();
        let needed: &[&str] = match kind {
            Kind::Postgres => &["initdb", "postgres", "psql"],
            Kind::MySql => &["mysqld", "mysql"],
        };
        if let Some(program) = needed.iter().find(|it| programs::find(it).is_none()) {
            missing(&format!("{kind:?}: the program `{program}` is not installed"));
            return None;
        }
        let user = User::of(match kind {
            Kind::Postgres => &["postgres", "nobody"],
            Kind::MySql => &["mysql", "nobody"],
        });
        user.own(temporary.path());
        user.own(&folder);
        let (options, child) = (Mutex::default(), Mutex::default());
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
            .args(&*self.options.lock().unwrap())
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

    /// Starts the server again if it has ended, such as after a fatal failure.
    pub fn revive(&self) {
        let mut child = self.child.lock().unwrap();
        let ended = child.as_mut().unwrap().try_wait().unwrap();
        drop(child);
        if ended.is_some() {
            assert!(self.resume(), "{}", self.log());
        }
    }

    /// Starts the server again with further options.
    pub fn restart_with(&self, options: Vec<String>) {
        self.crash();
        *self.options.lock().unwrap() = options;
        assert!(self.resume(), "{}", self.log());
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

    fn log_file(&self) -> PathBuf {
        self.folder.with_file_name("log")
    }

    fn log(&self) -> String {
        fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    /// Lets the server keep the tables of an empty database in this folder.
    pub fn move_database(&self, database: &str, folder: &Path) {
        self.user.own(folder);
        match self.kind {
            Kind::Postgres => {
                let place = folder.display();
                self.query("postgres", &format!("CREATE TABLESPACE small LOCATION '{place}'"));
                let sql = format!("ALTER DATABASE {database} SET default_tablespace = small");
                self.query("postgres", &sql);
            }
            Kind::MySql => {
                let (old, new) = (self.folder.join(database), folder.join(database));
                fs::create_dir(&new).unwrap();
                self.user.own(&new);
                for file in fs::read_dir(&old).unwrap() {
                    let file = file.unwrap();
                    fs::copy(file.path(), new.join(file.file_name())).unwrap();
                    self.user.own(&new.join(file.file_name()));
                }
                fs::remove_dir_all(&old).unwrap();
                std::os::unix::fs::symlink(&new, &old).unwrap();
            }
        }
    }

    /// Gives the server a file that only it can read, and returns the path.
    pub fn file(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.folder.with_file_name(name);
        fs::write(&path, content).unwrap();
        fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
        self.user.own(&path);
        path
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.crash();
    }
}

/// Says that a test is skipped because a server is missing, or fails if it must not be.
fn missing(reason: &str) {
    assert_ne!(std::env::var("CRM_TEST_SERVERS").as_deref(), Ok("required"), "{reason}");
    skip(reason);
}

/// Says that a test is skipped, also if its output is captured.
pub fn skip(reason: &str) {
    let test = std::thread::current().name().unwrap_or_default().to_owned();
    io::stderr().write_all(format!("SKIPPED {test}: {reason}\n").as_bytes()).unwrap();
}
