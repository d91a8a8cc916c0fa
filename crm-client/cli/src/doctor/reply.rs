//! A response of the CRM, as far as the checks need it.

use bytes::Bytes;
use crm_client::{Code, Error};
use http::{HeaderMap, Response};
use serde_json::{Map, Value};

use crate::session::probe::{Probe, Read};

/// The codes of refusals that do not depend on the request (`error-code`).
const CLOSED: [i64; 2] = [Code::NOT_ENABLED.0, Code::RATE_LIMITED.0];

/// A response with an envelope.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The `error_code`; 0 is success.
    pub code: i64,
    /// The envelope without its `data`.
    envelope: Map<String, Value>,
    /// The `data`.
    pub data: Value,
}

/// Why a request has no reply.
#[derive(Debug)]
pub(crate) enum NoReply {
    /// The limit of requests is reached.
    Limit,
    /// The CRM refuses every call, for example because its quota is used up. This is the code.
    Closed(i64),
    /// No response was received.
    Transport(Error),
    /// The response has no envelope.
    NotTheApi(Box<Response<Bytes>>),
}

impl Reply {
    /// Sends a request, and returns the reply, which can be a refusal of this request.
    pub(crate) async fn of(probe: &Probe, read: Read) -> Result<Reply, NoReply> {
        let reply = Reply::any(probe, read).await?;
        if CLOSED.contains(&reply.code) { Err(NoReply::Closed(reply.code)) } else { Ok(reply) }
    }

    /// Sends a request, and returns the reply, which can be any refusal.
    pub(crate) async fn any(probe: &Probe, read: Read) -> Result<Reply, NoReply> {
        Reply::read(probe.send(read).await)
    }

    /// Sends a request whose signature is wrong.
    pub(crate) async fn of_wrong(probe: &Probe, read: Read) -> Result<Reply, NoReply> {
        Reply::read(probe.send_wrong(read).await)
    }

    fn read(response: Option<Result<Response<Bytes>, Error>>) -> Result<Reply, NoReply> {
        let response = response.ok_or(NoReply::Limit)?.map_err(NoReply::Transport)?;
        let envelope = serde_json::from_slice::<Map<String, Value>>(response.body()).ok();
        let code = envelope.as_ref().and_then(|it| it.get("error_code")?.as_i64());
        let (Some(mut envelope), Some(code)) = (envelope, code) else {
            return Err(NoReply::NotTheApi(Box::new(response)));
        };
        let data = envelope.remove("data").unwrap_or_default();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Reply { status, headers, code, envelope, data })
    }

    /// Returns whether the CRM refuses the request.
    pub(crate) fn is_refused(&self) -> bool {
        self.code != 0
    }

    /// Returns the message of the CRM, which can contain anything.
    pub(crate) fn message(&self) -> &str {
        self.envelope.get("error_msg").and_then(Value::as_str).unwrap_or_default()
    }

    /// Returns a number beside the data, such as `total_size`.
    pub(crate) fn number(&self, name: &str) -> Option<u64> {
        self.envelope.get(name)?.as_u64()
    }

    /// Returns the objects in the data.
    pub(crate) fn rows(&self) -> Vec<&Map<String, Value>> {
        let rows = self.data.as_array().map(Vec::as_slice).unwrap_or_default();
        rows.iter().filter_map(Value::as_object).collect()
    }
}
