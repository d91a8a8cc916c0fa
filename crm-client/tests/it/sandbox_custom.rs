//! Replies and endpoints that a test defines, the journal, and explanations of invalid signatures.

use crm_client::sandbox::{Exchange, Fault, Sandbox, SignatureCheck};
use crm_client::{Client, Code, RawRequest};
use http::{Request, StatusCode};
use md5::{Digest, Md5};
use serde_json::json;
use sha1::Sha1;

use crate::support::error;

/// Creates a sandbox and a client of it.
fn sandbox() -> (Sandbox, Client) {
    let sandbox = Sandbox::new();
    let crm = sandbox.client_builder().build().unwrap();
    (sandbox, crm)
}

#[tokio::test]
async fn replies_are_sent_in_order_and_then_the_sandbox_answers() {
    let (sandbox, crm) = sandbox();
    sandbox.answer("account/list", &json!([{ "accountId": "002-1" }]));
    sandbox.answer_times("account/list", 2, &json!({ "error_code": 491, "error_msg": "太多" }));
    sandbox.answer_times("account/list", 0, &json!(null));
    let list = async || crm.account().list(["accountId"]).await;
    assert_eq!(list().await.unwrap().data.len(), 1);
    assert!(error(list().await).is_rate_limited());
    assert_eq!(error(list().await).message(), Some("太多"));
    assert_eq!(list().await.unwrap().data.len(), 0);
    assert_eq!(sandbox.completed_calls(), ["account/list"]);
}

#[tokio::test]
async fn an_invalid_call_does_not_consume_a_prepared_reply() {
    let (sandbox, crm) = sandbox();
    sandbox.answer("account/get", &json!({ "accountName": "杨志永" }));
    let stranger = "027-00000000-0000-4000-8000-00000000ffff";
    let get = || crm.account().get("002-00000000-0000-4000-8000-000000000002", ["accountName"]);
    assert_eq!(error(get().op_user(stranger).await).code(), Some(Code::INSUFFICIENT_RIGHTS));
    assert_eq!(get().await.unwrap().get::<String>("accountName").unwrap(), "杨志永");
}

#[tokio::test]
async fn a_custom_endpoint_receives_parameters_and_body_over_a_socket() {
    let sandbox = Sandbox::start().await.unwrap();
    let crm = sandbox.client_builder().build().unwrap();
    sandbox.endpoint("lead/convert", |call| {
        assert_eq!(call.method(), "POST");
        let names: Vec<_> = call.params().map(|(name, _)| name.to_owned()).collect();
        let body = String::from_utf8_lossy(call.body()).into_owned();
        match call.param("lead_id") {
            Some(id) => Ok(json!({ "id": id, "body": body, "names": names })),
            None => Err((Code::MISSING_PARAMETER, "参数 lead_id 不能为空".to_owned())),
        }
    });
    let call = || RawRequest::post("lead/convert").body(json!({ "note": "转" }));
    let reply: serde_json::Value =
        crm.call(call().query("lead_id", "4711")).returning().await.unwrap();
    assert_eq!((&reply["id"], &reply["body"]), (&json!("4711"), &json!(r#"{"note":"转"}"#)));
    assert!(!reply["names"].as_array().unwrap().contains(&json!("sign")));
    let refused = error(crm.call(call()).await);
    assert_eq!(refused.code(), Some(Code::MISSING_PARAMETER));

    // Without the custom endpoint, the path is unknown.
    sandbox.clear_answers();
    assert_eq!(error(crm.call(call()).await).code(), Some(Code::NOT_SUPPORTED));
}

#[tokio::test]
async fn checks_a_known_endpoint_before_the_custom_handler() {
    let (sandbox, crm) = sandbox();
    sandbox.endpoint("account/list", |_| Ok(json!([])));
    let request = RawRequest::get("account/list").query("op_user", sandbox.user().as_str());
    assert_eq!(error(crm.call(request).await).code(), Some(Code::MISSING_PARAMETER));
    assert_eq!(crm.account().list(["accountName"]).await.unwrap().data.len(), 0);
}

#[tokio::test]
async fn a_handler_that_calls_its_sandbox_panics_instead_of_hanging() {
    let (sandbox, crm) = sandbox();
    let inner = sandbox.clone();
    sandbox.endpoint("lead/convert", move |_| Ok(inner.requests()));
    let call = tokio::spawn(async move { crm.call(RawRequest::get("lead/convert")).await });
    assert!(call.await.unwrap_err().is_panic());
    assert_eq!(sandbox.requests(), 0);
}

#[tokio::test]
async fn a_fault_applies_to_any_path() {
    let sandbox = Sandbox::start().await.unwrap();
    let crm = sandbox.client_builder().max_attempts(1).build().unwrap();
    sandbox.endpoint("lead/convert", |_| Ok(1));
    sandbox.inject(Fault::status(404).on_path("lead/convert"));
    assert_eq!(error(crm.call(RawRequest::get("lead/convert")).await).status().unwrap(), 404);
    crm.call(RawRequest::get("lead/convert")).await.unwrap();

    let path = crm.file().upload("a.txt", b"a").await.unwrap().file_path;
    let link = crm.file().download_url(&path).await.unwrap();
    let url = link.file_full_path.expose();
    sandbox.inject(Fault::status(502).on_path(format!("/files{path}")));
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let status = async || http.get(url).send().await.unwrap().status();
    assert_eq!([status().await, status().await], [StatusCode::BAD_GATEWAY, StatusCode::OK]);
}

#[tokio::test]
async fn the_journal_records_requests_and_replies() {
    let (sandbox, crm) = sandbox();
    let added = crm.account().add(json!({ "accountName": "杨志永" })).await.unwrap();
    sandbox.inject(Fault::reset().after_completion());
    error(crm.account().list(["accountName"]).max_attempts(1).await);
    sandbox.inject(Fault::refuse());
    error(crm.account().list(["accountName"]).max_attempts(1).await);

    let journal = sandbox.journal();
    let [add, list] = &journal[..] else { panic!("{journal:?}") };
    assert_eq!((add.number(), add.method(), add.path()), (1, "POST", "account/add"));
    assert_eq!(add.body(), r#"{"accountName":"杨志永"}"#);
    assert_eq!(add.param("op_user").as_deref(), Some(sandbox.user().as_str()));
    assert!(add.reply_text().contains(added.account_id.as_str()) && !add.has_fault());
    assert_eq!(add.status(), Some(StatusCode::OK));
    assert_eq!((list.number(), list.status(), list.has_fault()), (2, None, true));
    assert!(list.reply().is_empty());
}

#[tokio::test]
async fn the_journal_is_bounded() {
    let (sandbox, crm) = sandbox();
    sandbox.limit_journal(3);
    for _ in 0..5 {
        crm.area().root().await.unwrap();
    }
    let numbers = |journal: &[Exchange]| journal.iter().map(Exchange::number).collect::<Vec<_>>();
    assert_eq!(numbers(&sandbox.journal()), [3, 4, 5]);
    sandbox.limit_journal(1);
    assert_eq!(numbers(&sandbox.journal()), [5]);

    crm.file().upload("large", vec![b'a'; 1 << 20]).await.unwrap();
    let upload = &sandbox.journal()[0];
    assert_eq!((upload.body().len(), upload.body_len()), (16 << 10, 1 << 20));
    sandbox.clear_journal();
    assert_eq!((sandbox.journal().len(), sandbox.requests()), (0, 6));
}

/// Sends a request with this signature, and returns the result of its check.
fn check(query: &str, sign: &str) -> SignatureCheck {
    let sandbox = Sandbox::new();
    let url = format!("{}user/list?{query}&sign={sign}", sandbox.base_url());
    let response = sandbox.handle(&Request::get(url).body(bytes::Bytes::new()).unwrap());
    let check = sandbox.journal()[0].signature().unwrap();
    let text = String::from_utf8_lossy(response.body()).into_owned();
    if let Some(problem) = check.problem() {
        // The sandbox checks the timestamp first.
        assert!(text.contains("timestamp") || text.contains(&*problem), "{text}");
    }
    check
}

/// Returns the MD5 digest in lower-case hexadecimal.
fn md5(text: &str) -> String {
    base16ct::lower::encode_string(&Md5::digest(text))
}

#[test]
fn explains_common_mistakes_in_signatures() {
    let sandbox = Sandbox::new();
    let (id, key) = (sandbox.app_id(), sandbox.app_key());
    let time = "timestamp=1600000000000";
    let query = format!("fields=userName%2Cmobile&page_no=&appid={id}&sign_type=MD5&{time}");
    let right = format!("appid={id}&fields=userName,mobile&sign_type=MD5&{time}&appkey={key}");
    assert!(check(&query, &md5(&right)).is_valid());
    assert_eq!(check(&query, &md5(&right)).signed(), right);

    let sha1 = base16ct::lower::encode_string(&Sha1::digest(&right));
    let encoded = right.replace(',', "%2C");
    let unsorted = format!("fields=userName,mobile&appid={id}&sign_type=MD5&{time}&appkey={key}");
    let blank = right.replace("&sign_type", "&page_no=&sign_type");
    let unnamed = right.replace("&appkey=", "");
    let keyless = right.replace(&format!("&appkey={key}"), "");
    let sorted_in = right.replace(&format!("&appkey={key}"), "");
    let sorted_in = sorted_in.replace("&fields", &format!("&appkey={key}&fields"));
    let joined = right.replace(['=', '&'], "");
    let both = encoded.replace("&appkey=", "");
    let untyped = right.replace("&sign_type=MD5", "");
    let added = right.replace("&fields=userName,mobile", "");
    for (signed, sign, expected) in [
        (&right, md5(&right).to_uppercase(), "the signature is in upper case; use lower case"),
        (&right, sha1, "SHA1 was used; `sign_type` states MD5"),
        (&encoded, md5(&encoded), "the values were percent-encoded; sign the raw values"),
        (&unsorted, md5(&unsorted), "the parameters were not sorted; sort them by name"),
        (&blank, md5(&blank), "parameters without a value were signed; leave them out"),
        (
            &unnamed,
            md5(&unnamed),
            "the app key was appended without its name; append `&appkey=KEY`",
        ),
        (&keyless, md5(&keyless), "the app key was left out; append `&appkey=KEY`"),
        (
            &sorted_in,
            md5(&sorted_in),
            "the app key was sorted among the parameters; append it last",
        ),
        (&joined, md5(&joined), "the separators were left out; join with `=` and `&`"),
        (&untyped, md5(&untyped), "`sign_type` was not signed; sign every parameter but `sign`"),
        (&added, md5(&added), "`fields` was not signed; sign every parameter but `sign`"),
        (
            &both,
            md5(&both),
            "the values were percent-encoded; sign the raw values, and the app key was appended \
             without its name; append `&appkey=KEY`",
        ),
    ] {
        let check = check(&query, &sign);
        assert!(!check.is_valid());
        assert_eq!((check.received(), check.expected()), (&*sign, &*md5(&right)));
        assert_eq!(check.problem().as_deref(), Some(expected));
        assert_eq!(check.client_signed(), Some(&**signed));
        let difference = right.bytes().zip(signed.bytes()).position(|(a, b)| a != b);
        let shorter = (right.len() != signed.len()).then_some(right.len().min(signed.len()));
        assert_eq!(check.first_difference(), difference.or(shorter));
    }
}

#[test]
fn suggests_the_app_key_if_no_common_mistake_matches() {
    let sandbox = Sandbox::new();
    let query = format!("fields=a&appid={}&sign_type=SHA1&timestamp=1", sandbox.app_id());
    let wrong = check(&query, &"0".repeat(40));
    let expected = "the signature matches no common mistake; check the app key first";
    assert_eq!((wrong.problem().as_deref(), wrong.client_signed()), (Some(expected), None));
    let short = check(&query, "abc");
    assert_eq!(short.problem().unwrap(), "the signature has 3 characters; SHA1 has 40");
}

#[test]
fn does_not_search_for_mistakes_in_thousands_of_parameters() {
    let sandbox = Sandbox::new();
    let many: Vec<String> = (0..5000).map(|it| format!("a{it}=1")).collect();
    let many = many.join("&");
    let query = format!("{many}&appid={}&sign_type=MD5&timestamp=1", sandbox.app_id());
    let start = std::time::Instant::now();
    for _ in 0..20 {
        check(&query, &"0".repeat(32));
    }
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}

#[test]
fn recognizes_a_timestamp_in_seconds() {
    let sandbox = Sandbox::new();
    let now = sandbox.now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let query = format!("appid={}&sign_type=MD5&timestamp={now}&sign=0", sandbox.app_id());
    let url = format!("{}area/root?{query}", sandbox.base_url());
    let response = sandbox.handle(&Request::get(url).body(bytes::Bytes::new()).unwrap());
    let text = String::from_utf8_lossy(response.body());
    assert!(
        text.contains("`timestamp` is in seconds; send milliseconds since the epoch"),
        "{text}"
    );
}
