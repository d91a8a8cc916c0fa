//! Settings of the client builder, and the errors of invalid settings.

use std::time::Duration;

use crm_client::{Client, ClientBuilder, Credentials};

use crate::support::{APP_ID, APP_KEY, ID, Recorder, Script, Step, USER, builder, error, param};

/// Checks that building the client fails with this message.
pub fn refused(builder: ClientBuilder, said: &str) {
    let error = builder.build().unwrap_err();
    assert!(error.is_builder());
    assert_eq!(error.to_string(), format!("cannot build the client: {said}"));
    assert_eq!((error.endpoint(), error.attempts()), (None, 0));
}

#[test]
fn refuses_an_invalid_base_url() {
    let base = |url: &str| builder().base_url(url);
    let example = "expected something like `https://www.365.wisecrm.com/gw/`";
    for url in ["", "http://10.0.0.256/", "https://crm example.com", "http://x:99999/"] {
        refused(base(url), &format!("the base URL is not a valid URL; {example}"));
    }
    let said = format!("the base URL must begin with `https://` or `http://`; {example}");
    refused(base("ftp://crm.example.com/gw/"), &said);
    for url in ["https://crm.example.com/gw/?a=b", "https://crm.example.com/gw/#top"] {
        let said = format!("the base URL must not have a query or a fragment; {example}");
        refused(base(url), &said);
    }
    let said = format!("the base URL must name a server, and no user or password; {example}");
    refused(base("https://me:secret@crm.example.com/gw/"), &said);
}

#[test]
fn adds_a_missing_slash_to_the_base_url() {
    let crm = builder().base_url("https://crm.example.com/gw").build().unwrap();
    assert_eq!(crm.base_url(), "https://crm.example.com/gw/");
    let crm = builder().base_url("http://10.0.0.1:8080").build().unwrap();
    assert_eq!(crm.base_url(), "http://10.0.0.1:8080/");
    assert_eq!(builder().build().unwrap().base_url(), "https://www.365.wisecrm.com/gw/");
}

#[test]
fn refuses_missing_or_invalid_credentials() {
    refused(Client::builder(), "credentials are missing");
    let with = |id, key| Client::builder().credentials(Credentials::md5(id, key));
    refused(with(" ", APP_KEY), "the app id must not be empty or contain white space");
    refused(with(APP_ID, ""), "the app key must not be empty or contain white space");
    refused(with(APP_ID, "pasted\n"), "the app key must not be empty or contain white space");
}

#[test]
fn refuses_a_user_that_is_not_an_id() {
    refused(
        builder().op_user("027 me"),
        "`op_user` must be an id: 40 characters, with `-` after the first 3",
    );
}

#[test]
fn refuses_a_plain_key_over_http_unless_allowed() {
    let plain = |url: &str| {
        let credentials = Credentials::plain_key(APP_ID, APP_KEY);
        Client::builder().base_url(url).credentials(credentials)
    };
    refused(
        plain("http://10.0.0.1/gw/"),
        "the plain key would be sent over unencrypted `http`; use `https`, sign the requests, or call \
         `allow_plain_key_over_http()`",
    );
    assert!(plain("http://10.0.0.1/gw/").allow_plain_key_over_http().build().is_ok());
    assert!(plain("https://10.0.0.1/gw/").build().is_ok());
    assert!(builder().base_url("http://10.0.0.1/gw/").build().is_ok());
}

#[test]
fn refuses_invalid_or_ineffective_settings() {
    refused(
        builder().connect_timeout(Duration::from_secs(1)).transport(Recorder::of("")),
        "`connect_timeout` applies only to the built-in transport; remove it, or configure the supplied \
         transport or HTTP client instead",
    );
    refused(
        builder().http_client(reqwest::Client::builder()).no_proxy(),
        "`no_proxy` applies only to the built-in transport; remove it, or configure the supplied transport \
         or HTTP client instead",
    );
    let timeouts = [
        (builder().timeout(Duration::ZERO), "timeout"),
        (builder().attempt_timeout(Duration::ZERO), "attempt_timeout"),
        (builder().connect_timeout(Duration::ZERO), "connect_timeout"),
    ];
    for (builder, name) in timeouts {
        refused(builder, &format!("`{name}` must be greater than zero"));
    }
    refused(builder().max_attempts(0), "`max_attempts` must be at least 1");
    let no_requests = "the number of requests of `rate_limit` must be at least 1";
    refused(builder().rate_limit(0, Duration::from_secs(1)), no_requests);
    let no_period = "the period of `rate_limit` must be greater than zero";
    refused(builder().rate_limit(1, Duration::ZERO), no_period);
    let too_long = "the period of `rate_limit` must not exceed 24 hours";
    refused(builder().rate_limit(1, Duration::MAX), too_long);
    refused(builder().max_concurrent(0), "`max_concurrent` must be at least 1");
    refused(builder().max_response_bytes(0), "`max_response_bytes` must be at least 1");
    let (short, long) = (Duration::from_secs(1), Duration::from_secs(2));
    let reversed = "the first delay of `backoff` must not exceed the longest one";
    refused(builder().backoff(long, short), reversed);
    assert!(builder().backoff(short, short).build().is_ok());
    let too_short = "`max_url_bytes` must be greater than the length of the base URL";
    refused(builder().base_url("http://crm/gw/").max_url_bytes(14), too_short);
    assert!(builder().base_url("http://crm/gw/").max_url_bytes(15).build().is_ok());
}

#[tokio::test(start_paused = true)]
async fn clones_of_a_builder_build_independent_clients() {
    let script = Script::new([Step::Lost]);
    let settings = builder().transport(script.clone()).max_attempts(2).retry_budget(1);
    let settings = settings.clock_offset_millis(-500).default_header("x-tenant", "eu");
    let (first, second) = (settings.clone().build().unwrap(), settings.clone().op_user(ID));
    let second = second.clock_offset_millis(700).build().unwrap();
    for crm in [&first, &first, &second] {
        error(crm.account().list(["a"]).await);
    }
    let users =
        script.requests().iter().map(|it| param(it, "op_user").unwrap()).collect::<Vec<_>>();
    assert_eq!(users, [USER, USER, USER, ID, ID], "each client has its own retry budget");
    assert!(script.requests().iter().all(|it| it.headers()["x-tenant"] == "eu"));
    assert_eq!([first.clock_offset_millis(), second.clock_offset_millis()], [-500, 700]);
    assert_eq!(settings.build().unwrap().clock_offset_millis(), -500);
}

#[test]
fn an_invalid_http_client_is_reported_with_its_cause_by_every_clone() {
    let invalid = builder().http_client(reqwest::Client::builder().user_agent("a\nb"));
    refused(invalid.clone(), "failed to parse header value");
    refused(invalid, "failed to parse header value");
}
