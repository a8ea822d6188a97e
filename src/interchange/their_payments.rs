//! The payments by a customer's books: CSV with the columns `date`, `amount`,
//! `reference`, in any order and beside others.

use duebook_events::{Amount, Currency, Day, Fault};
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
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
    let broken = |error: &csv::Error| {
        let fault = Fault::of("", messages::their_file(file, error));
        LedgerError::at_line(error.position().map_or(1, csv::Position::line), fault).in_file(file)
    };
    let header = reader.headers().map_err(|error| broken(&error))?.clone();
    let column = |name: &str| {
        header.iter().position(|heading| heading.eq_ignore_ascii_case(name)).ok_or_else(|| {
            LedgerError::at_line(1, Fault::of(name, messages::their_column(name))).in_file(file)
        })
    };
    let (date, amount, reference) = (column("date")?, column("amount")?, column("reference")?);
    let mut payments = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| broken(&error))?;
        let line = record.position().map_or(0, csv::Position::line);
        if payments.len() == LINES_MAX {
            let problem = messages::their_file(file, format!("> {LINES_MAX}"));
            return Err(LedgerError::at_line(line, Fault::of("", problem)).in_file(file));
        }
        let wrong = |column: &str, problem: String| {
            let fault = Fault::of(column, messages::their_cell(column, problem));
            LedgerError::at_line(line, fault).in_file(file)
        };
        let paid = Amount::try_new(&record[amount])
            .and_then(|paid| paid.fits(currency).map(|()| paid.minor(currency)))
            .map_err(|problem| wrong("amount", problem))?;
        payments.push(TheirPayment {
            line,
            date: Day::try_new(&record[date]).map_err(|problem| wrong("date", problem))?,
            amount: paid,
            reference: record[reference].to_owned(),
        });
    }
    Ok(payments)
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
        ] {
            assert!(refused(&body(line)).starts_with(told), "{}", refused(&body(line)));
        }
        assert!(refused("date,amount\n").contains("reference"));
        assert!(refused("").contains("date"));
    }
}
