//! `allocate`, `propose late-fees` and `interest --explain`.

use serde_json::{Value, json};

use crate::program::{Shelf, event};
use crate::shop::{ask, shop};

fn c1(kind: &str, effective: &str, data: Value) -> Value {
    event(kind, "C-1", effective, data)
}

/// Two invoices, one of them with a discount, and money that names the later one.
fn shelf() -> Shelf {
    let shelf = Shelf::new();
    let terms = json!({"trigger": "invoice_date", "net_days": 30,
        "discount": {"days": 10, "rate": "0.02"}});
    let invoice = |number: &str, amount: &str| json!({"invoice": number, "currency": "CNY", "amount": amount, "terms": terms});
    shelf.take(&[
        c1("customer.registered", "2023-01-01", json!({"name": "First"})),
        c1("invoice.issued", "2025-02-03", invoice("INV-1", "80")),
        c1("invoice.issued", "2025-03-03", invoice("INV-2", "50")),
        c1(
            "payment.received",
            "2025-03-10",
            json!({"payment": "P-1", "currency": "CNY", "amount": "60",
                "remittance": "for INV-2"}),
        ),
    ]);
    shelf
}

fn log(shelf: &Shelf) -> Vec<Value> {
    let text = shelf.run(&["export", "events"]).out;
    text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

#[test]
fn a_dry_run_proposes_with_reasons_and_records_nothing() {
    let shelf = shelf();
    let before = log(&shelf).len();
    let answer = shelf.json(&["allocate", "C-1", "--as-of", "2025-03-12", "--dry-run"]).value();
    assert_eq!(
        answer["allocations"],
        json!([{"customer": "C-1", "payment": "P-1", "source": "payment", "currency": "CNY",
            "unapplied": "60.00", "rest": "0.00", "lines": [
            {"invoice": "INV-2", "amount": "50.00", "reason": "debtor_named", "due": "2025-04-02",
             "open": "50.00", "open_after": "0.00"},
            {"invoice": "INV-1", "amount": "10.00", "reason": "only_item", "due": "2025-03-05",
             "open": "80.00", "open_after": "70.00"}]}])
    );
    assert_eq!((&answer["discounts"], &answer["appended"]), (&json!([]), &json!(0)));
    assert_eq!(log(&shelf).len(), before);
}

#[test]
fn what_is_recorded_is_a_fact_that_cites_the_policy_and_is_done_once() {
    let shelf = shelf();
    let answer = shelf.json(&["allocate", "--as-of", "2025-03-12"]).value();
    assert_eq!(answer["appended"], 1);
    let log = log(&shelf);
    let (policy, allocated) = (&log[log.len() - 2], &log[log.len() - 1]);
    // The policy's text is in the log before anything cites it (domain, section 11).
    assert_eq!(policy["type"], "policy.published");
    assert_eq!(allocated["type"], "payment.allocated");
    assert_eq!(allocated["effective"], "2025-03-12");
    assert_eq!(allocated["note"], "INV-2: debtor_named; INV-1: only_item");
    assert_eq!(
        allocated["data"],
        json!({"payment": "P-1", "method": "auto", "policy": "default@1", "allocations": [
            {"invoice": "INV-2", "amount": "50.00"}, {"invoice": "INV-1", "amount": "10.00"}]})
    );
    assert_eq!(answer["allocations"][0]["position"], allocated["position"]);
    let balance = shelf.json(&["balance", "C-1", "--as-of", "2025-03-12"]).value();
    assert_eq!(balance["customers"][0]["open"], "70.00");
    assert_eq!(balance["customers"][0]["unapplied"], "0.00");
    let again = shelf.json(&["allocate", "--as-of", "2025-03-12"]).value();
    assert_eq!((&again["allocations"], &again["appended"]), (&json!([]), &json!(0)));
}

#[test]
fn a_discount_is_recorded_as_a_credit_note_with_its_reason() {
    // Domain, section 4: 49 closes 50 at 2 %.
    let shelf = shelf();
    let paid = json!({"payment": "P-2", "currency": "CNY", "amount": "78.40",
        "remittance": "INV-1"});
    shelf.take(&[c1("payment.received", "2025-02-13", paid)]);
    let answer = shelf.json(&["allocate", "C-1", "--as-of", "2025-02-20"]).value();
    let discount = &answer["discounts"][0];
    assert_eq!((&discount["invoice"], &discount["amount"]), (&json!("INV-1"), &json!("1.60")));
    let log = log(&shelf);
    let note = log.iter().find(|event| event["position"] == discount["position"]).unwrap();
    assert_eq!(note["type"], "credit_note.issued");
    assert_eq!(
        note["data"],
        json!({"credit_note": "DISC-INV-1", "invoice": "INV-1", "amount": "1.60",
            "reason": "discount"})
    );
    let balance = shelf.json(&["balance", "C-1", "--as-of", "2025-02-28"]).value();
    assert_eq!(balance["customers"][0]["open"], "0.00");
}

#[test]
fn the_reasons_are_told_in_both_languages() {
    let shelf = shelf();
    let table = |lang: &str| {
        let asked = ["allocate", "--dry-run", "--as-of", "2025-03-12", "--lang", lang];
        shelf.run(&[&asked[..], &["--format", "table"]].concat()).out
    };
    assert!(table("en").contains("the debtor named it"));
    assert!(table("zh").contains("债务人指定"));
}

#[test]
fn interest_is_explained_in_stretches_that_add_up() {
    // Domain, section 9: the cap of 12.4 % in February 2025.
    let shelf = shop();
    let answer = ask(&shelf, &["interest", "INV-2", "--explain"]);
    let invoice = &answer["invoices"][0];
    let segments = invoice["segments"].as_array().unwrap();
    let days: i64 = segments.iter().map(|segment| segment["days"].as_i64().unwrap()).sum();
    assert_eq!(json!(days), invoice["days"]);
    assert_eq!(segments[0]["from"], "2025-03-06");
    assert_eq!(segments[0]["principal"], "120000.00");
    assert_eq!(segments[0]["annual_rate"], "0.124");
    let plain = ask(&shelf, &["interest", "C-1"]);
    let rows = plain["invoices"].as_array().unwrap();
    let row = rows.iter().find(|row| row["invoice"] == "INV-2").unwrap();
    assert_eq!(row["accrued"], invoice["accrued"]);
    let unknown = shelf.json(&["interest", "INV-22", "--explain"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("INV-22"), "{}", unknown.err);
}

#[test]
fn late_fees_are_proposed_recorded_on_request_and_never_twice() {
    let shelf = shop();
    let proposed = ask(&shelf, &["propose", "late-fees"]);
    let accrued = ask(&shelf, &["interest", "C-1"])["invoices"][0]["accrued"].clone();
    assert_eq!(proposed["late_fees"][0]["amount"], accrued);
    assert_eq!(proposed["appended"], 0);
    let recorded = ask(&shelf, &["propose", "late-fees", "--record"]);
    let fee = &recorded["late_fees"][0];
    let charged = log(&shelf).into_iter().find(|e| e["position"] == fee["position"]).unwrap();
    assert_eq!(charged["type"], "late_fee.charged");
    assert_eq!(charged["data"]["through"], crate::shop::DAY);
    assert_eq!(charged["data"]["kind"], "interest");
    assert_eq!(ask(&shelf, &["propose", "late-fees", "--record"])["appended"], 0);
}

/// What is refused leaves nothing behind, not even the publication of the policy
/// that it would have cited (contract, exit status).
#[test]
fn a_refused_run_leaves_nothing() {
    let shelf = shelf();
    let discounted = json!({"payment": "P-2", "currency": "CNY", "amount": "78.40",
        "remittance": "INV-1"});
    // Somebody else's note has the number that the discount would get.
    shelf.take(&[
        c1("payment.received", "2025-02-13", discounted),
        event("customer.registered", "C-2", "2023-01-01", json!({"name": "Second"})),
        event(
            "invoice.issued",
            "C-2",
            "2025-01-01",
            json!({"invoice": "X", "currency": "CNY", "amount": "5"}),
        ),
        event(
            "credit_note.issued",
            "C-2",
            "2025-01-02",
            json!({"credit_note": "DISC-INV-1", "invoice": "X", "amount": "1", "reason": "r"}),
        ),
    ]);
    let before = log(&shelf).len();
    let refused = shelf.json(&["allocate", "--as-of", "2025-02-20"]);
    assert_eq!(refused.code, 4, "{}", refused.err);
    assert_eq!(log(&shelf).len(), before);
}

/// Texts from the command line are as strict as those of a file (domain, section 3).
#[test]
fn control_characters_are_refused_wherever_they_come_from() {
    let shelf = shop();
    let before = log(&shelf).len();
    let override_it = ["order", "override", "O-1", "--outcome", "approved", "--approver", "boss"];
    let decided = shelf.json(&["order", "decide", "O-1", "--as-of", crate::shop::DAY]);
    assert_eq!(decided.code, 0, "{}", decided.err);
    let before = before + 2; // the decision, and the policy that it cites
    let odd = shelf.json(&[&override_it[..], &["--justification", "a\nb"]].concat());
    assert_eq!((odd.code, odd.error()["field"].as_str()), (3, Some("data.justification")));
    let actor = shelf.json(&["--actor", "a\nb:approver", "allocate"]);
    assert_eq!(actor.code, 2, "{}", actor.err);
    assert_eq!(log(&shelf).len(), before);
}

#[test]
fn publishing_the_same_policy_twice_publishes_it_once() {
    let shelf = shop();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/replay-fixtures/policies/china@1.toml");
    let publish = || shelf.json(&["policy", "publish", file, "--from", "2025-01-01"]).value();
    let (first, second) = (publish(), publish());
    assert_eq!(first, second);
    let later = shelf.json(&["policy", "publish", file, "--from", "2025-02-01"]);
    assert_eq!(later.code, 4, "{}", later.err);
}
