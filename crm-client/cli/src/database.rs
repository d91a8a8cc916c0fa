//! Databases that a mirror writes to, behind one small interface.
//!
//! | module | purpose |
//! |---|---|
//! | `target` | the address of a database |
//! | `value` | parameters of statements, and cells of results |
//! | `dialect` | the SQL in which the databases differ |
//! | `sqlite`, `postgres`, `mysql` | one file for each database |
//! | `server`, `address`, `tls` | what servers have in common: failures, addresses, TLS |
//! | `batch`, `marks` | insertions of many rows; the parameters of PostgreSQL |
//!
//! Statements are written with `?` for each parameter.

#[cfg(any(feature = "mysql", feature = "postgres"))]
mod address;
#[cfg(any(feature = "mysql", feature = "postgres"))]
mod batch;
mod dialect;
#[cfg(feature = "postgres")]
mod marks;
#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(any(feature = "mysql", feature = "postgres"))]
mod server;
#[cfg(feature = "sqlite")]
mod sqlite;
mod target;
#[cfg(any(feature = "mysql", feature = "postgres"))]
mod tls;
mod value;

use crate::failure::Failure;
pub(crate) use dialect::{ColumnType, Dialect};
#[cfg(feature = "mysql")]
pub(crate) use mysql::MySql;
#[cfg(feature = "postgres")]
pub(crate) use postgres::Postgres;
#[cfg(feature = "sqlite")]
pub(crate) use sqlite::{Described, Sqlite};
pub(crate) use target::Target;
pub(crate) use value::{Cell, Value};

/// The purpose of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Only reading. The database must exist.
    Read,
    /// Reading and writing. Only one connection at a time can write.
    Write,
}

/// A statement that adds rows to a table, or replaces the rows with the same key.
#[derive(Clone, Debug)]
pub(crate) struct Insert {
    /// The name of the table.
    pub table: String,
    /// The columns with their types.
    pub columns: Vec<(String, ColumnType)>,
    /// What happens to a row whose key exists.
    pub existing: Existing,
}

/// What happens to an existing row with the same key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Existing {
    /// There is none; one would be an error.
    Fail,
    /// It stays.
    Keep,
    /// All columns but the key, which is this column, get the new values.
    Replace(String),
}

/// A connection to a database.
pub(crate) enum Database {
    #[cfg(feature = "mysql")]
    MySql(Box<MySql>),
    #[cfg(feature = "postgres")]
    Postgres(Box<Postgres>),
    #[cfg(feature = "sqlite")]
    Sqlite(Sqlite),
}

#[allow(clippy::unused_async, reason = "SQLite does not wait, and other databases do")]
impl Database {
    /// Opens a database. SQLite creates the file for [`Access::Write`].
    ///
    /// # Errors
    ///
    /// Fails if the database does not exist or cannot be reached, or if another process writes to it.
    pub(crate) async fn open(target: &Target, access: Access) -> Result<Database, Failure> {
        match target {
            #[cfg(feature = "sqlite")]
            Target::Sqlite(path) => Ok(Database::Sqlite(Sqlite::open(path, access)?)),
            #[cfg(not(feature = "sqlite"))]
            Target::Sqlite(_) => Err(target.not_built("sqlite")),
            #[cfg(feature = "postgres")]
            Target::Postgres(url) => {
                Ok(Database::Postgres(Box::new(Postgres::open(target, url, access).await?)))
            }
            #[cfg(not(feature = "postgres"))]
            Target::Postgres(_) => Err(target.not_built("postgres")),
            #[cfg(feature = "mysql")]
            Target::MySql(url) => {
                Ok(Database::MySql(Box::new(MySql::open(target, url, access).await?)))
            }
            #[cfg(not(feature = "mysql"))]
            Target::MySql(_) => Err(target.not_built("mysql")),
        }
    }

    /// Returns the SQL of this database.
    pub(crate) fn dialect(&self) -> Dialect {
        match self {
            #[cfg(feature = "mysql")]
            Database::MySql(_) => Dialect::MySql,
            #[cfg(feature = "postgres")]
            Database::Postgres(_) => Dialect::Postgres,
            #[cfg(feature = "sqlite")]
            Database::Sqlite(_) => Dialect::Sqlite,
        }
    }

    /// Executes a statement, and returns the number of changed rows.
    pub(crate) async fn execute(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<u64, Failure> {
        match self {
            #[cfg(feature = "mysql")]
            Database::MySql(it) => it.execute(sql, values).await,
            #[cfg(feature = "postgres")]
            Database::Postgres(it) => it.execute(sql, values).await,
            #[cfg(feature = "sqlite")]
            Database::Sqlite(it) => it.execute(sql, values),
        }
    }

    /// Returns the rows of a query.
    pub(crate) async fn query(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<Vec<Vec<Cell>>, Failure> {
        match self {
            #[cfg(feature = "mysql")]
            Database::MySql(it) => it.query(sql, values).await,
            #[cfg(feature = "postgres")]
            Database::Postgres(it) => it.query(sql, values).await,
            #[cfg(feature = "sqlite")]
            Database::Sqlite(it) => it.query(sql, values),
        }
    }

    /// Adds rows, each with the values of the columns.
    pub(crate) async fn insert(
        &mut self,
        insert: &Insert,
        rows: &[Vec<Value<'_>>],
    ) -> Result<(), Failure> {
        if rows.is_empty() {
            return Ok(());
        }
        match self {
            #[cfg(feature = "mysql")]
            Database::MySql(it) => it.insert(insert, rows).await,
            #[cfg(feature = "postgres")]
            Database::Postgres(it) => it.insert(insert, rows).await,
            #[cfg(feature = "sqlite")]
            Database::Sqlite(it) => it.insert(insert, rows),
        }
    }

    /// Begins a transaction. It is rolled back unless it is committed.
    pub(crate) async fn begin(&mut self) -> Result<(), Failure> {
        let sql = self.dialect().begin();
        self.execute(sql, &[]).await.map(drop)
    }

    /// Commits the transaction.
    pub(crate) async fn commit(&mut self) -> Result<(), Failure> {
        self.execute("COMMIT", &[]).await.map(drop)
    }

    /// Ends a transaction: commits it if the work has succeeded, and rolls it back otherwise.
    pub(crate) async fn end<T>(&mut self, result: Result<T, Failure>) -> Result<T, Failure> {
        match result {
            Ok(value) => self.commit().await.map(|()| value),
            Err(failure) => {
                // The first failure is reported. After a lost connection, nothing was committed.
                let _ = self.execute("ROLLBACK", &[]).await;
                Err(failure)
            }
        }
    }

    /// Returns the first cell of the first row of a query.
    pub(crate) async fn cell(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<Option<Cell>, Failure> {
        let rows = self.query(sql, values).await?;
        Ok(rows.into_iter().next().and_then(|row| row.into_iter().next()))
    }

    /// Returns the names of the columns of a table, in the order of the table. There are none if the table
    /// does not exist.
    pub(crate) async fn columns(&mut self, table: &str) -> Result<Vec<String>, Failure> {
        let sql = self.dialect().columns();
        let rows = self.query(sql, &[Value::text(table)]).await?;
        Ok(rows.into_iter().filter_map(|row| row.into_iter().next()?.into_text()).collect())
    }
}
