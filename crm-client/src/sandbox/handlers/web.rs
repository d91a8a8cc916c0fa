//! Uploads, download links, login tokens, and the pages that the links open.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use form_urlencoded::Serializer;
use http::header::CONTENT_DISPOSITION;
use http::{HeaderValue, Request, Response, StatusCode};
use md5::{Digest, Md5};
use serde::{Deserialize, Serialize};

use crate::sandbox::answer::{Answer, Envelope, Refusal, success};
use crate::sandbox::call::Call;
use crate::sandbox::store::MAX_MADE;
use crate::values::ENCODED;

pub(in crate::sandbox) const LOGIN_NAME: &str = "huang";
pub(in crate::sandbox) const PASSWORD: &str = "SandboxPasswordIsNoSecret";

/// The lifetime of a login token, as the vendor documents it.
const LOGIN_LIFETIME: Duration = Duration::from_secs(60);
/// The lifetime of a download URL, as in the vendor's sample.
const DOWNLOAD_LIFETIME: Duration = Duration::from_secs(300);

const LOGIN: &str = "/user/login";
const FILES: &str = "/files";

/// The files, and the links to them.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::sandbox) struct Web {
    #[serde(with = "hex")]
    files: BTreeMap<String, Bytes>,
    links: BTreeMap<String, Link>,
    made: u64,
}

/// The path that a token opens, and the time at which it expires.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Link {
    /// The path that it opens.
    path: String,
    end: SystemTime,
}

impl Web {
    /// Checks what [`upload`](Web::upload) relies on, after it was read from a snapshot.
    pub(in crate::sandbox) fn check(&self) -> Result<(), String> {
        if self.made > MAX_MADE {
            return Err(format!(
                "{} files and links were made; expected at most {MAX_MADE}",
                self.made
            ));
        }
        Ok(())
    }

    /// `file/upload`
    pub(in crate::sandbox) fn upload(&mut self, call: &Call<'_>) -> Envelope {
        #[derive(Serialize)]
        struct Uploaded<'a> {
            file_path: &'a str,
        }

        let name = call.value("name").unwrap_or("unnamed").replace(['/', '\\', '?', '#'], "_");
        self.made += 1;
        let file_path = format!("/sandbox/{}/{name}", self.made);
        self.files.insert(file_path.clone(), call.file.clone());
        success(Uploaded { file_path: &file_path })
    }

    /// `file/download-url`
    pub(in crate::sandbox) fn download_url(
        &mut self,
        call: &Call<'_>,
        root: &str,
        now: SystemTime,
    ) -> Answer {
        #[derive(Serialize)]
        struct Download {
            file_full_path: String,
            expires: u64,
        }

        let path = call.value("file_path").unwrap_or_default();
        if !self.files.contains_key(path) {
            return Err(Refusal::business("there is no such file"));
        }
        let token = self.link(format!("{FILES}{path}"), now, DOWNLOAD_LIFETIME);
        let mut query = Serializer::new(String::new());
        query.append_pair("_", &token);
        if let Some(name) = call.value("attname") {
            query.append_pair("attname", name);
        }
        let path = percent_encoding::utf8_percent_encode(path, PATH);
        let file_full_path = format!("{root}{FILES}{path}?{}", query.finish());
        Ok(success(Download { file_full_path, expires: DOWNLOAD_LIFETIME.as_secs() }))
    }

    /// `user/login-token`
    pub(in crate::sandbox) fn login_token(
        &mut self,
        call: &Call<'_>,
        root: &str,
        now: SystemTime,
    ) -> Answer {
        #[derive(Serialize)]
        struct Login {
            login_token: String,
            dist_url: String,
        }

        let hash = base16ct::lower::encode_string(&Md5::digest(PASSWORD));
        let given = (call.value("user"), call.value("password"));
        if given != (Some(LOGIN_NAME), Some(&hash)) {
            return Err(Refusal::business("there is no such user, or it has another password"));
        }
        let login_token = self.link(LOGIN.to_owned(), now, LOGIN_LIFETIME);
        Ok(success(Login { login_token, dist_url: format!("{root}/") }))
    }

    /// Creates a token that opens a path until it expires.
    fn link(&mut self, path: String, now: SystemTime, lifetime: Duration) -> String {
        // The clock of a fault can be far off: a snapshot has no time before the epoch.
        let end = now.checked_add(lifetime).unwrap_or(now).max(SystemTime::UNIX_EPOCH);
        self.made += 1;
        let token = format!("5a4db0c5{:024x}", self.made);
        self.links.insert(token.clone(), Link { path, end });
        token
    }

    pub(in crate::sandbox) fn file(&self, path: &str) -> Option<Bytes> {
        self.files.get(path).cloned()
    }

    /// Follows a link. Returns `None` if the path does not belong to a link.
    pub(in crate::sandbox) fn follow(
        &self,
        request: &Request<Bytes>,
        now: SystemTime,
    ) -> Option<Response<Bytes>> {
        let path = percent_encoding::percent_decode_str(request.uri().path()).decode_utf8_lossy();
        let is_file = path.strip_prefix(FILES).is_some_and(|it| it.starts_with('/'));
        let token = match &*path {
            LOGIN => "token",
            _ if is_file => "_",
            _ => return None,
        };
        let query = request.uri().query().unwrap_or_default().as_bytes();
        let value = |name| form_urlencoded::parse(query).find(|(it, _)| it == name);
        let link = value(token).and_then(|(_, token)| self.links.get(&*token));
        let mut response = Response::new(Bytes::new());
        if link.is_none_or(|link| link.path != path || now >= link.end) {
            *response.status_mut() = StatusCode::FORBIDDEN;
            return Some(response);
        }
        if !is_file {
            *response.body_mut() = Bytes::from_static(b"<!DOCTYPE html><title>sandbox</title>");
            return Some(response);
        }
        *response.body_mut() = self.file(path.strip_prefix(FILES)?)?;
        if let Some((_, name)) = value("attname") {
            let name = percent_encoding::utf8_percent_encode(&name, ENCODED);
            let value = format!("attachment; filename*=UTF-8''{name}");
            let value = HeaderValue::try_from(value).ok()?;
            response.headers_mut().insert(CONTENT_DISPOSITION, value);
        }
        Some(response)
    }
}

/// The characters that are percent-encoded in a path: those of a parameter, without the slash.
const PATH: &percent_encoding::AsciiSet = &ENCODED.remove(b'/');

/// Files in a snapshot: their bytes as hexadecimal digits.
mod hex {
    use std::collections::BTreeMap;

    use bytes::Bytes;
    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::Serializer;

    pub(super) fn serialize<S: Serializer>(
        files: &BTreeMap<String, Bytes>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let digits = |bytes: &Bytes| base16ct::lower::encode_string(bytes);
        serializer.collect_map(files.iter().map(|(path, bytes)| (path, digits(bytes))))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<String, Bytes>, D::Error> {
        let files = BTreeMap::<String, String>::deserialize(deserializer)?;
        let bytes = |(path, digits)| match base16ct::lower::decode_vec(digits) {
            Ok(bytes) => Ok((path, bytes.into())),
            Err(_) => Err(D::Error::custom("a file is not in hexadecimal digits")),
        };
        files.into_iter().map(bytes).collect()
    }
}
