//! Every fault of the sandbox, in-process and on the socket.

use std::time::Duration;

use crm_client::sandbox::{Fault, Sandbox};
use crm_client::{Client, Code, Error};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

use crate::support::error;

const ADD: &str = "account/add";

/// Creates an in-process sandbox and one with a socket, each with a client that does not retry.
async fn both() -> [(Sandbox, Client); 2] {
    let (near, far) = (Sandbox::new(), Sandbox::start().await.unwrap());
    let crm = near.client_builder().max_attempts(1).build().unwrap();
    let distant = far.client_builder().max_attempts(1).build().unwrap();
    [(near, crm), (far, distant)]
}

/// Adds a customer.
async fn add(crm: &Client) -> Result<(), Error> {
    let record = json!({ "accountName": "甲" });
    crm.account().add(&record).force_add(true).await.map(|_| ())
}

/// Lists customers.
async fn list(crm: &Client) -> Result<(), Error> {
    crm.account().list(["accountName"]).await.map(|_| ())
}

/// Returns the kind of a result as a string.
fn result_kind(result: Result<(), Error>) -> String {
    let Err(error) = result else { return "success".to_owned() };
    assert_eq!(error.attempts(), 1, "{error}");
    match (error.code(), error.status()) {
        _ if error.is_connect() => "connect error".to_owned(),
        _ if error.is_timeout() => "timeout".to_owned(),
        _ if error.is_transport() => "transport error".to_owned(),
        _ if error.is_decode() => "decode error".to_owned(),
        (None, Some(status)) if error.is_status() => format!("HTTP {}", status.as_u16()),
        (Some(code), _) => format!("code {code}"),
        (None, _) => panic!("{error}"),
    }
}

/// Injects a fault into a call of `account/add`, and checks the result and the completed calls.
async fn check(fault: Fault, expected: &str, completed: &[&str]) {
    for (sandbox, crm) in both().await {
        sandbox.inject(fault.clone());
        assert_eq!(result_kind(add(&crm).await), expected, "{sandbox:?} {fault:?}");
        assert_eq!(sandbox.completed_calls(), completed, "{sandbox:?} {fault:?}");
        assert_eq!((sandbox.requests(), sandbox.faults_applied()), (1, 1));
        assert_eq!(result_kind(list(&crm).await), "success", "the fault applies once: {fault:?}");
    }
}

#[tokio::test]
async fn reset_closes_the_connection_without_a_response() {
    check(Fault::reset(), "transport error", &[]).await;
    check(Fault::reset().after_completion(), "transport error", &[ADD]).await;
}

#[tokio::test]
async fn cut_body_truncates_the_body() {
    check(Fault::cut_body(), "transport error", &[ADD]).await;
}

/// Returns all bytes that the sandbox sends before it closes the connection.
async fn raw_response(fault: Fault) -> String {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.inject(fault);
    let address = sandbox.base_url().replace("http://", "").replace("/gw/", "");
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET /gw/ HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    let mut heard = String::new();
    stream.read_to_string(&mut heard).await.unwrap();
    heard
}

#[tokio::test]
async fn cut_body_sends_half_of_the_body_and_reset_sends_nothing() {
    let half = raw_response(Fault::cut_body()).await;
    let (head, body) = half.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    let promised = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    assert_eq!(body.len(), promised.parse::<usize>().unwrap() / 2);
    assert!(body.starts_with(r#"{"error_code":403"#), "{body}");
    assert_eq!(raw_response(Fault::reset()).await, "");
}

#[tokio::test]
async fn invalid_replies_cannot_be_decoded() {
    for fault in [Fault::garbage(), Fault::wrong_envelope(), Fault::body("[]"), Fault::status(200)]
    {
        check(fault.clone(), "decode error", &[]).await;
        check(fault.after_completion(), "decode error", &[ADD]).await;
    }
}

#[tokio::test]
async fn status_returns_the_http_status() {
    for status in [204, 302, 304, 404, 502, 503, 599] {
        check(Fault::status(status), &format!("HTTP {status}"), &[]).await;
    }
    check(Fault::status(504).after_completion(), "HTTP 504", &[ADD]).await;
}

#[tokio::test]
async fn code_returns_the_error_code() {
    check(Fault::code(Code::RATE_LIMITED), "code 491", &[]).await;
    check(Fault::code(Code::SYSTEM_ERROR).after_completion(), "code 500", &[ADD]).await;
}

#[tokio::test]
async fn a_wrong_clock_refuses_signatures() {
    for by in [Duration::from_secs(40), Duration::from_secs(86_400)] {
        check(Fault::clock_ahead(by), "code 400", &[]).await;
        check(Fault::clock_behind(by), "code 400", &[]).await;
    }
    check(Fault::clock_ahead(Duration::from_secs(10)), "success", &[ADD]).await;
    check(Fault::clock_behind(Duration::from_secs(10)), "success", &[ADD]).await;
}

#[tokio::test]
async fn header_adds_headers_to_the_response() {
    for (sandbox, crm) in both().await {
        sandbox.inject(Fault::status(503).header("Retry-After", "120"));
        sandbox.inject(Fault::status(302).header("location", "http://127.0.0.1:1/"));
        sandbox.inject(Fault::slow(Duration::ZERO).header("x-a", "1").header("x-a", "2"));
        for (status, name, values) in [
            (503, "retry-after", &["120"][..]),
            (302, "location", &["http://127.0.0.1:1/"]),
            (200, "x-a", &["1", "2"]),
        ] {
            let response = crm.user().list(["userName"]).send_raw().await.unwrap();
            assert_eq!(response.status(), status);
            assert_eq!(response.headers().get_all(name).iter().collect::<Vec<_>>(), values);
        }
        assert_eq!(sandbox.requests(), 3, "redirects are not followed");
    }
}

#[tokio::test]
async fn stale_reply_returns_the_reply_to_the_previous_request() {
    for (sandbox, crm) in both().await {
        let get = async |name: &str| {
            let record = json!({ "accountName": name });
            crm.account().add(&record).await.unwrap().account_id
        };
        sandbox.inject(Fault::stale_reply().times(3));
        let first = get("甲").await;
        // From now on, each request gets the reply to the previous one.
        assert_eq!(get("乙").await, first);
        let second = get("丙").await;
        assert_ne!(second, first);
        let names = crm.account().list(["accountName"]).await.unwrap();
        assert_eq!((names.total_size, sandbox.completed_calls().len()), (Some(3), 4));
        assert_eq!(names.data[1].get::<String>("accountId").unwrap(), second.as_str());
    }
}

#[tokio::test]
async fn stale_reply_returns_a_reply_that_was_lost() {
    for (sandbox, crm) in both().await {
        sandbox.inject(Fault::reset().after_completion());
        sandbox.inject(Fault::stale_reply());
        assert_eq!(result_kind(add(&crm).await), "transport error");
        // This is the reply to `account/add`.
        assert_eq!(result_kind(list(&crm).await), "decode error");
        assert_eq!(sandbox.completed_calls(), [ADD, "account/list"]);
    }
}

#[tokio::test(start_paused = true)]
async fn in_process_hang_never_ends_and_slow_waits_for_the_given_time() {
    let sandbox = Sandbox::new();
    let year = Duration::from_secs(365 * 86_400);
    let patient = sandbox.client_builder().timeout(year * 2).attempt_timeout(year * 2);
    let crm = patient.build().unwrap();
    sandbox.inject(Fault::hang());
    sandbox.inject(Fault::hang().after_completion());
    assert!(timeout(year, add(&crm)).await.is_err());
    assert_eq!(sandbox.completed_calls(), [""; 0]);
    assert!(timeout(year, add(&crm)).await.is_err());
    assert_eq!(sandbox.completed_calls(), [ADD]);

    let start = Instant::now();
    sandbox.inject(Fault::slow(year));
    assert_eq!(result_kind(add(&crm).await), "success");
    assert_eq!(start.elapsed().as_secs(), year.as_secs());

    sandbox.inject(Fault::slow(year));
    assert!(timeout(year / 2, add(&crm)).await.is_err());
    assert_eq!(sandbox.completed_calls(), [ADD; 3], "the call is completed before the wait");
}

#[tokio::test]
async fn on_the_socket_hang_and_slow_cause_a_timeout() {
    let sandbox = Sandbox::start().await.unwrap();
    let crm = sandbox.client_builder().timeout(Duration::from_millis(100)).build().unwrap();
    for (fault, completed) in [
        (Fault::hang(), 0),
        (Fault::hang().after_completion(), 1),
        (Fault::slow(Duration::from_secs(600)), 2),
    ] {
        sandbox.inject(fault);
        assert_eq!(result_kind(add(&crm).await), "timeout");
        assert_eq!(sandbox.completed_calls().len(), completed);
    }
    let patient = sandbox.client_builder().build().unwrap();
    sandbox.inject(Fault::slow(Duration::from_millis(1)));
    assert_eq!(result_kind(add(&patient).await), "success");
}

#[tokio::test]
async fn a_fault_applies_to_the_given_endpoints_and_number_of_requests() {
    for (sandbox, crm) in both().await {
        sandbox.inject(Fault::code(Code(1)).on(ADD).on("contact/add").after(1).times(2));
        let mut seen = Vec::new();
        for _ in 0..4 {
            seen.push(result_kind(add(&crm).await));
            assert_eq!(result_kind(list(&crm).await), "success");
        }
        assert_eq!(seen, ["success", "code 1", "code 1", "success"]);
        assert_eq!((sandbox.requests(), sandbox.faults_applied()), (8, 2));

        sandbox.inject(Fault::code(Code(1)).times(0));
        assert_eq!(result_kind(list(&crm).await), "success");
    }
}

#[tokio::test]
async fn the_first_of_several_matching_faults_applies() {
    for (sandbox, crm) in both().await {
        sandbox.inject(Fault::code(Code(1)).after(2));
        sandbox.inject(Fault::code(Code(2)).on("account/list"));
        sandbox.inject(Fault::code(Code(3)).times(9));
        let mut seen = vec![result_kind(add(&crm).await)];
        for _ in 0..3 {
            seen.push(result_kind(list(&crm).await));
        }
        assert_eq!(seen, ["code 3", "code 2", "code 1", "code 3"]);
        sandbox.clear_faults();
        assert_eq!(result_kind(add(&crm).await), "success");
        assert_eq!(sandbox.faults_applied(), 4);
    }
}

#[tokio::test]
async fn a_refused_call_is_not_completed() {
    for (sandbox, crm) in both().await {
        sandbox.disable_api();
        sandbox.inject(Fault::status(502).after_completion());
        assert_eq!(result_kind(add(&crm).await), "HTTP 502");
        assert_eq!(result_kind(add(&crm).await), "code 490");
        assert_eq!(sandbox.completed_calls(), [""; 0]);
    }
}

#[test]
#[should_panic(expected = "there is no endpoint `account/ad`")]
fn a_fault_on_an_unknown_endpoint_panics() {
    let _ = Fault::reset().on("account/ad");
}

#[tokio::test]
async fn a_disconnected_sandbox_refuses_connections_until_it_reconnects() {
    for (sandbox, crm) in both().await {
        let url = sandbox.base_url();
        for _ in 0..3 {
            sandbox.disconnect().await;
            sandbox.disconnect().await;
            assert_eq!(result_kind(add(&crm).await), "connect error");
            assert_eq!(result_kind(list(&crm).await), "connect error");
            sandbox.reconnect().await.unwrap();
            sandbox.reconnect().await.unwrap();
            // A new client has no idle connection that the sandbox has closed.
            let fresh = sandbox.client_builder().build().unwrap();
            assert_eq!(result_kind(add(&fresh).await), "success");
        }
        assert_eq!((sandbox.base_url(), sandbox.requests()), (url, 3));
        assert_eq!(result_kind(list(&crm).await), "success", "the records are still there");
    }
}

#[tokio::test]
async fn disconnect_closes_idle_connections() {
    let sandbox = Sandbox::start().await.unwrap();
    let crm = sandbox.client_builder().max_attempts(1).build().unwrap();
    assert_eq!(result_kind(add(&crm).await), "success");
    sandbox.disconnect().await;
    assert!(error(add(&crm).await).is_transport());
    assert_eq!(result_kind(add(&crm).await), "connect error");
    sandbox.reconnect().await.unwrap();
    assert_eq!(result_kind(add(&crm).await), "success");
    assert_eq!(sandbox.requests(), 2);
}

#[tokio::test]
async fn disconnect_ends_pending_requests() {
    for (sandbox, crm) in both().await {
        for fault in [Fault::hang(), Fault::slow(Duration::from_secs(600))] {
            sandbox.inject(fault);
            let before = sandbox.requests();
            let crm = crm.clone();
            let call = tokio::spawn(async move { result_kind(add(&crm).await) });
            while sandbox.requests() == before {
                tokio::task::yield_now().await;
            }
            sandbox.disconnect().await;
            assert_eq!(call.await.unwrap(), "transport error");
            sandbox.reconnect().await.unwrap();
        }
    }
}

#[tokio::test]
async fn refuse_refuses_in_process_and_closes_the_connection_on_the_socket() {
    for fault in [Fault::refuse(), Fault::refuse().after_completion()] {
        let [(near, crm), (far, distant)] = both().await;
        near.inject(fault.clone().on(ADD));
        far.inject(fault.on(ADD));
        assert_eq!(result_kind(add(&crm).await), "connect error");
        assert_eq!(result_kind(add(&distant).await), "transport error");
        for (sandbox, crm) in [(near, crm), (far, distant)] {
            assert_eq!(
                (sandbox.completed_calls().len(), sandbox.requests(), sandbox.faults_applied()),
                (0, 0, 1)
            );
            assert_eq!(result_kind(add(&crm).await), "success");
        }
    }
}

#[tokio::test]
async fn accepts_any_clock_difference() {
    let [(sandbox, crm), _] = both().await;
    for by in
        [Duration::from_secs(4_000_000_000), Duration::from_secs(400_000_000_000), Duration::MAX]
    {
        for fault in [Fault::clock_ahead(by), Fault::clock_behind(by)] {
            sandbox.inject(fault);
            let _ = add(&crm).await;
        }
    }
    assert_eq!(sandbox.faults_applied(), 6);
}
