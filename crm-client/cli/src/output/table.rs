//! Rows as a table that fits the terminal.

use std::io::{self, Write};

use crm_client::{Id, Record};
use unicode_width::UnicodeWidthStr;

use super::Rows;
use super::block::block;
use super::cell::Cell;
use super::layout::{self, GAP, Need, cut, pad};
use crate::safe;

/// A table. Its first rows decide about the widths of the columns, so that the other rows need no
/// memory. If the columns do not fit the terminal, each row is a block with one field per line.
pub(super) struct Table<W: Write> {
    columns: Option<Vec<String>>,
    width: usize,
    /// The first rows, until there are enough of them.
    waiting: Vec<Vec<Cell>>,
    layout: Option<Layout>,
    out: W,
}

/// How rows are printed.
enum Layout {
    Columns(Vec<Column>),
    Blocks,
}

struct Column {
    width: usize,
    is_right: bool,
    /// Whether longer values are shortened. Otherwise, they move the rest of the row.
    is_cut: bool,
}

/// The number of rows that decide about the layout.
const FIRST: usize = 200;

impl<W: Write> Table<W> {
    /// Creates a table of these columns, or of the fields of the first row, with a width in columns of
    /// the terminal.
    pub(super) fn new(columns: Option<Vec<String>>, width: u16, out: W) -> Table<W> {
        Table { columns, width: width.into(), waiting: Vec::new(), layout: None, out }
    }

    /// Decides about the layout, and prints the rows that have waited for it. If there will be more rows,
    /// columns with text get the rest of the width.
    fn begin(&mut self, has_more: bool) -> io::Result<()> {
        let names = self.columns.as_deref().unwrap_or_default();
        if self.layout.is_some() || names.is_empty() {
            return Ok(());
        }
        let names: Vec<_> = names.iter().map(|it| safe::line(it)).collect();
        let columns = names.iter().enumerate().map(|(index, name)| {
            let cells =
                || self.waiting.iter().map(|row| &row[index]).filter(|it| !it.text.is_empty());
            let all = |has: fn(&Cell) -> bool| cells().next().is_some() && cells().all(has);
            let is_number = all(|it| it.is_number);
            let is_cut = !is_number && !all(|it| Id::from(it.text.as_str()).is_valid());
            let natural = cells().map(|it| it.text.width()).max().unwrap_or(0).max(name.width());
            let need = if is_cut { Need::flexible(natural) } else { Need::fixed(natural) };
            (need, Column { width: 0, is_right: is_number, is_cut })
        });
        let (needs, mut columns): (Vec<_>, Vec<_>) = columns.unzip();
        let layout = match layout::fit(&needs, self.width) {
            None => Layout::Blocks,
            Some(widths) => {
                let gaps = GAP * (columns.len() - 1);
                let rest = self.width - gaps - widths.iter().sum::<usize>();
                let count = columns.iter().filter(|it| it.is_cut).count().max(1);
                let share = if has_more { rest / count } else { 0 };
                for (column, width) in columns.iter_mut().zip(widths) {
                    column.width = if column.is_cut { width + share } else { width };
                }
                let names = names.iter().map(AsRef::as_ref);
                line(&columns, names, &mut self.out)?;
                let rule = columns.iter().map(|it| "-".repeat(it.width)).collect::<Vec<_>>();
                line(&columns, rule.iter().map(String::as_str), &mut self.out)?;
                Layout::Columns(columns)
            }
        };
        self.layout = Some(layout);
        for (index, row) in std::mem::take(&mut self.waiting).iter().enumerate() {
            if index > 0 && matches!(self.layout, Some(Layout::Blocks)) {
                writeln!(self.out)?;
            }
            self.print(row)?;
        }
        self.out.flush()
    }

    fn print(&mut self, row: &[Cell]) -> io::Result<()> {
        if let Some(Layout::Columns(columns)) = &self.layout {
            return line(columns, row.iter().map(|it| it.text.as_str()), &mut self.out);
        }
        let names = self.columns.iter().flatten().map(String::as_str);
        let fields = names.zip(row.iter().map(|it| it.text.as_str()));
        block(&fields.collect::<Vec<_>>(), self.width, &mut self.out)
    }
}

impl<W: Write> Rows for Table<W> {
    fn row(&mut self, row: &Record) -> io::Result<()> {
        let columns = self.columns.get_or_insert_with(|| super::columns_of(None, row));
        let row: Vec<Cell> = columns.iter().map(|name| Cell::of(row, name)).collect();
        if let Some(layout) = &self.layout {
            if matches!(layout, Layout::Blocks) {
                writeln!(self.out)?;
            }
            return self.print(&row);
        }
        self.waiting.push(row);
        if self.waiting.len() < FIRST { Ok(()) } else { self.begin(true) }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn finish(&mut self) -> io::Result<()> {
        self.begin(false)?;
        self.out.flush()
    }

    fn abandon(&mut self) -> io::Result<()> {
        if self.waiting.is_empty() { self.out.flush() } else { self.finish() }
    }
}

/// Writes a line of a table.
fn line<'a>(
    columns: &[Column],
    cells: impl Iterator<Item = &'a str>,
    out: &mut impl Write,
) -> io::Result<()> {
    let cells = columns.iter().zip(cells).map(|(column, text)| {
        let text = if column.is_cut { cut(text, column.width) } else { text.to_owned() };
        pad(&text, column.width, column.is_right)
    });
    let line = cells.collect::<Vec<_>>().join(&" ".repeat(GAP));
    writeln!(out, "{}", line.trim_end())
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(columns: &[&str], rows: &[&str], width: u16, expect: &Expect) {
        let columns = columns.iter().map(|it| (*it).to_owned()).collect();
        let mut out = Vec::new();
        let mut table = Table::new(Some(columns), width, &mut out);
        for row in rows {
            table.row(&serde_json::from_str(row).unwrap()).unwrap();
        }
        table.finish().unwrap();
        drop(table);
        expect.assert_eq(&String::from_utf8(out).unwrap());
    }

    const ROWS: [&str; 3] = [
        r#"{"name":"上海企能软件科技有限公司","amount":99999.00,"phone":"021-34240127"}"#,
        r#"{"name":"Acme \u001b[31mred","amount":-1.5,"phone":null}"#,
        r#"{"name":"two\n\"lines\"","amount":0}"#,
    ];

    #[test]
    fn aligns_columns_by_their_width_on_a_terminal() {
        check(
            &["name", "amount", "phone"],
            &ROWS,
            60,
            &expect![[r#"
                name                        amount  phone
                ------------------------  --------  ------------
                上海企能软件科技有限公司  99999.00  021-34240127
                Acme \u{1b}[31mred            -1.5
                two⏎"lines"                      0
            "#]],
        );
    }

    #[test]
    fn shortens_text_and_no_numbers() {
        check(
            &["name", "amount", "phone"],
            &ROWS,
            30,
            &expect![[r#"
                name         amount  phone
                ---------  --------  ---------
                上海企能…  99999.00  021-3424…
                Acme \u{…      -1.5
                two⏎"lin…         0
            "#]],
        );
    }

    #[test]
    fn prints_blocks_if_the_columns_do_not_fit() {
        check(
            &["name", "amount", "phone"],
            &ROWS,
            24,
            &expect![[r#"
                name    上海企能软件科技
                        有限公司
                amount  99999.00
                phone   021-34240127

                name    Acme
                        \u{1b}[31mred
                amount  -1.5
                phone

                name    two⏎"lines"
                amount  0
                phone
            "#]],
        );
    }

    #[test]
    fn prints_the_header_of_no_rows() {
        let mut out = Vec::new();
        let columns = ["name", "phone"].map(str::to_owned).to_vec();
        Table::new(Some(columns), 60, &mut out).finish().unwrap();
        assert_eq!(out, b"name  phone\n----  -----\n");
    }

    #[test]
    fn later_rows_keep_the_widths_of_the_first_rows() {
        let mut out = Vec::new();
        let mut table = Table::new(None, 40, &mut out);
        for index in 0..FIRST + 2 {
            let name = if index < FIRST { "short" } else { "much \"longer\" than before" };
            let row = serde_json::json!({ "name": name, "count": index * 1_000_000 });
            table.row(&super::super::row(&row)).unwrap();
            assert!(table.waiting.len() < FIRST);
        }
        table.finish().unwrap();
        drop(table);
        let text = String::from_utf8(out).unwrap();
        let tail: Vec<&str> = text.lines().skip(FIRST).collect();
        expect![[r#"
            198000000  short
            199000000  short
            200000000  much "longer" than before
            201000000  much "longer" than before"#]]
        .assert_eq(&tail.join("\n"));
    }
}
