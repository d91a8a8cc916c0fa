//! What a reply means for a row.

use std::collections::HashSet;

use crm_client::{Code, Error, Json, Outcome};
use serde_json::Value;

use crate::import::problem::Problem;
use crate::lang::tr;
use crate::safe;

/// What a reply means.
pub(super) enum Reply {
    /// The request was carried out on this record.
    Done(String),
    /// The CRM refused the row.
    Refused(Problem),
    /// The request was not carried out, for a reason that does not concern the row.
    Unsent(Error),
    /// The request may have been carried out.
    Unknown(String),
}

/// Reads the reply to a request. `record` is the record of an update, `name` the name of the id in the
/// reply, and `created` are the records of earlier replies.
///
/// A proxy can answer with the reply to another request. Its id is then a different one, and the outcome
/// of this request is unknown.
pub(super) fn read(
    reply: Result<Json, Error>,
    record: Option<&str>,
    name: &str,
    created: &HashSet<String>,
) -> Reply {
    let error = match reply {
        Ok(json) => {
            let json: Value = json.get().unwrap_or_default();
            let id = json[name].as_str().filter(|it| !it.is_empty());
            let is_own = |id: &&str| match record {
                Some(record) => *id == record,
                None => !created.contains(*id),
            };
            return match id.filter(is_own) {
                Some(id) => Reply::Done(id.to_owned()),
                None => Reply::Unknown(tr!("the reply has no valid id", "响应中没有有效的 id")),
            };
        }
        Err(error) => error,
    };
    match error.outcome() {
        Outcome::Unknown => Reply::Unknown(error.to_string()),
        Outcome::NotSent if !error.is_request() => Reply::Unsent(error),
        _ if error.is_rate_limited() || error.code() == Some(Code::NOT_ENABLED) => {
            Reply::Unsent(error)
        }
        _ => Reply::Refused(problem(&error)),
    }
}

fn problem(error: &Error) -> Problem {
    let message = error.message().map_or_else(|| error.to_string(), str::to_owned);
    let message = safe::line(&message).into_owned();
    match error.code() {
        Some(code) => Problem::of_row(
            tr!(
                "the CRM refused the row with error {}: {message}",
                "CRM 拒绝了该行，错误 {}：{message}",
                code.0
            ),
            tr!(
                "correct the row, or ask the administrator of the CRM",
                "请更正该行，或联系 CRM 管理员"
            ),
        ),
        None => Problem::of_row(message, tr!("correct the row", "请更正该行")),
    }
}
