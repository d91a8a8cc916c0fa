use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::endpoint::{Endpoint, Info, Parts};

/// The vendor's page has no examples with values. These examples follow its algorithm. See
/// <https://www.wisecrm.com/help/apidoc/auth-intro.html>.
const APP_ID: &str = "000-AAAAAAAA-1111-2222-3333-BBBBBBBBBBBB";
const APP_KEY: &str = "ExampleAppKey0123456789abcdefghijklmnopqrst";
const TIMESTAMP: u64 = 1_600_000_000_000;
const USER: &str = "027-00000000-0000-4000-8000-000000000001";

fn authorized(credentials: &Credentials, query: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut query = query.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    credentials.authorize(&mut query, UNIX_EPOCH + Duration::from_millis(TIMESTAMP));
    query.into_iter().map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

fn sign(credentials: &Credentials, query: &[(&str, &str)]) -> String {
    let query = authorized(credentials, query);
    query.into_iter().find(|(name, _)| name == "sign").unwrap().1
}

fn check(query: &[(&str, &str)], md5: &str, sha1: &str) {
    assert_eq!(sign(&Credentials::md5(APP_ID, APP_KEY), query), md5);
    assert_eq!(sign(&Credentials::sha1(APP_ID, APP_KEY), query), sha1);
}

#[test]
fn signs_one_parameter() {
    check(
        &[("fields", "userId,userName")],
        "b4b3bd3df7ba60b382a44b60324f03cd",
        "c0d3a6518fd80548b0815249c3184f4ecebda318",
    );
}

#[test]
fn signs_several_parameters() {
    check(
        &[
            ("op_user", USER),
            ("fields", "accountId,accountName,phone"),
            ("qname", "*企能软件"),
            ("page_no", "1"),
            ("page_size", "50"),
        ],
        "26ae84dd102c138f5e13e7518dbfd47e",
        "51117c38a5d97a7813442a0ba5161c4a4a00d871",
    );
}

#[test]
fn signs_without_blank_parameters() {
    let query =
        [("op_user", USER), ("fields", "contactId,contactName"), ("page_no", "2"), ("qname", "")];
    let request = Anything(query.map(|(name, value)| (name, value.to_owned())).to_vec());
    let mut parts = Parts::new();
    request.write(&mut parts);
    check(
        &parts.query.iter().map(|(name, value)| (&**name, &**value)).collect::<Vec<_>>(),
        "9f386d10a740d340d18f8f53cff288c0",
        "a145f4dd9bf29214feceb50c76cb95ed369b7d45",
    );
}

#[test]
fn adds_the_parameters_of_a_signature() {
    let query = authorized(&Credentials::md5(APP_ID, APP_KEY), &[("fields", "userId")]);
    let names: Vec<&str> = query.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["appid", "fields", "sign_type", "timestamp", "sign"]);
    assert_eq!(query[2].1, "MD5");
    assert_eq!(query[3].1, TIMESTAMP.to_string());
}

#[test]
fn sends_a_plain_key_as_the_signature() {
    let query = authorized(&Credentials::plain_key(APP_ID, APP_KEY), &[("fields", "userId")]);
    let expected = [("fields", "userId"), ("appid", APP_ID), ("sign", APP_KEY)];
    assert_eq!(query, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
}

#[test]
fn debug_does_not_show_the_key() {
    for credentials in [
        Credentials::md5(APP_ID, APP_KEY),
        Credentials::sha1(APP_ID, APP_KEY),
        Credentials::plain_key(APP_ID, APP_KEY),
    ] {
        assert!(!format!("{credentials:?}").contains(APP_KEY));
    }
}

/// A direct implementation of the documented algorithm: a sorted map, one string, one hash.
fn independent(query: &[(&'static str, String)], name: &str, key: &str) -> String {
    let mut sorted: BTreeMap<&str, String> = BTreeMap::new();
    sorted.extend(query.iter().map(|(name, value)| (*name, value.clone())));
    sorted.insert("appid", APP_ID.to_owned());
    sorted.insert("sign_type", name.to_owned());
    sorted.insert("timestamp", TIMESTAMP.to_string());
    let pairs = sorted.iter().filter(|(_, value)| !value.trim().is_empty());
    let joined: Vec<String> = pairs.map(|(name, value)| format!("{name}={value}")).collect();
    let text = format!("{}&appkey={key}", joined.join("&"));
    let bytes = match name {
        "MD5" => Md5::digest(text).to_vec(),
        _ => Sha1::digest(text).to_vec(),
    };
    let digit = |it: u8| char::from_digit(it.into(), 16).unwrap();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// A request with any parameters.
#[derive(Clone)]
struct Anything(Vec<(&'static str, String)>);

impl Endpoint for Anything {
    type Reply = crate::values::Record;
    const INFO: Info<'static> = Info::get("any/thing", "auth-intro");

    fn write<'a>(&'a self, parts: &mut Parts<'a>) {
        for (name, value) in &self.0 {
            parts.query(name, value);
        }
    }
}

const NAMES: [&str; 6] = ["op_user", "fields", "qname", "page_no", "cascade_delete", "Zulu"];

proptest! {
    #[test]
    fn signs_like_a_direct_implementation(
        values in prop::collection::vec("\\PC{0,12}|[ \t]{0,2}|[a-z&=%*]{1,8}", NAMES.len()),
        order in Just(NAMES).prop_shuffle(),
        key in "[!-~]{1,40}",
    ) {
        let query: Vec<(&'static str, String)> = order.into_iter().zip(values).collect();
        // The client removes blank parameters before it signs.
        let request = Anything(query.clone());
        let mut parts = Parts::new();
    request.write(&mut parts);
        let kept: Vec<_> = parts.query.iter().map(|(name, value)| (&**name, &**value)).collect();
        for (credentials, name) in [
            (Credentials::md5(APP_ID, key.as_str()), "MD5"),
            (Credentials::sha1(APP_ID, key.as_str()), "SHA1"),
        ] {
            prop_assert_eq!(sign(&credentials, &kept), independent(&query, name, &key));
        }
    }
}
