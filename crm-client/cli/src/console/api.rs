//! The API of the console under `/_sandbox/`. Tests of other programs can use it, too.
//!
//! | request | reply |
//! |---|---|
//! | `GET state` | addresses, credentials, users, clock, quota |
//! | `GET requests`, `GET requests/N`, `GET events` | the log; one request; new requests as they arrive |
//! | `GET endpoints`, `POST try`, `POST sign` | the endpoint table; a signed call; a signed URL |
//! | `GET entities`, `PUT entities/NAME`, `PUT`/`DELETE entities/NAME/fields/FIELD`, `POST entities/load` | metadata |
//! | `GET diagram.svg` | a diagram of the references |
//! | `GET`/`POST records/ENTITY`, `GET`/`PUT`/`DELETE records/ENTITY/ID`, `POST undo` | records |
//! | `GET`/`POST`/`DELETE faults`, `DELETE faults/ID` | faults |
//! | `POST clock`, `POST quota`, `POST enabled`, `POST rights` | the state |
//! | `GET`/`POST snapshot`, `POST reset` | all contents |
//!
//! Everything is JSON, and changes need `Content-Type: application/json`. An error is `{"error": "subject: problem; remedy"}`. Texts are English, or Chinese with
//! `lang=zh` in the query.

mod calls;
mod contents;
mod endpoints;
mod entities;
mod faults;
mod records;
mod requests;
mod signed;
mod state;

use std::borrow::Cow;
use std::sync::Arc;

use http::{Method, Request};
use hyper::body::Incoming;

use super::app::App;
use super::body;
use super::events;
use super::reply::{Problem, Reply};
use crate::lang::Lang;

/// The parameters of a request.
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    fn of<B>(request: &Request<B>) -> Query {
        let query = request.uri().query().unwrap_or_default();
        let pairs = form_urlencoded::parse(query.as_bytes());
        Query(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }

    /// Returns the value of a parameter, unless it is empty.
    fn get(&self, name: &str) -> Option<&str> {
        let value = self.0.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str());
        value.filter(|it| !it.is_empty())
    }

    /// Returns a number.
    fn number(&self, name: &str, default: usize, max: usize) -> Result<usize, Problem> {
        match self.get(name).map(str::parse) {
            None => Ok(default),
            Some(Ok(number)) if number <= max => Ok(number),
            Some(_) => Err(Problem::invalid(format!("{name}: expected a number up to {max}"))),
        }
    }
}

/// Answers a request to this path below `/_sandbox/`.
pub(super) async fn answer(
    app: &Arc<App>,
    path: &str,
    request: Request<Incoming>,
) -> Result<Reply, Problem> {
    let query = Query::of(&request);
    let lang = if query.get("lang") == Some("zh") { Lang::Zh } else { Lang::En };
    let parts: Vec<Cow<'_, str>> = path
        .split('/')
        .map(|it| percent_encoding::percent_decode_str(it).decode_utf8_lossy())
        .collect();
    let parts: Vec<&str> = parts.iter().map(|it| &**it).collect();
    let method = request.method().clone();
    if !method.is_safe()
        && let Err(problem) = body::check_type(request.headers())
    {
        body::discard(request);
        return Err(problem);
    }
    match (&method, parts.as_slice()) {
        (&Method::GET, ["state"]) => Ok(state::get(app)),
        (&Method::GET, ["events"]) => events::answer(app, lang),
        (&Method::GET, ["requests"]) => requests::list(app, &query, lang),
        (&Method::GET, ["requests", number]) => requests::get(app, number, lang),
        (&Method::GET, ["endpoints"]) => Ok(endpoints::all()),
        (&Method::POST, ["try"]) => calls::send(app, request).await,
        (&Method::POST, ["sign"]) => calls::sign(app, request).await,
        (&Method::GET, ["entities"]) => Ok(entities::all(app)),
        (&Method::POST, ["entities", "load"]) => entities::load(app, request).await,
        (&Method::PUT, ["entities", name]) => entities::put(app, name, request).await,
        (&Method::PUT, ["entities", name, "fields", field]) => {
            entities::put_field(app, name, field, request).await
        }
        (&Method::DELETE, ["entities", name, "fields", field]) => {
            entities::delete_field(app, name, field)
        }
        (&Method::GET, ["diagram.svg"]) => entities::diagram(app, &query).await,
        (&Method::GET, ["records", entity]) => records::list(app, entity, &query),
        (&Method::POST, ["records", entity]) => records::add(app, entity, request).await,
        (&Method::GET, ["records", entity, id]) => records::get(app, entity, id),
        (&Method::PUT, ["records", entity, id]) => records::put(app, entity, id, request).await,
        (&Method::DELETE, ["records", entity, id]) => records::delete(app, entity, id),
        (&Method::POST, ["undo"]) => records::undo(app),
        (&Method::GET, ["faults"]) => Ok(faults::all(app, lang)),
        (&Method::POST, ["faults"]) => faults::add(app, request).await,
        (&Method::DELETE, ["faults"]) => Ok(faults::clear(app)),
        (&Method::DELETE, ["faults", number]) => faults::remove(app, number),
        (&Method::POST, ["clock"]) => state::clock(app, request).await,
        (&Method::POST, ["quota"]) => state::quota(app, request).await,
        (&Method::POST, ["enabled"]) => state::enabled(app, request).await,
        (&Method::POST, ["rights"]) => state::rights(app, request).await,
        (&Method::GET, ["snapshot"]) => Ok(contents::save(app)),
        (&Method::POST, ["snapshot"]) => contents::load(app, request).await,
        (&Method::POST, ["reset"]) => contents::reset(app, request).await,
        _ => {
            body::discard(request);
            Err(Problem::missing(format!("{method} {path}: there is no such request")))
        }
    }
}
