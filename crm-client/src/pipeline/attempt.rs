//! The attempts of one call: validate, wait, sign, send, decode, and retry if safe.

use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::{Either, select};
use http::{Response, StatusCode};
use tokio::time::Instant;

use super::core::Core;
use super::limiter::Permit;
use super::options::Options;
use super::quota::Quota;
use super::retry;
use super::sign::sign;
use super::timeout::{self, Late, Limits};
use super::trace::Trace;
use super::url;
use crate::auth::hide;
use crate::endpoint::{Endpoint, Info, Parts};
use crate::error::{Error, Outcome, TransportError};
use crate::facts::PAGE_NO;
use crate::transport::ConnectDeadline;

/// A response, with details of the attempt.
pub(crate) struct Received<'a> {
    /// `module/function`.
    pub(crate) path: &'a str,
    pub(crate) response: Response<Bytes>,
    /// The time when the request was sent.
    pub(crate) sent: Instant,
    /// The number of the attempt, counted from 1.
    pub(crate) attempts: u32,
}

/// Runs a call: sends the request, retries it if that is safe, and decodes the response with `read`.
pub(crate) async fn run<E: Endpoint, T>(
    core: &Core,
    request: &E,
    options: &Options,
    read: impl Fn(&Received<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    let info = request.info();
    let trace = Trace::of(&info, core);
    let run = Run {
        core,
        request,
        options,
        info,
        trace: &trace,
        attempts: 0,
        is_retry: false,
        quota: Quota::default(),
        outcome: Outcome::NotSent,
        limits: core.limits,
        deadline: None,
        signatures: Vec::new(),
    };
    let result = trace.around(run.retry_until_done(read)).await;
    trace.end(&info, &result);
    result
}

/// The state of a call.
struct Run<'a, E> {
    core: &'a Core,
    request: &'a E,
    options: &'a Options,
    info: Info<'a>,
    trace: &'a Trace,
    attempts: u32,
    /// Whether the next attempt is a retry, which takes one from the budget.
    is_retry: bool,
    quota: Quota,
    /// The least certain outcome of all attempts so far.
    outcome: Outcome,
    limits: Limits,
    /// The deadline for all attempts.
    deadline: Option<Instant>,
    /// The signatures of the attempts. They must not appear in errors.
    signatures: Vec<String>,
}

impl<'a, E: Endpoint> Run<'a, E> {
    async fn retry_until_done<T>(
        mut self,
        read: impl Fn(&Received<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut last = None;
        loop {
            let error = match self.attempt(&read).await {
                Ok(value) => return Ok(value),
                Err(error) => error,
            };
            self.outcome = self.outcome.max(error.outcome());
            if let Some(wait) = self.wait(&error) {
                Trace::wait(&self.info, wait, &error);
                if timeout::sleep(wait).await.is_ok() {
                    last = Some(error);
                    continue;
                }
            }
            // The error of the last attempt is more useful than the fact that a retry was not
            // admitted.
            let error = if error.is_late() { last.unwrap_or(error) } else { error };
            return Err(self.failed(error));
        }
    }

    async fn attempt<T>(
        &mut self,
        read: &impl Fn(&Received<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let path = self.info.path;
        let parts = self.parts().map_err(|problem| Error::request(path, problem))?;
        if self.attempts == 0 {
            let limits = self.core.limits.with_body(parts.body_len());
            self.limits.attempt = self.options.attempt_timeout.unwrap_or(limits.attempt);
            self.limits.call = self.options.timeout.unwrap_or(limits.call);
            self.deadline = timeout::deadline(Instant::now(), self.limits.call);
        }
        let _permit = self.admit().await.map_err(|Late| Error::late(path))?;
        let sent = Instant::now();
        if self.deadline.is_some_and(|deadline| deadline <= sent) {
            return Err(Error::late(path));
        }
        if self.is_retry && !self.core.retry.budget.spend() {
            // Other calls spent the budget in the meantime, so this call returns its last error.
            return Err(Error::late(path));
        }
        // A signature expires within seconds, so every attempt is signed again.
        let signed = sign(self.core, &self.info, self.options, parts, self.core.clock.now());
        let mut signed = signed.map_err(|problem| Error::request(path, problem))?;
        let limit = signed.max_response_bytes.0;
        self.signatures.extend(signed.signature);
        self.attempts += 1;
        self.trace.attempt(self.attempts);
        let end = timeout::deadline(sent, self.limits.attempt);
        let end = [self.deadline, end].into_iter().flatten().min();
        if let Some(end) = end {
            let extensions = signed.request.extensions_mut();
            extensions.insert(ConnectDeadline::within(sent, end));
        }
        let response = timeout::within(end, self.core.transport.send(signed.request)).await;
        let late = |Late| Err(TransportError::timeout("the timeout expired"));
        let response = response.unwrap_or_else(late).and_then(|it| match it.body().len() {
            // A custom transport can ignore the limit.
            length if length > limit => Err(TransportError::too_large(limit)),
            _ => Ok(it),
        });
        let response = response.map_err(|error| match error.unfit() {
            Some(problem) => Error::request(path, problem),
            None => Error::transport(path, error),
        })?;
        self.trace.response(response.status());
        let received = Received { path, response, sent, attempts: self.attempts };
        let value = read(&received).map_err(|error| {
            let now = self.core.clock.now();
            error.with_retry_after(retry::retry_after(received.response.headers(), now))
        })?;
        // `send_raw` also returns failed responses. They do not refill the budget.
        if received.response.status() == StatusCode::OK {
            self.core.retry.budget.earn();
        }
        Ok(value)
    }

    /// Returns the validated parts of the request, including the parameters that the client adds.
    fn parts(&self) -> Result<Parts<'a>, String> {
        let Run { core, request, options, info, .. } = *self;
        options.check(&info)?;
        let mut parts = parts_of(request);
        let user = options.user.as_ref().or(core.user.as_ref());
        if let (Some(param), Some(user)) = (info.user_param(), user) {
            parts.query(param.name, user);
        }
        if let Some(page) = &options.page {
            parts.replace(PAGE_NO, page);
        }
        parts.check(&info)?;
        for (name, value) in &options.query {
            parts.query(name, value);
        }
        if info.page.is_empty() {
            parts.check_raw(&info)?;
        }
        // This check is here and not after signing, so that a request with a URL that is too long
        // does not count towards the rate limit.
        url::check_len(core, info.path, &parts.query)?;
        Ok(parts)
    }

    /// Waits until the limits admit an attempt. Hold the permit until the attempt ends.
    async fn admit(&mut self) -> Result<Permit<'a>, Late> {
        let Run { core, options, .. } = *self;
        let Some(ahead) = &options.ahead else {
            return core.limiter.admit(self.deadline).await;
        };
        // Nobody awaits the prefetched call yet. Its timeout starts when it is admitted or awaited.
        let is_new = self.attempts == 0;
        let admitted = core.limiter.admit_ahead(self.deadline.filter(|_| !is_new));
        let admitted = match select(pin!(admitted), pin!(ahead.awaited())).await {
            Either::Left((admitted, _)) => Some(admitted?),
            Either::Right(((), _)) => None,
        };
        if is_new {
            self.deadline = timeout::deadline(Instant::now(), self.limits.call);
        }
        match admitted {
            Some(permit) => Ok(permit),
            None => core.limiter.admit(self.deadline).await,
        }
    }

    /// Returns the delay before the next attempt. Returns `None` if another attempt is not allowed,
    /// or if it would start after the deadline.
    ///
    /// A request that certainly did not reach the server can always be sent again. A request that
    /// may have reached the server is sent again only if it is a read, or if the call has
    /// `allow_repeat`. A request that exceeded a quota was refused, so it can also be sent again.
    /// Such a repetition does not count as a retry.
    fn wait(&mut self, error: &Error) -> Option<Duration> {
        let Run { core, options, .. } = *self;
        let retry = &core.retry;
        self.is_retry = !error.is_rate_limited();
        let wait = if self.is_retry {
            let max_attempts = options.max_attempts.unwrap_or(retry.max_attempts);
            let may_repeat = options.may_repeat(&self.info);
            let is_safe = error.is_unsent() || (may_repeat && error.is_retryable());
            let attempts = self.attempts - self.quota.repeats();
            let is_left = (1..max_attempts).contains(&attempts) && retry.budget.is_left();
            if !is_safe || !is_left {
                return None;
            }
            retry.wait(attempts, error.retry_after())
        } else {
            let max_wait = options.max_quota_wait.unwrap_or(retry.max_quota_wait);
            self.quota.wait(retry, max_wait, error.retry_after())?
        };
        let end = Instant::now().checked_add(wait)?;
        self.deadline.is_none_or(|deadline| end < deadline).then_some(wait)
    }

    /// Returns the final error of the call, with the outcome and without secrets.
    fn failed(&self, error: Error) -> Error {
        let parts = parts_of(self.request);
        let error = error.attempted(self.attempts, self.outcome).of_write(!self.info.is_safe());
        error.scrubbed(|text| {
            self.core.credentials.scrub(text);
            for signature in &self.signatures {
                hide(text, signature, "[the signature]");
            }
            for secret in parts.secrets(&self.info) {
                hide(text, secret, "[the password]");
            }
        })
    }
}

/// Returns the parameters and the body of a request.
fn parts_of<E: Endpoint>(request: &E) -> Parts<'_> {
    let mut parts = Parts::new();
    request.write(&mut parts);
    parts
}

/// Returns the page number that the request has. Default: 1.
pub(crate) fn page_no(request: &impl Endpoint) -> u32 {
    parts_of(request).get(PAGE_NO).and_then(|it| it.parse().ok()).unwrap_or(1)
}
