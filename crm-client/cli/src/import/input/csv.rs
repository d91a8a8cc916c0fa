//! Reads comma-separated values: encoding, delimiter, quotes.
//!
//! This reader does not use the crate `csv`, because that skips blank lines. Row numbers in messages must be
//! those of a spreadsheet program, which counts blank lines.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::cell::{Cell, Defect};
use super::limit::Limit;
use super::{Row, Table};
use crate::failure::Failure;
use crate::lang::tr;
use crate::output;

/// The delimiters that are detected, in the order of preference.
const DELIMITERS: [char; 5] = [',', '\t', ';', '|', '，'];

/// The number of characters that decide on the delimiter.
const SAMPLE: usize = 64 << 10;

/// Reads a table of text.
pub(super) fn read(bytes: &[u8]) -> Result<Table, Failure> {
    let text = decode(bytes)?;
    let delimiter = delimiter(&text);
    let mut limit = Limit::default();
    let mut rows = Vec::new();
    let mut reader = Reader { rest: &text, delimiter, row: 0 };
    while let Some(fields) = reader.next_row()? {
        let number = reader.row - 1;
        let mut cells: Vec<Cell> = fields.into_iter().map(cell).collect();
        while cells.last().is_some_and(Cell::is_empty) {
            cells.pop();
        }
        if cells.is_empty() {
            continue;
        }
        limit.row(cells.len())?;
        rows.push(Row { number, cells });
    }
    Ok(Table { rows, sheet: None })
}

/// Decodes text in UTF-8, in UTF-16 with a byte order mark, or in GB18030.
fn decode(bytes: &[u8]) -> Result<String, Failure> {
    let encoding = encoding(bytes);
    let (text, _, is_broken) = encoding.decode(bytes);
    let name = encoding.name();
    if is_broken {
        return Err(Failure::usage(tr!(
            "the file is not valid {name} text; save it as “CSV UTF-8”",
            "文件不是有效的 {name} 文本；请另存为“CSV UTF-8”"
        )));
    }
    if text.contains('\0') {
        return Err(Failure::usage(tr!(
            "the file is binary, not CSV text; export it as CSV or xlsx",
            "文件是二进制文件，不是 CSV 文本；请导出为 CSV 或 xlsx"
        )));
    }
    Ok(text.into_owned())
}

fn encoding(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return match encoding {
            it if it == UTF_16LE || it == UTF_16BE => it,
            _ => UTF_8,
        };
    }
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    // Short files in GB18030 look like other encodings, so valid GB18030 wins unless the detector is
    // certain of UTF-8, which then has a broken character.
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(Some(b"cn"), Utf8Detection::Allow);
    if guess == UTF_8 { UTF_8 } else { GB18030 }
}

/// Returns the delimiter that splits the first rows into the same number of fields, and most of them.
fn delimiter(text: &str) -> char {
    let end = text.char_indices().nth(SAMPLE).map_or(text.len(), |(index, _)| index);
    let score = |delimiter| {
        let mut reader = Reader { rest: &text[..end], delimiter, row: 0 };
        let mut widths = Vec::new();
        while widths.len() < 50
            && let Ok(Some(fields)) = reader.next_row()
        {
            if fields.iter().any(|it| !it.trim().is_empty()) {
                widths.push(fields.len());
            }
        }
        let first = widths.first().copied().unwrap_or_default();
        let equal = widths.iter().filter(|it| **it == first).count();
        if first < 2 { 0 } else { equal * 1000 / widths.len().max(1) * 1000 + first.min(999) }
    };
    let scores = DELIMITERS.map(|it| (score(it), it));
    let best = scores.iter().map(|(score, _)| *score).max().unwrap_or_default();
    scores.iter().find(|(score, _)| *score == best).map_or(',', |(_, delimiter)| *delimiter)
}

/// Creates a cell. This undoes the apostrophe that `crm export` puts before text that could be a
/// formula, and the form `="0012"` that keeps a spreadsheet program from reading digits as a number.
fn cell(text: String) -> Cell {
    if let Some(rest) = text.strip_prefix('\'')
        && output::csv::cell(rest) == text.as_str()
    {
        return Cell::text(rest.to_owned());
    }
    let Some(formula) = text.strip_prefix('=') else { return Cell::text(text) };
    let quoted = formula.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    match quoted {
        Some(literal) if !literal.contains('"') => Cell::text(literal.to_owned()),
        _ => Cell::Invalid(Defect::Formula(text)),
    }
}

/// Splits text into rows and fields. A quote is special at the start of a field only.
struct Reader<'a> {
    rest: &'a str,
    delimiter: char,
    /// The number of rows that were read.
    row: u32,
}

impl Reader<'_> {
    fn next_row(&mut self) -> Result<Option<Vec<String>>, Failure> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        self.row += 1;
        let mut fields = Vec::new();
        loop {
            let field = if self.rest.starts_with('"') { self.quoted()? } else { self.bare() };
            fields.push(field);
            match self.rest.chars().next() {
                Some(it) if it == self.delimiter => self.rest = &self.rest[it.len_utf8()..],
                Some('\r') => {
                    self.rest = &self.rest[1..];
                    self.rest = self.rest.strip_prefix('\n').unwrap_or(self.rest);
                    return Ok(Some(fields));
                }
                Some(_) => {
                    self.rest = &self.rest[1..];
                    return Ok(Some(fields));
                }
                None => return Ok(Some(fields)),
            }
        }
    }

    fn bare(&mut self) -> String {
        let is_end = |it: char| it == self.delimiter || it == '\r' || it == '\n';
        let end = self.rest.find(is_end).unwrap_or(self.rest.len());
        let (field, rest) = self.rest.split_at(end);
        self.rest = rest;
        field.to_owned()
    }

    fn quoted(&mut self) -> Result<String, Failure> {
        let mut field = String::new();
        let mut rest = &self.rest[1..];
        loop {
            let Some((part, after)) = rest.split_once('"') else {
                let row = self.row;
                return Err(Failure::usage(tr!(
                    "row {row}: a quoted cell has no closing quote; add the quote, or save the file as xlsx",
                    "第 {row} 行：带引号的单元格缺少结束引号；请补上引号，或另存为 xlsx"
                )));
            };
            field.push_str(part);
            let Some(after_pair) = after.strip_prefix('"') else {
                self.rest = after;
                // Text after the closing quote belongs to the field.
                field.push_str(&self.bare());
                return Ok(field);
            };
            field.push('"');
            rest = after_pair;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: impl AsRef<[u8]>) -> Vec<(u32, Vec<String>)> {
        let table = read(text.as_ref()).unwrap();
        let plain = |row: Row| row.cells.iter().map(|it| it.plain().into_owned()).collect();
        table.rows.into_iter().map(|row| (row.number, plain(row))).collect()
    }

    #[test]
    fn detects_delimiters_and_quotes() {
        for delimiter in DELIMITERS {
            let text = format!(
                "name{delimiter}\"phone\"\n\"a\"\"b\nc\"{delimiter}5\" pipe\r\n\r\nx{delimiter}\n"
            );
            let expected =
                [(0, vec!["name", "phone"]), (1, vec!["a\"b\nc", "5\" pipe"]), (3, vec!["x"])];
            let expected = expected
                .map(|(row, it)| (row, it.into_iter().map(str::to_owned).collect::<Vec<_>>()));
            assert_eq!(cells(text), expected, "{delimiter:?}");
        }
    }

    #[test]
    fn detects_encodings() {
        let text = "客户名称,电话\n上海企能软件有限公司,021-34240127\n杨𠮷,1\n";
        let (gb18030, _, _) = GB18030.encode(text);
        let utf16: Vec<u8> =
            std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        for bytes in [
            text.as_bytes().to_vec(),
            format!("\u{feff}{text}").into_bytes(),
            gb18030.into_owned(),
            utf16,
        ] {
            assert_eq!(cells(bytes)[2].1, ["杨𠮷", "1"]);
        }
        let (short, _, _) = GB18030.encode("姓名\n李\n");
        assert_eq!(cells(&short)[1].1, ["李"]);
    }

    #[test]
    fn undoes_the_protection_of_an_export_only() {
        for (text, expected) in [
            ("'=1+1", Cell::Text("=1+1".into())),
            ("'tis", Cell::Text("'tis".into())),
            ("'+86 21", Cell::Text("'+86 21".into())),
            ("+86 21", Cell::Text("+86 21".into())),
            ("=\"0012\"", Cell::Text("0012".into())),
            ("=cmd()", Cell::Invalid(Defect::Formula("=cmd()".into()))),
            (" ", Cell::Empty),
        ] {
            assert_eq!(cell(text.into()), expected, "{text}");
        }
    }

    #[test]
    fn an_open_quote_and_binary_data_are_refused() {
        assert!(read(b"a,b\n1,\"2\n").is_err());
        assert!(read(b"a\0b").is_err());
    }
}
