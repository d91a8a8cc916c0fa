//! The file with the facts about the whole API.

use toml::Spanned;
use toml::de::DeValue;

use super::table::Table;
use crate::spec::{Api, Auth, Code, Id, Limits, Operator, Paging};

/// Reads the file; `None` if it is not TOML, which is reported already.
pub(super) fn api(index: usize, root: Option<Table<'_, '_>>) -> Api {
    let mut api = Api {
        index,
        id: None,
        auth: None,
        paging: None,
        limits: None,
        operators: None,
        codes: None,
    };
    let Some(mut table) = root else { return api };
    api.id = table.required_child("id", "`[id]`").and_then(id);
    api.auth = table.required_child("auth", "`[auth]`").and_then(auth);
    api.paging = table.required_child("paging", "`[paging]`").and_then(paging);
    api.limits = table.required_child("limits", "`[limits]`").and_then(limits);
    api.operators = all(&mut table, "operator", operator);
    api.codes = all(&mut table, "code", code);
    table.finish();
    api
}

/// Reads the tables `[[KEY]]`; `None` if one of them is invalid, or if there are none.
fn all<'i, T>(
    table: &mut Table<'i, '_>,
    key: &'static str,
    read: fn(Spanned<DeValue<'i>>, &mut Table<'i, '_>) -> Option<T>,
) -> Option<Vec<T>> {
    let tables = table.array_of_tables(key);
    table.required(key, tables.first());
    let entries: Vec<_> = tables.into_iter().map(|it| read(it, table)).collect();
    entries.into_iter().collect::<Option<Vec<_>>>().filter(|it| !it.is_empty())
}

fn id(mut table: Table<'_, '_>) -> Option<Id> {
    let (length, separator) =
        (table.required_integer("length"), table.required_integer("separator"));
    let example = table.required_string("example");
    table.finish();
    Some(Id { length: length?, separator: separator?, example: example? })
}

fn auth(mut table: Table<'_, '_>) -> Option<Auth> {
    let (app_id, app_key) = (table.required_string("app_id"), table.required_string("app_key"));
    let sign = table.required_string("sign");
    let sign_type = table.required_string("sign_type");
    let timestamp = table.required_string("timestamp");
    table.finish();
    Some(Auth {
        app_id: app_id?,
        app_key: app_key?,
        sign: sign?,
        sign_type: sign_type?,
        timestamp: timestamp?,
    })
}

fn paging(mut table: Table<'_, '_>) -> Option<Paging> {
    let (number, size) = (table.required_string("number"), table.required_string("size"));
    let total = table.required_string("total");
    table.finish();
    Some(Paging { number: number?, size: size?, total: total? })
}

fn limits(mut table: Table<'_, '_>) -> Option<Limits> {
    let conditions = table.required_integer("conditions");
    let file_bytes = table.required_integer("file_bytes");
    let signature_seconds = table.required_integer("signature_seconds");
    table.finish();
    Some(Limits {
        conditions: conditions?,
        file_bytes: file_bytes?,
        signature_seconds: signature_seconds?,
    })
}

fn operator<'i>(value: Spanned<DeValue<'i>>, parent: &mut Table<'i, '_>) -> Option<Operator> {
    let mut table = parent.child("an operator", value.span(), value)?;
    let (word, name) = (table.required_string("word"), table.required_string("name"));
    let (method, doc) = (table.required_string("method"), table.required_string("doc"));
    table.finish();
    Some(Operator { word: word?, name: name?, method: method?, doc: doc? })
}

fn code<'i>(value: Spanned<DeValue<'i>>, parent: &mut Table<'i, '_>) -> Option<Code> {
    let mut table = parent.child("an error code", value.span(), value)?;
    let (value, name) = (table.required_integer("value"), table.required_string("name"));
    let (meaning, advice) = (table.required_string("meaning"), table.required_string("advice"));
    table.finish();
    Some(Code { value: value?, name: name?, meaning: meaning?, advice: advice? })
}
