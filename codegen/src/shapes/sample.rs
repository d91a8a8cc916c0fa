//! Whether JSON has the declared shape. Each function returns the first difference.

use std::rc::Rc;

use crate::facts::Facts;
use crate::json::Json;
use crate::model::{Absence, ObjectName, Param, Type};

/// The definitions that a check needs.
pub(crate) struct Known<'a> {
    pub(crate) facts: &'a Facts,
    /// Returns the fields of a named object.
    pub(crate) fields: &'a dyn Fn(&ObjectName) -> Vec<Rc<Param>>,
}

/// Checks the fields of a reply. All fields that always have a value must be present.
pub(super) fn received(
    json: &Json,
    params: &[Rc<Param>],
    path: &str,
    known: &Known<'_>,
) -> Result<(), String> {
    object(json, &format!("`{path}`"))?;
    params.iter().try_for_each(|param| {
        let path = format!("{path}.{}", param.name);
        match (json.get(&param.name), param.absence) {
            (None, Absence::Null) => Ok(()),
            (Some(it), Absence::Null) if it.is_null() => Ok(()),
            (None, _) => Err(format!("`{path}` is missing")),
            (Some(it), _) => value(it, &param.ty, &path, known),
        }
    })
}

/// Checks the items of a list in a reply.
pub(super) fn items(
    json: &Json,
    name: &ObjectName,
    path: &str,
    known: &Known<'_>,
) -> Result<(), String> {
    let items =
        json.array().ok_or_else(|| format!("`{path}` must be an array, not {}", json.kind()))?;
    let fields = (known.fields)(name);
    let mut items = items.iter().enumerate();
    items.try_for_each(|(index, item)| received(item, &fields, &format!("{path}[{index}]"), known))
}

/// Checks the fields of a body. Required fields must be present, and unknown fields must not.
pub(super) fn sent(json: &Json, params: &[Rc<Param>], known: &Known<'_>) -> Result<(), String> {
    let members = object(json, "it")?;
    let mut required = params.iter().filter(|it| it.is_required());
    if let Some(missing) = required.find(|it| json.get(&it.name).is_none()) {
        return Err(format!("`{}` is missing", missing.name));
    }
    members.iter().try_for_each(|(name, it)| {
        match params.iter().find(|param| param.name == *name) {
            Some(param) => value(it, &param.ty, name, known),
            None => Err(format!("`{}` is not a declared field", name.escape_debug())),
        }
    })
}

fn value(json: &Json, ty: &Type, path: &str, known: &Known<'_>) -> Result<(), String> {
    let fits = match ty {
        Type::Scalar(kind, bounds) => (kind.is_json)(json, *bounds),
        Type::Enum(_) => json.integer().is_some(),
        Type::List(name) => return items(json, name, path, known),
    };
    let expected = match ty {
        Type::Scalar(kind, _) => kind.word,
        Type::Enum(_) | Type::List(_) => "int",
    };
    let problem = || format!("`{path}` must be a valid `{expected}`, not {}", json.kind());
    if fits { Ok(()) } else { Err(problem()) }
}

/// Returns the members of an object. Fails with the kind of any other value.
pub(super) fn object<'a>(json: &'a Json, what: &str) -> Result<&'a [(String, Json)], String> {
    json.object().ok_or_else(|| format!("{what} must be an object, not {}", json.kind()))
}
