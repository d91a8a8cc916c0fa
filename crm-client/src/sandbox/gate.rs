//! Checks requests against the endpoint table and the signature rules: first the head, then the body.

use std::collections::HashSet;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::Request;

use super::answer::Refusal;
use super::behavior::{Behavior, LargePages};
use super::body;
use super::call::{Call, Query, get, is_needed};
use super::signature::{APP_ID, APP_KEY, SignatureCheck};
use crate::auth::Hash;
use crate::endpoint::{BodyKind, Info, Param, Type};
use crate::error::Code;
use crate::facts::{self, SIGNATURE_SECONDS};
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
    let mut call = head(request, is_custom, behavior, Some(now))?;
    body::read(&mut call, request)?;
    Ok(call)
}

/// Checks a request whose body is not empty, before the body is read. Returns the endpoint.
///
/// `length` is the size of the body in bytes, if the head of the request has it. The age of the signature
/// is not checked yet, because a fault can change the clock.
pub(super) fn admit_body<B>(
    request: &Request<B>,
    is_custom: bool,
    behavior: &Behavior,
    length: Option<u64>,
) -> Result<&'static Info<'static>, Refusal> {
    let info = head(request, is_custom, behavior, None)?.info;
    body::check(info, request.headers(), length)?;
    Ok(info)
}

/// Checks the head of a request: path, method, signature and parameters. Without `now`, the signature can
/// have any age. The call has no body yet.
fn head<'a, B>(
    request: &'a Request<B>,
    is_custom: bool,
    behavior: &Behavior,
    now: Option<SystemTime>,
) -> Result<Call<'a>, Refusal> {
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

    let sent = request.uri().query().unwrap_or_default();
    let mut query: Query<'_> = form_urlencoded::parse(sent.as_bytes()).collect();
    check_names(&query)?;
    query.retain(|(_, value)| !value.trim().is_empty());
    authenticate(sent, &mut query, behavior, now)?;
    for param in info.query {
        match get(&query, param.name) {
            None if is_needed(param) => return Err(Refusal::missing(param.name)),
            None => {}
            Some(value) => check_query(param, value, behavior)?,
        }
    }
    if behavior.large_pages == LargePages::Capped {
        cap_page_size(info, &mut query);
    }
    let mut chosen = 0;
    for param in info.one_of {
        if let Some(value) = get(&query, param.name) {
            check(param, value)?;
            chosen += 1;
        }
    }
    if let (0, [first, ..]) = (chosen, info.one_of) {
        return Err(Refusal::missing(first.name));
    }
    Ok(Call { info, sample, query, record: Record::default(), filter: None, file: Bytes::new() })
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
    let Some(hash) = Hash::of_name(sign_type) else {
        return refuse("`sign_type` is neither `MD5` nor `SHA1`");
    };
    let Ok(timestamp) = need(facts::TIMESTAMP)?.parse() else {
        return refuse("`timestamp` is not in milliseconds since the epoch");
    };
    if let Some(now) = now {
        let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        let is_stale = |it| now.abs_diff(it) >= Duration::from_secs(SIGNATURE_SECONDS as u64);
        if is_stale(Duration::from_millis(timestamp)) {
            if !is_stale(Duration::from_secs(timestamp)) {
                return refuse("`timestamp` is in seconds; send milliseconds since the epoch");
            }
            let problem = format!(
                "`timestamp` is {SIGNATURE_SECONDS} seconds away or more: do the clocks agree?"
            );
            return refuse(&problem);
        }
    }
    query.retain(|(name, _)| name != facts::SIGN);
    if hash.signature(query, APP_KEY) != sign {
        let check = SignatureCheck::of(sent);
        let problem = check.as_ref().and_then(SignatureCheck::problem).unwrap_or_default();
        return refuse(&format!("`sign` does not match the parameters and the app key: {problem}"));
    }
    Ok(())
}
