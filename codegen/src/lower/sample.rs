//! The vendor's samples: whether they are JSON, and whether they are what the endpoint declares.

use std::ops::Range;
use std::rc::Rc;

use serde_json::{Map, Value};

use super::Context;
use super::objects::Objects;
use crate::error::{Mistake, within};
use crate::json;
use crate::model::{Absence, Body, Need, OPERATORS, ObjectName, Param, Returns, Type};
use crate::rust::is_fit;
use crate::spec::Word;

/// The sample of a reply on one line, if it is right.
pub(super) fn check(word: &Word, returns: &Returns, cx: &mut Context<'_>) -> Option<String> {
    let keys = ["returns", "sample"];
    fitting(word, keys, "this would not decode", cx, |it, objects| decode(it, returns, objects))
}

/// The sample of a body on one line, if it is right.
pub(super) fn check_body(word: &Word, body: Option<&Body>, cx: &mut Context<'_>) -> Option<String> {
    let Some(body) = body.filter(|it| !matches!(it, Body::File)) else {
        let help = "remove it, or say in `body` what the JSON is";
        cx.report(word, "a body that is no JSON has no sample", "nothing to show", help);
        return None;
    };
    let keys = ["body", "body_sample"];
    fitting(word, keys, "this would not be sent", cx, |it, objects| carried(it, body, objects))
}

/// A sample on one line, if it fits what the other of two keys declares.
fn fitting(
    word: &Word,
    [declares, shows]: [&str; 2],
    label: &str,
    cx: &mut Context<'_>,
    fit: impl FnOnce(&Value, &Objects) -> Result<(), String>,
) -> Option<String> {
    let (json, value) = parse(word, cx)?;
    if let Err(problem) = fit(&value, &cx.objects) {
        let message = format!("the sample is not what `{declares}` declares: {problem}");
        let help = format!("correct whichever of `{declares}` and `{shows}` is not the vendor's");
        cx.report(word, message, label, &help);
        return None;
    }
    Some(json)
}

/// The JSON that a sample is, on one line and as a value.
fn parse(word: &Word, cx: &mut Context<'_>) -> Option<(String, Value)> {
    let text = word.get_ref();
    let value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => {
            let mut place = cx.place(word);
            let source = &cx.source.text;
            place.span = inside(source, word, &error).unwrap_or(place.span);
            let message = format!("the sample is not JSON: {}", json::without_position(&error));
            let help = "copy the vendor's sample, and mend what is broken in it";
            cx.mistakes.add(Mistake::new(place, message, "not JSON from here", help));
            return None;
        }
    };
    let json = compact(text);
    if let Some(it) = json.chars().find(|it| !is_fit(*it)) {
        let message = format!("the sample holds a `{}`", it.escape_unicode());
        cx.report(word, message, "a character that nobody sees", "write it as a JSON escape");
        return None;
    }
    Some((json, value))
}

fn carried(sample: &Value, body: &Body, objects: &Objects) -> Result<(), String> {
    let sample = object(sample, "the whole")?;
    match body {
        Body::Record | Body::File => Ok(()),
        Body::Filter => filter(sample),
        Body::Object(params) => written(sample, params, objects),
    }
}

/// All fields of a body that must be given, and no others than it has.
fn written(
    sample: &Map<String, Value>,
    params: &[Rc<Param>],
    objects: &Objects,
) -> Result<(), String> {
    let mut required = params.iter().filter(|it| it.need == Need::Required);
    if let Some(missing) = required.find(|it| !sample.contains_key(&it.name)) {
        return Err(format!("`{}` is missing", missing.name));
    }
    sample.iter().try_for_each(|(name, data)| match params.iter().find(|it| it.name == *name) {
        Some(param) => value(data, &param.ty, name, objects),
        None => Err(format!("`{}` is no field of it", name.escape_debug())),
    })
}

/// The conditions of an advanced query, with operators that there are.
fn filter(sample: &Map<String, Value>) -> Result<(), String> {
    let text = |of: &Map<String, Value>, name: &str| {
        let value = of.get(name).and_then(Value::as_str).map(str::to_owned);
        value.ok_or_else(|| format!("`{name}` is not a text in it"))
    };
    let joint = text(sample, "type")?;
    if !["AND", "OR"].contains(&joint.as_str()) {
        return Err(format!("`{}` is neither `AND` nor `OR`", joint.escape_debug()));
    }
    let conditions = sample.get("filters").and_then(Value::as_array);
    let mut conditions = conditions.ok_or("`filters` is not an array in it")?.iter();
    conditions.try_for_each(|condition| {
        let condition = object(condition, "a condition")?;
        let (_, operator) = (text(condition, "fieldName")?, text(condition, "operator")?);
        if OPERATORS.iter().any(|(it, _)| *it == operator) {
            return Ok(());
        }
        Err(format!("`{}` is no operator", operator.escape_debug()))
    })
}

fn decode(reply: &Value, returns: &Returns, objects: &Objects) -> Result<(), String> {
    let reply = object(reply, "the whole")?;
    match reply.get("error_code").and_then(Value::as_i64) {
        Some(0) => {}
        Some(code) => return Err(format!("`error_code` is {code}, which is a failure")),
        None => return Err("`error_code` is not an integer in it".to_owned()),
    }
    let data = reply.get("data").ok_or("`data` is missing");
    match returns {
        Returns::Record => object(data?, "`data`").map(|_| ()),
        Returns::Page => page(reply, data?),
        Returns::Object(params) => fields(data?, params, "data", objects),
        Returns::List(name) => items(data?, name, "data", objects),
        Returns::Nothing => Ok(()),
    }
}

fn items(data: &Value, name: &ObjectName, path: &str, objects: &Objects) -> Result<(), String> {
    let items = data.as_array().ok_or_else(|| format!("`{path}` is {}", kind(data)))?;
    let mut items = items.iter().enumerate();
    items.try_for_each(|(index, item)| {
        fields(item, objects.fields(name), &format!("{path}[{index}]"), objects)
    })
}

fn fields(data: &Value, params: &[Rc<Param>], path: &str, objects: &Objects) -> Result<(), String> {
    let data = object(data, &format!("`{path}`"))?;
    params.iter().try_for_each(|param| {
        let path = format!("{path}.{}", param.name);
        match (data.get(&param.name), param.absence) {
            (None | Some(Value::Null), Absence::Null) => Ok(()),
            (None, _) => Err(format!("`{path}` is missing")),
            (Some(data), _) => value(data, &param.ty, &path, objects),
        }
    })
}

fn value(value: &Value, ty: &Type, path: &str, objects: &Objects) -> Result<(), String> {
    let fits = match ty {
        Type::Id | Type::String | Type::Secret | Type::DataType => value.is_string(),
        Type::Int { min: Some(0..), .. } | Type::Expiry => value.is_u64(),
        Type::Int { .. } => value.is_i64(),
        Type::Bool => value.is_boolean(),
        Type::Json => true,
        Type::List(name) => return items(value, name, path, objects),
        Type::Fields | Type::Cascade | Type::Sort | Type::Password => false,
    };
    if fits { Ok(()) } else { Err(format!("`{path}` is {}", kind(value))) }
}

fn page(reply: &Map<String, Value>, data: &Value) -> Result<(), String> {
    for total in ["total_size", "page_size", "page_no"] {
        match reply.get(total) {
            Some(value) if !value.is_u64() => {
                return Err(format!("`{total}` is {}", kind(value)));
            }
            Some(_) | None => {}
        }
    }
    let rows = data.as_array().ok_or(format!("`data` is {}", kind(data)))?;
    let mut rows = rows.iter().enumerate();
    rows.try_for_each(|(index, row)| object(row, &format!("`data[{index}]`")).map(|_| ()))
}

fn object<'a>(value: &'a Value, what: &str) -> Result<&'a Map<String, Value>, String> {
    value.as_object().ok_or_else(|| format!("{what} is {}", kind(value)))
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// Where in the source the JSON breaks off, where the sample stands there letter for letter.
fn inside(source: &str, word: &Word, error: &serde_json::Error) -> Option<Range<usize>> {
    let quoted = &source[word.span()];
    let opening = if quoted.starts_with("'''\n") {
        4
    } else if quoted.starts_with("'''") {
        3
    } else {
        1
    };
    let start = word.span().start + opening;
    if source.get(start..start + word.get_ref().len()) != Some(word.get_ref()) {
        return None;
    }
    let at = start + json::offset(word.get_ref(), error);
    Some(within(source, at..at + 1))
}

/// The same JSON without the white space between its tokens; numbers keep every digit.
fn compact(json: &str) -> String {
    let (mut in_string, mut escaped) = (false, false);
    let keep = |it: &char| {
        let blank = !in_string && it.is_ascii_whitespace();
        in_string ^= *it == '"' && !escaped;
        escaped = in_string && *it == '\\' && !escaped;
        !blank
    };
    json.chars().filter(keep).collect()
}
