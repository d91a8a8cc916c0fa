//! Explanations of invalid signatures. Each mistake is made in a request over a socket.

mod client;
mod properties;

use crm_client::Credentials;
use crm_client::sandbox::{Sandbox, SignatureCheck, SignatureReason as Reason};
use http::Request;

use client::{Explained, Naive, gbk_percent, md5, sha1};

/// Asserts that this is the only reason, and that the refusal names it.
#[track_caller]
fn assert_reasons(explained: &Explained, expected: &[Reason]) {
    assert_eq!(explained.check.reasons(), expected, "{explained:?}");
    assert!(!explained.check.is_valid());
    let message = &explained.message;
    assert!(message.starts_with("sandbox: invalid signature: "), "{message}");
    for reason in expected {
        assert!(message.contains(reason.description()), "{message}");
        assert!(message.contains(reason.remedy()), "{message}");
    }
}

/// Asserts the string that the client signed, and where it differs from the right one.
#[track_caller]
fn assert_signed(explained: &Explained, signed: &str) {
    let check = &explained.check;
    let shown = signed.replace(Naive::KEY, "[the app key]");
    assert_eq!(check.client_signed(), Some(&*shown));
    let right = check.signed();
    let difference = right.bytes().zip(shown.bytes()).position(|(a, b)| a != b);
    let shorter = (right.len() != shown.len()).then_some(right.len().min(shown.len()));
    assert_eq!(check.first_difference(), difference.or(shorter));
}

#[test]
fn accepts_a_right_signature() {
    let client = Naive::start();
    let explained = client.send(&client.query(), &md5(client.right()));
    assert!(explained.check.is_valid(), "{explained:?}");
    assert_eq!((explained.check.problem(), explained.check.client_signed()), (None, None));
    assert_eq!(explained.check.signed(), client.right().replace(Naive::KEY, "[the app key]"));
    assert!(!explained.message.contains("signature"), "{explained:?}");
}

#[test]
fn recognizes_a_value_that_was_signed_after_url_encoding() {
    let client = Naive::start();
    let signed = client.right().replace(',', "%2C");
    let explained = client.send(&client.query(), &md5(&signed));
    assert_reasons(&explained, &[Reason::EncodedValue]);
    assert_signed(&explained, &signed);
    assert_eq!(explained.check.parameter(), Some("fields"));
    assert!(explained.message.contains("URL encoding (`fields`); sign"), "{explained:?}");
    // Other rules of encoding than those of the URL.
    let lower = client.right().replace(',', "%2c");
    assert_reasons(&client.send(&client.query(), &md5(&lower)), &[Reason::EncodedValue]);
}

#[test]
fn recognizes_a_blank_parameter_that_was_signed() {
    let client = Naive::start();
    let signed = client.right().replace("&sign_type", "&page_no=&sign_type");
    let explained = client.send(&client.query(), &md5(&signed));
    assert_reasons(&explained, &[Reason::BlankParameter]);
    assert_signed(&explained, &signed);
    assert_eq!(explained.check.parameter(), Some("page_no"));
}

#[test]
fn recognizes_parameters_that_were_not_sorted() {
    let client = Naive::start();
    let (id, time) = (client.app_id(), client.time);
    let auth = format!("appid={id}&sign_type=MD5&timestamp={time}");
    let key = Naive::KEY;
    // As in the URL, and in an order that the URL does not show.
    let sent = format!("fields=userName,mobile&{auth}&appkey={key}");
    let other =
        format!("timestamp={time}&fields=userName,mobile&sign_type=MD5&appid={id}&appkey={key}");
    for signed in [sent, other] {
        let explained = client.send(&client.query(), &md5(&signed));
        assert_reasons(&explained, &[Reason::NotSorted]);
        assert_signed(&explained, &signed);
    }
}

#[test]
fn recognizes_an_app_key_that_is_not_last_missing_or_misnamed() {
    let client = Naive::start();
    let (right, key) = (client.right(), Naive::KEY);
    let keyless = right.replace(&format!("&appkey={key}"), "");
    for (signed, reasons) in [
        (keyless.clone(), &[Reason::KeyMissing][..]),
        (keyless.replace("&fields", &format!("&appkey={key}&fields")), &[Reason::KeyNotLast]),
        (format!("appkey={key}&{keyless}"), &[Reason::KeyNotLast]),
        (right.replace("&appkey=", ""), &[Reason::KeyMisnamed]),
        (right.replace("&appkey=", "&key="), &[Reason::KeyMisnamed]),
        (format!("{key}{keyless}"), &[Reason::KeyNotLast, Reason::KeyMisnamed]),
    ] {
        let explained = client.send(&client.query(), &md5(&signed));
        assert_reasons(&explained, reasons);
        assert_signed(&explained, &signed);
    }
}

#[test]
fn recognizes_a_sign_type_in_another_case() {
    let client = Naive::start();
    // It was signed, sent, or both.
    let lower = client.right().replace("=MD5", "=md5");
    let explained = client.send(&client.query(), &md5(&lower));
    assert_reasons(&explained, &[Reason::SignTypeCase]);
    assert_signed(&explained, &lower);
    let query = client.query().replace("=MD5", "=md5");
    let explained = client.send(&query, &md5(&lower));
    assert_reasons(&explained, &[Reason::SignTypeCase]);
    assert_signed(&explained, &lower);
    let explained = client.send(&query, &md5(client.right()));
    assert_reasons(&explained, &[Reason::SignTypeCase]);
    assert_eq!(explained.check.client_signed(), None);
}

#[test]
fn recognizes_gbk() {
    let client = Naive::start();
    let query = client.query() + "&qname=%E4%B8%AD%E6%96%87";
    let right = client.right().replace("&sign_type", "&qname=中文&sign_type");
    assert!(client.send(&query, &md5(&right)).check.is_valid());
    let signed: Vec<u8> = encoding_rs::GBK.encode(&right).0.into_owned();
    let explained = client.send(&query, &md5(&signed));
    assert_reasons(&explained, &[Reason::Gbk]);
    assert_signed(&explained, &right.replace("中文", r"\xd6\xd0\xce\xc4"));
    assert_eq!(explained.check.parameter(), Some("qname"));
    // The URL has the bytes of GBK, and the string that was signed too, or not.
    let query = client.query() + "&qname=" + &gbk_percent("中文");
    for sign in [md5(&signed), md5(&right)] {
        assert_reasons(&client.send(&query, &sign), &[Reason::Gbk]);
    }
}

#[test]
fn recognizes_the_other_hash() {
    let client = Naive::start();
    let right = client.right();
    let explained = client.send(&client.query(), &sha1(&right));
    assert_reasons(&explained, &[Reason::Sha1InsteadOfMd5]);
    assert_signed(&explained, &right);
    assert_eq!(explained.check.first_difference(), None);

    let (query, right) = (client.query().replace("MD5", "SHA1"), right.replace("MD5", "SHA1"));
    assert!(client.send(&query, &sha1(&right)).check.is_valid());
    assert_reasons(&client.send(&query, &md5(&right)), &[Reason::Md5InsteadOfSha1]);
    // The string names the hash that was used.
    let other = right.replace("SHA1", "MD5");
    assert_reasons(&client.send(&query, &md5(&other)), &[Reason::Md5InsteadOfSha1]);
}

#[test]
fn recognizes_upper_case_digits() {
    let client = Naive::start();
    let explained = client.send(&client.query(), &md5(client.right()).to_uppercase());
    assert_reasons(&explained, &[Reason::UpperCaseHex]);
    assert_signed(&explained, &client.right());
}

#[test]
fn recognizes_seconds() {
    let client = Naive::start();
    let (millis, seconds) = (client.time.to_string(), (client.time / 1000).to_string());
    let signed = client.right().replace(&millis, &seconds);
    let explained = client.send(&client.query(), &md5(&signed));
    assert_reasons(&explained, &[Reason::TimestampInSeconds]);
    assert_signed(&explained, &signed);
    let query = client.query().replace(&millis, &seconds);
    assert_reasons(&client.send(&query, &md5(&signed)), &[Reason::TimestampInSeconds]);
    let explained = client.send(&query, &"0".repeat(32));
    assert_reasons(&explained, &[Reason::TimestampInSeconds, Reason::Unknown]);
}

#[test]
fn recognizes_a_timestamp_that_is_too_old_ahead_or_invalid() {
    let client = Naive::start();
    let millis = client.time.to_string();
    for (time, reason) in [
        ((client.time - 30_000).to_string(), Reason::TimestampTooOld),
        ((client.time + 40_000).to_string(), Reason::TimestampAhead),
        ("2026-11-28".to_owned(), Reason::TimestampInvalid),
    ] {
        let signed = client.right().replace(&millis, &time);
        let query = client.query().replace(&millis, &time);
        let explained = client.send(&query, &md5(&signed));
        assert_reasons(&explained, &[reason]);
        assert_eq!(explained.check.received(), explained.check.expected());
    }
}

#[test]
fn recognizes_a_body_that_was_signed() {
    let client = Naive::start();
    let (right, key) = (client.right(), format!("&appkey={}", Naive::KEY));
    let body = r#"{"accountName":"上海","amount":1.50}"#;
    assert!(client.post(&client.query(), &md5(&right), body).check.is_valid());
    let keyless = right.replace(&key, "");
    for signed in [
        format!("{keyless}&{body}{key}"),
        format!("{keyless}{body}{key}"),
        format!("{right}{body}"),
        right.replace("&fields", &format!("&body={body}&fields")),
        right.replace("appid", "accountName=上海&amount=1.50&appid"),
    ] {
        let explained = client.post(&client.query(), &md5(&signed), body);
        assert_reasons(&explained, &[Reason::BodySigned]);
        assert_signed(&explained, &signed);
    }
}

#[test]
fn recognizes_a_plus_for_a_space() {
    let client = Naive::start();
    let signed = client.right().replace("&sign_type", "&qname=a+b&sign_type");
    for encoded in ["a+b", "a%20b"] {
        let query = client.query() + "&qname=" + encoded;
        let explained = client.send(&query, &md5(&signed));
        assert_reasons(&explained, &[Reason::PlusForSpace]);
        assert_signed(&explained, &signed);
        assert_eq!(explained.check.parameter(), Some("qname"));
    }
    // Only the plus that was not encoded is one for the client.
    let signed = client.right().replace("&sign_type", "&qname=a+b c&sign_type");
    let explained = client.send(&(client.query() + "&qname=a+b%20c"), &md5(&signed));
    assert_reasons(&explained, &[Reason::PlusForSpace]);
    assert_signed(&explained, &signed);
}

#[test]
fn recognizes_missing_separators_and_parameters() {
    let client = Naive::start();
    let right = client.right();
    let explained = client.send(&client.query(), &md5(right.replace(['=', '&'], "")));
    assert_reasons(&explained, &[Reason::SeparatorMissing]);
    for (part, name) in [("&sign_type=MD5", "sign_type"), ("&fields=userName,mobile", "fields")] {
        let signed = right.replace(part, "");
        let explained = client.send(&client.query(), &md5(&signed));
        assert_reasons(&explained, &[Reason::ParameterNotSigned]);
        assert_signed(&explained, &signed);
        assert_eq!(explained.check.parameter(), Some(name));
    }
}

#[test]
fn recognizes_pairs_of_mistakes() {
    let client = Naive::start();
    let (right, key) = (client.right(), format!("&appkey={}", Naive::KEY));
    let encoded = right.replace(',', "%2C");
    let blank = right.replace("&sign_type", "&page_no=&sign_type");
    let millis = client.time.to_string();
    for (sign, reasons) in [
        (sha1(&right).to_uppercase(), [Reason::Sha1InsteadOfMd5, Reason::UpperCaseHex]),
        (md5(encoded.replace("&appkey=", "")), [Reason::EncodedValue, Reason::KeyMisnamed]),
        (md5(encoded.replace(&key, "")), [Reason::EncodedValue, Reason::KeyMissing]),
        (md5(&blank).to_uppercase(), [Reason::BlankParameter, Reason::UpperCaseHex]),
        (sha1(&blank), [Reason::BlankParameter, Reason::Sha1InsteadOfMd5]),
        (md5(blank.replace("=MD5", "=md5")), [Reason::BlankParameter, Reason::SignTypeCase]),
        (
            md5(encoded.replace(&millis, &millis[..10])),
            [Reason::EncodedValue, Reason::TimestampInSeconds],
        ),
        (
            md5(encoded.replace("&sign_type=MD5", "")),
            [Reason::EncodedValue, Reason::ParameterNotSigned],
        ),
    ] {
        assert_reasons(&client.send(&client.query(), &sign), &reasons);
    }
}

#[test]
fn does_not_invent_a_reason() {
    let client = Naive::start();
    for (sign, reason) in [
        ("0".repeat(32), Reason::Unknown),
        ("x".repeat(40), Reason::Unknown),
        (md5(client.right().replace(Naive::KEY, "AnotherKey")), Reason::Unknown),
        ("abc".to_owned(), Reason::WrongLength),
    ] {
        let explained = client.send(&client.query(), &sign);
        assert_reasons(&explained, &[reason]);
        assert_eq!(explained.check.client_signed(), None);
        // No body was sent, so a second `&` is not the one before a body.
        let doubled = md5(client.right().replace("&appkey", "&&appkey"));
        assert_reasons(&client.send(&client.query(), &doubled), &[Reason::Unknown]);
    }
}

#[test]
fn never_shows_the_app_key() {
    let client = Naive::start();
    let key = Naive::KEY;
    let plain = client.send(&client.query(), key);
    assert_reasons(&plain, &[Reason::KeyAsSignature]);
    assert_eq!(plain.check.received(), "[the app key]");
    // The key is a parameter, in the URL and in the signed string.
    let query = format!("{}&qname={key}&appkey={key}", client.query());
    let signed = client.right().replace("&sign_type", &format!("&qname={key}&sign_type"));
    for explained in [
        plain,
        client.send(&query, &md5(&signed)),
        client.send(&query, &md5(client.right())),
        client.send(&client.query(), &md5(client.right().replace(',', "%2C"))),
        client.send(&client.query(), &md5(format!("{key}{}", client.right()))),
    ] {
        let text =
            format!("{:?} {:?} {}", explained.check, explained.check.problem(), explained.message);
        assert!(!text.to_lowercase().contains(&key.to_lowercase()), "{text}");
    }
}

#[test]
fn every_reason_has_a_name_and_texts_of_its_own() {
    let mut seen = std::collections::HashSet::new();
    for reason in Reason::ALL {
        assert!(
            reason
                .name()
                .bytes()
                .all(|it| it == b'_' || it.is_ascii_lowercase() || it.is_ascii_digit())
        );
        assert!(seen.insert(reason.name()) && seen.insert(reason.description()), "{reason}");
        assert!(!reason.to_string().ends_with('.'));
    }
}

#[test]
fn the_search_is_bounded() {
    let sandbox = Sandbox::new();
    let now = sandbox.now();
    let time = now.duration_since(std::time::UNIX_EPOCH).unwrap().as_millis();
    let auth = format!("appid=x&sign_type=MD5&timestamp={time}&sign={}", "0".repeat(32));
    let params = |count: usize, value: &str| {
        let params: Vec<String> = (0..count).map(|it| format!("a{it}={value}&")).collect();
        params.concat()
    };
    let body = format!(r#"{{"a":"{}"}}"#, "x".repeat(16 << 10).split_off(9)).into_bytes();
    let credentials = Credentials::md5("x", "ExampleKey");
    let start = std::time::Instant::now();
    for query in [
        params(490, "%20%2B+"),
        params(1, &"%E4%B8%AD+".repeat(6000)),
        params(4, &"%20+".repeat(3500)),
        params(400, &"+%2C".repeat(30)),
        params(8000, "1"),
    ] {
        let url = format!("https://crm.example.com/gw/account/add?{query}{auth}");
        let request = Request::post(&url).body(body.clone().into()).unwrap();
        let begun = std::time::Instant::now();
        let check = SignatureCheck::of(&request, &credentials, now).unwrap();
        println!("{} bytes: {:?}", url.len(), begun.elapsed()); // Shown with `--nocapture`.
        assert_eq!(check.reasons(), [Reason::Unknown]);
    }
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}
