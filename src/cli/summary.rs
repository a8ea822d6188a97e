//! One line about an event: a label in the reader's language, then numbers and
//! amounts, which are the same in every language.

use duebook_events::payment::Allocation;
use duebook_events::text::PersonalText;
use duebook_events::{EventData, Kind};

use super::output::Output;

/// What happened, in one line.
pub(crate) fn summary(data: &EventData, output: Output) -> String {
    let (en, zh) = label(data.kind());
    let details: Vec<String> =
        details(data, output).into_iter().filter(|part| !part.is_empty()).collect();
    let label = output.word(en, zh);
    if details.is_empty() { label.to_owned() } else { format!("{label}: {}", details.join(" · ")) }
}

/// The label of a type of event in English and Chinese.
pub(crate) fn label(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::CustomerRegistered => ("customer registered", "客户建档"),
        Kind::CustomerInvestigated => ("customer investigated", "客户资信调查"),
        Kind::TermsAgreed => ("terms agreed", "约定付款条件"),
        Kind::CreditLimitSet => ("credit limit set", "设定信用额度"),
        Kind::SecurityProvided => ("security provided", "提供担保"),
        Kind::SecurityReleased => ("security released", "解除担保"),
        Kind::OrderPlaced => ("order placed", "下单"),
        Kind::OrderDecided => ("order decided", "订单决定"),
        Kind::OrderOverridden => ("decision overridden", "推翻决定"),
        Kind::OrderConditionMet => ("condition met", "条件已满足"),
        Kind::OrderCancelled => ("order cancelled", "取消订单"),
        Kind::DeliveryShipped => ("delivery shipped", "发货"),
        Kind::DeliveryReceived => ("delivery received", "收货"),
        Kind::DeliveryAccepted => ("delivery accepted", "验收"),
        Kind::GoodsReturned => ("goods returned", "退货"),
        Kind::InvoiceIssued => ("invoice issued", "开具发票"),
        Kind::InvoiceReceived => ("invoice received", "客户收到发票"),
        Kind::InvoiceCorrected => ("invoice corrected", "更正发票"),
        Kind::CreditNoteIssued => ("credit note issued", "开具红字凭证"),
        Kind::LateFeeCharged => ("late fee charged", "计收逾期费用"),
        Kind::PaymentReceived => ("payment received", "收款"),
        Kind::PaymentAllocated => ("payment allocated", "核销"),
        Kind::PaymentDeallocated => ("payment deallocated", "撤销核销"),
        Kind::PaymentReversed => ("payment reversed", "款项退票"),
        Kind::PaymentRefunded => ("payment refunded", "退款"),
        Kind::ReminderSent => ("reminder sent", "发送催款"),
        Kind::ContactLogged => ("contact logged", "沟通记录"),
        Kind::PromiseMade => ("promise made", "付款承诺"),
        Kind::AgreementSigned => ("agreement signed", "签订补充协议"),
        Kind::AgreementTerminated => ("agreement terminated", "终止补充协议"),
        Kind::DisputeRaised => ("dispute raised", "提出争议"),
        Kind::DisputeResolved => ("dispute resolved", "争议解决"),
        Kind::StatementSent => ("statement sent", "发送对账单"),
        Kind::StatementConfirmed => ("statement confirmed", "对账单确认"),
        Kind::StatementContested => ("statement contested", "对账单有异议"),
        Kind::SupplySuspended => ("supply suspended", "暂停供货"),
        Kind::SupplyResumed => ("supply resumed", "恢复供货"),
        Kind::LegalStep => ("legal step", "法律措施"),
        Kind::InvoiceWrittenOff => ("written off", "核销坏账"),
        Kind::WriteOffRecovered => ("write-off recovered", "坏账收回"),
        Kind::PolicyPublished => ("policy published", "发布政策"),
        Kind::EventRetracted => ("entry retracted", "撤回记录"),
        Kind::KeyRotated => ("key rotated", "更换密钥"),
        Kind::PersonalErased => ("personal data erased", "删除个人信息"),
        Kind::HoldSet => ("legal hold set", "设定法律保全"),
        Kind::HoldReleased => ("legal hold released", "解除法律保全"),
    }
}

/// The code word of a value that serialises as one.
fn code(value: impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

fn allocations(list: &[Allocation]) -> String {
    let each = list.iter().map(|entry| format!("{} {}", entry.invoice, entry.amount));
    each.collect::<Vec<_>>().join(", ")
}

fn items(list: Option<&[duebook_events::ItemNo]>) -> String {
    list.unwrap_or_default().iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Personal text as far as it can be read.
fn shown(text: &PersonalText, output: Output) -> String {
    match text {
        PersonalText::Plain(text) => text.to_string(),
        PersonalText::Sealed { .. } => output.word("[sealed]", "[已密封]").to_owned(),
    }
}

/// Numbers and amounts of an event.
fn details(data: &EventData, output: Output) -> Vec<String> {
    match data {
        EventData::CustomerRegistered(e) => vec![shown(&e.name, output)],
        EventData::CustomerInvestigated(e) => {
            e.findings.iter().map(|f| format!("{} {}", code(f.kind), code(f.result))).collect()
        }
        EventData::TermsAgreed(e) => {
            vec![format!("{} + {}", code(e.terms.trigger), e.terms.net_days.0)]
        }
        EventData::CreditLimitSet(e) => vec![format!("{} {}", e.limit, e.currency)],
        EventData::SecurityProvided(e) => {
            vec![e.security.to_string(), code(e.kind), format!("{} {}", e.amount, e.currency)]
        }
        EventData::SecurityReleased(e) => vec![e.security.to_string()],
        EventData::OrderPlaced(e) => {
            vec![e.order.to_string(), format!("{} {}", e.amount, e.currency)]
        }
        EventData::OrderDecided(e) => {
            let mut parts = vec![e.order.to_string(), e.outcome.word().to_owned()];
            parts.extend(e.conditions.iter().map(|c| format!("{} {}", c.kind.word(), c.amount)));
            parts
        }
        EventData::OrderOverridden(e) => vec![
            e.order.to_string(),
            e.outcome.word().to_owned(),
            e.approver.to_string(),
            e.justification.to_string(),
        ],
        EventData::OrderConditionMet(e) => {
            vec![e.order.to_string(), e.condition.word().to_owned()]
        }
        EventData::OrderCancelled(e) => vec![e.order.to_string()],
        EventData::DeliveryShipped(e) => vec![e.delivery.to_string(), e.order.to_string()],
        EventData::DeliveryReceived(e) => {
            let mut parts = vec![e.delivery.to_string()];
            parts.extend(e.shortages.iter().flatten().map(|s| format!("-{} {}", s.qty, s.sku)));
            parts
        }
        EventData::DeliveryAccepted(e) => vec![e.delivery.to_string()],
        EventData::GoodsReturned(e) => vec![e.delivery.to_string(), e.amount.to_string()],
        EventData::InvoiceIssued(e) => vec![
            e.invoice.to_string(),
            format!("{} {}", e.amount, e.currency),
            e.due.map_or_else(String::new, |due| format!("→ {due}")),
        ],
        EventData::InvoiceReceived(e) => vec![e.invoice.to_string()],
        EventData::InvoiceCorrected(e) => vec![e.invoice.to_string()],
        EventData::CreditNoteIssued(e) => vec![
            e.credit_note.to_string(),
            format!("{} {}", e.invoice, e.amount),
            e.reason.to_string(),
        ],
        EventData::LateFeeCharged(e) => {
            vec![e.fee.to_string(), format!("{} {}", e.invoice, e.amount)]
        }
        EventData::PaymentReceived(e) => vec![
            e.payment.to_string(),
            format!("{} {}", e.amount, e.currency),
            allocations(e.allocations.as_deref().unwrap_or_default()),
        ],
        EventData::PaymentAllocated(e) => vec![e.payment.to_string(), allocations(&e.allocations)],
        EventData::PaymentDeallocated(e) => {
            vec![e.payment.to_string(), allocations(&e.allocations), e.reason.to_string()]
        }
        EventData::PaymentReversed(e) => vec![e.payment.to_string(), e.reason.to_string()],
        EventData::PaymentRefunded(e) => vec![e.payment.to_string(), e.amount.to_string()],
        EventData::ReminderSent(e) => vec![
            e.reminder.to_string(),
            format!("{} ({})", e.channel.word(), e.level.0),
            items(Some(&e.invoices)),
        ],
        EventData::ContactLogged(e) => vec![
            e.channel.word().to_owned(),
            e.cause.map_or_else(String::new, |cause| cause.word().to_owned()),
            shown(&e.summary, output),
        ],
        EventData::PromiseMade(e) => vec![
            e.promise.to_string(),
            format!("{} {} → {}", e.amount, e.currency, e.due),
            items(e.invoices.as_deref()),
        ],
        EventData::AgreementSigned(e) => {
            let mut parts =
                vec![e.agreement.to_string(), e.kind.word().to_owned(), allocations(&e.covers)];
            parts.extend(e.new_due.map(|due| format!("→ {due}")));
            parts.extend(
                e.schedule.iter().flatten().map(|row| format!("{} {}", row.due, row.amount)),
            );
            parts
        }
        EventData::AgreementTerminated(e) => vec![e.agreement.to_string(), e.reason.to_string()],
        EventData::DisputeRaised(e) => {
            vec![e.dispute.to_string(), format!("{} {}", e.invoice, e.amount), code(e.reason)]
        }
        EventData::DisputeResolved(e) => vec![
            e.dispute.to_string(),
            code(e.outcome),
            e.credited.map_or_else(String::new, |amount| amount.to_string()),
        ],
        EventData::StatementSent(e) => vec![
            e.statement.to_string(),
            format!("{} {} {}", e.period_end, e.closing_balance, e.currency),
        ],
        EventData::StatementConfirmed(e) => {
            vec![e.statement.to_string(), e.confirmed_balance.to_string()]
        }
        EventData::StatementContested(e) => {
            vec![e.statement.to_string(), e.claimed_balance.to_string()]
        }
        EventData::SupplySuspended(e) | EventData::SupplyResumed(e) => vec![e.reason.to_string()],
        EventData::LegalStep(e) => vec![code(e.step), items(e.invoices.as_deref())],
        EventData::InvoiceWrittenOff(e) => vec![
            format!("{} {}", e.invoice, e.amount),
            e.reason.to_string(),
            e.approver.to_string(),
        ],
        EventData::WriteOffRecovered(e) => vec![format!("{} {}", e.invoice, e.amount)],
        EventData::PolicyPublished(e) => vec![e.citation(), e.effective_from.to_string()],
        EventData::EventRetracted(e) => vec![e.event.to_string(), e.reason.to_string()],
        EventData::KeyRotated(e) => vec![e.new.to_string()],
        EventData::PersonalErased(e) | EventData::HoldSet(e) | EventData::HoldReleased(e) => {
            vec![e.subject.to_string(), e.reason.to_string()]
        }
    }
}
