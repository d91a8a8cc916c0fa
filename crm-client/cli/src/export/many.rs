//! Exports several entities into a folder, one file each, and continues such an export.
//!
//! While it is running, a file in the folder lists the entities that are finished, so that the next run
//! does not take their files for older ones.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Request;
use super::file::{self, Saved};
use super::files::{self, Files};
use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::safe;
use crate::session::Session;

/// The name of the file with the finished entities.
const NAME: &str = ".crm-export.resume";

/// The first line of the file.
#[derive(PartialEq, Serialize, Deserialize)]
struct Start {
    base_url: String,
    app_id: String,
    format: String,
    fields: Option<Vec<String>>,
    filter: Option<String>,
    sort: Option<String>,
    labels: bool,
}

/// The file with the finished entities.
struct Finished {
    path: PathBuf,
    entities: Vec<String>,
}

impl Finished {
    /// Opens the file of an interrupted export with the same options, or begins a new one.
    fn open(folder: &Path, start: &Start) -> io::Result<Finished> {
        let path = folder.join(NAME);
        let text = match fs::read_to_string(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            text => text.unwrap_or_default(),
        };
        // The last line can be incomplete.
        let complete = text.rfind('\n').map_or("", |end| &text[..=end]);
        let mut lines = complete.lines();
        let first = lines.next().and_then(|it| serde_json::from_str::<Start>(it).ok());
        if first.as_ref() == Some(start) {
            let entities = lines.filter_map(|it| serde_json::from_str(it).ok()).collect();
            fs::write(&path, complete)?;
            return Ok(Finished { path, entities });
        }
        fs::write(&path, format!("{}\n", serde_json::to_string(start)?))?;
        Ok(Finished { path, entities: Vec::new() })
    }

    fn add(&mut self, entity: &str) -> io::Result<()> {
        let mut file = OpenOptions::new().append(true).open(&self.path)?;
        file.write_all(format!("{}\n", serde_json::to_string(entity)?).as_bytes())?;
        self.entities.push(entity.to_owned());
        Ok(())
    }
}

/// Exports entities into a folder. The entities that the CRM refuses are reported at the end.
pub(super) async fn export(
    session: &Session<'_>,
    request: &Request,
    entities: &[String],
    folder: &Path,
    saved: &Saved,
) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(|error| files::failed(folder, &error))?;
    let failed = |error: io::Error| files::failed(&folder.join(NAME), &error);
    let mut finished = Finished::open(folder, &start(session, request)).map_err(failed)?;
    let targets = targets(request, entities, folder);
    if !request.force {
        check_free(&targets, &finished)?;
    }
    let mut refused: Vec<String> = Vec::new();
    for (entity, files) in &targets {
        if finished.entities.contains(entity) && files.target.exists() {
            session.options().hint(&tr!(
                "{}: already exported",
                "{}：已导出",
                files::shown(&files.target)
            ));
            continue;
        }
        match file::export(session, request, entity, files, saved).await {
            Ok(()) => finished.add(entity).map_err(failed)?,
            Err(failure) if failure.status() == Status::Refused => {
                session.options().hint(&safe::line(failure.message()));
                refused.push(safe::line(entity).into_owned());
            }
            Err(failure) => return Err(failure),
        }
    }
    files::remove(&finished.path)?;
    if refused.is_empty() {
        return Ok(());
    }
    let (count, all, names) = (refused.len(), targets.len(), refused.join(", "));
    Err(Failure::new(
        Status::Refused,
        tr!(
            "the CRM refused {count} of {all} entities: {names}; the others are exported",
            "{all} 个实体中有 {count} 个被 CRM 拒绝：{names}；其余已导出"
        ),
    ))
}

/// Returns the files of the entities. Names that would be equal get a number.
fn targets(request: &Request, entities: &[String], folder: &Path) -> Vec<(String, Files)> {
    let mut taken: Vec<String> = Vec::new();
    let mut target = |entity: &String| {
        let extension = request.format.name();
        let numbered = (2..).map(|number| files::name(&format!("{entity}-{number}"), extension));
        let names = std::iter::once(files::name(entity, extension)).chain(numbered);
        // Some file systems do not distinguish upper and lower case.
        let mut free = names.filter(|it| !taken.contains(&it.to_lowercase()));
        let name = free.next().unwrap_or_default();
        taken.push(name.to_lowercase());
        (entity.clone(), Files::of(&folder.join(name)))
    };
    entities.iter().map(&mut target).collect()
}

/// Checks that no file exists, except those of an interrupted export.
fn check_free(targets: &[(String, Files)], finished: &Finished) -> Result<(), Failure> {
    for (entity, files) in targets {
        let is_old = !finished.entities.contains(entity) && !files.journal.exists();
        if is_old && let Err(failure) = files.check_free() {
            if finished.entities.is_empty() {
                files::remove(&finished.path)?;
            }
            return Err(failure);
        }
    }
    Ok(())
}

fn start(session: &Session<'_>, request: &Request) -> Start {
    Start {
        base_url: session.base_url().to_owned(),
        app_id: session.app_id().to_owned(),
        format: request.format.name().to_owned(),
        fields: request.fields.clone(),
        filter: request.filter.as_ref().map(|(text, _)| text.clone()),
        sort: request.sort.clone(),
        labels: request.labels,
    }
}
