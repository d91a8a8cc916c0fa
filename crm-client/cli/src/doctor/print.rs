//! Prints a report, for people or as JSON.

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use super::report::{Check, Difference, Mark, Part, Report};
use crate::failure::Failure;
use crate::lang::tr;
use crate::output::{self, Format, Printer, wrap};
use crate::{safe, terminal};

/// The largest width of a line.
const MAX_WIDTH: usize = 100;

/// The largest width of a title.
const MAX_TITLE: usize = 26;

/// The smallest width of a description, even on a narrow terminal.
const NARROWEST: usize = 20;

/// The columns before a title: two spaces, the mark and a space.
const BEFORE_TITLE: usize = 4;

/// Prints a report.
pub(crate) fn print(report: &Report, format: Format) -> Result<(), Failure> {
    match format {
        Format::Table => output::line(&text(report, usize::from(terminal::width()))),
        Format::Json => output::line(&format!("{:#}", report.to_json())),
        Format::Ndjson | Format::Csv => {
            let mut printer = Printer::new(format, None);
            for part in [Part::Connection, Part::Behavior] {
                for check in report.checks(part) {
                    printer.row(&output::row(&row(check)))?;
                }
            }
            printer.finish()
        }
    }
}

fn row(check: &Check) -> Value {
    let value = match &check.value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    json!({
        "id": check.id,
        "status": check.mark.word(),
        "value": value,
        "summary": check.text,
        "server_message": check.message,
        "remedy": check.remedy,
    })
}

/// Returns the report as lines that fit the terminal.
fn text(report: &Report, width: usize) -> String {
    let layout = Layout::of(report, width.min(MAX_WIDTH));
    let mut lines = Vec::new();
    let (version, calls) = (env!("CARGO_PKG_VERSION"), report.calls());
    let about = tr!(
        "crm {version} doctor. Calls: {calls}, only reads. The report has no values of records, no ids, no keys and no host names.",
        "crm {version} doctor。共调用 {calls} 次，均为只读。报告不含记录内容、id、密钥和主机名。"
    );
    lines.extend(wrap(&about, layout.width).into_iter().map(str::to_owned));
    for (part, heading) in [
        (Part::Connection, tr!("Connection", "连接")),
        (Part::Behavior, tr!("Behavior that the vendor does not document", "厂商未说明的行为")),
    ] {
        if report.checks(part).next().is_some() {
            lines.extend([String::new(), heading]);
            lines.extend(report.checks(part).flat_map(|it| layout.check(it)));
        }
    }
    if let Some(differences) = report.differences() {
        let count = differences.len();
        let heading = tr!("Differences from the sandbox: {count}", "与沙箱的差异：{count}");
        lines.extend([String::new(), heading]);
        lines.extend(differences.iter().flat_map(|it| layout.difference(it)));
        let undetermined = report.checks(Part::Behavior);
        let undetermined = undetermined.filter(|it| it.mark == Mark::Undetermined).count();
        if undetermined > 0 {
            lines.push(tr!(
                "  Not determined, and so not compared: {undetermined}",
                "  无法判断、因此未比较：{undetermined}"
            ));
        }
        if count > 0 {
            let hint = tr!(
                "Please publish this report in an issue of the project, so that the sandbox can learn from it.",
                "欢迎在本项目的 issue 中发布此报告，以便完善沙箱。"
            );
            lines.push(String::new());
            lines.extend(wrap(&hint, layout.width).into_iter().map(str::to_owned));
        }
    }
    lines.join("\n")
}

struct Layout {
    width: usize,
    title: usize,
}

impl Layout {
    fn of(report: &Report, width: usize) -> Layout {
        let checks = [Part::Connection, Part::Behavior].map(|it| report.checks(it));
        let widths = checks.into_iter().flatten().map(|it| it.title.width());
        let title = widths.max().unwrap_or_default().min(MAX_TITLE).min(width / 3);
        Layout { width, title }
    }

    fn check(&self, check: &Check) -> Vec<String> {
        let text = match check.mark {
            Mark::Undetermined => {
                tr!("not determined, because {}", "无法判断：{}", check.text)
            }
            Mark::Skipped => tr!("skipped, because {}", "已跳过：{}", check.text),
            _ => check.text.clone(),
        };
        let mut lines = self.entry(mark(check.mark), &check.title, &text);
        if let Some(message) = &check.message {
            lines.extend(self.entry(" ", "", &tr!("message: {message}", "消息：{message}")));
        }
        if let Some(remedy) = &check.remedy {
            lines.extend(self.entry(" ", "", &format!("→ {remedy}")));
        }
        lines
    }

    fn difference(&self, difference: &Difference) -> Vec<String> {
        let Difference { found, expected } = difference;
        let title = match found.id.strip_prefix("modified_on.") {
            Some(rest) => safe::line(&rest.replacen('.', ".modifiedOn, ", 1)).into_owned(),
            None => found.title.clone(),
        };
        let mut lines = self.entry("≠", &title, &tr!("here: {}", "此 CRM：{}", found.text));
        lines.extend(self.entry(" ", "", &tr!("sandbox: {}", "沙箱：{}", expected.text)));
        lines
    }

    /// Returns a line with a mark, a title and a description, which can continue in further lines.
    fn entry(&self, mark: &str, title: &str, text: &str) -> Vec<String> {
        let before = BEFORE_TITLE + self.title + 2;
        let texts = wrap(text, self.width.saturating_sub(before).max(NARROWEST));
        let mut lines: Vec<String> = Vec::new();
        let mut head = format!("  {mark} {title}");
        if title.width() > self.title {
            lines.push(std::mem::take(&mut head));
        }
        for text in texts {
            let space = before.saturating_sub(head.width());
            lines.push(format!("{head}{}{text}", " ".repeat(space)));
            head.clear();
        }
        lines
    }
}

fn mark(mark: Mark) -> &'static str {
    match mark {
        Mark::Good => "✓",
        Mark::Warning => "!",
        Mark::Bad => "✗",
        Mark::Found => "·",
        Mark::Undetermined => "?",
        Mark::Skipped => "-",
    }
}
