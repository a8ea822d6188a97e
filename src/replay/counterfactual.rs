//! What another policy would have changed, in one parallel pass: each worker folds
//! its share of the customers once for each decision and month end, and the shares
//! are put together in order. Figures come from the cache where there is one, the
//! bases of the decisions from the log.

use std::sync::Arc;

use duebook_events::{CustomerId, Day, EventData, Instant, Position};
use duebook_projections::counterfactual::backtest::HORIZON_MONTHS;
use duebook_projections::counterfactual::book::Dates;
use duebook_projections::counterfactual::{
    Before, Comparison, MonthEnd, Published, Question, Report, Rulebook,
};
use duebook_projections::{Month, Policy};

use super::{Counts, Reads, Replay, stream_names};
use crate::clock::{day_in_zone, end_of_day_in_zone};
use crate::ledger::policies::published_policy;
use crate::ledger::view::View;
use crate::ledger::{Ledger, LedgerError};

/// The most month ends of a back-test: the last ten years of the period.
pub const BACKTEST_MONTHS_MAX: usize = 120;

/// Which policies are compared, over which decisions.
#[derive(Debug, Clone)]
pub struct Asked {
    /// NEW.
    pub new: Arc<Policy>,
    /// OLD; that of the day if absent.
    pub old: Option<Arc<Policy>>,
    /// The first business date of the decisions; no bound if absent.
    pub from: Option<Day>,
    /// The last one.
    pub to: Day,
}

impl Asked {
    /// Resolves policies, positions and month ends, from a point of view.
    ///
    /// # Errors
    /// When the store fails, or a published policy cannot be used any more.
    pub async fn question(self, ledger: &Ledger, view: &View) -> Result<Question, LedgerError> {
        let before = match self.old {
            Some(policy) => Before::Named(policy),
            None => Before::OfTheDay(rulebook(ledger, view.cut.known_at).await?),
        };
        let zone = &view.policy.calendar.time_zone;
        let told = newest_of_customers(ledger, view.cut.known_at).await?;
        let told_until = told.map_or(Day::FIRST, |at| day_in_zone(at, zone));
        let seen_until = told_until.min(view.cut.as_of);
        let days = month_ends(self.from, self.to.min(view.cut.as_of));
        let mut ends = days.clone();
        for _ in 0..HORIZON_MONTHS {
            ends.extend(ends.last().map(|last| Month::of(*last).next().last()));
        }
        let mut months = Vec::with_capacity(days.len());
        for (ix, day) in days.into_iter().enumerate() {
            let recorded =
                ledger.store().position_at(end_of_day_in_zone(day, zone).millis()).await?;
            let known_at = recorded.min(view.cut.known_at);
            let over = ends[ix + HORIZON_MONTHS] <= seen_until;
            let old = Arc::clone(before.at(day, known_at));
            months.push(MonthEnd { day, known_at, old, over });
        }
        let label = Arc::clone(before.at(view.cut.as_of, view.cut.known_at));
        let (after, from, to) = (self.new, self.from, self.to);
        let alike = before.alike(&after);
        Ok(Question { before, after, from, to, seen: view.cut, label, alike, months, ends })
    }
}

/// When the newest event of a customer was recorded, up to a position: that a
/// policy was published since does not tell how customers paid.
async fn newest_of_customers(
    ledger: &Ledger,
    known_at: Position,
) -> Result<Option<Instant>, LedgerError> {
    let store = ledger.store().as_ref();
    let names = stream_names(store).await?;
    let own = names.iter().find(|(_, name)| name.is_ledger()).map(|(stream, _)| *stream);
    let mut position = known_at;
    while position.0 > 0 {
        let page = store.read_positions(&[position]).await?;
        match page.rows.first().filter(|row| Some(row.stream) != own) {
            Some(row) => return Ok(Some(Instant::from_millis(row.recorded_at_ms))),
            None => position.0 -= 1,
        }
    }
    Ok(None)
}

/// The policies that are published up to a position, each parsed once.
async fn rulebook(ledger: &Ledger, known_at: Position) -> Result<Rulebook, LedgerError> {
    let mut published = Vec::new();
    for fact in ledger.facts(&CustomerId::ledger()).await? {
        let EventData::PolicyPublished(e) = &fact.data else { continue };
        if fact.position > known_at {
            break;
        }
        let policy = published_policy(e, fact.position)?;
        published.push(Published {
            dates: Dates {
                position: fact.position,
                effective: fact.effective,
                effective_from: e.effective_from,
            },
            policy,
        });
    }
    Ok(Rulebook::new(published))
}

/// The month ends of a period, ascending; of a long one the last.
fn month_ends(from: Option<Day>, to: Day) -> Vec<Day> {
    let last = Month::of(to);
    let mut month = if last.last() == to { last } else { last.previous() };
    let mut days = Vec::new();
    while days.len() < BACKTEST_MONTHS_MAX
        && month.last() <= to
        && from.is_none_or(|from| from <= month.last())
    {
        days.push(month.last());
        if month.previous() == month {
            break;
        }
        month = month.previous();
    }
    days.reverse();
    days
}

impl Replay<'_> {
    /// Compares over all customers.
    ///
    /// # Errors
    /// When the store fails or holds what this program does not know.
    pub fn compare(
        &self,
        question: &Question,
        names: &[(u32, CustomerId)],
    ) -> Result<(Report, Counts), LedgerError> {
        let empty = || Comparison::new(question);
        let (whole, counts) =
            self.gather(Reads::Decisions, empty, Comparison::add, Comparison::append, names)?;
        Ok((whole.finish(), counts))
    }
}

/// Compares over one customer.
///
/// # Errors
/// When the store fails or holds what this program does not know.
pub async fn compare_one(
    ledger: &Ledger,
    question: &Question,
    customer: &CustomerId,
) -> Result<Report, LedgerError> {
    let mut comparison = Comparison::new(question);
    comparison.add(customer, &ledger.facts(customer).await?);
    Ok(comparison.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_month_ends_of_a_period_lie_inside_it() {
        let day = |text: &str| Day::try_new(text).unwrap();
        let ends = |from: &str, to: &str| -> Vec<String> {
            month_ends(Some(day(from)), day(to)).iter().map(ToString::to_string).collect()
        };
        assert_eq!(ends("2024-01-31", "2024-03-30"), ["2024-01-31", "2024-02-29"]);
        assert_eq!(ends("2024-02-01", "2024-02-28"), Vec::<String>::new());
        assert_eq!(ends("0001-01-01", "0001-02-28"), ["0001-01-31", "0001-02-28"]);
        let long = month_ends(None, day("2025-06-30"));
        assert_eq!((long.len(), long[0]), (BACKTEST_MONTHS_MAX, day("2015-07-31")));
    }
}
