//! The kinds of faults.

use std::time::Duration;

use crm_client::Code;
use crm_client::sandbox::Fault;
use serde_json::Value;

/// A text in both languages.
pub(super) type Texts = (&'static str, &'static str);

/// A kind of fault.
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) title: Texts,
    pub(super) doc: Texts,
    /// The name, the type and the default of its argument.
    pub(super) argument: Option<(&'static str, &'static str, &'static str)>,
    pub(super) create: fn(&Value) -> Fault,
}

fn number(arguments: &Value, name: &str, default: u64) -> u64 {
    let value = &arguments[name];
    value.as_u64().or_else(|| value.as_str()?.parse().ok()).unwrap_or(default)
}

fn millis(arguments: &Value, default: u64) -> Duration {
    Duration::from_millis(number(arguments, "millis", default).min(3_600_000))
}

pub(super) const KINDS: [Kind; 13] = [
    Kind {
        name: "reset",
        title: ("Connection reset", "连接被重置"),
        doc: ("Closes the connection without a reply.", "不返回应答，直接断开连接。"),
        argument: None,
        create: |_| Fault::reset(),
    },
    Kind {
        name: "slow",
        title: ("Slow reply", "响应缓慢"),
        doc: ("Sends the reply after a delay.", "延迟一段时间后再返回应答。"),
        argument: Some(("millis", "integer", "3000")),
        create: |it| Fault::slow(millis(it, 3000)),
    },
    Kind {
        name: "hang",
        title: ("No reply", "无响应"),
        doc: ("Never replies, until the client gives up.", "一直不返回应答，直到客户端放弃。"),
        argument: None,
        create: |_| Fault::hang(),
    },
    Kind {
        name: "refuse",
        title: ("Connection refused", "拒绝连接"),
        doc: ("Closes the connection before the request is read.", "在读取请求之前断开连接。"),
        argument: None,
        create: |_| Fault::refuse(),
    },
    Kind {
        name: "cut_body",
        title: ("Incomplete reply", "应答不完整"),
        doc: ("Sends half of the reply.", "只发送应答的一半。"),
        argument: None,
        create: |_| Fault::cut_body(),
    },
    Kind {
        name: "garbage",
        title: ("Reply that is not JSON", "应答不是 JSON"),
        doc: ("Replies with HTML, as a proxy does.", "像代理服务器那样返回 HTML。"),
        argument: None,
        create: |_| Fault::garbage(),
    },
    Kind {
        name: "wrong_envelope",
        title: ("Wrong envelope", "应答结构错误"),
        doc: ("Replies with JSON of another shape.", "返回结构不同的 JSON。"),
        argument: None,
        create: |_| Fault::wrong_envelope(),
    },
    Kind {
        name: "body",
        title: ("Own reply", "自定义应答"),
        doc: ("Replies with this text.", "返回指定的文本。"),
        argument: Some(("text", "string", "{}")),
        create: |it| Fault::body(it["text"].as_str().unwrap_or("{}").to_owned()),
    },
    Kind {
        name: "status",
        title: ("HTTP status", "HTTP 状态码"),
        doc: ("Replies with an HTTP status and no envelope.", "返回指定的 HTTP 状态码，没有信封。"),
        argument: Some(("status", "integer", "503")),
        create: |it| {
            let status = u16::try_from(number(it, "status", 503)).unwrap_or(503);
            Fault::status(if (200..1000).contains(&status) { status } else { 503 })
        },
    },
    Kind {
        name: "code",
        title: ("Error code", "错误码"),
        doc: ("Refuses the call with an error code.", "以指定的错误码拒绝调用。"),
        argument: Some(("code", "integer", "491")),
        create: |it| Fault::code(Code(i64::try_from(number(it, "code", 491)).unwrap_or(491))),
    },
    Kind {
        name: "stale_reply",
        title: ("Reply of the previous request", "返回上一次的应答"),
        doc: ("Replies with what the previous request got.", "返回上一个请求的应答。"),
        argument: None,
        create: |_| Fault::stale_reply(),
    },
    Kind {
        name: "clock_ahead",
        title: ("Clock ahead", "时钟超前"),
        doc: ("Answers as if the clock of the server were ahead.", "以超前的服务器时钟应答。"),
        argument: Some(("millis", "integer", "31000")),
        create: |it| Fault::clock_ahead(millis(it, 31_000)),
    },
    Kind {
        name: "clock_behind",
        title: ("Clock behind", "时钟滞后"),
        doc: ("Answers as if the clock of the server were behind.", "以滞后的服务器时钟应答。"),
        argument: Some(("millis", "integer", "31000")),
        create: |it| Fault::clock_behind(millis(it, 31_000)),
    },
];
