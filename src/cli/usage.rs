//! What is wrong with the command line itself: clap's errors, told by messages of
//! our own in both languages.

use std::error::Error as _;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use duebook_events::words::quoted;
use duebook_events::{Message, Words};

use super::error;
use super::output::Output;
use crate::ledger::LedgerError;
use crate::messages::usage as told;

/// Prints what is wrong with the command line.
pub(crate) fn print(error: &clap::Error, output: Output) {
    if output.is_json() {
        return error::print(&LedgerError::Usage(message(error)), output);
    }
    // Without a command the help says more than any message.
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let _ = error.print();
        return;
    }
    error::print(&LedgerError::Usage(message(error)), output);
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        eprintln!("\n{usage}");
    }
}

/// The message of a clap error.
fn message(error: &clap::Error) -> Message {
    let argument = || text(error, ContextKind::InvalidArg).unwrap_or_default();
    let value = || quoted(&text(error, ContextKind::InvalidValue).unwrap_or_default());
    let message = match error.kind() {
        ErrorKind::UnknownArgument => told::unknown_argument(argument()),
        ErrorKind::InvalidSubcommand => {
            told::unknown_command(text(error, ContextKind::InvalidSubcommand).unwrap_or_default())
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            told::no_command()
        }
        ErrorKind::MissingRequiredArgument => told::argument_missing(argument()),
        ErrorKind::InvalidValue => match text(error, ContextKind::ValidValue) {
            _ if value() == "\"\"" => told::value_missing(argument()),
            Some(possible) => told::value_not_listed(value(), argument(), possible),
            None => told::value_missing(argument()),
        },
        ErrorKind::ValueValidation => return invalid(error, &value(), &argument()),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => told::value_missing(argument()),
        ErrorKind::TooManyValues => told::value_too_many(value(), argument()),
        ErrorKind::ArgumentConflict => {
            let other = text(error, ContextKind::PriorArg).unwrap_or_default();
            if other == argument() {
                told::argument_repeated(other)
            } else {
                told::arguments_conflict(argument(), other)
            }
        }
        _ => told::not_understood(first_paragraph(error)),
    };
    match suggestion(error) {
        Some(words) => message.hinting(words),
        None => message,
    }
}

/// A value that its reader refused: the reader's own message, where it is one of
/// ours; the place is named before it.
fn invalid(error: &clap::Error, value: &str, argument: &str) -> Message {
    let source = error.source();
    if let Some(message) = source.and_then(|source| source.downcast_ref::<Message>()) {
        let place = Words::new(format!("{argument}: "), format!("{argument}："));
        return message.clone().at(&place);
    }
    let problem = match source {
        Some(source) if source.is::<std::num::ParseIntError>() => {
            Words::new("it is not a whole number of its range", "它不是该范围内的整数")
        }
        Some(source) => Words::verbatim(source.to_string()),
        None => Words::verbatim(first_paragraph(error)),
    };
    told::value_unreadable(value, argument, problem)
}

/// "did you mean", as clap offers it.
fn suggestion(error: &clap::Error) -> Option<Words> {
    let kinds =
        [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    let near = kinds.into_iter().find_map(|kind| text(error, kind))?;
    Some(Words::new(format!("did you mean {near}?"), format!("是否想写 {near}？")))
}

/// What clap knows about an error, as text.
fn text(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(list) if !list.is_empty() => Some(list.join(", ")),
        ContextValue::StyledStr(text) => Some(text.to_string()),
        ContextValue::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The first paragraph says what is wrong, the others how to write it.
fn first_paragraph(error: &clap::Error) -> String {
    let text = error.to_string();
    let problem = text.split("\n\n").next().unwrap_or_default();
    let problem = problem.strip_prefix("error: ").unwrap_or(problem);
    problem.split_whitespace().collect::<Vec<_>>().join(" ")
}
