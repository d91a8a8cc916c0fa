//! The speed and the memory of `crm export`, side by side with a sequential loop.
//!
//! ```sh
//! cargo bench -p crm-cli --bench export            # 100,000 rows, all comparisons
//! cargo bench -p crm-cli --bench export -- memory  # 10,000 and 1,000,000 rows
//! ```
//!
//! The CRM is a sandbox in another process, which delays each page by 20 ms. `PYTHON` names an
//! interpreter that has the package `requests`; without it, the script `sequential.py` is not compared.
//! Memory and processor time come from `/proc`, so they are measured on Linux only.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crm_client::filter::{any, field};
use crm_client::sandbox::{Entity, Fault, Field, Sandbox};
use crm_client::{Client, Credentials, Sort};
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};

const ROWS: usize = 100_000;
const DELAY: Duration = Duration::from_millis(20);

/// The fields to export: the id and 19 others.
const FIELDS: [&str; 20] = [
    "c__orderId",
    "c__name",
    "c__phone",
    "c__address",
    "c__stage",
    "c__amount",
    "c__count",
    "c__code",
    "c__note",
    "c__day",
    "c__email",
    "c__website",
    "c__person",
    "c__city",
    "c__source",
    "c__rate",
    "createdOn",
    "modifiedOn",
    "createdBy",
    "owningUser",
];

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["server", rows] => serve(rows.parse().unwrap()),
        ["plain-xlsx", path] => plain_xlsx(Path::new(path)),
        // `cargo bench` passes `--bench`. `cargo test` does not, and must not measure.
        ["memory", "--bench"] => memory(),
        ["--bench"] => compare(),
        _ => {}
    }
}

/// Compares the time of all formats and of sequential programs.
fn compare() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(ROWS);
    println!("{ROWS} rows, {} fields, {} ms per page", FIELDS.len(), DELAY.as_millis());
    // The first query sorts all records in the sandbox, which keeps the result for the others.
    server.export(folder.path(), "csv");
    let csv = server.export(folder.path(), "csv");
    csv.print("crm export, csv");
    let library = timed(|| sequential(&server, &folder.path().join("library.csv")));
    print_ratio("sequential loop with this library", library, csv.time);
    if let Ok(python) = std::env::var("PYTHON") {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/sequential.py");
        let mut command = Command::new(python);
        command.arg(script).arg(folder.path().join("python.csv")).arg(FIELDS.join(","));
        let script = timed(|| assert!(server.configure(&mut command).status().unwrap().success()));
        print_ratio("sequential script in Python", script, csv.time);
    }
    let again = server.export(folder.path(), "csv");
    again.print("crm export, csv, again");
    let rows = server.export(folder.path(), "ndjson");
    rows.print("crm export, ndjson");
    let workbook = server.export(folder.path(), "xlsx");
    workbook.print("crm export, xlsx");
    let mut plain = Command::new(std::env::current_exe().unwrap());
    let plain = measure(plain.arg("plain-xlsx").arg(folder.path().join("plain.xlsx")));
    plain.print("rust_xlsxwriter alone");
    let converted = workbook.processor.saturating_sub(rows.processor);
    println!(
        "  xlsx without fetching: {converted:.2?} of processor time, {:.2} × of it alone",
        ratio(converted, plain.processor)
    );
    if cfg!(feature = "parquet") {
        server.export(folder.path(), "parquet").print("crm export, parquet");
    }
}

/// Measures the memory for few and for many rows.
fn memory() {
    let mut formats = vec!["csv", "ndjson", "xlsx"];
    if cfg!(feature = "parquet") {
        formats.push("parquet");
    }
    for rows in [10_000, 1_000_000] {
        let server = Server::start(rows);
        let folder = tempfile::tempdir().unwrap();
        for format in &formats {
            let run = server.export(folder.path(), format);
            run.print(&format!("{rows} rows, {format}"));
            fs::remove_file(folder.path().join(format!("out.{format}"))).unwrap();
        }
    }
}

/// What a process needed.
struct Run {
    time: Duration,
    processor: Duration,
    /// The largest resident memory in kilobytes.
    memory: u64,
}

impl Run {
    fn print(&self, name: &str) {
        let (time, processor, memory) = (self.time, self.processor, self.memory / 1024);
        println!("{name:36} {time:8.2?}  {processor:8.2?} of processor time  {memory:4} MB");
    }
}

fn print_ratio(name: &str, time: Duration, export: Duration) {
    println!("{name:36} {time:8.2?}  {:.1} × of crm export", ratio(time, export));
}

fn ratio(time: Duration, other: Duration) -> f64 {
    time.as_secs_f64() / other.as_secs_f64()
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

/// Runs a process to its end.
fn measure(command: &mut Command) -> Run {
    let start = Instant::now();
    let mut child = command.spawn().unwrap();
    let folder = PathBuf::from(format!("/proc/{}", child.id()));
    let (mut memory, mut ticks) = (0, 0);
    loop {
        // Both only increase, so the last values before the end are enough.
        let sizes = fs::read_to_string(folder.join("status")).unwrap_or_default();
        let peak = sizes.lines().find_map(|it| it.strip_prefix("VmHWM:"));
        let peak = peak.and_then(|it| it.trim().strip_suffix(" kB")?.trim().parse().ok());
        memory = peak.unwrap_or(memory);
        let times = fs::read_to_string(folder.join("stat")).unwrap_or_default();
        let fields: Vec<&str> = times.rsplit(')').next().unwrap_or_default().split(' ').collect();
        let used = |place: usize| fields.get(place).and_then(|it| it.parse::<u64>().ok());
        ticks = used(12).zip(used(13)).map_or(ticks, |(user, system)| (user + system).max(ticks));
        if let Some(exit) = child.try_wait().unwrap() {
            assert!(exit.success());
            let processor = Duration::from_millis(ticks * 10);
            return Run { time: start.elapsed(), processor, memory };
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// A sandbox in another process.
struct Server {
    child: Child,
    /// The environment variables of the connection.
    variables: Vec<(String, String)>,
}

impl Server {
    fn start(rows: usize) -> Server {
        let mut command = Command::new(std::env::current_exe().unwrap());
        let command = command.args(["server", &rows.to_string()]).stdin(Stdio::piped());
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut variables = Vec::new();
        while let Some(Ok(line)) = lines.next().filter(|it| it.as_ref().is_ok_and(|it| it != ".")) {
            let (name, value) = line.split_once('=').unwrap();
            variables.push((name.to_owned(), value.to_owned()));
        }
        Server { child, variables }
    }

    fn configure<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.envs(self.variables.iter().cloned()).env("NO_PROXY", "127.0.0.1")
    }

    fn variable(&self, name: &str) -> &str {
        self.variables.iter().find(|(it, _)| it == name).map_or("", |(_, value)| value)
    }

    fn export(&self, folder: &Path, format: &str) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_crm"));
        command
            .args(["export", "c__order", "--force", "--quiet", "--fields"])
            .arg(FIELDS.join(","));
        command.arg("-o").arg(folder.join(format!("out.{format}")));
        measure(self.configure(&mut command))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It ends with its standard input.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// Exports all rows with a loop that requests one page after another.
fn sequential(server: &Server, path: &Path) {
    let key = Credentials::sha1(server.variable("CRM_APP_ID"), server.variable("CRM_APP_KEY"));
    let builder = Client::builder().credentials(key).base_url(server.variable("CRM_BASE_URL"));
    let crm = builder.no_proxy().build().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut file = csv::Writer::from_path(path).unwrap();
    file.write_record(FIELDS).unwrap();
    runtime.block_on(async {
        let filter = any([field("c__name").is_not_empty(), field("c__name").is_empty()]);
        let call = crm.entity().adv_query("c__order", FIELDS, filter).page_size(200);
        let mut rows = call.sort(Sort::asc("createdOn").then_asc("c__orderId")).items();
        while let Some(row) = rows.next().await {
            let row = row.unwrap();
            let cells = FIELDS.map(|name| row.plain_string(name).unwrap_or_default());
            file.write_record(&cells).unwrap();
        }
    });
    file.flush().unwrap();
}

/// Writes the same rows with the library for workbooks alone.
fn plain_xlsx(path: &Path) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet_with_constant_memory().unwrap();
    for (name, column) in FIELDS.iter().zip(0..) {
        sheet.write_string(0, column, *name).unwrap();
    }
    let row = |number| {
        let row = record(number);
        FIELDS.map(|name| row.get(name).cloned().unwrap_or_else(|| format!("{number:040}").into()))
    };
    // Creating rows is not a part of writing them.
    let rows: Vec<[Value; 20]> = (0..100).map(row).collect();
    for (number, line) in (0..ROWS).zip(1..) {
        for (value, column) in rows[number % rows.len()].iter().zip(0..) {
            match value {
                Value::String(text) => sheet.write_string(line, column, text).unwrap(),
                Value::Number(value) => {
                    sheet.write_number(line, column, value.as_f64().unwrap()).unwrap()
                }
                Value::Bool(value) => sheet.write_boolean(line, column, *value).unwrap(),
                _ => sheet,
            };
        }
    }
    workbook.save(path).unwrap();
}

/// Serves a CRM until standard input is closed.
fn serve(rows: usize) {
    let sandbox = Sandbox::start_blocking().unwrap();
    let mut entity =
        Entity::new("c__order", "订单").key("c__orderId").main(Field::string("c__name", "名称"));
    for name in
        FIELDS.iter().filter(|it| it.starts_with("c__") && !it.ends_with("Id") && **it != "c__name")
    {
        entity = match *name {
            "c__stage" => entity.field(Field::picklist(*name, "阶段", [(0, "新建"), (1, "跟进")])),
            "c__amount" | "c__count" | "c__rate" => {
                entity.field(Field::new(*name, "数字", "number"))
            }
            _ => entity.field(Field::string(*name, "文本")),
        };
    }
    sandbox.declare(entity);
    sandbox.limit_journal(10);
    if rows <= ROWS {
        for number in 0..rows {
            sandbox.insert("c__order", &record(number));
        }
    } else {
        // So many records do not fit into memory.
        sandbox.endpoint("entity/adv-query", move |call| {
            let page: usize = call.param("page_no").map_or(1, |it| it.parse().unwrap());
            let range = (page - 1) * 200..(page * 200).min(rows);
            Ok(range
                .map(|number| {
                    let mut row = record(number);
                    row["c__orderId"] = format!("500-{number:036}").into();
                    row
                })
                .collect::<Vec<_>>())
        });
    }
    sandbox.inject(Fault::slow(DELAY).on("entity/adv-query").times(usize::MAX));
    println!("CRM_BASE_URL={}", sandbox.base_url());
    println!("CRM_APP_ID={}\nCRM_APP_KEY={}", sandbox.app_id(), sandbox.app_key());
    println!("CRM_USER={}\n.", sandbox.user());
    std::io::stdout().flush().unwrap();
    let _ = std::io::stdin().lines().count();
}

/// Returns the fields of a record.
fn record(number: usize) -> Value {
    let day = format!("2026-{:02}-{:02}", number % 12 + 1, number % 28 + 1);
    let below = |limit: usize| u32::try_from(number % limit).map_or(0.0, f64::from);
    json!({
        "c__name": format!("上海企能软件第{number}有限公司"),
        "c__phone": format!("1380{:07}", number % 10_000_000),
        "c__address": format!("上海市浦东新区世纪大道{}号{}室", number % 2000, number % 99),
        "c__stage": number % 2,
        "c__amount": below(1_000_000) + 0.25,
        "c__count": number % 500,
        "c__code": format!("{number:018}"),
        "c__note": format!("Note {number}: delivered, paid and confirmed by the customer"),
        "c__day": day,
        "c__email": format!("user{number}@example.com"),
        "c__website": format!("https://c{number}.example.com/"),
        "c__person": "杨志永",
        "c__city": "上海",
        "c__source": "展会",
        "c__rate": below(100) / 8.0,
        "createdOn": format!("{day} {:02}:{:02}:{:02}", number % 24, number % 60, number / 60 % 60),
        "modifiedOn": format!("{day} 18:00:00"),
    })
}
