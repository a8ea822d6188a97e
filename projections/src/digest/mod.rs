//! One hash for each projection, so that two machines can compare what they
//! derived (contract, `replay`).

mod canonical;

use std::collections::BTreeMap;

use duebook_events::CustomerId;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::account::Account;
use crate::aging::Basis;
use crate::policy::{Policy, hex};
use crate::portfolio::{
    AgingAnswer, Answer, BalanceAnswer, ExposureAnswer, InterestAnswer, LimitationAnswer,
    PromisesAnswer, ScoreAnswer,
};

/// The projections that have a digest, in the order of the contract.
pub const PROJECTIONS: [&str; 7] =
    ["balance", "aging", "promises", "score", "exposure", "interest", "limitation"];

/// All projections over some customers.
#[derive(Debug)]
pub struct Projections {
    /// See [`crate::balance`].
    pub balance: BalanceAnswer,
    /// See [`crate::aging`]; agreed basis, without items.
    pub aging: AgingAnswer,
    /// See [`crate::promises`].
    pub promises: PromisesAnswer,
    /// See [`crate::score`].
    pub score: ScoreAnswer,
    /// See [`crate::exposure`].
    pub exposure: ExposureAnswer,
    /// See [`crate::interest`].
    pub interest: InterestAnswer,
    /// See [`crate::limitation`].
    pub limitation: LimitationAnswer,
}

impl Projections {
    /// Without customers.
    #[must_use]
    pub fn new(policy: &Policy) -> Self {
        Self {
            balance: BalanceAnswer::default(),
            aging: AgingAnswer::new(Basis::Agreed, policy),
            promises: PromisesAnswer::default(),
            score: ScoreAnswer::default(),
            exposure: ExposureAnswer::default(),
            interest: InterestAnswer::default(),
            limitation: LimitationAnswer::default(),
        }
    }

    /// The digest of each projection: SHA-256 over the canonical JSON of its
    /// answer without header fields, in hexadecimal.
    #[must_use]
    pub fn digests(&self) -> BTreeMap<&'static str, String> {
        BTreeMap::from([
            ("balance", digest(&self.balance)),
            ("aging", digest(&self.aging)),
            ("promises", digest(&self.promises)),
            ("score", digest(&self.score)),
            ("exposure", digest(&self.exposure)),
            ("interest", digest(&self.interest)),
            ("limitation", digest(&self.limitation)),
        ])
    }
}

impl Answer for Projections {
    fn add(&mut self, customer: &CustomerId, account: &Account<'_>, policy: &Policy) {
        self.balance.add(customer, account, policy);
        self.aging.add(customer, account, policy);
        self.promises.add(customer, account, policy);
        self.score.add(customer, account, policy);
        self.exposure.add(customer, account, policy);
        self.interest.add(customer, account, policy);
        self.limitation.add(customer, account, policy);
    }

    fn append(&mut self, later: Self) {
        self.balance.append(later.balance);
        self.aging.append(later.aging);
        self.promises.append(later.promises);
        self.score.append(later.score);
        self.exposure.append(later.exposure);
        self.interest.append(later.interest);
        self.limitation.append(later.limitation);
    }

    fn finish(&mut self) {
        self.balance.finish();
        self.aging.finish();
    }
}

/// The same digests without keeping every row: rows are written as they come, on as
/// many cores as there are, and hashed once at the end.
#[derive(Debug)]
pub struct Digests {
    /// These two end with totals, which need their rows.
    balance: BalanceAnswer,
    aging: AgingAnswer,
    lists: [Rows; LISTS],
}

/// Rows as they were written, in pieces: each worker's as it made them. Nothing is moved
/// when they are put together.
#[derive(Debug, Default)]
struct Rows(Vec<Vec<u8>>);

impl Rows {
    /// Writes rows after those before.
    fn write(&mut self, rows: &[impl Serialize]) {
        if rows.is_empty() {
            return;
        }
        if self.0.is_empty() {
            self.0.push(Vec::new());
        }
        let Some(piece) = self.0.last_mut() else { return };
        for row in rows {
            if !piece.is_empty() {
                piece.push(b',');
            }
            canonical::write(row, piece)
                .expect("answers hold texts, whole numbers, truth values and nulls");
        }
    }

    /// The bytes of a list of them all.
    fn hash_into(&self, hash: &mut Sha256) {
        hash.update("[");
        for (place, piece) in self.0.iter().enumerate() {
            hash.update(if place == 0 { "" } else { "," });
            hash.update(piece);
        }
        hash.update("]");
    }
}

/// Lists of rows that are written as they come.
const LISTS: usize = 7;
/// The answers that are made of them, each with the names and places of its lists, in
/// canonical order.
const OF_LISTS: [(&str, &[(&str, usize)]); 5] = [
    ("promises", &[("agreements", 0), ("kept_ratio", 1), ("promises", 2)]),
    ("score", &[("customers", 3)]),
    ("exposure", &[("customers", 4)]),
    ("interest", &[("invoices", 5)]),
    ("limitation", &[("items", 6)]),
];

impl Digests {
    /// Without customers.
    #[must_use]
    pub fn new(policy: &Policy) -> Self {
        Self {
            balance: BalanceAnswer::default(),
            aging: AgingAnswer::new(Basis::Agreed, policy),
            lists: Default::default(),
        }
    }

    /// Adds the rows of customers that come after those before.
    pub fn add_rows(&mut self, rows: Projections) {
        let [agreements, kept_ratio, promises, score, exposure, interest, limitation] =
            &mut self.lists;
        agreements.write(&rows.promises.agreements);
        kept_ratio.write(&rows.promises.kept_ratio);
        promises.write(&rows.promises.promises);
        score.write(&rows.score.customers);
        exposure.write(&rows.exposure.customers);
        interest.write(&rows.interest.invoices);
        limitation.write(&rows.limitation.items);
        self.balance.append(rows.balance);
        self.aging.append(rows.aging);
    }

    /// The digest of each projection, once everything was added: see
    /// [`Projections::digests`].
    #[must_use]
    pub fn digests(&self) -> BTreeMap<&'static str, String> {
        let of_lists = OF_LISTS.iter().map(|(name, lists)| {
            let mut hash = Sha256::new();
            for (place, (key, list)) in lists.iter().enumerate() {
                hash.update(if place == 0 { "{\"" } else { ",\"" });
                hash.update(key);
                hash.update("\":");
                self.lists[*list].hash_into(&mut hash);
            }
            hash.update("}");
            (*name, hex(&hash.finalize()))
        });
        [("balance", digest(&self.balance)), ("aging", digest(&self.aging))]
            .into_iter()
            .chain(of_lists)
            .collect()
    }
}

impl Answer for Digests {
    fn add(&mut self, customer: &CustomerId, account: &Account<'_>, policy: &Policy) {
        let mut rows = Projections::new(policy);
        rows.add(customer, account, policy);
        self.add_rows(rows);
    }

    fn append(&mut self, later: Self) {
        self.balance.append(later.balance);
        self.aging.append(later.aging);
        for (list, later) in self.lists.iter_mut().zip(later.lists) {
            list.0.extend(later.0);
        }
    }

    fn finish(&mut self) {
        self.balance.finish();
        self.aging.finish();
    }
}

/// SHA-256 over the canonical JSON of an answer, in hexadecimal.
#[must_use]
pub fn digest(answer: &impl Serialize) -> String {
    let mut bytes = Vec::new();
    canonical::write(answer, &mut bytes)
        .expect("answers hold texts, whole numbers, truth values and nulls");
    hex(&Sha256::digest(bytes))
}
