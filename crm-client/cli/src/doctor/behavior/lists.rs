//! Lists and queries: large pages, wildcards and totals.

use crm_client::Code;

use super::refusals::Statuses;
use super::{Row, no_user};
use crate::doctor::catalog::Entity;
use crate::doctor::reply::{NoReply, Reply};
use crate::doctor::report::Check;
use crate::doctor::user::reason;
use crate::lang::tr;
use crate::session::probe::{Probe, Read};

/// The largest documented size of a page (`api-account`).
const MAX_PAGE: u64 = 200;

/// The number of customers that are looked at.
const SAMPLE: &str = "50";

/// Lists some customers on behalf of a user, with these fields if the CRM accepts them.
pub(super) async fn customers_of(
    probe: &Probe,
    entity: &Entity,
    user: &str,
    fields: &str,
) -> Result<Reply, NoReply> {
    let reply = Reply::of(probe, list(user, fields)).await;
    let is_about_rights =
        |code: i64| [Code::INSUFFICIENT_RIGHTS.0, Code::NOT_SUPPORTED.0].contains(&code);
    match reply {
        // One of the fields can be the reason.
        Ok(reply) if reply.is_refused() && !is_about_rights(reply.code) => {
            Reply::of(probe, list(user, &entity.main)).await
        }
        reply => reply,
    }
}

fn list(user: &str, fields: &str) -> Read {
    customers(user, fields).param("page_size", SAMPLE)
}

fn customers(user: &str, fields: &str) -> Read {
    Read::get("account/list").param("op_user", user).param("fields", fields)
}

/// Requests a page that is larger than the documented maximum.
pub(super) async fn large_page(
    probe: &Probe,
    entity: &Entity,
    user: Option<&str>,
    statuses: &mut Statuses,
) -> Check {
    let (id, title) = ("large_page", "`page_size=201`".to_owned());
    let Some(user) = user else { return Check::undetermined(id, title, no_user()) };
    let size = MAX_PAGE + 1;
    let list = customers(user, &entity.main).param("page_size", size.to_string());
    let reply = match Reply::of(probe, list).await {
        Ok(reply) => reply,
        Err(no_reply) => return Check::undetermined(id, title, reason(&no_reply)),
    };
    statuses.add(&reply);
    let (code, rows) = (reply.code, reply.rows().len() as u64);
    if reply.is_refused() {
        let text = tr!("refused with code {code}", "被拒绝，错误码 {code}");
        return Check::found(id, title, format!("refused with code {code}"), text);
    }
    let stated = reply.number("page_size");
    let has_more = reply.number("total_size").is_some_and(|it| it > rows);
    if rows >= size || (stated == Some(size) && !has_more) {
        return Check::found(id, title, "accepted", tr!("accepted", "接受"));
    }
    if let Some(size) = stated.filter(|it| *it < size).or(has_more.then_some(rows)) {
        let text = tr!("reduced to {size}", "减少为 {size}");
        return Check::found(id, title, format!("reduced to {size}"), text);
    }
    let reason = tr!(
        "the call succeeds, but there are too few customers to see the size of a page",
        "调用成功，但客户太少，无法看出每页的行数"
    );
    Check::undetermined(id, title, reason)
}

/// Searches a customer with a star at the end of the pattern.
pub(super) async fn star(
    probe: &Probe,
    entity: &Entity,
    user: Option<&str>,
    rows: &[Row],
) -> Check {
    let (id, title) = ("star_at_end", tr!("`*` at the end of `qname`", "`qname` 末尾的 `*`"));
    let Some(user) = user else { return Check::undetermined(id, title, no_user()) };
    let names = rows.iter().filter_map(|it| it.get(&entity.main)?.as_str());
    let prefix = names.filter(|it| !it.contains('*')).find_map(|name| {
        let last = name.char_indices().next_back()?.0;
        Some(&name[..last]).filter(|it| !it.trim().is_empty())
    });
    let Some(prefix) = prefix else {
        let reason = tr!(
            "the user sees no customer with a name of two characters",
            "该用户看不到名称至少两个字符的客户"
        );
        return Check::undetermined(id, title, reason);
    };
    let list = customers(user, &entity.main).param("qname", format!("{prefix}*"));
    let reply = match Reply::of(probe, list.param("page_size", "1")).await {
        Ok(reply) => reply,
        Err(no_reply) => return Check::undetermined(id, title, reason(&no_reply)),
    };
    let code = reply.code;
    if reply.is_refused() {
        let text = tr!("refused with code {code}", "被拒绝，错误码 {code}");
        Check::found(id, title, format!("refused with code {code}"), text)
    } else if reply.rows().is_empty() {
        Check::found(id, title, "no wildcard", tr!("no wildcard", "不是通配符"))
    } else {
        Check::found(id, title, "wildcard", tr!("a wildcard", "通配符"))
    }
}

/// Looks for totals in the reply of an advanced query.
pub(super) fn query_totals(query: Option<&Reply>) -> Check {
    let (id, title) = ("query_totals", tr!("totals of a query", "高级查询的总数"));
    let Some(query) = query else {
        let reason = tr!("no advanced query succeeded", "没有成功的高级查询");
        return Check::undetermined(id, title, reason);
    };
    let names = ["total_size", "page_size", "page_no"];
    let found: Vec<&str> = names.into_iter().filter(|it| query.number(it).is_some()).collect();
    if found.is_empty() {
        return Check::found(id, title, "missing", tr!("missing", "没有"));
    }
    let found = found.join(", ");
    Check::found(id, title, found.clone(), found)
}
