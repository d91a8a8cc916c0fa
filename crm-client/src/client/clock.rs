//! Learning the offset of the server's clock.

use std::sync::atomic::Ordering;
use std::time::SystemTime;

use http::header::DATE;

use super::Client;
use super::raw_request::RawRequest;
use crate::endpoint::reply::{self, Done};
use crate::error::{Error, Problem};
use crate::pipeline::{self, Core, Options, Received, retry};

impl Client {
    /// Learns from the server's `Date` how far its clock is ahead of this machine's, and signs by it
    /// from now on, in every clone too. It takes a request, and is right to about a second and half the
    /// time that the reply takes.
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
    /// No response of the server's comes, or one without a `Date`. One that refuses the request will do.
    pub async fn learn_clock_offset(&self) -> Result<(), Error> {
        learn_clock_offset(&self.core).await
    }
}

pub(super) async fn learn_clock_offset(core: &Core) -> Result<(), Error> {
    let (request, options) = (RawRequest::get("area/root"), Options::default());
    let read = |Received { path, response, sent, .. }: &Received<'_>| {
        // A refusal will do, but not what somebody on the way has to say.
        match reply::response::<Done>(path, response) {
            Err(error) if error.code().is_none() => return Err(error),
            Ok(Done) | Err(_) => {}
        }
        let date = retry::date(response.headers(), &DATE);
        let date = date.ok_or_else(|| Error::decode(path, Problem::new("", "it has no `Date`")))?;
        // The server cut off the fraction of the second, and said it half-way, as likely as not.
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
