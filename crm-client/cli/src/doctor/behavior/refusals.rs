//! Refused calls: their HTTP status, their code and their message.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::doctor::catalog::{self, Entity};
use crate::doctor::redact::Redaction;
use crate::doctor::reply::{NoReply, Reply};
use crate::doctor::report::Check;
use crate::doctor::user::reason;
use crate::lang::tr;
use crate::session::probe::{Probe, Read};

/// The HTTP statuses of refused calls.
#[derive(Clone, Debug, Default)]
pub(super) struct Statuses(BTreeSet<u16>);

impl Statuses {
    /// Takes note of a reply.
    pub(super) fn add(&mut self, reply: &Reply) {
        if reply.is_refused() {
            self.0.insert(reply.status);
        }
    }

    /// Creates the check of the statuses.
    pub(super) fn check(&self) -> Check {
        let title = tr!("status of refusals", "拒绝时的状态码");
        if self.0.is_empty() {
            let reason = tr!("no call was refused", "没有被拒绝的调用");
            return Check::undetermined("refusal_status", title, reason);
        }
        let statuses: Vec<String> = self.0.iter().map(u16::to_string).collect();
        let value = statuses.join(", ");
        Check::found("refusal_status", title, value.clone(), format!("HTTP {value}"))
    }
}

/// Sends a request with a wrong signature.
pub(super) async fn wrong_signature(
    probe: &Probe,
    redaction: &Redaction,
    statuses: &mut Statuses,
) -> Check {
    let title = tr!("wrong signature", "签名错误");
    let reply = Reply::of_wrong(probe, catalog::request()).await;
    refusal("wrong_signature", title, &reply, redaction, statuses)
}

/// Reads a record that does not exist.
pub(super) async fn unknown_record(
    probe: &Probe,
    entity: &Entity,
    user: Option<&str>,
    redaction: &Redaction,
    statuses: &mut Statuses,
) -> Check {
    let (id, title) = ("unknown_record", tr!("unknown id", "不存在的 id"));
    let Some(user) = user else { return Check::undetermined(id, title, super::no_user()) };
    let record = format!("{:03}-00000000-0000-0000-0000-000000000000", entity.code);
    let get = Read::get("account/get").param("op_user", user).param("account_id", record);
    let reply = Reply::of(probe, get.param("fields", entity.main.clone())).await;
    refusal(id, title, &reply, redaction, statuses)
}

fn refusal(
    id: &str,
    title: String,
    reply: &Result<Reply, NoReply>,
    redaction: &Redaction,
    statuses: &mut Statuses,
) -> Check {
    let reply = match reply {
        Ok(reply) => reply,
        Err(NoReply::NotTheApi(response)) => {
            let status = response.status().as_u16();
            let text =
                tr!("HTTP {status} without an `error_code`", "HTTP {status}，没有 `error_code`");
            return Check::found(id, title, format!("HTTP {status}"), text);
        }
        Err(no_reply) => return Check::undetermined(id, title, reason(no_reply)),
    };
    statuses.add(reply);
    let code = reply.code;
    if reply.is_refused() {
        let message = redaction.message(reply.message());
        let text = tr!("code {code}", "错误码 {code}");
        let check = Check::found(id, title, format!("code {code}"), text);
        return check.message(Some(message).filter(|it| !it.is_empty()));
    }
    let data = match &reply.data {
        Value::Null => "null",
        Value::Object(fields) if fields.values().all(Value::is_null) => "an object without values",
        Value::Object(_) => "an object with values",
        _ => "other data",
    };
    let text = tr!("a success with {data}", "调用成功，数据为 {data}");
    Check::found(id, title, format!("success with {data}"), text)
}
