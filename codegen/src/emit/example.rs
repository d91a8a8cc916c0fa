//! Endpoint → an example: the doctest of its method.
//!
//! The doctest is compiled but not run, because no CRM has its records. Its values come from the spec.

use super::field::Subject;
use crate::model::Doc;
use crate::shapes::Shown;

/// Returns the lines of the doctest, with its fence.
pub(super) fn lines(subject: &Subject<'_>) -> Doc {
    let Subject { endpoint, resource, .. } = subject;
    let code = statements(subject);
    let uses = |word: &str| code.iter().any(|line| line.contains(word));
    let mut lines = vec!["```".to_owned()];
    let imports = [
        ("all([", "crm_client::filter::{all, field}"),
        ("any([", "crm_client::filter::{any, field}"),
        ("json!", "serde_json::json"),
    ];
    let has_field = uses(" field(") || uses("(field(");
    if has_field && !uses("all([") && !uses("any([") {
        lines.push("# use crm_client::filter::field;".to_owned());
    }
    for (_, path) in imports.iter().filter(|(word, _)| uses(word)) {
        lines.push(format!("# use {path};"));
    }
    let choice =
        endpoint.one_of.as_ref().filter(|it| uses(&format!("{}::{}", resource.module, it.ty)));
    let of_enum = resource.enums.iter().any(|it| uses(&format!("{}::{}", resource.module, it.ty)));
    if choice.is_some() || of_enum {
        lines.push(format!("# use crm_client::{};", resource.module));
    }
    let is_id = |it: &str| it == "id" || it.ends_with("(id.into())");
    let has_id = subject.required().any(|it| is_id(&it.example));
    let id = if has_id { ", id: &crm_client::Id" } else { "" };
    let error =
        if uses("Upload::open") { "Box<dyn std::error::Error>" } else { "crm_client::Error" };
    lines.push(format!(
        "# async fn example(crm: &crm_client::Client{id}) -> Result<(), {error}> {{"
    ));
    lines.extend(code);
    lines.extend(["# Ok(())", "# }", "```"].map(str::to_owned));
    lines
}

/// Returns the call with the first option that has an example in the spec, and a use of its reply.
fn statements(subject: &Subject<'_>) -> Vec<String> {
    let Subject { endpoint, resource, .. } = subject;
    let arguments = subject.required().map(|it| it.example.as_str()).collect();
    let mut calls =
        vec![(resource.module.to_string(), Vec::new()), (endpoint.call.to_string(), arguments)];
    if let Some(option) = subject.optional().find(|it| it.has_example) {
        calls.push((option.name.to_string(), vec![&option.example]));
    }
    let Shown { binding, statement, is_loop } = endpoint.returns.shown(endpoint, &resource.objects);
    match statement {
        None => chain("", &calls, ";"),
        Some(statement) if is_loop => {
            let mut lines = chain(&format!("for {binding} in "), &calls, " {");
            lines.extend([format!("    {statement}"), "}".to_owned()]);
            lines
        }
        Some(statement) => {
            let mut lines = chain(&format!("let {binding} = "), &calls, ";");
            lines.push(statement);
            lines
        }
    }
}

/// The largest width of a line of an example.
const WIDTH: usize = 90;

/// Returns an awaited chain of method calls on the client, formatted like rustfmt.
fn chain(before: &str, calls: &[(String, Vec<&str>)], after: &str) -> Vec<String> {
    let text =
        |(name, arguments): &(String, Vec<&str>)| format!(".{name}({})", arguments.join(", "));
    let line = format!("{before}crm{}.await?{after}", calls.iter().map(text).collect::<String>());
    if line.chars().count() <= WIDTH {
        return vec![line];
    }
    // At the beginning of a line, rustfmt does not break after so short a word.
    let (first, calls) = calls.split_at(usize::from(before.is_empty()).min(calls.len()));
    let mut lines = vec![format!("{before}crm{}", first.iter().map(text).collect::<String>())];
    for call in calls {
        let line = format!("    {}", text(call));
        if line.chars().count() <= WIDTH {
            lines.push(line);
            continue;
        }
        let (name, arguments) = call;
        lines.push(format!("    .{name}("));
        lines.extend(arguments.iter().map(|it| format!("        {it},")));
        lines.push("    )".to_owned());
    }
    lines.push(if after == ";" { "    .await?;".to_owned() } else { "    .await?".to_owned() });
    lines.extend((after != ";").then(|| after.trim_start().to_owned()));
    lines
}
