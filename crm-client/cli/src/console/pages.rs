//! The files of the console. They are part of the binary, as they are.

use http::{Method, Request};

use super::reply::{Problem, Reply};

/// A file with its path and its type.
struct File {
    path: &'static str,
    content_type: &'static str,
    bytes: &'static [u8],
}

macro_rules! files {
    ($($path:literal $content_type:ident)*) => {
        [$(File {
            path: $path,
            content_type: $content_type,
            bytes: include_bytes!(concat!("../../console/", $path)),
        }),*]
    };
}

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const PICTURE: &str = "image/svg+xml";

static FILES: &[File] = &files! {
    "index.html" HTML
    "api.js" SCRIPT
    "app.js" SCRIPT
    "base.css" STYLE
    "code.js" SCRIPT
    "endpoint.js" SCRIPT
    "explanation.js" SCRIPT
    "faults.js" SCRIPT
    "field-dialog.js" SCRIPT
    "field.js" SCRIPT
    "form.js" SCRIPT
    "format.js" SCRIPT
    "icon.svg" PICTURE
    "icons.js" SCRIPT
    "journal.js" SCRIPT
    "json.js" SCRIPT
    "keys.js" SCRIPT
    "kit.js" SCRIPT
    "live.js" SCRIPT
    "load.js" SCRIPT
    "metadata.js" SCRIPT
    "record.js" SCRIPT
    "records.js" SCRIPT
    "reference.js" SCRIPT
    "request.js" SCRIPT
    "requests.js" SCRIPT
    "result.js" SCRIPT
    "route.js" SCRIPT
    "server.js" SCRIPT
    "settings.js" SCRIPT
    "sidebar.js" SCRIPT
    "start.js" SCRIPT
    "store.js" SCRIPT
    "toast.js" SCRIPT
    "ui.js" SCRIPT
    "vendor/htm.js" SCRIPT
    "views.css" STYLE
    "virtual.js" SCRIPT
    "zh.js" SCRIPT
};

fn find(path: &str) -> Option<&'static File> {
    let path = path.strip_prefix('/')?;
    let path = if path.is_empty() { "index.html" } else { path };
    FILES.iter().find(|it| it.path == path)
}

/// Returns whether a path is a file of the console.
pub(super) fn has(path: &str) -> bool {
    find(path).is_some()
}

/// Answers with a file.
pub(super) fn answer<B>(request: &Request<B>) -> Result<Reply, Problem> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Err(Problem::invalid("method: expected GET"));
    }
    let file = find(request.uri().path());
    let file = file.ok_or_else(|| Problem::missing("there is no such page"))?;
    Ok(Reply::bytes(file.content_type, file.bytes))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    /// The largest size of all files.
    const MAX: u64 = 120_000;

    fn list(folder: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                list(&path, found);
            } else {
                found.push(path.to_string_lossy().replace('\\', "/"));
            }
        }
    }

    #[test]
    fn all_files_are_part_of_the_binary_and_small() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("console");
        let mut found = Vec::new();
        list(&root, &mut found);
        let is_served =
            |it: &&String| [".html", ".js", ".css", ".svg"].iter().any(|end| it.ends_with(end));
        let prefix = format!("{}/", root.to_string_lossy().replace('\\', "/"));
        let mut size = 0;
        for path in found.iter().filter(is_served) {
            size += fs::metadata(path).unwrap().len();
            let name = path.strip_prefix(&prefix).unwrap();
            assert!(has(&format!("/{name}")), "{name} is not in the table of pages.rs");
        }
        assert!(size <= MAX, "all files have {size} bytes; expected at most {MAX}");
    }
}
