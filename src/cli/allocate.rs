//! `allocate`: where unapplied money goes, with the reason for each line, and
//! the early-payment discounts that close what it leaves open.

use duebook_projections::allocation::{Proposal, Proposals, Reason, Source};
use duebook_projections::discount::Discount;
use serde::Serialize;

use super::Context;
use super::args::Allocate;
use super::output::Output;
use super::propose::{Placed, placed};
use super::sheet::{Sheet, numbers, words};
use crate::ledger::LedgerError;
use crate::ledger::view::{Header, Question};

/// Answer of `allocate`.
#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    header: Header,
    allocations: Vec<Placed<'a, Proposal>>,
    discounts: Vec<Placed<'a, Discount>>,
    appended: usize,
}

/// Proposes, and records unless it is a dry run.
pub(crate) async fn allocate(context: &Context, args: &Allocate) -> Result<(), LedgerError> {
    let ledger = context.open()?;
    let customer = match &args.customer {
        Some(number) => Some(ledger.customer(number).await?),
        None => None,
    };
    let question =
        Question { as_of: args.as_of, known_at: args.known_at, policy: args.policy.clone() };
    let (view, proposals, positions) = if args.dry_run {
        let view = ledger.view(&question).await?;
        let proposals = ledger.propose_allocations(customer.as_ref(), &view).await?;
        (view, proposals, Vec::new())
    } else {
        let recorded = ledger.allocate(customer.as_ref(), &question).await?;
        super::replay::catch_up(&ledger).await?;
        recorded
    };
    let split = positions.len().min(proposals.allocations.len());
    let answer = Answer {
        header: view.header(),
        allocations: placed(&proposals.allocations, &positions[..split]),
        discounts: placed(&proposals.discounts, &positions[split..]),
        appended: positions.len(),
    };
    context.output.answer(&answer, || {
        let output = context.output;
        let mut lines = lines(output, &proposals);
        if args.dry_run {
            lines.note(output.word("dry run: nothing was recorded", "演练：未记录"));
        } else if let (Some(first), Some(last)) = (positions.first(), positions.last()) {
            let recorded = output.word("recorded at position", "已记录，位置");
            let range = if first == last { String::new() } else { format!("–{last}") };
            lines.note(format!("{recorded} {first}{range}"));
        }
        let mut sheets = vec![lines];
        if !proposals.discounts.is_empty() {
            sheets.push(discounts(output, &proposals.discounts));
        }
        sheets
    })
}

fn lines(output: Output, proposals: &Proposals) -> Sheet {
    let columns = vec![
        words("customer", "客户"),
        words("money", "款项"),
        words("currency", "币种"),
        numbers("unapplied", "未核销"),
        words("to", "核销至"),
        words("due", "到期日"),
        numbers("open", "未结"),
        numbers("amount", "核销金额"),
        numbers("still open", "余额"),
        words("why first", "先核销的理由"),
    ];
    let mut sheet = Sheet::new(output.word("Allocations", "核销"), columns);
    for proposal in &proposals.allocations {
        for line in &proposal.lines {
            let from = match proposal.source {
                Source::Payment => proposal.payment.clone(),
                Source::CreditNote => {
                    let word = output.word("credit note", "红字凭证");
                    format!("{word} {}", proposal.payment)
                }
            };
            sheet.push(vec![
                proposal.customer.clone(),
                from,
                proposal.currency.to_string(),
                proposal.unapplied.to_string(),
                line.invoice.clone(),
                line.due.map_or_else(|| "–".to_owned(), |due| due.to_string()),
                line.open.to_string(),
                line.amount.to_string(),
                line.open_after.to_string(),
                why(output, line.reason).to_owned(),
            ]);
        }
    }
    sheet
}

fn discounts(output: Output, discounts: &[Discount]) -> Sheet {
    let columns = vec![
        words("customer", "客户"),
        words("invoice", "发票"),
        words("credit note", "红字凭证"),
        words("currency", "币种"),
        numbers("rate", "折扣率"),
        words("paid by", "付款不迟于"),
        numbers("discount", "折扣金额"),
    ];
    let mut sheet = Sheet::new(output.word("Early-payment discounts", "提前付款折扣"), columns);
    for discount in discounts {
        sheet.push(vec![
            discount.customer.clone(),
            discount.invoice.clone(),
            discount.credit_note.clone(),
            discount.currency.to_string(),
            discount.rate.clone(),
            discount.paid_by.to_string(),
            discount.amount.to_string(),
        ]);
    }
    sheet
}

/// A reason in words.
fn why(output: Output, reason: Reason) -> &'static str {
    let (en, zh) = match reason {
        Reason::DebtorNamed => ("the debtor named it", "债务人指定"),
        Reason::DueBeforeUndue => ("due before undue", "已到期先于未到期"),
        Reason::OverdueFirst => ("overdue first", "逾期优先"),
        Reason::UnsecuredBeforeSecured => ("unsecured before secured", "无担保先于有担保"),
        Reason::HigherRate => ("higher daily rate", "日利率较高（负担较重）"),
        Reason::EarlierDue => ("earlier due date", "到期较早"),
        Reason::EarlierIssue => ("issued earlier", "开具较早"),
        Reason::FeeBeforePrincipal => ("fees before principal", "费用、利息先于主债务"),
        Reason::LowerNumber => ("lower number", "编号在前"),
        Reason::OnlyItem => ("nothing else is open", "无其他未结项目"),
    };
    output.word(en, zh)
}
