//! Cleaning steps: what happens to the text of a cell before it is read.
//!
//! Steps run in the order in which the mapping lists them, each on the result of
//! the one before. An empty cell stays empty but for `if_empty`.

use std::collections::BTreeMap;

use duebook_events::Words;
use serde::Deserialize;

use super::error::Fault;
use super::suggest;
use crate::messages::mapping::not_translated;

/// Is one step of a column's `clean` list.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Step {
    /// Removes blanks at both ends.
    Trim,
    /// Makes every run of blanks, tabs and line breaks one blank, and trims.
    CollapseSpaces,
    Upper,
    Lower,
    /// Removes a text once from the start, where it is there.
    StripPrefix(String),
    /// Removes a text once from the end, where it is there.
    StripSuffix(String),
    /// Replaces every occurrence of a text.
    Replace(Replace),
    /// Fills up on the left.
    PadLeft(PadLeft),
    /// Puts a text where the cell is empty.
    IfEmpty(String),
    /// Replaces whole values by others.
    Translate(Translate),
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Replace {
    text: String,
    with: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PadLeft {
    /// In characters.
    width: u8,
    with: char,
    only_if: Option<OnlyIf>,
}

/// Says which cells a step leaves alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum OnlyIf {
    /// The step is for cells that hold ASCII digits and nothing else.
    Digits,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Translate {
    map: BTreeMap<String, String>,
    /// Stands for every value that is not in `map`; without it those are errors.
    otherwise: Option<String>,
}

/// Runs the steps on the text of a cell.
pub(super) fn clean(steps: &[Step], cell: &str) -> Result<String, Fault> {
    steps.iter().try_fold(cell.to_owned(), |text, step| step.apply(text))
}

impl Step {
    fn apply(&self, text: String) -> Result<String, Fault> {
        Ok(match self {
            Self::IfEmpty(instead) if text.is_empty() => instead.clone(),
            _ if text.is_empty() => text,
            Self::IfEmpty(_) => text,
            Self::Trim => text.trim().to_owned(),
            Self::CollapseSpaces => text.split_whitespace().collect::<Vec<_>>().join(" "),
            Self::Upper => text.to_uppercase(),
            Self::Lower => text.to_lowercase(),
            Self::StripPrefix(prefix) => {
                text.strip_prefix(prefix.as_str()).unwrap_or(&text).to_owned()
            }
            Self::StripSuffix(suffix) => {
                text.strip_suffix(suffix.as_str()).unwrap_or(&text).to_owned()
            }
            Self::Replace(Replace { text: old, with }) => text.replace(old.as_str(), with),
            Self::PadLeft(step) => step.apply(text),
            Self::Translate(step) => step.apply(&text)?,
        })
    }
}

impl PadLeft {
    fn apply(&self, text: String) -> String {
        if self.only_if == Some(OnlyIf::Digits) && !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return text;
        }
        let missing = usize::from(self.width).saturating_sub(text.chars().count());
        std::iter::repeat_n(self.with, missing).chain(text.chars()).collect()
    }
}

impl Translate {
    fn apply(&self, text: &str) -> Result<String, Fault> {
        if let Some(translated) = self.map.get(text).or(self.otherwise.as_ref()) {
            return Ok(translated.clone());
        }
        let near = suggest::nearest(text, self.map.keys().map(String::as_str));
        Err(match near {
            Some(name) => not_translated().hinting(Words::new(
                format!("did you mean {name:?}? Otherwise add it to the map, or give `otherwise`"),
                format!("是否想写 {name:?}？否则请加入该表，或给出 `otherwise`"),
            )),
            None => not_translated(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Step, clean};

    /// Runs the steps of a TOML list on a cell.
    fn cleaned(steps: &str, cell: &str) -> Result<String, String> {
        #[derive(serde::Deserialize)]
        struct Column {
            clean: Vec<Step>,
        }
        let column: Column = toml::from_str(&format!("clean = {steps}")).expect(steps);
        clean(&column.clean, cell).map_err(|fault| fault.hint.en)
    }

    #[test]
    fn each_step_does_what_it_says() {
        for (steps, cell, wanted) in [
            (r#"["trim"]"#, "  a b ", "a b"),
            (r#"["collapse_spaces"]"#, " a \n b\t", "a b"),
            (r#"["upper"]"#, "usd", "USD"),
            (r#"["lower"]"#, "USD", "usd"),
            (r#"[{ strip_prefix = "$" }]"#, "$5", "5"),
            (r#"[{ strip_suffix = ".0" }]"#, "1930571429.0", "1930571429"),
            (r#"[{ strip_suffix = ".0" }]"#, "10.05", "10.05"),
            (r#"[{ replace = { text = "/", with = "-" } }]"#, "a/b/c", "a-b-c"),
            (r#"[{ pad_left = { width = 10, with = "0" } }]"#, "CC1", "0000000CC1"),
            (r#"[{ if_empty = "USD" }]"#, "", "USD"),
            (r#"["trim", { if_empty = "USD" }]"#, "  ", "USD"),
            (r#"[{ translate = { map = { Y = "yes" }, otherwise = "no" } }]"#, "?", "no"),
        ] {
            assert_eq!(cleaned(steps, cell).as_deref(), Ok(wanted), "{steps} {cell:?}");
        }
    }

    #[test]
    fn pads_digits_only_where_it_is_told_so() {
        let steps = r#"[{ pad_left = { width = 10, with = "0", only_if = "digits" } }]"#;
        assert_eq!(cleaned(steps, "200769623").as_deref(), Ok("0200769623"));
        assert_eq!(cleaned(steps, "12345678901").as_deref(), Ok("12345678901"));
        assert_eq!(cleaned(steps, "CC3411").as_deref(), Ok("CC3411"));
        assert_eq!(cleaned(steps, "").as_deref(), Ok(""));
    }

    #[test]
    fn a_value_without_translation_is_refused_with_a_suggestion() {
        let steps = r#"[{ translate = { map = { quality = "quality", price = "price" } } }]"#;
        let remedy = cleaned(steps, "Qualty").expect_err("not in the map");
        assert!(remedy.contains("\"quality\""), "{remedy}");
    }
}
