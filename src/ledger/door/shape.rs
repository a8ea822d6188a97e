//! What can be said about a payload alone, beyond the types of its fields.

use duebook_events::agreement::AgreementSigned;
use duebook_events::dispute::DisputeOutcome;
use duebook_events::order::Condition;
use duebook_events::{DeliveryNo, EventData, Fault, ItemNo, Message};
use rustc_hash::FxHashSet;

use crate::messages::door::{
    default_at_once, empty_list, no_approver, no_justification, partial_without_amount,
    rejected_with_amount, schedule_not_rising, twice_in_list,
};

/// Checks lists, digits and the fields of each kind.
pub fn check(data: &EventData) -> Result<(), Fault> {
    match data {
        EventData::PaymentReceived(e) => {
            fits(e.amount.fits(e.currency), "amount")?;
            let list = e.allocations.as_deref().unwrap_or_default();
            for (i, entry) in list.iter().enumerate() {
                fits(entry.amount.fits(e.currency), &format!("allocations[{i}].amount"))?;
            }
            once(list.iter().map(|entry| entry.invoice.as_str()), "allocations", ".invoice")
        }
        EventData::PaymentAllocated(e) => {
            not_empty(e.allocations.len(), "allocations")?;
            once(e.allocations.iter().map(|a| a.invoice.as_str()), "allocations", ".invoice")
        }
        EventData::PaymentDeallocated(e) => {
            not_empty(e.allocations.len(), "allocations")?;
            once(e.allocations.iter().map(|a| a.invoice.as_str()), "allocations", ".invoice")
        }
        EventData::InvoiceIssued(e) => {
            fits(e.amount.fits(e.currency), "amount")?;
            if let Some(tax) = e.tax {
                fits(tax.fits(e.currency), "tax")?;
            }
            once(e.deliveries.iter().flatten().map(DeliveryNo::as_str), "deliveries", "")
        }
        EventData::CreditLimitSet(e) => fits(e.limit.fits(e.currency), "limit"),
        EventData::SecurityProvided(e) => fits(e.amount.fits(e.currency), "amount"),
        EventData::OrderPlaced(e) => fits(e.amount.fits(e.currency), "amount"),
        EventData::OrderDecided(e) => conditions(&e.conditions),
        EventData::OrderOverridden(e) => {
            if e.justification.as_str().trim().is_empty() {
                return Err(Fault::of("justification", no_justification()));
            }
            if e.approver.as_str().trim().is_empty() {
                return Err(Fault::of("approver", no_approver()));
            }
            conditions(e.conditions.as_deref().unwrap_or_default())
        }
        EventData::PromiseMade(e) => {
            fits(e.amount.fits(e.currency), "amount")?;
            once(e.invoices.iter().flatten().map(ItemNo::as_str), "invoices", "")
        }
        EventData::ReminderSent(e) => once(e.invoices.iter().map(ItemNo::as_str), "invoices", ""),
        EventData::ContactLogged(e) => {
            once(e.invoices.iter().flatten().map(ItemNo::as_str), "invoices", "")
        }
        EventData::LegalStep(e) => {
            once(e.invoices.iter().flatten().map(ItemNo::as_str), "invoices", "")
        }
        EventData::StatementSent(e) => fits(e.closing_balance.fits(e.currency), "closing_balance"),
        EventData::DisputeResolved(e) => match (e.outcome, e.credited) {
            (DisputeOutcome::Partial, None) => Err(Fault::of("credited", partial_without_amount())),
            (DisputeOutcome::Rejected, Some(_)) => {
                Err(Fault::of("credited", rejected_with_amount()))
            }
            _ => Ok(()),
        },
        EventData::AgreementSigned(e) => agreement(e),
        _ => Ok(()),
    }
}

fn agreement(e: &AgreementSigned) -> Result<(), Fault> {
    e.check_kind()?;
    if e.kind != duebook_events::agreement::AgreementKind::Security {
        not_empty(e.covers.len(), "covers")?;
    }
    once(e.covers.iter().map(|cover| cover.invoice.as_str()), "covers", ".invoice")?;
    let schedule = e.schedule.as_deref().unwrap_or_default();
    if e.schedule.is_some() {
        not_empty(schedule.len(), "schedule")?;
    }
    if let Some(i) = schedule.windows(2).position(|pair| pair[0].due >= pair[1].due) {
        let message = schedule_not_rising(schedule[i + 1].due, schedule[i].due);
        return Err(Fault::of(format!("schedule[{}].due", i + 1), message));
    }
    if e.on_default.is_some_and(|on_default| on_default.missed.0 == 0) {
        return Err(Fault::of("on_default.missed", default_at_once()));
    }
    Ok(())
}

fn conditions(list: &[Condition]) -> Result<(), Fault> {
    for (i, condition) in list.iter().enumerate() {
        fits(condition.amount.fits(condition.currency), &format!("conditions[{i}].amount"))?;
    }
    Ok(())
}

/// Turns a refusal of digits into a fault.
pub fn fits(checked: Result<(), Message>, field: &str) -> Result<(), Fault> {
    checked.map_err(|message| Fault::of(field, message))
}

fn not_empty(length: usize, field: &str) -> Result<(), Fault> {
    if length == 0 {
        return Err(Fault::of(field, empty_list()));
    }
    Ok(())
}

/// No number may stand twice in one list.
fn once<'n>(numbers: impl Iterator<Item = &'n str>, list: &str, field: &str) -> Result<(), Fault> {
    let mut seen: FxHashSet<&str> = FxHashSet::default();
    for (i, number) in numbers.enumerate() {
        if !seen.insert(number) {
            return Err(Fault::of(format!("{list}[{i}]{field}"), twice_in_list(number)));
        }
    }
    Ok(())
}
