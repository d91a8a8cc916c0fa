//! The language of help, prompts and errors.

use std::sync::OnceLock;

/// A language of the tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lang {
    /// English.
    En,
    /// Simplified Chinese.
    Zh,
}

static LANG: OnceLock<Lang> = OnceLock::new();

/// Sets the language of this process. Only the first call has an effect.
pub(crate) fn set(lang: Lang) {
    let _ = LANG.set(lang);
}

/// Returns the language of this process. Default: English.
pub(crate) fn get() -> Lang {
    LANG.get().copied().unwrap_or(Lang::En)
}

impl Lang {
    /// Returns the language of a name such as `zh_CN.UTF-8`.
    pub(crate) fn from_name(name: &str) -> Lang {
        if name.to_ascii_lowercase().starts_with("zh") { Lang::Zh } else { Lang::En }
    }

    /// Returns the language that the environment variables name.
    pub(crate) fn from_env(var: impl Fn(&str) -> Option<String>) -> Lang {
        let names = ["CRM_LANG", "LC_ALL", "LC_MESSAGES", "LANG"];
        let name = names.into_iter().find_map(|it| var(it).filter(|value| !value.is_empty()));
        name.map_or(Lang::En, |it| Lang::from_name(&it))
    }
}

/// Formats the English or the Chinese text, depending on the language of this process.
macro_rules! tr {
    ($en:literal, $zh:literal $(, $arg:expr)* $(,)?) => {
        match $crate::lang::get() {
            $crate::lang::Lang::En => format!($en $(, $arg)*),
            $crate::lang::Lang::Zh => format!($zh $(, $arg)*),
        }
    };
}

pub(crate) use tr;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_is_set_counts() {
        let lang = |set: &[(&str, &str)]| {
            Lang::from_env(|name| {
                set.iter().find(|(it, _)| *it == name).map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(lang(&[]), Lang::En);
        assert_eq!(lang(&[("LANG", "zh_CN.UTF-8")]), Lang::Zh);
        assert_eq!(lang(&[("LC_ALL", "C"), ("LANG", "zh_CN.UTF-8")]), Lang::En);
        assert_eq!(lang(&[("CRM_LANG", "zh"), ("LC_ALL", "en_US.UTF-8")]), Lang::Zh);
        assert_eq!(lang(&[("CRM_LANG", ""), ("LANG", "zh_CN")]), Lang::Zh);
    }
}
