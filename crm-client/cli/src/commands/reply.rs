//! Prints a reply of unknown shape, without its secrets.

use crm_client::endpoint::{Info, Param, Returns};
use crm_client::{Json, Record};

use super::listing;
use crate::failure::Failure;
use crate::lang::tr;
use crate::options::Options;
use crate::output::{self, Format};
use crate::safe;

/// The replacement of a secret.
const HIDDEN: &str = "\"<secret>\"";

/// Returns the fields that a reply is documented to have.
pub(super) fn fields(info: &Info<'_>) -> &'static [Param] {
    match info.returns {
        Returns::Object(fields) | Returns::List(fields) => fields,
        _ => &[],
    }
}

/// Returns the names of the fields that are secrets.
pub(super) fn secrets(info: &Info<'_>) -> Vec<&'static str> {
    fields(info).iter().filter(|it| it.is_secret()).map(|it| it.name).collect()
}

/// Prints a reply. The fields with the names in `secrets` are hidden.
pub(super) fn print(
    options: &Options,
    json: &Json,
    columns: Option<&[String]>,
    secrets: &[&str],
) -> Result<(), Failure> {
    let hide = |record: Record| hide(record, secrets);
    if let Ok(rows) = json.get::<Vec<Record>>() {
        let rows: Vec<Record> = rows.into_iter().map(hide).collect();
        return listing::rows(options, columns, &rows);
    }
    if let Ok(record) = json.get::<Record>() {
        return output::record(options.format, &hide(record), columns);
    }
    match options.format {
        Format::Json | Format::Ndjson => output::line(&safe::json(json.as_str())),
        Format::Table | Format::Csv => output::line(&safe::line(&json.to_plain_string())),
    }
}

/// Reports a success without data.
pub(super) fn done(options: &Options) -> Result<(), Failure> {
    options.hint(&tr!("done", "完成"));
    // A program that reads JSON gets a document from every call.
    if options.format == Format::Json { output::line("{}") } else { Ok(()) }
}

/// Replaces the values of secrets.
fn hide(record: Record, secrets: &[&str]) -> Record {
    if record.iter().all(|(name, _)| !secrets.contains(&name)) {
        return record;
    }
    let fields = record.iter().map(|(name, value)| {
        let value = if secrets.contains(&name) { HIDDEN } else { value };
        format!("{}:{value}", serde_json::Value::from(name))
    });
    let json = format!("{{{}}}", fields.collect::<Vec<_>>().join(","));
    // Values of a record are JSON, so this is a record, too.
    serde_json::from_str(&json).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hides_secrets_and_nothing_else() {
        let text = r#"{"login_token":"5a4d","user":"老黄","n":1.50}"#;
        let record: Record = serde_json::from_str(text).unwrap();
        assert_eq!(hide(record.clone(), &["other"]).to_json(), text);
        assert_eq!(
            hide(record, &["login_token"]).to_json(),
            r#"{"login_token":"<secret>","user":"老黄","n":1.50}"#
        );
    }
}
