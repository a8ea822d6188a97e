//! `propose instalments`: a plan and its agreement; nothing is recorded.

use duebook_events::agreement::{DefaultEffect, OnDefault};
use duebook_events::terms::Count;
use duebook_projections::letters::Party;
use duebook_projections::plan::{Every, Plan};
use serde::Serialize;
use serde_json::Value;

use super::Context;
use super::args::{EffectArg, ProposeInstalments};
use super::paper::{Files, Office, check_out, told};
use super::sheet::{Sheet, numbers, words};
use crate::documents::filters::word;
use crate::ledger::LedgerError;
use crate::ledger::propose::{INSTALMENTS_MAX, PlanOrder, Proposed};
use crate::ledger::remind::reason;
use crate::ledger::view::Header;
use crate::messages::documents as messages;
use crate::story::grouped;

/// Answer of `propose instalments`.
#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    header: Header,
    proposal: Proposal<'a>,
    data: &'a Value,
    /// What `data` still needs before it can be recorded.
    to_be_completed: [&'static str; 2],
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    html: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    out: Vec<String>,
}

#[derive(Serialize)]
struct Proposal<'a> {
    agreement: &'a str,
    customer: &'a str,
    name: &'a str,
    #[serde(flatten)]
    plan: &'a Plan,
}

/// Puts a plan together and prints its paper.
pub(crate) async fn instalments(
    context: &Context,
    args: &ProposeInstalments,
) -> Result<(), LedgerError> {
    check_out(args.paper.out.as_deref())?;
    let every = every(&args.every)?;
    let office = Office::open(&args.paper)?;
    let ledger = context.open()?;
    let order = PlanOrder {
        customer: ledger.customer(&args.customer).await?,
        lang: context.output.lang(),
        question: args.point.question(),
        currency: args.currency,
        invoices: args.invoice.clone(),
        count: args.count,
        first: args.first,
        every,
        down: args.down,
        down_due: args.down_due,
        daily_rate: args.daily_rate,
        on_default: OnDefault {
            missed: Count(args.missed),
            effect: match args.effect {
                EffectArg::Accelerate => DefaultEffect::Accelerate,
                EffectArg::Revert => DefaultEffect::Revert,
            },
        },
    };
    let proposed = ledger.propose_instalments(&order, &office.press, &office.company).await?;
    let files = Files::write(args.paper.out.as_deref(), &proposed.number, &proposed.document)?;
    let out = files.keep()?;
    show(context, args, &proposed, out)
}

fn show(
    context: &Context,
    args: &ProposeInstalments,
    proposed: &Proposed,
    out: Vec<String>,
) -> Result<(), LedgerError> {
    let output = context.output;
    narrate(context, args, proposed, &out);
    if output.is_table() {
        let text =
            format!("{}\n{}", schedule(context, proposed).as_table(output), proposed.document.text);
        return super::print(text.as_bytes());
    }
    let Party { id, name, .. } = &proposed.party;
    let answer = Answer {
        header: proposed.view.header(),
        proposal: Proposal {
            agreement: &proposed.number,
            customer: id,
            name,
            plan: &proposed.plan,
        },
        data: &proposed.data,
        to_be_completed: ["document", "signed_by"],
        text: &proposed.document.text,
        html: out.is_empty().then_some(proposed.document.html.as_str()),
        out,
    };
    output.answer(&answer, || vec![schedule(context, proposed)])
}

fn schedule(context: &Context, proposed: &Proposed) -> Sheet {
    let output = context.output;
    let columns = vec![
        words("payment", "期次"),
        words("due", "日期"),
        numbers("amount", "金额"),
        words("currency", "币种"),
    ];
    let title = format!("{} {}", output.word("Schedule of", "还款计划"), proposed.number);
    let mut sheet = Sheet::new(title, columns);
    for row in &proposed.plan.schedule {
        sheet.push(vec![
            word(output.lang(), &row.payment),
            row.due.to_string(),
            row.amount.to_string(),
            proposed.plan.currency.to_string(),
        ]);
    }
    sheet
}

/// Hints on standard error: what is left out, and how to record the agreement.
fn narrate(context: &Context, args: &ProposeInstalments, proposed: &Proposed, out: &[String]) {
    let output = context.output;
    let plan = &proposed.plan;
    for left in &plan.left_out {
        eprintln!(
            "{}: {} {} {} ({})",
            output.word("Not covered", "未涵盖"),
            left.invoice,
            grouped(&left.amount.to_string()),
            plan.currency,
            output.word(reason(left.reason)[0], reason(left.reason)[1])
        );
    }
    if !plan.replaces.is_empty() {
        let note = output.word(
            "Note: for the covered invoices this replaces the active agreement",
            "注意：就所涵盖的发票，本协议将取代履行中的协议",
        );
        eprintln!("{note} {}", plan.replaces.join(", "));
    }
    if plan.capped {
        let note = output.word(
            "Note: the daily rate exceeds the legal cap and will be lowered to an annual rate of",
            "注意：日利率超过法定上限，将按以下年利率计算",
        );
        eprintln!("{note} {}", plan.annual_cap);
    }
    told(output, out);
    let hint = output.word(
        "Nothing is recorded. Once it is signed, add signed_by to the answer's data (--format json) and record it:",
        "未记录任何事件。签署后，请在答复的 data（--format json）中补充 signed_by，再记录：",
    );
    eprintln!(
        "{hint}\n  duebook record agreement.signed --customer {} --effective {} --data @agreement.json --document signed.pdf",
        args.customer, proposed.view.cut.as_of
    );
}

/// `month`, `week`, or `N-days`.
fn every(text: &str) -> Result<Every, LedgerError> {
    let days = text.strip_suffix("-days").or_else(|| text.strip_suffix("-day"));
    match (text, days.and_then(|days| days.parse().ok())) {
        ("month", _) => Ok(Every::Months(1)),
        ("week", _) => Ok(Every::Days(7)),
        (_, Some(days)) if (1..=INSTALMENTS_MAX).contains(&days) => Ok(Every::Days(days)),
        _ => Err(LedgerError::usage_of(messages::step_unreadable(text))),
    }
}
