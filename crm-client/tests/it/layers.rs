//! The layers of `src`: imports point downwards, and no files import each other in a circle.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// From top to bottom. A file belongs to the layer of its folder.
const LAYERS: [&str; 13] = [
    "sandbox",
    "lib",
    "ext",
    "generated",
    "client",
    "paging",
    "pipeline",
    "transport",
    "endpoint",
    "values",
    "error",
    "auth",
    "facts",
];

fn rank(file: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| file.split('/').next() == Some(*layer))
}

/// The code of each file, without comments and tests, by its path without `.rs`.
fn sources() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut sources, mut paths) = (BTreeMap::new(), vec![root.clone()]);
    while let Some(path) = paths.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(path).unwrap();
            paths.extend(entries.map(|entry| entry.unwrap().path()));
            continue;
        }
        let name: PathBuf = path.strip_prefix(&root).unwrap().with_extension("");
        let name = name.iter().map(|it| it.to_str().unwrap()).collect::<Vec<_>>().join("/");
        if rank(&name).is_some() && name != "lib" && !name.ends_with("/tests") {
            let text = fs::read_to_string(path).unwrap();
            let code = text.lines().take_while(|it| *it != "#[cfg(test)]" && *it != "#[test]");
            let code = code.map(|line| line.split("//").next().unwrap_or_default());
            sources.insert(name, code.collect::<Vec<_>>().join("\n"));
        }
    }
    sources
}

/// The names that follow `prefix`, as in `prefix::name` and `prefix::{name, name}`, with their lines.
fn names<'a>(code: &'a str, prefix: &str) -> Vec<(usize, &'a str)> {
    let mut names = Vec::new();
    for (at, _) in code.match_indices(prefix) {
        let rest = &code[at + prefix.len()..];
        let list = match rest.strip_prefix('{') {
            Some(list) => list.split('}').next(),
            None => rest.split(',').next(),
        };
        let line = code[..at].lines().count().max(1);
        names.extend(
            list.unwrap_or(rest).split(',').map(|it| (line, words(it).next().unwrap_or(""))),
        );
    }
    names
}

fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|it: char| !it.is_alphanumeric() && it != '_').filter(|it| !it.is_empty())
}

#[test]
fn imports_point_down_the_layers() {
    let mut problems = Vec::new();
    for (file, code) in &sources() {
        let own = rank(file).unwrap();
        for (line, name) in names(code, "crate::") {
            let remedy = match rank(name) {
                Some(layer) if layer >= own => continue,
                Some(_) => format!("`{name}` is a higher layer; move what both need down"),
                // Generated code and the sandbox use the public paths.
                None if matches!(LAYERS[own], "generated" | "sandbox") => continue,
                None => format!("import `{name}` from the folder that defines it"),
            };
            problems.push(format!("src/{file}.rs:{line}: {remedy}"));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// The file of a folder that has this name, or from which its module file re-exports the name.
fn defining(sources: &BTreeMap<String, String>, module: &str, name: &str) -> Option<String> {
    let child = |it: &str| Some(format!("{module}/{it}")).filter(|it| sources.contains_key(it));
    let exports = || {
        let items = sources.get(module)?.split("use ").skip(1);
        let mut items = items.filter_map(|it| it.split(';').next());
        let item = items.find(|it| words(it).any(|word| word == name))?;
        child(words(item).find(|it| *it != "self")?)
    };
    child(name).or_else(exports)
}

#[test]
fn no_files_of_a_folder_import_each_other_in_a_circle() {
    let sources = sources();
    let mut imports = BTreeMap::new();
    for (file, code) in &sources {
        // The endpoint table and its endpoints need each other.
        let is_checked = !matches!(LAYERS[rank(file).unwrap()], "generated" | "sandbox");
        let Some((module, _)) = file.rsplit_once('/').filter(|_| is_checked) else { continue };
        let layer = module.split('/').next().unwrap();
        let prefixes = [("super::", module), (&*format!("crate::{layer}::"), layer)];
        let used = prefixes.into_iter().flat_map(|(prefix, module)| {
            let names = names(code, prefix).into_iter();
            names.filter_map(|(_, name)| defining(&sources, module, name)).collect::<Vec<_>>()
        });
        imports.insert(file, used.filter(|it| it != file).collect::<Vec<_>>());
    }
    for file in imports.keys() {
        let (mut reached, mut next) = (BTreeSet::new(), vec![*file]);
        while let Some(used) = next.pop() {
            next.extend(imports[used].iter().filter(|it| reached.insert(*it)));
        }
        let circle: Vec<_> = reached.iter().filter(|it| imports[**it].contains(file)).collect();
        let remedy = "move what both need to a third file";
        assert!(!reached.contains(file), "src/{file}.rs and {circle:?} use each other; {remedy}");
    }
}
