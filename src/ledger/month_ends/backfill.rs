//! Building a month-end history beside the one that is shown, and switching.

use std::ops::ControlFlow;
use std::sync::Arc;

use duebook_events::{CustomerId, Day, Position};
use duebook_projections::month_end::{Look, month_ends};
use duebook_projections::{Fact, Month, Policy};
use serde::Serialize;
use tokio::sync::mpsc;

use super::compare::{Comparison, Sums, compare};
use super::register::{Cited, FORMAT, History, IN_FORCE, Knowledge, MonthOf, Rows, State};
use super::steps::Chunk;
use crate::clock::{day_in_zone, end_of_day_in_zone};
use crate::ledger::policies::Policies;
use crate::ledger::view::{KnownAt, Question};
use crate::ledger::{Ledger, LedgerError};
use crate::messages::month_ends as told;
use crate::messages::portfolio::{months_reversed, too_many_months};
use crate::messages::store::defect;
use crate::replay::{Reads, Replay, stream_names};
use crate::store::ProjectionWrite;

/// Customers whose rows one transaction writes.
const CUSTOMERS_AT_ONCE: usize = 64;
/// Transactions that may wait for the store.
const WRITES_AHEAD: usize = 4;
/// The months of a history that is seen with hindsight, where none are named.
const MONTHS_USUAL: u32 = 36;
/// The most months of a history: twenty years.
const MONTHS_MAX: usize = 240;

/// What is to be built.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// `name@version`; the policy of each month's own day if absent.
    pub policy: Option<String>,
    /// The first month; that in which the first event was recorded (with hindsight:
    /// 36 months in all) if absent.
    pub from: Option<Month>,
    /// The last month; the last one that is over if absent.
    pub to: Option<Month>,
    /// See months with today's knowledge, and not with that of their day.
    pub with_hindsight: bool,
    /// How many threads decode and fold.
    pub workers: usize,
}

/// How far a build has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// So many of so many events are read.
    Read(u64, u64),
    /// So many of so many customers are done.
    Done(u64, u64),
}

/// Told about each step.
pub type Tell = Arc<dyn Fn(Step) + Send + Sync>;

/// A history that was built, or was there already.
#[derive(Debug, Clone)]
pub struct Built {
    /// The history.
    pub history: History,
    /// Its rows, as they are stored.
    pub rows: Rows,
    /// What they add up to.
    pub sums: Sums,
    /// After which customer a build that had been broken off went on.
    pub resumed_after: Option<String>,
    /// Whether it was whole already, and nothing had to be built.
    pub was_there: bool,
}

/// What a backfill did.
#[derive(Debug, Clone)]
pub struct Backfilled {
    /// The history that is shown now.
    pub built: Built,
    /// The history as originally reported, where this run had to build it first.
    pub original: Option<History>,
    /// The new one beside the one that was shown before, or why not.
    pub comparison: Result<Comparison, NotCompared>,
}

/// Why a history was shown that was not compared with another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NotCompared {
    /// There was none.
    NothingShown,
    /// It was shown already.
    SameHistory,
    /// The rows of the one before are not what was built.
    Damaged,
    /// Another version of the program laid the one before out.
    OtherLayout,
}

impl Ledger {
    /// Builds the history under a policy, checks it, compares it with the one that
    /// is shown, and shows it in one transaction. Where none is shown yet, the
    /// history as originally reported is built first: each month under the policy
    /// of its own day. A build that was broken off goes on where it stood.
    ///
    /// # Errors
    /// When the policy is not published, there is no such month, the facts of the
    /// two differ (then the old one stays), or the store fails.
    pub async fn backfill(&self, ask: &Ask, tell: &Tell) -> Result<Backfilled, LedgerError> {
        let policies = self.policies().await?;
        if let Some(citation) = &ask.policy {
            policies.named(citation, self.head().await?)?;
        }
        let mut original = None;
        let shown = self.shown_history().await?;
        let whole = self.histories().await?.into_iter().find(|history| {
            Some(&history.id) == shown.as_ref() && history.state == State::Complete
        });
        let mut before = whole;
        if before.is_none() && ask.policy.is_some() {
            let of_its_day = Ask { policy: None, ..ask.clone() };
            let mut history = self.build(&of_its_day, &policies, tell).await?.history;
            self.show_history(&mut history).await?;
            original = Some(history.clone());
            before = Some(history);
        }
        let mut built = self.build(ask, &policies, tell).await?;
        let comparison = match before {
            None if shown.is_some() => Err(NotCompared::OtherLayout),
            None => Err(NotCompared::NothingShown),
            Some(before) if before.id == built.history.id => Err(NotCompared::SameHistory),
            Some(before) => match self.sound_rows(&before).await? {
                // Damaged rows are no measure; whoever asks for them is told.
                None => Err(NotCompared::Damaged),
                Some(rows) => {
                    let sums = Sums::of(&before, &rows)?;
                    let new = (&built.history, &built.rows, &built.sums);
                    Ok(compare((&before, &rows, &sums), new)?)
                }
            },
        };
        self.show_history(&mut built.history).await?;
        Ok(Backfilled { built, original, comparison })
    }

    /// Builds a history, or finds it; what it holds is read back and checked.
    async fn build(
        &self,
        ask: &Ask,
        policies: &Policies,
        tell: &Tell,
    ) -> Result<Built, LedgerError> {
        let mut history = self.begin(self.plan(ask, policies).await?).await?;
        let resumed_after = history.after.clone();
        let mut rows = None;
        if history.state == State::Complete {
            rows = self.sound_rows(&history).await?;
            if rows.is_none() {
                // The log has everything to build it again.
                history = self.begin_again(&history).await?;
            }
        }
        let was_there = rows.is_some();
        let rows = if let Some(rows) = rows {
            rows
        } else {
            self.fill(&mut history, policies, ask.workers, tell).await?;
            self.history_rows(&history).await?
        };
        let sums = Sums::of(&history, &rows)?;
        Ok(Built { history, rows, sums, resumed_after, was_there })
    }

    /// What is to be built, from an ask and the log.
    async fn plan(&self, ask: &Ask, policies: &Policies) -> Result<History, LedgerError> {
        let head = self.head().await?;
        let question = Question { known_at: Some(KnownAt::Position(head)), ..Question::default() };
        let zone = self.view_with(&question, policies).await?.policy.calendar.time_zone.clone();
        let first = match head {
            Position(0) => None,
            _ => self.recorded_at(Position(1)).await?,
        };
        let first = first.ok_or_else(|| LedgerError::usage_of(told::nothing_recorded()))?;
        let knowledge = if ask.with_hindsight { Knowledge::Today } else { Knowledge::OfItsDay };
        let months = months(ask, day_in_zone(first, &zone), day_in_zone(self.now(), &zone))?;
        let mut known = Vec::with_capacity(months.len());
        for month in &months {
            let end = end_of_day_in_zone(month.last(), &zone);
            known.push(match knowledge {
                Knowledge::OfItsDay => self.store().position_at(end.millis()).await?.min(head),
                Knowledge::Today => head,
            });
        }
        let (mut cited, mut list): (Vec<Cited>, Vec<MonthOf>) = (Vec::new(), Vec::new());
        for (month, known_at) in months.into_iter().zip(known) {
            let policy = match &ask.policy {
                Some(citation) => policies.named(citation, head)?,
                None => policies.in_force(month.last(), known_at)?,
            };
            let at = cited.iter().position(|c| c.sha256 == policy.sha256).unwrap_or_else(|| {
                cited.push(Cited::of(&policy));
                cited.len() - 1
            });
            list.push(MonthOf { month, as_of: month.last(), known_at, policy: at });
        }
        Ok(History {
            id: History::id_of(&cited, &list),
            policy: ask.policy.clone().unwrap_or_else(|| IN_FORCE.to_owned()),
            policies: cited,
            months: list,
            knowledge,
            position: head,
            recorded_at: self.recorded_at(head).await?,
            state: State::Building,
            after: None,
            customers: 0,
            digest: None,
            begun_at: self.now(),
            shown_at: None,
            format: FORMAT,
        })
    }

    /// Judges the customers that are not done yet, and writes them in ascending
    /// order, each transaction with how far the history has come.
    async fn fill(
        &self,
        history: &mut History,
        policies: &Policies,
        workers: usize,
        tell: &Tell,
    ) -> Result<(), LedgerError> {
        let mut names = stream_names(self.store().as_ref()).await?;
        names.retain(|(_, customer)| {
            !customer.is_ledger()
                && history.after.as_ref().is_none_or(|after| customer.as_str() > after.as_str())
        });
        let question = Question {
            as_of: history.months.last().map(|month| month.as_of),
            known_at: Some(KnownAt::Position(history.position)),
            policy: None,
        };
        let view = self.view_with(&question, policies).await?;
        let used: Vec<Arc<Policy>> = history
            .policies
            .iter()
            .map(|cited| policies.named(&cited.policy, history.position))
            .collect::<Result<_, _>>()?;
        // What is kept and shown comes from the log, and not from a cache of it.
        let warm = self.leave_warm(view.cut.known_at).await?;
        let (sender, mut chunks) = mpsc::channel(WRITES_AHEAD);
        let (of, total) = (history.clone(), names.len() as u64);
        let (store, told) = (Arc::clone(self.store()), Arc::clone(tell));
        let judging = tokio::task::spawn_blocking(move || {
            let events = view.cut.known_at.0;
            let progress = |read: u64| told(Step::Read(read, events));
            let replay = Replay {
                store: store.as_ref(),
                view: &view,
                workers,
                progress: &progress,
                warm: Some(&warm),
            };
            judge(&replay, &of, &used, &names, &sender)
        });
        let mut done = 0;
        while let Some(chunk) = chunks.recv().await {
            done += chunk.customers;
            self.advance(history, chunk).await?;
            tell(Step::Done(done, total));
            if history.state == State::Complete {
                break;
            }
        }
        drop(chunks);
        judging.await.map_err(|e| LedgerError::Store(defect(e)))??;
        self.finish(history).await
    }
}

/// The months of a history: over by today, and, with the knowledge of their day,
/// not before the first event was recorded.
fn months(ask: &Ask, first: Day, today: Day) -> Result<Vec<Month>, LedgerError> {
    let over = Month::of(today).previous();
    let to = ask.to.unwrap_or(over);
    if to > over {
        return Err(LedgerError::usage_of(told::month_not_over(to, today)));
    }
    let begins = Month::of(first);
    if !ask.with_hindsight && to < begins {
        return Err(LedgerError::usage_of(told::nothing_known_then(to, first)));
    }
    let usual = if ask.with_hindsight { to.back(MONTHS_USUAL - 1) } else { begins };
    let from = ask.from.unwrap_or(usual);
    if from > to {
        return Err(LedgerError::usage_of(months_reversed(from, to)));
    }
    let mut months = vec![from];
    while let Some(last) = months.last().copied().filter(|last| *last < to) {
        if months.len() >= MONTHS_MAX {
            return Err(LedgerError::usage_of(too_many_months(from, to, MONTHS_MAX)));
        }
        months.push(last.next());
    }
    Ok(months)
}

/// Judges all customers in `names` at all months, on all workers.
fn judge(
    replay: &Replay<'_>,
    history: &History,
    policies: &[Arc<Policy>],
    names: &[(u32, CustomerId)],
    sender: &mpsc::Sender<Chunk>,
) -> Result<(), LedgerError> {
    let looks: Vec<Look<'_>> = history
        .months
        .iter()
        .map(|month| Look {
            month: month.month,
            as_of: month.as_of,
            known_at: month.known_at,
            policy: &policies[month.policy],
        })
        .collect();
    let name = history.rows_name();
    let add = |chunk: &mut Chunk, customer: &CustomerId, facts: &[Fact]| {
        let rows = month_ends(facts, &looks);
        let row = serde_json::to_vec(&rows).ok().filter(|_| !rows.is_empty());
        chunk.writes.extend(row.map(|row| ProjectionWrite {
            name: name.clone(),
            customer: customer.to_string(),
            row: Some(row),
        }));
        customer.as_str().clone_into(&mut chunk.last);
        chunk.customers += 1;
    };
    // Whoever writes has failed if nobody listens any more, and tells why.
    let take = |chunk: Chunk| match sender.blocking_send(chunk) {
        Ok(()) => ControlFlow::Continue(()),
        Err(_) => ControlFlow::Break(()),
    };
    let at_once = CUSTOMERS_AT_ONCE;
    replay.in_chunks(Reads::Figures, names, at_once, Chunk::default, add, take).map(|_| ())
}
