//! `crm file download`: asks for the link of a file, and fetches it before the link expires.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use crm_client::file::DownloadUrl;
use serde_json::json;
use tempfile::NamedTempFile;

use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::options::Options;
use crate::options::help::{localized, positional};
use crate::session::{self, Session};
use crate::{output, safe};

/// The module that the function belongs to.
const MODULE: &str = "file";
const FUNCTION: &str = "download";

/// Adds the function, if the command is the module for files.
pub(super) fn define(module: Command) -> Command {
    if module.get_name() != MODULE || module.find_subcommand(FUNCTION).is_some() {
        return module;
    }
    let command = localized(Command::new(FUNCTION)).about(tr!("Downloads a file.", "下载文件。"));
    module.subcommand(
        command
            .arg(
                positional(Arg::new("path").value_name("PATH").required(true))
                    .help(tr!("The path of the file in the CRM", "文件在 CRM 中的路径")),
            )
            .arg(
                Arg::new("out")
                    .long("out")
                    .short('o')
                    .value_name("FILE")
                    .value_parser(value_parser!(PathBuf))
                    .help(tr!(
                        "Where to save it; - is standard output [default: the name in PATH]",
                        "保存位置；- 为标准输出 [默认：PATH 中的文件名]"
                    )),
            )
            .arg(
                Arg::new("force")
                    .long("force")
                    .action(ArgAction::SetTrue)
                    .help(tr!("Replace an existing file", "覆盖已有文件")),
            ),
    )
}

/// Runs the function, if it is this one.
pub(super) fn run(
    options: &Options,
    module: &str,
    function: &str,
    matches: &ArgMatches,
) -> Option<Result<Status, Failure>> {
    let is_here = module == MODULE && function == FUNCTION;
    let path = matches.try_get_one::<String>("path").ok().flatten().filter(|_| is_here)?;
    Some(download(options, path, matches))
}

fn download(options: &Options, path: &str, matches: &ArgMatches) -> Result<Status, Failure> {
    let out = match matches.get_one::<PathBuf>("out") {
        Some(out) => out.clone(),
        None => file_name(path)?,
    };
    let to_stdout = out == Path::new("-");
    let force = matches.get_flag("force");
    // Checked again when the file is complete.
    if !to_stdout && !force && out.exists() {
        return Err(exists(&out));
    }
    session::run(options, None, async |session| {
        if to_stdout {
            let mut target = BufWriter::new(io::stdout().lock());
            fetch(session, path, &mut target, |error| Failure::output(&error)).await?;
            return Ok(());
        }
        let failed = |error: io::Error| Failure::io(safe::line(&out.to_string_lossy()), &error);
        let mut target = temporary(&out).map_err(failed)?;
        let bytes = fetch(session, path, target.as_file_mut(), failed).await?;
        target.as_file().sync_all().map_err(failed)?;
        save(target, &out, force)?;
        let saved = json!({ "file": out.to_string_lossy(), "bytes": bytes });
        output::record(options.format, &output::row(&saved), None)
    })?;
    Ok(Status::Success)
}

/// Writes the file, and returns its size.
async fn fetch(
    session: &Session<'_>,
    path: &str,
    target: &mut impl Write,
    failed: impl Fn(io::Error) -> Failure,
) -> Result<u64, Failure> {
    let link = session.send(DownloadUrl::new(path)).await?;
    let mut bytes = 0;
    let write = |piece: &[u8]| {
        bytes += piece.len() as u64;
        target.write_all(piece).map_err(&failed)
    };
    session.download(&link.file_full_path, write).await?;
    target.flush().map_err(failed)?;
    Ok(bytes)
}

/// Creates a file in the folder of the result, so that it can be renamed.
fn temporary(out: &Path) -> io::Result<NamedTempFile<File>> {
    let folder = out.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".crm-download-");
    #[cfg(unix)]
    {
        use std::fs::Permissions;
        use std::os::unix::fs::PermissionsExt;

        // The file gets the permissions of a new file, and not those of a temporary one.
        builder.permissions(Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

/// Gives the complete file its name.
fn save(file: NamedTempFile<File>, out: &Path, force: bool) -> Result<(), Failure> {
    let saved = if force { file.persist(out) } else { file.persist_noclobber(out) };
    match saved {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Err(exists(out)),
        Err(error) => Err(Failure::io(safe::line(&out.to_string_lossy()), &error.error)),
    }
}

fn exists(out: &Path) -> Failure {
    let out = out.to_string_lossy();
    Failure::new(
        Status::Failed,
        tr!(
            "{out}: the file exists; add `--force` to replace it",
            "{out}：文件已存在；如需覆盖请添加 `--force`"
        ),
    )
}

/// Returns the last part of a path of the CRM, if it is a plain name.
fn file_name(path: &str) -> Result<PathBuf, Failure> {
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_plain = !name.starts_with('.')
        && !name.is_empty()
        && !name.contains(|it: char| {
            it.is_control() || matches!(it, ':' | '*' | '?' | '"' | '<' | '>' | '|')
        });
    if is_plain {
        return Ok(PathBuf::from(name));
    }
    Err(Failure::usage(tr!(
        "{path}: the path does not end with the name of a file; add `--out FILE`",
        "{path}：路径末尾不是有效的文件名；请添加 `--out FILE`"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_name_is_taken_from_a_path() {
        assert_eq!(file_name("/2021/02/合同 a.doc").unwrap(), Path::new("合同 a.doc"));
        for path in ["", "/", "/a/..", "/a/.bashrc", "/a/b\u{1b}[31m", "/a/c:d", "a\\"] {
            assert!(file_name(path).is_err(), "{path}");
        }
    }
}
