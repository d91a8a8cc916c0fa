//! Where the journal is, and the lock that keeps other processes out.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use rusqlite::Connection;

use super::failed;
use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::output::file;

/// The name of the journal in the folder of this program.
const NAME: &str = "import.db";

/// Where a journal is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In a file.
    File(PathBuf),
    /// In memory, for a CRM that is in memory, too.
    Memory,
}

impl Place {
    /// Returns the default file in the user's folder for the state of programs.
    pub(crate) fn default_file() -> Result<Place, Failure> {
        let strategy = etcetera::choose_base_strategy().map_err(|_| {
            Failure::new(
                Status::Failed,
                tr!(
                    "the home folder is unknown; name a journal with `--journal`",
                    "找不到用户主目录；请用 `--journal` 指定日志文件"
                ),
            )
        })?;
        let folder = strategy.state_dir().unwrap_or_else(|| strategy.data_dir());
        Ok(Place::File(folder.join("crm").join(NAME)))
    }
}

/// Opens the database, and locks it for this process.
pub(super) fn open(place: &Place) -> Result<(Connection, Option<File>), Failure> {
    let Place::File(path) = place else {
        return Ok((Connection::open_in_memory().map_err(|error| failed(&error))?, None));
    };
    let io = |error: std::io::Error| Failure::io(path.display(), &error);
    if let Some(folder) = path.parent().filter(|it| !it.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(io)?;
    }
    let lock = lock(path)?;
    // The journal has the values of records, so nobody else may read it. SQLite gives its other files
    // the same rights.
    private(path).map_err(io)?;
    let db = Connection::open(path).map_err(|error| failed(&error))?;
    db.pragma_update(None, "journal_mode", "WAL").map_err(|error| failed(&error))?;
    // Each transaction must survive a loss of power, not only the end of this process.
    db.pragma_update(None, "synchronous", "FULL").map_err(|error| failed(&error))?;
    Ok((db, Some(lock)))
}

fn private(path: &Path) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(|_| ())
}

fn lock(path: &Path) -> Result<File, Failure> {
    file::lock(path, || {
        tr!(
            "{}: another import uses this journal; wait until it ends, or name another one with `--journal`",
            "{}：另一个导入正在使用此日志；请等待其结束，或用 `--journal` 指定其他文件",
            path.display()
        )
    })
}
