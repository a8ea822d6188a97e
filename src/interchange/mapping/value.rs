//! The `data` of an event: a tree of tables, lists and templates.
//!
//! A key whose template is left out (its cell is empty, and the column says
//! `empty = "omit"`) is left out; so is a table or list of which nothing remains.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use toml::Spanned;

use super::error::{Fault, Placing as _, RowProblem};
use super::row::Row;
use super::template::Template;
use crate::messages::mapping::bare_decimal;

/// Is a table of such values by key.
pub(super) type Tree = BTreeMap<String, Node>;

/// Is one value of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    Template(Template),
    Integer(i64),
    Bool(bool),
    List(Vec<Node>),
    Table(Tree),
}

impl Node {
    /// Fills the value in from a row; none if it is left out.
    fn build(&self, row: &Row<'_>) -> Result<Option<Value>, RowProblem> {
        Ok(match self {
            Self::Template(template) => template.value(row)?,
            Self::Integer(number) => Some(Value::from(*number)),
            Self::Bool(flag) => Some(Value::from(*flag)),
            Self::List(nodes) => {
                let built: Vec<Value> = nodes
                    .iter()
                    .filter_map(|node| node.build(row).transpose())
                    .collect::<Result<_, _>>()?;
                (!built.is_empty() || nodes.is_empty()).then_some(Value::Array(built))
            }
            Self::Table(tree) => {
                let built = build_tree(tree, row)?;
                (!built.is_empty() || tree.is_empty()).then_some(Value::Object(built))
            }
        })
    }

    /// Calls `visit` with every template of the value.
    pub fn each_template<'a>(&'a self, visit: &mut dyn FnMut(&'a Template)) {
        match self {
            Self::Template(template) => visit(template),
            Self::Integer(_) | Self::Bool(_) => {}
            Self::List(nodes) => nodes.iter().for_each(|node| node.each_template(visit)),
            Self::Table(tree) => tree.values().for_each(|node| node.each_template(visit)),
        }
    }
}

/// Fills in every key of a table.
pub(super) fn build_tree(tree: &Tree, row: &Row<'_>) -> Result<Map<String, Value>, RowProblem> {
    tree.iter()
        .filter_map(|(key, node)| {
            Some(node.build(row).transpose()?.map(|value| (key.clone(), value)))
        })
        .collect()
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let plain = Spanned::<Plain>::deserialize(deserializer)?;
        let at = plain.span().start;
        Ok(match plain.into_inner() {
            Plain::Text(text) => {
                Self::Template(Template::parse(&text, at).map_err(Fault::into_de)?)
            }
            Plain::Integer(number) => Self::Integer(number),
            Plain::Bool(flag) => Self::Bool(flag),
            Plain::List(nodes) => Self::List(nodes),
            Plain::Table(tree) => Self::Table(tree),
        })
    }
}

/// Is a TOML value before its texts are read as templates. An untagged enum would
/// do the same but lose the places in the file.
enum Plain {
    Text(String),
    Integer(i64),
    Bool(bool),
    List(Vec<Node>),
    Table(Tree),
}

impl<'de> Deserialize<'de> for Plain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PlainVisitor)
    }
}

struct PlainVisitor;

impl<'de> Visitor<'de> for PlainVisitor {
    type Value = Plain;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text in quotes, a whole number, true, false, a list or a table")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Plain, E> {
        Ok(Plain::Text(text.to_owned()))
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Plain, E> {
        Ok(Plain::Integer(number))
    }

    fn visit_bool<E: serde::de::Error>(self, flag: bool) -> Result<Plain, E> {
        Ok(Plain::Bool(flag))
    }

    fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<Plain, E> {
        Err(bare_decimal().into_de())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Plain, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = list.next_element()? {
            nodes.push(node);
        }
        Ok(Plain::List(nodes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut table: A) -> Result<Plain, A::Error> {
        let mut tree = Tree::new();
        while let Some((key, node)) = table.next_entry::<String, Node>()? {
            tree.insert(key, node);
        }
        Ok(Plain::Table(tree))
    }
}
