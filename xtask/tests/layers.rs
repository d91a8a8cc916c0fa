//! The layers of each crate: imports point downwards, and files do not import each other in a cycle.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A crate of this workspace.
struct Layered {
    /// The folder of the crate.
    folder: &'static str,
    /// The modules of its root, from top to bottom.
    layers: &'static [&'static str],
    /// The layers that may use the public paths of the crate instead of the defining modules.
    public: &'static [&'static str],
    /// The beginning of the path of an import.
    import: &'static str,
}

const CRATES: [Layered; 4] = [
    Layered {
        folder: "crm-client",
        layers: &[
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
        ],
        public: &["sandbox", "generated"],
        import: "crate::",
    },
    Layered {
        folder: "crm-client/cli",
        layers: &[
            "main", "lib", "commands", "console", "doctor", "watch", "mirror", "export", "import",
            "schema", "tenant", "session", "profile", "reasons", "options", "database", "output",
            "filter", "terminal", "failure", "color", "similar", "cells", "safe", "lang",
        ],
        public: &[],
        import: "crate::",
    },
    Layered {
        folder: "codegen",
        layers: &[
            "lib", "structs", "emit", "text", "lower", "shapes", "model", "kinds", "facts", "read",
            "spec", "rust", "json", "error", "file",
        ],
        public: &[],
        // Emitters contain generated paths that begin with `crate::`.
        import: "use crate::",
    },
    Layered {
        folder: "xtask",
        layers: &["main", "man", "regen", "structs", "write", "read"],
        public: &[],
        import: "crate::",
    },
];

impl Layered {
    fn rank(&self, file: &str) -> Option<usize> {
        self.layers.iter().position(|layer| file.split('/').next() == Some(*layer))
    }

    /// Returns the code of each file without comments and tests, by its path without `.rs`.
    fn sources(&self) -> BTreeMap<String, String> {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let root = workspace.join(self.folder).join("src");
        let (mut sources, mut paths) = (BTreeMap::new(), vec![root.clone()]);
        while let Some(path) = paths.pop() {
            if path.is_dir() {
                paths.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
                continue;
            }
            let name: PathBuf = path.strip_prefix(&root).unwrap().with_extension("");
            let name = name.iter().map(|it| it.to_str().unwrap()).collect::<Vec<_>>().join("/");
            let is_root = matches!(name.as_str(), "lib" | "main");
            if !is_root && !name.ends_with("/tests") && !name.starts_with("guide") {
                assert!(self.rank(&name).is_some(), "{}: add `{name}` to a layer", self.folder);
                sources.insert(name, code(&fs::read_to_string(path).unwrap()));
            }
        }
        assert!(sources.len() > 3, "{}", self.folder);
        sources
    }
}

/// Returns a file without its comments and tests.
fn code(text: &str) -> String {
    let lines = text.lines().take_while(|it| *it != "#[cfg(test)]" && *it != "#[test]");
    let lines = lines.map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

/// Returns the names after `prefix`, as in `prefix::name` and `prefix::{name, name}`, with their lines.
fn names<'a>(code: &'a str, prefix: &str) -> Vec<(usize, &'a str)> {
    let mut names = Vec::new();
    for (at, _) in code.match_indices(prefix) {
        let rest = &code[at + prefix.len()..];
        let list = match rest.strip_prefix('{') {
            Some(list) => list.split('}').next(),
            None => rest.split(',').next(),
        };
        let line = code[..at].lines().count().max(1);
        let list = list.unwrap_or(rest).split(',');
        names.extend(list.map(|it| (line, words(it).next().unwrap_or(""))));
    }
    names
}

fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|it: char| !it.is_alphanumeric() && it != '_').filter(|it| !it.is_empty())
}

#[test]
fn imports_point_down_the_layers() {
    let mut problems = Vec::new();
    for layered in CRATES {
        for (file, code) in &layered.sources() {
            let own = layered.rank(file).unwrap();
            for (line, name) in names(code, layered.import) {
                let remedy = match layered.rank(name) {
                    Some(layer) if layer >= own => continue,
                    Some(_) => {
                        format!("`{name}` is a higher layer; move the shared code to a lower layer")
                    }
                    None if layered.public.contains(&layered.layers[own]) => continue,
                    None => format!("import `{name}` from the module that defines it"),
                };
                problems.push(format!("{}/src/{file}.rs:{line}: {remedy}", layered.folder));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// Returns the file of a folder that has this name, or from which its module file re-exports the name.
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
fn files_of_a_folder_do_not_import_each_other_in_a_cycle() {
    for layered in CRATES {
        let sources = layered.sources();
        let mut imports = BTreeMap::new();
        for (file, code) in &sources {
            let Some((module, _)) = file.rsplit_once('/') else { continue };
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
                let used = imports.get(used).into_iter().flatten();
                next.extend(used.filter(|it| reached.insert(*it)));
            }
            let cycle: Vec<_> = reached.iter().filter(|it| imports[**it].contains(file)).collect();
            let folder = layered.folder;
            assert!(
                !reached.contains(file),
                "{folder}/src/{file}.rs and {cycle:?} import each other; move the shared code to \
                 a third file"
            );
        }
    }
}
