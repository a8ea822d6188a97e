//! Whatever is read at once is read by serde, and as the same.

use serde_json::Value;

use crate::json;
use crate::kind::{EventData, Kind};

/// A payload of each type, with every field that it may have.
const FULL: [(&str, &str); 46] = [
    (
        "customer.registered",
        r#"{"country":"CN","industry":"F51","name":"江州宏成","since":"2019-05-01","tax_id":"91"}"#,
    ),
    (
        "customer.investigated",
        r#"{"document":DOC,"findings":[{"detail":"d","kind":"court","result":"dishonest_debtor"},{"kind":"bank","result":"clean"}]}"#,
    ),
    (
        "terms.agreed",
        r#"{"contract_no":"K","document":DOC,"terms":{"daily_rate":"0.0005","discount":{"days":10,"rate":"0.02"},"grace_days":3,"jurisdiction":"上海","net_days":30,"penalty_rate":"0.1","roll":"following","stop_supply_days":60,"trigger":"invoice_date"}}"#,
    ),
    ("credit.limit_set", r#"{"currency":"CNY","limit":"0","reason":"new"}"#),
    (
        "security.provided",
        r#"{"amount":"1.00","currency":"CNY","document":DOC,"kind":"pledge","provider":"B","security":"S","valid_until":"2026-01-01"}"#,
    ),
    ("security.released", r#"{"security":"S"}"#),
    (
        "order.placed",
        r#"{"amount":"10.00","currency":"CNY","lines":[{"qty":"2","sku":"A","unit_price":"5.00"},{"qty":"0.5","sku":"B"}],"order":"O","requested_terms":{"net_days":30,"trigger":"acceptance"},"urgent":true}"#,
    ),
    (
        "order.decided",
        r#"{"basis":{"cites":[],"facts":{"a":1.5,"b":null,"d":-20,"c":"{]"},"trace":[{"matched":false,"rule":"r"}]},"conditions":[{"amount":"1.00","count":2,"currency":"CNY","kind":"instalments","share":"0.30"}],"order":"O","outcome":"conditional"}"#,
    ),
    (
        "order.overridden",
        r#"{"approver":"a","conditions":[],"justification":"j","order":"O","outcome":"approved"}"#,
    ),
    (
        "order.condition_met",
        r#"{"condition":"prepay","evidence":["01856fe3-078a-729b-ba6f-bd29cc3065a9"],"order":"O"}"#,
    ),
    ("order.cancelled", r#"{"order":"O","reason":"r"}"#),
    ("delivery.shipped", r#"{"amount":"1","delivery":"D","lines":[],"order":"O"}"#),
    (
        "delivery.received",
        r#"{"delivery":"D","document":DOC,"shortages":[{"amount":"1","qty":"1","sku":"A"}],"signed_by":"吴桂芳"}"#,
    ),
    ("delivery.accepted", r#"{"delivery":"D","document":DOC}"#),
    ("goods.returned", r#"{"amount":"1","delivery":"D","lines":[{"qty":"1","sku":"A"}]}"#),
    (
        "invoice.issued",
        r#"{"amount":"120000.00","currency":"CNY","deliveries":["D","E"],"document":DOC,"due":"2025-03-31","invoice":"I","order":"O","tax":"0","tax_id":"9","terms":{"net_days":0,"trigger":"month_end"},"title":"t"}"#,
    ),
    ("invoice.received", r#"{"document":DOC,"invoice":"I"}"#),
    (
        "invoice.corrected",
        r#"{"fields":{"tax_id":"9","title":"t"},"invoice":"I","restart_due":false}"#,
    ),
    ("credit_note.issued", r#"{"amount":"1.5","credit_note":"C","invoice":"I","reason":"r"}"#),
    (
        "late_fee.charged",
        r#"{"amount":"1","due":"2025-03-31","fee":"F","invoice":"I","kind":"penalty","through":"2025-03-01"}"#,
    ),
    (
        "payment.received",
        r#"{"allocations":[{"amount":"3950.00","invoice":"I"}],"amount":"3950.00","bank_ref":"T","currency":"EUR","method":"cheque","payer":{"sealed":"AA==","subject":"P-1"},"payment":"P","remittance":"I"}"#,
    ),
    (
        "payment.allocated",
        r#"{"allocations":[{"amount":"1","invoice":"I"}],"method":"auto","payment":"P","policy":"default@1"}"#,
    ),
    ("payment.deallocated", r#"{"allocations":[],"payment":"P","reason":"r"}"#),
    ("payment.reversed", r#"{"payment":"P","reason":"r"}"#),
    ("payment.refunded", r#"{"amount":"1","payment":"P"}"#),
    (
        "reminder.sent",
        r#"{"channel":"email","document":DOC,"invoices":["I"],"language":"zh","level":3650,"reminder":"R","template":"t","to":"x"}"#,
    ),
    (
        "contact.logged",
        r#"{"cause":"cash_flow","channel":"phone","contact":"K","invoices":[],"response":"none","summary":"s"}"#,
    ),
    (
        "promise.made",
        r#"{"amount":"1","by":"b","contact":"K","currency":"CNY","due":"2025-03-31","invoices":["I"],"promise":"P"}"#,
    ),
    (
        "agreement.signed",
        r#"{"agreement":"A","amount":"1","covers":[{"amount":"1","invoice":"I"}],"daily_rate":"0.0001","document":DOC,"goods_value":"2","kind":"instalment","new_due":"2025-05-01","on_default":{"effect":"revert","missed":2},"schedule":[{"amount":"1","due":"2025-04-01"}],"security":"S","signed_by":["a",{"sealed":"AA==","subject":"P"}]}"#,
    ),
    ("agreement.terminated", r#"{"agreement":"A","reason":"r"}"#),
    ("dispute.raised", r#"{"amount":"1","dispute":"D","invoice":"I","reason":"invoice_error"}"#),
    ("dispute.resolved", r#"{"credited":"1","dispute":"D","outcome":"partial"}"#),
    (
        "statement.sent",
        r#"{"closing_balance":"-1.00","currency":"CNY","document":DOC,"period_end":"2025-03-31","statement":"S"}"#,
    ),
    (
        "statement.confirmed",
        r#"{"confirmed_balance":"0","document":DOC,"signed_by":"s","statement":"S"}"#,
    ),
    ("statement.contested", r#"{"claimed_balance":"1.00","detail":"d","statement":"S"}"#),
    (
        "supply.suspended",
        r#"{"evidence":["a","b"],"ground":"asset_flight","notified_on":"2025-03-31","reason":"r"}"#,
    ),
    ("supply.resumed", r#"{"evidence":"e","reason":"r"}"#),
    ("legal.step", r#"{"document":DOC,"invoices":["I"],"step":"payment_order"}"#),
    ("invoice.written_off", r#"{"amount":"1","approver":"a","invoice":"I","reason":"r"}"#),
    ("write_off.recovered", r#"{"amount":"1","invoice":"I"}"#),
    (
        "policy.published",
        r#"{"effective_from":"2025-01-01","policy":"p","sha256":"SHA","text":"x = 1","version":7}"#,
    ),
    ("event.retracted", r#"{"event":"01856fe3-078a-729b-ba6f-bd29cc3065a9","reason":"r"}"#),
    ("key.rotated", r#"{"new":"n","old":"o"}"#),
    ("personal.erased", r#"{"reason":"r","subject":"s"}"#),
    ("hold.set", r#"{"reason":"r","subject":"s"}"#),
    ("hold.released", r#"{"reason":"r","subject":"s"}"#),
];

/// The full payloads, documents put in.
fn full() -> impl Iterator<Item = (Kind, String)> {
    let sha256 = "ab".repeat(32);
    let document =
        format!(r#"{{"bytes":12,"media_type":"application/pdf","name":"n","sha256":"{sha256}"}}"#);
    FULL.iter().map(move |(name, text)| {
        let text = text.replace("DOC", &document).replace("SHA", &sha256);
        (Kind::from_name(name).expect("a type"), text)
    })
}

/// Compares both readers; whether the payload was read at once.
fn compare(kind: Kind, text: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(text) else { return false };
    let Some(at_once) = EventData::decode_at_once(kind, text) else { return false };
    let with_serde = EventData::decode_with_serde(kind, text.as_bytes())
        .unwrap_or_else(|error| panic!("serde refuses {kind} {text}: {error}"));
    assert_eq!(at_once, with_serde, "{kind} {text}");
    true
}

#[test]
fn every_type_is_read_at_once() {
    for (kind, text) in full() {
        assert!(compare(kind, text.as_bytes()), "{kind} {text}");
    }
    let all: Vec<Kind> = full().map(|(kind, _)| kind).collect();
    assert!(Kind::ALL.iter().all(|kind| all.contains(kind)));
}

#[test]
fn a_field_may_be_left_out_where_serde_lets_it() {
    for (kind, text) in full() {
        let Ok(Value::Object(fields)) = serde_json::from_str(&text) else { panic!("{text}") };
        for field in fields.keys() {
            let mut fewer = fields.clone();
            fewer.remove(field);
            let text = json::canonical(&Value::Object(fewer));
            let serde = EventData::decode_with_serde(kind, &text).is_ok();
            assert_eq!(compare(kind, &text), serde, "{kind} without {field}");
        }
    }
}

#[test]
fn both_agree_on_every_payload_with_one_byte_changed() {
    let bytes = *b"\"\\{}[],:0129-.eE ntfaZ\x00\x1f\x7f\n";
    let mut read_at_once = 0;
    for (kind, text) in full() {
        for at in 0..text.len() {
            let mut changed = text.as_bytes().to_vec();
            changed.remove(at);
            read_at_once += usize::from(compare(kind, &changed));
            for byte in bytes {
                let mut changed = text.as_bytes().to_vec();
                changed[at] = byte;
                read_at_once += usize::from(compare(kind, &changed));
                changed.insert(at, text.as_bytes()[at]);
                read_at_once += usize::from(compare(kind, &changed));
            }
        }
    }
    assert!(read_at_once > 10_000, "{read_at_once} changed payloads are read at once");
}

#[test]
fn what_is_not_stored_that_way_is_left_to_serde() {
    let invoice = Kind::InvoiceReceived;
    for text in [
        r#"{"invoice": "I"}"#,
        r#" {"invoice":"I"}"#,
        r#"{"invoice":"I"} "#,
        r#"{"invoice":"\u0049"}"#,
        r#"{"document":null,"invoice":"I"}"#,
    ] {
        assert!(EventData::decode_at_once(invoice, text).is_none(), "{text}");
        assert!(EventData::decode(invoice, 1, text.as_bytes()).is_ok(), "{text}");
    }
    for text in [r#"{"invoice":"I","x":1}"#, r#"{"invoice":"I","invoice":"I"}"#, "{}", "", "[]"] {
        assert!(EventData::decode_at_once(invoice, text).is_none(), "{text}");
        assert!(EventData::decode(invoice, 1, text.as_bytes()).is_err(), "{text}");
    }
}
