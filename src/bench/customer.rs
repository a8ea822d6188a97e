//! What one customer with a long history costs: every question, beside reading
//! and decoding the customer's events.

use duebook_events::{Currency, CustomerId};
use duebook_projections::aging::Basis;
use duebook_projections::interest::explain;
use duebook_projections::overdue::OverdueAnswer;
use duebook_projections::portfolio::{
    AgingAnswer, Answer, BalanceAnswer, ExposureAnswer, InterestAnswer, LimitationAnswer,
    PromisesAnswer, RemindersAnswer, ScoreAnswer,
};
use duebook_projections::statement::{Period, statement};
use duebook_projections::{Account, Month, Policy, allocation};

use super::bed::Bed;
use super::measuring::{failed, median, rate, time};
use super::{Line, Target};
use crate::ledger::intake::IntakeOptions;
use crate::ledger::view::{Question, View};
use crate::ledger::{Ledger, LedgerError};
use crate::simulate::{Config, write};

/// Events of the customer.
const EVENTS: u64 = 10_000;
/// How many times the cost of reading and decoding a question may cost.
const TARGET: Target = Target::AtMost(20.0);

type Ask = fn(&CustomerId, &Account<'_>, &Policy);

fn put<A: Answer>(mut answer: A, customer: &CustomerId, account: &Account<'_>, policy: &Policy) {
    answer.add(customer, account, policy);
    answer.finish();
    std::hint::black_box(&answer);
}

/// Every question that is answered from one account.
const QUESTIONS: [(&str, Ask); 10] = [
    ("balance", |c, a, p| put(BalanceAnswer::default(), c, a, p)),
    ("aging --items", |c, a, p| {
        let mut answer = AgingAnswer::new(Basis::Agreed, p);
        answer.add_with_items(c, a, p, true);
        std::hint::black_box(&answer);
    }),
    ("promises", |c, a, p| put(PromisesAnswer::default(), c, a, p)),
    ("score", |c, a, p| put(ScoreAnswer::default(), c, a, p)),
    ("exposure", |c, a, p| put(ExposureAnswer::default(), c, a, p)),
    ("interest", |c, a, p| put(InterestAnswer::default(), c, a, p)),
    ("interest --explain", |c, a, p| {
        for ix in 0..a.items.len() {
            std::hint::black_box(explain(c.as_str(), a, p, ix));
        }
    }),
    ("reminders", |c, a, p| put(RemindersAnswer::default(), c, a, p)),
    ("limitation", |c, a, p| put(LimitationAnswer::default(), c, a, p)),
    ("overdue", |c, a, p| put(OverdueAnswer::default(), c, a, p)),
];

/// Measures; the ratio is how many times the cost of reading and decoding the
/// customer's events a whole answer costs, reading included.
pub(super) async fn measure(bed: &Bed) -> Result<Vec<Line>, LedgerError> {
    bed.tell("asking about one customer with a long history …", "询问一位往来很长的客户……");
    let ledger = &bed.scratch.ledger("customer.db")?;
    let mut history = Vec::new();
    write(&Config::new(1, EVENTS, 3), &mut history).map_err(failed)?;
    let keep =
        IntakeOptions { preserve_recorded_at: true, dry_run: false, ..IntakeOptions::default() };
    ledger.import(&history, keep).await?;
    let customer = ledger.customers().await?.into_iter().next();
    let customer = customer.ok_or_else(|| failed("the history has no customer"))?;
    let as_of = Bed::as_of()?;
    let view = ledger.view(&Question { as_of: Some(as_of), ..Question::default() }).await?;
    // Once to warm the pages of the file.
    whole_answer(ledger, &customer, &view, None).await?;
    let mut reading = Vec::new();
    for _ in 0..bed.runs() {
        reading.push(whole_answer(ledger, &customer, &view, None).await?);
    }
    let reading = median(reading);
    let limit = Line::rate(
        "10,000 events of one customer: read + decode",
        "一位客户的 10,000 个事件：读取并解码",
        rate(EVENTS, reading),
    );
    let mut lines = vec![limit.clone()];
    let line =
        |name: &str, seconds| Line::rate(name, name, rate(EVENTS, seconds)).times(&limit, TARGET);
    for (name, ask) in QUESTIONS {
        let mut asking = Vec::new();
        for _ in 0..bed.runs() {
            asking.push(whole_answer(ledger, &customer, &view, Some(ask)).await?);
        }
        lines.push(line(name, median(asking)));
    }
    // These fold for themselves: the time of reading is added.
    let facts = ledger.facts(&customer).await?;
    let (name, policy) = (customer.as_str(), &view.policy);
    let allocate = || {
        std::hint::black_box(allocation::propose(name, &facts, view.cut, policy));
    };
    lines.push(line("allocate --dry-run", several(bed.runs(), allocate)? + reading));
    let month = Period::whole(Month::of(as_of));
    let currency = Currency::try_new("CNY").map_err(failed)?;
    let state = || {
        let known_at = view.cut.known_at;
        std::hint::black_box(statement(name, &facts, known_at, month, currency, policy));
    };
    lines.push(line("statement", several(bed.runs(), state)? + reading));
    Ok(lines)
}

/// The median of some runs, in seconds.
fn several(runs: usize, ask: impl Fn()) -> Result<f64, LedgerError> {
    let runs: Result<Vec<f64>, LedgerError> = (0..runs)
        .map(|_| {
            time(|| {
                ask();
                Ok(())
            })
        })
        .collect();
    Ok(median(runs?))
}

/// Seconds from the question to the answer; to the decoded facts without one.
async fn whole_answer(
    ledger: &Ledger,
    customer: &CustomerId,
    view: &View,
    ask: Option<Ask>,
) -> Result<f64, LedgerError> {
    let timer = std::time::Instant::now();
    let facts = ledger.facts(customer).await?;
    if let Some(ask) = ask {
        ask(customer, &view.fold(&facts), &view.policy);
    }
    std::hint::black_box(&facts);
    Ok(timer.elapsed().as_secs_f64())
}
