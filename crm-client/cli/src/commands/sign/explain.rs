//! The explanation of the signature of a URL.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::time::SystemTime;

use bytes::Bytes;
use crm_client::ENDPOINTS;
use crm_client::endpoint::Method;
use crm_client::sandbox::SignatureCheck;
use http::Request;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::lang::tr;
use crate::options::Options;
use crate::output::{self, Format};
use crate::reasons;
use crate::safe;
use crate::session;

/// The largest URL that is read from standard input, in bytes.
const MAX_URL: u64 = 1 << 20;

/// The largest body that the check takes for signed, in bytes.
const MAX_BODY: u64 = 16 << 10;

/// How many characters are shown from the first difference on.
const EXCERPT: usize = 30;

/// A check, and what else the URL shows.
pub(super) struct Explained {
    check: SignatureCheck,
    notes: Vec<String>,
}

impl Explained {
    /// Checks the signature of a URL. No message repeats the URL, because it can contain the key.
    pub(super) fn of(
        options: &Options,
        url: &str,
        method: Option<&str>,
        body: Option<&Path>,
    ) -> Result<Explained, Failure> {
        let url = if url == "-" { read_url()? } else { url.to_owned() };
        let default = if body.is_some() { "POST" } else { "GET" };
        let method = method.unwrap_or(default).to_ascii_uppercase();
        if method == "GET" && body.is_some() {
            return Err(Failure::usage(tr!(
                "`--body`: a GET has no body; use `--method POST`",
                "`--body`：GET 没有请求体；请使用 `--method POST`"
            )));
        }
        let mut notes = Vec::new();
        let body = body.map(|path| read_body(path, &mut notes)).transpose()?.unwrap_or_default();
        let request = request(&url, &method, body)?;
        notes.extend(wrong_method(&request));
        session::run(options, None, async |session| {
            let credentials = session.credentials();
            let check = SignatureCheck::of(&request, credentials, SystemTime::now());
            let check = check.ok_or_else(unsigned)?;
            if param(&request, "appid").as_deref() != Some(credentials.app_id()) {
                notes.push(tr!(
                    "`appid` is not the app id of this connection, so its key may not apply",
                    "`appid` 与当前连接的应用 id 不同，密钥可能不匹配"
                ));
            }
            Ok(Explained { check, notes })
        })
    }

    /// Returns whether the server accepts the signature.
    pub(super) fn is_valid(&self) -> bool {
        self.check.is_valid()
    }

    /// Prints the explanation.
    pub(super) fn print(&self, options: &Options) -> Result<(), Failure> {
        if options.format == Format::Table {
            output::text(&self.text())
        } else {
            output::record(options.format, &output::row(&self.json()), None)
        }
    }

    fn json(&self) -> Value {
        let check = &self.check;
        let reasons = check.reasons().iter().map(|it| {
            json!({ "name": it.name(), "description": it.description(), "remedy": it.remedy() })
        });
        json!({
            "valid": check.is_valid(),
            "reasons": reasons.collect::<Vec<_>>(),
            "parameter": check.parameter(),
            "received": check.received(),
            "expected": check.expected(),
            "server_signs": check.signed(),
            "client_signed": check.client_signed(),
            "first_difference": check.first_difference(),
            "notes": self.notes,
        })
    }

    fn text(&self) -> String {
        let check = &self.check;
        let mut lines = vec![if check.is_valid() {
            tr!("The signature is valid.", "签名有效。")
        } else {
            tr!("The signature is invalid:", "签名无效：")
        }];
        for reason in check.reasons() {
            let (description, remedy) = reasons::texts(*reason);
            lines.push(tr!("* {description}; {remedy}", "* {description}；{remedy}"));
        }
        if let Some(name) = check.parameter() {
            lines.push(tr!("* parameter: `{name}`", "* 参数：`{name}`"));
        }
        lines.extend(self.notes.iter().map(|it| format!("* {it}")));
        lines.push(String::new());
        lines.push(tr!("received  {}", "收到的签名  {}", check.received()));
        lines.push(tr!("expected  {}", "正确的签名  {}", check.expected()));
        lines.push(String::new());
        lines.push(tr!("The server signs:", "服务器签名的字符串："));
        lines.push(format!("  {}", check.signed()));
        if let Some(client) = check.client_signed() {
            lines.push(tr!("The client signed:", "客户端签名的字符串："));
            lines.push(format!("  {client}"));
            if let Some(start) = check.first_difference() {
                let excerpt = |text: &str| -> String {
                    text.get(start..).unwrap_or_default().chars().take(EXCERPT).collect()
                };
                lines.push(tr!("First difference:", "首个差异："));
                lines.push(tr!("  server  {}", "  服务器  {}", excerpt(check.signed())));
                lines.push(tr!("  client  {}", "  客户端  {}", excerpt(client)));
            }
        }
        let lines: Vec<_> = lines.iter().map(|it| safe::line(it)).collect();
        lines.join("\n") + "\n"
    }
}

fn read_url() -> Result<String, Failure> {
    let mut url = String::new();
    let read = io::stdin().lock().take(MAX_URL).read_to_string(&mut url);
    let name = tr!("standard input", "标准输入");
    read.map_err(|error| Failure::io(name, &error))?;
    Ok(url.trim().to_owned())
}

fn read_body(path: &Path, notes: &mut Vec<String>) -> Result<Bytes, Failure> {
    let shown = path.to_string_lossy();
    let failed = |error: io::Error| Failure::io(safe::line(&shown), &error);
    let mut body = Vec::new();
    let file = File::open(path).map_err(failed)?;
    file.take(MAX_BODY + 1).read_to_end(&mut body).map_err(failed)?;
    if body.len() as u64 > MAX_BODY {
        notes.push(tr!(
            "the body is larger than 16 KiB, so it was not checked whether it was signed",
            "请求体超过 16 KiB，未检查它是否参与了签名"
        ));
    }
    Ok(body.into())
}

fn request(url: &str, method: &str, body: Bytes) -> Result<Request<Bytes>, Failure> {
    let url = reqwest::Url::parse(url).ok().filter(|it| it.query().is_some());
    let request =
        url.and_then(|it| Request::builder().method(method).uri(it.as_str()).body(body).ok());
    request.ok_or_else(|| {
        Failure::usage(tr!(
            "`--explain`: not a full URL; expected something like `https://HOST/gw/user/list?…&sign=…`",
            "`--explain`：不是完整的 URL；应类似 `https://HOST/gw/user/list?…&sign=…`"
        ))
    })
}

/// Returns a note if the endpoint has another method.
fn wrong_method(request: &Request<Bytes>) -> Option<String> {
    let is_it = |path: &str| request.uri().path().ends_with(&format!("/{path}"));
    let info = &ENDPOINTS.iter().find(|it| is_it(it.info.path))?.info;
    let path = info.path;
    let method = match info.method {
        Method::Get => "GET",
        Method::Post => "POST",
    };
    (request.method() != method).then(|| {
        tr!(
            "`{path}` is called with {method}; the method is not signed",
            "`{path}` 的请求方法是 {method}；请求方法不参与签名"
        )
    })
}

fn param(request: &Request<Bytes>, name: &str) -> Option<String> {
    let url = reqwest::Url::parse(&request.uri().to_string()).ok()?;
    url.query_pairs().find(|(it, _)| it == name).map(|(_, value)| value.into_owned())
}

fn unsigned() -> Failure {
    Failure::usage(tr!(
        "`--explain`: the URL has no signature; it needs `sign`, and `sign_type` with `MD5` or `SHA1`. Without `sign_type`, `sign` is the app key itself",
        "`--explain`：URL 中没有签名；需要 `sign`，以及值为 `MD5` 或 `SHA1` 的 `sign_type`。没有 `sign_type` 时，`sign` 就是密钥本身"
    ))
}
