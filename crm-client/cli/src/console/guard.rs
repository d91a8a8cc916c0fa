//! Who may use the console: only its own pages, opened by its own address, with the token if there is one.
//!
//! A page of another site can send requests to this computer. The browser states its origin, and with DNS
//! rebinding at least its host, so both are checked. The CRM at `/gw/` has its signatures.

use std::net::IpAddr;

use http::header::{COOKIE, HOST, ORIGIN};
use http::{HeaderValue, Method, Request};

use super::app::App;
use super::reply::Refusal;

/// The cookie with the token.
const COOKIE_NAME: &str = "sandbox_token";

/// The header with the token, for programs.
const HEADER: &str = "x-sandbox-token";

/// Checks a request for a page or for the API. Returns a cookie to set.
pub(super) fn check<B>(app: &App, request: &Request<B>) -> Result<Option<HeaderValue>, Refusal> {
    let header = |name| request.headers().get(name).and_then(|it: &HeaderValue| it.to_str().ok());
    let host = header(HOST.as_str()).unwrap_or_default();
    // A proxy could look at another one than this check.
    let is_one = request.headers().get_all(HOST).iter().count() == 1;
    if !is_one || !is_own_host(app, host) {
        return Err(Refusal::Host);
    }
    // `same-site` is a page at another port of this computer. `none` is the address bar.
    let is_other_site =
        header("sec-fetch-site").is_some_and(|it| it != "same-origin" && it != "none");
    // A link to the page itself is harmless.
    let is_page = request.method() == Method::GET && request.uri().path() == "/";
    let is_foreign = header(ORIGIN.as_str()).is_some_and(|it| it != format!("http://{host}"));
    if is_foreign || (is_other_site && !is_page) {
        return Err(Refusal::Origin);
    }
    let Some(token) = &app.settings.token else { return Ok(None) };
    let query = request.uri().query().unwrap_or_default();
    let given = form_urlencoded::parse(query.as_bytes()).find(|it| it.0 == "token");
    if is_page && given.as_ref().is_some_and(|it| is_equal(&it.1, token)) {
        let encoded: String = form_urlencoded::byte_serialize(token.as_bytes()).collect();
        let cookie = format!("{COOKIE_NAME}={encoded}; HttpOnly; SameSite=Strict; Path=/");
        return Ok(HeaderValue::try_from(cookie).ok());
    }
    let by_header = request.headers().get(HEADER);
    let by_header = by_header.and_then(|it| std::str::from_utf8(it.as_bytes()).ok());
    let by_header = by_header.is_some_and(|it| is_equal(it, token));
    let cookies = header(COOKIE.as_str()).unwrap_or_default().split(';');
    let by_cookie = cookies.filter_map(|it| it.trim().split_once('=')).any(|(name, value)| {
        let value = form_urlencoded::parse(value.as_bytes()).next();
        name == COOKIE_NAME && value.is_some_and(|it| is_equal(&it.0, token))
    });
    if by_header || by_cookie { Ok(None) } else { Err(Refusal::Token) }
}

/// Compares secrets in a time that does not depend on where they differ.
fn is_equal(left: &str, right: &str) -> bool {
    let bytes = left.bytes().zip(right.bytes());
    left.len() == right.len() && bytes.fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}

/// Returns whether a host is an address of this server, and not a name that somebody else has made.
fn is_own_host(app: &App, host: &str) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, port.parse().ok()),
        _ => (host, Some(80)),
    };
    if port != Some(app.address.port()) {
        return false;
    }
    let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    match address {
        Ok(address) => address.is_loopback() || !app.settings.host.is_loopback(),
        Err(_) => name.eq_ignore_ascii_case("localhost"),
    }
}
