//! The options of an import.

use std::path::PathBuf;
use std::time::Duration;

use super::plan::OnMatch;

/// The options of an import.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is an independent option")]
pub(crate) struct Settings {
    /// The internal name of the entity.
    pub entity: String,
    /// The file.
    pub file: PathBuf,
    /// The sheet of an Excel file. Default: the first visible one.
    pub sheet: Option<String>,
    /// The row with the headers, from 1. Default: the first row that names the most fields.
    pub header_row: Option<u32>,
    /// The mapping file.
    pub map: Option<PathBuf>,
    /// Where to write a mapping file, instead of importing.
    pub write_map: Option<PathBuf>,
    /// Field → the value of every row.
    pub constants: Vec<(String, String)>,
    /// Field → the value of rows without one.
    pub defaults: Vec<(String, String)>,
    /// Whether columns without a field are ignored.
    pub ignore_unknown: bool,
    /// The fields by which records are matched.
    pub match_fields: Vec<String>,
    /// The normalizations that are disabled.
    pub no_normalize: Option<String>,
    /// What to do with a match.
    pub on_match: OnMatch,
    /// Whether to print the plan only.
    pub plan: bool,
    /// The journal. Default: a file in the user's folder.
    pub journal: Option<PathBuf>,
    /// Whether to import a file again that was imported before.
    pub again: bool,
    /// The number of requests at a time.
    pub concurrency: usize,
    /// How long a request may still be carried out after its reply was lost.
    pub grace: Duration,
    /// Whether a row is sent again if its record was not found after that time.
    pub retry_unknown: bool,
}
