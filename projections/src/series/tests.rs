use serde_json::json;

use super::*;
use crate::given::{History, day, history};

fn cny() -> Currency {
    Currency::try_new("CNY").unwrap()
}

fn month(text: &str) -> Month {
    Month::try_new(text).unwrap()
}

/// The points from the month before `from` to `to`, seen at most at `as_of`.
fn points<'p>(history: &'p History, from: &str, to: &str, as_of: &str) -> Vec<Point<'p>> {
    let (mut next, to, as_of) = (month(from).previous(), month(to), day(as_of));
    let mut points = Vec::new();
    while next <= to {
        let as_of = next.last().min(as_of);
        points.push(Point { month: next, as_of, policy: history.policy() });
        next = next.next();
    }
    points
}

fn added<'p>(history: &History, mut series: Series<'p>) -> Series<'p> {
    let known_at = Position(history.facts().len() as u64);
    series.add(&CustomerId::try_new("C-1").unwrap(), history.facts(), known_at);
    series
}

fn figures(history: &History, from: &str, to: &str, as_of: &str) -> Vec<Figures> {
    let points = points(history, from, to, as_of);
    added(history, Series::new(&points)).figures()
}

fn shown(ratio: Option<Ratio>) -> String {
    ratio.map_or_else(|| "null".to_owned(), |ratio| ratio.to_string())
}

/// January bills 300, February 100, March 200; 150 of January's are paid in
/// February, and 50 of them are still open and late at the end of March.
fn quarter() -> History {
    history()
        .invoice("I-1", "2025-01-10", "300", "2025-02-09")
        .invoice("I-2", "2025-02-10", "100", "2025-04-30")
        .payment("P-1", "2025-02-20", "150", &[("I-1", "150")])
        .invoice("I-3", "2025-03-10", "200", "2025-04-30")
        .payment("P-2", "2025-03-20", "110", &[("I-1", "100")])
}

#[test]
fn each_figure_follows_its_formula() {
    let rows = figures(&quarter(), "2025-01", "2025-03", "2025-12-31");
    let march = &rows[2];
    assert_eq!(march.receivables.to_string(), "350.00");
    assert_eq!(march.overdue.to_string(), "50.00");
    assert_eq!(shown(march.overdue_rate), "0.1429"); // 50 / 350
    assert_eq!(march.billed.to_string(), "200.00");
    // The 90 days that end with 31 March begin on 1 January.
    assert_eq!(march.billed_90.to_string(), "600.00");
    assert_eq!(shown(march.dso), "52.5000"); // 350 x 90 / 600
    // March's 200 for 31 days, February's 100 for 28, 50 of January's 300 for 31 x 50 / 300.
    assert_eq!(shown(march.dso_count_back), "64.1667");
    assert_eq!(shown(march.average_days_delinquent), "7.5000"); // 50 x 90 / 600
    // Opening 250 + billed 200 - closing 350, over the same less the current 300.
    assert_eq!(shown(march.collection_effectiveness), "0.6667");
    // 300 at 0.5 %, 50 at 5 % (50 days late).
    assert_eq!(march.expected_credit_loss.to_string(), "4.00");
    assert_eq!(march.provision[2].loss.to_string(), "2.50");
    assert_eq!(march.unapplied.to_string(), "10.00");
    let january = &rows[0];
    assert_eq!(january.receivables.to_string(), "300.00");
    assert_eq!(shown(january.dso_count_back), "31.0000");
    assert_eq!(shown(january.collection_effectiveness), "null"); // nothing could be collected yet
}

#[test]
fn a_running_month_is_seen_at_its_last_known_day() {
    let rows = figures(&quarter(), "2025-03", "2025-03", "2025-03-15");
    assert!(rows[0].running);
    assert_eq!(rows[0].as_of, day("2025-03-15"));
    assert_eq!(rows[0].receivables.to_string(), "450.00");
    // 15 days of March bill 200, 28 of February 100, and 150 of January's 300.
    assert_eq!(shown(rows[0].dso_count_back), "58.5000");
    assert!(!figures(&quarter(), "2025-03", "2025-03", "2025-03-31")[0].running);
}

#[test]
fn promises_disputes_and_write_offs_belong_to_their_month() {
    let promise = |number: &str, amount: &str, due: &str| json!({"promise": number, "currency": "CNY", "amount": amount, "due": due});
    let history = history()
        .invoice("I-1", "2025-01-10", "300", "2025-02-09")
        .and("promise.made", "2025-02-20", promise("kept", "100", "2025-03-10"))
        .and("promise.made", "2025-02-20", promise("broken", "50", "2025-03-20"))
        .and("promise.made", "2025-02-20", promise("pending", "60", "2025-03-31"))
        .and("promise.made", "2025-02-20", promise("later", "60", "2025-04-01"))
        .payment("P-1", "2025-03-05", "100", &[("I-1", "100")])
        .and(
            "dispute.raised",
            "2025-03-06",
            json!({"dispute": "D-1", "invoice": "I-1",
            "amount": "30", "reason": "price"}),
        )
        .and(
            "invoice.written_off",
            "2025-03-07",
            json!({"invoice": "I-1", "amount": "40",
            "reason": "r", "approver": "a"}),
        )
        .and("write_off.recovered", "2025-03-08", json!({"invoice": "I-1", "amount": "15"}))
        .and("write_off.recovered", "2025-04-08", json!({"invoice": "I-1", "amount": "5"}));
    let rows = figures(&history, "2025-03", "2025-04", "2025-04-30");
    let march = &rows[0];
    let tally = |of: &CountAndAmount| (of.count, of.amount.to_string());
    assert_eq!(tally(&march.promises.due), (3, "210.00".into()));
    assert_eq!(tally(&march.promises.kept), (1, "100.00".into()));
    assert_eq!(tally(&march.promises.pending), (1, "60.00".into()));
    assert_eq!(shown(march.promises.kept_by_count), "0.5000");
    assert_eq!(shown(march.promises.kept_by_amount), "0.6667");
    assert_eq!(tally(&march.disputes_open), (1, "30.00".into()));
    assert_eq!(march.write_offs.to_string(), "25.00");
    assert_eq!(rows[1].write_offs.to_string(), "-5.00");
}

/// The rows of a drill-down add up to the figure, or to the sums it comes from.
#[test]
fn every_figure_drills_down_to_rows_that_add_up_to_it() {
    let history = quarter();
    let points = points(&history, "2025-03", "2025-03", "2025-12-31");
    for figure in Figure::ALL {
        let drill = added(&history, Series::drilling(&points, figure, cny())).drill().unwrap();
        for term in &drill.terms {
            let of = drill.rows.iter().filter(|row| row.term == term.term);
            assert_eq!(of.map(|row| row.amount.minor).sum::<Minor>(), term.amount.minor);
        }
        if let [only] = figure.terms() {
            assert_eq!(drill.terms.len(), 1);
            assert_eq!(drill.terms[0].term, *only);
            assert_eq!(drill.value, Some(drill.terms[0].amount.to_string()), "{figure:?}");
        }
        assert!(drill.rows.iter().all(|row| !row.positions.is_empty()), "{figure:?}");
    }
    let drill = added(&history, Series::drilling(&points, Figure::Overdue, cny())).drill().unwrap();
    let positions: Vec<u64> = drill.rows[0].positions.iter().map(|p| p.0).collect();
    assert_eq!((drill.rows[0].document.as_str(), positions), ("I-1", vec![2, 4, 6]));
    let back = Series::drilling(&points, Figure::DsoCountBack, cny());
    let billed = added(&history, back).drill().unwrap();
    assert_eq!(billed.terms[0].amount.to_string(), "600.00");
}

/// Three times 0.10 at 0.5 %: 0.0015 in all is 0.00, and 33.33 of each is not.
#[test]
fn rows_of_an_expected_loss_share_its_rounding() {
    let history = history()
        .invoice("I-1", "2025-03-01", "1", "2025-04-30")
        .invoice("I-2", "2025-03-01", "1", "2025-04-30")
        .invoice("I-3", "2025-03-01", "1", "2025-04-30");
    let points = points(&history, "2025-03", "2025-03", "2025-12-31");
    let drilling = Series::drilling(&points, Figure::ExpectedCreditLoss, cny());
    let drill = added(&history, drilling).drill().unwrap();
    let amounts: Vec<String> = drill.rows.iter().map(|row| row.amount.to_string()).collect();
    // 0.005 each: 0.005 rounds to 0.01, 0.010 stays, 0.015 rounds to 0.02.
    assert_eq!(amounts, ["0.01", "0.00", "0.01"]);
    assert_eq!(drill.value.as_deref(), Some("0.02"));
}

#[test]
fn parts_of_a_portfolio_join_in_any_split() {
    let history = quarter();
    let points = points(&history, "2025-01", "2025-03", "2025-12-31");
    let known_at = Position(history.facts().len() as u64);
    let customers = ["C-1", "C-2", "C-3"].map(|number| CustomerId::try_new(number).unwrap());
    let mut whole = Series::new(&points);
    for customer in &customers {
        whole.add(customer, history.facts(), known_at);
    }
    let mut first = Series::new(&points);
    first.add(&customers[0], history.facts(), known_at);
    let mut rest = Series::new(&points);
    rest.add(&customers[1], history.facts(), known_at);
    rest.add(&customers[2], history.facts(), known_at);
    let mut joined = Series::new(&points);
    joined.append(first);
    joined.append(rest);
    let text = |series: &Series<'_>| serde_json::to_string(&series.figures()).unwrap();
    assert_eq!(text(&joined), text(&whole));
}
