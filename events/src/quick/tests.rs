//! Whatever is read at once is read by the strict reader, and as the same.

use super::*;
use crate::draft::Draft;
use crate::envelope::Role;

fn caller() -> Actor {
    Actor { id: "erp".into(), role: Role::System }
}

/// Lines that are ordinary, with all that an event may have.
const ORDINARY: [&str; 7] = [
    r#"{"type":"invoice.issued","customer":"C-0001","effective":"2025-03-01","data":{"invoice":"INV-1","currency":"CNY","amount":"120000.00"}}"#,
    r#" { "version":2,"position":7, "recorded_at":"2025-03-01T02:11:09.123Z","schema":1,"note":"已收","source":{"system":"erp","line":3},"correlation":"k","causation":"c","type":"payment.received","customer":"客户","effective":"2024-02-29","data":{"payment":"P-1","currency":"CNY","amount":"10.00","payer":"北京","allocations":[{"invoice":"I-1","amount":"10.00"}]},"actor":{"role":"finance","id":"f.he"},"id":"01856FE3-078a-729b-ba6f-bd29cc3065a9" } "#,
    r#"{"type":"order.decided","customer":"C","effective":"2025-03-01","data":{"order":"O","outcome":"approved","conditions":[],"basis":{"z":null,"a":[1,"x",null,{}],"m":{"b":true,"a":false}}}}"#,
    r#"{"type":"customer.investigated","customer":"C","effective":"2025-03-01","data":{"findings":[{"kind":"court","result":"clean"},{"result":"clean","kind":"bank","detail":"d"}]}}"#,
    r#"{"type":"contact.logged","customer":"C","effective":"2025-03-01","data":{"contact":"K-1","channel":"phone","summary":{"subject":"P-17","sealed":"AA=="},"response":"none"}}"#,
    r#"{"type":"reminder.sent","customer":"C","effective":"0001-01-01","recorded_at":"9999-12-31T23:59:59.999Z","data":{"reminder":"R","level":1,"channel":"email","invoices":["I","J"]}}"#,
    r#"{"type":"terms.agreed","customer":"C","effective":"2025-03-01","data":{"terms":{"trigger":"invoice_date","net_days":30,"daily_rate":"0.0005"}}}"#,
];

/// Lines that the strict reader must see.
const OTHERS: [&str; 14] = [
    r#"{"type":"invoice.issued","customer":"C","effective":"2025-03-01","data":{"invoice":"I\u0041","currency":"CNY","amount":"1"}}"#,
    r#"{"type":"invoice.issued","customer":"C","effective":"2025-03-01","data":{"invoice":"I","invoice":"J","currency":"CNY","amount":"1"}}"#,
    r#"{"type":"invoice.issued","type":"invoice.issued","customer":"C","effective":"2025-03-01","data":{"invoice":"I","currency":"CNY","amount":"1"}}"#,
    r#"{"type":"invoice.issued","customer":"C","effective":"2025-03-01","data":{"invoice":null,"currency":"CNY","amount":"1"}}"#,
    r#"{"type":"invoice.issued","customer":"C","effective":"2025-03-01","data":{"invoice":"I","currency":"CNY","amount":1}}"#,
    r#"{"type":"order.decided","customer":"C","effective":"2025-03-01","data":{"order":"O","outcome":"approved","conditions":[],"basis":{"a":1.50}}}"#,
    r#"{"type":"order.decided","customer":"C","effective":"2025-03-01","data":{"order":"O","outcome":"approved","conditions":[],"basis":[]}}"#,
    r#"{"type":"contact.logged","customer":"C","effective":"2025-03-01","data":{"contact":"K-1","channel":"phone","summary":{"subject":"P-17","text":"a"},"response":"none"}}"#,
    r#"{"type":"terms.agreed","customer":"C","effective":"2025-03-01","note":{"text":"a","subject":"P"},"data":{"terms":{"trigger":"invoice_date","net_days":30}}}"#,
    r#"{"type":"terms.agreed","customer":"C","effective":"2025-03-01","recorded_at":"2025-03-01T02:11:60.000Z","data":{"terms":{"trigger":"invoice_date","net_days":30}}}"#,
    r#"{"type":"terms.agreed","customer":"C","effective":"2025-03-01","schema":2,"data":{"terms":{"trigger":"invoice_date","net_days":30}}}"#,
    r#"{"type":"terms.agreed","customer":"C","effective":"2025-03-01","actor":{"id":"","role":"sales"},"data":{"terms":{"trigger":"invoice_date","net_days":30}}}"#,
    r#"{"type":"terms.agreed","customer":"C","effective":"2025-03-01","source":{"line":null},"data":{"terms":{"trigger":"invoice_date","net_days":30}}}"#,
    "[]",
];

/// Compares both readers; whether the quick one read the line.
fn compare(line: &[u8]) -> bool {
    let Some(quick) = read(line, &caller()) else { return false };
    let text = String::from_utf8_lossy(line);
    let strict = Draft::read_strictly(line, &caller())
        .unwrap_or_else(|fault| panic!("{text} is refused by the strict reader: {fault:?}"));
    assert_eq!(format!("{quick:?}"), format!("{strict:?}"), "{text}");
    true
}

#[test]
fn ordinary_lines_are_read_at_once() {
    for line in ORDINARY {
        assert!(compare(line.as_bytes()), "{line}");
    }
}

#[test]
fn other_lines_are_left_to_the_strict_reader() {
    for line in OTHERS {
        assert!(!compare(line.as_bytes()), "{line}");
    }
}

#[test]
fn both_agree_on_every_line_with_one_byte_changed() {
    let bytes = *b"\"\\{}[],:0129-.eE ntfaZ\x00\x1f\x7f\x80\xc2\xff\n";
    let mut read_at_once = 0;
    for line in ORDINARY.iter().chain(&OTHERS) {
        for at in 0..line.len() {
            let mut changed = line.as_bytes().to_vec();
            changed.remove(at);
            read_at_once += usize::from(compare(&changed));
            for byte in bytes {
                let mut changed = line.as_bytes().to_vec();
                changed[at] = byte;
                read_at_once += usize::from(compare(&changed));
                changed.insert(at, line.as_bytes()[at]);
                read_at_once += usize::from(compare(&changed));
            }
        }
    }
    assert!(read_at_once > 5_000, "{read_at_once} changed lines are ordinary");
}

#[test]
fn control_characters_beyond_ascii_are_left_to_the_strict_reader() {
    for c in ['\u{80}', '\u{85}', '\u{9f}'] {
        let line = ORDINARY[0].replace("INV-1", &format!("I{c}"));
        assert!(!compare(line.as_bytes()));
    }
    assert!(compare(ORDINARY[0].replace("INV-1", "I\u{a0}é").as_bytes()));
}

#[test]
fn nesting_is_bounded_as_it_is_for_the_strict_reader() {
    let decided = |levels: usize| {
        let (open, close) = ("[".repeat(levels), "]".repeat(levels));
        ORDINARY[2].replace("\"x\"", &format!("{open}{close}"))
    };
    // The list stands at depth 5.
    assert!(compare(decided(60).as_bytes()));
    assert!(!compare(decided(61).as_bytes()));
    let strict = |levels| Draft::read_strictly(decided(levels).as_bytes(), &caller());
    assert!(strict(60).is_ok() && strict(61).is_err());
}
