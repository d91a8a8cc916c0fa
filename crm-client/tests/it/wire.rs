//! Requests: their method, path, parameters, headers and body.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use crm_client::{Async, Call, Cascade, Endpoint, Error};
use http::Request;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::support::{APP_ID, ID, Recorder, USER, builder, client, error, param};

const DELETED: &str = r#"{"error_code":0,"data":{"account_id":"x"}}"#;

/// Makes a call with a client without extra settings, and returns the request as a string.
async fn sent<E: Endpoint, R>(
    call: impl FnOnce(&crm_client::Client) -> Call<E, Async, R>,
) -> String {
    let recorder = Recorder::of("{}");
    let crm = client(recorder.clone());
    call(&crm).send_raw().await.unwrap();
    describe(&recorder.request())
}

/// Returns a request as a string, without the parameters of the authentication.
fn describe(request: &Request<Bytes>) -> String {
    let (path, query) = (request.uri().path(), request.uri().query().unwrap());
    let own = ["appid=", "sign_type=", "timestamp=", "sign="];
    let query = query.split('&').filter(|pair| own.iter().all(|it| !pair.starts_with(it)));
    let query = query.collect::<Vec<_>>().join("&");
    let body = String::from_utf8_lossy(request.body());
    format!("{} {path}?{query} {body}", request.method()).trim_end().to_owned()
}

#[tokio::test]
async fn sends_an_add() {
    let body = json!({ "accountName": "杨志永" });
    assert_eq!(
        sent(|crm| crm.account().add(&body).force_add(true)).await,
        format!(
            "POST /gw/account/add?force_add=true&op_user={USER} {{\"accountName\":\"杨志永\"}}"
        )
    );
}

#[tokio::test]
async fn sends_a_get() {
    assert_eq!(
        sent(|crm| crm.account().get(ID, ["accountName", "ownerId.createdOn"])).await,
        format!(
            "GET /gw/account/get?account_id={ID}&fields=accountName%2CownerId.createdOn\
             &op_user={USER}"
        )
    );
}

#[tokio::test]
async fn sends_a_list() {
    assert_eq!(
        sent(|crm| {
            crm.account().list(["accountName"]).qname("*企 能&+=%").page_no(2).page_size(200)
        })
        .await,
        format!(
            "GET /gw/account/list?fields=accountName&op_user={USER}&page_no=2&page_size=200\
             &qname=*%E4%BC%81%20%E8%83%BD%26%2B%3D%25"
        )
    );
}

#[tokio::test]
async fn sends_an_update() {
    assert_eq!(
        sent(|crm| { crm.account().update(ID, json!({ "phone": null })).force_update(false) })
            .await,
        format!(
            "POST /gw/account/update?account_id={ID}&force_update=false&op_user={USER} \
             {{\"phone\":null}}"
        )
    );
}

#[tokio::test]
async fn sends_a_delete() {
    let cascade = Cascade::from([("SalesOrder", ["accountId"])]);
    assert_eq!(
        sent(|crm| crm.account().delete(ID).cascade_delete(cascade)).await,
        format!(
            "POST /gw/account/delete?account_id={ID}&cascade_delete=\
             %7B%22SalesOrder%22%3A%5B%22accountId%22%5D%7D&op_user={USER}"
        )
    );
}

#[tokio::test]
async fn sends_a_list_of_users() {
    assert_eq!(
        sent(|crm| crm.user().list("userId,userName").page_no(1)).await,
        "GET /gw/user/list?fields=userId%2CuserName&page_no=1"
    );
}

#[tokio::test]
async fn sends_the_content_type_of_a_body_and_the_length_of_an_empty_body() {
    let recorder = Recorder::of(DELETED);
    let crm = client(recorder.clone());
    crm.account().add(json!({})).await.unwrap();
    crm.account().delete(ID).await.unwrap();
    let requests = recorder.requests();
    assert_eq!(requests[0].headers()["content-type"], "application/json; charset=utf-8");
    assert_eq!(requests[1].headers().len(), 1);
    assert_eq!(requests[1].headers()["content-length"], "0");
    assert!(requests[1].body().is_empty());
}

#[tokio::test]
async fn sends_the_length_of_an_empty_file() {
    let recorder = Recorder::of("{}");
    client(recorder.clone()).file().upload("a.txt", Vec::new()).send_raw().await.unwrap();
    let request = recorder.request();
    assert_eq!(request.headers()["content-length"], "0");
    assert_eq!(request.headers()["content-type"], "application/octet-stream");
}

#[tokio::test]
async fn does_not_send_blank_options() {
    assert_eq!(
        sent(|crm| crm.account().list(["accountName"]).qname(" \t")).await,
        format!("GET /gw/account/list?fields=accountName&op_user={USER}")
    );
    let nothing: [(&str, [&str; 0]); 0] = [];
    assert_eq!(
        sent(|crm| crm.account().delete(ID).cascade_delete(nothing)).await,
        format!("POST /gw/account/delete?account_id={ID}&op_user={USER}")
    );
}

#[tokio::test]
async fn signs_every_request_again() {
    let recorder = Recorder::of(DELETED);
    let seconds = AtomicU64::new(1_600_000_000);
    let tick = move || UNIX_EPOCH + Duration::from_secs(seconds.fetch_add(1, Ordering::Relaxed));
    let crm = builder().clock(tick).transport(recorder.clone()).build().unwrap();
    for _ in 0..2 {
        crm.account().delete(ID).await.unwrap();
    }
    let requests = recorder.requests();
    let both = |name| [param(&requests[0], name).unwrap(), param(&requests[1], name).unwrap()];
    assert_eq!(both("timestamp"), ["1600000000000", "1600000001000"]);
    assert_ne!(both("sign")[0], both("sign")[1]);
    assert_eq!(both("appid"), [APP_ID, APP_ID]);
    assert_eq!(both("sign_type"), ["SHA1", "SHA1"]);
}

/// Checks that a call fails with this message before it is sent.
async fn refused<T>(call: impl AsyncFnOnce(&crm_client::Client) -> Result<T, Error>, said: &str) {
    let recorder = Recorder::of(DELETED);
    let error = error(call(&client(recorder.clone())).await);
    assert_eq!(error.to_string(), said);
    assert!(error.is_request());
    assert_eq!((error.attempts(), recorder.requests().len()), (0, 0));
}

#[tokio::test]
async fn does_not_send_an_invalid_request() {
    refused(
        async |crm| crm.account().get("", ["accountName"]).await,
        "account/get: not sent: `account_id` must not be blank",
    )
    .await;
    refused(
        async |crm| crm.account().get("002-7", ["accountName"]).await,
        "account/get: not sent: `account_id` must be an id: 40 characters, with `-` after the first 3",
    )
    .await;
    refused(
        async |crm| crm.account().list(Vec::<String>::new()).await,
        "account/list: not sent: `fields` must not be blank",
    )
    .await;
    refused(
        async |crm| crm.account().list(["accountName", " "]).await,
        "account/list: not sent: `fields` must be field names, none of them blank",
    )
    .await;
    refused(
        async |crm| crm.account().list(["accountName"]).page_size(201).await,
        "account/list: not sent: `page_size` must be at most 200",
    )
    .await;
    refused(
        async |crm| crm.account().list(["accountName"]).page_no(0).await,
        "account/list: not sent: `page_no` must be at least 1",
    )
    .await;
    refused(
        async |crm| crm.account().list(["accountName"]).op_user("027 me").await,
        "account/list: not sent: `op_user` must be an id: 40 characters, with `-` after the first 3",
    )
    .await;
    refused(
        async |crm| crm.account().add(json!(["accountName"])).await,
        "account/add: not sent: the body must be a JSON object with fields and values",
    )
    .await;
    refused(
        async |crm| crm.account().list(["accountName"]).qname("客".repeat(7_000)).await,
        "account/list: not sent: the URL has 63,250 bytes, more than the limit of 8,000; `qname` is \
         the longest parameter (63,006 bytes); shorten it",
    )
    .await;
}

#[tokio::test]
async fn does_not_send_a_body_that_cannot_be_serialized() {
    struct Broken;

    impl Serialize for Broken {
        fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(serde::ser::Error::custom("out of ink"))
        }
    }

    refused(
        async |crm| crm.account().add(&Broken).await,
        "account/add: not sent: the body cannot be serialized as JSON: out of ink",
    )
    .await;
}

/// Returns the parameter `fields` of a list of `T`.
async fn fields_of<T: crm_client::Row>() -> String {
    let recorder = Recorder::of("{}");
    let crm = client(recorder.clone());
    crm.account().list_as::<T>().send_raw().await.unwrap();
    param(&recorder.request(), "fields").unwrap()
}

#[tokio::test]
async fn requests_the_fields_of_the_struct() {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Row {
        account_id: String,
        #[serde(rename = "ownerId.createdOn")]
        owner_since: Option<String>,
        #[serde(skip)]
        own: u8,
        #[serde(default)]
        phone: String,
        r#type: i64,
    }
    #[derive(Deserialize)]
    struct Wrapper(Row);
    #[derive(Deserialize)]
    #[serde(from = "Row")]
    struct Converted;
    impl From<Row> for Converted {
        fn from(_: Row) -> Converted {
            Converted
        }
    }

    let fields = "accountId,ownerId.createdOn,phone,type";
    assert_eq!(fields_of::<Row>().await, fields);
    assert_eq!(fields_of::<Wrapper>().await, fields);
    assert_eq!(fields_of::<Option<Row>>().await, fields);
    assert_eq!(fields_of::<Converted>().await, fields);
    let row = |Row { account_id, owner_since, own, phone, r#type }| {
        (account_id, owner_since, own, phone, r#type)
    };
    let _ = |it: Wrapper| row(it.0);
}

#[tokio::test]
async fn refuses_a_row_type_that_is_not_a_struct() {
    #[derive(Deserialize)]
    struct Inner {
        phone: String,
    }
    #[derive(Deserialize)]
    struct Flat {
        #[serde(flatten)]
        inner: Inner,
    }
    let _ = |it: Flat| it.inner.phone;

    let way_out = "because it does not deserialize as a struct with named fields; pass the field \
                   names to the call, and decode each row with `Record::decode`";
    refused(
        async |crm| crm.account().list_as::<Vec<u8>>().await,
        &format!(
            "account/list: not sent: `fields` cannot be determined from `alloc::vec::Vec<u8>`, {way_out}"
        ),
    )
    .await;
    let flat = std::any::type_name::<Flat>();
    refused(
        async |crm| crm.account().get_as::<Flat>(ID).await,
        &format!("account/get: not sent: `fields` cannot be determined from `{flat}`, {way_out}"),
    )
    .await;
}

#[tokio::test]
async fn a_custom_content_type_replaces_the_default() {
    let recorder = Recorder::of(r#"{"error_code":0,"data":{"file_path":"/a"}}"#);
    let upload = client(recorder.clone()).file().upload("a.txt", "text".as_bytes().to_vec());
    upload.extra_header("content-type", "text/plain").await.unwrap();
    let request = recorder.request();
    let types: Vec<_> = request.headers().get_all("content-type").iter().collect();
    assert_eq!(types, ["text/plain"]);
}
