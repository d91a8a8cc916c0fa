//! Random requests: a right signature has no reason, and a random one has no false reason.
//!
//! `PROPTEST_CASES` sets the number of requests.

use std::time::UNIX_EPOCH;

use crm_client::sandbox::{Sandbox, SignatureCheck, SignatureReason};
use http::Request;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::client::{Naive, md5, sha1};

/// How a client encodes its URLs.
#[derive(Clone, Copy, Debug)]
enum Encoding {
    Percent,
    LowerPercent,
    /// With a plus for each space.
    Form,
}

impl Encoding {
    fn encode(self, text: &str) -> String {
        let byte = |byte: u8| match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            b' ' if matches!(self, Encoding::Form) => "+".to_owned(),
            _ if matches!(self, Encoding::LowerPercent) => format!("%{byte:02x}"),
            _ => format!("%{byte:02X}"),
        };
        text.bytes().map(byte).collect()
    }
}

/// A request that is signed as documented.
#[derive(Clone, Debug)]
struct Random {
    /// In the order of the URL.
    params: Vec<(String, String)>,
    is_md5: bool,
    encoding: Encoding,
    body: String,
}

fn random() -> impl Strategy<Value = Random> {
    let value = prop_oneof![
        "[ -~]{0,12}",
        "[一-龥+ &=%,/]{0,8}",
        "[ \t]{0,3}",
        any::<String>().prop_map(|it| it.chars().take(20).collect()),
    ];
    let params = btree_map("[a-zA-Z][a-z0-9_.-]{0,6}", value, 0..9)
        .prop_map(|it| it.into_iter().collect::<Vec<_>>())
        .prop_shuffle();
    let encoding =
        prop_oneof![Just(Encoding::Percent), Just(Encoding::LowerPercent), Just(Encoding::Form)];
    let body = prop_oneof![Just(String::new()), r#"\{"a":"[a-z一-龥 ]{0,9}"\}"#, "[ -~]{0,20}"];
    (params, any::<bool>(), encoding, body).prop_map(|(params, is_md5, encoding, body)| {
        let reserved = ["appid", "sign", "sign_type", "timestamp"];
        let params = params.into_iter().filter(|(name, _)| !reserved.contains(&&**name)).collect();
        Random { params, is_md5, encoding, body }
    })
}

impl Random {
    /// Sends the request, and returns the check and the reply. Without a signature, it has the right one.
    fn send(&self, sandbox: &Sandbox, sign: Option<&str>) -> (SignatureCheck, String) {
        let time = sandbox.now().duration_since(UNIX_EPOCH).unwrap().as_millis().to_string();
        let kind = if self.is_md5 { "MD5" } else { "SHA1" };
        let mut params = self.params.clone();
        let auth = [("appid", sandbox.app_id()), ("sign_type", kind), ("timestamp", &time)];
        params.extend(auth.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let encode =
            |(name, value): &(String, String)| format!("{name}={}", self.encoding.encode(value));
        let query: Vec<String> = params.iter().map(encode).collect();
        params.retain(|(_, value)| !value.trim().is_empty());
        // By name: the character after a name counts for nothing.
        params.sort();
        params.push(("appkey".to_owned(), Naive::KEY.to_owned()));
        let signed: Vec<String> =
            params.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let signed = signed.join("&");
        let right = if self.is_md5 { md5(signed) } else { sha1(signed) };
        let (base_url, query) = (sandbox.base_url(), query.join("&"));
        let url = format!("{base_url}account/add?{query}&sign={}", sign.unwrap_or(&right));
        let request = Request::post(url).header("content-type", "application/json");
        let response = sandbox.handle(&request.body(self.body.clone().into()).unwrap());
        let check = sandbox.journal().last().unwrap().signature().unwrap();
        (check, String::from_utf8_lossy(response.body()).into_owned())
    }
}

fn config(default: u32) -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|it| it.parse().ok());
    ProptestConfig {
        cases: cases.unwrap_or(default),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// A false reason would send the user of a correct client in a wrong direction, so this test tries 10,000 requests.
#[test]
fn a_right_signature_has_no_reason() {
    let sandbox = Sandbox::new();
    sandbox.limit_journal(1);
    let result = TestRunner::new(config(10_000)).run(&random(), |request| {
        let (check, reply) = request.send(&sandbox, None);
        prop_assert_eq!(check.reasons(), []);
        prop_assert_eq!(check.received(), check.expected());
        prop_assert!(!reply.contains("invalid signature"), "{}", reply);
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
}

proptest! {
    #![proptest_config(config(64))]

    #[test]
    fn a_random_signature_has_no_false_reason(request in random(), bytes in vec(any::<u8>(), 20)) {
        let sandbox = Sandbox::new();
        let length = if request.is_md5 { 16 } else { 20 };
        let sign = base16ct::lower::encode_string(&bytes[..length]);
        let (check, reply) = request.send(&sandbox, Some(&sign));
        prop_assert_eq!(check.reasons(), [SignatureReason::Unknown]);
        prop_assert!(reply.contains(SignatureReason::Unknown.description()), "{}", reply);
    }
}
