//! A client that signs by itself, and so can make every mistake.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::UNIX_EPOCH;

use crm_client::sandbox::{Sandbox, SignatureCheck};
use md5::{Digest, Md5};
use sha1::Sha1;

/// A sandbox on a socket, and the time of the signatures.
pub(super) struct Naive {
    sandbox: Sandbox,
    pub(super) time: u64,
}

/// What became of a request.
#[derive(Debug)]
pub(super) struct Explained {
    /// The `error_msg` of the reply.
    pub(super) message: String,
    pub(super) check: SignatureCheck,
}

impl Naive {
    pub(super) const KEY: &'static str = "SandboxAppKeyIsNoSecret";

    pub(super) fn start() -> Naive {
        let sandbox = Sandbox::start_blocking().unwrap();
        assert_eq!(sandbox.app_key(), Naive::KEY);
        let time = sandbox.now().duration_since(UNIX_EPOCH).unwrap().as_millis();
        Naive { sandbox, time: time.try_into().unwrap() }
    }

    pub(super) fn app_id(&self) -> &'static str {
        self.sandbox.app_id()
    }

    /// The query string without the signature. It is not sorted, and has a blank parameter.
    pub(super) fn query(&self) -> String {
        let (id, time) = (self.app_id(), self.time);
        format!("fields=userName%2Cmobile&page_no=&appid={id}&sign_type=MD5&timestamp={time}")
    }

    /// The string to sign for that.
    pub(super) fn right(&self) -> String {
        let (id, time, key) = (self.app_id(), self.time, Naive::KEY);
        format!("appid={id}&fields=userName,mobile&sign_type=MD5&timestamp={time}&appkey={key}")
    }

    /// Sends a `GET` request.
    pub(super) fn send(&self, query: &str, sign: &str) -> Explained {
        self.exchange("GET /gw/user/list", query, sign, "")
    }

    /// Sends a `POST` request.
    pub(super) fn post(&self, query: &str, sign: &str, body: &str) -> Explained {
        self.exchange("POST /gw/account/add", query, sign, body)
    }

    fn exchange(&self, target: &str, query: &str, sign: &str, body: &str) -> Explained {
        let base_url = self.sandbox.base_url();
        let address = base_url.split('/').nth(2).unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        let length = body.len();
        write!(
            stream,
            "{target}?{query}&sign={sign} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        let (_, json) = response.split_once("\r\n\r\n").unwrap();
        let json: serde_json::Value = serde_json::from_str(json).unwrap();
        let message = json["error_msg"].as_str().unwrap().to_owned();
        let check = self.sandbox.journal().last().unwrap().signature().unwrap();
        Explained { message, check }
    }
}

pub(super) fn md5(text: impl AsRef<[u8]>) -> String {
    base16ct::lower::encode_string(&Md5::digest(text))
}

pub(super) fn sha1(text: impl AsRef<[u8]>) -> String {
    base16ct::lower::encode_string(&Sha1::digest(text))
}

/// Encodes text as GBK in a URL.
pub(super) fn gbk_percent(text: &str) -> String {
    let bytes = encoding_rs::GBK.encode(text).0;
    bytes.iter().map(|it| format!("%{it:02X}")).collect::<Vec<_>>().concat()
}
