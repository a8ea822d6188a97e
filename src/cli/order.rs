//! `order decide` and `order override`.

use duebook_events::order::Condition;
use serde::Serialize;
use serde_json::{Value, json};

use super::Context;
use super::args::OrderCommand;
use super::sheet::{Sheet, numbers, words};
use super::why::fact_rows;
use crate::ledger::LedgerError;
use crate::ledger::decide::Decided;
use crate::ledger::view::{Header, Question};
use crate::messages::cli::conditions_unreadable;

/// Answer of `order decide`.
#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    header: Header,
    decision: Value,
    customer: &'a str,
}

/// Decides, or overrides.
pub(crate) async fn order(context: &Context, command: OrderCommand) -> Result<(), LedgerError> {
    match command {
        OrderCommand::Decide { order, as_of, dry_run, known_at, policy } => {
            let ledger = context.open()?;
            let decided = if dry_run {
                let question = Question { as_of, known_at, policy };
                ledger.derive(&order, &question).await?
            } else {
                let decided = ledger.decide(&order, as_of).await?;
                super::replay::catch_up(&ledger).await?;
                decided
            };
            show(context, &decided)
        }
        OrderCommand::Override { order, outcome, approver, justification, conditions, as_of } => {
            let conditions = conditions.as_deref().map(read_conditions).transpose()?;
            let ledger = context.open()?;
            let (customer, receipt) = ledger
                .override_order(&order, outcome, conditions, &approver, &justification, as_of)
                .await?;
            super::replay::catch_up(&ledger).await?;
            let answer = json!({"override": {
                "position": receipt.head,
                "customer": customer,
                "order": order,
                "outcome": outcome,
                "approver": approver,
                "justification": justification,
            }});
            context.output.answer(&answer, || {
                let columns = vec![
                    words("order", "订单"),
                    words("outcome", "结论"),
                    words("approver", "批准人"),
                    numbers("position", "位置"),
                ];
                let mut sheet = Sheet::new("", columns);
                sheet.push(vec![
                    order.clone(),
                    outcome.word().to_owned(),
                    approver.clone(),
                    receipt.head.to_string(),
                ]);
                vec![sheet]
            })
        }
    }
}

fn read_conditions(text: &str) -> Result<Vec<Condition>, LedgerError> {
    duebook_events::json::parse(text.as_bytes())
        .and_then(|value| duebook_events::reading::read(&value))
        .map_err(|fault| LedgerError::usage_of(conditions_unreadable(fault)))
}

fn show(context: &Context, decided: &Decided) -> Result<(), LedgerError> {
    let derivation = &decided.derivation;
    let mut decision = json!({
        "order": decided.order,
        "outcome": derivation.outcome,
        "conditions": derivation.conditions,
        "basis": derivation.basis,
    });
    if let (Some(position), Some(fields)) = (decided.position, decision.as_object_mut()) {
        fields.insert("position".to_owned(), json!(position));
    }
    let answer =
        Answer { header: decided.view.header(), decision, customer: decided.customer.as_str() };
    context.output.answer(&answer, || {
        let output = context.output;
        let recorded = match decided.position {
            Some(position) => {
                format!("{} {position}", output.word("recorded at position", "记录于位置"))
            }
            None => output.word("dry run: nothing was recorded", "演练：未记录").to_owned(),
        };
        let rule = derivation.basis.trace.last().map_or("", |verdict| verdict.rule.as_str());
        let mut head = Sheet::new(
            format!("{} {}", output.word("Order", "订单"), decided.order),
            vec![
                words("outcome", "结论"),
                words("rule", "规则"),
                words("policy", "政策"),
                words("as of", "业务日期"),
                words("", ""),
            ],
        );
        head.push(vec![
            derivation.outcome.word().to_owned(),
            rule.to_owned(),
            derivation.basis.policy.clone(),
            derivation.basis.as_of.to_string(),
            recorded,
        ]);
        let mut facts = Sheet::new(
            output.word("What was known", "当时所知"),
            vec![words("fact", "事实"), numbers("value", "数值"), words("events", "来源事件")],
        );
        for row in fact_rows(&json!(derivation.basis)) {
            facts.push(row);
        }
        vec![head, conditions_sheet(context, &derivation.conditions), facts]
    })
}

/// Conditions as a table.
pub(crate) fn conditions_sheet(context: &Context, conditions: &[Condition]) -> Sheet {
    let columns = vec![
        words("condition", "条件"),
        numbers("amount", "金额"),
        words("currency", "币种"),
        numbers("share", "比例"),
        numbers("instalments", "期数"),
    ];
    let mut sheet = Sheet::new(context.output.word("Conditions", "条件"), columns);
    for condition in conditions {
        sheet.push(vec![
            condition.kind.word().to_owned(),
            condition.amount.to_string(),
            condition.currency.to_string(),
            condition.share.map_or_else(String::new, |share| share.to_string()),
            condition.count.map_or_else(String::new, |count| count.0.to_string()),
        ]);
    }
    sheet
}
