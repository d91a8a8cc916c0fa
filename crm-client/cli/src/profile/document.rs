//! Reads the profiles of a configuration file. Mistakes are reported with their positions.

use std::ops::Range;
use std::path::Path;

use toml_edit::{Document, Item, TableLike};

use super::key::{AppKey, Key};
use super::name::similar;
use super::settings::{Settings, Sign};
use super::source::{Setting, Source};
use crate::failure::Failure;
use crate::lang::tr;

/// The keys of the file.
const ROOT: [&str; 2] = ["default", "profile"];

/// The keys of a profile.
const KEYS: [&str; 7] =
    ["base_url", "app_id", "app_key", "app_key_command", "user", "sign", "read_only"];

/// What the file contains.
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// The name of the default profile.
    pub default: Option<String>,
    /// The profiles, in the order of the file.
    pub profiles: Vec<(String, Settings)>,
}

/// Reads the text of a file with this path, which is for messages.
///
/// # Errors
///
/// Fails if the text is not valid TOML, or if a key or the type of a value is unknown. No message repeats
/// a value, because it can be a key.
pub(super) fn read(path: &Path, text: &str) -> Result<Contents, Failure> {
    let at = Position { path, text };
    let document = Document::parse(text).map_err(|error| {
        let problem = tr!("invalid TOML", "TOML 无效");
        // Only the first words of the message: it can repeat a part of the file.
        let detail = error.message().lines().next().unwrap_or_default();
        let detail = detail.split(['`', ',']).next().unwrap_or_default().trim();
        let colon = tr!(": ", "：");
        let detail = if detail.is_empty() { String::new() } else { format!("{colon}{detail}") };
        at.failure(error.span(), &format!("{problem}{detail}"))
    })?;
    let root = document.as_table();
    at.check_keys(root, &ROOT)?;
    let default = root.get("default").map(|item| at.string("default", item)).transpose()?;
    let Some(profiles) = root.get("profile") else {
        return Ok(Contents { default, profiles: Vec::new() });
    };
    let profiles = at.table("profile", profiles)?;
    let profiles = profiles.iter().map(|(name, item)| {
        let settings = at.profile(name, at.table(name, item)?)?;
        Ok((name.to_owned(), settings))
    });
    let contents = Contents { default, profiles: profiles.collect::<Result<_, Failure>>()? };
    if let Some(name) = &contents.default
        && contents.profiles.iter().all(|(it, _)| it != name)
    {
        let span = root.get("default").and_then(Item::span);
        let problem = tr!(
            "`default`: there is no profile `{name}`; name one of the profiles",
            "`default`：没有配置 `{name}`；请改为已有的配置名称"
        );
        return Err(at.failure(span, &problem));
    }
    Ok(contents)
}

/// The file that is read, for messages.
#[derive(Clone, Copy)]
struct Position<'a> {
    path: &'a Path,
    text: &'a str,
}

impl Position<'_> {
    fn failure(self, span: Option<Range<usize>>, problem: &str) -> Failure {
        let path = self.path.display();
        let Some(before) = span.and_then(|span| self.text.get(..span.start)) else {
            return Failure::usage(tr!("{path}: {problem}", "{path}：{problem}"));
        };
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let colon = tr!(": ", "：");
        Failure::usage(format!("{path}:{line}:{column}{colon}{problem}"))
    }

    fn profile(self, name: &str, table: &dyn TableLike) -> Result<Settings, Failure> {
        self.check_keys(table, &KEYS)?;
        let source = || Source::Profile(name.to_owned());
        let string = |key: &str| {
            let item = table.get(key).map(|item| self.string(key, item)).transpose()?;
            Ok(item.map(|value| Setting { value, source: source() }))
        };
        let key: Option<Setting<String>> = string("app_key")?;
        let command = string("app_key_command")?;
        if let (Some(_), Some(_)) = (&key, &command) {
            let span = table.get("app_key_command").and_then(Item::span);
            return Err(self.failure(
                span,
                &tr!(
                    "`app_key` and `app_key_command` exclude each other; remove one of them",
                    "`app_key` 与 `app_key_command` 不能同时设置；请删除其中一个"
                ),
            ));
        }
        let key = key.map(|it| Key::Value(AppKey::new(it.value)));
        let key = key.or(command.map(|it| Key::Command(it.value)));
        Ok(Settings {
            base_url: string("base_url")?,
            app_id: string("app_id")?,
            key: key.map(|value| Setting { value, source: source() }),
            user: string("user")?,
            sign: self.sign(table)?.map(|value| Setting { value, source: source() }),
            read_only: self.read_only(table)?.map(|value| Setting { value, source: source() }),
        })
    }

    fn sign(self, table: &dyn TableLike) -> Result<Option<Sign>, Failure> {
        let Some(item) = table.get("sign") else { return Ok(None) };
        let sign = item.as_str().and_then(Sign::from_name);
        let names = Sign::NAMES.map(|it| format!("`{it}`")).join(", ");
        let problem = || {
            tr!(
                "`sign`: invalid value; expected one of {names}",
                "`sign`：值无效；应为以下之一：{names}"
            )
        };
        sign.map(Some).ok_or_else(|| self.failure(item.span(), &problem()))
    }

    fn read_only(self, table: &dyn TableLike) -> Result<Option<bool>, Failure> {
        let Some(item) = table.get("read_only") else { return Ok(None) };
        let problem = || {
            tr!(
                "`read_only`: invalid value; expected `true` or `false`",
                "`read_only`：值无效；应为 `true` 或 `false`"
            )
        };
        item.as_bool().map(Some).ok_or_else(|| self.failure(item.span(), &problem()))
    }

    fn string(self, key: &str, item: &Item) -> Result<String, Failure> {
        match item.as_str().map(str::trim) {
            Some(value) if !value.is_empty() => Ok(value.to_owned()),
            _ => Err(self.failure(
                item.span(),
                &tr!(
                    "`{key}`: invalid value; expected a string in quotes",
                    "`{key}`：值无效；应为带引号的字符串"
                ),
            )),
        }
    }

    fn table<'a>(self, key: &str, item: &'a Item) -> Result<&'a dyn TableLike, Failure> {
        item.as_table_like().ok_or_else(|| {
            let problem = tr!(
                "`{key}`: expected a table; write `[profile.NAME]`",
                "`{key}`：应为表；请写成 `[profile.名称]`"
            );
            self.failure(item.span(), &problem)
        })
    }

    fn check_keys(self, table: &dyn TableLike, known: &[&str]) -> Result<(), Failure> {
        for (key, item) in table.iter() {
            if known.contains(&key) {
                continue;
            }
            let span = table.key(key).and_then(toml_edit::Key::span).or_else(|| item.span());
            let remedy = if let Some(name) = similar(key, known.iter().copied()) {
                tr!("did you mean `{name}`?", "是否指 `{name}`？")
            } else {
                let names = known.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>();
                let names = names.join(", ");
                tr!("expected one of {names}", "应为以下之一：{names}")
            };
            let problem = tr!("unknown key `{key}`; {remedy}", "未知的键 `{key}`；{remedy}");
            return Err(self.failure(span, &problem));
        }
        Ok(())
    }
}
