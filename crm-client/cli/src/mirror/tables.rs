//! The tables in which a mirror keeps its state.
//!
//! | table | rows |
//! |---|---|
//! | `_mirror` | the version of these tables, and the CRM that is mirrored |
//! | `_entities` | for each entity: its table, and how far it is read |
//! | `_columns` | for each field: its column and its type |
//! | `_picklists` | the items of picklists |
//! | `_schema_changes` | changes of entities, fields and picklists |
//! | `_changes` | changes of records, for `crm watch` |
//! | `_rounds` | what each round has done |

use super::clock;
use crate::database::{ColumnType, Database, Existing, Insert, Value};
use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::safe;
use crate::session::Session;

/// The version of the tables.
const VERSION: &str = "1";

/// The columns of each table. The first one is the key. `#` numbers the rows.
const TABLES: [(&str, &str); 7] = [
    ("_mirror", "name:key value:text"),
    (
        "_entities",
        "entity:key table_name:text label:text code:integer main_field:text kind:integer \
         key_field:text cursor_field:text cursor_form:text watermark:integer position:integer \
         page_size:integer is_present:boolean is_loaded:boolean needs_reading:boolean \
         since:integer read_at:timestamp swept_at:timestamp problem:text",
    ),
    (
        "_columns",
        "id:key entity:text field:text column_name:text position:integer label:text \
         data_type:text column_type:text reference_to:text is_present:boolean",
    ),
    ("_picklists", "id:key entity:text field:text value:text label:text"),
    (
        "_schema_changes",
        "#:integer at:timestamp entity:text field:text change:text before:text after:text",
    ),
    ("_changes", "#:integer at:timestamp entity:text record:text kind:text before:text after:text"),
    (
        "_rounds",
        "#:integer started_at:timestamp ended_at:timestamp calls:integer created:integer \
         updated:integer deleted:integer restored:integer problem:text",
    ),
];

/// Creates missing tables, and checks that the database belongs to this CRM.
///
/// # Errors
///
/// Fails if the tables have another version, or mirror another CRM.
pub(super) async fn prepare(db: &mut Database, session: &Session<'_>) -> Result<(), Failure> {
    let dialect = db.dialect();
    let is_new = db.columns("_mirror").await?.is_empty() || get(db, "version").await?.is_none();
    if !is_new {
        check(db, Some(session)).await?;
    }
    for (table, columns) in TABLES {
        let columns = columns.split_whitespace().enumerate().map(|(index, column)| {
            let (name, column) = column.split_once(':').unwrap_or((column, "text"));
            if name == "#" {
                return format!("{} {}", dialect.quote("id"), dialect.serial());
            }
            let column = dialect.type_name(ColumnType::from_name(column));
            let key = if index == 0 { " PRIMARY KEY" } else { "" };
            format!("{} {column}{key}", dialect.quote(name))
        });
        let columns = columns.collect::<Vec<_>>().join(", ");
        let table = dialect.quote(table);
        db.execute(&format!("CREATE TABLE IF NOT EXISTS {table} ({columns})"), &[]).await?;
    }
    if is_new {
        let id = format!("{:016x}", fastrand::u64(..));
        let values = [
            ("base_url", session.base_url()),
            ("app_id", session.app_id()),
            ("mirror_id", &id),
            ("created_at", &clock::now()),
            // The last one, so that an interrupted preparation is repeated.
            ("version", VERSION),
        ];
        for (name, value) in values {
            set(db, name, value).await?;
        }
    }
    Ok(())
}

/// Checks that a database is a mirror of this version, and of this CRM if there is one.
///
/// # Errors
///
/// Fails if it is not.
pub(super) async fn check(db: &mut Database, session: Option<&Session<'_>>) -> Result<(), Failure> {
    if db.columns("_mirror").await?.is_empty() {
        return Err(Failure::new(
            Status::Usage,
            tr!(
                "the database is not a mirror; create one with `crm mirror --to …`",
                "该数据库不是镜像；请用 `crm mirror --to …` 创建"
            ),
        ));
    }
    let version = get(db, "version").await?;
    if version.as_deref().is_some_and(|it| it != VERSION) {
        let version = version.unwrap_or_default();
        let version = safe::line(&version);
        return Err(Failure::new(
            Status::Failed,
            tr!(
                "the database is a mirror of version {version}, and this crm uses version {VERSION}; use the crm that has created it, or mirror into another database",
                "该数据库的镜像版本为 {version}，当前 crm 使用版本 {VERSION}；请使用创建它的 crm，或镜像到其他数据库"
            ),
        ));
    }
    let Some(session) = session else { return Ok(()) };
    for (name, current) in [("base_url", session.base_url()), ("app_id", session.app_id())] {
        let stored = get(db, name).await?.filter(|it| it != current);
        // The address of an embedded CRM has no meaning.
        if let Some(stored) = stored.filter(|_| session.account().is_some() || name == "app_id") {
            let (stored, current) = (safe::line(&stored), safe::line(current));
            return Err(Failure::new(
                Status::Usage,
                tr!(
                    "the database mirrors another CRM: its `{name}` is {stored}, not {current}; mirror into another database",
                    "该数据库是另一个 CRM 的镜像：其 `{name}` 为 {stored}，而不是 {current}；请镜像到其他数据库"
                ),
            ));
        }
    }
    Ok(())
}

/// Returns a value of the table `_mirror`.
pub(super) async fn get(db: &mut Database, name: &str) -> Result<Option<String>, Failure> {
    let dialect = db.dialect();
    let sql = format!(
        "SELECT {} FROM _mirror WHERE {} = ?",
        dialect.quote("value"),
        dialect.quote("name")
    );
    Ok(db.cell(&sql, &[Value::text(name)]).await?.and_then(crate::database::Cell::into_text))
}

/// Sets a value of the table `_mirror`.
pub(super) async fn set(db: &mut Database, name: &str, value: &str) -> Result<(), Failure> {
    let columns = ["name", "value"].map(|it| (it.to_owned(), ColumnType::Text)).to_vec();
    let existing = Existing::Replace("name".to_owned());
    let insert = Insert { table: "_mirror".to_owned(), columns, existing };
    db.insert(&insert, &[vec![Value::text(name), Value::text(value)]]).await
}

/// Returns the columns of a table of the state without the number of the row.
pub(super) fn columns(table: &str) -> Vec<(String, ColumnType)> {
    let columns = TABLES.iter().find(|it| it.0 == table).map_or("", |it| it.1);
    let columns = columns.split_whitespace().filter_map(|it| it.split_once(':'));
    let columns = columns.filter(|(name, _)| *name != "#");
    columns.map(|(name, column)| (name.to_owned(), ColumnType::from_name(column))).collect()
}
