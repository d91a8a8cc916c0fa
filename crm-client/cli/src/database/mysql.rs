//! MySQL and MariaDB: a server, on which one mirror writes to a database at a time.

mod connect;
mod failures;

use mysql_async::consts::ColumnType as Kind;
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Params, Row};
use tokio::time::sleep;

use super::{Access, Cell, Dialect, Insert, Target, Value};
use super::{address, batch, server};
use crate::failure::Failure;

/// The number of parameters of a statement that the protocol can count.
const PARAMETERS: usize = 65_535;

/// A connection to a server.
pub(crate) struct MySql {
    connection: Conn,
    target: Target,
}

impl MySql {
    pub(super) async fn open(target: &Target, url: &str, access: Access) -> Result<MySql, Failure> {
        let (url, security) = address::split(target, url)?;
        let connection = connect::connect(target, &url, &security, access).await?;
        let mut db = MySql { connection, target: target.clone() };
        if access == Access::Write {
            db.lock().await?;
        }
        Ok(db)
    }

    /// Takes the lock of mirrors in this database. The server releases it with the connection.
    async fn lock(&mut self) -> Result<(), Failure> {
        // The name of a lock has at most 64 characters.
        let sql = "SELECT GET_LOCK(CONCAT('crm mirror ', MD5(DATABASE())), 0)";
        // The server needs a moment to notice that a process was killed.
        for _ in 0..server::LOCK_ATTEMPTS {
            if self.query(sql, &[]).await? == [[Cell::Integer(1)]] {
                return Ok(());
            }
            sleep(server::LOCK_PAUSE).await;
        }
        Err(server::busy(&self.target))
    }

    pub(super) async fn execute(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<u64, Failure> {
        let done = if values.is_empty() {
            // Not all statements can be prepared.
            self.connection.query_drop(sql).await
        } else {
            self.connection.exec_drop(sql, parameters(values.iter())).await
        };
        done.map_err(|it| failures::of(&self.target, &it))?;
        Ok(self.connection.affected_rows())
    }

    pub(super) async fn query(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<Vec<Vec<Cell>>, Failure> {
        let rows = self.connection.exec(sql, parameters(values.iter())).await;
        let rows: Vec<Row> = rows.map_err(|it| failures::of(&self.target, &it))?;
        Ok(rows.into_iter().map(cells).collect())
    }

    pub(super) async fn insert(
        &mut self,
        insert: &Insert,
        rows: &[Vec<Value<'_>>],
    ) -> Result<(), Failure> {
        for rows in batch::batches(rows, PARAMETERS) {
            let sql = Dialect::MySql.insert(insert, rows.len());
            let done = self.connection.exec_drop(sql, parameters(rows.iter().flatten())).await;
            done.map_err(|it| failures::of(&self.target, &it))?;
        }
        Ok(())
    }
}

fn parameters<'a, 'b: 'a>(values: impl Iterator<Item = &'a Value<'b>>) -> Params {
    let parameters: Vec<mysql_async::Value> = values
        .map(|value| match value {
            Value::Null => mysql_async::Value::NULL,
            Value::Integer(integer) => mysql_async::Value::Int(*integer),
            Value::Text(text) => mysql_async::Value::Bytes(text.as_bytes().to_vec()),
        })
        .collect();
    if parameters.is_empty() { Params::Empty } else { Params::Positional(parameters) }
}

fn cells(row: Row) -> Vec<Cell> {
    let kinds: Vec<Kind> = row.columns_ref().iter().map(mysql_async::Column::column_type).collect();
    row.unwrap_raw().into_iter().zip(kinds).map(|(value, kind)| cell(value, kind)).collect()
}

fn cell(value: Option<mysql_async::Value>, kind: Kind) -> Cell {
    use mysql_async::Value;
    match value {
        None | Some(Value::NULL) => Cell::Null,
        Some(Value::Bytes(bytes)) => Cell::Text(match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
        }),
        Some(Value::Int(integer)) => Cell::Integer(integer),
        Some(Value::UInt(integer)) => {
            i64::try_from(integer).map_or_else(|_| Cell::Text(integer.to_string()), Cell::Integer)
        }
        Some(Value::Float(number)) => Cell::Real(number.into()),
        Some(Value::Double(number)) => Cell::Real(number),
        Some(Value::Date(year, month, day, ..)) if kind == Kind::MYSQL_TYPE_DATE => {
            Cell::Text(format!("{year:04}-{month:02}-{day:02}"))
        }
        Some(Value::Date(year, month, day, hour, minute, second, _)) => {
            Cell::Text(format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"))
        }
        Some(time @ Value::Time(..)) => Cell::Text(time.as_sql(true).trim_matches('\'').to_owned()),
    }
}
