//! `statement`: a customer's month on one sheet, sending it, and what explains
//! the customer's other balance.

mod send;
mod sheets;

use duebook_events::{Currency, Fault};
use duebook_projections::difference::{Claim, Difference, OnRecord, explain, on_record};
use duebook_projections::letters::party;
use duebook_projections::statement::{Period, Statement, default_currency, statement as derive};
use duebook_projections::{Fact, Month};
use serde::Serialize;

use super::Context;
use super::args::AskStatement;
use super::import::read_file;
use super::paper::{Files, Office, check_out, told};
use crate::documents::papers::Figures;
use crate::documents::{Document, Paper};
use crate::interchange::their_payments;
use crate::ledger::view::{Header, Question, View};
use crate::ledger::{Ledger, LedgerError};
use crate::messages::statement as messages;

/// Answer of `statement`.
#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    header: Header,
    statement: Statement,
    #[serde(skip_serializing_if = "Option::is_none")]
    difference: Option<Difference>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sent: Option<send::Sent>,
}

/// Shows, sends or explains a statement.
pub(crate) async fn statement(context: &Context, args: &AskStatement) -> Result<(), LedgerError> {
    check_out(args.paper.out.as_deref())?;
    let office = Office::open(&args.paper)?;
    let ledger = context.open()?;
    let customer = ledger.customer(&args.customer).await?;
    let facts = ledger.readable_facts(&customer).await?;
    // The statement on record says what it covers.
    let newest = ledger.view(&question(args, None)).await?;
    let named = match &args.statement {
        Some(number) if !args.send => {
            let records = on_record(&facts, newest.cut.known_at);
            let found = records.into_iter().find(|on| on.sent.statement == *number);
            Some(found.ok_or_else(|| {
                LedgerError::usage_of(messages::no_such_statement(&args.customer, number))
            })?)
        }
        _ => None,
    };
    let period = period(args, named)?;
    let view = ledger.view(&question(args, Some(period))).await?;
    let currency = currency(args, named, &view, &facts)?;
    let statement =
        derive(customer.as_str(), &facts, view.cut.known_at, period, currency, &view.policy);
    let document = document(context, &office, customer.as_str(), &view, &facts, &statement)?;
    // The file is there before the record says so.
    let name = format!("statement-{customer}-{}-{currency}", period.end);
    let files = Files::write(args.paper.out.as_deref(), &name, &document)?;
    let difference = difference(args, named, &view, &facts, period, &statement)?;
    let sent = if args.send {
        Some(send::send(&ledger, &view, args, period, &statement, &facts).await?)
    } else {
        None
    };
    told(context.output, &files.keep()?);
    let answer = Answer { header: view.header(), statement, difference, sent };
    if context.output.is_table() {
        let more = sheets::beside(context.output, &answer);
        let more = more.iter().map(|sheet| format!("\n{}", sheet.as_table(context.output)));
        let text: String = std::iter::once(document.text).chain(more).collect();
        return super::print(text.as_bytes());
    }
    context.output.answer(&answer, || vec![sheets::lines(context.output, &view, &answer.statement)])
}

/// The statement as it is sent and countersigned.
fn document(
    context: &Context,
    office: &Office,
    customer: &str,
    view: &View,
    facts: &[Fact],
    statement: &Statement,
) -> Result<Document, LedgerError> {
    let figures = serde_json::to_value(statement).map_err(super::output::failed)?;
    let paper = Paper {
        number: format!("{customer}-{}-{}", statement.period_end, statement.currency),
        as_of: statement.period_end,
        customer: Some(&party(customer, &view.fold(facts))),
        to: None,
        figures: Figures::Statement(&figures),
    };
    Ok(paper.print(&office.press, context.output.lang(), &office.company)?)
}

/// The point of view: the end of the period.
fn question(args: &AskStatement, period: Option<Period>) -> Question {
    Question {
        as_of: period.map(|period| period.end),
        known_at: args.known_at,
        policy: args.policy.clone(),
    }
}

/// The days that the statement covers.
fn period(args: &AskStatement, named: Option<OnRecord<'_>>) -> Result<Period, LedgerError> {
    let asked = |month: Month| match args.as_of {
        None => Ok(Period::whole(month)),
        // A month that is over stands as it ended.
        Some(day) if day > month.last() => Ok(Period::whole(month)),
        Some(day) => Period::until(month, day)
            .ok_or_else(|| LedgerError::usage_of(messages::day_outside_period(day, month))),
    };
    let Some(on) = named else {
        return asked(args.period.expect("clap asks for --period where there is no --statement"));
    };
    let end = on.sent.period_end;
    let covered = Period { month: Month::of(end), end };
    let same_end = args.as_of.is_none_or(|day| day == end);
    if args.period.is_some_and(|month| month != covered.month) || !same_end {
        let theirs = format!("{} … {end}", covered.month.first());
        return Err(LedgerError::usage_of(messages::other_statement(&on.sent.statement, theirs)));
    }
    Ok(covered)
}

/// The currency: that of the statement on record, the one asked for, the
/// customer's only or main one.
fn currency(
    args: &AskStatement,
    named: Option<OnRecord<'_>>,
    view: &View,
    facts: &[Fact],
) -> Result<Currency, LedgerError> {
    match (named, args.currency) {
        (Some(on), Some(asked)) if asked != on.sent.currency => Err(LedgerError::usage_of(
            messages::other_statement(&on.sent.statement, on.sent.currency),
        )),
        (Some(on), _) => Ok(on.sent.currency),
        (None, Some(asked)) => Ok(asked),
        (None, None) => default_currency(&view.fold(facts))
            .ok_or_else(|| LedgerError::usage_of(messages::no_currency(&args.customer))),
    }
}

/// What explains the customer's other balance: the one that is given, or that of
/// the period's newest contested statement.
fn difference(
    args: &AskStatement,
    named: Option<OnRecord<'_>>,
    view: &View,
    facts: &[Fact],
    period: Period,
    statement: &Statement,
) -> Result<Option<Difference>, LedgerError> {
    if args.send {
        return Ok(None);
    }
    let currency = statement.currency;
    let of_period: Vec<OnRecord<'_>> = on_record(facts, view.cut.known_at)
        .into_iter()
        .filter(|on| on.sent.period_end == period.end && on.sent.currency == currency)
        .collect();
    let contested = of_period.iter().rev().find(|on| on.contested.is_some());
    let on = named.or_else(|| contested.copied()).or_else(|| {
        // Whoever claims another balance has the newest statement before them.
        of_period.last().copied().filter(|_| args.claimed.is_some())
    });
    let objection = on.and_then(|on| on.contested).map(|contested| contested.claimed_balance);
    let Some(claimed) = args.claimed.or(objection) else {
        return match &args.their_payments {
            Some(_) => Err(LedgerError::usage_of(messages::nothing_claimed(&args.customer))),
            None => Ok(None),
        };
    };
    claimed
        .fits(currency)
        .map_err(|problem| LedgerError::usage_of(messages::claimed_digits(problem)))?;
    let theirs = match &args.their_payments {
        Some(file) => Some(their_payments::read(file, &read_file(file)?, currency)?),
        None => None,
    };
    Ok(Some(explain(&Claim {
        facts,
        known_at: view.cut.known_at,
        period,
        currency,
        policy: &view.policy,
        closing: statement.closing.minor,
        statement: on,
        claimed: claimed.minor(currency),
        theirs: theirs.as_deref(),
    })))
}

/// A conflict with what is on record (exit 4).
fn conflict(message: duebook_events::Message) -> LedgerError {
    LedgerError::Conflict(crate::ledger::Refusal {
        file: None,
        line: None,
        fault: Fault::of("statement", message),
    })
}

/// Today in the time zone of the policy.
fn today(ledger: &Ledger, view: &View) -> duebook_events::Day {
    crate::clock::day_in_zone(ledger.now(), &view.policy.calendar.time_zone)
}
