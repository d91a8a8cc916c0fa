//! The mapping file: which column is which field, and values for fields without a column.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use toml_edit::{DocumentMut, Item, TableLike, Value};

use crate::failure::Failure;
use crate::lang::tr;
use crate::safe;

/// The decisions of a person about columns and fields.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Spec {
    /// Header → field, or `None` for a column that is ignored.
    pub columns: Vec<(String, Option<String>)>,
    /// Field → the value of every row.
    pub constants: Vec<(String, String)>,
    /// Field → the value of rows without one.
    pub defaults: Vec<(String, String)>,
}

impl Spec {
    /// Reads a mapping file.
    pub(crate) fn read(path: &Path) -> Result<Spec, Failure> {
        let name = path.display();
        let text = fs::read_to_string(path).map_err(|error| Failure::io(&name, &error))?;
        Spec::parse(&text).map_err(|problem| Failure::usage(format!("{name}: {problem}")))
    }

    fn parse(text: &str) -> Result<Spec, String> {
        let text = text.trim_start_matches('\u{feff}');
        let document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
            let line =
                error.span().map_or(0, |it| text[..it.start.min(text.len())].lines().count());
            tr!("line {line}: {}", "第 {line} 行：{}", error.message())
        })?;
        let mut spec = Spec::default();
        for (section, item) in document.iter() {
            let Some(table) = item.as_table_like() else { return Err(unknown(section)) };
            match section {
                "columns" => spec.columns = columns(table)?,
                "constants" => spec.constants = values(section, table)?,
                "defaults" => spec.defaults = values(section, table)?,
                _ => return Err(unknown(section)),
            }
        }
        Ok(spec)
    }

    /// Returns the text of a mapping file. Each of `comments` follows as a line.
    pub(super) fn to_toml(&self, comments: &[String]) -> String {
        let mut text = tr!(
            "# Columns of the file and their fields. `false` ignores a column.\n[columns]\n",
            "# 文件的列与字段的对应关系；false 表示忽略该列。\n[columns]\n"
        );
        let key = |name: &str| toml_edit::Key::new(name).to_string();
        let value = |value: &str| Value::from(value).to_string();
        for (header, field) in &self.columns {
            let field = field.as_deref().map_or("false".to_owned(), value);
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{} = {field}", key(header));
        }
        for comment in comments {
            let _ = writeln!(text, "# {}", safe::line(comment));
        }
        for (section, pairs, about) in [
            ("constants", &self.constants, tr!("Values of every row.", "每一行都使用的值。")),
            (
                "defaults",
                &self.defaults,
                tr!("Values of rows without one.", "没有值的行所使用的值。"),
            ),
        ] {
            let _ = writeln!(text, "\n# {about}\n[{section}]");
            for (field, it) in pairs {
                let _ = writeln!(text, "{} = {}", key(field), value(it));
            }
        }
        text
    }
}

fn unknown(section: &str) -> String {
    let section = safe::line(section);
    tr!(
        "unknown section `{section}`; expected `[columns]`, `[constants]` or `[defaults]`",
        "未知的部分 `{section}`；可用 `[columns]`、`[constants]` 或 `[defaults]`"
    )
}

fn columns(table: &dyn TableLike) -> Result<Vec<(String, Option<String>)>, String> {
    let column = |(header, item): (&str, &Item)| match item.as_value() {
        Some(Value::String(field)) => Ok((header.to_owned(), Some(field.value().clone()))),
        Some(Value::Boolean(value)) if !*value.value() => Ok((header.to_owned(), None)),
        _ => {
            let header = safe::line(header);
            Err(tr!(
                "column `{header}`: expected the name of a field, or `false`",
                "列 `{header}`：应为字段名或 false"
            ))
        }
    };
    table.iter().map(column).collect()
}

fn values(section: &str, table: &dyn TableLike) -> Result<Vec<(String, String)>, String> {
    let value = |(field, item): (&str, &Item)| match item.as_value() {
        Some(Value::String(text)) => Ok((field.to_owned(), text.value().clone())),
        Some(
            it @ (Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Datetime(_)),
        ) => Ok((field.to_owned(), it.to_string().trim().to_owned())),
        _ => {
            let field = safe::line(field);
            Err(tr!(
                "`{section}`: `{field}` must be a string or a number",
                "`{section}`：`{field}` 应为文本或数字"
            ))
        }
    };
    table.iter().map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        let spec = Spec {
            columns: vec![("公司 名称".into(), Some("accountName".into())), ("x\"y".into(), None)],
            constants: vec![("typeCode".into(), "潜在客户".into())],
            defaults: vec![("industry".into(), "教育".into())],
        };
        let text = spec.to_toml(&["a column\nwith a line break".into()]);
        assert_eq!(Spec::parse(&text), Ok(spec), "{text}");
    }

    #[test]
    fn names_the_mistake() {
        for (text, problem) in [
            ("[column]\na = 'b'", "unknown section `column`"),
            ("[columns]\na = 1", "column `a`"),
            ("[constants]\na = []", "`constants`: `a`"),
            ("[columns]\na = ", "line 2"),
        ] {
            assert!(Spec::parse(text).unwrap_err().contains(problem), "{text}");
        }
        let spec = Spec::parse("[constants]\na = 1\nb = 2024-01-03\nc = true").unwrap();
        let values: Vec<_> = spec.constants.iter().map(|(_, it)| it.as_str()).collect();
        assert_eq!(values, ["1", "2024-01-03", "true"]);
    }
}
