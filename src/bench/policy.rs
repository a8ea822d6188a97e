//! What trying a policy costs: every decision of the history and three years of
//! month ends under two policies, beside one full replay.

use std::sync::Arc;
use std::time::Instant as Timer;

use duebook_events::Day;
use duebook_projections::Policy;
use duebook_projections::policy::DEFAULT_TEXT;

use super::{Line, failed, median, rate};
use crate::ledger::view::Question;
use crate::ledger::{Ledger, LedgerError};
use crate::replay::counterfactual::Asked;
use crate::replay::{Replay, stream_names};

/// A policy that decides otherwise than the built-in one, and folds alike.
fn another() -> Result<Policy, LedgerError> {
    let rule = "[[rule]]\nname = \"grade_c\"\nwhen = { fact = \"grade\", is = \"C\" }\n\
        outcome = \"held\"\nconditions = [{ kind = \"prepay\", share = \"0.50\" }]\n\n";
    let last = "[[rule]]\nname = \"clean\"";
    Policy::parse(&DEFAULT_TEXT.replace(last, &format!("{rule}{last}"))).map_err(failed)
}

/// Derives every decision again under another policy and back-tests both
/// scorecards; `replayed` is the rate of a full replay in the same run.
pub(super) async fn measure(
    ledger: &Ledger,
    events: u64,
    runs: usize,
    replayed: f64,
) -> Result<Line, LedgerError> {
    let names = stream_names(ledger.store().as_ref()).await?;
    let as_of = Day::try_new("2025-12-31").map_err(failed)?;
    let view = ledger.view(&Question { as_of: Some(as_of), ..Question::default() }).await?;
    let new = Arc::new(another()?);
    let mut seconds = Vec::new();
    for _ in 0..runs.max(1) {
        let timer = Timer::now();
        let asked = Asked { new: Arc::clone(&new), old: None, from: None, to: as_of };
        let question = asked.question(ledger, &view).await?;
        let (store, workers) = (ledger.store().as_ref(), Replay::default_workers());
        let replay = Replay { store, view: &view, workers, progress: &|_| {}, warm: None };
        let (report, _) = replay.compare(&question, &names)?;
        seconds.push(timer.elapsed().as_secs_f64());
        std::hint::black_box(report);
    }
    let per_second = rate(events, median(seconds));
    Ok(Line {
        name: "policy simulate, every decision and three years of month ends",
        per_second,
        compared_with: Some("replay into all projections, with digests"),
        ratio: Some(per_second / replayed),
        target: Some("0.33"),
    })
}
