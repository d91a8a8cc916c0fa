//! Rows of a page: the id, the time of the last change, and the values of the columns.

use crm_client::Json;

use super::entity::{Entity, Field};
use super::{column, instant};
use crate::cells::{self, Cells};
use crate::database::{ColumnType, Dialect, Value};
use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::safe;

/// A row of a page.
pub(super) struct Row<'a> {
    pub id: String,
    /// The time of the last change in milliseconds, if the row has one.
    pub time: Option<i64>,
    /// The JSON of the row.
    pub raw: &'a str,
    /// The JSON of each field.
    cells: Vec<Option<&'a str>>,
}

/// Reads the rows of an entity.
pub(super) struct Reader {
    cells: Cells,
    key: usize,
    cursor: Option<usize>,
    types: Vec<ColumnType>,
    names: Vec<String>,
    entity: String,
}

impl Reader {
    /// Creates a reader of an entity whose key is known.
    pub(super) fn new(entity: &Entity, key: &str) -> Reader {
        let fields: Vec<&Field> = entity.present().collect();
        let mut names: Vec<String> = fields.iter().map(|it| it.name.clone()).collect();
        let types = fields.iter().map(|it| it.column_type).collect();
        let mut place = |name: &str| {
            names.iter().position(|it| it == name).unwrap_or_else(|| {
                names.push(name.to_owned());
                names.len() - 1
            })
        };
        let key = place(key);
        let cursor = entity.cursor().map(place);
        Reader {
            cells: Cells::new(names.clone()),
            key,
            cursor,
            types,
            names,
            entity: entity.name.clone(),
        }
    }

    /// Reads the rows of a page.
    ///
    /// # Errors
    ///
    /// Fails if a row is not an object, or has no id.
    pub(super) fn rows<'a>(&self, page: &'a [Json]) -> Result<Vec<Row<'a>>, Failure> {
        page.iter().map(|it| self.row(it.as_str())).collect()
    }

    fn row<'a>(&self, raw: &'a str) -> Result<Row<'a>, Failure> {
        let cells = self.cells.of(raw).map_err(|error| self.unreadable(&error.to_string()))?;
        let id = cells[self.key].map(cells::text).filter(|it| !it.is_empty());
        let Some(id) = id else {
            let key = safe::line(&self.names[self.key]);
            return Err(self.unreadable(&tr!("`{key}` is missing", "缺少 `{key}`")));
        };
        let time = self.cursor.and_then(|index| instant::parse(cells[index]?)).map(|it| it.0);
        Ok(Row { id: id.into_owned(), time, raw, cells })
    }

    /// Returns the values of the columns of the fields, or the index of a field whose value does not fit.
    pub(super) fn values<'a>(
        &self,
        dialect: Dialect,
        row: &Row<'a>,
    ) -> Result<Vec<Value<'a>>, usize> {
        let values = self.types.iter().zip(&row.cells).enumerate();
        let value = |column, json| column::value(dialect, column, json);
        values.map(|(index, (column, json))| value(*column, *json).ok_or(index)).collect()
    }

    /// Follows a change of the types of columns.
    pub(super) fn refresh(&mut self, entity: &Entity) {
        self.types = entity.present().map(|it| it.column_type).collect();
    }

    /// Returns the name of a field.
    pub(super) fn name(&self, index: usize) -> &str {
        &self.names[index]
    }

    fn unreadable(&self, problem: &str) -> Failure {
        let entity = safe::line(&self.entity);
        Failure::new(
            // Only this entity is skipped.
            Status::SomeFailed,
            tr!("{entity}: a row cannot be read: {problem}", "{entity}：无法读取记录：{problem}"),
        )
    }
}
