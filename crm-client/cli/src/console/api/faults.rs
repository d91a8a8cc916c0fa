//! Faults: kinds, presets, and those that are active.

use std::sync::Arc;
use std::time::Duration;

use crm_client::Code;
use crm_client::sandbox::Fault;
use http::Request;
use hyper::body::Incoming;
use serde::Deserialize;
use serde_json::{Value, json};

use super::endpoints::find;
use crate::console::app::{Active, App};
use crate::console::body;
use crate::console::reply::{Problem, Reply};
use crate::lang::Lang;

/// The most faults at a time.
const MAX: usize = 100;

/// A text in both languages.
type Texts = (&'static str, &'static str);

/// A kind of fault.
struct Kind {
    name: &'static str,
    title: Texts,
    doc: Texts,
    /// The name, the type and the default of its argument.
    argument: Option<(&'static str, &'static str, &'static str)>,
    create: fn(&Value) -> Fault,
}

fn number(arguments: &Value, name: &str, default: u64) -> u64 {
    let value = &arguments[name];
    value.as_u64().or_else(|| value.as_str()?.parse().ok()).unwrap_or(default)
}

fn millis(arguments: &Value, default: u64) -> Duration {
    Duration::from_millis(number(arguments, "millis", default).min(3_600_000))
}

const KINDS: [Kind; 13] = [
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

/// A fault that is often wanted.
struct Preset {
    name: &'static str,
    title: Texts,
    doc: Texts,
    create: fn() -> Input,
}

const PRESETS: [Preset; 6] = [
    Preset {
        name: "lost_add",
        title: ("The reply of an add is lost", "新增的应答丢失"),
        doc: (
            "The next customer is added, but the client gets no reply. Does it add a second one?",
            "下一个客户已新增，但客户端收不到应答。它会再新增一次吗？",
        ),
        create: || Input {
            endpoints: vec!["account/add".to_owned()],
            after_completion: true,
            ..Input::of("reset")
        },
    },
    Preset {
        name: "quota",
        title: ("The quota is used up", "配额用尽"),
        doc: ("All calls are refused with 491.", "所有调用都以 491 拒绝。"),
        create: || Input { times: None, arguments: json!({ "code": 491 }), ..Input::of("code") },
    },
    Preset {
        name: "clock",
        title: ("The clock is ahead", "时钟超前"),
        doc: ("Signatures are 31 seconds old, and refused.", "签名的时间戳已过去 31 秒，被拒绝。"),
        create: || Input {
            times: None,
            arguments: json!({ "millis": 31_000 }),
            ..Input::of("clock_ahead")
        },
    },
    Preset {
        name: "unreliable",
        title: ("Every tenth request fails", "十分之一的请求失败"),
        doc: ("A tenth of all requests get no reply.", "十分之一的请求收不到应答。"),
        create: || Input { times: None, probability: 0.1, ..Input::of("reset") },
    },
    Preset {
        name: "slow",
        title: ("Everything is slow", "所有请求都很慢"),
        doc: ("All replies take three seconds.", "所有应答都延迟三秒。"),
        create: || Input { times: None, ..Input::of("slow") },
    },
    Preset {
        name: "proxy",
        title: ("A proxy answers", "代理返回错误页"),
        doc: ("The next three requests get an HTML page.", "接下来的三个请求收到 HTML 页面。"),
        create: || Input { times: Some(3), ..Input::of("garbage") },
    },
];

/// A fault as a page describes it.
#[derive(Clone, Debug, Deserialize)]
struct Input {
    kind: String,
    #[serde(default)]
    arguments: Value,
    #[serde(default)]
    endpoints: Vec<String>,
    #[serde(default)]
    after: usize,
    /// `None` means all requests.
    #[serde(default)]
    times: Option<usize>,
    #[serde(default = "always")]
    probability: f64,
    #[serde(default)]
    after_completion: bool,
}

fn always() -> f64 {
    1.0
}

impl Input {
    fn of(kind: &str) -> Input {
        Input {
            kind: kind.to_owned(),
            arguments: json!({}),
            endpoints: Vec::new(),
            after: 0,
            times: Some(1),
            probability: 1.0,
            after_completion: false,
        }
    }

    fn fault(&self) -> Result<Fault, Problem> {
        let kind = KINDS.iter().find(|it| it.name == self.kind);
        let Some(kind) = kind else {
            return Err(Problem::invalid("kind: there is no such fault"));
        };
        if !(0.0..=1.0).contains(&self.probability) {
            return Err(Problem::invalid("probability: expected a number from 0 to 1"));
        }
        let mut fault = (kind.create)(&self.arguments)
            .after(self.after)
            .times(self.times.unwrap_or(usize::MAX))
            .probability(self.probability);
        for path in &self.endpoints {
            if find(path).is_none() {
                return Err(Problem::invalid(format!("endpoints: there is no endpoint `{path}`")));
            }
            fault = fault.on(path);
        }
        Ok(if self.after_completion { fault.after_completion() } else { fault })
    }

    fn to_json(&self) -> Value {
        json!({
            "kind": self.kind,
            "arguments": self.arguments,
            "endpoints": self.endpoints,
            "after": self.after,
            "times": self.times,
            "probability": self.probability,
            "after_completion": self.after_completion,
        })
    }
}

/// Answers with all kinds, presets and active faults.
pub(super) fn all(app: &App, lang: Lang) -> Reply {
    let text = |it: Texts| if lang == Lang::Zh { it.1 } else { it.0 };
    let argument = |(name, kind, default): (&str, &str, &str)| json!({ "name": name, "type": kind, "default": default });
    let kinds = KINDS.iter().map(|it| {
        json!({
            "kind": it.name, "title": text(it.title), "doc": text(it.doc),
            "arguments": it.argument.map(argument).into_iter().collect::<Vec<_>>(),
        })
    });
    let presets = PRESETS
        .iter()
        .map(|it| json!({ "preset": it.name, "title": text(it.title), "doc": text(it.doc) }));
    let shared = app.shared();
    let active = shared.faults.iter().map(|it| {
        let kind = KINDS.iter().find(|kind| it.request["kind"] == kind.name);
        let mut json = it.request.clone();
        json["id"] = json!(it.number);
        json["title"] = json!(kind.map(|it| text(it.title)));
        json["applied"] = json!(app.sandbox.fault_applied(it.id));
        json["is_waiting"] = json!(app.sandbox.is_fault_waiting(it.id));
        json
    });
    Reply::json(&json!({
        "kinds": kinds.collect::<Vec<_>>(),
        "presets": presets.collect::<Vec<_>>(),
        "active": active.collect::<Vec<_>>(),
        "applied": app.sandbox.faults_applied(),
    }))
}

/// Injects a fault or a preset.
pub(super) async fn add(app: &Arc<App>, request: Request<Incoming>) -> Result<Reply, Problem> {
    let json: Value = body::json(request).await?;
    let input = match json["preset"].as_str() {
        Some(name) => {
            let preset = PRESETS.iter().find(|it| it.name == name);
            let preset =
                preset.ok_or_else(|| Problem::invalid("preset: there is no such preset"))?;
            (preset.create)()
        }
        None => serde_json::from_value(json)
            .map_err(|error| Problem::invalid(format!("fault: {error}")))?,
    };
    let fault = input.fault()?;
    let mut shared = app.shared();
    if shared.faults.len() >= MAX {
        return Err(Problem::conflict("faults: too many; remove some"));
    }
    let id = app.sandbox.inject(fault);
    let number = shared.faults.iter().map(|it| it.number).max().unwrap_or_default() + 1;
    shared.faults.push(Active { number, id, request: input.to_json() });
    drop(shared);
    app.changed(None);
    Ok(Reply::json(&json!({ "id": number })))
}

/// Removes a fault.
pub(super) fn remove(app: &Arc<App>, number: &str) -> Result<Reply, Problem> {
    let mut shared = app.shared();
    let place = shared.faults.iter().position(|it| it.number.to_string() == number);
    let Some(place) = place else {
        return Err(Problem::missing("faults: there is no fault with this number"));
    };
    let active = shared.faults.remove(place);
    app.sandbox.remove_fault(active.id);
    drop(shared);
    app.changed(None);
    Ok(Reply::json(&json!({ "id": active.number })))
}

/// Removes all faults.
pub(super) fn clear(app: &Arc<App>) -> Reply {
    app.sandbox.clear_faults();
    app.shared().faults.clear();
    app.changed(None);
    Reply::json(&json!({}))
}
