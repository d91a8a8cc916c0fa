//! The parameters of a request: those of the query string, and the alternatives of `one_of`.

use std::rc::Rc;

use proc_macro2::Ident;

use super::context::Context;
use super::names::{self, Names, Scope};
use super::role::{Role, distinct, in_role, unique_on_wire};
use crate::error::{list, nearest};
use crate::model::{Body, Need, Param};
use crate::spec::{self, Shape, Word};

/// The field of a request for its alternatives.
pub(super) const BY: &str = "by";

/// Resolves the parameters of the query string.
pub(super) fn query(
    words: &[Word],
    spec: &spec::Endpoint,
    cx: &mut Context<'_>,
) -> Option<Vec<Rc<Param>>> {
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
                names.claim(
                    Scope::Fields,
                    param.field.clone(),
                    &cx.report.place(word),
                    cx.report.mistakes,
                );
            }
            None => {}
        }
    }
    sent_once(words, spec, cx);
    for (word, field) in others(spec, cx) {
        names.claim(Scope::Fields, field, &cx.report.place(word), cx.report.mistakes);
    }
    params.into_iter().collect()
}

/// Reports parameters with the same wire name, unless their equal Rust names are reported already.
fn sent_once(words: &[Word], spec: &spec::Endpoint, cx: &mut Context<'_>) {
    let choices = spec.one_of.as_deref().unwrap_or_default();
    let query = words.iter().map(|it| (it, false));
    unique_on_wire(query.chain(choices.iter().map(|it| (it, true))), cx);
}

/// Returns the fields of a request outside the query string, each with the word that defines it.
fn others<'a>(spec: &'a spec::Endpoint, cx: &mut Context<'_>) -> Vec<(&'a Word, Ident)> {
    let by = spec.one_of.iter().flatten().take(1).map(|word| (word, names::value(BY)));
    let body: Vec<_> = match &spec.body {
        Some(Shape::Word(word)) => {
            let field = Body::of(word.get_ref()).and_then(|it| it.field());
            field.map(|it| (word, names::value(it.name))).into_iter().collect()
        }
        Some(Shape::Object(words)) => {
            let fields = words.get_ref().iter().filter_map(|word| {
                let param = cx.find(word.get_ref())?.ok()?;
                Some((word, param.field.clone()))
            });
            fields.collect()
        }
        Some(Shape::List(_) | Shape::Enum(_)) | None => Vec::new(),
    };
    by.chain(body).collect()
}

/// Lowers the alternatives of which one is sent, each with its name as a variant.
pub(super) fn choices(words: &[Word], cx: &mut Context<'_>) -> Option<Vec<(Ident, Rc<Param>)>> {
    let distinct = distinct(words, cx);
    let params: Vec<_> = words.iter().map(|it| in_role(it, Role::Choice, cx)).collect();
    if let [word] = words {
        let help = "add the other parameters, or move it to `query`";
        cx.report.add(word, "`one_of` needs at least two parameters", "only one parameter", help);
        return None;
    }
    distinct.ok()?;
    let mut names = Names::empty();
    let mut choices = Vec::new();
    for (word, param) in words.iter().zip(params) {
        let param = param?;
        let name = names::ty(&param.name);
        names.claim(Scope::Variants, name.clone(), &cx.report.place(word), cx.report.mistakes);
        choices.push((name, param));
    }
    Some(choices)
}

fn two_clients(first: &Word, second: &Word, cx: &mut Context<'_>) {
    let message = "two parameters are set by the client";
    let help = "remove one of them; a call is made on behalf of one user";
    cx.report.add_second(second, first, message, help);
}

/// Checks that an endpoint that returns pages has the paging parameters.
fn page_params(words: &[Word], spec: &spec::Endpoint, cx: &mut Context<'_>) {
    let Some(facts) = cx.facts else { return };
    let Some(Shape::Word(returns)) = &spec.returns else { return };
    if returns.get_ref() != "page" {
        return;
    }
    let paging = [facts.text("page_no"), facts.text("page_size")];
    // A misspelt one is reported as unknown, so it is not reported as missing too.
    let is_named = |it: &&str| words.iter().any(|word| nearest(word.get_ref(), &[*it]).is_some());
    let missing: Vec<_> = paging.into_iter().filter(|it| !is_named(it)).collect();
    if !missing.is_empty() {
        let help = format!("add {} to its `query`", list(&missing, "and"));
        let message = "an endpoint that returns pages needs paging parameters";
        cx.report.add(returns, message, "this reply needs paging parameters", &help);
    }
    for word in words.iter().filter(|it| paging.contains(&it.get_ref().as_str())) {
        let param = cx.find(word.get_ref());
        if param.is_some_and(|it| it.is_ok_and(|it| !it.ty.is_number())) {
            let message = format!("`{}` must be a number", word.get_ref());
            cx.report.add(word, message, "its type is not `int`", "change its type to `int`");
        }
    }
}
