//! One call: check → wait for its turn → sign → transport → read, and again where that is safe.

use std::time::Duration;

use bytes::Bytes;
use http::{Response, StatusCode};
use tokio::time::Instant;

use crate::client::Inner;
use crate::endpoint::{Info, Parts};
use crate::options::Options;
use crate::retry::Spent;
use crate::signed::Signed;
use crate::time::{self, Late, Limits};
use crate::trace::Trace;
use crate::{Endpoint, Error, Outcome, TransportError, raw_request, retry, scrub};

/// The parameter that chooses the page, on every list of the API.
const PAGE_NO: &str = "page_no";

/// A response, and how it was come by.
pub(crate) struct Received {
    pub(crate) response: Response<Bytes>,
    /// When its request was sent.
    pub(crate) sent: Instant,
    /// Which attempt it was.
    pub(crate) attempts: u32,
}

/// Makes a call, in as many attempts as it takes and may have, and reads the response with `read`.
pub(crate) async fn run<E: Endpoint, T>(
    client: &Inner,
    request: &E,
    options: &Options,
    read: impl Fn(&Received) -> Result<T, Error>,
) -> Result<T, Error> {
    let trace = Trace::of(&request.info());
    let result = trace.around(attempts(client, request, options, &trace, read)).await;
    trace.end(&result);
    result
}

async fn attempts<E: Endpoint, T>(
    client: &Inner,
    request: &E,
    options: &Options,
    trace: &Trace,
    read: impl Fn(&Received) -> Result<T, Error>,
) -> Result<T, Error> {
    let info = &request.info();
    let mut parts = parts(client, request, info, options)?;
    let mut progress = Progress::begin(client, options, &parts);
    let mut last = None;
    loop {
        let received = once(client, info, options, parts, &mut progress, trace).await;
        let error = match received.and_then(|received| value(client, &received, &read)) {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        progress.outcome = progress.outcome.max(error.outcome());
        if let Some(wait) = wait(client, info, options, &error, &progress)
            && let Some(spare) = client.retry.budget.spend()
        {
            trace.wait(wait, &error);
            if time::sleep(wait).await.is_ok() {
                progress.spare = Some(spare);
                // A signature is valid for seconds, so every attempt has its own.
                parts = self::parts(client, request, info, options)?;
                last = Some(error);
                continue;
            }
        }
        // That there was no turn for one more attempt says less than what the last one met with.
        let error = if error.is_late() { last.unwrap_or(error) } else { error };
        let error = error.attempted(progress.attempts, progress.outcome);
        return Err(scrubbed(client, request, info, error));
    }
}

/// What a response is read into.
fn value<T>(
    client: &Inner,
    received: &Received,
    read: impl Fn(&Received) -> Result<T, Error>,
) -> Result<T, Error> {
    let response = &received.response;
    let value = read(received).map_err(|error| {
        let now = client.clock.now();
        error.with_retry_after(retry::retry_after(response.headers(), now))
    })?;
    // Whoever takes any response takes failures too.
    if response.status() == StatusCode::OK {
        client.retry.budget.earn();
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
}

impl Progress<'_> {
    fn begin(client: &Inner, options: &Options, parts: &Parts<'_>) -> Self {
        let Limits { attempt, call } = client.limits.with_body(parts.body_len());
        let limits = Limits {
            attempt: options.attempt_timeout.unwrap_or(attempt),
            call: options.timeout.unwrap_or(call),
        };
        let deadline = time::deadline(limits.call);
        Progress { attempts: 0, outcome: Outcome::NotSent, limits, deadline, spare: None }
    }

    /// Counts an attempt that begins now, and tells when the time for it is up.
    fn attempt(&mut self) -> Option<Instant> {
        self.attempts += 1;
        if let Some(spare) = self.spare.take() {
            spare.keep();
        }
        let end = time::deadline(self.limits.attempt);
        [self.deadline, end].into_iter().flatten().min()
    }
}

/// One attempt: the response, whatever it is.
async fn once(
    client: &Inner,
    info: &Info<'_>,
    options: &Options,
    parts: Parts<'_>,
    progress: &mut Progress<'_>,
    trace: &Trace,
) -> Result<Received, Error> {
    let patient = options.ahead && progress.attempts == 0;
    let admitted = client.limiter.admit(progress.deadline.filter(|_| !patient)).await;
    let _permit = admitted.map_err(|Late| Error::late(info.path))?;
    if patient {
        progress.deadline = time::deadline(progress.limits.call);
    }
    let sent = Instant::now();
    if progress.deadline.is_some_and(|deadline| deadline <= sent) {
        return Err(Error::late(info.path));
    }
    let request = Signed::new(client, info, options, parts);
    request.check().map_err(|problem| Error::request(info.path, problem))?;
    let end = progress.attempt();
    trace.attempt(progress.attempts);
    let response = match time::within(end, client.carrier.send(request)).await {
        Ok(response) => response,
        Err(Late) => Err(TransportError::timeout("the time for it was up")),
    };
    let response = response.map_err(|error| Error::transport(info.path, error))?;
    trace.response(response.status());
    Ok(Received { response, sent, attempts: progress.attempts })
}

/// How long to wait before the next attempt, if there may be one, and there is time for it.
///
/// What provably did not reach the server may be sent again in any case. What may have reached it is
/// sent again only if that changes nothing, or the caller said so on the call.
fn wait(
    client: &Inner,
    info: &Info<'_>,
    options: &Options,
    error: &Error,
    progress: &Progress<'_>,
) -> Option<Duration> {
    let max_attempts = options.max_attempts.unwrap_or(client.retry.max_attempts);
    let may_repeat = info.is_safe || options.repeatable;
    let helps = error.is_unsent() || (may_repeat && error.is_transient());
    if !helps || progress.attempts == 0 || progress.attempts >= max_attempts {
        return None;
    }
    let wait = client.retry.wait(progress.attempts, error.retry_after());
    let end = Instant::now().checked_add(wait)?;
    progress.deadline.is_none_or(|deadline| end < deadline).then_some(wait)
}

/// The request taken apart, complete and fit to be sent.
fn parts<'a, E: Endpoint>(
    client: &'a Inner,
    request: &'a E,
    info: &Info<'_>,
    options: &'a Options,
) -> Result<Parts<'a>, Error> {
    let refuse = |problem| Error::request(info.path, problem);
    options.check(info, client.carrier.connect_timeout()).map_err(refuse)?;
    let mut parts = Parts::of(request);
    let user = options.user.as_ref().or(client.user.as_ref());
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
        raw_request::check(info, &parts).map_err(refuse)?;
    }
    Ok(parts)
}

/// An error with every secret kept out of it.
fn scrubbed(client: &Inner, request: &impl Endpoint, info: &Info<'_>, error: Error) -> Error {
    let parts = Parts::of(request);
    error.scrubbed(|text| {
        client.credentials.scrub(text);
        for secret in parts.secrets(info) {
            scrub::hide(text, secret, "[the password]");
        }
    })
}

/// The page that a request asks for by itself.
pub(crate) fn page_no(request: &impl Endpoint) -> u32 {
    Parts::of(request).get(PAGE_NO).and_then(|it| it.parse().ok()).unwrap_or(1)
}
