//! Exports the records of entities to files.
//!
//! | module | purpose |
//! |---|---|
//! | `many`, `file`, `stdout` | several entities; one entity to a file; one entity to standard output |
//! | `convert`, `xlsx`, `parquet`, `spool` | formats that are made from the rows at the end |
//! | `table`, `csv`, `ndjson`, `seen` | pages as text, without repeated rows |
//! | `journal`, `manifest`, `progress` | where to continue; the description of the file; the progress |
//! | `source`, `plan` | the pages, and what to request |
//! | `files`, `format` | names of files; formats |
//!
//! A file gets its final name when it is complete. Until then, the rows are in a file beside it, and a
//! journal notes each complete page, so that an interrupted export continues.

mod convert;
mod csv;
mod file;
mod files;
mod format;
mod journal;
mod manifest;
mod many;
mod ndjson;
#[cfg(feature = "parquet")]
mod parquet;
mod plan;
mod progress;
mod seen;
mod source;
#[cfg_attr(
    not(any(feature = "excel", feature = "parquet")),
    allow(dead_code, reason = "only workbooks and Parquet files are converted")
)]
mod spool;
mod stdout;
mod table;
#[cfg(feature = "excel")]
mod xlsx;

use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::filter::Expression;
use crate::lang::tr;
use crate::session::Session;
use crate::tenant;
pub(crate) use file::Saved;
pub(crate) use format::Format;

/// What to export.
#[derive(Debug)]
pub(crate) struct Request {
    /// The internal names of the entities. None means all entities.
    pub entities: Option<Vec<String>>,
    /// A file, a folder, or `-` for standard output. Default: the current folder.
    pub out: Option<PathBuf>,
    /// The format of the files.
    pub format: Format,
    /// The fields, in the order of the columns. Default: all fields of the metadata.
    pub fields: Option<Vec<String>>,
    /// Which records to export, as text and parsed. Default: all.
    pub filter: Option<(String, Expression)>,
    /// The order of the records. Default: oldest first, if an entity has the time of creation.
    pub sort: Option<String>,
    /// Whether to write labels of picklists instead of numbers, and names of references beside ids.
    pub labels: bool,
    /// Whether to replace existing files.
    pub force: bool,
}

/// Exports entities. `saved` tells how much the next run can continue.
///
/// # Errors
///
/// Fails if an entity or a field is unknown, if a file exists or cannot be written, or if the CRM
/// refuses a call.
pub(crate) async fn run(
    session: &Session<'_>,
    request: &Request,
    saved: &Saved,
) -> Result<(), Failure> {
    let is_output = request.out.as_deref() == Some(Path::new("-"));
    match request.entities.as_deref() {
        Some([entity]) if is_output && request.format.is_appendable() => {
            stdout::export(session, request, entity).await
        }
        _ if is_output => Err(Failure::usage(tr!(
            "`--out -`: only one entity as csv or ndjson can be printed; name a file or a folder",
            "`--out -`：只能输出一个实体，格式为 csv 或 ndjson；请指定文件或文件夹"
        ))),
        Some([entity]) => {
            let files = files::Files::of(&target(request, entity));
            file::export(session, request, entity, &files, saved).await
        }
        entities => {
            let all = if let Some(entities) = entities {
                entities.to_vec()
            } else {
                let entities = tenant::entities(session).await?;
                entities.into_iter().map(|it| it.entity).collect()
            };
            let folder = request.out.as_deref().unwrap_or(Path::new("."));
            // A folder with the name of a file, such as `all.xlsx`, would be a surprise.
            let is_like_file = !folder.is_dir() && Format::from_path(folder).is_some();
            if folder.is_file() || is_like_file {
                return Err(Failure::usage(tr!(
                    "{}: several entities need a folder, and this is a file; name a folder",
                    "{}：导出多个实体需要文件夹，而这是文件；请指定文件夹",
                    files::shown(folder)
                )));
            }
            many::export(session, request, &all, folder, saved).await
        }
    }
}

/// Returns the file of a single entity.
fn target(request: &Request, entity: &str) -> PathBuf {
    let name = files::name(entity, request.format.name());
    match &request.out {
        None => PathBuf::from(name),
        Some(out) if out.is_dir() || out.as_os_str().to_string_lossy().ends_with(['/', '\\']) => {
            out.join(name)
        }
        Some(out) => out.clone(),
    }
}
