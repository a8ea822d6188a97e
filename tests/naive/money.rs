//! Amounts, exact fractions and rounding (domain section 2). No floating point.

use std::cmp::Ordering;

/// Minor digits of a currency (ISO 4217).
pub fn digits(currency: &str) -> u32 {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX"
        | "UYI" | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        "CLF" | "UYW" => 4,
        _ => 2,
    }
}

/// Reads an amount into minor units. The history is valid, so it has at most the minor digits.
pub fn parse(text: &str, currency: &str) -> i128 {
    let exact = Fraction::decimal(text).times(Fraction::whole(10i128.pow(digits(currency))));
    assert_eq!(exact.den, 1, "too many digits: {text} {currency}");
    exact.num
}

/// Prints an amount with all minor digits (section 2).
pub fn print(minor: i128, currency: &str) -> String {
    with_digits(minor, digits(currency))
}

fn with_digits(value: i128, digits: u32) -> String {
    let unit = 10i128.pow(digits);
    let sign = if value < 0 { "-" } else { "" };
    let (whole, rest) = (value.abs() / unit, value.abs() % unit);
    match digits {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{rest:0width$}", width = digits as usize),
    }
}

/// A ratio rounded to four digits, in ten-thousandths: it is rounded before it is compared and
/// printed with four decimals (section 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ratio4(pub i128);

impl Ratio4 {
    pub fn of(num: i128, den: i128) -> Ratio4 {
        Ratio4(Fraction::new(num, den).times(Fraction::whole(10_000)).round())
    }
    pub fn print(self) -> String {
        with_digits(self.0, 4)
    }
}

/// An exact rational number.
#[derive(Clone, Copy, Debug)]
pub struct Fraction {
    pub num: i128,
    pub den: i128,
}

impl Fraction {
    pub const ZERO: Fraction = Fraction { num: 0, den: 1 };

    pub fn new(num: i128, den: i128) -> Fraction {
        assert!(den != 0, "a fraction over zero");
        let sign = if den < 0 { -1 } else { 1 };
        let divisor = gcd(num.abs(), den.abs()).max(1);
        Fraction { num: sign * num / divisor, den: den.abs() / divisor }
    }
    pub fn whole(num: i128) -> Fraction {
        Fraction { num, den: 1 }
    }
    /// Reads a decimal string such as `0.0005`.
    pub fn decimal(text: &str) -> Fraction {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let part = part.trim_end_matches('0');
        let all: i128 = format!("{whole}{part}").parse().expect("a decimal string");
        Fraction::new(all, 10i128.pow(part.len() as u32))
    }
    pub fn plus(self, other: Fraction) -> Fraction {
        Fraction::new(self.num * other.den + other.num * self.den, self.den * other.den)
    }
    pub fn minus(self, other: Fraction) -> Fraction {
        self.plus(Fraction { num: -other.num, den: other.den })
    }
    pub fn times(self, other: Fraction) -> Fraction {
        // Crosswise reduction first, so that the products stay small.
        let left = Fraction::new(self.num, other.den);
        let right = Fraction::new(other.num, self.den);
        Fraction { num: left.num * right.num, den: left.den * right.den }
    }
    pub fn compare(self, other: Fraction) -> Ordering {
        (self.num * other.den).cmp(&(other.num * self.den))
    }
    pub fn max(self, other: Fraction) -> Fraction {
        if self.compare(other) == Ordering::Less { other } else { self }
    }
    /// To a whole number, half away from zero (section 2).
    pub fn round(self) -> i128 {
        let (size, twice) = (self.num.abs(), 2 * self.den);
        self.num.signum() * ((2 * size + self.den) / twice)
    }
}

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_is_half_away_from_zero() {
        assert_eq!(Fraction::new(5, 2).round(), 3);
        assert_eq!(Fraction::new(-5, 2).round(), -3);
        assert_eq!(Fraction::new(249, 100).round(), 2);
        assert_eq!(Fraction::new(-249, 100).round(), -2);
        assert_eq!(Ratio4::of(1, 3).print(), "0.3333");
        assert_eq!(Ratio4::of(-2, 3).print(), "-0.6667");
    }

    #[test]
    fn amounts_keep_all_minor_digits() {
        assert_eq!(print(parse("120000", "CNY"), "CNY"), "120000.00");
        assert_eq!(print(parse("0.5", "KWD"), "KWD"), "0.500");
        assert_eq!(print(parse("7", "JPY"), "JPY"), "7");
        assert_eq!(print(-5, "CNY"), "-0.05");
    }
}
