//! What happens to a history in the register: begun, filled, whole, shown,
//! dropped.
//!
//! Each step compares the register's row with what it was when it was read, and
//! writes in the same transaction. So several processes may build, show and drop
//! at once: two that build the same history share the work, and nobody writes
//! over what another one has finished, shown or dropped (INV-10).

use super::register::{History, REGISTER, State, digest_of_rows, row_of};
use crate::ledger::{Ledger, LedgerError};
use crate::messages::month_ends as told;
use crate::store::{Expected, ProjectionWrite};

/// Rows that one transaction removes.
const DROPPED_AT_ONCE: usize = 1_000;

/// Rows of some customers, in ascending order.
#[derive(Default)]
pub(super) struct Chunk {
    /// The rows.
    pub writes: Vec<ProjectionWrite>,
    /// The last customer that was looked at.
    pub last: String,
    /// Customers that were looked at.
    pub customers: u64,
}

impl Ledger {
    /// Begins a history, or finds it as it stands; one that is being dropped is
    /// dropped first.
    pub(super) async fn begin(&self, planned: History) -> Result<History, LedgerError> {
        loop {
            let Some(row) = self.register_row(&planned.id).await? else {
                if self.exchange(&planned.id, None, &planned, Vec::new()).await? {
                    return Ok(planned);
                }
                continue;
            };
            match row_of(&row) {
                Some(history) if history.state != State::Dropping => return Ok(history),
                _ => self.remove(&planned.id, row.clone(), row, Vec::new()).await?,
            }
        }
    }

    /// Throws the rows of a history away whose rows are not what was built, and
    /// begins it again.
    pub(super) async fn begin_again(&self, damaged: &History) -> Result<History, LedgerError> {
        let leaving = History { state: State::Dropping, ..damaged.clone() };
        self.remove(&damaged.id, damaged.bytes()?, leaving.bytes()?, Vec::new()).await?;
        let fresh = History {
            state: State::Building,
            after: None,
            customers: 0,
            digest: None,
            shown_at: None,
            begun_at: self.now(),
            ..damaged.clone()
        };
        self.begin(fresh).await
    }

    /// Writes rows together with how far the history has come; leaves out what
    /// another process has written meanwhile.
    ///
    /// # Errors
    /// When it was dropped meanwhile, or the store fails.
    pub(super) async fn advance(
        &self,
        history: &mut History,
        chunk: Chunk,
    ) -> Result<(), LedgerError> {
        let Chunk { mut writes, last, .. } = chunk;
        loop {
            let done = history.after.clone();
            if history.state != State::Building || done.as_ref() >= Some(&last) {
                return Ok(());
            }
            writes.retain(|write| Some(&write.customer) > done.as_ref());
            let next = History {
                customers: history.customers + writes.len() as u64,
                after: Some(last.clone()),
                ..history.clone()
            };
            if self.exchange(&history.id, Some(history), &next, writes.clone()).await? {
                *history = next;
                return Ok(());
            }
            *history = self.reread(&history.id).await?;
        }
    }

    /// Says that a history is whole, with the digest of all its rows.
    ///
    /// # Errors
    /// When it was dropped meanwhile, or the store fails.
    pub(super) async fn finish(&self, history: &mut History) -> Result<(), LedgerError> {
        while history.state == State::Building {
            let rows = self.store().read_projections(&history.rows_name()).await?;
            let digest = Some(digest_of_rows(&rows));
            let whole = History { state: State::Complete, after: None, digest, ..history.clone() };
            if self.exchange(&history.id, Some(history), &whole, Vec::new()).await? {
                *history = whole;
                return Ok(());
            }
            *history = self.reread(&history.id).await?;
        }
        Ok(())
    }

    /// Puts a whole history in place of the one that is shown, in one transaction.
    ///
    /// # Errors
    /// When it was dropped meanwhile, or the store fails.
    pub(super) async fn show_history(&self, history: &mut History) -> Result<(), LedgerError> {
        loop {
            let shown = History { shown_at: Some(self.now()), ..history.clone() };
            let expected = vec![history.expected()?];
            let note = (REGISTER.to_owned(), history.id.clone().into_bytes());
            let writes = vec![shown.write()?];
            if self.store().exchange_projections(expected, writes, vec![note]).await? {
                *history = shown;
                return Ok(());
            }
            *history = self.reread(&history.id).await?;
            if history.state != State::Complete {
                return Err(LedgerError::Store(told::dropped_meanwhile(&history.id)));
            }
        }
    }

    /// Removes a history that is not shown: of which layout it may be, and also
    /// one whose removal was broken off.
    ///
    /// # Errors
    /// When it is shown, there is none such, or the store fails.
    pub async fn drop_history(&self, id: &str) -> Result<(), LedgerError> {
        let Some(row) = self.register_row(id).await? else {
            let known: Vec<String> = self.history_ids().await?;
            return Err(LedgerError::usage_of(told::no_such_history(id, known.join(", "))));
        };
        let shown = self.store().projection_meta(REGISTER).await?;
        if shown.as_deref() == Some(id.as_bytes()) {
            return Err(LedgerError::usage_of(told::shown_is_kept(id)));
        }
        let leaving = match row_of(&row) {
            Some(history) => History { state: State::Dropping, ..history }.bytes()?,
            None => row.clone(),
        };
        // Nobody shows it between this look and that step.
        let guard = Expected::Note { key: REGISTER.to_owned(), value: shown };
        self.remove(id, row, leaving, vec![guard]).await
    }

    /// Marks a history as leaving, removes its rows, then the mark. Nobody finds it
    /// from the first step on.
    async fn remove(
        &self,
        id: &str,
        before: Vec<u8>,
        leaving: Vec<u8>,
        guard: Vec<Expected>,
    ) -> Result<(), LedgerError> {
        let in_register = |row: &Vec<u8>| Expected::Row {
            name: REGISTER.to_owned(),
            customer: id.to_owned(),
            row: Some(row.clone()),
        };
        let in_its_place = |row: Option<Vec<u8>>| ProjectionWrite {
            name: REGISTER.to_owned(),
            customer: id.to_owned(),
            row,
        };
        let mut expected = guard;
        expected.push(in_register(&before));
        let mark = vec![in_its_place(Some(leaving.clone()))];
        if !self.store().exchange_projections(expected, mark, Vec::new()).await? {
            return Err(LedgerError::Store(told::dropped_meanwhile(id)));
        }
        let name = History::rows_of(id);
        let rows = self.store().read_projections(&name).await?;
        for rows in rows.chunks(DROPPED_AT_ONCE) {
            let gone = rows.iter().map(|row| ProjectionWrite {
                name: name.clone(),
                customer: row.customer.clone(),
                row: None,
            });
            let expected = vec![in_register(&leaving)];
            if !self.store().exchange_projections(expected, gone.collect(), Vec::new()).await? {
                // Another one has finished the removal.
                return Ok(());
            }
        }
        let gone = vec![in_its_place(None)];
        self.store().exchange_projections(vec![in_register(&leaving)], gone, Vec::new()).await?;
        Ok(())
    }

    /// Writes the next state of a history, with rows, if the register still says
    /// `before`.
    async fn exchange(
        &self,
        id: &str,
        before: Option<&History>,
        next: &History,
        mut writes: Vec<ProjectionWrite>,
    ) -> Result<bool, LedgerError> {
        let expected = Expected::Row {
            name: REGISTER.to_owned(),
            customer: id.to_owned(),
            row: before.map(History::bytes).transpose()?,
        };
        writes.push(next.write()?);
        Ok(self.store().exchange_projections(vec![expected], writes, Vec::new()).await?)
    }

    /// A history as it stands now, after another process has changed it.
    async fn reread(&self, id: &str) -> Result<History, LedgerError> {
        let row = self.register_row(id).await?;
        let found = row.as_deref().and_then(row_of);
        found
            .filter(|history| history.state != State::Dropping)
            .ok_or_else(|| LedgerError::Store(told::dropped_meanwhile(id)))
    }

    async fn register_row(&self, id: &str) -> Result<Option<Vec<u8>>, LedgerError> {
        Ok(self.store().read_projection(REGISTER, id).await?)
    }
}
