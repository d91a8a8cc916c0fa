//! The formats of exported files.

use std::path::Path;

use crate::failure::Failure;
use crate::lang::tr;

/// A format of an exported file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// Comma-separated values in UTF-8 with a byte order mark.
    Csv,
    /// One JSON object per line.
    Ndjson,
    /// An Excel workbook.
    Xlsx,
    /// A Parquet file.
    Parquet,
}

impl Format {
    /// The names of all formats, which are also the extensions of files.
    pub(crate) const NAMES: [&'static str; 4] = ["csv", "ndjson", "xlsx", "parquet"];

    /// Returns the name, which is also the extension of files.
    pub(crate) fn name(self) -> &'static str {
        Format::NAMES[self as usize]
    }

    /// Returns the format with this name.
    pub(crate) fn from_name(name: &str) -> Option<Format> {
        let formats = [Format::Csv, Format::Ndjson, Format::Xlsx, Format::Parquet];
        formats.into_iter().find(|it| it.name() == name)
    }

    /// Returns the format of a file by its extension.
    pub(crate) fn from_path(path: &Path) -> Option<Format> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        let name = if extension == "jsonl" { "ndjson" } else { &extension };
        Format::from_name(name)
    }

    /// Returns whether a file can be written row by row, and continued after an interruption.
    pub(super) fn is_appendable(self) -> bool {
        matches!(self, Format::Csv | Format::Ndjson)
    }

    /// Checks whether this build can write the format.
    pub(crate) fn check(self) -> Result<Format, Failure> {
        let is_built = match self {
            Format::Csv | Format::Ndjson => true,
            Format::Xlsx => cfg!(feature = "excel"),
            Format::Parquet => cfg!(feature = "parquet"),
        };
        if is_built {
            return Ok(self);
        }
        let name = self.name();
        let feature = if self == Format::Xlsx { "excel" } else { name };
        Err(Failure::usage(tr!(
            "`--format {name}`: this build of crm does not support it; install it with `cargo install --features {feature}`, or use `--format csv`",
            "`--format {name}`：当前构建的 crm 不支持该格式；请用 `cargo install --features {feature}` 安装，或改用 `--format csv`"
        )))
    }
}

#[test]
fn the_extension_decides_about_the_format() {
    for (path, expected) in [
        ("a.csv", Some(Format::Csv)),
        ("a.jsonl", Some(Format::Ndjson)),
        ("x/a.b.XLSX", Some(Format::Xlsx)),
        ("a.parquet", Some(Format::Parquet)),
        ("a.txt", None),
        ("csv", None),
    ] {
        assert_eq!(Format::from_path(Path::new(path)), expected, "{path}");
    }
}
