//! The file with the facts about the whole API.

use toml::Spanned;
use toml::de::DeValue;

use super::named;
use super::table::Table;
use crate::spec::{Api, Code, Fact, Operator, Section, Word};

/// Reads the file. `root` is `None` if the file is not TOML, which is reported already.
pub(super) fn api(index: usize, root: Option<Table<'_, '_>>) -> Api {
    let (facts, operators, codes) = (Section::unread(), Section::unread(), Section::unread());
    let mut api = Api { index, facts, operators, codes };
    if let Some(mut table) = root {
        api.facts = named(&mut table, "fact", fact);
        api.operators = all(&mut table, "operator", operator);
        api.codes = all(&mut table, "code", code);
        table.finish();
    }
    api
}

/// Reads the tables `[[KEY]]`, of which there must be at least one.
fn all<'i, 'm, T>(
    table: &mut Table<'i, 'm>,
    key: &'static str,
    read: fn(Spanned<DeValue<'i>>, &mut Table<'i, 'm>) -> Option<T>,
) -> Section<T> {
    let tables = table.array_of_tables(key);
    table.required(key, tables.first());
    let entries: Vec<_> = tables.into_iter().map(|it| read(it, table)).collect();
    let is_complete = !entries.is_empty() && entries.iter().all(Option::is_some);
    Section { entries: entries.into_iter().flatten().collect(), is_complete }
}

fn fact<'i>(name: Word, value: Spanned<DeValue<'i>>, parent: &mut Table<'i, '_>) -> Option<Fact> {
    let mut table = parent.child("a fact", name.span(), value)?;
    let (value, doc) = (table.literal("value"), table.string("doc"));
    let (value, doc) = (table.required("value", value), table.required("doc", doc));
    table.finish();
    Some(Fact { name, value: value?, doc: doc? })
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
    let value = table.integer("value");
    let (value, name) = (table.required("value", value), table.required_string("name"));
    let (meaning, advice) = (table.required_string("meaning"), table.required_string("advice"));
    let example = table.string("example");
    table.finish();
    Some(Code { value: value?, name: name?, meaning: meaning?, advice: advice?, example })
}
