//! One run with a seed: a CRM, a file, processes that are killed, and the checks in the end.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use calamine::{Data, Reader, Xlsx, open_workbook};
use crm_client::filter::field;
use crm_client::sandbox::Sandbox;
use crm_client::{Page, Record};
use fastrand::Rng;
use rust_xlsxwriter::Workbook;
use tempfile::TempDir;

use super::model::{self, ENTITY, FIELDS, LABELS, Records, Row, Values};
use super::{fault, file};

/// The number of processes after which a run must be finished. The last ones are not disturbed.
const MAX_PROCESSES: usize = 14;

/// What all runs have done.
#[derive(Debug, Default)]
pub struct Totals {
    pub runs: AtomicUsize,
    pub rows: AtomicUsize,
    pub processes: AtomicUsize,
    pub kills: AtomicUsize,
    pub faults: AtomicUsize,
    pub corrected: AtomicUsize,
}

struct Run<'a> {
    seed: u64,
    rng: Rng,
    sandbox: Sandbox,
    folder: TempDir,
    totals: &'a Totals,
    options: Vec<String>,
}

/// Checks one seed.
pub fn check(seed: u64, totals: &Totals) {
    let mut rng = Rng::with_seed(seed);
    let sandbox = Sandbox::start_blocking().unwrap();
    let companies = rng.usize(3..30);
    let mut records = model::prepare(&mut rng, &sandbox, companies);
    let before = records.len();
    let count = rng.usize(1..40);
    let mut rows: Vec<Row> = (0..count).map(|_| model::row(&mut rng, companies)).collect();
    let skips = rng.u8(..4) == 0;
    let is_excel = rng.u8(..4) == 0;
    let concurrency = rng.usize(1..9).to_string();
    let on_match = if skips { "skip" } else { "update" };
    let options = ["--match", "c__name", "--on-match", on_match, "--concurrency", &concurrency];
    let options = options.map(str::to_owned).to_vec();
    let folder = tempfile::tempdir().unwrap();
    let mut run = Run { seed, rng, sandbox, folder, totals, options };
    let name = if is_excel { "trade.xlsx" } else { "trade.csv" };
    file::write(&run.folder.path().join(name), &rows, is_excel);
    let expected = model::import(&mut records, &rows, skips);
    run.until_finished(name, &expected);
    run.verify(name, &expected, &records, before);
    run.again(name, &expected);
    run.corrected(&mut rows, &expected, &mut records, is_excel, skips);
    totals.runs.fetch_add(1, Ordering::Relaxed);
    totals.rows.fetch_add(count, Ordering::Relaxed);
}

impl Run<'_> {
    /// Runs the command until it finishes, with fewer and fewer disturbances.
    fn until_finished(&mut self, name: &str, expected: &[&str]) {
        for attempt in 0.. {
            let is_calm = attempt + 3 >= MAX_PROCESSES;
            if is_calm {
                self.sandbox.clear_faults();
            } else {
                for _ in 0..self.rng.usize(..5) {
                    self.sandbox.inject(fault::random(&mut self.rng));
                }
            }
            let kill = (!is_calm && self.rng.u8(..10) < 7).then(|| self.rng.u64(10..500));
            let code = self.process(name, kill.map(Duration::from_millis));
            let has_refused = expected.contains(&"refused");
            let states = self.outcomes(name);
            let is_open = states.values().any(|it| it == "pending" || it == "unknown");
            match code {
                Some(0 | 6) if !is_open => {
                    let expected = if has_refused { 6 } else { 0 };
                    assert_eq!(code, Some(expected), "seed {}\n{}", self.seed, self.log());
                    break;
                }
                _ => assert!(attempt < MAX_PROCESSES, "seed {}: {code:?} {states:?}", self.seed),
            }
        }
        self.totals.faults.fetch_add(self.sandbox.faults_applied(), Ordering::Relaxed);
        self.sandbox.clear_faults();
    }

    /// Starts the command, and kills it after a time. Returns its exit code, unless it was killed.
    fn process(&self, name: &str, kill: Option<Duration>) -> Option<i32> {
        self.totals.processes.fetch_add(1, Ordering::Relaxed);
        let mut child = self.start(name);
        let started = Instant::now();
        loop {
            if let Some(status) = child.try_wait().unwrap() {
                return status.code();
            }
            if kill.is_some_and(|it| started.elapsed() >= it) {
                child.kill().unwrap();
                child.wait().unwrap();
                self.totals.kills.fetch_add(1, Ordering::Relaxed);
                return None;
            }
            assert!(started.elapsed() < Duration::from_secs(120), "seed {}: it hangs", self.seed);
            thread::sleep(Duration::from_millis(2));
        }
    }

    fn start(&self, name: &str) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_crm"));
        let path = self.folder.path().join("log");
        let log = std::fs::File::options().create(true).append(true).open(path).unwrap();
        command
            .env_clear()
            .env("LANG", "C")
            .env("HOME", self.folder.path())
            .env("CRM_BASE_URL", self.sandbox.base_url())
            .env("CRM_APP_ID", self.sandbox.app_id())
            .env("CRM_APP_KEY", self.sandbox.app_key())
            .env("CRM_USER", self.sandbox.user().as_str())
            .env("NO_PROXY", "127.0.0.1")
            .current_dir(self.folder.path())
            .args(["import", ENTITY, name, "--yes", "--retry-unknown", "--grace", "0.3"])
            .args(["--journal", "journal.db", "--output", "json"])
            .args(&self.options)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log);
        command.spawn().unwrap()
    }

    /// Returns the outcomes of the file with the results, by the number of the row.
    fn outcomes(&self, name: &str) -> BTreeMap<u32, String> {
        let path = self.folder.path().join(Path::new(name).with_extension("result.csv"));
        let Ok(text) = std::fs::read_to_string(path) else { return BTreeMap::new() };
        let mut csv = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let rows = csv.records().map(|it| it.unwrap());
        rows.map(|it| (it[0].parse().unwrap(), it[1].to_owned())).collect()
    }

    /// Checks the outcomes and the records.
    fn verify(&self, name: &str, expected: &[&str], records: &Records, before: usize) {
        let outcomes: Vec<String> = self.outcomes(name).into_values().collect();
        assert_eq!(outcomes, expected, "seed {}\n{}", self.seed, self.log());
        let mut found: Vec<Values> = self.records();
        let mut wanted: Vec<Values> = records.values().cloned().collect();
        found.sort();
        wanted.sort();
        assert_eq!(found, wanted, "seed {}\n{}", self.seed, self.log());
        let created = expected.iter().filter(|it| **it == "created").count();
        assert_eq!(records.len(), before + created, "seed {}", self.seed);
        let calls = self.sandbox.completed_calls();
        let added = calls.iter().filter(|it| **it == "customentity/add").count();
        assert_eq!(added, created, "seed {}\n{}", self.seed, self.log());
    }

    /// Returns everything that helps to understand a failure.
    fn log(&self) -> String {
        let read = |name: &str| std::fs::read_to_string(self.folder.path().join(name));
        let names = ["log", "trade.csv", "trade.result.csv", "trade.errors.result.csv"];
        names.map(|it| read(it).unwrap_or_default()).join("\n---\n")
    }

    /// Reads all records of the CRM.
    fn records(&self) -> Vec<Values> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let crm = self.sandbox.client_builder().build().unwrap();
        let rows = async {
            let filter = field(FIELDS[0]).is_not_empty();
            let call = crm.entity().adv_query(ENTITY, FIELDS, filter).page_size(200);
            let page: Page<Record> = call.await.unwrap();
            assert!(page.data.len() < 200);
            page.data
        };
        let values =
            |record: Record| FIELDS.map(|it| record.plain_string(it).filter(|it| !it.is_empty()));
        runtime.block_on(rows).into_iter().map(values).collect()
    }

    /// Imports the same file again: nothing is written, and the outcomes stay.
    fn again(&self, name: &str, expected: &[&str]) {
        let writes =
            |calls: &[&str]| calls.iter().filter(|it| it.starts_with("customentity/")).count();
        let before = writes(&self.sandbox.completed_calls());
        self.process(name, None);
        assert_eq!(writes(&self.sandbox.completed_calls()), before, "seed {}", self.seed);
        assert!(
            self.outcomes(name).into_values().eq(expected.iter().copied()),
            "seed {}",
            self.seed
        );
    }

    /// Corrects the file with the refused rows, and imports it.
    fn corrected(
        &mut self,
        rows: &mut [Row],
        expected: &[&str],
        records: &mut Records,
        is_excel: bool,
        skips: bool,
    ) {
        let name = if is_excel { "trade.errors.xlsx" } else { "trade.errors.csv" };
        let path = self.folder.path().join(name);
        let refused: Vec<&mut Row> = rows.iter_mut().filter(|it| it.values.is_err()).collect();
        assert_eq!(path.exists(), !refused.is_empty(), "seed {}", self.seed);
        if refused.is_empty() {
            return;
        }
        assert_eq!(refused.len(), expected.iter().filter(|it| **it == "refused").count());
        let mut fixed = Vec::new();
        let companies = rows.len() + 40;
        for (number, row) in rows.iter_mut().filter(|it| it.values.is_err()).enumerate() {
            // Only the invalid cell is replaced, as a person would do it.
            let Err(column) = row.values else { continue };
            row.company = if column == 0 { companies + number } else { row.company };
            let fix = [&*format!("上海第{}贸易", row.company), "", "7", "新建", "2024-03-05"]
                [column]
                .to_owned();
            row.cells[column] = Some(fix);
            fixed.push(row.clone());
        }
        correct(&path, &fixed, is_excel);
        self.until_finished(name, &[]);
        let outcomes = self.outcomes(name);
        assert_eq!(outcomes.len(), fixed.len(), "seed {}", self.seed);
        let is_imported = |it: &String| it == "created" || it == "updated" || it == "unchanged";
        assert!(
            outcomes.values().all(is_imported),
            "seed {}: {outcomes:?}\n{}",
            self.seed,
            self.log()
        );
        let companies: std::collections::BTreeSet<usize> =
            records.keys().copied().chain(fixed.iter().map(|it| it.company)).collect();
        assert_eq!(self.records().len(), companies.len(), "seed {} {skips}", self.seed);
        self.totals.corrected.fetch_add(1, Ordering::Relaxed);
    }
}

/// Replaces cells in the file of the tool, and leaves its other columns as they are.
fn correct(path: &Path, fixed: &[Row], is_excel: bool) {
    let old = if is_excel { read_excel(path) } else { read_csv(path) };
    assert!(old[0].iter().take(LABELS.len()).eq(LABELS) && old[0].len() == LABELS.len() + 2);
    assert_eq!(old.len(), fixed.len() + 1);
    let mut rows = old;
    for (cells, row) in rows[1..].iter_mut().zip(fixed) {
        for (cell, value) in cells.iter_mut().zip(&row.cells) {
            *cell = value.clone().unwrap_or_default();
        }
    }
    if is_excel {
        let mut book = Workbook::new();
        book.add_worksheet().write_row_matrix(0, 0, &rows).unwrap();
        book.save(path).unwrap();
        return;
    }
    let mut out = csv::Writer::from_path(path).unwrap();
    for row in &rows {
        out.write_record(row).unwrap();
    }
    out.flush().unwrap();
}

fn read_csv(path: &Path) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(path).unwrap();
    let text = text.trim_start_matches('\u{feff}').as_bytes();
    let mut csv = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
    csv.records().map(|it| it.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn read_excel(path: &Path) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    sheet.rows().map(|row| row.iter().map(Data::to_string).collect()).collect()
}
