//! Statements, the overdue list and the portfolio's figures against the naive
//! implementation, and statements against `balance`.

use std::collections::BTreeMap;

use duebook_events::{Currency, CustomerId, Day, Position};
use duebook_projections::money::Money;
use duebook_projections::overdue::overdue;
use duebook_projections::series::{Figure, Point, Series};
use duebook_projections::statement::{Period, Statement, statement};
use duebook_projections::{Account, Cut, Fact, Month, Policy, balance};
use serde_json::{Value, json};

use crate::agreement_with_naive::{compare, naive_day};
use crate::given;
use crate::naive::view::View;
use crate::naive::{self, Book};

type Streams = BTreeMap<CustomerId, Vec<Fact>>;

/// A generated history in both forms.
struct Both {
    streams: Streams,
    book: Book,
    lines: String,
}

fn both(seed: u64) -> Both {
    let (customers, events) = if seed.is_multiple_of(2) { (1, 60 + seed % 80) } else { (2, 120) };
    let lines = given::lines(seed, customers, events);
    let streams = given::block_on(async { given::facts(&given::imported(&lines).await).await });
    let book = Book::new(&given::values(&lines));
    Both { streams, book, lines }
}

impl Both {
    fn view(&self, customer: &CustomerId, day: Day, known_at: Position) -> View<'_> {
        let (customer, day) = (customer.as_str(), naive_day(day));
        View::new(customer, self.book.cut(customer, day, known_at.0), day)
    }
}

fn money_of(money: Money) -> i128 {
    money.minor
}

/// Opening + debits - credits = closing, line by line, and both ends are what
/// `balance` says on their days (domain, section 5).
fn closes(statement: &Statement, facts: &[Fact], known_at: Position, policy: &Policy) {
    let said = |as_of: Day| {
        let account = Account::fold(facts, Cut { as_of, known_at }, policy);
        let rows = balance::balance("C", &account, policy);
        let row = rows.iter().find(|row| row.currency == statement.currency);
        row.map_or(0, |row| row.balance.minor)
    };
    assert_eq!(money_of(statement.opening), said(statement.period_start - 1));
    assert_eq!(money_of(statement.closing), said(statement.period_end));
    let mut running = money_of(statement.opening);
    for line in &statement.lines {
        assert!((line.debit.minor == 0) != (line.credit.minor == 0), "{line:?}");
        running += money_of(line.debit) - money_of(line.credit);
        assert_eq!(running, money_of(line.balance), "{line:?}");
    }
    assert_eq!(running, money_of(statement.closing));
    let places: Vec<_> = statement.lines.iter().map(|line| (line.date, line.position)).collect();
    assert!(places.is_sorted());
}

fn shown(statement: &Statement) -> Value {
    let value = serde_json::to_value(statement).unwrap();
    json!({"opening": value["opening"], "lines": value["lines"], "closing": value["closing"]})
}

#[test]
fn statements_close_in_every_month_of_every_history_and_agree_with_the_naive_ones() {
    let policy = Policy::built_in();
    let mut lines = 0;
    for seed in given::seeds(120) {
        let both = both(seed);
        for (nth, cut) in given::cuts(&both.lines, seed, 3).into_iter().enumerate() {
            for (customer, facts) in &both.streams {
                let whole = Account::fold(facts, Cut { as_of: Day::LAST, ..cut }, &policy);
                let Some(first) = facts.iter().map(|fact| fact.effective).min() else { continue };
                for currency in whole.currencies(false) {
                    let mut month = Month::of(first);
                    while month.first() <= cut.as_of {
                        let period = Period::whole(month);
                        let answer = |period: Period| {
                            let known = cut.known_at;
                            statement(customer.as_str(), facts, known, period, currency, &policy)
                        };
                        let full = answer(period);
                        closes(&full, facts, cut.known_at, &policy);
                        lines += full.lines.len();
                        // The last month: also its days up to the cut, as the naive one sees them.
                        if let Some(interim) = Period::until(month, cut.as_of) {
                            let interim = answer(interim);
                            closes(&interim, facts, cut.known_at, &policy);
                            if nth > 0 {
                                let view = both.view(customer, cut.as_of, cut.known_at);
                                let start = naive_day(month.first());
                                let naive = naive::statement::answer(&view, start, currency.code());
                                let mut differences = Vec::new();
                                compare("statement", &shown(&interim), &naive, &mut differences);
                                assert!(
                                    differences.is_empty(),
                                    "seed {seed}, {cut:?}, {customer}: {differences:#?}"
                                );
                            }
                        }
                        month = month.next();
                    }
                }
            }
        }
    }
    assert!(lines > 1_000, "{lines} lines are too few to show anything");
}

#[test]
fn overdue_rows_agree_with_the_naive_ones() {
    let policy = Policy::built_in();
    let mut reasons = std::collections::BTreeSet::new();
    for seed in given::seeds(150) {
        let both = both(seed);
        for cut in given::cuts(&both.lines, seed, 3) {
            let (mut product, mut views) = (Vec::new(), Vec::new());
            for (customer, facts) in &both.streams {
                let account = Account::fold(facts, cut, &policy);
                for row in overdue(customer.as_str(), &account, &policy) {
                    reasons.insert(row.reason);
                    let value = serde_json::to_value(&row).unwrap();
                    let mut kept = json!({"promise": value["promise"]["promise"]});
                    let keys = "customer currency invoice part due days_past_due open disputed \
                        reason interest expires_on";
                    for key in keys.split_whitespace().filter(|key| value.get(key).is_some()) {
                        kept[key] = value[key].clone();
                    }
                    product.push(kept);
                }
                views.push(both.view(customer, cut.as_of, cut.known_at));
            }
            let naive = naive::overdue::answer(&views);
            let mut differences = Vec::new();
            compare("overdue", &json!({"items": product}), &naive, &mut differences);
            assert!(differences.is_empty(), "seed {seed}, {cut:?}: {differences:#?}");
        }
    }
    assert!(reasons.len() > 5, "only {reasons:?}");
}

/// The month of a day and some before it, the first only for what it left open.
fn points(policy: &Policy, as_of: Day, months: u32) -> Vec<Point<'_>> {
    let last = Month::of(as_of);
    (0..=months)
        .rev()
        .map(|back| last.back(back))
        .map(|month| Point { month, as_of: month.last().min(as_of), policy })
        .collect()
}

#[test]
fn portfolio_figures_agree_with_the_naive_ones() {
    let policy = Policy::built_in();
    let mut compared = 0;
    for seed in given::seeds(150) {
        let both = both(seed);
        for cut in given::cuts(&both.lines, seed, 2) {
            let points = points(&policy, cut.as_of, 2);
            let mut series = Series::new(&points);
            for (customer, facts) in &both.streams {
                series.add(customer, facts, cut.known_at);
            }
            let views = |point: &Point<'_>| -> Vec<View<'_>> {
                let customers = both.streams.keys();
                customers.map(|c| both.view(c, point.as_of, cut.known_at)).collect()
            };
            for pair in points.windows(2) {
                let (before, of_day) = (views(&pair[0]), views(&pair[1]));
                let day = pair[1].as_of;
                for row in series.figures().iter().filter(|row| row.as_of == day) {
                    let mut product = serde_json::to_value(row).unwrap();
                    let head = ["currency", "month", "as_of", "running", "policy", "provision"];
                    for key in head {
                        product.as_object_mut().unwrap().remove(key);
                    }
                    compared += 1;
                    let currency = row.currency.code();
                    let naive =
                        naive::portfolio::figures(&of_day, &before, naive_day(day), currency);
                    let mut differences = Vec::new();
                    compare("portfolio", &product, &naive, &mut differences);
                    assert!(
                        differences.is_empty(),
                        "seed {seed}, {cut:?}, {currency} {day}: {differences:#?}"
                    );
                }
            }
        }
    }
    assert!(compared > 500, "only {compared} month ends");
}

/// The rows behind a figure add up to it (domain, section 14: "drills down").
#[test]
fn every_figure_of_every_history_drills_down_to_itself() {
    let policy = Policy::built_in();
    for seed in given::seeds(40) {
        let both = both(seed);
        let cut = given::cuts(&both.lines, seed, 1)[0];
        let points = points(&policy, cut.as_of, 1);
        let add = |mut series: Series<'_>| {
            for (customer, facts) in &both.streams {
                series.add(customer, facts, cut.known_at);
            }
            series.drill().unwrap()
        };
        let known = |currency: Currency, figure: Figure| {
            let drill = add(Series::drilling(&points, figure, currency));
            for term in &drill.terms {
                let rows = drill.rows.iter().filter(|row| row.term == term.term);
                assert_eq!(rows.map(|row| row.amount.minor).sum::<i128>(), term.amount.minor);
            }
            if let [only] = drill.terms.as_slice() {
                assert_eq!(drill.value, Some(only.amount.to_string()), "seed {seed} {figure:?}");
            }
        };
        let mut currencies: Vec<Currency> = Vec::new();
        for facts in both.streams.values() {
            currencies.extend(Account::fold(facts, cut, &policy).currencies(false));
        }
        currencies.sort_unstable();
        currencies.dedup();
        for currency in currencies {
            for figure in Figure::ALL {
                known(currency, figure);
            }
        }
    }
}
