//! Sends any requests to the sandbox. Every response is an envelope that the endpoint can decode.
//!
//! Every line is a request, `METHOD URL BODY`. It is sent twice: unchanged, and with valid
//! authentication parameters.

#![no_main]

use bytes::Bytes;
use crm_client::ENDPOINTS;
use crm_client::sandbox::Sandbox;
use http::{Method, Request, Uri};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|data: &[u8]| {
    let sandbox = Sandbox::new();
    for line in data.split(|it| *it == b'\n') {
        let mut parts = line.splitn(3, |it| *it == b' ');
        let mut part = || parts.next().unwrap_or_default();
        let (Ok(method), url, body) = (Method::from_bytes(part()), part(), part()) else {
            continue;
        };
        send(&sandbox, &method, url, body);
        send(&sandbox, &method, &with_key(&sandbox, url), body);
    }
});

/// Adds authentication parameters to a URL. The URL can already contain another user.
fn with_key(sandbox: &Sandbox, url: &[u8]) -> Vec<u8> {
    let (path, query) = match url.iter().position(|it| *it == b'?') {
        Some(at) => (&url[..at], &url[at + 1..]),
        None => (url, &b""[..]),
    };
    let before = format!("?appid={}&sign={}&", sandbox.app_id(), sandbox.app_key());
    // Duplicate parameters are invalid.
    let behind = match query.windows(8).any(|it| it == b"op_user=") {
        true => String::new(),
        false => format!("&op_user={}", sandbox.user()),
    };
    [path, before.as_bytes(), query, behind.as_bytes()].concat()
}

fn send(sandbox: &Sandbox, method: &Method, url: &[u8], body: &[u8]) {
    let Ok(url) = Uri::try_from(url) else { return };
    let request = Request::builder().method(method).uri(url);
    let request = request.header("content-type", "application/json");
    let request = request.body(Bytes::copy_from_slice(body)).unwrap();
    let response = sandbox.handle(&request);
    let Some(path) = request.uri().path().strip_prefix("/gw/") else { return };
    let envelope: Value = serde_json::from_slice(response.body()).unwrap();
    let code = envelope["error_code"].as_i64().expect("the code is an integer");
    if code == 0 {
        let entry = ENDPOINTS.iter().find(|it| it.info.path == path);
        entry.expect("the endpoint exists").decode(response.body()).unwrap();
    }
}
