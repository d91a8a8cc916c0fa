//! What `tracing` is told of a call.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};

use serde_json::json;
use tracing::field::{Field, Visit};
use tracing::instrument::WithSubscriber;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Instrument, Subscriber};
use tracing_subscriber::Registry;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

use crate::support::{APP_KEY, Script, Step, USER, builder};

type Fields = BTreeMap<String, String>;

/// Writes down the fields of every span of ours, and of every event.
#[derive(Clone, Default)]
struct Notes {
    spans: Arc<Mutex<BTreeMap<u64, Fields>>>,
    /// The names of the spans that they stand in.
    parents: Arc<Mutex<Vec<String>>>,
    events: Arc<Mutex<Vec<Fields>>>,
}

struct Note<'a>(&'a mut Fields);

impl Visit for Note<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let value = format!("{value:?}").trim_matches('"').to_owned();
        self.0.insert(field.name().to_owned(), value);
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Notes {
    fn on_new_span(&self, span: &Attributes<'_>, id: &Id, cx: Context<'_, S>) {
        if span.metadata().name() == "crm.call" {
            assert_eq!(span.metadata().target(), "crm_client::trace::on", "filters name it");
            let parent = cx.span(id).and_then(|it| it.parent()).map(|it| it.name().to_owned());
            self.parents.lock().unwrap().extend(parent);
            let mut spans = self.spans.lock().unwrap();
            span.record(&mut Note(spans.entry(id.into_u64()).or_default()));
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, _: Context<'_, S>) {
        if let Some(fields) = self.spans.lock().unwrap().get_mut(&id.into_u64()) {
            values.record(&mut Note(fields));
        }
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut fields = Fields::new();
        event.record(&mut Note(&mut fields));
        self.events.lock().unwrap().push(fields);
    }
}

/// The span of one call of a server that takes these steps, and all that was noted.
async fn noted(steps: impl IntoIterator<Item = Step>) -> (Fields, String) {
    let notes = Notes::default();
    let crm = builder().transport(Script::new(steps)).build().unwrap();
    let body = json!({ "accountName": "杨志永" });
    let call = crm.account().add(&body).allow_repeat().send();
    let _ = call.with_subscriber(Registry::default().with(notes.clone())).await;
    let spans = notes.spans.lock().unwrap().clone();
    let all = format!("{spans:?} {:?}", notes.events.lock().unwrap());
    assert_eq!(spans.len(), 1, "{all}");
    (spans.into_values().next().unwrap(), all)
}

#[tokio::test(start_paused = true)]
async fn a_call_is_a_span_with_its_attempts_status_code_and_duration() {
    let refused = Step::Ok(r#"{"error_code":410,"error_msg":"杨志永"}"#);
    let (span, all) = noted([Step::Lost, refused]).await;
    for (name, value) in [
        ("otel.name", "account/add"),
        ("otel.kind", "client"),
        ("otel.status_code", "ERROR"),
        ("url.template", "account/add"),
        ("http.request.method", "POST"),
        ("http.request.resend_count", "1"),
        ("http.response.status_code", "200"),
        ("crm.error_code", "410"),
        ("error.type", "code"),
    ] {
        assert_eq!(span.get(name).map(String::as_str), Some(value), "{name}");
    }
    assert!(span["http.client.request.duration"].parse::<f64>().unwrap() >= 0.0);
    assert!(all.contains("attempted again"), "{all}");
    for value in ["杨志永", APP_KEY, USER, "sign="] {
        assert!(!all.contains(value), "{value} in {all}");
    }
}

#[tokio::test]
async fn a_success_has_no_error() {
    let (span, _) = noted([Step::Ok(r#"{"error_code":0,"data":{"account_id":"x"}}"#)]).await;
    assert!(!span.contains_key("error.type") && !span.contains_key("otel.status_code"), "{span:?}");
    assert_eq!(span["http.request.resend_count"], "0");
}

#[test]
fn a_call_stands_within_the_span_that_it_is_made_in() {
    let notes = Notes::default();
    let subscriber = Registry::default().with(notes.clone());
    tracing::subscriber::with_default(subscriber, || {
        let answer = || Script::new([Step::Ok(r#"{"error_code":0,"data":[]}"#)]);
        let crm = builder().transport(answer()).build_blocking().unwrap();
        tracing::info_span!("blocking").in_scope(|| crm.area().root().send().unwrap());

        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let crm = builder().transport(answer()).build().unwrap();
        let pages = crm.account().list(["a"]).pages();
        let next = async move { { pages }.next().await.is_none() };
        assert!(runtime.block_on(next.instrument(tracing::info_span!("list"))));
    });
    assert_eq!(*notes.parents.lock().unwrap(), ["blocking", "list"]);
}
