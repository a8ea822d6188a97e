//! Amounts and rates as they are written.

use super::*;

fn cny() -> Currency {
    Currency::try_new("CNY").unwrap()
}

#[test]
fn amounts_follow_the_grammar_of_domain_section_2() {
    for good in ["1", "0.01", "120000.00", "999999999999999.99"] {
        assert!(Amount::try_new(good).is_ok(), "{good}");
    }
    for bad in [
        "",
        "0",
        "0.00",
        "-1",
        "+1",
        "01",
        "1.",
        ".5",
        "1e3",
        "1_000",
        "1,000",
        " 1",
        "1 ",
        "NaN",
        "1.00000",
        "1000000000000000",
        "٣",
    ] {
        assert!(Amount::try_new(bad).is_err(), "{bad}");
    }
}

#[test]
fn minor_units_depend_on_the_currency() {
    let jpy = Currency::try_new("JPY").unwrap();
    let kwd = Currency::try_new("KWD").unwrap();
    assert_eq!(Amount::try_new("49.5").unwrap().minor(cny()), 4950);
    assert_eq!(Amount::try_new("49").unwrap().minor(jpy), 49);
    assert_eq!(Amount::try_new("49.123").unwrap().minor(kwd), 49_123);
    assert!(Amount::try_new("49.5").unwrap().fits(jpy).is_err());
    assert!(Amount::try_new("49.123").unwrap().fits(cny()).is_err());
}

#[test]
fn only_a_balance_may_be_negative_and_zero_has_no_sign() {
    assert_eq!(SignedAmount::try_new("-1.5").unwrap().minor(cny()), -150);
    assert_eq!(SignedAmount::try_new("0.00").unwrap().minor(cny()), 0);
    assert!(SignedAmount::try_new("-0").is_err());
    assert!(SignedAmount::try_new("-0.00").is_err());
    assert!(SignedAmount::try_new("--1").is_err());
}

#[test]
fn rates_are_plain_decimals_although_the_library_reads_more() {
    assert_eq!(Rate::try_new("0.0005").unwrap().to_string(), "0.0005");
    assert_eq!(Rate::try_new("0").unwrap().to_string(), "0");
    for bad in ["1e-3", "0_1", "-0.1", "0.1234567890123", ".1"] {
        assert!(Rate::try_new(bad).is_err(), "{bad}");
    }
}

#[test]
fn rounding_is_half_away_from_zero() {
    assert_eq!(divide_rounded(5, 10), 1);
    assert_eq!(divide_rounded(-5, 10), -1);
    assert_eq!(divide_rounded(4, 10), 0);
    assert_eq!(divide_rounded(15, 10), 2);
    assert_eq!(divide_rounded(25, 10), 3);
    assert_eq!(divide_rounded(-14, 10), -1);
    assert_eq!(divide_rounded(1, 3), 0);
    assert_eq!(divide_rounded(2, 3), 1);
}

#[test]
fn printing_shows_all_minor_digits() {
    assert_eq!(print_minor(0, 2), "0.00");
    assert_eq!(print_minor(-5, 2), "-0.05");
    assert_eq!(print_minor(12_000_000, 2), "120000.00");
    assert_eq!(print_minor(7, 0), "7");
    assert_eq!(print_minor(1500, 3), "1.500");
}

#[test]
fn a_json_number_is_not_an_amount() {
    assert!(serde_json::from_str::<Amount>("12").is_err());
    assert!(serde_json::from_str::<Amount>("\"12\"").is_ok());
}

#[test]
fn the_usual_way_reads_what_the_careful_way_reads() {
    let seeds = ["0", "120000.00", "1.5", "0.0001", "999999999999999.9999", "1000000000000000"];
    let mut usual = 0;
    for seed in seeds {
        for at in 0..=seed.len() {
            for piece in ["", "0", "9", ".", "..", "-", "e", " ", "00"] {
                for skipped in 0..2 {
                    let rest = seed.get((at + skipped).min(seed.len())..).unwrap_or_default();
                    let text = format!("{}{piece}{rest}", &seed[..at]);
                    let careful = read_decimal(&text, MAX_MINOR_DIGITS).ok();
                    let found = Amount::read_usual(text.as_bytes());
                    usual += usize::from(found.is_some());
                    let found = found.map(|amount| (u128::from(amount.digits), amount.scale));
                    assert_eq!(found, careful, "{text}");
                }
            }
        }
    }
    assert!(usual > 200, "{usual}");
}

#[test]
fn amounts_are_printed_with_all_digits_whatever_their_size() {
    let large = 10_i128.pow(20);
    let tens = (0..20).map(|power| 10_i128.pow(power));
    for magnitude in tens.chain([0, 5, 10_050, i128::from(u64::MAX), large]) {
        for minor in [magnitude - 1, magnitude, -magnitude] {
            for digits in 0..=4 {
                let sign = if minor < 0 { "-" } else { "" };
                let unit = power_of_ten(digits).unsigned_abs();
                let (whole, part) = (minor.unsigned_abs() / unit, minor.unsigned_abs() % unit);
                let width = usize::from(digits);
                let expected = if digits == 0 {
                    format!("{sign}{whole}")
                } else {
                    format!("{sign}{whole}.{part:0width$}")
                };
                assert_eq!(print_minor(minor, digits), expected);
            }
        }
    }
}
