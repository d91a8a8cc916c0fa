//! Tracing: spans and events of calls, their fields, and what they never contain.
//!
//! With the feature `tracing`, every call creates a span of the crate
//! [`tracing`](https://docs.rs/tracing). The span has the name `crm.call` and the level `INFO`. A
//! list creates a span for each page. The fields have the names of the OpenTelemetry conventions.
//! Fields without such a name begin with `crm.`:
//!
//! | field | value |
//! |---|---|
//! | `otel.name`, `url.template` | the endpoint, such as `account/list` |
//! | `otel.kind` | `client` |
//! | `server.address`, `server.port` | the host and the port of the base URL |
//! | `http.request.method` | `GET` or `POST` |
//! | `http.request.resend_count` | the number of attempts after the first one |
//! | `http.response.status_code` | the status of the last response |
//! | `crm.duration` | the duration of the call in seconds, with all attempts and waits |
//! | `otel.status_code` | `ERROR`, if the call failed |
//! | `error.type` | the kind of error: `request`, `late`, `connect`, `timeout`, `response_too_large`, `transport`, `status`, `code` or `decode` |
//! | `crm.error_code` | the `error_code` of the server, if it refused the call |
//!
//! The span contains these events:
//!
//! | event | level | fields |
//! |---|---|---|
//! | `retrying after a wait`, before each retry and each [wait for a quota](super::limits) | `DEBUG` | `url.template`, `crm.wait` in seconds, `error.type`, `crm.error_code` |
//! | `call succeeded`, at the end | `DEBUG` | `url.template`, `crm.duration` |
//! | `call failed`, at the end | `WARN` | `url.template`, `crm.duration`, `http.request.resend_count`, `error.type`, `crm.error_code` |
//!
//! If a call is dropped before it completes, neither `call succeeded` nor `call failed` is emitted.
//!
//! # Filters
//!
//! The target of the span and of the events is `crm_client`:
//!
//! | filter | effect |
//! |---|---|
//! | `crm_client=off` | no spans and no events |
//! | `crm_client=warn` | failed calls only |
//! | `crm_client=info` | failed calls and spans |
//! | `crm_client=debug` | every call and every retry |
//!
//! The call also returns the error. If your program logs that error, use `crm_client=off` to avoid
//! duplicates.
//!
//! # Confidential data
//!
//! Spans and events never contain values of parameters, records, messages of the server, keys or
//! URLs. The path of a [`RawRequest`](crate::RawRequest) is recorded unchanged, so do not put
//! confidential values into it.
//!
//! # Log to the console
//!
//! Run `cargo add tracing-subscriber --features env-filter`, and begin your program with:
//!
//! ```ignore
//! tracing_subscriber::fmt().with_env_filter("crm_client=debug").init();
//! ```
//!
//! The console has one line per event, and the fields of the span in it. It shows every value that a
//! field had during the call: the last value is the valid one.
//!
//! # A layer of your program
//!
//! ```
//! use std::sync::{Arc, Mutex};
//!
//! use tracing::{Instrument, Subscriber, info_span, span};
//! use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
//!
//! /// Collects the names of spans. A real program would log them, or send them to a collector.
//! #[derive(Clone, Default)]
//! struct Notes(Arc<Mutex<Vec<&'static str>>>);
//!
//! impl<S: Subscriber> Layer<S> for Notes {
//!     fn on_new_span(&self, span: &span::Attributes<'_>, _: &span::Id, _: Context<'_, S>) {
//!         self.0.lock().unwrap().push(span.metadata().name());
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
//! let notes = Notes::default();
//! let subscriber = tracing_subscriber::registry().with(notes.clone());
//! tracing::subscriber::set_global_default(subscriber)?;
//!
//! // The span of a call is a child of the current span.
//! let users = async { crm.user().list(["userName"]).await };
//! users.instrument(info_span!("nightly_import")).await?;
//! assert_eq!(*notes.0.lock().unwrap(), ["nightly_import", "crm.call"]);
//! # Ok(())
//! # }
//! ```
