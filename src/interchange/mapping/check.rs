//! Checks of a mapping file that need more than one of its keys.

use super::column::Kind;
use super::condition::Condition;
use super::date::DateFormat;
use super::error::Fault;
use super::spec::{Dialect, Event, Spec};
use super::template::Template;

/// The version of the mapping format that this program reads.
const FORMAT_VERSION: u32 = 1;

/// Is a fault and the byte offset in the mapping file at which it stands.
type Placed = (Fault, usize);

/// Checks a mapping file as a whole; the first fault is returned.
pub(super) fn check(spec: &Spec) -> Result<(), Placed> {
    if *spec.mapping.get_ref() != FORMAT_VERSION {
        let why = format!("mapping files of version {} cannot be read", spec.mapping.get_ref());
        let remedy = format!("write mapping = {FORMAT_VERSION}, or use a newer program");
        return Err((Fault::new(why, remedy), spec.mapping.span().start));
    }
    check_header(&spec.csv)?;
    check_columns(spec)?;
    spec.skips.iter().try_for_each(|skip| check_condition(spec, &skip.when))?;
    spec.events.iter().try_for_each(|event| check_event(spec, event))
}

/// Checks that the columns have names, from one place only.
fn check_header(dialect: &Dialect) -> Result<(), Placed> {
    match (&dialect.columns, dialect.header) {
        (Some(columns), true) => Err((
            Fault::new(
                "`columns` names the columns of a file without a header",
                "add header = false, or remove `columns`",
            ),
            columns.span().start,
        )),
        (None, false) => Err((
            Fault::new(
                "a file without a header needs names for its columns",
                "add columns = [\"first\", \"second\", …] to [csv]",
            ),
            0,
        )),
        _ => Ok(()),
    }
}

fn check_columns(spec: &Spec) -> Result<(), Placed> {
    for (name, column) in &spec.columns {
        if spec.constants.contains_key(name) {
            let why = format!("{name:?} is both a constant and a column");
            let fault = Fault::new(why, "give one of them another name");
            return Err((fault, column.span().start));
        }
    }
    let kinds = spec.columns.values().map(|column| &column.get_ref().kind);
    let currencies = kinds.filter_map(|kind| match kind {
        Kind::Number { currency, .. } => currency.as_ref(),
        Kind::Text | Kind::Date(_) | Kind::Count => None,
    });
    currencies.into_iter().try_for_each(|currency| check_currency(spec, currency))
}

/// Checks that a currency is text: an amount as its own currency has no end.
fn check_currency(spec: &Spec, currency: &Template) -> Result<(), Placed> {
    let declared = currency.names().filter_map(|name| spec.columns.get(name));
    for column in declared {
        if column.get_ref().kind != Kind::Text {
            let fault = Fault::new(
                "the currency is taken from a column that is not text",
                "name the column that holds the currency's code, such as USD",
            );
            return Err((fault, currency.at));
        }
    }
    Ok(())
}

fn check_event(spec: &Spec, event: &Event) -> Result<(), Placed> {
    event.when.iter().try_for_each(|when| check_condition(spec, when))?;
    check_effective(spec, &event.effective)
}

/// Checks that `effective` is one date: a date column, or a date as it stands.
fn check_effective(spec: &Spec, effective: &Template) -> Result<(), Placed> {
    let name = effective.single_name();
    let column = name.and_then(|name| spec.columns.get(name));
    let constant = name.and_then(|name| spec.constants.get(name));
    let literal = effective.literal().or(constant.map(String::as_str));
    let is_date = match (column, literal) {
        (Some(column), _) => matches!(column.get_ref().kind, Kind::Date(_)),
        (None, Some(text)) => {
            DateFormat::new("%Y-%m-%d").is_ok_and(|iso| iso.read(text).as_deref() == Ok(text))
        }
        (None, None) => false,
    };
    if is_date {
        return Ok(());
    }
    let name = name.unwrap_or("Name");
    Err((
        Fault::new(
            "`effective` is not a date",
            format!(
                "write effective = \"{{{name}}}\" and declare [column.\"{name}\"] with type = \"date\" and its format"
            ),
        ),
        effective.at,
    ))
}

/// Checks that numbers are asked of number columns.
fn check_condition(spec: &Spec, condition: &Condition) -> Result<(), Placed> {
    let mut fault = None;
    condition.each_test(&mut |column, test| {
        let kind = spec.columns.get(column.get_ref()).map(|column| &column.get_ref().kind);
        if test.needs_number() && !matches!(kind, Some(Kind::Number { .. })) {
            let why = format!("the column {:?} is not declared as a number", column.get_ref());
            let remedy = "declare it with type = \"amount\" or type = \"decimal\"";
            fault.get_or_insert((Fault::new(why, remedy), column.span().start));
        }
    });
    fault.map_or(Ok(()), Err)
}
