//! Checks requests against the endpoint table and the signature rules: first the head, then the body.

use std::collections::HashSet;
use std::time::SystemTime;

use bytes::Bytes;
use http::Request;

use super::answer::Refusal;
use super::behavior::{Behavior, LargePages};
use super::body;
use super::call::{Call, Query, get, is_needed};
use super::signature::{
    APP_ID, APP_KEY, MAX_SIGNED_BODY, SignatureCheck, SignatureReason, timestamp_reasons,
};
use super::stage::Stage;
use crate::auth::Hash;
use crate::endpoint::{BodyKind, Info, Param, Type};
use crate::error::Code;
use crate::facts;
use crate::generated::endpoints::ENDPOINTS;
use crate::values::Record;

/// Returns the path of the endpoint that a request is for, or the whole path of another URL.
pub(super) fn path<B>(request: &Request<B>) -> &str {
    let path = request.uri().path();
    path.strip_prefix("/gw/").unwrap_or(path)
}

/// An endpoint that a test defines. The limits of its body are those of a file.
static CUSTOM: Info<'static> = Info::post("custom", "").body(BodyKind::File);

/// Checks a request: path, method, signature, parameters and body.
///
/// `is_custom` states whether a test has defined an endpoint with this path.
pub(super) fn admit<'a>(
    request: &'a Request<Bytes>,
    is_custom: bool,
    behavior: &Behavior,
    now: SystemTime,
) -> Result<Call<'a>, Refusal> {
    let mut call = head(request, request.body(), is_custom, behavior, Some(now))?;
    body::read(&mut call, request).map_err(|it| it.at(Stage::Body))?;
    Ok(call)
}

/// Checks a request whose body is not empty, before the body is read. Returns the endpoint.
///
/// `length` is the size of the body in bytes, if the head of the request has it. The age of the signature
/// is not checked yet, because a fault can change the clock. A small body is read even if the signature is
/// wrong, because it can be a part of what the client signed.
pub(super) fn admit_body<B>(
    request: &Request<B>,
    is_custom: bool,
    behavior: &Behavior,
    length: Option<u64>,
) -> Result<&'static Info<'static>, Refusal> {
    let (info, _) = endpoint(request, is_custom)?;
    let is_small = length.is_some_and(|it| it <= MAX_SIGNED_BODY as u64);
    if is_small && info.body.is_some() && has_unexplained_signature(request) {
        return Ok(info);
    }
    head(request, &[], is_custom, behavior, None)?;
    body::check(info, request.headers(), length)?;
    Ok(info)
}

fn has_unexplained_signature<B>(request: &Request<B>) -> bool {
    let query = request.uri().query().unwrap_or_default();
    let check = SignatureCheck::of_sandbox(query, &[], None);
    check.is_some_and(|it| it.reasons().contains(&SignatureReason::Unknown))
}

/// Returns the endpoint of a request, and its sample.
fn endpoint<B>(
    request: &Request<B>,
    is_custom: bool,
) -> Result<(&'static Info<'static>, &'static str), Refusal> {
    let path = path(request);
    let entry = ENDPOINTS.iter().find(|it| it.info.path == path);
    let (info, sample) = match entry {
        Some(entry) => (&entry.info, entry.sample),
        None if is_custom => (&CUSTOM, ""),
        None => return Err(Refusal::own(Code::NOT_SUPPORTED, "there is no such endpoint")),
    };
    let method = info.method.name();
    if entry.is_some() && request.method() != method {
        return Err(Refusal::own(Code::NOT_SUPPORTED, format!("`{path}` is called with {method}")));
    }
    Ok((info, sample))
}

/// Checks the head of a request: path, method, signature and parameters. Without `now`, the signature can
/// have any age. The call has no body yet.
fn head<'a, B>(
    request: &'a Request<B>,
    body: &[u8],
    is_custom: bool,
    behavior: &Behavior,
    now: Option<SystemTime>,
) -> Result<Call<'a>, Refusal> {
    let (info, sample) = endpoint(request, is_custom).map_err(|it| it.at(Stage::Endpoint))?;
    let sent = request.uri().query().unwrap_or_default();
    let mut query: Query<'_> = form_urlencoded::parse(sent.as_bytes()).collect();
    check_names(&query).map_err(|it| it.at(Stage::Parameters))?;
    query.retain(|(_, value)| !value.trim().is_empty());
    let now = now.filter(|_| !behavior.accepts_any_timestamp);
    authenticate(sent, body, &mut query, behavior, now).map_err(|it| it.at(Stage::Signature))?;
    parameters(info, &mut query, behavior).map_err(|it| it.at(Stage::Parameters))?;
    Ok(Call { info, sample, query, record: Record::default(), filter: None, file: Bytes::new() })
}

/// Checks the parameters of an endpoint.
fn parameters(
    info: &'static Info<'static>,
    query: &mut Query<'_>,
    behavior: &Behavior,
) -> Result<(), Refusal> {
    for param in info.query {
        match get(query, param.name) {
            None if is_needed(param) => return Err(Refusal::missing(param.name)),
            None => {}
            Some(value) => check_query(param, value, behavior)?,
        }
    }
    if behavior.large_pages == LargePages::Capped {
        cap_page_size(info, query);
    }
    let mut chosen = 0;
    for param in info.one_of {
        if let Some(value) = get(query, param.name) {
            check(param, value)?;
            chosen += 1;
        }
    }
    if let (0, [first, ..]) = (chosen, info.one_of) {
        return Err(Refusal::missing(first.name));
    }
    Ok(())
}

/// Refuses a parameter that is given twice: servers differ in which of the two they use.
fn check_names(query: &Query<'_>) -> Result<(), Refusal> {
    let mut names = HashSet::new();
    match query.iter().find(|(name, _)| !names.insert(name)) {
        None => Ok(()),
        Some((name, _)) => {
            let name: String = name.chars().take(40).collect();
            let problem = format!("`{}` is given twice; send it once", name.escape_debug());
            Err(Refusal::own(Code::INVALID_PARAMETER, problem))
        }
    }
}

fn check(param: &Param, value: &str) -> Result<(), Refusal> {
    param.check(value).map_err(|problem| {
        Refusal::own(Code::INVALID_PARAMETER, format!("`{}` {problem}", param.name))
    })
}

/// Checks the value of a parameter that the behavior of the sandbox can allow to be too large.
fn check_query(param: &Param, value: &str, behavior: &Behavior) -> Result<(), Refusal> {
    match param.ty {
        Type::Int { min, .. }
            if param.name == facts::PAGE_SIZE && behavior.large_pages != LargePages::Refused =>
        {
            check(&Param { ty: Type::Int { min, max: i64::MAX }, ..*param }, value)
        }
        _ => check(param, value),
    }
}

/// Reduces the size of a page to the documented maximum.
fn cap_page_size(info: &Info<'_>, query: &mut Query<'_>) {
    let Some(param) = info.query.iter().find(|it| it.name == facts::PAGE_SIZE) else { return };
    if let Type::Int { max, .. } = param.ty
        && let Some((_, value)) = query.iter_mut().find(|(name, _)| name == param.name)
        && value.parse::<i64>().is_ok_and(|it| it > max)
    {
        *value = max.to_string().into();
    }
}

/// Checks the authentication, and removes the signature from the parameters.
fn authenticate(
    sent: &str,
    body: &[u8],
    query: &mut Query<'_>,
    behavior: &Behavior,
    now: Option<SystemTime>,
) -> Result<(), Refusal> {
    let refuse = |problem: &str| Err(behavior.refuse_signature(problem));
    let need = |name| get(query, name).ok_or_else(|| Refusal::missing(name));
    let (app_id, sign) = (need(facts::APP_ID)?, need(facts::SIGN)?.to_owned());
    if app_id != APP_ID {
        return refuse("there is no such `appid`");
    }
    let Some(sign_type) = get(query, facts::SIGN_TYPE) else {
        // Without a `sign_type`, the signature is the plain key.
        return if sign == APP_KEY { Ok(()) } else { refuse("`sign` is not the app key") };
    };
    let hash = Hash::of_name(sign_type);
    let timestamp = need(facts::TIMESTAMP)?;
    let is_timely = now.is_none_or(|it| timestamp_reasons(timestamp, it).is_empty());
    query.retain(|(name, _)| name != facts::SIGN);
    if is_timely && hash.is_some_and(|it| it.signature(query, APP_KEY) == sign) {
        return Ok(());
    }
    let problem = SignatureCheck::of_sandbox(sent, body, now).and_then(|it| it.problem());
    let problem = problem.as_deref().unwrap_or("`sign_type` is neither `MD5` nor `SHA1`");
    refuse(&format!("invalid signature: {problem}"))
}
