//! Read models that are kept beside the log: every projection's rows of every
//! customer, as of the book date, up to a position. They can be thrown away at
//! any time (INV-10); `replay` rebuilds them, `replay --check` compares.

use std::collections::BTreeMap;

use duebook_events::{CustomerId, Day, Position};
use duebook_projections::digest::{PROJECTIONS, Projections};
use duebook_projections::portfolio::Answer;
use duebook_projections::{Account, Policy};
use serde::{Deserialize, Serialize};

use super::Ledger;
use super::error::LedgerError;
use super::view::{KnownAt, Question, View};
use crate::messages::store::defect;
use crate::store::{Expected, ProjectionWrite};

/// Under which key the state of the read models stands.
const STATE: &str = "live";

/// For which point of view the read models hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveState {
    /// The book date.
    pub as_of: Day,
    /// Up to which position.
    pub position: Position,
    /// Under which policy.
    pub policy: String,
    /// SHA-256 of that policy's text.
    pub policy_sha256: String,
}

/// Where the read models and a rebuild differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The projection.
    pub projection: &'static str,
    /// The customer.
    pub customer: String,
}

/// The rows of one customer, one JSON text a projection.
pub type Rows = BTreeMap<&'static str, Vec<u8>>;

/// Rows of many customers, as the read models hold them.
#[derive(Debug, Default)]
pub struct LiveRows(pub Vec<(CustomerId, Rows)>);

impl Answer for LiveRows {
    fn add(&mut self, customer: &CustomerId, account: &Account<'_>, policy: &Policy) {
        self.0.push((customer.clone(), rows(customer, account, policy)));
    }
    fn append(&mut self, later: Self) {
        self.0.extend(later.0);
    }
}

/// The rows of one customer.
#[must_use]
pub fn rows(customer: &CustomerId, account: &Account<'_>, policy: &Policy) -> Rows {
    let mut all = Projections::new(policy);
    all.add(customer, account, policy);
    rows_of(&all)
}

/// The rows that one customer's projections make.
#[must_use]
pub fn rows_of(all: &Projections) -> Rows {
    let texts = [
        serde_json::to_vec(&all.balance.customers),
        serde_json::to_vec(&all.aging.customers),
        serde_json::to_vec(&all.promises),
        serde_json::to_vec(&all.score.customers),
        serde_json::to_vec(&all.exposure.customers),
        serde_json::to_vec(&all.interest.invoices),
        serde_json::to_vec(&all.limitation.items),
    ];
    PROJECTIONS.into_iter().zip(texts.into_iter().map(Result::unwrap_or_default)).collect()
}

impl Ledger {
    /// For which point of view the read models hold, if there are any.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn live_state(&self) -> Result<Option<LiveState>, LedgerError> {
        let note = self.store().projection_meta(STATE).await?;
        Ok(note.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }

    /// Brings the read models up to the head: only customers with new events are
    /// folded again. Where there are none yet, or the policy in force is another,
    /// nothing is done: `replay` builds them.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn refresh_live(&self) -> Result<(), LedgerError> {
        // Whoever puts other read models in place meanwhile changes the note.
        while !self.refreshed().await? {}
        Ok(())
    }

    /// Brings the read models up to the head; false if others have changed them meanwhile.
    async fn refreshed(&self) -> Result<bool, LedgerError> {
        let found = self.store().projection_meta(STATE).await?;
        let state = found.as_ref().and_then(|bytes| serde_json::from_slice(bytes).ok());
        let Some::<LiveState>(state) = state else { return Ok(true) };
        let question = Question {
            as_of: Some(state.as_of),
            known_at: Some(KnownAt::Position(self.head().await?)),
            policy: None,
        };
        let view = self.view(&question).await?;
        if view.policy.sha256 != state.policy_sha256 || view.cut.known_at == state.position {
            return Ok(true);
        }
        let mut writes = Vec::new();
        for stream in self.store().streams().await? {
            if stream.head.last_position <= state.position {
                continue;
            }
            let Ok(customer) = CustomerId::try_new(stream.id.as_str()) else { continue };
            if !customer.is_ledger() {
                let facts = self.facts(&customer).await?;
                let rows = rows(&customer, &view.fold(&facts), &view.policy);
                writes.extend(as_writes(&customer, rows));
            }
        }
        let expected = vec![Expected::Note { key: STATE.to_owned(), value: found }];
        Ok(self.store().exchange_projections(expected, writes, vec![note(&view)?]).await?)
    }

    /// Puts rebuilt rows in place of the read models, in one step.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn replace_live(&self, view: &View, rebuilt: LiveRows) -> Result<(), LedgerError> {
        let names: Vec<String> = PROJECTIONS.iter().map(ToString::to_string).collect();
        let writes: Vec<ProjectionWrite> =
            rebuilt.0.into_iter().flat_map(|(customer, rows)| as_writes(&customer, rows)).collect();
        self.store().replace_projections(&names, writes, vec![note(view)?]).await?;
        Ok(())
    }

    /// Compares the read models with rebuilt rows.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn compare_live(&self, rebuilt: &LiveRows) -> Result<Vec<Difference>, LedgerError> {
        let mut differences = Vec::new();
        for projection in PROJECTIONS {
            let kept: BTreeMap<String, Vec<u8>> = self
                .store()
                .read_projections(projection)
                .await?
                .into_iter()
                .map(|row| (row.customer, row.row))
                .collect();
            let mut seen = 0;
            for (customer, rows) in &rebuilt.0 {
                let found = kept.get(customer.as_str());
                seen += usize::from(found.is_some());
                if found != rows.get(projection) {
                    let customer = customer.to_string();
                    differences.push(Difference { projection, customer });
                }
            }
            if seen < kept.len() {
                let known: Vec<&str> = rebuilt.0.iter().map(|(c, _)| c.as_str()).collect();
                let stray = kept.keys().filter(|c| known.binary_search(&c.as_str()).is_err());
                differences.extend(stray.map(|c| Difference { projection, customer: c.clone() }));
            }
        }
        Ok(differences)
    }
}

fn as_writes(customer: &CustomerId, rows: Rows) -> impl Iterator<Item = ProjectionWrite> + use<> {
    let customer = customer.to_string();
    rows.into_iter().map(move |(name, row)| ProjectionWrite {
        name: name.to_owned(),
        customer: customer.clone(),
        row: Some(row),
    })
}

fn note(view: &View) -> Result<(String, Vec<u8>), LedgerError> {
    let state = LiveState {
        as_of: view.cut.as_of,
        position: view.cut.known_at,
        policy: view.policy.citation.clone(),
        policy_sha256: view.policy.sha256.clone(),
    };
    let bytes = serde_json::to_vec(&state).map_err(|e| LedgerError::Store(defect(e)))?;
    Ok((STATE.to_owned(), bytes))
}
