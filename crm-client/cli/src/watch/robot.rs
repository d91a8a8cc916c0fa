//! Messages to the group robots of 企业微信, 钉钉 and 飞书.
//!
//! | robot | largest message | rate | signature |
//! |---|---|---|---|
//! | 企业微信 | 4,096 bytes of Markdown | 20 a minute | none |
//! | 钉钉 | 20,000 bytes | 20 a minute | HMAC-SHA256 in the URL |
//! | 飞书 | 20 KB | 100 a minute, 5 a second | HMAC-SHA256 in the body |

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep_until};

use super::event::Event;
use super::http::Sender;
use super::post::{hmac, seconds};
use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::safe;

/// The largest number of changes that a message lists.
const LISTED: usize = 20;

/// The largest number of characters of a value.
const VALUE: usize = 40;

/// A kind of robot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// 企业微信.
    WeCom,
    /// 钉钉.
    DingTalk,
    /// 飞书.
    Feishu,
}

impl Kind {
    /// The largest text of a message in bytes. The rest of a message needs some space.
    fn max_bytes(self) -> usize {
        match self {
            Kind::WeCom => 4000,
            Kind::DingTalk | Kind::Feishu => 16_000,
        }
    }

    /// The time between two messages.
    fn pause(self) -> Duration {
        match self {
            Kind::WeCom | Kind::DingTalk => Duration::from_millis(3100),
            Kind::Feishu => Duration::from_millis(650),
        }
    }
}

/// The delivery to a robot.
pub(crate) struct Robot {
    kind: Kind,
    sender: Sender,
    secret: Option<String>,
    next: Option<Instant>,
}

impl Robot {
    pub(super) fn new(kind: Kind, webhook: &str, secret: Option<String>) -> Result<Robot, Failure> {
        Ok(Robot { kind, sender: Sender::new(webhook, true)?, secret, next: None })
    }

    pub(super) async fn send(&mut self, events: &[Event]) -> Result<(), Failure> {
        if let Some(next) = self.next {
            sleep_until(next).await;
        }
        let text = text(events, self.kind.max_bytes());
        let reply = self.sender.send(|| self.request(&text)).await;
        self.next = Some(Instant::now() + self.kind.pause());
        accepted(&reply?)
    }

    fn request(&self, text: &str) -> (reqwest::Url, HeaderMap, Vec<u8>) {
        let mut url = self.sender.url().clone();
        let mut message = match self.kind {
            Kind::WeCom => json!({ "msgtype": "markdown", "markdown": { "content": text } }),
            Kind::DingTalk => json!({
                "msgtype": "markdown",
                "markdown": { "title": tr!("Changes in the CRM", "CRM 数据变更"), "text": text },
            }),
            Kind::Feishu => json!({ "msg_type": "text", "content": { "text": text } }),
        };
        match (self.kind, &self.secret) {
            (Kind::DingTalk, Some(secret)) => {
                let time = seconds() * 1000;
                let sign = hmac(secret.as_bytes(), format!("{time}\n{secret}").as_bytes());
                url.query_pairs_mut()
                    .append_pair("timestamp", &time.to_string())
                    .append_pair("sign", &STANDARD.encode(sign));
            }
            (Kind::Feishu, Some(secret)) => {
                let time = seconds().to_string();
                let sign = hmac(format!("{time}\n{secret}").as_bytes(), b"");
                message["timestamp"] = json!(time);
                message["sign"] = json!(STANDARD.encode(sign));
            }
            _ => {}
        }
        let json = HeaderValue::from_static("application/json; charset=utf-8");
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, json)]);
        (url, headers, message.to_string().into_bytes())
    }
}

/// Checks the reply of a robot, which has HTTP status 200 even after a refusal.
fn accepted(reply: &[u8]) -> Result<(), Failure> {
    let reply: Value = serde_json::from_slice(reply).unwrap_or_default();
    let code = reply["errcode"].as_i64().or_else(|| reply["code"].as_i64()).unwrap_or_default();
    if code == 0 {
        return Ok(());
    }
    let message = reply["errmsg"].as_str().or_else(|| reply["msg"].as_str()).unwrap_or_default();
    let message = safe::line(message);
    Err(Failure::new(
        Status::Refused,
        tr!(
            "the robot refused the message with {code}: {message}; check the webhook and its settings",
            "机器人拒绝了消息，错误码 {code}：{message}；请检查 webhook 及其设置"
        ),
    ))
}

/// Returns the text of a message: a line for each change, and the number of the others.
fn text(events: &[Event], max_bytes: usize) -> String {
    let mut text = tr!("**{} changes in the CRM**", "**CRM 数据变更 {} 条**", events.len());
    for (index, event) in events.iter().enumerate() {
        let line = format!("\n- {}", line(event));
        let rest = events.len() - index;
        // The last line needs some space, too.
        if index >= LISTED || text.len() + line.len() + 60 > max_bytes {
            text.push_str(&tr!("\n- and {rest} more", "\n- 另有 {rest} 条"));
            break;
        }
        text.push_str(&line);
    }
    text
}

fn line(event: &Event) -> String {
    let kind = match event.kind.as_str() {
        "created" => tr!("created", "新增"),
        "updated" => tr!("updated", "更新"),
        "deleted" => tr!("deleted", "删除"),
        _ => tr!("restored", "恢复"),
    };
    let mut line = format!("{kind} {} {}", plain(&event.entity), plain(&event.record));
    let is_time = |name: &&String| !matches!(name.as_str(), "modifiedOn" | "modifiedBy");
    for name in event.changed.iter().filter(is_time).take(3) {
        let value = |is_after| plain(&event.text(name, is_after).unwrap_or_default());
        let change = format!("; {}: {} → {}", plain(name), value(false), value(true));
        line.push_str(&change);
    }
    line
}

/// Returns a value without line breaks and without characters that Markdown or a mention could use.
fn plain(value: &str) -> String {
    let mut plain: String = value
        .chars()
        .map(|it| match it {
            '<' => '＜',
            '>' => '＞',
            '[' => '［',
            ']' => '］',
            '*' | '_' | '`' | '#' | '@' | '|' | '\\' => ' ',
            it if it.is_control() => ' ',
            it => it,
        })
        .take(VALUE)
        .collect();
    if value.chars().count() > VALUE {
        plain.push('…');
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mirror::log::Change;

    fn event(number: i64, name: &str) -> Event {
        let json = |name: &str| Some(json!({ "accountName": name }).to_string());
        Event::new(
            "m",
            Change {
                id: number,
                at: "2026-01-31 08:00:00".to_owned(),
                entity: "Account".to_owned(),
                record: format!("002-{number}"),
                kind: "updated".to_owned(),
                before: json("旧"),
                after: json(name),
            },
        )
    }

    #[test]
    fn a_message_lists_changes_and_has_no_mentions() {
        let text = text(&[event(1, "<@all> [x](http://y)\n# 标题")], 4000);
        let expected = "**1 changes in the CRM**\n- updated Account 002-1; accountName: 旧 → ＜ all＞ ［x］(http://y)   标题";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_message_is_never_too_long() {
        for count in [1, 20, 21, 100] {
            let events: Vec<Event> = (0..count).map(|it| event(it, &"长".repeat(500))).collect();
            for max in [1000, 4000, 16_000] {
                let text = text(&events, max);
                assert!(text.len() <= max, "{count} {max} {}", text.len());
                let listed = text.matches("\n- updated").count();
                assert_eq!(text.contains(" more"), listed < events.len());
            }
        }
    }
}
