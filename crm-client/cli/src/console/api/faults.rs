//! Faults: kinds, presets, and those that are active.

mod kinds;

use std::sync::Arc;

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
use kinds::{KINDS, Texts};

/// The most faults at a time.
const MAX: usize = 100;

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
