//! Templates: text with names of columns or constants in braces, such as
//! `"PAY-{invoiceNumber}"`. A brace that stands for itself is written twice.

use duebook_events::Words;
use duebook_events::words::quoted;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use toml::Spanned;

use super::error::{Fault, Placing as _, RowProblem};
use super::row::{Cell, Row};
use crate::messages::mapping::{required_empty, template_braces};

/// Is a text to be filled in from a row. `at` is its byte offset in the mapping
/// file, for errors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Template {
    pub at: usize,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Literal(String),
    Name(String),
}

impl Template {
    /// Reads a template that stands at the byte `at` of the mapping file.
    pub fn parse(text: &str, at: usize) -> Result<Self, Fault> {
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some(brace) = rest.find(['{', '}']) {
            literal.push_str(&rest[..brace]);
            let tail = &rest[brace..];
            if let Some(after) = tail.strip_prefix("{{").or_else(|| tail.strip_prefix("}}")) {
                literal.push_str(&tail[..1]);
                rest = after;
                continue;
            }
            let (name, after) =
                name_in_braces(tail).ok_or_else(|| template_braces(quoted(text)))?;
            if !literal.is_empty() {
                parts.push(Part::Literal(std::mem::take(&mut literal)));
            }
            parts.push(Part::Name(name.to_owned()));
            rest = after;
        }
        literal.push_str(rest);
        if !literal.is_empty() {
            parts.push(Part::Literal(literal));
        }
        Ok(Self { at, parts })
    }

    /// Lists the names in braces.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Name(name) => Some(name.as_str()),
            Part::Literal(_) => None,
        })
    }

    /// Gives the name, if the template is one name and nothing else.
    pub fn single_name(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [Part::Name(name)] => Some(name),
            _ => None,
        }
    }

    /// Gives the text, if the template names nothing.
    pub fn literal(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [] => Some(""),
            [Part::Literal(text)] => Some(text),
            _ => None,
        }
    }

    /// Fills the template in; none if it names a cell that is left out because it
    /// is empty. A column of whole numbers alone becomes a JSON number.
    pub fn value(&self, row: &Row<'_>) -> Result<Option<Value>, RowProblem> {
        if let Some(name) = self.single_name()
            && let Cell::Count(count) = row.read(name)?
        {
            return Ok(Some(Value::from(count)));
        }
        Ok(self.text(row)?.map(Value::String))
    }

    /// Fills the template in as text.
    pub fn text(&self, row: &Row<'_>) -> Result<Option<String>, RowProblem> {
        let mut filled = String::new();
        for part in &self.parts {
            match part {
                Part::Literal(text) => filled.push_str(text),
                Part::Name(name) => match row.read(name)? {
                    Cell::Absent => return Ok(None),
                    Cell::Text(text) => filled.push_str(&text),
                    Cell::Count(count) => filled.push_str(&count.to_string()),
                },
            }
        }
        Ok(Some(filled))
    }

    /// Fills in a template of something that every event must have.
    pub fn required(&self, row: &Row<'_>, what: &Words) -> Result<String, RowProblem> {
        match self.text(row)? {
            Some(text) if !text.is_empty() => Ok(text),
            _ => Err(required_empty(what).in_row(row.line, self.names().next(), None)),
        }
    }
}

/// Parts `{name}rest` into name and rest.
fn name_in_braces(text: &str) -> Option<(&str, &str)> {
    let (name, rest) = text.strip_prefix('{')?.split_once('}')?;
    (!name.is_empty() && !name.contains('{')).then_some((name, rest))
}

impl<'de> Deserialize<'de> for Template {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Spanned::<String>::deserialize(deserializer)?;
        Self::parse(text.get_ref(), text.span().start).map_err(Fault::into_de)
    }
}

#[cfg(test)]
mod tests {
    use super::{Part, Template};

    fn parts(text: &str) -> Option<Vec<Part>> {
        Template::parse(text, 0).ok().map(|template| template.parts)
    }

    #[test]
    fn parts_literals_from_names() {
        let literal = |text: &str| Part::Literal(text.to_owned());
        let name = |text: &str| Part::Name(text.to_owned());
        assert_eq!(parts("{a}"), Some(vec![name("a")]));
        assert_eq!(
            parts("PAY-{No. 1}/x"),
            Some(vec![literal("PAY-"), name("No. 1"), literal("/x")])
        );
        assert_eq!(parts("{a}{b}"), Some(vec![name("a"), name("b")]));
        assert_eq!(parts("{{a}}"), Some(vec![literal("{a}")]));
        assert_eq!(parts("发票{编号}"), Some(vec![literal("发票"), name("编号")]));
        assert_eq!(parts(""), Some(vec![]));
    }

    #[test]
    fn refuses_braces_without_a_name() {
        for text in ["{", "}", "{}", "a{b", "a}b", "{a{b}"] {
            assert_eq!(parts(text), None, "{text}");
        }
    }
}
