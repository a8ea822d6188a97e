//! Money, credit and security.

use duebook_events::payment::{Allocation, AllocationMethod};
use duebook_events::{EventData, Lang};

use super::words::{self, pick};
use super::{amount, listed, money, say, tail};

pub(super) fn tell(data: &EventData, lang: Lang) -> Option<String> {
    Some(match data {
        EventData::PaymentReceived(e) => {
            let sum = money(e.amount.minor(e.currency), e.currency);
            let to = allocated(e.allocations.as_deref().unwrap_or_default(), lang);
            let to = tail(", applied to ", "，核销 ", &to, lang);
            let says = e.remittance.as_ref().map(ToString::to_string).unwrap_or_default();
            let says = tail("; remittance: ", "；附言：", &says, lang);
            say(
                lang,
                format!("pays {sum} {} ({}){to}{says}", e.currency, e.payment),
                format!("付款 {sum} {}（{}）{to}{says}", e.currency, e.payment),
            )
        }
        EventData::PaymentAllocated(e) => {
            let to = allocated(&e.allocations, lang);
            let how = match e.method {
                AllocationMethod::Remittance => pick(lang, (" as remitted", "（按付款指定）")),
                AllocationMethod::Auto => pick(lang, (" by rule", "（按规则）")),
                AllocationMethod::Manual => "",
            };
            say(
                lang,
                format!("{} is applied to {to}{how}", e.payment),
                format!("{} 核销 {to}{how}", e.payment),
            )
        }
        EventData::PaymentDeallocated(e) => {
            let off = allocated(&e.allocations, lang);
            say(
                lang,
                format!("{} is taken off {off} again: {}", e.payment, e.reason),
                format!("撤销 {} 对 {off} 的核销：{}", e.payment, e.reason),
            )
        }
        EventData::PaymentReversed(e) => say(
            lang,
            format!("payment {} comes back unpaid: {}", e.payment, e.reason),
            format!("款项 {} 被退回：{}", e.payment, e.reason),
        ),
        EventData::PaymentRefunded(e) => {
            let sum = amount(e.amount);
            say(
                lang,
                format!("{sum} of {} is paid back", e.payment),
                format!("从 {} 退款 {sum}", e.payment),
            )
        }
        EventData::InvoiceWrittenOff(e) => {
            let sum = amount(e.amount);
            say(
                lang,
                format!(
                    "{sum} of {} is written off, approved by {}: {}",
                    e.invoice, e.approver, e.reason
                ),
                format!("{} 核销坏账 {sum}，批准人 {}：{}", e.invoice, e.approver, e.reason),
            )
        }
        EventData::WriteOffRecovered(e) => {
            let sum = amount(e.amount);
            say(
                lang,
                format!("{sum} of what was written off of {} can be recovered", e.invoice),
                format!("{} 已核销坏账收回 {sum}", e.invoice),
            )
        }
        EventData::CreditLimitSet(e) => {
            let sum = money(e.limit.minor(e.currency), e.currency);
            let why = e.reason.as_ref().map(ToString::to_string).unwrap_or_default();
            let why = tail(": ", "：", &why, lang);
            say(
                lang,
                format!("credit limit {sum} {}{why}", e.currency),
                format!("信用额度设为 {sum} {}{why}", e.currency),
            )
        }
        EventData::SecurityProvided(e) => {
            let (kind, sum) = (
                pick(lang, words::security(e.kind)),
                money(e.amount.minor(e.currency), e.currency),
            );
            let until = e.valid_until.map(|day| day.to_string()).unwrap_or_default();
            let until = tail(" until ", "，有效期至 ", &until, lang);
            say(
                lang,
                format!("security {}: {kind} over {sum} {}{until}", e.security, e.currency),
                format!("提供担保 {}：{kind} {sum} {}{until}", e.security, e.currency),
            )
        }
        EventData::SecurityReleased(e) => say(
            lang,
            format!("security {} is released", e.security),
            format!("解除担保 {}", e.security),
        ),
        _ => return None,
    })
}

/// "INV-1 50.00, INV-2 10.00".
pub(super) fn allocated(list: &[Allocation], lang: Lang) -> String {
    let each: Vec<String> =
        list.iter().map(|entry| format!("{} {}", entry.invoice, amount(entry.amount))).collect();
    listed(&each, lang)
}
