//! `crm sign`: the steps of a signature, and explanations of invalid ones.

use std::fs;

use serde_json::Value;

use crate::support::{Run, Server, crm, finish, run};

/// The application of the vendor's facts, whose signatures are worked out by hand.
const ID: &str = "000-AAAAAAAA-1111-2222-3333-BBBBBBBBBBBB";
const KEY: &str = "ExampleAppKey0123456789abcdefghijklmnopqrst";

/// Runs `crm sign` with the key of that application.
fn sign(args: &[&str], kind: &str) -> Run {
    let home = tempfile::tempdir().unwrap();
    let command = crm(["sign"]).args(args).env("HOME", home.path());
    let command = command.env("CRM_APP_ID", ID).env("CRM_APP_KEY", KEY).env("CRM_SIGN", kind);
    let run = finish(command);
    assert!(!run.stdout.contains(KEY) && !run.stderr.contains(KEY), "{run:?}");
    run
}

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{run:?}"))
}

/// A URL with the parameters of the first example.
fn url(sign: &str) -> String {
    format!(
        "https://crm.example.com/gw/user/list?fields=userId%2CuserName&appid={ID}&sign_type=MD5\
         &timestamp=1600000000000&sign={sign}"
    )
}

#[test]
fn the_steps_result_in_the_signatures_of_the_examples() {
    let fields = ["user/list", "fields=userId,userName", "timestamp=1600000000000"];
    for (kind, expected) in [
        ("md5", "b4b3bd3df7ba60b382a44b60324f03cd"),
        ("sha1", "c0d3a6518fd80548b0815249c3184f4ecebda318"),
        // The plain key is never shown, so SHA-1 is used instead.
        ("plain", "c0d3a6518fd80548b0815249c3184f4ecebda318"),
    ] {
        let run = sign(&fields, kind);
        assert_eq!(run.code, 0, "{run:?}");
        assert_eq!(json(&run)["sign"], expected);
    }
    let with_type = [&fields[..], &["sign_type=MD5"]].concat();
    let steps = json(&sign(&with_type, "sha1"));
    assert_eq!(steps["sign"], "b4b3bd3df7ba60b382a44b60324f03cd");
    let signed = format!(
        "appid={ID}&fields=userId,userName&sign_type=MD5&timestamp=1600000000000&appkey=[the app key]"
    );
    assert_eq!(steps["string_to_sign"], signed);

    let user = "op_user=027-00000000-0000-4000-8000-000000000001";
    let time = "timestamp=1600000000000";
    let args = ["account/list", user, "fields=accountId,accountName,phone", "qname=*企能软件"];
    let args = [&args[..], &["page_no=1", "page_size=50", time]].concat();
    assert_eq!(json(&sign(&args, "md5"))["sign"], "26ae84dd102c138f5e13e7518dbfd47e");
    let args = ["contact/list", user, "fields=contactId,contactName", "qname=", "page_no=2", time];
    let steps = json(&sign(&args, "sha1"));
    assert_eq!(steps["sign"], "a145f4dd9bf29214feceb50c76cb95ed369b7d45");
    assert_eq!(steps["left_out"], serde_json::json!(["qname"]));
}

#[test]
fn the_steps_are_printed_for_people() {
    let args = ["user/list", "qname=a b\u{1b}[31m", "fields=", "timestamp=1600000000000"];
    let run = sign(&[&args[..], &["--output", "table"]].concat(), "md5");
    assert_eq!(run.code, 0, "{run:?}");
    for part in [
        "1. Sort the parameters",
        "(left out: fields)",
        "sign_type=MD5&timestamp=1600000000000&appkey=[the app key]\n",
        "3. Hash the UTF-8 bytes with MD5",
        "qname=a%20b%1B%5B31m&",
    ] {
        assert!(run.stdout.contains(part), "`{part}` is missing: {}", run.stdout);
    }
    assert!(!run.stdout.contains('\u{1b}'), "{run:?}");
    let run = sign(&[&args[..], &["--output", "table", "--lang", "zh"]].concat(), "md5");
    assert!(run.stdout.contains("1. 按参数名排序"), "{run:?}");
}

#[test]
fn the_signed_url_is_accepted() {
    let server = Server::start();
    let args = ["sign", "user/list", "fields=userName", "page_size=5"];
    let steps = json(&finish(server.crm(args)));
    let request = http::Request::get(steps["url"].as_str().unwrap());
    let response = server.sandbox.handle(&request.body(bytes::Bytes::new()).unwrap());
    let reply = String::from_utf8_lossy(response.body());
    assert!(reply.contains("\"error_code\":0"), "{reply}");
    assert_eq!(server.sandbox.requests(), 1, "the command sends nothing");
}

#[test]
fn explains_a_wrong_signature() {
    // MD5 of the string of the first example, with an encoded comma.
    let run = sign(&["--explain", &url("37da203826a2b8a331b803cd21de1495")], "sha1");
    assert_eq!(run.code, 7, "{run:?}");
    let explained = json(&run);
    let reasons: Vec<_> = explained["reasons"].as_array().unwrap().iter().collect();
    let names: Vec<_> = reasons.iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["timestamp_too_old", "encoded_value"]);
    assert_eq!(explained["parameter"], "fields");
    assert_eq!(explained["expected"], "b4b3bd3df7ba60b382a44b60324f03cd");
    let start = usize::try_from(explained["first_difference"].as_u64().unwrap()).unwrap();
    let rest = |name: &str| explained[name].as_str().unwrap()[start..].to_owned();
    assert!(rest("server_signs").starts_with(",userName"), "{explained}");
    assert!(rest("client_signed").starts_with("%2CuserName"), "{explained}");
    assert_eq!(explained["notes"], serde_json::json!([]));
}

#[test]
fn explanations_are_printed_in_both_languages() {
    let url = url("B4B3BD3DF7BA60B382A44B60324F03CD");
    let run = sign(&["--explain", &url, "--output", "table"], "md5");
    assert_eq!(run.code, 7, "{run:?}");
    assert!(run.stdout.contains("* the signature has upper-case digits; send it"), "{run:?}");
    let run = sign(&["--explain", &url, "--output", "table", "--lang", "zh"], "md5");
    assert!(run.stdout.contains("* 签名含有大写字母；请使用小写十六进制"), "{run:?}");
}

#[test]
fn a_fresh_signature_is_valid() {
    let made = run("sign area/root sign_type=MD5");
    let url = json(&made)["url"].as_str().unwrap().to_owned();
    let run = finish(crm(["sign", "--sandbox", "--explain", "-", "--output", "table"]).stdin(&url));
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.stdout.starts_with("The signature is valid."), "{run:?}");
    let run = finish(crm(["sign", "--sandbox", "--explain", &url, "--method", "POST"]));
    assert!(run.stdout.contains("`area/root` is called with GET"), "{run:?}");
}

#[test]
fn finds_out_whether_the_body_was_signed() {
    let home = tempfile::tempdir().unwrap();
    let body = home.path().join("body.json");
    fs::write(&body, r#"{"accountName":"上海"}"#).unwrap();
    // MD5 of the string of the first example and of the body after it.
    let url = url("c15cf07e39f5bfb33117e779bc7b1a08");
    let body = body.to_str().unwrap();
    let run = sign(&["--explain", &url, "--body", body], "md5");
    assert_eq!(run.code, 7, "{run:?}");
    assert!(run.stdout.contains("\"body_signed\""), "{run:?}");
    let run = sign(&["--explain", &url, "--body", body, "--method", "GET"], "md5");
    assert_eq!(run.code, 2, "{run:?}");
    let run = sign(&["--explain", &url, "--body", "no-such-file"], "md5");
    assert_eq!(run.code, 1, "{run:?}");
}

#[test]
fn the_key_in_a_url_is_never_shown() {
    let plain = format!("https://crm.example.com/gw/user/list?appid={ID}&sign={KEY}");
    let run = sign(&["--explain", &plain], "md5");
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("the app key itself"), "{run:?}");
    for url in [url(KEY), format!("{plain}&appkey={KEY}&sign_type=MD5&timestamp=1&qname={KEY}")] {
        let run = sign(&["--explain", &url], "md5");
        assert!(run.stdout.contains("\"key_as_signature\""), "{run:?}");
        sign(&["--explain", &url, "--output", "table"], "md5");
    }
    let invalid = sign(&["--explain", &format!("no-url?sign={KEY}")], "md5");
    assert_eq!(invalid.code, 2, "{invalid:?}");
}

#[test]
fn mistakes_in_the_arguments_are_reported() {
    for (args, message) in [
        (&["user/list", "fields"][..], "expected `NAME=VALUE`"),
        (&["user/list", "timestamp=now"], "`timestamp`: expected milliseconds"),
        (&["user/list", "sign_type=md5"], "`sign_type`: expected `MD5` or `SHA1`"),
        (&["user/list", "appid=x"], "`appid`: this is added"),
        (&["--explain", "https://crm.example.com/gw/user/list"], "not a full URL"),
        (&["--explain", "https://crm.example.com/gw/user/list?a=b"], "has no signature"),
        (&[], "MODULE/FUNCTION"),
    ] {
        let run = sign(args, "md5");
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.stderr.contains(message), "{run:?}");
    }
    let other = url("b4b3bd3df7ba60b382a44b60324f03cd").replace(ID, "000-other");
    assert!(sign(&["--explain", &other], "md5").stdout.contains("is not the app id"));
}
