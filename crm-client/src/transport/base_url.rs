//! Validation of the base URL.

use http::Uri;
use reqwest::Url;

/// A URL to which the path of an endpoint can be appended.
pub(crate) struct BaseUrl {
    /// It ends with a slash.
    pub(crate) text: String,
    pub(crate) is_plain_http: bool,
}

impl BaseUrl {
    /// What is wrong with it is told as "the base URL …".
    pub(crate) fn parse(text: &str) -> Result<BaseUrl, &'static str> {
        let uri: Uri = text.parse().map_err(|_| "is no URL")?;
        let slash = if text.ends_with('/') { "" } else { "/" };
        let text = format!("{text}{slash}");
        // The built-in transport parses it once more, by other rules.
        Url::parse(&text).map_err(|_| "is no URL")?;
        if !matches!(uri.scheme_str(), Some("http" | "https")) {
            return Err("must begin with `https://` or `http://`");
        }
        if uri.authority().is_none_or(|it| it.as_str().contains('@')) {
            return Err("must name a server, and no user or password");
        }
        // A fragment is lost when the text is parsed.
        if uri.query().is_some() || text.contains('#') {
            return Err("must not have a query or a fragment");
        }
        Ok(BaseUrl { text, is_plain_http: uri.scheme_str() == Some("http") })
    }
}
