//! The `DevTools` protocol over a websocket: commands, their results, and events.

use std::collections::VecDeque;
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};
use tungstenite::{Message, WebSocket, client};

/// No test waits for this. It ends a test that would hang.
pub const DEADLINE: Duration = Duration::from_secs(120);

/// A connection to one tab of a browser.
pub struct DevTools {
    socket: WebSocket<TcpStream>,
    session: Option<String>,
    last: u64,
    events: VecDeque<Value>,
}

impl DevTools {
    /// Connects to the address that the browser printed, and opens a tab.
    pub fn connect(address: &str) -> DevTools {
        let authority = address.trim_start_matches("ws://").split('/').next().unwrap();
        let stream = TcpStream::connect(authority).unwrap();
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        let (socket, _) = client(address, stream).unwrap();
        let mut this = DevTools { socket, session: None, last: 0, events: VecDeque::new() };
        let target = this.call("Target.createTarget", &json!({ "url": "about:blank" }));
        let target = json!({ "targetId": target["targetId"], "flatten": true });
        let attached = this.call("Target.attachToTarget", &target);
        this.session = attached["sessionId"].as_str().map(str::to_owned);
        this
    }

    /// Sends a command and returns its result.
    pub fn call(&mut self, method: &str, params: &Value) -> Value {
        self.try_call(method, params).unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// Like [`call`](DevTools::call), for commands that a navigation can interrupt.
    pub fn try_call(&mut self, method: &str, params: &Value) -> Result<Value, Value> {
        self.last += 1;
        let mut command = json!({ "id": self.last, "method": method, "params": params });
        if let Some(session) = &self.session {
            command["sessionId"] = json!(session);
        }
        self.socket.send(Message::text(command.to_string())).unwrap();
        loop {
            let mut message = self.read();
            if message["id"] != self.last {
                self.events.push_back(message);
            } else if message.get("error").is_some() {
                return Err(message["error"].take());
            } else {
                return Ok(message["result"].take());
            }
        }
    }

    /// Returns the events since the last call of this method.
    pub fn take_events(&mut self) -> Vec<Value> {
        self.events.drain(..).collect()
    }

    fn read(&mut self) -> Value {
        let message = self.socket.read().expect("the browser answers in time");
        serde_json::from_str(message.to_text().unwrap()).unwrap_or_default()
    }
}
