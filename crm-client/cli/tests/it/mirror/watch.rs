//! `crm watch`: deliveries, failures and kills.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::{Command as Process, Stdio};
use std::sync::mpsc::{Receiver, channel};

use serde_json::{Value, json};
use snapbox::cmd::{Command, cargo_bin};

use super::support::Mirror;
use crate::support::finish;

/// A request that a receiver got.
struct Received {
    headers: Vec<String>,
    query: String,
    body: Value,
    text: String,
}

impl Received {
    fn header(&self, name: &str) -> Option<&str> {
        let is_it = |it: &&String| it.to_lowercase().starts_with(&format!("{name}:"));
        Some(self.headers.iter().find(is_it)?.split_once(':')?.1.trim())
    }
}

/// Serves these statuses with these bodies, and the last one again and again. Returns its URL.
fn receiver(replies: &'static [(u16, &'static str)]) -> (String, Receiver<Received>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let (sender, received) = channel();
    std::thread::spawn(move || {
        let mut replies = replies.iter().copied();
        let mut last = (200, "");
        for stream in listener.incoming() {
            let mut stream = BufReader::new(stream.unwrap());
            let mut line = String::new();
            if stream.read_line(&mut line).unwrap_or(0) == 0 {
                continue;
            }
            let target = line.split(' ').nth(1).unwrap_or_default().to_owned();
            let mut headers = Vec::new();
            loop {
                let mut header = String::new();
                stream.read_line(&mut header).unwrap();
                if header.trim().is_empty() {
                    break;
                }
                headers.push(header.trim().to_owned());
            }
            let mut it = Received {
                query: target.split_once('?').map_or("", |it| it.1).to_owned(),
                headers,
                body: Value::Null,
                text: String::new(),
            };
            let length = it.header("content-length").and_then(|it| it.parse().ok()).unwrap_or(0);
            let mut body = vec![0; length];
            if stream.read_exact(&mut body).is_err() {
                continue;
            }
            it.text = String::from_utf8(body).unwrap();
            it.body = serde_json::from_str(&it.text).unwrap_or_default();
            last = replies.next().unwrap_or(last);
            let (status, body) = last;
            let head = format!("Content-Length: {}\r\nConnection: close", body.len());
            let _ = write!(stream.get_mut(), "HTTP/1.1 {status} x\r\n{head}\r\n\r\n{body}");
            if sender.send(it).is_err() {
                return;
            }
        }
    });
    (url, received)
}

/// A mirror of ten customers, whose log has a change for each of these names.
fn changed(names: &[&str]) -> Mirror {
    let mirror = Mirror::with(10, 0);
    mirror.ok("Account");
    change(&mirror, names);
    mirror
}

fn change(mirror: &Mirror, names: &[&str]) {
    for (number, name) in names.iter().enumerate() {
        let id = mirror.query(&format!("SELECT _id FROM Account LIMIT 1 OFFSET {}", number % 10));
        let call = mirror.client.account().update(&*id[0], json!({ "phone": name }));
        mirror.wait(call.into_future());
        mirror.ok("Account");
    }
}

fn watch(mirror: &Mirror, line: &str) -> Command {
    mirror.server.crm(format!("watch {line}").split_whitespace())
}

/// Returns the events of standard output.
fn events(mirror: &Mirror, line: &str) -> Vec<Value> {
    let run = finish(watch(mirror, line));
    assert_eq!(run.code, 0, "{run:?}");
    run.stdout.lines().map(|it| serde_json::from_str(it).unwrap()).collect()
}

#[test]
fn each_change_is_printed_once() {
    let mirror = changed(&["1"]);
    // The first run only remembers where the log ends.
    assert!(events(&mirror, "").is_empty());
    change(&mirror, &["2", "3"]);
    let found = events(&mirror, "");
    let phones: Vec<&str> = found.iter().map(|it| it["after"]["phone"].as_str().unwrap()).collect();
    assert_eq!(phones, ["2", "3"]);
    let id = mirror.query("SELECT value FROM _mirror WHERE name = 'mirror_id'").remove(0);
    assert_eq!(found[1]["id"], format!("{id}-3"));
    assert_eq!(found[1]["kind"], "updated");
    assert!(found[0]["changed"].as_array().unwrap().contains(&json!("phone")));
    assert_eq!(found[0]["before"]["phone"], "1");
    assert!(events(&mirror, "").is_empty());
    assert_eq!(events(&mirror, "--from-start --name other").len(), 3);
    assert_eq!(events(&mirror, "--from-start --name third --kind created").len(), 0);
    assert_eq!(events(&mirror, "--from-start --name fourth --entity Contact").len(), 0);
}

#[test]
fn changes_are_posted_with_a_signature() {
    let mirror = changed(&["1", "2"]);
    let (url, received) = receiver(&[(200, "ok")]);
    let run =
        watch(&mirror, &format!("--from-start --post {url}")).env("CRM_WATCH_SECRET", "s3cret");
    let run = finish(run);
    assert_eq!(run.code, 0, "{run:?}");
    let post = received.recv().unwrap();
    assert_eq!(post.body["events"].as_array().unwrap().len(), 2);
    let time = post.header("x-crm-timestamp").unwrap();
    let signature = post.header("x-crm-signature").unwrap();
    let script = "import hmac, hashlib, sys; print(hmac.new(b's3cret', sys.stdin.buffer.read(), hashlib.sha256).hexdigest())";
    // An independent program computes the same signature, if there is one.
    if let Ok(mut python) = Process::new("python3")
        .args(["-c", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
    {
        write!(python.stdin.take().unwrap(), "{time}.{}", post.text).unwrap();
        let output = python.wait_with_output().unwrap();
        let expected = String::from_utf8(output.stdout).unwrap();
        assert_eq!(signature, format!("sha256={}", expected.trim()));
    }
}

#[test]
fn a_failed_delivery_is_repeated() {
    let mirror = changed(&["1"]);
    let (url, received) = receiver(&[(503, ""), (429, ""), (200, "")]);
    assert_eq!(finish(watch(&mirror, &format!("--from-start --post {url}"))).code, 0);
    let bodies: BTreeSet<String> = received.try_iter().map(|it| it.text).collect();
    assert_eq!(bodies.len(), 1);
    let (url, _received) = receiver(&[(403, ""), (200, "")]);
    change(&mirror, &["2"]);
    let run = finish(watch(&mirror, &format!("--post {url}")));
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.stderr.contains("the receiver returned HTTP 403"), "{run:?}");
    assert_eq!(finish(watch(&mirror, &format!("--post {url}"))).code, 0);
}

#[test]
fn robots_get_messages_in_their_form() {
    let mirror = changed(&["021 <@all>"]);
    for (robot, text, reply) in [
        ("wecom", "/markdown/content", r#"{"errcode":0}"#),
        ("dingtalk", "/markdown/text", r#"{"errcode":0}"#),
        ("feishu", "/content/text", r#"{"code":0}"#),
    ] {
        let replies = Box::leak(Box::new([(200, reply)]));
        let (url, received) = receiver(replies);
        let run = watch(&mirror, &format!("--from-start --{robot}"))
            .env("CRM_WEBHOOK", format!("{url}?key=w3bhook"))
            .env("CRM_WATCH_SECRET", "s3cret");
        let run = finish(run);
        assert_eq!(run.code, 0, "{run:?}");
        let message = received.recv().unwrap();
        let text = message.body.pointer(text).unwrap().as_str().unwrap();
        assert!(text.contains("updated Account 002-") && text.contains("021 ＜ all＞"), "{text}");
        let is_signed = message.query.contains("&sign=") || message.body["sign"].is_string();
        assert_eq!(is_signed, robot != "wecom", "{}", message.query);
    }
}

#[test]
fn a_robot_that_refuses_is_reported_without_its_address() {
    let mirror = changed(&["1"]);
    let (url, _received) = receiver(&[(200, r#"{"errcode":93000,"errmsg":"invalid webhook"}"#)]);
    let run = finish(
        watch(&mirror, "--from-start --wecom").env("CRM_WEBHOOK", format!("{url}?key=w3bhook")),
    );
    assert_eq!(run.code, 3, "{run:?}");
    assert!(
        run.stderr.contains("93000: invalid webhook") && !run.stderr.contains("w3bhook"),
        "{run:?}"
    );
    let run =
        finish(watch(&mirror, "--wecom").env("CRM_WEBHOOK", "http://example.com/?key=w3bhook"));
    assert_eq!(run.code, 2, "{run:?}");
    assert!(
        run.stderr.contains("use its `https` address") && !run.stderr.contains("w3bhook"),
        "{run:?}"
    );
    let run = finish(watch(&mirror, "--wecom"));
    assert!(run.stderr.contains("set `CRM_WEBHOOK` or `--webhook-file`"), "{run:?}");
}

#[test]
fn changes_that_were_removed_are_reported() {
    let mirror = changed(&["1"]);
    assert!(events(&mirror, "--from-start").len() == 1);
    change(&mirror, &["2", "3", "4"]);
    mirror.execute("DELETE FROM _changes WHERE id < 4");
    let run = finish(watch(&mirror, ""));
    assert!(run.stderr.contains("2 changes were removed from the log"), "{run:?}");
    assert_eq!(run.stdout.lines().count(), 1);
}

#[cfg(unix)]
#[test]
fn a_killed_process_loses_no_change() {
    let mirror = Mirror::with(10, 0);
    mirror.ok("Account");
    mirror.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
         INSERT INTO _changes (at, entity, record, kind, before, after)
         SELECT '2026-01-01 00:00:00', 'Account', '002-' || (i % 7), 'updated', '{\"a\":1}', '{\"a\":2}' FROM n",
    );
    let mut delivered = Vec::new();
    let mut random = fastrand::Rng::with_seed(5);
    let mut runs = 0;
    loop {
        runs += 1;
        let mut child = Process::new(cargo_bin("crm"))
            .args(["watch", "--from-start", "--name", "kill"].iter().take(if runs == 1 {
                4
            } else {
                1
            }))
            .args(if runs == 1 { &[][..] } else { &["--name", "kill"] })
            .current_dir(mirror.server.folder.path())
            .env("HOME", mirror.server.folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let lines = random.usize(1..400);
        let mut line = String::new();
        for _ in 0..lines {
            line.clear();
            if out.read_line(&mut line).unwrap() == 0 {
                break;
            }
            let event: Value = serde_json::from_str(&line).unwrap();
            delivered.push(event["id"].as_str().unwrap().to_owned());
        }
        if line.is_empty() && child.wait().unwrap().success() {
            break;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        // Lines before the kill are delivered, too.
        for line in out.lines() {
            let Ok(event) = serde_json::from_str::<Value>(&line.unwrap()) else { break };
            delivered.push(event["id"].as_str().unwrap().to_owned());
        }
        assert!(runs < 200);
    }
    let distinct: BTreeSet<&String> = delivered.iter().collect();
    assert_eq!(distinct.len(), 2000);
    assert!(runs > 3, "{runs}");
}
