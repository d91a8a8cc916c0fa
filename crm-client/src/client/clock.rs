//! Measuring the offset of the server's clock.

use std::sync::atomic::Ordering;
use std::time::SystemTime;

use http::header::DATE;

use super::Client;
use super::raw_request::RawRequest;
use crate::endpoint::reply::{self, Done};
use crate::error::{Error, Problem};
use crate::pipeline::{self, Core, Options, Received, retry};

impl Client {
    /// Measures the offset of the server's clock with the `Date` header of a response, and uses it
    /// for all further signatures of this client and its clones.
    ///
    /// This sends one request. The error of the offset is at most about one second plus half of the
    /// response time.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let builder = sandbox.client_builder();
    /// let crm = builder.clock_offset_millis(-3_600_000).build()?;
    /// assert!(crm.user().list(["userName"]).await.is_err());
    /// crm.learn_clock_offset().await?;
    /// assert!(crm.user().list(["userName"]).await.is_ok());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if no response of the CRM is received, or if the response has no valid `Date` header. A
    /// response with an error code is sufficient.
    pub async fn learn_clock_offset(&self) -> Result<(), Error> {
        learn_clock_offset(&self.core).await
    }
}

pub(super) async fn learn_clock_offset(core: &Core) -> Result<(), Error> {
    let (request, options) = (RawRequest::get("area/root"), Options::default());
    let read = |Received { path, response, sent, .. }: &Received<'_>| {
        // A response with an error code is sufficient. A response without one can be from a proxy,
        // whose clock is irrelevant.
        match reply::response::<Done>(path, response) {
            Err(error) if error.code().is_none() => return Err(error),
            Ok(Done) | Err(_) => {}
        }
        let date = retry::date(response.headers(), &DATE);
        let date = date.ok_or_else(|| {
            Error::decode(path, Problem::new("", "the `Date` header is missing or invalid"))
        })?;
        // `Date` has no fraction of a second: add half a second. The server probably created it
        // half-way between the request and the response.
        let half_way = i64::try_from(sent.elapsed().as_millis() / 2);
        Ok(millis(date) + 500 + half_way.unwrap_or(i64::MAX) - millis((core.clock.now)()))
    };
    let offset = pipeline::run(core, &request, &options, read).await?;
    core.clock.offset.store(offset, Ordering::Relaxed);
    Ok(())
}

fn millis(time: SystemTime) -> i64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
