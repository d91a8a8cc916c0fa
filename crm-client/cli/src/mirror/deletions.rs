//! Finds deleted records. The API has no list of them, so all records are read, and each one that is
//! missing is looked up.

use crm_client::filter::field;
use crm_client::metadata::Kind;
use crm_client::{Code, Json};

use super::entity::{DELETED_AT, Entity, ID};
use super::source::{Query, Source, Trouble};
use crate::database::{ColumnType, Database, Existing, Insert, Value};
use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::safe;
use crate::tenant::Records;

/// More missing records than this part of all records are suspicious.
const SUSPICIOUS: i64 = 20;
/// Fewer missing records than this are never suspicious.
const HARMLESS: i64 = 10;

/// The temporary table with the ids of the records that were read.
const SEEN: &str = "_seen";

/// The number of missing records that are read at a time.
const BATCH: usize = 500;

/// What became of a missing record.
pub(super) enum Fate {
    /// It is deleted.
    Deleted,
    /// It exists, and was overlooked because others moved meanwhile. Its row, if the CRM returns it.
    Exists(Option<Json>),
    /// The user may not see it any more, so nothing is known.
    Hidden,
}

/// Forgets the ids that were read.
pub(super) async fn begin(db: &mut Database) -> Result<(), Failure> {
    let id = db.dialect().type_name(ColumnType::Key);
    let create =
        format!("CREATE TEMPORARY TABLE IF NOT EXISTS {SEEN} (id {id} NOT NULL PRIMARY KEY)");
    db.execute(&create, &[]).await?;
    db.execute(&format!("DELETE FROM {SEEN}"), &[]).await.map(drop)
}

/// Keeps the ids of a page.
pub(super) async fn seen(
    db: &mut Database,
    ids: impl Iterator<Item = &str>,
) -> Result<(), Failure> {
    let columns = vec![("id".to_owned(), ColumnType::Key)];
    let insert = Insert { table: SEEN.to_owned(), columns, existing: Existing::Keep };
    let rows: Vec<_> = ids.map(|id| vec![Value::text(id)]).collect();
    db.begin().await?;
    let result = db.insert(&insert, &rows).await;
    db.end(result).await
}

/// Returns the number of records that are not deleted, but not more than `limit`.
pub(super) async fn live(db: &mut Database, entity: &Entity, limit: i64) -> Result<i64, Failure> {
    let table = db.dialect().quote(&entity.table);
    let live = format!("SELECT 1 FROM {table} WHERE {DELETED_AT} IS NULL LIMIT {limit}");
    number(db, &format!("SELECT COUNT(*) FROM ({live}) live")).await
}

async fn number(db: &mut Database, sql: &str) -> Result<i64, Failure> {
    Ok(db.cell(sql, &[]).await?.and_then(|it| it.integer()).unwrap_or_default())
}

/// Returns how many records of the table were not read.
///
/// # Errors
///
/// Fails if there are suspiciously many, unless `allow` is set.
pub(super) async fn count(db: &mut Database, entity: &Entity, allow: bool) -> Result<i64, Failure> {
    let table = db.dialect().quote(&entity.table);
    let live = live(db, entity, i64::MAX).await?;
    let missing = format!("SELECT COUNT(*) FROM {}", missing(&table));
    let missing = number(db, &missing).await?;
    if !allow && missing > HARMLESS && missing.saturating_mul(SUSPICIOUS) > live {
        let name = safe::line(&entity.name);
        return Err(Failure::new(
            Status::SomeFailed,
            tr!(
                "{name}: {missing} of {live} records are missing in the CRM; nothing was marked as deleted. If they are deleted, run the command with `--allow-deletions`",
                "{name}：{live} 条记录中有 {missing} 条在 CRM 中找不到；未标记任何删除。如确已删除，请加上 `--allow-deletions` 重新运行"
            ),
        ));
    }
    Ok(missing)
}

/// Returns ids of records that were not read, after this one.
pub(super) async fn batch(
    db: &mut Database,
    entity: &Entity,
    after: &str,
) -> Result<Vec<String>, Failure> {
    let missing = missing(&db.dialect().quote(&entity.table));
    let sql = format!("SELECT t.{ID} FROM {missing} AND t.{ID} > ? ORDER BY t.{ID} LIMIT {BATCH}");
    let rows = db.query(&sql, &[Value::text(after)]).await?;
    Ok(rows.into_iter().filter_map(|row| row.into_iter().next()?.into_text()).collect())
}

fn missing(table: &str) -> String {
    format!(
        "{table} t LEFT JOIN {SEEN} s ON s.id = t.{ID} WHERE s.id IS NULL AND t.{DELETED_AT} IS NULL"
    )
}

/// Looks up a record that was not read.
///
/// # Errors
///
/// Fails if the reply does not tell whether the record exists.
pub(super) async fn look_up(
    source: &Source<'_>,
    entity: &Entity,
    id: &str,
) -> Result<Fate, Failure> {
    let queried = by_query(source, entity, id).await?;
    if let Queried::Row(row) = queried {
        return Ok(Fate::Exists(Some(row)));
    }
    let user = source.session.user().await?;
    let request = Records::of(&entity.name, Kind::from(entity.kind)).filter(|_| user.is_some());
    let Some(mut request) = request.and_then(|it| it.request("get", Some(id), None)) else {
        // The API has no other call for this entity.
        return Ok(if matches!(queried, Queried::Nothing) { Fate::Deleted } else { Fate::Hidden });
    };
    let first = entity.key.iter().chain(std::iter::once(&entity.main)).next();
    request.query.push(("fields", first.cloned().unwrap_or_default()));
    match source.get(&request).await {
        Ok(Some(_)) => Ok(Fate::Exists(None)),
        Ok(None) | Err(Trouble::Refused(Code::BUSINESS_FAILURE, _)) => Ok(Fate::Deleted),
        Err(Trouble::Refused(Code::INSUFFICIENT_RIGHTS, _)) => Ok(Fate::Hidden),
        Err(trouble) => Err(trouble.into_failure()),
    }
}

/// What the advanced query finds by an id.
enum Queried {
    Row(Json),
    Nothing,
    /// The CRM cannot filter by the id, so nothing is known.
    Refused,
}

/// Queries a record by its id.
async fn by_query(source: &Source<'_>, entity: &Entity, id: &str) -> Result<Queried, Failure> {
    let Some(key) = &entity.key else { return Ok(Queried::Refused) };
    let fields = entity.requested();
    let filter = field(key.as_str()).eq(id).into();
    let query = Query { entity: &entity.name, fields: &fields, filter, sort: None, page: 1 };
    let rows = match source.page(&query).await {
        Ok(rows) => rows,
        Err(Trouble::Refused(code, _)) if code != Code::INSUFFICIENT_RIGHTS => {
            return Ok(Queried::Refused);
        }
        Err(trouble) => return Err(trouble.into_failure()),
    };
    let is_it = |row: &Json| {
        row.get::<crm_client::Record>().is_ok_and(|it| it.plain_string(key).as_deref() == Some(id))
    };
    Ok(rows.into_iter().find(is_it).map_or(Queried::Nothing, Queried::Row))
}
