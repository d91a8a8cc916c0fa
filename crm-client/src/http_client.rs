//! reqwest behind the seam: the transport of every client that is not given another.

use std::sync::OnceLock;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use reqwest::Url;

use crate::base_url::BaseUrl;
use crate::connect::{self, Limit};
use crate::signed::Signed;
use crate::{Error, ResponseFuture, Transport, TransportError};

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
    /// The same for calls that limit connecting themselves. The built-in one is made for the first of
    /// them: to look for their limit costs every other call a little.
    limited: OnceLock<reqwest::Client>,
    /// What the built-in one was told.
    settings: Option<Settings>,
    /// To change the path and the query of a URL costs half of what parsing another does.
    url: Url,
    /// How much of the URL of a request comes before its path.
    origin_len: usize,
}

impl HttpClient {
    /// The built-in one, for requests to what stands at the base URL.
    pub(crate) fn built_in(settings: Settings, base_url: &BaseUrl) -> Result<HttpClient, Error> {
        let client = careful(builder(&settings))?;
        Ok(HttpClient { settings: Some(settings), ..HttpClient::of(client, base_url) })
    }

    /// One that somebody else has set up.
    pub(crate) fn given(
        builder: reqwest::ClientBuilder,
        base_url: &BaseUrl,
    ) -> Result<HttpClient, Error> {
        let client = careful(builder.connector_layer(Limit))?;
        let limited = OnceLock::from(client.clone());
        Ok(HttpClient { limited, ..HttpClient::of(client, base_url) })
    }

    fn of(client: reqwest::Client, base_url: &BaseUrl) -> HttpClient {
        let (url, origin_len) = (base_url.url.clone(), base_url.origin_len());
        HttpClient { client, limited: OnceLock::new(), settings: None, url, origin_len }
    }

    /// The longest time that it waits for a connection, as far as is known.
    pub(crate) fn connect_timeout(&self) -> Duration {
        self.settings.as_ref().map_or(Duration::MAX, |it| it.connect_timeout)
    }

    pub(crate) fn send(&self, request: Signed) -> ResponseFuture<'_> {
        let limit = request.connect_timeout;
        let request = self.request(request);
        match limit {
            None => Box::pin(execute(&self.client, request)),
            Some(limit) => Box::pin(connect::within(limit, async move {
                let client = self.limited().map_err(TransportError::connect)?;
                execute(client, request).await
            })),
        }
    }

    fn limited(&self) -> Result<&reqwest::Client, Error> {
        if let Some(client) = self.limited.get() {
            return Ok(client);
        }
        let settings = self.settings.clone().unwrap_or_default();
        let client = careful(builder(&settings).connector_layer(Limit))?;
        Ok(self.limited.get_or_init(|| client))
    }

    fn request(&self, request: Signed) -> reqwest::Request {
        let mut url = self.url.clone();
        let target = &request.url[self.origin_len..];
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        url.set_path(path);
        url.set_query(Some(query));
        let mut built = reqwest::Request::new(request.method, url);
        *built.headers_mut() = request.headers;
        *built.body_mut() = (!request.body.is_empty()).then(|| request.body.into());
        built
    }
}

fn builder(settings: &Settings) -> reqwest::ClientBuilder {
    let builder = reqwest::Client::builder()
        .user_agent(concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(settings.connect_timeout);
    if settings.proxy { builder } else { builder.no_proxy() }
}

/// A client that hands on no signed URL, and sends nothing twice.
fn careful(builder: reqwest::ClientBuilder) -> Result<reqwest::Client, Error> {
    let client = builder
        // A redirect would be given the signed URL, and so would every `Referer` after it.
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        // What to send again, and when, is not for the connection to decide.
        .retry(reqwest::retry::never())
        .build();
    client.map_err(|error| Error::builder(error.to_string()))
}

/// An HTTP client of your own, for a [`Transport`] of your own that adds to a request what it likes and
/// then sends it through one.
///
/// Whether it follows redirects cannot be seen from here. That it could not connect does not mean then
/// that nothing was sent, so nothing that changes something is sent again. Where nothing is to be
/// added, prefer [`http_client`](crate::ClientBuilder::http_client).
impl Transport for reqwest::Client {
    fn send(&self, request: Request<Bytes>) -> ResponseFuture<'_> {
        Box::pin(async move {
            let request = request.try_into().map_err(without_url)?;
            execute(self, request).await.map_err(TransportError::perhaps_sent)
        })
    }
}

async fn execute(
    client: &reqwest::Client,
    request: reqwest::Request,
) -> Result<Response<Bytes>, TransportError> {
    let mut reply = client.execute(request).await.map_err(without_url)?;
    let (status, headers) = (reply.status(), std::mem::take(reply.headers_mut()));
    let mut response = Response::new(reply.bytes().await.map_err(without_url)?);
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
        "https://CRM.example.com:443/a%2Fb/../%E5%AE%A2/gw/",
        "http://[::1]/",
        "https://xn--55qx5d.example.com//gw;v=1/",
    ] {
        let client = HttpClient::of(reqwest::Client::new(), &BaseUrl::parse(base).unwrap());
        for rest in ["user/list?", "account/get?a=%2A%20x&b=%E5%AE%A2%E6%88%B7&c=~"] {
            let url = format!("{base}{rest}");
            let (method, headers, body) = Default::default();
            let expected = url.parse::<Url>().unwrap();
            let request = Signed { method, url, headers, body, connect_timeout: None };
            assert_eq!(*client.request(request).url(), expected);
        }
    }
}
