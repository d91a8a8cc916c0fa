//! Parameters: each file's glossary of them, and the rules each must keep.

use std::collections::BTreeMap;
use std::rc::Rc;

use proc_macro2::Ident;
use toml::Spanned;

use super::docs::doc;
use super::names;
use super::objects::object_name;
use crate::error::{Mistake, Mistakes, Place, Reported, list};
use crate::model::{Absence, Need, Param, Type};
use crate::rust::is_fit;
use crate::spec::{self, File, Literal, Shape, Word};

const TYPES: [&str; 12] = [
    "id",
    "string",
    "int",
    "bool",
    "fields",
    "cascade",
    "sort",
    "password",
    "secret",
    "data-type",
    "expiry",
    "json",
];

/// The parameters of a file.
#[derive(Debug, Default)]
pub(super) struct Glossary {
    entries: BTreeMap<String, Entry>,
    /// Whether a parameter could not be read: then none is called unknown.
    broken: bool,
}

#[derive(Debug)]
struct Entry {
    /// `None` where it is there but wrong.
    param: Option<Rc<Param>>,
    place: Place,
    used: bool,
}

impl Entry {
    fn constant(&self) -> Option<&Ident> {
        self.param.as_ref().map(|param| &param.constant)
    }
}

impl Glossary {
    /// Takes in the parameters of a file.
    pub(super) fn add(&mut self, file: &File, mistakes: &mut Mistakes) {
        self.broken |= !file.params_complete;
        let mut idents = BTreeMap::new();
        for spec in &file.params {
            let place = Place { file: file.index, span: spec.key.span() };
            let param = lower(spec, file.index, mistakes).map(Rc::new);
            if let Some(param) = &param
                && let Some((first, name)) = idents
                    .insert(param.constant.clone(), (place.clone(), spec.key.get_ref().clone()))
            {
                let message = format!("`{name}` and `{}` are one name in Rust", spec.key.get_ref());
                let label = format!("also becomes `{}`", param.constant);
                let mistake = Mistake::new(place.clone(), message, label, names::RULE);
                mistakes.add(mistake.other(first, format!("becomes `{}`", param.constant)));
            }
            let key = spec.key.get_ref().clone();
            self.entries.insert(key, Entry { param, place, used: false });
        }
    }

    /// The parameter of that name, if there is one; from now on it is used.
    pub(super) fn get(&mut self, name: &str) -> Option<Result<Rc<Param>, Reported>> {
        let entry = self.entries.get_mut(name)?;
        entry.used = true;
        Some(entry.param.clone().ok_or(Reported))
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    pub(super) fn complete(&self) -> bool {
        !self.broken
    }

    pub(super) fn params(&self) -> Vec<Rc<Param>> {
        let mut entries: Vec<_> = self.entries.values().collect();
        entries.sort_by_key(|it| it.place.span.start);
        entries.into_iter().filter_map(|it| it.param.clone()).collect()
    }

    pub(super) fn report_unused(&self, mistakes: &mut Mistakes) {
        for (name, entry) in self.entries.iter().filter(|(_, entry)| !entry.used) {
            let message = format!("the parameter `{}` is never used", name.escape_debug());
            let (label, help) = ("no endpoint names it", "name it in an endpoint, or remove it");
            mistakes.add(Mistake::new(entry.place.clone(), message, label, help));
        }
    }

    /// Reports what is also a common parameter, or would have the name of one in Rust.
    pub(super) fn report_shadowing(&self, common: &mut Glossary, mistakes: &mut Mistakes) {
        for (name, entry) in &self.entries {
            let at = || entry.place.clone();
            if let Some(shared) = common.entries.get_mut(name) {
                shared.used = true;
                let message =
                    format!("the parameter `{}` is already a common one", name.escape_debug());
                let help = "remove this one, or call it otherwise";
                let mistake = Mistake::new(at(), message, "again here", help);
                mistakes.add(mistake.other(shared.place.clone(), "first here"));
            } else if let Some(own) = entry.constant()
                && let Some(shared) = common.entries.values().find(|it| it.constant() == Some(own))
            {
                let message = format!("the name `{own}` is taken in Rust");
                let mistake = Mistake::new(at(), message, "also becomes it", names::RULE);
                mistakes.add(mistake.other(shared.place.clone(), "becomes it"));
            }
        }
    }
}

fn lower(spec: &spec::Param, file: usize, mistakes: &mut Mistakes) -> Option<Param> {
    let key = spec.key.get_ref();
    let word = spec.name.as_ref().unwrap_or(&spec.key);
    let mut check = |word: &Word| {
        names::check_param(word.get_ref()).map_err(|problem| {
            let place = Place { file, span: word.span() };
            let message = format!("`{}` {problem}", word.get_ref().escape_debug());
            mistakes.add(Mistake::new(place, message, "unfit for a name", names::FIT));
        })
    };
    let key_is_fit = check(&spec.key);
    let name_is_fit = spec.name.as_ref().map_or(Ok(()), check);
    let ty = ty(spec, file, mistakes);
    let need = ty.as_ref().and_then(|ty| need(spec, ty, file, mistakes));
    let absence = ty.as_ref().and_then(|ty| absence(spec, ty, file, mistakes));
    let since = since(spec.since.as_ref(), file, mistakes);
    let example = ty.as_ref().map(|ty| example(spec, ty, file, mistakes));
    let doc = spec.doc.as_ref().map(|word| doc(word, file, mistakes));
    key_is_fit.and(name_is_fit).ok()?;
    Some(Param {
        name: word.get_ref().clone(),
        field: names::value(word.get_ref()),
        constant: names::constant(key),
        ty: ty?,
        need: need?,
        absence: absence?,
        since: since.ok()?,
        example: example?.ok()?,
        doc: doc?,
    })
}

fn ty(spec: &spec::Param, file: usize, mistakes: &mut Mistakes) -> Option<Type> {
    let shape = spec.ty.as_ref()?;
    let place = Place { file, span: shape.span() };
    let ty = match shape {
        Shape::Word(word) if word.get_ref() == "int" => return int(spec, file, mistakes),
        Shape::Word(word) => match word.get_ref().as_str() {
            "id" => Type::Id,
            "string" => Type::String,
            "bool" => Type::Bool,
            "fields" => Type::Fields,
            "cascade" => Type::Cascade,
            "sort" => Type::Sort,
            "password" => Type::Password,
            "secret" => Type::Secret,
            "data-type" => Type::DataType,
            "expiry" => Type::Expiry,
            "json" => Type::Json,
            other => {
                mistakes.add(Mistake::unknown(place, "type", other, TYPES));
                return None;
            }
        },
        // Whether there is such an object is known when all of the file is.
        Shape::List(word) => Type::List(object_name(word)?),
        Shape::Object(_) => {
            let help = "define it as an `[object.NAME]`, and make the type `{ list = \"NAME\" }`";
            let message = "a parameter is no object, only a list of them";
            mistakes.add(Mistake::new(place, message, "not a type", help));
            return None;
        }
    };
    for (key, bound) in [("min", &spec.min), ("max", &spec.max)] {
        if let Some(bound) = bound {
            let place = Place { file, span: bound.span() };
            let message = format!("`{key}` is for `int`, and this is another type");
            let help = "remove it, or make the type `int`";
            mistakes.add(Mistake::new(place, message, "nothing to count here", help));
        }
    }
    Some(ty)
}

/// A version of the product, where one is named.
pub(super) fn since(
    word: Option<&Word>,
    file: usize,
    mistakes: &mut Mistakes,
) -> Result<Option<String>, Reported> {
    let Some(word) = word else { return Ok(None) };
    let is_number = |it: &str| !it.is_empty() && it.chars().all(|it| it.is_ascii_digit());
    if word.get_ref().split('.').all(is_number) {
        return Ok(Some(word.get_ref().clone()));
    }
    let place = Place { file, span: word.span() };
    let message = format!("`{}` is no version of the product", word.get_ref().escape_debug());
    let help = "write numbers with `.` between them, as in `4.6`";
    mistakes.add(Mistake::new(place, message, "expected a version", help));
    Err(Reported)
}

fn absence(spec: &spec::Param, ty: &Type, file: usize, mistakes: &mut Mistakes) -> Option<Absence> {
    let nullable = spec.nullable.as_ref().filter(|it| *it.get_ref());
    let Some(none) = &spec.none else {
        return Some(if nullable.is_some() { Absence::Null } else { Absence::Never });
    };
    let place = Place { file, span: none.span() };
    if let Some(nullable) = nullable {
        let message = "`nullable` and `none` say twice how a value can be absent";
        let mistake = Mistake::new(place, message, "one of them is enough", "remove one of them");
        mistakes.add(mistake.other(Place { file, span: nullable.span() }, "the other"));
        return None;
    }
    if !matches!(ty, Type::Int { .. }) {
        let help = "remove it, make the type `int`, or say `nullable = true`";
        let message = "`none` is for `int`, and this is another type";
        mistakes.add(Mistake::new(place, message, "never the value of it", help));
        return None;
    }
    Some(Absence::Number(*none.get_ref()))
}

fn int(spec: &spec::Param, file: usize, mistakes: &mut Mistakes) -> Option<Type> {
    let min = spec.min.as_ref().map(|it| *it.get_ref());
    let max = spec.max.as_ref().map(|it| *it.get_ref());
    if let (Some(low), Some(high), Some(word)) = (min, max, &spec.max)
        && low > high
    {
        let place = Place { file, span: word.span() };
        let message = format!("`max` {high} is below `min` {low}");
        mistakes.add(Mistake::new(
            place,
            message,
            "no value is between them",
            "raise the one or lower the other",
        ));
        return None;
    }
    Some(Type::Int { min, max })
}

fn need(spec: &spec::Param, ty: &Type, file: usize, mistakes: &mut Mistakes) -> Option<Need> {
    let place = |span| Place { file, span };
    let optional = spec.optional.as_ref().is_some_and(|it| *it.get_ref());
    let said = [
        ("from", spec.from.as_ref().map(Spanned::span)),
        ("optional", spec.optional.as_ref().filter(|_| optional).map(Spanned::span)),
        ("default", spec.default.as_ref().map(Spanned::span)),
    ];
    let mut said = said.into_iter().filter_map(|(key, span)| Some((key, span?)));
    match (said.next(), said.next()) {
        (Some((first, there)), Some((second, here))) => {
            let words = list(&[first, second], "and");
            let message = format!("{words} say twice who gives the value");
            let help = "remove one of them";
            let mistake = Mistake::new(place(here), message, "one of them is enough", help);
            mistakes.add(mistake.other(place(there), "the other"));
            return None;
        }
        (None, _) => return Some(Need::Required),
        (Some(_), None) => {}
    }
    if let Some(from) = &spec.from {
        return client(from, ty, file, mistakes);
    }
    let Some(default) = &spec.default else { return Some(Need::Optional { default: None }) };
    check_seen("a default", default, file, mistakes).ok()?;
    match checked(default.get_ref(), ty) {
        Ok(default) => Some(Need::Optional { default: Some(default) }),
        Err(problem) => {
            let message = format!("the default of `{}` {problem}", spec.key.get_ref());
            let help = format!("give it {}, or make it `optional`", expected(ty));
            let place = place(default.span());
            mistakes.add(Mistake::new(place, message, "not a value of its type", help));
            None
        }
    }
}

/// Whether all of a value can be seen where it is shown.
fn check_seen(
    what: &str,
    value: &Spanned<Literal>,
    file: usize,
    mistakes: &mut Mistakes,
) -> Result<(), Reported> {
    let Literal::String(text) = value.get_ref() else { return Ok(()) };
    let Some(unseen) = text.chars().find(|it| !is_fit(*it)) else { return Ok(()) };
    let message = format!("{what} holds no `{}`", unseen.escape_unicode());
    let (place, label) = (Place { file, span: value.span() }, "a character that nobody sees");
    mistakes.add(Mistake::new(place, message, label, "leave it out"));
    Err(Reported)
}

/// A value that is shown of it.
fn example(
    spec: &spec::Param,
    ty: &Type,
    file: usize,
    mistakes: &mut Mistakes,
) -> Result<Option<String>, Reported> {
    let Some(example) = &spec.example else { return Ok(None) };
    check_seen("an example", example, file, mistakes)?;
    shown(example.get_ref(), ty).map(Some).map_err(|problem| {
        let place = Place { file, span: example.span() };
        let message = format!("the example of `{}` {problem}", spec.key.get_ref());
        let help = match ty {
            Type::Id => "give it an id: 40 characters, of which the fourth is `-`".to_owned(),
            Type::Fields => "give it the names of fields, separated by `,`".to_owned(),
            Type::Password => "give it a string".to_owned(),
            Type::Int { .. } | Type::Bool | Type::String => format!("give it {}", expected(ty)),
            Type::Cascade
            | Type::Sort
            | Type::Secret
            | Type::DataType
            | Type::Expiry
            | Type::Json
            | Type::List(_) => "leave it out".to_owned(),
        };
        mistakes.add(Mistake::new(place, message, "not a value of its type", help));
        Reported
    })
}

/// The example as it would travel, or what is wrong with it.
fn shown(example: &Literal, ty: &Type) -> Result<String, String> {
    match (ty, example) {
        (Type::Id, Literal::String(it))
            if it.chars().count() == 40 && it.chars().nth(3) == Some('-') =>
        {
            Ok(it.clone())
        }
        (Type::Fields, Literal::String(it)) if it.split(',').all(|it| !it.trim().is_empty()) => {
            Ok(it.clone())
        }
        (Type::Password, Literal::String(it)) => Ok(it.clone()),
        (Type::Id, _) => Err("is no id".to_owned()),
        (Type::Fields, _) => Err("names no fields".to_owned()),
        (Type::Password, _) => Err("is not a string".to_owned()),
        (Type::Int { .. } | Type::Bool | Type::String, _) => checked(example, ty),
        (
            Type::Cascade
            | Type::Sort
            | Type::Secret
            | Type::DataType
            | Type::Expiry
            | Type::Json
            | Type::List(_),
            _,
        ) => Err("cannot be, for none is shown of its type".to_owned()),
    }
}

fn client(from: &Word, ty: &Type, file: usize, mistakes: &mut Mistakes) -> Option<Need> {
    let place = Place { file, span: from.span() };
    if from.get_ref() != "client" {
        mistakes.add(Mistake::unknown(place, "source", from.get_ref(), ["client"]));
        return None;
    }
    if *ty != Type::Id {
        let message = "what comes from the client is a user's id";
        let help = "make the type `id`, or remove this";
        mistakes.add(Mistake::new(place, message, "the type is not `id`", help));
        return None;
    }
    Some(Need::Client)
}

/// What a default of this type looks like.
fn expected(ty: &Type) -> String {
    match ty {
        Type::Int { min, max } => {
            let min = min.map(|it| format!(" from {it}")).unwrap_or_default();
            let max = max.map(|it| format!(" up to {it}")).unwrap_or_default();
            format!("a whole number{min}{max}")
        }
        Type::Bool => "`true` or `false`".to_owned(),
        Type::String => "a string".to_owned(),
        Type::Id
        | Type::Fields
        | Type::Cascade
        | Type::Sort
        | Type::Password
        | Type::Secret
        | Type::DataType
        | Type::Expiry
        | Type::Json
        | Type::List(_) => "no default".to_owned(),
    }
}

/// The default as it would travel, or what is wrong with it.
fn checked(default: &Literal, ty: &Type) -> Result<String, String> {
    match (ty, default) {
        (Type::Int { min, max }, Literal::Int(it)) => match (min, max) {
            (Some(min), _) if it < min => Err(format!("is below its `min`, {min}")),
            (_, Some(max)) if it > max => Err(format!("is above its `max`, {max}")),
            _ => Ok(it.to_string()),
        },
        (Type::Bool, Literal::Bool(it)) => Ok(it.to_string()),
        (Type::String, Literal::String(it)) => Ok(it.clone()),
        (Type::Int { .. }, _) => Err("is not a whole number".to_owned()),
        (Type::Bool, _) => Err("is not a boolean".to_owned()),
        (Type::String, _) => Err("is not a string".to_owned()),
        (
            Type::Id
            | Type::Fields
            | Type::Cascade
            | Type::Sort
            | Type::Password
            | Type::Secret
            | Type::DataType
            | Type::Expiry
            | Type::Json
            | Type::List(_),
            _,
        ) => Err("cannot be, for none is known of its type".to_owned()),
    }
}
