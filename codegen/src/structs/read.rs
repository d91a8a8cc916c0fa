//! Replies → metadata: the content of the files, each string with its position.

use super::row::{Row, Word, parse, rows};
use crate::error::{Mistake, Mistakes, Place};
use crate::file::Source;

/// The content of all files.
#[derive(Debug, Default)]
pub(super) struct Metadata {
    /// The entities of the CRM; `None` if one of them could not be read.
    pub(super) entities: Option<Vec<Entity>>,
    pub(super) fields: Vec<Table<Field>>,
    pub(super) picklists: Vec<Table<Picklist>>,
}

/// The content of one file about an entity.
#[derive(Debug)]
pub(super) struct Table<T> {
    /// The name of the entity, from the name of the file, and the start of the file as its position.
    pub(super) entity: Word,
    /// `None` if the file could not be read.
    pub(super) rows: Option<Vec<T>>,
}

/// A row of `metadata/entity`.
#[derive(Debug)]
pub(super) struct Entity {
    pub(super) name: Word,
    pub(super) title: Word,
}

/// A row of `metadata/field`.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: Word,
    pub(super) title: Word,
    pub(super) data_type: Word,
    pub(super) reference_to: Option<Word>,
    pub(super) nullable: bool,
    pub(super) creatable: bool,
    pub(super) updatable: bool,
}

/// A row of `metadata/picklist`.
#[derive(Debug)]
pub(super) struct Picklist {
    pub(super) field: Word,
    pub(super) items: Vec<Item>,
}

#[derive(Debug)]
pub(super) struct Item {
    pub(super) value: i64,
    pub(super) label: Word,
}

/// Reads all files. Reports unreadable parts, and leaves them out.
pub(super) fn read(sources: &[Source], mistakes: &mut Mistakes) -> Metadata {
    let mut metadata = Metadata::default();
    for (index, source) in sources.iter().enumerate() {
        let mut parts = source.path.rsplit('/');
        let name = parts.next().unwrap_or_default();
        let stem = name.strip_suffix(".json").unwrap_or(name).to_owned();
        let entity = Word { text: stem, place: Place { file: index, span: 0..0 } };
        let before = mistakes.count();
        let json = parse(index, source, mistakes);
        let rows = json.as_ref().and_then(|it| rows(index, it, mistakes));
        match (parts.next(), name) {
            (Some("field"), _) => {
                if rows.as_ref().is_some_and(Vec::is_empty) && mistakes.count() == before {
                    let message = "the entity has no fields".to_owned();
                    let help = "save the complete reply of `metadata/field`, or remove the file";
                    let place = entity.place.clone();
                    mistakes.add(Mistake::new(place, message, "`data` is empty", help));
                }
                let rows = rows.map(|it| all(&it, mistakes, field));
                metadata.fields.push(Table { entity, rows });
            }
            (Some("picklist"), _) => {
                let rows = rows.map(|it| all(&it, mistakes, picklist));
                metadata.picklists.push(Table { entity, rows });
            }
            (_, "entity.json") => {
                let entities = rows.map(|it| all(&it, mistakes, self::entity));
                metadata.entities = entities.filter(|_| mistakes.count() == before);
            }
            (_, _) => {
                let message = format!("unknown metadata file `{}`", source.path.escape_debug());
                let help = "rename it to `entity.json`, `field/ENTITY.json` or `picklist/ENTITY.json`, or remove it";
                mistakes.add(Mistake::new(entity.place, message, "in this file", help));
            }
        }
    }
    metadata
}

fn all<T>(
    rows: &[Row<'_>],
    mistakes: &mut Mistakes,
    convert: fn(&Row<'_>, &mut Mistakes) -> Option<T>,
) -> Vec<T> {
    rows.iter().filter_map(|row| convert(row, mistakes)).collect()
}

fn entity(row: &Row<'_>, mistakes: &mut Mistakes) -> Option<Entity> {
    let (name, title) = (row.word("entity", mistakes), row.word("name", mistakes));
    Some(Entity { name: name?, title: title? })
}

fn field(row: &Row<'_>, mistakes: &mut Mistakes) -> Option<Field> {
    let (name, title) = (row.word("field", mistakes), row.word("name", mistakes));
    let data_type = row.word("data_type", mistakes);
    let reference_to = row.optional("reference_to", mistakes);
    let nullable = row.boolean("nullable", mistakes);
    let creatable = row.boolean("creatable", mistakes);
    let updatable = row.boolean("updatable", mistakes);
    Some(Field {
        name: name?,
        title: title?,
        data_type: data_type?,
        reference_to,
        nullable: nullable?,
        creatable: creatable?,
        updatable: updatable?,
    })
}

fn picklist(row: &Row<'_>, mistakes: &mut Mistakes) -> Option<Picklist> {
    let (field, items) = (row.word("field", mistakes), row.rows("values", mistakes));
    let items = items.map(|it| all(&it, mistakes, item));
    Some(Picklist { field: field?, items: items? })
}

fn item(row: &Row<'_>, mistakes: &mut Mistakes) -> Option<Item> {
    let (value, label) = (row.integer("value", mistakes), row.word("label", mistakes));
    Some(Item { value: value?, label: label? })
}
