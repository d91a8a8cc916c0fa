//! The user on whose behalf calls are made, and the rights of the user.

use crm_client::Id;
use serde_json::{Map, Value};

use super::reply::{NoReply, Reply};
use super::report::{Check, Mark, Report};
use crate::failure::Status;
use crate::lang::tr;
use crate::session::Session;
use crate::session::probe::{Probe, Read};

/// Returns the id of the configured user. Without one, the report has the reason.
pub(crate) async fn examine(
    session: &Session<'_>,
    probe: &Probe,
    report: &mut Report,
) -> Option<String> {
    let Some(user) = session.configured_user() else {
        let text = tr!("no user is configured", "未配置用户");
        report.add(check(Mark::Warning, text).value("none").remedy(choose()));
        return None;
    };
    if user.parse::<Id>().is_ok_and(|it| it.is_valid()) {
        return Some(user.to_owned());
    }
    match users(probe).await {
        Ok(users) => {
            let has_name = |row: &&Map<String, Value>| row.get("userName") == Some(&user.into());
            let found: Vec<_> = users.rows().into_iter().filter(has_name).collect();
            if let [row] = found.as_slice()
                && let Some(id) = row.get("userId").and_then(Value::as_str)
            {
                return Some(id.to_owned());
            }
            report.add(unknown(&users, found.len()));
        }
        Err(no_reply) => report.add(check(Mark::Undetermined, reason(&no_reply))),
    }
    report.fail(Status::Refused);
    None
}

/// Adds the check of a user who has listed customers. Returns whether that succeeded.
pub(crate) async fn judge(
    list: &Result<Reply, NoReply>,
    user: &str,
    probe: &Probe,
    report: &mut Report,
) -> bool {
    let reply = match list {
        Ok(reply) => reply,
        Err(no_reply) => {
            report.add(check(Mark::Undetermined, reason(no_reply)));
            return false;
        }
    };
    let code = reply.code;
    if !reply.is_refused() {
        let text = tr!("the user may read customers", "该用户可以读取客户");
        report.add(check(Mark::Good, text).value("may_read"));
        return true;
    }
    let users = users(probe).await;
    let is_user = |row: &Map<String, Value>| row.values().any(|it| it.as_str() == Some(user));
    match users {
        Ok(users) if users.rows().into_iter().any(is_user) => {
            let text = tr!(
                "the user exists, but may not read customers (code {code})",
                "用户存在，但无权读取客户（错误码 {code}）"
            );
            let remedy = tr!(
                "give the role of the user the right to read customers, or configure another user",
                "请为该用户的角色授予读取客户的权限，或配置其他用户"
            );
            report.add(check(Mark::Warning, text).value("no_rights").remedy(remedy));
        }
        Ok(users) if is_complete(&users) => {
            report.add(unknown(&users, 0));
            report.fail(Status::Refused);
        }
        _ => {
            let text = tr!(
                "the CRM refuses calls on behalf of the user (code {code})",
                "CRM 拒绝以该用户身份调用（错误码 {code}）"
            );
            report.add(check(Mark::Bad, text).value("refused").remedy(choose()));
            report.fail(Status::Refused);
        }
    }
    false
}

/// Reads the first users. The names of the fields are those of the vendor's sample.
async fn users(probe: &Probe) -> Result<Reply, NoReply> {
    let users = Read::get("user/list").param("fields", "userId,userName");
    Reply::of(probe, users.param("page_size", "200")).await
}

fn is_complete(users: &Reply) -> bool {
    let rows = users.rows().len() as u64;
    !users.is_refused() && rows > 0 && users.number("total_size").is_none_or(|it| it <= rows)
}

fn unknown(users: &Reply, count: usize) -> Check {
    let (value, text) = if count > 1 {
        let text =
            tr!("{count} users have the configured name", "有 {count} 个用户使用所配置的姓名");
        ("ambiguous", text)
    } else if is_complete(users) {
        let text = tr!("the CRM does not have the configured user", "CRM 中没有所配置的用户");
        ("unknown", text)
    } else {
        let text = tr!(
            "the configured user is not among the first users of the CRM",
            "所配置的用户不在 CRM 的前若干用户之中"
        );
        ("not_found", text)
    };
    check(Mark::Bad, text).value(value).remedy(choose())
}

fn choose() -> String {
    tr!(
        "choose a user with `crm login`, or set `CRM_USER` to an id of `crm user list --fields userId,userName`",
        "请用 `crm login` 选择用户，或将 `CRM_USER` 设为 `crm user list --fields userId,userName` 列出的 id"
    )
}

fn check(mark: Mark, text: String) -> Check {
    Check::connection("user", tr!("user", "用户"), mark, text)
}

/// Returns why a check has no reply to look at.
pub(crate) fn reason(no_reply: &NoReply) -> String {
    match no_reply {
        NoReply::Limit => tr!("the ten calls of a run were used up", "一次运行的十次调用已用完"),
        NoReply::Closed(code) => {
            tr!("the CRM refuses further calls (code {code})", "CRM 拒绝后续调用（错误码 {code}）")
        }
        NoReply::Transport(_) => tr!("the request failed on the network", "请求在网络上失败"),
        NoReply::NotTheApi(response) => {
            let status = response.status().as_u16();
            tr!(
                "the response had no `error_code` (HTTP {status})",
                "应答没有 `error_code`（HTTP {status}）"
            )
        }
    }
}
