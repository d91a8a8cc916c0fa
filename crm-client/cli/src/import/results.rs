//! The files with the results: all rows with ids, and the refused rows to correct.

#[cfg(feature = "excel")]
mod xlsx;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::input::cell::Cell;
use super::input::{Input, Kind, Row};
use super::mapping::OWN_PREFIX;
use super::outcome::{Outcome, RowResult};
use super::plan::Planned;
use crate::failure::Failure;
use crate::output;

/// The rows to write.
pub(crate) struct Results<'a> {
    /// The input.
    pub input: &'a Input,
    /// The index of the row with the headers.
    pub header: usize,
    /// The plan.
    pub plan: &'a [Planned],
    /// How each row of the plan has ended.
    pub ends: &'a [Option<RowResult>],
}

/// The files that were written.
#[derive(Default)]
pub(crate) struct Files {
    /// All rows with their outcome and id.
    pub result: PathBuf,
    /// The refused rows, if there are any.
    pub errors: Option<PathBuf>,
}

/// The headers that an error file adds.
fn added_headers() -> [String; 2] {
    ["reason", "remedy"].map(|it| format!("{OWN_PREFIX}{it}"))
}

/// A refused row: the row of the input, the reason and the remedy.
type Refused<'a> = (&'a Row, String, String);

impl Results<'_> {
    /// Writes the files next to the input. Old ones are replaced.
    pub(crate) fn write(&self, path: &Path) -> Result<Files, Failure> {
        let result = beside(path, "result.csv");
        replace(&result, |out| self.write_result(out))?;
        let refused = self.refused();
        let errors =
            beside(path, if self.input.kind == Kind::Csv { "errors.csv" } else { "errors.xlsx" });
        if refused.is_empty() {
            // An error file of an earlier attempt would be wrong now.
            let _ = std::fs::remove_file(&errors);
            return Ok(Files { result, errors: None });
        }
        let header = &self.input.table.rows[self.header];
        match self.input.kind {
            Kind::Csv => replace(&errors, |out| write_csv(header, &refused, out))?,
            #[cfg(feature = "excel")]
            Kind::Xlsx => replace(&errors, |out| xlsx::write(header, &refused, out))?,
        }
        Ok(Files { result, errors: Some(errors) })
    }

    fn refused(&self) -> Vec<Refused<'_>> {
        let rows = &self.input.table.rows;
        let ends = self.plan.iter().zip(self.ends);
        let ends = ends.filter_map(|(planned, result)| Some((planned, result.as_ref()?)));
        let refused = ends.filter(|(_, result)| result.outcome == Outcome::Refused);
        let row = |(planned, result): (&Planned, &RowResult)| {
            let index =
                rows.binary_search_by_key(&(planned.row.number - 1), |it| it.number).ok()?;
            let (reason, remedy) = result.texts();
            Some((&rows[index], reason, remedy))
        };
        refused.filter_map(row).collect()
    }

    fn write_result(&self, out: &mut File) -> io::Result<()> {
        let mut csv = csv(out)?;
        csv.write_record(["row", "outcome", "id", "reason", "remedy"])?;
        for (planned, result) in self.plan.iter().zip(self.ends) {
            let number = planned.row.number.to_string();
            let Some(result) = result else {
                csv.write_record([number.as_str(), "pending", "", "", ""])?;
                continue;
            };
            let (reason, remedy) = result.texts();
            let id = result.id.as_deref().unwrap_or_default();
            let cells = [&number, result.outcome.name(), id, &reason, &remedy];
            csv.write_record(cells.map(|it| output::csv::cell(it).into_owned()))?;
        }
        csv.flush()
    }
}

/// Returns the path of a file next to another one: `a/leads.xlsx` → `a/leads.errors.xlsx`.
fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.file_stem().unwrap_or_default().to_owned();
    name.push(".");
    name.push(end);
    path.with_file_name(name)
}

/// Writes a file completely before it replaces an old one.
fn replace(path: &Path, write: impl FnOnce(&mut File) -> io::Result<()>) -> Result<(), Failure> {
    let failed = |error: io::Error| Failure::io(path.display(), &error);
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = NamedTempFile::new_in(folder).map_err(failed)?;
    write(file.as_file_mut()).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Creates a writer of UTF-8 with a byte order mark, which spreadsheet programs need.
fn csv(out: &mut File) -> io::Result<csv::Writer<BufWriter<&mut File>>> {
    let mut out = BufWriter::new(out);
    out.write_all("\u{feff}".as_bytes())?;
    Ok(csv::WriterBuilder::new().flexible(true).from_writer(out))
}

fn write_csv(header: &Row, refused: &[Refused<'_>], out: &mut File) -> io::Result<()> {
    let kept = kept(header, refused);
    let mut csv = csv(out)?;
    let mut write = |row: &Row, added: &[String; 2]| {
        let cells = kept.iter().map(|it| plain(row.cell(*it))).chain(added.iter().cloned());
        csv.write_record(cells.map(|it| output::csv::cell(&it).into_owned()))
    };
    write(header, &added_headers())?;
    for (row, reason, remedy) in refused {
        write(row, &[reason.clone(), remedy.clone()])?;
    }
    csv.flush()
}

/// Returns the columns of the input without those that an earlier error file added.
fn kept(header: &Row, refused: &[Refused<'_>]) -> Vec<usize> {
    let widths = refused.iter().map(|(row, _, _)| row.cells.len());
    let width = widths.max().unwrap_or_default().max(header.cells.len());
    (0..width).filter(|it| !header.cell(*it).plain().starts_with(OWN_PREFIX)).collect()
}

fn plain(cell: &Cell) -> String {
    cell.plain().into_owned()
}
