//! `crm query`: an advanced query on any entity.

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use crm_client::endpoint::{Endpoint, Returns, Type};
use crm_client::entity::AdvQuery;
use crm_client::filter::{Filter, any};
use crm_client::metadata::{EntityInfo, FieldInfo};
use crm_client::{ParseSortError, Sort};

use super::columns::{self, Chosen, Wanted};
use super::listing::{self, Extent};
use crate::failure::{Failure, Status};
use crate::filter::{self, Expression};
use crate::lang::tr;
use crate::options::Options;
use crate::options::help::positional;
use crate::session::{self, Session};
use crate::tenant;

/// Describes the command.
pub(super) fn about() -> String {
    tr!("Search any entity with conditions", "按条件查询任意实体")
}

/// Adds the options.
pub(super) fn define(command: Command) -> Command {
    let number = |name: &'static str, max: i64| {
        Arg::new(name).long(name).value_name("N").value_parser(value_parser!(u32).range(1..=max))
    };
    let size = page_size();
    command
        .arg(positional(Arg::new("entity").value_name("ENTITY").required(true)).help(tr!(
            "The internal name, such as Account or c__lead; `crm metadata entity` lists all",
            "实体的内部名称，如 Account 或 c__lead；`crm metadata entity` 可列出全部"
        )))
        .arg(Arg::new("where").long("where").value_name("FILTER").help(tr!(
            "The conditions; see below [default: all records]",
            "条件，见下文 [默认：全部记录]"
        )))
        .arg(Arg::new("fields").long("fields").value_name("NAME,…").help(tr!(
            "The fields to return [default: a choice; `*`: all]",
            "要返回的字段 [默认：自动选择；`*`：全部]"
        )))
        .arg(
            Arg::new("sort")
                .long("sort")
                .value_name("NAME:DIRECTION,…")
                .help(tr!("The order, such as createdOn:desc", "排序，例如 createdOn:desc")),
        )
        .arg(
            number("page-no", i64::from(u32::MAX))
                .help(tr!("The page [default: 1]", "页码 [默认：1]")),
        )
        .arg(number("page-size", i64::from(size.max)).help(tr!(
            "The number of rows per page [default: {}, at most {}]",
            "每页行数 [默认：{}，最大 {}]",
            size.default,
            size.max
        )))
        .args(listing::args())
        .arg(Arg::new("unchecked").long("unchecked").action(ArgAction::SetTrue).help(tr!(
            "Send names and values as they are, without two calls for the metadata",
            "直接发送字段名和值，省去两次元数据查询"
        )))
        .after_help(help())
}

/// Explains the filter.
fn help() -> String {
    tr!(
        "Conditions are joined by `and` or by `or`, at most {}:\n  \
           typeCode = 1         equals; `!=` does not equal\n  \
           amount > 10000       greater; `<` less\n  \
           phone ~ 021          contains; `!~` does not contain\n  \
           address is empty     has no value; `is not empty` has one\n\
         Text with spaces or symbols needs quotes. Dates: 2026-01-31, '2026-01-31 08:00', today, -7d.\n\n\
         Example:\n  \
           crm query Account --where 'phone ~ 021 or address ~ 上海' --sort createdOn:desc",
        "条件之间用 `and` 或 `or` 连接，最多 {} 个：\n  \
           typeCode = 1         等于；`!=` 不等于\n  \
           amount > 10000       大于；`<` 小于\n  \
           phone ~ 021          包含；`!~` 不包含\n  \
           address is empty     为空；`is not empty` 不为空\n\
         含空格或符号的文本请加引号。日期：2026-01-31、'2026-01-31 08:00'、today、-7d。\n\n\
         示例：\n  \
           crm query Account --where 'phone ~ 021 or address ~ 上海' --sort createdOn:desc",
        Filter::MAX_CONDITIONS
    )
}

/// Runs the command.
pub(super) fn run(options: &Options, matches: &ArgMatches) -> Result<Status, Failure> {
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let entity = text("entity").unwrap_or_default();
    let query = Query {
        entity,
        filter: text("where").map(|it| Ok((it, filter::parse_expression(it)?))).transpose()?,
        sort: text("sort").map(sort).transpose()?,
        wanted: Wanted::read(text("fields")),
    };
    session::run(options, None, async |session| {
        let is_complete = query.filter.is_some() && matches!(query.wanted, Wanted::Named(_));
        let (chosen, filter) = if matches.get_flag("unchecked") && is_complete {
            query.unchecked()
        } else {
            let info = tenant::info(session, entity).await?;
            let fields = tenant::fields(session, entity).await?;
            query.checked(session, &info, &fields).await?
        };
        let mut request = AdvQuery::new(entity, &chosen.names, filter);
        request.sort.clone_from(&query.sort);
        request.page_no = matches.get_one("page-no").copied();
        let max_items = listing::max_items(matches);
        let size = page_size();
        let at_most = u32::try_from(max_items.unwrap_or_default()).unwrap_or(u32::MAX);
        request.page_size =
            matches.get_one("page-size").copied().or(max_items.map(|_| at_most.clamp(1, size.max)));
        let page_size = request.page_size.unwrap_or(size.default);
        let extent = Extent { max_items, page_size: page_size.try_into().unwrap_or(usize::MAX) };
        listing::print(session, request, extent, Some(&chosen.names)).await?;
        chosen.hint(options);
        Ok(())
    })?;
    Ok(Status::Success)
}

/// A query as the arguments describe it.
struct Query<'a> {
    entity: &'a str,
    /// The conditions, with their text.
    filter: Option<(&'a str, Expression)>,
    sort: Option<Sort>,
    wanted: Wanted,
}

impl Query<'_> {
    /// Returns the fields and the filter as they are.
    fn unchecked(&self) -> (Chosen, Filter) {
        let fields = match &self.wanted {
            Wanted::Named(names) => names.clone(),
            Wanted::All | Wanted::Default => Vec::new(),
        };
        (
            Chosen::named(fields),
            self.filter.iter().map(|(_, it)| it.to_filter()).next().unwrap_or_else(|| any([])),
        )
    }

    /// Returns the fields and the filter, if the metadata has all names.
    async fn checked(
        &self,
        session: &Session<'_>,
        info: &EntityInfo,
        fields: &[FieldInfo],
    ) -> Result<(Chosen, Filter), Failure> {
        if let Wanted::Named(names) = &self.wanted {
            tenant::check_names(self.entity, fields, names.iter().map(String::as_str))?;
        }
        let sort = self.sort.as_ref().map(ToString::to_string).unwrap_or_default();
        let keys = sort.split(',').filter_map(|it| it.split(':').next());
        tenant::check_names(self.entity, fields, keys.filter(|it| !it.is_empty()))?;
        let filter = match &self.filter {
            Some((text, expression)) => {
                tenant::check_filter(session, self.entity, fields, text, expression)
                    .await?
                    .to_filter()
            }
            None => tenant::everything(&info.name_field),
        };
        let main = &info.name_field;
        let chosen = columns::choose(session, self.wanted.clone(), main, fields, Returns::Page);
        Ok((chosen, filter))
    }
}

fn sort(text: &str) -> Result<Sort, Failure> {
    let sort = text.parse();
    sort.map_err(|error: ParseSortError| Failure::usage(format!("`--sort`: {error}")))
}

/// The default and the maximum of the page size, from the endpoint table.
struct PageSize {
    default: u32,
    max: u32,
}

fn page_size() -> PageSize {
    let param = AdvQuery::INFO.page_size_param();
    let max = match param.map(|it| it.ty) {
        Some(Type::Int { max, .. }) => u32::try_from(max).unwrap_or(u32::MAX),
        _ => u32::MAX,
    };
    let default = param.and_then(|it| it.default?.parse().ok());
    PageSize { default: default.unwrap_or(max), max }
}
