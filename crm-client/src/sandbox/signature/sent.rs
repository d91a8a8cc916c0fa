//! What a client sent, as far as it can be a part of a signature.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::auth::Hash;
use crate::facts;
use crate::values::{Record, decode};

/// The largest body in bytes of which the search tries whether it was signed.
pub(in crate::sandbox) const MAX_SIGNED_BODY: usize = 16 << 10;

/// A parameter as it was sent, and decoded.
pub(super) struct Pair<'a> {
    pub(super) raw_name: &'a str,
    pub(super) raw_value: &'a str,
    pub(super) name: String,
    pub(super) value: String,
    /// The decoded value, which can have another encoding than UTF-8.
    pub(super) bytes: Vec<u8>,
}

impl Pair<'_> {
    pub(super) fn all(query: &str) -> Vec<Pair<'_>> {
        let raw = query.split('&').filter(|it| !it.is_empty());
        raw.map(|it| {
            let (raw_name, raw_value) = it.split_once('=').unwrap_or((it, ""));
            let bytes = decode_form(raw_value);
            let value = String::from_utf8_lossy(&bytes).into_owned();
            let name = String::from_utf8_lossy(&decode_form(raw_name)).into_owned();
            Pair { raw_name, raw_value, name, value, bytes }
        })
        .collect()
    }

    pub(super) fn is_blank(&self) -> bool {
        self.value.trim().is_empty()
    }

    /// Returns the value in GBK, if the client can have signed that.
    pub(super) fn gbk(&self) -> Cow<'_, [u8]> {
        match std::str::from_utf8(&self.bytes) {
            Ok(text) => encoding_rs::GBK.encode(text).0,
            // The client sent the bytes of GBK.
            Err(_) => Cow::Borrowed(&self.bytes),
        }
    }

    /// Returns the value, which is decoded as GBK if it is not UTF-8.
    pub(super) fn decoded_gbk(&self) -> Cow<'_, str> {
        match std::str::from_utf8(&self.bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => encoding_rs::GBK.decode_without_bom_handling(&self.bytes).0,
        }
    }
}

fn decode_form(raw: &str) -> Vec<u8> {
    percent_decode_str(&raw.replace('+', " ")).collect()
}

/// The parameters of a request except `sign`, and its body.
pub(super) struct Sent<'a> {
    pub(super) pairs: Vec<Pair<'a>>,
    /// The hash that `sign_type` names, in any case.
    pub(super) hash: Hash,
    /// The body, if it is not empty and not too large.
    pub(super) body: Option<&'a [u8]>,
    /// The members of the body, if it is a JSON object.
    pub(super) members: Vec<(String, String)>,
}

impl<'a> Sent<'a> {
    pub(super) fn new(pairs: Vec<Pair<'a>>, hash: Hash, body: &'a [u8]) -> Sent<'a> {
        let body = Some(body).filter(|it| !it.is_empty() && it.len() <= MAX_SIGNED_BODY);
        let record = body.and_then(|it| decode::json::<Record>(it).ok()).unwrap_or_default();
        // A string is signed without its quotes, and another value as it is.
        let plain = |json: &str| serde_json::from_str(json).unwrap_or_else(|_| json.to_owned());
        let members = record.iter().map(|(name, json)| (name.to_owned(), plain(json)));
        let members = members.filter(|(_, value)| !value.trim().is_empty()).collect();
        let mut pairs = pairs;
        pairs.retain(|it| it.name != facts::SIGN);
        Sent { pairs, hash, body, members }
    }
}
