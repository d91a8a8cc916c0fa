//! `cargo xtask`: the development commands of this workspace, which read and write its files.

mod man;
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
       cargo xtask man DIR

  regen    writes the generated files of the client from spec/
  structs  writes FILE with Rust structs for the entities of a CRM. DIR contains the replies of its
           metadata calls: entity.json, field/ENTITY.json and, optionally, picklist/ENTITY.json.
           If FILE is a symbolic link, the file that it points to is written.
  man      writes the man pages of `crm` to DIR, one for each command
  --check  writes nothing, and fails if a generated file is not up to date";

/// A command of the user.
enum Command<'a> {
    Help,
    Regen(Mode),
    Structs { metadata: &'a str, out: &'a str, mode: Mode },
    Man { folder: &'a str },
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match command(&arguments) {
        Some(Command::Regen(mode)) => regen::regen(&workspace(), mode),
        // The user's paths are relative to the current folder, not to the workspace.
        Some(Command::Structs { metadata, out, mode }) => {
            structs::structs(Path::new(""), metadata, out, mode)
        }
        Some(Command::Man { folder }) => return man::man(&workspace(), folder),
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
        ["help" | "--help" | "-h"] | ["regen" | "structs" | "man", "help" | "--help" | "-h"] => {
            Some(Command::Help)
        }
        ["regen"] => Some(Command::Regen(Mode::Write)),
        ["regen", "--check"] => Some(Command::Regen(Mode::Check)),
        ["man", folder] if !folder.starts_with('-') => Some(Command::Man { folder }),
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

/// Returns the root of the workspace, in whichever of its folders the command runs.
///
/// The variable at run time takes precedence: several checkouts can share a target folder, so the value
/// at compile time can name another checkout.
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
