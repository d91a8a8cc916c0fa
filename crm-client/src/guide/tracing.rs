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
//! | `http.request.method` | `GET` or `POST` |
//! | `http.request.resend_count` | how many attempts came after the first |
//! | `http.response.status_code` | of the last response |
//! | `http.client.request.duration` | seconds, of all attempts and waits together |
//! | `otel.status_code` | `ERROR`, if it failed |
//! | `error.type` | what kind of error: `request`, `late`, `connect`, `timeout`, `transport`, `status`, `code` or `decode` |
//! | `crm.error_code` | the server's `error_code`, if it refused |
//!
//! Before a further attempt there is an event at the level `DEBUG` within the span, with the fields
//! `crm.wait`, in seconds, and `error.type`. The target of the span and of the event is
//! `crm_client::trace::on`, which a filter such as `crm_client=debug` matches.
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
