//! A JSON writer for text that is known to need no escapes.
//!
//! Whether a comma is due is read off the last byte, so the writer holds no
//! state of its own.

use super::calendar::{Day, civil};

/// Minor units of a currency.
pub type Minor = i64;

/// The currencies that occur, with their codes and minor digits (ISO 4217).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Currency {
    /// Renminbi.
    Cny,
    /// US dollar.
    Usd,
    /// Euro.
    Eur,
    /// Yen, without minor digits.
    Jpy,
    /// Kuwaiti dinar, three minor digits.
    Kwd,
}

impl Currency {
    /// The ISO 4217 code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Cny => "CNY",
            Self::Usd => "USD",
            Self::Eur => "EUR",
            Self::Jpy => "JPY",
            Self::Kwd => "KWD",
        }
    }

    /// Minor units of one unit.
    pub fn scale(self) -> Minor {
        match self {
            Self::Jpy => 1,
            Self::Kwd => 1000,
            _ => 100,
        }
    }

    /// What a sum in whole yuan comes to, roughly, in minor units.
    pub fn of_yuan(self, yuan: i64) -> Minor {
        match self {
            Self::Cny => yuan * 100,
            Self::Usd => yuan * 100 / 7,
            Self::Eur => yuan * 100 / 8,
            Self::Jpy => yuan * 21,
            Self::Kwd => yuan * 1000 / 23,
        }
        .max(1)
    }
}

/// The families of document numbers; invoices and fees share one name space,
/// kept apart by their prefixes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Series {
    /// `order`
    Order,
    /// `delivery`
    Delivery,
    /// `invoice`
    Invoice,
    /// `fee`
    Fee,
    /// `credit_note`
    CreditNote,
    /// `payment`
    Payment,
    /// `reminder`
    Reminder,
    /// `contact`
    Contact,
    /// `promise`
    Promise,
    /// `agreement`
    Agreement,
    /// `dispute`
    Dispute,
    /// `statement`
    Statement,
    /// `security`
    Security,
}

/// How many series there are.
pub const SERIES_COUNT: usize = 13;

/// A document number: `INV-000123`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    /// The family.
    pub series: Series,
    /// The running number within it.
    pub serial: u32,
}

impl Number {
    fn prefix(self) -> &'static str {
        match self.series {
            Series::Order => "SO-",
            Series::Delivery => "DN-",
            Series::Invoice => "INV-",
            Series::Fee => "FEE-",
            Series::CreditNote => "CN-",
            Series::Payment => "PAY-",
            Series::Reminder => "REM-",
            Series::Contact => "CT-",
            Series::Promise => "PR-",
            Series::Agreement => "AG-",
            Series::Dispute => "DP-",
            Series::Statement => "ST-",
            Series::Security => "SEC-",
        }
    }
}

/// Appends JSON text to a buffer.
#[derive(Debug)]
pub struct Json<'a>(pub &'a mut Vec<u8>);

impl Json<'_> {
    fn comma(&mut self) {
        if !matches!(self.0.last(), Some(b'{' | b'[' | b':')) {
            self.0.push(b',');
        }
    }

    fn key(&mut self, key: &str) {
        self.comma();
        self.raw("\"");
        self.raw(key);
        self.raw("\":");
    }

    fn raw(&mut self, text: &str) {
        self.0.extend_from_slice(text.as_bytes());
    }

    fn quoted(&mut self, text: &str) {
        debug_assert!(!text.bytes().any(|byte| byte == b'"' || byte == b'\\' || byte < 0x20));
        self.raw("\"");
        self.raw(text);
        self.raw("\"");
    }

    /// `"key":"text"`
    pub fn text(&mut self, key: &str, text: &str) {
        self.key(key);
        self.quoted(text);
    }

    /// `"key":["text",…]`
    pub fn texts(&mut self, key: &str, texts: &[&str]) {
        self.array(key);
        for text in texts {
            self.comma();
            self.quoted(text);
        }
        self.end_array();
    }

    /// `"key":"text"` where there is a text.
    pub fn maybe(&mut self, key: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(key, text);
        }
    }

    /// `"key":123`
    pub fn int(&mut self, key: &str, value: u64) {
        self.key(key);
        digits(self.0, value, 1);
    }

    /// `"key":true`
    pub fn flag(&mut self, key: &str, value: bool) {
        self.key(key);
        self.raw(if value { "true" } else { "false" });
    }

    /// `"key":"2025-03-01"`
    pub fn date(&mut self, key: &str, day: Day) {
        self.key(key);
        self.raw("\"");
        date(self.0, day);
        self.raw("\"");
    }

    /// `"currency":"CNY"`
    pub fn currency(&mut self, currency: Currency) {
        self.text("currency", currency.code());
    }

    /// `"key":"120.00"`, with all the currency's digits.
    pub fn money(&mut self, key: &str, minor: Minor, currency: Currency) {
        self.key(key);
        self.raw("\"");
        if minor < 0 {
            self.raw("-");
        }
        let (scale, size) = (currency.scale().unsigned_abs(), minor.unsigned_abs());
        digits(self.0, size / scale, 1);
        if scale > 1 {
            self.raw(".");
            digits(self.0, size % scale, if scale == 100 { 2 } else { 3 });
        }
        self.raw("\"");
    }

    /// `"key":"INV-000123"`
    pub fn number(&mut self, key: &str, number: Number) {
        self.key(key);
        self.bare_number(number);
    }

    fn bare_number(&mut self, number: Number) {
        self.raw("\"");
        self.raw(number.prefix());
        digits(self.0, u64::from(number.serial), 6);
        self.raw("\"");
    }

    /// `"key":["INV-000001",…]`
    pub fn numbers(&mut self, key: &str, numbers: impl Iterator<Item = Number>) {
        self.array(key);
        for number in numbers {
            self.comma();
            self.bare_number(number);
        }
        self.end_array();
    }

    /// `"key":"<uuid>"` or, without a key, an element of an array.
    pub fn uuid(&mut self, key: Option<&str>, id: u128) {
        match key {
            Some(key) => self.key(key),
            None => self.comma(),
        }
        self.raw("\"");
        for (place, byte) in id.to_be_bytes().iter().enumerate() {
            if matches!(place, 4 | 6 | 8 | 10) {
                self.raw("-");
            }
            hex(self.0, *byte);
        }
        self.raw("\"");
    }

    /// `"key":"<64 hex digits>"`, derived from a word.
    pub fn sha256(&mut self, key: &str, word: u64) {
        self.key(key);
        self.raw("\"");
        let mut rng = super::rng::Rng::new(word);
        for _ in 0..4 {
            for byte in rng.bits().to_be_bytes() {
                hex(self.0, byte);
            }
        }
        self.raw("\"");
    }

    /// `"document":{sha256, name, media_type, bytes}` of a file that was never supplied.
    pub fn document(&mut self, name: &str, word: u64) {
        self.object(Some("document"));
        self.sha256("sha256", word);
        self.text("name", name);
        self.text("media_type", "application/pdf");
        self.int("bytes", 18_000 + word % 400_000);
        self.end_object();
    }

    /// Opens an object, as a value of a key or as an element.
    pub fn object(&mut self, key: Option<&str>) {
        match key {
            Some(key) => self.key(key),
            None => self.comma(),
        }
        self.raw("{");
    }

    /// Closes an object.
    pub fn end_object(&mut self) {
        self.raw("}");
    }

    /// Opens an array.
    pub fn array(&mut self, key: &str) {
        self.key(key);
        self.raw("[");
    }

    /// Closes an array.
    pub fn end_array(&mut self) {
        self.raw("]");
    }
}

fn hex(out: &mut Vec<u8>, byte: u8) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push(HEX[usize::from(byte >> 4)]);
    out.push(HEX[usize::from(byte & 15)]);
}

/// Appends a number with at least `least` digits.
pub fn digits(out: &mut Vec<u8>, mut value: u64, least: usize) {
    let mut place = [b'0'; 20];
    let mut from = place.len();
    while value > 0 {
        from -= 1;
        place[from] += (value % 10) as u8;
        value /= 10;
    }
    out.extend_from_slice(&place[from.min(place.len() - least)..]);
}

/// Appends `YYYY-MM-DD`.
pub fn date(out: &mut Vec<u8>, day: Day) {
    let (year, month, day_of_month) = civil(day);
    digits(out, year.unsigned_abs().into(), 4);
    out.push(b'-');
    digits(out, month.into(), 2);
    out.push(b'-');
    digits(out, day_of_month.into(), 2);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_the_contract_wants_them() {
        let mut out = Vec::from(*b"{");
        let mut json = Json(&mut out);
        json.money("a", 12_000_000, Currency::Cny);
        json.money("b", 7, Currency::Kwd);
        json.money("c", 500, Currency::Jpy);
        json.money("d", -5, Currency::Usd);
        json.number("n", Number { series: Series::Invoice, serial: 123 });
        json.numbers("ns", [Number { series: Series::Fee, serial: 1_234_567 }].into_iter());
        json.date("day", 20_148);
        json.array("empty");
        json.end_array();
        json.end_object();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            r#"{"a":"120000.00","b":"0.007","c":"500","d":"-0.05","n":"INV-000123","ns":["FEE-1234567"],"day":"2025-03-01","empty":[]}"#
        );
    }
}
