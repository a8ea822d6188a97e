//! The payments by a customer's books: CSV with the columns `date`, `amount`,
//! `reference`, in any order and beside others.

use duebook_events::{Amount, Currency, Day, Fault, Message};
use duebook_projections::difference::TheirPayment;

use crate::ledger::LedgerError;
use crate::messages::statement as messages;

/// The most payments in a file: more than one customer makes in a year.
pub const LINES_MAX: usize = 10_000;

/// Reads a file of payments in one currency.
///
/// # Errors
/// With line and column, when a cell cannot be read; when a column is missing or
/// there are too many lines.
pub fn read(
    file: &str,
    bytes: &[u8],
    currency: Currency,
) -> Result<Vec<TheirPayment>, LedgerError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let at = |line: u64, field: &str, message: Message| {
        LedgerError::at_line(line, Fault::of(field, message)).in_file(file)
    };
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
    let header =
        reader.headers().map_err(|error| at(1, "", messages::their_file(file, error)))?.clone();
    let column = |name: &'static str| {
        let found = header.iter().position(|heading| heading.eq_ignore_ascii_case(name));
        found.map(|ix| (name, ix)).ok_or_else(|| at(1, name, messages::their_column(name)))
    };
    let columns = [column("date")?, column("amount")?, column("reference")?];
    let mut lines = Lines { bytes, counted: 0, line: 1 };
    let mut payments = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = lines.of(error.position().map_or(0, csv::Position::byte));
            at(line, "", messages::their_file(file, &error))
        })?;
        let line = lines.of(record.position().map_or(0, csv::Position::byte));
        if payments.len() == LINES_MAX {
            return Err(at(line, "", messages::their_file(file, format!("> {LINES_MAX}"))));
        }
        let cell = |(name, ix): (&str, usize)| {
            // A quote that is never closed would swallow the lines after it.
            let text = &record[ix];
            match text.chars().find(|c| c.is_control()) {
                Some(odd) => Err(at(line, name, messages::their_cell(format!("{odd:?}")))),
                None => Ok(text),
            }
        };
        let wrong = |name: &'static str| move |problem: Message| at(line, name, problem);
        let [date, amount, reference] = columns;
        payments.push(TheirPayment {
            line,
            date: Day::try_new(cell(date)?).map_err(wrong("date"))?,
            amount: Amount::try_new(cell(amount)?)
                .and_then(|paid| paid.fits(currency).map(|()| paid.minor(currency)))
                .map_err(wrong("amount"))?,
            reference: cell(reference)?.to_owned(),
        });
    }
    Ok(payments)
}

/// Counts physical lines, moving forward only: a record's own position may lie
/// on the blank lines before it.
struct Lines<'b> {
    bytes: &'b [u8],
    counted: usize,
    line: u64,
}

impl Lines<'_> {
    fn of(&mut self, start: u64) -> u64 {
        let mut at = usize::try_from(start).unwrap_or(usize::MAX).min(self.bytes.len());
        while matches!(self.bytes.get(at), Some(b'\r' | b'\n')) {
            at += 1;
        }
        while self.counted < at {
            self.line += u64::from(self.bytes[self.counted] == b'\n');
            self.counted += 1;
        }
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cny() -> Currency {
        Currency::try_new("CNY").unwrap()
    }

    fn refused(text: &str) -> String {
        read("theirs.csv", text.as_bytes(), cny()).unwrap_err().to_string()
    }

    #[test]
    fn columns_stand_in_any_order_and_lines_are_those_of_the_file() {
        let text = "\u{feff}Reference, amount ,note,DATE\nTT 1,50000.00,x,2025-03-20\n\n,0.5,,2025-03-21\n";
        let read = read("theirs.csv", text.as_bytes(), cny()).unwrap();
        assert_eq!((read[0].line, read[0].amount, &*read[0].reference), (2, 5_000_000, "TT 1"));
        assert_eq!((read[1].line, read[1].amount, &*read[1].reference), (4, 50, ""));
    }

    #[test]
    fn what_cannot_be_read_is_told_with_line_and_column() {
        let body = |line: &str| format!("date,amount,reference\n2025-03-01,1,a\n{line}\n");
        for (line, told) in [
            ("2025-03-02,\"1,000\",a", "theirs.csv:3: amount"),
            ("2025-03-02,0,a", "theirs.csv:3: amount"),
            ("2025-03-02,-5,a", "theirs.csv:3: amount"),
            ("2025-03-02,1.005,a", "theirs.csv:3: amount"),
            ("02/03/2025,1,a", "theirs.csv:3: date"),
            ("2025-03-02,1", "theirs.csv:3:"),
            ("2025-03-02,1,\"open\n2025-03-03,5,b", "theirs.csv:3: reference"),
        ] {
            assert!(refused(&body(line)).starts_with(told), "{}", refused(&body(line)));
        }
        assert!(refused("date,amount\n").contains("reference"));
        assert!(refused("").contains("date"));
    }
}
