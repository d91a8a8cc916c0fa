//! `cargo xtask`: the chores of this workspace, which read and write its files.

mod regen;

use std::path::PathBuf;
use std::process::ExitCode;

use regen::Mode;

const USAGE: &str = "\
Usage: cargo xtask regen [--check]

  regen          writes the client's generated files anew from spec/
  regen --check  writes nothing, and fails if a generated file is not what regen would write";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mode = match arguments[..] {
        ["regen"] => Mode::Write,
        ["regen", "--check"] => Mode::Check,
        ["help" | "--help" | "-h"] | ["regen", "help" | "--help" | "-h"] => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => {
            let given = ["cargo", "xtask"].iter().chain(&arguments).copied().collect::<Vec<_>>();
            eprintln!("error: `{}` is no command\n\n{USAGE}", given.join(" "));
            return ExitCode::from(2);
        }
    };
    let outcome = regen::regen(&workspace(), mode);
    for line in &outcome.lines {
        println!("{line}");
    }
    for problem in &outcome.problems {
        eprintln!("{problem}");
    }
    if outcome.problems.is_empty() {
        println!("the generated files are up to date");
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// The top of the workspace, wherever in it the command was given.
///
/// Cargo says at run time where that is; what it said when this was compiled may be another
/// checkout, with which the target folder is shared.
fn workspace() -> PathBuf {
    let package = std::env::var_os("CARGO_MANIFEST_DIR");
    let mut folder = package.map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    folder.pop();
    folder
}

#[test]
fn generated_files_are_fresh() {
    let outcome = regen::regen(&workspace(), Mode::Check);
    assert!(outcome.problems.is_empty(), "{}", outcome.problems.join("\n"));
}
