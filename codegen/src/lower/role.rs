//! The parts of an endpoint in which a parameter is allowed, by its type and by who sets it.

use std::collections::BTreeMap;
use std::rc::Rc;

use proc_macro2::Ident;

use super::context::Context;
use crate::error::{Mistake, Reported};
use crate::kinds::Allowed;
use crate::model::{Need, Param, Type};
use crate::spec::Word;

/// A part of an endpoint that lists parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// `query`
    Query,
    /// `one_of`
    Choice,
    /// The fields of a body.
    Body,
    /// The fields of a reply.
    Reply,
}

/// Returns the parameter with this name, if it is allowed in this part of an endpoint.
pub(super) fn in_role(word: &Word, role: Role, cx: &mut Context<'_>) -> Option<Rc<Param>> {
    let param = cx.param(word)?;
    if !type_fits(&param.ty, role) {
        let (what, help) = match role {
            Role::Query | Role::Choice => (
                "a parameter of a request",
                "use a type that is allowed in requests; this one is for replies only",
            ),
            Role::Body => (
                "a field of a body",
                "use parameters of the types `id`, `string`, `int` and `bool`, or an enumeration",
            ),
            Role::Reply => (
                "a field of a reply",
                "use a type that is allowed in replies; this one is for requests only",
            ),
        };
        let message = format!("`{}` cannot be {what}", param.name);
        cx.report.add(word, message, "its type is not allowed here", help);
        return None;
    }
    match (role, &param.need) {
        (
            Role::Choice,
            Need::Optional { .. } | Need::Required { by_vendor: false } | Need::Client,
        ) => {
            let message = format!("`{}` is optional, so it cannot be an alternative", param.name);
            let help = "define a required parameter under another name for `one_of`";
            cx.report.add(word, message, "exactly one of these is sent", help);
            None
        }
        (Role::Body, Need::Client) => {
            let message =
                format!("`{}` is set by the client, so it cannot be a field of a body", param.name);
            cx.report.add(word, message, "not allowed in a body", "move it to `query`");
            None
        }
        (Role::Query | Role::Choice | Role::Body | Role::Reply, _) => Some(param),
    }
}

fn type_fits(ty: &Type, role: Role) -> bool {
    let allowed = match ty {
        Type::Scalar(kind, _) => kind.allowed,
        Type::Enum(_) => Allowed::Anywhere,
        Type::List(_) => Allowed::Reply,
    };
    match allowed {
        Allowed::Anywhere => true,
        Allowed::Query => matches!(role, Role::Query | Role::Choice),
        Allowed::Reply => role == Role::Reply,
    }
}

/// Reports a word that is listed twice.
pub(super) fn distinct(words: &[Word], cx: &mut Context<'_>) -> Result<(), Reported> {
    let mut seen: BTreeMap<&str, &Word> = BTreeMap::new();
    for word in words {
        if let Some(first) = seen.insert(word.get_ref(), word) {
            let message = format!("`{}` is listed twice", word.get_ref().escape_debug());
            let mistake =
                Mistake::new(cx.report.place(word), message, "again here", "remove one of them");
            cx.report.mistakes.add(mistake.other(cx.report.place(first), "first here"));
            return Err(Reported);
        }
    }
    Ok(())
}

/// Reports words whose parameters have the same name on the wire, but not in Rust; an alternative is
/// compared by its name on the wire only.
pub(super) fn unique_on_wire<'a>(
    words: impl Iterator<Item = (&'a Word, bool)>,
    cx: &mut Context<'_>,
) {
    let mut seen: BTreeMap<String, (&Word, Ident)> = BTreeMap::new();
    for (word, is_choice) in words {
        let Some(Ok(param)) = cx.find(word.get_ref()) else { continue };
        let entry = (word, param.field.clone());
        let (first, field) = seen.entry(param.name.clone()).or_insert(entry);
        if !std::ptr::eq(*first, word) && (is_choice || *field != param.field) {
            let message = format!("two parameters have the name `{}` on the wire", param.name);
            let first = cx.report.place(first);
            let mistake =
                Mistake::new(cx.report.place(word), message, "again here", "remove one of them");
            cx.report.mistakes.add(mistake.other(first, "first here"));
        }
    }
}
