//! Functions that answer admitted calls from the records and the built-in data.

pub(super) mod metadata;
pub(super) mod query;
pub(super) mod records;
pub(super) mod trees;
pub(super) mod web;
