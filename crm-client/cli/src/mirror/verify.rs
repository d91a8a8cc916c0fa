//! Compares every record of the CRM with its row in the mirror.

use std::collections::{HashMap, HashSet};

use serde_json::json;

use super::deletions::{self, Fate};
use super::entity::{DELETED_AT, Entity, ID, RAW};
use super::reading::{self, Extent, Rows};
use super::source::{Source, Trouble};
use super::tables;
use crate::cells;
use crate::database::{Access, Cell, Database, Target, Value};
use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::safe;
use crate::session::Session;

/// A difference between the CRM and the mirror.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    pub entity: String,
    pub id: String,
    pub kind: Kind,
    /// The fields with other values.
    pub fields: Vec<String>,
}

/// A kind of difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The record is not in the mirror.
    Missing,
    /// Some fields have other values.
    Different,
    /// The record exists, but the mirror has marked it as deleted.
    Undeleted,
    /// The record is deleted, but the mirror still has it.
    Deleted,
}

impl Kind {
    /// Returns the name in the output.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Missing => "missing",
            Kind::Different => "different",
            Kind::Undeleted => "undeleted",
            Kind::Deleted => "deleted",
        }
    }
}

impl Difference {
    /// Returns the difference as a JSON object.
    pub(crate) fn to_json(&self) -> serde_json::Value {
        json!({
            "entity": self.entity,
            "id": self.id,
            "difference": self.kind.name(),
            "fields": self.fields.join(","),
        })
    }
}

/// The differences of an entity, each record once: a row can be in several pages.
#[derive(Debug, Default)]
struct Found {
    ids: HashSet<String>,
    differences: Vec<Difference>,
}

impl Found {
    fn add(&mut self, difference: Difference) {
        if self.ids.insert(difference.id.clone()) {
            self.differences.push(difference);
        }
    }
}

/// The result of a comparison.
#[derive(Clone, Debug, Default)]
pub(crate) struct Verified {
    /// The number of records that were compared.
    pub records: u64,
    /// The number of differences.
    pub differences: u64,
    /// The number of records that have changed since the last round, and so differ.
    pub newer: u64,
    /// The number of records that are missing in the CRM, although they may exist.
    pub hidden: u64,
    /// The entities that no round has read completely yet.
    pub unread: Vec<String>,
    /// The number of calls.
    pub calls: u64,
}

/// Compares all records of these entities, or of all, and passes each difference to a function. Nothing is
/// changed.
///
/// # Errors
///
/// Fails if the database is not a mirror of this CRM, or if a call fails.
pub(crate) async fn run(
    session: &Session<'_>,
    target: &Target,
    names: Option<&[String]>,
    mut report: impl FnMut(&Difference) -> Result<(), Failure>,
) -> Result<Verified, Failure> {
    // Opening for writing would create a file, or change one that is not a mirror.
    tables::check(&mut Database::open(target, Access::Read).await?, Some(session)).await?;
    let mut db = Database::open(target, Access::Write).await?;
    let source = Source::new(session);
    let mut verified = Verified::default();
    let mut entities = Entity::load(&mut db).await?;
    for name in names.unwrap_or_default() {
        if entities.iter().all(|it| it.name != *name || !it.is_loaded) {
            let name = safe::line(name);
            return Err(Failure::new(
                Status::Usage,
                tr!(
                    "`{name}` is not in the mirror; add it with `crm mirror {name}`",
                    "镜像中没有 `{name}`；请用 `crm mirror {name}` 添加"
                ),
            ));
        }
    }
    if names.is_none() {
        let unread = entities.iter().filter(|it| it.is_present && !it.is_loaded);
        verified.unread = unread.map(|it| it.name.clone()).collect();
    }
    let is_wanted = |it: &&mut Entity| {
        it.is_present && it.is_loaded && names.is_none_or(|names| names.contains(&it.name))
    };
    for entity in entities.iter_mut().filter(is_wanted) {
        let mut found = Found::default();
        deletions::begin(&mut db).await?;
        let read =
            reading::read(&source, entity, Extent::All, async |entity, _, rows: Rows<'_>| {
                deletions::seen(&mut db, rows.rows.iter().map(|it| it.id.as_str())).await?;
                compare(&mut db, entity, &rows, &mut verified, &mut found).await
            });
        read.await.map_err(Trouble::into_failure)?;
        missing(&source, &mut db, entity, &mut verified, &mut found).await?;
        verified.differences += found.differences.len() as u64;
        found.differences.iter().try_for_each(&mut report)?;
    }
    verified.calls = source.calls();
    Ok(verified)
}

/// Compares a page.
async fn compare(
    db: &mut Database,
    entity: &Entity,
    rows: &Rows<'_>,
    verified: &mut Verified,
    found: &mut Found,
) -> Result<(), Failure> {
    let table = db.dialect().quote(&entity.table);
    let marks = vec!["?"; rows.rows.len()].join(", ");
    let sql = format!("SELECT {ID}, {RAW}, {DELETED_AT} FROM {table} WHERE {ID} IN ({marks})");
    let ids: Vec<Value<'_>> = rows.rows.iter().map(|it| Value::text(&it.id)).collect();
    let mut stored: HashMap<String, (String, bool)> = HashMap::new();
    if !ids.is_empty() {
        for row in db.query(&sql, &ids).await? {
            let mut cells = row.into_iter();
            let mut next = || cells.next().unwrap_or(Cell::Null);
            let id = next().into_text().unwrap_or_default();
            let raw = next().into_text().unwrap_or_default();
            stored.insert(id, (raw, next() != Cell::Null));
        }
    }
    for row in rows.rows {
        verified.records += 1;
        let (kind, fields) = match stored.get(&row.id) {
            None => (Kind::Missing, Vec::new()),
            Some((_, true)) => (Kind::Undeleted, Vec::new()),
            Some((raw, false)) if raw == row.raw => continue,
            Some((raw, false)) => {
                let fields = different(raw, row.raw);
                if fields.is_empty() {
                    continue;
                }
                (Kind::Different, fields)
            }
        };
        if row.time.is_some_and(|time| entity.watermark.is_some_and(|it| time > it)) {
            verified.newer += 1;
            continue;
        }
        let (entity, id) = (entity.name.clone(), row.id.clone());
        found.add(Difference { entity, id, kind, fields });
    }
    Ok(())
}

/// Looks up the rows of the mirror that the CRM did not return.
async fn missing(
    source: &Source<'_>,
    db: &mut Database,
    entity: &Entity,
    verified: &mut Verified,
    found: &mut Found,
) -> Result<(), Failure> {
    let mut after = String::new();
    loop {
        let ids = deletions::batch(db, entity, &after).await?;
        let Some(last) = ids.last() else { return Ok(()) };
        after.clone_from(last);
        for id in ids {
            match deletions::look_up(source, entity, &id).await? {
                Fate::Exists(_) => {}
                Fate::Hidden => verified.hidden += 1,
                Fate::Deleted => {
                    let (entity, fields) = (entity.name.clone(), Vec::new());
                    found.add(Difference { entity, id, kind: Kind::Deleted, fields });
                }
            }
        }
    }
}

/// Returns the names of the fields with different values. Spaces and the order of the fields do not matter.
fn different(stored: &str, current: &str) -> Vec<String> {
    let fields = |raw| -> HashMap<String, String> {
        let fields = cells::fields(raw).unwrap_or_default();
        fields.into_iter().map(|(name, json)| (name, json.to_owned())).collect()
    };
    let (stored, current) = (fields(stored), fields(current));
    let mut names: Vec<&String> = current.keys().chain(stored.keys()).collect();
    names.sort_unstable();
    names.dedup();
    names.retain(|name| stored.get(*name) != current.get(*name));
    names.into_iter().cloned().collect()
}
