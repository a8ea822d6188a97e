//! How the interest of one invoice adds up: from, to, principal, rate, days,
//! amount (domain, section 9).

use duebook_events::money::{Minor, Rate, divide_rounded, power_of_ten, print_minor};
use duebook_events::{Currency, Day};
use serde::Serialize;

use super::{Interest, SCALE, YEAR, segments, summed};
use crate::account::{Account, ItemIx};
use crate::money::Money;
use crate::policy::Policy;

/// Decimals of a stretch's amount beyond the currency's minor digits: enough to
/// see what the one rounding at the end rounds.
const MORE_DIGITS: u8 = 4;

/// The interest of one invoice with the stretches that it adds up from.
#[derive(Debug, Clone, Serialize)]
pub struct Explained {
    /// The total, rounded once.
    #[serde(flatten)]
    pub interest: Interest,
    /// Its currency.
    pub currency: Currency,
    /// In order of time.
    pub segments: Vec<Stretch>,
}

/// Days on which the same principal bears interest at the same rate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stretch {
    /// The first day that bears interest.
    pub from: Day,
    /// The last.
    pub to: Day,
    /// How many.
    pub days: i64,
    /// What bears interest.
    pub principal: Money,
    /// The rate a day as agreed.
    pub rate: String,
    /// The annual rate that is applied: rate x 365, or the cap.
    pub annual_rate: String,
    /// Whether the cap lowered it.
    pub capped: bool,
    /// principal x annual rate x days / 365, with four decimals more than the
    /// currency has; only the total is rounded to minor units.
    pub amount: String,
}

/// How the interest of an invoice adds up; `None` where it has borne none.
#[must_use]
pub fn explain(
    customer: &str,
    account: &Account<'_>,
    policy: &Policy,
    ix: ItemIx,
) -> Option<Explained> {
    let item = &account.items[ix];
    if item.is_fee() {
        return None;
    }
    let (due, segments) = segments(account, policy, ix);
    let interest = summed(customer, item, due, &segments)?;
    let mut stretches: Vec<Stretch> = Vec::new();
    for segment in segments {
        let mut at_rate: Vec<(super::AppliedRate, Minor)> = Vec::new();
        for bearing in segment.bearing {
            match at_rate.iter_mut().find(|(rate, _)| *rate == bearing.rate) {
                Some((_, amount)) => *amount += bearing.amount,
                None => at_rate.push((bearing.rate, bearing.amount)),
            }
        }
        for (rate, principal) in at_rate {
            let stretch = Stretch {
                from: segment.from,
                to: segment.to,
                days: i64::from(segment.to - segment.from) + 1,
                principal: Money::new(principal, item.currency),
                rate: rate.agreed.to_string(),
                annual_rate: annual(rate.agreed, rate.yearly),
                capped: rate.capped,
                amount: amount(principal, rate.yearly, segment.from, segment.to, item.currency),
            };
            push(&mut stretches, stretch, rate.yearly);
        }
    }
    Some(Explained { interest, currency: item.currency, segments: stretches })
}

/// Adds a stretch, or lengthens the one that it goes on from.
fn push(stretches: &mut Vec<Stretch>, next: Stretch, yearly: Minor) {
    let before = stretches.iter_mut().rev().find(|before| {
        before.to + 1 == next.from
            && before.principal == next.principal
            && before.rate == next.rate
            && before.annual_rate == next.annual_rate
    });
    match before {
        Some(before) => {
            before.to = next.to;
            before.days += next.days;
            let principal = before.principal;
            before.amount =
                amount(principal.minor, yearly, before.from, before.to, principal.currency);
        }
        None => stretches.push(next),
    }
}

fn amount(principal: Minor, yearly: Minor, from: Day, to: Day, currency: Currency) -> String {
    let days = Minor::from(to - from) + 1;
    let exact = principal * yearly * days * power_of_ten(MORE_DIGITS);
    let digits = currency.minor_digits() + MORE_DIGITS;
    print_minor(divide_rounded(exact, YEAR * power_of_ten(SCALE)), digits)
}

/// An annual rate without needless zeros, at least as it was written.
fn annual(agreed: Rate, yearly: Minor) -> String {
    let scale = u32::from(SCALE);
    let annual = rust_decimal::Decimal::try_from_i128_with_scale(yearly, scale)
        .unwrap_or_else(|_| agreed.decimal());
    annual.normalize().to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::given::history;

    #[test]
    fn the_example_of_domain_section_9_in_its_two_stretches() {
        let terms = json!({"trigger": "invoice_date", "net_days": 30, "daily_rate": "0.0005"});
        let invoice =
            json!({"invoice": "I", "currency": "CNY", "amount": "120000.00", "terms": terms});
        let history = history().and("invoice.issued", "2025-02-03", invoice).payment(
            "P",
            "2025-03-25",
            "20000",
            &[("I", "20000")],
        );
        let account = history.as_of("2025-04-14");
        let explained = explain("C-1", &account, history.policy(), 0).unwrap();
        let seen: Vec<_> = explained
            .segments
            .iter()
            .map(|s| {
                let days = (s.from.to_string(), s.to.to_string(), s.days);
                (days, s.principal.to_string(), s.annual_rate.as_str(), s.amount.as_str())
            })
            .collect();
        let days = |from: &str, to: &str| (from.to_owned(), to.to_owned(), 20);
        assert_eq!(
            seen,
            [
                (days("2025-03-06", "2025-03-25"), "120000.00".to_owned(), "0.124", "815.342466"),
                (days("2025-03-26", "2025-04-14"), "100000.00".to_owned(), "0.124", "679.452055"),
            ]
        );
        assert_eq!(explained.interest.accrued.to_string(), "1494.79");
        assert!(explained.segments.iter().all(|s| s.capped && s.rate == "0.0005"));
    }
}
