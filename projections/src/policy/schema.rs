//! Every key that a policy can hold: where it stands, of which form its value
//! is, what it means and what holds without it.
//!
//! The table is the reference of the language (`duebook policy schema`) and what
//! texts are checked against; tests hold it against the parser, key by key.

mod basics;
mod judging;
mod parts;
#[cfg(test)]
mod tests;

use duebook_events::Words;

pub use basics::FILE;
use basics::{
    AGING, ALLOCATION, CALENDAR, CAP, DISCOUNT, HAIRCUT, INTEREST, LIMITATION, PROMISES, PROVISION,
    REMINDERS, SECURITY, TERMS,
};
pub use judging::WHEN;
use judging::{BIN, BINS, CONDITION, GRADE, RISK_CLASS, RULE, SCORECARD, WORD_BIN, WORD_BINS};

/// A table of a policy and the keys that may stand in it.
#[derive(Debug)]
pub struct TableDoc {
    /// Where it stands; `[]` marks the entries of a list.
    pub path: &'static str,
    /// What it is, in English and Chinese.
    pub meaning: [&'static str; 2],
    /// Its keys.
    pub keys: &'static [KeyDoc],
}

/// A key of a table.
#[derive(Debug)]
pub struct KeyDoc {
    /// Its name.
    pub name: &'static str,
    /// Of which form its value is.
    pub form: Form,
    /// What holds without it; a key without one must be there.
    pub default: Option<&'static str>,
    /// What it means, in English and Chinese.
    pub meaning: [&'static str; 2],
    /// Where the domain page speaks of it.
    pub section: &'static str,
}

/// The form of a value.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    /// A text on one line.
    Text,
    /// The name of something in the policy.
    Label,
    /// A name that can be cited: no blanks, no `@`.
    Name,
    /// A whole number or a name.
    Version,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A whole number from, to; with its unit in English and Chinese.
    Whole(i64, i64, [&'static str; 2]),
    /// A decimal in quotes, at most so much; with its unit.
    Decimal(Option<&'static str>, [&'static str; 2]),
    /// `true` or `false`.
    Flag,
    /// A date in quotes.
    Date,
    /// A time zone by its IANA name.
    Zone,
    /// A table.
    Table(&'static TableDoc),
    /// A list of values of one form.
    List(&'static Form),
    /// A condition over the facts of orders.
    OrderWhen,
    /// A condition over the facts of risk classes.
    ClassWhen,
    /// A condition inside a condition, over the same facts.
    Inner,
}

/// Every table of the language, in the order of the file.
pub static TABLES: &[&TableDoc] = &[
    &FILE,
    &AGING,
    &TERMS,
    &DISCOUNT,
    &CALENDAR,
    &PROMISES,
    &ALLOCATION,
    &LIMITATION,
    &SECURITY,
    &HAIRCUT,
    &INTEREST,
    &CAP,
    &PROVISION,
    &SCORECARD,
    &BINS,
    &BIN,
    &WORD_BINS,
    &WORD_BIN,
    &GRADE,
    &RISK_CLASS,
    &RULE,
    &CONDITION,
    &WHEN,
    &REMINDERS,
];

impl TableDoc {
    /// The key with this name.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<&'static KeyDoc> {
        self.keys.iter().find(|key| key.name == name)
    }
}

impl KeyDoc {
    /// Whether the key must be there.
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.default.is_none()
    }
}

impl Form {
    /// What is written, for people.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::Text => Words::new("a text in quotes", "带引号的文本"),
            Self::Label => Words::new("a name in quotes that is not empty", "带引号的非空名称"),
            Self::Name => Words::new("a name in quotes", "带引号的名称"),
            Self::Version => Words::new("a whole number or a name", "整数或名称"),
            Self::Choice(words) => {
                let list = words.join(", ");
                Words::new(format!("one of: {list}"), format!("以下之一：{list}"))
            }
            Self::Whole(from, to, _) => Words::new(
                format!("a whole number from {from} to {to}, without quotes"),
                format!("从 {from} 到 {to} 的整数，不加引号"),
            ),
            Self::Decimal(None, _) => {
                Words::new("a decimal in quotes, such as \"0.5\"", "带引号的小数，例如 \"0.5\"")
            }
            Self::Decimal(Some(most), _) => Words::new(
                format!("a decimal in quotes from \"0\" to \"{most}\""),
                format!("带引号的小数，从 \"0\" 到 \"{most}\""),
            ),
            Self::Flag => Words::new("true or false", "true 或 false"),
            Self::Date => Words::new(
                "a date in quotes, such as \"2025-07-01\"",
                "带引号的日期，例如 \"2025-07-01\"",
            ),
            Self::Zone => {
                Words::new("a time zone, such as \"Asia/Shanghai\"", "时区，例如 \"Asia/Shanghai\"")
            }
            Self::Table(_) => Words::new("a table of keys", "由键组成的表"),
            Self::List(form) => {
                let Words { en, zh } = form.words();
                Words::new(format!("a list [ ] of: {en}"), format!("列表 [ ]，每项为：{zh}"))
            }
            Self::OrderWhen | Self::ClassWhen | Self::Inner => {
                Words::new("a condition in braces { }", "花括号 { } 中的条件")
            }
        }
    }

    /// The unit of its numbers; empty where there is none.
    #[must_use]
    pub fn unit(self) -> Words {
        match self {
            Self::Whole(_, _, [en, zh]) | Self::Decimal(_, [en, zh]) => Words::new(en, zh),
            Self::List(form) => form.unit(),
            _ => Words::default(),
        }
    }
}
