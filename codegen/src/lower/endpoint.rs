//! Endpoints: every word resolved, every rule about the whole kept.

use std::collections::BTreeMap;
use std::rc::Rc;

use proc_macro2::Ident;
use toml::Spanned;

use super::docs::doc;
use super::names::{self, Names, Scope};
use super::role::{Role, in_role};
use super::{Context, objects, page, params, sample};
use crate::error::{Mistake, Place, Reported, list, nearest};
use crate::model::{Body, Endpoint, Method, Need, OneOf, Param, Returns, Type};
use crate::spec::{self, Shape, Word};

/// Lowers one endpoint; what is wrong is reported, and then there is none.
///
/// Every rule looks at no more than it needs, so that one mistake does not hide another.
pub(super) fn endpoint(spec: spec::Endpoint, cx: &mut Context<'_>) -> Option<Endpoint> {
    let method = spec.method.as_ref().and_then(|word| method(word, cx));
    let function = spec.path.as_ref().and_then(|word| path(word, cx));
    let safe = safe(spec.safe.as_ref(), method, cx);
    let since = params::since(spec.since.as_ref(), cx.file, cx.mistakes);
    let page = match &spec.page {
        Some(word) => page(word, cx),
        None => cx.page.clone(),
    };
    let query = spec.query.as_deref().and_then(|words| query(words, &spec, cx));
    let one_of = spec.one_of.as_deref().and_then(|words| choices(words, cx));
    let body = body(spec.body.as_ref(), method, cx);
    let body_sample = match (&spec.body_sample, &body) {
        (Some(sample), Ok(body)) => sample::check_body(sample, body.as_ref(), cx),
        (Some(_), Err(Reported)) | (None, _) => None,
    };
    let returns = spec.returns.as_ref().and_then(|it| returns(it, cx));
    let doc = spec.doc.as_ref().map(|word| doc(word, cx.file, cx.mistakes));
    let sample = match (&spec.sample, &returns) {
        (Some(sample), Some(returns)) => sample::check(sample, returns, cx),
        (Some(_), None) | (None, _) => None,
    };
    let (path, function, returns, one_of) = (spec.path?, function?, returns?, one_of?);
    let names = claim(&function, &returns, !one_of.is_empty(), &cx.place(&path), cx);
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
        safe: safe.ok()?,
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

/// What a request calls the choice between its alternatives.
const BY: &str = "by";

/// The names that a function has beside its own.
struct Others {
    response: Ident,
    call_as: Ident,
    by: Ident,
}

/// Takes the names of a function, those of them that it needs.
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
    let mut claim = |scope, name| cx.names.claim(scope, name, at, cx.mistakes);
    claim(Scope::Types, names::ty(function));
    claim(Scope::Methods, names::value(function));
    match returns {
        Returns::Object(_) => claim(Scope::Types, others.response.clone()),
        Returns::Record | Returns::Page => claim(Scope::Methods, others.call_as.clone()),
        Returns::List(_) | Returns::Nothing => {}
    }
    if has_choice {
        claim(Scope::Types, others.by.clone());
    }
    others
}

/// Whether it may be sent twice.
fn safe(
    word: Option<&Spanned<bool>>,
    method: Option<Method>,
    cx: &mut Context<'_>,
) -> Result<bool, Reported> {
    match (word, method) {
        (Some(word), Some(Method::Get)) => {
            let help = "remove it: only of a `POST` it is to be said";
            cx.report(word, "a `GET` is safe in any case", "no need to say so", help);
            Err(Reported)
        }
        (Some(word), Some(Method::Post) | None) => Ok(*word.get_ref()),
        (None, method) => Ok(method == Some(Method::Get)),
    }
}

fn method(word: &Word, cx: &mut Context<'_>) -> Option<Method> {
    match word.get_ref().as_str() {
        "GET" => Some(Method::Get),
        "POST" => Some(Method::Post),
        other => {
            let place = cx.place(word);
            cx.mistakes.add(Mistake::unknown(place, "method", other, ["GET", "POST"]));
            None
        }
    }
}

/// The second half of a path, if the whole is fit for its file and new.
fn path(word: &Word, cx: &mut Context<'_>) -> Option<String> {
    let (path, module) = (word.get_ref(), cx.module);
    let Some((first, function)) = path.split_once('/') else {
        let message = format!("`{}` is no path", path.escape_debug());
        let help = format!("write `{module}/` and the name of the function");
        cx.report(word, message, "expected `module/function`", &help);
        return None;
    };
    if first != module {
        let message = format!("the path `{}` stands outside its file", path.escape_debug());
        let first = first.escape_debug();
        let help = format!("correct the path, or move the endpoint to `spec/{first}.toml`");
        let label = format!("paths in here begin with `{module}/`");
        let mistake = Mistake::new(cx.place(word), message, label, help);
        cx.mistakes.add(mistake);
        return None;
    }
    if let Err(problem) = names::check(function) {
        let message = format!("`{}` {problem}", function.escape_debug());
        cx.report(word, message, "unfit for a name", names::FIT);
        return None;
    }
    let place = cx.place(word);
    if let Some(first) = cx.paths.insert(path.clone(), place.clone()) {
        let message = format!("the path `{path}` is given twice");
        let mistake = Mistake::new(place, message, "again here", "remove one of the two endpoints");
        cx.mistakes.add(mistake.other(first, "first here"));
        return None;
    }
    Some(function.to_owned())
}

fn query(words: &[Word], spec: &spec::Endpoint, cx: &mut Context<'_>) -> Option<Vec<Rc<Param>>> {
    let distinct = distinct(words, cx);
    let params: Vec<_> = words.iter().map(|it| in_role(it, Role::Query, cx)).collect();
    page_params(words, spec, cx);
    distinct.ok()?;

    let mut names = Names::of_request();
    let mut client: Option<&Word> = None;
    for (word, param) in words.iter().zip(&params) {
        match param {
            Some(param) if param.need == Need::Client => {
                if let Some(first) = client.replace(word) {
                    two_clients(first, word, cx);
                }
            }
            Some(param) => {
                names.claim(Scope::Fields, param.field.clone(), &cx.place(word), cx.mistakes);
            }
            None => {}
        }
    }
    travel_once(words, spec, cx);
    for (word, field) in others(spec, cx) {
        names.claim(Scope::Fields, field, &cx.place(word), cx.mistakes);
    }
    params.into_iter().collect()
}

/// No parameter of a choice travels under the name of another parameter.
fn travel_once(words: &[Word], spec: &spec::Endpoint, cx: &mut Context<'_>) {
    let mut seen: BTreeMap<String, &Word> = BTreeMap::new();
    let choices = spec.one_of.as_deref().unwrap_or_default();
    for (index, word) in words.iter().chain(choices).enumerate() {
        let Some(Ok(param)) = cx.find(word.get_ref()) else { continue };
        let first = *seen.entry(param.name.clone()).or_insert(word);
        if index >= words.len() && !std::ptr::eq(first, word) {
            let message = format!("`{}` travels twice", param.name);
            let mistake = Mistake::new(cx.place(word), message, "again here", "once is enough");
            cx.mistakes.add(mistake.other(cx.place(first), "first here"));
        }
    }
}

/// The fields of a request beside its parameters, each with the word that makes it.
fn others<'a>(spec: &'a spec::Endpoint, cx: &mut Context<'_>) -> Vec<(&'a Word, Ident)> {
    let by = spec.one_of.iter().flatten().take(1).map(|word| (word, names::value(BY)));
    let body: Vec<_> = match &spec.body {
        Some(Shape::Word(word)) if BODIES.contains(&word.get_ref().as_str()) => {
            vec![(word, names::value(word.get_ref()))]
        }
        Some(Shape::Object(words)) => {
            let fields = words.get_ref().iter().filter_map(|word| {
                let param = cx.find(word.get_ref())?.ok()?;
                Some((word, param.field.clone()))
            });
            fields.collect()
        }
        Some(Shape::Word(_) | Shape::List(_)) | None => Vec::new(),
    };
    by.chain(body).collect()
}

/// Parameters of which one must be given, each with its name as a choice.
fn choices(words: &[Word], cx: &mut Context<'_>) -> Option<Vec<(Ident, Rc<Param>)>> {
    let distinct = distinct(words, cx);
    let params: Vec<_> = words.iter().map(|it| in_role(it, Role::Choice, cx)).collect();
    if let [word] = words {
        let help = "name the others, or put it among the `query`";
        cx.report(word, "there is no choice in `one_of`", "the only one", help);
        return None;
    }
    distinct.ok()?;
    let mut names = Names::of_reply();
    let mut choices = Vec::new();
    for (word, param) in words.iter().zip(params) {
        let param = param?;
        let name = names::ty(&param.name);
        names.claim(Scope::Types, name.clone(), &cx.place(word), cx.mistakes);
        choices.push((name, param));
    }
    Some(choices)
}

pub(super) fn distinct(words: &[Word], cx: &mut Context<'_>) -> Result<(), Reported> {
    let mut seen: BTreeMap<&str, &Word> = BTreeMap::new();
    for word in words {
        if let Some(first) = seen.insert(word.get_ref(), word) {
            let message = format!("`{}` is listed twice", word.get_ref().escape_debug());
            let mistake = Mistake::new(cx.place(word), message, "again here", "once is enough");
            cx.mistakes.add(mistake.other(cx.place(first), "first here"));
            return Err(Reported);
        }
    }
    Ok(())
}

const BODIES: [&str; 3] = ["record", "filter", "file"];

fn body(
    shape: Option<&Shape>,
    method: Option<Method>,
    cx: &mut Context<'_>,
) -> Result<Option<Body>, Reported> {
    let Some(shape) = shape else { return Ok(None) };
    let place = Place { file: cx.file, span: shape.span() };
    if method == Some(Method::Get) {
        let help = "remove it, or make the method `POST`";
        let label = "only a `POST` carries one";
        cx.mistakes.add(Mistake::new(place, "a `GET` has no body", label, help));
        return Err(Reported);
    }
    match shape {
        Shape::Word(word) => match word.get_ref().as_str() {
            "record" => Ok(Some(Body::Record)),
            "filter" => Ok(Some(Body::Filter)),
            "file" => Ok(Some(Body::File)),
            other => {
                cx.mistakes.add(Mistake::unknown(place, "body", other, BODIES));
                Err(Reported)
            }
        },
        Shape::Object(words) => {
            let fields = objects::fields(words.get_ref(), Role::Body, &place, cx);
            fields.map(|it| Some(Body::Object(it))).ok_or(Reported)
        }
        Shape::List(word) => {
            let help = "write `{ object = [..] }` with its fields";
            cx.report(word, "a body is no list", "not a body", help);
            Err(Reported)
        }
    }
}

fn returns(shape: &Shape, cx: &mut Context<'_>) -> Option<Returns> {
    match shape {
        Shape::Word(word) => match word.get_ref().as_str() {
            "record" => Some(Returns::Record),
            "page" => Some(Returns::Page),
            "nothing" => Some(Returns::Nothing),
            other => {
                let known = ["record", "page", "nothing"];
                cx.mistakes.add(Mistake::unknown(cx.place(word), "reply", other, known));
                None
            }
        },
        Shape::Object(words) => {
            let place = cx.place(words);
            objects::fields(words.get_ref(), Role::Reply, &place, cx).map(Returns::Object)
        }
        Shape::List(word) => objects::known(word, cx).map(Returns::List),
    }
}

fn two_clients(first: &Word, second: &Word, cx: &mut Context<'_>) {
    let message = "two parameters come from the client";
    let help = "a call is made for one user: remove one of them";
    let mistake = Mistake::new(cx.place(second), message, "the second", help);
    cx.mistakes.add(mistake.other(cx.place(first), "the first"));
}

/// The parameters that choose a page.
const PAGING: [&str; 2] = ["page_no", "page_size"];

/// Who returns pages must be able to ask for one.
fn page_params(words: &[Word], spec: &spec::Endpoint, cx: &mut Context<'_>) {
    let Some(Shape::Word(returns)) = &spec.returns else { return };
    // A misspelt one is reported as unknown, and not as missing besides.
    let is_named = |it: &&str| words.iter().any(|word| nearest(word.get_ref(), &[*it]).is_some());
    let missing: Vec<_> = PAGING.into_iter().filter(|it| !is_named(it)).collect();
    if returns.get_ref() == "page" && !missing.is_empty() {
        let help = format!("add {} to its `query`", list(&missing, "and"));
        let message = "a page is returned that cannot be asked for";
        cx.report(returns, message, "this needs page parameters", &help);
    }
    for word in words.iter().filter(|it| PAGING.contains(&it.get_ref().as_str())) {
        let param = cx.find(word.get_ref());
        if returns.get_ref() == "page"
            && param.is_some_and(|it| it.is_ok_and(|it| !matches!(it.ty, Type::Int { .. })))
        {
            let message = format!("`{}` counts, and is no number", word.get_ref());
            cx.report(word, message, "its type is not `int`", "make its type `int`");
        }
    }
}
