//! reqwest behind the seam: the transport of every client that is not given another.

use std::future::Future;
use std::sync::OnceLock;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
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
    /// The base URL. To change its path and its query costs half of what parsing another URL does.
    url: Url,
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
        HttpClient { client, limited: OnceLock::new(), settings: None, url: base_url.url.clone() }
    }

    /// The longest time that it waits for a connection, as far as is known.
    pub(crate) fn connect_timeout(&self) -> Duration {
        self.settings.as_ref().map_or(Duration::MAX, |it| it.connect_timeout)
    }

    pub(crate) fn send(&self, request: Signed<'_>) -> ResponseFuture<'_> {
        let limit = request.connect_timeout;
        let request = self.request(request);
        match limit {
            None => Box::pin(response(self.client.execute(request))),
            Some(limit) => Box::pin(connect::within(limit, async move {
                let client = self.limited().map_err(TransportError::connect)?;
                response(client.execute(request)).await
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

    fn request(&self, request: Signed<'_>) -> reqwest::Request {
        let mut built = reqwest::Request::new(request.method.clone(), self.url(&request));
        *built.headers_mut() = request.headers;
        *built.body_mut() = (!request.body.is_empty()).then(|| request.body.into());
        built
    }

    /// [`Signed::url`], in less time than it takes to parse that.
    fn url(&self, request: &Signed<'_>) -> Url {
        let mut url = self.url.clone();
        let base_path = self.url.path();
        let mut path = String::with_capacity(base_path.len() + request.path.len());
        path.push_str(base_path);
        path.push_str(request.path);
        url.set_path(&path);
        // It looks again at every character of a query in one piece, but at none of a parameter.
        url.query_pairs_mut().extend_pairs(&request.query);
        // What it writes as a form does is as `ENCODED` says, but for the space.
        if let Some(query) = url.query().filter(|it| it.contains('+')) {
            let query = query.replace('+', "%20");
            url.set_query(Some(&query));
        }
        url
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
            response(self.execute(request)).await.map_err(TransportError::perhaps_sent)
        })
    }
}

/// A response with all of its body.
async fn response(
    head: impl Future<Output = reqwest::Result<reqwest::Response>>,
) -> Result<Response<Bytes>, TransportError> {
    let mut reply = head.await.map_err(without_url)?;
    let body = body(&mut reply).await.map_err(without_url)?;
    let mut response = Response::new(body);
    *response.status_mut() = reply.status();
    *response.headers_mut() = std::mem::take(reply.headers_mut());
    Ok(response)
}

/// What a body comes to; most come in one piece, which is not copied.
async fn body(reply: &mut reqwest::Response) -> reqwest::Result<Bytes> {
    let mut body = Bytes::new();
    while let Some(chunk) = reply.chunk().await? {
        body = if body.is_empty() { chunk } else { joined(body, &chunk) };
    }
    Ok(body)
}

/// The first piece is copied once; after that, there is room for more.
fn joined(body: Bytes, more: &[u8]) -> Bytes {
    let mut body = BytesMut::from(body);
    body.extend_from_slice(more);
    body.freeze()
}

/// The only place where reqwest's errors become ours. They print their URL, which proves who sent it.
fn without_url(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    if error.is_builder() {
        return TransportError::unfit_request(error);
    }
    match (error.is_connect(), error.is_timeout()) {
        (true, true) => TransportError::connect_timeout(error),
        (true, false) => TransportError::connect(error),
        (false, true) => TransportError::timeout(error),
        (false, false) => TransportError::other(error),
    }
}

#[test]
fn a_body_in_many_pieces_is_copied_a_few_times_only() {
    let mut whole = Bytes::from(vec![b'a'; 100]);
    let mut copies = 0;
    for _ in 0..10_000 {
        let before = whole.as_ptr();
        whole = joined(whole, &[b'b'; 100]);
        copies += u32::from(whole.as_ptr() != before);
    }
    assert_eq!(whole.len(), 100 + 1_000_000);
    assert!(whole[99..].starts_with(b"ab"));
    assert!(copies < 50, "{copies}");
}

#[test]
fn a_url_that_is_put_together_is_the_same_as_one_that_is_parsed() {
    let mut values: Vec<String> = (0..=0x7f).map(|it| char::from(it).to_string()).collect();
    values.extend(["", "account_name,phone", "客户", "a b", "100%+~"].map(str::to_owned));
    for base in [
        "http://127.0.0.1:8080/gw/",
        "https://CRM.example.com:443/a%2Fb/../%E5%AE%A2/gw/",
        "http://[::1]/",
        "https://xn--55qx5d.example.com//gw;v=1/",
    ] {
        let base = BaseUrl::parse(base).unwrap();
        let client = HttpClient::of(reqwest::Client::new(), &base);
        let names = ["name", "a~b.c-d_1", "a+b", "filter[a]", "a%20b"];
        for (name, path) in names.into_iter().zip(["user/list", "account/get"].into_iter().cycle())
        {
            for value in &values {
                let (method, headers, body) = Default::default();
                let query = vec![(name.into(), value.into()), ("sign".into(), "00ff".into())];
                let base_url = &base.text;
                let connect_timeout = None;
                let request =
                    Signed { method, base_url, path, query, headers, body, connect_timeout };
                let expected: Url = request.url().parse().unwrap();
                assert_eq!(client.url(&request), expected);
            }
        }
    }
}
