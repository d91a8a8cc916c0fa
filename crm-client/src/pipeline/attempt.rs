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
    /// Whether the next attempt takes a retry from the budget.
    is_retry: bool,
    quota: Quota,
    /// The least certain outcome of an attempt so far.
    outcome: Outcome,
    limits: Limits,
    /// When the time for all attempts is up.
    deadline: Option<Instant>,
    /// The signatures of the attempts, which no error may show.
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
            // That there was no turn for one more attempt says less than what the last one met with.
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
            // Other calls took it meanwhile, so this one ends with its last error.
            return Err(Error::late(path));
        }
        // A signature is valid for seconds, so every attempt has its own.
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
        let late = |Late| Err(TransportError::timeout("the time for it was up"));
        let response = response.unwrap_or_else(late).and_then(|it| match it.body().len() {
            // A transport that ignores the limit reads more.
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
        // A raw response can also be a failure, which does not refill the budget.
        if received.response.status() == StatusCode::OK {
            self.core.retry.budget.earn();
        }
        Ok(value)
    }

    /// The request taken apart, complete and fit to be sent.
    fn parts(&self) -> Result<Parts<'a>, String> {
        let Run { core, request, options, info, .. } = *self;
        options.check(&info)?;
        let mut parts = taken_apart(request);
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
        // Here and not after signing, so that a URL that is too long takes no turn of the rate limit.
        url::check_len(core, info.path, &parts.query)?;
        Ok(parts)
    }

    /// Waits until an attempt may begin; what is returned is held while it is on its way.
    async fn admit(&mut self) -> Result<Permit<'a>, Late> {
        let Run { core, options, .. } = *self;
        let Some(ahead) = &options.ahead else {
            return core.limiter.admit(self.deadline).await;
        };
        // Nobody waits for the call yet: its time begins when somebody does, or with its turn.
        let is_new = self.attempts == 0;
        let turn = core.limiter.admit_ahead(self.deadline.filter(|_| !is_new));
        let turn = match select(pin!(turn), pin!(ahead.awaited())).await {
            Either::Left((turn, _)) => Some(turn?),
            Either::Right(((), _)) => None,
        };
        if is_new {
            self.deadline = timeout::deadline(Instant::now(), self.limits.call);
        }
        match turn {
            Some(permit) => Ok(permit),
            None => core.limiter.admit(self.deadline).await,
        }
    }

    /// How long to wait before the next attempt, if there may be one, and there is time for it.
    ///
    /// What provably did not reach the server may be sent again in any case. What may have reached it
    /// is sent again only if that changes nothing, or the caller said so on the call.
    /// What exceeded a quota was refused, so it may be sent again as well. That is no retry.
    fn wait(&mut self, error: &Error) -> Option<Duration> {
        let Run { core, options, .. } = *self;
        let retry = &core.retry;
        self.is_retry = !error.is_rate_limited();
        let wait = if self.is_retry {
            let max_attempts = options.max_attempts.unwrap_or(retry.max_attempts);
            let may_repeat = options.may_repeat(&self.info);
            let helps = error.is_unsent() || (may_repeat && error.is_retryable());
            let attempts = self.attempts - self.quota.repeats();
            let is_left = (1..max_attempts).contains(&attempts) && retry.budget.is_left();
            if !helps || !is_left {
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

    /// The error that a call ends with: it tells how far the call came, and no secret.
    fn failed(&self, error: Error) -> Error {
        let parts = taken_apart(self.request);
        error.attempted(self.attempts, self.outcome).scrubbed(|text| {
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

/// The parameters and the body of a request.
fn taken_apart<E: Endpoint>(request: &E) -> Parts<'_> {
    let mut parts = Parts::new();
    request.write(&mut parts);
    parts
}

/// The page that a request asks for by itself.
pub(crate) fn page_no(request: &impl Endpoint) -> u32 {
    taken_apart(request).get(PAGE_NO).and_then(|it| it.parse().ok()).unwrap_or(1)
}
