//! The difference between the clocks of this machine and of the server.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::DATE;

use super::report::{Check, Mark};
use crate::lang::tr;

/// The seconds for which a signature is valid (`auth-intro`).
const VALID: i64 = 30;

/// The difference in seconds from which on a slow request can fail.
const RISKY: i64 = 10;

/// Returns by how many seconds the clock of the server is ahead of this one, from its `Date` header.
pub(crate) fn offset(headers: &HeaderMap, sent_at: SystemTime, took: Duration) -> Option<i64> {
    let date = httpdate::parse_http_date(headers.get(DATE)?.to_str().ok()?).ok()?;
    // The response was made at about half of the time, and the header has whole seconds.
    let date = date + Duration::from_millis(500);
    let here = sent_at + took / 2;
    let seconds = |it: Duration| i64::try_from((it + Duration::from_millis(500)).as_secs()).ok();
    match date.duration_since(here) {
        Ok(ahead) => seconds(ahead),
        Err(behind) => seconds(behind.duration()).map(|it| -it),
    }
}

/// Returns whether signatures are refused because of this difference.
pub(crate) fn is_wrong(offset: Option<i64>) -> bool {
    offset.is_some_and(|it| it.abs() >= VALID)
}

/// Creates the check of the clock.
pub(crate) fn check(offset: Option<i64>) -> Check {
    let title = tr!("clock", "时钟");
    let Some(offset) = offset else {
        let reason = tr!("the response has no `Date` header", "应答没有 `Date` 头");
        return Check::connection("clock", title, Mark::Undetermined, reason);
    };
    let seconds = offset.abs();
    let text = if seconds < 2 {
        tr!("agrees with the server", "与服务器一致")
    } else if offset > 0 {
        tr!("this machine is {seconds} s behind the server", "本机比服务器慢 {seconds} 秒")
    } else {
        tr!("this machine is {seconds} s ahead of the server", "本机比服务器快 {seconds} 秒")
    };
    let mark = match seconds {
        ..RISKY => Mark::Good,
        RISKY..VALID => Mark::Warning,
        _ => Mark::Bad,
    };
    let check = Check::connection("clock", title, mark, text).value(offset);
    if mark == Mark::Good {
        return check;
    }
    let command = if cfg!(windows) {
        "w32tm /resync"
    } else if cfg!(target_os = "macos") {
        "sudo sntp -sS time.apple.com"
    } else {
        "sudo timedatectl set-ntp true"
    };
    check.remedy(tr!(
        "set the clock of this machine, for example with `{command}`, or that of the server; a signature is valid for {VALID} s",
        "请校准本机时钟，例如执行 `{command}`，或校准服务器的时钟；签名的有效期为 {VALID} 秒"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_the_middle_of_the_request_with_the_date() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_600_000_000);
        let mut headers = HeaderMap::new();
        assert_eq!(offset(&headers, now, Duration::ZERO), None);
        headers.insert(DATE, "Sun, 13 Sep 2020 12:26:40 GMT".parse().unwrap());
        assert_eq!(offset(&headers, now, Duration::ZERO), Some(1));
        assert_eq!(offset(&headers, now, Duration::from_secs(1)), Some(0));
        assert_eq!(offset(&headers, now + Duration::from_secs(300), Duration::ZERO), Some(-300));
        assert!(is_wrong(Some(-30)) && !is_wrong(Some(29)) && !is_wrong(None));
        headers.insert(DATE, "yesterday".parse().unwrap());
        assert_eq!(offset(&headers, now, Duration::ZERO), None);
    }
}
