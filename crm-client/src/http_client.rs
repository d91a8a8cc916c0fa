//! reqwest behind the seam: the transport of every client that is not given another.

use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use reqwest::Url;

use crate::connect::{self, Limit};
use crate::{ConnectTimeout, Error, ResponseFuture, Transport, TransportError};

/// What the built-in transport can be told.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) connect_timeout: Duration,
    pub(crate) proxy: bool,
}

impl Default for Settings {
    /// The vendor's sample waits 15 seconds to connect.
    fn default() -> Settings {
        Settings { connect_timeout: Duration::from_secs(15), proxy: true }
    }
}

/// An HTTP client for requests to one server.
pub(crate) struct HttpClient {
    client: reqwest::Client,
    /// A URL of that server. To change its path and query costs half of what parsing a new one does.
    server: Url,
    connect_timeout: Option<Duration>,
}

impl HttpClient {
    /// One that somebody else has set up.
    pub(crate) fn given(client: reqwest::Client, server: Url) -> HttpClient {
        HttpClient { client, server, connect_timeout: None }
    }

    pub(crate) fn built_in(settings: &Settings, server: Url) -> Result<HttpClient, Error> {
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(settings.connect_timeout)
            .connector_layer(Limit)
            // A redirect would be given the signed URL, and so would every `Referer` after it.
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            // What to send again, and when, is not for the connection to decide.
            .retry(reqwest::retry::never());
        if !settings.proxy {
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(|error| Error::builder(error.to_string()))?;
        Ok(HttpClient { client, server, connect_timeout: Some(settings.connect_timeout) })
    }

    fn request(&self, request: Request<Bytes>) -> reqwest::Request {
        let (parts, body) = request.into_parts();
        let mut url = self.server.clone();
        url.set_path(parts.uri.path());
        url.set_query(parts.uri.query());
        let mut request = reqwest::Request::new(parts.method, url);
        *request.headers_mut() = parts.headers;
        *request.body_mut() = (!body.is_empty()).then(|| body.into());
        request
    }
}

impl Transport for HttpClient {
    fn send(&self, request: Request<Bytes>) -> ResponseFuture<'_> {
        let limit = request.extensions().get().map(|ConnectTimeout(limit)| *limit);
        let request = self.request(request);
        Box::pin(connect::within(limit, async move {
            execute(&self.client, request).await.map_err(without_url)
        }))
    }

    fn connect_timeout(&self) -> Option<Duration> {
        self.connect_timeout
    }
}

/// An HTTP client of your own. A transport of your own can add to a request what it likes, and then
/// send it through one.
impl Transport for reqwest::Client {
    fn send(&self, request: Request<Bytes>) -> ResponseFuture<'_> {
        Box::pin(async move {
            let request = request.try_into().map_err(without_url)?;
            execute(self, request).await.map_err(without_url)
        })
    }
}

async fn execute(
    client: &reqwest::Client,
    request: reqwest::Request,
) -> Result<Response<Bytes>, reqwest::Error> {
    let mut reply = client.execute(request).await?;
    let (status, headers) = (reply.status(), std::mem::take(reply.headers_mut()));
    let mut response = Response::new(reply.bytes().await?);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    Ok(response)
}

/// The only place where reqwest's errors become ours. They print their URL, which proves who sent it.
fn without_url(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    match (error.is_connect(), error.is_timeout()) {
        (true, true) => TransportError::connect_timeout(error),
        (true, false) => TransportError::connect(error),
        (false, true) => TransportError::timeout(error),
        (false, false) => TransportError::other(error),
    }
}

#[test]
fn a_url_that_is_changed_is_the_same_as_one_that_is_parsed() {
    for base in [
        "http://127.0.0.1:8080/gw/",
        "https://CRM.example.com:443/a%2Fb/../ö/gw/",
        "http://[::1]/",
        "https://公司.example.com//gw;v=1/",
    ] {
        let client = HttpClient::given(reqwest::Client::new(), base.parse().unwrap());
        for rest in ["user/list", "account/get?a=%2A%20x&b=%E5%AE%A2%E6%88%B7&c='~|", "a/b?"] {
            let url = format!("{base}{rest}");
            let Ok(uri) = http::Uri::try_from(&url) else { continue };
            let request = Request::get(uri).body(Bytes::new()).unwrap();
            assert_eq!(*client.request(request).url(), url.parse::<Url>().unwrap());
        }
    }
}
