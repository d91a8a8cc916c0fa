//! The body of a call: JSON from `--data` and `FIELD=VALUE`, or a file.

use std::io::Read;
use std::{fs, io};

use crm_client::endpoint::Param;
use crm_client::{Body, Upload};
use serde_json::Value;
use serde_json::value::RawValue;

use super::request::Content;
use crate::failure::Failure;
use crate::lang::tr;
use crate::similar::closest;

/// Returns whether an argument sets a field: `name=text` or `name:=json`.
pub(super) fn is_field(arg: &str) -> bool {
    let name = arg.split_once('=').map(|(name, _)| name.strip_suffix(':').unwrap_or(name));
    let is_name = |it: char| it.is_alphanumeric() || matches!(it, '_' | '.');
    name.is_some_and(|it| !it.is_empty() && it.chars().all(is_name))
}

/// Creates a JSON body of `--data` and of fields, which take precedence.
pub(in crate::commands) fn json(data: Option<&str>, fields: &[&String]) -> Result<Body, Failure> {
    Ok(Body::from(Object(object(data, fields)?)))
}

/// Creates a body with documented fields.
pub(super) fn documented(
    params: &'static [Param],
    data: Option<&str>,
    fields: &[&String],
) -> Result<Content, Failure> {
    let known =
        |(name, value): (String, Box<RawValue>)| match params.iter().find(|it| it.name == name) {
            Some(param) => Ok((param.name, value)),
            None => Err(unknown(&name, params)),
        };
    Ok(Content::Fields(object(data, fields)?.into_iter().map(known).collect::<Result<_, _>>()?))
}

fn unknown(name: &str, params: &[Param]) -> Failure {
    let names = params.iter().map(|it| it.name);
    let remedy = if let Some(similar) = closest(name, names.clone()) {
        tr!("did you mean `{similar}`?", "是否指 `{similar}`？")
    } else {
        let names = names.collect::<Vec<_>>().join(", ");
        tr!("use {names}", "可用：{names}")
    };
    Failure::usage(tr!(
        "the body has no field `{name}`; {remedy}",
        "请求体没有字段 `{name}`；{remedy}"
    ))
}

/// Returns the fields of `--data`, and the other fields, which take precedence.
fn object(data: Option<&str>, fields: &[&String]) -> Result<Vec<(String, Box<RawValue>)>, Failure> {
    let mut object = match data {
        None => Vec::new(),
        Some(data) => parse(&read(data)?)?,
    };
    for field in fields {
        let (name, value) = self::field(field)?;
        match object.iter_mut().find(|(it, _)| *it == name) {
            Some((_, old)) => *old = value,
            None => object.push((name, value)),
        }
    }
    Ok(object)
}

/// Reads the file to upload. Its name is the default of the parameter `name`.
pub(super) fn file(
    path: Option<&str>,
    query: &mut Vec<(&'static str, String)>,
) -> Result<Content, Failure> {
    let Some(path) = path else {
        return Err(Failure::usage(tr!(
            "the file to upload is missing; name a file, or `-` for standard input",
            "缺少要上传的文件；请指定文件名，或用 `-` 表示标准输入"
        )));
    };
    let failed = |error: io::Error| Failure::io(crate::safe::line(path), &error);
    let mut bytes = Vec::new();
    if path == "-" {
        io::stdin().lock().take(Upload::MAX as u64 + 1).read_to_end(&mut bytes).map_err(failed)?;
    } else {
        let file = fs::File::open(path).map_err(failed)?;
        file.take(Upload::MAX as u64 + 1).read_to_end(&mut bytes).map_err(failed)?;
        let name = std::path::Path::new(path).file_name().map(|it| it.to_string_lossy());
        if query.iter().all(|(it, _)| *it != "name")
            && let Some(name) = name
        {
            query.push(("name", name.into_owned()));
        }
    }
    Ok(Content::File(Upload::from(bytes)))
}

/// Returns the text of `--data`.
fn read(data: &str) -> Result<String, Failure> {
    let failed = |what: &str, error: io::Error| Failure::io(crate::safe::line(what), &error);
    match data.strip_prefix('@') {
        Some(path) => fs::read_to_string(path).map_err(|error| failed(path, error)),
        None if data == "-" => {
            io::read_to_string(io::stdin()).map_err(|error| failed("standard input", error))
        }
        None => Ok(data.to_owned()),
    }
}

/// Parses an object, without changing its values.
fn parse(text: &str) -> Result<Vec<(String, Box<RawValue>)>, Failure> {
    let invalid = |error: serde_json::Error| {
        Failure::usage(tr!(
            "`--data`: not a JSON object: {error}; expected something like {{\"phone\":\"021\"}}",
            "`--data`：不是 JSON 对象：{error}；应类似 {{\"phone\":\"021\"}}"
        ))
    };
    let text = text.trim_start_matches('\u{feff}');
    let record: crm_client::Record = serde_json::from_str(text).map_err(invalid)?;
    let fields = record
        .iter()
        .map(|(name, json)| Ok((name.to_owned(), RawValue::from_string(json.to_owned())?)));
    fields.collect::<Result<_, serde_json::Error>>().map_err(invalid)
}

/// Splits `name=text` or `name:=json`.
fn field(arg: &str) -> Result<(String, Box<RawValue>), Failure> {
    let (name, value) = arg.split_once('=').unwrap_or((arg, ""));
    let json = match name.strip_suffix(':') {
        Some(_) => value.to_owned(),
        None => Value::from(value).to_string(),
    };
    let name = name.strip_suffix(':').unwrap_or(name);
    let value = RawValue::from_string(json).map_err(|error| {
        Failure::usage(tr!(
            "`{name}:=`: not a JSON value: {error}; use `{name}=` for text",
            "`{name}:=`：不是 JSON 值：{error}；文本请用 `{name}=`"
        ))
    })?;
    Ok((name.to_owned(), value))
}

/// Fields in their order.
struct Object(Vec<(String, Box<RawValue>)>);

impl serde::Serialize for Object {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}
