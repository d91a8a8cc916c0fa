//! The programs that repeat a request really do so, in each language whose interpreter is installed.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::support::Console;

/// Values with everything that is special in some language, in a URL, or in a signature.
const VALUE: &str = r#"a'b"c\d$HOME `x` #{y} {z} %s %41 &=+?/;:,!*()[]~^|<> 中文 😀 ' \' \" \\ \n \u0041 ${x} $(y) ?>"#;

/// A program to run, and how to find out whether it can be run.
struct Language {
    name: &'static str,
    file: &'static str,
    check: &'static [&'static str],
    run: &'static [&'static str],
}

const LANGUAGES: [Language; 4] = [
    Language {
        name: "curl",
        file: "call.sh",
        check: &["bash", "-c", "curl --version && openssl version && python3 --version"],
        run: &["bash", "call.sh"],
    },
    Language {
        name: "python",
        file: "call.py",
        check: &["python3", "-c", "import requests"],
        run: &["python3", "call.py"],
    },
    Language {
        name: "java",
        file: "Call.java",
        check: &["java", "--version"],
        run: &["java", "-Dfile.encoding=UTF-8", "Call.java"],
    },
    Language {
        name: "php",
        file: "call.php",
        check: &["php", "--version"],
        run: &["php", "call.php"],
    },
];

fn command(words: &[&str], folder: &Path) -> Command {
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).current_dir(folder);
    for name in [
        "http_proxy",
        "https_proxy",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "all_proxy",
        "JAVA_TOOL_OPTIONS",
    ] {
        command.env_remove(name);
    }
    command
}

/// Requests to repeat.
fn calls(user: &Value) -> Vec<Value> {
    let body = json!({ "accountName": VALUE, "phone": "021-1\n\t\r\u{7f}\u{85}\u{2028}\u{202e}", "money": 1.50 });
    vec![
        json!({ "path": "area/root" }),
        json!({ "path": "account/list", "params": { "op_user": user, "fields": "accountName,phone", "page_size": 2 } }),
        // Names that are sorted in another way with their values, and lines.
        json!({ "path": "area/root", "params": {
            "b": VALUE, "b1": "1", "b-": "2", "b_": "3", "a": "line 1\nline 2\r\n\n", "B": "\tx ", "z.z": "\u{7f}\u{85}\u{2028}\u{202e}",
        } }),
        json!({ "path": "account/add", "params": { "op_user": user }, "body": body.to_string() }),
        json!({ "path": "account/add", "params": { "op_user": user, "x": VALUE }, "body": "{ not json" }),
    ]
}

/// Requests that a Rust program can repeat exactly: its body is read as JSON.
fn is_json(request: &Value) -> bool {
    let body = request["body"].as_str().unwrap();
    body.is_empty() || serde_json::from_str::<Value>(body).is_ok()
}

/// Returns what a request is, without what differs each time.
fn essence(request: &Value) -> (Value, Value, Vec<(String, String)>) {
    let own = ["sign", "timestamp", "sign_type"];
    let mut params: Vec<(String, String)> = request["params"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            (it["name"].as_str().unwrap().to_owned(), it["value"].as_str().unwrap().to_owned())
        })
        .filter(|it| !own.contains(&it.0.as_str()))
        .collect();
    params.sort();
    let body = request["body"].as_str().unwrap();
    let body = serde_json::from_str(body).unwrap_or_else(|_| json!(body));
    (json!([request["method"], request["path"]]), body, params)
}

/// Runs a program, and asserts that it has sent the same request with a valid signature.
#[track_caller]
fn assert_repeats(console: &Console, original: &Value, mut command: Command, name: &str) {
    let before = console.get("state")["newest"].clone();
    let key = console.get("state")["app_key"].as_str().unwrap().to_owned();
    let output = command.env("CRM_APP_KEY", key).output().unwrap();
    let code = &original["code"][name];
    let shown = format!("{name}: {output:?}\n{}", code.as_str().unwrap());
    let newest = console.get("state")["newest"].as_u64().unwrap();
    assert_eq!(newest, before.as_u64().unwrap() + 1, "{shown}");
    let repeated = console.get(&format!("requests/{newest}"));
    assert_eq!(repeated["signature"], "valid", "{}\n{shown}", repeated["explanation"]);
    assert_eq!(essence(&repeated), essence(original), "{shown}");
    assert_eq!(repeated["code"][name], *code, "{name}");
    // The client in Rust prints the data of a reply only, and ends with an error code of the CRM.
    if name != "rust" {
        assert!(output.status.success(), "{shown}");
        let printed = String::from_utf8_lossy(&output.stdout);
        let code = format!("\"error_code\":{}", original["code_of_reply"]);
        assert!(printed.contains(&code), "{shown}");
    }
}

/// Sends all calls, and returns their requests.
fn originals(console: &Console) -> Vec<Value> {
    let user = console.get("state")["user"]["id"].clone();
    let requests = calls(&user).into_iter().map(|call| {
        let signed = console.json("POST", "sign", &call);
        let number = console.json("POST", "try", &call)["number"].clone();
        let mut request = console.get(&format!("requests/{number}"));
        assert_eq!(signed["code"], request["code"]);
        // A summary has the error code under the name of the programs.
        let list =
            console.get(&format!("requests?limit=1&before={}", number.as_u64().unwrap() + 1));
        request["code_of_reply"] = list["items"][0]["code"].clone();
        request
    });
    requests.collect()
}

fn repeats_requests(name: &str) {
    let language = LANGUAGES.iter().find(|it| it.name == name).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let check = command(language.check, folder.path()).output();
    if !check.is_ok_and(|it| it.status.success()) {
        println!("skipped: {} needs `{}`", language.name, language.check.join(" "));
        return;
    }
    let console = Console::start();
    for original in originals(&console) {
        let code = original["code"][name].as_str().unwrap();
        std::fs::write(folder.path().join(language.file), code).unwrap();
        assert_repeats(&console, &original, command(language.run, folder.path()), name);
    }
}

#[test]
fn curl_repeats_requests() {
    repeats_requests("curl");
}

#[test]
fn python_repeats_requests() {
    repeats_requests("python");
}

#[test]
fn java_repeats_requests() {
    repeats_requests("java");
}

#[test]
fn php_repeats_requests() {
    repeats_requests("php");
}

/// Builds a package with one program for each request. Its dependencies are those of the workspace.
#[test]
#[ignore = "builds the client and its dependencies, which takes minutes"]
fn rust_repeats_requests() {
    let console = Console::start();
    let originals: Vec<Value> = originals(&console).into_iter().filter(is_json).collect();
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let root = std::fs::canonicalize(root).unwrap();
    let manifest = format!(
        "[package]\nname = \"calls\"\nedition = \"2021\"\n[dependencies]\n\
         crm-client = {{ path = {:?} }}\nserde_json = \"1\"\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n",
        root.join("crm-client")
    );
    std::fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
    std::fs::copy(root.join("Cargo.lock"), folder.path().join("Cargo.lock")).unwrap();
    let bin = folder.path().join("src/bin");
    std::fs::create_dir_all(&bin).unwrap();
    for (number, original) in originals.iter().enumerate() {
        let code = original["code"]["rust"].as_str().unwrap();
        std::fs::write(bin.join(format!("call{number}.rs")), code).unwrap();
    }
    let target = root.join("target/programs");
    let mut build = command(&["cargo", "build", "--offline", "--bins"], folder.path());
    let output = build.env("CARGO_TARGET_DIR", &target).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for (number, original) in originals.iter().enumerate() {
        let program = target.join(format!("debug/call{number}"));
        assert_repeats(
            &console,
            original,
            command(&[program.to_str().unwrap()], folder.path()),
            "rust",
        );
    }
}
