//! Addresses, credentials, users, the clock and the quota.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crm_client::Id;
use http::Request;
use hyper::body::Incoming;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::console::app::App;
use crate::console::body;
use crate::console::reply::{Problem, Reply};
use crate::console::summary::millis;

/// The furthest that the clock is moved at once: ten years.
const MAX_ADVANCE: u64 = 10 * 366 * 86_400_000;

/// Answers with the state.
pub(super) fn get(app: &App) -> Reply {
    let sandbox = &app.sandbox;
    // In this order, so that the difference is never less than the clock was moved.
    let local = millis(SystemTime::now());
    let (user, now) = (sandbox.user(), millis(sandbox.now()));
    let powerless = sandbox.users_without_rights();
    let users: Vec<Value> = sandbox
        .records("User")
        .iter()
        .map(|(id, record)| {
            let name = record.plain_string("userName").unwrap_or_default();
            json!({ "id": id, "name": name, "has_rights": !powerless.contains(id) })
        })
        .collect();
    let name = users.iter().find(|it| it["id"] == user.as_str()).map(|it| it["name"].clone());
    let journal = sandbox.journal_after(0);
    let data = app.settings.data.as_ref();
    let shared = app.shared();
    Reply::json(&json!({
        "version": env!("CARGO_PKG_VERSION"),
        "base_url": app.base_url(),
        "app_id": sandbox.app_id(),
        "app_key": sandbox.app_key(),
        "user": { "id": user, "name": name },
        "users": users,
        "now": now,
        "offset_ms": now.saturating_sub(local),
        "quota": sandbox.quota(),
        "is_enabled": sandbox.is_api_enabled(),
        "data_file": data.and_then(|it| it.file_name()).map(|it| it.to_string_lossy()),
        "seed": app.settings.seed.name(),
        "requests": sandbox.requests(),
        "oldest": journal.first().map(crm_client::sandbox::Exchange::number),
        "newest": journal.last().map(crm_client::sandbox::Exchange::number),
        "can_undo": !shared.undo.is_empty(),
        "undo_title": shared.undo.last().map(|it| it.title().to_owned()),
    }))
}

/// Moves the clock.
pub(super) async fn clock(app: &Arc<App>, request: Request<Incoming>) -> Result<Reply, Problem> {
    #[derive(Deserialize)]
    struct Advance {
        advance_ms: u64,
    }

    let Advance { advance_ms } = body::json(request).await?;
    if advance_ms > MAX_ADVANCE {
        return Err(Problem::invalid("advance_ms: expected at most ten years"));
    }
    app.sandbox.advance(Duration::from_millis(advance_ms));
    app.changed(None);
    Ok(get(app))
}

/// Sets the number of remaining calls.
pub(super) async fn quota(app: &Arc<App>, request: Request<Incoming>) -> Result<Reply, Problem> {
    #[derive(Deserialize)]
    struct Quota {
        /// `null` means all calls. A missing number is a mistake.
        #[serde(deserialize_with = "Option::deserialize")]
        calls: Option<u64>,
    }

    let Quota { calls } = body::json(request).await?;
    app.sandbox.set_quota(calls);
    app.changed(None);
    Ok(get(app))
}

/// Switches the API on or off.
pub(super) async fn enabled(app: &Arc<App>, request: Request<Incoming>) -> Result<Reply, Problem> {
    #[derive(Deserialize)]
    struct Enabled {
        is_enabled: bool,
    }

    let Enabled { is_enabled } = body::json(request).await?;
    if is_enabled {
        app.sandbox.enable_api();
    } else {
        app.sandbox.disable_api();
    }
    app.changed(None);
    Ok(get(app))
}

/// Gives rights to a user, or takes them away.
pub(super) async fn rights(app: &Arc<App>, request: Request<Incoming>) -> Result<Reply, Problem> {
    #[derive(Deserialize)]
    struct Rights {
        user: String,
        has_rights: bool,
    }

    let Rights { user, has_rights } = body::json(request).await?;
    let id = Id::from(user);
    if app.sandbox.record("User", &id).is_none() {
        return Err(Problem::missing("user: there is no user with this id"));
    }
    if has_rights {
        app.sandbox.restore_rights(&id);
    } else {
        app.sandbox.revoke_rights(&id);
    }
    app.changed(None);
    Ok(get(app))
}
