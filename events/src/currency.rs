//! ISO 4217 currencies and their minor digits.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use crate::message::Message;
use crate::words::{quoted, say};

/// A currency of ISO 4217; ordered as its code is. Amounts of different
/// currencies are never added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency {
    pub(crate) code: [u8; 3],
    pub(crate) minor_digits: u8,
}

/// Codes with two minor digits (ISO 4217 list one, and codes withdrawn since
/// 2015 that old ledgers still hold).
const TWO_DIGITS: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV \
    BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP \
    ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES \
    KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV \
    MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK \
    SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU \
    UZS VED VES WST XCD XCG YER ZAR ZMW ZWG ZWL";
/// Bytes of an entry of these tables, of which all are in order: a code and a space.
const ENTRY: usize = 4;
/// Codes without minor digits.
const NO_DIGITS: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
/// Codes with three minor digits.
const THREE_DIGITS: &str = "BHD IQD JOD KWD LYD OMR TND";
/// Codes with four minor digits.
const FOUR_DIGITS: &str = "CLF UYW";

fn minor_digits_of(code: [u8; 3]) -> Option<u8> {
    // The common ones first.
    match &code {
        b"CNY" | b"USD" | b"EUR" | b"CAD" | b"GBP" | b"HKD" => return Some(2),
        b"JPY" => return Some(0),
        _ => {}
    }
    let listed = |table: &str| {
        let (mut from, mut to) = (0, table.len().div_ceil(ENTRY));
        while from < to {
            let middle = usize::midpoint(from, to);
            match table.as_bytes()[middle * ENTRY..][..code.len()].cmp(&code) {
                Ordering::Less => from = middle + 1,
                Ordering::Equal => return true,
                Ordering::Greater => to = middle,
            }
        }
        false
    };
    [(TWO_DIGITS, 2), (NO_DIGITS, 0), (THREE_DIGITS, 3), (FOUR_DIGITS, 4)]
        .into_iter()
        .find_map(|(table, digits)| listed(table).then_some(digits))
}

impl Currency {
    /// Reads a currency code.
    ///
    /// # Errors
    /// A message, when ISO 4217 has no such code.
    pub fn try_new(code: &str) -> Result<Self, Message> {
        <[u8; 3]>::try_from(code.as_bytes())
            .ok()
            .and_then(|code| minor_digits_of(code).map(|minor_digits| Self { code, minor_digits }))
            .ok_or_else(|| crate::messages::values::unknown_currency(quoted(code)))
    }

    /// The code: three capital letters.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.code).unwrap_or_default()
    }

    /// How many digits the currency has after the point (CNY 2, JPY 0, KWD 3).
    #[must_use]
    pub fn minor_digits(self) -> u8 {
        self.minor_digits
    }

    /// Prints minor units with all the currency's digits.
    #[must_use]
    pub fn print(self, minor: crate::money::Minor) -> String {
        crate::money::print_minor(minor, self.minor_digits())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Code;
        impl Visitor<'_> for Code {
            type Value = Currency;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                say(f, "an ISO 4217 currency code", "ISO 4217 币种代码")
            }
            fn visit_str<E: de::Error>(self, code: &str) -> Result<Currency, E> {
                Currency::try_new(code).map_err(|m| E::custom(m.sent()))
            }
        }
        deserializer.deserialize_str(Code)
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl JsonSchema for Currency {
    fn schema_name() -> Cow<'static, str> {
        "Currency".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "pattern": "^[A-Z]{3}$", "description": "ISO 4217 code"})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// They are searched by halving.
    #[test]
    fn the_tables_are_in_order() {
        for table in [TWO_DIGITS, NO_DIGITS, THREE_DIGITS, FOUR_DIGITS] {
            let codes: Vec<&str> = table.split(' ').collect();
            assert!(codes.is_sorted() && codes.iter().all(|code| code.len() == ENTRY - 1));
            assert!(codes.iter().all(|code| Currency::try_new(code).is_ok()), "{table}");
        }
    }

    #[test]
    fn digits_follow_iso_4217() {
        for (code, digits) in [("CNY", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("ZMW", 2)] {
            assert_eq!(Currency::try_new(code).unwrap().minor_digits(), digits, "{code}");
        }
    }

    #[test]
    fn unknown_codes_are_refused() {
        for code in ["", "cny", "RMB", "XXX", "CNYY", "C Y", "BBD "] {
            assert!(Currency::try_new(code).is_err(), "{code}");
        }
    }
}
