//! The log of requests.

use crm_client::sandbox::{Exchange, SignatureCheck, Stage};
use serde_json::{Value, json};

use super::Query;
use super::endpoints::{self, find};
use crate::console::app::App;
use crate::console::code::{self, Program};
use crate::console::reply::{Problem, Reply};
use crate::console::summary::{envelope, reply_code, summary};
use crate::lang::Lang;
use crate::reasons;

/// The most requests of a list.
const MAX_LIST: usize = 1000;

/// Answers with the requests before a number, newest first.
pub(super) fn list(app: &App, query: &Query, lang: Lang) -> Result<Reply, Problem> {
    let limit = query.number("limit", 100, MAX_LIST)?;
    let before = query.number("before", usize::MAX, usize::MAX)?;
    let journal = app.sandbox.journal();
    let is_asked_for = |it: &&Exchange| {
        let is = |name, value: Option<String>| {
            query.get(name).is_none_or(|it| Some(it) == value.as_deref())
        };
        let code = reply_code(it).map(|code| code.to_string());
        is("endpoint", Some(it.path().to_owned()))
            && is("code", code)
            && is("user", it.param("op_user"))
    };
    let matching: Vec<&Exchange> = journal.iter().rev().filter(is_asked_for).collect();
    let items = matching.iter().filter(|it| it.number() < before).take(limit);
    let items: Vec<Value> = items.map(|it| summary(app, it, lang)).collect();
    Ok(Reply::json(&json!({ "items": items, "total": matching.len() })))
}

/// Answers with everything about a request.
pub(super) fn get(app: &App, number: &str, lang: Lang) -> Result<Reply, Problem> {
    let number: usize =
        number.parse().map_err(|_| Problem::invalid("requests: expected a number"))?;
    let found = app.sandbox.journal_after(number.saturating_sub(1));
    let Some(exchange) = found.first().filter(|it| it.number() == number) else {
        return Err(Problem::missing(format!("requests/{number}: not in the log any more")));
    };
    let mut detail = summary(app, exchange, lang);
    let path = exchange.path();
    let body = exchange.body();
    let text = std::str::from_utf8(body).ok();
    let url = format!("{}{path}?{}", app.base_url(), exchange.query());
    let params: Vec<(String, String)> =
        exchange.params().map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
    let headers: Vec<Value> = exchange
        .headers()
        .iter()
        .map(|(name, value)| json!([name.as_str(), String::from_utf8_lossy(value.as_bytes())]))
        .collect();
    let own = ["appid", "sign", "sign_type", "timestamp"];
    let program = Program {
        base_url: &app.base_url(),
        app_id: app.sandbox.app_id(),
        method: exchange.method(),
        path,
        // Blank parameters are neither signed nor used.
        params: params
            .iter()
            .filter(|(name, value)| !own.contains(&name.as_str()) && !value.trim().is_empty())
            .collect(),
        body: text.filter(|it| !it.is_empty()),
    };
    let more = json!({
        "url": url,
        "params": params.iter().map(|(name, value)| param(path, name, value)).collect::<Vec<_>>(),
        "headers": headers,
        "body": text.unwrap_or_default(),
        "body_len": exchange.body_len(),
        "body_is_text": text.is_some(),
        "reply": exchange.reply_text(),
        "reply_len": exchange.reply_len(),
        "checks": checks(exchange, lang),
        "explanation": exchange.signature().map(|it| explanation(&it, &params, lang)),
        // `code` of the summary is the error code; here, it has the programs.
        "error_code": reply_code(exchange),
        "code": code::all(&program),
    });
    if let (Value::Object(detail), Value::Object(more)) = (&mut detail, more) {
        detail.extend(more);
    }
    Ok(Reply::json(&detail))
}

fn param(path: &str, name: &str, value: &str) -> Value {
    let known = find(path).and_then(|it| it.params().find(|it| it.name == name));
    let own = endpoints::own_param(name);
    json!({
        "name": name,
        "value": value,
        "doc": known.map(|it| it.doc).or(own),
        "kind": known.map(endpoints::kind),
        "required": known.is_some_and(|it| it.need != crm_client::endpoint::Need::Optional),
        "is_known": known.is_some() || own.is_some(),
    })
}

/// Returns all checks in their order, up to the one that has refused the request.
fn checks(exchange: &Exchange, lang: Lang) -> Vec<Value> {
    let message = envelope(exchange).and_then(|it| it.1);
    let failed = exchange.refused_by();
    let place = |stage| Stage::ALL.iter().position(|it| *it == stage);
    let is_answered = !exchange.has_fault() || failed.is_some();
    Stage::ALL
        .iter()
        .map(|stage| {
            let (name, title) = stage_texts(*stage, lang);
            let (outcome, message) = match failed {
                Some(failed) if failed == *stage => ("failed", message.clone()),
                Some(failed) if place(failed) < place(*stage) => ("not_reached", None),
                None if !is_answered => ("not_reached", None),
                _ => ("passed", None),
            };
            json!({ "name": name, "title": title, "outcome": outcome, "message": message })
        })
        .collect()
}

fn stage_texts(stage: Stage, lang: Lang) -> (&'static str, &'static str) {
    let (name, english, chinese) = match stage {
        Stage::Endpoint => ("endpoint", "Path and method", "路径与方法"),
        Stage::Signature => ("signature", "Signature and timestamp", "签名与时间戳"),
        Stage::Parameters => ("parameters", "Parameters", "参数"),
        Stage::Body => ("body", "Body", "请求体"),
        Stage::Access => ("access", "Rights and quota", "权限与配额"),
        _ => ("call", "The call itself", "执行调用"),
    };
    (name, if lang == Lang::Zh { chinese } else { english })
}

/// Returns what is wrong with a signature. The key is not in the strings.
fn explanation(check: &SignatureCheck, params: &[(String, String)], lang: Lang) -> Value {
    let sign_type = params.iter().find(|it| it.0 == "sign_type").map(|it| it.1.as_str());
    let reasons: Vec<Value> = check
        .reasons()
        .iter()
        .map(|it| {
            let (text, remedy) = reasons::texts_in(lang, *it);
            json!({ "name": it.name(), "title": text, "text": text, "remedy": remedy })
        })
        .collect();
    let difference = check.first_difference().map(|at| {
        let rest =
            |text: &str| text.get(at..).unwrap_or_default().chars().take(30).collect::<String>();
        let client = check.client_signed().unwrap_or_default();
        json!({ "at": at, "server": rest(check.signed()), "client": rest(client) })
    });
    json!({
        "algorithm": sign_type,
        "server": { "string": check.signed(), "sign": check.expected() },
        "client": check.client_signed().map(|it| json!({ "string": it, "sign": check.received() })),
        "sent_sign": check.received(),
        "parameter": check.parameter(),
        "first_difference": difference,
        "reasons": reasons,
    })
}
