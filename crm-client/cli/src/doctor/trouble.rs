//! Why a server does not answer like the API, and what to do.

mod words;

use std::error::Error as StdError;
use std::io;

use bytes::Bytes;
use crm_client::Error;
use http::header::LOCATION;
use http::{Response, StatusCode};

use super::report::{Check, Mark};
use crate::failure::Status;
use crate::lang::tr;

/// The number of bytes of a body that are searched.
const SEARCHED: usize = 4096;

/// The likely reason why a CRM cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// No program listens on the port.
    Refused,
    /// The name of the host is unknown.
    UnknownHost,
    /// There is no route to the host.
    Unreachable,
    /// No connection or no response in time.
    Timeout,
    /// The server does not speak TLS.
    NotTls,
    /// The server seems to expect TLS, or does not speak HTTP.
    NotPlain,
    /// The certificate of the server is invalid.
    Certificate,
    /// The proxy does not let the connection pass.
    Proxy,
    /// The connection was closed early.
    Closed,
    /// The server redirects to `https`.
    RedirectToTls,
    /// The server redirects elsewhere.
    Redirect,
    /// There is nothing at this path.
    NotFound,
    /// The server, or a gateway in front of it, is not ready. This is its HTTP status.
    Down(u16),
    /// A server in front of the CRM does not let the request pass. This is its HTTP status.
    Forbidden(u16),
    /// A web page instead of JSON.
    Page,
    /// Another response. This is its HTTP status.
    Response(u16),
    /// Anything else.
    Other,
}

impl Trouble {
    /// Returns the likely reason why no response was received.
    pub(crate) fn of(error: &Error, is_tls: bool) -> Trouble {
        let Some(transport) = error.transport_error() else { return Trouble::Other };
        let (mut text, mut kind) = (String::new(), None);
        let mut cause: Option<&(dyn StdError + 'static)> = Some(transport.inner());
        while let Some(it) = cause {
            text.push_str(&it.to_string().to_lowercase());
            text.push('\n');
            kind = it.downcast_ref::<io::Error>().map(io::Error::kind).or(kind);
            cause = it.source();
        }
        Trouble::of_text(&text, kind, error.is_timeout(), is_tls)
    }

    fn of_text(text: &str, kind: Option<io::ErrorKind>, is_timeout: bool, is_tls: bool) -> Trouble {
        let has = |words: &[&str]| words.iter().any(|it| text.contains(it));
        match kind {
            _ if has(&["tunnel", "proxy"]) => Trouble::Proxy,
            _ if has(&["dns error", "lookup address"]) => Trouble::UnknownHost,
            _ if is_timeout => Trouble::Timeout,
            _ if has(&["certificate"]) => Trouble::Certificate,
            _ if is_tls && has(&["corrupt message", "handshake", "wrong version"]) => {
                Trouble::NotTls
            }
            Some(io::ErrorKind::ConnectionRefused) => Trouble::Refused,
            Some(io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable) => {
                Trouble::Unreachable
            }
            _ if !is_tls && has(&["invalid http version", "parse"]) => Trouble::NotPlain,
            _ if has(&["closed", "reset", "eof", "incomplete"]) => Trouble::Closed,
            _ => Trouble::Other,
        }
    }

    /// Creates the check of a server that cannot be used.
    pub(crate) fn check(self, has_proxy: bool) -> Check {
        let mut remedy = self.remedy();
        if has_proxy && self != Trouble::Proxy {
            remedy.push_str(&tr!(
                "; the request went through a proxy, so check the proxy, too",
                "；请求经过了代理，请同时检查代理设置"
            ));
        }
        let check = Check::connection("server", title(), Mark::Bad, self.problem());
        check.value(self.value()).remedy(remedy)
    }
}

/// The name of the check whether the server answers.
pub(crate) fn title() -> String {
    tr!("server", "服务器")
}

/// Returns why a response is not one of the API, and the exit code.
pub(crate) fn of_response(response: &Response<Bytes>, is_tls: bool) -> (Trouble, Status) {
    let status = response.status();
    let body = response.body();
    let start = String::from_utf8_lossy(&body[..body.len().min(SEARCHED)]).to_lowercase();
    let to_tls = || {
        let location = response.headers().get(LOCATION);
        !is_tls && location.is_some_and(|it| it.as_bytes().starts_with(b"https:"))
    };
    let trouble = match status {
        _ if !is_tls && start.contains("plain http request was sent to https port") => {
            Trouble::NotPlain
        }
        _ if status.is_redirection() && to_tls() => Trouble::RedirectToTls,
        _ if status.is_redirection() => Trouble::Redirect,
        StatusCode::NOT_FOUND => Trouble::NotFound,
        StatusCode::BAD_GATEWAY
        | StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::GATEWAY_TIMEOUT
        | StatusCode::TOO_MANY_REQUESTS => Trouble::Down(status.as_u16()),
        StatusCode::UNAUTHORIZED
        | StatusCode::FORBIDDEN
        | StatusCode::PROXY_AUTHENTICATION_REQUIRED => Trouble::Forbidden(status.as_u16()),
        _ if start.trim_start().starts_with('<') => Trouble::Page,
        _ => Trouble::Response(status.as_u16()),
    };
    let may_pass = matches!(trouble, Trouble::Down(_));
    (trouble, if may_pass { Status::Network } else { Status::Failed })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recognizes_the_errors_of_tls_and_proxies() {
        // The texts are those of rustls and hyper-util.
        for (text, expected) in [
            ("invalid peer certificate: unknownissuer", Trouble::Certificate),
            ("invalid peer certificate: certificate expired", Trouble::Certificate),
            ("received corrupt message of type invalidcontenttype", Trouble::NotTls),
            ("tunnel error: unsuccessful", Trouble::Proxy),
            ("dns error\nfailed to lookup address information", Trouble::UnknownHost),
            ("connection closed before message completed", Trouble::Closed),
            ("something else", Trouble::Other),
        ] {
            assert_eq!(Trouble::of_text(text, None, false, true), expected, "{text}");
        }
        let refused = Some(io::ErrorKind::ConnectionRefused);
        assert_eq!(Trouble::of_text("tcp connect error", refused, false, true), Trouble::Refused);
        assert_eq!(Trouble::of_text("connect", None, true, true), Trouble::Timeout);
    }
}
