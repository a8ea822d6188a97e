//! `propose`: what the program would record or have signed, for a person to say
//! yes to.

use duebook_events::Position;
use duebook_projections::late_fee::LateFee;
use serde::Serialize;

use super::Context;
use super::args::{ProposeCommand, ProposeLateFees};
use super::instalments::instalments;
use super::sheet::{Sheet, numbers, words};
use crate::ledger::LedgerError;
use crate::ledger::view::{Header, Question};

/// Answer of `propose late-fees`.
#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    header: Header,
    late_fees: Vec<Placed<'a, LateFee>>,
    appended: usize,
}

/// A proposal, and where it was recorded.
#[derive(Serialize)]
pub(super) struct Placed<'a, P> {
    #[serde(flatten)]
    proposal: &'a P,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<Position>,
}

/// Proposals, and where each was recorded; nowhere where there is no position.
pub(super) fn placed<'a, P>(proposals: &'a [P], positions: &[Position]) -> Vec<Placed<'a, P>> {
    proposals
        .iter()
        .enumerate()
        .map(|(i, proposal)| Placed { proposal, position: positions.get(i).copied() })
        .collect()
}

/// Proposes.
pub(crate) async fn propose(context: &Context, command: ProposeCommand) -> Result<(), LedgerError> {
    match command {
        ProposeCommand::LateFees(args) => late_fees(context, &args).await,
        ProposeCommand::Instalments(args) => instalments(context, &args).await,
    }
}

async fn late_fees(context: &Context, args: &ProposeLateFees) -> Result<(), LedgerError> {
    let ledger = context.open()?;
    let customer = match &args.customer {
        Some(number) => Some(ledger.customer(number).await?),
        None => None,
    };
    let (customer, question) =
        (customer.as_ref(), Question { as_of: args.as_of, ..Question::default() });
    let (view, fees, positions) = if args.record {
        let charged = ledger.charge_late_fees(customer, &question).await?;
        super::replay::catch_up(&ledger).await?;
        charged
    } else {
        let view = ledger.view(&question).await?;
        let fees = ledger.propose_late_fees(customer, &view).await?;
        (view, fees, Vec::new())
    };
    let answer = Answer {
        header: view.header(),
        late_fees: placed(&fees, &positions),
        appended: positions.len(),
    };
    context.output.answer(&answer, || {
        let output = context.output;
        let columns = vec![
            words("customer", "客户"),
            words("invoice", "发票"),
            words("fee", "费用编号"),
            words("currency", "币种"),
            numbers("accrued", "应计利息"),
            numbers("charged", "已计收"),
            numbers("to charge", "拟计收"),
            words("through", "计至"),
        ];
        let mut sheet = Sheet::new(output.word("Late fees to charge", "拟计收的逾期费用"), columns);
        for fee in &fees {
            sheet.push(vec![
                fee.customer.clone(),
                fee.invoice.clone(),
                fee.fee.clone(),
                fee.currency.to_string(),
                fee.accrued.to_string(),
                fee.charged.to_string(),
                fee.amount.to_string(),
                fee.through.to_string(),
            ]);
        }
        sheet.note(if args.record {
            output.word("recorded", "已记录")
        } else {
            output.word("a proposal: --record charges them", "仅为建议：加 --record 予以计收")
        });
        vec![sheet]
    })
}
