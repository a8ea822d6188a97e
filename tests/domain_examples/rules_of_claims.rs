//! Domain, sections 9, 12 and 13: interest, worklist and limitation beside the
//! examples.

use serde_json::{Value, json};

use super::books::{Books, covers, schedule};

/// An invoice of 10,000.00 of a day, due on it.
fn claim(day: &str, rate: Option<&str>) -> Books {
    let mut books = Books::new();
    let more = rate.map_or(json!({}), |rate| json!({"daily_rate": rate}));
    books.terms("invoice_date", 0, more);
    books.invoice(day, "I", "10000.00");
    books
}

fn accrued(books: &Books, as_of: &str) -> Value {
    books.interest(as_of)["accrued"].clone()
}

/// Section 9: "covered parts … not past [their agreed date]: q (nothing if there
/// is no q)"; "past their agreed date: r (q if there is no r)".
#[test]
fn the_rates_of_covered_parts() {
    let plan = |rate: Option<&str>| {
        let mut plan = json!({"new_due": "2025-03-31"});
        if let Some(rate) = rate {
            plan["daily_rate"] = json!(rate);
        }
        plan
    };
    // No r: ten days under q, five past the agreed date at q.
    let mut books = claim("2025-03-21", None);
    books.sign("2025-03-21", "A", "deferral", covers("I", "10000"), plan(Some("0.0001")));
    assert_eq!(accrued(&books, "2025-03-31"), "10.00");
    assert_eq!(accrued(&books, "2025-04-05"), "15.00");
    // No q: nothing until the agreed date, r afterwards.
    let mut books = claim("2025-03-21", Some("0.0002"));
    books.sign("2025-03-21", "A", "deferral", covers("I", "10000"), plan(None));
    assert_eq!(accrued(&books, "2025-03-31"), Value::Null);
    assert_eq!(accrued(&books, "2025-04-05"), "10.00");
}

/// "The day of signing still belongs to the old state"; "Interest accrued before
/// an agreement stays"; a terminated agreement leaves r on everything.
#[test]
fn the_day_of_signing_and_after_a_termination() {
    let mut books = claim("2025-03-01", Some("0.0001"));
    let plan = json!({"new_due": "2025-06-30"});
    books.sign("2025-03-11", "A", "deferral", covers("I", "10000"), plan);
    assert_eq!(accrued(&books, "2025-03-11"), "10.00");
    assert_eq!(accrued(&books, "2025-03-20"), "10.00");
    let end = json!({"agreement": "A", "reason": "broken"});
    books.fact("2025-03-21", "agreement.terminated", end);
    assert_eq!(accrued(&books, "2025-03-21"), "10.00");
    assert_eq!(accrued(&books, "2025-03-25"), "14.00");
}

/// "r is capped … by the cap in force on the invoice's date, q by that on the
/// signing date": 12.4 % before 20 May 2025, 12 % from then on.
#[test]
fn each_rate_has_the_cap_of_its_day() {
    let of = |issued: &str, until: &str| accrued(&claim(issued, Some("0.001")), until);
    // 10,000 x 0.124 x 10 / 365 and 10,000 x 0.12 x 10 / 365.
    assert_eq!(of("2025-05-19", "2025-05-29"), "33.97");
    assert_eq!(of("2025-05-20", "2025-05-30"), "32.88");
    let mut books = claim("2025-05-01", None);
    let plan = json!({"new_due": "2025-12-31", "daily_rate": "0.001"});
    books.sign("2025-05-20", "A", "deferral", covers("I", "10000"), plan);
    assert_eq!(accrued(&books, "2025-05-30"), "32.88");
}

/// "divisor 365, leap years too"; a daily rate under the cap is applied as it is.
#[test]
fn leap_years_have_the_same_divisor() {
    let year = claim("2023-12-31", Some("0.0001"));
    assert_eq!(accrued(&year, "2024-12-31"), "366.00");
    let capped = claim("2024-10-21", Some("0.001"));
    assert_eq!(accrued(&capped, "2025-10-21"), "1240.00");
}

/// Section 13: the period starts on the due date and anew with each of these.
#[test]
fn what_restarts_the_limitation() {
    let restarting = [
        (
            "reminder.sent",
            json!({"reminder": "R", "level": 1, "channel": "email",
            "invoices": ["I"]}),
        ),
        (
            "promise.made",
            json!({"promise": "PR", "amount": "1", "currency": "CNY",
            "due": "2025-12-31"}),
        ),
        ("legal.step", json!({"step": "mediation"})),
        (
            "payment.received",
            json!({"payment": "P", "currency": "CNY", "amount": "1",
            "allocations": [{"invoice": "I", "amount": "1"}]}),
        ),
    ];
    for (kind, data) in restarting {
        let mut books = claim("2025-03-01", None);
        assert_eq!(books.limitation("2025-03-02"), "2028-03-01");
        books.fact("2025-06-15", kind, data);
        assert_eq!(books.limitation("2025-06-15"), "2028-06-15", "{kind}");
        assert_eq!(books.limitation("2025-06-14"), "2028-03-01", "{kind}");
    }
    let silent = [
        (
            "reminder.sent",
            json!({"reminder": "R", "level": 0, "channel": "wechat",
            "invoices": ["I"]}),
        ),
        (
            "promise.made",
            json!({"promise": "PR", "amount": "1", "currency": "JPY",
            "due": "2025-12-31"}),
        ),
        (
            "contact.logged",
            json!({"contact": "K", "channel": "phone", "summary": "s",
            "response": "answered", "invoices": ["I"]}),
        ),
    ];
    for (kind, data) in silent {
        let mut books = claim("2025-03-01", None);
        books.fact("2025-06-15", kind, data);
        assert_eq!(books.limitation("2025-06-15"), "2028-03-01", "{kind}");
    }
}

/// "(a reversed payment counts for nothing)"; a confirmed statement only where
/// the policy says so (default no).
#[test]
fn what_does_not_restart_the_limitation() {
    let mut books = claim("2025-03-01", None);
    books.pays("2025-04-01", "P", "I", "1.00");
    assert_eq!(books.limitation("2025-04-01"), "2028-04-01");
    books.fact("2025-04-05", "payment.reversed", json!({"payment": "P", "reason": "bounced"}));
    assert_eq!(books.limitation("2025-04-05"), "2028-03-01");
    let sent = json!({"statement": "S", "period_end": "2025-04-30", "currency": "CNY",
        "closing_balance": "10000.00"});
    books.fact("2025-05-01", "statement.sent", sent);
    let confirmed = json!({"statement": "S", "confirmed_balance": "10000.00", "signed_by": "w"});
    books.fact("2025-05-05", "statement.confirmed", confirmed);
    assert_eq!(books.limitation("2025-05-05"), "2028-03-01");
    let mut books = claim("2025-03-01", None);
    let text = duebook_projections::policy::DEFAULT_TEXT
        .replace("name = \"default\"", "name = \"strict\"")
        .replace("confirmed_statement_restarts = false", "confirmed_statement_restarts = true");
    books.policy(&text);
    let sent = json!({"statement": "S", "period_end": "2025-04-30", "currency": "CNY",
        "closing_balance": "10000.00"});
    books.fact("2025-05-01", "statement.sent", sent);
    let confirmed = json!({"statement": "S", "confirmed_balance": "10000.00", "signed_by": "w"});
    books.fact("2025-05-05", "statement.confirmed", confirmed);
    assert_eq!(books.limitation("2025-05-05"), "2028-05-05");
}

/// "After expiry only a promise or an agreement starts it anew"; 29 February
/// ends on 28 February.
#[test]
fn after_expiry_only_an_acknowledgement_starts_it_anew() {
    let mut books = claim("2020-02-29", None);
    assert_eq!(books.limitation("2020-03-01"), "2023-02-28");
    let reminder = |number: &str| json!({"reminder": number, "level": 1, "channel": "letter", "invoices": ["I"]});
    books.fact("2023-03-01", "reminder.sent", reminder("R1"));
    assert_eq!(books.limitation("2023-03-01"), "2023-02-28");
    let promise = json!({"promise": "PR", "amount": "1", "currency": "CNY", "due": "2023-12-31"});
    books.fact("2023-04-01", "promise.made", promise);
    assert_eq!(books.limitation("2023-04-01"), "2026-04-01");
    books.fact("2023-05-01", "reminder.sent", reminder("R2"));
    assert_eq!(books.limitation("2023-05-01"), "2026-05-01");
}

/// Section 13: `due` is the latest agreed due date among the open parts.
#[test]
fn under_a_plan_the_last_open_part_counts() {
    let mut books = claim("2025-03-01", None);
    let rows = [("2025-05-01", "5000"), ("2025-09-01", "5000")];
    books.sign(
        "2025-04-01",
        "A",
        "instalment",
        covers("I", "10000"),
        json!({"schedule": schedule(&rows)}),
    );
    assert_eq!(books.limitation("2025-05-02"), "2028-09-01");
}

/// Section 12: level 4 by the deliberate debtor at once, and not twice; a legal
/// step that names no invoice counts for all.
#[test]
fn the_deliberate_debtor_goes_to_court_once() {
    let mut books = claim("2025-03-01", None);
    let contact = json!({"contact": "K", "channel": "phone", "summary": "s",
        "response": "refused", "cause": "deliberate"});
    books.fact("2025-03-02", "contact.logged", contact);
    assert_eq!(books.reminders("2025-03-02"), json!([[4, "deliberate"]]));
    books.fact("2025-03-03", "legal.step", json!({"step": "litigation"}));
    assert_eq!(books.reminders("2025-03-04"), json!([]));
}

/// Section 12: left out are disputed amounts, pending promises and insolvency.
#[test]
fn who_is_left_alone() {
    let promise = json!({"promise": "PR", "amount": "1", "currency": "CNY", "due": "2025-03-31"});
    let mut books = claim("2025-03-01", None);
    books.fact("2025-03-10", "promise.made", promise);
    assert_eq!(books.reminders("2025-03-31"), json!([]));
    assert_eq!(books.reminders("2025-04-01"), json!([[1, "overdue"]]));
    books.fact("2025-04-02", "legal.step", json!({"step": "insolvency"}));
    assert_eq!(books.reminders("2025-04-02"), json!([]));
    let mut books = claim("2025-03-01", None);
    let dispute = json!({"dispute": "D", "invoice": "I", "amount": "10000", "reason": "price"});
    books.fact("2025-03-05", "dispute.raised", dispute);
    assert_eq!(books.reminders("2025-03-10"), json!([]));
}

/// Section 12: parts of an active agreement get levels 0 and 1 only, by their
/// own dates, from the first day on.
#[test]
fn parts_of_a_plan_are_reminded_by_their_own_dates() {
    let mut books = claim("2025-03-01", None);
    let rows = [("2025-05-01", "5000"), ("2025-09-01", "5000")];
    books.sign(
        "2025-04-01",
        "A",
        "instalment",
        covers("I", "10000"),
        json!({"schedule": schedule(&rows)}),
    );
    assert_eq!(books.reminders("2025-04-27"), json!([]));
    assert_eq!(books.reminders("2025-04-28"), json!([[0, "before_due"]]));
    assert_eq!(books.reminders("2025-05-02"), json!([[1, "instalment_missed"]]));
    let sent = json!({"reminder": "R", "level": 1, "channel": "email", "invoices": ["I"]});
    books.fact("2025-05-02", "reminder.sent", sent);
    assert_eq!(books.reminders("2025-08-01"), json!([]));
}
