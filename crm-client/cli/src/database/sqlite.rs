//! SQLite: a file, which only one process writes at a time.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, Statement, ToSql};

use super::{Access, Cell, Dialect, Insert, Value};
use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::output::file;
use crate::safe;

/// How long a statement waits for a reader that blocks it.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

/// The number of prepared statements that are kept.
const STATEMENTS: usize = 64;

/// A statement of a user, checked by SQLite.
pub(crate) enum Described {
    /// A query with these columns.
    Query(Vec<String>),
    /// A statement that changes the database.
    Write,
    /// No statement, or only a comment.
    Empty,
    /// Several statements.
    Several,
    /// Not SQL, or something that the database does not have.
    Invalid {
        message: String,
        /// The position of the mistake in bytes, if it is known.
        offset: Option<usize>,
    },
}

/// A connection to a file.
pub(crate) struct Sqlite {
    connection: Connection,
    path: PathBuf,
    /// Held as long as the connection can write.
    _lock: Option<File>,
}

impl Sqlite {
    /// Opens a file. [`Access::Write`] creates it.
    ///
    /// # Errors
    ///
    /// Fails if it does not exist or is not a database, or if another process writes to it.
    pub(crate) fn open(path: &Path, access: Access) -> Result<Sqlite, Failure> {
        let failed = |error: &rusqlite::Error| failed(path, error);
        let (flags, lock) = match access {
            Access::Read if !path.exists() => {
                let shown = path.display().to_string();
                let shown = safe::line(&shown);
                return Err(Failure::usage(tr!(
                    "{shown}: the file does not exist; create it with `crm mirror --to sqlite:{shown}`",
                    "{shown}：文件不存在；请用 `crm mirror --to sqlite:{shown}` 创建"
                )));
            }
            Access::Read if path.is_dir() => {
                let shown = path.display().to_string();
                let shown = safe::line(&shown);
                return Err(Failure::usage(tr!(
                    "{shown}: this is a folder; name the file of a database",
                    "{shown}：这是文件夹；请指定数据库文件"
                )));
            }
            Access::Read => (OpenFlags::SQLITE_OPEN_READ_ONLY, None),
            Access::Write => {
                let lock = lock(path)?;
                private(path).map_err(|error| Failure::io(path.display(), &error))?;
                let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
                (flags, Some(lock))
            }
        };
        let connection = Connection::open_with_flags(path, flags).map_err(|it| failed(&it))?;
        connection.busy_timeout(BUSY_TIMEOUT).map_err(|it| failed(&it))?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        if access == Access::Write {
            // Readers, such as reports, and the mirror do not wait for each other.
            connection.pragma_update(None, "journal_mode", "WAL").map_err(|it| failed(&it))?;
            // A loss of power can undo the last transaction, which the next round then repeats. It cannot
            // damage the file.
            connection.pragma_update(None, "synchronous", "NORMAL").map_err(|it| failed(&it))?;
        }
        Ok(Sqlite { connection, path: path.to_owned(), _lock: lock })
    }

    pub(super) fn execute(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, Failure> {
        let run = || {
            let mut statement = self.connection.prepare_cached(sql)?;
            bind(&mut statement, values)?;
            // Some statements, such as PRAGMA, return rows.
            if statement.column_count() > 0 {
                let mut rows = statement.raw_query();
                while rows.next()?.is_some() {}
                return Ok(0);
            }
            statement.raw_execute()
        };
        run().map(|it| it as u64).map_err(|error| failed(&self.path, &error))
    }

    pub(super) fn query(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<Vec<Vec<Cell>>, Failure> {
        let mut found = Vec::new();
        self.each(sql, values, |row| {
            found.push(row);
            Ok(())
        })?;
        Ok(found)
    }

    /// Passes the rows of a query to a function, one after another.
    pub(crate) fn each(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        mut visit: impl FnMut(Vec<Cell>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let failed = |error: rusqlite::Error| failed(&self.path, &error);
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        bind(&mut statement, values).map_err(failed)?;
        let columns = statement.column_count();
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(failed)? {
            let cells = (0..columns).map(|index| row.get_ref(index).map(cell));
            visit(cells.collect::<Result<_, _>>().map_err(failed)?)?;
        }
        Ok(())
    }

    /// Checks a statement of a user without running it.
    ///
    /// # Errors
    ///
    /// Fails if the database cannot be read.
    pub(crate) fn describe(&self, sql: &str) -> Result<Described, Failure> {
        Ok(match self.connection.prepare(sql) {
            Ok(statement) if statement.readonly() && statement.column_count() > 0 => {
                Described::Query(statement.column_names().into_iter().map(str::to_owned).collect())
            }
            Ok(statement) if statement.expanded_sql().is_none_or(|it| it.is_empty()) => {
                Described::Empty
            }
            Ok(_) => Described::Write,
            Err(rusqlite::Error::MultipleStatement) => Described::Several,
            Err(rusqlite::Error::SqlInputError { msg, offset, .. }) => {
                Described::Invalid { message: msg, offset: usize::try_from(offset).ok() }
            }
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::Unknown) => {
                Described::Invalid { message: error.to_string(), offset: None }
            }
            Err(error) => return Err(failed(&self.path, &error)),
        })
    }

    pub(super) fn insert(
        &mut self,
        insert: &Insert,
        rows: &[Vec<Value<'_>>],
    ) -> Result<(), Failure> {
        let sql = Dialect::Sqlite.insert(insert, 1);
        let run = || {
            let mut statement = self.connection.prepare_cached(&sql)?;
            for row in rows {
                bind(&mut statement, row)?;
                statement.raw_execute()?;
            }
            Ok(())
        };
        run().map_err(|error| failed(&self.path, &error))
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Integer(integer) => ValueRef::Integer(*integer),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

fn bind(statement: &mut Statement<'_>, values: &[Value<'_>]) -> rusqlite::Result<()> {
    for (index, value) in values.iter().enumerate() {
        statement.raw_bind_parameter(index + 1, value)?;
    }
    Ok(())
}

fn cell(value: ValueRef<'_>) -> Cell {
    match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(integer) => Cell::Integer(integer),
        ValueRef::Real(number) => Cell::Real(number),
        ValueRef::Text(text) | ValueRef::Blob(text) => {
            Cell::Text(String::from_utf8_lossy(text).into_owned())
        }
    }
}

/// Creates the file for this user only: it has the values of records. SQLite gives its other files the
/// same rights.
fn private(path: &Path) -> std::io::Result<()> {
    if let Some(folder) = path.parent().filter(|it| !it.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

fn lock(path: &Path) -> Result<File, Failure> {
    if let Some(folder) = path.parent().filter(|it| !it.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(|error| Failure::io(folder.display(), &error))?;
    }
    file::lock(path, || {
        tr!(
            "{}: another process writes to this database; wait until it ends",
            "{}：另一个进程正在写入该数据库；请等待其结束",
            path.display()
        )
    })
}

fn failed(path: &Path, error: &rusqlite::Error) -> Failure {
    let path = path.display().to_string();
    let path = safe::line(&path);
    let message = match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => tr!(
            "{path}: the disk is full; free some space, and run the same command again",
            "{path}：磁盘已满；请释放空间后重新运行同一命令"
        ),
        Some(ErrorCode::NotADatabase) => tr!(
            "{path}: the file is not a SQLite database; name another file",
            "{path}：该文件不是 SQLite 数据库；请指定其他文件"
        ),
        Some(ErrorCode::DatabaseCorrupt) => tr!(
            "{path}: the database is damaged; delete it or restore a copy, and run the command again",
            "{path}：数据库已损坏；请删除或用备份恢复后重新运行"
        ),
        _ => format!("{path}: {error}"),
    };
    Failure::new(Status::Failed, message)
}
