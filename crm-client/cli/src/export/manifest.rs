//! The manifest: a description of an exported file.

use std::io::Write;

use crm_client::Filter;
use serde::Serialize;
use tempfile::NamedTempFile;

use super::files::{self, Files};
use crate::failure::Failure;

/// The description of an exported file. It has no secrets, and no values of records.
#[derive(Serialize)]
pub(super) struct Manifest<'a> {
    pub entity: &'a str,
    pub label: &'a str,
    pub file: String,
    pub format: &'static str,
    pub rows: u64,
    /// The number of rows that were left out, because the CRM repeated them.
    pub repeated_rows: u64,
    /// The number of calls that requested rows, without retries.
    pub calls: u64,
    pub fields: &'a [String],
    /// The field with the ids, if it is known.
    pub key: Option<&'a str>,
    pub labels: bool,
    pub query: Query<'a>,
    pub base_url: &'a str,
    pub started: &'a str,
    pub finished: String,
    /// Cells that are longer than the format allows, and are continued in another sheet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub long_cells: Option<u64>,
    pub version: &'static str,
}

/// What was requested.
#[derive(Serialize)]
pub(super) struct Query<'a> {
    pub filter: Option<&'a Filter>,
    /// The order that was requested from the CRM.
    pub sort: Option<&'a str>,
}

impl Manifest<'_> {
    /// Writes the manifest beside the exported file. An older one is replaced.
    pub(super) fn write(&self, files: &Files) -> Result<(), Failure> {
        let failed = |error: std::io::Error| files::failed(&files.manifest, &error);
        let mut file = NamedTempFile::new_in(files.folder()).map_err(failed)?;
        serde_json::to_writer_pretty(&mut file, self).map_err(|error| failed(error.into()))?;
        file.write_all(b"\n").map_err(failed)?;
        permissions(file.as_file(), files);
        file.persist(&files.manifest).map_err(|error| failed(error.error))?;
        Ok(())
    }
}

/// Gives a file the permissions of the exported file. Temporary files are private.
fn permissions(file: &std::fs::File, files: &Files) {
    if let Ok(metadata) = std::fs::metadata(&files.target) {
        // The manifest stays private if this fails.
        let _ = file.set_permissions(metadata.permissions());
    }
}

/// Returns the current time in UTC.
pub(super) fn now() -> String {
    let now = jiff::Timestamp::now();
    now.round(jiff::Unit::Second).unwrap_or(now).to_string()
}
