//! The sandbox checks requests against the endpoint table, and stores records.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use crm_client::endpoint::{BodyKind, Info, Method, Need, Type};
use crm_client::sandbox::{Entity, Field, Sandbox};
use crm_client::{Client, Code, Credentials, ENDPOINTS, Error};
use http::Request;
use serde_json::{Value, json};

use crate::support::{Recorder, error};

/// Returns a query with a valid value for each parameter of an endpoint. `other` replaces or
/// removes some of them.
fn query(sandbox: &Sandbox, info: &Info, other: &[(&str, Option<&str>)]) -> String {
    let user = sandbox.user().to_string();
    let mut pairs = vec![("appid", sandbox.app_id()), ("sign", sandbox.app_key())];
    for param in info.query {
        pairs.push((
            param.name,
            match param.ty {
                Type::Id => user.as_str(),
                Type::Fields => "userName",
                Type::Int { .. } | Type::Enum(_) => "1",
                Type::Bool => "true",
                Type::Cascade => r#"{"Account":["parentId"]}"#,
                Type::Sort => "userName:desc",
                Type::Password => "00000000000000000000000000000000",
                _ if param.name == "entity" => "c__lead",
                _ => "text",
            },
        ));
    }
    pairs.extend(info.one_of.iter().take(1).map(|param| (param.name, "1")));
    for (name, value) in other {
        pairs.retain(|(it, _)| it != name);
        pairs.extend(value.map(|value| (*name, value)));
    }
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// Returns a valid body for an endpoint. A record comes from a sample of the vendor.
fn body(info: &Info) -> Bytes {
    let (module, _) = info.path.split_once('/').unwrap();
    match info.body {
        None => Bytes::new(),
        Some(BodyKind::Record) => {
            let data = |function| {
                let path = format!("{module}/{function}");
                let entry = ENDPOINTS.iter().find(|it| it.info.path == path)?;
                let sample: Value = serde_json::from_str(entry.sample).unwrap();
                Some(sample["data"].clone())
            };
            let record = data("get").or_else(|| Some(data("list")?[0].clone()));
            record.unwrap_or_default().to_string().into()
        }
        Some(BodyKind::Filter) => Bytes::from(
            r#"{"type":"AND","filters":[{"fieldName":"c__name","operator":"=","value":1}]}"#,
        ),
        Some(BodyKind::Object(_)) => Bytes::from(r#"{"description":"a"}"#),
        Some(_) => Bytes::from("a file"),
    }
}

/// Creates a sandbox with a custom entity.
fn with_leads() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.declare(Entity::new("c__lead", "线索").main(Field::string("c__name", "名称")));
    sandbox
}

/// Sends a request without a client, and returns the error code and the message.
fn answer(sandbox: &Sandbox, method: Method, path: &str, query: &str) -> (i64, String) {
    let entry = ENDPOINTS.iter().find(|it| it.info.path == path);
    let body = entry.map(|it| body(&it.info)).unwrap_or_default();
    let method = if method == Method::Get { "GET" } else { "POST" };
    let request = Request::builder().method(method).uri(format!("http://x/gw/{path}?{query}"));
    let request = request.header("content-type", "application/json");
    let response = sandbox.handle(&request.body(body).unwrap());
    assert_eq!(response.status(), 200);
    let body: Value = serde_json::from_slice(response.body()).unwrap();
    let message = body["error_msg"].as_str().unwrap_or_default().to_owned();
    (body["error_code"].as_i64().unwrap(), message)
}

#[test]
fn accepts_a_valid_request_for_every_endpoint() {
    let sandbox = with_leads();
    for entry in ENDPOINTS {
        let info = &entry.info;
        let (code, message) = answer(&sandbox, info.method, info.path, &query(&sandbox, info, &[]));
        assert!(code == 0 || code == Code::BUSINESS_FAILURE.0, "{}: {message}", info.path);
    }
}

#[test]
fn refuses_unknown_paths_and_wrong_methods() {
    let sandbox = Sandbox::new();
    for path in ["account/lists", "account", "", "../gw/account/list"] {
        assert_eq!(answer(&sandbox, Method::Get, path, "").0, Code::NOT_SUPPORTED.0, "{path}");
    }
    for entry in ENDPOINTS {
        let info = &entry.info;
        let other = if info.method == Method::Get { Method::Post } else { Method::Get };
        let (code, _) = answer(&sandbox, other, info.path, &query(&sandbox, info, &[]));
        assert_eq!(code, Code::NOT_SUPPORTED.0, "{}", info.path);
    }
}

#[test]
fn names_every_missing_or_invalid_parameter() {
    let sandbox = with_leads();
    for entry in ENDPOINTS {
        let info = &entry.info;
        let send = |name, value| {
            answer(&sandbox, info.method, info.path, &query(&sandbox, info, &[(name, value)]))
        };
        for param in info.query {
            let name = param.name;
            for blank in [None, Some(""), Some("  ")] {
                let (code, message) = send(name, blank);
                if param.need == Need::Optional || param.vendor_optional {
                    assert_ne!(code, Code::MISSING_PARAMETER.0, "{}: {message}", info.path);
                } else {
                    assert_eq!(code, Code::MISSING_PARAMETER.0, "{} {name}", info.path);
                    assert_eq!(message, format!("参数 {name} 不能为空"));
                }
            }
            if param.ty == Type::String {
                continue;
            }
            let (code, message) = send(name, Some("a,,b"));
            assert_eq!(code, Code::INVALID_PARAMETER.0, "{} {name}: {message}", info.path);
            assert!(message.contains(name), "{message}");
        }
    }
}

#[test]
fn enforces_the_limits_of_the_table() {
    let sandbox = Sandbox::new();
    let info = &ENDPOINTS.iter().find(|it| it.info.path == "user/list").unwrap().info;
    for (name, value, expected) in [
        ("page_size", "200", 0),
        ("page_size", "201", Code::INVALID_PARAMETER.0),
        ("page_size", "0", Code::INVALID_PARAMETER.0),
        ("page_no", "0", Code::INVALID_PARAMETER.0),
        ("page_no", "9223372036854775807", 0),
        ("page_no", "9223372036854775808", Code::INVALID_PARAMETER.0),
    ] {
        let query = query(&sandbox, info, &[(name, Some(value))]);
        assert_eq!(answer(&sandbox, info.method, info.path, &query).0, expected, "{name} {value}");
    }
}

/// Lists the users with these credentials at this time.
async fn users(sandbox: &Sandbox, credentials: Credentials, now: SystemTime) -> Result<(), Error> {
    let builder = Client::builder().credentials(credentials).clock(move || now);
    let crm = builder.transport(sandbox.clone()).build()?;
    crm.user().list(["userName"]).await.map(|_| ())
}

#[tokio::test]
async fn refuses_a_wrong_key_app_id_or_clock() {
    let sandbox = Sandbox::new();
    let (id, key, now) = (sandbox.app_id(), sandbox.app_key(), SystemTime::now());
    let wrong = [
        (Credentials::md5(id, "wrong"), "matches no common mistake"),
        (Credentials::sha1(id, "wrong"), "matches no common mistake"),
        (Credentials::plain_key(id, "wrong"), "`sign` is not the app key"),
        (Credentials::sha1("000-wrong", key), "there is no such `appid`"),
    ];
    for (credentials, said) in wrong {
        let error = error(users(&sandbox, credentials, now).await);
        assert_eq!(error.code(), Some(Code::BUSINESS_FAILURE));
        assert!(error.message().unwrap().contains(said), "{error}");
    }
    let right = || Credentials::md5(id, key);
    for off in [Duration::from_secs(31), Duration::from_secs(3600)] {
        for now in [now - off, now + off] {
            let error = error(users(&sandbox, right(), now).await);
            assert!(error.message().unwrap().contains("synchronize the clock"), "{error}");
        }
    }
    for now in [now - Duration::from_secs(25), now + Duration::from_secs(25)] {
        users(&sandbox, right(), now).await.unwrap();
    }
}

/// Sends a signed list of users, with a part of its query replaced after signing.
async fn send_with_replacement(from: &str, to: &str) -> (i64, String) {
    let recorder = Recorder::of("{}");
    let sandbox = Sandbox::new();
    let crm = sandbox.client_builder().transport(recorder.clone()).build().unwrap();
    crm.user().list(["userName"]).page_no(1).send_raw().await.unwrap();
    let query = recorder.request().uri().query().unwrap().to_owned();
    assert!(query.contains(from), "{query}");
    answer(&sandbox, Method::Get, "user/list", &query.replace(from, to))
}

#[tokio::test]
async fn refuses_the_signature_of_a_changed_request() {
    assert_eq!(send_with_replacement("fields=userName", "fields=userName").await.0, 0);
    for (from, to, said) in [
        ("fields=userName", "fields=mobile", "matches no common mistake"),
        ("page_no=1", "page_no=2", "matches no common mistake"),
        ("page_no=1", "", "matches no common mistake"),
        ("page_no=1", "page_no=1&qname=x", "a parameter was not signed (`qname`)"),
        ("sign_type=SHA1", "sign_type=MD5", "SHA1 was used, but `sign_type` is `MD5`"),
        ("sign_type=SHA1", "sign_type=sha1", "`sign_type` was in another case"),
        ("sign_type=SHA1", "sign_type=HMAC", "neither `MD5` nor `SHA1`"),
        ("timestamp=1", "timestamp=x", "`timestamp` is not a number"),
    ] {
        let (code, message) = send_with_replacement(from, to).await;
        assert_eq!(code, Code::BUSINESS_FAILURE.0, "{to}: {message}");
        assert!(message.contains(said), "{to}: {message}");
    }
    assert_eq!(send_with_replacement("&sign=", "&sing=").await.1, "参数 sign 不能为空");
    assert_eq!(send_with_replacement("timestamp=", "time=").await.1, "参数 timestamp 不能为空");
}

#[test]
fn requires_a_body_that_is_an_object() {
    let sandbox = Sandbox::new();
    let info = &ENDPOINTS.iter().find(|it| it.info.path == "account/add").unwrap().info;
    let query = query(&sandbox, info, &[]);
    let with = |body: &'static str| {
        let uri = format!("http://x/gw/account/add?{query}");
        let request = Request::post(uri).header("content-type", "application/json");
        let request = request.body(Bytes::from(body)).unwrap();
        let reply: Value = serde_json::from_slice(sandbox.handle(&request).body()).unwrap();
        reply["error_code"].as_i64().unwrap()
    };
    assert_eq!(with(r#"{"accountName":"a"}"#), 0);
    for missing in ["", " \n", "{}", r#"{"accountName":""}"#, r#"{"accountName":null}"#] {
        assert_eq!(with(missing), Code::MISSING_PARAMETER.0, "{missing}");
    }
    for malformed in ["[]", "accountName", r#"{"accountName""#, r#"{"accountName":1}"#] {
        assert_eq!(with(malformed), Code::INVALID_PARAMETER.0, "{malformed}");
    }
}

#[tokio::test]
async fn accepts_clients_with_a_custom_http_client_or_transport() {
    let sandbox = Sandbox::start().await.unwrap();
    let own = || reqwest::Client::builder().no_proxy();
    let builder = || sandbox.client_builder();
    for builder in [builder().http_client(own()), builder().transport(own().build().unwrap())] {
        let crm = builder.build().unwrap();
        assert_eq!(crm.user().list(["userName"]).await.unwrap().total_size, Some(3));
    }
}

/// Adds a customer, and returns its id.
async fn add(crm: &Client, name: &str) -> String {
    crm.account().add(json!({ "accountName": name })).await.unwrap().account_id.to_string()
}

#[tokio::test]
async fn lists_are_newest_first_paged_and_filtered() {
    let crm = Sandbox::new().client_builder().build().unwrap();
    for name in ["上海企能软件", "企能软件", "企能硬件", "北京软件"] {
        add(&crm, name).await;
    }
    let names = async |pattern: &str| -> Vec<String> {
        let page = crm.account().list(["accountName"]).qname(pattern).await.unwrap();
        page.iter().map(|row| row.get("accountName").unwrap()).collect()
    };
    assert_eq!(names("").await, ["北京软件", "企能硬件", "企能软件", "上海企能软件"]);
    assert_eq!(names("*企能软件").await, ["企能软件", "上海企能软件"]);
    assert_eq!(names("企能*").await, ["企能硬件", "企能软件"]);
    assert_eq!(names("*能*").await, ["企能硬件", "企能软件", "上海企能软件"]);
    assert_eq!(names("企能").await, Vec::<String>::new());

    let page = crm.account().list(["accountName"]).page_size(3).page_no(2).await.unwrap();
    assert_eq!((page.total_size, page.data.len(), page.is_last()), (Some(4), 1, true));
    let page = crm.account().list(["accountName"]).page_no(9).await.unwrap();
    assert!(page.data.is_empty());
}

#[tokio::test]
async fn duplicates_of_the_main_field_need_force() {
    let crm = Sandbox::new().client_builder().build().unwrap();
    let (one, other) = (add(&crm, "甲").await, add(&crm, "乙").await);
    let rename = json!({ "accountName": "甲" });
    let update = |id: &str| crm.account().update(id, &rename);
    assert_eq!(error(update(&other).await).code(), Some(Code::BUSINESS_FAILURE));
    assert!(update(&one).await.is_ok(), "a record does not duplicate itself");
    assert!(update(&other).force_update(true).await.is_ok());
    let nameless = error(crm.account().add(json!({ "phone": "021" })).await);
    assert_eq!(nameless.code(), Some(Code::MISSING_PARAMETER));
}

#[tokio::test]
async fn cascade_delete_deletes_only_the_named_references() {
    let crm = Sandbox::new().client_builder().build().unwrap();
    let parent = add(&crm, "总公司").await;
    for (name, field) in [("分公司", "parentId"), ("客户", "agentId"), ("别的", "otherId")] {
        let record = json!({ "accountName": name, field: parent });
        crm.account().add(&record).await.unwrap();
    }
    let cascade = [("Account", vec!["parentId", "agentId"]), ("SalesOrder", vec!["accountId"])];
    crm.account().delete(&parent).cascade_delete(cascade).await.unwrap();
    let left = crm.account().list(["accountName", "otherId"]).await.unwrap();
    assert_eq!(left.total_size, Some(1));
    assert_eq!(left.data[0].get::<String>("otherId").unwrap(), parent);
    let again = error(crm.account().delete(&parent).await);
    assert_eq!(again.code(), Some(Code::BUSINESS_FAILURE));
}

#[tokio::test]
async fn an_update_keeps_the_other_fields() {
    let crm = Sandbox::new().client_builder().build().unwrap();
    let id = add(&crm, "甲").await;
    crm.account().update(&id, json!({ "phone": "021", "amount": 1.50 })).await.unwrap();
    crm.account().update(&id, json!({ "phone": null })).await.unwrap();
    let record = crm.account().get(&id, "amount,accountName,phone,unheard").await.unwrap();
    let fields: Vec<_> = record.iter().map(|(name, json)| format!("{name}={json}")).collect();
    assert_eq!(fields, ["amount=1.5", r#"accountName="甲""#, "phone=null", "unheard=null"]);
}

#[tokio::test]
async fn a_socket_closes_with_its_last_clone() {
    let sandbox = Sandbox::start().await.unwrap();
    let crm = sandbox.client_builder().build().unwrap();
    let clone = sandbox.clone();
    drop(sandbox);
    assert!(crm.user().list(["userName"]).await.is_ok());
    drop(clone);
    // The listening task ends when the runtime runs it again.
    for _ in 0..1000 {
        if crm.user().list(["userName"]).await.is_err() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("the socket is still open");
}
