//! The address of a database, as in `--to sqlite:crm.db`.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::safe;

/// The address of a database.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// A file.
    Sqlite(PathBuf),
    /// A URL, which can have a password.
    Postgres(String),
    /// A URL, which can have a password.
    MySql(String),
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Target, String> {
        let expected = || {
            tr!(
                "expected `sqlite:FILE`, `postgres://USER@HOST/DATABASE` or `mysql://USER@HOST/DATABASE`",
                "应为 `sqlite:文件`、`postgres://用户@主机/数据库` 或 `mysql://用户@主机/数据库`"
            )
        };
        match text.split_once(':') {
            Some(("sqlite", file)) if !file.is_empty() => {
                let file = file.strip_prefix("//").filter(|it| !it.is_empty()).unwrap_or(file);
                Ok(Target::Sqlite(PathBuf::from(file)))
            }
            Some(("postgres" | "postgresql", rest)) if rest.starts_with("//") => {
                Ok(Target::Postgres(text.to_owned()))
            }
            Some(("mysql" | "mariadb", rest)) if rest.starts_with("//") => {
                Ok(Target::MySql(format!("mysql:{rest}")))
            }
            // A file without a scheme is what people type first.
            None if !text.is_empty() => Ok(Target::Sqlite(PathBuf::from(text))),
            _ => Err(expected()),
        }
    }
}

impl Target {
    /// Returns the failure of a database that this build does not support.
    #[allow(dead_code, reason = "a build with all features supports all databases")]
    pub(super) fn not_built(&self, feature: &str) -> Failure {
        Failure::new(
            Status::Usage,
            tr!(
                "{self}: this build does not support the database; install crm with `--features {feature}`",
                "{self}：当前版本不支持该数据库；请使用 `--features {feature}` 安装 crm"
            ),
        )
    }
}

/// Without the password.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::Sqlite(path) => write!(f, "sqlite:{}", safe::line(&path.to_string_lossy())),
            Target::Postgres(url) | Target::MySql(url) => f.write_str(&safe::line(&redacted(url))),
        }
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Returns a URL without its password and its parameters.
fn redacted(all: &str) -> String {
    let url = all.split(['?', '#']).next().unwrap_or_default();
    let Some((scheme, rest)) = url.split_once("://") else { return "…".to_owned() };
    // A password can contain `@`, so the last one ends it.
    let Some((user, place)) = rest.rsplit_once('@') else {
        // What looks like the host can be the beginning of a password with `?` or `#`.
        let is_certain = !all[url.len()..].contains('@');
        return if is_certain { url.to_owned() } else { format!("{scheme}://…") };
    };
    let user = user.split(':').next().unwrap_or_default();
    format!("{scheme}://{user}@{place}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_name_the_database() {
        let file = |path: &str| Ok(Target::Sqlite(PathBuf::from(path)));
        assert_eq!("sqlite:crm.db".parse(), file("crm.db"));
        assert_eq!("sqlite:///var/crm.db".parse(), file("/var/crm.db"));
        assert_eq!("crm.db".parse(), file("crm.db"));
        let url = "postgres://me:p@ss@localhost/crm?sslmode=disable";
        assert_eq!(url.parse(), Ok(Target::Postgres(url.to_owned())));
        for wrong in ["", "sqlite:", "oracle://x", "postgres:x", "C:\\crm.db"] {
            assert!(wrong.parse::<Target>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn passwords_are_not_shown() {
        let url = "postgres://me:p@ss@localhost/crm?password=x";
        let target: Target = url.parse().unwrap();
        assert_eq!(
            format!("{target} {target:?}"),
            "postgres://me@localhost/crm postgres://me@localhost/crm"
        );
        for url in ["mysql://me:p?ss@host/crm", "mysql://me:p#ss@host/crm"] {
            assert_eq!(url.parse::<Target>().unwrap().to_string(), "mysql://…");
        }
    }
}
