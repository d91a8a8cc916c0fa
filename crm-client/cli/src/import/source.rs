//! The input with its headers, mapped to the fields of the entity.

use super::entity::Target;
use super::input::Input;
use super::mapping::{self, Mapping, Spec};
use super::normalize::Normalizer;
use super::problem::Problem;
use super::rows::Matching;
use super::settings::Settings;
use crate::failure::Failure;
use crate::lang::tr;
use crate::options::Options;
use crate::output::Format;

/// The input, and what its columns are.
pub(super) struct Source {
    /// The file.
    pub input: Input,
    /// The entity.
    pub target: Target,
    /// The index of the row with the headers.
    pub header: usize,
    /// The columns.
    pub mapping: Mapping,
    /// The match key.
    pub matching: Matching,
}

/// Returns the decisions of the mapping file and of the options.
pub(super) fn spec(settings: &Settings) -> Result<Spec, Failure> {
    let mut spec = match &settings.map {
        Some(path) => Spec::read(path)?,
        None => Spec::default(),
    };
    for (own, option) in
        [(&mut spec.constants, &settings.constants), (&mut spec.defaults, &settings.defaults)]
    {
        own.retain(|(name, _)| option.iter().all(|(it, _)| it != name));
        own.extend(option.iter().cloned());
    }
    Ok(spec)
}

/// Maps the columns and the match fields.
pub(super) fn read(
    options: &Options,
    settings: &Settings,
    spec: &Spec,
    input: Input,
    target: Target,
    header: usize,
) -> Result<Source, Failure> {
    let fields = settings.match_fields.iter().map(|it| mapping::field(&target, it));
    let fields: Vec<String> = fields.collect::<Result<_, _>>()?;
    let normalizer = Normalizer::without(settings.no_normalize.as_deref())?;
    let is_draft = settings.write_map.is_some();
    let (mapping, problems) =
        mapping::resolve(&target, &input.table, header, spec, &fields, settings.ignore_unknown);
    if !problems.is_empty() && !is_draft {
        return Err(headers_failed(options, &problems));
    }
    let row = input.table.rows[header].number + 1;
    if header > 0 && settings.header_row.is_none() {
        options.hint(&tr!(
            "the headers are in row {row}; the rows above are ignored",
            "表头位于第 {row} 行；忽略其上方的行"
        ));
    }
    mapping.notes.iter().for_each(|it| options.hint(it));
    let has = |name: &String| {
        let columns = mapping.columns.iter().map(|it| &it.target.field);
        columns.chain(mapping.fixed.iter().map(|it| &it.target.field)).any(|it| it == name)
    };
    if let Some(name) = fields.iter().find(|it| !has(it)).filter(|_| !is_draft) {
        return Err(Failure::usage(tr!(
            "`--match`: the file has no column for `{name}`; add one, or match by another field",
            "`--match`：文件中没有 `{name}` 列；请添加该列，或换用其他匹配字段"
        )));
    }
    if mapping.columns.is_empty() && !is_draft {
        return Err(Failure::usage(tr!(
            "no column is a field of `{}`; name the row with the headers with `--header-row`, or map the columns with `--map`",
            "没有任何列对应 `{}` 的字段；请用 `--header-row` 指定表头行，或用 `--map` 指定对应关系",
            target.name()
        )));
    }
    Ok(Source { input, target, header, mapping, matching: Matching { fields, normalizer } })
}

/// Returns the failure of invalid headers. On a terminal, each one is a line.
fn headers_failed(options: &Options, problems: &[Problem]) -> Failure {
    let lines: Vec<String> = problems.iter().map(Problem::line).collect();
    if matches!(options.format, Format::Json | Format::Ndjson) || lines.len() == 1 {
        return Failure::usage(lines.join(" | "));
    }
    for line in &lines {
        eprintln!("{line}");
    }
    let count = problems.len();
    Failure::usage(tr!(
        "{count} headers are invalid; correct them, or write a mapping file with `--write-map`",
        "有 {count} 个表头无效；请更正，或用 `--write-map` 生成映射文件"
    ))
}
