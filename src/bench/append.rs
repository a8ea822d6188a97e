//! Appends of single events: by one task, and by many that share a sync.

use std::sync::Arc;
use std::time::Instant as Timer;

use duebook_events::Draft;
use serde_json::json;

use super::bed::Bed;
use super::measuring::{failed, median, rate};
use super::{Line, Target, Unit};
use crate::ledger::intake::IntakeOptions;
use crate::ledger::{Ledger, LedgerError};

/// Events that one task appends.
const ALONE: usize = 500;
/// Events that many tasks append together.
const TOGETHER: usize = 10_000;
/// How many tasks.
const TASKS: usize = 64;

/// One task, then 64, each append acknowledged only after the sync.
pub(super) async fn measure(bed: &Bed) -> Result<Vec<Line>, LedgerError> {
    bed.tell("appending one by one …", "逐个写入……");
    let ledger = Arc::new(bed.scratch.ledger("append.db")?);
    for task in 0..TASKS {
        let registered = draft(&ledger, task, "customer.registered", &json!({"name": "Bench"}))?;
        ledger.append(&vec![(0, registered)], IntakeOptions::default(), &[]).await?;
    }
    let (mut alone, mut together, mut waits) = (Vec::new(), Vec::new(), Vec::new());
    for run in 0..bed.runs() {
        let timer = Timer::now();
        payments(Arc::clone(&ledger), 0, run * 2, ALONE).await?;
        alone.push(timer.elapsed().as_secs_f64());
        let timer = Timer::now();
        let tasks: Vec<_> = (0..TASKS)
            .map(|task| {
                tokio::spawn(payments(Arc::clone(&ledger), task, run * 2 + 1, TOGETHER / TASKS))
            })
            .collect();
        for task in tasks {
            waits.extend(task.await.map_err(failed)??);
        }
        together.push(timer.elapsed().as_secs_f64());
    }
    waits.sort_by(f64::total_cmp);
    let p99 = waits.get(waits.len() * 99 / 100).copied().unwrap_or_default();
    let one = Line::rate("append, 1 task", "写入，1 个任务", rate(ALONE as u64, median(alone)));
    let many = rate((TOGETHER / TASKS * TASKS) as u64, median(together));
    let many = Line::rate("append, 64 tasks", "写入，64 个任务", many);
    let many = many.against(&one, Target::AtLeast(10.0));
    let waits = Line::new(
        "append, 64 tasks: one append, p99",
        "写入，64 个任务：单次写入 p99",
        p99 * 1000.0,
        Unit::Milliseconds,
    );
    Ok(vec![one, many, waits])
}

/// Appends payments of one customer, one by one; how long each took.
async fn payments(
    ledger: Arc<Ledger>,
    task: usize,
    run: usize,
    count: usize,
) -> Result<Vec<f64>, LedgerError> {
    let mut waits = Vec::with_capacity(count);
    for i in 0..count {
        let number = format!("P-{run}-{task}-{i}");
        let data = json!({"payment": number, "currency": "CNY", "amount": "100.00"});
        let payment = draft(&ledger, task, "payment.received", &data)?;
        let timer = Timer::now();
        ledger.append(&vec![(0, payment)], IntakeOptions::default(), &[]).await?;
        waits.push(timer.elapsed().as_secs_f64());
    }
    Ok(waits)
}

fn draft(
    ledger: &Ledger,
    customer: usize,
    kind: &str,
    data: &serde_json::Value,
) -> Result<Draft, LedgerError> {
    let line = json!({
        "type": kind,
        "customer": format!("C-{customer:04}"),
        "effective": "2025-01-01",
        "data": data,
    });
    Draft::read(line.to_string().as_bytes(), ledger.caller()).map_err(LedgerError::refused)
}
