//! Validation of the base URL.

use http::Uri;
use reqwest::Url;

/// A URL to which the path of an endpoint can be appended.
pub(crate) struct BaseUrl {
    /// It ends with a slash.
    pub(crate) text: String,
    pub(crate) is_plain_http: bool,
    #[cfg(feature = "tracing")]
    pub(crate) server: Server,
}

/// The server that a base URL names, for traces.
#[cfg(feature = "tracing")]
#[derive(Debug)]
pub(crate) struct Server {
    /// A host name or an IP address.
    pub(crate) address: String,
    pub(crate) port: u16,
}

#[cfg(feature = "tracing")]
impl Server {
    fn of(uri: &Uri) -> Server {
        let host = uri.host().unwrap_or_default();
        let ip6 = host.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
        let default = if uri.scheme_str() == Some("https") { 443 } else { 80 };
        let port = uri.port_u16().unwrap_or(default);
        Server { address: ip6.unwrap_or(host).to_owned(), port }
    }
}

impl BaseUrl {
    /// The error continues the sentence "the base URL …".
    pub(crate) fn parse(text: &str) -> Result<BaseUrl, &'static str> {
        let uri: Uri = text.parse().map_err(|_| "is not a valid URL")?;
        let slash = if text.ends_with('/') { "" } else { "/" };
        let text = format!("{text}{slash}");
        // The built-in transport parses the URL again, with other rules.
        Url::parse(&text).map_err(|_| "is not a valid URL")?;
        if !matches!(uri.scheme_str(), Some("http" | "https")) {
            return Err("must begin with `https://` or `http://`");
        }
        if uri.authority().is_none_or(|it| it.as_str().contains('@')) {
            return Err("must name a server, and no user or password");
        }
        // Parsing drops a fragment.
        if uri.query().is_some() || text.contains('#') {
            return Err("must not have a query or a fragment");
        }
        Ok(BaseUrl {
            text,
            is_plain_http: uri.scheme_str() == Some("http"),
            #[cfg(feature = "tracing")]
            server: Server::of(&uri),
        })
    }
}
