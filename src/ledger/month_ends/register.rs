//! Which month-end histories there are, which one is shown, and how one is
//! read, or dropped.

use duebook_events::{CustomerId, Day, Instant, Position};
use duebook_projections::Month;
use duebook_projections::digest::digest;
use duebook_projections::month_end::MonthEnd;
use duebook_projections::policy::hex;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::ledger::{Ledger, LedgerError};
use crate::messages::month_ends as told;
use crate::messages::store::defect;
use crate::store::{ProjectionRow, ProjectionWrite};

/// The read model that lists the histories, and the note that says which is shown.
const REGISTER: &str = "month_ends";
/// The layout of the rows; another one is built anew.
pub(super) const FORMAT: u32 = 1;
/// What a history is named after whose months are each judged by the policy of
/// their own day.
pub const IN_FORCE: &str = "in_force";
/// Rows that one transaction removes.
const DROPPED_AT_ONCE: usize = 1_000;

/// With whose eyes a month end is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Knowledge {
    /// What was recorded by the end of its last day.
    OfItsDay,
    /// All that was recorded when the history was begun.
    Today,
}

/// How far a history has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It lacks customers.
    Building,
    /// It is whole.
    Complete,
    /// Its rows are being removed; dropping it again goes on with that.
    Dropping,
}

/// A policy that judges months of a history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cited {
    /// `name@version`.
    pub policy: String,
    /// SHA-256 of its text.
    pub sha256: String,
    /// Its aging buckets, youngest first.
    pub buckets: Vec<String>,
}

/// One month of a history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthOf {
    /// The month.
    pub month: Month,
    /// Its last day.
    pub as_of: Day,
    /// What is known.
    pub known_at: Position,
    /// Which of the history's policies judges it.
    pub policy: usize,
}

/// A month-end history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// What it is called: the first eight hexadecimal digits of the SHA-256 over
    /// what it is built from.
    pub id: String,
    /// `name@version`, or [`IN_FORCE`].
    pub policy: String,
    /// The policies of its months.
    pub policies: Vec<Cited>,
    /// Its months, ascending.
    pub months: Vec<MonthOf>,
    /// With whose eyes the months are seen.
    pub knowledge: Knowledge,
    /// The newest position when it was begun.
    pub position: Position,
    /// How far it has come.
    pub state: State,
    /// The last customer that is done, while it is being built.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Customers with rows.
    pub customers: u64,
    /// SHA-256 over all rows in ascending order of customers, once it is whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// When it was begun.
    pub begun_at: Instant,
    /// When it was last put in place of the one before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown_at: Option<Instant>,
    /// The layout of its rows.
    pub format: u32,
}

/// What a history is built from: two that agree in this have the same rows.
#[derive(Serialize)]
struct Origin<'h> {
    policies: &'h [Cited],
    months: &'h [MonthOf],
    format: u32,
}

/// The rows of a history, by customer.
pub type Rows = Vec<(CustomerId, Vec<MonthEnd>)>;

impl History {
    /// The id of a history of these months.
    #[must_use]
    pub(super) fn id_of(policies: &[Cited], months: &[MonthOf]) -> String {
        let mut sha256 = digest(&Origin { policies, months, format: FORMAT });
        sha256.truncate(8);
        sha256
    }

    /// The first and the last month.
    #[must_use]
    pub fn range(&self) -> (Month, Month) {
        let of = |month: Option<&MonthOf>| month.map_or(Month::of(Day::FIRST), |m| m.month);
        (of(self.months.first()), of(self.months.last()))
    }

    /// Whether it is under this policy: all of its months are.
    fn is_under(&self, policy: &str) -> bool {
        self.policy == policy || self.policies.iter().all(|cited| cited.policy == policy)
    }

    /// The policy of one of its months.
    #[must_use]
    pub fn policy_at(&self, at: usize) -> &Cited {
        &self.policies[self.months[at].policy]
    }

    /// The read model that holds its rows.
    pub(super) fn rows_name(&self) -> String {
        format!("{REGISTER}/{}", self.id)
    }

    /// Its own row in the register.
    pub(super) fn write(&self) -> Result<ProjectionWrite, LedgerError> {
        let row = serde_json::to_vec(self).map_err(|e| LedgerError::Store(defect(e)))?;
        Ok(ProjectionWrite { name: REGISTER.to_owned(), customer: self.id.clone(), row: Some(row) })
    }

    /// Reads its stored rows, and compares them with its digest.
    fn read(&self, rows: &[ProjectionRow]) -> Result<Rows, LedgerError> {
        if rows.len() as u64 != self.customers
            || self.digest.as_ref() != Some(&digest_of_rows(rows))
        {
            return Err(LedgerError::Store(told::history_damaged(&self.id)));
        }
        let share =
            rows.len().div_ceil(std::thread::available_parallelism().map_or(1, usize::from));
        let read =
            |rows: &[ProjectionRow]| -> Option<Rows> { rows.iter().map(month_ends).collect() };
        let parts: Vec<Option<Rows>> = std::thread::scope(|scope| {
            let shares: Vec<_> =
                rows.chunks(share.max(1)).map(|share| scope.spawn(move || read(share))).collect();
            shares.into_iter().map(|share| share.join().ok().flatten()).collect()
        });
        let parts: Option<Vec<Rows>> = parts.into_iter().collect();
        let parts = parts.ok_or_else(|| LedgerError::Store(told::history_damaged(&self.id)))?;
        Ok(parts.into_iter().flatten().collect())
    }
}

fn month_ends(row: &ProjectionRow) -> Option<(CustomerId, Vec<MonthEnd>)> {
    let customer = CustomerId::try_new(&row.customer).ok()?;
    Some((customer, serde_json::from_slice(&row.row).ok()?))
}

/// SHA-256 over customers and rows, in hexadecimal: what two builds of one
/// history must agree in.
pub(super) fn digest_of_rows(rows: &[ProjectionRow]) -> String {
    let mut sha256 = Sha256::new();
    for row in rows {
        sha256.update(row.customer.as_bytes());
        sha256.update(b"\n");
        sha256.update(&row.row);
        sha256.update(b"\n");
    }
    hex(&sha256.finalize())
}

impl Ledger {
    /// All month-end histories, in the order in which they were begun.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn histories(&self) -> Result<Vec<History>, LedgerError> {
        let rows = self.store().read_projections(REGISTER).await?;
        // A row of another version of the program is as good as none: histories are disposable.
        let mut all: Vec<History> =
            rows.iter().filter_map(|row| serde_json::from_slice(&row.row).ok()).collect();
        all.retain(|history: &History| history.format == FORMAT);
        all.sort_by(|a, b| (a.begun_at, &a.id).cmp(&(b.begun_at, &b.id)));
        Ok(all)
    }

    /// The id of the history that is shown.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn shown_history(&self) -> Result<Option<String>, LedgerError> {
        let note = self.store().projection_meta(REGISTER).await?;
        Ok(note.and_then(|id| String::from_utf8(id).ok()))
    }

    /// The history that is shown; or the one with this id, the newest whole one
    /// under this policy, or ("original") the first whole one of all.
    ///
    /// # Errors
    /// When there is none, with what there is.
    pub async fn find_history(&self, which: Option<&str>) -> Result<History, LedgerError> {
        let all = self.histories().await?;
        let mut whole = all.iter().filter(|history| history.state == State::Complete);
        let found = match which {
            None => {
                let shown = self.shown_history().await?;
                whole.find(|history| Some(&history.id) == shown.as_ref())
            }
            Some("original") => whole.next(),
            Some(word) => whole.rfind(|history| history.id == word || history.is_under(word)),
        };
        found.cloned().ok_or_else(|| {
            let known: Vec<String> = all
                .iter()
                .filter(|history| history.state == State::Complete)
                .map(|history| format!("{} ({})", history.id, history.policy))
                .collect();
            LedgerError::usage_of(match which {
                Some(word) if !known.is_empty() => told::no_such_history(word, known.join(", ")),
                _ => told::no_history(),
            })
        })
    }

    /// All rows of a history, verified.
    ///
    /// # Errors
    /// When they are not what was built, or the store fails.
    pub async fn history_rows(&self, history: &History) -> Result<Rows, LedgerError> {
        history.read(&self.store().read_projections(&history.rows_name()).await?)
    }

    /// One customer's rows of a history; none where there was nothing to judge.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn history_of(
        &self,
        history: &History,
        customer: &CustomerId,
    ) -> Result<Vec<MonthEnd>, LedgerError> {
        let row = self.store().read_projection(&history.rows_name(), customer.as_str()).await?;
        let Some(row) = row else { return Ok(Vec::new()) };
        serde_json::from_slice(&row)
            .map_err(|_| LedgerError::Store(told::history_damaged(&history.id)))
    }

    /// Puts a whole history in place of the one that is shown, in one transaction;
    /// gives the id of the one before.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) async fn show_history(
        &self,
        history: &mut History,
    ) -> Result<Option<String>, LedgerError> {
        let before = self.shown_history().await?;
        history.shown_at = Some(self.now());
        let note = (REGISTER.to_owned(), history.id.clone().into_bytes());
        self.store().write_projections(vec![history.write()?], vec![note]).await?;
        Ok(before.filter(|id| *id != history.id))
    }

    /// Removes a history that is not shown.
    ///
    /// # Errors
    /// When it is shown, there is none such, or the store fails.
    pub async fn drop_history(&self, id: &str) -> Result<History, LedgerError> {
        let all = self.histories().await?;
        let Some(history) = all.iter().find(|history| history.id == id) else {
            let known: Vec<&str> = all.iter().map(|history| history.id.as_str()).collect();
            return Err(LedgerError::usage_of(told::no_such_history(id, known.join(", "))));
        };
        if self.shown_history().await?.as_deref() == Some(id) {
            return Err(LedgerError::usage_of(told::shown_is_kept(id)));
        }
        // Nobody finds it from now on, and one that was broken off here is dropped again.
        let leaving = History { state: State::Dropping, ..history.clone() };
        self.store().write_projections(vec![leaving.write()?], Vec::new()).await?;
        self.clear_rows(history).await?;
        self.store().write_projections(vec![gone(REGISTER, id)], Vec::new()).await?;
        Ok(leaving)
    }

    /// Removes all rows of a history.
    pub(super) async fn clear_rows(&self, history: &History) -> Result<(), LedgerError> {
        let name = history.rows_name();
        let rows = self.store().read_projections(&name).await?;
        for rows in rows.chunks(DROPPED_AT_ONCE) {
            let writes = rows.iter().map(|row| gone(&name, &row.customer)).collect();
            self.store().write_projections(writes, Vec::new()).await?;
        }
        Ok(())
    }
}

/// Removes one row.
fn gone(name: &str, customer: &str) -> ProjectionWrite {
    ProjectionWrite { name: name.to_owned(), customer: customer.to_owned(), row: None }
}
