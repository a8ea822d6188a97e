//! Amounts in answers: strings with all minor digits; ratios with four decimals.

use duebook_events::Currency;
use duebook_events::money::{Minor, divide_rounded, print_minor};
use serde::{Serialize, Serializer};

/// An amount in an answer; prints with all minor digits of its currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    /// Minor units.
    pub minor: Minor,
    /// The currency.
    pub currency: Currency,
}

impl Money {
    /// So many minor units of a currency.
    #[must_use]
    pub fn new(minor: Minor, currency: Currency) -> Self {
        Self { minor, currency }
    }
}

impl std::fmt::Display for Money {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.currency.print(self.minor))
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.currency.print(self.minor))
    }
}

/// A ratio in ten-thousandths, rounded half away from zero before it is
/// compared (domain, section 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ratio(pub Minor);

impl Ratio {
    /// `numerator / denominator`; `None` where the denominator is 0.
    #[must_use]
    pub fn of(numerator: Minor, denominator: Minor) -> Option<Self> {
        (denominator > 0).then(|| Self(divide_rounded(numerator * 10_000, denominator)))
    }
}

impl std::fmt::Display for Ratio {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&print_minor(self.0, 4))
    }
}

impl Serialize for Ratio {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Splits an amount into `count` parts, each rounded down to minor units, the
/// remainder on the last (domain, section 2).
#[must_use]
pub fn split_evenly(amount: Minor, count: u16) -> Vec<Minor> {
    let count = Minor::from(count.max(1));
    let each = amount / count;
    (1..=count).map(|part| if part == count { amount - each * (count - 1) } else { each }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splitting_puts_the_remainder_on_the_last_part() {
        // Domain, section 2.
        assert_eq!(split_evenly(100, 3), [33, 33, 34]);
        assert_eq!(split_evenly(20_000_000, 6).iter().sum::<Minor>(), 20_000_000);
    }

    #[test]
    fn ratios_have_four_decimals() {
        assert_eq!(Ratio::of(2, 3).unwrap().to_string(), "0.6667");
        assert_eq!(Ratio::of(1, 8).unwrap().to_string(), "0.1250");
        assert!(Ratio::of(1, 0).is_none());
    }
}
