//! What a single line must look like: envelope, fields, amounts, dates.

use chrono::NaiveDate;
use serde_json::{Map, Value};

/// Fields of `data` by type; `!` marks the required ones.
const FIELDS: &[(&str, &str)] = &[
    ("customer.registered", "name! tax_id country industry since"),
    ("customer.investigated", "findings! document"),
    ("terms.agreed", "terms! contract_no document"),
    ("credit.limit_set", "limit! currency! reason"),
    ("security.provided", "security! kind! amount! currency! provider valid_until document"),
    ("security.released", "security!"),
    ("order.placed", "order! currency! amount! lines urgent requested_terms"),
    ("order.decided", "order! outcome! conditions! basis!"),
    ("order.overridden", "order! outcome! conditions justification! approver!"),
    ("order.condition_met", "order! condition! evidence"),
    ("order.cancelled", "order! reason"),
    ("delivery.shipped", "delivery! order! lines amount"),
    ("delivery.received", "delivery! shortages signed_by document"),
    ("delivery.accepted", "delivery! document"),
    ("goods.returned", "delivery! amount! lines"),
    (
        "invoice.issued",
        "invoice! currency! amount! tax order deliveries due terms title tax_id document",
    ),
    ("invoice.received", "invoice! document"),
    ("invoice.corrected", "invoice! fields! restart_due!"),
    ("credit_note.issued", "credit_note! invoice! amount! reason!"),
    ("late_fee.charged", "fee! invoice! amount! through due kind"),
    ("payment.received", "payment! currency! amount! method bank_ref payer allocations remittance"),
    ("payment.allocated", "payment! allocations! method! policy"),
    ("payment.deallocated", "payment! allocations! reason!"),
    ("payment.reversed", "payment! reason!"),
    ("payment.refunded", "payment! amount!"),
    ("reminder.sent", "reminder! level! channel! invoices! template language document to"),
    ("contact.logged", "contact! channel! cause summary! invoices response!"),
    ("promise.made", "promise! amount! currency! due! invoices by contact"),
    (
        "agreement.signed",
        "agreement! kind! covers! signed_by! document! new_due daily_rate schedule on_default \
         goods_value amount security",
    ),
    ("agreement.terminated", "agreement! reason!"),
    ("dispute.raised", "dispute! invoice! amount! reason!"),
    ("dispute.resolved", "dispute! outcome! credited"),
    ("statement.sent", "statement! period_end! currency! closing_balance! document"),
    ("statement.confirmed", "statement! confirmed_balance! signed_by! document"),
    ("statement.contested", "statement! claimed_balance! detail"),
    ("supply.suspended", "reason! ground evidence notified_on"),
    ("supply.resumed", "reason! ground evidence notified_on"),
    ("legal.step", "step! invoices document"),
    ("invoice.written_off", "invoice! amount! reason! approver!"),
    ("write_off.recovered", "invoice! amount!"),
    ("event.retracted", "event! reason!"),
    ("hold.set", "subject! reason!"),
    ("hold.released", "subject! reason!"),
];

/// Closed sets of values, by type and field.
const ENUMS: &[(&str, &str, &str)] = &[
    ("security.provided", "kind", "guarantor mortgage pledge insurance deposit"),
    ("order.decided", "outcome", "approved conditional held rejected"),
    ("order.overridden", "outcome", "approved conditional held rejected"),
    ("late_fee.charged", "kind", "interest penalty cost"),
    ("payment.allocated", "method", "remittance auto manual"),
    ("reminder.sent", "channel", "email wechat phone letter lawyer_letter visit"),
    ("contact.logged", "cause", "oversight process cash_flow dispute deliberate"),
    ("contact.logged", "response", "none answered refused"),
    ("agreement.signed", "kind", "instalment deferral offset price_reduction security"),
    (
        "dispute.raised",
        "reason",
        "quantity quality price invoice_error delivery already_paid other",
    ),
    ("dispute.resolved", "outcome", "upheld rejected partial"),
    (
        "supply.suspended",
        "ground",
        "agreed_clause no_performance deterioration asset_flight lost_credit",
    ),
    (
        "legal.step",
        "step",
        "lawyer_letter payment_order mediation arbitration litigation preservation judgment \
         enforcement insolvency",
    ),
];

const ROLES: [&str; 7] =
    ["sales", "collector", "finance", "approver", "auditor", "admin", "system"];

/// All types that must occur.
pub fn types() -> impl Iterator<Item = &'static str> {
    FIELDS.iter().map(|entry| entry.0)
}

/// The text of a field.
pub fn text<'a>(data: &'a Value, field: &str) -> &'a str {
    data[field].as_str().unwrap_or_else(|| panic!("{field} is no text in {data}"))
}

/// A date, exactly `YYYY-MM-DD`, as a number of days.
pub fn date(value: &Value) -> i64 {
    let text = value.as_str().unwrap_or_else(|| panic!("{value} is no date"));
    assert_eq!(text.len(), 10, "{text}");
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap_or_else(|_| panic!("{text}"));
    date.signed_duration_since(NaiveDate::default()).num_days()
}

/// Minor digits by currency.
fn minor_digits(currency: &str) -> usize {
    match currency {
        "JPY" => 0,
        "KWD" => 3,
        "CNY" | "USD" | "EUR" => 2,
        other => panic!("unknown currency {other}"),
    }
}

/// A decimal of the domain's grammar: whole digits, decimals.
fn decimal(text: &str) -> (&str, &str) {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let all_digits = |s: &str| s.bytes().all(|byte| byte.is_ascii_digit());
    assert!(all_digits(whole) && all_digits(decimals) && !whole.is_empty(), "{text}");
    assert!(whole == "0" || !whole.starts_with('0'), "{text}");
    assert!(whole.len() <= 15 && !text.ends_with('.'), "{text}");
    (whole, decimals)
}

/// An amount in minor units; may be zero.
pub fn amount(value: &Value, currency: &str) -> i64 {
    let text = value.as_str().unwrap_or_else(|| panic!("{value} is no amount"));
    let (whole, decimals) = decimal(text);
    let digits = minor_digits(currency);
    assert!(decimals.len() <= digits, "{text} {currency}");
    format!("{whole}{decimals:0<digits$}").parse().unwrap_or_else(|_| panic!("{text}"))
}

/// A positive amount in minor units.
pub fn positive(value: &Value, currency: &str) -> i64 {
    let minor = amount(value, currency);
    assert!(minor > 0, "{value} is not positive");
    minor
}

fn balance(value: &Value, currency: &str) {
    let text = value.as_str().unwrap_or_else(|| panic!("{value} is no balance"));
    let size = amount(&Value::from(text.strip_prefix('-').unwrap_or(text)), currency);
    assert!(size > 0 || !text.starts_with('-'), "{text}");
}

fn count(value: &Value) {
    assert!(value.as_u64().is_some_and(|count| count <= 3650), "{value} is no count");
}

fn rate(value: &Value) {
    decimal(value.as_str().unwrap_or_else(|| panic!("{value} is no rate")));
}

fn has_only(data: &Map<String, Value>, allowed: &str) {
    for key in data.keys() {
        assert!(allowed.split_whitespace().any(|f| f.trim_end_matches('!') == key), "field {key}");
    }
    for field in allowed.split_whitespace().filter_map(|field| field.strip_suffix('!')) {
        assert!(data.contains_key(field), "{field} is missing");
    }
}

/// Nothing in the text needed an escape, and nothing is empty.
fn texts(value: &Value) {
    match value {
        Value::String(text) => {
            assert!(!text.is_empty() && !text.chars().any(char::is_control), "{text:?}");
        }
        Value::Array(values) => values.iter().for_each(texts),
        Value::Object(values) => values.values().for_each(texts),
        Value::Null => panic!("null"),
        _ => {}
    }
}

pub fn terms(terms: &Value) {
    let fields = "trigger! net_days! roll daily_rate grace_days stop_supply_days penalty_rate \
                  jurisdiction discount";
    has_only(terms.as_object().unwrap(), fields);
    let triggers =
        ["invoice_date", "invoice_received", "delivery_received", "acceptance", "month_end"];
    assert!(triggers.contains(&text(terms, "trigger")));
    for field in ["net_days", "grace_days", "stop_supply_days"] {
        terms.get(field).into_iter().for_each(count);
    }
    for field in ["daily_rate", "penalty_rate"] {
        terms.get(field).into_iter().for_each(rate);
    }
    if let Some(discount) = terms.get("discount") {
        has_only(discount.as_object().unwrap(), "days! rate!");
        count(&discount["days"]);
        rate(&discount["rate"]);
    }
}

fn document(document: &Value) {
    has_only(document.as_object().unwrap(), "sha256! name! media_type! bytes!");
    let hash = text(document, "sha256");
    assert!(
        hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    );
    assert!(document["bytes"].as_u64().is_some());
}

fn conditions(conditions: &Value) {
    for condition in conditions.as_array().unwrap() {
        has_only(condition.as_object().unwrap(), "kind! share count amount! currency!");
        let kinds = "pay_overdue instalments receipts_to_overdue_first settle_overdue \
                     settle_overdue_or_guarantee prepay prepay_excess";
        assert!(kinds.split_whitespace().any(|kind| kind == text(condition, "kind")));
        amount(&condition["amount"], text(condition, "currency"));
    }
}

/// Checks one line by itself.
pub fn check(event: &Value) {
    let envelope = "id! type! schema! customer! effective! recorded_at! actor! data! note";
    has_only(event.as_object().unwrap(), envelope);
    texts(event);
    let id = text(event, "id");
    assert!(
        id.len() == 36 && id.as_bytes()[14] == b'7' && b"89ab".contains(&id.as_bytes()[19]),
        "{id}"
    );
    assert_eq!(event["schema"], 1);
    date(&event["effective"]);
    let recorded = text(event, "recorded_at");
    assert_eq!(
        (recorded.len(), &recorded[10..11], &recorded[19..20], &recorded[23..]),
        (24, "T", ".", "Z")
    );
    has_only(event["actor"].as_object().unwrap(), "id! role!");
    assert!(ROLES.contains(&text(&event["actor"], "role")));
    let (kind, data) = (text(event, "type"), &event["data"]);
    let fields = FIELDS.iter().find(|entry| entry.0 == kind).unwrap_or_else(|| panic!("{kind}")).1;
    has_only(data.as_object().unwrap(), fields);
    for (_, field, values) in ENUMS.iter().filter(|entry| entry.0 == kind) {
        if let Some(value) = data.get(*field) {
            assert!(values.split_whitespace().any(|v| value == v), "{field} {value}");
        }
    }
    data.get("terms").into_iter().for_each(terms);
    data.get("document").into_iter().for_each(document);
    data.get("conditions").into_iter().for_each(conditions);
    data.get("daily_rate").into_iter().for_each(rate);
    data.get("level").into_iter().for_each(count);
    for field in ["since", "valid_until", "due", "through", "new_due", "period_end", "notified_on"]
    {
        data.get(field).into_iter().for_each(|value| _ = date(value));
    }
    if let Some(currency) = data.get("currency") {
        let currency = currency.as_str().unwrap();
        data.get("limit").into_iter().for_each(|value| _ = amount(value, currency));
        data.get("tax").into_iter().for_each(|value| _ = positive(value, currency));
        data.get("closing_balance").into_iter().for_each(|value| balance(value, currency));
        for line in data.get("lines").and_then(Value::as_array).into_iter().flatten() {
            has_only(line.as_object().unwrap(), "sku! qty! unit_price!");
            rate(&line["qty"]);
            positive(&line["unit_price"], currency);
        }
    }
    if let Some(fields) = data.get("fields") {
        has_only(fields.as_object().unwrap(), "title tax_id");
    }
    for finding in data.get("findings").and_then(Value::as_array).into_iter().flatten() {
        has_only(finding.as_object().unwrap(), "kind! result! detail");
        assert!(
            ["registry", "court", "media", "reference", "bank"].contains(&text(finding, "kind"))
        );
        assert!(
            ["clean", "adverse", "dishonest_debtor", "insolvent"]
                .contains(&text(finding, "result"))
        );
    }
}
