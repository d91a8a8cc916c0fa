//! The endpoint table.

use crm_client::ENDPOINTS;
use crm_client::endpoint::{BodyKind, Effect, Info, Method, Need, Param, Type};
use serde_json::{Value, json};

use crate::console::reply::Reply;

/// Answers with all endpoints.
pub(super) fn all() -> Reply {
    let all: Vec<Value> = ENDPOINTS.iter().map(|it| endpoint(&it.info, it.sample)).collect();
    Reply::json(&all)
}

/// Returns the endpoint with this path.
pub(super) fn find(path: &str) -> Option<&'static Info<'static>> {
    ENDPOINTS.iter().map(|it| &it.info).find(|it| it.path == path)
}

fn endpoint(info: &Info<'_>, sample: &str) -> Value {
    let query = info.params().map(|it| param(it, "query"));
    let body = match info.body {
        Some(BodyKind::Object(params)) => params,
        _ => &[],
    };
    let params: Vec<Value> = query.chain(body.iter().map(|it| param(it, "body"))).collect();
    json!({
        "path": info.path,
        "method": method(info.method),
        "resource": info.module(),
        "title": info.doc.lines().next().unwrap_or_default(),
        "doc": info.doc,
        "page": format!("https://www.wisecrm.com/help/apidoc/{}.html", info.page),
        "since": info.since,
        "effect": match info.effect {
            Effect::Read => "read",
            Effect::Write => "write",
            Effect::Delete => "delete",
        },
        "params": params,
        "body_kind": info.body.map(body_kind),
        "samples": { "request": null, "reply": sample },
    })
}

fn method(method: Method) -> &'static str {
    match method {
        Method::Get => "GET",
        Method::Post => "POST",
    }
}

fn body_kind(kind: BodyKind) -> &'static str {
    match kind {
        BodyKind::Record => "record",
        BodyKind::Filter => "filter",
        BodyKind::File => "file",
        BodyKind::Object(_) => "object",
        _ => "json",
    }
}

fn param(param: &Param, place: &str) -> Value {
    json!({
        "name": param.name,
        "kind": kind(param),
        "required": param.need != Need::Optional && param.default.is_none(),
        "default": param.default,
        "max": match param.ty {
            Type::Int { max, .. } => Some(max).filter(|it| *it < i64::MAX),
            _ => None,
        },
        "doc": param.doc,
        "place": place,
        "is_secret": param.is_secret(),
    })
}

/// Returns the name of the type of a parameter.
pub(super) fn kind(param: &Param) -> &'static str {
    match param.ty {
        Type::Id => "id",
        Type::Int { .. } => "integer",
        Type::Bool => "boolean",
        Type::Fields => "fields",
        Type::Sort => "sort",
        Type::Json => "json",
        Type::Password => "password",
        _ => "string",
    }
}

/// Returns the description of a parameter of the authentication.
pub(super) fn own_param(name: &str) -> Option<&'static str> {
    Some(match name {
        "appid" => "The id of the application.",
        "sign_type" => "The algorithm of the signature: `MD5` or `SHA1`.",
        "timestamp" => "The time of the request in milliseconds since the epoch.",
        "sign" => "The signature.",
        _ => return None,
    })
}
