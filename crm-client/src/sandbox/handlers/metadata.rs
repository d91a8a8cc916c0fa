//! The endpoints of the module `metadata`: entities, fields and picklists.

use serde::Serialize;

use crate::error::Code;
use crate::generated::metadata::{Kind, KindFilter};
use crate::sandbox::answer::{Answer, Envelope, Refusal, done, success};
use crate::sandbox::call::Call;
use crate::sandbox::entity::Entity;
use crate::sandbox::field::{Field, Item};
use crate::sandbox::store::Store;
use crate::values::DataType;

/// `metadata/entity`
pub(in crate::sandbox) fn entity(store: &Store, call: &Call<'_>) -> Envelope {
    #[derive(Serialize)]
    struct Info<'a> {
        code: u16,
        entity: &'a str,
        name: &'a str,
        #[serde(rename = "type")]
        kind: Kind,
        name_field: &'a str,
    }

    let infos = store.entities().iter().map(|it| Info {
        code: it.code,
        entity: &it.name,
        name: &it.label,
        kind: kind(it.is_system),
        name_field: &it.main,
    });
    success(infos.filter(|it| is_asked_for(it.kind, call)).collect::<Vec<_>>())
}

/// `metadata/field`
pub(in crate::sandbox) fn field(store: &Store, entity: &Entity, call: &Call<'_>) -> Envelope {
    #[derive(Serialize)]
    struct Info<'a> {
        field: &'a str,
        name: &'a str,
        #[serde(rename = "type")]
        kind: Kind,
        data_type: &'a DataType,
        #[serde(skip_serializing_if = "Option::is_none")]
        reference_to: Option<&'a str>,
        nullable: bool,
        creatable: bool,
        updatable: bool,
    }

    let key = Field::reference(&entity.key, &entity.key, &entity.name).required().read_only();
    let infos = [&key].into_iter().chain(store.fields(entity)).map(|it| Info {
        field: &it.name,
        name: &it.label,
        kind: kind(entity.is_system && !it.name.starts_with("c__")),
        data_type: &it.data_type,
        reference_to: it.reference_to.as_deref(),
        nullable: it.is_nullable,
        creatable: it.is_creatable,
        updatable: it.is_updatable,
    });
    success(infos.filter(|it| is_asked_for(it.kind, call)).collect::<Vec<_>>())
}

fn kind(is_system: bool) -> Kind {
    if is_system { Kind::System } else { Kind::Custom }
}

fn is_asked_for(kind: Kind, call: &Call<'_>) -> bool {
    let matching: [i64; 2] = [KindFilter::All.into(), kind.into()];
    call.value("type").is_none_or(|it| matching.iter().any(|number| number.to_string() == it))
}

/// `metadata/picklist`
pub(in crate::sandbox) fn picklist(entity: &Entity, call: &Call<'_>) -> Envelope {
    #[derive(Serialize)]
    struct Info<'a> {
        field: &'a str,
        values: &'a [Item],
    }

    let names = call.value("fields");
    let is_asked_for =
        |name: &str| names.is_none_or(|it| it.split(',').any(|it| it.trim() == name));
    let picklists = entity.fields.iter().filter(|it| it.data_type == DataType::PICKLIST);
    let infos = picklists.map(|it| Info { field: &it.name, values: &it.items });
    success(infos.filter(|it| is_asked_for(it.field)).collect::<Vec<_>>())
}

/// `metadata/picklist-edit`
pub(in crate::sandbox) fn picklist_edit(store: &mut Store, call: &Call<'_>) -> Answer {
    #[derive(Serialize)]
    struct Edited<'a> {
        field: &'a str,
        #[serde(flatten)]
        item: &'a Item,
    }

    let field = picklist_field(store, call)?;
    let label = call.value("label").unwrap_or_default();
    let value = number(call).unwrap_or_else(|| {
        let greatest = field.items.iter().map(|it| it.value).max();
        greatest.map_or(0, |it| it.saturating_add(1))
    });
    if field.items.iter().any(|it| it.label == label && it.value != value) {
        return Err(Refusal::business(format!("`{}` has an item of that label", field.name)));
    }
    let item = Item { value, label: label.to_owned() };
    match field.items.iter_mut().find(|it| it.value == value) {
        Some(old) => *old = item.clone(),
        None => field.items.push(item.clone()),
    }
    Ok(success(Edited { field: &field.name, item: &item }))
}

/// `metadata/picklist-remove`
pub(in crate::sandbox) fn picklist_remove(store: &mut Store, call: &Call<'_>) -> Answer {
    #[derive(Serialize)]
    struct Removed<'a> {
        field: &'a str,
        value: i64,
    }

    let (value, label) = (number(call), call.value("label"));
    let field = picklist_field(store, call)?;
    let is_meant = |it: &Item| {
        value.is_none_or(|value| it.value == value) && label.is_none_or(|label| it.label == label)
    };
    let index = field.items.iter().position(is_meant);
    let value = index.map_or(NO_MATCH, |index| field.items.remove(index).value);
    Ok(success(Removed { field: &field.name, value }))
}

/// The value in the reply if no item matched.
const NO_MATCH: i64 = -1;

/// `metadata/field-modify`
pub(in crate::sandbox) fn field_modify(store: &mut Store, call: &Call<'_>) -> Answer {
    let field = known_field(store, call)?;
    let description = call
        .record
        .get("description")
        .map_err(|_| Refusal::own(Code::INVALID_PARAMETER, "`description` must be a string"))?;
    field.description = Some(description);
    Ok(done())
}

fn number(call: &Call<'_>) -> Option<i64> {
    call.value("value")?.parse().ok()
}

fn picklist_field<'a>(store: &'a mut Store, call: &Call<'_>) -> Result<&'a mut Field, Refusal> {
    let field = known_field(store, call)?;
    if field.data_type != DataType::PICKLIST {
        return Err(Refusal::business(format!("`{}` is not a picklist field", field.name)));
    }
    Ok(field)
}

fn known_field<'a>(store: &'a mut Store, call: &Call<'_>) -> Result<&'a mut Field, Refusal> {
    let entity = call.value("entity").unwrap_or_default();
    let name = call.value("field").unwrap_or_default();
    let fields = store.entity_mut(entity).map(|it| it.fields.iter_mut());
    let field = fields.into_iter().flatten().find(|it| it.name == name);
    field.ok_or_else(|| Refusal::business(format!("`{entity}` has no field `{name}`")))
}
