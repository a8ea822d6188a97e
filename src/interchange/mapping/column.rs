//! Columns: how the cells of one column are cleaned and what they hold.

use serde::Deserialize;

use super::clean::{Step, clean};
use super::date::DateFormat;
use super::error::{Fault, Placing as _};
use super::number::{Number, NumberFormat};
use super::template::Template;
use crate::messages::mapping::{
    cell_negative, cell_not_count, currency_missing, format_missing, key_misplaced,
};

/// The ledger's counts (days, levels) go from 0 to this.
const MAX_COUNT: u16 = 3650;

/// Is a column as the mapping declares it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "ColumnTable")]
pub(super) struct Column {
    /// Name in the CSV's header; the name in the mapping if none is given.
    pub source: Option<String>,
    pub kind: Kind,
    pub empty: Empty,
    clean: Vec<Step>,
}

/// Says what the cells of a column hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Date(DateFormat),
    /// A decimal number; an amount if it has a currency.
    Number {
        format: NumberFormat,
        sign: Sign,
        currency: Option<Template>,
    },
    /// A whole number, which becomes a JSON number.
    Count,
}

/// Says what to do with a negative number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Sign {
    #[default]
    Refuse,
    /// The number is taken without its sign (credit notes, say).
    Drop,
}

/// Says what to do with a cell that an event needs and that is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Empty {
    #[default]
    Refuse,
    /// What the cell would fill is left out of the event.
    Omit,
}

/// Is the table of a column as it stands in the mapping file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnTable {
    source: Option<String>,
    #[serde(rename = "type", default)]
    kind: KindName,
    format: Option<DateFormat>,
    decimal: Option<char>,
    thousands: Option<char>,
    currency: Option<Template>,
    sign: Option<Sign>,
    #[serde(default)]
    empty: Empty,
    #[serde(default)]
    clean: Vec<Step>,
}

#[derive(Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KindName {
    #[default]
    Text,
    Date,
    Amount,
    Decimal,
    Integer,
}

impl TryFrom<ColumnTable> for Column {
    type Error = String;

    /// Checks that the keys of the table fit its type. The error is a serde
    /// message, which gets its place from the TOML reader.
    fn try_from(table: ColumnTable) -> Result<Self, String> {
        let kind =
            table.kind().map_err(|fault| fault.into_de::<serde::de::value::Error>().to_string())?;
        Ok(Self { source: table.source, kind, empty: table.empty, clean: table.clean })
    }
}

impl ColumnTable {
    fn kind(&self) -> Result<Kind, Fault> {
        let numeric = matches!(self.kind, KindName::Amount | KindName::Decimal);
        let misplaced = [
            ("format", self.format.is_some(), self.kind == KindName::Date, "date"),
            ("decimal", self.decimal.is_some(), numeric, "amount"),
            ("thousands", self.thousands.is_some(), numeric, "amount"),
            ("sign", self.sign.is_some(), numeric, "amount"),
            ("currency", self.currency.is_some(), self.kind == KindName::Amount, "amount"),
        ];
        if let Some((key, _, _, kind)) =
            misplaced.iter().find(|(_, given, fits, _)| *given && !fits)
        {
            return Err(key_misplaced(key, kind));
        }
        Ok(match self.kind {
            KindName::Text => Kind::Text,
            KindName::Integer => Kind::Count,
            KindName::Date => Kind::Date(self.format.clone().ok_or_else(format_missing)?),
            KindName::Amount if self.currency.is_none() => {
                return Err(currency_missing());
            }
            KindName::Amount | KindName::Decimal => Kind::Number {
                format: NumberFormat::new(self.decimal.unwrap_or('.'), self.thousands)?,
                sign: self.sign.unwrap_or_default(),
                currency: self.currency.clone(),
            },
        })
    }
}

impl Column {
    /// Runs the cleaning steps on a cell.
    pub fn clean(&self, cell: &str) -> Result<String, Fault> {
        clean(&self.clean, cell)
    }
}

/// Applies the rule for negative numbers.
pub(super) fn signed(number: Number, sign: Sign) -> Result<Number, Fault> {
    if number.negative && !number.is_zero() && sign == Sign::Refuse {
        return Err(cell_negative());
    }
    Ok(number)
}

/// Reads a whole number.
pub(super) fn count(text: &str) -> Result<u16, Fault> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = if digits { text.parse().ok() } else { None };
    number.filter(|number| *number <= MAX_COUNT).ok_or_else(|| cell_not_count(MAX_COUNT))
}
