//! Amounts, rates and quantities: decimal strings, never floats (domain, section 2).
//!
//! An amount is read without its currency (which often stands in another event)
//! as digits and scale; [`Amount::minor`] turns it into minor units once the
//! currency is known. All arithmetic on money is `i128` over minor units: an
//! amount is below 10^19, so sums of 2^60 of them cannot overflow.

use std::borrow::Cow;
use std::fmt;

use rust_decimal::Decimal;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use crate::currency::Currency;
use crate::message::Message;
use crate::messages::values::{
    not_above_zero, not_decimal, number_beyond_bounds, signed_zero, superfluous_zero,
    too_many_decimals, too_many_minor_digits, too_many_whole_digits,
};
use crate::words::{quoted, say};

/// The most digits before the decimal point (domain, section 2).
pub const MAX_INTEGER_DIGITS: usize = 15;
/// The most digits after the point of an amount: no ISO 4217 currency has more.
pub const MAX_MINOR_DIGITS: u8 = 4;
/// The most digits after the point of a rate, price or quantity; keeps interest exact in 128 bits.
pub const MAX_RATE_DIGITS: u8 = 12;

/// Minor units of a currency (fen, cents): exact, signed.
pub type Minor = i128;

/// A positive amount of money as written: `"120000.00"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    pub(crate) digits: u64,
    pub(crate) scale: u8,
}

/// An amount that may be zero: limits, the amounts of conditions, tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AmountOrZero(pub(crate) Amount);

/// A statement's balance: the only amount that may begin with `-`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedAmount {
    pub(crate) amount: Amount,
    pub(crate) negative: bool,
}

/// A rate, price or quantity: a non-negative decimal string such as `"0.0005"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rate(pub(crate) Decimal);

/// Reads `(0|[1-9][0-9]{0,14})(\.[0-9]+)?` into digits and scale.
fn read_decimal(text: &str, max_scale: u8) -> Result<(u128, u8), Message> {
    let (integer, fraction) = match text.split_once('.') {
        Some((integer, fraction)) => (integer, Some(fraction)),
        None => (text, None),
    };
    let digits_only = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !digits_only(integer) || fraction.is_some_and(|f| !digits_only(f)) {
        return Err(not_decimal(quoted(text)));
    }
    if integer.len() > 1 && integer.starts_with('0') {
        return Err(superfluous_zero(quoted(text)));
    }
    if integer.len() > MAX_INTEGER_DIGITS {
        return Err(too_many_whole_digits(quoted(text), MAX_INTEGER_DIGITS));
    }
    let fraction = fraction.unwrap_or("");
    if fraction.len() > usize::from(max_scale) {
        return Err(too_many_decimals(quoted(text), max_scale));
    }
    let mut digits: u128 = 0;
    for byte in integer.bytes().chain(fraction.bytes()) {
        digits = digits * 10 + u128::from(byte - b'0');
    }
    let scale = u8::try_from(fraction.len()).map_err(|_| number_beyond_bounds(quoted(text)))?;
    Ok((digits, scale))
}

impl Amount {
    /// Reads an amount that may be zero; `try_new` refuses zero.
    #[inline]
    fn read(text: &str) -> Result<Self, Message> {
        if let Some(amount) = Self::read_usual(text.as_bytes()) {
            return Ok(amount);
        }
        let (digits, scale) = read_decimal(text, MAX_MINOR_DIGITS)?;
        let digits = u64::try_from(digits).map_err(|_| number_beyond_bounds(quoted(text)))?;
        Ok(Self { digits, scale })
    }

    /// Reads what nothing is wrong with, in one pass.
    #[inline]
    fn read_usual(text: &[u8]) -> Option<Self> {
        let leads_with_zero =
            text.first() == Some(&b'0') && text.get(1).is_some_and(|b| *b != b'.');
        let (mut digits, mut whole, mut point) = (0_u64, 0, false);
        let mut scale = 0;
        for byte in text {
            match byte {
                b'0'..=b'9' if point => scale += 1,
                b'0'..=b'9' => whole += 1,
                b'.' if !point => {
                    point = true;
                    continue;
                }
                _ => return None,
            }
            // No overflow: the lengths are looked at before more than 19 digits are.
            if whole > MAX_INTEGER_DIGITS || scale > MAX_MINOR_DIGITS {
                return None;
            }
            digits = digits * 10 + u64::from(byte - b'0');
        }
        let complete = whole > 0 && (scale > 0) == point;
        (complete && !leads_with_zero).then_some(Self { digits, scale })
    }

    /// Reads a positive amount.
    ///
    /// # Errors
    /// A message, when the text is not an amount or is zero.
    pub fn try_new(text: &str) -> Result<Self, Message> {
        let amount = Self::read(text)?;
        if amount.digits == 0 {
            return Err(not_above_zero(quoted(text)));
        }
        Ok(amount)
    }

    /// How many digits stand after the point.
    #[must_use]
    pub fn scale(self) -> u8 {
        self.scale
    }

    /// The amount in minor units of `currency`; digits beyond the currency's own
    /// (refused at the door) would be cut off.
    #[inline]
    #[must_use]
    pub fn minor(self, currency: Currency) -> Minor {
        let digits = Minor::from(self.digits);
        let (want, have) = (currency.minor_digits(), self.scale);
        if want >= have {
            digits * power_of_ten(want - have)
        } else {
            digits / power_of_ten(have - want)
        }
    }

    /// Whether the amount has no more digits than the currency has.
    ///
    /// # Errors
    /// A message, when it has more.
    pub fn fits(self, currency: Currency) -> Result<(), Message> {
        if self.scale <= currency.minor_digits() {
            return Ok(());
        }
        Err(too_many_minor_digits(self, self.scale, currency, currency.minor_digits()))
    }
}

impl AmountOrZero {
    /// Reads an amount that may be zero.
    ///
    /// # Errors
    /// A message, when the text is not an amount.
    pub fn try_new(text: &str) -> Result<Self, Message> {
        Amount::read(text).map(Self)
    }

    /// The amount in minor units of `currency`.
    #[inline]
    #[must_use]
    pub fn minor(self, currency: Currency) -> Minor {
        self.0.minor(currency)
    }

    /// See [`Amount::fits`].
    ///
    /// # Errors
    /// A message, when it has more digits than the currency.
    pub fn fits(self, currency: Currency) -> Result<(), Message> {
        self.0.fits(currency)
    }
}

impl SignedAmount {
    /// Reads a balance; `-0` in any spelling is refused.
    ///
    /// # Errors
    /// A message, when the text is not a balance.
    pub fn try_new(text: &str) -> Result<Self, Message> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let amount = Amount::read(rest)?;
        if negative && amount.digits == 0 {
            return Err(signed_zero(quoted(text)));
        }
        Ok(Self { amount, negative })
    }

    /// The balance in minor units of `currency`.
    #[inline]
    #[must_use]
    pub fn minor(self, currency: Currency) -> Minor {
        let minor = self.amount.minor(currency);
        if self.negative { -minor } else { minor }
    }

    /// See [`Amount::fits`].
    ///
    /// # Errors
    /// A message, when it has more digits than the currency.
    pub fn fits(self, currency: Currency) -> Result<(), Message> {
        self.amount.fits(currency)
    }
}

impl Rate {
    /// Reads a non-negative rate, price or quantity.
    ///
    /// # Errors
    /// A message, when the text is not a decimal with at most [`MAX_RATE_DIGITS`] decimals.
    pub fn try_new(text: &str) -> Result<Self, Message> {
        let (digits, scale) = read_decimal(text, MAX_RATE_DIGITS)?;
        let digits = i128::try_from(digits).map_err(|_| number_beyond_bounds(quoted(text)))?;
        Decimal::try_from_i128_with_scale(digits, u32::from(scale))
            .map(Self)
            .map_err(|_| number_beyond_bounds(quoted(text)))
    }

    /// The rate as a decimal, with the digits as written.
    #[must_use]
    pub fn decimal(self) -> Decimal {
        self.0
    }
}

/// 10^`exponent`.
#[must_use]
pub fn power_of_ten(exponent: u8) -> Minor {
    10_i128.pow(u32::from(exponent))
}

/// Prints minor units with all `digits` of the currency: `-1.50`, `0.00`, `120`.
#[must_use]
pub fn print_minor(minor: Minor, digits: u8) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let magnitude = minor.unsigned_abs();
    match u64::try_from(magnitude) {
        Ok(magnitude) if digits <= MAX_MINOR_DIGITS => print_small(magnitude, digits, sign),
        _ if digits == 0 => format!("{sign}{magnitude}"),
        _ => {
            let unit = power_of_ten(digits).unsigned_abs();
            let width = usize::from(digits);
            format!("{sign}{}.{:0width$}", magnitude / unit, magnitude % unit)
        }
    }
}

/// The same where 64 bits are enough, which they nearly always are: from the last digit
/// to the sign.
fn print_small(mut magnitude: u64, digits: u8, sign: &str) -> String {
    // 20 digits, a point and a sign.
    let mut buffer = [b'0'; 24];
    let (mut at, mut written) = (buffer.len(), 0);
    while magnitude > 0 || written <= digits {
        if written == digits && digits > 0 {
            at -= 1;
            buffer[at] = b'.';
        }
        at -= 1;
        buffer[at] = b'0' + (magnitude % 10).to_le_bytes()[0];
        magnitude /= 10;
        written += 1;
    }
    let digits = std::str::from_utf8(&buffer[at..]).unwrap_or_default();
    let mut text = String::with_capacity(sign.len() + digits.len());
    text.push_str(sign);
    text.push_str(digits);
    text
}

/// Divides and rounds half away from zero (domain, section 2). `denominator` > 0.
#[must_use]
pub fn divide_rounded(numerator: Minor, denominator: Minor) -> Minor {
    let (quotient, remainder) = (numerator / denominator, numerator % denominator);
    if remainder.unsigned_abs() >= denominator.unsigned_abs() - remainder.unsigned_abs() {
        quotient + numerator.signum()
    } else {
        quotient
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&print_minor(Minor::from(self.digits), self.scale))
    }
}

impl fmt::Display for AmountOrZero {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for SignedAmount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.negative {
            f.write_str("-")?;
        }
        self.amount.fmt(f)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Serde and schema of a type that is read from a decimal string.
macro_rules! decimal_string {
    ($type:ty, $name:literal, $pattern:literal, $expecting:literal, $zh:literal) => {
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Text;
                impl Visitor<'_> for Text {
                    type Value = $type;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        say(f, $expecting, $zh)
                    }
                    fn visit_str<E: de::Error>(self, text: &str) -> Result<$type, E> {
                        <$type>::try_new(text).map_err(|m| E::custom(m.sent()))
                    }
                }
                deserializer.deserialize_str(Text)
            }
        }
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({"type": "string", "pattern": $pattern, "description": $expecting})
            }
        }
    };
}

decimal_string!(
    Amount,
    "Amount",
    r"^(0|[1-9][0-9]{0,14})(\.[0-9]{1,4})?$",
    "an amount above zero as a decimal string with at most the currency's minor digits",
    "大于零的金额（十进制文本，小数位数不超过币种）"
);
decimal_string!(
    AmountOrZero,
    "AmountOrZero",
    r"^(0|[1-9][0-9]{0,14})(\.[0-9]{1,4})?$",
    "an amount as a decimal string with at most the currency's minor digits",
    "金额（十进制文本，小数位数不超过币种）"
);
decimal_string!(
    SignedAmount,
    "SignedAmount",
    r"^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,4})?$",
    "a balance as a decimal string, negative where the customer is in credit",
    "余额（十进制文本，客户有贷方余额时为负）"
);
decimal_string!(
    Rate,
    "Rate",
    r"^(0|[1-9][0-9]{0,14})(\.[0-9]{1,12})?$",
    "a rate, price or quantity as a decimal string",
    "利率、单价或数量（十进制文本）"
);

#[cfg(test)]
mod tests;
