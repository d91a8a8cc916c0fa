//! Requests that are signed and not sent, for `crm sign`.

use std::time::SystemTime;

use bytes::Bytes;
use crm_client::{Credentials, RawRequest};
use http::Request;

use super::dry_run::Recorder;
use super::{Session, invalid};
use crate::failure::Failure;

impl Session<'_> {
    /// Returns a request as it would be sent at this time with these credentials. Its URL contains the
    /// signature.
    ///
    /// # Errors
    ///
    /// Fails if the request is invalid.
    pub(crate) async fn signed(
        &self,
        request: RawRequest,
        credentials: &Credentials,
        time: SystemTime,
    ) -> Result<Request<Bytes>, Failure> {
        let recorder = Recorder::default();
        let builder = self.builder.clone().credentials(credentials.clone());
        let builder = builder.clock(move || time).clock_offset_millis(0).max_attempts(1);
        let client = builder.transport(recorder.clone()).build().map_err(|it| invalid(&it))?;
        match (client.call(request).send_raw().await, recorder.take()) {
            (_, Some(signed)) => Ok(signed.into_request()),
            (Err(error), None) => Err(invalid(&error)),
            // The recorder answers no request.
            (Ok(_), None) => Err(Failure::done()),
        }
    }
}
