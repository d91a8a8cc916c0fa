//! What the list of requests shows of each one.

use std::time::{SystemTime, UNIX_EPOCH};

use crm_client::Id;
use crm_client::sandbox::{Exchange, SignatureCheck, Stage};
use serde_json::{Value, json};

use super::app::App;
use crate::lang::Lang;
use crate::reasons;

/// Returns what the list shows of a request.
pub(super) fn summary(app: &App, exchange: &Exchange, lang: Lang) -> Value {
    let check = exchange.signature();
    let user = exchange.param("op_user").map(|id| {
        let record = app.sandbox.record("User", &Id::from(id.as_str()));
        let name = record.and_then(|it| it.plain_string("userName"));
        json!({ "id": id, "name": name })
    });
    let reply = envelope(exchange);
    let reason =
        check.as_ref().and_then(|it| it.reasons().first()).map(|it| reasons::texts_in(lang, *it).0);
    json!({
        "number": exchange.number(),
        "time": millis(exchange.time()),
        "method": exchange.method(),
        "path": exchange.path(),
        "status": exchange.status().map(|it| it.as_u16()),
        "code": reply.as_ref().and_then(|it| it.0),
        "message": reply.and_then(|it| it.1),
        "user": user,
        "signature": signature(exchange, check.as_ref()),
        "reason": reason,
        "has_fault": exchange.has_fault(),
        "millis": null,
    })
}

/// Returns the code and the message of the reply.
pub(super) fn envelope(exchange: &Exchange) -> Option<(Option<i64>, Option<String>)> {
    // The beginning of a long reply is not complete, but it has both.
    let text = exchange.reply_text();
    if exchange.reply_len() > exchange.reply().len() {
        let code = text.split("\"error_code\":").nth(1)?;
        let digits: String =
            code.trim_start().chars().take_while(|it| it.is_ascii_digit() || *it == '-').collect();
        return Some((digits.parse().ok(), None));
    }
    let json: Value = serde_json::from_str(&text).ok()?;
    Some((json["error_code"].as_i64(), json["error_msg"].as_str().map(str::to_owned)))
}

pub(super) fn reply_code(exchange: &Exchange) -> Option<i64> {
    envelope(exchange)?.0
}

fn signature(exchange: &Exchange, check: Option<&SignatureCheck>) -> &'static str {
    match (check, exchange.param("sign")) {
        (Some(check), _) if check.is_valid() => "valid",
        (Some(_), _) => "invalid",
        // The plain key.
        (None, Some(_)) if exchange.refused_by() == Some(Stage::Signature) => "invalid",
        (None, Some(_)) => "valid",
        (None, None) => "missing",
    }
}

/// Returns milliseconds since 1970.
pub(super) fn millis(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
