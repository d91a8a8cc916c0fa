//! One call: check → wait for its turn → sign → transport → read, and again where that is safe.

use std::time::Duration;

use bytes::Bytes;
use http::{Response, StatusCode};
use tokio::sync::SemaphorePermit;
use tokio::time::Instant;

use super::core::Core;
use super::options::Options;
use super::retry::{self, Spent};
use super::sign::{Signed, sign};
use super::timeout::{self, Late, Limits};
use super::trace::Trace;
use crate::auth::{hide, hide_signature};
use crate::endpoint::{Endpoint, Info, Parts};
use crate::error::{Error, Outcome, TransportError};
use crate::facts::PAGE_NO;
use crate::transport::ResponseFuture;

/// A response, and how it was come by.
pub(crate) struct Received<'a> {
    /// `module/function`.
    pub(crate) path: &'a str,
    pub(crate) response: Response<Bytes>,
    /// When its request was sent.
    pub(crate) sent: Instant,
    /// Which attempt it was.
    pub(crate) attempts: u32,
}

/// Makes a call, in as many attempts as it takes and may have, and reads the response with `read`.
pub(crate) async fn run<E: Endpoint, T>(
    core: &Core,
    request: &E,
    options: &Options,
    read: impl Fn(&Received<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    let cx = Context::of(core, request, options);
    let result = cx.trace.around(attempts(&cx, request, read)).await;
    cx.trace.end(&result);
    result
}

/// What stays the same in all attempts.
struct Context<'a> {
    core: &'a Core,
    options: &'a Options,
    info: Info<'a>,
    trace: Trace,
}

impl<'a> Context<'a> {
    fn of(core: &'a Core, request: &'a impl Endpoint, options: &'a Options) -> Context<'a> {
        let info = request.info();
        Context { core, options, info, trace: Trace::of(&info) }
    }
}

async fn attempts<E: Endpoint, T>(
    cx: &Context<'_>,
    request: &E,
    read: impl Fn(&Received<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    let mut parts = parts(cx, request)?;
    let mut progress = Progress::begin(cx, &parts);
    let mut last = None;
    loop {
        let sent = match admit(cx, &mut progress).await {
            Ok(permit) => send(cx, parts, permit, &mut progress),
            Err(Late) => Err(Error::late(cx.info.path)),
        };
        let received = match sent {
            Ok(Sent { response, _permit, at, end }) => {
                let response = timeout::within(end, response).await;
                received(cx, response, at, progress.attempts)
            }
            Err(error) => Err(error),
        };
        let error = match received.and_then(|received| value(cx, &received, &read)) {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        progress.outcome = progress.outcome.max(error.outcome());
        if let Some(wait) = wait(cx, &error, &progress)
            && let Some(spare) = cx.core.retry.budget.spend()
        {
            cx.trace.wait(wait, &error);
            // Waiting is rare, and must not make the future of every call larger.
            if Box::pin(timeout::sleep(wait)).await.is_ok() {
                // A signature is valid for seconds, so every attempt has its own.
                parts = self::parts(cx, request)
                    .map_err(|error| failed(cx, request, &progress, error))?;
                progress.spare = Some(spare);
                last = Some(error);
                continue;
            }
        }
        // That there was no turn for one more attempt says less than what the last one met with.
        let error = if error.is_late() { last.unwrap_or(error) } else { error };
        return Err(failed(cx, request, &progress, error));
    }
}

/// What a response is read into.
fn value<T>(
    cx: &Context<'_>,
    received: &Received<'_>,
    read: impl Fn(&Received<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    let response = &received.response;
    let value = read(received).map_err(|error| {
        let now = cx.core.clock.now();
        error.with_retry_after(retry::retry_after(response.headers(), now))
    })?;
    // Whoever takes any response takes failures too.
    if response.status() == StatusCode::OK {
        cx.core.retry.budget.earn();
    }
    Ok(value)
}

/// How far a call has come.
struct Progress<'a> {
    attempts: u32,
    /// The least certain outcome of an attempt so far.
    outcome: Outcome,
    limits: Limits,
    /// When the time for all attempts is up.
    deadline: Option<Instant>,
    /// What the next attempt costs, until it is made.
    spare: Option<Spent<'a>>,
    /// The signatures of the attempts, which no error may show.
    signatures: Vec<String>,
}

impl<'a> Progress<'a> {
    fn begin(cx: &Context<'a>, parts: &Parts<'_>) -> Progress<'a> {
        let Limits { attempt, call } = cx.core.limits.with_body(parts.body_len());
        let limits = Limits {
            attempt: cx.options.attempt_timeout.unwrap_or(attempt),
            call: cx.options.timeout.unwrap_or(call),
        };
        let deadline = timeout::deadline(Instant::now(), limits.call);
        let outcome = Outcome::NotSent;
        Progress { attempts: 0, outcome, limits, deadline, spare: None, signatures: Vec::new() }
    }

    /// Counts an attempt that begins, and tells when the time for it is up.
    fn attempt(&mut self, at: Instant) -> Option<Instant> {
        self.attempts += 1;
        if let Some(spare) = self.spare.take() {
            spare.keep();
        }
        let end = timeout::deadline(at, self.limits.attempt);
        [self.deadline, end].into_iter().flatten().min()
    }
}

/// Waits until an attempt may begin; what is returned is held while it is on its way.
async fn admit<'a>(
    cx: &Context<'a>,
    progress: &mut Progress<'_>,
) -> Result<Option<SemaphorePermit<'a>>, Late> {
    if cx.core.limiter.is_unlimited() {
        return Ok(None);
    }
    // Nobody waits for a page that is fetched ahead: its time begins with its turn.
    let patient = cx.options.ahead && progress.attempts == 0;
    let deadline = progress.deadline.filter(|_| !patient);
    let permit = Box::pin(cx.core.limiter.admit(deadline)).await?;
    if patient {
        progress.deadline = timeout::deadline(Instant::now(), progress.limits.call);
    }
    Ok(permit)
}

/// An attempt that has begun.
struct Sent<'a> {
    response: ResponseFuture<'a>,
    _permit: Option<SemaphorePermit<'a>>,
    at: Instant,
    /// When the time for it is up.
    end: Option<Instant>,
}

/// Begins an attempt.
fn send<'a>(
    cx: &Context<'a>,
    parts: Parts<'_>,
    permit: Option<SemaphorePermit<'a>>,
    progress: &mut Progress<'_>,
) -> Result<Sent<'a>, Error> {
    let at = Instant::now();
    if progress.deadline.is_some_and(|deadline| deadline <= at) {
        return Err(Error::late(cx.info.path));
    }
    let signed = sign(cx.core, &cx.info, cx.options, parts, cx.core.clock.now());
    let Signed { request, signature } =
        signed.map_err(|problem| Error::request(cx.info.path, problem))?;
    progress.signatures.extend(signature);
    let end = progress.attempt(at);
    cx.trace.attempt(progress.attempts);
    let response = cx.core.transport.send(request);
    Ok(Sent { response, _permit: permit, at, end })
}

/// A response, whatever it is, if it came in time.
fn received<'a>(
    cx: &'a Context<'_>,
    response: Result<Result<Response<Bytes>, TransportError>, Late>,
    sent: Instant,
    attempts: u32,
) -> Result<Received<'a>, Error> {
    let path = cx.info.path;
    let late = |Late| Err(TransportError::timeout("the time for it was up"));
    let response = response.unwrap_or_else(late).map_err(|error| match error.unfit() {
        Some(problem) => Error::request(path, problem),
        None => Error::transport(path, error),
    })?;
    cx.trace.response(response.status());
    Ok(Received { path, response, sent, attempts })
}

/// How long to wait before the next attempt, if there may be one, and there is time for it.
///
/// What provably did not reach the server may be sent again in any case. What may have reached it is
/// sent again only if that changes nothing, or the caller said so on the call.
fn wait(cx: &Context<'_>, error: &Error, progress: &Progress<'_>) -> Option<Duration> {
    let max_attempts = cx.options.max_attempts.unwrap_or(cx.core.retry.max_attempts);
    let may_repeat = cx.options.may_repeat(&cx.info);
    let helps = error.is_unsent() || (may_repeat && error.is_transient());
    if !helps || progress.attempts == 0 || progress.attempts >= max_attempts {
        return None;
    }
    let wait = cx.core.retry.wait(progress.attempts, error.retry_after());
    let end = Instant::now().checked_add(wait)?;
    progress.deadline.is_none_or(|deadline| end < deadline).then_some(wait)
}

/// The parameters and the body of a request.
fn taken_apart<E: Endpoint>(request: &E) -> Parts<'_> {
    let mut parts = Parts::new();
    request.write(&mut parts);
    parts
}

/// The request taken apart, complete and fit to be sent.
fn parts<'a, E: Endpoint>(cx: &Context<'a>, request: &'a E) -> Result<Parts<'a>, Error> {
    let Context { core, options, info, .. } = cx;
    let refuse = |problem| Error::request(info.path, problem);
    options.check(info).map_err(refuse)?;
    let mut parts = taken_apart(request);
    let user = options.user.as_ref().or(core.user.as_ref());
    if let (Some(param), Some(user)) = (info.user_param(), user) {
        parts.query(param.name, user);
    }
    if let Some(page) = &options.page {
        parts.replace(PAGE_NO, page);
    }
    parts.check(info).map_err(refuse)?;
    for (name, value) in &options.query {
        parts.query(name, value);
    }
    if info.page.is_empty() {
        parts.check_raw(info).map_err(refuse)?;
    }
    Ok(parts)
}

/// The error that a call ends with: it tells how far the call came, and no secret.
fn failed(
    cx: &Context<'_>,
    request: &impl Endpoint,
    progress: &Progress<'_>,
    error: Error,
) -> Error {
    let parts = taken_apart(request);
    error.attempted(progress.attempts, progress.outcome).scrubbed(|text| {
        cx.core.credentials.scrub(text);
        for signature in &progress.signatures {
            hide_signature(text, signature, "[the signature]");
        }
        for secret in parts.secrets(&cx.info) {
            hide(text, secret, "[the password]");
        }
    })
}

/// The page that a request asks for by itself.
pub(crate) fn page_no(request: &impl Endpoint) -> u32 {
    taken_apart(request).get(PAGE_NO).and_then(|it| it.parse().ok()).unwrap_or(1)
}
