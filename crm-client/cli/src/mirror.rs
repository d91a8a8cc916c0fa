//! A verified copy of the CRM in a database.
//!
//! | module | purpose |
//! |---|---|
//! | `round`, `sync` | a round of all entities; of one entity |
//! | `reading`, `window` | reads records, although they change meanwhile |
//! | `deletions` | finds records that do not exist any more |
//! | `apply` | writes rows, and logs their changes |
//! | `schema`, `views` | tables, columns and views, which follow the metadata |
//! | `verify`, `status` | compares the mirror with the CRM; shows how fresh it is |
//! | `entity`, `tables`, `changes`, `log` | the state of an entity; all tables of the state; the log of changes, and its readers |
//! | `rows`, `column`, `instant` | rows; values of columns; times of changes |
//! | `source`, `pace`, `clock`, `progress` | calls; their rate; times of the mirror; the progress |
//!
//! # Why nothing is lost
//!
//! * The API has no list of changes. Records are read by the time of their last change, from the greatest time
//!   seen minus an overlap, because a record can become visible late.
//! * The time up to which everything is read, the watermark, is stored only after a window was read
//!   completely. It comes from the data and not from a clock. Rows that are read again are recognized by
//!   their id, and written only if they differ.
//! * Every record is read again from time to time, so changes that do not change this time are found, too.
//!   Missing records are looked up one by one before they are marked as deleted.
//! * A killed process leaves a complete transaction or none.

mod apply;
mod changes;
mod clock;
mod column;
mod deletions;
mod entity;
mod instant;
pub(crate) mod log;
mod pace;
mod progress;
mod reading;
mod round;
mod rows;
mod schema;
mod source;
pub(crate) mod status;
mod sync;
mod tables;
pub(crate) mod verify;
mod views;
mod window;

use std::time::Duration;

pub(crate) use progress::Progress;
pub(crate) use round::{Summary, run};

/// The field with the time of the last change. It was seen on one installation; the vendor does not document
/// it.
pub(crate) const CURSOR: &str = "modifiedOn";

/// What to mirror, and how.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// The internal names of the entities. `None` means all.
    pub entities: Option<Vec<String>>,
    /// The field with the time of the last change. `None` means the one of the last run, or [`CURSOR`].
    pub cursor: Option<String>,
    /// How late a record can become visible.
    pub overlap: Duration,
    /// How often all records are read.
    pub sweep_every: Duration,
    /// How often the metadata is read.
    pub schema_every: Duration,
    /// How long the log of changes is kept.
    pub keep_changes: Duration,
    /// The time from which changes are mirrored, in milliseconds.
    pub since: Option<i64>,
    /// Whether all records are read now.
    pub full: bool,
    /// Whether all records are read and written now.
    pub repair: bool,
    /// Whether any number of deletions is plausible.
    pub allow_deletions: bool,
}
