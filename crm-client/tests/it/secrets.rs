//! Errors, debug output and logs contain no secrets. The tests use a marker as the key, cause every
//! kind of error, and search all output for the marker.

use std::error::Error as StdError;
use std::fmt::Write;
use std::net::SocketAddr;
use std::sync::{Mutex, Once};
use std::time::Duration;

use crm_client::{Client, Credentials, Error, RawRequest};
use http::Response;
use log::{Log, Metadata, Record};
use serde::Deserialize;
use serde_json::json;

use crate::support::{APP_ID, ID, Recorder, USER, http, nobody, param, raw_server};

const MARKER: &str = "Marker+Secret/5f1d=0c&";
/// The marker, encoded for a URL.
const IN_URL: &str = "Marker%2BSecret%2F5f1d%3D0c%26";

/// A type whose decode error repeats the value.
#[derive(Debug)]
struct RepeatsValue;

impl<'de> Deserialize<'de> for RepeatsValue {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<RepeatsValue, D::Error> {
        let text = String::deserialize(deserializer)?;
        Err(serde::de::Error::custom(format!("what is {text}?")))
    }
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "the test never decodes this type")]
struct Row {
    name: RepeatsValue,
}

/// All log lines of all crates.
pub static LOGGED: Mutex<String> = Mutex::new(String::new());

struct Logger;

impl Log for Logger {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        let line = format!("{} {}\n", record.target(), record.args());
        LOGGED.lock().unwrap().push_str(&line);
    }

    fn flush(&self) {}
}

/// Installs a logger that appends every line to `LOGGED`.
pub fn listen_to_logs() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        log::set_logger(&Logger).unwrap();
        log::set_max_level(log::LevelFilter::Trace);
    });
}

/// Creates a client for this address with these credentials.
fn crm(credentials: Credentials, address: SocketAddr) -> Client {
    Client::builder()
        .base_url(format!("http://{address}/gw/"))
        .credentials(credentials)
        .op_user(USER)
        .no_proxy()
        .timeout(Duration::from_millis(300))
        .backoff(Duration::ZERO, Duration::ZERO)
        .allow_plain_key_over_http()
        .build()
        .unwrap()
}

/// Returns whether a string contains the key, in plain or encoded form.
fn shows_key(text: &str) -> bool {
    // `5f1d` is the part of the key that no encoding changes.
    [MARKER, IN_URL, "5f1d"].iter().any(|it| text.contains(it))
}

/// Returns everything that a program can print of an error.
pub fn everything_visible(error: &Error) -> String {
    let details = error.decode_details();
    let mut seen = format!("{error} {error:?} {error:#?} {:?} {details:?}", error.message());
    let mut source: Option<&dyn StdError> = Some(error);
    if let Some(transport) = error.transport_error() {
        write!(seen, " {transport} {transport:?}").unwrap();
        source = Some(transport.inner());
    }
    while let Some(cause) = source {
        write!(seen, " {cause} {cause:?}").unwrap();
        source = cause.source();
    }
    seen
}

/// Starts servers that fail in every way that a client can notice, with the key in their responses.
async fn servers() -> Vec<(&'static str, SocketAddr)> {
    let whole = http("200 OK", r#"{"error_code":0,"data":[]}"#);
    let location = format!("http://127.0.0.1:9/{MARKER}?sign={MARKER}");
    let redirect =
        format!("HTTP/1.1 302 Found\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n");
    let answers = [
        ("500 without envelope", http("500 Internal Server Error", MARKER)),
        ("500 with HTML", http("500 Internal Server Error", &format!("<p>{MARKER}</p>"))),
        (
            "500 with envelope",
            http("500 Oops", &format!(r#"{{"error_code":500,"error_msg":"sign {MARKER}"}}"#)),
        ),
        ("redirect", redirect),
        ("cut body", whole[..whole.len() - 3].to_owned()),
        ("cut head", whole[..20].to_owned()),
        ("not HTTP", format!("{MARKER}\r\n\r\n")),
        ("not JSON", http("200 OK", MARKER)),
        ("HTML", http("200 OK", &format!("<html>{MARKER}</html>"))),
        ("wrong shape", http("200 OK", &format!(r#"{{"error_code":0,"data":"{MARKER}"}}"#))),
        (
            "wrong value",
            http("200 OK", &format!(r#"{{"error_code":0,"data":[{{"name":"{MARKER}"}}]}}"#)),
        ),
        (
            "wrong value under a key",
            http("200 OK", &format!(r#"{{"error_code":0,"data":{{"{MARKER}":[1]}}}}"#)),
        ),
        (
            "error 400 with the URL",
            http("200 OK", &format!(r#"{{"error_code":400,"error_msg":"/gw/?a=b {IN_URL}"}}"#)),
        ),
        (
            "error 402",
            http("200 OK", &format!(r#"{{"error_code":402,"error_msg":"no sign {MARKER}"}}"#)),
        ),
    ];
    let mut servers =
        vec![("nobody there", nobody().await), ("timeout", raw_server(None::<String>).await)];
    for (name, answer) in answers {
        servers.push((name, raw_server(Some(answer)).await));
    }
    servers
}

#[tokio::test]
async fn errors_debug_output_and_logs_do_not_contain_the_key() {
    listen_to_logs();
    let mut seen = 0;
    for (name, address) in servers().await {
        for credentials in [
            Credentials::plain_key(APP_ID, MARKER),
            Credentials::md5(APP_ID, MARKER),
            Credentials::sha1(APP_ID, MARKER),
        ] {
            let crm = crm(credentials, address);
            let list = crm.account().list_as::<Row>();
            let printed = format!("{crm:?} {list:?} {:?}", Client::builder());
            assert!(!shows_key(&printed), "{name}: {printed}");
            let get = crm.account().get_as::<std::collections::BTreeMap<String, u8>>(ID);
            let get = get.with(|it| it.fields = ["name"].into());
            for error in [list.await.err(), get.await.err()] {
                let error = error.unwrap_or_else(|| panic!("{name}: the call succeeded"));
                assert!((1..=3).contains(&error.attempts()), "{name}: {}", error.attempts());
                let everything = everything_visible(&error);
                assert!(!shows_key(&everything), "{name}: {everything}");
                assert!(!everything.contains("sign="), "{name}: {everything}");
                seen += 1;
            }
        }
    }
    assert_eq!(seen, 16 * 3 * 2);
    let logged = LOGGED.lock().unwrap();
    assert!(logged.contains("reqwest"), "the logger records reqwest: {logged}");
    assert!(!shows_key(&logged), "{logged}");
}

#[test]
fn the_error_of_a_client_that_cannot_be_built_does_not_contain_the_key() {
    for url in ["http://10.0.0.1/", "nonsense", "https://a:Marker%2BSecret%2F5f1d%3D0c%26@b/"] {
        let builder =
            Client::builder().base_url(url).credentials(Credentials::plain_key(APP_ID, MARKER));
        let printed = format!("{builder:?}");
        let error = builder.build().unwrap_err();
        assert!(!shows_key(&format!("{printed} {}", everything_visible(&error))), "{error}");
    }
}

/// A transport whose error contains the URL.
struct RepeatsUrl;

impl crm_client::Transport for RepeatsUrl {
    fn send(&self, request: http::Request<bytes::Bytes>) -> crm_client::ResponseFuture<'_> {
        let said = format!("failed to send {}", request.uri());
        Box::pin(async { Err(crm_client::TransportError::other(said)) })
    }
}

#[tokio::test]
async fn removes_the_url_from_errors_of_a_transport() {
    for credentials in [
        Credentials::plain_key(APP_ID, MARKER),
        Credentials::md5(APP_ID, MARKER),
        Credentials::sha1(APP_ID, MARKER),
    ] {
        let builder = Client::builder().credentials(credentials).op_user(USER).max_attempts(1);
        let crm = builder.transport(RepeatsUrl).build().unwrap();
        let error = crm.account().get(ID, ["name"]).await.unwrap_err();
        assert!(error.is_transport());
        let everything = everything_visible(&error);
        assert!(!shows_key(&everything) && !everything.contains("sign="), "{everything}");
    }
}

#[tokio::test]
async fn hides_the_signature_if_the_server_repeats_the_url() {
    let echo = Recorder::new(|request| {
        let body = json!({ "error_code": 400, "error_msg": request.uri().to_string() });
        Response::new(body.to_string().into())
    });
    let crm = crate::support::client(echo.clone());
    let error = crm.account().get(ID, ["name"]).await.unwrap_err();
    let sign = param(&echo.request(), "sign").unwrap();
    assert!(!everything_visible(&error).contains(&sign), "{error}");
    assert!(error.message().unwrap().contains("sign=[the signature]"), "{error}");
}

#[tokio::test]
async fn hides_the_signature_anywhere_in_a_message() {
    let echo = Recorder::new(|request| {
        let sign = param(request, "sign").unwrap();
        let said = format!(r#"{{"sign":"{sign}"}} sign: {sign}, wanted another"#);
        Response::new(json!({ "error_code": 400, "error_msg": said }).to_string().into())
    });
    let crm = crate::support::client(echo.clone());
    let error = crm.account().get(ID, ["name"]).extra_query("a", "b").await.unwrap_err();
    let hidden = r#"{"sign":"[the signature]"} sign: [the signature], wanted another"#;
    assert_eq!(error.message(), Some(hidden));
}

#[tokio::test]
async fn hides_a_password_of_a_raw_request() {
    let md5 = "5f4dcc3b5aa765d61d8327deb882cf99";
    let echo = Recorder::new(|request| {
        let said = format!("bad {}", param(request, "password").unwrap());
        Response::new(json!({ "error_code": 400, "error_msg": said }).to_string().into())
    });
    let crm = crate::support::client(echo);
    let request = RawRequest::get("user/login-token").query("username", "a");
    let error = crm.call(request.query("password", md5)).await.unwrap_err();
    assert_eq!(error.message(), Some("bad [the password]"));
}

#[tokio::test]
async fn hides_the_key_in_any_percent_encoding() {
    for encoded in [MARKER, IN_URL, "Marker%2bSecret%2f5f1d%3d0c%26", "Marker%2BSecret/5f1d=0c%26"]
    {
        let body = json!({ "error_code": 400, "error_msg": format!("no: {encoded}") });
        let answer = http("200 OK", &body.to_string());
        let crm = crm(Credentials::plain_key(APP_ID, MARKER), raw_server(Some(answer)).await);
        let error = crm.account().get(ID, ["name"]).await.unwrap_err();
        assert!(!shows_key(&everything_visible(&error)), "{error}");
    }
}

#[tokio::test]
async fn hides_the_key_in_a_message_that_is_not_a_string() {
    for encoded in [r"Marker+Secret\/5f1d=0c&", r"Marker+Secret\u002f5f1d\u003d0c\u0026"] {
        let body = format!(r#"{{"error_code":400,"error_msg":{{"sign":"{encoded}"}}}}"#);
        let crm = crm(
            Credentials::plain_key(APP_ID, MARKER),
            raw_server(Some(http("200 OK", &body))).await,
        );
        let error = crm.account().get(ID, ["name"]).await.unwrap_err();
        assert_eq!(error.message(), Some(r#"{"sign":"[the app key]"}"#));
    }
}

/// Returns forms into which a server may change a string: letter case, percent-encoding, JSON.
fn forms(text: &str) -> Vec<String> {
    let upper = text.to_ascii_uppercase();
    let mixed = text.char_indices().map(
        |(index, it)| {
            if index % 2 == 0 { it.to_ascii_uppercase() } else { it }
        },
    );
    let percent =
        |it: &str| it.bytes().map(|byte| format!("%{byte:02x}")).collect::<Vec<_>>().concat();
    let json =
        |it: &str| it.bytes().map(|byte| format!("\\u{byte:04x}")).collect::<Vec<_>>().concat();
    let twice = percent(text).replace('%', "%25");
    vec![mixed.collect(), percent(text), percent(&upper), json(&upper), twice, upper]
}

/// Creates a transport that fails, and repeats the value of this parameter of every request so far.
/// Its first two errors can be retried.
fn echo(name: &'static str) -> Recorder {
    let seen = Mutex::new(Vec::new());
    Recorder::new(move |request| {
        let mut seen = seen.lock().unwrap();
        seen.push(param(request, name).unwrap());
        let said: Vec<String> = seen.iter().flat_map(|it| forms(it)).collect();
        let code = if seen.len() < 3 { 500 } else { 400 };
        let body = json!({ "error_code": code, "error_msg": said.join(" ") });
        Response::new(body.to_string().into())
    })
}

#[tokio::test]
async fn hides_the_signatures_of_all_attempts_in_any_letter_case() {
    for credentials in [
        Credentials::plain_key(APP_ID, MARKER),
        Credentials::md5(APP_ID, MARKER),
        Credentials::sha1(APP_ID, MARKER),
    ] {
        let echo = echo("sign");
        let clock = std::sync::atomic::AtomicU64::new(1_700_000_000);
        let builder = Client::builder().credentials(credentials).op_user(USER).max_attempts(3);
        let crm = builder
            .backoff(Duration::ZERO, Duration::ZERO)
            .clock(move || {
                let now = clock.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                std::time::UNIX_EPOCH + Duration::from_secs(now)
            })
            .transport(echo.clone())
            .build()
            .unwrap();
        let error = crm.account().get(ID, ["name"]).await.unwrap_err();
        assert_eq!(error.attempts(), 3);
        let everything = everything_visible(&error);
        let mut signs: Vec<_> = echo.requests().iter().filter_map(|it| param(it, "sign")).collect();
        for form in signs.iter().flat_map(|it| forms(it)) {
            assert!(!everything.contains(&form), "{form}: {everything}");
        }
        let hidden = error.message().unwrap().matches("[the ").count();
        assert_eq!(hidden, 18, "{error}");
        signs.dedup();
        assert!(signs == [MARKER] || signs.len() == 3, "each attempt has its own signature");
    }
}

/// A transport whose innermost cause contains the parameter `sign` in upper case.
struct RepeatsSignature;

impl crm_client::Transport for RepeatsSignature {
    fn send(&self, request: http::Request<bytes::Bytes>) -> crm_client::ResponseFuture<'_> {
        let sign = param(&request, "sign").unwrap().to_ascii_uppercase();
        let inner = std::io::Error::other(format!("rejected {sign}"));
        let error = crm_client::TransportError::other(std::io::Error::other(inner));
        Box::pin(async { Err(error) })
    }
}

#[tokio::test]
async fn omits_a_cause_that_contains_the_signature_in_upper_case() {
    for credentials in [Credentials::plain_key(APP_ID, MARKER), Credentials::md5(APP_ID, MARKER)] {
        let builder = Client::builder().credentials(credentials).op_user(USER).max_attempts(1);
        let crm = builder.transport(RepeatsSignature).build().unwrap();
        let error = crm.account().get(ID, ["name"]).await.unwrap_err();
        let cause = error.transport_error().unwrap().inner().to_string();
        assert_eq!(cause, "the error of the transport contained a secret and was removed");
        assert!(!everything_visible(&error).contains("rejected"), "{error:?}");
    }
}

/// A log line with a record, a body or a row must not contain their values.
#[test]
fn debug_output_of_records_shows_names_and_sizes_only() {
    #[derive(Debug, Deserialize)]
    #[allow(dead_code, reason = "the test only prints it")]
    struct Row {
        tags: crm_client::Json,
    }

    const JSON: &str = r#"{"accountName":"杨志永","phone":"021-54590135","tags":["vip"],"n":1}"#;
    let record: crm_client::Record = serde_json::from_str(JSON).unwrap();
    let fields = "{ accountName: 11 bytes, phone: 14 bytes, tags: 7 bytes, n: 1 byte }";
    assert_eq!(format!("{record:?}"), format!("Record {fields}"));
    assert_eq!(record.to_json(), JSON);
    let body = crm_client::Body::from(&record);
    assert_eq!(format!("{body:?}"), format!("Body {fields}"));
    assert_eq!(body.as_json(), Some(JSON));
    let row: Row = record.decode().unwrap();
    assert_eq!(format!("{row:?}"), "Row { tags: Json(7 bytes) }");
    assert_eq!(row.tags.as_str(), r#"["vip"]"#);
    let filter = crm_client::filter::all([crm_client::filter::field("phone").eq("021-54590135")]);
    let page = crm_client::Page::new(vec![record]);
    let list = crm_client::Body::from(["杨志永"]);
    assert_eq!(format!("{list:?}"), "Body(13 bytes)");
    let shown =
        format!("{page:?} {page:#?} {filter:?} {:?}", crm_client::Body::from(json!("杨志永")));
    assert!(!shown.contains("杨志永") && !shown.contains("021"), "{shown}");

    let record: crm_client::Record = serde_json::from_str(r#"{"a\nb\"":"1\n"}"#).unwrap();
    assert_eq!(format!("{record:?}"), r#"Record { a\nb\": 5 bytes }"#);
    assert_eq!(record.to_json(), r#"{"a\nb\"":"1\n"}"#);
}
