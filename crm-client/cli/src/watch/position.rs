//! Up to which change a consumer has read, in a file of the user's folder for the state of programs.

use std::fs::{self, File};
use std::io;
use std::path::PathBuf;

use etcetera::BaseStrategy;
use fs4::FileExt;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::database::Target;
use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::output::file;

/// The position of a consumer.
pub(super) struct Position {
    path: PathBuf,
    stored: Option<Stored>,
    /// Held as long as the changes are delivered: another process would deliver them, too.
    _lock: File,
}

#[derive(Debug, Serialize, Deserialize)]
struct Stored {
    /// The id of the mirror.
    mirror: String,
    /// The number of the last delivered change.
    number: i64,
}

impl Position {
    /// Reads the position of a consumer.
    ///
    /// # Errors
    ///
    /// Fails if another process delivers to the same consumer, or if the file cannot be read.
    pub(super) fn open(target: &Target, name: &str) -> Result<Position, Failure> {
        let folder = folder()?;
        // A file name that does not depend on what an address or a name can contain.
        let target = match target {
            Target::Sqlite(path) => {
                fs::canonicalize(path).unwrap_or_else(|_| path.clone()).display().to_string()
            }
            Target::Postgres(url) | Target::MySql(url) => url.clone(),
        };
        let hash = Sha256::digest(format!("{target}\n{name}"));
        let hash = base16ct::lower::encode_string(&hash[..8]);
        let path = folder.join(format!("watch-{hash}.json"));
        let failed = |error: &io::Error| Failure::io(path.display(), error);
        fs::create_dir_all(&folder).map_err(|error| failed(&error))?;
        let lock = File::create(path.with_extension("lock")).map_err(|error| failed(&error))?;
        FileExt::try_lock(&lock).map_err(|_| {
            Failure::new(
                Status::Failed,
                tr!(
                    "`{name}`: another process delivers the changes to this consumer; use another name with `--name`",
                    "`{name}`：另一个进程正在向该消费者推送；请用 `--name` 换一个名称"
                ),
            )
        })?;
        let stored = match fs::read(&path) {
            // An unreadable position is that of a new consumer.
            Ok(json) => serde_json::from_slice(&json).ok(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(failed(&error)),
        };
        Ok(Position { path, stored, _lock: lock })
    }

    /// Returns the id of the mirror that was read last.
    pub(super) fn mirror(&self) -> Option<&String> {
        self.stored.as_ref().map(|it| &it.mirror)
    }

    /// Returns the number of the last delivered change.
    pub(super) fn number(&self) -> i64 {
        self.stored.as_ref().map_or(0, |it| it.number)
    }

    /// Stores a position.
    pub(super) fn set(&mut self, mirror: &str, number: i64) -> Result<(), Failure> {
        let stored = Stored { mirror: mirror.to_owned(), number };
        let json = serde_json::to_vec(&stored).unwrap_or_default();
        let written = file::replace(&self.path, &json);
        written.map_err(|error| Failure::io(self.path.display(), &error))?;
        self.stored = Some(stored);
        Ok(())
    }
}

fn folder() -> Result<PathBuf, Failure> {
    let strategy = etcetera::choose_base_strategy().map_err(|_| {
        Failure::new(Status::Failed, tr!("the home folder is unknown", "找不到用户主目录"))
    })?;
    Ok(strategy.state_dir().unwrap_or_else(|| strategy.data_dir()).join("crm"))
}
