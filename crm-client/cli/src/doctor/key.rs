//! Whether the CRM accepts the key, and why not.

use super::catalog;
use super::redact::Redaction;
use super::reply::Reply;
use super::report::{Check, Mark};
use crate::lang::tr;
use crate::session::probe::Probe;

/// Creates the check of a key that the CRM accepts.
pub(crate) fn accepted() -> Check {
    let text = tr!("the CRM accepts the app id and the key", "CRM 接受该应用 id 和密钥");
    Check::connection("key", title(), Mark::Good, text).value("accepted")
}

/// Creates the check of a key or an application that the CRM refuses.
///
/// No code is documented for a wrong signature. If the reason is not clear, a request with a wrong
/// signature is sent: if the CRM refuses it in the same way, the key is wrong. `is_clock` is whether the difference
/// between the clocks is a reason to refuse a signature.
pub(crate) async fn refused(
    reply: &Reply,
    is_clock: bool,
    probe: &Probe,
    redaction: &Redaction,
) -> Check {
    let code = reply.code;
    if let Some(check) = documented(code) {
        return check;
    }
    let message = Some(redaction.message(reply.message())).filter(|it| !it.is_empty());
    if is_clock {
        let text = tr!(
            "the CRM refuses the signature (code {code}), most likely because the clocks differ",
            "CRM 拒绝签名（错误码 {code}），很可能是时钟不一致"
        );
        let check = Check::connection("key", title(), Mark::Bad, text).value("clock");
        return check.message(message).remedy(tr!("set the clock first", "请先校准时钟"));
    }
    let wrong = Reply::of_wrong(probe, catalog::request()).await;
    let is_same = wrong.is_ok_and(|it| it.code == code && it.message() == reply.message());
    let (value, text) = if is_same {
        let text = tr!(
            "the CRM refuses the key (code {code}), exactly as it refuses a wrong one",
            "CRM 拒绝该密钥（错误码 {code}），与错误密钥的应答完全相同"
        );
        ("wrong_key", text)
    } else {
        let text = tr!(
            "the CRM refuses the call (code {code}), but not like a wrong key",
            "CRM 拒绝调用（错误码 {code}），但与错误密钥的应答不同"
        );
        ("refused", text)
    };
    let remedy = tr!(
        "check the app id and the key, and whether the application is active in the CRM",
        "请检查应用 id 和密钥，并确认该应用在 CRM 中已启用"
    );
    Check::connection("key", title(), Mark::Bad, text).value(value).message(message).remedy(remedy)
}

/// Creates the check of a refusal with a documented code whose reason is not the key.
fn documented(code: i64) -> Option<Check> {
    let (id, value, text, remedy) = match code {
        403 => (
            "api",
            "not_supported",
            tr!("the CRM does not support this call (403)", "CRM 不支持该操作（403）"),
            tr!(
                "ask the vendor whether the API is open to this application",
                "请向厂商确认该应用是否已开放接口权限"
            ),
        ),
        490 => (
            "api",
            "disabled",
            tr!("the OpenAPI of this CRM is not enabled (490)", "该 CRM 未启用 OpenAPI（490）"),
            tr!("ask the vendor to enable it", "请联系厂商启用"),
        ),
        491 => (
            "api",
            "quota_used_up",
            tr!("the quota of calls is used up (491)", "调用配额已用完（491）"),
            tr!(
                "wait, call less often, or ask the vendor for a higher quota",
                "请等待、减少调用，或向厂商申请更高配额"
            ),
        ),
        500 => (
            "api",
            "system_error",
            tr!("the CRM has a system error (500)", "CRM 系统错误（500）"),
            tr!("try again later, or ask the vendor", "请稍后重试，或联系厂商"),
        ),
        _ => return None,
    };
    let title = tr!("API", "接口");
    Some(Check::connection(id, title, Mark::Bad, text).value(value).remedy(remedy))
}

fn title() -> String {
    tr!("key", "密钥")
}
