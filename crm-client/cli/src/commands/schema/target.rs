//! The options `--format`, `--out`, `--force` and `--from`.

use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::failure::Failure;
use crate::lang::tr;
use crate::options::Options;
use crate::output::{self, file};
use crate::schema::Format;

/// Where a document goes, and in which format.
pub(super) struct Target {
    /// The format.
    pub format: Format,
    /// The file. Default: standard output.
    out: Option<PathBuf>,
    force: bool,
}

/// Adds the options of a document.
pub(super) fn define(command: Command) -> Command {
    command.args([
        Arg::new("format")
            .long("format")
            .value_name("FORMAT")
            .value_parser(PossibleValuesParser::new(Format::NAMES))
            .hide_possible_values(true)
            .help(tr!(
                "table, json, ndjson, csv, markdown, xlsx, mermaid or svg [default: by the extension of FILE, or by --output]",
                "table、json、ndjson、csv、markdown、xlsx、mermaid 或 svg [默认：由 FILE 的扩展名或 --output 决定]"
            )),
        Arg::new("out")
            .long("out")
            .short('o')
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .help(tr!("Write the document to FILE", "将文档写入 FILE")),
        Arg::new("force")
            .long("force")
            .action(ArgAction::SetTrue)
            .help(tr!("Replace FILE if it exists", "FILE 已存在时覆盖")),
    ])
}

/// Adds the option that selects a saved folder.
pub(in crate::commands) fn define_from(command: Command) -> Command {
    command.arg(
        Arg::new("from").long("from").value_name("DIR").value_parser(value_parser!(PathBuf)).help(
            tr!(
                "Read DIR, written by `crm schema save`, instead of the CRM",
                "读取由 `crm schema save` 写入的 DIR，而不是 CRM"
            ),
        ),
    )
}

/// Adds the names of entities.
pub(in crate::commands) fn define_entities(command: Command) -> Command {
    command.arg(
        crate::options::help::positional(Arg::new("entities").value_name("ENTITY").num_args(0..))
            .help(tr!("Internal names [default: all entities]", "内部名称 [默认：所有实体]")),
    )
}

/// Returns the names of entities.
pub(in crate::commands) fn entities(matches: &ArgMatches) -> Vec<String> {
    matches.get_many::<String>("entities").into_iter().flatten().cloned().collect()
}

/// Returns the saved folder.
pub(in crate::commands) fn from(matches: &ArgMatches) -> Option<&Path> {
    matches.get_one::<PathBuf>("from").map(PathBuf::as_path)
}

impl Target {
    /// Reads the options, and checks that the document can be written.
    pub(super) fn read(options: &Options, matches: &ArgMatches) -> Result<Target, Failure> {
        let out = matches.get_one::<PathBuf>("out").cloned();
        let force = matches.get_flag("force");
        let named = matches.get_one::<String>("format").and_then(|it| Format::from_name(it));
        let format = match (named, &out) {
            (Some(format), _) => format,
            (None, None) => Format::Rows(options.format),
            (None, Some(path)) => Format::from_extension(path).ok_or_else(|| unclear(path))?,
        };
        match &out {
            Some(path) if !force => file::check_new(path)?,
            None if format == Format::Xlsx => {
                return Err(Failure::usage(tr!(
                    "`--format xlsx` needs a file; add `--out FILE.xlsx`",
                    "`--format xlsx` 需要文件；请添加 `--out FILE.xlsx`"
                )));
            }
            _ => {}
        }
        Ok(Target { format, out, force })
    }

    /// Writes the document to the file or to standard output.
    pub(super) fn write(&self, options: &Options, document: &[u8]) -> Result<(), Failure> {
        let Some(path) = &self.out else { return output::document(document) };
        file::create(path, document, self.force)?;
        options.hint(&tr!("{} written", "已写入 {}", path.display()));
        Ok(())
    }
}

fn unclear(path: &Path) -> Failure {
    let path = path.display();
    Failure::usage(tr!(
        "{path}: the extension names no format; use `--format`, or an extension such as `.svg`, `.xlsx` or `.md`",
        "{path}：无法由扩展名判断格式；请使用 `--format`，或 `.svg`、`.xlsx`、`.md` 等扩展名"
    ))
}
