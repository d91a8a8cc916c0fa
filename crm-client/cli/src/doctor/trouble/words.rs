//! The words for the reasons why a CRM cannot be used.

use super::Trouble;
use crate::lang::tr;

impl Trouble {
    /// Returns the word in JSON.
    pub(super) fn value(self) -> &'static str {
        match self {
            Trouble::Refused => "connection_refused",
            Trouble::UnknownHost => "unknown_host",
            Trouble::Unreachable => "unreachable",
            Trouble::Timeout => "timeout",
            Trouble::NotTls => "no_tls",
            Trouble::NotPlain => "not_http",
            Trouble::Certificate => "invalid_certificate",
            Trouble::Proxy => "proxy_failed",
            Trouble::Closed => "connection_closed",
            Trouble::RedirectToTls => "redirect_to_https",
            Trouble::Redirect => "redirect",
            Trouble::NotFound => "not_found",
            Trouble::Down(_) => "server_down",
            Trouble::Forbidden(_) => "blocked",
            Trouble::Page => "web_page",
            Trouble::Response(_) => "not_the_api",
            Trouble::Other => "failed",
        }
    }

    /// Returns what happens.
    pub(super) fn problem(self) -> String {
        match self {
            Trouble::Refused => tr!("no program listens on this port", "该端口上没有服务"),
            Trouble::UnknownHost => tr!("the name of the host is unknown", "无法解析主机名"),
            Trouble::Unreachable => tr!("there is no route to the host", "没有到该主机的路由"),
            Trouble::Timeout => tr!("no answer in time", "应答超时"),
            Trouble::NotTls => {
                tr!("the server does not speak TLS on this port", "该端口不支持 TLS")
            }
            Trouble::NotPlain => tr!(
                "the server does not answer with HTTP on this port; it may expect TLS",
                "该端口的应答不是 HTTP；可能需要 TLS"
            ),
            Trouble::Certificate => {
                tr!("the certificate of the server is not trusted", "服务器证书不受信任")
            }
            Trouble::Proxy => {
                tr!("the proxy does not establish the connection", "代理未能建立连接")
            }
            Trouble::Closed => {
                tr!("the connection is closed without an answer", "连接在应答前被关闭")
            }
            Trouble::RedirectToTls => {
                tr!("the server redirects to `https`", "服务器重定向到 `https`")
            }
            Trouble::Redirect => {
                tr!("the server redirects to another address", "服务器重定向到其他地址")
            }
            Trouble::NotFound => {
                tr!("the API is not at this path (HTTP 404)", "该路径下没有接口（HTTP 404）")
            }
            Trouble::Down(status) => tr!(
                "the server, or a gateway in front of it, is not ready (HTTP {status})",
                "服务器或其前端网关未就绪（HTTP {status}）"
            ),
            Trouble::Forbidden(status) => tr!(
                "a server in front of the CRM refuses the request (HTTP {status})",
                "CRM 前端的服务器拒绝了请求（HTTP {status}）"
            ),
            Trouble::Page => {
                tr!("a web page answers instead of the API", "返回的是网页，而不是接口数据")
            }
            Trouble::Response(status) => tr!(
                "the response is not from the API: HTTP {status} without an `error_code`",
                "应答不是该接口的格式：HTTP {status}，没有 `error_code`"
            ),
            Trouble::Other => tr!("the request fails", "请求失败"),
        }
    }

    /// Returns what to do.
    pub(super) fn remedy(self) -> String {
        match self {
            Trouble::Refused => tr!(
                "check the host and the port of the base URL, and whether the CRM runs",
                "请检查接口地址中的主机和端口，并确认 CRM 已启动"
            ),
            Trouble::UnknownHost => tr!(
                "check the spelling of the base URL, the network and the name server",
                "请检查接口地址的拼写、网络和 DNS"
            ),
            Trouble::Unreachable => tr!("check the network or the VPN", "请检查网络或 VPN"),
            Trouble::Timeout => tr!(
                "check the host and the port of the base URL, and whether a firewall drops the connection",
                "请检查接口地址中的主机和端口，以及防火墙是否拦截"
            ),
            Trouble::NotTls => tr!(
                "use an `http` base URL, or the port for `https`",
                "请改用 `http` 的接口地址，或使用 `https` 的端口"
            ),
            Trouble::NotPlain => tr!(
                "use an `https` base URL, or another port",
                "请改用 `https` 的接口地址或其他端口"
            ),
            Trouble::Certificate => tr!(
                "check that the base URL has the host name of the certificate, and that this machine trusts its issuer and has the right date",
                "请确认接口地址的主机名与证书一致、本机信任证书的签发者，且本机日期正确"
            ),
            Trouble::Proxy => tr!(
                "check `HTTPS_PROXY` and `HTTP_PROXY`, or add the host to `NO_PROXY`",
                "请检查 `HTTPS_PROXY` 和 `HTTP_PROXY`，或把主机加入 `NO_PROXY`"
            ),
            Trouble::Closed => tr!(
                "check the port, and whether the base URL needs `https`; then try again",
                "请检查端口，以及接口地址是否应为 `https`；然后重试"
            ),
            Trouble::RedirectToTls => {
                tr!("begin the base URL with `https`", "请把接口地址改为以 `https` 开头")
            }
            Trouble::Redirect | Trouble::NotFound | Trouble::Response(_) => base_url(),
            Trouble::Down(_) => tr!(
                "try again later; ask the administrator whether the CRM runs",
                "请稍后重试；或向管理员确认 CRM 是否运行"
            ),
            Trouble::Forbidden(_) => tr!(
                "check the proxy or the gateway, for example its login and its list of addresses",
                "请检查代理或网关，例如登录要求和地址白名单"
            ),
            Trouble::Page => tr!(
                "{}; a network that asks for a login can also answer with a page",
                "{}；需要登录的网络也会返回网页",
                base_url()
            ),
            Trouble::Other => tr!(
                "`crm metadata entity` shows the whole error, which can contain the host name",
                "`crm metadata entity` 会显示完整错误，其中可能包含主机名"
            ),
        }
    }
}

fn base_url() -> String {
    tr!(
        "check the base URL; it ends with `/gw/`, as in `https://www.365.wisecrm.com/gw/`",
        "请检查接口地址；应以 `/gw/` 结尾，例如 `https://www.365.wisecrm.com/gw/`"
    )
}
