//! The binary as a server on a free port.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::thread;

use serde_json::Value;

/// A running `crm sandbox`.
pub struct Sandbox {
    process: Child,
    origin: String,
    state: Value,
}

impl Sandbox {
    /// Starts the demo on a free port.
    pub fn start() -> Sandbox {
        let mut process = Command::new(env!("CARGO_BIN_EXE_crm"))
            .args(["sandbox", "--port", "0"])
            // Neither the language nor the profiles of the developer.
            .env_clear()
            .env("LANG", "C")
            .env("HOME", "/no-such-folder")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let origin = lines.by_ref().map_while(Result::ok).find_map(|it| origin(&it));
        let origin = origin.expect("the server prints its address");
        thread::spawn(move || lines.for_each(drop));
        let mut this = Sandbox { process, origin, state: Value::Null };
        this.state = serde_json::from_str(&this.get("/_sandbox/state")).unwrap();
        this
    }

    /// Returns the origin, such as `http://127.0.0.1:4711`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Returns a string from the state of the server.
    pub fn state(&self, pointer: &str) -> &str {
        self.state.pointer(pointer).and_then(Value::as_str).unwrap()
    }

    /// Sends a GET and returns the body of the response.
    pub fn get(&self, path: &str) -> String {
        self.send("GET", path, "")
    }

    /// Sends a request and returns the body of the response.
    pub fn send(&self, method: &str, path: &str, body: &str) -> String {
        let host = self.origin.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).unwrap();
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n\
             content-length: {length}\r\nconnection: close\r\n\r\n{body}"
        )
        .unwrap();
        let mut response = String::new();
        // A fault can reset the connection.
        let _ = stream.read_to_string(&mut response);
        let (head, body) = response.split_once("\r\n\r\n").unwrap_or_default();
        assert!(!head.to_ascii_lowercase().contains("transfer-encoding"), "{head}");
        body.to_owned()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Returns the origin of the first URL in a line.
fn origin(line: &str) -> Option<String> {
    let url = &line[line.find("http://")?..];
    let end =
        url[7..].find(|it: char| it == '/' || it.is_whitespace()).map_or(url.len(), |it| it + 7);
    Some(url[..end].to_owned())
}
