//! The file with the contents, ports and seeds.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::support::{Console, LIMIT, command, wait_until};

fn add(console: &Console, name: &str) -> String {
    let id = console.json("POST", "records/Account", &json!({ "accountName": name }))["id"].clone();
    id.as_str().unwrap().to_owned()
}

/// Runs a command that must fail, and returns its exit code and its message.
#[track_caller]
fn fails(folder: &Path, arguments: &str) -> (i32, String) {
    let mut command = command(folder, arguments);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let end = Instant::now() + LIMIT;
    // A server that starts runs forever.
    while child.try_wait().unwrap().is_none() && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(10));
    }
    let _ = child.kill();
    let output = child.wait_with_output().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(output.stdout.is_empty() && !error.contains("panicked"), "{error}");
    (output.status.code().unwrap(), error)
}

#[cfg(unix)]
#[test]
fn contents_are_saved_when_the_server_stops() {
    let folder = tempfile::tempdir().unwrap();
    for (number, signal) in ["-TERM", "-INT"].into_iter().enumerate() {
        let mut console = Console::open(folder.path(), "--data demo.json");
        assert_eq!(console.get("state")["data_file"], "demo.json");
        let count = console.get(&format!("records/Account?q={}", "持久"))["total"].clone();
        assert_eq!(count, number);
        add(&console, "持久");
        console.json("POST", "clock", &json!({ "advance_ms": 1000 }));
        assert_eq!(console.stop(signal).code(), Some(0), "{}", console.log());
    }
    let console = Console::open(folder.path(), "--data demo.json --seed empty");
    assert_eq!(console.get("records/Account?q=%E6%8C%81%E4%B9%85")["total"], 2);
    // The contents of the file count, and ids continue.
    assert!(console.get("records/Account")["total"].as_u64().unwrap() > 2);
    add(&console, "再来");
    assert_eq!(console.get("records/Account?q=%E5%86%8D%E6%9D%A5")["total"], 1);
}

#[test]
fn contents_survive_kill_9_at_any_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.json");
    let mut saved: Vec<String> = Vec::new();
    for round in 0..4 {
        let mut console = Console::open(folder.path(), "--data data.json");
        for id in &saved {
            console.get(&format!("records/Account/{id}"));
        }
        let id = add(&console, &format!("round {round}"));
        wait_until("a saved record", || fs::read_to_string(&path).is_ok_and(|it| it.contains(&id)));
        saved.push(id);
        if round % 2 == 1 {
            // It is killed while it writes, or soon before or after that.
            for number in 0..200 * round {
                add(&console, &format!("{number}"));
            }
        }
        console.kill();
        let text = fs::read_to_string(&path).unwrap();
        serde_json::from_str::<Value>(&text).unwrap();
    }
    let console = Console::open(folder.path(), "--data data.json");
    for id in &saved {
        console.get(&format!("records/Account/{id}"));
    }
}

#[test]
fn files_that_are_no_snapshot_are_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.json");
    let mut console = Console::open(folder.path(), "--data data.json");
    let id = add(&console, "x");
    wait_until("a saved record", || fs::read_to_string(&path).is_ok_and(|it| it.contains(&id)));
    console.kill();
    let good = fs::read_to_string(&path).unwrap();
    let version = good.replacen("\"version\":", "\"version\":9", 1);
    assert_ne!(version, good);
    let half = good.char_indices().nth(good.chars().count() / 2).unwrap().0;
    for text in [&good[..half], &good[..good.len() - 1], "", "{}", "null", "hello", &version] {
        fs::write(&path, text).unwrap();
        let (code, error) = fails(folder.path(), "--port 0 --data data.json");
        assert_eq!(code, 2, "{error}");
        assert!(
            error.contains("data.json") && error.contains("the file was not changed"),
            "{error}"
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
    fs::write(&path, b"\xff\xfe\x00").unwrap();
    let (code, error) = fails(folder.path(), "--port 0 --data data.json");
    assert!(code != 0 && error.contains("data.json"), "{error}");
    fs::write(&path, &good).unwrap();
    let console = Console::open(folder.path(), "--data data.json");
    console.get(&format!("records/Account/{id}"));
}

#[test]
fn a_file_is_used_by_one_server_only() {
    let folder = tempfile::tempdir().unwrap();
    let mut first = Console::open(folder.path(), "--data data.json");
    let (code, error) = fails(folder.path(), "--port 0 --data data.json");
    assert_eq!(code, 1, "{error}");
    assert!(error.contains("data.json: another process uses this file; "), "{error}");
    first.assert_answers();
    // The lock ends with the process, however it ends.
    first.kill();
    Console::open(folder.path(), "--data data.json").assert_answers();
}

#[test]
fn a_port_in_use_is_reported_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let (code, error) = fails(folder.path(), &format!("--port {} --data new.json", address.port()));
    assert_ne!(code, 0);
    assert!(error.contains(&address.to_string()) && error.contains("--port"), "{error}");
    assert!(
        !folder.path().join("new.json").exists(),
        "a server that has not started saved its contents"
    );
    drop(taken);
    let console =
        Console::run(command(folder.path(), &format!("--port {}", address.port())), folder.path());
    assert_eq!(console.address, address.to_string());
}

#[test]
fn invalid_arguments_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "x").unwrap();
    fs::create_dir(folder.path().join("empty")).unwrap();
    fs::create_dir(folder.path().join("nameless")).unwrap();
    let nameless = r#"[{"entity":"","name":"x","code":1,"name_field":""}]"#;
    fs::write(folder.path().join("nameless/entity.json"), nameless).unwrap();
    for (arguments, code, part) in [
        ("--seed nothing", 2, "`--seed`: nothing is not a folder"),
        ("--seed file", 2, "`--seed`: file is not a folder"),
        ("--seed ./empty", 2, "crm schema save"),
        ("--seed nameless", 2, "entity"),
        ("--port 65536", 2, "--port"),
        ("--host 0.0.0.0", 2, "--token"),
        ("--host 0.0.0.0 --token short", 2, "at least 8 characters"),
        ("--token short", 2, "at least 8 characters"),
        ("--host example.com --token 12345678", 2, "--host"),
        ("--data no/such/folder.json", 1, "no/such"),
        ("--data .", 1, "."),
    ] {
        let (given, error) = fails(folder.path(), &format!("--port 0 {arguments}"));
        assert_eq!(given, code, "{arguments}: {error}");
        assert!(error.contains(part), "{arguments}: {error}");
    }
}

#[test]
fn an_empty_seed_has_users_only() {
    let console = Console::with("--seed empty");
    let state = console.get("state");
    assert_eq!((&state["seed"], state["users"].as_array().unwrap().len()), (&json!("empty"), 3));
    for entity in console.get("entities").as_array().unwrap() {
        let expected = if entity["entity"] == "User" { 3 } else { 0 };
        assert_eq!(entity["records"], expected, "{entity}");
    }
    console.assert_answers();
}
