//! The calls, the memory and the speed of `crm import`.
//!
//! ```sh
//! cargo bench -p crm-cli --bench import
//! ```
//!
//! The CRM is a sandbox in this process, which delays each call by 20 ms. Memory comes from `/proc`, so
//! it is measured on Linux only.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crm_client::sandbox::{Entity, Fault, Field, Sandbox};
use serde_json::json;

const ENTITY: &str = "c__customer";
const ROWS: usize = 10_000;
const CUSTOMERS: usize = 20_000;
const DELAY: Duration = Duration::from_millis(20);

fn main() {
    // `cargo bench` passes `--bench`. `cargo test` does not, and must not measure.
    if std::env::args().any(|it| it == "--bench") {
        plan();
        execute();
    }
}

/// Plans 10,000 rows, half of which match one of 20,000 records.
fn plan() {
    let sandbox = server();
    for index in 0..CUSTOMERS {
        let name = format!("上海第{index}贸易有限公司");
        let phone = format!("021-{index:08}");
        sandbox
            .insert(ENTITY, &json!({ "c__name": name, "c__phone": phone, "c__address": "上海" }));
    }
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), CUSTOMERS - ROWS / 2);
    let run = run(&sandbox, folder.path(), &["--match", "c__name,c__phone", "--plan"]);
    let calls = sandbox.completed_calls().len();
    let (time, memory) = (run.time, run.memory / 1024);
    println!("plan of {ROWS} rows, {CUSTOMERS} records: {calls} calls, {time:.2?}, {memory} MB");
}

/// Imports 10,000 rows, one and eight at a time.
fn execute() {
    let times = [1, 8].map(|concurrency| {
        let sandbox = server();
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), 0);
        let concurrency = concurrency.to_string();
        let options = ["--match", "c__name", "--yes", "--concurrency", &concurrency];
        let run = run(&sandbox, folder.path(), &options);
        let (time, memory) = (run.time, run.memory / 1024);
        let added =
            sandbox.completed_calls().iter().filter(|it| **it == "customentity/add").count();
        assert_eq!(added, ROWS);
        println!("import of {ROWS} rows, {concurrency} at a time: {time:.2?}, {memory} MB");
        time.as_secs_f64()
    });
    println!("8 at a time are {:.1} × as fast as 1", times[0] / times[1]);
}

/// Starts a server that delays each call.
fn server() -> Sandbox {
    let sandbox = Sandbox::start_blocking().unwrap();
    // A journal of all requests would take most of the time.
    sandbox.limit_journal(0);
    sandbox.declare(
        Entity::new(ENTITY, "客户")
            .key("c__customerId")
            .main(Field::string("c__name", "名称"))
            .field(Field::string("c__phone", "电话"))
            .field(Field::string("c__address", "地址")),
    );
    sandbox.inject(Fault::slow(DELAY).times(usize::MAX));
    sandbox
}

/// Writes rows of which the first number has this index.
fn write(folder: &Path, first: usize) {
    let mut text = String::from("名称,电话,地址\n");
    for index in first..first + ROWS {
        writeln!(text, "上海第{index}贸易,021-{index:08},北京").unwrap();
    }
    fs::write(folder.join("rows.csv"), text).unwrap();
}

/// What a process needed.
struct Run {
    time: Duration,
    /// The largest resident memory in kilobytes.
    memory: u64,
}

fn run(sandbox: &Sandbox, folder: &Path, options: &[&str]) -> Run {
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_crm"))
        .args(["import", ENTITY, "rows.csv", "--journal", "journal.db", "--output", "csv"])
        .args(options)
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder)
        .env("CRM_BASE_URL", sandbox.base_url())
        .env("CRM_APP_ID", sandbox.app_id())
        .env("CRM_APP_KEY", sandbox.app_key())
        .env("CRM_USER", sandbox.user().as_str())
        .env("NO_PROXY", "127.0.0.1")
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut memory = 0;
    loop {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|it| it.strip_prefix("VmHWM:"));
        let peak = line.and_then(|it| it.trim().strip_suffix(" kB")?.parse().ok());
        memory = memory.max(peak.unwrap_or_default());
        if let Some(status) = child.try_wait().unwrap() {
            assert!(matches!(status.code(), Some(0 | 7)), "{status}");
            return Run { time: start.elapsed(), memory };
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}
