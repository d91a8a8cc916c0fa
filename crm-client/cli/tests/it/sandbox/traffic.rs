//! Malformed, large and slow traffic, while normal requests are answered.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;

use super::support::{Console, read};

#[test]
fn malformed_requests_do_no_harm() {
    let console = Console::start();
    let huge_line = format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(300_000));
    let huge_header = format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "a".repeat(300_000));
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "x: y\r\n".repeat(1000));
    let chunks =
        "POST /_sandbox/reset HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/json\r\n";
    let length = "POST /_sandbox/reset HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/json\r\n\
                  Content-Length: 10\r\n\r\n{";
    let cases: Vec<Vec<u8>> = vec![
        b"".to_vec(),
        b"\r\n\r\n\r\n".to_vec(),
        b"GET".to_vec(),
        b"GET / HTTP/1.1\r\nHost".to_vec(),
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(),
        b"GET / HTTP/9.9\r\n\r\n".to_vec(),
        b"GET http:// HTTP/1.1\r\nHost: a\r\n\r\n".to_vec(),
        b"GET /%00%ff%zz?%=&&=%ff HTTP/1.1\r\nHost: a\r\n\r\n".to_vec(),
        b"CONNECT 127.0.0.1:80 HTTP/1.1\r\nHost: a\r\n\r\n".to_vec(),
        b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n".to_vec(),
        b"GET / HTTP/1.1\r\nHost: \xff\xfe\r\n\r\n".to_vec(),
        b"GET / HTTP/1.1\r\nHost: a\r\nOrigin: \xff\r\n\r\n".to_vec(),
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(),
        b"GET /gw/account/list?appid=%ff&sign=%fe&sign_type=MD5&timestamp=99999999999999999999 HTTP/1.1\r\n\r\n".to_vec(),
        huge_line.into_bytes(),
        huge_header.into_bytes(),
        many.into_bytes(),
        length.into(),
        format!("{chunks}Transfer-Encoding: chunked\r\n\r\nzz\r\n").into_bytes(),
        format!("{chunks}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{{").into_bytes(),
        format!("{chunks}Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n").into_bytes(),
        format!("{chunks}Content-Length: 99999999999999999999\r\n\r\n{{").into_bytes(),
        format!("{chunks}Content-Length: -1\r\n\r\n{{").into_bytes(),
        (0..=255).cycle().take(100_000).collect(),
    ];
    let before = console.get("records/Account")["total"].clone();
    for case in &cases {
        let bytes = String::from_utf8(case.clone())
            .map(|it| it.replace("HOST", &console.address).into_bytes());
        let mut stream = console.connect();
        // The server may close the connection before it has everything.
        let _ = stream.write_all(&bytes.unwrap_or_else(|_| case.clone()));
        let _ = stream.shutdown(Shutdown::Write);
        let _ = stream.read_to_end(&mut Vec::new());
    }
    console.assert_answers();
    assert_eq!(console.get("records/Account")["total"], before);
}

#[test]
fn a_thousand_idle_connections_leave_room_for_requests() {
    let console = Console::start();
    let mut idle: Vec<TcpStream> = Vec::new();
    for number in 0..1000 {
        let mut stream = console.connect();
        if number % 2 == 0 {
            // The other half has sent a part of a head.
            let _ = stream.write_all(b"GET /_sandbox/state HTTP/1.1\r\nHost: ");
        }
        idle.push(stream);
        if number % 100 == 0 {
            console.assert_answers();
        }
    }
    console.assert_answers();
}

#[cfg(unix)]
#[test]
fn too_few_open_files_leave_room_for_requests() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = std::process::Command::new("/bin/sh");
    let crm = snapbox::cmd::cargo_bin("crm");
    let script = format!("ulimit -n 64; exec {} sandbox --port 0", crm.display());
    command.args(["-c", &script]).env_clear().env("LANG", "C").current_dir(folder.path());
    let console = Console::run(command, folder.path());
    let idle: Vec<TcpStream> = (0..200).map(|_| console.connect()).collect();
    console.assert_answers();
    drop(idle);
}

/// Sends a body of this size without waiting, and returns the reply, if any.
fn send_large(console: &Console, head: &str, size: usize) -> String {
    let mut stream = console.connect();
    let head = format!("{head}\r\nHost: {}\r\nContent-Length: {size}\r\n\r\n", console.address);
    stream.write_all(head.as_bytes()).unwrap();
    let block = vec![b' '; 1 << 20];
    let mut left = size;
    while left > 0 {
        let count = left.min(block.len());
        if stream.write_all(&block[..count]).is_err() {
            break;
        }
        left -= count;
    }
    let mut reply = Vec::new();
    let mut buffer = [0; 4096];
    // The connection stays open after a reply.
    while !reply.ends_with(b"}") {
        match stream.read(&mut buffer) {
            Ok(count) if count > 0 => reply.extend(&buffer[..count]),
            _ => break,
        }
    }
    String::from_utf8_lossy(&reply).into_owned()
}

#[test]
fn bodies_of_100_megabytes_are_refused_while_requests_are_answered() {
    let console = Console::start();
    let json = "Content-Type: application/json";
    let heads = [
        format!("POST /_sandbox/snapshot HTTP/1.1\r\n{json}"),
        format!("POST /_sandbox/try HTTP/1.1\r\n{json}"),
        format!("PUT /_sandbox/records/Account/x HTTP/1.1\r\n{json}"),
    ];
    let is_done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let normal = scope.spawn(|| {
            let mut count = 0;
            while !is_done.load(Ordering::Relaxed) {
                console.assert_answers();
                count += 1;
            }
            count
        });
        let large: Vec<_> = heads
            .iter()
            .map(|head| scope.spawn(|| send_large(&console, head, 100_000_000)))
            .collect();
        for thread in large {
            let reply = thread.join().unwrap();
            assert!(reply.starts_with("HTTP/1.1 413 "), "{reply}");
            assert!(reply.contains("larger than 64 MiB"), "{reply}");
        }
        // These are refused by their heads.
        for (head, status) in [
            (format!("POST /_sandbox/nothing HTTP/1.1\r\n{json}"), "404"),
            ("POST /_sandbox/snapshot HTTP/1.1\r\nContent-Type: text/plain".to_owned(), "400"),
            (format!("POST /_sandbox/snapshot HTTP/1.1\r\n{json}\r\nOrigin: null"), "403"),
        ] {
            let reply = send_large(&console, &head, 40_000_000);
            assert!(reply.starts_with(&format!("HTTP/1.1 {status} ")), "{head}: {reply}");
        }
        send_large(&console, "POST /gw/account/add HTTP/1.1", 100_000_000);
        is_done.store(true, Ordering::Relaxed);
        assert!(normal.join().unwrap() > 0);
    });
    console.assert_answers();
}

#[test]
fn slow_senders_and_readers_do_not_block_others() {
    let console = Console::start();
    let head = format!(
        "POST /_sandbox/reset HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\n\
         Content-Length: 2\r\nConnection: close\r\n\r\n{{}}",
        console.address
    );
    let mut senders: Vec<TcpStream> = (0..20).map(|_| console.connect()).collect();
    // A download that nobody reads.
    let readers: Vec<TcpStream> = (0..20)
        .map(|_| {
            let mut stream = console.connect();
            let request =
                format!("GET /_sandbox/snapshot HTTP/1.1\r\nHost: {}\r\n\r\n", console.address);
            stream.write_all(request.repeat(20).as_bytes()).unwrap();
            stream
        })
        .collect();
    for (place, byte) in head.bytes().enumerate() {
        for stream in &mut senders {
            stream.write_all(&[byte]).unwrap();
        }
        if place % 20 == 0 {
            console.assert_answers();
        }
    }
    for mut stream in senders {
        assert_eq!(read(&mut stream).status, 200);
    }
    drop(readers);
}

#[test]
fn requests_that_hang_do_not_block_others() {
    let console = Console::start();
    let hang = serde_json::json!({ "kind": "hang", "endpoints": ["area/root"], "times": 30 });
    console.json("POST", "faults", &hang);
    let signed = console.json("POST", "sign", &serde_json::json!({ "path": "area/root" }));
    let target = signed["url"].as_str().unwrap().split_once("/gw/").unwrap().1.to_owned();
    let hanging: Vec<TcpStream> = (0..30)
        .map(|_| {
            let mut stream = console.connect();
            let request = format!("GET /gw/{target} HTTP/1.1\r\nHost: x\r\n\r\n");
            stream.write_all(request.as_bytes()).unwrap();
            stream
        })
        .collect();
    super::support::wait_until("all requests", || console.get("state")["requests"] == 30);
    console.assert_answers();
    drop(hanging);
    assert_eq!(console.crm("area/root", &Value::Null), 0);
}
