//! Metadata → model: assigns names and types. Nothing here rejects metadata.

use std::collections::{HashMap, HashSet};

use proc_macro2::Ident;

use super::docs::{code, title};
use super::model::{Entity, Field, Item, Picklist, Type};
use super::names::{self, Names, Wanted};
use super::read::{self, Metadata};

/// Lowers every entity that has fields, in the order of their names.
pub(super) fn lower(metadata: Metadata) -> Vec<Entity> {
    let Metadata { entities, mut fields, picklists } = metadata;
    let entities: HashMap<_, _> =
        entities.into_iter().flatten().map(|it| (it.name.text, it.title.text)).collect();
    let mut values: HashMap<_, _> =
        picklists.into_iter().map(|it| (it.entity.text, it.rows)).collect();

    fields.sort_by(|left, right| left.entity.text.cmp(&right.entity.text));
    let words: Vec<&str> = fields.iter().map(|it| it.entity.text.as_str()).collect();
    let mut types = Names::of_types();
    let rows = types.claim_each(&Wanted::numbered(&words, names::ty));
    let drafts = fields.into_iter().zip(rows).map(|(table, row)| {
        let name = table.entity.text;
        let title = title(entities.get(&name).map_or("", String::as_str), &name);
        let values = values.remove(&name).flatten().unwrap_or_default();
        Draft { name, title, row, fields: table.rows.unwrap_or_default(), values }
    });
    let drafts: Vec<Draft> = drafts.collect();

    // Types that every entity has get their names first, so that optional types do not change them.
    let others: Vec<_> = drafts.iter().map(|it| others(it, &mut types)).collect();
    let picklists: Vec<_> = drafts.iter().map(|it| it.picklists(&mut types)).collect();
    let drafts = drafts.into_iter().zip(others).zip(picklists);
    let entity = |((draft, (new, changes)), picklists): ((Draft, _), Vec<_>)| Entity {
        fields: draft.fields(&picklists, &types),
        picklists: picklists.into_iter().map(|(_, it)| it).collect(),
        name: draft.name,
        title: draft.title,
        row: draft.row,
        new,
        changes,
    };
    drafts.map(entity).collect()
}

/// An entity whose row type has a name, but not yet its other types.
struct Draft {
    name: String,
    title: String,
    row: Ident,
    fields: Vec<read::Field>,
    values: Vec<read::Picklist>,
}

/// Returns the names of the types for new rows and for changes.
fn others(draft: &Draft, types: &mut Names) -> (Option<Ident>, Option<Ident>) {
    let Draft { row, fields, .. } = draft;
    let row = row.to_string();
    let new = fields.iter().any(|it| it.creatable);
    let new = new.then(|| types.claim(&names::joined(["New", &row])));
    let changes = fields.iter().any(|it| it.updatable);
    let changes = changes.then(|| types.claim(&names::joined([&row, "Changes"])));
    (new, changes)
}

impl Draft {
    /// Returns the picklists with known values, each with the name of its field.
    fn picklists(&self, types: &mut Names) -> Vec<(String, Picklist)> {
        let picklists = self.fields.iter().filter(|it| it.data_type.text == "picklist");
        let picklist = |field: &read::Field| {
            let name = &field.name.text;
            let values = self.values.iter().find(|it| it.field.text == *name)?;
            let ty = types.claim(&names::joined([&self.row.to_string(), &names::ty(name)]));
            let doc = format!("{}: the values of {}.", self.title, code(name));
            Some((name.clone(), Picklist { ty, doc, items: items(&values.items) }))
        };
        picklists.filter_map(picklist).collect()
    }

    fn fields(&self, picklists: &[(String, Picklist)], types: &Names) -> Vec<Field> {
        let words: Vec<&str> = self.fields.iter().map(|it| it.name.text.as_str()).collect();
        let idents = Names::of_fields(types).claim_each(&Wanted::numbered(&words, names::value));
        let field = |(field, ident): (&read::Field, Ident)| {
            let name = field.name.text.clone();
            let picklist = picklists.iter().find(|(it, _)| *it == name).map(|(_, it)| it);
            let ty = ty(field, picklist);
            let doc = doc(field, &ty);
            let read::Field { nullable, creatable, updatable, .. } = *field;
            Field { name, ident, ty, doc, nullable, creatable, updatable }
        };
        self.fields.iter().zip(idents).map(field).collect()
    }
}

/// Returns the type of a field. The vendor documents three data types; all other values are JSON.
fn ty(field: &read::Field, picklist: Option<&Picklist>) -> Type {
    match (field.data_type.text.as_str(), picklist) {
        ("string", _) => Type::String,
        ("reference", _) => Type::Id,
        ("picklist", Some(picklist)) => Type::Picklist(picklist.ty.clone()),
        ("picklist", None) => Type::Int,
        (_, _) => Type::Json,
    }
}

fn doc(field: &read::Field, ty: &Type) -> String {
    let title = title(&field.title.text, &field.name.text);
    match (ty, &field.reference_to) {
        (Type::String | Type::Picklist(_), _) | (Type::Id, None) => title,
        (Type::Id, Some(entity)) => format!("{title} (→ {})", code(&entity.text)),
        (Type::Int, _) => format!("{title} (a picklist whose values are not known)"),
        (Type::Json, _) => format!("{title} ({})", code(&field.data_type.text)),
    }
}

fn items(items: &[read::Item]) -> Vec<Item> {
    let mut seen = HashSet::new();
    let items: Vec<&read::Item> =
        items.iter().filter(|it| seen.insert((it.value, it.label.text.as_str()))).collect();
    let wanted: Vec<Wanted> =
        items.iter().map(|it| Wanted::item(&it.label.text, it.value)).collect();
    let constants = Names::of_constants().claim_each(&wanted);
    let item = |(item, constant): (&read::Item, Ident)| {
        let doc = title(&item.label.text, &item.value.to_string());
        Item { constant, value: item.value, doc }
    };
    items.into_iter().zip(constants).map(item).collect()
}
