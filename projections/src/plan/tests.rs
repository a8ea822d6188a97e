//! Plans, by the rules of domain sections 2 and 7.

use serde_json::json;

use super::*;
use crate::given::{History, day, history};

fn late() -> History {
    history().invoice("A", "2025-01-01", "120000", "2025-02-01")
}

fn ask(count: u16, first: &str) -> PlanAsk<'static> {
    PlanAsk {
        currency: Currency::try_new("CNY").unwrap(),
        invoices: &[],
        count,
        first: day(first),
        every: Every::Months(1),
        down: None,
        daily_rate: None,
        on_default: OnDefault::default(),
    }
}

fn plan_of(history: &History, as_of: &str, ask: &PlanAsk<'_>) -> Result<Plan, NoPlan> {
    plan("C-1", &history.as_of(as_of), history.policy(), ask)
}

fn rows(plan: &Plan) -> Vec<(String, String)> {
    plan.schedule.iter().map(|row| (row.due.to_string(), row.amount.to_string())).collect()
}

fn share(text: &str) -> Rate {
    Rate::try_new(text).unwrap()
}

/// Domain, section 7: the example's schedule.
#[test]
fn equal_parts_a_month_apart() {
    let plan = plan_of(&late(), "2025-03-01", &ask(3, "2025-03-15")).unwrap();
    let expected =
        [("2025-03-15", "40000.00"), ("2025-04-15", "40000.00"), ("2025-05-15", "40000.00")];
    assert_eq!(rows(&plan), expected.map(|(due, amount)| (due.into(), amount.into())));
}

/// Domain, section 2: rounded down, the remainder on the last; a share is
/// rounded half away from zero.
#[test]
fn what_is_paid_down_and_what_remains_add_up() {
    let history = history().invoice("A", "2025-01-01", "100.01", "2025-02-01");
    let down = PlanAsk {
        down: Some((share("0.30"), day("2025-03-01"))),
        every: Every::Days(10),
        ..ask(3, "2025-03-31")
    };
    let plan = plan_of(&history, "2025-03-01", &down).unwrap();
    let expected = [
        ("2025-03-01", "30.00"),
        ("2025-03-31", "23.33"),
        ("2025-04-10", "23.33"),
        ("2025-04-20", "23.35"),
    ];
    assert_eq!(rows(&plan), expected.map(|(due, amount)| (due.into(), amount.into())));
    let half = PlanAsk { down: Some((share("0.5"), day("2025-03-01"))), ..ask(1, "2025-03-31") };
    assert_eq!(plan_of(&history, "2025-03-01", &half).unwrap().schedule[0].amount.minor, 5001);
}

#[test]
fn months_end_where_they_end() {
    let plan = plan_of(&late(), "2025-01-31", &ask(3, "2025-01-31"));
    assert_eq!(
        plan.unwrap_err(),
        NoPlan::NothingOverdue,
        "due on the first of February, nothing is overdue in January"
    );
    let dates = schedule(day("2025-01-01"), 300, &ask(3, "2025-01-31")).unwrap();
    let dates: Vec<String> = dates.iter().map(|row| row.due.to_string()).collect();
    assert_eq!(dates, ["2025-01-31", "2025-02-28", "2025-03-31"]);
}

/// Only what is overdue and undisputed is covered; what is disputed is said.
#[test]
fn a_plan_covers_the_undisputed_overdue_amounts_by_due_date() {
    let dispute = json!({"dispute": "D", "invoice": "A", "amount": "20000", "reason": "price"});
    let history = late()
        .invoice("B", "2025-01-01", "10", "2025-01-15")
        .invoice("C", "2025-01-01", "10", "2025-04-15")
        .and("dispute.raised", "2025-02-10", dispute);
    let plan = plan_of(&history, "2025-03-01", &ask(2, "2025-03-15")).unwrap();
    let covers: Vec<_> =
        plan.covers.iter().map(|c| (c.invoice.as_str(), c.amount.to_string())).collect();
    assert_eq!(covers, [("B", "10.00".to_owned()), ("A", "100000.00".to_owned())]);
    assert_eq!(plan.left_out[0].amount.to_string(), "20000.00");
    let only = ["C".to_owned()];
    let only = PlanAsk { invoices: &only, ..ask(2, "2025-03-15") };
    let refused = plan_of(&history, "2025-03-01", &only).unwrap_err();
    assert_eq!(refused, NoPlan::NotThis { invoice: "C".to_owned(), reason: "not_due" });
}

#[test]
fn dates_and_amounts_that_make_no_schedule_are_refused() {
    let plan = |ask: &PlanAsk<'_>| plan_of(&late(), "2025-03-01", ask).unwrap_err();
    let (today, first) = (day("2025-03-01"), day("2025-03-15"));
    assert_eq!(plan(&ask(3, "2025-03-01")), NoPlan::Dates { due: today, after: today });
    let down = |due| PlanAsk { down: Some((share("0.3"), due)), ..ask(3, "2025-03-15") };
    assert_eq!(plan(&down(first)), NoPlan::Dates { due: first, after: first });
    assert!(matches!(plan(&down(day("2025-02-28"))), NoPlan::Dates { .. }));
    let tiny = PlanAsk { down: Some((share("0.00000001"), today)), ..ask(3, "2025-03-15") };
    assert!(matches!(plan(&tiny), NoPlan::TooSmall { .. }));
    let far = PlanAsk { every: Every::Days(3650), ..ask(3000, "2025-03-15") };
    assert_eq!(plan(&far), NoPlan::TooLong);
    let missed = OnDefault { missed: duebook_events::terms::Count(4), ..OnDefault::default() };
    let missed = PlanAsk { on_default: missed, ..ask(3, "2025-03-15") };
    assert_eq!(plan(&missed), NoPlan::Missed { missed: 4, rows: 3 });
}
