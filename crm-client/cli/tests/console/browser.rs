//! A headless Chromium with one page of the console.

use std::env;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::devtools::{DEADLINE, DevTools};
use crate::sandbox::Sandbox;

/// Returns the path of Chromium: `CHROMIUM`, or a usual name in `PATH`. Prints a line if there is none.
pub fn chromium() -> Option<PathBuf> {
    const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    let given = env::var_os("CHROMIUM").map(PathBuf::from);
    let folders: Vec<_> = env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect();
    let usual = || {
        let paths = NAMES.iter().flat_map(|name| folders.iter().map(move |it| it.join(name)));
        paths.into_iter().find(|it| it.is_file())
    };
    let found = given.or_else(usual);
    if found.is_none() {
        // Not `eprintln`: the test harness hides what passing tests print with it.
        let test = thread::current().name().unwrap_or_default().to_owned();
        let _ = writeln!(
            io::stderr(),
            "SKIPPED {test}: Chromium not found; install it, or set CHROMIUM to its path"
        );
    }
    found
}

/// A page in its own browser. At its end, the page must have no errors and no requests elsewhere.
pub struct Page {
    devtools: DevTools,
    browser: Child,
    origin: String,
    /// Parts of console messages that the test causes on purpose.
    expected: Vec<&'static str>,
    _profile: TempDir,
}

impl Page {
    /// Opens a view in English, such as `#/requests`.
    pub fn open(chromium: &Path, sandbox: &Sandbox, view: &str) -> Page {
        let profile = tempfile::tempdir().unwrap();
        let mut browser = Command::new(chromium)
            // Containers of CI systems have neither user namespaces nor a large /dev/shm.
            .args(["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"])
            .args(["--remote-debugging-port=0", "--no-first-run", "--disable-extensions"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(browser.stderr.take().unwrap()).lines();
        let (address, rest) = address(lines);
        // A full pipe would stop the browser.
        thread::spawn(move || rest.for_each(drop));
        let devtools = DevTools::connect(&address);
        let origin = sandbox.origin().to_owned();
        let mut page = Page { devtools, browser, origin, expected: Vec::new(), _profile: profile };
        for domain in ["Page", "Runtime", "Log", "Network"] {
            page.devtools.call(&format!("{domain}.enable"), &json!({}));
        }
        page.navigate(&format!("/?lang=en{view}"));
        page.wait("document.querySelector('main h1, .content h1')");
        page
    }

    /// Loads a path of the sandbox.
    pub fn navigate(&mut self, path: &str) {
        let url = format!("{}{path}", self.origin);
        self.devtools.call("Page.navigate", &json!({ "url": url }));
    }

    /// Evaluates an expression, and waits for it if it is a promise.
    #[track_caller]
    pub fn eval(&mut self, expression: &str) -> Value {
        self.try_eval(expression).unwrap_or_else(|error| panic!("{expression}: {error}"))
    }

    fn try_eval(&mut self, expression: &str) -> Result<Value, Value> {
        let params =
            json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let mut result = self.devtools.try_call("Runtime.evaluate", &params)?;
        match result.get_mut("exceptionDetails") {
            Some(details) => Err(details.take()),
            None => Ok(result["result"]["value"].take()),
        }
    }

    /// Waits until an expression is true in the page.
    #[track_caller]
    pub fn wait(&mut self, condition: &str) {
        let promise = format!(
            "new Promise((resolve, reject) => {{
                const start = Date.now();
                const check = () => {{
                    let value;
                    try {{ value = {condition}; }} catch {{ value = undefined; }}
                    if (value) resolve(true);
                    else if (Date.now() - start > {}) reject(new Error('not true in time'));
                    else setTimeout(check, 20);
                }};
                check();
            }})",
            DEADLINE.as_millis() / 2,
        );
        // A navigation ends the promise. The next page then has to make the condition true.
        let first = self.try_eval(&promise);
        if first.is_err() && self.try_eval(&promise).is_err() {
            let text = self.eval("document.body.innerText");
            panic!("`{condition}` does not become true; the page shows:\n{text}");
        }
    }

    /// Waits until the page shows this string.
    #[track_caller]
    pub fn wait_text(&mut self, text: &str) {
        self.wait(&format!("document.body.innerText.includes({})", json!(text)));
    }

    /// Waits for an element and clicks it.
    #[track_caller]
    pub fn click(&mut self, selector: &str) {
        let selector = json!(selector);
        self.wait(&format!(
            "document.querySelector({selector}) && !document.querySelector({selector}).disabled"
        ));
        self.eval(&format!("document.querySelector({selector}).click()"));
    }

    /// Waits for a button or a link with this text and clicks it.
    #[track_caller]
    pub fn click_text(&mut self, text: &str) {
        let found = format!(
            "[...document.querySelectorAll('button, a')].find((it) => it.textContent.trim() === {})",
            json!(text),
        );
        self.wait(&found);
        self.eval(&format!("{found}.click()"));
    }

    /// Replaces the text of a field, like typing does.
    #[track_caller]
    pub fn fill(&mut self, selector: &str, text: &str) {
        let selector = json!(selector);
        self.wait(&format!("document.querySelector({selector})"));
        self.eval(&format!("document.querySelector({selector}).select()"));
        self.eval(&format!("document.querySelector({selector}).focus()"));
        self.devtools.call("Input.insertText", &json!({ "text": text }));
    }

    /// Presses a key, such as `g` or `Escape`.
    pub fn press(&mut self, key: &str) {
        // The page can still be drawn, and takes keys for the view that it shows.
        self.eval(
            "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))",
        );
        let text = if key.chars().count() == 1 { key } else { "" };
        // The browser itself closes dialogs, by the code of the key.
        let code = if key == "Escape" { 27 } else { 0 };
        let down =
            json!({ "type": "keyDown", "key": key, "text": text, "windowsVirtualKeyCode": code });
        self.devtools.call("Input.dispatchKeyEvent", &down);
        self.devtools.call("Input.dispatchKeyEvent", &json!({ "type": "keyUp", "key": key }));
    }

    /// Chooses a file in a file input.
    pub fn choose_file(&mut self, selector: &str, file: &Path) {
        let document = self.devtools.call("DOM.getDocument", &json!({}));
        let node = json!({ "nodeId": document["root"]["nodeId"], "selector": selector });
        let node = self.devtools.call("DOM.querySelector", &node);
        let files = json!({ "files": [file], "nodeId": node["nodeId"] });
        self.devtools.call("DOM.setFileInputFiles", &files);
    }

    /// Sets the size of the window.
    pub fn resize(&mut self, width: u32, height: u32) {
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools.call("Emulation.setDeviceMetricsOverride", &metrics);
    }

    /// Accepts console messages that contain this text.
    pub fn expect_message(&mut self, text: &'static str) {
        self.expected.push(text);
    }

    /// Asserts that there were no errors and no requests to other origins.
    #[track_caller]
    pub fn finish(mut self) {
        // One more command, so that the events before it have arrived.
        self.eval("1");
        for event in self.devtools.take_events() {
            let params = &event["params"];
            let problem = match event["method"].as_str().unwrap_or_default() {
                "Runtime.exceptionThrown" => Some(&params["exceptionDetails"]),
                "Runtime.consoleAPICalled" => Some(params).filter(|it| it["type"] != "log"),
                "Log.entryAdded" => Some(&params["entry"]).filter(|it| it["level"] != "verbose"),
                "Network.requestWillBeSent" => {
                    let url = params["request"]["url"].as_str().unwrap_or_default();
                    assert!(url.starts_with(&self.origin), "a request to another origin: {url}");
                    None
                }
                _ => None,
            };
            if let Some(problem) = problem.map(Value::to_string) {
                let is_expected = self.expected.iter().any(|it| problem.contains(it));
                assert!(is_expected, "the console shows: {problem}");
            }
        }
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        let _ = self.browser.kill();
        let _ = self.browser.wait();
    }
}

type Lines = io::Lines<BufReader<std::process::ChildStderr>>;

/// Reads the address of `DevTools`, which Chromium prints when it is ready.
fn address(mut lines: Lines) -> (String, Lines) {
    for line in lines.by_ref() {
        if let Some(address) = line.unwrap().strip_prefix("DevTools listening on ") {
            return (address.to_owned(), lines);
        }
    }
    panic!("Chromium ended without opening its DevTools");
}
