//! Checks the field names of a call.

use super::answer::Refusal;
use super::call::Call;
use super::entity::Entity;
use super::field::Field;
use super::store::Store;
use crate::values::Sort;

/// The longest name that is compared with others, in bytes, and shown as a whole.
const MAX_NAME: usize = 100;

/// Checks every field name in the parameters and the body of a call.
pub(super) fn check(store: &Store, entity: &Entity, call: &Call<'_>) -> Result<(), Refusal> {
    if !store.behavior.checks_field_names {
        return Ok(());
    }
    let fields = call.value("fields").unwrap_or_default();
    for path in fields.split(',').map(str::trim).filter(|it| !it.is_empty()) {
        check_path(store, entity, path)?;
    }
    for (path, _) in call.value("sort").and_then(|it| Sort::parse(it).ok()).unwrap_or_default() {
        check_path(store, entity, path)?;
    }
    for condition in call.filter.iter().flat_map(|it| &it.filters) {
        check_path(store, entity, &condition.field)?;
    }
    for (name, _) in call.record.iter() {
        find(store, entity, name)?;
    }
    Ok(())
}

/// Checks a field name, or a dotted path through reference fields.
fn check_path(store: &Store, entity: &Entity, path: &str) -> Result<(), Refusal> {
    let (mut entity, mut path) = (entity, path);
    while let Some((name, rest)) = path.split_once('.')
        && entity.known(path).is_none()
    {
        let Some(field) = find(store, entity, name)? else { return Ok(()) };
        let Some(referred) = &field.reference_to else {
            let message =
                format!("`{}` of `{}` is not a reference field", shown(name), entity.name);
            return Err(Refusal::business(message));
        };
        let Some(referred) = store.entity(referred) else { return Ok(()) };
        (entity, path) = (referred, rest);
    }
    find(store, entity, path).map(drop)
}

/// Finds a field. It returns `None` for the id, and for an unknown field of an entity that may have
/// other fields than the declared ones.
fn find<'a>(store: &Store, entity: &'a Entity, name: &str) -> Result<Option<&'a Field>, Refusal> {
    if let Some(field) = store.field(entity, name) {
        return Ok(Some(field));
    }
    if entity.is_open || name == entity.key {
        return Ok(None);
    }
    let names = store.fields(entity).map(|it| it.name.as_str()).chain([&*entity.key]);
    let advice = advice(name, names, &format!("declare_field(\"{}\", ..)", entity.name));
    let name = shown(name);
    Err(Refusal::business(format!("`{}` has no field `{name}`; {advice}", entity.name)))
}

/// Returns the refusal of a call of an unknown entity.
pub(super) fn no_entity(store: &Store, name: &str) -> Refusal {
    let names = store.entities().iter().map(|it| it.name.as_str());
    let advice = advice(name, names, "declare");
    Refusal::business(format!("there is no entity `{}`; {advice}", shown(name)))
}

/// Returns the remedy for an unknown name: a similar name, or the method that declares it.
fn advice<'a>(name: &str, names: impl Iterator<Item = &'a str>, declare: &str) -> String {
    match similar(name, names) {
        Some(similar) => format!("did you mean `{similar}`?"),
        None => format!("declare it with `{declare}`"),
    }
}

/// Returns the part of a name that a message shows.
fn shown(name: &str) -> String {
    let start: String = name.chars().take(MAX_NAME).collect();
    start.escape_debug().collect()
}

/// Returns the most similar name, if one is similar enough to be meant.
fn similar<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // A name can be as long as a body, and comparing takes time and memory for each character.
    if name.len() > MAX_NAME {
        return None;
    }
    let lower = name.to_lowercase();
    let distance = |it: &str| strsim::damerau_levenshtein(&lower, &it.to_lowercase());
    let (distance, nearest) = names.map(|it| (distance(it), it)).min()?;
    (distance <= name.chars().count() / 3).then_some(nearest)
}
