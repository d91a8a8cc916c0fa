//! `crm MODULE FUNCTION`: any call of the endpoint table.

mod args;
pub(super) mod body;
mod example;
mod file;
mod help;
mod request;
mod secret;

use clap::{ArgMatches, Command};
use crm_client::endpoint::{Info, Returns};
use crm_client::{Done, ENDPOINTS, Json, RESOURCES};

use super::columns::{self, Chosen, Wanted};
use super::listing::{self, Extent};
use super::reply;
use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::options::Options;
use crate::options::help::localized;
use crate::output::Format;
use crate::session::{self, Session};
use crate::tenant;
use request::TableRequest;

/// Returns a line of help of each module of the API, by its name.
pub(super) fn modules() -> impl Iterator<Item = (&'static str, &'static str)> {
    RESOURCES.iter().map(|it| (it.name, it.doc))
}

/// Adds the functions of the module with the name of the command.
pub(super) fn define(command: Command) -> Command {
    let module = command.get_name().to_owned();
    let functions: Vec<Command> = endpoints(&module).map(function).collect();
    let command = command.subcommand_required(true).arg_required_else_help(true);
    file::define(command.subcommands(functions))
}

/// Runs a function of a module.
pub(super) fn run(
    options: &Options,
    module: &str,
    matches: &ArgMatches,
) -> Result<Status, Failure> {
    let Some((function, matches)) = matches.subcommand() else { return Ok(Status::Usage) };
    if let Some(result) = file::run(options, module, function, matches) {
        return result;
    }
    let Some(info) = endpoints(module).find(|it| it.function() == function) else {
        return Err(Failure::usage(format!("{module}/{function}: unknown endpoint")));
    };
    let mut request = args::request(info, matches)?;
    session::run(options, args::user(matches), async |session| {
        secret::ask(&mut request).await?;
        let wanted = args::wanted(info, matches);
        let (columns, chosen) = match args::fields_param(info) {
            Some(param) => {
                let chosen = fields(session, &request, wanted).await?;
                request.query.push((param.name, chosen.names.join(",")));
                (Some(chosen.names.clone()), Some(chosen))
            }
            None => (named(options, info, wanted), None),
        };
        if info.returns == Returns::Page {
            let max_items = listing::max_items(matches);
            let page_size = request.set_page_size(max_items);
            let extent = Extent { max_items, page_size };
            listing::print(session, request, extent, columns.as_deref()).await?;
            if let Some(chosen) = chosen {
                chosen.hint(options);
            }
            return Ok(());
        }
        let call = session.call(request).await?;
        let failed = |error| session.failure(&error, info.effect);
        if info.returns == Returns::Nothing {
            call.returning::<Done>().await.map_err(failed)?;
            return reply::done(options);
        }
        let json = call.returning::<Json>().await.map_err(failed)?;
        let secrets = if args::show_secrets(matches) { Vec::new() } else { reply::secrets(info) };
        reply::print(options, &json, columns.as_deref(), &secrets)
    })?;
    Ok(Status::Success)
}

/// Returns the fields to request. If the user does not name them, they are a choice from the metadata.
async fn fields(
    session: &Session<'_>,
    request: &TableRequest,
    wanted: Wanted,
) -> Result<Chosen, Failure> {
    if let Wanted::Named(names) = wanted {
        return Ok(Chosen::named(names));
    }
    let info = request.info;
    let entity = if let Some(name) = request.entity() {
        tenant::info(session, name).await?
    } else {
        let entities = tenant::entities(session).await?;
        let same = |name: &str| name.eq_ignore_ascii_case(info.module());
        let found = entities.into_iter().find(|it| same(&it.entity));
        found.ok_or_else(|| missing_fields(info))?
    };
    let fields = tenant::fields(session, &entity.entity).await?;
    Ok(columns::choose(session, wanted, &entity.name_field, &fields, info.returns))
}

/// Returns the failure if no fields are named, and the metadata cannot help.
fn missing_fields(info: &Info<'_>) -> Failure {
    let fields = example::fields(info).join(",");
    let example = if fields.is_empty() { "name,phone".to_owned() } else { fields };
    Failure::usage(tr!(
        "{}: the metadata has no entity of this name to choose fields from; add something like `--fields {example}`",
        "{}：元数据中没有同名的实体，无法自动选择字段；请添加类似 `--fields {example}` 的选项",
        info.path
    ))
}

/// Returns the columns of a reply whose fields the API does not select.
fn named(options: &Options, info: &Info<'_>, wanted: Wanted) -> Option<Vec<String>> {
    let documented = reply::fields(info);
    match (wanted, options.format) {
        (Wanted::Named(names), _) => Some(names),
        // Documented columns do not depend on what the first row has. JSON has all fields anyway.
        (_, Format::Table | Format::Csv) if !documented.is_empty() => {
            Some(documented.iter().map(|it| it.name.to_owned()).collect())
        }
        _ => None,
    }
}

/// Returns the functions of a module that one of the words of the command line names.
pub(super) fn functions(module: &str, is_named: impl Fn(&str) -> bool) -> Vec<Command> {
    endpoints(module).filter(|it| is_named(it.function())).map(function).collect()
}

/// Returns the command of a function. Its arguments are defined only if it is used.
fn function(info: &'static Info<'static>) -> Command {
    let command = Command::new(info.function()).about(info.doc).display_name(display_name(info));
    command.defer(|command| {
        let is_named = |it: &&Info<'_>| command.get_display_name() == Some(&display_name(it));
        match ENDPOINTS.iter().map(|it| &it.info).find(is_named) {
            Some(info) => help::add(args::define(localized(command), info), info),
            None => command,
        }
    })
}

/// Returns the name of the man page.
fn display_name(info: &Info<'_>) -> String {
    format!("crm-{}-{}", info.module(), info.function())
}

fn endpoints(module: &str) -> impl Iterator<Item = &'static Info<'static>> {
    ENDPOINTS.iter().map(|it| &it.info).filter(move |it| it.module() == module)
}
