//! Conditions: which rows an event or a skip is for.
//!
//! One test is `{ column = "Disputed", equals = "Yes" }`; several are combined
//! with `{ all = [ … ] }` and `{ any = [ … ] }`. Tests see the cell after the
//! cleaning steps of its column.

use serde::Deserialize;
use toml::Spanned;

use super::error::{Fault, Placing as _, RowProblem};
use super::row::Row;
use crate::messages::mapping::condition_unclear;

/// Is a test of a row, or a combination of such tests.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "ConditionTable")]
pub(super) enum Condition {
    Test { column: Spanned<String>, test: Test },
    All(Vec<Condition>),
    Any(Vec<Condition>),
}

/// Is what is asked of one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Test {
    Equals(String),
    NotEquals(String),
    OneOf(Vec<String>),
    NoneOf(Vec<String>),
    IsEmpty(bool),
    /// For numbers; an empty cell is not zero.
    IsZero(bool),
    /// For numbers; an empty cell is not negative, nor is zero.
    IsNegative(bool),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConditionTable {
    column: Option<Spanned<String>>,
    equals: Option<String>,
    not_equals: Option<String>,
    one_of: Option<Vec<String>>,
    none_of: Option<Vec<String>>,
    is_empty: Option<bool>,
    not_empty: Option<bool>,
    is_zero: Option<bool>,
    is_negative: Option<bool>,
    all: Option<Vec<Condition>>,
    any: Option<Vec<Condition>>,
}

impl TryFrom<ConditionTable> for Condition {
    type Error = String;

    fn try_from(table: ConditionTable) -> Result<Self, String> {
        table.condition().map_err(|fault| fault.into_de::<serde::de::value::Error>().to_string())
    }
}

impl ConditionTable {
    fn condition(self) -> Result<Condition, Fault> {
        let tests = [
            self.equals.map(Test::Equals),
            self.not_equals.map(Test::NotEquals),
            self.one_of.map(Test::OneOf),
            self.none_of.map(Test::NoneOf),
            self.is_empty.map(Test::IsEmpty),
            self.not_empty.map(|wanted| Test::IsEmpty(!wanted)),
            self.is_zero.map(Test::IsZero),
            self.is_negative.map(Test::IsNegative),
        ];
        let mut tests = tests.into_iter().flatten();
        match (self.column, tests.next(), tests.next(), self.all, self.any) {
            (Some(column), Some(test), None, None, None) => Ok(Condition::Test { column, test }),
            (None, None, None, Some(all), None) if !all.is_empty() => Ok(Condition::All(all)),
            (None, None, None, None, Some(any)) if !any.is_empty() => Ok(Condition::Any(any)),
            _ => Err(condition_unclear()),
        }
    }
}

impl Condition {
    /// Tells whether the row meets the condition.
    pub fn holds(&self, row: &Row<'_>) -> Result<bool, RowProblem> {
        match self {
            Self::Test { column, test } => test.holds(column.get_ref(), row),
            Self::All(conditions) => {
                for condition in conditions {
                    if !condition.holds(row)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Self::Any(conditions) => {
                for condition in conditions {
                    if condition.holds(row)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
        }
    }

    /// Calls `visit` with every column that is tested, and its test.
    pub fn each_test<'a>(&'a self, visit: &mut dyn FnMut(&'a Spanned<String>, &'a Test)) {
        match self {
            Self::Test { column, test } => visit(column, test),
            Self::All(conditions) | Self::Any(conditions) => {
                for condition in conditions {
                    condition.each_test(visit);
                }
            }
        }
    }
}

impl Test {
    fn holds(&self, column: &str, row: &Row<'_>) -> Result<bool, RowProblem> {
        Ok(match self {
            Self::Equals(wanted) => row.cleaned(column)? == *wanted,
            Self::NotEquals(other) => row.cleaned(column)? != *other,
            Self::OneOf(wanted) => wanted.contains(&row.cleaned(column)?),
            Self::NoneOf(others) => !others.contains(&row.cleaned(column)?),
            Self::IsEmpty(wanted) => row.cleaned(column)?.is_empty() == *wanted,
            Self::IsZero(wanted) => {
                row.number(column)?.is_some_and(|number| number.is_zero()) == *wanted
            }
            Self::IsNegative(wanted) => {
                row.number(column)?.is_some_and(|number| number.negative && !number.is_zero())
                    == *wanted
            }
        })
    }

    /// Tells whether the test makes sense for numbers only.
    pub fn needs_number(&self) -> bool {
        matches!(self, Self::IsZero(_) | Self::IsNegative(_))
    }
}
