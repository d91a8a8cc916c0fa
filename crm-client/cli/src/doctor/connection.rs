//! The first request: whether the CRM answers, and accepts the key.

use std::time::{Instant, SystemTime};

use super::catalog::{self, Catalog};
use super::redact::Redaction;
use super::reply::{NoReply, Reply};
use super::report::{Check, Mark, Part, Report};
use super::trouble::{self, Trouble};
use super::{clock, key, proxy, quota};
use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::session::Session;
use crate::session::probe::Probe;
use crm_client::endpoint::Effect;

/// Examines the connection. Returns `None` if it does not work; the report then has the reason.
pub(crate) async fn examine(
    session: &Session<'_>,
    probe: &Probe,
    redaction: &Redaction,
    report: &mut Report,
) -> Option<Catalog> {
    let is_tls = session.base_url().starts_with("https:");
    let proxy = if session.is_embedded() { None } else { proxy::in_use(session.base_url()) };
    let (start, sent_at) = (Instant::now(), SystemTime::now());
    let reply = Reply::any(probe, catalog::request()).await;
    let took = start.elapsed();
    let reply = match reply {
        Ok(reply) => reply,
        Err(no_reply) => {
            let (trouble, status) = match &no_reply {
                NoReply::Limit | NoReply::Closed(_) => return None,
                NoReply::Transport(error) => {
                    let status = Failure::call(error, Effect::Read).status();
                    (Trouble::of(error, is_tls), status)
                }
                NoReply::NotTheApi(response) => trouble::of_response(response, is_tls),
            };
            report.add(trouble.check(proxy.is_some()));
            if let Some(proxy) = proxy {
                report.add(proxy);
            }
            if let NoReply::NotTheApi(response) = &no_reply {
                report.add(clock::check(clock::offset(response.headers(), sent_at, took)));
            }
            let reason = tr!("the CRM cannot be reached", "无法连接 CRM");
            report.add(skipped("key", tr!("key", "密钥"), Part::Connection, &reason));
            skip_others(report, &reason, status);
            return None;
        }
    };
    if session.is_embedded() {
        let text = tr!("the embedded CRM, without a network", "内置 CRM，不经过网络");
        report
            .add(Check::connection("server", trouble::title(), Mark::Good, text).value("embedded"));
    } else {
        report.add(reachable(took.as_millis()));
        report.add(tls(is_tls));
        report.add(proxy.unwrap_or_else(proxy::none));
    }
    let offset = clock::offset(&reply.headers, sent_at, took).filter(|_| !session.is_embedded());
    if !session.is_embedded() {
        report.add(clock::check(offset));
    }
    if reply.is_refused() {
        // A plain key has no timestamp.
        let is_clock = !session.credentials().is_plain_key() && clock::is_wrong(offset);
        report.add(key::refused(&reply, is_clock, probe, redaction).await);
        let catalog = Catalog::of(&reply);
        report.add(quota::check(&catalog.headers));
        let reason = tr!("the CRM refuses every call", "CRM 拒绝所有调用");
        skip_others(report, &reason, Status::Refused);
        return None;
    }
    report.add(key::accepted());
    Some(Catalog::of(&reply))
}

fn reachable(milliseconds: u128) -> Check {
    let text = tr!("answers in {milliseconds} ms", "{milliseconds} 毫秒内应答");
    Check::connection("server", trouble::title(), Mark::Good, text).value("reachable")
}

fn tls(is_tls: bool) -> Check {
    let title = "TLS".to_owned();
    if is_tls {
        let text = tr!("the certificate is valid", "证书有效");
        return Check::connection("tls", title, Mark::Good, text).value("valid");
    }
    let text = tr!(
        "not used; everybody in the network can read the data",
        "未使用；网络中的其他人可以读取数据"
    );
    let remedy = tr!(
        "use an `https` base URL if the server has one",
        "如果服务器支持，请使用 `https` 的接口地址"
    );
    Check::connection("tls", title, Mark::Warning, text).value("not_used").remedy(remedy)
}

/// Adds the checks that are not made.
fn skip_others(report: &mut Report, reason: &str, status: Status) {
    report.add(skipped("user", tr!("user", "用户"), Part::Connection, reason));
    let behavior = tr!("all checks", "全部检查");
    report.add(skipped("behavior", behavior, Part::Behavior, reason));
    report.fail(status);
}

fn skipped(id: &str, title: String, part: Part, reason: &str) -> Check {
    Check { part, ..Check::connection(id, title, Mark::Skipped, reason.to_owned()) }
}
