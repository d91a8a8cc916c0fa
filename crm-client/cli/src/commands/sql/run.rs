//! Runs a query, and prints its rows while they arrive.

use std::path::Path;
use std::thread;

use serde_json::{Map, Value};
use tokio::sync::oneshot;

use crate::database::{Access, Cell, Described, Sqlite};
use crate::failure::{Failure, Status};
use crate::filter::excerpt;
use crate::lang::tr;
use crate::output::{self, Format, Printer};
use crate::session;

/// Runs a query. `needs` are the entities that must be mirrored for it.
///
/// # Errors
///
/// Fails if the database does not exist, if the query is not valid, or if it writes.
pub(super) fn run(
    file: &Path,
    sql: &str,
    format: Format,
    needs: &'static [&'static str],
) -> Result<(), Failure> {
    let (file, sql) = (file.to_owned(), sql.to_owned());
    session::until_interrupted(async {
        let (sender, receiver) = oneshot::channel();
        // In a thread, so that Ctrl-C ends a query that takes long. The receiver is then gone.
        thread::spawn(move || sender.send(print(&file, &sql, format, needs)).ok());
        receiver.await.unwrap_or_else(|_| Err(Failure::interrupted()))
    })
}

fn print(file: &Path, sql: &str, format: Format, needs: &[&str]) -> Result<(), Failure> {
    let mut db = Sqlite::open(file, Access::Read)?;
    let columns = columns(&db, sql, needs)?;
    let mut printer = Printer::new(format, Some(&columns));
    db.each(sql, &[], |row| {
        let cells = columns.iter().cloned().zip(row.into_iter().map(json));
        printer.row(&output::row(&Value::Object(cells.collect::<Map<_, _>>())))
    })?;
    printer.finish()
}

/// Returns the names of the columns, each once.
fn columns(db: &Sqlite, sql: &str, needs: &[&str]) -> Result<Vec<String>, Failure> {
    let names = match db.describe(sql)? {
        Described::Query(names) => names,
        Described::Write => {
            return Err(Failure::usage(tr!(
                "the statement changes the database; only queries are allowed, such as `SELECT …`",
                "该语句会修改数据库；只允许查询，例如 `SELECT …`"
            )));
        }
        Described::Empty => {
            return Err(Failure::usage(tr!(
                "the query is empty; only queries are allowed, such as `SELECT …`",
                "查询为空；只允许查询，例如 `SELECT …`"
            )));
        }
        Described::Several => {
            return Err(Failure::usage(tr!(
                "there are several statements; run one query at a time",
                "包含多条语句；请每次只执行一条查询"
            )));
        }
        Described::Invalid { message, offset } => {
            let failure =
                Failure::new(Status::Usage, tr!("invalid query: {message}", "查询无效：{message}"));
            if !needs.is_empty() {
                let entities = needs.join(" ");
                return Err(failure.with_remedy(&tr!(
                    "mirror the entities with `crm mirror {entities}`; if your tenant has other names, change the query that `--show` prints",
                    "请先用 `crm mirror {entities}` 同步；如字段名不同，请修改 `--show` 输出的查询"
                )));
            }
            let Some(offset) = offset.filter(|it| sql.is_char_boundary(*it)) else {
                return Err(failure);
            };
            let end = sql[offset..].find(|it: char| !it.is_alphanumeric() && it != '_');
            let length = end
                .filter(|it| *it > 0)
                .unwrap_or_else(|| if end.is_none() { sql.len() - offset } else { 1 });
            return Err(
                failure.with_excerpt(excerpt(sql, &(offset..(offset + length).min(sql.len()))))
            );
        }
    };
    let mut columns: Vec<String> = Vec::new();
    for name in names {
        let numbered = (2..).map(|number| format!("{name}_{number}"));
        let mut candidates = std::iter::once(name.clone()).chain(numbered);
        columns.extend(candidates.find(|it| !columns.contains(it)));
    }
    Ok(columns)
}

fn json(cell: Cell) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Integer(integer) => integer.into(),
        Cell::Real(number) => number.into(),
        Cell::Text(text) => text.into(),
    }
}
