//! Domain, sections 10, 12 and 13: exposure, score, reminders, limitation.

use serde_json::{Value, json};

use super::books::Books;

fn points(score: &Value) -> Vec<(String, i64)> {
    let rows = score["contributions"].as_array().unwrap();
    rows.iter()
        .map(|row| {
            let characteristic = row["characteristic"].as_str().unwrap().to_owned();
            (characteristic, row["points"].as_i64().unwrap())
        })
        .filter(|(_, points)| *points != 0)
        .collect()
}

fn limit(books: &mut Books, amount: &str) {
    let data = json!({"limit": amount, "currency": "CNY"});
    books.fact("2020-01-01", "credit.limit_set", data);
}

/// Section 10: exposure = open - unapplied (no order is released); security after
/// haircut: mortgage 20,000 x 0.6 + deposit 5,000 x 1; valid through 1 March.
#[test]
fn exposure_and_security() {
    let mut books = Books::new();
    limit(&mut books, "100000.00");
    books.invoice("2025-01-02", "INV-1", "60000.00");
    let pays = json!({"payment": "P-1", "currency": "CNY", "amount": "10000.00"});
    books.fact("2025-01-03", "payment.received", pays);
    for (security, kind, amount) in [("S-1", "mortgage", "20000.00"), ("S-2", "deposit", "5000.00")]
    {
        let provided = json!({"security": security, "kind": kind, "amount": amount,
            "currency": "CNY", "valid_until": "2025-03-01"});
        books.fact("2025-01-06", "security.provided", provided);
    }
    let row = books.exposure("2025-03-01");
    assert_eq!(row["exposure"], "50000.00");
    assert_eq!(row["security"], "17000.00");
    assert_eq!(row["available"], "67000.00");
    assert_eq!(row["utilisation"], "0.5000");
    assert_eq!(books.exposure("2025-03-02")["available"], "50000.00");
}

/// Section 10, story 1: 60 + 20 (always on time) + 10 (never late) - 25 (40 days
/// past due) - 20 (all of it overdue) + 5 (five years) = 50: C, more than 30 days
/// past due: watch; recommended limit 200,000 x 0.8.
#[test]
fn the_building_material_customers_score() {
    let mut books = Books::new();
    limit(&mut books, "200000.00");
    books.invoice("2024-06-03", "INV-1", "80000.00");
    books.pays("2024-07-01", "P-1", "INV-1", "80000.00");
    books.invoice("2025-02-03", "INV-2", "120000.00");
    let score = books.score("2025-04-14");
    let expected = [
        ("on_time_rate", 20),
        ("average_days_late", 10),
        ("days_past_due", -25),
        ("overdue_share", -20),
        ("tenure_days", 5),
    ];
    assert_eq!(points(&score), expected.map(|(name, points)| (name.to_owned(), points)));
    assert_eq!((&score["score"], &score["grade"]), (&json!(50), &json!("C")));
    assert_eq!(score["risk_class"], "watch");
    assert_eq!(score["recommended_limit"], "160000.00");
}

/// Section 10: the rate is 80,000 / 100,000, days late 20 x 20,000 / 100,000.
#[test]
fn lateness_is_weighted_by_gross() {
    let mut books = Books::since("2024-07-01");
    books.invoice("2024-08-01", "INV-1", "80000.00");
    books.pays("2024-08-30", "P-1", "INV-1", "80000.00");
    books.invoice("2024-09-02", "INV-2", "20000.00"); // due 2024-10-02
    books.pays("2024-10-22", "P-2", "INV-2", "20000.00");
    let score = books.score("2025-01-12");
    assert_eq!(score["contributions"][0]["value"], "0.8000");
    assert_eq!(score["contributions"][1]["value"], "4.0000");
    assert_eq!(score["score"], 80); // 60 + 10 + 0 + 5 + 5 + 0 (195 days)
    assert_eq!(score["recommended_limit"], Value::Null);
}

/// Section 10, story 4: deliberate while something undisputed is overdue: refuse.
#[test]
fn deliberate_is_refused() {
    let mut books = Books::new();
    books.invoice("2024-06-03", "INV-1", "300000.00");
    books.pays("2024-07-01", "P-1", "INV-1", "300000.00");
    books.invoice("2025-01-02", "INV-2", "1.00");
    let contact = json!({"contact": "C-1", "channel": "visit", "cause": "deliberate",
        "summary": "the warehouse is being emptied", "response": "none"});
    books.fact("2025-02-02", "contact.logged", contact);
    let score = books.score("2025-02-02"); // 60 + 20 + 10 + 0 - 20 + 5 - 30
    assert_eq!((&score["score"], &score["risk_class"]), (&json!(45), &json!("refuse")));
    books.pays("2025-02-03", "P-2", "INV-2", "1.00");
    assert_eq!(books.score("2025-02-03")["risk_class"], "good"); // 60 + 20 + 10 + 5 + 5 + 5 - 30
    assert_eq!(books.score("2025-02-03")["score"], 75);
}

/// Section 12: one level a step, seven days between them; due 2024-12-30.
#[test]
fn the_ladder() {
    let mut books = Books::new();
    books.invoice("2024-11-30", "INV-1", "5000.00");
    let line = |level: u8, reason: &str| json!([[level, reason]]);
    let sent = |books: &mut Books, day: &str, number: &str, level: u8| {
        let data = json!({"reminder": number, "level": level, "channel": "email",
            "invoices": ["INV-1"]});
        books.fact(day, "reminder.sent", data);
    };
    assert_eq!(books.reminders("2024-12-26"), json!([]));
    assert_eq!(books.reminders("2024-12-27"), line(0, "before_due"));
    assert_eq!(books.reminders("2025-01-01"), json!([]));
    assert_eq!(books.reminders("2025-01-02"), line(1, "overdue"));
    sent(&mut books, "2025-01-03", "R-1", 1);
    assert_eq!(books.reminders("2025-01-09"), json!([]));
    assert_eq!(books.reminders("2025-01-10"), line(2, "no_answer"));
    sent(&mut books, "2025-01-13", "R-2", 2);
    assert_eq!(books.reminders("2025-01-29"), json!([]));
    assert_eq!(books.reminders("2025-01-30"), line(3, "over_30_days"));
    sent(&mut books, "2025-02-03", "R-3", 3);
    assert_eq!(books.reminders("2025-02-28"), json!([]));
    assert_eq!(books.reminders("2025-03-01"), line(4, "over_60_days"));
}

/// Section 13: three years from the due date, anew from each acknowledgement or
/// claim; 29 February ends on 28 February.
#[test]
fn limitation() {
    let mut books = Books::new();
    books.invoice("2024-01-30", "INV-1", "5000.00"); // due 2024-02-29
    assert_eq!(books.limitation("2024-03-01"), "2027-02-28");
    let sent = json!({"reminder": "R-1", "level": 1, "channel": "email", "invoices": ["INV-1"]});
    books.fact("2024-06-03", "reminder.sent", sent);
    assert_eq!(books.limitation("2024-06-03"), "2027-06-03");
    books.pays("2024-08-29", "P-1", "INV-1", "1000.00");
    assert_eq!(books.limitation("2024-08-29"), "2027-08-29");
    books.fact("2024-09-10", "payment.reversed", json!({"payment": "P-1", "reason": "bounced"}));
    assert_eq!(books.limitation("2024-09-10"), "2027-06-03");
}
