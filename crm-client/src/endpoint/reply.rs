//! Decoding of a response: the value or the error in it.

use std::str::FromStr;

use bytes::Bytes;
use http::{Response, StatusCode};
use serde::de::{DeserializeOwned, Deserializer, IgnoredAny};
use serde::{Deserialize, Serializer};
use serde_json::value::RawValue;

use crate::error::{Error, Problem};
use crate::values::decode::json;

/// A type that a successful reply can be decoded into: a [`Page`](crate::Page), or any type for the
/// `data` of the reply.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), crm_client::Error> {
/// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
/// #[derive(serde::Deserialize)]
/// struct Area {
///     area_name: String,
/// }
///
/// let areas = crm.area().root().returning::<Vec<Area>>().await?;
/// println!("{}", areas[0].area_name);
/// # Ok(())
/// # }
/// ```
pub trait Reply: Sized + Send + 'static {
    /// The type of `data`.
    #[doc(hidden)]
    type Data: DeserializeOwned;

    /// Combines `data` with the totals.
    #[doc(hidden)]
    fn assemble(data: Self::Data, totals: Totals) -> Self;
}

impl<T: DeserializeOwned + Send + 'static> Reply for T {
    type Data = T;

    fn assemble(data: T, _: Totals) -> T {
        data
    }
}

/// The totals next to the `data` of a list.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Totals {
    pub(crate) total_size: Option<u64>,
    pub(crate) page_size: Option<u32>,
    pub(crate) page_no: Option<u32>,
}

/// The parts of a reply that matter for a success.
#[derive(Deserialize)]
#[serde(bound(deserialize = "T: Deserialize<'de>"), expecting = "an object with `error_code`")]
struct Envelope<'a, T> {
    error_code: i64,
    // Invalid totals must not make the data unreadable, so they are decoded later.
    #[serde(borrow)]
    total_size: Option<&'a RawValue>,
    #[serde(borrow)]
    page_size: Option<&'a RawValue>,
    #[serde(borrow)]
    page_no: Option<&'a RawValue>,
    /// `None` if it is missing. `T` decides whether it accepts a null.
    #[serde(default, deserialize_with = "present")]
    data: Option<T>,
}

fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(data: D) -> Result<Option<T>, D::Error> {
    T::deserialize(data).map(Some)
}

fn number<T: FromStr>(json: Option<&RawValue>) -> Option<T> {
    json?.get().parse().ok()
}

/// A success without data. Data in the reply is ignored.
///
/// ```
/// use crm_client::{Done, RawRequest};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), crm_client::Error> {
/// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
/// let request = RawRequest::get("user/list").query("fields", "userName");
/// assert_eq!(crm.call(request).returning::<Done>().await?, Done);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done;

impl<'de> Deserialize<'de> for Done {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Done, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Done)
    }
}

/// Decodes a number. `NONE` means that there is no number.
pub(crate) fn unless<'de, const NONE: i64, D: Deserializer<'de>>(
    number: D,
) -> Result<Option<i64>, D::Error> {
    i64::deserialize(number).map(|it| Some(it).filter(|it| *it != NONE))
}

/// Writes what [`unless`] reads.
#[allow(clippy::ref_option, reason = "serde passes the field by reference")]
pub(crate) fn or<const NONE: i64, S: Serializer>(
    number: &Option<i64>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_i64(number.unwrap_or(NONE))
}

/// The parts of a reply that matter for a failure.
#[derive(Deserialize)]
#[serde(expecting = "an object with `error_code`")]
struct Failure<'a> {
    error_code: i64,
    #[serde(borrow)]
    error_msg: Option<&'a RawValue>,
}

/// Decodes a response. An `error_code` counts with every status, data only with HTTP 200.
pub(crate) fn response<R: Reply>(endpoint: &str, response: &Response<Bytes>) -> Result<R, Error> {
    let body = text(response.body());
    let result =
        match response.status() {
            StatusCode::OK => decode(endpoint, body),
            _ => Err(failure(endpoint, body)
                .unwrap_or_else(|| Error::no_envelope(endpoint, is_html(body)))),
        };
    result.map_err(|error| error.with_status(response.status()))
}

/// Returns a body without a byte order mark, which some servers send.
pub(crate) fn text(body: &[u8]) -> &[u8] {
    body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body)
}

/// Decodes the body of an HTTP 200.
pub(crate) fn decode<R: Reply>(endpoint: &str, body: &[u8]) -> Result<R, Error> {
    let envelope = serde_json::from_slice::<Envelope<'_, R::Data>>(body);
    match envelope {
        // A derived `Deserialize` also accepts an array of the fields.
        Ok(Envelope { error_code: 0, data, total_size, page_size, page_no })
            if starts_with(body, b'{') =>
        {
            // Missing data is decoded like a null, which few types accept.
            let data = data.or_else(|| serde_json::from_str("null").ok());
            let data = data.ok_or_else(|| diagnose::<R>(endpoint, body))?;
            let (page_size, page_no) = (number(page_size), number(page_no));
            Ok(R::assemble(data, Totals { total_size: number(total_size), page_size, page_no }))
        }
        Ok(_) | Err(_) => Err(diagnose::<R>(endpoint, body)),
    }
}

/// Returns the reason why a body has no data. It decodes the body again, after a failure only.
fn diagnose<R: Reply>(endpoint: &str, body: &[u8]) -> Error {
    if let Some(error) = failure(endpoint, body) {
        return error;
    }
    if starts_with(body, b'[') {
        return Error::decode(endpoint, Problem::new("", "an array instead of an object"));
    }
    if is_html(body) {
        let what = "HTML instead of JSON; check the base URL, and what stands between";
        return Error::decode(endpoint, Problem::new("", what));
    }
    let problem = match json::<Envelope<'_, R::Data>>(body) {
        Err(problem) => problem,
        Ok(_) => Problem::new("data", "it is missing"),
    };
    Error::decode(endpoint, problem)
}

/// Returns the failure that a body reports, if it reports one.
fn failure(endpoint: &str, body: &[u8]) -> Option<Error> {
    // As for a success, an array of the fields is not accepted.
    if !starts_with(body, b'{') {
        return None;
    }
    let Failure { error_code, error_msg } = serde_json::from_slice(body).ok()?;
    let message = match error_msg {
        None => String::new(),
        Some(raw) => serde_json::from_str(raw.get()).unwrap_or_else(|_| raw.get().to_owned()),
    };
    (error_code != 0).then(|| Error::api(endpoint, error_code, message))
}

fn is_html(body: &[u8]) -> bool {
    starts_with(body, b'<')
}

fn starts_with(body: &[u8], first: u8) -> bool {
    body.trim_ascii_start().first() == Some(&first)
}
