//! Posts changes to a URL.
//!
//! The body is `{"events":[…]}`. With a secret, the header `X-Crm-Signature` is `sha256=` and the HMAC of
//! `TIMESTAMP.BODY` in hexadecimal, with the timestamp of the header `X-Crm-Timestamp`, in seconds.

use std::time::{SystemTime, UNIX_EPOCH};

use hmac::{Hmac, KeyInit, Mac};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde_json::json;
use sha2::Sha256;

use super::event::Event;
use super::http::Sender;
use crate::failure::Failure;

const TIMESTAMP: HeaderName = HeaderName::from_static("x-crm-timestamp");
const SIGNATURE: HeaderName = HeaderName::from_static("x-crm-signature");

/// The delivery to a URL.
pub(crate) struct Post {
    sender: Sender,
    secret: Option<String>,
}

impl Post {
    pub(super) fn new(url: &str, secret: Option<String>) -> Result<Post, Failure> {
        Ok(Post { sender: Sender::new(url, false)?, secret })
    }

    pub(super) async fn send(&self, events: &[Event]) -> Result<(), Failure> {
        let body = json!({ "events": events }).to_string().into_bytes();
        let request = || {
            let mut headers = HeaderMap::new();
            headers
                .insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
            let time = seconds().to_string();
            if let Some(secret) = &self.secret {
                let signed = [time.as_bytes(), b".", &body].concat();
                let hash = base16ct::lower::encode_string(&hmac(secret.as_bytes(), &signed));
                if let Ok(value) = HeaderValue::try_from(format!("sha256={hash}")) {
                    headers.insert(SIGNATURE, value);
                }
            }
            if let Ok(value) = HeaderValue::try_from(time) {
                headers.insert(TIMESTAMP, value);
            }
            (self.sender.url().clone(), headers, body.clone())
        };
        self.sender.send(request).await.map(drop)
    }
}

/// Returns the seconds since 1970.
pub(super) fn seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

/// Returns the HMAC-SHA256 of data.
pub(super) fn hmac(key: &[u8], data: &[u8]) -> Vec<u8> {
    // A key of any length is valid.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    mac.update(data);
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_that_of_rfc_4231() {
        let hash = hmac(b"Jefe", b"what do ya want for nothing?");
        let hash = base16ct::lower::encode_string(&hash);
        assert_eq!(hash, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }
}
