//! Endpoints: every word resolved, and the rules about an endpoint as a whole.

use proc_macro2::Ident;
use toml::Spanned;

use super::context::{Context, page};
use super::docs::doc;
use super::names::{self, Scope};
use super::query::{BY, choices, query};
use super::role::Role;
use super::{objects, params, sample};
use crate::error::{Mistake, Place, Reported};
use crate::model::{Body, Effect, Endpoint, Method, OneOf, Returns};
use crate::spec::{self, Shape, Word};

/// Lowers an endpoint; `None` if there is a mistake in it, which is reported.
///
/// Every rule looks only at the parts that it needs, so that one mistake does not hide another.
pub(super) fn endpoint(spec: spec::Endpoint, cx: &mut Context<'_>) -> Option<Endpoint> {
    let method = spec.method.as_ref().and_then(|word| method(word, cx));
    let function = spec.path.as_ref().and_then(|word| path(word, cx));
    let effect = effect(&spec, method, cx);
    let since = params::since(spec.since.as_ref(), &mut cx.report);
    let page = match &spec.page {
        Some(word) => page(word, cx),
        None => cx.page.clone(),
    };
    let query = spec.query.as_deref().and_then(|words| query(words, &spec, cx));
    let one_of = spec.one_of.as_deref().and_then(|words| choices(words, cx));
    let body = body(spec.body.as_ref(), method, cx);
    let body_sample = match (&spec.body_sample, &body) {
        (Some(sample), Ok(body)) => sample::body(sample, body.as_ref(), cx),
        (Some(_), Err(Reported)) | (None, _) => None,
    };
    let returns = spec.returns.as_ref().and_then(|it| returns(it, cx));
    let doc = spec.doc.as_ref().map(|word| doc(word, &mut cx.report));
    let sample = returns.as_ref().and_then(|it| sample::reply(&spec, it, cx));
    let (path, function, returns, one_of) = (spec.path?, function?, returns?, one_of?);
    let names = claim(&function, &returns, !one_of.is_empty(), &cx.report.place(&path), cx);
    let one_of = (!one_of.is_empty()).then(|| OneOf {
        ty: names.by,
        field: names::value(BY),
        params: one_of,
    });
    Some(Endpoint {
        ty: names::ty(&function),
        response: names.response,
        call: names::value(&function),
        call_as: names.call_as,
        path: path.into_inner(),
        method: method?,
        effect: effect.ok()?,
        since: since.ok()?,
        page: page?,
        doc: doc?,
        query: query?,
        one_of,
        body: body.ok()?,
        body_sample,
        returns,
        sample,
    })
}

/// The other names that a function needs.
struct Others {
    response: Ident,
    call_as: Ident,
    by: Ident,
}

/// Takes those names of a function that it needs.
fn claim(
    function: &str,
    returns: &Returns,
    has_choice: bool,
    at: &Place,
    cx: &mut Context<'_>,
) -> Others {
    let others = Others {
        response: names::ty(&format!("{function}-response")),
        call_as: names::value(&format!("{function}-as")),
        by: names::ty(&format!("{function}-{BY}")),
    };
    let mut claim = |scope, name| cx.names.claim(scope, name, at, cx.report.mistakes);
    claim(Scope::Types, names::ty(function));
    claim(Scope::Methods, names::value(function));
    if returns.own_fields().is_some() {
        claim(Scope::Types, others.response.clone());
    }
    if returns.row_type().is_some() {
        claim(Scope::Methods, others.call_as.clone());
    }
    if has_choice {
        claim(Scope::Types, others.by.clone());
    }
    others
}

/// Returns what a call does to the data of the CRM.
fn effect(
    spec: &spec::Endpoint,
    method: Option<Method>,
    cx: &mut Context<'_>,
) -> Result<Effect, Reported> {
    let is_set = |word: &&Spanned<bool>| *word.get_ref();
    for (key, word) in [("safe", &spec.safe), ("deletes", &spec.deletes)] {
        if let (Some(word), Some(Method::Get)) = (word, method) {
            let message = format!("`{key}` is allowed for a `POST` only");
            cx.report.add(word, message, "a `GET` always reads", "remove it");
            return Err(Reported);
        }
    }
    match (spec.safe.as_ref().filter(is_set), spec.deletes.as_ref().filter(is_set)) {
        (Some(safe), Some(deletes)) => {
            let message = "`safe` and `deletes` exclude each other";
            let help = "remove one of them";
            cx.report.add_second(deletes, safe, message, help);
            Err(Reported)
        }
        (Some(_), None) => Ok(Effect::Read),
        (None, Some(_)) => Ok(Effect::Delete),
        (None, None) if method == Some(Method::Get) => Ok(Effect::Read),
        (None, None) => Ok(Effect::Write),
    }
}

fn method(word: &Word, cx: &mut Context<'_>) -> Option<Method> {
    match word.get_ref().as_str() {
        "GET" => Some(Method::Get),
        "POST" => Some(Method::Post),
        other => {
            let place = cx.report.place(word);
            cx.report.mistakes.add(Mistake::unknown(place, "method", other, ["GET", "POST"]));
            None
        }
    }
}

/// Checks that a path is valid, belongs to its file and is new. Returns its second half.
fn path(word: &Word, cx: &mut Context<'_>) -> Option<String> {
    let (path, module) = (word.get_ref(), cx.module);
    let Some((first, function)) = path.split_once('/') else {
        let message = format!("invalid path `{}`", path.escape_debug());
        let help = format!("write `{module}/` followed by the name of the function");
        cx.report.add(word, message, "expected `module/function`", &help);
        return None;
    };
    if first != module {
        let message = format!("the path `{}` belongs to another file", path.escape_debug());
        let first = first.escape_debug();
        let help = format!("correct the path, or move the endpoint to `spec/{first}.toml`");
        let label = format!("the paths in this file begin with `{module}/`");
        let mistake = Mistake::new(cx.report.place(word), message, label, help);
        cx.report.mistakes.add(mistake);
        return None;
    }
    if let Err(problem) = names::check(function) {
        let message = format!("invalid function name `{}`: it {problem}", function.escape_debug());
        cx.report.add(word, message, "invalid name", names::FIT);
        return None;
    }
    let place = cx.report.place(word);
    if let Some(first) = cx.paths.insert(path.clone(), place.clone()) {
        let message = format!("the path `{path}` is defined twice");
        let mistake = Mistake::new(place, message, "defined again", "remove one of the endpoints");
        cx.report.mistakes.add(mistake.other(first, "first definition"));
        return None;
    }
    Some(function.to_owned())
}

fn body(
    shape: Option<&Shape>,
    method: Option<Method>,
    cx: &mut Context<'_>,
) -> Result<Option<Body>, Reported> {
    let Some(shape) = shape else { return Ok(None) };
    let place = Place { file: cx.report.file, span: shape.span() };
    if method == Some(Method::Get) {
        let help = "remove it, or change the method to `POST`";
        let label = "only a `POST` can have a body";
        cx.report.mistakes.add(Mistake::new(place, "a `GET` cannot have a body", label, help));
        return Err(Reported);
    }
    match shape {
        Shape::Word(word) => Body::of(word.get_ref()).map(Some).ok_or_else(|| {
            let mistake = Mistake::unknown(place, "body", word.get_ref(), Body::WORDS);
            cx.report.mistakes.add(mistake);
            Reported
        }),
        Shape::Object(words) => {
            let fields = objects::fields(words.get_ref(), Role::Body, &place, cx);
            fields.map(|it| Some(Body::Object(it))).ok_or(Reported)
        }
        Shape::List(word) | Shape::Enum(word) => {
            let help = "write `{ object = [..] }` with its fields";
            cx.report.add(word, "a body cannot be a list or an enumeration", "invalid body", help);
            Err(Reported)
        }
    }
}

fn returns(shape: &Shape, cx: &mut Context<'_>) -> Option<Returns> {
    match shape {
        Shape::Word(word) => {
            let returns = Returns::of(word.get_ref());
            if returns.is_none() {
                let place = cx.report.place(word);
                let mistake = Mistake::unknown(place, "reply", word.get_ref(), Returns::WORDS);
                cx.report.mistakes.add(mistake);
            }
            returns
        }
        Shape::Object(words) => {
            let place = cx.report.place(words);
            objects::fields(words.get_ref(), Role::Reply, &place, cx).map(Returns::Object)
        }
        Shape::List(word) => objects::known(word, cx).map(Returns::List),
        Shape::Enum(word) => {
            let help = "write `{ object = [..] }` with its fields";
            cx.report.add(word, "a reply cannot be an enumeration", "invalid reply", help);
            None
        }
    }
}
