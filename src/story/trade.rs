//! Customers, terms, orders, deliveries and invoices.

use duebook_events::order::Condition;
use duebook_events::terms::Terms;
use duebook_events::{EventData, Lang};

use super::words::{self, pick};
use super::{amount, listed, money, say, tail};

pub(super) fn tell(data: &EventData, lang: Lang) -> Option<String> {
    Some(match data {
        EventData::CustomerRegistered(e) => {
            let name = e.name.shown();
            say(lang, format!("{name} becomes a customer"), format!("{name} 建立客户档案"))
        }
        EventData::CustomerInvestigated(e) => {
            let found: Vec<String> = e
                .findings
                .iter()
                .map(|finding| {
                    let kind = pick(lang, words::finding_kind(finding.kind));
                    let result = pick(lang, words::finding_result(finding.result));
                    say(lang, format!("{kind}: {result}"), format!("{kind}：{result}"))
                })
                .collect();
            let found = listed(&found, lang);
            say(lang, format!("investigated: {found}"), format!("资信调查：{found}"))
        }
        EventData::TermsAgreed(e) => {
            let contract = e.contract_no.as_ref().map(ToString::to_string).unwrap_or_default();
            let terms = terms(&e.terms, lang);
            let by = tail(" (contract ", "（合同 ", &contract, lang);
            let end = if contract.is_empty() { "" } else { pick(lang, (")", "）")) };
            say(
                lang,
                format!("terms agreed: {terms}{by}{end}"),
                format!("约定付款条件：{terms}{by}{end}"),
            )
        }
        EventData::OrderPlaced(e) => {
            let (order, sum) = (&e.order, money(e.amount.minor(e.currency), e.currency));
            let urgent =
                if e.urgent == Some(true) { pick(lang, (", urgent", "，加急")) } else { "" };
            say(
                lang,
                format!("orders {order} for {sum} {}{urgent}", e.currency),
                format!("下单 {order}，金额 {sum} {}{urgent}", e.currency),
            )
        }
        EventData::OrderDecided(e) => {
            let outcome = pick(lang, words::outcome(e.outcome));
            let conditions = conditions(&e.conditions, lang);
            say(
                lang,
                format!("order {} is {outcome}{conditions}", e.order),
                format!("订单 {} 决定：{outcome}{conditions}", e.order),
            )
        }
        EventData::OrderOverridden(e) => {
            let outcome = pick(lang, words::outcome(e.outcome));
            let conditions = conditions(e.conditions.as_deref().unwrap_or_default(), lang);
            say(
                lang,
                format!(
                    "{} overrides the decision on order {}: {outcome}{conditions}; {}",
                    e.approver, e.order, e.justification
                ),
                format!(
                    "{} 推翻订单 {} 的决定：{outcome}{conditions}；理由：{}",
                    e.approver, e.order, e.justification
                ),
            )
        }
        EventData::OrderConditionMet(e) => {
            let condition = pick(lang, words::condition(e.condition));
            say(
                lang,
                format!("order {}: condition met, {condition}", e.order),
                format!("订单 {} 条件已满足：{condition}", e.order),
            )
        }
        EventData::OrderCancelled(e) => {
            let reason = e.reason.as_ref().map(ToString::to_string).unwrap_or_default();
            let why = tail(": ", "：", &reason, lang);
            say(
                lang,
                format!("order {} is cancelled{why}", e.order),
                format!("订单 {} 取消{why}", e.order),
            )
        }
        _ => return delivery(data, lang).or_else(|| invoice(data, lang)),
    })
}

fn delivery(data: &EventData, lang: Lang) -> Option<String> {
    Some(match data {
        EventData::DeliveryShipped(e) => say(
            lang,
            format!("delivery {} of order {} is shipped", e.delivery, e.order),
            format!("订单 {} 发货，送货单 {}", e.order, e.delivery),
        ),
        EventData::DeliveryReceived(e) => {
            let by = e.signed_by.as_ref().map(|text| text.shown().to_owned()).unwrap_or_default();
            let by = tail(", signed by ", "，签收人 ", &by, lang);
            let short: Vec<String> = e
                .shortages
                .iter()
                .flatten()
                .map(|short| format!("{} × {}", short.qty, short.sku))
                .collect();
            let short = tail("; missing: ", "；短少：", &listed(&short, lang), lang);
            say(
                lang,
                format!("delivery {} is received{by}{short}", e.delivery),
                format!("送货单 {} 收货{by}{short}", e.delivery),
            )
        }
        EventData::DeliveryAccepted(e) => say(
            lang,
            format!("delivery {} is accepted", e.delivery),
            format!("送货单 {} 验收合格", e.delivery),
        ),
        EventData::GoodsReturned(e) => {
            let sum = amount(e.amount);
            say(
                lang,
                format!("goods of delivery {} worth {sum} come back", e.delivery),
                format!("送货单 {} 退货，金额 {sum}", e.delivery),
            )
        }
        _ => return None,
    })
}

fn invoice(data: &EventData, lang: Lang) -> Option<String> {
    Some(match data {
        EventData::InvoiceIssued(e) => {
            let sum = money(e.amount.minor(e.currency), e.currency);
            let order = e.order.as_ref().map(ToString::to_string).unwrap_or_default();
            let order = tail(" for order ", "，订单 ", &order, lang);
            let due = e.due.map(|due| due.to_string()).unwrap_or_default();
            let due = tail(", due on ", "，到期日 ", &due, lang);
            let own = e.terms.as_ref().map(|own| terms(own, lang)).unwrap_or_default();
            let own = tail("; its own terms: ", "；专用条件：", &own, lang);
            say(
                lang,
                format!("invoice {} over {sum} {}{order}{due}{own}", e.invoice, e.currency),
                format!("开具发票 {}，金额 {sum} {}{order}{due}{own}", e.invoice, e.currency),
            )
        }
        EventData::InvoiceReceived(e) => say(
            lang,
            format!("the customer has invoice {}", e.invoice),
            format!("客户收到发票 {}", e.invoice),
        ),
        EventData::InvoiceCorrected(e) => {
            let anew = if e.restart_due {
                pick(lang, ("; its term runs anew", "，付款期重新起算"))
            } else {
                ""
            };
            say(
                lang,
                format!("invoice {} is corrected{anew}", e.invoice),
                format!("更正发票 {}{anew}", e.invoice),
            )
        }
        EventData::CreditNoteIssued(e) => {
            let sum = amount(e.amount);
            say(
                lang,
                format!(
                    "credit note {} takes {sum} off {}: {}",
                    e.credit_note, e.invoice, e.reason
                ),
                format!("红字凭证 {} 冲减 {} {sum}：{}", e.credit_note, e.invoice, e.reason),
            )
        }
        EventData::LateFeeCharged(e) => {
            let sum = amount(e.amount);
            let kind = pick(lang, e.kind.map_or(("late fee", "逾期费用"), words::fee));
            let through = e.through.map(|day| day.to_string()).unwrap_or_default();
            let through = tail(" through ", "，计至 ", &through, lang);
            say(
                lang,
                format!("fee {} of {sum} on {}: {kind}{through}", e.fee, e.invoice),
                format!("就 {} 计收费用 {} {sum}：{kind}{through}", e.invoice, e.fee),
            )
        }
        _ => return None,
    })
}

/// Terms in one phrase.
fn terms(terms: &Terms, lang: Lang) -> String {
    let from = pick(lang, words::trigger(terms.trigger));
    let days = terms.net_days.0;
    let rate = terms.daily_rate.map(|rate| rate.to_string()).unwrap_or_default();
    let rate = tail(", late interest a day ", "，逾期日利率 ", &rate, lang);
    let discount = terms
        .discount
        .map(|discount| format!("{}/{}", discount.rate, discount.days.0))
        .unwrap_or_default();
    let discount = tail(", discount/days ", "，提前付款折扣/天数 ", &discount, lang);
    say(
        lang,
        format!("{days} days from {from}{rate}{discount}"),
        format!("自{from}起 {days} 天{rate}{discount}"),
    )
}

/// Conditions in one phrase.
fn conditions(conditions: &[Condition], lang: Lang) -> String {
    let each: Vec<String> = conditions
        .iter()
        .map(|c| format!("{} {}", pick(lang, words::condition(c.kind)), amount(c.amount)))
        .collect();
    tail(": ", "：", &listed(&each, lang), lang)
}
