//! A call with what is called on it → the statement that makes it, as rustfmt would write it.

use crate::model::{Endpoint, Resource, Returns};

/// What is called on something, and then on what that returns.
pub(super) struct Chain {
    links: Vec<String>,
}

impl Chain {
    pub(super) fn of(first: String) -> Chain {
        Chain { links: vec![first] }
    }

    pub(super) fn of_resource(resource: &Resource) -> Chain {
        Chain::of("crm".to_owned()).then(format!("{}()", resource.module))
    }

    pub(super) fn then(mut self, link: String) -> Chain {
        self.links.push(link);
        self
    }

    /// The statement that awaits it, and keeps of the reply what there is.
    pub(super) fn made(&self, endpoint: &Endpoint) -> Vec<String> {
        match &endpoint.returns {
            Returns::Record => self.kept("record", ""),
            Returns::Page => self.kept("page", ""),
            Returns::Object(fields) => match fields.as_slice() {
                [only] => self.kept(&only.field.to_string(), &format!(".{}", only.field)),
                _ => self.kept("reply", ""),
            },
            Returns::List(_) => self.kept("list", ""),
            Returns::Nothing => vec![format!("{};", self.on_one_line(""))],
        }
    }

    /// The statement that awaits it, and keeps the reply or a part of it: on as many lines as
    /// rustfmt would give it.
    pub(super) fn kept(&self, pattern: &str, part: &str) -> Vec<String> {
        let line = format!("let {pattern} = {};", self.on_one_line(part));
        let Some((first, rest)) = self.links.split_first().filter(|_| line.chars().count() > WIDTH)
        else {
            return vec![line];
        };
        let rest = rest.iter().map(|it| format!("    .{it}"));
        let mut lines: Vec<_> =
            std::iter::once(format!("let {pattern} = {first}")).chain(rest).collect();
        lines.push("    .await?".to_owned());
        lines.extend((!part.is_empty()).then(|| format!("    {part}")));
        if let Some(last) = lines.last_mut() {
            last.push(';');
        }
        lines
    }

    pub(super) fn on_one_line(&self, part: &str) -> String {
        format!("{}.await?{part}", self.links.join("."))
    }
}

/// What fits on a line of a page.
const WIDTH: usize = 90;
