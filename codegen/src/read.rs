//! TOML → spec: what must stand where, and that nothing else stands there.
//!
//! The tree is walked by hand, for a deserializer would stop at a file's first mistake.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::Source;
use crate::error::{Mistake, Mistakes, Place, nearest, within};
use crate::spec::{COMMON, Endpoint, File, Literal, Object, Param, Shape, Word};

/// Reads one source; what cannot be read is reported and left out.
pub(crate) fn file(index: usize, source: &Source, mistakes: &mut Mistakes) -> File {
    let (root, errors) = DeTable::parse_recoverable(&source.text);
    let is_toml = errors.is_empty();
    for error in errors {
        let place = Place { file: index, span: within(&source.text, error.span().unwrap_or(0..0)) };
        let at = source.text.get(place.span.clone()).unwrap_or_default();
        let help = if at.contains(['“', '”', '‘', '’', '＂']) {
            "TOML wants the quotation marks of ASCII, `\"`; until then nothing else is looked at"
        } else {
            "mend this first: until then nothing else in the file is looked at"
        };
        mistakes.add(Mistake::new(place, error.message(), "not TOML", help));
    }
    let name = stem(source).to_owned();
    if !is_toml {
        return File::unread(index, name);
    }

    let mut table = Table {
        file: index,
        what: "a spec file",
        span: 0..0,
        root: root.into_inner(),
        asked: Vec::new(),
        spoilt: Vec::new(),
        mistakes,
    };
    let (page, doc) = (table.string("page"), table.string("doc"));
    let params = table.tables("param");
    let params: Vec<_> = params.into_iter().map(|(name, it)| param(name, it, &mut table)).collect();
    let objects = table.tables("object");
    let objects: Vec<_> =
        objects.into_iter().map(|(name, it)| object(name, it, &mut table)).collect();
    let objects_complete = objects.iter().all(Option::is_some) && !table.is_lost("object");
    let objects = objects.into_iter().flatten().collect();
    let before = table.mistakes.count();
    let endpoints = table.array_of_tables("endpoint");
    let endpoints: Vec<_> =
        endpoints.into_iter().filter_map(|it| endpoint(it, &mut table)).collect();
    let endpoints_complete = table.mistakes.count() == before && !table.is_lost("endpoint");
    let params_complete = params.iter().all(Option::is_some) && !table.is_lost("param");
    let params = params.into_iter().flatten().collect();
    if name != COMMON {
        table.required("page", page.as_ref());
        table.required("doc", doc.as_ref());
        table.required("endpoint", endpoints.first());
    }
    table.finish();
    File {
        index,
        name,
        page,
        doc,
        params,
        objects,
        endpoints,
        params_complete,
        objects_complete,
        endpoints_complete,
    }
}

/// The file's name, without folders and ending.
fn stem(source: &Source) -> &str {
    let name = source.path.rsplit(['/', '\\']).next().unwrap_or_default();
    name.strip_suffix(".toml").unwrap_or(name)
}

fn param<'i>(key: Word, value: Spanned<DeValue<'i>>, parent: &mut Table<'i, '_>) -> Option<Param> {
    let mut table = parent.child("a parameter", key.span(), value)?;
    let (name, ty, doc) = (table.string("name"), shape(&mut table, "type"), table.string("doc"));
    let (since, from) = (table.string("since"), table.string("from"));
    let (optional, nullable) = (table.boolean("optional"), table.boolean("nullable"));
    let none = table.integer("none");
    let (default, example) = (table.literal("default"), table.literal("example"));
    let (min, max) = (table.integer("min"), table.integer("max"));
    let (ty, doc) = (table.required("type", ty), table.required("doc", doc));
    table.finish();
    Some(Param {
        key,
        name,
        ty,
        doc,
        since,
        from,
        optional,
        nullable,
        none,
        default,
        example,
        min,
        max,
    })
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
    let path = table.string("path");
    let method = table.string("method");
    let (safe, since) = (table.boolean("safe"), table.string("since"));
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

/// A word, or a table with one key that says what its value is.
fn shape(parent: &mut Table<'_, '_>, key: &'static str) -> Option<Shape> {
    match parent.take(key)? {
        (span, DeValue::String(word)) => Some(Shape::Word(Spanned::new(span, word.into_owned()))),
        (span, inner @ DeValue::Table(_)) => {
            let inner = Spanned::new(span.clone(), inner);
            let mut table = parent.child("a shape", span.clone(), inner)?;
            let list = table.string("list").map(Shape::List);
            let object = table.words("object").map(|it| Shape::Object(Spanned::new(span, it)));
            let shape = match (list, object) {
                (Some(list), Some(object)) => {
                    let message = "it is either a list or an object";
                    let help = "remove one of `list` and `object`";
                    let place = table.place(object.span());
                    table.mistakes.add(Mistake::new(place, message, "both are here", help));
                    Some(list)
                }
                (list, object) => list.or(object),
            };
            if shape.is_none() && !table.is_lost("list") {
                table.required("object", None::<Shape>);
            }
            table.finish();
            if shape.is_none() {
                parent.spoilt.push(key.to_owned());
            }
            shape
        }
        (span, other) => {
            parent.wrong_type(key, "a word or a table", span, &other);
            None
        }
    }
}

/// A table on its way into the spec: every key is asked for once, and none may be left.
struct Table<'i, 'm> {
    file: usize,
    /// What the table stands for, with its article.
    what: &'static str,
    /// The place to point at when something is missing.
    span: Range<usize>,
    root: DeTable<'i>,
    asked: Vec<&'static str>,
    /// The keys that are there with the wrong type: they are not also reported as missing.
    spoilt: Vec<String>,
    mistakes: &'m mut Mistakes,
}

impl<'i> Table<'i, '_> {
    fn take(&mut self, key: &'static str) -> Option<(Range<usize>, DeValue<'i>)> {
        self.asked.push(key);
        self.root.remove(key).map(|value| (value.span(), value.into_inner()))
    }

    fn string(&mut self, key: &'static str) -> Option<Word> {
        self.typed(key, "a string", |value| value.as_str().map(str::to_owned))
    }

    fn boolean(&mut self, key: &'static str) -> Option<Spanned<bool>> {
        self.typed(key, "`true` or `false`", DeValue::as_bool)
    }

    fn integer(&mut self, key: &'static str) -> Option<Spanned<i64>> {
        self.typed(key, "a 64-bit integer", integer)
    }

    fn literal(&mut self, key: &'static str) -> Option<Spanned<Literal>> {
        self.typed(key, "a string, an integer or a boolean", |value| match value {
            DeValue::String(it) => Some(Literal::String(it.to_string())),
            DeValue::Boolean(it) => Some(Literal::Bool(*it)),
            other => integer(other).map(Literal::Int),
        })
    }

    fn words(&mut self, key: &'static str) -> Option<Vec<Word>> {
        const EXPECTED: &str = "an array of strings";
        let (span, value) = self.take(key)?;
        let DeValue::Array(items) = value else {
            self.wrong_type(key, EXPECTED, span, &value);
            return None;
        };
        let mut words = Vec::new();
        for item in items {
            let span = item.span();
            match item.into_inner() {
                DeValue::String(word) => words.push(Spanned::new(span, word.into_owned())),
                other => self.wrong_type(key, EXPECTED, span, &other),
            }
        }
        Some(words)
    }

    /// The tables under `[KEY.NAME]`, in the order of the text.
    fn tables(&mut self, key: &'static str) -> Vec<(Word, Spanned<DeValue<'i>>)> {
        match self.take(key) {
            None => Vec::new(),
            Some((_, DeValue::Table(tables))) => {
                let mut tables: Vec<_> =
                    tables.into_iter().map(|(key, it)| (owned(key), it)).collect();
                tables.sort_by_key(|(name, _)| name.span().start);
                tables
            }
            Some((span, other)) => {
                self.wrong_type(key, "a table of tables", span, &other);
                Vec::new()
            }
        }
    }

    /// The tables under `[[KEY]]`.
    fn array_of_tables(&mut self, key: &'static str) -> Vec<Spanned<DeValue<'i>>> {
        match self.take(key) {
            None => Vec::new(),
            Some((_, DeValue::Array(tables))) => tables.into_iter().collect(),
            Some((span, _)) => {
                let message = format!("`{key}` is not an array of tables");
                let help = format!("write the head of each as `[[{key}]]`");
                let label = "expected an array of tables";
                self.mistakes.add(Mistake::new(self.place(span), message, label, help));
                self.spoilt.push(key.to_owned());
                Vec::new()
            }
        }
    }

    /// Goes into a table, which is pointed at by `span` when something is missing in it.
    fn child(
        &mut self,
        what: &'static str,
        span: Range<usize>,
        value: Spanned<DeValue<'i>>,
    ) -> Option<Table<'i, '_>> {
        let place = self.place(value.span());
        match value.into_inner() {
            DeValue::Table(root) => Some(Table {
                file: self.file,
                what,
                span,
                root,
                asked: Vec::new(),
                spoilt: Vec::new(),
                mistakes: self.mistakes,
            }),
            other => {
                let message = format!("{what} is a table, not {}", article(&other));
                let help = "write it as a table of its own, with the keys under its head";
                self.mistakes.add(Mistake::new(place, message, "expected a table", help));
                None
            }
        }
    }

    fn typed<T>(
        &mut self,
        key: &'static str,
        expected: &str,
        convert: impl FnOnce(&DeValue<'i>) -> Option<T>,
    ) -> Option<Spanned<T>> {
        let (span, value) = self.take(key)?;
        let converted = convert(&value);
        if converted.is_none() {
            self.wrong_type(key, expected, span.clone(), &value);
        }
        converted.map(|it| Spanned::new(span, it))
    }

    fn wrong_type(&mut self, key: &str, expected: &str, span: Range<usize>, value: &DeValue<'i>) {
        let message = format!("`{key}` takes {expected}, not {}", article(value));
        let label = format!("expected {expected}");
        let help = format!("write {expected} behind `{key} =`");
        self.mistakes.add(Mistake::new(self.place(span), message, label, help));
        self.spoilt.push(key.to_owned());
    }

    /// Passes the value on, and reports the key where it is missing.
    fn required<T>(&mut self, key: &'static str, value: Option<T>) -> Option<T> {
        if value.is_none() && !self.is_lost(key) {
            let message = format!("{} needs `{key}`", self.what);
            let help = match key {
                "endpoint" => "add an `[[endpoint]]`".to_owned(),
                "page" => "add `page = …`: a name like `api-account`".to_owned(),
                _ => format!("add `{key} = …`"),
            };
            let place = self.place(self.span.clone());
            self.mistakes.add(Mistake::new(place, message, "not in here", help));
        }
        value
    }

    /// Whether a key that has no value is there after all: with the wrong type, or misspelt. Either
    /// is reported for itself.
    fn is_lost(&self, key: &str) -> bool {
        self.spoilt.iter().any(|it| it == key)
            || self.root.keys().any(|it| nearest(it.get_ref(), &[key]).is_some())
    }

    /// Reports what nobody asked for.
    fn finish(self) {
        for key in self.root.keys() {
            let place = Place { file: self.file, span: key.span() };
            let known = self.asked.iter().copied();
            self.mistakes.add(Mistake::unknown(place, "key", key.get_ref(), known));
        }
    }

    fn place(&self, span: Range<usize>) -> Place {
        Place { file: self.file, span }
    }
}

fn owned(key: Spanned<std::borrow::Cow<'_, str>>) -> Word {
    Spanned::new(key.span(), key.into_inner().into_owned())
}

fn integer(value: &DeValue<'_>) -> Option<i64> {
    let it = value.as_integer()?;
    i64::from_str_radix(it.as_str(), it.radix()).ok()
}

fn article(value: &DeValue<'_>) -> String {
    let ty = value.type_str();
    let vowel = ty.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {ty}", if vowel { "an" } else { "a" })
}
