//! The steps in which a request is signed.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crm_client::sandbox::SignatureCheck;
use crm_client::{Credentials, RawRequest};
use serde_json::json;

use crate::failure::Failure;
use crate::lang::tr;
use crate::options::Options;
use crate::output::{self, Format};
use crate::safe;
use crate::session;

/// The parameters that the command was given.
struct Given<'a> {
    /// The parameters to sign, with a value.
    signed: Vec<(&'a str, &'a str)>,
    /// The names of the parameters without a value.
    blank: Vec<&'a str>,
    sign_type: Option<&'a str>,
    time: SystemTime,
}

/// Signs a request and prints the steps.
pub(super) fn run(options: &Options, path: &str, params: &[String]) -> Result<(), Failure> {
    let given = Given::read(params)?;
    session::run(options, None, async |session| {
        let credentials = given.credentials(session.credentials());
        let request = given
            .signed
            .iter()
            .fold(RawRequest::get(path), |request, (name, value)| request.query(*name, value));
        let request = session.signed(request, &credentials, given.time).await?;
        // The signature is that of the library, so the check only explains it.
        let Some(check) = SignatureCheck::of(&request, &credentials, given.time) else {
            return Ok(());
        };
        let url = request.uri().to_string();
        print(options, &given, &check, &url)
    })
}

impl<'a> Given<'a> {
    fn read(params: &'a [String]) -> Result<Given<'a>, Failure> {
        let (mut signed, mut blank) = (Vec::new(), Vec::new());
        let (mut sign_type, mut time) = (None, SystemTime::now());
        for param in params {
            let Some((name, value)) = param.split_once('=').filter(|(it, _)| !it.is_empty()) else {
                return Err(Failure::usage(tr!(
                    "`{}`: expected `NAME=VALUE`",
                    "`{}`：应为 `NAME=VALUE`",
                    safe::line(param)
                )));
            };
            match name {
                "sign_type" if matches!(value, "MD5" | "SHA1") => sign_type = Some(value),
                "sign_type" => {
                    return Err(Failure::usage(tr!(
                        "`sign_type`: expected `MD5` or `SHA1`",
                        "`sign_type`：应为 `MD5` 或 `SHA1`"
                    )));
                }
                "timestamp" => time = timestamp(value)?,
                "appid" | "sign" | "appkey" => {
                    return Err(Failure::usage(tr!(
                        "`{name}`: this is added from the connection; leave it out",
                        "`{name}`：会根据当前连接自动添加；请去掉该参数"
                    )));
                }
                _ if value.trim().is_empty() => blank.push(name),
                _ => signed.push((name, value)),
            }
        }
        Ok(Given { signed, blank, sign_type, time })
    }

    /// Returns credentials that sign. The plain key is never sent, and so never shown.
    fn credentials(&self, credentials: &Credentials) -> Credentials {
        match self.sign_type {
            Some("MD5") => credentials.with_md5(),
            Some(_) => credentials.with_sha1(),
            None if credentials.is_plain_key() => credentials.with_sha1(),
            None => credentials.clone(),
        }
    }
}

fn timestamp(value: &str) -> Result<SystemTime, Failure> {
    let millis = value.parse().ok().map(Duration::from_millis);
    millis.and_then(|it| UNIX_EPOCH.checked_add(it)).ok_or_else(|| {
        Failure::usage(tr!(
            "`timestamp`: expected milliseconds since the epoch, such as 1600000000000",
            "`timestamp`：应为毫秒级时间戳，如 1600000000000"
        ))
    })
}

fn print(
    options: &Options,
    given: &Given<'_>,
    check: &SignatureCheck,
    url: &str,
) -> Result<(), Failure> {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let pairs = reqwest::Url::parse(url).ok();
    let pairs = pairs.iter().flat_map(reqwest::Url::query_pairs);
    let mut pairs: Vec<(String, String)> = pairs
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .filter(|(name, _)| name != "sign")
        .collect();
    pairs.sort();
    let hash = pairs.iter().find(|(name, _)| name == "sign_type");
    let hash = hash.map_or("", |(_, value)| value.as_str());
    if options.format != Format::Table {
        let parameters = pairs.iter().map(|(name, value)| json!({ "name": name, "value": value }));
        let steps = json!({
            "parameters": parameters.collect::<Vec<_>>(),
            "left_out": given.blank,
            "string_to_sign": check.signed(),
            "sign_type": hash,
            "sign": check.received(),
            "query": query,
            "url": url,
        });
        return output::record(options.format, &output::row(&steps), None);
    }
    let mut lines = vec![tr!(
        "1. Sort the parameters by name, and leave out those without a value:",
        "1. 按参数名排序，去掉值为空的参数："
    )];
    lines.extend(pairs.iter().map(|(name, value)| format!("   {name}={value}")));
    if !given.blank.is_empty() {
        let names = given.blank.join(", ");
        lines.push(tr!("   (left out: {names})", "   （已去掉：{names}）"));
    }
    lines.push(tr!(
        "2. Join them with `&`, before URL encoding, and append the app key:",
        "2. 用 `&` 连接（不做 URL 编码），并在最后追加密钥："
    ));
    lines.push(format!("   {}", check.signed()));
    lines.push(tr!(
        "3. Hash the UTF-8 bytes with {hash}, in lower-case hexadecimal:",
        "3. 对 UTF-8 字节计算 {hash}，结果为小写十六进制："
    ));
    lines.push(format!("   {}", check.received()));
    lines.push(tr!(
        "4. Encode each value for the URL, and add `sign`:",
        "4. 对每个值做 URL 编码，并加上 `sign`："
    ));
    lines.push(format!("   {query}"));
    let lines: Vec<_> = lines.iter().map(|it| safe::line(it)).collect();
    output::text(&(lines.join("\n") + "\n"))
}
