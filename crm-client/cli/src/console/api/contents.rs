//! All contents of the sandbox: snapshots and new beginnings.

use std::sync::Arc;

use http::Request;
use hyper::body::Incoming;
use serde::Deserialize;

use super::state;
use crate::console::app::App;
use crate::console::body;
use crate::console::reply::{Problem, Reply};
use crate::console::seed::Seed;

/// Answers with a snapshot, as a file.
pub(super) fn save(app: &App) -> Reply {
    Reply::bytes("application/json; charset=utf-8", app.sandbox.snapshot())
        .with_file("sandbox.json")
}

/// Replaces the contents by those of a snapshot.
pub(super) async fn load(app: &Arc<App>, request: Request<Incoming>) -> Result<Reply, Problem> {
    let body = body::read(request).await?;
    let text = std::str::from_utf8(&body).map_err(|_| Problem::invalid("snapshot: not UTF-8"))?;
    app.sandbox
        .restore(text)
        .map_err(|error| Problem::invalid(format!("snapshot: {error}; nothing was changed")))?;
    app.shared().undo.clear();
    app.changed(None);
    Ok(state::get(app))
}

/// Begins again with the contents of a seed, without the log and without faults.
pub(super) async fn reset(app: &Arc<App>, request: Request<Incoming>) -> Result<Reply, Problem> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Reset {
        seed: Option<String>,
    }

    let Reset { seed } = body::json(request).await?;
    let seed = match seed.as_deref() {
        None => app.settings.seed.clone(),
        Some("demo") => Seed::Demo,
        Some("empty") => Seed::Empty,
        Some(_) => return Err(Problem::invalid("seed: expected `demo` or `empty`")),
    };
    let fresh = seed.sandbox().map_err(|failure| Problem::invalid(failure.to_string()))?;
    let restored = app.sandbox.restore(&fresh.snapshot());
    restored.map_err(|error| Problem::invalid(format!("seed: {error}")))?;
    app.sandbox.clear_faults();
    app.sandbox.clear_journal();
    let mut shared = app.shared();
    shared.undo.clear();
    shared.faults.clear();
    drop(shared);
    app.changed(None);
    Ok(state::get(app))
}
