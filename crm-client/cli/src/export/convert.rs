//! Converts the rows of a complete export into a workbook or a Parquet file.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::files::{self, Files};
use super::format::Format;
use super::journal::Start;
use super::plan::Plan;
use super::spool::Spool;
use crate::failure::{Failure, Status};
use crate::lang::tr;

/// Stops a conversion if nobody waits for it any more, because the user has pressed Ctrl-C.
struct Cancel(Arc<AtomicBool>);

impl Drop for Cancel {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Converts the rows. Returns the number of cells that are too long for a workbook, if there are any.
///
/// # Errors
///
/// Fails if the file cannot be written. The rows stay.
pub(super) async fn run(
    files: &Files,
    format: Format,
    plan: &Plan,
    start: &Start,
) -> Result<Option<u64>, Failure> {
    let spool = Spool::new(&files.part, plan, &start.columns);
    let _cancel = Cancel(spool.is_cancelled.clone());
    let beside = files.clone();
    let converting = tokio::task::spawn_blocking(move || {
        let file = files::create(&beside.converted)?;
        let long_cells = write(&spool, format, &file, &beside)?;
        file.sync_all()?;
        Ok(long_cells)
    });
    let converted = converting.await;
    if !matches!(converted, Ok(Ok(_))) {
        // An incomplete file would only need space. The next run replaces it if it stays.
        let _ = files::remove(&files.converted);
    }
    match converted {
        Ok(Ok(long_cells)) => Ok((long_cells > 0).then_some(long_cells)),
        Ok(Err(error)) => Err(files::failed(&files.target, &error)),
        // The library for workbooks panics if it cannot write its temporary files.
        Err(_) => {
            let folder = files::shown(files.folder());
            Err(Failure::new(
                Status::Failed,
                tr!(
                    "{}: the file cannot be written; check the free space of `{folder}`",
                    "{}：无法写入文件；请检查 `{folder}` 的剩余空间",
                    files::shown(&files.target)
                ),
            ))
        }
    }
}

/// Writes the file, and returns the number of long cells.
#[allow(unused_variables, reason = "they depend on the features")]
fn write(spool: &Spool, format: Format, file: &std::fs::File, files: &Files) -> io::Result<u64> {
    match format {
        #[cfg(feature = "excel")]
        Format::Xlsx => super::xlsx::write(spool, file, files.folder()),
        #[cfg(feature = "parquet")]
        Format::Parquet => super::parquet::write(spool, file).map(|()| 0),
        _ => Err(io::ErrorKind::Unsupported.into()),
    }
}
