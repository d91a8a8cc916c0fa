//! The `tracing` spans and events of a call.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};

use crm_client::ClientBuilder;
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

/// Records the fields of every span of this crate, and of every event.
#[derive(Clone, Default)]
struct RecordingLayer {
    spans: Arc<Mutex<BTreeMap<u64, Fields>>>,
    /// The names of the parents of these spans.
    parents: Arc<Mutex<Vec<String>>>,
    events: Arc<Mutex<Vec<Fields>>>,
}

struct FieldVisitor<'a>(&'a mut Fields);

impl Visit for FieldVisitor<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let value = format!("{value:?}").trim_matches('"').to_owned();
        self.0.insert(field.name().to_owned(), value);
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for RecordingLayer {
    fn on_new_span(&self, span: &Attributes<'_>, id: &Id, cx: Context<'_, S>) {
        if span.metadata().name() == "crm.call" {
            assert_eq!(span.metadata().target(), "crm_client", "filters use this target");
            let parent = cx.span(id).and_then(|it| it.parent()).map(|it| it.name().to_owned());
            self.parents.lock().unwrap().extend(parent);
            let mut spans = self.spans.lock().unwrap();
            span.record(&mut FieldVisitor(spans.entry(id.into_u64()).or_default()));
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, _: Context<'_, S>) {
        if let Some(fields) = self.spans.lock().unwrap().get_mut(&id.into_u64()) {
            values.record(&mut FieldVisitor(fields));
        }
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut fields = Fields::new();
        event.record(&mut FieldVisitor(&mut fields));
        assert_eq!(event.metadata().target(), "crm_client", "filters use this target");
        fields.insert("level".to_owned(), event.metadata().level().to_string());
        self.events.lock().unwrap().push(fields);
    }
}

/// Makes a call with these steps. Returns its span, and everything that was recorded as a string.
async fn traced_call(steps: impl IntoIterator<Item = Step>) -> (Fields, String) {
    let (span, events) = span_and_events(builder(), steps).await;
    let all = format!("{span:?} {events:?}");
    (span, all)
}

/// Makes calls that reach every span and event once.
///
/// `tracing` caches whether somebody listens when a span or an event is reached for the first time. If
/// another test, without a subscriber, does that while one listens here, the event is never seen. What was
/// reached before is asked again for each new subscriber.
async fn reach_all_events() {
    let (areas, refusal) = (r#"{"error_code":0,"data":[]}"#, r#"{"error_code":410}"#);
    for steps in [vec![Step::Lost, Step::Ok(areas)], vec![Step::Ok(refusal)]] {
        let zero = std::time::Duration::ZERO;
        let crm = builder().backoff(zero, zero).transport(Script::new(steps)).build().unwrap();
        let _ = crm.area().root().await;
    }
}

/// Makes a call with these steps, and returns its span and its events.
async fn span_and_events(
    builder: ClientBuilder,
    steps: impl IntoIterator<Item = Step>,
) -> (Fields, Vec<Fields>) {
    reach_all_events().await;
    let notes = RecordingLayer::default();
    let crm = builder.transport(Script::new(steps)).build().unwrap();
    let body = json!({ "accountName": "杨志永" });
    let call = crm.account().add(&body).allow_repeat().send();
    let _ = call.with_subscriber(Registry::default().with(notes.clone())).await;
    let spans = notes.spans.lock().unwrap().clone();
    assert_eq!(spans.len(), 1, "{spans:?}");
    let events = notes.events.lock().unwrap().clone();
    (spans.into_values().next().unwrap(), events)
}

#[tokio::test(start_paused = true)]
async fn the_span_of_a_call_has_attempts_status_code_and_duration() {
    let refused = Step::Ok(r#"{"error_code":410,"error_msg":"杨志永"}"#);
    let (span, all) = traced_call([Step::Lost, refused]).await;
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
    assert!(span["crm.duration"].parse::<f64>().unwrap() >= 0.0);
    assert!(
        !span.keys().any(|name| name == "http.client.request.duration"),
        "this is the name of a metric"
    );
    assert!(all.contains("retrying after a wait"), "{all}");
    for value in ["杨志永", APP_KEY, USER, "sign="] {
        assert!(!all.contains(value), "{value} in {all}");
    }
}

#[tokio::test]
async fn the_span_of_a_success_has_no_error() {
    let (span, _) = traced_call([Step::Ok(r#"{"error_code":0,"data":{"account_id":"x"}}"#)]).await;
    assert!(!span.contains_key("error.type") && !span.contains_key("otel.status_code"), "{span:?}");
    assert_eq!(span["http.request.resend_count"], "0");
}

#[test]
fn the_span_of_a_call_is_a_child_of_the_current_span() {
    let notes = RecordingLayer::default();
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

const ADDED: Step = Step::Ok(r#"{"error_code":0,"data":{"account_id":"x"}}"#);

#[tokio::test]
async fn the_span_has_the_address_and_the_port_of_the_server() {
    for (url, address, port) in [
        ("https://crm.example.com/gw/", "crm.example.com", "443"),
        ("http://crm.example.com/gw/", "crm.example.com", "80"),
        ("http://10.0.0.1:8080/gw/", "10.0.0.1", "8080"),
        ("https://[::1]:8443/gw/", "::1", "8443"),
    ] {
        let (span, _) = span_and_events(builder().base_url(url), [ADDED]).await;
        let server = (span["server.address"].as_str(), span["server.port"].as_str());
        assert_eq!(server, (address, port), "{url}");
    }
}

#[tokio::test(start_paused = true)]
async fn emits_an_event_for_each_retry_and_the_end_of_a_call() {
    let shown = |events: &[Fields]| {
        let get = |event: &Fields, name: &str| event.get(name).cloned().unwrap_or_default();
        let names = ["level", "message", "url.template", "error.type", "crm.error_code"];
        let line = |event| names.map(|name| get(event, name)).join(" ").trim_end().to_owned();
        events.iter().map(line).collect::<Vec<_>>()
    };
    let (limited, oops) = (r#"{"error_code":491}"#, r#"{"error_code":500}"#);
    let waiting = || builder().wait_for_quota(std::time::Duration::from_secs(60));
    let steps = [Step::Lost, Step::Ok(limited), ADDED];
    let (_, events) = span_and_events(waiting(), steps).await;
    assert_eq!(
        shown(&events),
        [
            "DEBUG retrying after a wait account/add transport",
            "DEBUG retrying after a wait account/add code 491",
            "DEBUG call succeeded account/add",
        ]
    );
    assert!(events[0]["crm.wait"].parse::<f64>().unwrap() <= 0.5, "{events:?}");
    assert!(events[2].contains_key("crm.duration"), "{events:?}");

    let (_, events) = span_and_events(builder().max_attempts(2), [Step::Ok(oops)]).await;
    assert_eq!(
        shown(&events),
        [
            "DEBUG retrying after a wait account/add code 500",
            "WARN call failed account/add code 500",
        ]
    );
    assert_eq!(events[1]["http.request.resend_count"], "1");
}

#[tokio::test]
async fn reports_a_failure_even_if_the_filter_drops_the_span() {
    use tracing_subscriber::filter::LevelFilter;

    reach_all_events().await;
    let notes = RecordingLayer::default();
    let subscriber = Registry::default().with(notes.clone().with_filter(LevelFilter::WARN));
    let crm = builder().transport(Script::new([Step::Ok(r#"{"error_code":410}"#)]));
    let crm = crm.build().unwrap();
    let call = crm.account().list(["a"]).send().with_subscriber(subscriber);
    call.await.unwrap_err();
    assert!(notes.spans.lock().unwrap().is_empty());
    let events = notes.events.lock().unwrap().clone();
    assert_eq!(events.len(), 1, "{events:?}");
    assert_eq!(events[0]["url.template"], "account/list");
    assert_eq!(events[0]["crm.error_code"], "410");
}
