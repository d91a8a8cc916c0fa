//! A call as a span of `tracing`, with the names of OpenTelemetry and no values of anybody's.

use std::future::Future;
use std::time::Duration;
#[cfg(feature = "tracing")]
use std::time::Instant;

use http::StatusCode;
#[cfg(feature = "tracing")]
use tracing::{Instrument, Level, Span, field::Empty};

use crate::endpoint::Info;
use crate::error::Error;

/// The target of spans and events, which filters name. It stays when this file is moved.
#[cfg(feature = "tracing")]
const TARGET: &str = "crm_client::trace::on";

pub(crate) struct Trace {
    #[cfg(feature = "tracing")]
    span: Span,
    /// Nothing if nobody looks.
    #[cfg(feature = "tracing")]
    start: Option<Instant>,
}

#[cfg_attr(
    not(feature = "tracing"),
    allow(unused_variables, clippy::unused_self, reason = "there is nothing to be done")
)]
impl Trace {
    pub(crate) fn of(info: &Info<'_>) -> Trace {
        #[cfg(feature = "tracing")]
        let span = tracing::info_span!(
            target: TARGET,
            "crm.call",
            otel.name = info.path,
            otel.kind = "client",
            otel.status_code = Empty,
            url.template = info.path,
            http.request.method = info.method.name(),
            http.request.resend_count = Empty,
            http.response.status_code = Empty,
            http.client.request.duration = Empty,
            crm.error_code = Empty,
            error.r#type = Empty,
        );
        Trace {
            // A disabled span can still write to `log`, if the program enables that.
            #[cfg(feature = "tracing")]
            start: (!span.is_none()).then(Instant::now),
            #[cfg(feature = "tracing")]
            span,
        }
    }

    /// The call within the span.
    pub(crate) fn around<C: Future>(&self, call: C) -> impl Future<Output = C::Output> {
        #[cfg(feature = "tracing")]
        let call = call.instrument(self.span.clone());
        call
    }

    pub(crate) fn end<T>(&self, result: &Result<T, Error>) {
        #[cfg(feature = "tracing")]
        if let Some(start) = self.start {
            self.span.record("http.client.request.duration", start.elapsed().as_secs_f64());
            if let Err(error) = result {
                self.span.record("otel.status_code", "ERROR");
                self.span.record("error.type", error.kind_name());
                if let Some(code) = error.code() {
                    self.span.record("crm.error_code", code.0);
                }
            }
        }
    }

    pub(crate) fn attempt(&self, attempts: u32) {
        #[cfg(feature = "tracing")]
        self.span.record("http.request.resend_count", attempts.saturating_sub(1));
    }

    pub(crate) fn response(&self, status: StatusCode) {
        #[cfg(feature = "tracing")]
        self.span.record("http.response.status_code", status.as_u16());
    }

    pub(crate) fn wait(&self, wait: Duration, error: &Error) {
        #[cfg(feature = "tracing")]
        tracing::event!(
            target: TARGET,
            parent: &self.span,
            Level::DEBUG,
            crm.wait = wait.as_secs_f64(),
            error.r#type = error.kind_name(),
            "attempted again after a wait"
        );
    }
}
