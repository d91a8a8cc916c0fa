//! Writes the man pages of `crm` to a folder, one for each command: `cargo xtask man DIR`.
//!
//! This is an example, not a part of `crm`, so that the binary needs no code for it.

use std::path::Path;
use std::process::ExitCode;
use std::{fs, io};

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1) else {
        eprintln!("error: the folder is missing; run `cargo xtask man DIR`");
        return ExitCode::from(2);
    };
    match write(Path::new(&folder)) {
        Ok(pages) => {
            println!("wrote {pages} man pages");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {}: {error}", folder.display());
            ExitCode::FAILURE
        }
    }
}

/// Writes all pages, and returns their number. Equal versions give equal bytes.
///
/// # Errors
///
/// Fails if a file cannot be written.
pub fn write(folder: &Path) -> io::Result<usize> {
    fs::create_dir_all(folder)?;
    let mut command = crm_cli::command();
    command.build();
    page(&command, folder)
}

fn page(command: &clap::Command, folder: &Path) -> io::Result<usize> {
    let name = command.get_display_name().unwrap_or(command.get_name());
    let source = format!("crm {}", env!("CARGO_PKG_VERSION"));
    let page = clap_mangen::Man::new(command.clone()).source(source).manual("WiseCRM365");
    let mut text = Vec::new();
    page.render(&mut text)?;
    fs::write(folder.join(format!("{name}.1")), text)?;
    let mut pages = 1;
    for command in command.get_subcommands() {
        pages += self::page(command, folder)?;
    }
    Ok(pages)
}
