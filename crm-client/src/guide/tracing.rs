//! Tracing: what is told of each call, and what never is.
//!
//! With the feature `tracing`, every call is a span of the crate
//! [`tracing`](https://docs.rs/tracing), named `crm.call`, at the level `INFO`. A list has one for
//! each page. Their fields have the names of OpenTelemetry, where it has one:
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
//! | `crm.error_code` | the server's `error_code`, if it refused |
//!
//! Within the span, there are these events:
//!
//! | event | level | fields |
//! |---|---|---|
//! | `retrying after a wait`, before each retry and each [wait for a quota](super::limits) | `DEBUG` | `url.template`, `crm.wait` in seconds, `error.type`, `crm.error_code` |
//! | `call succeeded`, at the end | `DEBUG` | `url.template`, `crm.duration` |
//! | `call failed`, at the end | `WARN` | `url.template`, `crm.duration`, `http.request.resend_count`, `error.type`, `crm.error_code` |
//!
//! A call that is dropped before its end has no last event.
//!
//! The target of the span and of the events is `crm_client`. The filter `crm_client=warn` shows failed
//! calls only, `crm_client=info` also records the spans, and `crm_client=debug` shows every call and
//! every retry. The client returns the error as well, so a program that logs it can turn off the events
//! with `crm_client=off`.
//!
//! No value of a parameter, no record, no message of the server, no key and no URL is among them.
//! The path of a [`RawRequest`](crate::RawRequest) is told as it is given, so put no values into
//! it.
//!
//! ```
//! use std::sync::{Arc, Mutex};
//!
//! use tracing::{Instrument, Subscriber, info_span, span};
//! use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
//!
//! /// Notes which spans there are. A program would log them, or send them to a collector.
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
//! // Calls stand within the span that they are made in.
//! let users = async { crm.user().list(["userName"]).await };
//! users.instrument(info_span!("nightly_import")).await?;
//! assert_eq!(*notes.0.lock().unwrap(), ["nightly_import", "crm.call"]);
//! # Ok(())
//! # }
//! ```
