//! The HTTP server: the CRM at `/gw/`, the console, and its API.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;

use super::app::App;
use super::connections::Connections;
use super::reply::{Body, Reply};
use super::{api, body, guard, pages};

/// The time for the head of a request, since the connection was made or since the previous request. The
/// pools of clients close an idle connection earlier.
const HEAD_LIMIT: Duration = Duration::from_secs(120);

/// The largest head of a request, in bytes.
const MAX_HEAD: usize = 128 << 10;

/// Accepts connections until the future is dropped, which closes all of them.
pub(super) async fn run(app: Arc<App>, listener: TcpListener) -> Infallible {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_LIMIT).max_buf_size(MAX_HEAD);
    let mut connections = Connections::default();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // This connection has failed, or the process has too many files open.
            connections.close_one();
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        // Small responses must not wait for more data.
        let _ = stream.set_nodelay(true);
        let (app, activity) = (app.clone(), connections.activity());
        let requests = activity.clone();
        let service = service_fn(move |request| {
            let (app, requests) = (app.clone(), requests.clone());
            async move {
                let busy = requests.begin();
                let response = answer(&app, request).await?;
                // A connection is busy until all of the response is sent.
                let hold = move |error| {
                    let _ = &busy;
                    error
                };
                Ok::<_, io::Error>(response.map(|it| it.map_err(hold)))
            }
        });
        let connection = http.serve_connection(TokioIo::new(stream), service);
        connections.spawn(activity, async move {
            // An error means that the client or a fault has closed the connection.
            let _ = connection.await;
        });
    }
}

/// Answers a request. An error closes the connection.
async fn answer(app: &Arc<App>, request: Request<Incoming>) -> io::Result<Response<Body>> {
    let path = request.uri().path();
    let is_console = path == "/" || path.starts_with("/_sandbox/") || pages::has(path);
    if !is_console {
        // Everything else is the CRM, also the links that it hands out.
        let response = app.sandbox.answer_http(request).await?;
        return Ok(response.map(BodyExt::boxed_unsync));
    }
    let response = match guard::check(app, &request) {
        Err(refusal) => {
            body::discard(request);
            refusal.into_response()
        }
        Ok(cookie) => {
            let reply = match request.uri().path().strip_prefix("/_sandbox/") {
                Some(path) => {
                    let path = path.to_owned();
                    api::answer(app, &path, request).await
                }
                None => pages::answer(&request),
            };
            let mut response =
                reply.unwrap_or_else(|problem| Reply::problem(&problem)).into_response();
            if let Some(cookie) = cookie {
                response.headers_mut().insert(http::header::SET_COOKIE, cookie);
            }
            response
        }
    };
    Ok(response)
}
