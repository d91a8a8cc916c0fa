//! Rows of a page as text: without repeated rows, and with labels.

use std::collections::{HashMap, HashSet};
use std::io;

use super::format::Format;
use super::plan::Plan;
use super::seen::Seen;
use super::source::{Fetched, Layout};
use super::{csv, ndjson};
use crate::cells::{Cells, text};
use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::safe;

/// Turns pages into text.
pub(super) struct Table {
    columns: Vec<String>,
    cells: Cells,
    /// The place of the key among the cells.
    key: Option<usize>,
    seen: Seen,
    /// For each column, the labels of its values as JSON strings.
    labels: Vec<Option<HashMap<String, String>>>,
    is_csv: bool,
    /// The text of the current page.
    pub text: Vec<u8>,
}

/// What a page consisted of.
pub(super) struct Counts {
    pub rows: u64,
    pub repeated: u64,
    /// The hashes of the keys.
    pub keys: Vec<u64>,
}

impl Table {
    /// Creates the text of a format. Formats that are not text are made from NDJSON.
    pub(super) fn new(plan: &Plan, layout: &Layout, format: Format) -> Table {
        let columns = layout.columns.clone();
        let mut names = columns.clone();
        let key = layout.key.as_ref().map(|key| {
            let place = names.iter().position(|it| it == key);
            place.unwrap_or_else(|| {
                names.push(key.clone());
                columns.len()
            })
        });
        let labels =
            columns.iter().map(|name| plan.has_labels.then(|| labels(plan, name)).flatten());
        Table {
            labels: labels.collect(),
            columns,
            cells: Cells::new(names),
            key,
            seen: Seen::default(),
            is_csv: format == Format::Csv,
            text: Vec::new(),
        }
    }

    /// Remembers the keys of earlier pages.
    pub(super) fn remember(&mut self, hashes: &[u64]) {
        for hash in hashes {
            self.seen.add_hash(*hash);
        }
    }

    /// Sets the text to what comes before the first row.
    pub(super) fn header(&mut self) -> Result<(), Failure> {
        self.text.clear();
        if self.is_csv {
            csv::header(&self.columns, &mut self.text).map_err(|error| Failure::output(&error))?;
        }
        Ok(())
    }

    /// Appends the rows of a page to the text.
    ///
    /// # Errors
    ///
    /// Fails if a row is not a JSON object.
    pub(super) fn page(&mut self, fetched: &Fetched) -> Result<Counts, Failure> {
        let rows = fetched.page.iter().map(|row| self.cells.of(row.as_str()));
        let rows: Vec<_> =
            rows.collect::<Result<_, _>>().map_err(|error| unreadable(fetched.number, &error))?;
        let keys = rows.iter().filter_map(|row| id(row, self.key));
        let (mut on_page, mut is_key) = (HashSet::new(), true);
        keys.for_each(|key| is_key &= on_page.insert(key));
        if !is_key {
            // No CRM repeats a record on one page, so this field is not the key after all.
            self.key = None;
        }
        let mut counts = Counts { rows: 0, repeated: 0, keys: Vec::new() };
        let mut out = Out::new(self.is_csv, &self.columns, &mut self.text);
        for mut row in rows {
            if let Some(key) = id(&row, self.key) {
                let Some(hash) = self.seen.add(key) else {
                    counts.repeated += 1;
                    continue;
                };
                counts.keys.push(hash);
            }
            counts.rows += 1;
            row.truncate(self.labels.len());
            for (cell, labels) in row.iter_mut().zip(&self.labels) {
                if let (Some(labels), Some(json)) = (labels, *cell) {
                    *cell = Some(labels.get(&*text(json)).map_or(json, String::as_str));
                }
            }
            out.row(&row).map_err(|error| Failure::output(&error))?;
        }
        out.finish().map_err(|error| Failure::output(&error))?;
        Ok(counts)
    }

    /// Returns whether repeated rows are recognized.
    pub(super) fn has_key(&self) -> bool {
        self.key.is_some()
    }
}

/// Where the rows of one page go.
enum Out<'a> {
    Csv(Box<csv::Rows<'a>>),
    Json(&'a [String], &'a mut Vec<u8>),
}

impl<'a> Out<'a> {
    fn new(is_csv: bool, columns: &'a [String], text: &'a mut Vec<u8>) -> Out<'a> {
        if is_csv { Out::Csv(Box::new(csv::Rows::new(text))) } else { Out::Json(columns, text) }
    }

    fn row(&mut self, cells: &[Option<&str>]) -> io::Result<()> {
        match self {
            Out::Csv(rows) => rows.row(cells),
            Out::Json(columns, text) => {
                ndjson::row(columns, cells, text);
                Ok(())
            }
        }
    }

    fn finish(self) -> io::Result<()> {
        match self {
            Out::Csv(rows) => rows.finish(),
            Out::Json(..) => Ok(()),
        }
    }
}

/// Returns the JSON of the id of a row.
fn id<'a>(row: &[Option<&'a str>], place: Option<usize>) -> Option<&'a str> {
    place.and_then(|it| row[it]).filter(|it| *it != "null")
}

/// Returns the labels of a picklist field by value, as JSON strings.
fn labels(plan: &Plan, field: &str) -> Option<HashMap<String, String>> {
    let items = plan.entity.items(field);
    let labels = items.iter().map(|it| (it.value.to_string(), ndjson::string(&it.label)));
    (!items.is_empty()).then(|| labels.collect())
}

fn unreadable(page: u32, error: &serde_json::Error) -> Failure {
    let error = error.to_string();
    let error = safe::line(&error);
    Failure::new(
        Status::Failed,
        tr!(
            "page {page}: a row is not a record: {error}; report this to the operator of the CRM",
            "第 {page} 页：有一行不是记录：{error}；请反馈给 CRM 管理员"
        ),
    )
}
