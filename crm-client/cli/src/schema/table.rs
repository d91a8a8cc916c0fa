//! A schema as a table, JSON, NDJSON or CSV.

use std::io::{self, Write};

use crm_client::Record;
use crm_client::metadata::EntityInfo;
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use super::{dictionary, json, words};
use crate::failure::Failure;
use crate::output::{self, Format};
use crate::tenant::Entity;
use crate::{safe, terminal};

/// Returns a row for each entity.
pub(super) fn entities(format: Format, entities: &[EntityInfo]) -> Result<Vec<u8>, Failure> {
    let mut out = Vec::new();
    let written = if format == Format::Table {
        let rows = entities.iter().map(dictionary::entity_row);
        grid(&dictionary::entity_headings(), rows, &mut out)
    } else {
        rows(format, None, entities.iter().map(output::record_of), &mut out)
    };
    written.map(|()| out).map_err(|error| Failure::output(&error))
}

/// Returns the fields of each entity: as one JSON array of entities, or as a row for each field.
pub(super) fn fields(format: Format, entities: &[Entity]) -> Result<Vec<u8>, Failure> {
    let mut out = Vec::new();
    let written = match format {
        Format::Table => tables(entities, &mut out),
        Format::Json => {
            let entities: Vec<_> = entities.iter().map(json::entity).collect();
            let json = serde_json::to_string_pretty(&entities).map_err(io::Error::from);
            json.and_then(|it| {
                it.lines().try_for_each(|line| writeln!(out, "{}", safe::json(line)))
            })
        }
        Format::Ndjson | Format::Csv => {
            let fields = entities.iter().flat_map(|entity| {
                entity.fields.iter().map(|field| output::record_of(&json::field(entity, field)))
            });
            // The first field does not have all columns.
            let columns =
                (format == Format::Csv).then(|| FIELD_COLUMNS.map(str::to_owned).to_vec());
            rows(format, columns, fields, &mut out)
        }
    };
    written.map(|()| out).map_err(|error| Failure::output(&error))
}

/// The columns of a CSV file of fields.
const FIELD_COLUMNS: [&str; 10] = [
    "entity",
    "field",
    "name",
    "type",
    "data_type",
    "reference_to",
    "nullable",
    "creatable",
    "updatable",
    "values",
];

fn rows(
    format: Format,
    columns: Option<Vec<String>>,
    rows: impl Iterator<Item = Record>,
    out: &mut Vec<u8>,
) -> io::Result<()> {
    let mut printer = output::rows(format, columns, out);
    for row in rows {
        printer.row(&row)?;
    }
    printer.finish()
}

/// Writes a table for each entity.
fn tables(entities: &[Entity], out: &mut Vec<u8>) -> io::Result<()> {
    for (index, entity) in entities.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        let title = words::title(&entity.info.name, &entity.info.entity);
        writeln!(out, "{}\n", safe::line(&title))?;
        // The origin is in the other formats, because the table must fit a terminal.
        let mut headings = dictionary::field_headings();
        headings.pop();
        let rows = dictionary::field_rows(entity).into_iter().map(|mut row| {
            row.pop();
            row
        });
        grid(&headings, rows, out)?;
        for picklist in &entity.picklists {
            writeln!(out)?;
            let items = words::items(entity, &picklist.field);
            paragraph(&format!("{}:", picklist.field), &items, out)?;
        }
    }
    Ok(())
}

/// Writes a table that fits the terminal.
fn grid(
    headings: &[String],
    rows: impl Iterator<Item = Vec<String>>,
    out: &mut Vec<u8>,
) -> io::Result<()> {
    let mut printer = output::rows(Format::Table, Some(headings.to_vec()), out);
    for row in rows {
        let cells = headings.iter().cloned().zip(row.into_iter().map(Value::String));
        printer.row(&output::row(&Value::Object(cells.collect())))?;
    }
    printer.finish()
}

/// Writes a heading and items, separated by commas and wrapped to the width of the terminal.
fn paragraph(heading: &str, items: &[String], out: &mut Vec<u8>) -> io::Result<()> {
    let width = usize::from(terminal::width());
    let mut line = safe::line(heading).into_owned();
    for (index, item) in items.iter().enumerate() {
        let comma = if index + 1 < items.len() { "," } else { "" };
        let word = format!(" {}{comma}", safe::line(item));
        if line.width() + word.width() > width && line.trim() != "" {
            writeln!(out, " {line}")?;
            line = String::from(" ");
        }
        line.push_str(&word);
    }
    writeln!(out, " {line}")
}
