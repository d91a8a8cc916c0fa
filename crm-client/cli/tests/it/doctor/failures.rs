//! A connection that does not work: the likely cause, the remedy and the exit code.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use crm_client::Code;
use crm_client::sandbox::{Behavior, Fault};
use serde_json::json;

use super::{Diagnosis, diagnose, diagnose_with};
use crate::support::Server;

/// Returns the base URL of a server that answers every connection with these bytes.
fn answering(answer: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 8192]);
            let _ = stream.write_all(answer);
        }
    });
    format!("http://{address}/gw/")
}

/// Diagnoses the server with this base URL.
fn at(base_url: &str) -> Diagnosis {
    diagnose_with(&Server::start(), &[], &[("CRM_BASE_URL", base_url)])
}

/// Checks that the connection fails for this reason, that a remedy is named, and that the remaining
/// checks are skipped.
fn fails(diagnosis: &Diagnosis, check: &str, value: &str, code: i32) {
    assert_eq!(diagnosis.finding(check), ("error", &json!(value)), "{:#}", diagnosis.report);
    assert!(diagnosis.check(check)["remedy"].as_str().is_some_and(|it| !it.is_empty()), "{check}");
    assert_eq!(diagnosis.run.code, code, "{:?}", diagnosis.run);
    assert_eq!(diagnosis.finding("behavior").0, "skipped");
    assert_eq!(diagnosis.finding("user").0, "skipped");
    assert!(diagnosis.report["differences_from_sandbox"].is_null());
    assert_eq!(diagnosis.report["exit_code"], code);
}

#[test]
fn a_wrong_key_is_recognized_by_a_second_wrong_signature() {
    for behavior in
        [Behavior::default(), Behavior::default().signature_refusal(Code(777), "无效请求")]
    {
        let server = Server::start();
        server.sandbox.set_behavior(behavior);
        for sign in ["sha1", "md5"] {
            let env = [("CRM_APP_KEY", "NotTheKeyOfThisSandbox"), ("CRM_SIGN", sign)];
            let diagnosis = diagnose_with(&server, &[], &env);
            fails(&diagnosis, "key", "wrong_key", 3);
            assert_eq!(diagnosis.report["calls"], 2);
        }
        let id = "000-AAAAAAAA-1111-2222-3333-BBBBBBBBBBBB";
        let diagnosis = diagnose_with(&server, &[], &[("CRM_APP_ID", id)]);
        fails(&diagnosis, "key", "wrong_key", 3);
    }
}

#[test]
fn a_refusal_for_another_reason_is_not_blamed_on_the_key() {
    let server = Server::start();
    let reply = json!({ "error_code": 400, "error_msg": "应用已停用" });
    server.sandbox.answer("metadata/entity", &reply);
    let diagnosis = diagnose(&server);
    fails(&diagnosis, "key", "refused", 3);
    assert_eq!(diagnosis.check("key")["server_message"], "应用已停用");
}

#[test]
fn a_wrong_clock_is_found_with_the_command_that_sets_it() {
    let server = Server::start();
    server.sandbox.advance(Duration::from_secs(300));
    let diagnosis = diagnose(&server);
    fails(&diagnosis, "key", "clock", 3);
    let clock = diagnosis.check("clock");
    assert_eq!(clock["status"], "error");
    assert!((298..=302).contains(&clock["value"].as_i64().unwrap()), "{clock}");
    assert!(clock["summary"].as_str().unwrap().ends_with(" s behind the server"), "{clock}");
    let remedy = clock["remedy"].as_str().unwrap();
    assert!(cfg!(not(target_os = "linux")) || remedy.contains("timedatectl"), "{remedy}");
    assert_eq!(diagnosis.report["calls"], 1);
}

#[test]
fn a_difference_that_is_still_accepted_is_a_warning() {
    let server = Server::start();
    server.sandbox.advance(Duration::from_secs(20));
    let diagnosis = diagnose(&server);
    assert_eq!((diagnosis.finding("clock").0, diagnosis.run.code), ("warning", 0));
}

#[test]
fn documented_refusals_have_their_documented_remedies() {
    let server = Server::start();
    server.sandbox.disable_api();
    let diagnosis = diagnose(&server);
    fails(&diagnosis, "api", "disabled", 3);
    assert_eq!(diagnosis.check("api")["remedy"], "ask the vendor to enable it");
    server.sandbox.enable_api();

    server.sandbox.set_quota(Some(0));
    let behavior = Behavior::default().response_header("Retry-After", "60");
    server.sandbox.set_behavior(behavior);
    let diagnosis = diagnose(&server);
    fails(&diagnosis, "api", "quota_used_up", 3);
    assert_eq!(diagnosis.check("quota_headers")["value"], json!({ "retry-after": "60" }));
    server.sandbox.set_quota(None);

    for (code, value) in [(403, "not_supported"), (500, "system_error")] {
        let reply = json!({ "error_code": code, "error_msg": "" });
        server.sandbox.answer("metadata/entity", &reply);
        fails(&diagnose(&server), "api", value, 3);
    }
    assert_eq!(diagnose(&server).run.code, 0);
}

#[test]
fn a_quota_that_ends_during_the_run_is_reported() {
    let server = Server::start();
    server.sandbox.set_quota(Some(4));
    let diagnosis = diagnose(&server);
    assert_eq!(diagnosis.run.code, 0);
    for id in ["unknown_record", "query_totals", "modified_on.Contact.exists"] {
        assert_eq!(diagnosis.finding(id), ("not_determined", &json!(null)), "{id}");
    }
    let reason = diagnosis.check("unknown_record")["summary"].as_str().unwrap();
    assert_eq!(reason, "the CRM refuses further calls (code 491)");
    assert_eq!(diagnosis.differences(), []);
}

#[test]
fn a_failure_during_the_run_concerns_one_check() {
    let server = Server::start();
    server.sandbox.inject(Fault::reset().on("account/get"));
    let diagnosis = diagnose(&server);
    let check = diagnosis.check("unknown_record");
    assert_eq!(check["summary"], "the request failed on the network");
    assert_eq!((&check["status"], diagnosis.run.code), (&json!("not_determined"), 0));
    assert_eq!(diagnosis.differences(), []);

    // Without an envelope, the status is the answer.
    server.sandbox.inject(Fault::status(500).on("account/get"));
    let diagnosis = diagnose(&server);
    assert_eq!(diagnosis.finding("unknown_record"), ("found", &json!("HTTP 500")));
    assert_eq!(diagnosis.finding("large_page").0, "found");
}

#[test]
fn an_unknown_user_is_named_as_the_cause() {
    let server = Server::start();
    let unknown = "027-00000000-0000-4000-8000-000000000001";
    for user in [unknown, "没有这个人"] {
        let diagnosis = diagnose_with(&server, &[], &[("CRM_USER", user)]);
        assert_eq!(diagnosis.finding("user"), ("error", &json!("unknown")), "{user}");
        let remedy = diagnosis.check("user")["remedy"].as_str().unwrap();
        assert!(remedy.contains("crm user list"), "{remedy}");
        assert_eq!(diagnosis.run.code, 3);
        // The other checks are still made.
        assert_eq!(diagnosis.finding("wrong_signature").0, "found");
    }
}

#[test]
fn a_user_can_be_configured_by_name() {
    let server = Server::start();
    let diagnosis = diagnose_with(&server, &[], &[("CRM_USER", "老黄")]);
    assert_eq!((diagnosis.finding("user").0, diagnosis.run.code), ("ok", 0));
    assert_eq!(diagnosis.report["calls"], 10);

    server.sandbox.insert("User", &json!({ "userName": "老黄" }));
    let diagnosis = diagnose_with(&server, &[], &[("CRM_USER", "老黄")]);
    assert_eq!(diagnosis.finding("user"), ("error", &json!("ambiguous")));
    assert_eq!(diagnosis.run.code, 3);
}

#[test]
fn a_port_without_a_server_is_recognized() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    fails(&at(&format!("http://{address}/gw/")), "server", "connection_refused", 4);
    fails(&at(&format!("https://{address}/gw/")), "server", "connection_refused", 4);
}

#[test]
fn an_unknown_host_is_recognized() {
    fails(&at("http://no-such-host.invalid/gw/"), "server", "unknown_host", 4);
}

#[test]
fn tls_on_a_plain_port_is_recognized() {
    let server = Server::start();
    let url = server.sandbox.base_url().replace("http:", "https:");
    fails(&at(&url), "server", "no_tls", 4);
}

#[test]
fn a_plain_request_to_a_port_with_tls_is_recognized() {
    // An alert of TLS: a fatal unexpected message.
    let alert = b"\x15\x03\x01\x00\x02\x02\x0a";
    fails(&at(&answering(alert)), "server", "not_http", 4);
    let nginx = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 56\r\nconnection: close\r\n\r\n\
                  <html>The plain HTTP request was sent to HTTPS port</ht>";
    fails(&at(&answering(nginx)), "server", "not_http", 1);
}

#[test]
fn other_servers_than_the_api_are_recognized() {
    let close = "content-length: 6\r\nconnection: close\r\n\r\n<html>";
    for (head, value, code) in [
        ("200 OK", "web_page", 1),
        ("404 Not Found", "not_found", 1),
        ("407 Proxy Authentication Required", "blocked", 1),
        ("502 Bad Gateway", "server_down", 4),
        ("302 Found\r\nlocation: https://crm.example.com/gw/", "redirect_to_https", 1),
        ("302 Found\r\nlocation: /login", "redirect", 1),
    ] {
        let answer = format!("HTTP/1.1 {head}\r\n{close}").into_bytes();
        fails(&at(&answering(answer.leak())), "server", value, code);
    }
    let json = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";
    fails(&at(&answering(json)), "server", "not_the_api", 1);
    fails(&at(&answering(b"")), "server", "connection_closed", 4);
}

#[test]
fn a_proxy_in_use_is_reported_without_its_address() {
    let server = Server::start();
    let nobody = "http://127.0.0.1:9/";
    let env = [("NO_PROXY", ""), ("HTTP_PROXY", nobody)];
    let diagnosis = diagnose_with(&server, &[], &env);
    assert_eq!(diagnosis.finding("proxy"), ("ok", &json!("in_use")));
    assert_eq!(diagnosis.run.code, 4);
    let remedy = diagnosis.check("server")["remedy"].as_str().unwrap();
    assert!(remedy.contains("check the proxy"), "{remedy}");
    assert!(!diagnosis.run.stdout.contains("127.0.0.1"));
}
