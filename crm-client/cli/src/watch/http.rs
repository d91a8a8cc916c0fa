//! Sends JSON to a URL, and tries again.

use std::time::Duration;

use http::StatusCode;
use reqwest::Client;
use reqwest::header::{HeaderMap, RETRY_AFTER};

use crate::failure::{Failure, Status};
use crate::lang::tr;

/// The time limit of an attempt.
const LIMIT: Duration = Duration::from_secs(30);
/// The delay before the second attempt. It doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// The most attempts of one delivery.
const ATTEMPTS: u32 = 8;
/// The largest reply that is read.
const MAX_REPLY: usize = 64 << 10;

/// Sends JSON to one URL, which is never shown: that of a robot is a secret.
pub(super) struct Sender {
    client: Client,
    url: reqwest::Url,
}

impl Sender {
    /// # Errors
    ///
    /// Fails if the URL is invalid.
    pub(super) fn new(url: &str, needs_https: bool) -> Result<Sender, Failure> {
        let parsed = reqwest::Url::parse(url).ok();
        let parsed = parsed.filter(|it| matches!(it.scheme(), "http" | "https") && it.has_host());
        let Some(url) = parsed else {
            return Err(Failure::usage(tr!(
                "invalid URL of the receiver; expected something like `https://HOST/PATH`",
                "接收方 URL 无效；应类似 `https://主机/路径`"
            )));
        };
        let is_local =
            url.host_str().is_some_and(|it| matches!(it, "127.0.0.1" | "localhost" | "[::1]"));
        if needs_https && url.scheme() != "https" && !is_local {
            return Err(Failure::usage(tr!(
                "the webhook of a robot is a secret; use its `https` address",
                "机器人的 webhook 是机密信息；请使用 `https` 地址"
            )));
        }
        let client = Client::builder()
            .timeout(LIMIT)
            // A redirect could lead the data somewhere else.
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| Failure::new(Status::Failed, error.without_url().to_string()))?;
        Ok(Sender { client, url })
    }

    /// Returns the URL, to add parameters.
    pub(super) fn url(&self) -> &reqwest::Url {
        &self.url
    }

    /// Sends a body, and returns the reply. It is sent again after network errors and while the receiver is
    /// busy. `request` returns the URL, the headers and the body of each attempt.
    pub(super) async fn send(
        &self,
        request: impl Fn() -> (reqwest::Url, HeaderMap, Vec<u8>),
    ) -> Result<Vec<u8>, Failure> {
        let mut pause = FIRST_PAUSE;
        for attempt in 1.. {
            let (url, headers, body) = request();
            let sent = self.client.post(url).headers(headers).body(body).send().await;
            let (failure, asked) = match sent {
                Ok(response) if response.status().is_success() => return read(response).await,
                Ok(response) => {
                    let status = response.status();
                    let asked = response.headers().get(RETRY_AFTER);
                    let asked = asked.and_then(|it| it.to_str().ok()?.parse().ok());
                    let failure = refused(status);
                    if !is_temporary(status) {
                        return Err(failure);
                    }
                    (failure, asked.map(Duration::from_secs))
                }
                Err(error) => (unreachable(&error), None),
            };
            if attempt >= ATTEMPTS {
                return Err(failure);
            }
            let pause_now = asked.unwrap_or(pause).min(LONGEST_PAUSE);
            tokio::time::sleep(pause_now).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        Err(Failure::interrupted())
    }
}

async fn read(mut response: reqwest::Response) -> Result<Vec<u8>, Failure> {
    let mut reply = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(|error| unreachable(&error))? {
        reply.extend_from_slice(&piece);
        if reply.len() > MAX_REPLY {
            reply.truncate(MAX_REPLY);
            break;
        }
    }
    Ok(reply)
}

fn is_temporary(status: StatusCode) -> bool {
    status.is_server_error()
        || matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS)
}

fn refused(status: StatusCode) -> Failure {
    Failure::new(
        Status::Refused,
        tr!(
            "the receiver returned HTTP {status}; the changes will be delivered again",
            "接收方返回 HTTP {status}；这些变更将再次推送"
        ),
    )
}

fn unreachable(error: &reqwest::Error) -> Failure {
    let reason = if error.is_timeout() {
        tr!("it did not answer in time", "响应超时")
    } else if error.is_connect() {
        tr!("the connection cannot be established", "无法建立连接")
    } else {
        tr!("the connection was lost", "连接中断")
    };
    Failure::new(
        Status::Network,
        tr!(
            "the receiver cannot be reached: {reason}; the changes will be delivered again",
            "无法访问接收方：{reason}；这些变更将再次推送"
        ),
    )
}
