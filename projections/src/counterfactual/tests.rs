//! Small histories, computed by hand.

mod alike;

use std::sync::Arc;

use duebook_events::order::Outcome;
use duebook_events::{CustomerId, Day, Position};
use serde_json::{Value, json};

use super::backtest::HORIZON_MONTHS;
use super::book::{Before, Rulebook};
use super::came::Fate;
use super::decisions::Change;
use super::label::{Labels, is_bad};
use super::{Comparison, MonthEnd, Question, Report, Row};
use crate::account::Account;
use crate::given::{History, day, history};
use crate::history::Cut;
use crate::month::Month;
use crate::policy::{DEFAULT_TEXT, Policy};

/// default@1 with one more rule before the last.
fn with_rule(rule: &str) -> Arc<Policy> {
    let text = DEFAULT_TEXT.replace("name = \"default\"", "name = \"strict\"").replace(
        "[[rule]]\nname = \"clean\"",
        &format!("[[rule]]\n{rule}\n\n[[rule]]\nname = \"clean\""),
    );
    Arc::new(Policy::parse(&text).unwrap())
}

/// Large orders are held.
fn strict() -> Arc<Policy> {
    with_rule(
        "name = \"large\"\nwhen = { fact = \"order_amount\", above = \"15000\" }\n\
         outcome = \"held\"\nconditions = [{ kind = \"prepay\", share = \"0.50\" }]",
    )
}

/// Compares the policy of the day with another one, as of a date.
fn question(after: Arc<Policy>, as_of: &str) -> Question {
    let before = Before::OfTheDay(Rulebook::new(Vec::new()));
    let built_in = Arc::clone(before.at(day(as_of), Position(0)));
    Question {
        alike: before.alike(&after),
        before,
        after,
        from: None,
        to: day(as_of),
        seen: Cut { as_of: day(as_of), known_at: Position(1000) },
        label: built_in,
        months: Vec::new(),
        ends: Vec::new(),
    }
}

fn row(report: &Report, ix: usize) -> &Row {
    report.decisions.iter().nth(ix).unwrap()
}

fn compare(history: &History, question: &Question) -> Report {
    let mut comparison = Comparison::new(question);
    comparison.add(&CustomerId::try_new("C-1").unwrap(), history.facts());
    comparison.finish()
}

impl History {
    fn order(self, number: &str, on: &str, amount: &str) -> Self {
        self.and("order.placed", on, json!({"order": number, "currency": "CNY", "amount": amount}))
    }

    /// A decision that knew everything up to a position.
    fn decided(self, number: &str, on: &str, outcome: &str, position: u64) -> Self {
        let basis = json!({"policy": "default@1", "position": position, "as_of": on,
            "facts": {"order_amount": "1.00"}});
        self.decided_on(number, on, outcome, basis)
    }

    #[allow(clippy::needless_pass_by_value)] // tests write the basis where they pass it
    fn decided_on(self, number: &str, on: &str, outcome: &str, basis: Value) -> Self {
        let data = json!({"order": number, "outcome": outcome, "conditions": [], "basis": basis});
        self.and("order.decided", on, data)
    }

    fn billed(self, number: &str, order: &str, on: &str, amount: &str, due: &str) -> Self {
        let data = json!({"invoice": number, "currency": "CNY", "amount": amount, "due": due,
            "order": order});
        self.and("invoice.issued", on, data)
    }
}

/// Two orders, of which the larger one is paid late and in part.
fn two_orders() -> History {
    history()
        .order("O-1", "2025-02-01", "20000")
        .decided("O-1", "2025-02-01", "approved", 2)
        .order("O-2", "2025-02-02", "10000")
        .decided("O-2", "2025-02-02", "approved", 4)
        .billed("I-1", "O-1", "2025-02-03", "20000", "2025-03-03")
        .billed("I-2", "O-2", "2025-02-03", "10000", "2025-03-03")
        .payment("P-2", "2025-03-03", "10000", &[("I-2", "10000")])
        .payment("P-1", "2025-03-20", "12000", &[("I-1", "12000")])
}

fn printed(money: crate::Money) -> String {
    money.to_string()
}

/// Domain, section 11: the rules in order, on the facts of that day.
#[test]
fn an_order_that_the_new_policy_stops_is_added_up_with_what_came_of_it() {
    let report = compare(&two_orders(), &question(strict(), "2025-04-01"));
    let flips = &report.flips[0];
    assert_eq!((flips.released_before.orders, flips.released_after.orders), (2, 1));
    assert_eq!(printed(flips.released_before.amount), "30000.00");
    assert_eq!((flips.stopped.all.orders, flips.released.all.orders), (1, 0));
    assert_eq!(printed(flips.stopped.all.amount), "20000.00");
    assert_eq!(printed(flips.stopped.paid_late.amount), "12000.00");
    assert_eq!(printed(flips.stopped.overdue.amount), "8000.00");
    assert_eq!(flips.stopped.over_90.orders + flips.stopped.good.orders, 0);
    let cells: Vec<_> = flips.matrix.iter().filter(|cell| cell.tally.orders > 0).collect();
    assert_eq!(cells.len(), 2);
    assert_eq!((cells[0].before, cells[0].after), (Outcome::Approved, Outcome::Approved));
    assert_eq!((cells[1].before, cells[1].after), (Outcome::Approved, Outcome::Held));
    assert_eq!((flips.rules.len(), flips.rules[0].rule.as_str()), (1, "large"));
    assert_eq!(flips.months.len(), 1);
    assert_eq!(flips.months[0].stopped.orders, 1);
    let rows: Vec<&Row> = report.decisions.iter().collect();
    let [first, second] = rows[..] else { panic!("two decisions") };
    assert_eq!((first.change, first.came.fate), (Change::Stopped, Fate::Overdue));
    assert_eq!((second.change, second.came.fate), (Change::None, Fate::PaidInTime));
    assert_eq!(first.new.as_ref().unwrap().conditions[0].amount.to_string(), "10000.00");
}

/// Each stopped order has one fate, and the fates add up to what is stopped,
/// whatever its money counts in besides.
#[test]
fn the_fates_of_stopped_orders_add_up() {
    let mut history = two_orders()
        .order("O-3", "2025-02-02", "16000")
        .decided("O-3", "2025-02-02", "approved", 10)
        .order("O-4", "2025-02-02", "40000")
        .decided("O-4", "2025-02-02", "approved", 12)
        .billed("I-4", "O-4", "2025-02-03", "30000", "2025-03-03")
        .payment("P-4", "2025-06-20", "30000", &[("I-4", "30000")]);
    for (number, due) in [("O-5", "2025-03-03"), ("O-6", "2026-03-03")] {
        let head = history.facts().len() as u64 + 1;
        history = history
            .order(number, "2025-02-02", "20000")
            .decided(number, "2025-02-02", "approved", head)
            .billed(&format!("I-{number}"), number, "2025-02-03", "20000", due);
    }
    history = history.payment("P-5", "2025-03-01", "20000", &[("I-O-5", "20000")]);
    let report = compare(&history, &question(strict(), "2025-06-30"));
    let stopped = &report.flips[0].stopped;
    let fates: Vec<(Fate, u64, String)> = stopped
        .fates
        .iter()
        .map(|row| (row.fate, row.tally.orders, printed(row.tally.amount)))
        .collect();
    let expected = [
        (Fate::Over90, 2, "60000.00"),
        (Fate::Open, 1, "20000.00"),
        (Fate::PaidInTime, 1, "20000.00"),
        (Fate::NotBilled, 1, "16000.00"),
    ];
    assert_eq!(fates, expected.map(|(fate, orders, sum)| (fate, orders, sum.to_owned())));
    let orders: u64 = stopped.fates.iter().map(|row| row.tally.orders).sum();
    let amount: i128 = stopped.fates.iter().map(|row| row.tally.amount.minor).sum();
    assert_eq!((orders, amount), (stopped.all.orders, stopped.all.amount.minor));
    // The same money is in two figures: 8,000 and 30,000 were paid late or not at
    // all, and more than 90 days late.
    assert_eq!(printed(stopped.over_90.amount), "38000.00");
    assert_eq!(printed(stopped.paid_late.amount), "42000.00");
}

/// Due on 3 March: on 2 June it is 91 days late for the first time.
#[test]
fn what_came_of_an_order_grows_worse_with_time() {
    let history = two_orders().and(
        "invoice.written_off",
        "2025-06-10",
        json!({"invoice": "I-1", "amount": "5000", "reason": "small", "approver": "boss"}),
    );
    let came = |as_of: &str| {
        compare(&history, &question(strict(), as_of)).decisions.iter().next().unwrap().came
    };
    assert_eq!(
        (came("2025-03-03").fate, printed(came("2025-03-03").open)),
        (Fate::Open, "20000.00".into())
    );
    assert_eq!(came("2025-06-01").fate, Fate::Overdue);
    let late = came("2025-06-02");
    assert_eq!((late.fate, printed(late.over_90)), (Fate::Over90, "8000.00".into()));
    let lost = came("2025-06-10");
    assert_eq!(lost.fate, Fate::Lost);
    assert_eq!((printed(lost.lost), printed(lost.open)), ("5000.00".into(), "3000.00".into()));
    assert_eq!(printed(lost.paid), "12000.00");
}

/// Due on 1 March, paid on 1 May, and the cheque came back on 15 June: the debt is
/// as old as if nothing had been paid.
#[test]
fn a_debt_that_is_open_again_after_90_days_is_over_90_days_late() {
    let bounced = json!({"payment": "P-1", "reason": "bounced"});
    let history = history()
        .order("O-1", "2024-02-01", "1000")
        .decided("O-1", "2024-02-01", "approved", 2)
        .billed("I-1", "O-1", "2024-02-01", "1000", "2024-03-01")
        .payment("P-1", "2024-05-01", "1000", &[("I-1", "1000")])
        .and("payment.reversed", "2024-06-15", bounced);
    let came = |as_of: &str| {
        compare(&history, &question(strict(), as_of)).decisions.iter().next().unwrap().came
    };
    let before = came("2024-06-14");
    assert_eq!((before.fate, printed(before.over_90)), (Fate::PaidLate, "0.00".into()));
    let after = came("2025-06-30");
    assert_eq!((after.fate, printed(after.over_90)), (Fate::Over90, "1000.00".into()));
}

/// The demo's cheque: it settles an invoice, an order is approved, then we learn
/// that it had bounced before.
#[test]
fn money_that_a_decision_counted_on_and_that_came_back_is_shown() {
    let history = history()
        .invoice("I-0", "2025-01-02", "500", "2025-02-01")
        .payment("P-0", "2025-01-10", "500", &[("I-0", "500")])
        .order("O-1", "2025-01-15", "20000")
        .decided("O-1", "2025-01-15", "approved", 4)
        .and("payment.reversed", "2025-01-12", json!({"payment": "P-0", "reason": "bounced"}))
        .order("O-2", "2025-01-20", "20000")
        .decided("O-2", "2025-01-20", "approved", 7);
    let report = compare(&history, &question(strict(), "2025-02-15"));
    let bounced = |ix: usize| printed(row(&report, ix).came.bounced);
    assert_eq!((bounced(0), bounced(1)), ("500.00".into(), "0.00".into()));
    assert_eq!(report.flips[0].stopped.bounced.orders, 1);
    assert_eq!(report.flips[0].stopped.not_billed.orders, 2);
}

/// Domain, section 11: what was recorded after a decision, of whatever date, is
/// not held against it.
#[test]
fn a_decision_is_derived_with_the_knowledge_of_its_day() {
    let late = with_rule(
        "name = \"any_open\"\nwhen = { fact = \"open\", above = \"0\" }\noutcome = \"rejected\"",
    );
    let history = history()
        .order("O-1", "2025-02-10", "100")
        .decided("O-1", "2025-02-10", "approved", 2)
        .invoice("I-1", "2025-01-01", "500", "2025-03-01");
    let report = compare(&history, &question(late, "2025-02-28"));
    assert_eq!(row(&report, 0).change, Change::None);
    assert_eq!(row(&report, 0).known_at, Position(2));
}

/// A basis that says nothing: the effective date and the position before.
#[test]
fn a_decision_without_basis_is_derived_as_of_its_own_place() {
    let history = history().order("O-1", "2025-02-10", "100").decided_on(
        "O-1",
        "2025-02-11",
        "held",
        json!({}),
    );
    let report = compare(&history, &question(strict(), "2025-02-28"));
    let row = row(&report, 0);
    assert_eq!((row.as_of, row.known_at), (day("2025-02-11"), Position(2)));
    assert_eq!(row.old.as_ref().unwrap().outcome, Outcome::Approved);
    // The record says otherwise: that is counted, not hidden.
    assert_eq!(report.counts.recorded_otherwise, 1);
    assert_eq!(report.counts.recorded_without_facts, 1);
}

/// A field in another form hides no other; knowledge of what came later is none.
#[test]
fn a_damaged_basis_still_gives_its_point_of_view() {
    let decided = |basis: Value| {
        let history = history()
            .order("O-1", "2025-02-10", "100")
            .invoice("I-1", "2025-01-01", "500", "2025-03-01")
            .decided_on("O-1", "2025-02-11", "held", basis);
        let report = compare(&history, &question(strict(), "2025-02-28"));
        let row = row(&report, 0);
        (row.as_of, row.known_at, row.without_facts)
    };
    let facts = json!({"order_amount": "1.00"});
    let damaged = json!({"policy": "default@1", "position": 2, "as_of": "2025-02-10",
        "facts": facts, "facts_sha256": 5});
    assert_eq!(decided(damaged), (day("2025-02-10"), Position(2), false));
    let later = json!({"position": 4, "as_of": "2025-02-10", "facts": facts});
    assert_eq!(decided(later), (day("2025-02-11"), Position(3), false));
}

#[test]
fn overrides_are_shown_and_earlier_decisions_are_not_added_up() {
    let history = history()
        .order("O-1", "2025-02-01", "20000")
        .decided("O-1", "2025-02-01", "held", 2)
        .decided("O-1", "2025-02-05", "approved", 3)
        .and(
            "order.overridden",
            "2025-02-06",
            json!({"order": "O-1", "outcome": "rejected", "justification": "no", "approver": "boss"}),
        )
        // From its point of view this order did not exist.
        .order("O-2", "2025-02-10", "100")
        .decided("O-2", "2025-02-11", "approved", 3);
    let report = compare(&history, &question(strict(), "2025-02-28"));
    let counts = report.counts;
    assert_eq!((counts.decisions, counts.compared, counts.superseded), (3, 1, 1));
    assert_eq!((counts.not_derivable, counts.overridden), (1, 1));
    let newest = row(&report, 1);
    assert_eq!((newest.recorded, newest.really()), (Outcome::Approved, Outcome::Rejected));
    assert_eq!(report.flips[0].stopped.all.orders, 1);
    assert_eq!(report.flips[0].stopped.really_released.orders, 0);
}

#[test]
fn the_period_is_that_of_the_decisions_business_dates() {
    let mut question = question(strict(), "2025-04-01");
    (question.from, question.to) = (Some(day("2025-02-02")), day("2025-02-02"));
    let report = compare(&two_orders(), &question);
    assert_eq!(report.decisions.iter().count(), 1);
    assert_eq!(row(&report, 0).order, "O-2");
    question.from = Some(day("2025-03-01"));
    question.to = day("2025-04-01");
    assert!(compare(&two_orders(), &question).flips.is_empty());
}

#[test]
fn a_policy_compared_with_itself_changes_nothing() {
    let report = compare(&two_orders(), &question(Arc::new(Policy::built_in()), "2025-04-01"));
    assert!(report.decisions.iter().all(|row| row.change == Change::None));
    assert!(report.flips[0].rules.is_empty() && report.standing.changed.is_empty());
    assert!(report.standing.limits.iter().all(|limits| limits.change.minor == 0));
}

/// Domain, section 10. On time 10,000 of 30,000: -15; 18 days late on 20,000 of
/// 30,000, 12 on average: 0; nothing overdue: +5, +5; long known: +5. 60 is a C,
/// limit x 0.8; where C begins at 61, it is a D, limit x 0.5.
#[test]
fn grades_and_recommended_limits_move() {
    let history = two_orders().payment("P-3", "2025-03-21", "8000", &[("I-1", "8000")]).and(
        "credit.limit_set",
        "2025-01-01",
        json!({"limit": "100000", "currency": "CNY"}),
    );
    let bar = DEFAULT_TEXT.replacen("name = \"C\"\nfrom = 50", "name = \"C\"\nfrom = 61", 1);
    let after = Arc::new(Policy::parse(&bar).unwrap());
    let standing = compare(&history, &question(after, "2025-04-01")).standing;
    let row = &standing.migration[0];
    assert_eq!((row.old.as_str(), row.new.as_str(), row.customers), ("C", "D", 1));
    let limits = standing.limits[0];
    assert_eq!((printed(limits.old), printed(limits.new)), ("80000.00".into(), "50000.00".into()));
    assert_eq!(printed(limits.change), "-30000.00");
    let moved = &standing.changed[0];
    assert_eq!((moved.old.score, moved.new.score), (60, 60));
    assert_eq!((moved.old.risk_class.as_str(), moved.new.risk_class.as_str()), ("good", "severe"));
}

/// Month ends from the month of a day on, and what follows them.
fn months(question: &mut Question, first: &str, count: usize, known_at: u64) {
    let mut month = Month::of(day(first));
    question.months.clear();
    question.ends.clear();
    for ix in 0..count + HORIZON_MONTHS {
        question.ends.push(month.last());
        if ix < count {
            question.months.push(MonthEnd {
                day: month.last(),
                known_at: Position(known_at),
                old: Arc::new(Policy::built_in()),
                over: true,
            });
        }
        month = month.next();
    }
}

/// Due on 9 February 2024, paid on 1 August: more than 90 days late at the ends
/// of May, June and July. Observed from January to December, when it was billed
/// within twelve months: the first six turn bad, the last six do not.
#[test]
fn observations_turn_bad_where_a_later_month_end_is_over_90_days_late() {
    let history = history().invoice("I-1", "2024-01-10", "1000", "2024-02-09").payment(
        "P-1",
        "2024-08-01",
        "1000",
        &[("I-1", "1000")],
    );
    let mut question = question(Arc::new(Policy::built_in()), "2026-06-30");
    months(&mut question, "2023-11-01", 20, 3);
    let test = compare(&history, &question).backtest;
    assert_eq!((test.observations, test.bad, test.bad_already, test.customers), (12, 6, 3, 1));
    let span = (test.from.unwrap().to_string(), test.to.unwrap().to_string());
    assert_eq!(span, ("2024-01".into(), "2024-12".into()));
    let sums =
        test.old.grades.iter().fold((0, 0), |sum, row| (sum.0 + row.observations, sum.1 + row.bad));
    assert_eq!(sums, (12, 6));
    assert_eq!(test.old.gini, test.new.gini);
    // With the year not over, or nothing recorded, they are left out and counted.
    question.months.iter_mut().for_each(|month| month.over = false);
    let test = compare(&history, &question).backtest;
    assert_eq!((test.observations, test.left_out.not_over), (0, 12));
    months(&mut question, "2023-11-01", 20, 0);
    let test = compare(&history, &question).backtest;
    assert_eq!((test.observations, test.left_out.not_known), (0, 12));
}

/// An observation sees what was recorded by then, its label what is known today.
#[test]
fn observations_are_scored_with_the_knowledge_of_their_day() {
    let history = history().invoice("I-1", "2024-01-10", "1000", "2024-02-09").payment(
        "P-1",
        "2024-02-08",
        "1000",
        &[("I-1", "1000")],
    );
    let mut question = question(Arc::new(Policy::built_in()), "2026-06-30");
    months(&mut question, "2024-06-01", 1, 2);
    let test = compare(&history, &question).backtest;
    // The payment was not known: the customer looked bad, and was not.
    assert_eq!((test.observations, test.bad, test.bad_already), (1, 0, 1));
}

/// The log of open amounts and a fold of that day agree, whatever lies on the items.
#[test]
fn labels_from_the_log_are_those_of_a_fold_of_the_day() {
    let history = history()
        .invoice("I-1", "2024-01-10", "1000", "2024-02-09")
        .invoice("I-2", "2024-03-10", "700", "2024-04-09")
        .and("dispute.raised", "2024-05-20", json!({"dispute": "D-1", "invoice": "I-1",
            "amount": "1000", "reason": "quality"}))
        .and("dispute.resolved", "2024-07-05", json!({"dispute": "D-1", "outcome": "rejected"}))
        .payment("P-1", "2024-09-15", "1000", &[("I-1", "1000")])
        .and("payment.reversed", "2024-10-03", json!({"payment": "P-1", "reason": "bounced"}))
        .agreement("A-1", "2024-08-01", &[("I-2", "700")],
            json!({"kind": "instalment", "on_default": {"missed": 1, "effect": "revert"},
                "schedule": [{"due": "2024-12-01", "amount": "300"}, {"due": "2025-02-01", "amount": "400"}]}))
        .and("late_fee.charged", "2024-06-30", json!({"fee": "F-1", "invoice": "I-2", "amount": "5"}))
        .and("credit.limit_set", "2025-01-05", json!({"limit": "1", "currency": "USD"}));
    let policy = history.policy();
    let seen = history.cut(day("2026-01-01"));
    let account = Account::fold(history.facts(), seen, policy);
    let mut labels = Labels::new(history.facts(), &account, policy, seen, 1500);
    let mut bad_days = 0;
    let first: Day = day("2024-01-01");
    for ahead in 0..730 {
        let on = first + i32::try_from(ahead).unwrap();
        let at = Cut { as_of: on, known_at: seen.known_at };
        let folded = is_bad(&Account::fold(history.facts(), at, policy), policy);
        assert_eq!(labels.at(ahead, on), folded, "{on}");
        bad_days += usize::from(folded);
    }
    assert!((100..600).contains(&bad_days), "{bad_days}");
}
