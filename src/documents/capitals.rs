//! Amounts in Chinese capital figures, as cheques, contracts and letters of
//! demand write them: 120000.00 is 壹拾贰万元整.
//!
//! The rules are those of the People's Bank of China for filling in bills and
//! settlement vouchers (支付结算办法, 附一: 正确填写票据和结算凭证的基本规定):
//!
//! 1. The figures are 壹贰叁肆伍陆柒捌玖, the units 拾佰仟万亿, 元角分, and 零 for
//!    zeros in between; ten is 壹拾, never 拾 alone.
//! 2. An amount that ends with 元 or 角 ends with 整; one that ends with 分 does not.
//! 3. One 零 is written for one or several zeros between figures, also where the
//!    角 is zero and the 分 is not (1409.50 is 壹仟肆佰零玖元伍角整, 325.04 is
//!    叁佰贰拾伍元零肆分). Where the place of 万 or 元 is zero and the next is not,
//!    it may be left out, and is (107000.53 is 壹拾万柒仟元伍角叁分).

use duebook_events::money::Minor;

const FIGURES: [&str; 10] = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"];
const PLACES: [&str; 4] = ["", "拾", "佰", "仟"];
/// Fen of one yuan.
const FEN: u128 = 100;

/// Writes an amount of renminbi, given in fen, in capital figures; negative ones
/// with 负 before them.
#[must_use]
pub fn renminbi(fen: Minor) -> String {
    let sign = if fen < 0 { "负" } else { "" };
    let fen = fen.unsigned_abs();
    let (yuan, jiao, fen) = (fen / FEN, digit(fen / 10 % 10), digit(fen % 10));
    let mut text = sign.to_owned();
    if yuan > 0 {
        text.push_str(&integer(yuan));
        text.push('元');
    }
    let rest = match (jiao, fen) {
        (0, 0) if yuan == 0 => "零元整".to_owned(),
        (0, 0) => "整".to_owned(),
        (jiao, 0) => format!("{}角整", FIGURES[jiao]),
        (0, fen) if yuan == 0 => format!("{}分", FIGURES[fen]),
        (0, fen) => format!("零{}分", FIGURES[fen]),
        (jiao, fen) => format!("{}角{}分", FIGURES[jiao], FIGURES[fen]),
    };
    text + &rest
}

/// A whole number above zero: so many 亿, so many 万, and the rest; one 零 where
/// a later part does not fill its places.
fn integer(number: u128) -> String {
    for (unit, name) in [(100_000_000, "亿"), (10_000, "万")] {
        if number < unit {
            continue;
        }
        let (head, rest) = (number / unit, number % unit);
        let gap = if rest < unit / 10 { FIGURES[0] } else { "" };
        let rest = if rest == 0 { String::new() } else { format!("{gap}{}", integer(rest)) };
        return format!("{}{name}{rest}", integer(head));
    }
    four_digits(digit(number))
}

/// A number from 1 to 9999.
fn four_digits(number: usize) -> String {
    let mut text = String::new();
    let mut zero = false;
    for place in (0..4_usize).rev() {
        let figure = number / 10_usize.pow(u32::try_from(place).unwrap_or_default()) % 10;
        if figure == 0 {
            zero = !text.is_empty();
            continue;
        }
        if zero {
            text.push_str(FIGURES[0]);
            zero = false;
        }
        text.push_str(FIGURES[figure]);
        text.push_str(PLACES[place]);
    }
    text
}

fn digit(number: u128) -> usize {
    usize::try_from(number).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of the published rules, and their corners.
    #[test]
    fn amounts_are_written_by_the_published_rules() {
        let cases: [(Minor, &str); 29] = [
            (12_000_000, "壹拾贰万元整"),
            (140_950, "壹仟肆佰零玖元伍角整"),
            (600_714, "陆仟零柒元壹角肆分"),
            (168_032, "壹仟陆佰捌拾元叁角贰分"),
            (10_700_053, "壹拾万柒仟元伍角叁分"),
            (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
            (32_504, "叁佰贰拾伍元零肆分"),
            (0, "零元整"),
            (1, "壹分"),
            (10, "壹角整"),
            (11, "壹角壹分"),
            (100, "壹元整"),
            (101, "壹元零壹分"),
            (1_000, "壹拾元整"),
            (1_010, "壹拾元壹角整"),
            (1_100, "壹拾壹元整"),
            (10_001, "壹佰元零壹分"),
            (1_000_000, "壹万元整"),
            (1_000_100, "壹万零壹元整"),
            (1_001_000, "壹万零壹拾元整"),
            (1_010_000, "壹万零壹佰元整"),
            (10_001_000, "壹拾万零壹拾元整"),
            (100_000_000, "壹佰万元整"),
            (10_000_000_000, "壹亿元整"),
            (10_000_000_100, "壹亿零壹元整"),
            (10_000_000_000_000, "壹仟亿元整"),
            (100_000_000_000_000, "壹万亿元整"),
            (123_450_000_000_000, "壹万贰仟叁佰肆拾伍亿元整"),
            (-149_479, "负壹仟肆佰玖拾肆元柒角玖分"),
        ];
        for (fen, text) in cases {
            assert_eq!(renminbi(fen), text, "{fen}");
        }
    }

    #[test]
    fn what_is_written_can_be_read_back() {
        for yuan in (0..2_000_000_u64).step_by(373).chain([100_000_001, 10_100_101, 99_999_999]) {
            let fen = Minor::from(yuan) * 100 + Minor::from(yuan % 100);
            assert_eq!(read(&renminbi(fen)), fen, "{}", renminbi(fen));
        }
    }

    /// Reads an amount up to some hundred million.
    fn read(text: &str) -> Minor {
        let (mut sum, mut section, mut figure) = (0, 0, 0);
        let mut minor = 0;
        for c in text.chars() {
            let value = FIGURES.iter().position(|f| f.starts_with(c));
            if let Some(value) = value {
                figure = Minor::try_from(value).unwrap();
                continue;
            }
            match c {
                '拾' | '佰' | '仟' => {
                    section += figure
                        * match c {
                            '拾' => 10,
                            '佰' => 100,
                            _ => 1000,
                        };
                }
                '万' => {
                    sum += (section + figure) * 10_000;
                    section = 0;
                }
                '亿' => {
                    sum = (sum + section + figure) * 100_000_000;
                    section = 0;
                }
                '元' => minor = (sum + section + figure) * 100,
                '角' => minor += figure * 10,
                '分' => minor += figure,
                _ => assert_eq!(c, '整'),
            }
            figure = 0;
        }
        minor
    }
}
