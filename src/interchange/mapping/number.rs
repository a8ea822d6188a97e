//! Amounts and other decimals, cleaned as text: no figure ever passes through a
//! float, and no digit is dropped but zeros that say nothing.

use duebook_events::Words;

use super::error::Fault;
use crate::messages::mapping::{
    cell_decimals, cell_groups, cell_not_number, cell_too_long, separator_unfit, separators_equal,
};

/// The ledger takes at most this many digits before the decimal point.
const MAX_WHOLE_DIGITS: usize = 15;

/// Says how a column writes its numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NumberFormat {
    pub decimal: char,
    pub thousands: Option<char>,
}

/// Is a number read from a cell: digits only, without zeros in front.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number {
    pub negative: bool,
    whole: String,
    fraction: String,
}

impl NumberFormat {
    /// Checks that the two separators can be told apart.
    pub fn new(decimal: char, thousands: Option<char>) -> Result<Self, Fault> {
        let unfit = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '(' | ')');
        if unfit(decimal) || thousands.is_some_and(unfit) {
            return Err(separator_unfit());
        }
        if thousands == Some(decimal) {
            return Err(separators_equal());
        }
        Ok(Self { decimal, thousands })
    }

    /// Reads a cell. Negative numbers may have the minus in front, at the end,
    /// or stand in brackets.
    pub fn parse(&self, text: &str) -> Result<Number, Fault> {
        let (negative, digits) = split_sign(text);
        let (whole, fraction) = digits.split_once(self.decimal).unwrap_or((digits, ""));
        let whole = self.ungroup(whole)?;
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits(&whole) || !all_digits(fraction) || (whole.is_empty() && fraction.is_empty())
        {
            return Err(self.not_a_number());
        }
        let whole = match whole.trim_start_matches('0') {
            "" => "0",
            significant => significant,
        };
        if whole.len() > MAX_WHOLE_DIGITS {
            return Err(cell_too_long(MAX_WHOLE_DIGITS));
        }
        Ok(Number { negative, whole: whole.to_owned(), fraction: fraction.to_owned() })
    }

    /// Removes thousands separators, which must part groups of three digits:
    /// otherwise a decimal comma would pass for one, and 1,5 become 15.
    fn ungroup(&self, whole: &str) -> Result<String, Fault> {
        let Some(separator) = self.thousands else {
            return Ok(whole.to_owned());
        };
        let matches =
            |c: char| c == separator || (separator == ' ' && matches!(c, '\u{a0}' | '\u{202f}'));
        if !whole.contains(matches) {
            return Ok(whole.to_owned());
        }
        let mut groups = whole.split(matches);
        let first = groups.next().unwrap_or_default();
        if !(1..=3).contains(&first.len()) || groups.any(|group| group.len() != 3) {
            return Err(cell_groups(format_args!("{separator:?}")));
        }
        Ok(whole.replace(matches, ""))
    }

    fn not_a_number(&self) -> Fault {
        let thousands = match self.thousands {
            Some(separator) => {
                Words::new(format!("thousands {separator:?}"), format!("千位分隔符 {separator:?}"))
            }
            None => Words::new("no thousands separator", "无千位分隔符"),
        };
        cell_not_number(format_args!("{:?}", self.decimal), thousands)
    }
}

impl Number {
    /// Tells whether it is 0, whatever its sign.
    pub fn is_zero(&self) -> bool {
        self.whole == "0" && self.fraction.bytes().all(|byte| byte == b'0')
    }

    /// Writes the number without its sign, as given.
    pub fn text(&self) -> String {
        if self.fraction.is_empty() {
            self.whole.clone()
        } else {
            format!("{}.{}", self.whole, self.fraction)
        }
    }

    /// Trims zeros beyond the minor digits of a currency; other digits there
    /// would change the amount, and are refused.
    pub fn fit(mut self, minor_digits: usize, currency: &str) -> Result<Self, Fault> {
        if let Some(excess) = self.fraction.get(minor_digits..) {
            if excess.bytes().any(|byte| byte != b'0') {
                return Err(cell_decimals(minor_digits, currency));
            }
            self.fraction.truncate(minor_digits);
        }
        Ok(self)
    }
}

/// Parts a number from its sign.
fn split_sign(text: &str) -> (bool, &str) {
    let bracketed = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let signed = text.strip_prefix('-').or_else(|| text.strip_suffix('-'));
    match bracketed.or(signed) {
        Some(rest) => (true, rest),
        None => (false, text),
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, Number, NumberFormat};

    fn read(text: &str) -> Result<Number, Fault> {
        NumberFormat::new('.', Some(',')).expect("two separators").parse(text)
    }

    fn dollars(text: &str) -> Result<String, String> {
        read(text)
            .and_then(|number| number.fit(2, "USD"))
            .map(|number| number.text())
            .map_err(|fault| fault.problem.en)
    }

    #[test]
    fn keeps_the_digits_and_drops_zeros_that_say_nothing() {
        for (given, wanted) in [
            ("94", "94"),
            ("94.", "94"),
            ("55.9", "55.9"),
            ("8734.710", "8734.71"),
            ("8734.000", "8734.00"),
            ("007.50", "7.50"),
            (".5", "0.5"),
            ("0.00", "0.00"),
            ("1,234,567.89", "1234567.89"),
        ] {
            assert_eq!(dollars(given).as_deref(), Ok(wanted), "{given}");
        }
    }

    #[test]
    fn refuses_what_would_change_the_amount() {
        for given in [
            "8734.715",
            "1,5",
            "12,34.00",
            ",123",
            "1e3",
            "1_000",
            "",
            ".",
            "-",
            "+5",
            "5 0",
            "1.2.3",
            "1234567890123456",
        ] {
            assert!(dollars(given).is_err(), "{given}");
        }
    }

    #[test]
    fn reads_three_ways_of_writing_a_negative() {
        for given in ["-5.00", "5.00-", "(5.00)"] {
            let number = read(given).expect(given);
            assert!(number.negative && number.text() == "5.00", "{given}");
        }
        assert!(read("-0.00").expect("a zero").is_zero());
    }

    #[test]
    fn reads_a_decimal_comma_and_blanks_between_thousands() {
        let french = NumberFormat::new(',', Some(' ')).expect("two separators");
        assert_eq!(
            french.parse("1\u{202f}234,50").map(|number| number.text()),
            Ok("1234.50".to_owned())
        );
        assert!(french.parse("1234.50").is_err());
    }

    #[test]
    fn respects_the_minor_digits_of_the_currency() {
        assert_eq!(
            read("100.0").expect("a number").fit(0, "JPY").expect("no excess").text(),
            "100"
        );
    }

    #[test]
    fn refuses_separators_that_cannot_be_told_apart() {
        assert!(NumberFormat::new('.', Some('.')).is_err());
        assert!(NumberFormat::new('1', None).is_err());
    }
}
