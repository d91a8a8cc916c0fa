//! The tables of the journal, and their version.

use rusqlite::Connection;

use super::failed;
use crate::failure::Failure;
use crate::lang::tr;

/// The version of the tables.
const VERSION: i64 = 1;

/// Marks a database as a journal: `crmj`.
const APPLICATION: i64 = 0x6372_6d6a;

const TABLES: &str = "
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY,
        identity TEXT NOT NULL UNIQUE,
        target TEXT NOT NULL,
        entity TEXT NOT NULL,
        file TEXT NOT NULL,
        match_fields TEXT NOT NULL,
        row_count INTEGER NOT NULL,
        started TEXT NOT NULL,
        finished TEXT,
        undone TEXT
    );
    CREATE TABLE rows (
        run INTEGER NOT NULL REFERENCES runs(id),
        row INTEGER NOT NULL,
        state TEXT NOT NULL,
        record TEXT,
        body TEXT,
        before TEXT,
        problems TEXT,
        sent INTEGER,
        ended INTEGER,
        undo TEXT,
        PRIMARY KEY (run, row)
    ) WITHOUT ROWID;
";

/// Creates the tables of a new journal, and checks the version of an old one.
pub(super) fn prepare(db: &Connection) -> Result<(), Failure> {
    let pragma = |name: &str| -> Result<i64, Failure> {
        db.pragma_query_value(None, name, |row| row.get(0)).map_err(|error| failed(&error))
    };
    let (application, version) = (pragma("application_id")?, pragma("user_version")?);
    let tables: i64 = db
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(|error| failed(&error))?;
    if (application, version, tables) == (0, 0, 0) {
        let sql = format!(
            "BEGIN; {TABLES} PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION}; COMMIT;"
        );
        return db.execute_batch(&sql).map_err(|error| failed(&error));
    }
    if application != APPLICATION {
        return Err(Failure::usage(tr!(
            "the file is not a journal of `crm import`; name another one with `--journal`",
            "该文件不是 `crm import` 的日志；请用 `--journal` 指定其他文件"
        )));
    }
    if version != VERSION {
        return Err(Failure::usage(tr!(
            "the journal has version {version}, and this program needs version {VERSION}; use the matching version of crm, or another `--journal`",
            "日志的版本为 {version}，本程序需要版本 {VERSION}；请使用相应版本的 crm，或用 `--journal` 指定其他文件"
        )));
    }
    Ok(())
}
