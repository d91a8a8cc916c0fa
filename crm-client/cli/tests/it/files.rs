//! `crm file upload` and `crm file download`.

use crm_client::sandbox::Fault;
use serde_json::Value;

use crate::support::{Server, crm, finish};

/// Uploads bytes under a name, and returns the path in the CRM.
fn upload(server: &Server, name: &str, bytes: &[u8]) -> String {
    std::fs::write(server.folder.path().join(name), bytes).unwrap();
    let run = finish(server.crm(["file", "upload", name]));
    assert_eq!(run.code, 0, "{run:?}");
    let reply: Value = serde_json::from_str(&run.stdout).unwrap();
    reply["file_path"].as_str().unwrap().to_owned()
}

fn files(server: &Server) -> Vec<String> {
    let entries = std::fs::read_dir(server.folder.path()).unwrap();
    let mut names: Vec<String> =
        entries.map(|it| it.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_file_is_downloaded_as_it_was_uploaded() {
    let server = Server::start();
    let bytes: Vec<u8> = (0..=250_u8).cycle().take(3_000_000).collect();
    let path = upload(&server, "合同 a.bin", &bytes);
    let run = finish(server.crm(["file", "download", &path, "-o", "copy.bin", "--output", "json"]));
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(run.stdout, "{\"bytes\":3000000,\"file\":\"copy.bin\"}\n");
    assert!(std::fs::read(server.folder.path().join("copy.bin")).unwrap() == bytes);

    let output = server.crm(["file", "download", &path, "-o", "-"]).output().unwrap();
    assert!(output.stdout == bytes);
}

#[test]
fn the_name_comes_from_the_path() {
    let server = Server::start();
    let path = upload(&server, "a.txt", b"text");
    std::fs::remove_file(server.folder.path().join("a.txt")).unwrap();
    let run = finish(server.crm(["file", "download", &path]));
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(std::fs::read_to_string(server.folder.path().join("a.txt")).unwrap(), "text");
    let unnamed = finish(server.crm(["file", "download", "/a/.."]));
    assert_eq!(unnamed.code, 2, "{unnamed:?}");
}

#[test]
fn an_existing_file_is_replaced_with_force_only() {
    let server = Server::start();
    let path = upload(&server, "a.txt", b"new");
    let target = server.folder.path().join("old.txt");
    std::fs::write(&target, "old").unwrap();
    let requests = server.sandbox.requests();
    let refused = finish(server.crm(["file", "download", &path, "-o", "old.txt"]));
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(refused.stderr.contains("--force"), "{refused:?}");
    assert_eq!(server.sandbox.requests(), requests);
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "old");
    let forced = finish(server.crm(["file", "download", &path, "-o", "old.txt", "--force"]));
    assert_eq!(forced.code, 0, "{forced:?}");
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "new");
}

#[test]
fn a_failed_download_leaves_no_file_and_no_link() {
    let server = Server::start();
    let path = upload(&server, "a.txt", &vec![b'x'; 100_000]);
    let before = files(&server);
    let link = format!("/files{path}");
    for (fault, code) in [
        (Fault::cut_body(), 4),
        (Fault::reset(), 4),
        (Fault::status(503), 4),
        (Fault::status(403), 3),
        (Fault::status(302).header("location", "http://127.0.0.1/other"), 3),
    ] {
        server.sandbox.inject(fault.on_path(&link));
        let run = finish(server.crm(["file", "download", &path, "-o", "copy.txt"]));
        assert_eq!(run.code, code, "{run:?}");
        assert!(run.stderr.contains("the download failed"), "{run:?}");
        assert!(!run.stderr.contains("_=") && !run.stderr.contains("/files"), "{run:?}");
        assert_eq!(files(&server), before);
    }
}

#[test]
fn the_embedded_crm_keeps_files() {
    let folder = tempfile::tempdir().unwrap();
    let crm = |line: &str| {
        let words = line.split(' ').map(str::to_owned);
        finish(crm(words).arg("--sandbox=crm.json").current_dir(folder.path()).stdin("text"))
    };
    let uploaded = crm("file upload - --name note.txt");
    assert_eq!(uploaded.code, 0, "{uploaded:?}");
    let reply: Value = serde_json::from_str(&uploaded.stdout).unwrap();
    let path = reply["file_path"].as_str().unwrap();
    let run = crm(&format!("file download {path} --out copy.txt"));
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(std::fs::read_to_string(folder.path().join("copy.txt")).unwrap(), "text");
    let unknown = crm("file download /no/file.txt");
    assert_eq!(unknown.code, 3, "{unknown:?}");
}

#[test]
fn a_file_that_is_too_large_is_not_sent() {
    let server = Server::start();
    let file = std::fs::File::create(server.folder.path().join("big.bin")).unwrap();
    file.set_len(20 * 1024 * 1024 + 1).unwrap();
    let run = finish(server.crm(["file", "upload", "big.bin"]));
    assert_eq!(run.code, 2, "{run:?}");
    assert_eq!(server.sandbox.requests(), 0);
    let missing = finish(server.crm(["file", "upload", "none.bin"]));
    assert_eq!(missing.code, 1, "{missing:?}");
}
