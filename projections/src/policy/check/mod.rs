//! Whether a policy text can be used, and does what it seems to say.
//!
//! Everything that is found is told at once, each with its line and column: first
//! the form of keys and values ([`shape`]); of a text whose form is right, its
//! conditions, what every question needs, and then what its rules, classes,
//! grades and bins leave to each other ([`logic`], [`points`]), exactly, over
//! the cases of their conditions ([`region`], [`values`]).
//!
//! A text that stands in a log was accepted by the rules of its day and is read
//! by [`Policy::parse_stored`]; this check is for texts that are to be used from
//! now on.

mod logic;
mod points;
mod region;
mod report;
mod shape;
mod tables;
#[cfg(test)]
mod tests;
mod values;
mod words;

use duebook_events::words::quoted;
use toml::Spanned;
use toml::de::DeTable;

use super::Policy;
use super::file::Compiled;
use super::limits;
use crate::messages::policy::policy_unreadable;
use crate::messages::shape as messages;
use report::Report;
use shape::Shape;

pub use report::{Finding, Severity};

/// A text that was checked.
#[derive(Debug)]
pub struct Checked {
    /// The policy, if the text can be used.
    pub policy: Option<Policy>,
    /// What was found, in the order of the text.
    pub findings: Vec<Finding>,
}

/// Why a text was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The first error in the text.
    pub first: Finding,
    /// How many more there are.
    pub more: usize,
}

impl Checked {
    /// The policy of a text without errors.
    ///
    /// # Errors
    /// The first error of a text that has some.
    pub fn accepted(self) -> Result<Policy, Box<Refused>> {
        let first = self.errors().next().cloned();
        let more = self.errors().count().saturating_sub(1);
        match first {
            Some(first) => Err(Box::new(Refused { first, more })),
            None => Ok(self.policy.expect("a text without errors gives a policy")),
        }
    }

    /// What the policy is refused for.
    pub fn errors(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.severity == Severity::Error)
    }
}

/// How many errors of the TOML reader are told.
const SYNTAX_ERRORS_TOLD: usize = 20;

/// Checks a policy text; `zones` are the names of all time zones.
#[must_use]
pub fn check(text: &str, zones: &[&str]) -> Checked {
    if let Some(message) = limits::too_long(text) {
        let path = super::Path::default();
        let finding = Finding { severity: Severity::Error, line: 1, column: 1, path, message };
        return Checked { policy: None, findings: vec![finding] };
    }
    let (root, problems) = DeTable::parse_recoverable(text);
    let mut report = Report::new(text, &root);
    if !problems.is_empty() {
        // One missing bracket can make errors of all that follows.
        for problem in problems.iter().take(SYNTAX_ERRORS_TOLD) {
            syntax(problem, text, &mut report);
        }
        return Checked { policy: None, findings: report.finish() };
    }
    let policy = readable(text, &root, &mut report, zones);
    let findings = report.finish();
    let refused = findings.iter().any(|finding| finding.severity == Severity::Error);
    Checked { policy: policy.filter(|_| !refused), findings }
}

/// What the TOML reader found, in our words and with both places of a key.
fn syntax(problem: &toml::de::Error, text: &str, report: &mut Report<'_>) {
    let span = problem.span().unwrap_or(0..0);
    let path = super::Path::default();
    if !problem.message().contains("duplicate key") {
        let rest = text.get(span.start..).unwrap_or_default();
        let told = words::syntax(problem.message(), rest);
        report.error_at(span.start, &path, messages::syntax(told));
        return;
    }
    let key = text.get(span.clone()).unwrap_or_default();
    let key = key.trim_matches(['[', ']', ' ', '"', '\'']);
    let name = key.rsplit('.').next().unwrap_or(key).trim();
    // A table that stands twice keeps its second heading only.
    let heading = || text[..span.start].rfind(&format!("[{key}]"));
    let first = report.key_before(name, span.start).or_else(heading);
    let line = report.line_at(first.unwrap_or(span.start));
    report.error_at(span.start, &path, messages::key_twice(quoted(key), line));
}

/// The policy of a text that is TOML, if its form is right.
fn readable<'t>(
    text: &str,
    root: &'t Spanned<DeTable<'t>>,
    report: &mut Report<'t>,
    zones: &[&str],
) -> Option<Policy> {
    if let Some((path, byte, message)) = limits::too_deep(root.get_ref()) {
        report.error_at(byte, &path, message);
        return None;
    }
    Shape::new(report, zones).file(root.get_ref());
    if report.has_errors() {
        return None;
    }
    let compiled = match Policy::compile(text) {
        Ok(compiled) => compiled,
        Err(error) => {
            report.error(&super::Path::default(), policy_unreadable(error));
            return None;
        }
    };
    let Compiled { policy, structure, conditions } = compiled;
    let sound = structure.is_empty();
    let compared = conditions.is_empty();
    for problem in structure.into_iter().chain(conditions) {
        report.error(&problem.path, problem.message);
    }
    tables::check(&policy, report);
    let scores = points::check(&policy.scorecard, report);
    if sound && compared {
        logic::check(&policy, &scores, report);
    }
    Some(policy)
}
