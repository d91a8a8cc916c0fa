//! Where a parameter can stand, by its type and by who gives it.

use std::rc::Rc;

use super::Context;
use crate::model::{Need, Param, Type};
use crate::spec::Word;

/// A place of an endpoint where parameters are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Among the parameters.
    Query,
    /// Among those of which one must be given.
    Choice,
    /// Among the fields of a body.
    Body,
    /// Among the fields of a reply.
    Reply,
}

/// The parameter of that name, if it can stand there.
pub(super) fn in_role(word: &Word, role: Role, cx: &mut Context<'_>) -> Option<Rc<Param>> {
    let param = cx.param(word)?;
    if !type_fits(&param.ty, role) {
        let (what, help) = match role {
            Role::Query | Role::Choice => {
                ("parameter of a request", "give it another type: this one is for replies")
            }
            Role::Body => {
                ("field of a body", "name parameters of the types `id`, `string`, `int` and `bool`")
            }
            Role::Reply => ("field of a reply", "give it another type: this one is for requests"),
        };
        let message = format!("`{}` is no {what}", param.name);
        cx.report(word, message, "unfit by its type", help);
        return None;
    }
    match (role, &param.need) {
        (Role::Choice, Need::Optional { .. } | Need::Client) => {
            let message = format!("`{}` can be left out, and is no choice then", param.name);
            let help = "define it once more for the choice, under another name, as required";
            cx.report(word, message, "one of these must be given", help);
            None
        }
        (Role::Body, Need::Client) => {
            let message = format!("`{}` comes from the client, which sends no fields", param.name);
            cx.report(word, message, "not a field of a body", "put it among the `query`");
            None
        }
        (Role::Query | Role::Choice | Role::Body | Role::Reply, _) => Some(param),
    }
}

fn type_fits(ty: &Type, role: Role) -> bool {
    match ty {
        Type::Id | Type::String | Type::Int { .. } | Type::Bool => true,
        Type::Fields | Type::Cascade | Type::Sort | Type::Password => {
            matches!(role, Role::Query | Role::Choice)
        }
        Type::Secret | Type::DataType | Type::Expiry | Type::Json | Type::List(_) => {
            role == Role::Reply
        }
    }
}
