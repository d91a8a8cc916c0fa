//! Downloads what a link points to. The link is a secret, because it needs no signature.

use std::time::Duration;

use crm_client::Secret;
use http::StatusCode;

use crate::failure::{Failure, Status};
use crate::lang::tr;

/// The time limit for connecting.
const CONNECT: Duration = Duration::from_secs(15);
/// The time limit for a piece of the file.
const IDLE: Duration = Duration::from_secs(60);

/// Downloads over HTTP. Like the client, this follows no redirects.
pub(super) async fn over_http(
    link: &Secret,
    mut write: impl FnMut(&[u8]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let client = reqwest::Client::builder()
        .connect_timeout(CONNECT)
        .read_timeout(IDLE)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        // The file is saved as the server has it.
        .no_gzip()
        .build();
    let sent = client.map_err(failed)?.get(link.expose()).send().await;
    let mut response = sent.map_err(failed)?;
    check(response.status())?;
    while let Some(piece) = response.chunk().await.map_err(failed)? {
        write(&piece)?;
    }
    Ok(())
}

/// Fails if a response is not a file.
pub(super) fn check(status: StatusCode) -> Result<(), Failure> {
    let kind = match status {
        StatusCode::OK => return Ok(()),
        it if it.is_server_error() => Status::Network,
        _ => Status::Refused,
    };
    Err(Failure::new(
        kind,
        tr!(
            "the download failed: the server returned HTTP {status}; try again, because links expire",
            "下载失败：服务器返回 HTTP {status}；下载链接有时效，请重试"
        ),
    ))
}

/// Returns the failure of a link that is not a URL.
pub(super) fn invalid_link() -> Failure {
    Failure::new(
        Status::Failed,
        tr!(
            "the download failed: the server returned an invalid link",
            "下载失败：服务器返回的链接无效"
        ),
    )
}

/// Converts an error, which would print the link.
fn failed(error: reqwest::Error) -> Failure {
    if error.is_builder() {
        return invalid_link();
    }
    let error = error.without_url();
    let mut cause: &dyn std::error::Error = &error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    Failure::new(
        Status::Network,
        tr!(
            "the download failed: {cause}; check the connection and try again",
            "下载失败：{cause}；请检查网络后重试"
        ),
    )
}
