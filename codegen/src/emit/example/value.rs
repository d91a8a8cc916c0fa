//! How a caller would write what a request takes: by the examples of the spec, and else by the samples.

use heck::{ToLowerCamelCase, ToSnakeCase};
use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::parse::Parser;

use super::super::types::is_plain;
use crate::json::Json;
use crate::model::{Body, Endpoint, Need, OPERATORS, OneOf, Param, Resource, Returns, Type};
use crate::rust::ident;

/// How a caller would write the value of a parameter.
pub(in crate::emit) fn of_param(param: &Param, endpoint: &Endpoint, resource: &Resource) -> String {
    let Param { name, ty, example, need, .. } = param;
    let sampled = || sampled(name, endpoint, resource);
    match ty {
        Type::Int { min, .. } => example.clone().unwrap_or_else(|| {
            let default = match need {
                Need::Optional { default } => default.as_ref().and_then(|it| it.parse().ok()),
                Need::Required | Need::Client => None,
            };
            let sampled = sampled().and_then(Json::integer);
            sampled.or(default).or(*min).unwrap_or(1).to_string()
        }),
        // It is of use where it is not the default.
        Type::Bool => example.clone().unwrap_or_else(|| match need {
            Need::Optional { default: Some(default) } => (default != "true").to_string(),
            Need::Optional { default: None } | Need::Required | Need::Client => "true".to_owned(),
        }),
        // Where it is not known what the ids of the entity begin with, nothing is made up.
        Type::Id => example.as_deref().map_or_else(|| "id".to_owned(), quoted),
        Type::Fields => match example {
            Some(example) => array(example.split(',').map(str::trim)),
            None => array(row(endpoint, resource).iter().map(|(name, _)| name.as_str())),
        },
        Type::Cascade => r#"[("SalesOrder", ["accountId"])]"#.to_owned(),
        Type::Sort => {
            let row = row(endpoint, resource);
            let field = row.first().map_or(name.as_str(), |(name, _)| name);
            format!("Sort::desc({})", quoted(field))
        }
        Type::String
        | Type::Password
        | Type::Secret
        | Type::DataType
        | Type::Expiry
        | Type::Json
        | Type::List(_) => {
            let sampled = || sampled().and_then(Json::string);
            quoted(&example.clone().or_else(sampled).unwrap_or_else(|| name.clone()))
        }
    }
}

/// How a caller would write a choice.
pub(in crate::emit) fn of_one_of(
    one_of: &OneOf,
    endpoint: &Endpoint,
    resource: &Resource,
) -> String {
    let first = choices(one_of, endpoint, resource).next().unwrap_or_default();
    format!("{}::{}::{first}", resource.module, one_of.ty)
}

/// `Value(2)`
pub(super) fn choices(
    one_of: &OneOf,
    endpoint: &Endpoint,
    resource: &Resource,
) -> impl Iterator<Item = String> {
    one_of.params.iter().map(move |(name, param)| {
        let value = of_param(param, endpoint, resource);
        let into = if is_plain(&param.ty) { "" } else { ".into()" };
        format!("{name}({value}{into})")
    })
}

/// How a caller would write a body that is not made of parameters.
pub(in crate::emit) fn of_body(body: &Body, endpoint: &Endpoint, resource: &Resource) -> String {
    match body {
        Body::Record => {
            let record = body_samples(endpoint, resource).next();
            format!("&json!({})", record.map_or_else(|| "{}".to_owned(), json))
        }
        Body::Filter => filter(endpoint),
        // The name that the CRM is given is a good one for the file too.
        Body::File => {
            let name = endpoint.query.iter().find(|it| it.ty == Type::String);
            let name = name.map_or_else(|| quoted("file"), |it| of_param(it, endpoint, resource));
            format!("Upload::open({name}).await?")
        }
        Body::Object(_) => String::new(),
    }
}

/// `any([field("phone").contains("021")])`
fn filter(endpoint: &Endpoint) -> String {
    let sample = endpoint.body_sample.as_deref().and_then(|it| Json::parse(it).ok());
    let joint = sample.and_then(|it| member(it, "type")?.string());
    let joint = if joint.as_deref() == Some("OR") { "any" } else { "all" };
    let conditions: Vec<_> = conditions(endpoint).map(condition).collect();
    if conditions.is_empty() {
        return r#"field("name").is_not_empty()"#.to_owned();
    }
    format!("{joint}([{}])", conditions.join(", "))
}

/// `field("phone").contains("021")`
fn condition(condition: Json<'_>) -> String {
    let text = |name| member(condition, name).and_then(Json::string).unwrap_or_default();
    let (field, operator) = (text("fieldName"), text("operator"));
    let method = OPERATORS.iter().find(|(it, _)| *it == operator).map_or("eq", |(_, it)| it);
    let value = if method.starts_with("is_") {
        String::new()
    } else {
        member(condition, "value").map_or_else(|| quoted(""), json)
    };
    format!("field({}).{method}({value})", quoted(&field))
}

/// The conditions of the sample of an endpoint's body.
fn conditions(endpoint: &Endpoint) -> impl Iterator<Item = Json<'_>> {
    let sample = endpoint.body_sample.iter().filter_map(|it| Json::parse(it).ok());
    sample.filter_map(|it| member(it, "filters")?.array()).flatten()
}

/// The records that the vendor shows as bodies, this endpoint's first.
fn body_samples<'a>(
    endpoint: &'a Endpoint,
    resource: &'a Resource,
) -> impl Iterator<Item = Json<'a>> {
    let endpoints = std::iter::once(endpoint).chain(&resource.endpoints);
    let records = endpoints.filter(|it| matches!(it.body, Some(Body::Record)));
    records.filter_map(|it| Json::parse(it.body_sample.as_deref()?).ok())
}

/// What the data of the vendor's sample of a reply are: its objects.
fn objects(endpoint: &Endpoint) -> Vec<Json<'_>> {
    let sample = endpoint.sample.as_deref().and_then(|it| Json::parse(it).ok());
    let Some(data) = sample.and_then(|it| member(it, "data")) else { return Vec::new() };
    data.array().unwrap_or_else(|| vec![data])
}

/// What a sample has under the name of a parameter; a value that the vendor leaves out is none.
fn sampled<'a>(name: &str, endpoint: &'a Endpoint, resource: &'a Resource) -> Option<Json<'a>> {
    let bodies = endpoint.body_sample.iter().filter_map(|it| Json::parse(it).ok());
    let endpoints = std::iter::once(endpoint).chain(&resource.endpoints);
    let mut objects = bodies.chain(endpoints.flat_map(objects));
    objects.find_map(|it| member(it, name).filter(|it| !it.raw().contains(LEFT_OUT)))
}

/// What stands where the vendor leaves a value out.
const LEFT_OUT: &str = "xxx";

/// The fields of a record, as a sample has them: of its reply, of its conditions, or of another call.
pub(super) fn row<'a>(
    endpoint: &'a Endpoint,
    resource: &'a Resource,
) -> Vec<(String, Option<Json<'a>>)> {
    let of_reply = |it: &'a Endpoint| {
        let is_record = matches!(it.returns, Returns::Record | Returns::Page);
        let object = objects(it).into_iter().next().filter(|_| is_record)?;
        let fields: Vec<_> = object.object()?;
        Some(fields.into_iter().map(|(name, it)| (name, Some(it))).collect::<Vec<_>>())
    };
    let of_conditions = || {
        let field = |it| Some((member(it, "fieldName")?.string()?, member(it, "value")));
        let fields: Vec<_> = conditions(endpoint).filter_map(field).collect();
        (!fields.is_empty()).then_some(fields)
    };
    let row = of_reply(endpoint).or_else(of_conditions);
    let row = row.or_else(|| resource.endpoints.iter().find_map(of_reply));
    row.unwrap_or_else(|| vec![("name".to_owned(), None)])
}

/// `account_name: String,` under the name that the macro gives it, or else with its own.
pub(super) fn row_field(name: &str, value: Option<Json<'_>>) -> Vec<String> {
    let snake = name.to_snake_case();
    // A field can have any name, and there may be nothing in it that a name in Rust is made of.
    let is_fit = Ident::parse_any.parse_str(&snake).is_ok();
    let snake = if is_fit { snake } else { "field".to_owned() };
    let renamed = snake.to_lower_camel_case() != name;
    let rename = renamed.then(|| format!("#[serde(rename = {})]", quoted(name)));
    let ty = match value.map(Json::kind) {
        Some("a number") if value.and_then(Json::integer).is_some() => "i64",
        Some("a number") => "f64",
        Some("a boolean") => "bool",
        Some(_) if name.ends_with("Id") => "Id",
        Some(_) | None => "String",
    };
    rename.into_iter().chain([format!("{}: {ty},", ident(&snake))]).collect()
}

/// A member of an object.
fn member<'a>(object: Json<'a>, name: &str) -> Option<Json<'a>> {
    object.object()?.into_iter().find(|(it, _)| it == name).map(|(_, it)| it)
}

/// JSON as `json!` takes it.
fn json(value: Json<'_>) -> String {
    if let Some(members) = value.object() {
        let members: Vec<_> = members
            .into_iter()
            .map(|(name, it)| format!("{}: {}", quoted(&name), json(it)))
            .collect();
        return if members.is_empty() {
            "{}".to_owned()
        } else {
            format!("{{ {} }}", members.join(", "))
        };
    }
    if let Some(items) = value.array() {
        let items: Vec<_> = items.into_iter().map(json).collect();
        return format!("[{}]", items.join(", "));
    }
    value.string().map_or_else(|| value.raw().to_owned(), |it| quoted(&it))
}

fn array<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let texts: Vec<_> = texts.map(quoted).collect();
    format!("[{}]", texts.join(", "))
}

/// A literal, in which nothing is escaped that a person would not escape.
fn quoted(text: &str) -> String {
    format!("{text:?}")
}
