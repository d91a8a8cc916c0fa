//! New requests and changes of the state, as server-sent events.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use http_body_util::StreamBody;
use hyper::body::Frame;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::timeout;

use super::app::{App, Event};
use super::reply::{Problem, Reply};
use super::summary::summary;
use crate::lang::Lang;

/// The most listeners.
const MAX_LISTENERS: usize = 16;

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
            // Nobody listens if no page is open.
            let _ = app.events.send(Event::Requests(seen));
            seen = received;
        }
    }
}

/// Answers with all further events.
pub(super) fn answer(app: &Arc<App>, lang: Lang) -> Result<Reply, Problem> {
    if app.events.receiver_count() >= MAX_LISTENERS {
        return Err(Problem::conflict("events: too many pages listen; close some of them"));
    }
    let state = (app.clone(), app.events.subscribe(), true);
    let body = stream::unfold(state, move |(app, mut events, is_first)| async move {
        if is_first {
            // The headers are sent with the first bytes.
            return Some((Ok(frame("retry: 1000\n\n".to_owned())), (app, events, false)));
        }
        let text = match timeout(PULSE, events.recv()).await {
            Err(_) => ": pulse\n\n".to_owned(),
            Ok(Ok(Event::State)) => "event: state\ndata: {}\n\n".to_owned(),
            Ok(Ok(Event::Requests(after))) => {
                let new = app.sandbox.journal_after(after);
                let event = |it| format!("event: request\ndata: {}\n\n", summary(&app, it, lang));
                new.iter().map(event).collect()
            }
            // The page is too slow. It reconnects, and reads the list again.
            Ok(Err(RecvError::Lagged(_) | RecvError::Closed)) => return None,
        };
        Some((Ok::<_, io::Error>(frame(text)), (app, events, false)))
    });
    Ok(Reply::stream("text/event-stream; charset=utf-8", StreamBody::new(body)))
}

fn frame(text: String) -> Frame<Bytes> {
    Frame::data(Bytes::from(text))
}
