//! A call as a span of `tracing`, with the names of OpenTelemetry and no values of anybody's.

#[cfg(feature = "tracing")]
pub(crate) use on::Trace;

#[cfg(not(feature = "tracing"))]
pub(crate) use off::Trace;

#[cfg(feature = "tracing")]
mod on {
    use std::future::Future;
    use std::time::{Duration, Instant};

    use http::StatusCode;
    use tracing::field::Empty;
    use tracing::{Instrument, Span};

    use crate::endpoint::{Info, Method};
    use crate::error::Error;

    pub(crate) struct Trace {
        span: Span,
        /// Nothing if nobody looks.
        start: Option<Instant>,
    }

    impl Trace {
        pub(crate) fn of(info: &Info<'_>) -> Trace {
            let method = match info.method {
                Method::Get => "GET",
                Method::Post => "POST",
            };
            let span = tracing::info_span!(
                "crm.call",
                otel.name = info.path,
                otel.kind = "client",
                otel.status_code = Empty,
                url.template = info.path,
                http.request.method = method,
                http.request.resend_count = Empty,
                http.response.status_code = Empty,
                http.client.request.duration = Empty,
                crm.error_code = Empty,
                error.r#type = Empty,
            );
            // One that is off is told to `log`, where a program has chosen that.
            let start = (!span.is_none()).then(Instant::now);
            Trace { span, start }
        }

        /// The call within the span.
        pub(crate) fn around<C: Future>(&self, call: C) -> impl Future<Output = C::Output> {
            call.instrument(self.span.clone())
        }

        pub(crate) fn end<T>(&self, result: &Result<T, Error>) {
            let Some(start) = self.start else { return };
            self.span.record("http.client.request.duration", start.elapsed().as_secs_f64());
            if let Err(error) = result {
                self.span.record("otel.status_code", "ERROR");
                self.span.record("error.type", error.kind_name());
                if let Some(code) = error.code() {
                    self.span.record("crm.error_code", code.0);
                }
            }
        }

        pub(crate) fn attempt(&self, attempts: u32) {
            self.span.record("http.request.resend_count", attempts.saturating_sub(1));
        }

        pub(crate) fn response(&self, status: StatusCode) {
            self.span.record("http.response.status_code", status.as_u16());
        }

        pub(crate) fn wait(&self, wait: Duration, error: &Error) {
            let (wait, reason) = (wait.as_secs_f64(), error.kind_name());
            tracing::debug!(
                parent: &self.span,
                crm.wait = wait,
                error.r#type = reason,
                "attempted again after a wait"
            );
        }
    }
}

#[cfg(not(feature = "tracing"))]
#[allow(clippy::unused_self, reason = "there is nothing to be done")]
mod off {
    use std::future::Future;
    use std::time::Duration;

    use http::StatusCode;

    use crate::endpoint::Info;
    use crate::error::Error;

    pub(crate) struct Trace;

    impl Trace {
        pub(crate) fn of(_: &Info<'_>) -> Trace {
            Trace
        }

        pub(crate) fn around<C: Future>(&self, call: C) -> C {
            call
        }

        pub(crate) fn end<T>(&self, _: &Result<T, Error>) {}

        pub(crate) fn attempt(&self, _: u32) {}

        pub(crate) fn response(&self, _: StatusCode) {}

        pub(crate) fn wait(&self, _: Duration, _: &Error) {}
    }
}
