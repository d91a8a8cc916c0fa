//! The options that all commands have.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Server, crm, finish, run};

#[test]
fn options_can_precede_and_follow_the_command() {
    for line in ["--output csv whoami", "whoami --output csv", "whoami --output=csv"] {
        let run = run(line);
        assert!(run.stdout.starts_with("setting,value,source\n"), "{line}: {run:?}");
    }
}

#[test]
fn output_selects_the_format() {
    let rows = |output: &str| {
        let line = format!("account list --fields accountName --page-size 2 --output {output}");
        let run = run(&line);
        assert_eq!(run.code, 0, "{run:?}");
        run.stdout
    };
    assert_eq!(rows("csv").lines().next(), Some("accountName"));
    assert_eq!(rows("ndjson").lines().filter(|it| it.starts_with('{')).count(), 2);
    assert_eq!(serde_json::from_str::<Vec<Value>>(&rows("json")).unwrap().len(), 2);
    assert!(rows("table").trim_start().starts_with("accountName"));
    // Standard output is not a terminal here.
    let default = run("account list --fields accountName --page-size 2").stdout;
    assert_eq!(default, rows("json"));
}

#[test]
fn read_only_refuses_writes_only() {
    let server = Server::start();
    let run = server.run("account add accountName=a --read-only");
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.starts_with("error: account/add: "), "{run:?}");
    let run = server.run("account add accountName=a --read-only --lang zh");
    assert!(run.stderr.starts_with("错误：account/add：该调用不是只读调用"), "{run:?}");
    assert_eq!(server.run("account list --fields accountName --read-only").code, 0);
    assert_eq!(server.sandbox.completed_calls(), ["account/list"]);
}

#[test]
fn yes_confirms_a_deletion() {
    let server = Server::start();
    let id = server.sandbox.insert("Account", &json!({ "accountName": "a" }));
    let delete = format!("account delete {id}");
    let run = server.run(&delete);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("add `--yes` to confirm"), "{run:?}");
    assert!(server.sandbox.completed_calls().is_empty());
    assert_eq!(server.run(&format!("{delete} -y")).code, 0);
    assert_eq!(server.sandbox.completed_calls(), ["account/delete"]);
}

#[cfg(unix)]
#[test]
fn a_deletion_asks_on_a_terminal() {
    use crate::pty::Terminal;

    let server = Server::start();
    server.configure(&server.profile("work"));
    let id = server.sandbox.insert("Account", &json!({ "accountName": "a" }));
    let start = || {
        let mut terminal = Terminal::start(&server, &format!("account delete {id}"), &[]);
        terminal.expect("account/delete deletes data. Continue? [y/N]");
        terminal
    };
    for answer in ["", "n", "nobody"] {
        let mut terminal = start();
        terminal.enter(answer);
        let (code, shown) = terminal.finish();
        assert_eq!(code, 1, "{shown}");
        assert!(shown.contains("cancelled; nothing was changed"), "{shown}");
    }
    let mut terminal = start();
    terminal.control('c');
    assert_eq!(terminal.finish().0, 130);
    assert!(server.sandbox.completed_calls().is_empty());
    let mut terminal = start();
    terminal.enter("y");
    assert_eq!(terminal.finish().0, 0);
    assert_eq!(server.sandbox.completed_calls(), ["account/delete"]);
}

#[test]
fn dry_run_prints_a_write_without_its_signature() {
    let server = Server::start();
    let run = server.run("account add accountName=a --dry-run");
    assert_eq!(run.code, 0, "{run:?}");
    let request: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(
        (&request["method"], &request["body"]["accountName"]),
        (&json!("POST"), &json!("a"))
    );
    for secret in ["sign", "appid", server.sandbox.app_key(), server.sandbox.app_id()] {
        assert!(!run.stdout.contains(secret), "{secret}: {run:?}");
    }
    assert!(server.sandbox.completed_calls().is_empty());
}

#[test]
fn quiet_hides_hints() {
    let hint = run("account list --fields accountName --page-size 1");
    assert!(hint.stderr.contains("`--all`"), "{hint:?}");
    for quiet in ["-q", "--quiet"] {
        let run = run(&format!("account list --fields accountName --page-size 1 {quiet}"));
        assert_eq!((run.stdout, run.stderr.as_str()), (hint.stdout.clone(), ""));
    }
}

#[test]
fn a_sandbox_file_keeps_the_data() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("crm.json");
    let option = format!("--sandbox={}", file.display());
    let run = finish(crm(["account", "add", "accountName=留存", &option]));
    assert_eq!(run.code, 0, "{run:?}");
    assert!(fs::metadata(&file).unwrap().len() > 1000);
    let list = ["account", "list", "--fields", "accountName", "--page-size", "1", &option];
    let run = finish(crm(list));
    assert!(run.stdout.contains("留存"), "{run:?}");
}

#[test]
fn lang_and_locale_select_the_language() {
    let chinese = |command| finish(command).stdout.contains("用法：crm");
    assert!(chinese(crm(["--help", "--lang", "zh"])));
    assert!(chinese(crm(["--lang=zh", "account", "list", "--help"])));
    assert!(chinese(crm(["--help"]).env("LANG", "zh_CN.UTF-8")));
    assert!(chinese(crm(["--help"]).env("LC_ALL", "zh_TW")));
    assert!(chinese(crm(["--help"]).env("CRM_LANG", "zh").env("LC_ALL", "en_US.UTF-8")));
    assert!(!chinese(crm(["--help", "--lang", "en"]).env("LANG", "zh_CN.UTF-8")));
}

#[test]
fn color_applies_to_help_and_errors() {
    let colored = |line: &str, env: &[(&str, &str)]| {
        let mut command = crm(line.split_whitespace());
        for (name, value) in env {
            command = command.env(name, value);
        }
        let run = finish(command);
        (run.stdout + &run.stderr).contains('\u{1b}')
    };
    for line in ["--help", "account list --help", "acount", "whoami --profile x", "account"] {
        assert!(!colored(line, &[]), "{line}");
        assert!(!colored(&format!("{line} --color auto"), &[]), "{line}");
        assert!(!colored(&format!("{line} --color never"), &[("CLICOLOR_FORCE", "1")]), "{line}");
        assert!(colored(&format!("{line} --color always"), &[]), "{line}");
        assert!(colored(&format!("{line} --color=always"), &[("NO_COLOR", "1")]), "{line}");
    }
}

#[cfg(unix)]
#[test]
fn color_depends_on_the_terminal() {
    use crate::pty::Terminal;

    let server = Server::start();
    let shown = |line: &str, env: &[(&str, &str)]| Terminal::start(&server, line, env).finish().1;
    let color = [("NO_COLOR", "")];
    assert!(shown("--help", &color).contains("\u{1b}[1m"));
    assert!(shown("acount", &color).contains("\u{1b}[1m\u{1b}[31merror: "));
    assert!(!shown("--help", &[("NO_COLOR", "1")]).contains('\u{1b}'));
    assert!(!shown("acount", &[("NO_COLOR", "1")]).contains('\u{1b}'));
    assert!(!shown("acount", &[("NO_COLOR", ""), ("TERM", "dumb")]).contains('\u{1b}'));
    assert!(!shown("--help --color never", &color).contains('\u{1b}'));
}

#[test]
fn version_is_a_line() {
    for option in ["--version", "-V"] {
        let run = finish(crm([option]));
        let version = format!("crm {}\n", env!("CARGO_PKG_VERSION"));
        assert_eq!((run.code, run.stdout, run.stderr.as_str()), (0, version, ""));
    }
}
