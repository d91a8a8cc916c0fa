//! Help, completions and man pages.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use snapbox::cmd::cargo_bin;
use unicode_width::UnicodeWidthStr;

use crate::support::{Server, crm, finish};

#[path = "../../examples/man.rs"]
#[allow(dead_code, reason = "the test calls the functions, and not `main`")]
mod man;

/// Returns the standard output of a successful run.
fn output(line: &str) -> String {
    let run = finish(crm(line.split_whitespace()));
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{line}");
    run.stdout
}

#[test]
fn the_help_fits_a_screen() {
    for lang in ["en", "zh"] {
        let help = output(&format!("--help --lang {lang}"));
        assert!(help.lines().count() <= 45, "{help}");
        for line in help.lines() {
            assert!(line.width() <= 80, "{line}");
        }
        assert_eq!(help, output(&format!("-h --lang {lang}")));
        assert_eq!(help, output(&format!("--help account list --lang {lang}")));
    }
}

#[test]
fn the_help_of_each_command_shows_an_example() {
    let help = output("--help");
    let commands =
        help.split("Commands:").nth(1).unwrap().split("Calls of the API:").next().unwrap();
    let commands = commands.lines().filter_map(|it| it.split_whitespace().next());
    let commands: Vec<&str> = commands.collect();
    assert!(commands.contains(&"login") && commands.contains(&"completions"), "{commands:?}");
    for command in commands {
        let help = output(&format!("{command} --help"));
        assert!(help.contains("Example"), "{help}");
        assert!(help.contains("Global options: see `crm --help`"), "{help}");
        assert!(!help.contains("--dry-run ") && !help.contains("\n\n\n"), "{help}");
        let help = output(&format!("{command} --help --lang zh"));
        assert!(help.contains("示例") && help.contains("全局选项：请查看"), "{help}");
    }
}

/// A shell that may be missing on this machine.
fn shell(name: &str, server: &Server) -> Option<Command> {
    let found = ["/bin", "/usr/bin", "/usr/local/bin"].map(|it| Path::new(it).join(name));
    let Some(path) = found.into_iter().find(|it| it.exists()) else {
        eprintln!("{name} is not installed");
        return None;
    };
    let mut command = Command::new(path);
    let folder = cargo_bin("crm").parent().unwrap().display().to_string();
    command.env_clear().env("LANG", "C.UTF-8").env("PATH", format!("{folder}:/usr/bin:/bin"));
    // A completion must not connect to anything.
    command.env("HOME", server.folder.path()).env("CRM_BASE_URL", "http://127.0.0.1:9/");
    Some(command)
}

/// Completes a line, whose last word can be empty, and returns the values.
type Complete = fn(&Server, &[&str]) -> Option<Vec<String>>;

fn lines(mut command: Command, args: &[&str]) -> Vec<String> {
    let output = command.args(args).output().unwrap();
    let (stdout, stderr) = (String::from_utf8(output.stdout), String::from_utf8(output.stderr));
    assert_eq!(stderr.unwrap(), "");
    stdout.unwrap().lines().filter(|it| !it.is_empty()).map(str::to_owned).collect()
}

fn bash(server: &Server, words: &[&str]) -> Option<Vec<String>> {
    let script = r#"source <(crm completions bash)
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_TYPE=9
        _clap_complete_crm crm "${COMP_WORDS[COMP_CWORD]}" ""
        printf '%s\n' "${COMPREPLY[@]}""#;
    let mut args = vec!["--norc", "-c", script, "bash"];
    args.extend(words);
    Some(lines(shell("bash", server)?, &args))
}

fn zsh(server: &Server, words: &[&str]) -> Option<Vec<String>> {
    // Stands in for zsh's own functions, which need a line editor.
    let script = r#"function compdef() { : }
        function _describe() { print -l -- ${(P)@[-1]} }
        source <(crm completions zsh)
        words=("$@"); CURRENT=$#
        _clap_dynamic_completer_crm"#;
    let mut args = vec!["-f", "-c", script, "zsh"];
    args.extend(words);
    let described = lines(shell("zsh", server)?, &args);
    Some(described.iter().map(|it| it.split(':').next().unwrap().to_owned()).collect())
}

fn fish(server: &Server, words: &[&str]) -> Option<Vec<String>> {
    let script = "crm completions fish | source; complete -C (string join -- ' ' $argv)";
    let mut args = vec!["--no-config", "-c", script];
    args.extend(words);
    let described = lines(shell("fish", server)?, &args);
    Some(described.iter().map(|it| it.split('\t').next().unwrap().to_owned()).collect())
}

#[test]
fn shells_complete_commands_options_and_names() {
    let server = Server::start();
    server.configure(&server.profile("work"));
    for complete in [bash as Complete, zsh, fish] {
        let words = |line: &str| {
            let words: Vec<&str> = line.split(' ').collect();
            complete(&server, &words)
        };
        let Some(commands) = words("crm acc") else { continue };
        assert_eq!(commands, ["account", "accountpool"]);
        let is = |line, expected: &[&str]| assert_eq!(words(line).unwrap(), expected, "{line}");
        is("crm account li", &["list"]);
        is("crm account list --page-s", &["--page-size"]);
        is("crm account list --outp", &["--output"]);
        is("crm whoami --output nd", &["ndjson"]);
        is("crm whoami --profile w", &["work"]);
        is("crm completions po", &["powershell"]);
        is("crm --sandbox account list --fields accountName,ph", &["accountName,phone"]);
        is("crm --sandbox customentity list --entity c__", &["c__lead"]);
        is("crm --sandbox query c__", &["c__lead"]);
        is("crm --sandbox query Account --fields ph", &["phone"]);
        is("crm --sandbox account add ph", &["phone="]);
        is("crm --sandbox metadata field c__", &["c__lead"]);
        // Without cached metadata, no names are known.
        is("crm account list --fields acc", &[]);
    }
    assert!(server.sandbox.completed_calls().is_empty());
}

#[test]
fn the_script_of_powershell_calls_crm() {
    let script = output("completions powershell");
    assert!(script.contains("Register-ArgumentCompleter -Native -CommandName crm"), "{script}");
}

#[test]
fn each_command_has_a_man_page() {
    let pages = || {
        let folder = tempfile::tempdir().unwrap();
        let number = man::write(folder.path()).unwrap();
        let pages: BTreeMap<String, String> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap().to_str().unwrap().to_owned();
                (name, fs::read_to_string(path).unwrap())
            })
            .collect();
        assert_eq!(pages.len(), number);
        pages
    };
    let first = pages();
    assert_eq!(first, pages(), "equal versions give equal bytes");
    let calls = crm_client::ENDPOINTS.iter().map(|it| it.info.path.replace('/', "-"));
    for name in calls.chain(["login".into(), "whoami".into(), "completions".into()]) {
        assert!(first.contains_key(&format!("crm-{name}.1")), "{name}");
    }
    assert!(first["crm.1"].contains(r"\-\-sandbox"), "{}", first["crm.1"]);
    assert!(first["crm-account-list.1"].contains(r"\-\-page\-size"));
    assert!(!first["crm-account-list.1"].contains(r"\-\-sandbox"));
}
