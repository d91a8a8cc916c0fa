//! Rust code for the values in an example: from the examples of the spec, or else from its samples.

use super::types::is_plain;
use crate::json::Json;
use crate::model::{Body, Endpoint, Need, OneOf, Param, Resource, Returns, Type};

/// Returns Rust code for a value of a parameter.
pub(super) fn of_param(param: &Param, endpoint: &Endpoint, resource: &Resource) -> String {
    let Param { name, ty, example, need, .. } = param;
    let default = match need {
        Need::Optional { default } => default.as_deref(),
        Need::Required { .. } | Need::Client => None,
    };
    match ty {
        Type::Scalar(kind, bounds) => {
            let known = example.clone().or_else(|| {
                if kind.chooses_fields() {
                    return fields(endpoint, resource);
                }
                let json = sampled(name, endpoint, resource).filter(|_| kind.is_sampled)?;
                let value = json.string().map(str::to_owned);
                value.or_else(|| json.integer().map(|it| it.to_string()))
            });
            let known = known.or_else(|| default.map(str::to_owned));
            let known = known.or_else(|| bounds.min.map(|it| it.to_string()));
            (kind.example)(known.as_deref())
        }
        Type::Enum(it) => {
            let is_shown = |value: &str| example.as_deref().is_some_and(|it| it == value);
            let value = it.values.iter().find(|it| is_shown(&it.value.to_string()));
            let variant = value.or(it.values.first()).map(|it| it.variant.to_string());
            format!("{}::{}::{}", resource.module, it.ty, variant.unwrap_or_default())
        }
        Type::List(_) => "[]".to_owned(),
    }
}

/// Returns Rust code for a choice between alternatives: the first one.
pub(super) fn of_one_of(one_of: &OneOf, endpoint: &Endpoint, resource: &Resource) -> String {
    let Some((name, param)) = one_of.params.first() else { return String::new() };
    let value = of_param(param, endpoint, resource);
    let into = if is_plain(&param.ty) { "" } else { ".into()" };
    format!("{}::{}::{name}({value}{into})", resource.module, one_of.ty)
}

/// Returns the sample of the body of an endpoint, or of another endpoint of the resource.
pub(super) fn body_sample<'a>(endpoint: &'a Endpoint, resource: &'a Resource) -> Option<&'a Json> {
    if let Some(sample) = &endpoint.body_sample {
        return Some(&sample.json);
    }
    let mut records = resource.endpoints.iter().filter(|it| matches!(it.body, Some(Body::Record)));
    records.find_map(|it| it.body_sample.as_ref()).map(|it| &it.json)
}

/// Returns the objects in the data of the sample of a reply.
fn objects(endpoint: &Endpoint) -> &[Json] {
    let data = endpoint.sample.as_ref().and_then(|it| it.json.get("data"));
    data.map_or(&[], |it| it.array().unwrap_or(std::slice::from_ref(it)))
}

/// Returns the value in a sample that has the name of the parameter.
fn sampled<'a>(name: &str, endpoint: &'a Endpoint, resource: &'a Resource) -> Option<&'a Json> {
    let body = endpoint.body_sample.as_ref().map(|it| &it.json);
    let endpoints = std::iter::once(endpoint).chain(&resource.endpoints);
    let mut objects = body.into_iter().chain(endpoints.flat_map(objects));
    let is_given = |it: &&Json| it.string().is_none_or(|it| !it.contains(LEFT_OUT));
    objects.find_map(|it| it.get(name).filter(is_given))
}

/// The placeholder that the vendor's samples contain instead of a value.
const LEFT_OUT: &str = "xxx";

/// Returns Rust code for the fields to return, if a sample has a record.
pub(super) fn fields(endpoint: &Endpoint, resource: &Resource) -> Option<String> {
    row_names(endpoint, resource).map(|it| it.join(","))
}

/// Returns the names of fields from a sample: of the reply, of the conditions, or of another call.
fn row_names(endpoint: &Endpoint, resource: &Resource) -> Option<Vec<String>> {
    let of_reply = |it: &Endpoint| {
        let is_record = matches!(it.returns, Returns::Record | Returns::Page);
        let object = objects(it).first().filter(|_| is_record)?.object()?;
        let names = object.iter().map(|(name, _)| name.clone()).filter(|it| !it.trim().is_empty());
        Some(names.collect::<Vec<_>>()).filter(|it| !it.is_empty())
    };
    let of_conditions = || {
        let sample = endpoint.body_sample.as_ref()?;
        let conditions = sample.json.get("filters")?.array()?.iter();
        let names = conditions.filter_map(|it| it.get("fieldName")?.string().map(str::to_owned));
        Some(names.collect::<Vec<_>>()).filter(|it| !it.is_empty())
    };
    let names = of_reply(endpoint).or_else(of_conditions);
    names.or_else(|| resource.endpoints.iter().find_map(of_reply))
}
