//! The journal of imports: what was sent, and how it ended. Each request is recorded before it is sent,
//! so that a killed process leaves no request that nobody knows about.

mod entry;
mod file;
mod run;
mod tables;

use std::collections::HashMap;

use rusqlite::{Connection, params};

use crate::failure::{Failure, Status};
use crate::import::entity::Fields;
use crate::import::outcome::RowResult;
use crate::lang::tr;
pub(crate) use entry::{Entry, State};
pub(crate) use file::Place;
pub(crate) use run::{Run, Start};

/// The journal, which only this process uses.
pub(crate) struct Journal {
    db: Connection,
    /// Held as long as the journal is open.
    _lock: Option<std::fs::File>,
}

/// A request that is about to be sent.
pub(crate) struct Sending<'a> {
    /// The number of the row.
    pub row: u32,
    /// The record, if it is an update.
    pub record: Option<&'a str>,
    /// The fields of the request.
    pub body: &'a Fields,
    /// The values of these fields before an update.
    pub before: Fields,
}

/// The end of a row.
pub(crate) struct Ending<'a> {
    /// The number of the row.
    pub row: u32,
    /// How it has ended, or `None` if the request certainly did not reach the CRM.
    pub result: Option<&'a RowResult>,
}

impl Journal {
    /// Opens a journal, or creates it.
    ///
    /// # Errors
    ///
    /// Fails if another process uses it, if it has another version, or if it cannot be written.
    pub(crate) fn open(place: &Place) -> Result<Journal, Failure> {
        let (db, lock) = file::open(place)?;
        tables::prepare(&db)?;
        Ok(Journal { db, _lock: lock })
    }

    /// Returns the run with this identity that was not replaced.
    pub(crate) fn find(&self, identity: &str) -> Result<Option<Run>, Failure> {
        run::find(&self.db, identity).map_err(|error| failed(&error))
    }

    /// Returns the run with this number.
    pub(crate) fn run(&self, id: i64) -> Result<Option<Run>, Failure> {
        run::get(&self.db, id).map_err(|error| failed(&error))
    }

    /// Returns all runs, newest first.
    pub(crate) fn runs(&self) -> Result<Vec<Run>, Failure> {
        run::all(&self.db).map_err(|error| failed(&error))
    }

    /// Records a new run, and returns its number.
    pub(crate) fn begin(&mut self, start: &Start<'_>) -> Result<i64, Failure> {
        run::begin(&self.db, start).map_err(|error| failed(&error))
    }

    /// Records that all changes of a run were undone.
    pub(crate) fn undone(&mut self, run: i64) -> Result<(), Failure> {
        run::undone(&self.db, run).map_err(|error| failed(&error))
    }

    /// Lets a new run have the identity of this one.
    pub(crate) fn forget(&mut self, run: i64) -> Result<(), Failure> {
        run::forget(&self.db, run).map_err(|error| failed(&error))
    }

    /// Records that all rows of a run have an outcome.
    pub(crate) fn finish(&mut self, run: i64) -> Result<(), Failure> {
        run::finish(&self.db, run).map_err(|error| failed(&error))
    }

    /// Returns what the journal has about the rows of a run, by the number of the row.
    pub(crate) fn entries(&self, run: i64) -> Result<HashMap<u32, Entry>, Failure> {
        entry::all(&self.db, run).map_err(|error| failed(&error))
    }

    /// Records the ends of rows and the requests that are about to be sent, in one transaction.
    pub(crate) fn record(
        &mut self,
        run: i64,
        ends: &[Ending<'_>],
        sends: &[Sending<'_>],
    ) -> Result<(), Failure> {
        if ends.is_empty() && sends.is_empty() {
            return Ok(());
        }
        let work = || {
            let transaction = self.db.unchecked_transaction()?;
            for end in ends {
                entry::end(&transaction, run, end)?;
            }
            for send in sends {
                entry::send(&transaction, run, send)?;
            }
            transaction.commit()
        };
        work().map_err(|error| failed(&error))
    }

    /// Records how far the undoing of a row is.
    pub(crate) fn undo(&mut self, run: i64, row: u32, state: &str) -> Result<(), Failure> {
        let sql = "UPDATE rows SET undo = ?3 WHERE run = ?1 AND row = ?2";
        let done = self.db.execute(sql, params![run, row, state]);
        done.map(|_| ()).map_err(|error| failed(&error))
    }
}

/// Returns the failure of the database. The rows that were sent are looked up by the next run.
fn failed(error: &rusqlite::Error) -> Failure {
    let is_full = error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull);
    Failure::new(
        Status::Failed,
        if is_full {
            tr!(
                "the journal cannot be written: the disk is full; free some space, and run the same command again",
                "无法写入导入日志：磁盘已满；请释放空间后重新运行同一命令"
            )
        } else {
            tr!(
                "the journal cannot be used: {error}; correct this, and run the same command again",
                "无法使用导入日志：{error}；请解决后重新运行同一命令"
            )
        },
    )
}
