//! Hosts, origins and the token.

use super::support::Console;

/// Requests that a page, the API and a change need.
const REQUESTS: [&str; 5] = [
    "GET / HTTP/1.1",
    "GET /_sandbox/state HTTP/1.1",
    "GET /_sandbox/events HTTP/1.1",
    "POST /_sandbox/reset HTTP/1.1",
    "DELETE /_sandbox/faults HTTP/1.1",
];

const JSON: &str = "Content-Type: application/json";

#[track_caller]
fn assert_refused(console: &Console, line: &str, headers: &[&str], part: &str) {
    let head: Vec<&str> = [line, JSON].iter().chain(headers).copied().collect();
    let body: &[u8] = if line.starts_with("POST") { b"{}" } else { b"" };
    let reply = console.send(&head, body);
    reply.assert_error(403, part);
    assert!(reply.header("access-control-allow-origin").is_none(), "{reply:?}");
    // Nothing was answered that belongs to the console.
    assert!(!reply.body.contains("app_key"), "{reply:?}");
}

#[test]
fn other_hosts_are_refused() {
    let console = Console::start();
    let port = console.address.rsplit(':').next().unwrap();
    let other_port = format!("127.0.0.1:{}", port.parse::<u16>().unwrap() ^ 1);
    let hosts = [
        format!("evil.example:{port}"),
        format!("localhost.evil.example:{port}"),
        format!("127.0.0.1.evil.example:{port}"),
        format!("localhost:{port}.evil.example"),
        format!("evil.example@127.0.0.1:{port}"),
        format!("192.168.1.7:{port}"),
        format!("0.0.0.0:{port}"),
        format!("[::]:{port}"),
        other_port,
        "127.0.0.1".to_owned(),
        "localhost".to_owned(),
        String::new(),
    ];
    for host in &hosts {
        for line in REQUESTS {
            assert_refused(&console, line, &[&format!("Host: {host}")], "host: ");
        }
    }
    for line in REQUESTS {
        let line = line.replace("1.1", "1.0");
        assert_refused(&console, &line, &[], "host: ");
    }
    // The second one is not looked at by browsers, but may be by a proxy.
    let twice = [REQUESTS[1], "Host: HOST", &format!("Host: evil.example:{port}")];
    assert_ne!(console.send(&twice, b"").status, 200);
    for host in ["127.0.0.1", "localhost", "LocalHost", "[::1]"] {
        let reply = console.send(&[REQUESTS[1], &format!("Host: {host}:{port}")], b"");
        assert_eq!(reply.status, 200, "{host}: {reply:?}");
    }
}

#[test]
fn pages_of_other_origins_are_refused() {
    let console = Console::start();
    let port = console.address.rsplit(':').next().unwrap();
    let foreign = [
        "Origin: https://evil.example".to_owned(),
        "Origin: null".to_owned(),
        "Origin: http://127.0.0.1".to_owned(),
        "Origin: http://127.0.0.1:1".to_owned(),
        format!("Origin: https://127.0.0.1:{port}"),
        format!("Origin: http://localhost:{port}"),
        format!("Origin: http://127.0.0.1:{port}.evil.example"),
        "Sec-Fetch-Site: cross-site".to_owned(),
        // Another program of this computer.
        "Sec-Fetch-Site: same-site".to_owned(),
    ];
    for header in &foreign {
        for line in &REQUESTS[1..] {
            assert_refused(&console, line, &["Host: HOST", header], "origin: ");
        }
    }
    // A link to the page is harmless.
    for site in ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: none"] {
        assert_eq!(console.send(&[REQUESTS[0], "Host: HOST", site], b"").status, 200, "{site}");
    }
    let own = format!("Origin: http://{}", console.address);
    for line in [REQUESTS[1], REQUESTS[3]] {
        let head = [line, "Host: HOST", &own, "Sec-Fetch-Site: same-origin", JSON];
        let body: &[u8] = if line.starts_with("POST") { b"{}" } else { b"" };
        assert_eq!(console.send(&head, body).status, 200, "{line}");
    }
    let preflight =
        ["OPTIONS /_sandbox/reset HTTP/1.1", "Host: HOST", "Origin: http://evil.example"];
    assert_eq!(console.send(&preflight, b"").status, 403);
}

#[test]
fn changes_need_a_content_type_that_forms_cannot_send() {
    let console = Console::start();
    let before = console.get("state")["now"].clone();
    for line in [
        "POST /_sandbox/clock HTTP/1.1",
        "POST /_sandbox/reset HTTP/1.1",
        "POST /_sandbox/undo HTTP/1.1",
        "POST /_sandbox/snapshot HTTP/1.1",
        "PUT /_sandbox/entities/Account HTTP/1.1",
        "DELETE /_sandbox/faults HTTP/1.1",
        "DELETE /_sandbox/faults/1 HTTP/1.1",
        "DELETE /_sandbox/entities/Account/fields/phone HTTP/1.1",
    ] {
        for kind in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""] {
            let kind = format!("Content-Type: {kind}");
            let body = br#"{"advance_ms":86400000,"seed":"empty"}"#;
            let reply = console.send(&[line, "Host: HOST", &kind], body);
            reply.assert_error(400, "content-type: expected `application/json`");
        }
    }
    let after = console.get("state");
    assert!(after["now"].as_u64().unwrap() < before.as_u64().unwrap() + 80_000_000);
    assert!(console.get("records/Account")["total"].as_u64().unwrap() > 0);
    for kind in ["application/json", "application/json; charset=utf-8", "Application/JSON"] {
        let kind = format!("Content-Type: {kind}");
        let head = ["POST /_sandbox/clock HTTP/1.1", "Host: HOST", &kind];
        assert_eq!(console.send(&head, br#"{"advance_ms":0}"#).status, 200, "{kind}");
    }
}

#[test]
fn responses_have_the_headers_that_protect_them() {
    let console = Console::start();
    for line in [
        "GET / HTTP/1.1",
        "GET /index.html HTTP/1.1",
        "GET /_sandbox/state HTTP/1.1",
        "GET /_sandbox/diagram.svg HTTP/1.1",
        "GET /_sandbox/nothing HTTP/1.1",
        "GET /_sandbox/state?q HTTP/1.0",
    ] {
        let reply = console.send(&[line, "Host: HOST"], b"");
        let policy = reply.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'self'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"), "{line}");
        assert_eq!(reply.header("referrer-policy"), Some("no-referrer"), "{line}");
        assert_eq!(reply.header("access-control-allow-origin"), None, "{line}");
    }
}

#[test]
fn the_token_is_needed_for_everything_but_the_crm() {
    let console = Console::with("--token 口令-1&2=%3D;");
    let state = "GET /_sandbox/state HTTP/1.1";
    for line in REQUESTS {
        assert_refused(&console, line, &["Host: HOST"], "token: ");
        assert_refused(&console, line, &["Host: HOST", "X-Sandbox-Token: x"], "token: ");
        assert_refused(&console, line, &["Host: HOST", "Cookie: sandbox_token=x"], "token: ");
        assert_refused(&console, line, &["Host: HOST", "Cookie: sandbox_token="], "token: ");
    }
    for path in ["/?token=", "/?token=x", "/?tokens=x", "/_sandbox/state?token=x"] {
        assert_refused(&console, &format!("GET {path} HTTP/1.1"), &["Host: HOST"], "token: ");
    }
    // The address that is printed sets a cookie, which opens the API.
    let page = console.lines[0].1.strip_prefix(&format!("http://{}", console.address)).unwrap();
    let reply = console.send(&[&format!("GET {page} HTTP/1.1"), "Host: HOST"], b"");
    assert_eq!(reply.status, 200, "{reply:?}");
    let cookie = reply.header("set-cookie").unwrap();
    assert!(cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Strict"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap();
    for cookie in [cookie.to_owned(), format!("a=b; {cookie}; c=d"), format!("a=b;{cookie}")] {
        let cookie = format!("Cookie: {cookie}");
        assert_eq!(console.send(&[state, "Host: HOST", &cookie], b"").status, 200, "{cookie}");
    }
    // The token does not replace the other checks.
    let cookie = format!("Cookie: {cookie}");
    assert_refused(&console, state, &["Host: evil.example", &cookie], "host: ");
    let origin = "Origin: http://evil.example";
    assert_refused(&console, state, &["Host: HOST", &cookie, origin], "origin: ");
    // The CRM has its signatures.
    let reply = console.send(&["GET /gw/area/root HTTP/1.1", "Host: HOST"], b"");
    assert_eq!(reply.status, 200, "{reply:?}");
    // A header can have any bytes.
    let header = "X-Sandbox-Token: 口令-1&2=%3D;";
    assert_eq!(console.send(&[state, "Host: HOST", header], b"").status, 200);
}

#[test]
fn the_crm_itself_has_no_such_checks() {
    let console = Console::start();
    for header in ["Host: crm.example.com", "Origin: https://app.example", "X: y"] {
        let reply = console.send(&["GET /gw/area/root HTTP/1.1", header], b"");
        // A request without `Host` is answered, too.
        assert_eq!(reply.status, 200, "{header}: {reply:?}");
        assert!(reply.body.contains("error_code"), "{reply:?}");
    }
}
