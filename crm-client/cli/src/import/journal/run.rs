//! A run: one file, imported once with one mapping.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Result, Row, params};

/// The properties of a new run.
pub(crate) struct Start<'a> {
    /// The hash of everything that decides on the result.
    pub identity: &'a str,
    /// The base URL of the CRM.
    pub target: &'a str,
    /// The internal name of the entity.
    pub entity: &'a str,
    /// The path of the file.
    pub file: &'a str,
    /// The match fields, separated by commas.
    pub match_fields: &'a str,
    /// The number of rows.
    pub rows: usize,
}

/// A run of the journal.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    /// Its number.
    pub id: i64,
    /// The base URL of the CRM.
    pub target: String,
    /// The internal name of the entity.
    pub entity: String,
    /// The path of the file.
    pub file: String,
    /// The match fields, separated by commas.
    pub match_fields: String,
    /// The number of rows.
    pub rows: i64,
    /// When it began, in UTC.
    pub started: String,
    /// When all rows had an outcome, in UTC.
    pub finished: Option<String>,
    /// When it was undone, in UTC.
    pub undone: Option<String>,
    /// The number of rows with each outcome, and of rows without one.
    pub outcomes: Vec<(String, i64)>,
}

const COLUMNS: &str =
    "id, target, entity, file, match_fields, row_count, started, finished, undone";

fn now() -> String {
    let now = Timestamp::now();
    // Fractions of a second are noise here.
    Timestamp::from_second(now.as_second()).unwrap_or(now).to_string()
}

pub(super) fn find(db: &Connection, identity: &str) -> Result<Option<Run>> {
    let sql = format!("SELECT {COLUMNS} FROM runs WHERE identity = ?1");
    db.query_row(&sql, [identity], |row| read(db, row)).optional()
}

pub(super) fn get(db: &Connection, id: i64) -> Result<Option<Run>> {
    let sql = format!("SELECT {COLUMNS} FROM runs WHERE id = ?1");
    db.query_row(&sql, [id], |row| read(db, row)).optional()
}

pub(super) fn all(db: &Connection) -> Result<Vec<Run>> {
    let mut query = db.prepare(&format!("SELECT {COLUMNS} FROM runs ORDER BY id DESC"))?;
    query.query_map([], |row| read(db, row))?.collect()
}

fn read(db: &Connection, row: &Row<'_>) -> Result<Run> {
    let id = row.get(0)?;
    // Blocked rows are refused ones that the next attempt plans again.
    let sql = "SELECT CASE state WHEN 'blocked' THEN 'refused' ELSE state END AS name, count(*)
        FROM rows WHERE run = ?1 GROUP BY name ORDER BY name";
    let mut query = db.prepare_cached(sql)?;
    let outcomes = query.query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(Run {
        id,
        target: row.get(1)?,
        entity: row.get(2)?,
        file: row.get(3)?,
        match_fields: row.get(4)?,
        rows: row.get(5)?,
        started: row.get(6)?,
        finished: row.get(7)?,
        undone: row.get(8)?,
        outcomes: outcomes.collect::<Result<_>>()?,
    })
}

pub(super) fn begin(db: &Connection, start: &Start<'_>) -> Result<i64> {
    let sql = "INSERT INTO runs (identity, target, entity, file, match_fields, row_count, started)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let rows = i64::try_from(start.rows).unwrap_or(i64::MAX);
    let Start { identity, target, entity, file, match_fields, .. } = *start;
    db.execute(sql, params![identity, target, entity, file, match_fields, rows, now()])?;
    Ok(db.last_insert_rowid())
}

pub(super) fn forget(db: &Connection, run: i64) -> Result<()> {
    let sql = "UPDATE runs SET identity = 'run ' || id WHERE id = ?1";
    db.execute(sql, [run]).map(|_| ())
}

pub(super) fn finish(db: &Connection, run: i64) -> Result<()> {
    let sql = "UPDATE runs SET finished = coalesce(finished, ?2) WHERE id = ?1";
    db.execute(sql, params![run, now()]).map(|_| ())
}

pub(super) fn undone(db: &Connection, run: i64) -> Result<()> {
    db.execute("UPDATE runs SET undone = ?2 WHERE id = ?1", params![run, now()]).map(|_| ())
}
