//! A running `crm sandbox`, and raw requests to it.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use snapbox::cmd::cargo_bin;
use tempfile::TempDir;

/// The time after which a condition counts as never met.
pub const LIMIT: Duration = Duration::from_secs(60);

/// A running server. A panic of the server fails the test.
pub struct Console {
    child: Child,
    /// The host and the port.
    pub address: String,
    /// The lines that the server has printed: names and values.
    pub lines: Vec<(String, String)>,
    log: PathBuf,
    /// Removed with the server.
    folder: Option<TempDir>,
}

/// A reply to a request.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    /// The status line and the headers.
    pub head: String,
    pub body: String,
}

impl Console {
    /// Starts a server with the demo data on a free port.
    pub fn start() -> Console {
        Console::with("")
    }

    /// Starts a server with more arguments.
    pub fn with(arguments: &str) -> Console {
        let folder = tempfile::tempdir().unwrap();
        let mut console = Console::open(folder.path(), arguments);
        console.folder = Some(folder);
        console
    }

    /// Starts a server in a folder.
    #[track_caller]
    pub fn open(folder: &Path, arguments: &str) -> Console {
        Console::run(command(folder, &format!("--port 0 {arguments}")), folder)
    }

    /// Runs this command, and waits for the lines with its addresses.
    #[track_caller]
    pub fn run(mut command: Command, folder: &Path) -> Console {
        let log = folder.join("stderr.log");
        command.stderr(File::create(&log).unwrap());
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let reader = BufReader::new(child.stdout.take().unwrap());
        let lines: Vec<(String, String)> = reader
            .lines()
            .take(5)
            .map(|line| {
                let line = line.unwrap();
                let (name, value) = line.split_once(": ").unwrap();
                (name.to_owned(), value.to_owned())
            })
            .collect();
        let text = fs::read_to_string(&log).unwrap();
        assert_eq!(lines.len(), 5, "the server has not started: {text}");
        let page = lines[0].1.strip_prefix("http://").unwrap();
        let address = page.split('/').next().unwrap().to_owned();
        Console { child, address, lines, log, folder: None }
    }

    /// Opens a connection.
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(LIMIT)).unwrap();
        stream
    }

    /// Sends these lines as the head of a request, and this body, on a new connection. Returns the
    /// reply. `HOST` in a line is replaced by the address of the server.
    #[track_caller]
    pub fn send(&self, head: &[&str], body: &[u8]) -> Reply {
        let mut stream = self.connect();
        let mut text = head.join("\r\n").replace("HOST", &self.address);
        if !body.is_empty() {
            text = format!("{text}\r\nContent-Length: {}", body.len());
        }
        text.push_str("\r\nConnection: close\r\n\r\n");
        stream.write_all(text.as_bytes()).unwrap();
        stream.write_all(body).unwrap();
        read(&mut stream)
    }

    /// Sends a request to the API of the console.
    #[track_caller]
    pub fn call(&self, method: &str, path: &str, body: &str) -> Reply {
        let line = format!("{method} /_sandbox/{path} HTTP/1.1");
        self.send(&[&line, "Host: HOST", "Content-Type: application/json"], body.as_bytes())
    }

    /// Sends a request to the API, which must succeed, and returns its result.
    #[track_caller]
    pub fn json(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let reply = self.call(method, path, &body);
        assert_eq!(reply.status, 200, "{method} {path}: {reply:?}");
        reply.json()
    }

    /// Reads from the API.
    #[track_caller]
    pub fn get(&self, path: &str) -> Value {
        self.json("GET", path, &Value::Null)
    }

    /// Makes a call of the CRM over the socket, and returns its `error_code`.
    #[track_caller]
    pub fn crm(&self, path: &str, params: &Value) -> i64 {
        let mut call = serde_json::json!({ "path": path });
        if !params.is_null() {
            call["params"] = params.clone();
        }
        let signed = self.json("POST", "sign", &call);
        let url = signed["url"].as_str().unwrap();
        let target = url.strip_prefix(&format!("http://{}", self.address)).unwrap();
        let reply = self.send(&[&format!("GET {target} HTTP/1.1"), "Host: HOST"], b"");
        assert_eq!(reply.status, 200, "{reply:?}");
        reply.json()["error_code"].as_i64().unwrap()
    }

    /// Asserts that the API, a page and the CRM are answered.
    #[track_caller]
    pub fn assert_answers(&self) {
        assert_eq!(self.crm("area/root", &Value::Null), 0);
        assert!(self.send(&["GET / HTTP/1.1", "Host: HOST"], b"").status == 200);
    }

    /// Kills the server with SIGKILL.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks the server to stop, and waits for its end.
    #[cfg(unix)]
    pub fn stop(&mut self, signal: &str) -> ExitStatus {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        self.child.wait().unwrap()
    }

    /// Returns what the server has printed on standard error.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap()
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if !std::thread::panicking() {
            let log = self.log();
            assert!(!log.contains("panicked"), "{log}");
        }
    }
}

impl Reply {
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Returns the value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|it| it.split_once(": "));
        lines.into_iter().find(|it| it.0.eq_ignore_ascii_case(name)).map(|it| it.1)
    }

    /// Asserts that the request was refused with this status, and that the message has this part.
    #[track_caller]
    pub fn assert_error(&self, status: u16, part: &str) {
        assert_eq!(self.status, status, "{self:?}");
        let json = self.json();
        let message = json["error"].as_str().unwrap();
        assert!(message.contains(part), "`{part}` is missing: {message}");
        assert!(message.contains(": ") && !message.ends_with('.'), "{message}");
    }
}

/// Reads a reply until the connection is closed.
#[track_caller]
pub fn read(stream: &mut TcpStream) -> Reply {
    let mut bytes = Vec::new();
    let read = stream.read_to_end(&mut bytes);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        panic!("no reply: {read:?} {text}");
    };
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Reply { status, head: head.to_owned(), body: body.to_owned() }
}

/// A run of `crm sandbox` in a folder, with these words as arguments.
pub fn command(folder: &Path, arguments: &str) -> Command {
    let mut command = Command::new(cargo_bin("crm"));
    command.env_clear().env("LANG", "C").env("HOME", folder).current_dir(folder);
    command.arg("sandbox").args(arguments.split_whitespace()).stdin(Stdio::null());
    command
}

/// Waits until a condition is met.
#[track_caller]
pub fn wait_until(what: &str, mut is_met: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_met() {
        assert!(start.elapsed() < LIMIT, "{what}: not within {LIMIT:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
