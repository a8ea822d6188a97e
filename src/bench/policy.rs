//! What trying a policy costs: every decision of the history and three years of
//! month ends under two policies, beside one full replay.

use std::sync::Arc;
use std::time::Instant as Timer;

use duebook_projections::Policy;
use duebook_projections::policy::DEFAULT_TEXT;

use super::bed::Bed;
use super::measuring::{failed, median, rate};
use super::{Line, Target};
use crate::ledger::LedgerError;
use crate::replay::counterfactual::Asked;
use crate::replay::{Replay, WORTH_CACHING, Warm, stream_names};

/// A policy that decides otherwise than the built-in one, and folds alike.
fn another() -> Result<Policy, LedgerError> {
    let rule = "[[rule]]\nname = \"grade_c\"\nwhen = { fact = \"grade\", is = \"C\" }\n\
        outcome = \"held\"\nconditions = [{ kind = \"prepay\", share = \"0.50\" }]\n\n";
    let last = "[[rule]]\nname = \"clean\"";
    Policy::parse(&DEFAULT_TEXT.replace(last, &format!("{rule}{last}"))).map_err(failed)
}

/// Derives every decision again under another policy and back-tests both
/// scorecards, beside a full replay.
pub(super) async fn measure(bed: &Bed) -> Result<Vec<Line>, LedgerError> {
    let replayed = bed.replay().await?;
    let ledger = bed.ledger().await?;
    bed.tell("changing the policy …", "更换政策……");
    let names = stream_names(ledger.store().as_ref()).await?;
    let view = bed.view().await?;
    let as_of = view.cut.as_of;
    let new = Arc::new(another()?);
    let mut seconds = Vec::new();
    // As after any question about all customers, which leaves a cache behind.
    let warm = Warm::look(ledger.store().as_ref(), view.cut.known_at, WORTH_CACHING).await?;
    for _ in 0..bed.runs() {
        let timer = Timer::now();
        let asked = Asked { new: Arc::clone(&new), old: None, from: None, to: as_of };
        let question = asked.question(ledger, &view).await?;
        let (store, workers) = (ledger.store().as_ref(), Replay::default_workers());
        let replay = Replay { store, view: &view, workers, progress: &|_| {}, warm: Some(&warm) };
        let (report, _) = replay.compare(&question, &names)?;
        seconds.push(timer.elapsed().as_secs_f64());
        std::hint::black_box(report);
    }
    let line = Line::rate(
        "policy simulate, every decision and three years of month ends",
        "政策模拟：全部决定及三年月末",
        rate(bed.options.events, median(seconds)),
    );
    Ok(vec![line.against(replayed, Target::AtLeast(0.5))])
}
