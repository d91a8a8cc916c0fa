//! `crm mirror` with a SQLite database.

mod deletions;
mod mistakes;
mod readings;
mod schema;
mod support;
mod verify;
