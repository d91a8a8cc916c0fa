//! Two schemas → their differences.

use crm_client::metadata::{EntityInfo, FieldInfo};

use super::super::words;
use super::{Change, Difference};
use crate::tenant::{Entity, Tenant};

/// Returns the differences in the order of the entities and fields. Fields are compared if they are known
/// on both sides.
pub(crate) fn compare(old: &Tenant, new: &Tenant) -> Vec<Difference> {
    let mut found = Vec::new();
    let find = |all: &'_ [EntityInfo], name: &str| all.iter().any(|it| it.entity == name);
    for info in old.all.iter().filter(|it| !find(&new.all, &it.entity)) {
        found.push(entity(info, Change::EntityRemoved, Some(&info.name), None));
    }
    for info in &new.all {
        let Some(before) = old.all.iter().find(|it| it.entity == info.entity) else {
            found.push(entity(info, Change::EntityAdded, None, Some(&info.name)));
            continue;
        };
        infos(before, info, &mut found);
        let known = |tenant: &'_ Tenant| {
            tenant.entities.iter().position(|it| it.info.entity == info.entity)
        };
        if let (Some(before), Some(after)) = (known(old), known(new)) {
            fields(&old.entities[before], &new.entities[after], &mut found);
        }
    }
    found
}

fn infos(old: &EntityInfo, new: &EntityInfo, found: &mut Vec<Difference>) {
    let mut check = |change: Change, before: &str, after: &str| {
        if before != after {
            found.push(entity(new, change, Some(before), Some(after)));
        }
    };
    check(Change::EntityLabel, &old.name, &new.name);
    check(Change::MainField, &old.name_field, &new.name_field);
    check(Change::Code, &old.code.to_string(), &new.code.to_string());
    check(Change::Origin, &words::kind(old.kind), &words::kind(new.kind));
}

fn fields(old: &Entity, new: &Entity, found: &mut Vec<Difference>) {
    for before in old.fields.iter().filter(|it| new.field(&it.field).is_none()) {
        let text = described(before);
        found.push(field(new, before, Change::FieldRemoved, Some(&text), None));
    }
    for after in &new.fields {
        if let Some(before) = old.field(&after.field) {
            properties(new, before, after, found);
            items(old, new, after, found);
            continue;
        }
        let change = match (after.creatable, after.nullable) {
            (false, _) => Change::ReadOnlyFieldAdded,
            (true, true) => Change::FieldAdded,
            (true, false) => Change::RequiredFieldAdded,
        };
        found.push(field(new, after, change, None, Some(&described(after))));
    }
}

/// Returns the type and the label of a field.
fn described(field: &FieldInfo) -> String {
    format!("{}: {}", field.name, words::data_type(field))
}

fn properties(entity: &Entity, old: &FieldInfo, new: &FieldInfo, found: &mut Vec<Difference>) {
    let mut check = |change: Change, before: &str, after: &str| {
        if before != after {
            found.push(field(entity, new, change, Some(before), Some(after)));
        }
    };
    check(Change::FieldLabel, &old.name, &new.name);
    check(Change::DataType, old.data_type.as_str(), new.data_type.as_str());
    let target = |it: &FieldInfo| it.reference_to.clone().unwrap_or_default();
    check(Change::Reference, &target(old), &target(new));
    let mut flag = |is: bool, was: bool, set: Change, unset: Change| {
        check(if is { set } else { unset }, &was.to_string(), &is.to_string());
    };
    flag(new.nullable, old.nullable, Change::Nullable, Change::Required);
    flag(new.creatable, old.creatable, Change::Creatable, Change::NotCreatable);
    flag(new.updatable, old.updatable, Change::Updatable, Change::NotUpdatable);
    check(Change::Origin, &words::kind(old.kind), &words::kind(new.kind));
}

/// Compares the items of a picklist that is known on both sides.
fn items(old: &Entity, new: &Entity, info: &FieldInfo, found: &mut Vec<Difference>) {
    let name = &info.field;
    let (Some(before), Some(after)) = (old.picklist(name), new.picklist(name)) else { return };
    let text = |value: i64, label: &str| format!("{value} {label}");
    for item in before.iter().filter(|it| after.iter().all(|other| other.value != it.value)) {
        let text = text(item.value, &item.label);
        found.push(field(new, info, Change::ItemRemoved, Some(&text), None));
    }
    for item in after {
        let now = text(item.value, &item.label);
        match before.iter().find(|it| it.value == item.value) {
            Some(old) if old.label != item.label => {
                let was = text(old.value, &old.label);
                found.push(field(new, info, Change::ItemLabel, Some(&was), Some(&now)));
            }
            Some(_) => {}
            None => found.push(field(new, info, Change::ItemAdded, None, Some(&now))),
        }
    }
}

fn entity(
    info: &EntityInfo,
    change: Change,
    before: Option<&str>,
    after: Option<&str>,
) -> Difference {
    let (before, after) = (before.map(str::to_owned), after.map(str::to_owned));
    Difference { entity: info.entity.clone(), field: None, change, before, after }
}

fn field(
    owner: &Entity,
    info: &FieldInfo,
    change: Change,
    before: Option<&str>,
    after: Option<&str>,
) -> Difference {
    let field = Some(info.field.clone());
    Difference { field, ..entity(&owner.info, change, before, after) }
}
