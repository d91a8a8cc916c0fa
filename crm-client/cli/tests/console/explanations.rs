//! A wrong signature is explained: the reason, the remedy, and both strings.

use crm_client::sandbox::SignatureReason as Reason;
use serde_json::json;

use crate::browser::Page;
use crate::open;
use crate::sandbox::Sandbox;
use crate::signing::{Client, md5, sha1};

/// Returns a query and a signature with one mistake.
fn mistake(client: &Client<'_>, reason: Reason) -> (String, String) {
    let (query, right, key) = (client.query(), client.right(), client.key());
    let time = client.time;
    let old = |text: &str, millis: u128| text.replace(&time.to_string(), &millis.to_string());
    let signed = match reason {
        Reason::EncodedValue => right.replace(',', "%2C"),
        Reason::BlankParameter => right.replace("&sign_type", "&page_no=&sign_type"),
        Reason::NotSorted => {
            let (id, rest) = right.split_once("&fields=userId,userName").unwrap();
            format!("fields=userId,userName&{id}{rest}")
        }
        Reason::KeyNotLast => {
            let keyless = right.replace(&format!("&appkey={key}"), "");
            format!("appkey={key}&{keyless}")
        }
        Reason::KeyMissing => right.replace(&format!("&appkey={key}"), ""),
        Reason::KeyMisnamed => right.replace("&appkey=", "&key="),
        Reason::SignTypeCase => right.replace("=MD5", "=md5"),
        Reason::Sha1InsteadOfMd5 => return (query, sha1(&right)),
        Reason::UpperCaseHex => return (query, md5(&right).to_uppercase()),
        Reason::TimestampInSeconds => {
            return (old(&query, time / 1000), md5(old(&right, time / 1000)));
        }
        Reason::TimestampTooOld => {
            return (old(&query, time - 60_000), md5(old(&right, time - 60_000)));
        }
        Reason::SeparatorMissing => right.replace('&', ""),
        Reason::Unknown => right.replace(key, "another key"),
        other => panic!("no mistake for {other:?}"),
    };
    (query, md5(signed))
}

/// Makes a mistake and opens its request, which is the one with this number.
fn explain(sandbox: &Sandbox, page: &mut Page, reason: Reason, number: usize) {
    let client = Client::new(sandbox);
    let (query, sign) = mistake(&client, reason);
    client.send(&query, &sign);
    page.click(&format!("[data-number='{number}']"));
    page.wait(&format!(
        "document.querySelector('[data-reason]')?.dataset.reason === {}",
        json!(reason.name()),
    ));
    page.wait("document.querySelector('.explanation pre').textContent.includes('appid=')");
    let key = json!(client.key());
    let shown =
        page.eval(&format!("document.querySelector('.explanation').innerText.includes({key})"));
    assert_eq!(shown, false, "the explanation of {reason:?} shows the app key");
    page.press("Escape");
    page.wait("!document.querySelector('.detail')");
}

/// Explains each of these mistakes.
fn explain_all(reasons: &[Reason]) {
    let Some((sandbox, mut page)) = open("#/requests") else { return };
    for (index, reason) in reasons.iter().enumerate() {
        explain(&sandbox, &mut page, *reason, index + 1);
    }
    page.finish();
}

#[test]
fn explains_mistakes_in_parameters() {
    use Reason::{BlankParameter, EncodedValue, NotSorted, SeparatorMissing};
    explain_all(&[EncodedValue, BlankParameter, NotSorted, SeparatorMissing]);
}

#[test]
fn explains_mistakes_in_the_key_and_the_hash() {
    use Reason::{KeyMisnamed, KeyMissing, KeyNotLast, Sha1InsteadOfMd5, SignTypeCase};
    explain_all(&[KeyNotLast, KeyMissing, KeyMisnamed, SignTypeCase, Sha1InsteadOfMd5]);
}

#[test]
fn explains_mistakes_in_the_time_and_the_digits() {
    use Reason::{TimestampInSeconds, TimestampTooOld, Unknown, UpperCaseHex};
    explain_all(&[UpperCaseHex, TimestampInSeconds, TimestampTooOld, Unknown]);
}

#[test]
fn marks_the_first_difference() {
    let Some((sandbox, mut page)) = open("#/requests") else { return };
    let client = Client::new(&sandbox);
    let (query, sign) = mistake(&client, Reason::EncodedValue);
    client.send(&query, &sign);
    page.click("[role=option]");
    page.wait("document.querySelectorAll('.explanation mark').length === 2");
    let marks = page
        .eval("[...document.querySelectorAll('.explanation mark')].map((it) => it.textContent)");
    assert_eq!(marks, json!([",", "%2C"]));
    page.finish();
}
