//! Rows as a Parquet file.
//!
//! The types of the columns come from the values: a column is a 64-bit integer, a double or a boolean if
//! all of its values are, and otherwise a string. Numbers that a double would round make it a string.

use std::fs::File;
use std::io;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::spool::{Column, Spool, exact_number};
use crate::cells::text;

/// The size of the values that are kept before they are written as a row group, in bytes.
const MAX_GROUP: usize = 8 << 20;

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// No value was found yet.
    Empty,
    Boolean,
    Integer,
    Double,
    Text,
}

impl Kind {
    /// Returns the type of a JSON value.
    fn of(json: &str, is_text: bool) -> Kind {
        match json {
            "null" => Kind::Empty,
            _ if is_text => Kind::Text,
            "true" | "false" => Kind::Boolean,
            _ if exact_number(json).is_none() => Kind::Text,
            _ if json.parse::<i64>().is_ok() => Kind::Integer,
            _ => Kind::Double,
        }
    }

    /// Returns the type that has the values of both types.
    fn join(self, other: Kind) -> Kind {
        match (self, other) {
            (Kind::Empty, kind) | (kind, Kind::Empty) => kind,
            (left, right) if left == right => left,
            (Kind::Integer | Kind::Double, Kind::Integer | Kind::Double) => Kind::Double,
            _ => Kind::Text,
        }
    }
}

/// The values of a column in the current row group.
struct Values {
    kind: Kind,
    booleans: Vec<bool>,
    integers: Vec<i64>,
    doubles: Vec<f64>,
    texts: Vec<ByteArray>,
    /// For each row, 1 if there is a value.
    levels: Vec<i16>,
}

impl Values {
    fn new(kind: Kind) -> Values {
        Values {
            kind,
            booleans: Vec::new(),
            integers: Vec::new(),
            doubles: Vec::new(),
            texts: Vec::new(),
            levels: Vec::new(),
        }
    }

    /// Adds a cell, and returns the size that it needs in memory.
    fn push(&mut self, json: Option<&str>) -> usize {
        let value = json.filter(|it| *it != "null");
        self.levels.push(i16::from(value.is_some()));
        let Some(json) = value else { return 2 };
        match self.kind {
            Kind::Boolean => self.booleans.push(json == "true"),
            Kind::Integer => self.integers.push(json.parse().unwrap_or_default()),
            Kind::Double => self.doubles.push(json.parse().unwrap_or_default()),
            Kind::Empty | Kind::Text => {
                let text = text(json);
                self.texts.push(ByteArray::from(&*text));
                return 2 + text.len() + size_of::<ByteArray>();
            }
        }
        10
    }

    /// Writes and forgets the values.
    fn write(&mut self, writer: &mut ColumnWriter<'_>) -> Result<(), ParquetError> {
        let levels = Some(self.levels.as_slice());
        match writer {
            ColumnWriter::BoolColumnWriter(it) => it.write_batch(&self.booleans, levels, None),
            ColumnWriter::Int64ColumnWriter(it) => it.write_batch(&self.integers, levels, None),
            ColumnWriter::DoubleColumnWriter(it) => it.write_batch(&self.doubles, levels, None),
            ColumnWriter::ByteArrayColumnWriter(it) => it.write_batch(&self.texts, levels, None),
            _ => Ok(0),
        }?;
        *self = Values::new(self.kind);
        Ok(())
    }
}

/// Writes the rows into a file.
pub(super) fn write(spool: &Spool, file: &File) -> io::Result<()> {
    let mut kinds = vec![Kind::Empty; spool.columns.len()];
    spool.for_each(|cells| {
        for ((kind, column), json) in kinds.iter_mut().zip(&spool.columns).zip(cells) {
            *kind = kind.join(json.map_or(Kind::Empty, |json| Kind::of(json, column.is_text)));
        }
        Ok(())
    })?;
    let schema = schema(&spool.columns, &kinds).map_err(failed)?;
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let writer = SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties));
    let mut writer = writer.map_err(failed)?;
    let mut columns: Vec<Values> = kinds.into_iter().map(Values::new).collect();
    let mut size = 0;
    spool.for_each(|cells| {
        for (column, json) in columns.iter_mut().zip(cells) {
            size += column.push(*json);
        }
        if size >= MAX_GROUP {
            size = 0;
            write_group(&mut writer, &mut columns).map_err(failed)?;
        }
        Ok(())
    })?;
    if size > 0 {
        write_group(&mut writer, &mut columns).map_err(failed)?;
    }
    writer.close().map_err(failed)?;
    Ok(())
}

fn schema(columns: &[Column], kinds: &[Kind]) -> Result<Type, ParquetError> {
    let fields = columns.iter().zip(kinds).map(|(column, kind)| {
        let (physical, logical) = match kind {
            Kind::Boolean => (Physical::BOOLEAN, None),
            Kind::Integer => (Physical::INT64, None),
            Kind::Double => (Physical::DOUBLE, None),
            Kind::Empty | Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        };
        let builder = Type::primitive_type_builder(&column.name, physical);
        let builder = builder.with_repetition(Repetition::OPTIONAL).with_logical_type(logical);
        builder.build().map(Arc::new)
    });
    let fields = fields.collect::<Result<_, _>>()?;
    Type::group_type_builder("schema").with_fields(fields).build()
}

/// Writes the values of all columns as a row group.
fn write_group(
    writer: &mut SerializedFileWriter<&File>,
    columns: &mut [Values],
) -> Result<(), ParquetError> {
    let mut group = writer.next_row_group()?;
    for column in columns {
        if let Some(mut writer) = group.next_column()? {
            column.write(writer.untyped())?;
            writer.close()?;
        }
    }
    group.close()?;
    Ok(())
}

fn failed(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        },
        error => io::Error::other(error),
    }
}

#[test]
fn a_column_is_text_if_its_values_have_different_types() {
    for (values, expected) in [
        (vec!["1", "null", "2"], Kind::Integer),
        (vec!["1", "2.5"], Kind::Double),
        (vec!["1", "true"], Kind::Text),
        (vec!["1", "1234567890123456789"], Kind::Text),
        (vec!["true", "false"], Kind::Boolean),
        (vec!["null"], Kind::Empty),
        (vec!["\"1\"", "1"], Kind::Text),
    ] {
        let kinds = values.iter().map(|json| Kind::of(json, false));
        assert_eq!(kinds.fold(Kind::Empty, Kind::join), expected, "{values:?}");
    }
}
