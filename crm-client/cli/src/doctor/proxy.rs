//! The proxy that the client uses, without its address.

use hyper_util::client::proxy::matcher::Matcher;

use super::report::{Check, Mark};
use crate::lang::tr;

/// Returns the check of a proxy if requests to this URL go through one. The client decides in the same
/// way, by the environment variables and the settings of the system.
pub(crate) fn in_use(base_url: &str) -> Option<Check> {
    let url = base_url.parse().ok()?;
    Matcher::from_system().intercept(&url)?;
    let text = tr!(
        "the requests go through a proxy, by an environment variable such as `HTTPS_PROXY` or by the settings of the system",
        "请求经过代理（由 `HTTPS_PROXY` 等环境变量或系统设置指定）"
    );
    Some(Check::connection("proxy", title(), Mark::Good, text).value("in_use"))
}

/// Creates the check of a connection without a proxy.
pub(crate) fn none() -> Check {
    let text = tr!("none", "无");
    Check::connection("proxy", title(), Mark::Good, text).value("none")
}

fn title() -> String {
    tr!("proxy", "代理")
}
