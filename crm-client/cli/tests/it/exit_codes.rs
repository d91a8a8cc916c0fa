//! Exit codes and errors of the binary, in both languages and as JSON.

use std::fs::File;
use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crm_client::sandbox::Fault;
use serde_json::{Value, json};
use snapbox::cmd::cargo_bin;

use crate::support::{Run, Server, crm, finish, run};

/// Returns the object `error` of the only line on standard error.
#[track_caller]
fn error(run: &Run) -> Value {
    assert_eq!((run.stderr.lines().count(), run.stdout.as_str()), (1, ""), "{run:?}");
    let mut document: Value = serde_json::from_str(&run.stderr).unwrap();
    assert_eq!(document["error"]["exit_code"], run.code, "{run:?}");
    document["error"].take()
}

/// A process of `crm` with the connection to a server.
fn process(server: &Server, line: &str) -> Command {
    let mut command = Command::new(cargo_bin("crm"));
    command.args(line.split_whitespace()).env_clear().env("LANG", "C");
    command.env("CRM_BASE_URL", server.sandbox.base_url()).env("NO_PROXY", "127.0.0.1");
    command.env("CRM_APP_ID", server.sandbox.app_id()).env("CRM_APP_KEY", server.sandbox.app_key());
    command.env("CRM_USER", server.sandbox.user().as_str()).env("HOME", server.folder.path());
    command.stdin(Stdio::null()).stderr(Stdio::piped());
    command
}

/// Waits for the end of a process, and returns its exit code and its standard error.
fn wait(mut child: Child) -> (Option<i32>, String) {
    let mut errors = String::new();
    child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
    (child.wait().unwrap().code(), errors)
}

#[test]
fn success_is_0() {
    let run = run("account list --fields accountName --page-size 1 --quiet");
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
}

#[test]
fn other_failures_are_1() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("no-such-folder/data.json");
    let sandbox = format!("--sandbox={}", path.display());
    let run = finish(crm(["whoami", &sandbox]));
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.starts_with("error: ") && run.stderr.contains("data.json"), "{run:?}");
    let run = finish(crm(["whoami", &sandbox, "--output", "json"]));
    assert!(error(&run)["message"].as_str().unwrap().contains("data.json"), "{run:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_1() {
    let server = Server::start();
    for line in ["account list --fields accountName", "whoami", "--help", "completions bash"] {
        let mut process = process(&server, line);
        process.stdout(File::options().write(true).open("/dev/full").unwrap());
        let (code, errors) = wait(process.spawn().unwrap());
        assert_eq!(code, Some(1), "{line}: {errors}");
        assert!(errors.starts_with("error: standard output: No space left"), "{line}: {errors}");
    }
}

#[test]
fn a_closed_pipe_is_0() {
    let server = Server::start();
    for line in ["contact list --fields contactName --all", "--help", "account --help"] {
        let mut child = process(&server, line).stdout(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        assert_eq!(wait(child), (Some(0), String::new()), "{line}");
    }
}

#[test]
fn mistakes_in_the_arguments_are_2() {
    let cases = [
        (
            "acount list",
            "`acount`: unknown command; did you mean `account`?",
            "未知命令；是否指 `account`？",
        ),
        (
            "account lst",
            "`lst`: unknown command; did you mean `list`?",
            "未知命令；是否指 `list`？",
        ),
        (
            "account list --feilds x",
            "`--feilds`: unknown argument; did you mean `--fields`?",
            "未知参数",
        ),
        (
            "whoami --output xml",
            "`--output`: invalid value `xml`; expected one of table, json",
            "无效；应为以下之一",
        ),
        ("whoami --output", "`--output`: the value is missing", "缺少值"),
        (
            "whoami --quiet --quiet",
            "`--quiet`: given more than once; see `crm whoami --help`",
            "重复指定",
        ),
        ("whoami extra", "`extra`: unknown argument; see `crm whoami --help`", "未知参数"),
        ("account get --sandbox", "account/get: `--account-id` is missing", "缺少 `--account-id`"),
        ("account list --max-items x", "`--max-items`: invalid value `x`; ", "无效；"),
        (
            "completions",
            "missing arguments: <SHELL>; see `crm completions --help`",
            "缺少参数：<SHELL>；请查看",
        ),
        (
            "whoami --profile a --sandbox",
            "`--sandbox` and `--profile` exclude each other",
            "不能同时使用",
        ),
    ];
    for (line, english, chinese) in cases {
        let words = || line.split_whitespace();
        let run = finish(crm(words()));
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{line}: {run:?}");
        assert!(run.stderr.starts_with(&format!("error: {english}")), "{line}: {run:?}");
        let run = finish(crm(words()).args(["--lang", "zh"]));
        assert_eq!(run.code, 2, "{line}: {run:?}");
        assert!(
            run.stderr.starts_with("错误：") && run.stderr.contains(chinese),
            "{line}: {run:?}"
        );
        if !line.contains("--output") {
            let run = finish(crm(words()).args(["--output", "json"]));
            assert!(error(&run)["message"].as_str().unwrap().starts_with(english), "{run:?}");
        }
    }
    let run = finish(crm([] as [&str; 0]));
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("Usage: crm"), "{run:?}");
}

#[test]
fn a_key_is_not_accepted_as_an_argument() {
    for line in ["login --app-key s3cret", "whoami --app-key=s3cret", "account list --key s3cret"] {
        for format in ["table", "json"] {
            let run = finish(crm(line.split(' ')).args(["--output", format]));
            assert_eq!(run.code, 2, "{run:?}");
            assert!(run.stderr.contains("a key is not accepted as an argument"), "{run:?}");
            assert!(!format!("{run:?}").contains("s3cret"), "{run:?}");
        }
    }
}

#[test]
fn a_wrong_key_is_3() {
    let server = Server::start();
    let line = "account list --fields accountName --output json";
    let run = finish(server.crm(line.split(' ')).env("CRM_APP_KEY", "Wr0ngKey"));
    let error = error(&run);
    assert_eq!(run.code, 3, "{run:?}");
    assert_eq!(
        (&error["endpoint"], &error["outcome"]),
        (&json!("account/list"), &json!("refused"))
    );
    assert_eq!((&error["code"], &error["http_status"]), (&json!(400), &json!(200)));
    assert!(!run.stderr.contains("Wr0ngKey") && !run.stderr.contains("sign="), "{run:?}");
}

#[test]
fn an_unreachable_server_is_4() {
    let server = Server::start();
    server.sandbox.disconnect_blocking();
    let run = server.run("account list --fields accountName --output json");
    assert_eq!(run.code, 4, "{run:?}");
    assert_eq!(error(&run)["outcome"], "not_sent");
    let run = server.run("account add accountName=a");
    assert_eq!(run.code, 4, "{run:?}");
    assert!(run.stderr.starts_with("error: account/add: cannot connect"), "{run:?}");
}

#[test]
fn a_lost_reply_of_a_write_is_5() {
    let server = Server::start();
    server.sandbox.inject(Fault::cut_body().on("account/add"));
    let run = server.run("account add accountName=a --output json");
    assert_eq!(run.code, 5, "{run:?}");
    assert_eq!(error(&run)["outcome"], "unknown");
    // The same failure of a read is harmless.
    server.sandbox.inject(Fault::cut_body().on("account/list").times(9));
    let run = server.run("account list --fields accountName");
    assert_eq!(run.code, 4, "{run:?}");
}

#[cfg(unix)]
#[test]
fn ctrl_c_is_130() {
    let server = Server::start();
    server.sandbox.inject(Fault::hang().on("account/list"));
    let line = "account list --fields accountName";
    let child = process(&server, line).stdout(Stdio::piped()).spawn().unwrap();
    let start = Instant::now();
    while server.sandbox.requests() == 0 {
        assert!(start.elapsed() < Duration::from_secs(20), "no request was sent");
        std::thread::sleep(Duration::from_millis(10));
    }
    let killed = Command::new("/bin/kill").args(["-INT", &child.id().to_string()]).status();
    assert!(killed.unwrap().success());
    assert_eq!(wait(child), (Some(130), "error: interrupted\n".to_owned()));
    assert!(start.elapsed() < Duration::from_secs(20));
}

#[test]
fn a_terminal_escape_sequence_in_a_name_is_shown_and_not_executed() {
    let server = Server::start();
    let name = "a\u{1b}]0;title\u{7}\u{1b}[31m\u{202e}b";
    server.sandbox.insert("Account", &json!({ "accountName": name }));
    for output in ["table", "csv", "json", "ndjson"] {
        let line = format!("account list --fields accountName --page-size 1 --output {output}");
        let run = server.run(&line);
        assert_eq!(run.code, 0, "{run:?}");
        if output != "csv" {
            assert!(!run.stdout.contains('\u{1b}') && !run.stdout.contains('\u{7}'), "{run:?}");
        }
    }
    // An error that repeats the name is safe, too.
    server.sandbox.answer("account/list", &json!({ "error_code": 400, "error_msg": name }));
    let run = server.run("account list --fields accountName");
    assert!(!run.stderr.contains('\u{1b}'), "{run:?}");
}
