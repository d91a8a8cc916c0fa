//! The `tracing` span and events of a call. They use the names of OpenTelemetry and contain no
//! values of parameters or records.

use std::future::Future;
use std::time::Duration;
#[cfg(feature = "tracing")]
use std::time::Instant;

use http::StatusCode;
#[cfg(feature = "tracing")]
use tracing::{Instrument, Level, Span, event, field::Empty};

use super::core::Core;
use crate::endpoint::Info;
use crate::error::Error;

/// The target of all spans and events. It is documented, because filters use it, and does not
/// depend on module names.
#[cfg(feature = "tracing")]
const TARGET: &str = "crm_client";

pub(crate) struct Trace {
    #[cfg(feature = "tracing")]
    span: Span,
    #[cfg(feature = "tracing")]
    start: Instant,
}

#[cfg_attr(
    not(feature = "tracing"),
    allow(
        unused_variables,
        clippy::unused_self,
        reason = "without the feature, the methods do nothing"
    )
)]
impl Trace {
    pub(crate) fn of(info: &Info<'_>, core: &Core) -> Trace {
        Trace {
            #[cfg(feature = "tracing")]
            start: Instant::now(),
            #[cfg(feature = "tracing")]
            span: tracing::info_span!(
                target: TARGET,
                "crm.call",
                otel.name = info.path,
                otel.kind = "client",
                otel.status_code = Empty,
                url.template = info.path,
                server.address = core.server.address,
                server.port = core.server.port,
                http.request.method = info.method.name(),
                http.request.resend_count = Empty,
                http.response.status_code = Empty,
                crm.duration = Empty,
                crm.error_code = Empty,
                error.r#type = Empty,
            ),
        }
    }

    /// Runs the call within the span.
    pub(crate) fn around<C: Future>(&self, call: C) -> impl Future<Output = C::Output> {
        #[cfg(feature = "tracing")]
        let call = call.instrument(self.span.clone());
        call
    }

    /// Records the result in the span, and emits the last event of the call.
    pub(crate) fn end<T>(&self, info: &Info<'_>, result: &Result<T, Error>) {
        #[cfg(feature = "tracing")]
        {
            let duration = self.start.elapsed().as_secs_f64();
            self.span.record("crm.duration", duration);
            // A filter can keep the event and drop the span, so the event also contains the endpoint.
            let Err(error) = result else {
                return self.span.in_scope(|| {
                    event!(
                        target: TARGET,
                        Level::DEBUG,
                        url.template = info.path,
                        crm.duration = duration,
                        "call succeeded"
                    );
                });
            };
            let code = error.code().map(|code| code.0);
            self.span.record("otel.status_code", "ERROR");
            self.span.record("error.type", error.kind_name());
            self.span.record("crm.error_code", code);
            self.span.in_scope(|| {
                event!(
                    target: TARGET,
                    Level::WARN,
                    url.template = info.path,
                    crm.duration = duration,
                    http.request.resend_count = error.attempts().saturating_sub(1),
                    error.r#type = error.kind_name(),
                    crm.error_code = code,
                    "call failed"
                );
            });
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

    /// Emits an event before the delay of a retry. The caller must be within the span.
    pub(crate) fn wait(info: &Info<'_>, wait: Duration, error: &Error) {
        #[cfg(feature = "tracing")]
        event!(
            target: TARGET,
            Level::DEBUG,
            url.template = info.path,
            crm.wait = wait.as_secs_f64(),
            error.r#type = error.kind_name(),
            crm.error_code = error.code().map(|code| code.0),
            "retrying after a wait"
        );
    }
}
