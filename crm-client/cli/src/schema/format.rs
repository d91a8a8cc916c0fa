//! The formats of a schema.

use std::path::Path;

use crate::output;

/// A format of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// A table, JSON, NDJSON or CSV.
    Rows(output::Format),
    /// A data dictionary in GitHub's Markdown.
    Markdown,
    /// A data dictionary as a workbook.
    Xlsx,
    /// A diagram of the references for Mermaid.
    Mermaid,
    /// A diagram of the references as a picture.
    Svg,
}

impl Format {
    /// The names of all formats.
    pub(crate) const NAMES: [&'static str; 8] =
        ["table", "json", "ndjson", "csv", "markdown", "xlsx", "mermaid", "svg"];

    /// Returns the format with this name.
    pub(crate) fn from_name(name: &str) -> Option<Format> {
        match name {
            "markdown" => Some(Format::Markdown),
            "xlsx" => Some(Format::Xlsx),
            "mermaid" => Some(Format::Mermaid),
            "svg" => Some(Format::Svg),
            _ => output::Format::from_name(name).map(Format::Rows),
        }
    }

    /// Returns the format that the extension of a file names.
    pub(crate) fn from_extension(path: &Path) -> Option<Format> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "txt" => Some(Format::Rows(output::Format::Table)),
            "md" => Some(Format::Markdown),
            "mmd" => Some(Format::Mermaid),
            extension @ ("json" | "ndjson" | "csv" | "xlsx" | "svg") => {
                Format::from_name(extension)
            }
            _ => None,
        }
    }
}
