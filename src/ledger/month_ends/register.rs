//! Which month-end histories there are, which one is shown, and how one is read.

use duebook_events::{CustomerId, Day, Instant, Position};
use duebook_projections::digest::digest;
use duebook_projections::month_end::MonthEnd;
use duebook_projections::policy::hex;
use duebook_projections::{Month, Policy};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::ledger::{Ledger, LedgerError};
use crate::messages::month_ends as told;
use crate::messages::store::defect;
use crate::store::{Expected, ProjectionRow, ProjectionWrite};

/// The read model that lists the histories, and the note that says which is shown.
pub(super) const REGISTER: &str = "month_ends";
/// The layout of the rows; another one is built anew.
pub(super) const FORMAT: u32 = 1;
/// What a history is named after whose months are each judged by the policy of
/// their own day.
pub const IN_FORCE: &str = "in_force";
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
    /// Expected loss of what is open in each, as decimals.
    pub rates: Vec<String>,
}

impl Cited {
    /// What a history keeps of a policy.
    #[must_use]
    pub(super) fn of(policy: &Policy) -> Self {
        Self {
            policy: policy.citation.clone(),
            sha256: policy.sha256.clone(),
            buckets: policy.buckets.names().to_vec(),
            rates: policy.provision_rates.iter().map(ToString::to_string).collect(),
        }
    }

    /// Expected loss of what is open in each bucket.
    #[must_use]
    pub(super) fn rates(&self) -> Vec<Decimal> {
        self.rates.iter().map(|rate| rate.parse().unwrap_or_default()).collect()
    }
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
    /// When that was recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded_at: Option<Instant>,
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
        Self::rows_of(&self.id)
    }

    /// The read model that holds the rows of the history with this id.
    pub(super) fn rows_of(id: &str) -> String {
        format!("{REGISTER}/{id}")
    }

    /// Its row in the register.
    pub(super) fn bytes(&self) -> Result<Vec<u8>, LedgerError> {
        serde_json::to_vec(self).map_err(|e| LedgerError::Store(defect(e)))
    }

    /// Puts its row into the register.
    pub(super) fn write(&self) -> Result<ProjectionWrite, LedgerError> {
        let row = Some(self.bytes()?);
        Ok(ProjectionWrite { name: REGISTER.to_owned(), customer: self.id.clone(), row })
    }

    /// That the register says exactly this.
    pub(super) fn expected(&self) -> Result<Expected, LedgerError> {
        let row = Some(self.bytes()?);
        Ok(Expected::Row { name: REGISTER.to_owned(), customer: self.id.clone(), row })
    }

    /// Whether it is what was first to be reported: each month under the policy of
    /// its day, with the knowledge of its day.
    fn is_original(&self) -> bool {
        self.policy == IN_FORCE && self.knowledge == Knowledge::OfItsDay
    }

    /// Reads its stored rows, and compares them with its digest; nothing if they
    /// are not what was built.
    fn read(&self, rows: &[ProjectionRow]) -> Option<Rows> {
        if rows.len() as u64 != self.customers
            || self.digest.as_ref() != Some(&digest_of_rows(rows))
        {
            return None;
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
        Some(parts?.into_iter().flatten().collect())
    }
}

/// A row of the register, if this version of the program can read it.
pub(super) fn row_of(row: &[u8]) -> Option<History> {
    serde_json::from_slice(row).ok().filter(|history: &History| history.format == FORMAT)
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
        let mut all: Vec<History> = rows.iter().filter_map(|row| row_of(&row.row)).collect();
        all.sort_by(|a, b| (a.begun_at, &a.id).cmp(&(b.begun_at, &b.id)));
        Ok(all)
    }

    /// The ids of all histories, also of those whose layout this version of the
    /// program does not know.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn history_ids(&self) -> Result<Vec<String>, LedgerError> {
        let rows = self.store().read_projections(REGISTER).await?;
        Ok(rows.into_iter().map(|row| row.customer).collect())
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
    /// under this policy, or ("original") the first one as it was to be reported.
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
            Some("original") => whole.find(|history| history.is_original()),
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
        let rows = self.sound_rows(history).await?;
        rows.ok_or_else(|| LedgerError::Store(told::history_damaged(&history.id)))
    }

    /// The same; nothing if they are not what was built.
    pub(super) async fn sound_rows(&self, history: &History) -> Result<Option<Rows>, LedgerError> {
        Ok(history.read(&self.store().read_projections(&history.rows_name()).await?))
    }

    /// One customer's rows of a history; none where there was nothing to judge. All
    /// rows are verified: what was touched is not answered from.
    ///
    /// # Errors
    /// When they are not what was built, or the store fails.
    pub async fn history_of(
        &self,
        history: &History,
        customer: &CustomerId,
    ) -> Result<Vec<MonthEnd>, LedgerError> {
        let mut rows = self.history_rows(history).await?;
        let found = rows.binary_search_by(|(other, _)| other.cmp(customer));
        Ok(found.map_or_else(|_| Vec::new(), |at| rows.swap_remove(at).1))
    }
}
