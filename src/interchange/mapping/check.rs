//! Checks of a mapping file that need more than one of its keys.

use duebook_events::words::quoted;

use super::column::Kind;
use super::condition::Condition;
use super::date::DateFormat;
use super::error::Fault;
use super::spec::{Dialect, Event, Spec};
use super::template::Template;
use crate::messages::mapping::{
    column_not_number, columns_unnamed, columns_with_header, constant_and_column,
    currency_not_text, effective_not_date, mapping_version,
};

/// The version of the mapping format that this program reads.
const FORMAT_VERSION: u32 = 1;

/// Is a fault and the byte offset in the mapping file at which it stands.
type Placed = (Fault, usize);

/// Checks a mapping file as a whole; the first fault is returned.
pub(super) fn check(spec: &Spec) -> Result<(), Placed> {
    if *spec.mapping.get_ref() != FORMAT_VERSION {
        let fault = mapping_version(spec.mapping.get_ref(), FORMAT_VERSION);
        return Err((fault, spec.mapping.span().start));
    }
    check_header(&spec.csv)?;
    check_columns(spec)?;
    spec.skips.iter().try_for_each(|skip| check_condition(spec, &skip.when))?;
    spec.events.iter().try_for_each(|event| check_event(spec, event))
}

/// Checks that the columns have names, from one place only.
fn check_header(dialect: &Dialect) -> Result<(), Placed> {
    match (&dialect.columns, dialect.header) {
        (Some(columns), true) => Err((columns_with_header(), columns.span().start)),
        (None, false) => Err((columns_unnamed(), 0)),
        _ => Ok(()),
    }
}

fn check_columns(spec: &Spec) -> Result<(), Placed> {
    for (name, column) in &spec.columns {
        if spec.constants.contains_key(name) {
            return Err((constant_and_column(quoted(name)), column.span().start));
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
            return Err((currency_not_text(), currency.at));
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
    Err((effective_not_date(name), effective.at))
}

/// Checks that numbers are asked of number columns.
fn check_condition(spec: &Spec, condition: &Condition) -> Result<(), Placed> {
    let mut fault = None;
    condition.each_test(&mut |column, test| {
        let kind = spec.columns.get(column.get_ref()).map(|column| &column.get_ref().kind);
        if test.needs_number() && !matches!(kind, Some(Kind::Number { .. })) {
            let why = column_not_number(quoted(column.get_ref()));
            fault.get_or_insert((why, column.span().start));
        }
    });
    fault.map_or(Ok(()), Err)
}
