//! What other receivables systems assert of themselves, where the domain page
//! says the same: facts and figures from their tests and documents, told in our
//! own events. The source stands at each test.
//!
//! Left out, because the domain has no such rule: instalments as payment terms,
//! payment days, months as a term, exchange differences, a credit note as an
//! open item of its own, fees that grow with the level of a reminder. One rule
//! is ours on purpose: a credit note shortens the tail of an instalment plan
//! (domain, section 7), where ERPNext takes it off the earliest instalment.

use duebook_projections::policy::DEFAULT_TEXT;
use serde_json::json;

use super::books::{Books, covers, schedule};

const CHINA: &str = include_str!("../../replay-fixtures/policies/china@1.toml");

/// The due date of an invoice of a day under terms.
fn due(trigger: &str, net_days: u16, day: &str) -> String {
    let mut books = Books::since("2010-01-01");
    let terms = json!({"trigger": trigger, "net_days": net_days});
    let data = json!({"invoice": "I", "currency": "CNY", "amount": "0.20", "terms": terms});
    books.fact(day, "invoice.issued", data);
    let part = books.parts(day)[0].clone();
    assert_eq!(part[2], "0.20");
    part[1].as_str().unwrap().to_owned()
}

/// A policy with these days off and with default terms that roll.
fn with_holidays(days: &str) -> String {
    DEFAULT_TEXT
        .replace("name = \"default\"", "name = \"calendar\"")
        .replace("holidays = []", &format!("holidays = [{days}]"))
        .replace("net_days = 30\nroll = \"none\"", "net_days = 14\nroll = \"following\"")
}

/// Odoo (`test_payment_term`), OCA (`account_payment_term_extension`), ERPNext
/// (`test_customer`) and others: net days, and days after the end of the month.
#[test]
fn due_dates_of_plain_terms() {
    for day in ["2019-01-01", "2019-01-15", "2019-01-31"] {
        assert_eq!(due("invoice_date", 0, day), day);
        assert_eq!(due("month_end", 45, day), "2019-03-17");
        assert_eq!(due("month_end", 0, day), "2019-01-31");
        assert_eq!(due("month_end", 1, day), "2019-02-01");
    }
    assert_eq!(due("invoice_date", 14, "2015-03-02"), "2015-03-16");
    assert_eq!(due("invoice_date", 14, "2015-03-01"), "2015-03-15");
    assert_eq!(due("invoice_date", 30, "2016-01-22"), "2016-02-21");
    assert_eq!(due("invoice_date", 30, "2017-01-22"), "2017-02-21");
    assert_eq!(due("month_end", 14, "2026-07-30"), "2026-08-14");
}

/// OCA (`account_payment_term_extension`): two weeks from 2015-03-02 end on
/// Monday the 16th, which is a holiday or is none.
#[test]
fn a_due_date_on_a_holiday_moves_one_next_to_it_does_not() {
    let on = |holidays: &str| {
        let mut books = Books::since("2015-01-01");
        books.policy(&with_holidays(holidays));
        books.invoice("2015-03-02", "I", "100.00");
        books.parts("2015-03-02")[0][1].clone()
    };
    assert_eq!(on("\"2015-03-16\""), "2015-03-17");
    assert_eq!(on("\"2015-03-17\""), "2015-03-16");
}

/// The calendar of mainland China: Spring Festival and National Day move due
/// dates past the whole holiday, and on to a Saturday or Sunday that is made a
/// working day (notices of the State Council's General Office).
#[test]
fn chinese_holidays_and_working_weekends() {
    let mut books = Books::new();
    books.policy(&CHINA.replace("roll = \"none\"", "roll = \"following\""));
    let mut due = |number: &str, issued: &str| {
        books.invoice(issued, number, "1.00");
        let parts = books.parts("2026-12-31");
        let rows = parts.as_array().unwrap().clone();
        rows.iter().find(|row| row[0] == number).unwrap()[1].clone()
    };
    // 30 days on: Tuesday 2025-01-28, the first day of Spring Festival.
    assert_eq!(due("A", "2024-12-29"), "2025-02-05");
    // Wednesday 2025-10-01: National Day to the 8th.
    assert_eq!(due("B", "2025-09-01"), "2025-10-09");
    // Sunday 2025-01-26 and Saturday 2025-02-08 are worked.
    assert_eq!(due("C", "2024-12-27"), "2025-01-26");
    assert_eq!(due("D", "2025-01-09"), "2025-02-08");
    // Saturday 2026-02-14 is worked, Sunday the 15th begins the holiday.
    assert_eq!(due("E", "2026-01-15"), "2026-02-14");
    assert_eq!(due("F", "2026-01-16"), "2026-02-24");
}

/// china@1 is default@1 with another name and a calendar.
#[test]
fn the_chinese_policy_differs_in_its_calendar_only() {
    let rest = |text: &str| {
        let from = text.find("[promises]").unwrap();
        text[from..].to_owned()
    };
    assert_eq!(rest(CHINA), rest(DEFAULT_TEXT));
}

/// Tryton (`scenario_invoice`): an amount of zero has no due date; here the door
/// refuses it.
#[test]
fn an_invoice_over_nothing_is_refused() {
    let nothing = json!({"invoice": "I", "currency": "CNY", "amount": "0.00"});
    assert!(Books::new().refusal("2016-05-17", "invoice.issued", nothing).contains("amount"));
}

/// ERPNext (`test_accounts_receivable`): paid half at the counter; one cent
/// stays visible; paid in full; money before any invoice.
#[test]
fn open_items_after_payments() {
    let mut books = Books::new();
    books.invoice("2025-03-03", "I", "100.00");
    books.pays("2025-03-03", "P1", "I", "50.00");
    assert_eq!(books.balance("2025-03-03")["open"], "50.00");
    books.pays("2025-03-04", "P2", "I", "49.99");
    assert_eq!(books.balance("2025-03-04")["open"], "0.01");
    books.pays("2025-03-05", "P3", "I", "0.01");
    assert_eq!(books.parts("2025-03-05"), json!([]));
    let advance = json!({"payment": "P4", "currency": "CNY", "amount": "1000"});
    books.fact("2025-03-06", "payment.received", advance);
    let balance = books.balance("2025-03-06");
    assert_eq!([&balance["open"], &balance["balance"]], ["0.00", "-1000.00"]);
}

/// ERPNext: a payment dated tomorrow does not reduce today's balance; one
/// payment over two invoices shows at each its own part.
#[test]
fn payments_dated_later_and_over_two_invoices() {
    let mut books = Books::new();
    books.invoice("2025-03-03", "A", "50.00");
    books.invoice("2025-03-03", "B", "50.00");
    let both = json!({"payment": "P", "currency": "CNY", "amount": "100",
        "allocations": [{"invoice": "A", "amount": "50"}, {"invoice": "B", "amount": "50"}]});
    books.fact("2025-03-04", "payment.received", both);
    assert_eq!(books.balance("2025-03-03")["open"], "100.00");
    assert_eq!(books.balance("2025-03-04")["open"], "0.00");
    assert_eq!(books.balance("2025-03-04")["unapplied"], "0.00");
}

/// ERPNext: a credit note over all of an unpaid invoice leaves nothing; one on a
/// paid invoice is used for a second one.
#[test]
fn credit_notes_close_invoices_and_their_excess_closes_others() {
    let mut books = Books::new();
    books.invoice("2025-03-03", "A", "100.00");
    let note = |number: &str, invoice: &str| json!({"credit_note": number, "invoice": invoice, "amount": "100", "reason": "return"});
    books.fact("2025-03-04", "credit_note.issued", note("CN1", "A"));
    assert_eq!(books.balance("2025-03-04")["balance"], "0.00");
    books.invoice("2025-03-05", "B", "100.00");
    books.invoice("2025-03-05", "C", "100.00");
    books.pays("2025-03-06", "P", "B", "100.00");
    books.fact("2025-03-07", "credit_note.issued", note("CN2", "B"));
    let use_it = json!({"payment": "CN2", "allocations": [{"invoice": "C", "amount": "100"}],
        "method": "manual"});
    books.fact("2025-03-08", "payment.allocated", use_it);
    assert_eq!(books.parts("2025-03-08"), json!([]));
    assert_eq!(books.balance("2025-03-08")["balance"], "0.00");
}

/// ERPNext: 100 in instalments of 30, 50 and 20; 40 paid close the first and
/// 10 of the second.
#[test]
fn money_fills_instalments_from_the_first() {
    let mut books = Books::new();
    books.invoice("2025-03-03", "I", "100.00");
    let rows = [("2025-04-02", "30"), ("2025-05-02", "50"), ("2025-06-01", "20")];
    books.sign(
        "2025-03-03",
        "A",
        "instalment",
        covers("I", "100"),
        json!({"schedule": schedule(&rows)}),
    );
    books.pays("2025-03-10", "P", "I", "40.00");
    assert_eq!(
        books.parts("2025-03-10"),
        json!([["I", "2025-05-02", "40.00"], ["I", "2025-06-01", "20.00"]])
    );
}

/// OCA (`account_financial_report`, `account_due_list_days_overdue`): due today is
/// current, thirty days late is still in the first bucket; 16 days old on net 15
/// is one day late.
#[test]
fn bucket_boundaries() {
    let mut books = Books::new();
    books.terms("invoice_date", 15, json!({}));
    books.invoice("2025-03-01", "I", "100.00");
    let bucket = |day: &str| books.buckets(day);
    assert_eq!(bucket("2025-03-16"), json!({"current": "100.00"}));
    assert_eq!(bucket("2025-03-17"), json!({"1-30": "100.00"}));
    assert_eq!(bucket("2025-04-15"), json!({"1-30": "100.00"}));
    assert_eq!(bucket("2025-04-16"), json!({"31-60": "100.00"}));
}

/// ERPNext (`test_dunning`): 100, fifteen days late, at 10 % a year: 0.41; at no
/// rate nothing.
#[test]
fn interest_of_a_demand() {
    let ten_percent = DEFAULT_TEXT.replace("name = \"default\"", "name = \"ten\"").replace(
        "from = \"0001-01-01\", rate = \"0.154\"",
        "from = \"0001-01-01\", rate = \"0.1\"",
    );
    let capped = |text: &str| {
        let from = text.find("annual_cap = [").unwrap();
        let to = from + text[from..].find("\n]").unwrap();
        let one = "annual_cap = [{ from = \"0001-01-01\", rate = \"0.1\" }";
        format!("{}{one}{}", &text[..from], &text[to..])
    };
    let mut books = Books::new();
    books.policy(&capped(&ten_percent));
    let invoice = |number: &str, rate: Option<&str>| {
        let mut terms = json!({"trigger": "invoice_date", "net_days": 0});
        if let Some(rate) = rate {
            terms["daily_rate"] = json!(rate);
        }
        json!({"invoice": number, "currency": "CNY", "amount": "100", "terms": terms})
    };
    books.fact("2025-03-01", "invoice.issued", invoice("PLAIN", None));
    assert_eq!(books.interest("2025-03-16"), json!(null));
    books.fact("2025-03-01", "invoice.issued", invoice("I", Some("0.001")));
    let row = books.interest("2025-03-16");
    assert_eq!((&row["accrued"], &row["days"]), (&json!("0.41"), &json!(15)));
}

/// ERPNext (`test_dunning`): of two halves only the overdue one is dunned; when
/// it is paid nothing is left to do, and when the payment bounces it is again.
#[test]
fn a_bounce_reopens_the_reminder() {
    let mut books = Books::new();
    books.invoice("2025-02-01", "I", "100.00");
    let rows = [("2025-03-06", "50"), ("2025-03-31", "50")];
    books.sign(
        "2025-03-01",
        "A",
        "instalment",
        covers("I", "100"),
        json!({"schedule": schedule(&rows)}),
    );
    assert_eq!(books.reminders("2025-03-07"), json!([[1, "instalment_missed"]]));
    books.pays("2025-03-08", "P", "I", "50.00");
    assert_eq!(books.reminders("2025-03-08"), json!([]));
    books.fact("2025-03-10", "payment.reversed", json!({"payment": "P", "reason": "bounced"}));
    assert_eq!(books.reminders("2025-03-10"), json!([[1, "instalment_missed"]]));
}

/// Tryton (`scenario_account_dunning`) and OCA (`account_credit_control`): from
/// the level's own day on, one step at a time, only when the step before was
/// taken; nothing after payment.
#[test]
fn one_level_a_step() {
    let mut books = Books::new();
    books.terms("invoice_date", 0, json!({}));
    books.invoice("2025-03-01", "I", "100.00");
    assert_eq!(books.reminders("2025-03-03"), json!([]));
    assert_eq!(books.reminders("2025-03-04"), json!([[1, "overdue"]]));
    // A month later the first step is still the first.
    assert_eq!(books.reminders("2025-04-20"), json!([[1, "overdue"]]));
    let sent = |level: u8| {
        json!({"reminder": format!("R{level}"), "level": level, "channel": "email",
            "invoices": ["I"]})
    };
    books.fact("2025-04-20", "reminder.sent", sent(1));
    assert_eq!(books.reminders("2025-04-26"), json!([]));
    assert_eq!(books.reminders("2025-04-27"), json!([[2, "no_answer"]]));
    books.fact("2025-04-27", "reminder.sent", sent(2));
    assert_eq!(books.reminders("2025-05-04"), json!([[3, "over_30_days"]]));
    books.pays("2025-05-05", "P", "I", "100.00");
    assert_eq!(books.reminders("2025-06-30"), json!([]));
}

/// Tryton (`scenario_account_dunning_fee`): fees of 10 and of 15 % of the item
/// make 110 and 125 of 100: a fee is an item of its own, reckoned on the item.
#[test]
fn fees_stand_beside_their_item() {
    let mut books = Books::new();
    books.invoice("2025-03-01", "I", "100.00");
    for (fee, amount, sum) in [("F1", "10", "110.00"), ("F2", "15", "125.00")] {
        let data = json!({"fee": fee, "invoice": "I", "amount": amount, "kind": "cost"});
        books.fact("2025-04-10", "late_fee.charged", data);
        assert_eq!(books.balance("2025-04-10")["open"], sum);
    }
    assert_eq!(books.balance("2025-04-10")["fees"], "25.00");
}

/// Tryton (`scenario_reports`): issued in one period, paid in a later one.
#[test]
fn a_period_that_ends_before_the_payment_shows_the_debt() {
    let mut books = Books::new();
    books.invoice("2025-03-15", "I", "10.00");
    books.pays("2025-05-15", "P", "I", "10.00");
    assert_eq!(books.balance("2025-03-31")["balance"], "10.00");
    assert_eq!(books.balance("2025-12-31")["balance"], "0.00");
}
