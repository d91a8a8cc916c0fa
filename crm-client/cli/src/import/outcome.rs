//! How a row ends.

use super::problem::Problem;
use crate::lang::tr;

/// How a row ends. Every row has exactly one outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    /// The row created a record.
    Created,
    /// The row updated a record.
    Updated,
    /// A record has the values already, or is left as it is.
    Unchanged,
    /// The row was not imported.
    Refused,
    /// The request may have been carried out.
    Unknown,
}

impl Outcome {
    /// All outcomes.
    pub(crate) const ALL: [Outcome; 5] = [
        Outcome::Created,
        Outcome::Updated,
        Outcome::Unchanged,
        Outcome::Refused,
        Outcome::Unknown,
    ];

    /// Returns the name, which is the same in all languages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Outcome::Created => "created",
            Outcome::Updated => "updated",
            Outcome::Unchanged => "unchanged",
            Outcome::Refused => "refused",
            Outcome::Unknown => "unknown",
        }
    }

    /// Returns the outcome with this name.
    pub(crate) fn from_name(name: &str) -> Option<Outcome> {
        Outcome::ALL.into_iter().find(|it| it.name() == name)
    }

    /// Returns whether the record of the row is known to be in the CRM.
    pub(crate) fn is_imported(self) -> bool {
        matches!(self, Outcome::Created | Outcome::Updated | Outcome::Unchanged)
    }
}

/// How a row has ended, with the record and the reasons.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RowResult {
    /// The outcome.
    pub outcome: Outcome,
    /// The id of the record.
    pub id: Option<String>,
    /// Why the row was refused, or why its outcome is unknown.
    pub problems: Vec<Problem>,
    /// Whether the row was refused only because the outcome of another row is unknown. The next attempt
    /// plans it again.
    pub is_blocked: bool,
}

impl RowResult {
    /// Creates a result without problems.
    pub(crate) fn new(outcome: Outcome, id: Option<String>) -> RowResult {
        RowResult { outcome, id, problems: Vec::new(), is_blocked: false }
    }

    /// Creates a result with a problem.
    pub(crate) fn because(outcome: Outcome, problem: Problem) -> RowResult {
        RowResult { problems: vec![problem], ..RowResult::new(outcome, None) }
    }

    /// Creates the result of a row that waits for the outcome of an earlier row with the same key.
    pub(crate) fn blocked(number: u32) -> RowResult {
        let problem = Problem::of_row(
            tr!(
                "row {number} has the same key, and its outcome is unknown",
                "第 {number} 行的匹配键相同，且其结果未知"
            ),
            tr!("resolve row {number} first", "请先处理第 {number} 行"),
        );
        RowResult { is_blocked: true, ..RowResult::because(Outcome::Refused, problem) }
    }

    /// Returns the reasons and the remedies, each as one text.
    pub(crate) fn texts(&self) -> (String, String) {
        let reasons =
            self.problems.iter().map(|it| Problem { remedy: String::new(), ..it.clone() }.line());
        let mut remedies: Vec<&str> = self.problems.iter().map(|it| it.remedy.as_str()).collect();
        remedies.dedup();
        (reasons.collect::<Vec<_>>().join(" | "), remedies.join(" | "))
    }
}
