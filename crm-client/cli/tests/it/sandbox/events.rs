//! New requests, as server-sent events.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use serde_json::Value;

use super::support::{Console, wait_until};

/// A page that listens.
struct Listener(BufReader<TcpStream>);

fn open(console: &Console, query: &str) -> Listener {
    let mut stream = console.connect();
    let head = format!("GET /_sandbox/events{query} HTTP/1.1\r\nHost: {}\r\n\r\n", console.address);
    stream.write_all(head.as_bytes()).unwrap();
    Listener(BufReader::new(stream))
}

impl Listener {
    /// Returns the status of the reply.
    fn status(&mut self) -> u16 {
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        line.split(' ').nth(1).unwrap().parse().unwrap()
    }

    /// Waits for an event with this name, and returns its data.
    fn next(&mut self, name: &str) -> Value {
        let mut line = String::new();
        loop {
            line.clear();
            assert_ne!(self.0.read_line(&mut line).unwrap(), 0, "closed before `{name}`");
            if line.trim_end() == format!("event: {name}") {
                line.clear();
                self.0.read_line(&mut line).unwrap();
                return serde_json::from_str(line.strip_prefix("data: ").unwrap()).unwrap();
            }
        }
    }
}

#[test]
fn listeners_get_each_request_and_changes() {
    let console = Console::start();
    let mut listeners = [open(&console, ""), open(&console, "?lang=zh")];
    for listener in &mut listeners {
        assert_eq!(listener.status(), 200);
    }
    for _ in 0..20 {
        console.crm("area/root", &Value::Null);
    }
    for listener in &mut listeners {
        let numbers: Vec<Value> =
            (0..20).map(|_| listener.next("request")["number"].clone()).collect();
        assert_eq!(numbers, (1..=20).map(Value::from).collect::<Vec<_>>());
    }
    console.json("POST", "quota", &serde_json::json!({ "calls": 1 }));
    for listener in &mut listeners {
        assert_eq!(listener.next("state"), serde_json::json!({}));
    }
}

#[test]
fn the_number_of_listeners_is_limited_and_their_places_are_given_back() {
    let console = Console::start();
    let mut listeners: Vec<Listener> = (0..16).map(|_| open(&console, "")).collect();
    for listener in &mut listeners {
        assert_eq!(listener.status(), 200);
    }
    console.call("GET", "events", "").assert_error(409, "events: too many pages listen");
    console.assert_answers();
    drop(listeners);
    wait_until("a free place", || open(&console, "").status() == 200);
}

#[test]
fn a_listener_survives_many_idle_connections() {
    let console = Console::start();
    let mut listener = open(&console, "");
    assert_eq!(listener.status(), 200);
    let idle: Vec<TcpStream> = (0..1000).map(|_| console.connect()).collect();
    console.crm("area/root", &Value::Null);
    assert_eq!(listener.next("request")["path"], "area/root");
    drop(idle);
}

#[test]
fn a_listener_that_does_not_read_is_dropped() {
    let console = Console::start();
    let mut slow: Vec<Listener> = (0..16).map(|_| open(&console, "")).collect();
    for listener in &mut slow {
        assert_eq!(listener.status(), 200);
    }
    // More than the buffers of a connection hold: each event has the path, and many are sent.
    let path = format!("GET /gw/{} HTTP/1.1\r\nHost: x\r\n\r\n", "x".repeat(30_000));
    let mut stream = console.connect();
    let mut replies = stream.try_clone().unwrap();
    let reader = std::thread::spawn(move || {
        let mut buffer = vec![0; 1 << 16];
        while replies.read(&mut buffer).is_ok_and(|it| it > 0) {}
    });
    wait_until("a free place", || {
        for _ in 0..50 {
            stream.write_all(path.as_bytes()).unwrap();
        }
        open(&console, "").status() == 200
    });
    drop(slow);
    stream.shutdown(std::net::Shutdown::Both).unwrap();
    reader.join().unwrap();
    console.assert_answers();
}
