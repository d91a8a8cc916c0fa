//! A call as a span of `tracing`, and its events, with the names of OpenTelemetry and without values.

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

/// The documented target of spans and events, which filters name. It does not follow the name of a
/// module.
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
    allow(unused_variables, clippy::unused_self, reason = "there is nothing to be done")
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

    /// The call within the span.
    pub(crate) fn around<C: Future>(&self, call: C) -> impl Future<Output = C::Output> {
        #[cfg(feature = "tracing")]
        let call = call.instrument(self.span.clone());
        call
    }

    /// Completes the span, and reports the end of the call.
    pub(crate) fn end<T>(&self, info: &Info<'_>, result: &Result<T, Error>) {
        #[cfg(feature = "tracing")]
        {
            let duration = self.start.elapsed().as_secs_f64();
            self.span.record("crm.duration", duration);
            // A filter can let the event through without the span, so the event names the endpoint too.
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

    /// Reports a retry, before its wait. The caller is within the span.
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
