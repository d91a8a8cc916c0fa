//! The format of an input file, by its contents.

use crate::failure::Failure;
use crate::lang::tr;

/// A format that can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text with delimiters.
    Csv,
    /// A workbook of Excel 2007 or later.
    #[cfg(feature = "excel")]
    Xlsx,
}

impl Kind {
    /// Recognizes a file by its first bytes. Its name does not matter.
    pub(super) fn of(bytes: &[u8]) -> Result<Kind, Failure> {
        let start = &bytes[..bytes.len().min(512)];
        let text = start.trim_ascii_start();
        let is_html = [&b"<html"[..], b"<!doctype", b"<table", b"<?xml"].into_iter();
        let is_html = is_html
            .clone()
            .any(|it| text.len() >= it.len() && text[..it.len()].eq_ignore_ascii_case(it));
        if start.starts_with(b"PK\x03\x04") {
            return Kind::xlsx();
        }
        let format = match start {
            [0xd0, 0xcf, 0x11, 0xe0, ..] => tr!(
                "an old xls file, or an xlsx file with a password",
                "旧版 xls 文件，或带密码的 xlsx 文件"
            ),
            [b'%', b'P', b'D', b'F', ..] => tr!("a PDF file", "PDF 文件"),
            _ if is_html => tr!("a web page or XML", "网页或 XML"),
            _ if text.is_empty() => {
                return Err(Failure::usage(tr!(
                    "the file is empty; it needs a row of headers and rows of values",
                    "文件为空；需要一行表头和若干行数据"
                )));
            }
            _ => return Ok(Kind::Csv),
        };
        Err(Failure::usage(tr!(
            "the file is {format}; save it as xlsx or CSV",
            "该文件是{format}；请另存为 xlsx 或 CSV"
        )))
    }

    #[cfg(feature = "excel")]
    #[allow(clippy::unnecessary_wraps, reason = "without the feature, it fails")]
    fn xlsx() -> Result<Kind, Failure> {
        Ok(Kind::Xlsx)
    }

    #[cfg(not(feature = "excel"))]
    fn xlsx() -> Result<Kind, Failure> {
        Err(Failure::usage(tr!(
            "this build cannot read Excel files; save the file as CSV",
            "此版本不支持 Excel 文件；请另存为 CSV"
        )))
    }
}

/// Returns the failure of `--sheet` with a file that has no sheets.
pub(super) fn no_sheets() -> Failure {
    Failure::usage(tr!(
        "`--sheet`: a CSV file has no sheets; remove the option",
        "`--sheet`：CSV 文件没有工作表；请去掉该选项"
    ))
}
