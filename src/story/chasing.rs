//! Reminders, contacts, promises, agreements, disputes, statements, legal steps.

use duebook_events::agreement::AgreementSigned;
use duebook_events::{EventData, Lang};

use super::money::allocated;
use super::words::{self, pick};
use super::{amount, items, listed, money, say, tail};

pub(super) fn tell(data: &EventData, lang: Lang) -> Option<String> {
    Some(match data {
        EventData::ReminderSent(e) => {
            let about = items(&e.invoices, lang);
            let by = pick(lang, words::channel(e.channel));
            say(
                lang,
                format!("reminder of level {} by {by} about {about} ({})", e.level.0, e.reminder),
                format!("第 {} 级催收，{by}，涉及 {about}（{}）", e.level.0, e.reminder),
            )
        }
        EventData::ContactLogged(e) => {
            let by = pick(lang, words::channel(e.channel));
            let about = items(e.invoices.as_deref().unwrap_or_default(), lang);
            let about = tail(" about ", "，涉及 ", &about, lang);
            let cause = e.cause.map_or("", |cause| pick(lang, words::cause(cause)));
            let cause = tail("; cause: ", "；原因：", cause, lang);
            let response = pick(lang, words::response(e.response));
            let said = e.summary.shown();
            say(
                lang,
                format!("contact by {by}{about}: {said} ({response}){cause}"),
                format!("{by}沟通{about}：{said}（{response}）{cause}"),
            )
        }
        EventData::PromiseMade(e) => {
            let sum = money(e.amount.minor(e.currency), e.currency);
            let on = items(e.invoices.as_deref().unwrap_or_default(), lang);
            let on = tail(" on ", "，用于 ", &on, lang);
            say(
                lang,
                format!("promises {sum} {} by {}{on} ({})", e.currency, e.due, e.promise),
                format!("承诺于 {} 前支付 {sum} {}{on}（{}）", e.due, e.currency, e.promise),
            )
        }
        EventData::AgreementSigned(e) => agreement(e, lang),
        EventData::AgreementTerminated(e) => say(
            lang,
            format!("agreement {} is terminated: {}", e.agreement, e.reason),
            format!("终止补充协议 {}：{}", e.agreement, e.reason),
        ),
        EventData::DisputeRaised(e) => {
            let (sum, reason) = (amount(e.amount), pick(lang, words::dispute_reason(e.reason)));
            say(
                lang,
                format!("disputes {sum} of {}: {reason} ({})", e.invoice, e.dispute),
                format!("对 {} 的 {sum} 提出争议：{reason}（{}）", e.invoice, e.dispute),
            )
        }
        EventData::DisputeResolved(e) => {
            let outcome = pick(lang, words::dispute_outcome(e.outcome));
            let credited = e.credited.map(amount).unwrap_or_default();
            let credited = tail(", to be credited: ", "，应冲减 ", &credited, lang);
            say(
                lang,
                format!("dispute {} is {outcome}{credited}", e.dispute),
                format!("争议 {} {outcome}{credited}", e.dispute),
            )
        }
        _ => return statement(data, lang).or_else(|| supply(data, lang)),
    })
}

fn agreement(e: &AgreementSigned, lang: Lang) -> String {
    let kind = pick(lang, words::agreement(e.kind));
    let covers = allocated(&e.covers, lang);
    let mut terms: Vec<String> = e.new_due.iter().map(ToString::to_string).collect();
    let rows = e.schedule.iter().flatten();
    terms.extend(rows.map(|row| format!("{} {}", row.due, amount(row.amount))));
    terms.extend(e.goods_value.or(e.amount).map(amount));
    terms.extend(e.security.as_ref().map(ToString::to_string));
    let terms = tail(": ", "：", &listed(&terms, lang), lang);
    let signers: Vec<String> = e.signed_by.iter().map(|who| who.shown().to_owned()).collect();
    let signed = tail("; signed by ", "；签署人 ", &listed(&signers, lang), lang);
    say(
        lang,
        format!("agreement {} on {covers}, {kind}{terms}{signed}", e.agreement),
        format!("签订补充协议 {}，{kind}，涉及 {covers}{terms}{signed}", e.agreement),
    )
}

fn statement(data: &EventData, lang: Lang) -> Option<String> {
    Some(match data {
        EventData::StatementSent(e) => {
            let sum = money(e.closing_balance.minor(e.currency), e.currency);
            say(
                lang,
                format!("statement {} to {}: {sum} {}", e.statement, e.period_end, e.currency),
                format!("发送对账单 {}，截至 {}：{sum} {}", e.statement, e.period_end, e.currency),
            )
        }
        EventData::StatementConfirmed(e) => {
            let (sum, by) = (amount(e.confirmed_balance), e.signed_by.shown());
            say(
                lang,
                format!("{by} confirms statement {}: {sum}", e.statement),
                format!("{by} 确认对账单 {}：{sum}", e.statement),
            )
        }
        EventData::StatementContested(e) => {
            let sum = amount(e.claimed_balance);
            let detail = e.detail.as_ref().map(|text| text.shown().to_owned()).unwrap_or_default();
            let detail = tail("; ", "；", &detail, lang);
            say(
                lang,
                format!("contests statement {}, claims {sum}{detail}", e.statement),
                format!("对对账单 {} 有异议，主张余额 {sum}{detail}", e.statement),
            )
        }
        _ => return None,
    })
}

fn supply(data: &EventData, lang: Lang) -> Option<String> {
    Some(match data {
        EventData::SupplySuspended(e) => {
            let ground = e.ground.map_or("", |ground| pick(lang, words::supply_ground(ground)));
            let ground = tail(", ground: ", "，依据：", ground, lang);
            say(
                lang,
                format!("supply is suspended: {}{ground}", e.reason),
                format!("暂停供货：{}{ground}", e.reason),
            )
        }
        EventData::SupplyResumed(e) => {
            say(lang, format!("supply is resumed: {}", e.reason), format!("恢复供货：{}", e.reason))
        }
        EventData::LegalStep(e) => {
            let step = pick(lang, words::legal_step(e.step));
            let about = items(e.invoices.as_deref().unwrap_or_default(), lang);
            let about = tail(" about ", "，涉及 ", &about, lang);
            say(lang, format!("legal step: {step}{about}"), format!("法律措施：{step}{about}"))
        }
        _ => return None,
    })
}
