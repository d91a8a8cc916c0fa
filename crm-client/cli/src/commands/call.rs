//! `crm MODULE FUNCTION`: any call of the endpoint table.

mod args;
mod body;
mod request;

use clap::{ArgMatches, Command};
use crm_client::endpoint::{Effect, Info, Returns};
use crm_client::{Done, ENDPOINTS, Page, Record};

use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::options::Options;
use crate::options::help::localized;
use crate::output::{self, Printer};
use crate::session::{self, Session};
use request::TableRequest;

/// The number of pages that `--all` fetches ahead.
const PREFETCH: usize = 4;

/// Adds the functions of the module with the name of the command.
pub(super) fn define(command: Command) -> Command {
    let module = command.get_name().to_owned();
    let functions: Vec<Command> = endpoints(&module).map(function).collect();
    command.subcommand_required(true).arg_required_else_help(true).subcommands(functions)
}

/// Runs a function of a module.
pub(super) fn run(
    options: &Options,
    module: &str,
    matches: &ArgMatches,
) -> Result<Status, Failure> {
    let Some((function, matches)) = matches.subcommand() else { return Ok(Status::Usage) };
    let path = format!("{module}/{function}");
    let Some(info) = endpoints(module).find(|it| it.path == path) else {
        return Err(Failure::usage(format!("{path}: unknown endpoint")));
    };
    let request = args::request(info, matches)?;
    let columns = args::columns(info, matches);
    let user = matches.try_get_one::<String>("op_user").ok().flatten().map(String::as_str);
    session::run(options, user, async |session| {
        let columns = columns.as_deref();
        match info.returns {
            Returns::Page => list(session, info, request, columns, args::max_items(matches)).await,
            Returns::List(_) => {
                let rows = Page::new(reply::<Vec<Record>>(session, info, request).await?);
                print(options, columns, &rows)
            }
            Returns::Nothing => {
                reply::<Done>(session, info, request).await?;
                options.hint(&tr!("done", "完成"));
                Ok(())
            }
            _ => {
                let record = reply::<Record>(session, info, request).await?;
                output::record(options.format, &record, columns)
            }
        }
    })?;
    Ok(Status::Success)
}

/// Sends a request, and decodes its reply into an `R`.
async fn reply<R: crm_client::Reply>(
    session: &Session<'_>,
    info: &Info<'_>,
    request: TableRequest,
) -> Result<R, Failure> {
    let call = session.call(request).await?.returning::<R>();
    call.await.map_err(|error| session.failure(&error, info.effect))
}

/// Prints a page, or all rows up to `max_items`.
async fn list(
    session: &Session<'_>,
    info: &Info<'_>,
    request: TableRequest,
    columns: Option<&[String]>,
    max_items: Option<usize>,
) -> Result<(), Failure> {
    let options = session.options();
    let Some(max_items) = max_items else {
        let page = reply::<Page<Record>>(session, info, request).await?;
        print(options, columns, &page)?;
        if let Some(total) = page.total_size
            && total > page.data.len() as u64
        {
            let shown = page.data.len();
            options.hint(&tr!(
                "{shown} of {total} rows; `--all` fetches all rows",
                "共 {total} 行，已显示 {shown} 行；`--all` 可获取全部"
            ));
        }
        return Ok(());
    };
    let call = session.call(request.page_size_or_max()).await?.returning::<Page<Record>>();
    let mut rows = call.items().prefetch(PREFETCH).max_items(max_items);
    let mut printer = Printer::new(options.format, columns);
    while let Some(row) = rows.next().await {
        printer.row(&row.map_err(|error| session.failure(&error, Effect::Read))?)?;
    }
    printer.finish()
}

fn print(
    options: &Options,
    columns: Option<&[String]>,
    rows: &Page<Record>,
) -> Result<(), Failure> {
    let mut printer = Printer::new(options.format, columns);
    for row in rows {
        printer.row(row)?;
    }
    printer.finish()
}

fn function(info: &'static Info<'static>) -> Command {
    let name = info.path.split_once('/').map_or(info.path, |(_, name)| name);
    args::define(localized(Command::new(name)).about(info.doc), info)
}

fn endpoints(module: &str) -> impl Iterator<Item = &'static Info<'static>> {
    let infos = ENDPOINTS.iter().map(|it| &it.info);
    infos.filter(move |it| it.path.split_once('/').is_some_and(|(first, _)| first == module))
}
