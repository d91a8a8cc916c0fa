//! Calls that the server signs for a page.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::SystemTime;

use bytes::Bytes;
use crm_client::endpoint::Method;
use crm_client::sandbox::SignatureCheck;
use crm_client::{Credentials, RawRequest};
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Request};
use http_body_util::{BodyExt, Collected, Full};
use hyper::body::Incoming;
use serde::Deserialize;
use serde_json::json;

use super::endpoints::find;
use super::signed;
use crate::console::app::App;
use crate::console::body;
use crate::console::code::{self, Program};
use crate::console::reply::{Problem, Reply};

/// A call of a page.
#[derive(Deserialize)]
struct Call {
    path: String,
    #[serde(default)]
    params: serde_json::Map<String, serde_json::Value>,
    body: Option<String>,
    sign_type: Option<String>,
}

impl Call {
    /// Returns the parameters with a value.
    fn params(&self) -> Vec<(String, String)> {
        let text = |value: &serde_json::Value| match value {
            serde_json::Value::String(text) => text.clone(),
            serde_json::Value::Null => String::new(),
            other => other.to_string(),
        };
        let params = self.params.iter().map(|(name, value)| (name.clone(), text(value)));
        params.filter(|(_, value)| !value.trim().is_empty()).collect()
    }

    fn method(&self) -> &'static str {
        match find(&self.path) {
            Some(info) if info.method == Method::Post => "POST",
            None if self.body.is_some() => "POST",
            _ => "GET",
        }
    }

    /// Returns the signed request, relative to the server.
    async fn request(&self, app: &App) -> Result<Request<Bytes>, Problem> {
        let sandbox = &app.sandbox;
        let credentials = Credentials::sha1(sandbox.app_id(), sandbox.app_key());
        let credentials = match self.sign_type.as_deref() {
            None | Some("SHA1" | "") => credentials,
            Some("MD5") => credentials.with_md5(),
            Some(_) => return Err(Problem::invalid("sign_type: expected `SHA1` or `MD5`")),
        };
        let request = match self.method() {
            "POST" => RawRequest::post(&self.path),
            _ => RawRequest::get(&self.path),
        };
        let params = self.params().into_iter();
        let request = params.fold(request, |it, (name, value)| it.query(name, value));
        let mut signed = signed::sign(app, request, credentials).await?;
        if let Some(body) = self.body.as_ref().filter(|it| !it.is_empty()) {
            // As it is, also if it is not JSON. The body is not signed.
            *signed.body_mut() = Bytes::from(body.clone());
            let json = HeaderValue::from_static("application/json; charset=utf-8");
            signed.headers_mut().insert(CONTENT_TYPE, json);
        }
        Ok(signed)
    }
}

/// Sends a call, as any other client would.
pub(super) async fn send(app: &Arc<App>, request: Request<Incoming>) -> Result<Reply, Problem> {
    let call: Call = body::json(request).await?;
    let signed = call.request(app).await?;
    let before = app.sandbox.requests();
    let mut response = pin!(app.sandbox.answer_http(signed.map(Full::new)));
    // The request is in the log after the first poll, because its body is complete. Other requests follow
    // later, because the server has one thread.
    let first = poll_fn(|context| Poll::Ready(response.as_mut().poll(context))).await;
    let number = app.sandbox.requests();
    let response = match first {
        Poll::Ready(response) => response,
        Poll::Pending => response.await,
    };
    let (status, reply) = match response {
        Ok(response) => {
            let status = response.status().as_u16();
            let reply = response.into_body().collect().await.map(Collected::to_bytes);
            (Some(status), reply.unwrap_or_default())
        }
        // A fault has closed the connection.
        Err(_) => (None, Bytes::new()),
    };
    let reply = String::from_utf8_lossy(&reply);
    Ok(Reply::json(
        &json!({ "number": (number > before).then_some(number), "status": status, "reply": reply }),
    ))
}

/// Signs a call without sending it.
pub(super) async fn sign(app: &Arc<App>, request: Request<Incoming>) -> Result<Reply, Problem> {
    let call: Call = body::json(request).await?;
    let signed = call.request(app).await?;
    let credentials = Credentials::sha1(app.sandbox.app_id(), app.sandbox.app_key());
    let check = SignatureCheck::of(&signed, &credentials, SystemTime::now());
    let params = call.params();
    let program = Program {
        base_url: &app.base_url(),
        app_id: app.sandbox.app_id(),
        method: call.method(),
        path: &call.path,
        params: params.iter().collect(),
        body: call.body.as_deref().filter(|it| !it.is_empty()),
    };
    Ok(Reply::json(&json!({
        "url": signed.uri().to_string(),
        "string": check.as_ref().map(|it| it.signed().to_owned()),
        "sign": check.as_ref().map(|it| it.received().to_owned()),
        "code": code::all(&program),
    })))
}
