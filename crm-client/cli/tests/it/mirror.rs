//! `crm mirror` with a SQLite database.

mod deletions;
mod mistakes;
mod readings;
mod schema;
mod sql;
mod support;
mod verify;
mod watch;
