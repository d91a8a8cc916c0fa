use std::fs;

use super::*;

const OUT: &str = "src/crm.rs";
const HEADER: &str = StructsCommand::Xtask.header();
const COMMAND: &str = "cargo xtask structs --metadata metadata --out src/crm.rs";

/// Minimal metadata with two entities.
const METADATA: [(&str, &str); 3] = [
    (
        "metadata/entity.json",
        r#"{"error_code":0,"data":[{"entity":"A","name":"甲"},{"entity":"B","name":"乙"}]}"#,
    ),
    ("metadata/field/A.json", FIELDS),
    ("metadata/field/B.json", FIELDS),
];

const FIELDS: &str = concat!(
    r#"{"error_code":0,"data":[{"field":"kind","name":"种类","data_type":"picklist","#,
    r#""nullable":true,"creatable":true,"updatable":true}]}"#
);

const PICKLIST: &str =
    r#"{"error_code":0,"data":[{"field":"kind","values":[{"value":1,"label":"一般"}]}]}"#;

/// A folder that contains only metadata.
struct Project(tempfile::TempDir);

impl Project {
    fn new() -> Project {
        let project = Project(tempfile::tempdir().unwrap());
        fs::create_dir_all(project.0.path().join("metadata/field")).unwrap();
        for (path, text) in METADATA {
            project.write(path, text);
        }
        project
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.0.path().join(path), text).unwrap();
    }

    fn read(&self) -> String {
        fs::read_to_string(self.0.path().join(OUT)).unwrap()
    }

    fn run(&self, mode: Mode) -> Outcome {
        structs(self.0.path(), "metadata/", OUT, mode)
    }

    /// Returns the output of a run without errors.
    fn line(&self, mode: Mode) -> String {
        let outcome = self.run(mode);
        assert_eq!(outcome.problems, Vec::<String>::new());
        outcome.lines.concat()
    }

    /// Returns the errors of a run without other output.
    fn problem(&self, mode: Mode) -> String {
        let outcome = self.run(mode);
        assert_eq!(outcome.lines, Vec::<String>::new());
        outcome.problems.concat()
    }
}

#[test]
fn the_first_run_creates_the_file_and_the_second_writes_nothing() {
    let project = Project::new();
    assert_eq!(project.line(Mode::Write), "created    src/crm.rs");
    let text = project.read();
    assert!(text.starts_with(HEADER), "{text}");
    assert!(text.contains("pub struct NewB "), "{text}");
    assert_eq!(project.line(Mode::Write), "unchanged  src/crm.rs");
    assert_eq!(project.line(Mode::Check), "unchanged  src/crm.rs");
    assert_eq!(fs::read_dir(project.0.path().join("src")).unwrap().count(), 1);
}

#[test]
fn the_file_does_not_depend_on_the_folder_of_the_metadata() {
    let project = Project::new();
    project.line(Mode::Write);
    let elsewhere = project.0.path().join("metadata");
    let again = structs(project.0.path(), elsewhere.to_str().unwrap(), OUT, Mode::Check);
    assert_eq!(again.lines, ["unchanged  src/crm.rs"]);
}

#[test]
fn check_reports_a_missing_and_an_outdated_file() {
    let project = Project::new();
    let run = format!("run `{COMMAND}`, and make changes only in `metadata`");
    assert_eq!(project.problem(Mode::Check), format!("error: `{OUT}` is missing; {run}"));
    assert!(!project.0.path().join(OUT).exists());

    project.line(Mode::Write);
    let before = project.read();
    fs::create_dir(project.0.path().join("metadata/picklist")).unwrap();
    project.write("metadata/picklist/A.json", PICKLIST);
    assert_eq!(project.problem(Mode::Check), format!("error: `{OUT}` is out of date; {run}"));
    assert_eq!(project.read(), before);

    assert_eq!(project.line(Mode::Write), "written    src/crm.rs");
    assert!(project.read().contains("pub const 一般: Self = Self(1);"));
}

#[test]
fn a_file_of_another_kind_is_reported_and_not_changed() {
    for mine in ["//! Mine.\n", "", &format!("{}spec/user.toml. Do not edit.\n", codegen::HEADER)] {
        let project = Project::new();
        fs::create_dir(project.0.path().join("src")).unwrap();
        project.write(OUT, mine);
        for mode in [Mode::Write, Mode::Check] {
            let expected = format!(
                "error: `{OUT}` is not a generated file, and was not changed; move or delete it, \
                 and run `{COMMAND}`"
            );
            assert_eq!(project.problem(mode), expected);
            assert_eq!(project.read(), mine);
        }
    }
}

#[test]
fn invalid_metadata_is_reported_for_all_files_and_nothing_is_written() {
    let project = Project::new();
    project.write("metadata/field/A.json", "{");
    project.write("metadata/field/B.json", r#"{"error_code":402,"error_msg":"参数 entity"}"#);
    let problem = project.problem(Mode::Write);
    assert!(problem.contains("--> metadata/field/A.json:1:1"), "{problem}");
    assert!(problem.contains("--> metadata/field/B.json:1:15"), "{problem}");
    assert!(problem.ends_with("error: 2 mistakes in `metadata`; nothing was written"), "{problem}");
    assert!(!project.0.path().join(OUT).exists());
}

#[test]
fn unreadable_metadata_is_reported() {
    let project = Project::new();
    fs::remove_file(project.0.path().join("metadata/entity.json")).unwrap();
    let problem = project.problem(Mode::Write);
    assert!(problem.starts_with("error: cannot read `metadata/entity.json`: "), "{problem}");

    fs::remove_file(project.0.path().join("metadata/field/A.json")).unwrap();
    fs::remove_file(project.0.path().join("metadata/field/B.json")).unwrap();
    assert_eq!(project.problem(Mode::Write), "error: no `*.json` file in `metadata/field`");
    fs::remove_dir(project.0.path().join("metadata/field")).unwrap();
    let problem = project.problem(Mode::Write);
    assert!(problem.starts_with("error: cannot read `metadata/field`: "), "{problem}");
}

#[cfg(unix)] // Windows does not allow these names.
#[test]
fn hidden_characters_of_paths_are_escaped() {
    let project = Project::new();
    let out = "src/\u{1b}[2J\u{200f}.rs";
    let outcome = structs(project.0.path(), "metadata", out, Mode::Check);
    let problem = outcome.problems.concat();
    assert!(problem.starts_with(r"error: `src/\u{1b}[2J\u{200f}.rs` is missing; "), "{problem:?}");
    assert!(problem.contains(r"--out src/\u{1b}[2J\u{200f}.rs`"), "{problem:?}");
    let outcome = structs(project.0.path(), "metadata", out, Mode::Write);
    assert_eq!(outcome.lines, [r"created    src/\u{1b}[2J\u{200f}.rs"]);

    let outcome = structs(project.0.path(), "\u{1b}[2J", out, Mode::Write);
    let problem = outcome.problems.concat();
    assert!(problem.starts_with(r"error: cannot read `\u{1b}[2J/field`: "), "{problem:?}");
}

#[test]
fn a_temporary_file_of_a_killed_run_is_removed() {
    let project = Project::new();
    project.line(Mode::Write);
    project.write("src/.crm.rs.12-0.tmp", HEADER);
    let lines = project.run(Mode::Write).lines;
    assert_eq!(lines, ["removed    src/.crm.rs.12-0.tmp", "unchanged  src/crm.rs"]);
    assert!(!project.0.path().join("src/.crm.rs.12-0.tmp").exists());
}

/// Symbolic links, which need a privilege on Windows.
#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;
    use std::path::PathBuf;

    use super::*;

    /// Returns a project where `src/crm.rs` is a link.
    fn project(to: &str) -> (Project, PathBuf) {
        let project = Project::new();
        let link = project.0.path().join(OUT);
        fs::create_dir_all(project.0.path().join("src")).unwrap();
        fs::create_dir_all(project.0.path().join("shared")).unwrap();
        symlink(to, &link).unwrap();
        (project, link)
    }

    #[test]
    fn the_file_behind_a_link_is_created_and_replaced() {
        let (project, link) = project("../shared/link.rs");
        symlink("crm.rs", project.0.path().join("shared/link.rs")).unwrap();
        assert_eq!(project.line(Mode::Write), "created    src/crm.rs");
        let fresh = project.read();
        let file = project.0.path().join("shared/crm.rs");
        assert!(!file.is_symlink(), "the target was replaced by a link");

        fs::write(&file, format!("{HEADER} Old.\n")).unwrap();
        let leftover = project.0.path().join("shared/.crm.rs.12-0.tmp");
        fs::write(&leftover, "").unwrap();
        assert_eq!(project.run(Mode::Write).lines.last().unwrap(), "written    src/crm.rs");
        assert!(
            !leftover.exists(),
            "the temporary file is next to the target, not next to the link"
        );
        assert_eq!(fs::read_to_string(&file).unwrap(), fresh);
        assert_eq!(fs::read_link(&link).unwrap(), PathBuf::from("../shared/link.rs"));
        assert_eq!(fs::read_dir(link.parent().unwrap()).unwrap().count(), 1);
        assert_eq!(fs::read_dir(file.parent().unwrap()).unwrap().count(), 2);
    }

    #[test]
    fn a_hand_written_file_behind_a_link_is_reported() {
        let (project, link) = project("../shared/crm.rs");
        let file = project.0.path().join("shared/crm.rs");
        fs::write(&file, "//! Mine.\n").unwrap();
        let problem = project.problem(Mode::Write);
        assert!(problem.starts_with("error: `src/crm.rs` is not a generated file"), "{problem}");
        assert_eq!(fs::read_to_string(&file).unwrap(), "//! Mine.\n");
        assert!(link.is_symlink());
    }

    #[test]
    fn a_link_to_itself_is_an_error() {
        let (project, link) = project("crm.rs");
        let problem = project.problem(Mode::Write);
        assert!(problem.starts_with("error: cannot read `src/crm.rs`: "), "{problem}");
        assert!(link.is_symlink());
    }
}
