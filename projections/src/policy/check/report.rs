//! Findings and the places that they are about.

use duebook_events::Message;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::policy::place::{Path, Step};

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The policy is refused.
    Error,
    /// The policy is accepted, and says something that is hardly meant.
    Warning,
}

/// Something that is wrong with a policy text, or hardly meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How much it weighs.
    pub severity: Severity,
    /// The line in the text, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The path in the policy; empty where the text is no TOML.
    pub path: Path,
    /// What is wrong, and what to do.
    pub message: Message,
}

/// Findings about one text.
pub(super) struct Report<'t> {
    text: &'t str,
    root: &'t Spanned<DeTable<'t>>,
    /// Where each line begins.
    lines: Vec<usize>,
    findings: Vec<Finding>,
}

impl<'t> Report<'t> {
    pub fn new(text: &'t str, root: &'t Spanned<DeTable<'t>>) -> Self {
        let lines = text.match_indices('\n').map(|(at, _)| at + 1);
        let lines = [0].into_iter().chain(lines).collect();
        Self { text, root, lines, findings: Vec::new() }
    }

    /// Something for which the policy is refused, at a path.
    pub fn error(&mut self, path: &Path, message: Message) {
        self.find(Severity::Error, path, message);
    }

    /// Something that is hardly meant, at a path.
    pub fn warning(&mut self, path: &Path, message: Message) {
        self.find(Severity::Warning, path, message);
    }

    fn find(&mut self, severity: Severity, path: &Path, message: Message) {
        let (line, column) = self.position(self.start(path));
        self.findings.push(Finding { severity, line, column, path: path.clone(), message });
    }

    /// An error at a byte of the text.
    pub fn error_at(&mut self, byte: usize, path: &Path, message: Message) {
        let (line, column) = self.position(byte);
        let severity = Severity::Error;
        self.findings.push(Finding { severity, line, column, path: path.clone(), message });
    }

    /// The line in which something stands.
    pub fn line_of(&self, path: &Path) -> usize {
        self.position(self.start(path)).0
    }

    /// The line of a byte.
    pub fn line_at(&self, byte: usize) -> usize {
        self.position(byte).0
    }

    /// Whether anything was found for which the policy is refused.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// The texts of a list, as written.
    pub fn texts(&self, path: &Path) -> Vec<String> {
        let mut table = Some(self.root.get_ref());
        let mut list = Vec::new();
        for step in &path.0 {
            let Step::Key(key) = step else { continue };
            let value = table.and_then(|table| table.get(key.as_str()));
            table = value.and_then(|value| value.get_ref().as_table());
            let entries = value.and_then(|value| value.get_ref().as_array());
            let texts = entries.into_iter().flatten().filter_map(|entry| entry.get_ref().as_str());
            list = texts.map(str::to_owned).collect();
        }
        list
    }

    /// The key of this name that stands last before a byte.
    pub fn key_before(&self, name: &str, byte: usize) -> Option<usize> {
        let mut newest = None;
        keys(self.root.get_ref(), &mut |key, start| {
            if key == name && start < byte {
                newest = newest.max(Some(start));
            }
        });
        newest
    }

    /// All findings, in the order of the text; of one place errors first.
    pub fn finish(mut self) -> Vec<Finding> {
        self.findings.sort_by_key(|finding| (finding.line, finding.column, finding.severity));
        self.findings.dedup();
        self.findings
    }

    /// Where the value of a path begins; of one that is not there, where the
    /// nearest table around it does.
    fn start(&self, path: &Path) -> usize {
        let mut start = None;
        let mut table = Some(self.root.get_ref());
        let mut list: Option<&[Spanned<DeValue<'_>>]> = None;
        for step in &path.0 {
            let value = match step {
                Step::Key(key) => table.and_then(|table| {
                    let (name, value) = table.get_key_value(key.as_str())?;
                    // A table under a heading of its own is found by its heading.
                    let header = value.get_ref().is_table() && !self.is_inline(value);
                    Some((if header { name.span().start } else { value.span().start }, value))
                }),
                Step::Index(index) => list.and_then(|list| {
                    let value = list.get(*index)?;
                    Some((value.span().start, value))
                }),
            };
            let Some((at, value)) = value else { break };
            start = Some(at);
            table = value.get_ref().as_table();
            list = value.get_ref().as_array().map(|list| &list[..]);
        }
        start.unwrap_or(0)
    }

    fn is_inline(&self, value: &Spanned<DeValue<'_>>) -> bool {
        self.text[value.span().start..].starts_with('{')
    }

    /// Line and column of a byte, both from 1; columns count characters.
    fn position(&self, byte: usize) -> (usize, usize) {
        let byte = self.text.floor_char_boundary(byte);
        let line = self.lines.partition_point(|start| *start <= byte);
        let start = self.lines[line - 1];
        (line, self.text[start..byte].chars().count() + 1)
    }
}

/// All keys of a table and of what stands in it, with where they begin.
fn keys(table: &DeTable<'_>, see: &mut impl FnMut(&str, usize)) {
    for (key, value) in table {
        see(key.get_ref(), key.span().start);
        keys_in(value.get_ref(), see);
    }
}

fn keys_in(value: &DeValue<'_>, see: &mut impl FnMut(&str, usize)) {
    match value {
        DeValue::Table(table) => keys(table, see),
        DeValue::Array(list) => list.iter().for_each(|entry| keys_in(entry.get_ref(), see)),
        _ => {}
    }
}
