//! Exports one entity to a file, and continues an interrupted export.

use std::cell::Cell;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::Instant;

use serde_json::{Value, json};

use super::files::{self, Files};
use super::format::Format;
use super::journal::{Journal, Left, Mark, Start};
use super::manifest::{self, Manifest, Query};
use super::plan::Plan;
use super::progress::Progress;
use super::source::Source;
use super::table::Table;
use super::{Request, convert};
use crate::failure::Failure;
use crate::lang::tr;
use crate::session::Session;
use crate::tenant;

/// The number of rows that the next run does not fetch again.
#[derive(Default)]
pub(crate) struct Saved(Cell<u64>);

impl Saved {
    /// Adds to a failure how to continue, if there is something to continue.
    pub(crate) fn explain(&self, failure: Failure) -> Failure {
        match self.0.get() {
            0 => failure,
            rows => failure.with_remedy(&tr!(
                "run the same command again to continue after {rows} rows",
                "再次运行相同的命令，可从 {rows} 行之后继续"
            )),
        }
    }
}

/// Exports an entity to a file.
pub(super) async fn export(
    session: &Session<'_>,
    request: &Request,
    entity: &str,
    files: &Files,
    saved: &Saved,
) -> Result<(), Failure> {
    saved.0.set(0);
    let begin = Instant::now();
    let format = request.format;
    let (journal, left) = Journal::open(files)?;
    let left =
        left.filter(|it| !it.is_complete || ready(files, format).exists() || files.target.exists());
    let is_placed = |left: &Left| left.is_complete && !ready(files, format).exists();
    if !request.force && !left.as_ref().is_some_and(is_placed) {
        files.check_free()?;
    }
    let mut plan = Plan::new(session, request, tenant::entity(session, entity).await?).await?;
    let identity = identity(session, format, &plan);
    let is_other = left.as_ref().is_some_and(|left| left.start.identity != identity);
    if is_other {
        if !request.force {
            files.check_free()?;
        }
        session.options().hint(&tr!(
            "{}: the interrupted export has another query; starting again",
            "{}：中断的导出使用了不同的查询；重新开始",
            files::shown(&files.target)
        ));
    }
    let left = left.filter(|_| !is_other);
    let mut run = Run {
        session,
        request,
        files,
        saved,
        journal,
        progress: Progress::new(entity, session.options().quiet),
        begin,
        earlier: left.as_ref().map_or(0, |it| it.mark.rows),
    };
    let (start, mark) = match left {
        Some(left) if left.is_complete => (left.start, left.mark),
        left => {
            let (start, mut mark) = run.fetch(&mut plan, identity, left).await?;
            run.complete(&plan, &start, &mut mark).await?;
            (start, mark)
        }
    };
    run.place(&plan, &start, &mark)
}

/// Returns the complete file before it gets its final name.
fn ready(files: &Files, format: Format) -> &Path {
    if format.is_appendable() { &files.part } else { &files.converted }
}

/// Returns everything that decides about the contents of the file, to recognize the same export.
fn identity(session: &Session<'_>, format: Format, plan: &Plan) -> Value {
    json!({
        "query": plan.identity(),
        "format": format.name(),
        "base_url": session.base_url(),
        "app_id": session.app_id(),
    })
}

/// A running export.
struct Run<'a> {
    session: &'a Session<'a>,
    request: &'a Request,
    files: &'a Files,
    saved: &'a Saved,
    journal: Journal,
    progress: Progress,
    begin: Instant,
    /// The number of rows that an earlier run has exported.
    earlier: u64,
}

impl Run<'_> {
    /// Fetches all rows, or those that an interrupted export lacks.
    async fn fetch(
        &mut self,
        plan: &mut Plan,
        identity: Value,
        left: Option<Left>,
    ) -> Result<(Start, Mark), Failure> {
        let session = self.session;
        let (mut source, mut table, mut part, start, mut mark);
        if let Some(left) = left {
            let layout = left.start.layout();
            source = Source::resume(session, plan, layout, left.mark.page).await?;
            table = Table::new(plan, &source.layout, self.request.format);
            table.remember(&left.keys);
            part = self.open_part(left.mark.bytes)?;
            (start, mark) = (left.start, left.mark);
            self.saved.0.set(mark.rows);
            self.progress.resume(mark.rows);
            session.options().hint(&tr!(
                "{}: continuing after {} rows",
                "{}：从 {} 行之后继续",
                files::shown(&self.files.target),
                mark.rows
            ));
        } else {
            source = Source::begin(session, plan).await?;
            table = Table::new(plan, &source.layout, self.request.format);
            start = Start::new(identity, source.layout.clone());
            self.journal.start(start.clone())?;
            part = files::create(&self.files.part).map_err(|it| self.part_failed(&it))?;
            mark = Mark::default();
            table.header()?;
            mark.bytes = self.append(&mut part, &table.text)?;
        }
        let earlier_calls = mark.calls;
        while let Some(fetched) = source.next(session).await? {
            table.text.clear();
            let counts = table.page(&fetched)?;
            mark.bytes += self.append(&mut part, &table.text)?;
            mark.page = fetched.number;
            mark.rows += counts.rows;
            mark.repeated += counts.repeated;
            mark.calls = earlier_calls + source.calls();
            mark.keys = counts.keys;
            self.journal.page(&mark)?;
            self.saved.0.set(mark.rows);
            self.progress.rows(mark.rows, fetched.page.total_size);
        }
        mark.calls = earlier_calls + source.calls();
        part.sync_all().map_err(|it| self.part_failed(&it))?;
        Ok((if table.has_key() { start } else { Start { key: None, ..start } }, mark))
    }

    /// Completes the file after the last page.
    async fn complete(
        &mut self,
        plan: &Plan,
        start: &Start,
        mark: &mut Mark,
    ) -> Result<(), Failure> {
        let format = self.request.format;
        if !format.is_appendable() {
            let name = format.name();
            self.progress.stage(tr!("writing the {name} file", "正在写入 {name} 文件"));
            mark.long_cells = convert::run(self.files, format, plan, start).await?;
        }
        mark.keys.clear();
        self.journal.end(mark)
    }

    /// Gives the complete file its final name, and writes the manifest. An earlier run can have been
    /// killed after any of these steps.
    fn place(self, plan: &Plan, start: &Start, mark: &Mark) -> Result<(), Failure> {
        let (files, format) = (self.files, self.request.format);
        if ready(files, format).exists() {
            if !self.request.force {
                files.check_free()?;
            }
            let placed = fs::rename(ready(files, format), &files.target);
            placed.map_err(|it| files::failed(&files.target, &it))?;
        }
        files::remove(&files.part)?;
        self.manifest(plan, start, mark).write(files)?;
        self.journal.finish()?;
        self.saved.0.set(0);
        self.progress.clear();
        let (path, rows) = (files::shown(&files.target), mark.rows);
        let millis = self.begin.elapsed().as_millis().max(1);
        let rate = u128::from(rows - self.earlier) * 1000 / millis;
        let seconds = format!("{}.{}", millis / 1000, millis / 100 % 10);
        self.session.options().hint(&tr!(
            "{path}: {rows} rows in {seconds} s ({rate} rows/s)",
            "{path}：{rows} 行，用时 {seconds} 秒（{rate} 行/秒）"
        ));
        if let Some(cells) = mark.long_cells {
            self.session.options().hint(&tr!(
                "{path}: {cells} cells are longer than a cell of a workbook can be; they continue on the last sheet",
                "{path}：{cells} 个单元格超过工作簿单元格的长度上限；其余内容见最后一个工作表"
            ));
        }
        Ok(())
    }

    fn manifest<'a>(&'a self, plan: &'a Plan, start: &'a Start, mark: &'a Mark) -> Manifest<'a> {
        let file = self.files.target.file_name().unwrap_or_default();
        Manifest {
            entity: &plan.entity.info.entity,
            label: &plan.entity.info.name,
            file: file.to_string_lossy().into_owned(),
            format: self.request.format.name(),
            rows: mark.rows,
            repeated_rows: mark.repeated,
            calls: mark.calls,
            fields: &start.columns,
            key: start.key.as_deref(),
            labels: plan.has_labels,
            query: Query { filter: plan.filter.as_ref(), sort: start.sort.as_deref() },
            base_url: self.session.base_url(),
            started: &start.started,
            finished: manifest::now(),
            long_cells: mark.long_cells,
            version: env!("CARGO_PKG_VERSION"),
        }
    }

    /// Opens the rows of an interrupted export, without those of an incomplete page.
    fn open_part(&self, bytes: u64) -> Result<File, Failure> {
        let open = || {
            let mut part = OpenOptions::new().read(true).write(true).open(&self.files.part)?;
            part.set_len(bytes)?;
            part.seek(SeekFrom::End(0))?;
            Ok(part)
        };
        open().map_err(|error| self.part_failed(&error))
    }

    /// Appends text in one step, and returns its size.
    fn append(&self, part: &mut File, text: &[u8]) -> Result<u64, Failure> {
        part.write_all(text).map_err(|error| self.part_failed(&error))?;
        Ok(text.len() as u64)
    }

    fn part_failed(&self, error: &io::Error) -> Failure {
        files::failed(&self.files.part, error)
    }
}
