//! Default headers, which a client sends with every request.

use crm_client::RawRequest;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::builder::refused;
use crate::support::{Script, Step, builder, http};

const PAGE: Step = Step::Ok(r#"{"error_code":0,"total_size":1,"page_size":1,"data":[{"a":1}]}"#);

#[tokio::test(start_paused = true)]
async fn sends_default_headers_with_every_request() {
    let script = Script::new([Step::Lost, PAGE, PAGE, PAGE]);
    let crm = builder().transport(script.clone()).default_header("X-Tenant", "eu").build().unwrap();
    let mut pages = crm.account().list(["a"]).pages();
    pages.next().await.unwrap().unwrap();
    crm.clone().call(RawRequest::get("user/list")).await.unwrap();
    let _ = crm.account().add(json!({ "accountName": "甲" })).await;
    assert_eq!(script.count(), 4);
    for request in script.requests() {
        assert_eq!(request.headers()["x-tenant"], "eu", "{}", request.uri().path());
    }
}

#[tokio::test]
async fn a_header_of_a_call_replaces_the_default_header() {
    let script = Script::new([PAGE]);
    let crm = builder().transport(script.clone()).default_header("x-tenant", "eu");
    let crm = crm.default_header("x-team", "sales").build().unwrap();
    let list = crm.account().list(["a"]);
    list.clone().extra_header("X-Tenant", "us").extra_header("X-Tenant", "cn").await.unwrap();
    list.await.unwrap();
    let tenants: Vec<Vec<_>> = script
        .requests()
        .iter()
        .map(|it| it.headers().get_all("x-tenant").iter().cloned().collect())
        .collect();
    assert_eq!(tenants, [vec!["us", "cn"], vec!["eu"]]);
    assert!(script.requests().iter().all(|it| it.headers()["x-team"] == "sales"));
}

#[tokio::test]
async fn the_last_default_value_of_a_header_counts() {
    let script = Script::new([PAGE]);
    let crm = builder().transport(script.clone()).default_header("x-tenant", "eu");
    let crm = crm.default_header("X-TENANT", "us").build().unwrap();
    crm.account().list(["a"]).await.unwrap();
    let request = script.requests().remove(0);
    let values: Vec<_> = request.headers().get_all("x-tenant").iter().collect();
    assert_eq!(values, ["us"]);
}

#[tokio::test]
async fn a_default_user_agent_replaces_the_one_of_the_crate() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/gw/", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = vec![0; 8192];
        let length = stream.read(&mut request).await.unwrap();
        let body = r#"{"error_code":0,"data":[]}"#;
        stream.write_all(http("200 OK", body).as_bytes()).await.unwrap();
        String::from_utf8_lossy(&request[..length]).into_owned()
    });
    let crm = builder().base_url(base).no_proxy().default_header("user-agent", "nightly-export/1");
    crm.build().unwrap().account().list(["a"]).await.unwrap();
    let request = server.await.unwrap();
    assert!(request.contains("user-agent: nightly-export/1\r\n"), "{request}");
    assert!(!request.contains("crm-client/"), "{request}");
}

#[test]
fn an_invalid_default_header_is_refused_when_the_client_is_built() {
    let with = |name, value| builder().default_header(name, value);
    refused(with("x tenant", "eu"), "invalid header name `x tenant`");
    refused(with("", "eu"), "invalid header name ``");
    refused(with("x-tenant", "e\nu"), "invalid value of the header `x-tenant`");
    let problem = "the header `content-length` is reserved for the HTTP client; do not set it";
    refused(with("Content-Length", "5").default_header("a b", "c"), problem);
    refused(
        with("content-type", "text/plain"),
        "the header `content-type` depends on the body; set it for a single call with `extra_header`",
    );
}
