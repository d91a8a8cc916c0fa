//! An example of a call, made from the endpoint table.

use crm_client::endpoint::{BodyKind, Info};
use crm_client::{ENDPOINTS, Json, Record};
use serde::Deserialize;

use super::args;

/// How many fields of a sample an example has.
const FIELDS: usize = 3;

/// The part of a sample that has records.
#[derive(Deserialize)]
struct Sample {
    data: Option<Json>,
}

/// Returns a command line that makes the call.
pub(super) fn line(info: &Info<'_>) -> String {
    let mut words = vec![format!("crm {} {}", info.module(), info.function())];
    if info.body == Some(BodyKind::File) {
        words.push("contract.pdf".to_owned());
    } else {
        words.extend(args::positional_params(info).map(|it| it.name.to_uppercase()));
    }
    if let Some(param) = info.one_of.first() {
        words.push(format!("--{} {}", param.name, param.name.to_uppercase()));
    }
    match info.body {
        Some(BodyKind::Record) => words.push(body(info)),
        Some(BodyKind::Object(params)) => {
            words.extend(params.iter().map(|it| format!("{}=…", it.name)));
        }
        Some(BodyKind::Filter) => words.push("--data @filter.json".to_owned()),
        _ => {}
    }
    let fields = fields(info);
    if args::fields_param(info).is_some() && !fields.is_empty() {
        words.push(format!("--fields {}", fields.join(",")));
    }
    words.join(" ")
}

/// Returns names of fields that the sample of a reply has.
pub(super) fn fields(info: &Info<'_>) -> Vec<String> {
    let record = sample(info.path);
    let names = record.iter().flat_map(Record::iter).map(|(name, _)| name.to_owned());
    names.take(FIELDS).collect()
}

/// Returns a field of the record that another call of the module has as its sample.
fn body(info: &Info<'_>) -> String {
    let calls = ENDPOINTS.iter().map(|it| &it.info).filter(|it| it.module() == info.module());
    let mut records = calls.filter(|it| args::fields_param(it).is_some() && it.body.is_none());
    let record = records.find_map(|it| sample(it.path));
    let field = record.as_ref().and_then(|it| {
        let (name, json) = it.iter().next()?;
        // Numbers need another operator than text.
        let operator = if json.starts_with('"') { "=" } else { ":=" };
        Some(quoted(&format!("{name}{operator}{}", it.plain_string(name)?)))
    });
    field.unwrap_or_else(|| "FIELD=VALUE".to_owned())
}

/// Returns a word as a shell needs it.
fn quoted(word: &str) -> String {
    let is_plain = |it: char| it.is_alphanumeric() || "=:._-/".contains(it);
    if word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// Returns the first record of the sample of an endpoint.
fn sample(path: &str) -> Option<Record> {
    let entry = ENDPOINTS.iter().find(|it| it.info.path == path)?;
    let data = serde_json::from_str::<Sample>(entry.sample).ok()?.data?;
    let first = || data.get::<Vec<Record>>().ok()?.into_iter().next();
    data.get::<Record>().ok().or_else(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_call_has_an_example() {
        for (path, example) in [
            ("account/add", "crm account add accountName=杨志永"),
            ("account/get", "crm account get ACCOUNT_ID --fields accountName,phone"),
            ("account/list", "crm account list --fields accountId,accountName,phone"),
            ("account/delete", "crm account delete ACCOUNT_ID"),
            ("customentity/get", "crm customentity get ENTITY RECORD_ID --fields c__name,c__phone"),
            ("invoice/add", "crm invoice add invoiceMoney:=20000.00"),
            ("salesorder/add", "crm salesorder add 'subject=WiseCRM365标准版 100用户'"),
            ("entity/adv-query", "crm entity adv-query ENTITY --data @filter.json"),
            ("file/upload", "crm file upload contract.pdf"),
            ("metadata/picklist-remove", "crm metadata picklist-remove ENTITY FIELD --value VALUE"),
            ("metadata/field-modify", "crm metadata field-modify ENTITY FIELD description=…"),
            ("user/login-token", "crm user login-token USER"),
        ] {
            let entry = ENDPOINTS.iter().find(|it| it.info.path == path).unwrap();
            assert_eq!(line(&entry.info), example);
        }
    }
}
