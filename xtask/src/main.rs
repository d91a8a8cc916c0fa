//! `cargo xtask`: the chores of this workspace, which read and write its files.

mod read;
mod regen;
mod structs;
mod write;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use write::Mode;

const USAGE: &str = "\
Usage: cargo xtask regen [--check]
       cargo xtask structs --metadata DIR --out FILE [--check]

  regen    writes the client's generated files anew from spec/
  structs  writes a file of Rust structs for the entities of a CRM, from the replies of its metadata
           calls in DIR: entity.json, field/ENTITY.json and, where there are any,
           picklist/ENTITY.json; if FILE is a symbolic link, writes the file it points to
  --check  writes nothing, and fails if a generated file is not what would be written";

/// What can be asked for.
enum Command<'a> {
    Help,
    Regen(Mode),
    Structs { metadata: &'a str, out: &'a str, mode: Mode },
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match command(&arguments) {
        Some(Command::Regen(mode)) => regen::regen(&workspace(), mode),
        // These paths are the user's, and so relative to where the user is.
        Some(Command::Structs { metadata, out, mode }) => {
            structs::structs(Path::new(""), metadata, out, mode)
        }
        Some(Command::Help) => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        None => {
            let given = ["cargo", "xtask"].iter().chain(&arguments).copied().collect::<Vec<_>>();
            let given = given.join(" ");
            eprintln!("error: unknown command `{}`\n\n{USAGE}", codegen::escape(&given));
            return ExitCode::from(2);
        }
    };
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

fn command<'a>(arguments: &[&'a str]) -> Option<Command<'a>> {
    match arguments {
        ["help" | "--help" | "-h"] | ["regen" | "structs", "help" | "--help" | "-h"] => {
            Some(Command::Help)
        }
        ["regen"] => Some(Command::Regen(Mode::Write)),
        ["regen", "--check"] => Some(Command::Regen(Mode::Check)),
        ["structs", options @ ..] => {
            let (mut metadata, mut out, mut mode) = (None, None, Mode::Write);
            let mut options = options.iter();
            while let Some(option) = options.next() {
                match *option {
                    "--metadata" => metadata = Some(*options.next()?),
                    "--out" => out = Some(*options.next()?),
                    "--check" => mode = Mode::Check,
                    _ => return None,
                }
            }
            Some(Command::Structs { metadata: metadata?, out: out?, mode })
        }
        _ => None,
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
