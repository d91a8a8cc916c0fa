//! One call: check → sign → transport → envelope.

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, Response, Uri};
use percent_encoding::utf8_percent_encode;

use crate::endpoint::{self, BodyKind, ENCODED, Info, Parts};
use crate::{Client, Endpoint, Error, Id, Reply, envelope};

/// The parameter that chooses the page, on every list of the API.
const PAGE_NO: &str = "page_no";

const NOTHING: HeaderValue = HeaderValue::from_static("0");

const BYTES: HeaderValue = HeaderValue::from_static("application/octet-stream");

const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

/// Who a call is made for, and which page it asks for, where that is not the request's to say.
#[derive(Clone, Debug, Default)]
pub(crate) struct Context {
    pub(crate) user: Option<Id>,
    pub(crate) page: Option<u32>,
}

/// Sends a request, and returns the response whatever it is.
pub(crate) async fn send<E: Endpoint>(
    client: &Client,
    request: &E,
    context: &Context,
) -> Result<Response<Bytes>, Error> {
    let info = const { &E::INFO };
    let mut parts = Parts::of(request);
    let user = context.user.as_ref().or(client.inner.user.as_ref());
    if let (Some(param), Some(user)) = (info.user_param(), user) {
        parts.query(param.name, user);
    }
    if let Some(page) = &context.page {
        parts.replace(PAGE_NO, page);
    }
    parts.check(info).map_err(|problem| Error::request(info.path, problem))?;

    let signed = signed(client, info, &mut parts)?;
    let response = client.inner.transport.send(signed).await;
    response.map_err(|error| attempted(client, request, Error::transport(info.path, error)))
}

/// Decodes a response.
pub(crate) fn decode<E: Endpoint, R: Reply>(
    client: &Client,
    request: &E,
    response: &Response<Bytes>,
) -> Result<R, Error> {
    envelope::response(E::INFO.path, response).map_err(|error| attempted(client, request, error))
}

/// An error of a request that was handed to the transport, with every secret kept out of it.
fn attempted<E: Endpoint>(client: &Client, request: &E, error: Error) -> Error {
    let parts = Parts::of(request);
    error.with_attempts(1).scrubbed(|text| {
        client.inner.credentials.scrub(text);
        for secret in parts.secrets(&E::INFO) {
            *text = text.replace(secret, "[the password]");
        }
    })
}

/// The page that a request asks for by itself.
pub(crate) fn page_no(request: &impl Endpoint) -> u32 {
    Parts::of(request).get(PAGE_NO).and_then(|it| it.parse().ok()).unwrap_or(1)
}

/// The request as it travels, signed for this very moment.
fn signed<'a>(
    client: &'a Client,
    info: &Info,
    parts: &mut Parts<'a>,
) -> Result<Request<Bytes>, Error> {
    client.inner.credentials.authorize(&mut parts.query, (client.inner.clock)());

    let base = &client.inner.base_url;
    // Most characters stay as they are; Chinese ones take three times their bytes.
    let length =
        parts.query.iter().map(|(name, value)| name.len() + value.len() + 8).sum::<usize>();
    let mut url = String::with_capacity(base.len() + info.path.len() + length);
    url.push_str(base);
    url.push_str(info.path);
    for (index, (name, value)) in parts.query.iter().enumerate() {
        url.push(if index == 0 { '?' } else { '&' });
        url.push_str(name);
        url.push('=');
        url.extend(utf8_percent_encode(value, ENCODED));
    }
    let uri = Uri::try_from(url).map_err(|_| {
        Error::request(info.path, "its parameters make no URL: are they too long?".to_owned())
    })?;

    let body = parts.take_body();
    let header = match (info.method, info.body) {
        (_, Some(BodyKind::File)) => Some((CONTENT_TYPE, BYTES)),
        (_, Some(BodyKind::Record | BodyKind::Filter | BodyKind::Object(_))) => {
            Some((CONTENT_TYPE, JSON))
        }
        // Without it some servers answer 411 to a `POST`; see RFC 9110 §8.6.
        (endpoint::Method::Post, None) => Some((CONTENT_LENGTH, NOTHING)),
        (endpoint::Method::Get, None) => None,
    };
    let mut request = Request::new(body.unwrap_or_default());
    request.headers_mut().extend(header);
    *request.uri_mut() = uri;
    *request.method_mut() = match info.method {
        endpoint::Method::Get => Method::GET,
        endpoint::Method::Post => Method::POST,
    };
    Ok(request)
}
