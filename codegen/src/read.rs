//! TOML → spec: reads the known keys of every table, and reports the others.
//!
//! The tree is walked by hand because a deserializer would stop at the first mistake of a file.

mod api;
mod syntax;
mod table;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::error::{Mistake, Mistakes};
use crate::file::Source;
use crate::spec::{
    API, COMMON, Endpoint, Enum, EnumValue, File, Object, Param, Section, Shape, Word,
};
use table::Table;

/// The files of a spec.
#[derive(Debug, Default)]
pub(crate) struct Spec {
    pub(crate) files: Vec<File>,
    /// The files about the whole API. A valid spec has exactly one.
    pub(crate) apis: Vec<crate::spec::Api>,
}

/// Reads all sources. Reports unreadable parts, and leaves them out.
pub(crate) fn read(sources: &[Source], mistakes: &mut Mistakes) -> Spec {
    let mut spec = Spec::default();
    for (index, source) in sources.iter().enumerate() {
        let (root, errors) = DeTable::parse_recoverable(&source.text);
        let is_toml = errors.is_empty();
        syntax::report(index, &source.text, errors, mistakes);
        let name = stem(source).to_owned();
        let root =
            is_toml.then(|| Table::new(index, "a spec file", 0..0, root.into_inner(), mistakes));
        match (name.as_str(), root) {
            (API, root) => spec.apis.push(api::api(index, root)),
            (_, Some(root)) => spec.files.push(file(index, name, root)),
            (_, None) => spec.files.push(unread(index, name)),
        }
    }
    spec
}

/// Returns the file name without folders and extension.
fn stem(source: &Source) -> &str {
    let name = source.path.rsplit(['/', '\\']).next().unwrap_or_default();
    name.strip_suffix(".toml").unwrap_or(name)
}

fn unread(index: usize, name: String) -> File {
    File {
        index,
        name,
        page: None,
        doc: None,
        params: Section::unread(),
        enums: Section::unread(),
        objects: Section::unread(),
        endpoints: Section::unread(),
    }
}

fn file(index: usize, name: String, mut table: Table<'_, '_>) -> File {
    let (page, doc) = (table.string("page"), table.string("doc"));
    let params = named(&mut table, "param", param);
    let enums = named(&mut table, "enum", enumeration);
    let objects = named(&mut table, "object", object);
    let before = table.mistakes.count();
    let endpoints = table.array_of_tables("endpoint");
    let entries: Vec<_> = endpoints.into_iter().filter_map(|it| endpoint(it, &mut table)).collect();
    let is_complete = table.mistakes.count() == before && !table.is_lost("endpoint");
    if name != COMMON {
        table.required("page", page.as_ref());
        table.required("doc", doc.as_ref());
        table.required("endpoint", entries.first());
    }
    table.finish();
    let endpoints = Section { entries, is_complete };
    File { index, name, page, doc, params, enums, objects, endpoints }
}

/// Reads the tables `[KEY.NAME]`.
fn named<'i, 'm, T>(
    table: &mut Table<'i, 'm>,
    key: &'static str,
    read: fn(Word, Spanned<DeValue<'i>>, &mut Table<'i, 'm>) -> Option<T>,
) -> Section<T> {
    let tables = table.tables(key);
    let entries: Vec<_> = tables.into_iter().map(|(name, it)| read(name, it, table)).collect();
    let is_complete = entries.iter().all(Option::is_some) && !table.is_lost(key);
    Section { entries: entries.into_iter().flatten().collect(), is_complete }
}

fn param<'i>(key: Word, value: Spanned<DeValue<'i>>, parent: &mut Table<'i, '_>) -> Option<Param> {
    let mut table = parent.child("a parameter", key.span(), value)?;
    let (name, rust_name) = (table.string("name"), table.string("rust_name"));
    let (ty, doc) = (shape(&mut table, "type"), table.string("doc"));
    let (since, from) = (table.string("since"), table.string("from"));
    let (optional, nullable) = (table.boolean("optional"), table.boolean("nullable"));
    let vendor_optional = table.boolean("vendor_optional");
    let none = table.integer("none");
    let (default, example) = (table.literal("default"), table.literal("example"));
    let (min, max) = (table.integer("min"), table.integer("max"));
    let (ty, doc) = (table.required("type", ty), table.required("doc", doc));
    table.finish();
    Some(Param {
        key,
        name,
        rust_name,
        ty,
        doc,
        since,
        from,
        optional,
        vendor_optional,
        nullable,
        none,
        default,
        example,
        min,
        max,
    })
}

fn enumeration<'i>(
    name: Word,
    value: Spanned<DeValue<'i>>,
    parent: &mut Table<'i, '_>,
) -> Option<Enum> {
    let mut table = parent.child("an enumeration", name.span(), value)?;
    let doc = table.string("doc");
    let is_given = table.has("values");
    let values = table.array_of_tables("values");
    let values: Vec<_> = values.into_iter().filter_map(|it| enum_value(it, &mut table)).collect();
    let values = (is_given && !table.is_lost("values")).then_some(values);
    let (doc, values) = (table.required("doc", doc), table.required("values", values));
    table.finish();
    Some(Enum { name, doc, values })
}

fn enum_value<'i>(value: Spanned<DeValue<'i>>, parent: &mut Table<'i, '_>) -> Option<EnumValue> {
    let mut table = parent.child("a value of an enumeration", value.span(), value)?;
    let (value, name, doc) = (table.integer("value"), table.string("name"), table.string("doc"));
    let value = table.required("value", value);
    let (name, doc) = (table.required("name", name), table.required("doc", doc));
    table.finish();
    Some(EnumValue { value: value?, name: name?, doc: doc? })
}

fn object<'i>(
    name: Word,
    value: Spanned<DeValue<'i>>,
    parent: &mut Table<'i, '_>,
) -> Option<Object> {
    let mut table = parent.child("an object", name.span(), value)?;
    let (doc, fields) = (table.string("doc"), table.words("fields"));
    let (doc, fields) = (table.required("doc", doc), table.required("fields", fields));
    table.finish();
    Some(Object { name, doc, fields })
}

fn endpoint<'i>(value: Spanned<DeValue<'i>>, parent: &mut Table<'i, '_>) -> Option<Endpoint> {
    let mut table = parent.child("an endpoint", value.span(), value)?;
    let (path, method) = (table.string("path"), table.string("method"));
    let (safe, deletes) = (table.boolean("safe"), table.boolean("deletes"));
    let since = table.string("since");
    let (page, doc) = (table.string("page"), table.string("doc"));
    let (query, one_of) = (table.words("query"), table.words("one_of"));
    let (body, body_sample) = (shape(&mut table, "body"), table.string("body_sample"));
    let returns = shape(&mut table, "returns");
    let sample = table.string("sample");
    let (path, method) = (table.required("path", path), table.required("method", method));
    let (doc, returns) = (table.required("doc", doc), table.required("returns", returns));
    let query = query.or_else(|| (!table.is_lost("query")).then(Vec::new));
    let one_of = one_of.or_else(|| (!table.is_lost("one_of")).then(Vec::new));
    table.finish();
    Some(Endpoint {
        path,
        method,
        safe,
        deletes,
        since,
        page,
        doc,
        query,
        one_of,
        body,
        body_sample,
        returns,
        sample,
    })
}

/// Reads a word, or a table with one key that names the kind of its value.
fn shape(parent: &mut Table<'_, '_>, key: &'static str) -> Option<Shape> {
    let (span, inner) = match parent.take(key)? {
        (span, DeValue::String(word)) => {
            return Some(Shape::Word(Spanned::new(span, word.into_owned())));
        }
        (span, inner @ DeValue::Table(_)) => (span.clone(), Spanned::new(span, inner)),
        (span, other) => {
            parent.wrong_type(key, "a word or a table", span, &other);
            return None;
        }
    };
    let mut table = parent.child("a shape", span.clone(), inner)?;
    let list = table.string("list").map(Shape::List);
    let object = table.words("object").map(|it| Shape::Object(Spanned::new(span, it)));
    let choice = table.string("enum").map(Shape::Enum);
    let mut shapes = [list, object, choice].into_iter().flatten();
    let (shape, second) = (shapes.next(), shapes.next());
    if let Some(second) = second {
        let message = "a shape must have exactly one key";
        let help = "keep one of `list`, `object` and `enum`";
        let place = table.place(second.span());
        table.mistakes.add(Mistake::new(place, message, "more than one shape", help));
    }
    if shape.is_none() && !table.is_lost("list") && !table.is_lost("enum") {
        table.required("object", None::<Shape>);
    }
    table.finish();
    if shape.is_none() {
        parent.spoil(key);
    }
    shape
}
