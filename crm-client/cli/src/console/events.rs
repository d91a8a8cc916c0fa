//! New requests and changes of the state, as server-sent events.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use crm_client::sandbox::Exchange;
use futures_util::stream;
use http_body_util::StreamBody;
use hyper::body::Frame;
use tokio::time::timeout;

use super::app::{App, Event};
use super::reply::{Problem, Reply};
use super::summary::summary;
use crate::lang::Lang;

/// How often the log is looked at.
const INTERVAL: Duration = Duration::from_millis(100);

/// How often an idle listener gets a comment, so that it notices a lost connection.
const PULSE: Duration = Duration::from_secs(15);

/// Tells the listeners of new requests.
pub(super) async fn watch(app: Arc<App>) -> Infallible {
    let mut seen = app.sandbox.requests();
    loop {
        tokio::time::sleep(INTERVAL).await;
        let received = app.sandbox.requests();
        if received != seen {
            app.tell(Event::Requests);
            seen = received;
        }
    }
}

/// Answers with all further events.
pub(super) fn answer(app: &Arc<App>, lang: Lang) -> Result<Reply, Problem> {
    let Some(events) = app.listen() else {
        return Err(Problem::conflict("events: too many pages listen; close some of them"));
    };
    let state = (app.clone(), events, app.sandbox.requests(), true);
    let body = stream::unfold(state, move |(app, mut events, mut seen, is_first)| async move {
        if is_first {
            // The headers are sent with the first bytes.
            return Some((Ok(frame("retry: 1000\n\n".to_owned())), (app, events, seen, false)));
        }
        let text = match timeout(PULSE, events.recv()).await {
            Err(_) => ": pulse\n\n".to_owned(),
            Ok(Some(Event::State)) => "event: state\ndata: {}\n\n".to_owned(),
            Ok(Some(Event::Requests)) => {
                // A slow listener can have them already, with those of an earlier event.
                let new = app.sandbox.journal_after(seen);
                seen = new.last().map_or(seen, Exchange::number);
                let event = |it| format!("event: request\ndata: {}\n\n", summary(&app, it, lang));
                new.iter().map(event).collect()
            }
            // The page is too slow. It reconnects, and reads the list again.
            Ok(None) => return None,
        };
        Some((Ok::<_, io::Error>(frame(text)), (app, events, seen, false)))
    });
    Ok(Reply::stream("text/event-stream; charset=utf-8", StreamBody::new(body)))
}

fn frame(text: String) -> Frame<Bytes> {
    Frame::data(Bytes::from(text))
}
