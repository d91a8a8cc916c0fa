//! Causes of errors, and which errors are transient.

use std::time::Duration;

use crate::support::{Recorder, Script, Step, builder, client, error, nobody};

/// Returns an error with its causes as one string, like `{:#}` of `anyhow`.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |it| it.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

#[tokio::test]
async fn a_cause_is_printed_once_with_and_without_its_chain() {
    let crm = builder().base_url(format!("http://{}/gw/", nobody().await)).no_proxy();
    let crm = crm.build().unwrap();
    let refused = error(crm.account().list(["a"]).max_attempts(1).await);
    assert_eq!(chain(&refused).matches("refused").count(), 1, "{}", chain(&refused));
    assert_eq!(chain(&refused), refused.to_string());
    let transport = refused.transport_error().unwrap();
    assert_eq!(chain(transport), transport.to_string());
    let mut inner: &dyn std::error::Error = transport.inner();
    while let Some(cause) = inner.source() {
        inner = cause;
    }
    let io = inner.downcast_ref::<std::io::Error>().unwrap();
    assert_eq!(io.kind(), std::io::ErrorKind::ConnectionRefused);
    let crm = client(Recorder::of(r#"{"error_code":400}"#));
    assert!(error(crm.account().list(["a"]).await).transport_error().is_none());
}

#[tokio::test(start_paused = true)]
async fn is_transient_for_failures_that_may_pass() {
    let transient = async |step: Step| {
        let crm = builder().transport(Script::new([step])).max_attempts(1).build().unwrap();
        error(crm.account().list(["a"]).await).is_transient()
    };
    let code = |body| Step::Ok(body);
    for step in [
        Step::Refused,
        Step::Lost,
        Step::Hang,
        Step::Status(503, ""),
        Step::Status(429, ""),
        code(r#"{"error_code":491}"#),
        code(r#"{"error_code":500}"#),
    ] {
        assert!(transient(step.clone()).await, "{step:?}");
    }
    for step in [
        Step::Status(404, ""),
        code(r#"{"error_code":400}"#),
        code(r#"{"error_code":410}"#),
        code("{}"),
    ] {
        assert!(!transient(step.clone()).await, "{step:?}");
    }

    let crm = builder().transport(Recorder::of(r#"{"error_code":0,"data":[]}"#));
    let crm = crm.rate_limit(1, Duration::from_secs(600)).build().unwrap();
    crm.account().list(["a"]).await.unwrap();
    assert!(
        error(crm.account().list(["a"]).await).is_transient(),
        "it timed out while it waited for the rate limit"
    );
    assert!(!error(crm.account().list(["a"]).max_attempts(0).await).is_transient());
    let crm = client(Recorder::of(r#"{"error_code":0,"data":[]}"#));
    assert!(!error(crm.account().list(["a"]).max_response_bytes(1).await).is_transient());
}
