//! The sandbox: which requests it refuses, and what it says about them.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use crm_client::sandbox::{Fault, Sandbox};
use crm_client::{Code, Credentials, Upload};
use http::Request;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::support::error;

const ADD: &str = r#"{"accountName":"甲"}"#;

/// The URL of a call with the plain key, and with a user where the call has one.
fn url(sandbox: &Sandbox, path: &str, query: &str) -> String {
    let (id, key) = (sandbox.app_id(), sandbox.app_key());
    format!("{}{path}?appid={id}&sign={key}&{query}", sandbox.base_url())
}

fn add_url(sandbox: &Sandbox) -> String {
    url(sandbox, "account/add", &format!("op_user={}", sandbox.user()))
}

/// The code and the message of the sandbox's reply.
fn said(
    sandbox: &Sandbox,
    request: http::request::Builder,
    body: impl Into<Bytes>,
) -> (i64, String) {
    let response = sandbox.handle(&request.body(body.into()).unwrap());
    assert_eq!(response.status(), 200);
    let body: Value = serde_json::from_slice(response.body()).unwrap();
    let message = body["error_msg"].as_str().unwrap_or_default().to_owned();
    (body["error_code"].as_i64().unwrap(), message)
}

#[track_caller]
fn assert_refused(answer: &(i64, String), code: Code, message: &str) {
    assert_eq!(answer.0, code.0, "{}", answer.1);
    assert!(answer.1.contains(message), "{:?} says nothing of {message:?}", answer.1);
}

#[test]
fn a_parameter_that_is_given_twice_is_named() {
    let sandbox = Sandbox::new();
    for (query, name) in [
        ("fields=userName&page_no=1&page_no=1", "page_no"),
        ("fields=userName&page_no=1&page_no=", "page_no"),
        ("fields=userName&page%5Fno=1&page_no=2", "page_no"),
        ("fields=userName&appid=x", "appid"),
        ("fields=userName&sign=x", "sign"),
        ("fields=userName&unheard=1&unheard=2", "unheard"),
    ] {
        let answer = said(&sandbox, Request::get(url(&sandbox, "user/list", query)), "");
        assert_refused(&answer, Code::INVALID_PARAMETER, &format!("`{name}` is given twice"));
    }
    let long = format!("fields=userName&{0}=1&{0}=1", "a".repeat(10_000));
    let answer = said(&sandbox, Request::get(url(&sandbox, "user/list", &long)), "");
    assert!(answer.1.len() < 200, "the message is short");
    assert!(sandbox.acted().is_empty());
}

#[test]
fn a_json_body_needs_its_content_type() {
    let sandbox = Sandbox::new();
    let add = |value: Option<&str>| {
        let request = Request::post(add_url(&sandbox).replace("add?", "add?force_add=true&"));
        let request = match value {
            Some(value) => request.header("content-type", value),
            None => request,
        };
        said(&sandbox, request, ADD)
    };
    for fit in [
        "application/json",
        "Application/JSON; Charset=\"UTF-8\"",
        "application/json;charset=utf-8",
        "application/json; version=1",
    ] {
        assert_eq!(add(Some(fit)).0, 0, "{fit}");
    }
    let refused = |value: Option<&str>, message: &str| {
        assert_refused(&add(value), Code::INVALID_PARAMETER, message);
    };
    refused(None, "`content-type`: missing; expected `application/json`");
    for other in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""] {
        refused(Some(other), "is not JSON; expected `application/json`");
    }
    refused(Some("multipart/form-data; boundary=x"), "is not JSON");
    for charset in ["gbk", "", "utf-16"] {
        refused(Some(&format!("application/json; charset={charset}")), "has another charset");
    }
    let twice = Request::post(add_url(&sandbox)).header("content-type", "application/json");
    let twice = said(&sandbox, twice.header("content-type", "text/plain"), ADD);
    assert_refused(&twice, Code::INVALID_PARAMETER, "`content-type` is given twice");
    assert_eq!(sandbox.acted().len(), 4);
}

#[test]
fn a_file_is_sent_as_its_bytes_and_not_as_a_form() {
    let sandbox = Sandbox::new();
    let upload = || Request::post(url(&sandbox, "file/upload", "name=a.txt"));
    for fit in ["application/octet-stream", "text/plain", "image/png"] {
        assert_eq!(said(&sandbox, upload().header("content-type", fit), "a file").0, 0, "{fit}");
    }
    assert_eq!(said(&sandbox, upload(), "a file").0, 0, "without a content type");
    for form in ["multipart/form-data; boundary=x", "Multipart/Mixed; boundary=x"] {
        let answer = said(&sandbox, upload().header("content-type", form), "--x--");
        assert_refused(&answer, Code::INVALID_PARAMETER, "send the bytes of the file as they are");
    }
}

#[test]
fn a_call_without_a_body_refuses_one() {
    let sandbox = Sandbox::new();
    let edit = "entity=Account&field=typeCode&label=a";
    let post = || Request::post(url(&sandbox, "metadata/picklist-edit", edit));
    let get = || Request::get(url(&sandbox, "area/root", ""));
    let answer = said(&sandbox, post().header("content-type", "application/json"), "{}");
    let message = "`metadata/picklist-edit` takes no body";
    assert_refused(&answer, Code::INVALID_PARAMETER, message);
    assert_refused(
        &said(&sandbox, get(), "a"),
        Code::INVALID_PARAMETER,
        "`area/root` takes no body",
    );
    assert_eq!(said(&sandbox, post().header("content-type", "application/json"), "").0, 0);
    assert_eq!(said(&sandbox, get(), "").0, 0);
}

#[test]
fn a_body_above_the_limit_of_its_call_is_refused() {
    let sandbox = Sandbox::new();
    let json = || Request::post(add_url(&sandbox)).header("content-type", "application/json");
    let padded = |size: usize| format!("{ADD}{}", " ".repeat(size - ADD.len()));
    assert_eq!(said(&sandbox, json(), padded(8 << 20)).0, 0);
    let answer = said(&sandbox, json(), padded((8 << 20) + 1));
    assert_refused(&answer, Code::INVALID_PARAMETER, "the body is larger than 8388608 bytes");

    let upload = || Request::post(url(&sandbox, "file/upload", "name=a.txt"));
    assert_eq!(said(&sandbox, upload(), vec![0; Upload::MAX]).0, 0);
    let answer = said(&sandbox, upload(), vec![0; Upload::MAX + 1]);
    assert_refused(&answer, Code::BUSINESS_FAILURE, "the file is larger than 20 MB");
}

#[test]
fn a_malformed_json_body_is_refused_with_its_reason() {
    let sandbox = Sandbox::new();
    for (body, message) in [
        (r#"{"accountName" 1}"#, "invalid JSON body: it is not JSON: expected `:` at line 1"),
        (r#"{"accountName":nil}"#, "invalid JSON body at `accountName`: it is not JSON"),
        (r#"{"accountName":"a""#, "it ends early, at line 1 column 18"),
        ("[]", "invalid JSON body: invalid type: sequence, expected a record"),
        ("{} {}", "trailing characters at line 1 column 4"),
    ] {
        let request = Request::post(add_url(&sandbox)).header("content-type", "application/json");
        assert_refused(&said(&sandbox, request, body), Code::INVALID_PARAMETER, message);
    }
}

/// A filter of one condition.
fn with(condition: &str) -> String {
    format!(r#"{{"type":"AND","filters":[{condition}]}}"#)
}

fn query(sandbox: &Sandbox, filter: String) -> (i64, String) {
    let url = url(sandbox, "entity/adv-query", "entity=Account&fields=accountName");
    said(sandbox, Request::post(url).header("content-type", "application/json"), filter)
}

#[test]
fn the_invalid_part_of_a_filter_is_named() {
    let sandbox = Sandbox::new();
    let good = r#"{"fieldName":"phone","operator":"cl","value":"021"}"#;
    let third = |condition: &str| with(&format!("{good},{good},{condition}"));
    let (invalid, missing) = (Code::INVALID_PARAMETER, Code::MISSING_PARAMETER);
    let operators = "expected one of `=`, `<>`, `>`, `<`, `cl`, `nc`, `$NULL$`, `$NOT_NULL$`";
    for (filter, code, message) in [
        (
            third(r#"{"fieldName":"phone","operator":"~","value":1}"#),
            invalid,
            format!("`filters[2].operator`: unknown operator \"~\"; {operators}"),
        ),
        (
            with(r#"{"operator":"=","value":1}"#),
            missing,
            "`filters[0].fieldName` is missing".into(),
        ),
        (
            with(r#"{"fieldName":" ","operator":"=","value":1}"#),
            missing,
            "`filters[0].fieldName` is missing".into(),
        ),
        (
            third(r#"{"fieldName":7,"operator":"=","value":1}"#),
            invalid,
            "`filters[2].fieldName`: invalid type: integer, expected a string".into(),
        ),
        (
            with(r#"{"fieldName":"phone","value":1}"#),
            missing,
            "`filters[0].operator` is missing".into(),
        ),
        (
            with(r#"{"fieldName":"phone","operator":"="}"#),
            missing,
            "`filters[0].value` is missing".into(),
        ),
        (
            third(r#"{"fieldName":"phone","operator":"=","value":[1]}"#),
            invalid,
            "`filters[2].value`: unexpected array or object".into(),
        ),
        (
            with(r#"{"fieldName":"phone","operator":"=","value":{}}"#),
            invalid,
            "`filters[0].value`: unexpected array or object".into(),
        ),
        (with("7"), invalid, "`filters[0]`: invalid type: integer".into()),
        (with(""), invalid, "`filters`: 0 conditions; expected 1 to 10".into()),
        (with(&[good; 11].join(",")), invalid, "`filters`: 11 conditions; expected 1 to 10".into()),
        (
            with(good).replace("AND", "XOR"),
            invalid,
            "`type`: unknown type \"XOR\"; expected `AND` or `OR`".into(),
        ),
        (with(good).replace(r#""AND""#, "1"), invalid, "`type`: invalid type: integer".into()),
        (with(good).replace("type", "kind"), missing, "`type` is missing".into()),
        (r#"{"type":"OR"}"#.into(), missing, "`filters` is missing".into()),
        (
            r#"{"type":"OR","filters":{}}"#.into(),
            invalid,
            "`filters`: invalid type: map, expected a sequence".into(),
        ),
    ] {
        assert_refused(&query(&sandbox, filter), code, &message);
    }
    assert!(query(&sandbox, with(good).replace("AND", &"A".repeat(10_000))).1.len() < 200);
    for fit in [
        with(&[good; 10].join(",")),
        with(r#"{"fieldName":"phone","operator":"$NULL$"}"#),
        with(r#"{"fieldName":"phone","operator":"=","value":null}"#),
        with(r#"{"fieldName":"phone","operator":"=","value":true,"more":{}}"#),
    ] {
        assert_eq!(query(&sandbox, fit.clone()).0, 0, "{fit}");
    }
}

async fn connect(sandbox: &Sandbox) -> TcpStream {
    let address = sandbox.base_url().replace("http://", "").replace("/gw/", "");
    TcpStream::connect(address).await.unwrap()
}

/// The head of a `POST`, complete but for the headers about its body.
fn head(url: &str) -> String {
    let at = url.find("/gw/").unwrap();
    format!("POST {} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n", &url[at..])
}

/// The next response on a connection, head and body.
async fn response(stream: &mut TcpStream) -> String {
    let mut response = Vec::new();
    let read = async {
        loop {
            let text = String::from_utf8_lossy(&response);
            if let Some((head, body)) = text.split_once("\r\n\r\n") {
                let length = head.split_once("content-length: ").unwrap().1;
                let length = length.split("\r\n").next().unwrap().parse::<usize>().unwrap();
                if body.len() >= length {
                    return text.into_owned();
                }
            }
            let byte = stream.read_u8().await.expect("the response is not complete");
            response.push(byte);
        }
    };
    timeout(Duration::from_secs(20), read).await.expect("the sandbox answers")
}

/// Whether the other side has closed a connection, after everything that it sent was read.
async fn is_closed(stream: &mut TcpStream) -> bool {
    let read = timeout(Duration::from_secs(20), stream.read_u8()).await;
    read.expect("the connection is closed").is_err()
}

#[tokio::test]
async fn what_is_wrong_with_a_head_is_answered_before_the_body_arrives() {
    let sandbox = Sandbox::start().await.unwrap();
    let upload = url(&sandbox, "file/upload", "name=a.txt");
    let add = add_url(&sandbox);
    for (url, length, message) in [
        (upload.replace("sign=", "sign=x"), 30_000_000, "`sign` is not the app key"),
        (upload.clone(), 30_000_000, "the file is larger than 20 MB"),
        (upload.replace("upload", "uploads"), 30_000_000, "there is no such endpoint"),
        (add.replace("op_user", "user"), 1000, "op_user"),
        (add.clone(), 8_388_609, "the body is larger than 8388608 bytes"),
        (url(&sandbox, "area/root", ""), 1, "is called with GET"),
    ] {
        let mut stream = connect(&sandbox).await;
        let head = format!("{}content-length: {length}\r\n\r\n", head(&url));
        stream.write_all(head.as_bytes()).await.unwrap();
        let response = response(&mut stream).await;
        assert!(response.starts_with("HTTP/1.1 200 ") && response.contains(message), "{response}");
    }
    assert_eq!(sandbox.requests(), 6);
    assert!(sandbox.acted().is_empty());
}

#[tokio::test]
async fn a_connection_survives_a_refusal_once_the_body_has_arrived() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut stream = connect(&sandbox).await;
    for _ in 0..2 {
        let url = add_url(&sandbox).replace("sign=", "sign=x");
        let head = format!("{}content-length: {}\r\n\r\n", head(&url), ADD.len());
        stream.write_all(head.as_bytes()).await.unwrap();
        assert!(response(&mut stream).await.contains("`sign` is not the app key"));
        stream.write_all(ADD.as_bytes()).await.unwrap();
    }
    let head = format!("{}content-length: {}\r\n\r\n{ADD}", head(&add_url(&sandbox)), ADD.len());
    stream.write_all(head.as_bytes()).await.unwrap();
    assert!(response(&mut stream).await.contains(r#""error_code":0"#));
}

#[tokio::test]
async fn a_client_that_asks_before_it_sends_a_body_gets_the_refusal() {
    let sandbox = Sandbox::start().await.unwrap();
    let upload = url(&sandbox, "file/upload", "name=a.txt");
    for (url, first) in [
        (upload.replace("sign=", "sign=x"), "HTTP/1.1 200 OK\r\n"),
        (upload, "HTTP/1.1 100 Continue\r\n"),
    ] {
        let mut stream = connect(&sandbox).await;
        let head = format!("{}expect: 100-continue\r\ncontent-length: 9\r\n\r\n", head(&url));
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = vec![0; first.len()];
        let read = timeout(Duration::from_secs(20), stream.read_exact(&mut answer)).await;
        read.unwrap().unwrap();
        assert_eq!(String::from_utf8_lossy(&answer), first);
        if first.contains("200") {
            let mut rest = String::new();
            stream.read_to_string(&mut rest).await.unwrap();
            assert!(rest.contains("connection: close\r\n"), "{rest}");
        }
    }
}

#[tokio::test]
async fn a_broken_body_is_answered_with_400_and_one_that_is_too_large_is_not() {
    let sandbox = Sandbox::start().await.unwrap();
    let upload = head(&url(&sandbox, "file/upload", "name=a.txt"));
    let mut stream = connect(&sandbox).await;
    let broken = format!("{upload}transfer-encoding: chunked\r\n\r\nno size\r\n");
    stream.write_all(broken.as_bytes()).await.unwrap();
    let text = response(&mut stream).await;
    assert!(text.starts_with("HTTP/1.1 400 "), "{text}");
    assert!(text.ends_with("sandbox: the body is incomplete or broken"), "{text}");
    assert!(is_closed(&mut stream).await);

    let mut stream = connect(&sandbox).await;
    let chunked = format!("{upload}transfer-encoding: chunked\r\n\r\n{:x}\r\n", Upload::MAX + 1);
    stream.write_all(chunked.as_bytes()).await.unwrap();
    stream.write_all(&vec![0; Upload::MAX + 1]).await.unwrap();
    stream.write_all(b"\r\n0\r\n\r\n").await.unwrap();
    let text = response(&mut stream).await;
    assert!(text.starts_with("HTTP/1.1 200 "), "{text}");
    assert!(text.contains("the file is larger than 20 MB"), "{text}");
}

#[tokio::test]
async fn faults_strike_requests_whose_body_is_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.inject(Fault::status(503).on("file/upload"));
    let url = url(&sandbox, "file/upload", "name=a.txt");
    let head = format!("{}content-length: 30000000\r\n\r\n", head(&url));
    for expected in ["HTTP/1.1 503 ", "HTTP/1.1 200 "] {
        let mut stream = connect(&sandbox).await;
        stream.write_all(head.as_bytes()).await.unwrap();
        let response = response(&mut stream).await;
        assert!(response.starts_with(expected), "{response}");
    }
    assert_eq!((sandbox.requests(), sandbox.struck()), (2, 1));

    // By the clock of the fault, the signature of this request is valid.
    let past = SystemTime::now() - Duration::from_secs(3600);
    sandbox.inject(Fault::clock_behind(Duration::from_secs(3600)).on("file/upload"));
    let crm = sandbox.client_builder().clock(move || past).max_attempts(1).build().unwrap();
    assert!(crm.file().upload("a.txt", vec![0; 1_000_000]).await.is_ok());
    let stale = error(crm.file().upload("a.txt", vec![0; 1_000_000]).await);
    assert!(stale.message().unwrap().contains("`timestamp` is 30 seconds away or more"), "{stale}");
}

#[tokio::test]
async fn a_client_gets_the_refusal_of_a_large_upload() {
    let sandbox = Sandbox::start().await.unwrap();
    let credentials = Credentials::sha1(sandbox.app_id(), "wrong");
    let crm = sandbox.client_builder().credentials(credentials).build().unwrap();
    for _ in 0..3 {
        let refused = error(crm.file().upload("a.txt", vec![0; Upload::MAX]).await);
        assert!(refused.message().unwrap().contains("`sign` does not fit"), "{refused}");
    }
}

#[cfg(target_os = "linux")]
mod memory {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::process::{Command, Stdio};

    use super::*;

    /// A line of this begins the base URL that the other process prints.
    const MARK: &str = "sandbox at ";

    #[tokio::test]
    #[ignore = "it is the server of the test below, in a process of its own"]
    async fn serve_until_the_input_ends() {
        let sandbox = Sandbox::start().await.unwrap();
        println!("\n{MARK}{}", sandbox.base_url());
        let wait = tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new()));
        wait.await.unwrap().unwrap();
    }

    #[test]
    fn twenty_wrongly_signed_uploads_at_once_need_little_memory() {
        let mut server = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "sandbox_strict::memory::serve_until_the_input_ends"])
            .args(["--ignored", "--nocapture"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
        let mut printed = lines.by_ref().map_while(Result::ok);
        let url = printed.find_map(|it| it.strip_prefix(MARK).map(str::to_owned));
        let address = url.unwrap().replace("http://", "").replace("/gw/", "");
        let query = "/gw/file/upload?appid=x&sign=y&name=a.txt";
        let head = format!("{}content-length: 30000000\r\n\r\n", head(query));
        let chunk = vec![0; 1_000_000];
        std::thread::scope(|scope| {
            for _ in 0..20 {
                scope.spawn(|| {
                    let mut stream = std::net::TcpStream::connect(&address).unwrap();
                    stream.write_all(head.as_bytes()).unwrap();
                    for _ in 0..30 {
                        stream.write_all(&chunk).unwrap();
                    }
                    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
                    let mut answer = [0; 15];
                    stream.read_exact(&mut answer).unwrap();
                    assert_eq!(&answer, b"HTTP/1.1 200 OK");
                });
            }
        });
        let status = std::fs::read_to_string(format!("/proc/{}/status", server.id())).unwrap();
        drop(server.stdin.take());
        lines.for_each(drop);
        assert!(server.wait().unwrap().success());
        let peak = status.lines().find_map(|it| it.strip_prefix("VmHWM:")).unwrap();
        let kilobytes: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
        assert!(kilobytes < 100_000, "{kilobytes} kB");
    }
}
