//! The product and the naive implementation give the same answers, at every
//! point of view.

use chrono::NaiveDate;
use duebook_projections::aging::Basis;
use duebook_projections::digest::Projections;
use duebook_projections::portfolio::{AgingAnswer, Answer, RemindersAnswer};
use duebook_projections::{Account, Cut, Policy, decision};
use serde_json::{Value, json};

use crate::given;
use crate::naive::{Book, Options};

/// Differences between two values, with their paths.
pub fn compare(path: &str, product: &Value, naive: &Value, out: &mut Vec<String>) {
    match (product, naive) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: std::collections::BTreeSet<_> = a.keys().chain(b.keys()).collect();
            for key in keys {
                let of = |map: &serde_json::Map<String, Value>| {
                    map.get(key).cloned().unwrap_or(json!("<absent>"))
                };
                compare(&format!("{path}.{key}"), &of(a), &of(b), out);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (i, (a, b)) in a.iter().zip(b).enumerate() {
                compare(&format!("{path}[{i}]"), a, b, out);
            }
        }
        _ if product == naive => {}
        _ => out.push(format!("{path}: product {product}, naive {naive}")),
    }
}

/// A day as the naive implementation has it.
pub fn naive_day(day: duebook_events::Day) -> NaiveDate {
    day.date()
}

/// The events behind a score are the product's own choice.
fn without_events(mut score: Value) -> Value {
    for customer in score["customers"].as_array_mut().into_iter().flatten() {
        for contribution in customer["contributions"].as_array_mut().into_iter().flatten() {
            contribution.as_object_mut().unwrap().remove("events");
        }
    }
    score
}

struct Asked<'a> {
    book: &'a Book,
    date: NaiveDate,
    known_at: u64,
    differences: Vec<String>,
}

impl Asked<'_> {
    fn same(&mut self, question: &str, product: &Value, options: &Options) {
        let naive = self.book.answer(question, self.date, self.known_at, options);
        let naive = if question == "score" { without_events(naive) } else { naive };
        compare(question, product, &naive, &mut self.differences);
    }
}

/// The parts behind each line of the worklist are its invoices and its amount.
fn reasons_add_up(list: &RemindersAnswer, differences: &mut Vec<String>) {
    for line in &list.due {
        let behind = list.because.iter().filter(|row| {
            (&row.customer, row.currency, row.level, row.reason)
                == (&line.customer, line.currency, line.level, line.reason)
        });
        let (mut sum, mut invoices) = (0, std::collections::BTreeSet::new());
        for row in behind {
            sum += row.amount.minor;
            invoices.insert(row.invoice.clone());
        }
        if sum != line.amount.minor || !invoices.iter().eq(&line.invoices) {
            differences.push(format!("reminders: {line:?} rests on {sum} of {invoices:?}"));
        }
    }
}

fn one_view(
    streams: &std::collections::BTreeMap<
        duebook_events::CustomerId,
        Vec<duebook_projections::Fact>,
    >,
    book: &Book,
    cut: Cut,
    policy: &Policy,
) -> Vec<String> {
    let mut answers = Projections::new(policy);
    let mut reminders = RemindersAnswer::default();
    let bases = [Basis::Agreed, Basis::Contractual, Basis::InvoiceDate];
    let mut aging = bases.map(|basis| AgingAnswer::new(basis, policy));
    let mut decisions = Vec::new();
    for (customer, facts) in streams {
        let account = Account::fold(facts, cut, policy);
        answers.add(customer, &account, policy);
        reminders.add(customer, &account, policy);
        for answer in &mut aging {
            answer.add_with_items(customer, &account, policy, true);
        }
        for order in &account.orders {
            let number = order.placed.order.as_str();
            let decided =
                decision::decide(customer.as_str(), &account, policy, number, cut.known_at);
            decisions.push((number.to_owned(), decided.unwrap()));
        }
    }
    answers.finish();
    aging.iter_mut().for_each(Answer::finish);
    let date = cut.as_of.date();
    let mut asked = Asked { book, date, known_at: cut.known_at.0, differences: Vec::new() };
    let plain = Options::default();
    asked.same("balance", &json!(answers.balance), &plain);
    asked.same("promises", &json!(answers.promises), &plain);
    asked.same("score", &without_events(json!(answers.score)), &plain);
    asked.same("exposure", &json!(answers.exposure), &plain);
    asked.same("interest", &json!(answers.interest), &plain);
    asked.same("limitation", &json!(answers.limitation), &plain);
    reasons_add_up(&reminders, &mut asked.differences);
    let list = json!({"due": reminders.due, "left_out": reminders.left_out});
    asked.same("reminders", &list, &plain);
    for (answer, basis) in aging.iter().zip(["agreed", "contractual", "invoice_date"]) {
        let options = Options { basis: Some(basis.to_owned()), items: true, ..Options::default() };
        asked.same("aging", &json!(answer), &options);
    }
    for (order, decided) in decisions {
        let options = Options { order: Some(order.clone()), ..Options::default() };
        let naive = book.answer("decide", date, cut.known_at.0, &options);
        let naive = &naive["decision"];
        let product = json!({
            "outcome": decided.outcome,
            "conditions": decided.conditions,
            "facts": decided.basis.facts,
            "trace": decided.basis.trace,
        });
        let naive = json!({
            "outcome": naive["outcome"],
            "conditions": naive["conditions"],
            "facts": naive["basis"]["facts"],
            "trace": naive["basis"]["trace"],
        });
        compare(&format!("decide {order}"), &product, &naive, &mut asked.differences);
    }
    asked.differences
}

#[test]
fn the_product_agrees_with_the_naive_implementation() {
    let policy = Policy::built_in();
    let mut views = 0;
    for seed in given::seeds(2_000) {
        let (customers, events) = match seed % 3 {
            0 => (1, 60 + seed % 80),
            1 => (2, 120),
            _ => (3, 140),
        };
        let lines = given::lines(seed, customers, events);
        let streams = given::block_on(async { given::facts(&given::imported(&lines).await).await });
        let book = Book::new(&given::values(&lines));
        for cut in given::cuts(&lines, seed, 3) {
            let differences = one_view(&streams, &book, cut, &policy);
            assert!(
                differences.is_empty(),
                "seed {seed}, as of {}, known at {}:\n{}",
                cut.as_of,
                cut.known_at,
                differences.join("\n")
            );
            views += 1;
        }
    }
    assert!(views > 0);
}
