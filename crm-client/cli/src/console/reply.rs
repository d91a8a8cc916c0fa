//! Replies to requests for pages and for the API.

use std::io;

use bytes::Bytes;
use http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use http::{HeaderValue, Response, StatusCode};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use serde::Serialize;
use serde_json::json;

/// The body of a response.
pub(super) type Body = UnsyncBoxBody<Bytes, io::Error>;

/// A reply to a request for a page or for the API.
pub(super) struct Reply {
    status: StatusCode,
    content_type: &'static str,
    /// The name under which a browser saves it.
    file: Option<&'static str>,
    body: Body,
}

/// Why the API does not do what a request asks for: `subject: problem; remedy`.
#[derive(Debug)]
pub(super) struct Problem {
    status: StatusCode,
    message: String,
}

impl Problem {
    /// Creates the problem of invalid input.
    pub(super) fn invalid(message: impl Into<String>) -> Problem {
        Problem { status: StatusCode::BAD_REQUEST, message: message.into() }
    }

    /// Creates the problem of something that does not exist.
    pub(super) fn missing(message: impl Into<String>) -> Problem {
        Problem { status: StatusCode::NOT_FOUND, message: message.into() }
    }

    /// Creates the problem of a state in which the request is impossible.
    pub(super) fn conflict(message: impl Into<String>) -> Problem {
        Problem { status: StatusCode::CONFLICT, message: message.into() }
    }

    /// Creates the problem of a body that is too large.
    pub(super) fn too_large(message: impl Into<String>) -> Problem {
        Problem { status: StatusCode::PAYLOAD_TOO_LARGE, message: message.into() }
    }
}

/// Why a request may not use the console.
#[derive(Clone, Copy, Debug)]
pub(super) enum Refusal {
    Host,
    Origin,
    Token,
}

impl Refusal {
    pub(super) fn into_response(self) -> Response<Body> {
        let message = match self {
            Refusal::Host => {
                "host: not an address of this server; open the address that crm sandbox prints"
            }
            Refusal::Origin => {
                "origin: pages of other sites may not use the console; open the address that crm sandbox prints"
            }
            Refusal::Token => {
                "token: missing or wrong; open the address that crm sandbox prints, or send the header X-Sandbox-Token"
            }
        };
        let problem = Problem { status: StatusCode::FORBIDDEN, message: message.to_owned() };
        Reply::problem(&problem).into_response()
    }
}

impl Reply {
    /// Creates a reply of JSON.
    pub(super) fn json(value: &impl Serialize) -> Reply {
        let body = serde_json::to_vec(value).unwrap_or_default();
        Reply::bytes("application/json; charset=utf-8", body)
    }

    /// Creates a reply of any type.
    pub(super) fn bytes(content_type: &'static str, body: impl Into<Bytes>) -> Reply {
        let body = Full::new(body.into()).map_err(|never| match never {});
        Reply { status: StatusCode::OK, content_type, file: None, body: body.boxed_unsync() }
    }

    /// Creates a reply that does not end.
    pub(super) fn stream(
        content_type: &'static str,
        body: impl hyper::body::Body<Data = Bytes, Error = io::Error> + Send + 'static,
    ) -> Reply {
        Reply { status: StatusCode::OK, content_type, file: None, body: body.boxed_unsync() }
    }

    /// Creates the reply of a problem.
    pub(super) fn problem(problem: &Problem) -> Reply {
        let reply = Reply::json(&json!({ "error": problem.message }));
        Reply { status: problem.status, ..reply }
    }

    /// Lets a browser save the reply as a file.
    pub(super) fn with_file(self, name: &'static str) -> Reply {
        Reply { file: Some(name), ..self }
    }

    pub(super) fn into_response(self) -> Response<Body> {
        let mut response = Response::new(self.body);
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        let policy =
            "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        for (name, value) in [
            (CONTENT_TYPE, self.content_type),
            (CONTENT_SECURITY_POLICY, policy),
            (X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (X_FRAME_OPTIONS, "DENY"),
            (REFERRER_POLICY, "no-referrer"),
            (CACHE_CONTROL, "no-store"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        if let Some(name) = self.file
            && let Ok(value) = HeaderValue::try_from(format!("attachment; filename=\"{name}\""))
        {
            headers.insert(CONTENT_DISPOSITION, value);
        }
        response
    }
}
