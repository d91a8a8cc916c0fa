//! The vendor's samples: valid JSON of the declared shape.

use std::ops::Range;

use super::context::Context;
use crate::error::{Mistake, within};
use crate::json::{Json, NotJson};
use crate::model::{Body, Returns, Sample};
use crate::rust::is_fit;
use crate::shapes::sample::Known;
use crate::spec::{self, Word};

/// Checks the sample of a reply, and returns it if it is valid.
pub(super) fn reply(
    spec: &spec::Endpoint,
    returns: &Returns,
    cx: &mut Context<'_>,
) -> Option<Sample> {
    let sample = match &spec.sample {
        Some(word) => {
            let keys = ["returns", "sample"];
            let label = "the client could not decode this reply";
            Some((word, fitting(word, keys, label, cx, |it, known| returns.check(it, known))?))
        }
        None => None,
    };
    if returns.is_page() && !names_entity(spec, cx) {
        first_row(spec, sample.as_ref(), cx)?;
    }
    sample.map(|(_, it)| it)
}

/// Checks the sample of a body, and returns it if it is valid.
pub(super) fn body(word: &Word, body: Option<&Body>, cx: &mut Context<'_>) -> Option<Sample> {
    let Some(body) = body.filter(|it| it.is_json()) else {
        let help = "remove the sample, or change `body` to a kind that is JSON";
        cx.report.add(word, "only a JSON body can have a sample", "the body is not JSON", help);
        return None;
    };
    let keys = ["body", "body_sample"];
    fitting(word, keys, "not a valid body", cx, |it, known| body.check(it, known))
}

/// Checks that a sample has the shape that another key declares.
fn fitting(
    word: &Word,
    [declares, shows]: [&str; 2],
    label: &str,
    cx: &mut Context<'_>,
    check: impl FnOnce(&Json, &Known<'_>) -> Result<(), String>,
) -> Option<Sample> {
    let sample = parse(word, cx)?;
    let objects = &cx.objects;
    let fields = |it: &crate::model::ObjectName| {
        objects.peek(&it.word).map(|it| it.fields.clone()).unwrap_or_default()
    };
    let known = Known { facts: cx.facts?, fields: &fields };
    if let Err(problem) = check(&sample.json, &known) {
        let message = format!("the sample does not match `{declares}`: {problem}");
        let help = format!("correct `{declares}` or `{shows}`, whichever differs from the vendor");
        cx.report.add(word, message, label, &help);
        return None;
    }
    Some(sample)
}

fn parse(word: &Word, cx: &mut Context<'_>) -> Option<Sample> {
    let text = word.get_ref();
    let json = match Json::parse(text) {
        Ok(json) => json,
        Err(error) => {
            let mut place = cx.report.place(word);
            place.span = inside(&cx.source.text, word, &error).unwrap_or(place.span);
            let message = format!("the sample is not valid JSON: {}", error.message);
            let help = "copy the vendor's sample, and correct its syntax";
            cx.report.mistakes.add(Mistake::new(place, message, "invalid JSON from here", help));
            return None;
        }
    };
    if let Some(it) = text.lines().flat_map(str::chars).find(|it| !is_fit(*it)) {
        let message = format!("the sample must not contain `{}`", it.escape_unicode());
        cx.report.add(
            word,
            message,
            "contains an invisible character",
            "write it as a JSON escape",
        );
        return None;
    }
    Some(Sample { text: text.trim().to_owned(), json })
}

/// Returns the position of the JSON error in the source, if the sample has no escapes there.
fn inside(source: &str, word: &Word, error: &NotJson) -> Option<Range<usize>> {
    let quoted = &source[word.span()];
    let opening = if quoted.starts_with("'''\n") {
        4
    } else if quoted.starts_with("'''") {
        3
    } else {
        1
    };
    let start = word.span().start + opening;
    if source.get(start..start + word.get_ref().len()) != Some(word.get_ref()) {
        return None;
    }
    Some(within(source, start + error.span.start..start + error.span.end))
}

/// The parameter that names the entity of a call.
const ENTITY: &str = "entity";

/// Returns whether the caller names the entity, so that it need not be derived from the sample.
fn names_entity(spec: &spec::Endpoint, cx: &mut Context<'_>) -> bool {
    let words = spec.query.iter().flatten().filter_map(|word| cx.find(word.get_ref())?.ok());
    words.into_iter().any(|it| it.name == ENTITY)
}

/// Checks that a list has a sample with a row. The sandbox derives the entity from it: the first key is
/// the id, the second key is the main field.
fn first_row(
    spec: &spec::Endpoint,
    sample: Option<&(&Word, Sample)>,
    cx: &mut Context<'_>,
) -> Option<()> {
    let Some((word, sample)) = sample else {
        let path = spec.path.as_ref()?;
        let message = format!("the list `{}` has no `sample`", path.get_ref().escape_debug());
        let label = "the sandbox derives the fields of its records from the sample";
        cx.report.add(path, message, label, "add the vendor's sample of the reply");
        return None;
    };
    let rows = sample.json.get("data").and_then(Json::array).unwrap_or_default();
    if rows.is_empty() {
        let label = "the sandbox derives the fields of its records from the first row";
        let help = "add a row with the id first and the main field second, like \
                    `{ \"accountId\": \"xxx\", \"accountName\": \"…\" }`";
        cx.report.add(*word, "the sample of a list needs at least one row", label, help);
        return None;
    }
    Some(())
}
