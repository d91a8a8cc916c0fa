//! A filter as it is written, with the positions of its names and values.

use std::fmt;
use std::ops::Range;

use crm_client::filter::{self, Filter, all, any};

use super::operator::Operator;
use super::value::Value;

/// A filter: conditions that are joined in one way.
#[derive(Clone, Debug)]
pub(crate) struct Expression {
    pub joint: Joint,
    pub conditions: Vec<Condition>,
}

/// How conditions are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Joint {
    /// All conditions must match.
    And,
    /// Any condition must match.
    Or,
}

/// A condition on a field.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    pub field: String,
    /// The bytes of the text that are the name of the field.
    pub field_span: Range<usize>,
    pub operator: Operator,
    /// The value; empty text if the operator has none.
    pub value: Value,
    /// The bytes of the text that are the value.
    pub value_span: Range<usize>,
}

impl Expression {
    /// Returns the filter that the API understands.
    pub(crate) fn to_filter(&self) -> Filter {
        let conditions = self.conditions.iter().map(Condition::to_condition);
        match self.joint {
            Joint::And => all(conditions),
            Joint::Or => any(conditions),
        }
    }
}

impl Condition {
    fn to_condition(&self) -> filter::Condition {
        let field = filter::field(&self.field);
        let value = &self.value;
        match self.operator {
            Operator::Equal => field.eq(value),
            Operator::NotEqual => field.ne(value),
            Operator::Greater => field.gt(value),
            Operator::Less => field.lt(value),
            Operator::Contains => field.contains(value),
            Operator::NotContains => field.not_contains(value),
            Operator::Empty => field.is_empty(),
            Operator::NotEmpty => field.is_not_empty(),
        }
    }
}

impl Joint {
    /// Returns the keyword.
    pub(super) fn keyword(self) -> &'static str {
        match self {
            Joint::And => "and",
            Joint::Or => "or",
        }
    }
}

/// Prints the filter so that it can be parsed.
impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, condition) in self.conditions.iter().enumerate() {
            if index > 0 {
                write!(f, " {} ", self.joint.keyword())?;
            }
            write!(f, "{} {}", condition.field, condition.operator.symbol())?;
            if condition.operator.has_value() {
                write!(f, " {}", condition.value)?;
            }
        }
        Ok(())
    }
}
