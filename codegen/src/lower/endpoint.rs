//! Endpoints: every word resolved, every rule about the whole kept.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::names::{self, Names, Scope};
use super::{Context, doc, params, sample};
use crate::error::{Mistake, Reported, list};
use crate::model::{Body, Endpoint, Method, Need, Param, Returns};
use crate::spec::{self, Word};

/// Lowers one endpoint; what is wrong is reported, and then there is none.
pub(super) fn endpoint(spec: spec::Endpoint, cx: &mut Context<'_>) -> Option<Endpoint> {
    let method = method(&spec.method, cx);
    let function = path(&spec.path, cx);
    let query = spec.query.as_deref().and_then(|words| query(words, cx));
    let body = body(spec.body.as_ref(), method, cx);
    let returns = returns(&spec.returns, cx);
    let doc = doc(&spec.doc, cx);

    // From here on nothing is unresolved: a rule about the whole would only repeat what is reported.
    let (method, function, query) = (method?, function?, query?);
    let (body, returns) = (body.ok()?, returns?);
    let words = spec.query.as_deref().unwrap_or_default();
    clients(words, &query, cx);
    if matches!(returns, Returns::Page) {
        page_params(&spec, &query, cx);
    }
    let sample = spec.sample.as_ref().and_then(|it| sample::check(it, &returns, cx));
    let rows = matches!(returns, Returns::Record | Returns::Page);
    let object = matches!(returns, Returns::Object(_));
    let response = format!("{function}-response");
    let call_as = format!("{function}-as");

    let at = cx.place(&spec.path);
    cx.names.claim(Scope::Types, names::ty(&function), &at, cx.mistakes);
    cx.names.claim(Scope::Methods, names::value(&function), &at, cx.mistakes);
    if object {
        cx.names.claim(Scope::Types, names::ty(&response), &at, cx.mistakes);
    }
    if rows {
        cx.names.claim(Scope::Methods, names::value(&call_as), &at, cx.mistakes);
    }
    let mut fields = Names::of_request();
    for (param, word) in query.iter().zip(words) {
        if param.need != Need::Client {
            fields.claim(Scope::Fields, param.field.clone(), &cx.place(word), cx.mistakes);
        }
    }
    if let (Some(Body::Record), Some(word)) = (body, &spec.body) {
        fields.claim(Scope::Fields, names::value("record"), &cx.place(word), cx.mistakes);
    }

    Some(Endpoint {
        ty: names::ty(&function),
        response: names::ty(&response),
        call: names::value(&function),
        call_as: names::value(&call_as),
        path: spec.path.into_inner(),
        method,
        doc,
        query,
        body,
        returns,
        sample,
    })
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
        let help = format!("it belongs in `{}.toml`", first.escape_debug());
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

fn query(words: &[Word], cx: &mut Context<'_>) -> Option<Vec<Rc<Param>>> {
    let distinct = distinct(words, cx);
    let params: Vec<_> = words.iter().map(|word| cx.param(word)).collect();
    distinct.ok()?;
    params.into_iter().collect()
}

fn distinct(words: &[Word], cx: &mut Context<'_>) -> Result<(), Reported> {
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

fn body(
    word: Option<&Word>,
    method: Option<Method>,
    cx: &mut Context<'_>,
) -> Result<Option<Body>, Reported> {
    let Some(word) = word else { return Ok(None) };
    if method == Some(Method::Get) {
        let help = "remove it, or make the method `POST`";
        cx.report(word, "a `GET` has no body", "only a `POST` carries one", help);
        return Err(Reported);
    }
    match word.get_ref().as_str() {
        "record" => Ok(Some(Body::Record)),
        other => {
            let place = cx.place(word);
            cx.mistakes.add(Mistake::unknown(place, "body", other, ["record"]));
            Err(Reported)
        }
    }
}

fn returns(spec: &spec::Returns, cx: &mut Context<'_>) -> Option<Returns> {
    match spec {
        spec::Returns::Word(word) => match word.get_ref().as_str() {
            "record" => Some(Returns::Record),
            "page" => Some(Returns::Page),
            other => {
                let place = cx.place(word);
                cx.mistakes.add(Mistake::unknown(place, "reply", other, ["record", "page"]));
                None
            }
        },
        spec::Returns::Object(words) => {
            let distinct = distinct(words, cx);
            let fields: Vec<_> = words.iter().map(|word| reply_field(word, cx)).collect();
            distinct.ok()?;
            fields.into_iter().collect::<Option<_>>().map(Returns::Object)
        }
    }
}

fn reply_field(word: &Word, cx: &mut Context<'_>) -> Option<Rc<Param>> {
    let param = cx.param(word)?;
    if params::in_reply(param.ty) {
        return Some(param);
    }
    let message = format!("`{}` is no field of a reply", param.name);
    let help = "name parameters of the types `id`, `string`, `int` and `bool`";
    cx.report(word, message, "its type is for requests only", help);
    None
}

/// A call is made for one user.
fn clients(words: &[Word], query: &[Rc<Param>], cx: &mut Context<'_>) {
    let mut clients = query.iter().zip(words).filter(|(param, _)| param.need == Need::Client);
    if let (Some((_, first)), Some((_, second))) = (clients.next(), clients.next()) {
        let message = "two parameters come from the client";
        let help = "a call is made for one user: remove one of them";
        let mistake = Mistake::new(cx.place(second), message, "the second", help);
        cx.mistakes.add(mistake.other(cx.place(first), "the first"));
    }
}

fn page_params(spec: &spec::Endpoint, query: &[Rc<Param>], cx: &mut Context<'_>) {
    let missing = ["page_no", "page_size"].into_iter();
    let missing: Vec<_> =
        missing.filter(|it| query.iter().all(|param| param.name != *it)).collect();
    if let (false, spec::Returns::Word(word)) = (missing.is_empty(), &spec.returns) {
        let message = format!("`{}` returns a page but cannot ask for one", spec.path.get_ref());
        let help = format!("add {} to its `query`", list(&missing, "and"));
        let mistake = Mistake::new(cx.place(word), message, "this needs page parameters", help);
        cx.mistakes.add(mistake);
    }
}
