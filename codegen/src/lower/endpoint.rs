//! Endpoints: every word resolved, every rule about the whole kept.

use std::collections::BTreeMap;
use std::rc::Rc;

use proc_macro2::Ident;

use super::docs::doc;
use super::names::{self, Names, Scope};
use super::{Context, params, sample};
use crate::error::{Mistake, Place, Reported, list, nearest};
use crate::model::{Body, Endpoint, Method, Need, Param, Returns};
use crate::spec::{self, Word};

/// Lowers one endpoint; what is wrong is reported, and then there is none.
///
/// Every rule looks at no more than it needs, so that one mistake does not hide another.
pub(super) fn endpoint(spec: spec::Endpoint, cx: &mut Context<'_>) -> Option<Endpoint> {
    let method = spec.method.as_ref().and_then(|word| method(word, cx));
    let function = spec.path.as_ref().and_then(|word| path(word, cx));
    let query = spec.query.as_deref().and_then(|words| query(words, &spec, cx));
    let body = body(spec.body.as_ref(), method, cx);
    let returns = spec.returns.as_ref().and_then(|it| returns(it, cx));
    let doc = spec.doc.as_ref().map(|word| doc(word, cx.file, cx.mistakes));
    let sample = match (&spec.sample, &returns) {
        (Some(sample), Some(returns)) => sample::check(sample, returns, cx),
        (Some(_), None) | (None, _) => None,
    };
    let (path, function, returns) = (spec.path?, function?, returns?);
    let names = claim(&function, &returns, &cx.place(&path), cx);
    Some(Endpoint {
        ty: names::ty(&function),
        response: names.response,
        call: names::value(&function),
        call_as: names.call_as,
        path: path.into_inner(),
        method: method?,
        doc: doc?,
        query: query?,
        body: body.ok()?,
        returns,
        sample,
    })
}

/// The names that a function has beside its own.
struct Others {
    response: Ident,
    call_as: Ident,
}

/// Takes the names of a function, those of them that it needs.
fn claim(function: &str, returns: &Returns, at: &Place, cx: &mut Context<'_>) -> Others {
    let others = Others {
        response: names::ty(&format!("{function}-response")),
        call_as: names::value(&format!("{function}-as")),
    };
    let mut claim = |scope, name| cx.names.claim(scope, name, at, cx.mistakes);
    claim(Scope::Types, names::ty(function));
    claim(Scope::Methods, names::value(function));
    match returns {
        Returns::Object(_) => claim(Scope::Types, others.response.clone()),
        Returns::Record | Returns::Page => claim(Scope::Methods, others.call_as.clone()),
    }
    others
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
    let params: Vec<_> = words.iter().map(|word| cx.param(word)).collect();
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
    if let Some(body) = &spec.body {
        names.claim(Scope::Fields, names::value("record"), &cx.place(body), cx.mistakes);
    }
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
            let mut names = Names::of_reply();
            for (word, param) in words.iter().zip(&fields) {
                if let Some(param) = param {
                    let at = cx.place(word);
                    names.claim(Scope::Reply, param.field.clone(), &at, cx.mistakes);
                }
            }
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

fn two_clients(first: &Word, second: &Word, cx: &mut Context<'_>) {
    let message = "two parameters come from the client";
    let help = "a call is made for one user: remove one of them";
    let mistake = Mistake::new(cx.place(second), message, "the second", help);
    cx.mistakes.add(mistake.other(cx.place(first), "the first"));
}

/// Who returns pages must be able to ask for one.
fn page_params(words: &[Word], spec: &spec::Endpoint, cx: &mut Context<'_>) {
    let Some(spec::Returns::Word(returns)) = &spec.returns else { return };
    // A misspelt one is reported as unknown, and not as missing besides.
    let is_named = |it: &&str| words.iter().any(|word| nearest(word.get_ref(), &[*it]).is_some());
    let missing: Vec<_> = ["page_no", "page_size"].into_iter().filter(|it| !is_named(it)).collect();
    if returns.get_ref() == "page" && !missing.is_empty() {
        let help = format!("add {} to its `query`", list(&missing, "and"));
        let message = "a page is returned that cannot be asked for";
        cx.report(returns, message, "this needs page parameters", &help);
    }
}
