//! The state of one entity: its table, its fields, and how far it is read.

use super::instant::Form;
use super::{column, tables};
use crate::database::{Cell, ColumnType, Database, Dialect, Existing, Insert, Value};
use crate::failure::Failure;

/// The column with the id of a record.
pub(crate) const ID: &str = "_id";
/// The column with the JSON of a record, as it was received.
pub(crate) const RAW: &str = "_raw";
/// The column with the time at which the row was written last.
pub(crate) const SYNCED_AT: &str = "_synced_at";
/// The column with the time at which the record was found to be deleted.
pub(crate) const DELETED_AT: &str = "_deleted_at";

/// The columns that every table has.
pub(super) const OWN: [(&str, ColumnType); 4] = [
    (ID, ColumnType::Key),
    (RAW, ColumnType::Text),
    (SYNCED_AT, ColumnType::Timestamp),
    (DELETED_AT, ColumnType::Timestamp),
];

/// An entity of the mirror.
#[derive(Clone, Debug)]
pub(super) struct Entity {
    /// The internal name.
    pub name: String,
    /// The name of the table.
    pub table: String,
    pub label: String,
    /// The number with which ids begin.
    pub code: i64,
    /// The field with the name of a record.
    pub main: String,
    /// Whether it is an entity of the system or of the customer, as the metadata numbers it.
    pub kind: i64,
    /// The field with the id, if it is known.
    pub key: Option<String>,
    /// The field with the time of the last change, if it can be used.
    pub cursor: Option<String>,
    /// The form of these times.
    pub form: Option<Form>,
    /// Everything up to this time is read, in milliseconds.
    pub watermark: Option<i64>,
    /// How far the first reading is, in milliseconds.
    pub position: Option<i64>,
    /// The number of rows of a full page, once it is known.
    pub page_size: Option<i64>,
    /// Whether the metadata still has the entity.
    pub is_present: bool,
    /// Whether all records were read once.
    pub is_loaded: bool,
    /// Whether all records must be read again, such as after a new field.
    pub needs_reading: bool,
    /// Older changes are not mirrored, in milliseconds.
    pub since: Option<i64>,
    /// When the last round has read it.
    pub read_at: Option<String>,
    /// When all records were read last.
    pub swept_at: Option<String>,
    /// Why the last round could not read it.
    pub problem: Option<String>,
    /// All fields that the entity ever had.
    pub fields: Vec<Field>,
}

/// A field of an entity, with its column.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Field {
    /// The internal name.
    pub name: String,
    /// The name of the column.
    pub column: String,
    pub label: String,
    pub data_type: String,
    pub column_type: ColumnType,
    pub reference_to: Option<String>,
    /// Whether the metadata still has the field.
    pub is_present: bool,
}

impl Entity {
    /// Returns the fields that the metadata has.
    pub(super) fn present(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|it| it.is_present)
    }

    /// Returns the names of the fields to request.
    pub(super) fn requested(&self) -> Vec<String> {
        let key = self.key.iter().filter(|key| self.present().all(|it| it.name != **key));
        self.present().map(|it| &it.name).chain(key).cloned().collect()
    }

    /// Returns the field with the time of the last change, if it can be used. The CRM did not filter or
    /// sort by an empty one.
    pub(super) fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref().filter(|it| !it.is_empty())
    }

    /// Returns the field with this internal name.
    pub(super) fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|it| it.name == name)
    }

    /// Returns the statement that adds or replaces rows.
    pub(super) fn insert(&self) -> Insert {
        let own = OWN.map(|(name, column)| (name.to_owned(), column));
        let fields = self.present().map(|it| (it.column.clone(), it.column_type));
        Insert {
            table: self.table.clone(),
            columns: own.into_iter().chain(fields).collect(),
            existing: Existing::Replace(ID.to_owned()),
        }
    }

    /// Returns a name for the column of a new field that no other column has. Databases do not
    /// distinguish upper and lower case, and limit the length.
    pub(super) fn free_column(&self, field: &str) -> String {
        let plain = plain(field);
        let short = short(&plain);
        let is_taken = |name: &str| {
            let is_equal = |it: &str| it.to_lowercase() == name.to_lowercase();
            OWN.iter().any(|it| is_equal(it.0)) || self.fields.iter().any(|it| is_equal(&it.column))
        };
        let numbered = (2..).map(|number| format!("{short}_{number}"));
        let mut names = std::iter::once(short.to_owned()).chain(numbered);
        names.find(|it| !is_taken(it)).unwrap_or_else(|| short.to_owned())
    }

    /// Loads the entities of a mirror, in the order of their names.
    pub(super) async fn load(db: &mut Database) -> Result<Vec<Entity>, Failure> {
        let dialect = db.dialect();
        let names = |table| list(dialect, tables::columns(table).iter().map(|it| it.0.as_str()));
        let sql = format!("SELECT {} FROM _entities ORDER BY entity", names("_entities"));
        let rows = db.query(&sql, &[]).await?;
        let mut entities: Vec<Entity> = rows.into_iter().map(Entity::read).collect();
        let position = dialect.quote("position");
        let sql = format!("SELECT {} FROM _columns ORDER BY entity, {position}", names("_columns"));
        for row in db.query(&sql, &[]).await? {
            let mut cells = row.into_iter().skip(1);
            let mut text = || cells.next().and_then(Cell::into_text);
            let Some(entity) =
                text().and_then(|name| entities.iter_mut().find(|it| it.name == name))
            else {
                continue;
            };
            let (name, column) = (text().unwrap_or_default(), text().unwrap_or_default());
            text();
            entity.fields.push(Field {
                name,
                column,
                label: text().unwrap_or_default(),
                data_type: text().unwrap_or_default(),
                column_type: ColumnType::from_name(&text().unwrap_or_default()),
                reference_to: text(),
                is_present: cells.next().is_some_and(|it| it.is_true()),
            });
        }
        Ok(entities)
    }

    fn read(row: Vec<Cell>) -> Entity {
        let mut cells = row.into_iter();
        let mut next = || cells.next().unwrap_or(Cell::Null);
        let text = Cell::into_text;
        Entity {
            name: text(next()).unwrap_or_default(),
            table: text(next()).unwrap_or_default(),
            label: text(next()).unwrap_or_default(),
            code: next().integer().unwrap_or_default(),
            main: text(next()).unwrap_or_default(),
            kind: next().integer().unwrap_or_default(),
            key: text(next()),
            cursor: text(next()),
            form: text(next()).and_then(|it| Form::from_name(&it)),
            watermark: next().integer(),
            position: next().integer(),
            page_size: next().integer(),
            is_present: next().is_true(),
            is_loaded: next().is_true(),
            needs_reading: next().is_true(),
            since: next().integer(),
            read_at: text(next()),
            swept_at: text(next()),
            problem: text(next()),
            fields: Vec::new(),
        }
    }

    /// Stores the state without the fields.
    pub(super) async fn save(&self, db: &mut Database) -> Result<(), Failure> {
        let optional = |it: &Option<String>| Value::optional(it.clone());
        let row = vec![
            Value::text(&self.name),
            Value::text(&self.table),
            Value::text(&self.label),
            self.code.into(),
            Value::text(&self.main),
            self.kind.into(),
            optional(&self.key),
            optional(&self.cursor),
            Value::optional(self.form.as_ref().map(Form::name)),
            self.watermark.into(),
            self.position.into(),
            self.page_size.into(),
            self.is_present.into(),
            self.is_loaded.into(),
            self.needs_reading.into(),
            self.since.into(),
            optional(&self.read_at),
            optional(&self.swept_at),
            optional(&self.problem),
        ];
        db.insert(&replace("_entities", "entity"), &[row]).await
    }

    /// Stores the fields.
    pub(super) async fn save_fields(&self, db: &mut Database) -> Result<(), Failure> {
        let row = |(position, it): (usize, &Field)| {
            vec![
                Value::text(format!("{}.{}", self.name, it.name)),
                Value::text(self.name.clone()),
                Value::text(it.name.clone()),
                Value::text(it.column.clone()),
                i64::try_from(position).unwrap_or(i64::MAX).into(),
                Value::text(it.label.clone()),
                Value::text(it.data_type.clone()),
                Value::text(it.column_type.name()),
                Value::optional(it.reference_to.clone()),
                it.is_present.into(),
            ]
        };
        let rows: Vec<_> = self.fields.iter().enumerate().map(row).collect();
        db.insert(&replace("_columns", "id"), &rows).await
    }
}

impl Field {
    /// Creates a field with this column.
    pub(super) fn new(name: &str, column: String, data_type: &str) -> Field {
        Field {
            name: name.to_owned(),
            column,
            label: String::new(),
            data_type: data_type.to_owned(),
            column_type: column::type_of(data_type),
            reference_to: None,
            is_present: true,
        }
    }
}

/// Returns a name that is short enough for all databases, also with a number and the end of the name of a
/// view or a label.
pub(super) fn short(name: &str) -> &str {
    // PostgreSQL cuts names after 63 bytes.
    const MAX_LENGTH: usize = 52;
    let end = name.char_indices().map(|(at, it)| at + it.len_utf8());
    &name[..end.take_while(|it| *it <= MAX_LENGTH).last().unwrap_or_default()]
}

/// Returns the statement that adds or replaces rows of a table of the state.
pub(super) fn replace(table: &str, key: &str) -> Insert {
    Insert {
        table: table.to_owned(),
        columns: tables::columns(table),
        existing: Existing::Replace(key.to_owned()),
    }
}

/// Returns the statement that adds rows to a table of the state whose rows are numbered.
pub(super) fn append(table: &str) -> Insert {
    Insert { table: table.to_owned(), columns: tables::columns(table), existing: Existing::Fail }
}

/// Returns a name without control characters, which some databases do not allow in names.
pub(super) fn plain(name: &str) -> String {
    name.replace(|it: char| it.is_control(), "_")
}

/// Returns names in quotes, separated by commas.
pub(super) fn list<'a>(dialect: Dialect, names: impl Iterator<Item = &'a str>) -> String {
    names.map(|it| dialect.quote(it)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_different_names() {
        let mut entity = Entity::read(Vec::new());
        for (field, expected) in [
            ("phone", "phone"),
            ("Phone", "Phone_2"),
            ("_raw", "_raw_2"),
            ("字段", "字段"),
            (&"长".repeat(40), &*"长".repeat(17)),
            (&"长".repeat(41), &*format!("{}_2", "长".repeat(17))),
            ("a\0b\u{1b}", "a_b_"),
        ] {
            let column = entity.free_column(field);
            assert_eq!(column, expected);
            entity.fields.push(Field::new(field, column, "string"));
        }
    }
}
