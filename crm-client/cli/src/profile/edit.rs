//! Changes the configuration file. Comments and the order of the keys are kept.

use std::path::Path;

use toml_edit::{DocumentMut, Item, Table, TableLike, Value};

use super::file::{replace, text};
use super::key::Key;
use super::settings::{Settings, Sign};
use crate::failure::Failure;

/// Stores a profile. The first profile of a file becomes the default.
///
/// # Errors
///
/// Fails if the file is invalid or cannot be written.
pub(crate) fn store(path: &Path, name: &str, settings: &Settings) -> Result<(), Failure> {
    edit(path, |document| {
        let is_first = profiles(document).is_some_and(|it| it.is_empty());
        if is_first {
            set(document.as_table_mut(), "default", Some(name.into()));
        }
        let Some(profiles) = profiles(document) else { return };
        if profiles.get(name).is_none_or(|it| it.as_table_like().is_none()) {
            profiles.insert(name, Item::Table(Table::new()));
        }
        if let Some(profile) = profiles.get_mut(name).and_then(Item::as_table_like_mut) {
            fill(profile, settings);
        }
    })
}

/// Removes a profile. If it is the default, no profile is the default afterwards.
///
/// # Errors
///
/// Fails if the file is invalid or cannot be written.
pub(crate) fn remove(path: &Path, name: &str) -> Result<(), Failure> {
    edit(path, |document| {
        if let Some(profiles) = profiles(document) {
            profiles.remove(name);
        }
        if document.get("default").and_then(Item::as_str) == Some(name) {
            document.remove("default");
        }
    })
}

/// Makes a profile the default.
///
/// # Errors
///
/// Fails if the file is invalid or cannot be written.
pub(crate) fn set_default(path: &Path, name: &str) -> Result<(), Failure> {
    edit(path, |document| set(document.as_table_mut(), "default", Some(name.into())))
}

/// Reads the file again, so that changes of other processes are kept, and replaces it.
fn edit(path: &Path, change: impl FnOnce(&mut DocumentMut)) -> Result<(), Failure> {
    let text = text(path)?.unwrap_or_default();
    super::document::read(path, &text)?;
    // The text has just been parsed, so this cannot fail.
    let mut document: DocumentMut = text.parse().unwrap_or_default();
    change(&mut document);
    replace(path, &document.to_string())
}

/// Returns the table of the profiles. Creates it if it is missing.
fn profiles(document: &mut DocumentMut) -> Option<&mut dyn TableLike> {
    let item = document.entry("profile").or_insert_with(|| {
        let mut table = Table::new();
        // Without this, the file would have a line `[profile]`.
        table.set_implicit(true);
        Item::Table(table)
    });
    item.as_table_like_mut()
}

fn fill(profile: &mut dyn TableLike, settings: &Settings) {
    let string = |setting: Option<&str>| setting.map(Value::from);
    set(profile, "base_url", string(settings.base_url.as_ref().map(|it| &*it.value)));
    set(profile, "app_id", string(settings.app_id.as_ref().map(|it| &*it.value)));
    let (key, command) = match settings.key.as_ref().map(|it| &it.value) {
        Some(Key::Value(key)) => (Some(key.expose()), None),
        Some(Key::Command(command)) => (None, Some(&**command)),
        None => (None, None),
    };
    set(profile, "app_key", string(key));
    set(profile, "app_key_command", string(command));
    set(profile, "user", string(settings.user.as_ref().map(|it| &*it.value)));
    let sign = settings.sign.as_ref().map(|it| it.value).filter(|it| *it != Sign::Sha1);
    set(profile, "sign", string(sign.map(Sign::name)));
    let read_only = settings.read_only.as_ref().map(|it| it.value).filter(|it| *it);
    set(profile, "read_only", read_only.map(Value::from));
}

/// Sets or removes a value, and keeps the comment behind it.
fn set(table: &mut dyn TableLike, key: &str, value: Option<Value>) {
    match (value, table.get_mut(key).and_then(Item::as_value_mut)) {
        (Some(value), Some(old)) => {
            let decor = old.decor().clone();
            *old = value;
            *old.decor_mut() = decor;
        }
        (Some(value), None) => {
            table.insert(key, Item::Value(value));
        }
        (None, _) => {
            table.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::key::AppKey;
    use super::super::source::{Setting, Source};
    use super::*;

    fn settings() -> Settings {
        let setting =
            |value: &str| Some(Setting { value: value.to_owned(), source: Source::Given });
        let key = Key::Value(AppKey::new("k\"ey"));
        Settings {
            app_id: setting("id"),
            user: setting("u"),
            key: Some(Setting { value: key, source: Source::Given }),
            ..Settings::default()
        }
    }

    /// Changes a file with this text, and returns the text afterwards.
    fn edited(text: &str, change: impl FnOnce(&Path) -> Result<(), Failure>) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        replace(&path, text).unwrap();
        change(&path).unwrap();
        super::super::document::read(&path, &std::fs::read_to_string(&path).unwrap()).unwrap();
        std::fs::read_to_string(&path).unwrap()
    }

    #[test]
    fn a_profile_is_replaced_in_every_form_of_a_table() {
        let stored = |text| edited(text, |path| store(path, "a", &settings()));
        let new = "app_id = \"id\"\napp_key = 'k\"ey'\nuser = \"u\"\n";
        assert_eq!(stored(""), format!("default = \"a\"\n\n[profile.a]\n{new}"));
        assert_eq!(
            stored("[profile.a] # A\nuser = \"x\" # U\nsign = \"md5\"\n\n[profile.b]\n"),
            "[profile.a] # A\nuser = \"u\" # U\napp_id = \"id\"\napp_key = 'k\"ey'\n\n[profile.b]\n"
        );
        for text in [
            "profile = { a = { user = \"x\" } }\n",
            "profile.a.user = \"x\"\n",
            "[profile]\na = { user = \"x\" }\n",
            "profile = { b = { user = \"x\" } }\n",
        ] {
            let text = stored(text);
            assert!(text.contains("k\"ey"), "{text}");
        }
    }

    #[test]
    fn a_removed_profile_is_not_the_default() {
        let removed = |text| edited(text, |path| remove(path, "a"));
        assert_eq!(removed("default = \"a\"\n[profile.a]\nuser = \"x\"\n"), "");
        let both = "default = \"b\"\n[profile.a]\nuser = \"x\"\n[profile.b]\nuser = \"y\"\n";
        assert_eq!(removed(both), "default = \"b\"\n[profile.b]\nuser = \"y\"\n");
        assert_eq!(removed("profile.a.user = \"x\"\n"), "");
    }
}
