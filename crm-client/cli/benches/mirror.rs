//! The calls, the CPU time and the memory of the first round of `crm mirror`, beside a program that decodes
//! the same replies and writes them with the same crates.
//!
//! ```sh
//! cargo bench -p crm-cli --bench mirror
//! ```
//!
//! `MIRROR_ROWS` sets the number of records. Default: 100,000. The CRM is a sandbox in this process. CPU time
//! and memory come from `/proc`, so they are measured on Linux only.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crm_client::filter::field;
use crm_client::sandbox::{Entity, Field, Sandbox};
use crm_client::{Client, Credentials, Page, Record, Sort};
use rusqlite::{Connection, params_from_iter};
use serde_json::json;

const ENTITY: &str = "c__customer";

/// The number of fields besides those that every entity has.
const FIELDS: usize = 14;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if let Some(place) = args.iter().position(|it| it == "by-hand") {
        by_hand(&args[place + 1], &args[place + 2], &args[place + 3], Path::new(&args[place + 4]));
    } else if args.iter().any(|it| it == "--bench") {
        // `cargo bench` passes `--bench`. `cargo test` does not, and must not measure.
        compare();
    }
}

fn compare() {
    let rows = std::env::var("MIRROR_ROWS").map_or(100_000, |it| it.parse().unwrap());
    let sandbox = server(rows);
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let by_hand = || {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["by-hand", &sandbox.base_url(), sandbox.app_id(), sandbox.app_key()]);
        command.arg(path("hand.db"));
        command
    };
    let mirror = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_crm"));
        command
            .args(["mirror", ENTITY, "--to", &format!("sqlite:{}", path("crm.db"))])
            .args(args)
            .env_clear()
            .env("HOME", folder.path())
            .env("CRM_BASE_URL", sandbox.base_url())
            .env("CRM_APP_ID", sandbox.app_id())
            .env("CRM_APP_KEY", sandbox.app_key())
            .env("NO_PROXY", "127.0.0.1");
        command
    };
    let mut cpu = [Vec::new(), Vec::new()];
    for _ in 0..3 {
        for name in ["hand.db", "crm.db"] {
            for end in ["", "-wal", "-shm"] {
                let _ = fs::remove_file(path(&format!("{name}{end}")));
            }
        }
        let [first, second] = [by_hand(), mirror(&[])].map(|command| measure(command, &sandbox));
        first.print("by hand");
        second.print("crm mirror");
        cpu[0].push(first.cpu);
        cpu[1].push(second.cpu);
    }
    measure(mirror(&[]), &sandbox).print("idle round");
    measure(mirror(&["--full"]), &sandbox).print("complete round without changes");
    let best = cpu.map(|it| it.into_iter().fold(f64::INFINITY, f64::min));
    println!("{rows} rows: CPU time of crm mirror / by hand = {:.2}", best[1] / best[0]);
}

/// Starts a server with records, one per second.
fn server(rows: usize) -> Sandbox {
    let sandbox = Sandbox::start_blocking().unwrap();
    sandbox.limit_journal(0);
    let mut entity = Entity::new(ENTITY, "客户").main(Field::string("c__name", "名称"));
    for index in 0..FIELDS {
        let (name, label) = (format!("c__field{index}"), format!("字段{index}"));
        entity = entity.field(match index % 4 {
            0 => Field::new(name, label, "number"),
            1 => Field::new(name, label, "date"),
            _ => Field::string(name, label),
        });
    }
    sandbox.declare(entity);
    for row in 0..rows {
        let time = jiff::Timestamp::from_second(1_700_000_000 + i64::try_from(row).unwrap());
        let time = time.unwrap().strftime("%Y-%m-%d %H:%M:%S").to_string();
        let mut record = json!({ "c__name": format!("上海第{row}贸易有限公司") });
        record["createdOn"] = json!(time);
        record["modifiedOn"] = json!(time);
        for index in 0..FIELDS {
            record[format!("c__field{index}")] = match index % 4 {
                0 => json!(row * index),
                1 => json!("2026-01-31"),
                2 => json!(format!("021-{row:08}")),
                _ => json!("上海市浦东新区张江路"),
            };
        }
        sandbox.insert(ENTITY, &record);
    }
    sandbox
}

/// Reads all pages by their numbers, and writes each row.
fn by_hand(url: &str, id: &str, key: &str, file: &Path) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let credentials = Credentials::sha1(id, key);
        let crm = Client::builder().base_url(url).credentials(credentials).no_proxy();
        let crm = crm.build().unwrap();
        let fields = crm.metadata().field(ENTITY).await.unwrap();
        let names: Vec<String> = fields.into_iter().map(|it| it.field).collect();
        let db = Connection::open(file).unwrap();
        db.pragma_update(None, "journal_mode", "WAL").unwrap();
        db.pragma_update(None, "synchronous", "NORMAL").unwrap();
        let columns = names.join(", ");
        let create = format!("CREATE TABLE t (_id TEXT PRIMARY KEY, _raw TEXT, {columns})");
        db.execute_batch(&create).unwrap();
        let marks = vec!["?"; names.len() + 2].join(", ");
        let sql = format!("INSERT OR REPLACE INTO t (_id, _raw, {columns}) VALUES ({marks})");
        let everything = field("c__name").is_not_empty();
        let query = crm.entity().adv_query(ENTITY, &names, everything).page_size(200);
        let query = query.sort(Sort::asc("modifiedOn")).returning::<Page<crm_client::Json>>();
        let mut pages = query.pages();
        while let Some(page) = pages.next().await {
            db.execute_batch("BEGIN").unwrap();
            let mut insert = db.prepare_cached(&sql).unwrap();
            for row in page.unwrap().data {
                let record: Record = row.get().unwrap();
                let text = |name: &str| record.plain_string(name);
                let own = [text("c__customerId"), Some(row.as_str().to_owned())];
                let values = own.into_iter().chain(names.iter().map(|it| text(it)));
                insert.execute(params_from_iter(values)).unwrap();
            }
            drop(insert);
            db.execute_batch("COMMIT").unwrap();
        }
    });
}

/// What a process needed.
struct Run {
    calls: usize,
    time: Duration,
    /// In seconds.
    cpu: f64,
    /// The largest resident memory in kilobytes.
    memory: u64,
}

impl Run {
    fn print(&self, name: &str) {
        let Run { calls, time, cpu, memory } = self;
        println!("{name}: {calls} calls, {time:.2?}, CPU {cpu:.2} s, {} MB", memory / 1024);
    }
}

fn measure(mut command: Command, sandbox: &Sandbox) -> Run {
    let (calls, cpu, start) = (sandbox.requests(), children(), Instant::now());
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut memory = 0;
    let exit = loop {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|it| it.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|it| it.trim().strip_suffix(" kB")?.parse().ok());
        memory = kilobytes.unwrap_or(memory).max(memory);
        if let Some(exit) = child.try_wait().unwrap() {
            break exit;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    assert!(exit.success());
    let time = start.elapsed();
    Run { calls: sandbox.requests() - calls, time, cpu: children() - cpu, memory }
}

/// Returns the CPU time of all children that have ended, in seconds.
fn children() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(") ").next().unwrap_or_default();
    let fields: Vec<u32> = fields.split(' ').map(|it| it.parse().unwrap_or_default()).collect();
    let ticks = fields.get(13..15).map_or(0, |it| it.iter().sum());
    f64::from(ticks) / 100.0
}
