//! The past: one customer as of random days, and the portfolio's aging at random
//! days and positions.

use std::hint::black_box;
use std::time::Instant as Timer;

use duebook_events::{CustomerId, Day, Position};
use duebook_projections::aging::Basis;
use duebook_projections::portfolio::{AgingAnswer, Answer, BalanceAnswer, ScoreAnswer};

use super::bed::Bed;
use super::measuring::{failed, median};
use super::{Line, Target, Unit};
use crate::ledger::intake::IntakeOptions;
use crate::ledger::view::{KnownAt, Question, View};
use crate::ledger::{Ledger, LedgerError};
use crate::replay::{Replay, Warm, stream_names};
use crate::simulate::rng::Rng;
use crate::simulate::{Config, write};

/// Questions about one customer.
const QUESTIONS: usize = 300;
/// Days before the history's last one that are asked about.
const DAYS: i64 = 1_000;
/// Milliseconds that an answer about a customer of the history may take, and about one
/// with a long one.
const USUAL_MILLISECONDS: f64 = 1.0;
const LONG_MILLISECONDS: f64 = 10.0;
/// Events of a long history.
const LONG: u64 = 10_000;
/// The most seconds that the portfolio's aging may take.
const PORTFOLIO_SECONDS: f64 = 1.0;

/// One customer, and the portfolio.
pub(super) async fn measure(bed: &Bed) -> Result<Vec<Line>, LedgerError> {
    bed.tell("asking about the past …", "查询过去……");
    let portfolio = portfolio(bed).await?;
    let usual = one_customer(bed.ledger().await?).await?;
    let usual = Line::new(
        "a customer of the history as of a random day, p99",
        "任意日期查询历史中的一位客户，p99",
        usual,
        Unit::Milliseconds,
    );
    let long = one_customer(&long_history(bed).await?).await?;
    let long = Line::new(
        "a customer of 10,000 events as of a random day, p99",
        "任意日期查询有一万个事件的客户，p99",
        long,
        Unit::Milliseconds,
    );
    let most = |most| Line::new("at most", "上限", most, Unit::Milliseconds);
    Ok(vec![
        usual.against(&most(USUAL_MILLISECONDS), Target::AtMost(1.0)),
        long.against(&most(LONG_MILLISECONDS), Target::AtMost(1.0)),
        portfolio,
    ])
}

/// A ledger of one customer, its cache at hand.
async fn long_history(bed: &Bed) -> Result<Ledger, LedgerError> {
    let ledger = bed.scratch.ledger("long.db")?;
    let mut history = Vec::new();
    write(&Config::new(1, LONG, 5), &mut history).map_err(failed)?;
    let keep =
        IntakeOptions { preserve_recorded_at: true, dry_run: false, ..IntakeOptions::default() };
    ledger.import(&history, keep).await?;
    let head = ledger.head().await?;
    let view = ledger.view(&Question::default()).await?;
    let warm = ledger.warm(head).await?;
    aging(&ledger, &view, &warm).await?;
    Ok(ledger)
}

/// Milliseconds at p99 for balance, aging and score of random customers, reading
/// included.
async fn one_customer(ledger: &Ledger) -> Result<f64, LedgerError> {
    let customers = ledger.customers().await?;
    let mut rng = Rng::new(11);
    let mut waits = Vec::with_capacity(QUESTIONS);
    for _ in 0..QUESTIONS {
        let question = at_random(&mut rng, ledger.head().await?)?;
        let customer = &customers[rng.index(customers.len())];
        let timer = Timer::now();
        ask(ledger, customer, &question).await?;
        waits.push(timer.elapsed().as_secs_f64() * 1_000.0);
    }
    waits.sort_by(f64::total_cmp);
    Ok(waits.get(waits.len() * 99 / 100).copied().unwrap_or_default())
}

async fn ask(
    ledger: &Ledger,
    customer: &CustomerId,
    question: &Question,
) -> Result<(), LedgerError> {
    let view = ledger.view(question).await?;
    let facts = ledger.figures(customer, view.cut).await?;
    let account = view.fold(&facts);
    let (mut balance, mut score) = (BalanceAnswer::default(), ScoreAnswer::default());
    let mut aging = AgingAnswer::new(Basis::Agreed, &view.policy);
    balance.add(customer, &account, &view.policy);
    aging.add(customer, &account, &view.policy);
    score.add(customer, &account, &view.policy);
    black_box((balance, aging, score));
    Ok(())
}

/// Seconds for the aging of all customers at a random day and position, cache at hand.
async fn portfolio(bed: &Bed) -> Result<Line, LedgerError> {
    let ledger = bed.ledger().await?;
    let (mut rng, mut seconds) = (Rng::new(7), Vec::new());
    for run in 0..=bed.runs() {
        let head = ledger.head().await?;
        // The first question leaves the cache behind that the others read.
        let question = if run == 0 { Question::default() } else { at_random(&mut rng, head)? };
        let view = ledger.view(&question).await?;
        let timer = Timer::now();
        let warm = ledger.warm(view.cut.known_at).await?;
        aging(ledger, &view, &warm).await?;
        if run > 0 {
            seconds.push(timer.elapsed().as_secs_f64());
        }
    }
    let line = Line::new(
        "the portfolio's aging at a random day and position",
        "任意日期与位置的全部客户账龄",
        median(seconds),
        Unit::Seconds,
    );
    let wanted = Line::new("at most", "上限", PORTFOLIO_SECONDS, Unit::Seconds);
    Ok(line.against(&wanted, Target::AtMost(1.0)))
}

async fn aging(ledger: &Ledger, view: &View, warm: &Warm) -> Result<(), LedgerError> {
    let store = ledger.store().as_ref();
    let names = stream_names(store).await?;
    let workers = Replay::default_workers();
    let replay = Replay { store, view, workers, progress: &|_| {}, warm: Some(warm) };
    black_box(replay.answer(|| AgingAnswer::new(Basis::Agreed, &view.policy), &names)?);
    Ok(())
}

/// A day of the last years, and a position.
fn at_random(rng: &mut Rng, head: Position) -> Result<Question, LedgerError> {
    let last: Day = Bed::as_of()?;
    let days = i32::try_from(rng.between(0, DAYS)).unwrap_or_default();
    let known_at = Position(head.0 - rng.below(head.0.div_ceil(2)));
    Ok(Question {
        as_of: Some(last + -days),
        known_at: Some(KnownAt::Position(known_at)),
        policy: None,
    })
}
