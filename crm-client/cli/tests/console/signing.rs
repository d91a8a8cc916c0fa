//! A client that signs by hand, to make mistakes.

use std::fmt::Write as _;
use std::time::{SystemTime, UNIX_EPOCH};

use md5::{Digest, Md5};
use sha1::Sha1;

use crate::sandbox::Sandbox;

/// The parts of one call of `user/list`.
pub struct Client<'a> {
    sandbox: &'a Sandbox,
    /// Milliseconds since the epoch.
    pub time: u128,
}

impl Client<'_> {
    pub fn new(sandbox: &Sandbox) -> Client<'_> {
        let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis();
        Client { sandbox, time }
    }

    /// Returns the app key.
    pub fn key(&self) -> &str {
        self.sandbox.state("/app_key")
    }

    /// Returns the string to sign.
    pub fn right(&self) -> String {
        let (id, time, key) = (self.sandbox.state("/app_id"), self.time, self.key());
        format!("appid={id}&fields=userId,userName&sign_type=MD5&timestamp={time}&appkey={key}")
    }

    /// Returns the query without its signature. It has a blank parameter and is not sorted.
    pub fn query(&self) -> String {
        let (id, time) = (self.sandbox.state("/app_id"), self.time);
        format!("fields=userId%2CuserName&page_no=&appid={id}&sign_type=MD5&timestamp={time}")
    }

    /// Sends the call.
    pub fn send(&self, query: &str, sign: &str) -> String {
        self.sandbox.get(&format!("/gw/user/list?{query}&sign={sign}"))
    }
}

pub fn md5(text: impl AsRef<[u8]>) -> String {
    hex(&Md5::digest(text))
}

pub fn sha1(text: impl AsRef<[u8]>) -> String {
    hex(&Sha1::digest(text))
}

/// Returns lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, it| {
        let _ = write!(text, "{it:02x}");
        text
    })
}
