//! Parameters, and the rules that each must follow.

use std::collections::BTreeMap;

use proc_macro2::Ident;
use toml::Spanned;

use super::docs::doc;
use super::registry::Registry;
use super::report::Reporter;
use super::{enums, literal, names, objects};
use crate::error::{Mistake, Mistakes, Place, Reported, list};
use crate::facts::Facts;
use crate::kinds::{Bounds, KINDS, Kind};
use crate::model::{Absence, Enum, Need, Param, Type};
use crate::rust::RESERVED;
use crate::spec::{self, File, Shape, Word};

/// The surroundings of a parameter.
struct Local<'a> {
    report: Reporter<'a>,
    /// `None` in the common file, which has none.
    enums: Option<&'a mut Registry<Enum>>,
    facts: Option<&'a Facts>,
}

/// Adds the parameters of a file.
pub(super) fn add(
    params: &mut Registry<Param>,
    file: &File,
    enums: Option<&mut Registry<Enum>>,
    facts: Option<&Facts>,
    mistakes: &mut Mistakes,
) {
    params.add_completeness(file.params.is_complete);
    let mut local = Local { report: Reporter { file: file.index, mistakes }, enums, facts };
    let mut constants: BTreeMap<Ident, &Word> = BTreeMap::new();
    for spec in &file.params.entries {
        let param = lower(spec, &mut local);
        let place = local.report.place(&spec.key);
        if let Some(param) = &param
            && let Some(first) = constants.insert(param.constant.clone(), &spec.key)
        {
            let (one, other) = (first.get_ref(), spec.key.get_ref());
            let message = format!("`{one}` and `{other}` have the same name in Rust");
            let label = format!("also becomes `{}`", param.constant);
            let mistake = Mistake::new(place.clone(), message, label, names::SAME_HEADER);
            let label = format!("becomes `{}`", param.constant);
            local.report.mistakes.add(mistake.other(local.report.place(first), label));
        }
        params.insert(spec.key.get_ref().clone(), place, param);
    }
}

pub(super) fn report_unused(params: &Registry<Param>, mistakes: &mut Mistakes) {
    params.report_unused("no endpoint uses it", "use it in an endpoint, or remove it", mistakes);
}

/// Reports parameters that have the name, or the Rust name, of a parameter of the common file.
pub(super) fn report_shadowing(
    params: &Registry<Param>,
    common: &mut Registry<Param>,
    mistakes: &mut Mistakes,
) {
    for (name, entry) in params.entries() {
        let at = entry.place.clone();
        if let Some(first) = common.place(name).cloned() {
            let message =
                format!("`{}` is already a parameter of `common.toml`", name.escape_debug());
            let help = "remove this definition, or rename it";
            let mistake = Mistake::new(at, message, "defined again", help);
            mistakes.add(mistake.other(first, "first definition"));
            // Count the duplicate as a use, so that the common parameter is not reported as unused.
            common.get(name);
            continue;
        }
        let Some(constant) = entry.value.as_ref().map(|it| &it.constant) else { continue };
        let is_same = |it: &Param| it.constant == *constant;
        let shared = common.entries().find(|(_, it)| it.value.as_deref().is_some_and(is_same));
        if let Some((_, shared)) = shared {
            let message = format!("the Rust name `{constant}` is already taken");
            let mistake = Mistake::new(at, message, "second use", names::SAME_HEADER);
            mistakes.add(mistake.other(shared.place.clone(), "first use"));
        }
    }
}

fn lower(spec: &spec::Param, local: &mut Local<'_>) -> Option<Param> {
    let word = spec.name.as_ref().unwrap_or(&spec.key);
    let names_are_fit = check_names(spec, local);
    let ty = ty(spec, local);
    let need = ty.as_ref().and_then(|ty| need(spec, ty, local));
    let absence = ty.as_ref().and_then(|ty| absence(spec, ty, local));
    let since = since(spec.since.as_ref(), &mut local.report);
    let example = ty.as_ref().map(|ty| match &spec.example {
        Some(it) => {
            literal::example(spec.key.get_ref(), it, ty, local.facts, &mut local.report).map(Some)
        }
        None => Ok(None),
    });
    let doc = spec.doc.as_ref().map(|word| doc(word, &mut local.report));
    names_are_fit.ok()?;
    Some(Param {
        name: word.get_ref().clone(),
        field: names::value(spec.rust_name.as_ref().unwrap_or(word).get_ref()),
        constant: names::constant(spec.key.get_ref()),
        ty: ty?,
        need: need?,
        absence: absence?,
        since: since.ok()?,
        example: example?.ok()?,
        doc: doc?,
    })
}

/// Checks the names of a parameter: in the spec, on the wire and in Rust.
fn check_names(spec: &spec::Param, local: &mut Local<'_>) -> Result<(), Reported> {
    let mut result = Ok(());
    for word in std::iter::once(&spec.key).chain(&spec.name) {
        let name = word.get_ref();
        let problem = match local.facts {
            _ if names::check_param(name).is_err() => names::check_param(name).err(),
            Some(facts) if facts.authenticates(name) => {
                Some("authenticates the request, and the client adds it to every call")
            }
            Some(_) | None => None,
        };
        if let Some(problem) = problem {
            let message = format!("invalid parameter name `{}`: it {problem}", name.escape_debug());
            local.report.add(word, message, "invalid name", names::FIT);
            result = Err(Reported);
        }
    }
    let word = spec.name.as_ref().unwrap_or(&spec.key);
    if let Some(word) = &spec.rust_name {
        if let Err(problem) = names::check_rust_name(word.get_ref()) {
            let message =
                format!("invalid Rust name `{}`: it {problem}", word.get_ref().escape_debug());
            local.report.add(word, message, "invalid name", "choose another name, like `kind`");
            result = Err(Reported);
        }
    } else if result.is_ok() && RESERVED.contains(&names::snake(word.get_ref()).as_str()) {
        let message = format!("`{}` is reserved by Rust", word.get_ref());
        let help = "add `rust_name = …` with another name for Rust, like `rust_name = \"own\"`";
        local.report.add(word, message, "needs another name in Rust", help);
        result = Err(Reported);
    }
    result
}

fn ty(spec: &spec::Param, local: &mut Local<'_>) -> Option<Type> {
    let shape = spec.ty.as_ref()?;
    let ty = match shape {
        Shape::Word(word) => {
            let Some(kind) = Kind::of(word.get_ref()) else {
                let known = KINDS.iter().map(|it| it.word);
                let mistake =
                    Mistake::unknown(local.report.place(word), "type", word.get_ref(), known);
                local.report.mistakes.add(mistake);
                return None;
            };
            Type::Scalar(kind, bounds(spec, kind, local)?)
        }
        // Whether the object exists is checked when all objects of the file are known.
        Shape::List(word) => Type::List(objects::object_name(word)?),
        Shape::Enum(word) => {
            let enums = local.enums.as_deref_mut()?;
            Type::Enum(enums::known(word, enums, &mut local.report)?)
        }
        Shape::Object(words) => {
            let help = "define an `[object.NAME]`, and write `{ list = \"NAME\" }`";
            let message = "a parameter cannot be an object, only a list of objects";
            local.report.add(words, message, "not a type", help);
            return None;
        }
    };
    if !ty.is_number() {
        for (key, bound) in [("min", &spec.min), ("max", &spec.max)] {
            if let Some(bound) = bound {
                let message = format!("`{key}` is allowed for the type `int` only");
                let help = "remove it, or change the type to `int`";
                local.report.add(bound, message, "this type is not a number", help);
            }
        }
    }
    Some(ty)
}

fn bounds(spec: &spec::Param, kind: &Kind, local: &mut Local<'_>) -> Option<Bounds> {
    if !kind.is_number() {
        return Some(Bounds::default());
    }
    let min = spec.min.as_ref().map(|it| *it.get_ref());
    let max = spec.max.as_ref().map(|it| *it.get_ref());
    if let (Some(low), Some(high), Some(word)) = (min, max, &spec.max)
        && low > high
    {
        let message = format!("`max` {high} is below `min` {low}");
        local.report.add(word, message, "no value could be valid", "raise `max`, or lower `min`");
        return None;
    }
    Some(Bounds { min, max })
}

/// Checks a product version.
pub(super) fn since(
    word: Option<&Word>,
    report: &mut Reporter<'_>,
) -> Result<Option<String>, Reported> {
    let Some(word) = word else { return Ok(None) };
    let is_number = |it: &str| !it.is_empty() && it.chars().all(|it| it.is_ascii_digit());
    if word.get_ref().split('.').all(is_number) {
        return Ok(Some(word.get_ref().clone()));
    }
    let message = format!("invalid version `{}`", word.get_ref().escape_debug());
    let help = "write numbers separated by `.`, like `4.6`";
    report.add(word, message, "expected a product version", help);
    Err(Reported)
}

fn absence(spec: &spec::Param, ty: &Type, local: &mut Local<'_>) -> Option<Absence> {
    let nullable = spec.nullable.as_ref().filter(|it| *it.get_ref());
    let Some(none) = &spec.none else {
        return Some(if nullable.is_some() { Absence::Null } else { Absence::Never });
    };
    if let Some(nullable) = nullable {
        let message = "`nullable` and `none` exclude each other";
        local.report.add_second(none, nullable, message, "remove one of them");
        return None;
    }
    if !ty.is_number() {
        let help = "remove it, change the type to `int`, or write `nullable = true`";
        let message = "`none` is allowed for the type `int` only";
        local.report.add(none, message, "this type is not a number", help);
        return None;
    }
    Some(Absence::Number(*none.get_ref()))
}

fn need(spec: &spec::Param, ty: &Type, local: &mut Local<'_>) -> Option<Need> {
    let is_set = |word: &&Spanned<bool>| *word.get_ref();
    let given = [
        ("from", spec.from.as_ref().map(Spanned::span)),
        ("optional", spec.optional.as_ref().filter(is_set).map(Spanned::span)),
        ("vendor_optional", spec.vendor_optional.as_ref().filter(is_set).map(Spanned::span)),
        ("default", spec.default.as_ref().map(Spanned::span)),
    ];
    let mut given = given.into_iter().filter_map(|(key, span)| Some((key, span?)));
    match (given.next(), given.next()) {
        (Some((first, there)), Some((second, here))) => {
            let words = list(&[first, second], "and");
            let message = format!("{words} exclude each other");
            let place = |span| Place { file: local.report.file, span };
            let mistake = Mistake::new(place(here), message, "the second", "remove one of them");
            local.report.mistakes.add(mistake.other(place(there), "the first"));
            None
        }
        (None, _) => Some(Need::Required { by_vendor: true }),
        (Some(("vendor_optional", _)), None) => Some(Need::Required { by_vendor: false }),
        (Some(_), None) => match (&spec.from, &spec.default) {
            (Some(from), _) => client(from, ty, local),
            (None, Some(default)) => {
                let name = spec.key.get_ref();
                let default = literal::default(name, default, ty, local.facts, &mut local.report);
                Some(Need::Optional { default: Some(default.ok()?) })
            }
            (None, None) => Some(Need::Optional { default: None }),
        },
    }
}

fn client(from: &Word, ty: &Type, local: &mut Local<'_>) -> Option<Need> {
    if from.get_ref() != "client" {
        let place = local.report.place(from);
        local.report.mistakes.add(Mistake::unknown(place, "source", from.get_ref(), ["client"]));
        return None;
    }
    if ty.kind().is_none_or(|it| it.word != "id") {
        let message = "a parameter with `from` must have the type `id`";
        let help = "change the type to `id`, or remove `from`";
        local.report.add(from, message, "the type is not `id`", help);
        return None;
    }
    Some(Need::Client)
}
