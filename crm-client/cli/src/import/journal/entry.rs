//! The entry of a row in the journal.

use std::collections::HashMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rusqlite::{Connection, Result, Row, params};
use serde_json::{Value, json};

use super::{Ending, Sending};
use crate::import::entity::Fields;
use crate::import::outcome::{Outcome, RowResult};
use crate::import::problem::Problem;

/// How far a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// The request was about to be sent. Its outcome was not recorded.
    Sent,
    /// The row was refused because the outcome of another row is unknown.
    Blocked,
    /// The row has ended.
    Ended(Outcome),
}

/// The name of [`State::Sent`] in the table.
const SENT: &str = "sent";

/// The name of [`State::Blocked`] in the table.
const BLOCKED: &str = "blocked";

/// The entry of a row.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// How far the row is.
    pub state: State,
    /// The record that was updated or created.
    pub record: Option<String>,
    /// The fields of the request.
    pub body: Fields,
    /// The values of these fields before an update, or `None` if a record was to be created.
    pub before: Option<Fields>,
    /// When the request was about to be sent.
    pub sent: Option<SystemTime>,
    /// How far the undoing is.
    pub undo: Option<String>,
    problems: Vec<Problem>,
}

impl Entry {
    /// Returns whether the outcome has to be found out.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.state, State::Sent | State::Blocked | State::Ended(Outcome::Unknown))
    }

    /// Returns how the row has ended.
    pub(crate) fn result(&self) -> RowResult {
        let outcome = match self.state {
            State::Sent => Outcome::Unknown,
            State::Blocked => Outcome::Refused,
            State::Ended(outcome) => outcome,
        };
        let (id, problems) = (self.record.clone(), self.problems.clone());
        RowResult { problems, ..RowResult::new(outcome, id) }
    }
}

pub(super) fn send(db: &Connection, run: i64, send: &Sending<'_>) -> Result<()> {
    let sql = "INSERT OR REPLACE INTO rows (run, row, state, record, body, before, sent)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let before = send.record.map(|_| send.before.to_json());
    let values = params![run, send.row, SENT, send.record, send.body.to_json(), before, now()];
    db.prepare_cached(sql)?.execute(values).map(|_| ())
}

pub(super) fn end(db: &Connection, run: i64, end: &Ending<'_>) -> Result<()> {
    let Some(result) = end.result else {
        let mut query = db.prepare_cached("DELETE FROM rows WHERE run = ?1 AND row = ?2")?;
        return query.execute(params![run, end.row]).map(|_| ());
    };
    let sql = "INSERT INTO rows (run, row, state, record, problems, ended)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (run, row) DO UPDATE SET state = excluded.state, ended = excluded.ended,
            record = coalesce(excluded.record, record), problems = excluded.problems";
    let state = if result.is_blocked { BLOCKED } else { result.outcome.name() };
    let problems = (!result.problems.is_empty()).then(|| written(&result.problems));
    let values = params![run, end.row, state, result.id, problems, now()];
    db.prepare_cached(sql)?.execute(values).map(|_| ())
}

pub(super) fn all(db: &Connection, run: i64) -> Result<HashMap<u32, Entry>> {
    let sql = "SELECT row, state, record, body, before, problems, sent, undo
        FROM rows WHERE run = ?1";
    let mut query = db.prepare(sql)?;
    query.query_map([run], |row| Ok((row.get(0)?, read(row)?)))?.collect()
}

fn read(row: &Row<'_>) -> Result<Entry> {
    let state: String = row.get(1)?;
    let text = |index| row.get::<_, Option<String>>(index);
    let problems = text(5)?.map(|it| problems(&it)).unwrap_or_default();
    Ok(Entry {
        state: match Outcome::from_name(&state) {
            Some(outcome) => State::Ended(outcome),
            None if state == BLOCKED => State::Blocked,
            None => State::Sent,
        },
        record: row.get(2)?,
        body: text(3)?.map(|it| Fields::from_json(&it)).unwrap_or_default(),
        before: text(4)?.map(|it| Fields::from_json(&it)),
        problems,
        sent: time(row.get(6)?),
        undo: row.get(7)?,
    })
}

fn written(problems: &[Problem]) -> String {
    let problem = |it: &Problem| json!([it.cell, it.value, it.reason, it.remedy]);
    problems.iter().map(problem).collect::<Value>().to_string()
}

fn problems(json: &str) -> Vec<Problem> {
    let all: Vec<(Option<String>, String, String, String)> =
        serde_json::from_str(json).unwrap_or_default();
    let problem = |(cell, value, reason, remedy)| Problem { cell, value, reason, remedy };
    all.into_iter().map(problem).collect()
}

/// Returns the time in milliseconds since 1970.
fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_millis()).unwrap_or(i64::MAX)
}

fn time(millis: Option<i64>) -> Option<SystemTime> {
    Some(UNIX_EPOCH + Duration::from_millis(u64::try_from(millis?).ok()?))
}
